/* The layouts of the four kinds of file, version by version, and their statements. Steps that have
 * been released never change: a new layout is a new step. */
#include "store/internal.h"

#define STATEMENT(name, sql) sql,
static const char *const flights_statements[] = {
#include "store/flights.def"
    NULL};
static const char *const day_statements[] = {
#include "store/day.def"
    NULL};
static const char *const month_statements[] = {
#include "store/month.def"
    NULL};
static const char *const progress_statements[] = {
#include "store/progress.def"
    NULL};
#undef STATEMENT

static const char *const flights_steps[] = {
    "CREATE TABLE state (one INTEGER PRIMARY KEY, applied_seq BIGINT NOT NULL);"
    "INSERT INTO state (one, applied_seq) VALUES (1, 0);"
    /* closed: 0 open, 1 its index rows are in the month, 2 settled for readers */
    "CREATE TABLE day (day INTEGER PRIMARY KEY, closed SMALLINT NOT NULL);"
    "CREATE TABLE touched (day INTEGER PRIMARY KEY);"
    "CREATE TABLE flight (id INTEGER PRIMARY KEY, key TEXT NOT NULL, carrier TEXT NOT NULL,"
    " number TEXT NOT NULL, board TEXT NOT NULL, off TEXT NOT NULL, departure TEXT NOT NULL,"
    " arrival TEXT NOT NULL, direction TEXT NOT NULL, reference TEXT NOT NULL,"
    " created_seq BIGINT NOT NULL, changed_seq BIGINT NOT NULL, versions INTEGER NOT NULL);"
    "CREATE TABLE flight_version (flight BIGINT, n INTEGER, replaced_seq BIGINT NOT NULL,"
    " board TEXT NOT NULL, off TEXT NOT NULL, departure TEXT NOT NULL, arrival TEXT NOT NULL,"
    " PRIMARY KEY (flight, n)) WITHOUT ROWID;"
    "CREATE TABLE alias (key TEXT PRIMARY KEY, flight BIGINT NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX alias_flight ON alias (flight);"
    "CREATE TABLE landing (seq BIGINT, ordinal INTEGER, flight BIGINT NOT NULL,"
    " PRIMARY KEY (seq, ordinal)) WITHOUT ROWID;",
    "CREATE TABLE noted (seq BIGINT, message INTEGER, begin BIGINT, issue SMALLINT,"
    " size BIGINT NOT NULL, PRIMARY KEY (seq, message, begin, issue)) WITHOUT ROWID;",
    "CREATE TABLE event (flight BIGINT, what SMALLINT, at BIGINT, seq BIGINT NOT NULL,"
    " ordinal INTEGER NOT NULL, begin BIGINT NOT NULL, size BIGINT NOT NULL,"
    " PRIMARY KEY (flight, what, at)) WITHOUT ROWID;",
    /* that all days have: see layout.c */
    "ALTER TABLE state ADD COLUMN layout INTEGER NOT NULL DEFAULT 0;"};

