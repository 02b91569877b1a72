/* Tier 2: what was derived from the carriers' bytes. All of it can be deleted and rebuilt.
 *
 *   FOLDER/flights.db         flights, their aliases, where each message landed, the days there are
 *   FOLDER/YYYY-MM/DD.db      a day of travel: bookings, travellers, versions, hits, alerts, and
 *                             the index rows of a day that is not closed yet   (travel.h)
 *   FOLDER/index/YYYY-MM.db   index rows of the closed days of a month          (index.h)
 *   FOLDER/index/YYYY-MM.filter   what that month certainly has not             (filter.c)
 *   FOLDER/progress.db        how far the journal was worked through            (progress.h)
 *
 * A day file is that of the flight's first announced local day of departure; rows never move.
 * Names, documents, contacts and all other identity are sealed (AEAD) before they reach SQLite;
 * clear columns are ids, times, ports, kinds, counts. Callers pass and receive clear bytes.
 *
 * One process writes (STORE_WRITE), any number read at the same time (STORE_READ). A store belongs
 * to one thread; it borrows the keyring. Every function that reaches the disk can fail with the
 * errors of sys/database.h; a key that does not fit is STATUS_SECRET.
 *
 * Writing goes in batches:
 *
 *   store_begin, per message: resolve the flight, skip what the day has applied, write, and
 *   store_processed_add, store_commit; then, when its news has been told, store_sync
 *
 * The files of a batch commit one after the other: flights, index months, days, progress. A crash
 * in between leaves some ahead of progress. Messages are then given again from
 * store_progress() + 1, and nothing is done twice, because
 *   - a message with sequence <= store_flights_applied() lands where store_landing() says, and
 *     changes to flights that it makes are passed over here;
 *   - a day with store_day_applied() >= sequence has seen the message: the caller passes it over;
 *   - ids are counted from the rows there are, so they are given again as they were.
 * The same holds after a loss of power: order is kept by syncs, and progress falls back to the
 * last sequence that was on the disk in all files.
 *
 * Callbacks get structs whose spans are valid during the call; they return false to end early,
 * which is no error. They may call the store, but must not write to it. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "seal/keyring.h"
#include "store/id.h"

struct store;

enum store_mode { STORE_READ, STORE_WRITE };

/* Returns owned. STORE_WRITE makes the folder and its files; STORE_READ gives STATUS_MISSING when
 * there is none yet. */
enum status store_open(const char *folder, enum store_mode mode, struct keyring *keyring,
                       struct store **out);

/* Rolls back what was not committed. NULL is fine. */
void store_close(struct store *store);

/* For readers, about once a minute: closes the files that were not used since the call before, so
 * that the writer can settle days that are closed. */
void store_let_go(struct store *store);

/* ---- batches ---- */

/* Begins a batch whose first message is `first_seq`. */
enum status store_begin(struct store *store, int64_t first_seq);

/* Commits everything up to `last_seq`; `at` is the time that alerts of the batch get in the feed.
 * When it fails the batch is to be rolled back and given again, from store_progress() + 1. */
enum status store_commit(struct store *store, int64_t last_seq, int64_t at);

/* Outside of a batch: when the last commit is a second or more (of `at`) after the last that is known
 * to be on the disk, brings all to the disk and notes it; otherwise does nothing. A loss of power
 * takes back what came later. Apart from the commit, so that nobody waits for it. */
enum status store_sync(struct store *store);

/* Drops everything since store_begin, counters of ids included. The caller drops what it holds of
 * the flights of the batch. */
void store_rollback(struct store *store);

/* The last sequence that is applied in all files; 0 when none. */
int64_t store_progress(struct store *store);

/* Outside of a batch: moves the index rows of days whose departure was more than two days before
 * `now_day` to their months (four days at once, or what there is when the oldest has waited four
 * days: see closing.c) and lets readers without write permission open them. Days in use by readers
 * are tried again at the next call. `closed` (may be NULL) counts the days done. */
enum status store_close_days(struct store *store, int32_t now_day, int *closed);

