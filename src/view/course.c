/* What became of a flight: cancelled, closed, changed; and the sets of messages in several parts. */
#include <string.h>

#include "view/course.h"

/* ---- the flight as a whole ---- */

static bool note_event(void *context, const struct store_event *event)
{
    const char **state = context;
    if (event->what == FLIGHT_CANCELLED)
        *state = "cancelled";
    else if (event->what == FLIGHT_CLOSED)
        *state = "closed";
    else if (strcmp(*state, "cancelled") == 0) /* what is changed later flies after all */
        *state = "scheduled";
    return true;
}

enum status course_state(struct view *view, int64_t flight, const char **out)
{
    *out = "scheduled";
    return store_events(view->store, flight, note_event, out);
}

static bool write_event(void *context, const struct store_event *event)
{
    struct json *json = context;
    json_begin(json);
    json_put_text(json, "what", store_event_word(event->what));
    write_instant(json, "at", event->at);
    json_put_int(json, "message", event->seq);
    json_put_int(json, "begin", event->begin);
    json_put_int(json, "size", event->size);
    json_end(json);
    return true;
}

enum status course_write_events(struct view *view, int64_t flight, struct json *json)
{
    json_key(json, "events");
    json_begin_array(json);
    enum status status = store_events(view->store, flight, write_event, json);
    json_end_array(json);
    return status;
}

/* ---- sets of parts ---- */

struct set {
    struct store_series series;
    int parts;
    int64_t last_seq; /* the latest part */
};
struct sets {
    struct view *view;
    struct arena *arena;
    struct set *items;
    size_t count, room;
    enum status status;
};

static bool note_part(void *context, const struct store_series_part *part)
{
    struct set *set = context;
    set->parts++;
    set->last_seq = part->seq > set->last_seq ? part->seq : set->last_seq;
    return true;
}

static bool keep_set(void *context, const struct store_series *series)
{
    struct sets *sets = context;
    sets->items =
        arena_more(sets->arena, sets->items, sets->count, &sets->room, sizeof *sets->items);
    struct set *set = &sets->items[sets->count++];
    *set = (struct set){.series = *series};
    set->series.role = arena_copy(sets->arena, series->role);
    set->series.sender = arena_copy(sets->arena, series->sender);
    set->series.reference = arena_copy(sets->arena, series->reference);
    sets->status = store_parts(sets->view->store, series->flight, series->n, note_part, set);
    return sets->status == STATUS_OK;
}

static enum status load_sets(struct view *view, int64_t flight, struct arena *arena,
                             struct sets *out)
{
    *out = (struct sets){.view = view, .arena = arena};
    enum status status = store_serieses(view->store, flight, keep_set, out);
    return status == STATUS_OK ? out->status : status;
}

/* Until when the next part may come, as the source of the latest one has it. */
static int64_t open_until(struct view *view, const struct set *set)
{
    struct journal_entry entry;
    bool known = message_about(view, set->last_seq, &entry);
    int64_t seconds = config_count(view->config, SETTING_SCREEN_PARTS_SECONDS);
    if (known)
        seconds =
            config_count_of(view->config, SETTING_SCREEN_PARTS_SECONDS_OF, entry.source, seconds);
    return set->series.last_at + seconds * MICROS_PER_SECOND;
}

/* A later set of the same sender and role says what the earlier one would have. */
static bool is_latest(const struct sets *sets, size_t index)
{
    const struct store_series *series = &sets->items[index].series;
    for (size_t i = index + 1; i < sets->count; i++)
        if (sets->items[i].series.kind == series->kind &&
            span_equal(sets->items[i].series.role, series->role) &&
            span_equal(sets->items[i].series.sender, series->sender))
            return false;
    return true;
}

enum status course_parts_due(struct view *view, int64_t flight, int64_t *due)
{
    struct arena arena = {0};
    struct sets sets;
    enum status status = load_sets(view, flight, &arena, &sets);
    *due = INT64_MAX;
    for (size_t i = 0; i < sets.count && status == STATUS_OK; i++) {
        if (sets.items[i].series.complete_seq || !is_latest(&sets, i))
            continue;
        int64_t until = open_until(view, &sets.items[i]);
        *due = until < *due ? until : *due;
    }
    arena_free(&arena);
    return status;
}

static bool write_part(void *context, const struct store_series_part *part)
{
    struct json *json = context;
    json_begin(json);
    json_put_int(json, "number", part->number);
    json_put_int(json, "message", part->seq);
    json_end(json);
    return true;
}

static enum status write_set(struct view *view, const struct set *set, int64_t now,
                             struct json *json)
{
    const struct store_series *series = &set->series;
    const char *state = series->complete_seq          ? "complete"
                        : now > open_until(view, set) ? "incomplete"
                                                      : "open";
    json_begin(json);
    json_put_text(json, "kind", kind_word(series->kind));
    json_put_span(json, "role", series->role);
    json_put_span(json, "sender", series->sender);
    json_put_span(json, "reference", series->reference);
    json_put_text(json, "state", state);
    json_key(json, "of");
    if (series->last)
        json_int(json, series->last);
    else
        json_nothing(json);
    write_instant(json, "last_at", series->last_at);
    json_key(json, "parts");
    json_begin_array(json);
    enum status status = store_parts(view->store, series->flight, series->n, write_part, json);
    json_end_array(json);
    json_end(json);
    return status;
}

enum status course_write_sets(struct view *view, int64_t flight, int64_t now, struct json *json)
{
    struct sets sets;
    enum status status = load_sets(view, flight, &view->arena, &sets);
    json_key(json, "sets");
    json_begin_array(json);
    for (size_t i = 0; i < sets.count && status == STATUS_OK; i++)
        status = write_set(view, &sets.items[i], now, json);
    json_end_array(json);
    return status;
}
