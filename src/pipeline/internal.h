/* What the files of pipeline/ share. */
#ifndef PIPELINE_INTERNAL_H
#define PIPELINE_INTERNAL_H

#include "desk/desk.h"
#include "drift/drift.h"
#include "journal/journal.h"
#include "pipeline/beside.h"
#include "pipeline/cards.h"
#include "pipeline/decoder.h"
#include "pipeline/engine.h"
#include "store/index.h"
#include "store/progress.h"
#include "sys/crew.h"
#include "watch/watch.h"

enum { ENGINE_CREW = 4 };

/* What is remembered of a person who is not the one of an entry (known.h). */
enum { KNOWN_BUCKETS = 4096 };
#define KNOWN_NONE UINT32_MAX
struct known_row {
    int64_t id, list; /* the desk's */
    uint32_t list_version;
    struct span entry, person;
    struct seal_digest digest;
    int32_t from, until; /* days of departure: of whom it may concern, for which it holds */
    bool second, approved, forgotten;
    bool fits;     /* the entry in force means whom it meant then */
    uint32_t next; /* of the same bucket */
};
struct known_list {
    int64_t list;
    uint32_t version; /* in force */
};
/* All in the engine's `kept`. */
struct known {
    struct known_row *rows; /* by id */
    size_t count, room;
    uint32_t *first; /* of each bucket */
    struct known_list *lists;
    size_t list_count, list_room;
    int64_t step; /* the last one that holds */
};
/* Whether it counts, on whatever day. */
bool known_holds(const struct known_row *row);
/* The first of those that may be of the entry; `next` gives the others. */
uint32_t known_first(const struct known *known, int64_t list, struct span entry);

struct engine {
    struct engine_options options;
    struct store *store;
    struct journal_reader *journal;
    struct desk *desk;
    const struct seal_key *digest_key, *index_key;
    struct decoder decoder;
    struct cards *cards;
    struct watch *watch;
    int64_t watched;     /* the state of the lists that `watch` is of */
    struct watch *again; /* instead of it while persons are screened again; NULL: none */
    struct crew *crew;   /* looks at persons */
    struct arena looks[ENGINE_CREW]; /* of each of its workers */
    struct watch_worker *workers[ENGINE_CREW];
    struct beside beside;
    struct second *second;
    struct later *later;
    int64_t lists;         /* activations applied: the state of the lists */
    struct listed *listed; /* what `whole` was built of */
    size_t listed_count;
    struct watch *whole; /* `watch` is this, without what is out of force (listset.c) */
    int64_t pairings;    /* the last one that holds */
    struct known known;
    struct desk_profile *profiles; /* of sources, in order of id; in `kept` */
    size_t profile_count, profile_room;
    struct desk_normal *normals; /* what people said is the new normal, as profiles */
    size_t normal_count, normal_room;
    struct streams *streams; /* NULL: not read yet; see streams.c */
    struct buffer dialect;   /* of the entry under way */
    int64_t singly_until; /* messages up to here are worked on alone: something died among them */
    struct journal_entry *read; /* entries of the journal that wait, in `batch`: what was opened is
                                   not opened again for the next batch */
    size_t read_count;
    bool read_all; /* there were no more */
    struct engine_ahead {
        int64_t seq;
        size_t size;       /* of its body */
    } ahead[ANSWERS_MOST]; /* entries that the decoder was given and has not answered, in order */
    size_t ahead_count;
    int behind;       /* so many batches in a row ended by their time; at most BEHIND_MOST */
    uint64_t stamp;   /* counts messages, for cards taken */
    uint64_t commits; /* of this process */
    struct engine_origin *wanted; /* ascending; origins of decisions, during a rebuild */
    size_t wanted_count;
    struct arena kept;    /* as long as the engine */
    struct arena batch;   /* entries that were read */
    struct arena message; /* of one message */
    struct arena scratch; /* of one person, or less: who uses it resets it */
};

/* What a message of this role does to the stored journey (formats.md A.3); see effects.def. */
struct effect {
    const char *role;
    bool replaces;          /* what it says of persons takes the place of what was said before */
    enum board_word named;  /* what it says of those it names; UNKNOWN: nothing */
    enum board_word others; /* and, when it is whole, of those it does not; UNKNOWN: nothing */
    enum store_event_kind event; /* of the flight; FLIGHT_EVENTS: none */
};

