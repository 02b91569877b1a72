#include "api/internal.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"

/* One thread looks at what was derived and tells the streams. Events of alerts have the numbers of the
 * store's feed as ids, so a browser that was away goes on where it was, over restarts of the server,
 * too. All others are hints without id: a page that was away asks anew. Events hold ids alone. */

enum {
    LOOK_MILLISECONDS = 100,
    MOST_NEWS = 500,      /* a look */
    MOST_LANDINGS = 2000, /* entries a look */
    KEPT_EVENTS = 4096,
    REMEMBERED_NEWS = 1000, /* put again when the server starts */
    MOST_STREAMS = 4,       /* of one session: a browser needs one */
    MOST_FLIGHTS = 256
};
#define PROGRESS_TIME MICROS_PER_SECOND
#define SESSION_TIME (2 * MICROS_PER_SECOND)

/* Who hears what. */
enum { HEARS_PROGRESS = 1, HEARS_FLIGHTS = 2, HEARS_ALERTS = 4, HEARS_PROTECT = 8 };

/* The session behind an open stream. */
struct listener_session {
    int64_t session;
    char token[GUARD_TOKEN_TEXT];
};

struct events {
    struct api *api;
    struct api_worker worker;
    pthread_t thread;
    int stop;
    int64_t news, worked, received; /* the last that was told */
    int64_t told_progress, checked_sessions;
    pthread_mutex_t lock; /* of what follows */
    struct listener_session *sessions;
    size_t session_count, session_room;
};

struct http_feed *api_feed(struct api *api)
{
    return api->feed;
}

/* ---- what is told ---- */

static void put_alert(struct http_feed *feed, int64_t id, const char *news,
                      const struct view_alert *alert, int64_t at)
{
    struct buffer text = {0};
    struct json json = {.out = &text};
    char room[TIME_TEXT], name[ID_TEXT];
    json_begin(&json);
    json_put_text(&json, "news", news);
    json_put_text(&json, "traveller", id_format(ID_TRAVELLER, alert->alert.traveller, name));
    json_put_text(&json, "flight", id_format(ID_FLIGHT, alert->alert.flight, name));
    json_put_text(&json, "severity",
                  watch_severity_word((enum watch_severity)alert->alert.severity));
    json_put_text(&json, "state", alert->state);
    json_put_bool(&json, "protect", alert->alert.protect);
    json_put_text(&json, "at", time_format(at, room));
    json_end(&json);
    http_feed_put(feed, id, alert->alert.protect ? HEARS_PROTECT : HEARS_ALERTS, "alert",
                  buffer_span(&text));
    buffer_free(&text);
}

static void put_flight(struct http_feed *feed, int64_t flight, int64_t message)
{
    struct buffer text = {0};
    struct json json = {.out = &text};
    char name[ID_TEXT];
    json_begin(&json);
    json_put_text(&json, "flight", id_format(ID_FLIGHT, flight, name));
    json_key(&json, "message");
    if (message)
        json_int(&json, message);
    else
        json_nothing(&json);
    json_end(&json);
    http_feed_put(feed, 0, HEARS_FLIGHTS, "flight", buffer_span(&text));
    buffer_free(&text);
}

static void put_progress(struct events *events)
{
    struct buffer text = {0};
    buffer_format(&text, "{\"received\":%lld,\"worked\":%lld}", (long long)events->received,
                  (long long)events->worked);
    http_feed_put(events->api->feed, 0, HEARS_PROGRESS, "progress", buffer_span(&text));
    buffer_free(&text);
    events->told_progress = clock_monotonic();
}

void events_decided(struct api *api, const struct view_alert *alert)
{
    put_alert(api->feed, 0, "decided", alert, clock_now());
    http_feed_ring(api->feed);
}

void events_flight(struct api *api, int64_t flight)
{
    put_flight(api->feed, flight, 0);
    http_feed_ring(api->feed);
}

/* ---- what is new ---- */

struct news {
    struct store_feed list[MOST_NEWS];
    size_t count;
};

static bool collect_news(void *context, const struct store_feed *one)
{
    struct news *news = context;
    news->list[news->count++] = *one;
    return news->count < MOST_NEWS;
}

static enum status tell_news(struct events *events, struct store *store)
{
    static const char *const words[] = {
        [NEWS_RAISED] = "raised", [NEWS_CHANGED] = "changed", [NEWS_WITHDRAWN] = "withdrawn"};
    struct news news = {.count = 0};
    enum status status = store_feed(store, events->news, collect_news, &news);
    for (size_t i = 0; i < news.count && status == STATUS_OK; i++) {
        const struct store_feed *one = &news.list[i];
        struct view_alert alert = {0};
        status = view_alert(events->worker.view, one->traveller, &alert);
        if (status == STATUS_OK && alert.alert.traveller)
            put_alert(events->api->feed, one->n, words[one->news], &alert, one->at);
        if (status == STATUS_MISSING)
            status = STATUS_OK;
        if (status == STATUS_OK)
            events->news = one->n;
    }
    return status;
}

/* Each flight once a look, with the latest message. */
struct landings {
    int64_t flights[MOST_FLIGHTS], messages[MOST_FLIGHTS];
    size_t count;
    int64_t message;
};

