/* Bringing in a list: what it would change first, then for good. The file is the body, what is said of it stands
 * in the address, and it is sent twice: nothing of it is held in between. */
#include "api/internal.h"

#include "base/clock.h"

/* Of the formats the contract has no table. False: the problem is the answer. */
static bool read_format(struct api_call *call, enum watch_format *out)
{
    struct check_faults faults = {.arena = call->arena};
    struct span format = api_text(call, "format");
    *out = WATCH_FORMAT_SNIFF;
    if (!format.size || watch_format_parse(format, out))
        return true;
    check_fault(&faults, "format", FAULT_WORD, NULL);
    api_faults(call, PROBLEM_REQUEST_PARAMETER, &faults);
    return false;
}

static bool read_until(struct api_call *call, int64_t *out)
{
    struct check_faults faults = {.arena = call->arena};
    struct span until = api_text(call, "valid_until");
    *out = 0;
    if (!until.size || desk_list_until(until, out))
        return true;
    check_fault(&faults, "valid_until", FAULT_FORM, NULL);
    api_faults(call, PROBLEM_REQUEST_PARAMETER, &faults);
    return false;
}

static bool read_order(struct api_call *call, struct desk_list_order *out)
{
    *out = (struct desk_list_order){.name = api_text(call, "list"),
                                    .file_name = api_text(call, "file"),
                                    .bytes = call->request->body,
                                    .routing = api_text(call, "routing"),
                                    .now = clock_now()};
    (void)watch_severity_parse(api_text(call, "severity"), &out->severity); /* was checked */
    return read_format(call, &out->format) && read_until(call, &out->valid_until);
}

static struct guard_subject subject_of(struct api_call *call)
{
    struct desk_activation *versions = NULL;
    size_t count = 0;
    struct guard_subject subject = {.kind = SUBJECT_LIST};
    if (lists_versions(call, api_text(call, "list"), &versions, &count) == STATUS_OK && count)
        subject.id = versions[0].list;
    return subject;
}

/* ---- a preview ---- */

static void put_passed(struct json *json, const struct watch_import *report, bool named)
{
    json_key(json, "passed_over");
    json_begin_array(json);
    for (uint32_t i = 0; i < report->passed_shown; i++) {
        const struct watch_passed *passed = &report->passed[i];
        json_begin(json);
        json_put_int(json, "line", passed->line);
        json_put_span(json, "entry", named && passed->entry.at ? passed->entry : SPAN(""));
        json_put_text(json, "reason", passed->reason);
        json_end(json);
    }
    json_end_array(json);
    json_put_int(json, "passed_over_count", report->passed_count);
}

static void put_trial(struct api_call *call, const struct desk_list_preview *trial,
                      const struct desk_activation *latest)
{
    static const char *const refusals[] = {[DESK_LIST_TAKEN] = NULL,
                                           [DESK_LIST_EMPTY] = "empty",
                                           [DESK_LIST_SHRUNKEN] = "shrunken",
                                           [DESK_LIST_OVER] = "over"};
    const struct watch_import *report = &trial->outcome.report;
    struct json *json = &call->json;
    char etag[LIST_ETAG];
    json_begin(json);
    json_put_span(json, "list", api_text(call, "list"));
    json_key(json, "before");
    if (latest)
        json_int(json, latest->version);
    else
        json_nothing(json);
    json_put_int(json, "entries_before", latest ? latest->entries : 0);
    json_put_bool(json, "unchanged", trial->outcome.unchanged);
    json_put_bool(json, "restores", trial->outcome.restored);
    json_put_text(json, "refusal", refusals[trial->refusal]);
    json_put_text(json, "format", watch_format_word(report->format));
    json_put_int(json, "entries", report->entries);
    json_put_int(json, "ended", trial->outcome.ended);
    json_put_int(json, "names", report->names);
    json_put_int(json, "births", report->births);
    json_put_int(json, "documents", report->documents);
    json_put_int(json, "contacts", report->contacts);
    json_put_int(json, "skipped", report->skipped);
    lists_put_changes(call, "changes", trial->before.header ? &trial->before : NULL, &trial->now);
    put_passed(json, report, lists_show_names(call));
    json_put_span(json, "etag", lists_etag(latest, etag));
    json_end(json);
}

void api_tryList(struct api_call *call)
{
    struct desk *desk = NULL;
    struct desk_list_preview trial;
    struct desk_list_order order;
    struct desk_activation *versions = NULL;
    size_t count = 0;
    if (!api_allow(call, subject_of(call)) || !read_order(call, &order))
        return;
    enum status status = view_desk(call->worker->view, &desk);
    if (status == STATUS_OK)
        status = lists_versions(call, order.name, &versions, &count);
    if (status == STATUS_OK)
        status = desk_list_preview(desk, &order, call->arena, &trial);
    if (status == STATUS_INPUT) {
        api_problem(call, PROBLEM_LIST_UNREADABLE, status_sentence());
    } else if (status != STATUS_OK) {
        api_fail(call, status, PROBLEM_LIST_MISSING);
    } else {
        api_answer(call, 200);
        put_trial(call, &trial, count ? &versions[count - 1] : NULL);
    }
}

