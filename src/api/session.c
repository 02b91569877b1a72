#include "api/internal.h"

#include "base/clock.h"

/* A cookie with this prefix is taken by browsers over TLS alone, for this host and every path. */
static const char *cookie_name(const struct http_request *request)
{
    return request->tls ? "__Host-portolan" : "portolan";
}

/* ---- who asks ---- */

/* A stream, and what a page asks by itself, must not keep a session from locking. */
static bool is_active(const struct api_call *call)
{
    return call->route->permission != PERMISSION_events &&
           !http_header(call->request, "X-Portolan-Background").at;
}

static enum status find_actor(struct api_call *call, bool active)
{
    enum status status = guard_session_find(call->api->options.guard, call->token, active,
                                            call->arena, &call->actor);
    call->signed_in = status == STATUS_OK;
    return status;
}

bool api_session_read(struct api_call *call)
{
    call->token = http_cookie(call->request, cookie_name(call->request));
    if (call->token.size == 0)
        return true;
    enum status status = find_actor(call, is_active(call));
    if (status == STATUS_OK || status == STATUS_MISSING)
        return true;
    api_fail(call, status, PROBLEM_SESSION_NONE);
    return false;
}

bool api_session_is_open(struct api *api, const struct http_request *request)
{
    struct arena arena = {0};
    struct guard_actor actor;
    struct span token = http_cookie(request, cookie_name(request));
    bool open = token.size &&
                guard_session_find(api->options.guard, token, false, &arena, &actor) == STATUS_OK &&
                actor.state == GUARD_STATE_OPEN;
    arena_free(&arena);
    return open;
}

/* ---- where a change comes from ---- */

/* "https://HOST" of the request itself. */
static bool is_own_origin(const struct http_request *request, struct span origin)
{
    struct span host = http_header(request, "Host");
    const char *scheme = request->tls ? "https://" : "http://";
    size_t size = strlen(scheme);
    return span_starts(origin, scheme) && span_equal(span_part(origin, size, origin.size), host);
}

/* Browsers say where a request comes from; who does not say is no browser, and has the token. */
static bool is_from_here(const struct http_request *request)
{
    struct span site = http_header(request, "Sec-Fetch-Site"),
                origin = http_header(request, "Origin");
    if (site.at && !span_is(site, "same-origin") && !span_is(site, "none"))
        return false;
    return !origin.at || is_own_origin(request, origin);
}

bool api_check_origin(struct api_call *call)
{
    if (span_is(call->request->method, "GET") || is_from_here(call->request))
        return true;
    api_problem(call, PROBLEM_SESSION_CSRF, NULL);
    return false;
}

bool api_session_guards(struct api_call *call)
{
    bool needs_token =
        !span_is(call->request->method, "GET") && call->route->csrf && call->signed_in;
    struct span token = http_header(call->request, "X-Portolan-CSRF");
    if (!needs_token || guard_session_csrf_fits(&call->actor, token))
        return api_check_origin(call);
    api_problem(call, PROBLEM_SESSION_CSRF, NULL);
    return false;
}

/* ---- what is said about a session ---- */

static void put_account(struct json *json, const struct guard_actor *actor)
{
    json_key(json, "account");
    if (!actor) {
        json_nothing(json);
        return;
    }
    json_begin(json);
    json_put_span(json, "name", actor->name);
    json_put_span(json, "display_name",
                  actor->display_name.size ? actor->display_name : actor->name);
    json_put_text(json, "role", guard_role_word(actor->role));
    json_put_span(json, "agency", actor->agency);
    json_put_span(json, "site", actor->site);
    json_put_span(json, "locale", actor->locale.size ? actor->locale : SPAN("en"));
    json_end(json);
}

static void put_permissions(struct json *json, const struct guard_actor *actor)
{
    json_key(json, "permissions");
    json_begin_array(json);
    for (int p = 0; actor && p < PERMISSIONS; p++)
        if (guard_may(actor->role, (enum permission)p))
            json_text(json, permission_word((enum permission)p));
    json_end_array(json);
}

static void put_session(struct api_call *call)
{
    const struct config *config = call->api->options.config;
    const struct guard_actor *actor = call->signed_in ? &call->actor : NULL;
    const char *home = config_text(config, SETTING_HOME);
    struct json *json = &call->json;
    char now[TIME_TEXT];
    json_begin(json);
    json_put_text(json, "state", guard_state_word(actor ? actor->state : GUARD_STATE_NONE));
    put_account(json, actor);
    json_put_text(json, "csrf", actor ? actor->csrf : NULL);
    json_put_int(json, "idle_seconds", config_count(config, SETTING_SESSION_IDLE_MINUTES) * 60);
    put_permissions(json, actor);
    json_put_text(json, "home", strcmp(home, "XX") == 0 ? NULL : home);
    json_put_bool(json, "own_certificate",
                  call->request->tls && call->api->options.own_certificate);
    json_put_text(json, "now", time_format(clock_now(), now));
    json_end(json);
}

static void answer_session(struct api_call *call)
{
    api_answer(call, 200);
    call->answer->no_pack = true; /* the token of changes stands in it */
    put_session(call);
}

/* ---- steps ---- */

/* `token` is empty: the cookie goes. */
static void set_cookie(struct api_call *call, const char *token)
{
    bool tls = call->request->tls;
    char *text = arena_format(call->arena, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
                              cookie_name(call->request), token, tls ? "; Secure" : "",
                              token[0] ? "" : "; Max-Age=0");
    http_answer_header(call->answer, "Set-Cookie", span_of(text));
}