/* One message of a body on its way into the store. */
struct passage {
    struct engine *engine;
    const struct journal_entry *entry;
    const struct image *image;
    uint32_t message; /* its MESSAGE node */
    int ordinal;      /* in the body */
    enum kind kind;
    const struct effect *effect;
    int64_t at;    /* message time */
    bool repeated; /* the flight has had the very same bytes: they say nothing once more */
    bool merged;   /* persons of the flight were joined */
    struct store_flight flight;
    struct open_flight *open;
    uint64_t stamp;
    int64_t booking; /* the one whose content was opened last; 0: none */
    struct image booking_content;
    struct changed *changed; /* whose content is new */
    size_t changed_count;
    struct store_push push; /* counts */
};

/* entry.c: puts what the decoder understood of an entry into the store; or sets the entry aside
 * whole: its bytes stay in the journal. */
enum status entry_store(struct engine *engine, const struct journal_entry *entry,
                        struct span bytes);
enum status entry_quarantine(struct engine *engine, const struct journal_entry *entry,
                             enum store_reason reason);

/* batch.c: decodes and stores entries up to the deadline, in one commit; `done` says how many.
 * What something died of goes alone. */
struct batch {
    struct journal_entry *entries;
    size_t count, done;
    int64_t deadline; /* clock_monotonic */
    struct buffer image;
};
enum status batch_run(struct engine *engine, struct batch *batch);
/* Commits what was stored since store_begin when `status` is ok, else undoes it and forgets the
 * flights that were opened. */
enum status batch_end(struct engine *engine, enum status status, int64_t seq, int64_t at);
/* What the process before left under way. */
enum status batch_take_over(struct engine *engine);

/* message.c: what a message is for the journey. */
const struct effect *message_effect(const struct passage *passage);
/* When it was made, as the sender says, taken for UTC (senders do not tell their zone); where that
 * cannot be, when it was received. */
int64_t message_time(const struct passage *passage);
/* Who made it: the sender of the interchange, else who delivered it. */
struct span message_sender(const struct passage *passage);
/* "YYYY-MM-DDThh:mm" in minutes since 1970; false when there is no time. */
bool local_minutes(struct span text, int64_t *out);

/* flight.c: which flight the message is about; makes or changes it. */
enum status flight_resolve(struct passage *passage);
/* Codes as keys of flights have them, where they are known: "HY", "TAS". */
struct span flight_carrier(struct span code);
struct span flight_port(struct span code);
/* "HY272/2026-11-22/TAS" */
struct span flight_key(struct arena *arena, struct span carrier, struct span number, int32_t day,
                       struct span board);
/* Whether what departs on `day` has a file of that day: see the setting screen.day-window. */
bool flight_day_is_near(const struct passage *passage, int32_t day);

/* fuse.c: puts the message's bookings and persons into the flight. */
enum status fuse_message(struct passage *passage);

/* content.c: what is stored of a node: a copy of it with everything under it except `without`, and
 * a keyed digest that is equal when the same is said, wherever it stands in the body. */
struct seal_digest content_digest(const struct engine *engine, const struct image *image,
                                  uint32_t node, enum node_type without);
struct span content_copy(struct arena *arena, const struct image *image, uint32_t node,
                         enum node_type without);

/* keys.c: index rows for what in a content finds a person (the first few hundred: in a hostile
 * booking each traveller would get a row for each of its values). */
enum status keys_add(struct engine *engine, int64_t traveller, const struct image *content,
                     int64_t at);

/* screening.c: checks contents of persons, one each, against the lists in force. `seq` and `at` are those
 * of the message, or of the list that made it necessary. */
struct screened {
    int64_t root; /* the person's alert */
    int64_t flight;
    enum kind kind;
    int64_t evidence_seq; /* the message that `content` came with */
    int ordinal;          /* in its body; not known when lists changed */
    struct image content;
};
enum status screening_check(struct engine *engine, const struct screened *screened, size_t count,
                            int64_t seq, int64_t at);
/* The alert of a person after its hits or flags changed. `other`: hits came, went or have another
 * score. */
