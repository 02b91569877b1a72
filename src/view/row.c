/* Counts of a flight, what is missing, and both as JSON. */
#include "view/row.h"

#include "watch/watch.h"

/* ---- counts ---- */

struct alert_count {
    struct flight_look *look;
    struct flight_row *row;
    enum status status;
};

static bool count_alert(void *context, const struct store_alert *alert)
{
    struct alert_count *count = context;
    struct flight_row *row = count->row;
    struct alert_state state;
    if (alert->withdrawn_seq || !alert_shows(alert, count->look->sight))
        return true;
    count->status = alert_state_among(count->look->view, alert, &count->look->decided, &state);
    if (count->status != STATUS_OK)
        return false;
    if (state.closed) {
        row->closed++;
        return true;
    }
    row->open++;
    row->protect += alert->protect;
    if (alert->severity > 0 && alert->severity < FLIGHT_SEVERITIES)
        row->severities[alert->severity]++;
    return true;
}

/* Whether the settings name the flight, or its carrier, as one that flies without bookings. */
static bool is_charter(const struct view *view, const struct store_flight *flight)
{
    struct arena arena = {0};
    struct span name = flight_name(&arena, flight);
    const struct span *charters;
    size_t left = config_codes(view->config, SETTING_PROFILE_CHARTERS, &charters);
    while (left && !span_equal(charters[left - 1], flight->carrier) &&
           !span_equal(charters[left - 1], name))
        left--;
    arena_free(&arena);
    return left > 0;
}

enum status flight_count(struct flight_look *look, struct flight_row *row)
{
    struct view *view = look->view;
    struct alert_count count = {look, row, STATUS_OK};
    if (row->counted)
        return STATUS_OK;
    row->counted = true;
    row->charter = is_charter(view, &row->flight);
    enum status status = tally_of(view, row->flight.id, &row->tally);
    if (status == STATUS_OK)
        status = store_alerts_of_flight(view->store, row->flight.id, count_alert, &count);
    if (status == STATUS_OK)
        status = count.status;
    return status == STATUS_OK ? sweep_read(view, row->flight.key, &row->sweep) : status;
}

/* ---- what is missing ---- */

#define HOUR (3600 * MICROS_PER_SECOND)

struct lacks {
    bool pnr, api, crew, close_out, parts, times, direction;
};

/* That a charter has no PNR is expected (operations.md 4). */
static struct lacks lacks_of(const struct flight_row *row, int64_t now)
{
    int64_t departure = row->schedule.departure.order;
    bool left = departure != MOMENT_NONE && now > departure;
    return (struct lacks){
        .pnr = row->tally.pushes[KIND_PNR] == 0 && !row->charter,
        .api = left && !row->tally.passenger_list,
        .crew = left && !row->tally.crew_list,
        .close_out = left && now > departure + HOUR && !row->tally.close_out,
        .parts = now > row->tally.parts_due,
        .times =
            row->schedule.departure.utc == MOMENT_NONE || row->schedule.arrival.utc == MOMENT_NONE,
        .direction = row->flight.direction.size == 0,
    };
}

bool flight_lacks_any(const struct flight_row *row, int64_t now)
{
    struct lacks lacks = lacks_of(row, now);
    return lacks.pnr || lacks.api || lacks.crew || lacks.close_out || lacks.parts || lacks.times ||
           lacks.direction;
}

static void write_missing(struct json *json, const struct flight_row *row, int64_t now)
{
    struct lacks lacks = lacks_of(row, now);
    const struct {
        bool lacks;
        const char *word;
    } all[] = {{lacks.pnr, "pnr"},
               {lacks.api, "api"},
               {lacks.crew, "crew"},
               {lacks.close_out, "close-out"},
               {lacks.parts, "parts"},
               {lacks.times, "times"},
               {lacks.direction, "direction"}};
    json_key(json, "missing");
    json_begin_array(json);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].lacks)
            json_text(json, all[i].word);
    json_end_array(json);
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

static void write_board(struct json *json, const struct standing_counts *counts)
{
    json_key(json, "board_counts");
    json_begin(json);
    json_put_int(json, "boarded", counts->boarded);
    json_put_int(json, "not_boarded", counts->not_boarded);
    json_put_int(json, "cancelled", counts->cancelled);
    json_put_int(json, "booked_not_on_board", counts->booked_not_on_board);
    json_put_int(json, "never_announced", counts->never_announced);
    json_put_int(json, "dropped_out", counts->dropped_out);
    json_end(json);
}

static void write_alerts(struct json *json, const struct flight_row *row)
{
    json_key(json, "alerts");
    json_begin(json);
    for (int severity = FLIGHT_SEVERITIES - 1; severity > 0; severity--)
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

enum status flight_write(struct flight_look *look, const struct flight_row *row, struct json *json)
{
    const struct store_flight *flight = &row->flight;
    const struct carrier *carrier = carrier_find(flight->carrier);
    struct alias_writing aliases = {json, flight->key};
    char etag[VIEW_ETAG];
    json_begin(json);
    put_flight(json, flight, &row->schedule);
    json_put_span(json, "key", flight->key);
    write_text_or_null(json, "carrier_name", span_of(carrier ? carrier->name : ""));
    json_put_text(json, "state", row->tally.state);
    write_counts(json, &row->tally);
    write_board(json, &row->tally.board);
    write_alerts(json, row);
    write_pushes(json, &row->tally);
    write_missing(json, row, look->now);
    sweep_write(json, &row->sweep);
    json_key(json, "aliases");
    json_begin_array(json);
    enum status status = store_aliases(look->view->store, flight->id, write_alias, &aliases);
    json_end_array(json);
    sweep_etag(&row->sweep, etag);
    json_put_text(json, "etag", etag);
    json_end(json);
    return status;
}

enum status write_flight(struct view *view, const struct store_flight *flight,
                         const struct view_sight *sight, int64_t now, struct json *json)
{
    struct flight_look look = {.view = view, .sight = sight, .now = now};
    struct flight_row row = {.flight = *flight, .schedule = schedule_of(view, flight)};
    enum status status = decided_among(view, flight->day, flight->day, &look.decided);
    if (status == STATUS_OK)
        status = flight_count(&look, &row);
    return status == STATUS_OK ? flight_write(&look, &row, json) : status;
}
