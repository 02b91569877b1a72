#include "api/internal.h"

#include <strings.h>

#include "base/log.h"

/* A profile of the largest size may be longer as a text of JSON. */
enum { PROFILE_BODY = 192 * 1024, UPLOAD_BODY = 64 * 1024 * 1024 };

/* ---- what handlers read ---- */

static const struct api_parameter *parameter_of(const struct api_route *route, const char *name)
{
    for (size_t i = 0; i < route->parameter_count; i++)
        if (strcmp(route->parameters[i].name, name) == 0)
            return &route->parameters[i];
    return NULL;
}

static struct span path_value(const struct api_call *call, const char *name)
{
    for (size_t i = 0; i < call->match.value_count; i++)
        if (span_is(call->match.values[i].name, name))
            return call->match.values[i].value;
    return (struct span){NULL, 0};
}

struct span api_text(const struct api_call *call, const char *name)
{
    const struct api_parameter *parameter = parameter_of(call->route, name);
    if (!parameter)
        return (struct span){NULL, 0};
    switch (parameter->place) {
    case IN_PATH: return path_value(call, name);
    case IN_QUERY: return http_parameter(call->request, name);
    case IN_HEADER: break;
    }
    return http_header(call->request, name);
}

int64_t api_number(const struct api_call *call, const char *name, int64_t otherwise)
{
    int64_t value;
    return span_number(api_text(call, name), &value) ? value : otherwise;
}

int api_flag(const struct api_call *call, const char *name)
{
    struct span text = api_text(call, name);
    return !text.at ? -1 : span_is(text, "true");
}

struct span api_member(const struct api_call *call, const char *name)
{
    const json_t *value = json_object_get(call->body, name);
    return json_is_string(value)
               ? (struct span){json_string_value(value), json_string_length(value)}
               : (struct span){NULL, 0};
}

/* ---- what handlers say ---- */

void api_answer(struct api_call *call, unsigned status)
{
    call->answer->status = status;
    call->answer->type = "application/json";
    call->json = (struct json){.out = &call->answer->body};
}

void api_answer_empty(struct api_call *call, unsigned status)
{
    call->answer->status = status;
    call->answer->type = NULL;
}

void api_etag(struct api_call *call, struct span etag)
{
    http_answer_header(call->answer, "ETag", arena_copy(call->arena, etag));
}

bool api_matches(const struct api_call *call, struct span etag)
{
    struct span given = http_header(call->request, "If-Match");
    return !given.at || span_is(given, "*") || span_equal(span_trim(given), etag);
}

/* ---- the gate ---- */

static bool is_step(enum permission permission)
{
    return permission == PERMISSION_proveSession || permission == PERMISSION_enrolSession ||
           permission == PERMISSION_changePassword || permission == PERMISSION_unlockSession;
}

static enum problem denial(const struct api_call *call)
{
    if (!call->signed_in)
        return PROBLEM_SESSION_NONE;
    if (is_step(call->route->permission))
        return PROBLEM_SESSION_STATE;
    if (call->actor.state == GUARD_STATE_LOCKED)
        return PROBLEM_SESSION_LOCKED;
    if (call->actor.state != GUARD_STATE_OPEN)
        return PROBLEM_SESSION_INCOMPLETE;
    return guard_may(call->actor.role, call->route->permission) ? PROBLEM_PURPOSE_NEEDED
                                                                : PROBLEM_PERMISSION_DENIED;
}

static void refuse_purpose(struct api_call *call)
{
    struct check_faults faults = {.arena = call->arena};
    check_fault(&faults, "purpose", FAULT_WORD, "There is no such purpose.");
    api_faults(call, PROBLEM_REQUEST_PARAMETER, &faults);
}

bool api_allow(struct api_call *call, struct guard_subject subject)
{
    enum guard_purpose purpose = PURPOSE_UNSTATED;
    struct span stated = api_text(call, "purpose");
    call->decided = true;
    call->subject = subject;
    if (stated.at && !guard_purpose_parse(stated, &purpose)) {
        refuse_purpose(call);
        return false;
    }
    enum status status =
        guard_decide(call->api->options.guard, call->signed_in ? &call->actor : NULL,
                     call->route->permission, subject, purpose, &call->mask);
    if (status == STATUS_OK)
        return true;
    if (status == STATUS_DENIED)
        api_problem(call, denial(call), status_sentence());
    else
        api_fail(call, status, problem_missing(subject.kind));
    return false;
}

