/* The list of flights: filtered, ordered by what must be done next, a page of it with counts. */
#include <stdlib.h>
#include <strings.h>

#include "view/row.h"

struct listing {
    const struct view_flights_query *query;
    struct flight_row *rows;
    size_t count, room;
    struct flight_look look;
};

/* ---- what of a flight can be told without its day ---- */

static bool matches(struct span wanted, struct span text)
{
    return !wanted.size ||
           (wanted.size == text.size && strncasecmp(wanted.at, text.at, text.size) == 0);
}

struct search {
    struct arena *arena;
    struct span wanted;
    bool found;
};

static bool search_alias(void *context, struct span key)
{
    struct search *search = context;
    struct span rest;
    search->found = holds(search->arena, span_cut(key, '/', &rest), search->wanted);
    return !search->found;
}

static bool holds_port(struct search *search, struct span code)
{
    const struct port *port = port_find(code);
    return holds(search->arena, code, search->wanted) ||
           (port && holds(search->arena, span_of(port->name), search->wanted));
}

/* The number, also with blanks or with padding; ports by code or name; what others call it. */
static enum status search_flight(struct view *view, const struct store_flight *flight,
                                 struct span wanted, bool *found)
{
    struct arena arena = {0};
    struct search search = {&arena, wanted, false};
    enum status status = STATUS_OK;
    search.found = holds(&arena, flight_name(&arena, flight), wanted) ||
                   holds_port(&search, flight->board) || holds_port(&search, flight->off);
    if (!search.found)
        status = store_aliases(view->store, flight->id, search_alias, &search);
    *found = search.found;
    arena_free(&arena);
    return status;
}

static bool add_flight(void *context, const struct store_flight *flight)
{
    struct listing *listing = context;
    const struct view_flights_query *query = listing->query;
    struct arena *arena = &listing->look.view->arena;
    if (!matches(query->direction, direction_word(flight)) ||
        !matches(query->board, flight->board) || !matches(query->off, flight->off) ||
        !matches(query->carrier, flight->carrier))
        return true;
    struct schedule schedule = schedule_of(listing->look.view, flight);
    if (!schedule_is_when(&schedule, query->when, listing->look.now))
        return true;
    listing->rows =
        arena_more(arena, listing->rows, listing->count, &listing->room, sizeof *listing->rows);
    struct flight_row *row = &listing->rows[listing->count++];
    *row = (struct flight_row){.flight = *flight};
    struct span *texts[] = {&row->flight.key,     &row->flight.carrier,   &row->flight.number,
                            &row->flight.board,   &row->flight.off,       &row->flight.departure,
                            &row->flight.arrival, &row->flight.direction, &row->flight.reference};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_copy(arena, *texts[i]);
    row->schedule = schedule;
    row->schedule.departure.local = row->flight.departure;
    row->schedule.arrival.local = row->flight.arrival;
    return true;
}

/* ---- filters that need the day, order ---- */

static bool passes(const struct listing *listing, const struct flight_row *row)
{
    const struct view_flights_query *query = listing->query;
    bool swept = row->sweep.id && !row->sweep.withdrawn;
    if (query->swept && swept != (query->swept == VIEW_YES))
        return false;
    if (query->missing && flight_lacks_any(row, listing->look.now) != (query->missing == VIEW_YES))
        return false;
    switch (query->alerts) {
    case VIEW_ALERTS_ANY: return row->open + row->closed > 0;
    case VIEW_ALERTS_OPEN: return row->open > 0;
    case VIEW_ALERTS_PROTECT: return row->protect > 0;
    case VIEW_ALERTS_EITHER: break;
    }
    return true;
}

static bool needs_counts(const struct view_flights_query *query)
{
    return query->swept || query->missing || query->alerts || query->order == VIEW_BY_PERSONS ||
           query->order == VIEW_BY_ALERTS;
}

/* The first eight characters as a number that sorts as they do. */
static int64_t text_key(struct span text)
{
    uint64_t key = 0;
    for (size_t i = 0; i < 8; i++)
        key = key << 8 | (i < text.size ? (unsigned char)text.at[i] & 0x7F : 0);
    return (int64_t)(key >> 1);
}

static int64_t number_key(struct span number)
{
    int64_t key = 0;
    for (size_t i = 0; i < number.size && number.at[i] >= '0' && number.at[i] <= '9' && i < 8; i++)
        key = key * 10 + (number.at[i] - '0');
    return key;
}

