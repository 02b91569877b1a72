/* Index rows of an open day until they stand in order (blocks.c).
 *
 * Hashes come in no order, so each would change another block. They are gathered in memory until the
 * commit, which adds them to `recent` in runs: one row of the table for all of a bucket. A bucket is
 * one of BUCKETS ranges of hashes. When it has BUCKET_MOST rows they are merged with the blocks of
 * its range; never many buckets at once, so that no commit takes long. */
#include <stdlib.h>

#include "base/memory.h"
#include "store/index.h"
#include "store/internal.h"

enum {
    BUCKETS = RECENT_BUCKETS,
    BUCKET_SHIFT = 64 - 6,
    BUCKET_MOST = 2048,
    MOVED_FOR = 1024 /* so many new rows may have one bucket more moved */
};
_Static_assert(BUCKETS == 1 << (64 - BUCKET_SHIFT),
               "a bucket is given by the first bits of a hash");

static unsigned bucket_of(int64_t hash)
{
    return (unsigned)((uint64_t)hash >> BUCKET_SHIFT);
}

/* The hashes of a bucket, in the order of blocks. */
static struct block_range range_of(unsigned bucket)
{
    uint64_t from = (uint64_t)bucket << BUCKET_SHIFT;
    return (struct block_range){(int64_t)from,
                                (int64_t)(from | ((UINT64_C(1) << BUCKET_SHIFT) - 1))};
}

static int in_order(const void *a, const void *b)
{
    return store_row_order(a, b);
}

/* Index rows together by bucket; `from[b]` is where those of bucket b begin, `from[BUCKETS]` the end.
 * Returns owned. */
static struct index_row *by_bucket(const struct recent *recent, size_t from[BUCKETS + 1])
{
    struct index_row *rows = memory_raw((recent->count + 1) * sizeof *rows);
    size_t next[BUCKETS];
    memset(from, 0, (BUCKETS + 1) * sizeof *from);
    for (size_t i = 0; i < recent->count; i++)
        from[bucket_of(recent->gathered[i].hash) + 1]++;
    for (unsigned b = 0; b < BUCKETS; b++)
        next[b] = from[b + 1] += from[b];
    for (size_t i = recent->count; i-- > 0;)
        rows[--next[bucket_of(recent->gathered[i].hash)]] = recent->gathered[i];
    return rows;
}

/* ---- runs ---- */

static enum status add_run(struct store_file *day, unsigned bucket, const struct index_row *rows,
                           size_t count)
{
    struct buffer run = {0};
    for (size_t i = 0; i < count; i++)
        store_row_write(&run, &rows[i]);
    struct query query = query_start(day->database, DAY_RECENT_ADD);
    query_int(&query, 1, bucket);
    query_int(&query, 2, day->recent->last_run);
    query_blob(&query, 3, buffer_span(&run));
    enum status status = query_run(&query);
    buffer_free(&run);
    day->recent->rows[bucket] += (int32_t)count;
    return status;
}

/* ---- moving ---- */

static void gather(struct recent *recent, const struct index_row *row)
{
    if (recent->count == recent->room) {
        recent->room = recent->room ? 2 * recent->room : 1024;
        recent->gathered = memory_resize(recent->gathered, recent->room * sizeof *recent->gathered);
    }
    recent->gathered[recent->count++] = *row;
}

static enum status read_bucket(struct store_file *day, unsigned bucket, struct recent *out)
{
    struct query query = query_start(day->database, DAY_RECENT);
    query_int(&query, 1, bucket);
    while (query_next(&query)) {
        struct span run = query_column(&query, 0);
        for (size_t i = 0; i < store_row_count(run); i++) {
            struct index_row row = store_row_read(run, i);
            gather(out, &row);
        }
    }
    return query_end(&query);
}

static enum status move_bucket(struct store_file *day, unsigned bucket)
{
    struct recent rows = {0};
    enum status status = read_bucket(day, bucket, &rows);
    if (rows.count > 1)
        qsort(rows.gathered, rows.count, sizeof *rows.gathered, in_order);
    if (!status)
        status = store_blocks_merge(day, range_of(bucket), rows.gathered, rows.count);
    free(rows.gathered);
    if (status)
        return status;
    day->recent->rows[bucket] = 0;
    struct query query = query_start(day->database, DAY_RECENT_CLEAR);
    query_int(&query, 1, bucket);
    return query_run(&query);
}