static bool note_landing(void *context, int ordinal, int64_t flight)
{
    struct landings *landings = context;
    size_t i = 0;
    (void)ordinal;
    while (i < landings->count && landings->flights[i] != flight)
        i++;
    if (i == MOST_FLIGHTS)
        return true; /* of so many flights at once a page asks anew anyway */
    landings->flights[i] = flight;
    landings->messages[i] = landings->message;
    landings->count += i == landings->count;
    return true;
}

static enum status tell_landings(struct events *events, struct store *store, int64_t worked)
{
    struct landings landings = {.count = 0};
    enum status status = STATUS_OK;
    int64_t from =
        worked - events->worked > MOST_LANDINGS ? worked - MOST_LANDINGS : events->worked;
    for (int64_t seq = from + 1; seq <= worked && status == STATUS_OK; seq++) {
        landings.message = seq;
        status = store_landings(store, seq, note_landing, &landings);
    }
    for (size_t i = 0; i < landings.count; i++)
        put_flight(events->api->feed, landings.flights[i], landings.messages[i]);
    return status;
}

static enum status tell_progress(struct events *events, struct store *store)
{
    struct journal_reader *journal;
    int64_t worked = store ? store_progress(store) : 0, received = events->received;
    enum status status = view_journal(events->worker.view, &journal);
    if (status == STATUS_OK && journal)
        status = journal_last(journal, &received);
    bool moved = worked != events->worked || received != events->received;
    if (status == STATUS_OK && store && worked > events->worked)
        status = tell_landings(events, store, worked);
    if (status != STATUS_OK || !moved)
        return status;
    events->worked = worked;
    events->received = received;
    if (worked == received || clock_monotonic() - events->told_progress >= PROGRESS_TIME)
        put_progress(events);
    return STATUS_OK;
}

static void look(struct events *events)
{
    struct store *store;
    enum status status = view_store(events->worker.view, &store);
    if (status == STATUS_OK && store)
        status = tell_news(events, store);
    if (status == STATUS_OK)
        status = tell_progress(events, store);
    if (status != STATUS_OK && status != STATUS_LOCKED)
        log_write(LOG_WARN, EVENT_ENVIRONMENT, "status=%s text=\"%s\"", status_word(status),
                  status_sentence());
    http_feed_ring(events->api->feed);
    worker_rest(&events->worker);
}

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

static void check_sessions(struct events *events)
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
    struct listener_session *place = NULL;
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
    *place = (struct listener_session){.session = call->actor.session};
    size_t size = call->token.size < GUARD_TOKEN_TEXT ? call->token.size : GUARD_TOKEN_TEXT - 1;
    memcpy(place->token, call->token.at, size);
    pthread_mutex_unlock(&events->lock);
}

/* ---- the thread ---- */

static void *follow(void *context)
{
    struct events *events = context;
    struct pollfd stop = {.fd = events->stop, .events = POLLIN};
    while (poll(&stop, 1, LOOK_MILLISECONDS) <= 0) {
        look(events);
        if (clock_monotonic() - events->checked_sessions >= SESSION_TIME) {
            check_sessions(events);
            trials_sweep(events->api->trials);
            events->checked_sessions = clock_monotonic();
        }
    }
    return NULL;
}

/* Begins some events back, for browsers that were away while the server was. */
static enum status begin(struct events *events)
{
    struct store *store;
    struct journal_reader *journal;
    int64_t last = 0;
    enum status status = view_store(events->worker.view, &store);
    if (status == STATUS_OK && store) {
        status = store_feed_last(store, &last);
        events->worked = store_progress(store);
    }
    if (status == STATUS_OK)
        status = view_journal(events->worker.view, &journal);
    if (status == STATUS_OK && journal)
        status = journal_last(journal, &events->received);
    events->news = last > REMEMBERED_NEWS ? last - REMEMBERED_NEWS : 0;
    http_feed_begin(events->api->feed, events->news);
    while (status == STATUS_OK && store && events->news < last) {
        int64_t before = events->news;
        status = tell_news(events, store);
        if (events->news == before)
            break;
    }
    return status;
}

enum status events_start(struct api *api, struct events **out)
{
    struct events *events = memory_alloc(sizeof *events);
    events->api = api;
    events->stop = eventfd(0, EFD_CLOEXEC);
    pthread_mutex_init(&events->lock, NULL);
    api->feed = http_feed_new(KEPT_EVENTS);
    enum status status = worker_open(api, &events->worker);
    if (status == STATUS_OK)
        status = begin(events);
    if (status == STATUS_OK && pthread_create(&events->thread, NULL, follow, events) != 0)
        status = status_fail(STATUS_MEMORY, "The thread that follows events cannot be started.");
    if (status == STATUS_OK) {
        *out = events;
        return STATUS_OK;
    }
    worker_close(&events->worker);
    close(events->stop);
    free(events);
    return status;
}

void events_stop(struct events *events)
{
    uint64_t one = 1;
    if (!events)
        return;
    if (write(events->stop, &one, sizeof one) == sizeof one)
        pthread_join(events->thread, NULL);
    worker_close(&events->worker);
    close(events->stop);
    seal_wipe(events->sessions, events->session_count * sizeof *events->sessions);
    free(events->sessions);
    pthread_mutex_destroy(&events->lock);
    free(events);
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
