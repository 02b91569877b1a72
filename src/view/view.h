/* Reading for showing: what the pages and the command line ask of a data folder, as JSON of the
 * schemas in api/openapi.yaml.
 *
 * A handle reads the store, the journal and the desk; it opens each when it is first needed and
 * copes with a folder that has nothing yet. It belongs to one thread. It decides nothing about who
 * may look: the one gate does, and gives a `struct view_sight`, which says what may be seen. A
 * value that may not be seen is {"masked": true}; it is never an empty text, and nothing is found
 * or ordered by it.
 *
 * Carriers' bytes are never parsed here: what they mean comes from the store, or from the sandbox
 * through the seam `struct view_decoder`.
 *
 * Functions append to `out`, which on failure may hold a part of an object. STATUS_MISSING when
 * there is no such thing; status_sentence() says so. */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "config/config.h"
#include "desk/desk.h"
#include "journal/journal.h"
#include "model/mask.h"
#include "seal/keyring.h"
#include "store/progress.h"
#include "store/travel.h"

/* The sandbox in which bodies are read: image (model/image.h) and survey (decode/survey.h) of one,
 * into buffers that are emptied first. `profile`: the text of its source's profile, or empty.
 * STATUS_INPUT when the body was too much for it. */
struct view_decoder {
    enum status (*look)(void *context, int64_t received, struct span body, struct span profile,
                        struct buffer *image, struct buffer *survey);
    void *context;
};

struct view_options {
    const struct config *config;              /* borrowed: when doors close, which are charters */
    const char *derived, *journal, *authored; /* folders; copied */
    const char *zones;                        /* NULL: the system's */
    struct keyring *keyring;                  /* borrowed */
    struct view_decoder decoder;              /* for view_message alone */
};

struct view;
struct view *view_open(const struct view_options *options); /* returns owned; opens nothing yet */
void view_close(struct view *view);                         /* NULL is fine */
/* About once a minute: lets go of files that were not used since, so that days can be settled. */
void view_rest(struct view *view);

/* The readers, opened; `*out` is NULL when there is nothing yet. Borrowed. */
enum status view_store(struct view *view, struct store **out);
enum status view_journal(struct view *view, struct journal_reader **out);
enum status view_desk(struct view *view, struct desk **out);

enum { VIEW_ETAG = 80 }; /* room for an ETag with its quotes */
/* The same for a command line: without them. Borrows. */
struct span view_etag_mark(const char *etag);

/* What the gate lets somebody see. */
struct view_sight {
    struct field_mask mask;
    bool protect; /* alerts of persons under 18 */
};
struct view_sight view_sight_of_all(void); /* for the owner of the data */

/* A list's page. `cursor` is what the former page gave as `next`, opened by the caller; empty: the
 * first. `seal` makes of a clear cursor what is given out (authenticated); NULL: it is as it is. */
struct view_page {
    struct span cursor;
    uint32_t limit;
    void (*seal)(void *context, struct span clear, struct buffer *out);
    void *context;
};

/* ---- flights ---- */

enum view_when { VIEW_AHEAD, VIEW_PAST, VIEW_ALL };
bool view_when_parse(struct span word, enum view_when *out);

enum view_order { VIEW_BY_DEADLINE, VIEW_BY_FLIGHT, VIEW_BY_PERSONS, VIEW_BY_ALERTS };
bool view_order_parse(struct span word, enum view_order *out);

enum view_alert_filter {
    VIEW_ALERTS_EITHER,
    VIEW_ALERTS_ANY,
    VIEW_ALERTS_OPEN,
    VIEW_ALERTS_PROTECT
};
bool view_alert_filter_parse(struct span word, enum view_alert_filter *out);

enum view_choice { VIEW_EITHER, VIEW_YES, VIEW_NO };

/* Zeroed is: everything ahead, by deadline. Empty spans and 0 choose nothing. */
struct view_flights_query {
    struct span direction; /* inbound, .., unknown */
    struct span q, board, off, carrier;
    int32_t from_day, to_day; /* days since 1970 of departure; 0: open */
    enum view_when when;
    enum view_choice swept, missing;
    enum view_alert_filter alerts;
    enum view_order order;
    struct view_page page;
};
/* Schema Flights. `now` (microseconds UTC) is what ahead and past are measured against. */
enum status view_flights(struct view *view, const struct view_flights_query *query,
                         const struct view_sight *sight, int64_t now, struct buffer *out);
/* Schema FlightDetail, of a flight's id. */
enum status view_flight(struct view *view, int64_t flight, const struct view_sight *sight,
                        int64_t now, struct buffer *out);
/* Whether the flight is still somebody's business: not yet landed (inbound), or not yet gone, or no
 * longer ago than a shift. */
enum status view_flight_is_open(struct view *view, int64_t flight, int64_t now, bool *out);
/* The same, and by what flights are ordered: when it is due, best known. */
enum status view_flight_due(struct view *view, int64_t flight, int64_t now, bool *open,
                            int64_t *due);
/* Schema SweepState, and its etag for If-Match. */
enum status view_sweep(struct view *view, int64_t flight, char etag[VIEW_ETAG], struct buffer *out);

