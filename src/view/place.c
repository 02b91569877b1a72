/* Ports, and times at ports. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "view/internal.h"

/* ---- zones ---- */

static const struct zone *zone_named(struct view *view, const char *name)
{
    struct known_zone *known = NULL;
    for (int i = 0; i < view->zone_count; i++)
        if (strcmp(view->zones[i].name, name) == 0)
            return view->zones[i].zone;
    if (!name[0] || view->zone_count == ZONES_MOST)
        return NULL;
    known = &view->zones[view->zone_count++];
    snprintf(known->name, sizeof known->name, "%s", name);
    if (zone_open(view->zones_folder, name, &known->zone) != STATUS_OK)
        known->zone = NULL;
    return known->zone;
}

/* "2026-11-22T10:05", seconds optional, as seconds since 1970 as if it were UTC. */
static bool local_seconds(struct span text, int64_t *out)
{
    struct date date;
    int64_t hour, minute, second = 0;
    if (text.size < 16 || !date_parse(span_part(text, 0, 10), &date) || text.at[10] != 'T' ||
        !span_number(span_part(text, 11, 2), &hour) ||
        !span_number(span_part(text, 14, 2), &minute) || hour > 24 || minute > 59)
        return false;
    if (text.size >= 19)
        span_number(span_part(text, 17, 2), &second);
    *out = (int64_t)date_to_day(date) * 86400 + hour * 3600 + minute * 60 + second;
    return true;
}

struct moment moment_at(struct view *view, struct span local, struct span port)
{
    struct moment moment = {
        .local = local, .port = port_find(port), .utc = MOMENT_NONE, .order = MOMENT_NONE};
    struct date date;
    int64_t seconds;
    const struct zone *zone = moment.port ? zone_named(view, moment.port->zone) : NULL;
    if (local_seconds(local, &seconds)) {
        if (zone)
            moment.utc = zone_to_utc(zone, seconds) * MICROS_PER_SECOND;
        moment.order = zone ? moment.utc : seconds * MICROS_PER_SECOND;
    } else if (local.size == 10 && date_parse(local, &date)) {
        moment.order = (int64_t)date_to_day(date) * MICROS_PER_DAY + MICROS_PER_DAY / 2;
    }
    return moment;
}

/* What must be done before landing inbound must be done before the doors close outbound
 * (operations.md 1). */
struct schedule schedule_of(struct view *view, const struct store_flight *flight)
{
    struct schedule schedule = {.departure = moment_at(view, flight->departure, flight->board),
                                .arrival = moment_at(view, flight->arrival, flight->off),
                                .doors = span_is(flight->direction, "outbound"),
                                .deadline = MOMENT_NONE};
    int64_t before =
        config_count(view->config, SETTING_OFFICERS_DOORS_MINUTES) * 60 * MICROS_PER_SECOND;
    if (schedule.doors && schedule.departure.utc != MOMENT_NONE)
        schedule.deadline = schedule.departure.utc - before;
    else if (!schedule.doors)
        schedule.deadline = schedule.arrival.utc;
    schedule.order = schedule.deadline;
    if (schedule.order == MOMENT_NONE && !schedule.doors)
        schedule.order = schedule.arrival.order;
    if (schedule.order == MOMENT_NONE)
        schedule.order = schedule.departure.order;
    return schedule;
}

#define GRACE (2 * 3600 * MICROS_PER_SECOND) /* a flight that has just landed is still at hand */

bool schedule_is_when(const struct schedule *schedule, enum view_when when, int64_t now)
{
    bool past = schedule->order != MOMENT_NONE && schedule->order < now - GRACE;
    return when == VIEW_ALL || past == (when == VIEW_PAST);
}

int64_t schedule_key(const struct schedule *schedule, enum view_when when)
{
    bool backwards = when == VIEW_PAST && schedule->order != MOMENT_NONE;
    return backwards ? -schedule->order : schedule->order;
}

/* ---- writing ---- */

void write_text_or_null(struct json *json, const char *key, struct span text)
{
    json_key(json, key);
    if (text.size)
        json_span(json, text);
    else
        json_nothing(json);
}

void write_instant(struct json *json, const char *key, int64_t at)
{
    char text[TIME_TEXT];
    json_key(json, key);
    if (at == 0 || at == MOMENT_NONE)
        json_nothing(json);
    else
        json_text(json, time_format(at, text));
}

