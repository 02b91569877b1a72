/* Closing days: their index rows go, in sorted order, to the month's file, and the file itself to
 * the form that a reader without write permission can open.
 *
 * Rows are spread over the whole month by their hashes, so each merge changes nearly all of its
 * pages however few the rows are. Days are therefore merged several at once. */
#include <assert.h>

#include "base/memory.h"
#include "store/internal.h"

enum {
    DAYS_OPEN_AFTER = 2,   /* departure + 2 days: closed to what is on time */
    DAYS_TOGETHER = 4,     /* so many are merged at once .. */
    DAYS_WAIT = 4,         /* .. or what there is, when the oldest has waited so long */
    ROWS_A_COMMIT = 200000 /* of the month, which bounds its WAL */
};

enum { DAY_OPEN, DAY_MERGED, DAY_SETTLED }; /* day.closed in flights.db */

/* Days of one month that are merged together. */
struct group {
    struct store_file *days[DAYS_TOGETHER];
    struct block_rows rows[DAYS_TOGETHER];
    bool more[DAYS_TOGETHER];
    int count;
};

/* ---- merging ---- */

static const struct block_range all = {INT64_MIN, INT64_MAX};

/* The day whose next row is the least; -1 at the end. */
static int next_day(struct group *group)
{
    int least = -1;
    for (int i = 0; i < group->count; i++)
        if (group->more[i] &&
            (least < 0 || store_row_order(&group->rows[i].row, &group->rows[least].row) < 0))
            least = i;
    return least;
}

static enum status commit_rows(struct store_file *month)
{
    enum status status = store_filter_sync(month);
    return status ? status : database_commit(month->database);
}

/* Commits on the way are harmless: rows that are in both are found once. */
static enum status copy_rows(struct group *group, struct store_file *month)
{
    enum status status = STATUS_OK;
    int64_t rows = 0;
    for (int i; !status && (i = next_day(group)) >= 0;) {
        const struct index_row *row = &group->rows[i].row;
        status = database_begin(month->database);
        if (!status)
            status = store_month_add(month, row->kind, row->hash,
                                     id_make(group->days[i]->number, row->number));
        group->more[i] = store_blocks_next(&group->rows[i]);
        if (!status && ++rows % ROWS_A_COMMIT == 0)
            status = commit_rows(month);
    }
    return status;
}

static enum status merge_into(struct group *group, struct store_file *month)
{
    for (int i = 0; i < group->count; i++) {
        store_blocks_begin(&group->rows[i], group->days[i], all);
        group->more[i] = store_blocks_next(&group->rows[i]);
    }
    enum status status = copy_rows(group, month);
    for (int i = 0; i < group->count; i++) {
        enum status ended = store_blocks_end(&group->rows[i]);
        status = status ? status : ended;
    }
    if (!status)
        status = commit_rows(month);
    if (status)
        database_rollback(month->database);
    return status;
}

/* What the day gathered last is put in order with the rest first. */
static enum status sort_day(struct store_file *day)
{
    bool any = store_recent_any(day);
    enum status status = any ? database_begin(day->database) : STATUS_OK;
    if (!status && any)
        status = store_recent_move(day);
    if (!status)
        status = database_commit(day->database);
    if (status) { /* what is counted in memory is not what the file has again */
        database_rollback(day->database);
        store_recent_close(day);
        enum status opened = store_recent_open(day, true);
        status = status ? status : opened;
    }
    return status;
}

static enum status clear_rows(struct store_file *day)
{
    struct query query = query_start(day->database, DAY_BLOCKS_CLEAR);
    query_int(&query, 1, all.from);
    query_int(&query, 2, all.to);
    enum status status = query_run(&query);
    if (status)
        return status;
    query = query_start(day->database, DAY_STATE_SET);
    query_int(&query, 1, day->applied);
    query_int(&query, 2, day->lists);
    query_int(&query, 3, 1);
    query_int(&query, 4, day->change);
    return query_run(&query);
}