/* How a step ended: `refused` is for a wrong answer. True when it went well; then the session has a
 * new cookie and is read again. */
static bool step_done(struct api_call *call, enum status status, const struct guard_ticket *ticket,
                      int64_t wait, enum problem refused)
{
    if (status == STATUS_OK) {
        set_cookie(call, ticket->token);
        call->token = arena_copy(call->arena, span_of(ticket->token));
        status = find_actor(call, true);
    }
    if (status == STATUS_OK)
        return true;
    if (status == STATUS_DENIED)
        api_problem(call, refused, NULL);
    else
        api_fail(call, status, PROBLEM_SESSION_NONE);
    if (status == STATUS_LATER)
        api_retry_after(call, wait);
    return false;
}

static const struct guard_subject nothing = {.kind = SUBJECT_NONE};

void api_getSession(struct api_call *call)
{
    if (api_allow(call, nothing))
        answer_session(call);
}

void api_openSession(struct api_call *call)
{
    struct guard_login login = {.name = api_member(call, "name"),
                                .password = api_member(call, "password"),
                                .address = span_of(call->request->address),
                                .token = call->token};
    struct guard_ticket ticket;
    int64_t wait = 0;
    if (!api_allow(call, nothing))
        return;
    enum status status = guard_session_open(call->api->options.guard, &login, &ticket, &wait);
    enum problem refused =
        status == STATUS_MISSING ? PROBLEM_SESSION_ONE_TIME_OVER : PROBLEM_SESSION_REFUSED;
    if (step_done(call, status == STATUS_MISSING ? STATUS_DENIED : status, &ticket, wait, refused))
        answer_session(call);
}

void api_proveSession(struct api_call *call)
{
    struct guard_ticket ticket;
    int64_t wait = 0;
    if (!api_allow(call, nothing))
        return;
    enum status status = guard_session_prove(call->api->options.guard, call->token,
                                             api_member(call, "code"), &ticket, &wait);
    if (step_done(call, status, &ticket, wait, PROBLEM_SESSION_CODE_REFUSED))
        answer_session(call);
}

void api_unlockSession(struct api_call *call)
{
    struct guard_ticket ticket;
    int64_t wait = 0;
    if (!api_allow(call, nothing))
        return;
    enum status status = guard_session_unlock(call->api->options.guard, call->token,
                                              api_member(call, "password"), &ticket, &wait);
    if (step_done(call, status, &ticket, wait, PROBLEM_SESSION_REFUSED))
        answer_session(call);
}

/* ---- the second factor ---- */

static void put_enrolled(struct api_call *call, const char *secret, struct span uri)
{
    api_answer(call, 200);
    call->answer->no_pack = true;
    json_begin(&call->json);
    json_put_text(&call->json, "secret", secret);
    json_key(&call->json, "uri");
    if (uri.at)
        json_span(&call->json, uri);
    else
        json_nothing(&call->json);
    json_key(&call->json, "session");
    put_session(call);
    json_end(&call->json);
}

static void begin_enrolment(struct api_call *call)
{
    char secret[GUARD_SECRET_TEXT];
    struct span uri;
    enum status status =
        guard_session_enrol(call->api->options.guard, call->token, call->arena, secret, &uri);
    if (status == STATUS_OK)
        put_enrolled(call, secret, uri);
    else
        api_fail(call, status, PROBLEM_SESSION_NONE);
}

void api_enrolSession(struct api_call *call)
{
    struct guard_ticket ticket;
    int64_t wait = 0;
    struct span code = api_member(call, "code");
    if (!api_allow(call, nothing))
        return;
    if (!code.at) {
        begin_enrolment(call);
        return;
    }
    enum status status =
        guard_session_confirm(call->api->options.guard, call->token, code, &ticket, &wait);
    if (step_done(call, status, &ticket, wait, PROBLEM_SESSION_CODE_REFUSED))
        put_enrolled(call, NULL, (struct span){NULL, 0});
}

/* ---- passwords and the end ---- */

static void refuse_password(struct api_call *call, bool same)
{
    struct check_faults faults = {.arena = call->arena};
    enum problem problem = same ? PROBLEM_PASSWORD_SAME : PROBLEM_PASSWORD_WEAK;
    check_fault_coded(&faults, "/new_password", problem_code(problem),
                      arena_format(call->arena, "%s", status_sentence()));
    api_faults(call, problem, &faults);
}

void api_changePassword(struct api_call *call)
{
    struct guard_ticket ticket;
    int64_t wait = 0;
    struct span old = api_member(call, "password"), new = api_member(call, "new_password");
    if (!api_allow(call, nothing))
        return;
    enum status status =
        guard_session_password(call->api->options.guard, call->token, old, new, &ticket, &wait);
    if (status == STATUS_INPUT)
        refuse_password(call, span_equal(old, new));
    else if (step_done(call, status, &ticket, wait, PROBLEM_SESSION_REFUSED))
        answer_session(call);
}

/* Done twice is as good as once: without a session there is nothing to be done. */
void api_closeSession(struct api_call *call)
{
    enum status status = STATUS_OK;
    call->decided = true;
    if (call->signed_in && !api_allow(call, nothing))
        return;
    if (call->signed_in)
        status = guard_session_close(call->api->options.guard, call->token);
    if (status != STATUS_OK && status != STATUS_MISSING) {
        api_fail(call, status, PROBLEM_SESSION_NONE);
        return;
    }
    if (call->signed_in)
        http_feed_end(call->api->feed, call->actor.session);
    set_cookie(call, "");
    api_answer_empty(call, 204);
}
