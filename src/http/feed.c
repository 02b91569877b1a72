#include <poll.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/memory.h"
#include "http/internal.h"

/* Kept events are a ring: event number p lies at p % most, and those from next - most on are
 * there. A stream is the number of the event that it sends next. One lock for all of it: what is
 * done under it is a copy of a few hundred bytes. It is taken before the locks of the HTTP library
 * and of peers, never after. */

struct event {
    int64_t id; /* 0: none */
    uint64_t audience;
    int64_t tag; /* 0: whoever hears */
    char *text;  /* as it is sent */
    size_t size;
};

struct stream {
    struct stream *next, **here;
    struct http_feed *feed;
    struct MHD_Connection *connection;
    struct peers *peers;
    struct peer *peer;
    uint64_t place, audience;
    uint64_t end; /* of an ending one: the event before which it ends */
    int64_t tag, moved;
    size_t sent; /* bytes of the event at `place` */
    bool greeted, reset, suspended, beat, ending;
};

struct http_feed {
    pthread_mutex_t lock;
    size_t most, streams;
    uint64_t next;
    int64_t forgotten, newest; /* ids up to `forgotten` are not here any more */
    bool closed;
    struct stream *first;
    struct event ring[];
};

struct http_feed *http_feed_new(size_t most)
{
    struct http_feed *feed = memory_alloc(sizeof *feed + most * sizeof(struct event));
    pthread_mutex_init(&feed->lock, NULL);
    feed->most = most;
    return feed;
}

void http_feed_free(struct http_feed *feed)
{
    if (!feed)
        return;
    for (size_t i = 0; i < feed->most; i++)
        free(feed->ring[i].text);
    pthread_mutex_destroy(&feed->lock);
    free(feed);
}

/* ---- events ---- */

void http_feed_begin(struct http_feed *feed, int64_t id)
{
    pthread_mutex_lock(&feed->lock);
    feed->forgotten = id;
    if (feed->newest < id)
        feed->newest = id;
    pthread_mutex_unlock(&feed->lock);
}

static void put_event(struct http_feed *feed, struct event new, const char *name, struct span data)
{
    struct buffer text = {0};
    if (new.id)
        buffer_format(&text, "id: %lld\n", (long long)new.id);
    buffer_format(&text, "event: %s\ndata: ", name);
    buffer_append(&text, data.at, data.size);
    buffer_text(&text, "\n\n");
    new.text = text.at;
    new.size = text.size;
    pthread_mutex_lock(&feed->lock);
    struct event *event = &feed->ring[feed->next++ % feed->most];
    if (event->id)
        feed->forgotten = event->id;
    free(event->text);
    *event = new;
    if (new.id)
        feed->newest = new.id;
    pthread_mutex_unlock(&feed->lock);
}

void http_feed_put(struct http_feed *feed, int64_t id, uint64_t audience, const char *name,
                   struct span data)
{
    put_event(feed, (struct event){.id = id, .audience = audience}, name, data);
}

void http_feed_tell(struct http_feed *feed, int64_t tag, const char *name, struct span data)
{
    put_event(feed, (struct event){.audience = UINT64_MAX, .tag = tag}, name, data);
    http_feed_ring(feed);
}

static bool hears(const struct stream *stream, const struct event *event)
{
    return event->audience & stream->audience && (!event->tag || event->tag == stream->tag);
}

static uint64_t oldest(const struct http_feed *feed)
{
    return feed->next > feed->most ? feed->next - feed->most : 0;
}

/* ---- waking; with the lock held ---- */

static void wake(struct stream *stream)
{
    if (!stream->suspended)
        return;
    stream->suspended = false;
    stream->moved = clock_monotonic();
    MHD_resume_connection(stream->connection);
}

void http_feed_ring(struct http_feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    for (struct stream *stream = feed->first; stream; stream = stream->next)
        if (stream->place != feed->next)
            wake(stream);
    pthread_mutex_unlock(&feed->lock);
}