/* ---- for good ---- */

static json_t *request_of(const struct api_call *call, const char *command)
{
    static const char *const members[] = {"file",   "format",      "severity", "routing",
                                          "agency", "legal_basis", "handling", "valid_until"};
    struct span name = api_text(call, "list");
    json_t *request = json_pack("{s:s, s:s%, s:b}", "command", command, "name", name.at, name.size,
                                "force", api_flag(call, "force") == 1);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        struct span text = api_text(call, members[i]);
        if (text.size)
            json_object_set_new(request, members[i], json_stringn(text.at, text.size));
    }
    return request;
}

/* ---- whom it would have found ---- */

enum { FLIGHTS_MOST = 1000 }; /* some 150,000 travellers, which takes seconds */

static void put_found(struct json *json, const char *key, const json_t *found)
{
    static const char *const figures[] = {"travellers", "found", "new", "new_alerts", "withdrawn"};
    json_key(json, key);
    json_begin(json);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        json_put_int(json, figures[i], json_integer_value(json_object_get(found, figures[i])));
    json_end(json);
}

static void answer_traffic(struct api_call *call, const json_t *traffic)
{
    static const char *const figures[] = {"days", "days_with_travellers", "flights",
                                          "flights_looked_at"};
    struct json *json = &call->json;
    api_answer(call, 200);
    json_begin(json);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        json_put_int(json, figures[i], json_integer_value(json_object_get(traffic, figures[i])));
    put_found(json, "past", traffic);
    put_found(json, "ahead", json_object_get(traffic, "ahead"));
    json_end(json);
}

void api_tryListTraffic(struct api_call *call)
{
    json_t *answer = NULL;
    enum watch_format format;
    if (!api_allow(call, subject_of(call)) || !read_format(call, &format))
        return;
    json_t *request = request_of(call, "list preview");
    json_object_set_new(request, "flights_most", json_integer(FLIGHTS_MOST));
    enum status status = author_ask(call, request, call->request->body, &answer);
    if (status == STATUS_OK)
        answer_traffic(call, json_object_get(answer, "traffic"));
    else if (status == STATUS_INPUT)
        api_problem(call, PROBLEM_LIST_UNREADABLE, status_sentence());
    else
        api_fail(call, status, PROBLEM_LIST_MISSING);
    json_decref(answer);
}

/* ---- what was made ---- */

static void answer_taken(struct api_call *call, const json_t *answer)
{
    static const char *const figures[] = {"version", "entries", "added",
                                          "changed", "removed", "skipped"};
    struct json *json = &call->json;
    api_answer(call, 200);
    json_begin(json);
    json_put_span(json, "list", api_text(call, "list"));
    json_put_bool(json, "unchanged", json_is_true(json_object_get(answer, "unchanged")));
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        json_put_int(json, figures[i], json_integer_value(json_object_get(answer, figures[i])));
    json_end(json);
}

/* Whether the list is what was looked at. That it still is when the file has been read is seen to by who takes
 * it. */
static enum status check_etag(struct api_call *call, json_t *request)
{
    struct desk_activation *versions = NULL, *latest = NULL;
    size_t count = 0;
    char etag[LIST_ETAG];
    enum status status = lists_versions(call, api_text(call, "list"), &versions, &count);
    if (status == STATUS_OK && count)
        latest = &versions[count - 1];
    if (status == STATUS_OK && !api_matches(call, lists_etag(latest, etag)))
        status = STATUS_EXISTS;
    if (status == STATUS_OK && http_header(call->request, "If-Match").at)
        json_object_set_new(request, "seen",
                            json_pack("{s:I, s:I}", "version",
                                      (json_int_t)(latest ? latest->version : 0), "changed",
                                      (json_int_t)(latest ? latest->at : 0)));
    return status;
}

void api_importList(struct api_call *call)
{
    json_t *answer = NULL;
    enum watch_format format;
    int64_t until;
    if (!api_allow(call, subject_of(call)) || !read_format(call, &format) ||
        !read_until(call, &until))
        return;
    json_t *request = request_of(call, "list import");
    enum status status = check_etag(call, request);
    if (status == STATUS_OK)
        status = author_ask(call, request, call->request->body, &answer);
    else
        json_decref(request);
    if (status == STATUS_OK)
        answer_taken(call, answer);
    else if (status == STATUS_EXISTS)
        api_problem(call, PROBLEM_LIST_CHANGED, NULL);
    else if (status == STATUS_INPUT)
        api_problem(call, PROBLEM_LIST_REFUSED, status_sentence());
    else
        api_fail(call, status, PROBLEM_LIST_MISSING);
    json_decref(answer);
}