/* The fullest of those that are full; BUCKETS: none is. */
static unsigned full_bucket(const struct recent *recent, int32_t full)
{
    unsigned fullest = BUCKETS;
    for (unsigned i = 0; i < BUCKETS; i++)
        if (recent->rows[i] >= full &&
            (fullest == BUCKETS || recent->rows[i] > recent->rows[fullest]))
            fullest = i;
    return fullest;
}

static enum status move_buckets(struct store_file *day, int32_t full, size_t most)
{
    enum status status = STATUS_OK;
    for (unsigned bucket; !status && most-- && (bucket = full_bucket(day->recent, full)) < BUCKETS;)
        status = move_bucket(day, bucket);
    return status;
}

/* ---- what the store calls ---- */

static enum status count_rows(struct store_file *day)
{
    struct query query = query_start(day->database, DAY_RECENT_COUNTS);
    while (query_next(&query)) {
        int64_t bucket = query_column_int(&query, 0), run = query_column_int(&query, 2);
        if (bucket >= 0 && bucket < BUCKETS)
            day->recent->rows[bucket] = (int32_t)(query_column_int(&query, 1) / INDEX_ROW_SIZE);
        if (run > day->recent->last_run)
            day->recent->last_run = run;
    }
    return query_end(&query);
}

/* Rows of layouts 1 to 5, each by itself in `find`, are taken for new ones. */
static enum status take_former(struct store_file *day)
{
    struct query query = query_start(day->database, DAY_FIND_ALL);
    while (query_next(&query))
        store_recent_add(day, (int)query_column_int(&query, 0), query_column_int(&query, 1),
                         query_column_int(&query, 2));
    enum status status = query_end(&query);
    if (status || !day->recent->count)
        return status;
    status = database_begin(day->database);
    if (!status)
        status = store_recent_flush(day);
    query = query_start(day->database, DAY_FIND_CLEAR);
    if (!status)
        status = query_run(&query);
    else
        query_end(&query);
    if (!status)
        status = database_commit(day->database);
    if (status)
        database_rollback(day->database);
    return status;
}

enum status store_recent_open(struct store_file *day, bool writing)
{
    day->recent = memory_alloc(sizeof *day->recent);
    enum status status = count_rows(day);
    return status || !writing ? status : take_former(day);
}

void store_recent_close(struct store_file *day)
{
    if (day->recent)
        free(day->recent->gathered);
    free(day->recent);
}

void store_recent_add(struct store_file *day, int kind, int64_t hash, int64_t traveller)
{
    struct index_row row = {hash, id_number(traveller), (uint8_t)kind};
    gather(day->recent, &row);
}

enum status store_recent_flush(struct store_file *day)
{
    struct recent *recent = day->recent;
    size_t from[BUCKETS + 1], added = recent->count;
    struct index_row *rows = by_bucket(recent, from);
    enum status status = STATUS_OK;
    recent->last_run++;
    for (unsigned b = 0; !status && b < BUCKETS; b++)
        if (from[b + 1] > from[b])
            status = add_run(day, b, &rows[from[b]], from[b + 1] - from[b]);
    free(rows);
    recent->count = 0;
    return status ? status : move_buckets(day, BUCKET_MOST, 1 + added / MOVED_FOR);
}

enum status store_recent_move(struct store_file *day)
{
    return move_buckets(day, 1, BUCKETS);
}

bool store_recent_any(const struct store_file *day)
{
    return full_bucket(day->recent, 1) < BUCKETS;
}

/* Rows of the batch under way are found, too. */
enum status store_recent_look(struct store_file *day, int kind, int64_t hash,
                              void (*each)(void *context, int64_t traveller), void *context)
{
    struct recent rows = {0};
    const struct recent *gathered = day->recent;
    enum status status = read_bucket(day, bucket_of(hash), &rows);
    for (size_t i = 0; i < gathered->count; i++)
        gather(&rows, &gathered->gathered[i]);
    for (size_t i = 0; !status && i < rows.count; i++)
        if (rows.gathered[i].hash == hash && rows.gathered[i].kind == kind)
            each(context, id_make(day->number, rows.gathered[i].number));
    free(rows.gathered);
    return status;
}
