/* flights.db: flights, the keys that find them, where messages landed, the days there are. */
#include <assert.h>

#include "base/memory.h"
#include "store/internal.h"

/* ---- the batch's part ---- */

/* In order, so that the feed does not depend on whether the days were read back. */
static void touch(struct store *store, int32_t day)
{
    int at = store->touched_count;
    while (at > 0 && store->touched[at - 1] > day)
        at--;
    if (at > 0 && store->touched[at - 1] == day)
        return;
    if (store->touched_count == store->touched_room) {
        store->touched_room = store->touched_room ? 2 * store->touched_room : 32;
        store->touched =
            memory_resize(store->touched, sizeof *store->touched * (size_t)store->touched_room);
    }
    memmove(store->touched + at + 1, store->touched + at,
            sizeof *store->touched * (size_t)(store->touched_count - at));
    store->touched[at] = day;
    store->touched_count++;
}

static enum status run_with(struct store *store, int slot, int64_t number)
{
    struct query query = query_start(store->flights, slot);
    query_int(&query, 1, number);
    return query_run(&query);
}

/* Days are known to flights.db before they have rows: a reader asks here which there are. */
enum status store_note_day(struct store *store, int32_t day)
{
    assert(store->in_batch);
    touch(store, day);
    return run_with(store, FLIGHTS_DAY_ADD, day);
}

enum status store_set_closed(struct store *store, int32_t day, int closed)
{
    struct query query = query_start(store->flights, FLIGHTS_DAY_CLOSE);
    query_int(&query, 1, closed);
    query_int(&query, 2, day);
    return query_run(&query);
}

/* The days of a batch are written down first, so that the feed finds their alerts even when the
 * process ends between the day's commit and progress. */
enum status store_commit_flights(struct store *store, int64_t last_seq)
{
    struct query query = query_start(store->flights, FLIGHTS_UNTOUCH);
    enum status status = query_run(&query);
    for (int i = 0; !status && i < store->touched_count; i++)
        status = run_with(store, FLIGHTS_TOUCH, store->touched[i]);
    if (!status) /* what all days and progress have on the disk is not given again */
        status = run_with(store, FLIGHTS_NOTES_DROP, store->durable);
    if (!status && last_seq > store->flights_applied)
        status = run_with(store, FLIGHTS_APPLY, last_seq);
    if (!status)
        status = database_commit(store->flights);
    if (status)
        return status;
    if (last_seq > store->flights_applied)
        store->flights_applied = last_seq;
    store_stage(store, STAGE_FLIGHTS);
    return STATUS_OK;
}

enum status store_start_flights(struct store *store)
{
    struct query query = query_start(store->flights, FLIGHTS_STATE);
    if (query_next(&query))
        store->flights_applied = query_column_int(&query, 0);
    enum status status = query_end(&query);
    if (status)
        return status;
    query = query_start(store->flights, FLIGHTS_TOUCHED);
    while (query_next(&query))
        touch(store, (int32_t)query_column_int(&query, 0));
    return query_end(&query);
}

enum status store_days(struct store *store, int32_t from_day, int32_t to_day,
                       bool (*each)(void *context, const struct store_day *day), void *context)
{
    struct query query = query_start(store->flights, FLIGHTS_DAYS);
    query_int(&query, 1, from_day);
    query_int(&query, 2, to_day);
    while (query_next(&query)) {
        struct store_day day = {(int32_t)query_column_int(&query, 0),
                                query_column_int(&query, 1) != 0};
        if (!each(context, &day))
            break;
    }
    return query_end(&query);
}

/* ---- landings ---- */

enum status store_landing(struct store *store, int64_t seq, int ordinal, int64_t *flight)
{
    int64_t found = 0;
    struct query query = query_start(store->flights, FLIGHTS_LANDING);
    query_int(&query, 1, seq);
    query_int(&query, 2, ordinal);
    if (query_next(&query))
        found = query_column_int(&query, 0);
    enum status status = query_end(&query);
    if (!status && !found)
        return STATUS_MISSING;
    if (!status)
        *flight = found;
    return status;
}

enum status store_landing_add(struct store *store, int64_t seq, int ordinal, int64_t flight)
{
    assert(store->in_batch);
    struct query query = query_start(store->flights, FLIGHTS_LANDING_ADD);
    query_int(&query, 1, seq);
    query_int(&query, 2, ordinal);
    query_int(&query, 3, flight);
    return query_run(&query);
}

