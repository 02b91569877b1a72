/* Closing days: their index rows go, in sorted order, to the month's file, and the file itself to
 * the form that a reader without write permission can open. */
#include <assert.h>

#include "base/memory.h"
#include "store/internal.h"

/* Departure plus two days; rows of one transaction of the month, which bounds its WAL. */
enum { DAYS_OPEN_AFTER = 2, ROWS_A_COMMIT = 50000 };

enum { DAY_OPEN, DAY_MERGED, DAY_SETTLED }; /* day.closed in flights.db */

static enum status add_row(struct store_file *month, struct query *from)
{
    struct query query = query_start(month->database, MONTH_ADD);
    for (int i = 0; i < 3; i++)
        query_int(&query, 1 + i, query_column_int(from, i));
    return query_run(&query);
}

/* Commits on the way are harmless: rows that are in both are found once. */
static enum status copy_rows(struct store_file *day, struct store_file *month)
{
    enum status status = database_begin(month->database);
    struct query query = query_start(day->database, DAY_FIND_ALL);
    for (int64_t rows = 1; !status && query_next(&query); rows++) {
        status = add_row(month, &query);
        if (!status && rows % ROWS_A_COMMIT == 0) {
            status = database_commit(month->database);
            if (!status)
                status = database_begin(month->database);
        }
    }
    enum status ended = query_end(&query);
    if (!status)
        status = ended;
    if (!status)
        status = database_commit(month->database);
    if (status)
        database_rollback(month->database);
    return status;
}

static enum status merge_rows(struct store *store, struct store_file *day)
{
    struct store_file *month;
    enum status status = store_open_month(store, month_of_day(day->number), true, &month);
    if (status)
        return status;
    status = copy_rows(day, month);
    store_unpin(month);
    if (!status)
        store_stage(store, STAGE_CLOSE_MONTH);
    return status;
}

static enum status clear_rows(struct store *store, struct store_file *day)
{
    enum status status = database_begin(day->database);
    if (status)
        return status;
    struct query query = query_start(day->database, DAY_FIND_CLEAR);
    status = query_run(&query);
    if (!status) {
        query = query_start(day->database, DAY_STATE_SET);
        query_int(&query, 1, day->applied);
        query_int(&query, 2, day->lists);
        query_int(&query, 3, 1);
        query_int(&query, 4, day->change);
        status = query_run(&query);
    }
    if (!status)
        status = database_commit(day->database);
    if (status) {
        database_rollback(day->database);
        return status;
    }
    day->closed = true;
    day->unsynced = true;
    store_stage(store, STAGE_CLOSE_DAY);
    return STATUS_OK;
}

static enum status close_day(struct store *store, int32_t number, int *state)
{
    struct store_file *day;
    enum status status = store_list_day(store, number, &day);
    if (status || !day) /* noted in a batch that has not reached the day yet */
        return status;
    if (!day->closed)
        status = merge_rows(store, day);
    if (!status && !day->closed)
        status = clear_rows(store, day);
    if (!status) {
        enum status settled = database_settle(day->database);
        *state = settled ? DAY_MERGED : DAY_SETTLED;
        status = settled == STATUS_LOCKED ? STATUS_OK : settled;
    }
    store_unpin(day);
    return status ? status : store_set_closed(store, number, *state);
}

struct due {
    int32_t *days;
    int count;
};

static enum status days_due(struct store *store, int32_t before, struct due *due)
{
    struct query query = query_start(store->flights, FLIGHTS_UNSETTLED);
    query_int(&query, 1, before);
    while (query_next(&query)) {
        due->days = memory_resize(due->days, sizeof *due->days * (size_t)(due->count + 1));
        due->days[due->count++] = (int32_t)query_column_int(&query, 0);
    }
    return query_end(&query);
}

enum status store_close_days(struct store *store, int32_t now_day, int *closed)
{
    assert(store->mode == STORE_WRITE && !store->in_batch);
    struct due due = {0};
    int done = 0;
    enum status status = days_due(store, now_day - DAYS_OPEN_AFTER, &due);
    for (int i = 0; !status && i < due.count; i++) {
        int state = DAY_OPEN;
        status = close_day(store, due.days[i], &state);
        done += state == DAY_SETTLED;
    }
    free(due.days);
    if (!status && closed)
        *closed = done;
    return status;
}
