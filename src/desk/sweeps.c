#include "desk/internal.h"

enum status desk_sweep_of(struct desk *desk, struct span flight, struct arena *arena,
                          struct desk_sweep *out)
{
    *out = (struct desk_sweep){.flight = flight};
    struct query query = desk_query(desk, SLOT_SWEEP_OF);
    query_text(&query, 1, flight);
    if (query_next(&query)) {
        out->id = query_column_int(&query, 0);
        out->at = query_column_int(&query, 1);
        out->by = column_text(&query, 2, arena);
        out->tenancy.agency = column_text(&query, 3, arena);
        out->tenancy.site = column_text(&query, 4, arena);
        out->withdrawn = query_column_int(&query, 5);
        out->withdrawn_by = column_text(&query, 6, arena);
    }
    return query_end(&query);
}

static enum status insert(struct desk *desk, const struct desk_sweep *sweep, int64_t *id)
{
    struct query query = desk_query(desk, SLOT_SWEEP_ADD);
    query_text(&query, 1, sweep->flight);
    query_int(&query, 2, sweep->at);
    query_text(&query, 3, sweep->by);
    query_text(&query, 4, sweep->tenancy.agency);
    query_text(&query, 5, sweep->tenancy.site);
    enum status status = query_run(&query);
    if (status == STATUS_OK)
        *id = database_last_id(desk->database);
    return status;
}

/* One transaction, so that two who mark at once make one mark. */
enum status desk_sweep_add(struct desk *desk, const struct desk_sweep *sweep, int64_t *id)
{
    struct arena arena = {0};
    struct desk_sweep last = {0};
    int64_t made = 0;
    if (sweep->flight.size == 0)
        return status_fail(STATUS_INPUT, "A mark needs the key of a flight.");
    enum status status = database_begin(desk->database);
    if (status == STATUS_OK)
        status = desk_sweep_of(desk, sweep->flight, &arena, &last);
    if (last.id && !last.withdrawn)
        made = last.id;
    else if (status == STATUS_OK)
        status = insert(desk, sweep, &made);
    status = desk_end(desk, status);
    if (status == STATUS_OK)
        *id = made;
    arena_free(&arena);
    return status;
}

static enum status withdraw(struct desk *desk, int64_t id, struct span by, int64_t now)
{
    struct query query = desk_query(desk, SLOT_SWEEP_WITHDRAW);
    query_int(&query, 1, id);
    query_int(&query, 2, now);
    query_text(&query, 3, by);
    return query_run(&query);
}

enum status desk_sweep_withdraw(struct desk *desk, struct span flight, struct span by, int64_t now)
{
    struct arena arena = {0};
    struct desk_sweep last = {0};
    enum status status = database_begin(desk->database);
    if (status == STATUS_OK)
        status = desk_sweep_of(desk, flight, &arena, &last);
    if (status == STATUS_OK && (!last.id || last.withdrawn))
        status = status_fail(STATUS_MISSING, "This flight is not marked as swept.");
    if (status == STATUS_OK)
        status = withdraw(desk, last.id, by, now);
    status = desk_end(desk, status);
    arena_free(&arena);
    return status;
}