static void end(struct stream *stream)
{
    stream->end = stream->ending ? stream->end : stream->feed->next;
    stream->ending = true;
    wake(stream);
}

void http_feed_end(struct http_feed *feed, int64_t tag)
{
    pthread_mutex_lock(&feed->lock);
    for (struct stream *stream = feed->first; stream; stream = stream->next)
        if (tag == 0 || stream->tag == tag)
            end(stream);
    pthread_mutex_unlock(&feed->lock);
}

static bool has_left(const struct stream *stream)
{
    struct pollfd link = {
        .fd = MHD_get_connection_info(stream->connection, MHD_CONNECTION_INFO_CONNECTION_FD)
                  ->connect_fd,
        .events = POLLRDHUP};
    return poll(&link, 1, 0) == 1;
}

void http_feed_leave(struct http_feed *feed, int64_t tag)
{
    pthread_mutex_lock(&feed->lock);
    for (struct stream *stream = feed->first; stream; stream = stream->next)
        if (stream->tag == tag && has_left(stream))
            end(stream);
    pthread_mutex_unlock(&feed->lock);
}

size_t http_feed_streams(struct http_feed *feed, int64_t tag)
{
    size_t count = 0;
    pthread_mutex_lock(&feed->lock);
    for (struct stream *stream = feed->first; stream; stream = stream->next)
        count += !stream->ending && (tag == 0 || stream->tag == tag);
    pthread_mutex_unlock(&feed->lock);
    return count;
}

/* Asks without the lock: an answer may take a look at a disk. */
void http_feed_check(struct http_feed *feed, bool (*alive)(void *context, int64_t tag),
                     void *context)
{
    pthread_mutex_lock(&feed->lock);
    size_t count = 0;
    int64_t *tags = memory_raw((feed->streams + 1) * sizeof *tags);
    for (struct stream *stream = feed->first; stream; stream = stream->next)
        tags[count++] = stream->tag;
    pthread_mutex_unlock(&feed->lock);
    for (size_t i = 0; i < count; i++)
        if (tags[i] && !alive(context, tags[i]))
            http_feed_end(feed, tags[i]);
    free(tags);
}

size_t feed_open(struct http_feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    size_t count = feed->streams;
    pthread_mutex_unlock(&feed->lock);
    return count;
}

void feed_close(struct http_feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    feed->closed = true;
    pthread_mutex_unlock(&feed->lock);
    http_feed_end(feed, 0);
}

/* Nothing is to be read from a stream that is not suspended only while its client does not take
 * the bytes. */
void feed_sweep(struct http_feed *feed, const struct http_options *options)
{
    int64_t now = clock_monotonic();
    pthread_mutex_lock(&feed->lock);
    for (struct stream *stream = feed->first; stream; stream = stream->next) {
        if (stream->suspended && now - stream->moved >= options->heartbeat) {
            stream->beat = true;
            wake(stream);
        } else if (!stream->suspended && now - stream->moved >= options->idle_time) {
            peers_expire(stream->peers, stream->peer);
        }
    }
    pthread_mutex_unlock(&feed->lock);
}

/* ---- reading, in the HTTP library's thread ---- */

static size_t put(char *room, size_t most, const char *text)
{
    size_t size = strlen(text);
    if (size > most)
        return 0;
    memcpy(room, text, size);
    return size;
}

static size_t put_reset(struct stream *stream, char *room, size_t most)
{
    char text[96];
    snprintf(text, sizeof text, "id: %lld\nevent: reset\ndata: {}\n\n",
             (long long)stream->feed->newest);
    return put(room, most, text);
}

/* What comes before events. */
static size_t put_notices(struct stream *stream, char *room, size_t most)
{
    size_t size = 0;
    if (!stream->greeted) {
        size += put(room, most, "retry: 2000\n\n");
        stream->greeted = true;
    }
    if (stream->place < oldest(stream->feed) && stream->sent == 0) {
        stream->place = stream->feed->next;
        stream->reset = true;
    }
    if (stream->reset) {
        size_t more = put_reset(stream, room + size, most - size);
        stream->reset = more == 0;
        size += more;
    }
    if (stream->beat && size == 0 && stream->sent == 0)
        size = put(room, most, ":\n\n");
    stream->beat = false;
    return size;
}