static enum status close_day(struct store *store, struct store_file *day)
{
    enum status status = database_begin(day->database);
    if (!status)
        status = clear_rows(day);
    if (!status)
        status = database_commit(day->database);
    if (status) {
        database_rollback(day->database);
        return status;
    }
    day->closed = true;
    day->unsynced = true;
    store_stage(store, STAGE_CLOSE_DAY);
    return store_set_closed(store, day->number, DAY_MERGED);
}

static enum status merge_group(struct store *store, struct group *group)
{
    struct store_file *month;
    enum status status =
        store_open_month(store, month_of_day(group->days[0]->number), true, &month);
    if (status)
        return status;
    status = store_filter_write(store, month);
    for (int i = 0; !status && i < group->count; i++)
        status = sort_day(group->days[i]);
    if (!status)
        status = merge_into(group, month);
    store_filter_rest(month);
    store_unpin(month);
    if (!status)
        store_stage(store, STAGE_CLOSE_MONTH);
    for (int i = 0; !status && i < group->count; i++)
        status = close_day(store, group->days[i]);
    return status;
}

/* ---- which days ---- */

struct due {
    struct store_day *days; /* in order */
    int count;
};

static enum status days_due(struct store *store, int32_t before_day, int state, struct due *due)
{
    struct query query = query_start(store->flights, FLIGHTS_CLOSING);
    query_int(&query, 1, state);
    query_int(&query, 2, before_day);
    while (query_next(&query)) {
        due->days = memory_resize(due->days, sizeof *due->days * (size_t)(due->count + 1));
        due->days[due->count++] = (struct store_day){(int32_t)query_column_int(&query, 0), false};
    }
    return query_end(&query);
}

/* How many days from `first` on go together: of one month, not more than DAYS_TOGETHER. */
static int group_size(const struct due *due, int first)
{
    int count = 1;
    while (count < DAYS_TOGETHER && first + count < due->count &&
           month_of_day(due->days[first + count].day) == month_of_day(due->days[first].day))
        count++;
    return count;
}

static enum status close_group(struct store *store, const struct due *due, int first, int count)
{
    struct group group = {.count = 0};
    enum status status = STATUS_OK;
    for (int i = first; !status && i < first + count; i++) {
        struct store_file *day;
        status = store_list_day(store, due->days[i].day, &day);
        /* None: noted in a batch that has not reached the day yet. */
        if (!status && day && day->closed) { /* ended before flights.db was told */
            status = store_set_closed(store, day->number, DAY_MERGED);
            store_unpin(day);
        } else if (!status && day) {
            group.days[group.count++] = day;
        }
    }
    if (!status && group.count)
        status = merge_group(store, &group);
    for (int i = 0; i < group.count; i++)
        store_unpin(group.days[i]);
    return status;
}

static enum status merge_days(struct store *store, int32_t before_day)
{
    struct due due = {0};
    enum status status = days_due(store, before_day, DAY_OPEN, &due);
    for (int first = 0, count; !status && first < due.count; first += count) {
        count = group_size(&due, first);
        if (count == DAYS_TOGETHER || due.days[first].day < before_day - DAYS_WAIT)
            status = close_group(store, &due, first, count);
    }
    free(due.days);
    return status;
}

static enum status settle_day(struct store *store, int32_t number, int *settled)
{
    struct store_file *day;
    enum status status = store_list_day(store, number, &day);
    if (status || !day)
        return status;
    status = database_settle(day->database);
    store_unpin(day);
    if (status)
        return status == STATUS_LOCKED ? STATUS_OK : status;
    ++*settled;
    return store_set_closed(store, number, DAY_SETTLED);
}

enum status store_close_days(struct store *store, int32_t now_day, int *closed)
{
    assert(store->mode == STORE_WRITE && !store->in_batch);
    struct due due = {0};
    int settled = 0;
    int32_t before_day = now_day - DAYS_OPEN_AFTER;
    enum status status = merge_days(store, before_day);
    if (!status)
        status = days_due(store, before_day, DAY_MERGED, &due);
    for (int i = 0; !status && i < due.count; i++)
        status = settle_day(store, due.days[i].day, &settled);
    free(due.days);
    if (!status && closed)
        *closed = settled;
    return status;
}
