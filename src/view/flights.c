/* The list of flights: filtered, ordered by what must be done next, a page of it with counts. */
#include <stdlib.h>
#include <string.h>

#include "view/internal.h"
#include "watch/watch.h"

enum { SEVERITIES = 5 };
#define GRACE (2 * 3600 * MICROS_PER_SECOND) /* a flight that has just landed is still at hand */

/* A flight of the list, with what was found out about it so far. */
struct row {
    struct store_flight flight;
    struct schedule schedule;
    struct tally tally;
    struct desk_sweep sweep;
    int severities[SEVERITIES]; /* alerts that nobody has closed */
    int open, closed, protect;
    bool counted;
};

struct listing {
    struct view *view;
    const struct view_flights_query *query;
    const struct view_sight *sight;
    int64_t now;
    struct row *rows;
    size_t count, room;
    struct decided decided;
};

/* ---- what of a flight can be told without its day ---- */

static bool matches(struct span wanted, struct span text)
{
    if (!wanted.size)
        return true;
    if (wanted.size != text.size)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if ((wanted.at[i] & ~0x20) != (text.at[i] & ~0x20))
            return false;
    return true;
}

static bool is_when(const struct listing *listing, const struct schedule *schedule)
{
    bool past = schedule->order != MOMENT_NONE && schedule->order < listing->now - GRACE;
    enum view_when when = listing->query->when;
    return when == VIEW_ALL || past == (when == VIEW_PAST);
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
    struct span name =
        span_of(arena_format(&arena, "%.*s%.*s", (int)flight->carrier.size, flight->carrier.at,
                             (int)flight->number.size, flight->number.at));
    search.found = holds(&arena, name, wanted) || holds_port(&search, flight->board) ||
                   holds_port(&search, flight->off);
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
    struct arena *arena = &listing->view->arena;
    if (!matches(query->direction, direction_word(flight)) ||
        !matches(query->board, flight->board) || !matches(query->off, flight->off) ||
        !matches(query->carrier, flight->carrier))
        return true;
    struct schedule schedule = schedule_of(listing->view, flight);
    if (!is_when(listing, &schedule))
        return true;
    listing->rows =
        arena_more(arena, listing->rows, listing->count, &listing->room, sizeof *listing->rows);
    struct row *row = &listing->rows[listing->count++];
    *row = (struct row){.flight = *flight};
    struct span *texts[] = {&row->flight.key,     &row->flight.carrier,   &row->flight.number,
                            &row->flight.board,   &row->flight.off,       &row->flight.departure,
                            &row->flight.arrival, &row->flight.direction, &row->flight.reference};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_copy(arena, *texts[i]);
    row->schedule = schedule_of(listing->view, &row->flight);
    return true;
}

/* ---- counts ---- */

struct alert_count {
    struct listing *listing;
    struct row *row;
    enum status status;
};

static bool count_alert(void *context, const struct store_alert *alert)
{
    struct alert_count *count = context;
    struct row *row = count->row;
    struct alert_state state;
    if (alert->withdrawn_seq || !alert_shows(alert, count->listing->sight))
        return true;
    count->status =
        alert_state_among(count->listing->view, alert, &count->listing->decided, &state);
    if (count->status != STATUS_OK)
        return false;
    if (state.closed) {
        row->closed++;
        return true;
    }
    row->open++;
    row->protect += alert->protect;
    if (alert->severity > 0 && alert->severity < SEVERITIES)
        row->severities[alert->severity]++;
    return true;
}

static enum status read_sweep(struct view *view, struct row *row)
{
    struct desk *desk;
    enum status status = view_desk(view, &desk);
    return status == STATUS_OK && desk
               ? desk_sweep_of(desk, row->flight.key, &view->arena, &row->sweep)
               : status;
}

static enum status count_row(struct listing *listing, struct row *row)
{
    struct view *view = listing->view;
    struct alert_count count = {listing, row, STATUS_OK};
    if (row->counted)
        return STATUS_OK;
    row->counted = true;
    enum status status = tally_of(view, row->flight.id, &row->tally);
    if (status == STATUS_OK)
        status = store_alerts_of_flight(view->store, row->flight.id, count_alert, &count);
    if (status == STATUS_OK)
        status = count.status;
    return status == STATUS_OK ? read_sweep(view, row) : status;
}

/* ---- what is missing ---- */

#define HOUR (3600 * MICROS_PER_SECOND)

struct lacks {
    bool pnr, api, crew, close_out, times, direction;
};

/* A charter has no bookings; that its PNR is not there is expected, which only a person can tell
 * (operations.md 4): it is shown as not there, not as wrong. */
