/* The queue of alerts: by the deadline of the flight, then the gravest first. */
#include <stdlib.h>

#include "model/person.h"
#include "view/evidence.h"
#include "view/internal.h"
#include "view/person.h"
#include "view/remember.h"
#include "watch/watch.h"

struct row {
    struct store_alert alert;
    struct alert_state state;
    const struct store_flight *flight;
    struct schedule schedule;
    bool landed; /* raised after that */
};

struct queue {
    struct view *view;
    const struct view_alerts_query *query;
    const struct view_sight *sight;
    int64_t now;
    struct row *rows;
    size_t count, room;
    struct known_flight {
        struct store_flight flight;
        struct schedule schedule;
    } * *flights; /* by id, each once */
    size_t flight_count, flight_room;
    struct decided decided;
};

/* ---- loading ---- */

static bool is_withdrawn(const struct store_alert *alert)
{
    return alert->withdrawn_seq && !alert_is_known(alert);
}

static bool keep_alert(void *context, const struct store_alert *alert)
{
    struct queue *queue = context;
    const struct view_alerts_query *query = queue->query;
    if (!alert_shows(alert, queue->sight) ||
        (query->severity && alert->severity != query->severity) ||
        (is_withdrawn(alert) && query->state != VIEW_WITHDRAWN && query->state != VIEW_EVERY))
        return true;
    queue->rows = arena_more(&queue->view->arena, queue->rows, queue->count, &queue->room,
                             sizeof *queue->rows);
    queue->rows[queue->count++] = (struct row){.alert = *alert};
    return true;
}

/* Alerts come by traveller, so those of one flight mostly stand together: the last is asked first. */
static enum status flight_of(struct queue *queue, int64_t id, const struct known_flight **out)
{
    struct arena *arena = &queue->view->arena;
    for (size_t i = queue->flight_count; i-- > 0;)
        if (queue->flights[i]->flight.id == id) {
            *out = queue->flights[i];
            return STATUS_OK;
        }
    struct known_flight *known = arena_new(arena, struct known_flight);
    enum status status = store_flight(queue->view->store, id, arena, &known->flight);
    if (status != STATUS_OK)
        return status;
    known->schedule = schedule_of(queue->view, &known->flight);
    queue->flights = arena_more(arena, queue->flights, queue->flight_count, &queue->flight_room,
                                sizeof(struct known_flight *));
    queue->flights[queue->flight_count++] = known;
    *out = known;
    return STATUS_OK;
}

static bool is_open(const struct row *row)
{
    return !row->alert.withdrawn_seq && !row->state.closed;
}

static bool is_state(const struct row *row, enum view_alert_state state)
{
    switch (state) {
    case VIEW_WAITING: return is_open(row) && !row->landed;
    case VIEW_LANDED: return is_open(row) && row->landed;
    /* Who is known has been closed on another flight, unless it was on this one. */
    case VIEW_CLOSED:
        return !is_withdrawn(&row->alert) && row->state.closed &&
               (row->state.last || !alert_is_known(&row->alert));
    case VIEW_KNOWN: return alert_is_known(&row->alert);
    case VIEW_WITHDRAWN: return is_withdrawn(&row->alert);
    case VIEW_EVERY: break;
    }
    return true;
}

/* What may not be seen is not searched either. */
static enum status is_found(struct queue *queue, const struct row *row, bool *found)
{
    struct arena arena = {0};
    struct person_view person;
    const struct field_mask *mask = &queue->sight->mask;
    struct span wanted = queue->query->q;
    *found = holds(&arena, flight_name(&arena, row->flight), wanted);
    enum status status = STATUS_OK;
    if (!*found && (field_mask_shows(mask, FIELD_TRAVELLER_SURNAME) ||
                    field_mask_shows(mask, FIELD_TRAVELLER_GIVEN))) {
        status = person_load(queue->view, row->alert.traveller, false, &arena, &person);
        if (status == STATUS_OK)
            *found = (field_mask_shows(mask, FIELD_TRAVELLER_SURNAME) &&
                      holds(&arena, person_text(&person, FIELD_TRAVELLER_SURNAME), wanted)) ||
                     (field_mask_shows(mask, FIELD_TRAVELLER_GIVEN) &&
                      holds(&arena, person_text(&person, FIELD_TRAVELLER_GIVEN), wanted));
    }
    arena_free(&arena);
    return status;
}