/* ---- checks ---- */

static bool knows_parameter(const struct api_route *route, struct span name)
{
    for (size_t i = 0; i < route->parameter_count; i++)
        if (route->parameters[i].place == IN_QUERY && span_is(name, route->parameters[i].name))
            return true;
    return false;
}

static void check_query_names(struct api_call *call, struct check_faults *faults)
{
    const struct http_request *request = call->request;
    for (size_t i = 0; i < request->parameter_count; i++) {
        struct span name = request->parameters[i].name;
        if (!knows_parameter(call->route, name))
            check_fault(faults, name.at, FAULT_UNKNOWN, NULL);
        for (size_t j = 0; j < i; j++)
            if (span_equal(name, request->parameters[j].name))
                check_fault(faults, name.at, FAULT_TWICE, NULL);
    }
}

static bool check_parameters(struct api_call *call)
{
    struct check_faults faults = {.arena = call->arena};
    check_query_names(call, &faults);
    for (size_t i = 0; i < call->route->parameter_count; i++) {
        const struct api_parameter *parameter = &call->route->parameters[i];
        struct span text = api_text(call, parameter->name);
        if (text.at)
            check_text(parameter->check, text, parameter->name, &faults);
        else if (parameter->required)
            check_fault(&faults, parameter->name, FAULT_MISSING, NULL);
    }
    if (faults.count)
        api_faults(call, PROBLEM_REQUEST_PARAMETER, &faults);
    return faults.count == 0;
}

/* Whether the body is of a kind that the route takes; its parameters do not matter. */
static bool takes_media(const struct api_route *route, struct span type)
{
    struct span rest, name = span_trim(span_cut(type, ';', &rest));
    for (const char *const *media = route->media; media && *media; media++)
        if (name.size == strlen(*media) && strncasecmp(name.at, *media, name.size) == 0)
            return true;
    return false;
}

static bool read_json(struct api_call *call)
{
    json_error_t error;
    struct check_faults faults = {.arena = call->arena};
    struct span body = call->request->body;
    call->body = json_loadb(body.at, body.size, JSON_REJECT_DUPLICATES, &error);
    if (!call->body) {
        api_problem(
            call, PROBLEM_REQUEST_MALFORMED,
            arena_format(call->arena, "The body is no JSON from byte %d on.", error.position));
        return false;
    }
    check_value(call->route->body, call->body, "", &faults);
    if (faults.count)
        api_faults(call, PROBLEM_REQUEST_BODY, &faults);
    return faults.count == 0;
}

static bool check_body(struct api_call *call)
{
    const struct api_route *route = call->route;
    if (call->request->body.size == 0 && !route->body_required)
        return true;
    if (!takes_media(route, http_header(call->request, "Content-Type"))) {
        api_problem(call, PROBLEM_REQUEST_MEDIA_TYPE, NULL);
        return false;
    }
    return !route->body || read_json(call);
}

/* ---- one request ---- */

void api_run(struct api_call *call)
{
    call->route->handle(call);
    if (!call->decided) {
        /* Nothing may leave that the gate has not let through. */
        log_write(LOG_ERROR, EVENT_ENVIRONMENT, "text=\"%s answered without asking the gate.\"",
                  permission_word(call->route->permission));
        call->answer->header_count = 0;
        api_problem(call, PROBLEM_SERVER_BROKEN, NULL);
    }
}

static void carry_out(struct api_call *call)
{
    if (!once_begin(call))
        return;
    api_run(call);
    once_end(call);
}

bool api_check_request(struct api_call *call)
{
    return check_parameters(call) && check_body(call);
}

static void answer_call(struct api_call *call)
{
    if (!call->match.path_known)
        api_problem(call, PROBLEM_REQUEST_PATH, NULL);
    else if (!call->route)
        api_problem(call, PROBLEM_REQUEST_METHOD, NULL);
    else if (api_session_read(call) && api_session_guards(call) && api_check_request(call))
        carry_out(call);
}