static struct lacks lacks_of(const struct row *row, int64_t now)
{
    int64_t departure = row->schedule.departure.order;
    bool left = departure != MOMENT_NONE && now > departure;
    return (struct lacks){
        .pnr = row->tally.pushes[KIND_PNR] == 0,
        .api = left && !row->tally.passenger_list,
        .crew = left && !row->tally.crew_list,
        .close_out = left && now > departure + HOUR && !row->tally.close_out,
        .times =
            row->schedule.departure.utc == MOMENT_NONE || row->schedule.arrival.utc == MOMENT_NONE,
        .direction = row->flight.direction.size == 0,
    };
}

static bool lacks_any(const struct row *row, int64_t now)
{
    struct lacks lacks = lacks_of(row, now);
    return lacks.pnr || lacks.api || lacks.crew || lacks.close_out || lacks.times ||
           lacks.direction;
}

static void write_missing(struct json *json, const struct row *row, int64_t now)
{
    struct lacks lacks = lacks_of(row, now);
    const struct {
        bool lacks;
        const char *word;
    } all[] = {{lacks.pnr, "pnr"},     {lacks.api, "api"},
               {lacks.crew, "crew"},   {lacks.close_out, "close-out"},
               {lacks.times, "times"}, {lacks.direction, "direction"}};
    json_key(json, "missing");
    json_begin_array(json);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].lacks)
            json_text(json, all[i].word);
    json_end_array(json);
}

/* ---- filters that need the day, order ---- */

static bool passes(const struct listing *listing, const struct row *row)
{
    const struct view_flights_query *query = listing->query;
    bool swept = row->sweep.id && !row->sweep.withdrawn;
    if (query->swept && swept != (query->swept == VIEW_YES))
        return false;
    if (query->missing && lacks_any(row, listing->now) != (query->missing == VIEW_YES))
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

static struct page_item item_of(const struct listing *listing, const struct row *row)
{
    struct page_item item = {.id = row->flight.id, .item = row};
    int64_t *keys = item.keys;
    bool backwards = listing->query->when == VIEW_PAST && row->schedule.order != MOMENT_NONE;
    int64_t time = backwards ? -row->schedule.order : row->schedule.order;
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
        for (int severity = SEVERITIES - 1; severity > 0; severity--)
            keys[0] = keys[0] * 10000 - (row->severities[severity] % 10000);
        break;
    case VIEW_BY_DEADLINE: break;
    }
    keys[2] = time;
    return item;
}

/* ---- writing ---- */

static void write_counts(struct json *json, const struct tally *tally)
{
    json_key(json, "counts");
    json_begin(json);
    json_put_int(json, "passengers", tally->passengers);
    json_put_int(json, "crew", tally->crew);
    json_put_int(json, "infants", tally->infants);
    json_put_int(json, "api_only", tally->api_only);
    json_put_int(json, "pnr_only", tally->pnr_only);
    json_put_int(json, "both", tally->both);
    json_end(json);
}

static void write_alerts(struct json *json, const struct row *row)
{
    json_key(json, "alerts");
    json_begin(json);
    for (int severity = SEVERITIES - 1; severity > 0; severity--)
        json_put_int(json, watch_severity_word((enum watch_severity)severity),
                     row->severities[severity]);
    json_put_int(json, "open", row->open);
    json_put_int(json, "closed", row->closed);
    json_put_int(json, "protect", row->protect);
    json_end(json);
}

static void write_pushes(struct json *json, const struct tally *tally)
{
    json_key(json, "pushes");
    json_begin(json);
    json_put_int(json, "api", tally->pushes[KIND_API]);
    json_put_int(json, "pnr", tally->pushes[KIND_PNR]);
    json_put_int(json, "other", tally->pushes[KIND_OTHER]);
    write_instant(json, "last_at", tally->last_at);
    json_end(json);
}

static void write_swept(struct json *json, const struct desk_sweep *sweep)
{
    json_key(json, "swept");
    if (!sweep->id || sweep->withdrawn) {
        json_nothing(json);
        return;
    }
    json_begin(json);
    write_instant(json, "at", sweep->at);
    json_put_span(json, "by", sweep->by);
    json_end(json);
}

static void write_sweep_etag(struct json *json, const struct desk_sweep *sweep)
{
    struct arena arena = {0};
    json_put_text(json, "etag",
                  arena_format(&arena, "\"s%llx%s\"", (unsigned long long)sweep->id,
                               sweep->withdrawn ? "w" : ""));
    arena_free(&arena);
}

struct alias_writing {
    struct json *json;
    struct span key;
};

static bool write_alias(void *context, struct span key)
{
    struct alias_writing *writing = context;
    if (!span_equal(key, writing->key))
        json_span(writing->json, key);
    return true;
}

