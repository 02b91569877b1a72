/* Day files: the bookings and travellers of a day's flights, what became of them, hits and alerts.
 * See store.h for batches, callbacks and errors. */
#ifndef STORE_TRAVEL_H
#define STORE_TRAVEL_H

#include "model/board.h"
#include "model/image.h"
#include "seal/seal.h"
#include "store/store.h"

/* The sequence that the day has applied; 0 when it has no file. A message at or below it is passed
 * over for this day. */
enum status store_day_applied(struct store *store, int32_t day, int64_t *seq);

/* The state of the lists (a number that the caller counts) with which the day was screened. */
enum status store_day_lists(struct store *store, int32_t day, int64_t *lists);
enum status store_day_lists_set(struct store *store, int32_t day, int64_t lists);

/* ---- contents: sealed, by kind of source, with versions ---- */

/* What has sealed content: a traveller by API, a traveller by PNR, a booking. */
enum store_part { PART_API = KIND_API, PART_PNR = KIND_PNR, PART_BOOKING };

struct store_content {
    int64_t seq;               /* of the message that brought it */
    int32_t version;           /* from 1; 0: there is none */
    struct seal_digest digest; /* of the content, keyed, by the caller: equal = unchanged */
    struct span bytes;         /* clear, an image (16-byte aligned); empty: there is none */
};

struct store_booking {
    int64_t id, flight;           /* B.., F.. */
    struct store_content content; /* sealed as PNR */
};

struct store_origin {
    int64_t seq;   /* the journal entry */
    int64_t begin; /* the byte of the body where the segment begins that made the person */
};

struct store_traveller {
    int64_t id, flight;  /* T.., F.. */
    int64_t booking;     /* B..; 0: none */
    int64_t merged_into; /* T.. that this card was merged into; 0: it stands */
    int kind;            /* of person; the caller's numbers, 0..255 */
    int flags;           /* the caller's bits: infant, minor, checked in */
    struct store_origin origin;
    int64_t created_seq, changed_seq;
    struct store_content content[2]; /* by PART_API, PART_PNR */
};

/* A booking of a flight. Of `content` digest and bytes count. */
enum status store_booking_add(struct store *store, int64_t seq, int64_t flight,
                              const struct store_content *content, int64_t *id);

/* A traveller with the contents that are not empty. The id, merged_into, the sequences and versions
 * are ignored; a booking must be of the same day. */
enum status store_traveller_add(struct store *store, int64_t seq,
                                const struct store_traveller *traveller, int64_t *id);

/* Sets booking, kind and flags. */
enum status store_traveller_set(struct store *store, int64_t seq,
                                const struct store_traveller *traveller);

/* The content that now holds for `id` (T or B by `part`); what it replaces becomes a version. The
 * same digest again writes nothing: `changed` (may be NULL) tells. */
enum status store_content_put(struct store *store, enum store_part part, int64_t id, int64_t seq,
                              const struct store_content *content, bool *changed);

/* Former contents, oldest first; `content.seq` is the message that brought it. */
enum status store_versions(struct store *store, enum store_part part, int64_t id,
                           bool (*each)(void *context, const struct store_content *content),
                           void *context);

/* By id, as it is: `merged_into` is not followed. Bytes live in the arena. */
enum status store_traveller_as_is(struct store *store, int64_t id, struct arena *arena,
                                  struct store_traveller *out);
/* By id, following merges to the card that stands. */
enum status store_traveller(struct store *store, int64_t id, struct arena *arena,
                            struct store_traveller *out);
enum status store_booking(struct store *store, int64_t id, struct arena *arena,
                          struct store_booking *out);

/* A whole flight, opened, at one moment; all lives in the arena. Merged cards are among them. */
struct store_loaded {
    struct store_traveller *travellers; /* by id */
    uint32_t traveller_count;
    struct store_booking *bookings; /* by id */
    uint32_t booking_count;
};
enum status store_flight_load(struct store *store, int64_t flight, struct arena *arena,
                              struct store_loaded *out);

/* What is in clear of the travellers of a flight, by id, merged ones too: nothing is opened. */
struct store_head {
    int64_t id, merged_into, booking; /* 0: none */
    int kind, flags;
    bool has[2]; /* by PART_API, PART_PNR */
    struct seal_digest digest[2];
};
enum status store_heads(struct store *store, int64_t flight,
                        bool (*each)(void *context, const struct store_head *head), void *context);
/* That of one card, as it is: `merged_into` is not followed. STATUS_MISSING. */
enum status store_head(struct store *store, int64_t id, struct store_head *out);
/* The same of a flight's bookings. */
struct store_booking_head {
    int64_t id;
    struct seal_digest digest;
};
enum status store_booking_heads(struct store *store, int64_t flight,
                                bool (*each)(void *context, const struct store_booking_head *head),
                                void *context);
/* The card that stands for `id`, following merges. STATUS_MISSING. */
enum status store_root(struct store *store, int64_t id, struct store_head *out);

/* ---- who was not compared with all names of the lists ---- */