static struct page_item item_of(const struct listing *listing, const struct flight_row *row)
{
    struct page_item item = {.id = row->flight.id, .item = row};
    int64_t *keys = item.keys;
    int64_t time = schedule_key(&row->schedule, listing->query->when);
    keys[0] = keys[1] = time;
    switch (listing->query->order) {
    case VIEW_BY_FLIGHT:
        keys[0] = text_key(row->flight.carrier);
        keys[1] = number_key(row->flight.number);
        break;
    case VIEW_BY_PERSONS:
        keys[0] = -(row->tally.passengers + row->tally.crew + row->tally.infants);
        break;
    case VIEW_BY_ALERTS:
        keys[0] = 0; /* the gravest first: each severity outweighs all below it */
        for (int severity = FLIGHT_SEVERITIES - 1; severity > 0; severity--)
            keys[0] = keys[0] * 10000 - (row->severities[severity] % 10000);
        break;
    case VIEW_BY_DEADLINE: break;
    }
    keys[2] = time;
    return item;
}

/* ---- the list ---- */

/* What is ahead may leave on any later day; what left days ago has landed. Without a day nobody
 * wants all flights of all years. */
static void day_range(const struct listing *listing, int32_t *from, int32_t *to)
{
    enum { LONGEST = 3, LOOK_BACK = 31 };
    int32_t today = (int32_t)(listing->look.now / MICROS_PER_DAY);
    const struct view_flights_query *query = listing->query;
    *from = today - (query->when == VIEW_AHEAD ? LONGEST : LOOK_BACK);
    if (query->from_day || query->to_day)
        *from = query->from_day;
    *to = query->to_day ? query->to_day : ID_DAY_LAST;
    *from = *from < ID_DAY_FIRST ? ID_DAY_FIRST : *from;
    *to = *to > ID_DAY_LAST ? ID_DAY_LAST : *to;
}

static enum status keep_found(struct listing *listing)
{
    size_t kept = 0;
    for (size_t i = 0; i < listing->count; i++) {
        bool found = true;
        enum status status = STATUS_OK;
        if (listing->query->q.size)
            status = search_flight(listing->look.view, &listing->rows[i].flight, listing->query->q,
                                   &found);
        if (status == STATUS_OK && found && needs_counts(listing->query)) {
            status = flight_count(&listing->look, &listing->rows[i]);
            found = passes(listing, &listing->rows[i]);
        }
        if (status != STATUS_OK)
            return status;
        if (found)
            listing->rows[kept++] = listing->rows[i];
    }
    listing->count = kept;
    return STATUS_OK;
}

static enum status load(struct listing *listing)
{
    int32_t from, to;
    day_range(listing, &from, &to);
    enum status status = store_flights(listing->look.view->store, from, to, add_flight, listing);
    if (status == STATUS_OK)
        status = decided_among(listing->look.view, from, to, &listing->look.decided);
    return status == STATUS_OK ? keep_found(listing) : status;
}

static enum status write_page(struct listing *listing, struct json *json)
{
    size_t from = 0, to = 0;
    struct page_item *items =
        arena_alloc(&listing->look.view->arena, sizeof *items * (listing->count + 1));
    for (size_t i = 0; i < listing->count; i++)
        items[i] = item_of(listing, &listing->rows[i]);
    page_sort(items, listing->count);
    enum status status = page_find(items, listing->count, &listing->query->page, &from, &to);
    json_begin(json);
    json_key(json, "items");
    json_begin_array(json);
    for (size_t i = from; i < to && status == STATUS_OK; i++) {
        struct flight_row *row =
            &listing->rows[(const struct flight_row *)items[i].item - listing->rows];
        status = flight_count(&listing->look, row);
        if (status == STATUS_OK)
            status = flight_write(&listing->look, row, json);
    }
    json_end_array(json);
    page_next(json, &listing->query->page, items, listing->count, to);
    json_put_int(json, "total", (int64_t)listing->count);
    write_instant(json, "now", listing->look.now);
    json_end(json);
    return status;
}

enum status view_flights(struct view *view, const struct view_flights_query *query,
                         const struct view_sight *sight, int64_t now, struct buffer *out)
{
    struct listing listing = {.query = query, .look = {.view = view, .sight = sight, .now = now}};
    struct json json = {out, false};
    struct store *store;
    arena_reset(&view->arena);
    enum status status = view_store(view, &store);
    if (status == STATUS_OK && store)
        status = load(&listing);
    return status == STATUS_OK ? write_page(&listing, &json) : status;
}
