/* One flight: what it was before, and every message that was received about it. */
#include "view/baggage.h"
#include "view/course.h"

struct writing {
    struct view *view;
    struct json *json;
    const struct schedule *schedule;
};

static bool write_version(void *context, const struct store_flight *former)
{
    struct writing *writing = context;
    struct json *json = writing->json;
    struct moment departure = moment_at(writing->view, former->departure, former->board);
    struct moment arrival = moment_at(writing->view, former->arrival, former->off);
    json_begin(json);
    json_put_int(json, "message", former->changed_seq);
    write_instant(json, "at", message_received(writing->view, former->changed_seq));
    json_put_span(json, "board", former->board);
    json_put_span(json, "off", former->off);
    write_local_time(json, "departure", &departure);
    write_local_time(json, "arrival", &arrival);
    json_end(json);
    return true;
}

static void write_lead(struct json *json, const struct schedule *schedule, int64_t at)
{
    json_key(json, "before_departure_minutes");
    if (at == 0 || schedule->departure.utc == MOMENT_NONE)
        json_nothing(json);
    else
        json_int(json, (schedule->departure.utc - at) / (60 * MICROS_PER_SECOND));
}

static bool write_push(void *context, const struct store_push *push)
{
    struct writing *writing = context;
    struct json *json = writing->json;
    struct journal_entry entry;
    bool known = message_about(writing->view, push->seq, &entry);
    json_begin(json);
    json_put_int(json, "message", push->seq);
    json_put_int(json, "ordinal", push->ordinal);
    write_instant(json, "at", known ? entry.received : 0);
    write_text_or_null(json, "source", known ? entry.source : (struct span){NULL, 0});
    json_put_text(json, "kind", kind_word(push->kind));
    json_put_span(json, "role", push->role);
    json_put_int(json, "persons", push->persons);
    json_put_int(json, "added", push->added);
    json_put_int(json, "changed", push->changed);
    json_put_int(json, "same", push->same);
    write_lead(json, writing->schedule, known ? entry.received : 0);
    json_end(json);
    return true;
}

static enum status write_detail(struct view *view, const struct store_flight *flight,
                                const struct view_sight *sight, int64_t now, struct json *json)
{
    struct schedule schedule = schedule_of(view, flight);
    struct writing writing = {view, json, &schedule};
    json_begin(json);
    json_key(json, "flight");
    enum status status = write_flight(view, flight, sight, now, json);
    if (status != STATUS_OK)
        return status;
    write_port(json, "board", flight->board);
    write_port(json, "off", flight->off);
    json_key(json, "versions");
    json_begin_array(json);
    status = store_flight_versions(view->store, flight->id, write_version, &writing);
    json_end_array(json);
    json_key(json, "pushes");
    json_begin_array(json);
    if (status == STATUS_OK)
        status = store_pushes(view->store, flight->id, write_push, &writing);
    json_end_array(json);
    if (status == STATUS_OK)
        status = course_write_events(view, flight->id, json);
    if (status == STATUS_OK)
        status = course_write_sets(view, flight->id, now, json);
    if (status == STATUS_OK)
        status = baggage_write_counts(view, flight->id, json);
    json_end(json);
    return status;
}

enum status flight_find(struct view *view, int64_t id, struct store_flight *out)
{
    struct store *store;
    arena_reset(&view->arena);
    enum status status = view_store(view, &store);
    if (status == STATUS_OK && !store)
        status = status_fail(STATUS_MISSING, "There is no such flight.");
    return status == STATUS_OK ? store_flight(store, id, &view->arena, out) : status;
}

enum status view_flight(struct view *view, int64_t flight, const struct view_sight *sight,
                        int64_t now, struct buffer *out)
{
    struct json json = {out, false};
    struct store_flight found;
    enum status status = flight_find(view, flight, &found);
    return status == STATUS_OK ? write_detail(view, &found, sight, now, &json) : status;
}