static const char *const day_steps[] = {
    "CREATE TABLE state (one INTEGER PRIMARY KEY, applied_seq BIGINT NOT NULL,"
    " lists BIGINT NOT NULL, closed SMALLINT NOT NULL, change BIGINT NOT NULL);"
    "INSERT INTO state (one, applied_seq, lists, closed, change) VALUES (1, 0, 0, 0, 0);"
    "CREATE TABLE booking (id INTEGER PRIMARY KEY, flight BIGINT NOT NULL,"
    " version INTEGER NOT NULL, seq BIGINT NOT NULL, digest BLOB NOT NULL,"
    " content BLOB NOT NULL);"
    "CREATE INDEX booking_flight ON booking (flight);"
    /* Contents stand last, so that a look at the other columns does not read them. */
    "CREATE TABLE traveller (id INTEGER PRIMARY KEY, flight BIGINT NOT NULL, booking BIGINT,"
    " kind SMALLINT NOT NULL, flags SMALLINT NOT NULL, merged_into BIGINT,"
    " origin_seq BIGINT NOT NULL, origin_begin BIGINT NOT NULL, created_seq BIGINT NOT NULL,"
    " changed_seq BIGINT NOT NULL, api_version INTEGER NOT NULL, api_seq BIGINT, api_digest BLOB,"
    " pnr_version INTEGER NOT NULL, pnr_seq BIGINT, pnr_digest BLOB, api BLOB, pnr BLOB);"
    "CREATE INDEX traveller_flight ON traveller (flight);"
    "CREATE TABLE version (part SMALLINT, id BIGINT, n INTEGER, seq BIGINT NOT NULL,"
    " digest BLOB NOT NULL, content BLOB NOT NULL, PRIMARY KEY (part, id, n));"
    "CREATE TABLE edge (younger BIGINT, older BIGINT, seq BIGINT NOT NULL,"
    " reason SMALLINT NOT NULL, PRIMARY KEY (younger, older)) WITHOUT ROWID;"
    "CREATE INDEX edge_older ON edge (older);"
    "CREATE TABLE origin (seq BIGINT, begin BIGINT, traveller BIGINT NOT NULL,"
    " PRIMARY KEY (seq, begin)) WITHOUT ROWID;"
    "CREATE INDEX origin_traveller ON origin (traveller);"
    "CREATE TABLE push (seq BIGINT, ordinal INTEGER, flight BIGINT NOT NULL,"
    " kind SMALLINT NOT NULL, role TEXT NOT NULL, digest BLOB NOT NULL, persons INTEGER NOT NULL,"
    " added INTEGER NOT NULL, changed INTEGER NOT NULL, same INTEGER NOT NULL,"
    " PRIMARY KEY (seq, ordinal)) WITHOUT ROWID;"
    "CREATE INDEX push_flight ON push (flight);"
    "CREATE TABLE hit (n INTEGER PRIMARY KEY, version INTEGER NOT NULL,"
    " traveller BIGINT NOT NULL, list BIGINT NOT NULL, entry TEXT NOT NULL, how SMALLINT NOT NULL,"
    " list_version BIGINT NOT NULL, severity SMALLINT NOT NULL, score SMALLINT NOT NULL,"
    " kind SMALLINT NOT NULL, evidence_seq BIGINT NOT NULL, raised_seq BIGINT NOT NULL,"
    " raised_at BIGINT NOT NULL, withdrawn_seq BIGINT, evidence BLOB NOT NULL);"
    "CREATE UNIQUE INDEX hit_of ON hit (traveller, list, entry, how);"
    "CREATE TABLE alert (traveller INTEGER PRIMARY KEY, flight BIGINT NOT NULL,"
    " severity SMALLINT NOT NULL, protect SMALLINT NOT NULL, reasons INTEGER NOT NULL,"
    " raised_seq BIGINT NOT NULL, raised_at BIGINT NOT NULL, changed_seq BIGINT NOT NULL,"
    " withdrawn_seq BIGINT, change BIGINT NOT NULL);"
    "CREATE INDEX alert_flight ON alert (flight);"
    "CREATE INDEX alert_change ON alert (change);"
    /* Hashes come in no order: each would change another page of `find`. They are gathered in
     * `fresh`, which is small, and moved in order. */
    "CREATE TABLE find (kind SMALLINT, hash BIGINT, traveller BIGINT,"
    " PRIMARY KEY (kind, hash, traveller)) WITHOUT ROWID;"
    "CREATE TABLE fresh (kind SMALLINT, hash BIGINT, traveller BIGINT,"
    " PRIMARY KEY (kind, hash, traveller)) WITHOUT ROWID;",
    "CREATE TABLE apart (younger BIGINT, older BIGINT, flight BIGINT NOT NULL,"
    " PRIMARY KEY (younger, older)) WITHOUT ROWID;"
    "CREATE INDEX apart_flight ON apart (flight);",
    "CREATE TABLE board (flight BIGINT, traveller BIGINT, seq BIGINT, ordinal INTEGER,"
    " word SMALLINT, implied SMALLINT NOT NULL, at BIGINT NOT NULL, begin BIGINT NOT NULL,"
    " size BIGINT NOT NULL, PRIMARY KEY (flight, traveller, seq, ordinal, word)) WITHOUT ROWID;"
    /* Whom passport data named was announced; at which bytes is not known any more. */
    "INSERT INTO board SELECT flight, id, api_seq, 0, 1, 0, 0, 0, 0 FROM traveller"
    " WHERE api_version > 0;"
    "CREATE TABLE series (n INTEGER PRIMARY KEY, flight BIGINT NOT NULL, kind SMALLINT NOT NULL,"
    " role TEXT NOT NULL, sender TEXT NOT NULL, reference TEXT NOT NULL, last INTEGER NOT NULL,"
    " last_at BIGINT NOT NULL, complete_seq BIGINT);"
    "CREATE INDEX series_flight ON series (flight);"
    /* persons: the numbers of the travellers, four bytes each */
    "CREATE TABLE part (series INTEGER, number INTEGER, seq BIGINT NOT NULL,"
    " ordinal INTEGER NOT NULL, declared INTEGER NOT NULL,"
    " bookings INTEGER NOT NULL, persons BLOB NOT NULL, PRIMARY KEY (series, number)) WITHOUT ROWID;"
    "CREATE TABLE roll (flight BIGINT, sender TEXT, at BIGINT NOT NULL, persons BLOB NOT NULL,"
    " PRIMARY KEY (flight, sender)) WITHOUT ROWID;",
    /* leg: flight and day; tag: a keyed hash; flight and traveller: 0 as long as there is none */
    "CREATE TABLE bag (n INTEGER PRIMARY KEY, leg TEXT NOT NULL, tag BIGINT NOT NULL,"
    " board TEXT NOT NULL, off TEXT NOT NULL, flight BIGINT NOT NULL, traveller BIGINT NOT NULL,"
    " how SMALLINT NOT NULL);"
    "CREATE UNIQUE INDEX bag_of ON bag (leg, tag);"
    "CREATE INDEX bag_flight ON bag (flight);"
    "CREATE INDEX bag_tag ON bag (tag);"
    "CREATE TABLE bag_said (n INTEGER PRIMARY KEY, bag INTEGER NOT NULL, seq BIGINT NOT NULL,"
    " ordinal INTEGER NOT NULL, word SMALLINT NOT NULL, at BIGINT NOT NULL, begin BIGINT NOT NULL,"
    " size BIGINT NOT NULL, digest BLOB NOT NULL, content BLOB NOT NULL);"
    "CREATE UNIQUE INDEX bag_said_once ON bag_said (bag, digest, ordinal, begin);",
    /* Instead of `fresh`: see recent.c. */
    "INSERT INTO find (kind, hash, traveller) SELECT kind, hash, traveller FROM fresh"
    " WHERE 1 = 1 ORDER BY kind, hash, traveller ON CONFLICT (kind, hash, traveller) DO NOTHING;"
    "DROP TABLE fresh;"
    "CREATE TABLE recent (bucket SMALLINT, run BIGINT, rows BLOB NOT NULL,"
    " PRIMARY KEY (bucket, run)) WITHOUT ROWID;",
    /* Instead of `find`, which stays empty: see blocks.c. Who opens the file to write takes over what
     * it has (recent.c). */
    "CREATE TABLE block (first INTEGER PRIMARY KEY, rows BLOB NOT NULL);",
    /* quiet: the desk's number of what is remembered of the person; 0: nothing keeps the hit quiet */
    "ALTER TABLE hit ADD COLUMN quiet BIGINT NOT NULL DEFAULT 0;"
    "ALTER TABLE alert ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX hit_entry ON hit (list, entry);"
    "CREATE INDEX hit_quiet ON hit (quiet) WHERE quiet > 0;",
    "CREATE TABLE unscreened (traveller INTEGER PRIMARY KEY);"};