static enum status look_at(struct queue *queue, struct row *row, bool *keep)
{
    const struct known_flight *flight = NULL;
    enum status status = flight_of(queue, row->alert.flight, &flight);
    if (status == STATUS_OK)
        status = alert_state_among(queue->view, &row->alert, &queue->decided, &row->state);
    if (status != STATUS_OK)
        return status;
    row->flight = &flight->flight;
    row->schedule = flight->schedule;
    row->landed = alert_came_late(&row->alert, &row->schedule);
    *keep = is_state(row, queue->query->state) &&
            schedule_is_when(&row->schedule, queue->query->when, queue->now) &&
            (!queue->query->direction.size ||
             span_equal(queue->query->direction, direction_word(row->flight)));
    return *keep && queue->query->q.size ? is_found(queue, row, keep) : STATUS_OK;
}

static enum status load(struct queue *queue)
{
    enum { LOOK_BACK = 30 };
    const struct view_alerts_query *query = queue->query;
    int32_t today = (int32_t)(queue->now / MICROS_PER_DAY);
    int32_t from = query->from_day ? query->from_day : today - LOOK_BACK;
    int32_t to = query->to_day ? query->to_day : ID_DAY_LAST;
    from = from < ID_DAY_FIRST ? ID_DAY_FIRST : from;
    to = to > ID_DAY_LAST ? ID_DAY_LAST : to;
    size_t kept = 0;
    enum status status = store_alerts(queue->view->store, from, to, keep_alert, queue);
    if (status == STATUS_OK)
        status = decided_among(queue->view, from, to, &queue->decided);
    for (size_t i = 0; i < queue->count && status == STATUS_OK; i++) {
        bool keep = false;
        status = look_at(queue, &queue->rows[i], &keep);
        if (keep)
            queue->rows[kept++] = queue->rows[i];
    }
    queue->count = kept;
    return status;
}

/* ---- writing ---- */

/* Standing ones that nothing keeps quiet, the gravest and then the best fitting first. */
static int by_gravity(const void *a, const void *b)
{
    const struct store_hit *x = &((const struct person_hit *)a)->hit;
    const struct store_hit *y = &((const struct person_hit *)b)->hit;
    if (!x->withdrawn_seq != !y->withdrawn_seq)
        return x->withdrawn_seq ? 1 : -1;
    if (!x->quiet != !y->quiet)
        return x->quiet ? 1 : -1;
    if (x->severity != y->severity)
        return y->severity - x->severity;
    return y->score - x->score;
}

static void write_reason(struct json *json, const struct store_hit *hit,
                         const struct view_sight *sight, struct arena *arena)
{
    struct evidence evidence;
    evidence_read(hit, arena, &evidence);
    json_begin(json);
    json_put_text(json, "how", evidence_how(hit->how));
    json_put_span(json, "list", evidence.list);
    json_put_span(json, "reference", evidence_names_entry(sight) ? evidence.reference : SPAN(""));
    json_put_int(json, "score", hit->score);
    json_put_text(json, "words", evidence_words(hit, &evidence, sight, arena));
    json_end(json);
}

/* Of the alert one says why it stands; of what does not stand, why it did. */
static bool is_reason(const struct person_view *person, const struct store_hit *hit)
{
    if (alert_is_known(&person->alert))
        return !hit->withdrawn_seq;
    return person->alert.withdrawn_seq || (!hit->withdrawn_seq && !hit->quiet);
}

static void write_reasons(struct json *json, struct person_view *person,
                          const struct view_sight *sight, struct arena *arena)
{
    enum { SHOWN = 2 };
    if (person->hit_count)
        qsort(person->hits, person->hit_count, sizeof *person->hits, by_gravity);
    json_key(json, "reasons");
    json_begin_array(json);
    for (size_t i = 0; i < person->hit_count && i < SHOWN; i++)
        if (is_reason(person, &person->hits[i].hit))
            write_reason(json, &person->hits[i].hit, sight, arena);
    json_end_array(json);
}

