/* Shared by the files of this folder alone: open files, sealing, the slots of the SQL. */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include "store/store.h"
#include "store/travel.h"
#include "sys/database.h"

#define STATEMENT(name, sql) name,
enum flights_statement {
#include "store/flights.def"
};
enum day_statement {
#include "store/day.def"
};
enum month_statement {
#include "store/month.def"
};
enum progress_statement {
#include "store/progress.def"
};
#undef STATEMENT

extern const struct database_plan store_flights_plan, store_day_plan, store_month_plan,
    store_progress_plan;

/* The remedy in every sentence about a damaged file of this tier. */
#define STORE_REMEDY "stop the system and run `portolan rebuild`"

/* ---- open files ---- */

/* An index row of a day. */
struct index_row {
    int64_t hash;
    int32_t number; /* of the traveller, within the day */
    uint8_t kind;
};
enum { RECENT_BUCKETS = 64 };
struct recent {
    struct index_row *gathered; /* of this batch */
    size_t count, room;
    int32_t rows[RECENT_BUCKETS]; /* in the table, by bucket */
    int64_t last_run;
};

/* An open day or month. `pins` counts the calls that are using it now. */
struct store_file {
    int32_t number; /* the day, or the month of seal/keyring.h */
    struct database *database;
    int pins;
    bool dirty;    /* has changes of this batch */
    bool unsynced; /* has commits that may not be on the disk */
    bool rested;   /* keeps no pages in memory since its latest use */
    int64_t used;  /* tick of the latest use */
    /* of days: */
    int64_t applied, lists, change;
    bool closed;
    int32_t last_traveller, last_booking, last_hit;
    struct recent *recent; /* index rows that are not in order yet */
    /* of months: */
    int filter;          /* descriptor; -1: none */
    unsigned char *bits; /* mapped for writing, or NULL */
};

/* The files of one kind that are open: an LRU that never closes what is pinned or dirty. */
struct shelf {
    struct store_file **files;
    int count, room;
    int most;
    int64_t tick;  /* counts uses */
    int64_t swept; /* the tick of the latest store_let_go or store_shelf_rest */
};

struct batch_sums; /* progress.c */

/* The files of a batch in the order in which they commit, for tests that end the process there. */
enum commit_stage {
    STAGE_FLIGHTS,
    STAGE_MONTH,
    STAGE_DAY,
    STAGE_PROGRESS,
    STAGE_CLOSE_MONTH,
    STAGE_CLOSE_DAY
};

struct store {
    char *folder;
    enum store_mode mode;
    struct keyring *keyring;
    struct checkpoints *checkpoints; /* NULL: none */
    struct database *flights, *progress;
    struct shelf days, months;
    bool in_batch;
    int commits;                    /* since the shelves were looked through for what rests */
    int64_t applied;                /* in all files */
    int64_t durable;                /* on the disk in all files */
    int64_t applied_at, durable_at; /* the times of the commits that made them so */
    int64_t flights_applied;        /* before this batch */
    struct batch_sums *sums;
    int32_t *touched; /* days whose alerts the feed has to look at */
    int touched_count, touched_room;
    struct buffer packed, sealed; /* scratch of content.c */
    void (*on_commit)(void *context, enum commit_stage stage);
    void *on_commit_context;
};

void store_stage(struct store *store, enum commit_stage stage);

/* Pins the file of `number`; with `make` it is made when missing, else STATUS_MISSING, as for a day
 * that no id can have. Every success is followed by store_unpin. */
enum status store_open_day(struct store *store, int32_t day, bool make, struct store_file **out);
enum status store_open_month(struct store *store, int32_t month, bool make,
                             struct store_file **out);
void store_unpin(struct store_file *file);

/* Runs, or ends, the last query of a pinned file, and unpins it. */
enum status store_run(struct store_file *file, struct query *query);
enum status store_end(struct store_file *file, struct query *query);

/* For listings: a day without a file has nothing to list; `*out` is then NULL. */
enum status store_list_day(struct store *store, int32_t day, struct store_file **out);

/* Reads applied, lists, closed and change of a day again. */
enum status store_refresh_day(struct store_file *file);

/* store_open_day and store_open_month for a write of this batch: in a transaction, dirty, known to flights.db. */
enum status store_write_day(struct store *store, int32_t day, struct store_file **out);
enum status store_write_month(struct store *store, int32_t month, struct store_file **out);

/* ---- filter.c: which hashes a month certainly has not ---- */

void store_filter_open(const struct store *store, struct store_file *file); /* if there is one */
void store_filter_close(struct store_file *file);
bool store_filter_may_have(const struct store_file *file, int64_t hash);
/* Before store_filter_set; makes the filter when it is missing. It stays in memory until store_filter_rest. */
enum status store_filter_write(const struct store *store, struct store_file *file);
void store_filter_set(struct store_file *file, int64_t hash);
enum status store_filter_sync(struct store_file *file); /* before the rows are committed */
void store_filter_rest(struct store_file *file);

/* A value as it stands in index rows: keyed, by enum index_kind. (index.c) */
enum status store_hash(struct store *store, int kind, struct span value, int64_t *out);

/* Adds an index row to a month that store_write_month gave; `kind` is an enum index_kind. */
enum status store_month_add(struct store_file *month, int64_t kind, int64_t hash,
                            int64_t traveller);