static const char *const month_steps[] = {
    "CREATE TABLE find (kind SMALLINT, hash BIGINT, traveller BIGINT,"
    " PRIMARY KEY (kind, hash, traveller)) WITHOUT ROWID;"};

static const char *const progress_steps[] = {
    "CREATE TABLE state (one INTEGER PRIMARY KEY, applied_seq BIGINT NOT NULL,"
    " durable_seq BIGINT NOT NULL, boot TEXT NOT NULL);"
    "INSERT INTO state (one, applied_seq, durable_seq, boot) VALUES (1, 0, 0, '');"
    "CREATE TABLE processed (seq INTEGER PRIMARY KEY, at BIGINT NOT NULL,"
    " outcome SMALLINT NOT NULL, reason SMALLINT NOT NULL, messages INTEGER NOT NULL,"
    " travellers INTEGER NOT NULL, added INTEGER NOT NULL, changed INTEGER NOT NULL,"
    " same INTEGER NOT NULL, issues INTEGER NOT NULL);"
    "CREATE TABLE total (outcome SMALLINT, reason SMALLINT, entries BIGINT NOT NULL,"
    " messages BIGINT NOT NULL, travellers BIGINT NOT NULL, added BIGINT NOT NULL,"
    " changed BIGINT NOT NULL, same BIGINT NOT NULL, issues BIGINT NOT NULL,"
    " PRIMARY KEY (outcome, reason)) WITHOUT ROWID;"
    "CREATE TABLE issue (seq BIGINT, n INTEGER, message INTEGER NOT NULL, issue SMALLINT NOT NULL,"
    " severity SMALLINT NOT NULL, segment TEXT NOT NULL, begin BIGINT NOT NULL,"
    " size BIGINT NOT NULL, PRIMARY KEY (seq, n)) WITHOUT ROWID;"
    "CREATE TABLE feed (n INTEGER PRIMARY KEY, day INTEGER NOT NULL, change BIGINT NOT NULL,"
    " traveller BIGINT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL,"
    " news SMALLINT NOT NULL);"
    "CREATE INDEX feed_day ON feed (day, change);"
    "CREATE INDEX feed_traveller ON feed (traveller, n);"
    "CREATE TABLE attempt (first_seq BIGINT, last_seq BIGINT, deaths INTEGER NOT NULL,"
    " PRIMARY KEY (first_seq, last_seq)) WITHOUT ROWID;"
    "CREATE TABLE decided (seq BIGINT, begin BIGINT, traveller BIGINT NOT NULL,"
    " PRIMARY KEY (seq, begin)) WITHOUT ROWID;",
    "ALTER TABLE attempt ADD COLUMN kills INTEGER NOT NULL DEFAULT 0;",
    /* The few that were not understood whole are listed alone. */
    "CREATE INDEX processed_bad ON processed (outcome, seq) WHERE outcome > 0;",
    "ALTER TABLE state ADD COLUMN pairings BIGINT NOT NULL DEFAULT 0;",
    /* How sources write; counts alone, as drift/drift.h has them. */
    ("CREATE TABLE stream (source TEXT, sender TEXT, kind TEXT, state TEXT NOT NULL,"
     " PRIMARY KEY (source, sender, kind)) WITHOUT ROWID;"),
    /* The last step of what people remember that holds here (store/progress.h). */
    "ALTER TABLE state ADD COLUMN memory BIGINT NOT NULL DEFAULT 0;"};

#define PLAN(name, text, id)                                                                       \
    const struct database_plan store_##name##_plan = {                                             \
        .words = text,                                                                             \
        .remedy = STORE_REMEDY,                                                                    \
        .application = id,                                                                         \
        .version = sizeof name##_steps / sizeof *name##_steps,                                     \
        .steps = name##_steps,                                                                     \
        .statements = name##_statements,                                                           \
        .checkpoint_pages = 4000, /* 16 MB of WAL: a page that changes often is written once */    \
    }

PLAN(flights, "the flights", 0x50544C46);        /* PTLF */
PLAN(day, "a day of travel", 0x50544C44);        /* PTLD */
PLAN(month, "a month of the index", 0x50544C49); /* PTLI */
PLAN(progress, "the progress", 0x50544C50);      /* PTLP */