enum status store_landings(struct store *store, int64_t seq,
                           bool (*each)(void *context, int ordinal, int64_t flight), void *context)
{
    struct query query = query_start(store->flights, FLIGHTS_LANDINGS);
    query_int(&query, 1, seq);
    while (query_next(&query))
        if (!each(context, (int)query_column_int(&query, 0), query_column_int(&query, 1)))
            break;
    return query_end(&query);
}

/* ---- flights ---- */

static struct store_flight read_flight(struct query *query)
{
    return (struct store_flight){
        .id = query_column_int(query, 0),
        .day = id_day(query_column_int(query, 0)),
        .key = query_column(query, 1),
        .carrier = query_column(query, 2),
        .number = query_column(query, 3),
        .board = query_column(query, 4),
        .off = query_column(query, 5),
        .departure = query_column(query, 6),
        .arrival = query_column(query, 7),
        .direction = query_column(query, 8),
        .reference = query_column(query, 9),
        .created_seq = query_column_int(query, 10),
        .changed_seq = query_column_int(query, 11),
    };
}

static void keep_texts(struct store_flight *flight, struct arena *arena)
{
    struct span *texts[] = {&flight->key,     &flight->carrier,   &flight->number,
                            &flight->board,   &flight->off,       &flight->departure,
                            &flight->arrival, &flight->direction, &flight->reference};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_copy(arena, *texts[i]);
}

enum status store_flight(struct store *store, int64_t id, struct arena *arena,
                         struct store_flight *out)
{
    struct query query = query_start(store->flights, FLIGHTS_GET);
    query_int(&query, 1, id);
    bool found = query_next(&query);
    if (found) {
        *out = read_flight(&query);
        keep_texts(out, arena);
    }
    enum status status = query_end(&query);
    if (!status && !found)
        return status_fail(STATUS_MISSING, "There is no such flight.");
    return status;
}

static enum status find_alias(struct store *store, struct span key, int64_t *flight)
{
    int64_t found = 0;
    struct query query = query_start(store->flights, FLIGHTS_ALIAS);
    query_text(&query, 1, key);
    if (query_next(&query))
        found = query_column_int(&query, 0);
    enum status status = query_end(&query);
    if (!status && !found)
        return STATUS_MISSING;
    if (!status)
        *flight = found;
    return status;
}

enum status store_flight_find(struct store *store, struct span key, struct arena *arena,
                              struct store_flight *out)
{
    int64_t flight;
    enum status status = find_alias(store, key, &flight);
    return status ? status : store_flight(store, flight, arena, out);
}

enum status store_alias_add(struct store *store, struct span key, int64_t flight)
{
    assert(store->in_batch);
    struct query query = query_start(store->flights, FLIGHTS_ALIAS_ADD);
    query_text(&query, 1, key);
    query_int(&query, 2, flight);
    return query_run(&query);
}

static enum status next_flight(struct store *store, int32_t day, int64_t *id)
{
    int32_t last = 0;
    struct query query = query_start(store->flights, FLIGHTS_LAST);
    query_int(&query, 1, id_make(day, 0));
    query_int(&query, 2, id_end(day));
    if (query_next(&query))
        last = id_number(query_column_int(&query, 0));
    enum status status = query_end(&query);
    if (!status && last == ID_NUMBER_LAST)
        return status_fail(STATUS_INPUT, "A day of travel holds no more flights.");
    if (!status)
        *id = id_make(day, last + 1);
    return status;
}

static enum status insert_flight(struct store *store, int64_t seq,
                                 const struct store_flight *flight, int64_t id)
{
    const struct span texts[] = {flight->key,     flight->carrier,   flight->number,
                                 flight->board,   flight->off,       flight->departure,
                                 flight->arrival, flight->direction, flight->reference};
    struct query query = query_start(store->flights, FLIGHTS_ADD);
    query_int(&query, 1, id);
    for (int i = 0; i < 9; i++)
        query_text(&query, 2 + i, texts[i]);
    query_int(&query, 11, seq);
    return query_run(&query);
}

enum status store_flight_add(struct store *store, int64_t seq, const struct store_flight *flight,
                             int64_t *id)
{
    assert(store->in_batch);
    int64_t number = 0;
    if (!id_day_valid(flight->day))
        return status_fail(STATUS_INPUT, "A day of travel lies outside of 1990 to 2089.");
    enum status status = find_alias(store, flight->key, &number);
    if (status != STATUS_MISSING)
        return status ? status : status_fail(STATUS_EXISTS, "A flight has this key already.");
    status = next_flight(store, flight->day, &number);
    if (!status)
        status = insert_flight(store, seq, flight, number);
    if (!status)
        status = store_alias_add(store, flight->key, number);
    if (!status)
        *id = number;
    return status;
}