/* By what the person is known not to be the one of an entry: each once. */
static void write_known(struct json *json, const struct person_view *person, struct arena *arena)
{
    json_key(json, "known");
    json_begin_array(json);
    for (size_t i = 0; i < person->hit_count; i++) {
        bool first = person->hits[i].known.id != 0;
        for (size_t k = 0; k < i; k++)
            first &= person->hits[k].known.id != person->hits[i].known.id;
        if (first)
            remember_item(json, &person->hits[i].known, arena);
    }
    json_end_array(json);
}

static void write_who(struct json *json, const struct person_view *person,
                      const struct view_sight *sight)
{
    static const struct {
        const char *key;
        enum field field;
    } shown[] = {{"surname", FIELD_TRAVELLER_SURNAME},
                 {"given", FIELD_TRAVELLER_GIVEN},
                 {"birth", FIELD_TRAVELLER_BIRTH},
                 {"nationality", FIELD_TRAVELLER_NATIONALITY}};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        write_text(json, shown[i].key, sight, shown[i].field, person_text(person, shown[i].field));
}

static void write_row(struct queue *queue, const struct row *row, struct person_view *person,
                      struct arena *arena, struct json *json)
{
    json_begin(json);
    write_id(json, "traveller", ID_TRAVELLER, row->alert.traveller);
    json_put_text(json, "kind", person_kind_word(person->rows[0].kind));
    write_who(json, person, queue->sight);
    write_flight_summary(json, "flight", row->flight, &row->schedule);
    json_put_text(json, "severity", watch_severity_word((enum watch_severity)row->alert.severity));
    json_put_text(json, "state", row->state.word);
    json_put_bool(json, "protect", row->alert.protect);
    json_put_bool(json, "landed", row->landed);
    standing_write(json, &person->standing);
    write_reasons(json, person, queue->sight, arena);
    json_put_int(json, "reason_count", row->alert.reasons);
    write_known(json, person, arena);
    write_instant(json, "raised_at", row->alert.raised_at);
    write_instant(json, "changed_at", message_received(queue->view, row->alert.changed_seq));
    write_text_or_null(json, "decided_by",
                       row->state.last ? row->state.last->by : (struct span){NULL, 0});
    write_instant(json, "decided_at", row->state.last ? row->state.last->at : 0);
    json_put_text(json, "etag", person->etag);
    json_end(json);
}

static enum status load_and_write(struct queue *queue, const struct row *row, struct json *json)
{
    struct arena arena = {0};
    struct person_view person;
    enum status status = person_load(queue->view, row->alert.traveller, false, &arena, &person);
    if (status == STATUS_OK)
        write_row(queue, row, &person, &arena, json);
    arena_free(&arena);
    return status;
}

static struct page_item item_of(const struct queue *queue, const struct row *row)
{
    return (struct page_item){.keys = {schedule_key(&row->schedule, queue->query->when),
                                       -row->alert.severity, row->alert.raised_at},
                              .id = row->alert.traveller,
                              .item = row};
}

static enum status write_page(struct queue *queue, struct json *json)
{
    size_t from = 0, to = 0;
    struct page_item *items = arena_alloc(&queue->view->arena, sizeof *items * (queue->count + 1));
    for (size_t i = 0; i < queue->count; i++)
        items[i] = item_of(queue, &queue->rows[i]);
    page_sort(items, queue->count);
    enum status status = page_find(items, queue->count, &queue->query->page, &from, &to);
    json_begin(json);
    json_key(json, "items");
    json_begin_array(json);
    for (size_t i = from; i < to && status == STATUS_OK; i++)
        status = load_and_write(queue, items[i].item, json);
    json_end_array(json);
    page_next(json, &queue->query->page, items, queue->count, to);
    json_put_int(json, "total", (int64_t)queue->count);
    write_instant(json, "now", queue->now);
    json_end(json);
    return status;
}

enum status view_alerts(struct view *view, const struct view_alerts_query *query,
                        const struct view_sight *sight, int64_t now, struct buffer *out)
{
    struct queue queue = {.view = view, .query = query, .sight = sight, .now = now};
    struct json json = {out, false};
    struct store *store;
    arena_reset(&view->arena);
    enum status status = view_store(view, &store);
    if (status == STATUS_OK && store)
        status = load(&queue);
    return status == STATUS_OK ? write_page(&queue, &json) : status;
}
