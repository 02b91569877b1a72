#include "api/internal.h"

#include "base/clock.h"

/* Upload links as officers make, list and revoke them. The secret is in the answer of makeLink alone. */

/* ---- what is said of a link ---- */

int64_t link_put_messages(struct json *json, const char *key, struct span messages)
{
    int64_t first = 0, message;
    json_key(json, key);
    json_begin_array(json);
    while (messages.size)
        if (span_number(span_cut(messages, ' ', &messages), &message)) {
            first = first ? first : message;
            json_int(json, message);
        }
    json_end_array(json);
    return first;
}

static void put_time(struct json *json, const char *key, int64_t at)
{
    char text[TIME_TEXT];
    json_put_text(json, key, at ? time_format(at, text) : NULL);
}

static void put_link(struct json *json, const struct desk_link *link)
{
    json_begin(json);
    json_put_int(json, "id", link->id);
    json_put_span(json, "source", link->source);
    json_put_span(json, "flight", link->flight);
    json_put_text(json, "state", desk_link_word(desk_link_state(link, clock_now())));
    put_time(json, "made_at", link->made);
    json_put_span(json, "made_by", link->by);
    put_time(json, "expires_at", link->expires);
    put_time(json, "revoked_at", link->revoked);
    json_put_span(json, "revoked_by", link->revoked_by);
    put_time(json, "used_at", link->used);
    link_put_messages(json, "messages", link->messages);
    json_end(json);
}

/* ---- the list ---- */

/* Senders that a link can be made for. */
static enum status put_sources(struct api_call *call, struct desk *desk)
{
    struct desk_source *sources = NULL;
    size_t count = 0;
    enum status status = desk ? desk_source_list(desk, call->arena, &sources, &count) : STATUS_OK;
    json_key(&call->json, "sources");
    json_begin_array(&call->json);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (source_is_offered(&sources[i]))
            json_span(&call->json, sources[i].name);
    json_end_array(&call->json);
    return status;
}

void api_listLinks(struct api_call *call)
{
    struct desk *desk = NULL;
    struct desk_link *links = NULL;
    size_t count = 0;
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_LINK}))
        return;
    enum status status = view_desk(call->worker->view, &desk);
    if (status == STATUS_OK && desk)
        status = desk_link_list(desk, call->arena, &links, &count);
    api_answer(call, 200);
    json_begin(&call->json);
    json_key(&call->json, "items");
    json_begin_array(&call->json);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        put_link(&call->json, &links[i]);
    json_end_array(&call->json);
    if (status == STATUS_OK)
        status = put_sources(call, desk);
    json_put_int(&call->json, "hours",
                 config_count(call->api->options.config, SETTING_UPLOAD_LINK_HOURS));
    json_put_bool(&call->json, "page", call->api->upload_url[0] != '\0');
    json_end(&call->json);
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_LINK_MISSING);
}

/* ---- making ---- */

static enum status find_link(struct api_call *call, int64_t id, struct desk_link *out)
{
    struct desk *desk = NULL;
    enum status status = view_desk(call->worker->view, &desk);
    if (status == STATUS_OK && !desk)
        status = status_fail(STATUS_MISSING, "There is no such link.");
    return status ? status : desk_link_find(desk, id, call->arena, out);
}

static void answer_made(struct api_call *call, const json_t *made)
{
    struct desk_link link;
    const char *secret = json_string_value(json_object_get(made, "secret"));
    enum status status = find_link(call, json_integer_value(json_object_get(made, "link")), &link);
    if (status != STATUS_OK) {
        api_fail(call, status, PROBLEM_LINK_MISSING);
        return;
    }
    api_answer(call, 201);
    call->answer->no_pack = true; /* the secret stands in it */
    json_begin(&call->json);
    json_key(&call->json, "link");
    put_link(&call->json, &link);
    json_put_text(
        &call->json, "url",
        arena_format(call->arena, "%s/upload#%s", call->api->upload_url, secret ? secret : ""));
    json_put_bool(&call->json, "profile_given",
                  json_is_true(json_object_get(made, "profile_given")));
    json_end(&call->json);
}

/* What is wrong with the flight or the time is a fault of that member. */
static void refuse(struct api_call *call, enum status status)
{
    struct check_faults faults = {.arena = call->arena};
    const char *sentence = arena_format(call->arena, "%s", status_sentence());
    if (status == STATUS_INPUT) {
        check_fault(&faults, "/flight", FAULT_FORM, sentence);
        api_faults(call, PROBLEM_REQUEST_BODY, &faults);
    } else if (status == STATUS_DENIED) {
        api_problem(call, PROBLEM_SOURCE_MISSING, sentence);
    } else {
        api_fail(call, status, PROBLEM_SOURCE_MISSING);
    }
}

void api_makeLink(struct api_call *call)
{
    json_t *made = NULL;
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_LINK}))
        return;
    if (!call->api->upload_url[0]) {
        api_problem(call, PROBLEM_LINK_NO_PAGE, NULL);
        return;
    }
    struct span source = api_member(call, "source"), flight = api_member(call, "flight");
    json_t *request = json_pack("{s:s, s:s%, s:s%, s:I}", "command", "link make", "name", source.at,
                                source.size, "flight", flight.at ? flight.at : "", flight.size,
                                "hours", json_integer_value(json_object_get(call->body, "hours")));
    enum status status = author_ask(call, request, (struct span){NULL, 0}, &made);
    if (status == STATUS_OK)
        answer_made(call, made);
    else
        refuse(call, status);
    json_decref(made);
}

/* ---- revoking ---- */

void api_revokeLink(struct api_call *call)
{
    struct desk_link link;
    int64_t id = api_number(call, "link", 0);
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_LINK, .id = id}))
        return;
    json_t *request = json_pack("{s:s, s:I}", "command", "link revoke", "link", (json_int_t)id);
    enum status status = author_ask(call, request, (struct span){NULL, 0}, NULL);
    if (status == STATUS_EXISTS) {
        api_problem(call, PROBLEM_LINK_USED, NULL);
        return;
    }
    if (status == STATUS_OK)
        status = find_link(call, id, &link);
    if (status != STATUS_OK) {
        api_fail(call, status, PROBLEM_LINK_MISSING);
        return;
    }
    api_answer(call, 200);
    put_link(&call->json, &link);
}