static enum status write_row(struct listing *listing, const struct row *row, struct json *json)
{
    const struct store_flight *flight = &row->flight;
    const struct port *board = port_find(flight->board), *off = port_find(flight->off);
    const struct carrier *carrier = carrier_find(flight->carrier);
    struct alias_writing aliases = {json, flight->key};
    json_begin(json);
    write_id(json, "id", ID_FLIGHT, flight->id);
    json_put_span(json, "key", flight->key);
    json_put_span(json, "carrier", flight->carrier);
    write_text_or_null(json, "carrier_name", span_of(carrier ? carrier->name : ""));
    json_put_span(json, "number", flight->number);
    json_put_span(json, "board", flight->board);
    json_put_span(json, "off", flight->off);
    write_text_or_null(json, "board_name", span_of(board ? board->name : ""));
    write_text_or_null(json, "off_name", span_of(off ? off->name : ""));
    write_local_time(json, "departure", &row->schedule.departure);
    write_local_time(json, "arrival", &row->schedule.arrival);
    json_put_span(json, "direction", direction_word(flight));
    write_deadline(json, &row->schedule);
    write_counts(json, &row->tally);
    write_alerts(json, row);
    write_pushes(json, &row->tally);
    write_missing(json, row, listing->now);
    write_swept(json, &row->sweep);
    json_key(json, "aliases");
    json_begin_array(json);
    enum status status = store_aliases(listing->view->store, flight->id, write_alias, &aliases);
    json_end_array(json);
    write_sweep_etag(json, &row->sweep);
    json_end(json);
    return status;
}

enum status write_flight(struct view *view, const struct store_flight *flight,
                         const struct view_sight *sight, int64_t now, struct json *json)
{
    static const struct view_flights_query none = {.when = VIEW_ALL};
    struct listing listing = {.view = view, .query = &none, .sight = sight, .now = now};
    struct row row = {.flight = *flight, .schedule = schedule_of(view, flight)};
    enum status status = decided_among(view, flight->day, flight->day, &listing.decided);
    if (status == STATUS_OK)
        status = count_row(&listing, &row);
    return status == STATUS_OK ? write_row(&listing, &row, json) : status;
}

/* ---- the list ---- */

/* What is ahead may leave on any later day; what left days ago has landed. Without a day nobody
 * wants all flights of all years. */
static void day_range(const struct listing *listing, int32_t *from, int32_t *to)
{
    enum { LONGEST = 3, LOOK_BACK = 31 };
    int32_t today = (int32_t)(listing->now / MICROS_PER_DAY);
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
            status =
                search_flight(listing->view, &listing->rows[i].flight, listing->query->q, &found);
        if (status == STATUS_OK && found && needs_counts(listing->query)) {
            status = count_row(listing, &listing->rows[i]);
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
    enum status status = store_flights(listing->view->store, from, to, add_flight, listing);
    if (status == STATUS_OK)
        status = decided_among(listing->view, from, to, &listing->decided);
    return status == STATUS_OK ? keep_found(listing) : status;
}

static enum status write_page(struct listing *listing, struct json *json)
{
    size_t from = 0, to = 0;
    struct page_item *items =
        arena_alloc(&listing->view->arena, sizeof *items * (listing->count + 1));
    for (size_t i = 0; i < listing->count; i++)
        items[i] = item_of(listing, &listing->rows[i]);
    page_sort(items, listing->count);
    enum status status = page_find(items, listing->count, &listing->query->page, &from, &to);
    json_begin(json);
    json_key(json, "items");
    json_begin_array(json);
    for (size_t i = from; i < to && status == STATUS_OK; i++) {
        struct row *row = &listing->rows[(const struct row *)items[i].item - listing->rows];
        status = count_row(listing, row);
        if (status == STATUS_OK)
            status = write_row(listing, row, json);
    }
    json_end_array(json);
    page_next(json, &listing->query->page, items, listing->count, to);
    json_put_int(json, "total", (int64_t)listing->count);
    write_instant(json, "now", listing->now);
    json_end(json);
    return status;
}

enum status view_flights(struct view *view, const struct view_flights_query *query,
                         const struct view_sight *sight, int64_t now, struct buffer *out)
{
    struct listing listing = {.view = view, .query = query, .sight = sight, .now = now};
    struct json json = {out, false};
    struct store *store;
    arena_reset(&view->arena);
    enum status status = view_store(view, &store);
    if (status == STATUS_OK && store)
        status = load(&listing);
    return status == STATUS_OK ? write_page(&listing, &json) : status;
}

/* ---- the mark ---- */

enum status view_sweep(struct view *view, int64_t flight, struct buffer *out)
{
    struct json json = {out, false};
    struct row row = {0};
    struct store *store;
    arena_reset(&view->arena);
    enum status status = view_store(view, &store);
    if (status == STATUS_OK && !store)
        return status_fail(STATUS_MISSING, "There is no such flight.");
    if (status == STATUS_OK)
        status = store_flight(store, flight, &view->arena, &row.flight);
    if (status == STATUS_OK)
        status = read_sweep(view, &row);
    if (status != STATUS_OK)
        return status;
    json_begin(&json);
    write_id(&json, "flight", ID_FLIGHT, flight);
    write_swept(&json, &row.sweep);
    write_sweep_etag(&json, &row.sweep);
    json_end(&json);
    return STATUS_OK;
}