/* The card that stands for the person; once. */
enum status store_unscreened_put(struct store *store, int64_t traveller);
enum status store_unscreened_drop(struct store *store, int64_t traveller); /* it may not be there */
enum status store_unscreened(struct store *store, int32_t day,
                             bool (*each)(void *context, int64_t traveller), void *context);

/* ---- merges ---- */

struct store_edge {
    int64_t younger, older; /* T..: the younger card was merged into the older */
    int64_t seq;
    int reason; /* the caller's number */
};

/* Records the edge and lets `younger` point to `older`. Both of the same day; `older` must stand. */
enum status store_merge(struct store *store, const struct store_edge *edge);

/* The edges at which a traveller is either end, by younger. */
enum status store_edges(struct store *store, int64_t traveller,
                        bool (*each)(void *context, const struct store_edge *edge), void *context);

/* Undoes what merged `younger` into another card: it stands for itself, with what was merged into it. */
enum status store_part(struct store *store, int64_t seq, int64_t younger);

/* Two cards of a flight of which a person said that they are not one; by the younger. */
struct store_apart {
    int64_t younger, older;
};
enum status store_apart_add(struct store *store, int64_t flight, struct store_apart apart);
enum status store_apart_drop(struct store *store, struct store_apart apart);
enum status store_apart(struct store *store, int64_t flight,
                        bool (*each)(void *context, const struct store_apart *apart),
                        void *context);

/* The card that was made at this place of a message; else the one on which a rebuild found the
 * person of that place. STATUS_MISSING: none. */
enum status store_card_of(struct store *store, struct store_origin origin, int64_t *traveller);

/* Further origins of a traveller (of merged cards, of places that a decision points at). One that
 * is known already is set anew. */
enum status store_origin_add(struct store *store, struct store_origin origin, int64_t traveller);
/* Among those of the day; STATUS_MISSING. */
enum status store_origin_find(struct store *store, int32_t day, struct store_origin origin,
                              int64_t *traveller);
enum status store_origins(struct store *store, int64_t traveller,
                          bool (*each)(void *context, const struct store_origin *origin),
                          void *context);

/* ---- pushes: every message that landed on a flight ---- */

struct store_push {
    int64_t seq, flight;
    int ordinal; /* of the message in its body */
    enum kind kind;
    struct span role;          /* the message's role, open text */
    struct seal_digest digest; /* of the body, keyed */
    int persons, added, changed,
        same; /* added, changed 0: "seen again", only this row was written */
};
enum status store_push_add(struct store *store, const struct store_push *push);

/* The counts of the push `out->seq`, `out->ordinal` on the flight `out->flight`, when its day has it
 * already; the feed looks at the day, as it may not have told what the push did. STATUS_MISSING. */
enum status store_push_counts(struct store *store, struct store_push *out);

/* Whether the flight has had message `ordinal` of the very same body before `seq`. */
enum status store_push_repeated(struct store *store, const struct store_push *push, bool *repeated);

/* Pushes of a flight in order. */
enum status store_pushes(struct store *store, int64_t flight,
                         bool (*each)(void *context, const struct store_push *push), void *context);

/* ---- from booking to cabin (model/board.h) ---- */

struct store_board {
    int64_t flight;
    int64_t traveller; /* the card, merged or not; 0: all whom a whole list does not name */
    struct board_said said;
};
/* The same word of the same message is kept once. */
enum status store_board_add(struct store *store, const struct store_board *board);
/* What was said of a card, or (`traveller` 0) of all cards of a flight by card; in the order of the
 * journal. */
enum status store_boards(struct store *store, int64_t flight, int64_t traveller,
                         bool (*each)(void *context, const struct store_board *board),
                         void *context);

/* What follows for the persons of a flight. */
struct store_standing {
    int64_t traveller; /* the card that stands for the person */
    struct board
        board; /* `by` and `booking_by` in the arena; of the cards' bookings the last word */
    const struct board_said *latest; /* by message time; in the arena */
    int left;                        /* of how many of its cards the booking is out, or cancelled */
};
/* By traveller, in the arena; who is not there nothing was said of. `root` gives the card that stands
 * for a card; NULL: each stands for itself. */
enum status store_standings(struct store *store, int64_t flight,
                            int64_t (*root)(void *context, int64_t card), void *context,
                            struct arena *arena, struct store_standing **out, size_t *count);

/* ---- messages in several parts ---- */

/* The parts of one message, by sender, common reference, role and flight. */
struct store_series {
    int64_t n, flight; /* n: within the day, from 1 */
    enum kind kind;
    struct span role, sender, reference;
    int last;             /* the number of the final part; 0: it has not come */
    int64_t last_at;      /* when the latest part was received */
    int64_t complete_seq; /* the message with which it was whole; 0: it is not */
};
struct store_series_part {
    int64_t series;
    int number; /* from 1 */
    int64_t seq;
    int ordinal;
    int declared, bookings; /* bookings that the part speaks of, and that it has */
    struct span persons;    /* numbers (id_number) of the travellers it names, int32_t each */
};
/* `n`, last and complete_seq are ignored. */
enum status store_series_add(struct store *store, const struct store_series *series);
/* The latest of the same flight, kind, role, sender and reference as `out` has; its texts stay.
 * STATUS_MISSING. */
