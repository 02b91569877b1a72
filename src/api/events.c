#include "api/events.h"

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
    LOOK_MILLISECONDS = 1000, /* when nobody rings */
    REST_MILLISECONDS = 10,   /* between two looks */
    MOST_NEWS = 500,          /* a look */
    MOST_LANDINGS = 2000,     /* entries a look */
    KEPT_EVENTS = 4096,
    REMEMBERED_NEWS = 1000, /* put again when the server starts */
    MOST_FLIGHTS = 256
};
#define PROGRESS_TIME MICROS_PER_SECOND
#define SESSION_TIME (2 * MICROS_PER_SECOND)

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
    json_put_text(&json, "etag", alert->etag);
    json_put_bool(&json, "protect", alert->alert.protect);
    json_put_bool(&json, "landed", alert->landed);
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

static void log_failure(enum status status)
{
    log_write(LOG_WARN, EVENT_ENVIRONMENT, "status=%s text=\"%s\"", status_word(status),
              status_sentence());
}

/* What is not there, or will not get better, is passed over: one bad day hides no other. */
static enum status pass_over(enum status status)
{
    if (status == STATUS_DAMAGED || status == STATUS_SECRET)
        log_failure(status);
    return status == STATUS_MISSING || status == STATUS_DAMAGED || status == STATUS_SECRET
               ? STATUS_OK
               : status;
}

static enum status tell_news(struct events *events, struct store *store)
{
    static const char *const words[] = {[NEWS_RAISED] = "raised",
                                        [NEWS_CHANGED] = "changed",
                                        [NEWS_WITHDRAWN] = "withdrawn",
                                        [NEWS_QUIETED] = "withdrawn"};
    struct news news = {.count = 0};
    enum status status = store_feed(store, events->news, collect_news, &news);
    for (size_t i = 0; i < news.count && status == STATUS_OK; i++) {
        const struct store_feed *one = &news.list[i];
        struct view_alert alert = {0};
        status = view_alert(events->worker.view, one->traveller, &alert);
        if (status == STATUS_OK && alert.alert.traveller)
            put_alert(events->api->feed, one->n, words[one->news], &alert, one->at);
        status = pass_over(status);
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

/* The flight of two cards of which a person said something. */
static enum status tell_pairing(struct events *events, struct store *store, struct arena *arena,
                                const struct desk_card *card)
{
    struct store_traveller row;
    int64_t id;
    enum status status =
        store_card_of(store, (struct store_origin){card->origin_seq, card->origin_offset}, &id);
    if (status == STATUS_OK)
        status = store_traveller_as_is(store, id, arena, &row);
    if (status == STATUS_OK)
        put_flight(events->api->feed, row.flight, 0);
    return pass_over(status);
}

/* What was carried out since: the pages of those flights show other persons now. */
static enum status tell_pairings(struct events *events, struct store *store)
{
    struct arena arena = {0};
    struct desk *desk;
    struct desk_pairing *all = NULL;
    size_t count = 0;
    int64_t holds;
    enum status status = store_pairings(store, &holds);
    if (status != STATUS_OK || holds == events->pairings)
        return status;
    status = view_desk(events->worker.view, &desk);
    if (status == STATUS_OK && desk)
        status = desk_pairings(desk, events->pairings, &arena, &all, &count);
    for (size_t i = 0; i < count && status == STATUS_OK && all[i].id <= holds; i++)
        status = tell_pairing(events, store, &arena, &all[i].cards[0]);
    if (status == STATUS_OK)
        events->pairings = holds;
    arena_free(&arena);
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
    if (status == STATUS_OK && store)
        status = tell_pairings(events, store);
    if (status == STATUS_OK)
        status = tell_progress(events, store);
    if (status != STATUS_OK && status != STATUS_LOCKED)
        log_failure(status);
    http_feed_ring(events->api->feed);
    worker_rest(&events->worker);
}

/* ---- the thread ---- */

/* Until there may be news; true when told to stop. */
static bool wait_for_news(const struct events *events)
{
    struct pollfd polled[] = {{events->stop, POLLIN, 0}, {events->api->options.news, POLLIN, 0}};
    uint64_t rings;
    poll(polled, 1, REST_MILLISECONDS);
    poll(polled, 2, LOOK_MILLISECONDS);
    if (polled[1].revents && read(polled[1].fd, &rings, sizeof rings) < 0)
        log_write(LOG_WARN, EVENT_ENVIRONMENT, "text=\"The bell of news cannot be read.\"");
    return polled[0].revents != 0;
}

static void *follow(void *context)
{
    struct events *events = context;
    while (!wait_for_news(events)) {
        look(events);
        if (clock_monotonic() - events->checked_sessions >= SESSION_TIME) {
            streams_check(events);
            trials_sweep(events->api->trials);
            watchset_sweep(events->api->watchset);
            uploads_sweep(events->api->uploads);
            once_sweep(events->api->once);
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
        if (status == STATUS_OK)
            status = store_pairings(store, &events->pairings);
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
    worker_open(api, &events->worker);
    enum status status = begin(events);
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