/* ---- blocks.c: index rows of a day in order ---- */

enum { INDEX_ROW_SIZE = 12 }; /* of a row that is written */
void store_row_write(struct buffer *out, const struct index_row *row);
size_t store_row_count(struct span rows);
struct index_row store_row_read(struct span rows, size_t index);
int store_row_order(const struct index_row *x, const struct index_row *y); /* of blocks */

/* Hashes from..to. */
struct block_range {
    int64_t from, to;
};

/* The rows of all blocks of a range, in order: `row` is valid after store_blocks_next said so. */
struct block_rows {
    struct query query;
    struct span block;
    size_t next;
    struct index_row row;
};
void store_blocks_begin(struct block_rows *rows, struct store_file *day, struct block_range range);
bool store_blocks_next(struct block_rows *rows);
enum status store_blocks_end(struct block_rows *rows); /* once, also after a failure */

enum status store_blocks_look(struct store_file *day, int kind, int64_t hash,
                              void (*each)(void *context, int64_t traveller), void *context);
/* Adds rows, in order, to those of a range in which whole blocks lie. Rows that are there stay. */
enum status store_blocks_merge(struct store_file *day, struct block_range range,
                               const struct index_row *rows, size_t count);

/* ---- recent.c: index rows of a day until they stand in order ---- */

enum status store_recent_open(struct store_file *day, bool writing);
void store_recent_close(struct store_file *day);
void store_recent_add(struct store_file *day, int kind, int64_t hash, int64_t traveller);
enum status store_recent_flush(struct store_file *day); /* before the day's commit */
/* Moves all to blocks. */
enum status store_recent_move(struct store_file *day);
bool store_recent_any(const struct store_file *day);
enum status store_recent_look(struct store_file *day, int kind, int64_t hash,
                              void (*each)(void *context, int64_t traveller), void *context);

void store_shelf_close(struct shelf *shelf);
/* Closes the dirty files, which drops their changes. */
void store_shelf_rollback(struct shelf *shelf);
/* What was committed to the shelf's files is on the disk afterwards. */
enum status store_shelf_sync(struct shelf *shelf);
/* What was not used since it was called before gives back memory. */
void store_shelf_rest(struct shelf *shelf);

/* layout.c: brings the files of all days up to the layout of this program, when one was not yet. */
enum status store_bring_up_days(struct store *store);

/* Runs `one` for each day file of the range that is there; `open_only` leaves out closed days, `past_damaged`
 * those that cannot be opened, which else end it. */
struct day_visit {
    struct store *store;
    bool open_only;
    enum status (*one)(void *context, struct store_file *file, bool *more);
    void *context;
    bool past_damaged;
};
enum status store_visit_days(const struct day_visit *visit, int32_t from_day, int32_t to_day);

/* ---- flights.db ---- */
enum status store_note_day(struct store *store, int32_t day);
enum status store_set_closed(struct store *store, int32_t day, int closed);
enum status store_commit_flights(struct store *store, int64_t last_seq);
enum status store_start_flights(struct store *store); /* reads applied and the touched days */

/* ---- progress.db ---- */
enum status store_start_progress(struct store *store);
enum status store_commit_progress(struct store *store, int64_t last_seq, int64_t at);
enum status store_make_durable(struct store *store);
void store_reset_sums(struct store *store); /* the batch's sums */
void store_free_sums(struct store *store);

/* Feeds what changed in the touched days since the feed saw them last. */
enum status store_feed_touched(struct store *store, int64_t at);

/* ---- sealing ---- */

/* The place of sealed bytes: what is authenticated with them, so that none can be exchanged. The
 * numbers of tables are part of that: new ones go to the end. */
enum sealed_table {
    SEALED_API,
    SEALED_PNR,
    SEALED_BOOKING,
    SEALED_EVIDENCE,
    SEALED_BAG,
    SEALED_TABLES
};
struct place {
    enum sealed_table table;
    enum kind kind; /* whose month's key */
    int64_t id;
    int32_t version;
};
/* `out` is valid until the next call. */
enum status store_seal(struct store *store, struct place place, struct span clear,
                       struct span *out);
/* `out` lives in the arena. */
enum status store_unseal(struct store *store, struct place place, struct span sealed,
                         struct arena *arena, struct span *out);
/* The form in which contents are sealed: see pack.c. store_unpack gives STATUS_DAMAGED for what
 * store_pack did not write. */
void store_pack(struct buffer *out, struct span clear);
enum status store_unpack(struct span packed, struct arena *arena, struct span *out);
struct place store_part_place(enum store_part part, int64_t id, int32_t version);

static inline struct span digest_span(const struct seal_digest *digest)
{
    return (struct span){(const char *)digest->bytes, sizeof digest->bytes};
}

static inline struct seal_digest digest_of(struct span bytes)
{
    struct seal_digest digest = {{0}};
    if (bytes.size == sizeof digest.bytes)
        memcpy(digest.bytes, bytes.at, bytes.size);
    return digest;
}

/* For columns in which NULL says "none". */
static inline void query_id(struct query *query, int parameter, int64_t id)
{
    if (id)
        query_int(query, parameter, id);
    else
        query_null(query, parameter);
}

#endif