struct view_manifest_query {
    enum view_choice crew;
    bool merged;       /* also cards that were merged into others */
    struct span board; /* a word of its state, its booking or its mark (schema BoardFilter) */
    struct span q;
    struct view_page page;
};
/* Schema Manifest. */
enum status view_manifest(struct view *view, int64_t flight,
                          const struct view_manifest_query *query, const struct view_sight *sight,
                          struct buffer *out);

/* Schema Bags: those of the flight without a traveller. */
enum status view_bags(struct view *view, int64_t flight, const struct view_sight *sight,
                      struct buffer *out);

/* ---- alerts ---- */

/* VIEW_WAITING: open, and something can still be done before landing; VIEW_LANDED: open, and raised by a
 * message that came after it (operations.md 6). */
/* VIEW_KNOWN: kept quiet, because people said that it is another person. */
enum view_alert_state {
    VIEW_WAITING,
    VIEW_CLOSED,
    VIEW_WITHDRAWN,
    VIEW_EVERY,
    VIEW_LANDED,
    VIEW_KNOWN
};
bool view_alert_state_parse(struct span word, enum view_alert_state *out);

struct view_alerts_query {
    enum view_alert_state state;
    int severity; /* of watch/severities.def; 0: all */
    struct span direction, q;
    enum view_when when; /* VIEW_ALL is the contract's default; the caller sets it */
    int32_t from_day, to_day;
    struct view_page page;
};
/* Schema Alerts. */
enum status view_alerts(struct view *view, const struct view_alerts_query *query,
                        const struct view_sight *sight, int64_t now, struct buffer *out);

/* What the alert of a traveller (merges followed) is now: for If-Match, for events. */
struct view_alert {
    struct store_alert alert; /* traveller 0: there is none */
    const char *state;        /* a word of the contract's AlertState */
    bool closed;              /* somebody has closed it, or it is withdrawn */
    bool landed;              /* it was raised after the flight had landed */
    char etag[VIEW_ETAG];
};
enum status view_alert(struct view *view, int64_t traveller, struct view_alert *out);
/* Schema Decided, after a decision was made or withdrawn, and the alert as it is now. */
enum status view_decided(struct view *view, int64_t decision, const struct view_sight *sight,
                         struct view_alert *alert, struct buffer *out);
/* Schema DecisionCodes. */
void view_decision_codes(struct buffer *out);

/* ---- what is remembered of false alarms (docs/decisions/0016) ---- */
struct json_t;
/* What a decision about the traveller sends along, as members of a request of authoring: the reasons that
 * stand, which it is about. "Not the same person": the entries that alert, and keyed hashes of the person, or an
 * empty text where nobody could be known again by them. Any other but a note: what keeps entries quiet. */
enum status view_remember(struct view *view, int64_t traveller, enum decision code,
                          struct json_t *request);
/* Schema Memory of each, the newest first: those that hold or wait, or `all`. What was decided about
 * somebody under 18 is there for those alone who may see it. */
enum status view_memories(struct view *view, int64_t now, bool all, const struct view_sight *sight,
                          bool (*each)(void *context, struct span memory), void *context);
/* One. STATUS_MISSING. */
enum status view_memory(struct view *view, int64_t id, int64_t now, const struct view_sight *sight,
                        struct json *json);

/* ---- travellers ---- */

/* Schema Traveller at `now`, and the alert that stands in it. */
enum status view_traveller(struct view *view, int64_t traveller, const struct view_sight *sight,
                           int64_t now, struct view_alert *alert, struct buffer *out);

/* ---- sources ---- */

/* Schema Sources: who sends, how they write, and what changed. `name`: of that one alone; empty: all. */
enum status view_sources(struct view *view, struct span name, struct buffer *out);
/* What a person can say of a note of a source: the stream and the trait that it is of. */
struct view_note {
    struct span source, sender, kind, trait, value;
};
/* STATUS_MISSING: there is no such note, or somebody has accepted it. */
enum status view_note_stands(struct view *view, const struct view_note *note);

/* ---- messages ---- */

struct view_messages_query {
    bool waiting;                /* those that are not worked through yet */
    const enum outcome *outcome; /* NULL: all */
    struct span source;
    struct view_page page;
};
/* Schema Messages. */
enum status view_messages(struct view *view, const struct view_messages_query *query,
                          struct buffer *out);
/* Schema Message: the part begin..begin+size of message `seq`. STATUS_SECRET when its bytes cannot
 * be opened any more. */
enum status view_message(struct view *view, int64_t seq, const struct view_sight *sight,
                         size_t begin, size_t size, struct buffer *out);

/* The same parts for a body that is in no journal (a trial): schema TrialMessage[] of an image, and
 * Issue[]. */
void view_trial_messages(const struct image *image, struct buffer *out);
void view_trial_issues(const struct image *image, struct buffer *out);
/* Whether it is a table, or may be one for which a source profile is wanting. */
bool view_trial_is_table(const struct image *image);
/* For who wants to see rows: the members of schema Understood, persons with their rows, the first
 * `VIEW_MOST_PERSONS` of them, and issues with row and column. */
enum { VIEW_MOST_PERSONS = 500 };
void view_trial_understood(const struct image *image, struct span body,
                           const struct view_sight *sight, struct json *json);

#endif
