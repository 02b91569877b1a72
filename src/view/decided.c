/* One alert, and the decisions about it. */
#include <string.h>

#include "view/decided.h"
#include "view/internal.h"
#include "view/person.h"
#include "watch/watch.h"

static bool person_came_late(struct view *view, const struct person_view *person)
{
    struct schedule schedule = schedule_of(view, &person->flight);
    return alert_came_late(&person->alert, &schedule);
}

struct view_alert alert_of(struct view *view, const struct person_view *person)
{
    struct view_alert alert = {.alert = person->alert,
                               .state = person->alert.traveller ? person->state : "",
                               .closed = person->closed,
                               .landed = person->alert.traveller && person_came_late(view, person)};
    memcpy(alert.etag, person->etag, sizeof alert.etag);
    return alert;
}

enum status view_alert(struct view *view, int64_t traveller, struct view_alert *out)
{
    struct person_view person;
    struct arena arena = {0};
    enum status status = person_load(view, traveller, false, &arena, &person);
    if (status == STATUS_OK)
        *out = alert_of(view, &person);
    arena_free(&arena);
    return status;
}

void write_alert_summary(struct view *view, struct json *json, const struct person_view *person,
                         const struct view_sight *sight)
{
    const struct store_alert *alert = &person->alert;
    if (!alert->traveller || !alert_shows(alert, sight)) {
        json_nothing(json);
        return;
    }
    json_begin(json);
    json_put_text(json, "severity", watch_severity_word((enum watch_severity)alert->severity));
    json_put_text(json, "state", person->state);
    json_put_bool(json, "protect", alert->protect);
    json_put_bool(json, "landed", person_came_late(view, person));
    json_put_int(json, "reasons", alert->reasons);
    json_put_int(json, "quiet", alert->quiet);
    write_instant(json, "raised_at", alert->raised_at);
    write_instant(json, "changed_at", message_received(view, alert->changed_seq));
    json_put_text(json, "etag", person->etag);
    json_end(json);
}

void write_decision(struct json *json, const struct desk_decision *decision,
                    const struct view_sight *sight)
{
    json_begin(json);
    json_put_int(json, "id", decision->id);
    write_instant(json, "at", decision->at);
    json_put_span(json, "by", decision->by);
    json_put_text(json, "code", decision_info(decision->code)->code);
    json_key(json, "note");
    json_begin(json);
    if (decision->note.size && !field_mask_shows_class(&sight->mask, CLASS_FREE))
        json_put_bool(json, "masked", true);
    else
        json_put_span(json, "text", decision->note);
    json_end(json);
    write_instant(json, "withdrawn_at", decision->withdrawn);
    json_end(json);
}

static void write_decided(struct view *view, struct json *json,
                          const struct desk_decision *decision, const struct person_view *person,
                          const struct view_sight *sight)
{
    json_begin(json);
    json_key(json, "decision");
    write_decision(json, decision, sight);
    write_id(json, "traveller", ID_TRAVELLER, person->rows[0].id);
    json_key(json, "alert");
    write_alert_summary(view, json, person, sight);
    json_end(json);
}

enum status view_decided(struct view *view, int64_t decision, const struct view_sight *sight,
                         struct view_alert *alert, struct buffer *out)
{
    struct json json = {out, false};
    struct desk_decision found;
    struct person_view person;
    struct arena arena = {0};
    struct desk *desk;
    enum status status = view_desk(view, &desk);
    if (status == STATUS_OK && !desk)
        status = status_fail(STATUS_MISSING, "There is no such decision.");
    if (status == STATUS_OK)
        status = desk_decision_get(desk, decision, &arena, &found);
    if (status == STATUS_OK)
        status = person_load(view, found.traveller, false, &arena, &person);
    if (status == STATUS_OK) {
        write_decided(view, &json, &found, &person, sight);
        *alert = alert_of(view, &person);
    }
    arena_free(&arena);
    return status;
}

void view_decision_codes(struct buffer *out)
{
    struct json json = {out, false};
    json_begin(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (int code = 0; code < DECISIONS; code++) {
        const struct decision_info *info = decision_info((enum decision)code);
        json_begin(&json);
        json_put_text(&json, "code", info->code);
        json_put_bool(&json, "closes", info->closes);
        json_put_text(&json, "words", info->words);
        json_end(&json);
    }
    json_end_array(&json);
    json_end(&json);
}
