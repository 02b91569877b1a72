/* Index rows of a day in order. A block has those of a range of hashes, up to where the next begins, so
 * that many are found, merged and written at once: by itself, a row costs a microsecond. All rows of
 * a hash are in one block.
 *
 *   a row, little-endian:  hash 8 | number of the traveller 3 | kind 1 */
#include <stdlib.h>

#include "base/memory.h"
#include "store/internal.h"

enum {
    BLOCK_ROWS = 320
}; /* fewer than a page of the file takes; more only where one hash has more */

/* ---- rows ---- */

void store_row_write(struct buffer *out, const struct index_row *row)
{
    unsigned char bytes[INDEX_ROW_SIZE];
    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)row->hash >> (8 * i));
    for (unsigned i = 0; i < 3; i++)
        bytes[8 + i] = (unsigned char)((uint32_t)row->number >> (8 * i));
    bytes[11] = row->kind;
    buffer_append(out, bytes, sizeof bytes);
}

size_t store_row_count(struct span rows)
{
    return rows.size / INDEX_ROW_SIZE;
}

struct index_row store_row_read(struct span rows, size_t index)
{
    const unsigned char *bytes = (const unsigned char *)rows.at + index * INDEX_ROW_SIZE;
    uint64_t hash = 0;
    uint32_t number = 0;
    for (unsigned i = 0; i < 8; i++)
        hash |= (uint64_t)bytes[i] << (8 * i);
    for (unsigned i = 0; i < 3; i++)
        number |= (uint32_t)bytes[8 + i] << (8 * i);
    return (struct index_row){(int64_t)hash, (int32_t)number, bytes[11]};
}

int store_row_order(const struct index_row *x, const struct index_row *y)
{
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* ---- reading ---- */

void store_blocks_begin(struct block_rows *rows, struct store_file *day, struct block_range range)
{
    *rows = (struct block_rows){.query = query_start(day->database, DAY_BLOCKS)};
    query_int(&rows->query, 1, range.from);
    query_int(&rows->query, 2, range.to);
}

bool store_blocks_next(struct block_rows *rows)
{
    while (rows->next == store_row_count(rows->block)) {
        rows->next = 0;
        rows->block = (struct span){NULL, 0};
        if (!query_next(&rows->query))
            return false;
        rows->block = query_column(&rows->query, 0);
    }
    rows->row = store_row_read(rows->block, rows->next++);
    return true;
}

enum status store_blocks_end(struct block_rows *rows)
{
    return query_end(&rows->query);
}

/* The first row of the block that has the hash or a greater one. */
static size_t first_from(struct span block, int64_t hash)
{
    size_t low = 0, high = store_row_count(block);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (store_row_read(block, middle).hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

enum status store_blocks_look(struct store_file *day, int kind, int64_t hash,
                              void (*each)(void *context, int64_t traveller), void *context)
{
    struct query query = query_start(day->database, DAY_BLOCK);
    query_int(&query, 1, hash);
    if (query_next(&query)) {
        struct span block = query_column(&query, 0);
        for (size_t i = first_from(block, hash); i < store_row_count(block); i++) {
            struct index_row row = store_row_read(block, i);
            if (row.hash != hash)
                break;
            if (row.kind == kind)
                each(context, id_make(day->number, row.number));
        }
    }
    return query_end(&query);
}

/* ---- merging ---- */

/* The blocks of a range as they are to be: their rows one after the other. */
struct merged {
    struct buffer rows;
    struct index_row last;
    size_t *ends; /* in rows, of blocks that are full */
    size_t blocks, room, count, begun;
};

static void end_block(struct merged *merged)
{
    if (merged->count == merged->begun)
        return;
    if (merged->blocks == merged->room) {
        merged->room = merged->room ? 2 * merged->room : 32;
        merged->ends = memory_resize(merged->ends, merged->room * sizeof *merged->ends);
    }
    merged->ends[merged->blocks++] = merged->begun = merged->count;
}

/* Rows come in order; one that is there already is left out. */
static void put(struct merged *merged, const struct index_row *row)
{
    if (merged->count && store_row_order(row, &merged->last) == 0)
        return;
    if (merged->count - merged->begun >= BLOCK_ROWS && row->hash != merged->last.hash)
        end_block(merged);
    store_row_write(&merged->rows, row);
    merged->last = *row;
    merged->count++;
}

static enum status merge(struct merged *merged, struct store_file *day, struct block_range range,
                         const struct index_row *rows, size_t count)
{
    struct block_rows old;
    size_t next = 0;
    store_blocks_begin(&old, day, range);
    while (store_blocks_next(&old)) {
        while (next < count && store_row_order(&rows[next], &old.row) < 0)
            put(merged, &rows[next++]);
        put(merged, &old.row);
    }
    while (next < count)
        put(merged, &rows[next++]);
    end_block(merged);
    return store_blocks_end(&old);
}

static enum status write_block(struct store_file *day, struct span rows)
{
    struct query query = query_start(day->database, DAY_BLOCK_ADD);
    query_int(&query, 1, store_row_read(rows, 0).hash);
    query_blob(&query, 2, rows);
    return query_run(&query);
}

static enum status write_all(struct store_file *day, struct block_range range,
                             const struct merged *merged)
{
    struct query query = query_start(day->database, DAY_BLOCKS_CLEAR);
    query_int(&query, 1, range.from);
    query_int(&query, 2, range.to);
    enum status status = query_run(&query);
    struct span rows = buffer_span(&merged->rows);
    for (size_t b = 0, from = 0; !status && b < merged->blocks; from = merged->ends[b++])
        status = write_block(day, (struct span){rows.at + from * INDEX_ROW_SIZE,
                                                (merged->ends[b] - from) * INDEX_ROW_SIZE});
    return status;
}

enum status store_blocks_merge(struct store_file *day, struct block_range range,
                               const struct index_row *rows, size_t count)
{
    struct merged merged = {0};
    enum status status = merge(&merged, day, range, rows, count);
    if (!status)
        status = write_all(day, range, &merged);
    buffer_free(&merged.rows);
    free(merged.ends);
    return status;
}