struct store_day {
    int32_t day;
    bool closed;
};
/* The days that have a file, in order. */
enum status store_days(struct store *store, int32_t from_day, int32_t to_day,
                       bool (*each)(void *context, const struct store_day *day), void *context);

/* ---- flights ---- */

struct store_flight {
    int64_t id;      /* F.. */
    int32_t day;     /* first announced local day of departure, days since 1970 */
    struct span key; /* carrier + number + day + board point, made by the caller; unique */
    struct span carrier, number; /* operating; without padding, suffix kept */
    struct span board, off;
    struct span departure, arrival; /* local texts as in fields.def TIME; may be empty */
    struct span direction;          /* inbound, outbound, transit, domestic; empty: unknown */
    struct span reference;          /* the carrier's common reference; may be empty */
    int64_t created_seq, changed_seq;
};

/* The sequence that flights.db has applied. */
int64_t store_flights_applied(struct store *store);

/* Where message `ordinal` of the body `seq` landed; STATUS_MISSING when it is not known. */
enum status store_landing(struct store *store, int64_t seq, int ordinal, int64_t *flight);
enum status store_landing_add(struct store *store, int64_t seq, int ordinal, int64_t flight);

/* Every landing of a body, in order. */
enum status store_landings(struct store *store, int64_t seq,
                           bool (*each)(void *context, int ordinal, int64_t flight), void *context);

/* A new flight; its key becomes its first alias. `flight->id` and the sequences are ignored.
 * STATUS_EXISTS when a flight has that key, STATUS_INPUT for a day outside of 1990..2089. */
enum status store_flight_add(struct store *store, int64_t seq, const struct store_flight *flight,
                             int64_t *id);

/* Brings times, ports, direction and reference to what is given; empty spans leave what is there.
 * Former times and ports become a version. `changed` (may be NULL) tells whether anything was. */
enum status store_flight_update(struct store *store, int64_t seq, const struct store_flight *flight,
                                bool *changed);

/* Another key of the flight: other carriers' numbers, other days, ports. One that is taken already
 * stays as it is. */
enum status store_alias_add(struct store *store, struct span key, int64_t flight);

/* By id, or by any of its keys; texts live in the arena. STATUS_MISSING when there is none. */
enum status store_flight(struct store *store, int64_t id, struct arena *arena,
                         struct store_flight *out);
enum status store_flight_find(struct store *store, struct span key, struct arena *arena,
                              struct store_flight *out);

/* Flights of a range of days, by id. */
enum status store_flights(struct store *store, int32_t from_day, int32_t to_day,
                          bool (*each)(void *context, const struct store_flight *flight),
                          void *context);

/* The keys of a flight, in order of key. */
enum status store_aliases(struct store *store, int64_t flight,
                          bool (*each)(void *context, struct span key), void *context);

/* Flights of which a key begins with `prefix`, by id. */
enum status store_flights_like(struct store *store, struct span prefix,
                               bool (*each)(void *context, int64_t flight), void *context);

/* What a message said of the whole flight. The numbers are stored. */
enum store_event_kind { FLIGHT_CHANGED, FLIGHT_CLOSED, FLIGHT_CANCELLED, FLIGHT_EVENTS };
struct store_event {
    int64_t flight;
    enum store_event_kind what;
    int64_t at;          /* message time, microseconds */
    int64_t seq;         /* the message .. */
    int ordinal;         /* .. in its body */
    int64_t begin, size; /* the bytes that say so */
};
const char *store_event_word(enum store_event_kind what); /* a word of the contract */
/* The same of the same time is kept once. */
enum status store_event_add(struct store *store, const struct store_event *event);
/* By time, then in the order of the journal. */
enum status store_events(struct store *store, int64_t flight,
                         bool (*each)(void *context, const struct store_event *event),
                         void *context);

/* What the flight was before each change, oldest first: only departure, arrival, board, off, and
 * changed_seq = the sequence that replaced it, are set. */
enum status store_flight_versions(struct store *store, int64_t flight,
                                  bool (*each)(void *context, const struct store_flight *former),
                                  void *context);

#endif