enum status screening_alert(struct engine *engine, int64_t root, int64_t flight, bool other,
                            int64_t seq, int64_t at);
/* Everything that was ever said of persons of a flight against `engine->again`, or the lists in force;
 * withdraws what no longer holds. `roots`: the rows of the cards that stand for them; `next`: see contents.h. */
enum status screening_again(struct engine *engine, const struct store_loaded *loaded,
                            const uint32_t *next, const uint32_t *roots, size_t count, int64_t seq,
                            int64_t at);
/* Of the person of the card `root` that is what was found of all contents: raises, and withdraws what is not. */
struct finding_list;
enum status screening_settle(struct engine *engine, const struct store_traveller *root,
                             const struct finding_list *findings, int64_t seq, int64_t at);
/* Hits of `younger` go to `older`, unless it has better ones for the same entry. */
enum status screening_merge(struct engine *engine, int64_t younger, int64_t older, int64_t flight,
                            int64_t seq, int64_t at);

/* rescreen.c: persons of a flight again, all of them, those with an alert, or two (root cards). */
enum status rescreen_flight(struct engine *engine, int64_t flight, int64_t seq, int64_t at);
enum status rescreen_alerted(struct engine *engine, int64_t flight, int64_t seq, int64_t at);
enum status rescreen_two(struct engine *engine, int64_t flight, int64_t one, int64_t other,
                         int64_t seq, int64_t at);

/* pairs.c: carries out what people said of two cards up to message `seq`, as lists_follow does for
 * lists. */
enum status pairs_follow(struct engine *engine, int64_t seq, bool *pending, int64_t *next);

/* profiles.c: learns what profiles sources have got. `pending`: one has no number yet; wait. */
enum status profiles_follow(struct engine *engine, bool *pending);
/* That of the source's message `seq`; empty when there was none. Valid as long as the engine. */
struct span profiles_at(const struct engine *engine, struct span source, int64_t seq);

/* streams.c: how sources write (drift/drift.h). Learns from the message, of whose dialect `dialect` has
 * the lines; what was learned is stored with the batch, and forgotten when that fails. */
enum status streams_learn(struct passage *passage, struct span dialect);
enum status streams_save(struct engine *engine);
void streams_drop(struct engine *engine);
/* What people said is the new normal: heard by the first message after it, live as in a rebuild.
 * `pending`: one has no number yet; wait. */
enum status normals_follow(struct engine *engine, bool *pending);

/* listset.c: the set that is in force after the first `state` of the changes becomes `engine->watch`. What
 * only ends or goes out of force takes no time: an index is built for new versions alone. */
struct listed {
    int64_t list;
    uint32_t version;
};
enum status listset_apply(struct engine *engine, const struct desk_activation *changes,
                          int64_t state);
void listset_drop(struct engine *engine);
/* What holds after some of the changes. */
struct force {
    struct arena *arena;
    const struct desk_activation **versions; /* one a list */
    size_t count;
    int64_t at; /* of the last of them: what ended by then counts no longer */
};
void listset_force(struct force *force, const struct desk_activation *changes, int64_t state);
/* A version, opened, in the arena. */
enum status listset_source(struct engine *engine, const struct desk_activation *version,
                           struct arena *arena, struct watch_source *out);

/* listdelta.c: a set of those entries alone that the change which made `state` can make a difference with:
 * what is new or another in the version, and whatever gave a reason that stands. With it persons are screened again
 * as with all lists, in much less time; and where nothing that is new has a name, those of flights alone on which the
 * index finds one of its documents. */
struct listdelta {
    struct watch *again; /* owned; NULL: all must be looked at by all lists */
    bool by_document;
    int64_t *
        flights; /* then: whose persons it concerns beside those who alert, ascending; in `arena` */
    size_t flight_count, room;
};
enum status listdelta_make(struct engine *engine, const struct desk_activation *changes,
                           int64_t state, struct arena *arena, struct listdelta *out);

/* lists.c: brings the lists in force to what they were after message `seq`, and screens again who
 * is concerned. `pending`: a version has no number yet; wait. `next`: the first number above `seq`
 * at which the lists change again (INT64_MAX: none known). */
enum status lists_follow(struct engine *engine, int64_t seq, bool *pending, int64_t *next);

#endif
