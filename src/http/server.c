#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "http/internal.h"

enum {
    CONNECTION_MEMORY = 16 * 1024,
    LONGEST_SWEEP_MILLISECONDS = 500,
    STOP_STEP_MILLISECONDS = 5,
    OTHER_DESCRIPTORS = 512
};

static struct http_options with_defaults(const struct http_options *options)
{
    struct http_options full = *options;
    if (full.workers == 0)
        full.workers = 4;
    if (full.connections == 0)
        full.connections = 4096;
    if (full.threads == 0)
        full.threads = 1;
    if (full.most_in_memory == 0)
        full.most_in_memory = UINT64_C(128) << 20;
    if (full.request_time == 0)
        full.request_time = 60 * MICROS_PER_SECOND;
    if (full.idle_time == 0)
        full.idle_time = 30 * MICROS_PER_SECOND;
    if (full.answer_time == 0)
        full.answer_time = 120 * MICROS_PER_SECOND;
    if (full.heartbeat == 0)
        full.heartbeat = 15 * MICROS_PER_SECOND;
    if (full.stop_time == 0)
        full.stop_time = 5 * MICROS_PER_SECOND;
    return full;
}

/* A connection is a descriptor; the usual 1,024 of a process are too few. More than the system
 * gives cannot be had: then fewer connections are taken. */
static void make_descriptors(struct http_options *options)
{
    struct rlimit limit;
    rlim_t want = (rlim_t)options->connections * DOORS + OTHER_DESCRIPTORS;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= want)
        return;
    limit.rlim_cur =
        limit.rlim_max == RLIM_INFINITY || limit.rlim_max > want ? want : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < want)
        options->connections = limit.rlim_cur > 2 * OTHER_DESCRIPTORS
                                   ? (unsigned)(limit.rlim_cur - OTHER_DESCRIPTORS) / DOORS
                                   : OTHER_DESCRIPTORS / 2;
}

static enum status start_door(struct http *http, struct door *door, const char *address, bool tls)
{
    const struct http_options *options = &http->options;
    *door = (struct door){.http = http, .listener.socket = -1, .tls = tls};
    if (!address)
        return STATUS_OK;
    struct listener_options listener = {
        .address = address,
        .tls = tls,
        .certificate = options->certificate,
        .key = options->key,
        .settings = options->settings,
        .clear = options->clear,
        .connections = options->connections,
        .connections_per_address = options->connections / 2,
        .threads = options->threads,
        .connection_memory = CONNECTION_MEMORY,
        .backstop = (unsigned)(options->answer_time / MICROS_PER_SECOND) * 2 + 10,
        .handle = exchange_handle,
        .completed = exchange_completed,
        .connection = exchange_connection,
        .target = exchange_target,
        .context = door,
    };
    return listener_start(&door->listener, &listener, &door->port);
}

/* ---- the sweep ---- */

static void sweep(struct http *http)
{
    peers_sweep(&http->peers, &http->limits);
    if (http->options.feed)
        feed_sweep(http->options.feed, &http->options);
}

static int sweep_interval(const struct http_options *options)
{
    int64_t shortest =
        options->heartbeat < options->idle_time ? options->heartbeat : options->idle_time;
    int64_t quarter = shortest / 4000 + 1;
    return quarter < LONGEST_SWEEP_MILLISECONDS ? (int)quarter : LONGEST_SWEEP_MILLISECONDS;
}

static void *sweep_until_stop(void *context)
{
    struct http *http = context;
    struct pollfd stop = {.fd = http->stop, .events = POLLIN};
    while (poll(&stop, 1, sweep_interval(&http->options)) <= 0)
        sweep(http);
    return NULL;
}

static enum status start_sweeper(struct http *http)
{
    http->stop = eventfd(0, EFD_CLOEXEC);
    if (http->stop < 0 || pthread_create(&http->sweeper, NULL, sweep_until_stop, http) != 0)
        return status_fail(STATUS_MEMORY, "A thread of the officers' server cannot be started.");
    http->sweeping = true;
    return STATUS_OK;
}

static void stop_sweeper(struct http *http)
{
    uint64_t one = 1;
    if (http->sweeping && write(http->stop, &one, sizeof one) == sizeof one)
        pthread_join(http->sweeper, NULL);
    http->sweeping = false;
    if (http->stop >= 0)
        close(http->stop);
}

/* ---- the whole ---- */

enum status http_start(const struct http_options *options, struct http **out)
{
    struct http *http = memory_alloc(sizeof *http);
    http->options = with_defaults(options);
    http->stop = -1;
    make_descriptors(&http->options);
    http->limits = (struct peer_limits){.idle_time = http->options.idle_time,
                                        .request_time = http->options.request_time,
                                        .answer_time = http->options.answer_time,
                                        .slow_text = options->slow_text};
    peers_start(&http->peers);
    enum status status = work_start(http);
    if (status == STATUS_OK)
        status = start_door(http, &http->doors[0], options->https, true);
    if (status == STATUS_OK)
        status = start_door(http, &http->doors[1], options->http, false);
    if (status == STATUS_OK)
        status = start_sweeper(http);
    if (status == STATUS_OK)
        *out = http;
    else
        http_stop(http);
    return status;
}

uint16_t http_port(const struct http *http, bool tls)
{
    return http->doors[tls ? 0 : 1].port;
}

/* Waits until `busy` says no. */
static void wait_while(struct http *http, size_t (*busy)(struct http *http), int64_t time)
{
    int64_t until = clock_monotonic() + time;
    while (busy(http) && clock_monotonic() < until)
        poll(NULL, 0, STOP_STEP_MILLISECONDS);
}

static size_t requests_left(struct http *http)
{
    return peers_busy(&http->peers);
}

static size_t streams_left(struct http *http)
{
    return feed_open(http->options.feed);
}

/* In this order: the library must not be stopped while a connection is suspended. */
void http_stop(struct http *http)
{
    if (!http)
        return;
    atomic_store(&http->stopping, true);
    for (int i = 0; i < DOORS; i++)
        listener_close_door(&http->doors[i].listener);
    if (http->sweeping)
        wait_while(http, requests_left, http->options.stop_time);
    work_stop(http);
    if (http->options.feed) {
        feed_close(http->options.feed);
        wait_while(http, streams_left, MICROS_PER_SECOND);
    }
    stop_sweeper(http);
    for (int i = 0; i < DOORS; i++)
        listener_stop(&http->doors[i].listener);
    peers_stop(&http->peers);
    free(http);
}
