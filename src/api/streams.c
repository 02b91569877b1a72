#include "api/events.h"

#include "base/memory.h"

enum { MOST_STREAMS = 4 /* of one session: a browser needs one */ };

/* ---- the sessions behind the streams ---- */

static bool find_token(struct events *events, int64_t session, char token[GUARD_TOKEN_TEXT])
{
    bool found = false;
    pthread_mutex_lock(&events->lock);
    for (size_t i = 0; i < events->session_count && !found; i++)
        if (events->sessions[i].session == session) {
            memcpy(token, events->sessions[i].token, GUARD_TOKEN_TEXT);
            found = true;
        }
    pthread_mutex_unlock(&events->lock);
    return found;
}

/* A stream ends with the session, and when it locks; the page is told why. */
static bool is_alive(void *context, int64_t session)
{
    struct events *events = context;
    struct arena arena = {0};
    struct guard_actor actor = {.state = GUARD_STATE_NONE};
    char token[GUARD_TOKEN_TEXT];
    enum status status = STATUS_MISSING;
    if (find_token(events, session, token))
        status =
            guard_session_find(events->api->options.guard, span_of(token), false, &arena, &actor);
    bool gone =
        status == STATUS_MISSING || (status == STATUS_OK && actor.state != GUARD_STATE_OPEN);
    if (gone)
        http_feed_tell(events->api->feed, session, "session",
                       actor.state == GUARD_STATE_LOCKED ? SPAN("{\"state\":\"locked\"}")
                                                         : SPAN("{\"state\":\"none\"}"));
    arena_free(&arena);
    return !gone;
}

void streams_check(struct events *events)
{
    http_feed_check(events->api->feed, is_alive, events);
    pthread_mutex_lock(&events->lock);
    size_t kept = 0;
    for (size_t i = 0; i < events->session_count; i++)
        if (http_feed_streams(events->api->feed, events->sessions[i].session))
            events->sessions[kept++] = events->sessions[i];
    events->session_count = kept;
    pthread_mutex_unlock(&events->lock);
}

static void remember_session(struct events *events, const struct api_call *call)
{
    struct stream_session *place = NULL;
    pthread_mutex_lock(&events->lock);
    for (size_t i = 0; i < events->session_count && !place; i++)
        if (events->sessions[i].session == call->actor.session)
            place = &events->sessions[i];
    if (!place) {
        if (events->session_count == events->session_room) {
            events->session_room = events->session_room ? events->session_room * 2 : 64;
            events->sessions =
                memory_resize(events->sessions, events->session_room * sizeof *events->sessions);
        }
        place = &events->sessions[events->session_count++];
    }
    *place = (struct stream_session){.session = call->actor.session};
    size_t size = call->token.size < GUARD_TOKEN_TEXT ? call->token.size : GUARD_TOKEN_TEXT - 1;
    memcpy(place->token, call->token.at, size);
    pthread_mutex_unlock(&events->lock);
}

/* ---- the handler ---- */

static uint64_t audience_of(const struct api_call *call)
{
    enum guard_role role = call->actor.role;
    uint64_t audience = HEARS_PROGRESS;
    if (guard_may(role, PERMISSION_listFlights))
        audience |= HEARS_FLIGHTS;
    if (guard_may(role, PERMISSION_listAlerts))
        audience |= HEARS_ALERTS | (api_sight(call).protect ? HEARS_PROTECT : 0);
    return audience;
}

void api_events(struct api_call *call)
{
    struct http_answer *answer = call->answer;
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_NONE}))
        return;
    http_feed_leave(call->api->feed, call->actor.session);
    if (http_feed_streams(call->api->feed, call->actor.session) >= MOST_STREAMS) {
        api_problem(call, PROBLEM_RATE_LIMITED, "The session has this stream open already.");
        api_retry_after(call, 5);
        return;
    }
    remember_session(call->api->events, call);
    answer->status = 200;
    answer->feed = call->api->feed;
    answer->after = api_text(call, "Last-Event-ID");
    answer->audience = audience_of(call);
    answer->tag = call->actor.session;
}