static size_t put_events(struct stream *stream, char *room, size_t most)
{
    struct http_feed *feed = stream->feed;
    uint64_t end = stream->ending ? stream->end : feed->next;
    size_t size = 0;
    while (stream->place < end && size < most && !stream->reset) {
        const struct event *event = &feed->ring[stream->place % feed->most];
        size_t left = hears(stream, event) ? event->size - stream->sent : 0;
        size_t part = left < most - size ? left : most - size;
        if (part)
            memcpy(room + size, event->text + stream->sent, part);
        size += part;
        stream->sent += part;
        if (part < left)
            break;
        stream->place++;
        stream->sent = 0;
    }
    return size;
}

static ssize_t read_stream(void *context, uint64_t position, char *room, size_t most)
{
    (void)position;
    struct stream *stream = context;
    struct http_feed *feed = stream->feed;
    ssize_t size = 0;
    pthread_mutex_lock(&feed->lock);
    bool torn = stream->sent && stream->place < oldest(feed); /* its rest is overwritten */
    if (!feed->closed && !torn) {
        size_t notices = put_notices(stream, room, most);
        size = (ssize_t)(notices + put_events(stream, room + notices, most - notices));
        stream->moved = clock_monotonic();
    }
    /* What was said before the end is still sent. */
    if (size == 0 && (stream->ending || feed->closed || torn)) {
        size = MHD_CONTENT_READER_END_OF_STREAM;
    } else if (size == 0) {
        stream->suspended = true;
        MHD_suspend_connection(stream->connection);
    }
    pthread_mutex_unlock(&feed->lock);
    return size;
}

static void free_stream(void *context)
{
    struct stream *stream = context;
    pthread_mutex_lock(&stream->feed->lock);
    *stream->here = stream->next;
    if (stream->next)
        stream->next->here = stream->here;
    stream->feed->streams--;
    pthread_mutex_unlock(&stream->feed->lock);
    free(stream);
}

/* ---- opening ---- */

/* After which event the stream goes on; with the lock held. */
static void find_place(struct stream *stream, struct span after)
{
    struct http_feed *feed = stream->feed;
    int64_t id;
    stream->place = feed->next;
    if (after.size == 0)
        return;
    if (!span_number(after, &id) || id < feed->forgotten || id > feed->newest) {
        stream->reset = true;
        return;
    }
    for (uint64_t place = feed->next; place > oldest(feed); place--) {
        int64_t found = feed->ring[(place - 1) % feed->most].id;
        if (found && found <= id)
            return;
        stream->place = place - 1;
    }
}

struct MHD_Response *feed_response(struct exchange *exchange)
{
    enum { BLOCK = 1024 };
    struct http_answer *answer = &exchange->answer;
    struct http_feed *feed = answer->feed;
    struct stream *stream = memory_alloc(sizeof *stream);
    *stream = (struct stream){.feed = feed,
                              .connection = exchange->connection,
                              .peers = &exchange->http->peers,
                              .peer = exchange->peer,
                              .audience = answer->audience,
                              .tag = answer->tag,
                              .moved = clock_monotonic()};
    answer->status = MHD_HTTP_OK;
    answer->type = "text/event-stream";
    pthread_mutex_lock(&feed->lock);
    find_place(stream, answer->after);
    stream->next = feed->first;
    stream->here = &feed->first;
    if (stream->next)
        stream->next->here = &stream->next;
    feed->first = stream;
    feed->streams++;
    pthread_mutex_unlock(&feed->lock);
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, BLOCK, read_stream, stream, free_stream);
    if (!response)
        free_stream(stream);
    else
        MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    return response;
}