enum status store_series_find(struct store *store, struct store_series *out);
/* Sets last, last_at and complete_seq. */
enum status store_series_set(struct store *store, const struct store_series *series);
enum status store_serieses(struct store *store, int64_t flight,
                           bool (*each)(void *context, const struct store_series *series),
                           void *context);
/* The part belongs to a series of the flight's day. */
enum status store_part_add(struct store *store, int64_t flight,
                           const struct store_series_part *part);
/* By number. */
enum status store_parts(struct store *store, int64_t flight, int64_t series,
                        bool (*each)(void *context, const struct store_series_part *part),
                        void *context);

/* Whom the last full push of a sender named, when it was whole. */
struct store_roll {
    int64_t flight;
    struct span sender;
    int64_t at;          /* its message time */
    struct span persons; /* as above; in the arena */
};
/* Fills at and persons. STATUS_MISSING. */
enum status store_roll(struct store *store, struct arena *arena, struct store_roll *out);
enum status store_roll_put(struct store *store, const struct store_roll *roll);

/* ---- hits and alerts ---- */

struct store_hit {
    int64_t traveller;
    int64_t list;      /* id of the list */
    struct span entry; /* the entry's id in its list */
    int how;           /* the caller's number: by document, by name, .. */
    int64_t list_version;
    int severity, score;
    enum kind kind;       /* of the source that gave the evidence; decides the key */
    int64_t evidence_seq; /* the message that gave it */
    int64_t raised_seq, raised_at;
    int64_t withdrawn_seq; /* 0: it stands */
    int64_t quiet; /* the desk's number of what is remembered: known not to be the entry's person;
                      0: nothing is */
    struct span evidence; /* clear bytes, sealed at rest */
};

/* Raises or replaces the hit (traveller, list, entry, how). Of a hit that stands already, was not quiet and has no
 * higher score than before, raised_seq and raised_at are kept: what speaks more than it did is raised anew, for
 * nobody has decided about that. */
enum status store_hit_put(struct store *store, const struct store_hit *hit);

/* Sets `quiet` of the hit; one that was quiet and is so no longer is raised anew, at `seq` and `at`.
 * STATUS_MISSING. */
enum status store_hit_quiet(struct store *store, int64_t seq, int64_t at,
                            const struct store_hit *hit);

/* STATUS_MISSING when there is no such hit. */
enum status store_hit_withdraw(struct store *store, int64_t seq, const struct store_hit *hit);

/* Hits of a traveller in order of list, entry, how; withdrawn ones too. */
enum status store_hits(struct store *store, int64_t traveller,
                       bool (*each)(void *context, const struct store_hit *hit), void *context);

/* The same without evidence: nothing is opened. */
enum status store_hit_heads(struct store *store, int64_t traveller,
                            bool (*each)(void *context, const struct store_hit *hit),
                            void *context);

/* The travellers of a range of days with a hit of the entry that stands and nothing keeps quiet, each once, by id;
 * and those with one that `quiet` does. */
enum status store_hits_of_entry(struct store *store, int32_t from_day, int32_t to_day, int64_t list,
                                struct span entry, bool (*each)(void *context, int64_t traveller),
                                void *context);
enum status store_hits_quiet_by(struct store *store, int32_t from_day, int32_t to_day,
                                int64_t quiet, bool (*each)(void *context, int64_t traveller),
                                void *context);
/* Whom what is remembered keeps quiet: by day, `quiet` and traveller, each once. */
enum status store_quiet(struct store *store, int32_t from_day, int32_t to_day,
                        bool (*each)(void *context, int64_t quiet, int64_t traveller),
                        void *context);

struct store_alert {
    int64_t traveller, flight; /* the alert's id is the traveller's */
    int severity;
    bool protect; /* opens for supervisors only: somebody under 18 */
    int reasons;  /* how many hits stand that nothing keeps quiet */
    int quiet;    /* and how many that something does; an alert of these alone is withdrawn */
    bool other;   /* in: they are others than before, or their scores are, though as many */
    int64_t raised_seq, raised_at;
    int64_t changed_seq;
    int64_t withdrawn_seq; /* 0: it stands */
};

/* Raises, changes or withdraws the traveller's alert: `seq` is the message (or the sequence that a
 * list follows) and `at` its time. flight, severity, protect, reasons, quiet, other and withdrawn_seq are taken;
 * raised_* is kept while it stands. What changes nothing writes nothing; what changes is in the
 * feed of progress.h after the commit. */
enum status store_alert_put(struct store *store, int64_t seq, int64_t at,
                            const struct store_alert *alert);
enum status store_alert(struct store *store, int64_t traveller, struct store_alert *out);

/* Alerts of a range of days by traveller, or of one flight; withdrawn ones too. */
enum status store_alerts(struct store *store, int32_t from_day, int32_t to_day,
                         bool (*each)(void *context, const struct store_alert *alert),
                         void *context);
enum status store_alerts_of_flight(struct store *store, int64_t flight,
                                   bool (*each)(void *context, const struct store_alert *alert),
                                   void *context);

#endif