struct span api_path(const struct http_request *request, bool outside)
{
    static const char prefix[] = "/api/v1";
    struct span rest = span_part(request->path, sizeof prefix - 1, request->path.size);
    bool ours = span_starts(request->path, prefix) && span_starts(rest, "/");
    bool for_links = span_is(rest, "/upload") || span_starts(rest, "/upload/");
    return ours && for_links == outside ? rest : (struct span){NULL, 0};
}

static void answer_page(struct api_call *call)
{
    call->answer->file = files_find(call->request);
    bool is_get = span_is(call->request->method, "GET");
    if (call->answer->file && is_get)
        return;
    bool there = call->answer->file != NULL;
    memcpy(call->match.allow, "GET", sizeof "GET");
    api_problem(call, there ? PROBLEM_REQUEST_METHOD : PROBLEM_REQUEST_PATH, NULL);
}

void api_handle(void *context, unsigned worker, struct http_request *request,
                struct http_answer *answer)
{
    struct api *api = context;
    struct api_call call = {.api = api,
                            .worker = &api->workers[worker],
                            .request = request,
                            .answer = answer,
                            .arena = &request->arena};
    struct span path = api_path(request, false);
    if (path.at) {
        route_find(request->method, path, &call.match);
        call.route = call.match.route;
        answer_call(&call);
        json_decref(call.body);
    } else {
        answer_page(&call);
    }
    worker_rest(call.worker);
}

static const struct api_route *route_of(const struct http_request *request)
{
    struct route_match match = {0};
    struct span path = api_path(request, false);
    if (path.at)
        route_find(request->method, path, &match);
    return match.route;
}

/* What is done one after the other anyway: changes by the one writer, passwords by the one that
 * hashes, reading of bodies by the one sandbox, loading by the one sender. Whoever waits there must
 * not keep a worker from those who only look. */
unsigned api_lane(void *context, const struct http_request *request)
{
    enum { LOOKING, CHANGING, SIGNING_IN, READING, LOADING, SCREENING, LANES };
    _Static_assert((int)LANES <= (int)HTTP_LANES, "the server has fewer lanes");
    static const struct {
        enum permission permission;
        unsigned lane;
    } slow[] = {
        {PERMISSION_openSession, SIGNING_IN},    {PERMISSION_proveSession, SIGNING_IN},
        {PERMISSION_enrolSession, SIGNING_IN},   {PERMISSION_unlockSession, SIGNING_IN},
        {PERMISSION_changePassword, SIGNING_IN}, {PERMISSION_addAccount, SIGNING_IN},
        {PERMISSION_resetAccount, SIGNING_IN},   {PERMISSION_getMessage, READING},
        {PERMISSION_tryFiles, LOADING},          {PERMISSION_keepTrial, LOADING},
        {PERMISSION_startDemo, LOADING},         {PERMISSION_proposeTable, LOADING},
        {PERMISSION_readTable, LOADING},         {PERMISSION_tryList, LOADING},
        {PERMISSION_importList, LOADING},        {PERMISSION_matchPerson, READING},
        {PERMISSION_getListVersion, READING},    {PERMISSION_tryListTraffic, SCREENING},
    };
    (void)context;
    const struct api_route *route = route_of(request);
    for (size_t i = 0; route && i < sizeof slow / sizeof slow[0]; i++)
        if (slow[i].permission == route->permission)
            return slow[i].lane;
    return !route || strcmp(route->method, "GET") == 0 ? LOOKING : CHANGING;
}

/* Files may be large, but only from who is signed in. */
uint64_t api_most_body(void *context, const struct http_request *request)
{
    struct api *api = context;
    if (!api_path(request, false).at)
        return 0;
    const struct api_route *route = route_of(request);
    bool files = route && (route->permission == PERMISSION_tryFiles ||
                           route->permission == PERMISSION_tryList ||
                           route->permission == PERMISSION_tryListTraffic ||
                           route->permission == PERMISSION_importList);
    bool profile = route && (route->permission == PERMISSION_readTable ||
                             route->permission == PERMISSION_setProfile);
    if ((!files && !profile) || !api_session_is_open(api, request))
        return API_SMALL_BODY;
    return files ? UPLOAD_BODY : PROFILE_BODY;
}