/* Takes over what is given; true when that differs from what there was. */
static bool take(struct span *have, struct span given)
{
    if (!given.size || span_equal(*have, given))
        return false;
    *have = given;
    return true;
}

static enum status keep_version(struct store *store, int64_t seq, int64_t id)
{
    struct query query = query_start(store->flights, FLIGHTS_KEEP);
    query_int(&query, 1, seq);
    query_int(&query, 2, id);
    enum status status = query_run(&query);
    if (status)
        return status;
    query = query_start(store->flights, FLIGHTS_KEPT);
    query_int(&query, 1, id);
    return query_run(&query);
}

static enum status set_flight(struct store *store, int64_t seq, const struct store_flight *flight)
{
    const struct span texts[] = {flight->board,   flight->off,       flight->departure,
                                 flight->arrival, flight->direction, flight->reference};
    struct query query = query_start(store->flights, FLIGHTS_SET);
    for (int i = 0; i < 6; i++)
        query_text(&query, 1 + i, texts[i]);
    query_int(&query, 7, seq);
    query_int(&query, 8, flight->id);
    return query_run(&query);
}

enum status store_flight_update(struct store *store, int64_t seq, const struct store_flight *flight,
                                bool *changed)
{
    assert(store->in_batch);
    struct arena arena = {0};
    struct store_flight now;
    bool journey = false, rest = false;
    enum status status = store_flight(store, flight->id, &arena, &now);
    if (!status && seq > store->flights_applied) {
        journey |= take(&now.board, flight->board);
        journey |= take(&now.off, flight->off);
        journey |= take(&now.departure, flight->departure);
        journey |= take(&now.arrival, flight->arrival);
        rest |= take(&now.direction, flight->direction);
        rest |= take(&now.reference, flight->reference);
    }
    if (!status && journey)
        status = keep_version(store, seq, now.id);
    if (!status && (journey || rest))
        status = set_flight(store, seq, &now);
    if (!status && changed)
        *changed = journey || rest;
    arena_free(&arena);
    return status;
}

enum status store_flights(struct store *store, int32_t from_day, int32_t to_day,
                          bool (*each)(void *context, const struct store_flight *flight),
                          void *context)
{
    struct query query = query_start(store->flights, FLIGHTS_RANGE);
    query_int(&query, 1, id_make(from_day, 0));
    query_int(&query, 2, id_end(to_day));
    while (query_next(&query)) {
        struct store_flight flight = read_flight(&query);
        if (!each(context, &flight))
            break;
    }
    return query_end(&query);
}

enum status store_aliases(struct store *store, int64_t flight,
                          bool (*each)(void *context, struct span key), void *context)
{
    struct query query = query_start(store->flights, FLIGHTS_ALIASES);
    query_int(&query, 1, flight);
    while (query_next(&query))
        if (!each(context, query_column(&query, 0)))
            break;
    return query_end(&query);
}

/* The least text above all that begin with `prefix`: its last byte is a slash or a digit. */
static struct span above(struct arena *arena, struct span prefix)
{
    struct span end = arena_copy(arena, prefix);
    if (end.size)
        ((char *)(uintptr_t)end.at)[end.size - 1]++;
    return end;
}

enum status store_flights_like(struct store *store, struct span prefix,
                               bool (*each)(void *context, int64_t flight), void *context)
{
    struct arena arena = {0};
    struct query query = query_start(store->flights, FLIGHTS_LIKE);
    query_text(&query, 1, prefix);
    query_text(&query, 2, above(&arena, prefix));
    while (query_next(&query))
        if (!each(context, query_column_int(&query, 0)))
            break;
    enum status status = query_end(&query);
    arena_free(&arena);
    return status;
}

enum status store_flight_versions(struct store *store, int64_t flight,
                                  bool (*each)(void *context, const struct store_flight *former),
                                  void *context)
{
    struct query query = query_start(store->flights, FLIGHTS_VERSIONS);
    query_int(&query, 1, flight);
    while (query_next(&query)) {
        struct store_flight former = {
            .id = flight,
            .day = id_day(flight),
            .changed_seq = query_column_int(&query, 0),
            .board = query_column(&query, 1),
            .off = query_column(&query, 2),
            .departure = query_column(&query, 3),
            .arrival = query_column(&query, 4),
        };
        if (!each(context, &former))
            break;
    }
    return query_end(&query);
}