void write_id(struct json *json, const char *key, enum id_letter letter, int64_t id)
{
    char text[ID_TEXT];
    json_put_text(json, key, id_format(letter, id, text));
}

void write_local_time(struct json *json, const char *key, const struct moment *moment)
{
    json_key(json, key);
    json_begin(json);
    write_text_or_null(json, "local", moment->local);
    write_instant(json, "utc", moment->utc);
    write_text_or_null(json, "zone", span_of(moment->port ? moment->port->zone : ""));
    json_end(json);
}

void write_deadline(struct json *json, const struct schedule *schedule)
{
    json_key(json, "deadline");
    json_begin(json);
    json_put_text(json, "kind", schedule->doors ? "doors" : "landing");
    write_instant(json, "at", schedule->deadline);
    json_end(json);
}

static void write_degrees(struct json *json, const char *key, const struct port *port,
                          double degrees)
{
    json_key(json, key);
    if (port) {
        buffer_format(json->out, "%.4f", degrees);
        json->comma = true;
    } else {
        json_nothing(json);
    }
}

void write_port(struct json *json, const char *key, struct span code)
{
    const struct port *port = port_find(code);
    if (key)
        json_key(json, key);
    json_begin(json);
    json_put_span(json, "code", code);
    write_text_or_null(json, "name", span_of(port ? port->name : ""));
    write_text_or_null(json, "country", span_of(port ? port->country : ""));
    write_degrees(json, "latitude", port, port ? port->latitude : 0);
    write_degrees(json, "longitude", port, port ? port->longitude : 0);
    write_text_or_null(json, "zone", span_of(port ? port->zone : ""));
    json_end(json);
}

static struct span port_name(struct span code)
{
    const struct port *port = port_find(code);
    return span_of(port ? port->name : "");
}

struct span flight_name(struct arena *arena, const struct store_flight *flight)
{
    return span_of(arena_format(arena, "%.*s%.*s", (int)flight->carrier.size, flight->carrier.at,
                                (int)flight->number.size, flight->number.at));
}

struct span direction_word(const struct store_flight *flight)
{
    return flight->direction.size ? flight->direction : SPAN("unknown");
}

void put_flight(struct json *json, const struct store_flight *flight,
                const struct schedule *schedule)
{
    write_id(json, "id", ID_FLIGHT, flight->id);
    json_put_span(json, "carrier", flight->carrier);
    json_put_span(json, "number", flight->number);
    json_put_span(json, "board", flight->board);
    json_put_span(json, "off", flight->off);
    write_text_or_null(json, "board_name", port_name(flight->board));
    write_text_or_null(json, "off_name", port_name(flight->off));
    write_local_time(json, "departure", &schedule->departure);
    write_local_time(json, "arrival", &schedule->arrival);
    json_put_span(json, "direction", direction_word(flight));
    write_deadline(json, schedule);
}

void write_flight_summary(struct json *json, const char *key, const struct store_flight *flight,
                          const struct schedule *schedule)
{
    json_key(json, key);
    json_begin(json);
    put_flight(json, flight, schedule);
    json_end(json);
}

/* ---- open flights ---- */

#define SHIFT_TIME (12 * 3600 * MICROS_PER_SECOND)

/* When it is due, best known. */
static int64_t due_of(struct view *view, const struct store_flight *flight)
{
    struct schedule schedule = schedule_of(view, flight);
    if (schedule.order != MOMENT_NONE)
        return schedule.order;
    /* nobody said when: the whole day, in any zone */
    return (int64_t)(flight->day + 2) * MICROS_PER_DAY;
}

bool flight_is_open(struct view *view, const struct store_flight *flight, int64_t now)
{
    return now < due_of(view, flight) + SHIFT_TIME;
}

enum status view_flight_due(struct view *view, int64_t flight, int64_t now, bool *open,
                            int64_t *due)
{
    struct store_flight found;
    enum status status = flight_find(view, flight, &found);
    if (status != STATUS_OK)
        return status;
    *due = due_of(view, &found);
    *open = now < *due + SHIFT_TIME;
    return STATUS_OK;
}

enum status view_flight_is_open(struct view *view, int64_t flight, int64_t now, bool *out)
{
    int64_t due;
    return view_flight_due(view, flight, now, out, &due);
}
