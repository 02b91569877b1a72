#include "intake/intake.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "intake/internal.h"
#include "sys/sockets.h"

enum {
    CONNECTION_MEMORY = 64 * 1024,
    LONGEST_SWEEP_MILLISECONDS = 500,
    STOP_STEP_MILLISECONDS = 5
};

bool intake_reserve(struct intake *intake, uint64_t bytes)
{
    uint64_t before = atomic_fetch_add(&intake->in_memory, bytes);
    if (before + bytes <= intake->options.most_in_memory)
        return true;
    intake_release(intake, bytes);
    return false;
}

void intake_release(struct intake *intake, uint64_t bytes)
{
    atomic_fetch_sub(&intake->in_memory, bytes);
}

static struct intake_options with_defaults(const struct intake_options *options)
{
    struct intake_options full = *options;
    if (full.most_body == 0 || full.most_body > JOURNAL_MOST_BODY)
        full.most_body = JOURNAL_MOST_BODY;
    if (full.most_in_memory == 0)
        full.most_in_memory = UINT64_C(512) << 20;
    if (full.connections == 0)
        full.connections = 512;
    if (full.connections_per_address == 0)
        full.connections_per_address = 128;
    if (full.threads == 0)
        full.threads = 2;
    if (full.request_time == 0)
        full.request_time = 300 * MICROS_PER_SECOND;
    if (full.idle_time == 0)
        full.idle_time = 30 * MICROS_PER_SECOND;
    if (full.drop_interval == 0)
        full.drop_interval = MICROS_PER_SECOND;
    if (full.stop_time == 0)
        full.stop_time = 5 * MICROS_PER_SECOND;
    return full;
}

/* ---- listeners ---- */

static enum status open_socket(struct listener *listener, const char *text, uint16_t *port)
{
    struct socket_address address;
    enum status status = socket_parse(text, &address);
    if (status != STATUS_OK)
        return status;
    if (!listener->tls && !socket_is_loopback((const struct sockaddr *)&address.storage))
        return status_fail(STATUS_INPUT,
                           "Messages would cross the network in clear: %s is not on this machine. "
                           "Listen there with https, or with http on 127.0.0.1.",
                           text);
    status = socket_listen(&address, &listener->socket, port);
    return status == STATUS_OK
               ? STATUS_OK
               : status_fail(status,
                             "Cannot listen on %s: another program may be there, or the "
                             "address is not this machine's. Set intake.https and "
                             "intake.http in portolan.yaml.",
                             text);
}

static enum status start_daemon(struct listener *listener)
{
    const struct intake_options *options = &listener->intake->options;
    unsigned threads = options->threads;
    /* The sweep ends what is slow; the library's own clock only stands behind it. */
    unsigned backstop = (unsigned)(options->idle_time / MICROS_PER_SECOND) * 2 + 10;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)options->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)options->key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0,
         (void *)(uintptr_t) "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem pool[] = {{MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)threads, NULL},
                                    {MHD_OPTION_END, 0, NULL}};
    /* With poll, not epoll: there the library (0.9.75) misses the end of a connection that comes
     * together with its last bytes, and what the client had sent stays in memory. */
    listener->daemon = MHD_start_daemon(
        MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (listener->tls ? MHD_USE_TLS : 0),
        0, NULL, NULL, request_handle, listener, MHD_OPTION_LISTEN_SOCKET, listener->socket,
        MHD_OPTION_NOTIFY_COMPLETED, request_completed, listener, MHD_OPTION_NOTIFY_CONNECTION,
        request_connection, listener, MHD_OPTION_CONNECTION_LIMIT, options->connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->connections_per_address,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
        MHD_OPTION_CONNECTION_TIMEOUT, backstop, MHD_OPTION_ARRAY, threads > 1 ? pool : none,
        MHD_OPTION_ARRAY, listener->tls ? tls : none, MHD_OPTION_END);
    if (listener->daemon) {
        listener->socket = -1; /* is the daemon's now */
        return STATUS_OK;
    }
    return status_fail(STATUS_IO, "The listener for %s cannot be started%s.",
                       listener->tls ? "https" : "http",
                       listener->tls ? ": check the certificate and its key" : "");
}

static enum status start_listener(struct intake *intake, struct listener *listener,
                                  const char *address, bool tls, uint16_t *port)
{
    *listener = (struct listener){.intake = intake, .socket = -1, .tls = tls};
    if (!address)
        return STATUS_OK;
    if (tls && (!intake->options.certificate || !intake->options.key))
        return status_fail(STATUS_INPUT, "To listen with https a certificate and its key are "
                                         "needed.");
    enum status status = open_socket(listener, address, port);
    return status == STATUS_OK ? start_daemon(listener) : status;
}

/* No new connections; those there are go on. The socket is closed when no thread can look at it
 * any more. */
static void close_door(struct listener *listener)
{
    if (listener->daemon)
        listener->socket = MHD_quiesce_daemon(listener->daemon);
}

static void stop_listener(struct listener *listener)
{
    if (listener->daemon)
        MHD_stop_daemon(listener->daemon);
    if (listener->socket >= 0)
        close(listener->socket);
    listener->daemon = NULL;
    listener->socket = -1;
}

/* ---- running ---- */

static int sweep_interval(const struct intake_options *options)
{
    int64_t quarter = options->idle_time / 4000 + 1;
    return quarter < LONGEST_SWEEP_MILLISECONDS ? (int)quarter : LONGEST_SWEEP_MILLISECONDS;
}

static void run_until_stop(struct intake *intake)
{
    struct pollfd stop = {.fd = intake->options.stop, .events = POLLIN};
    while (poll(&stop, 1, sweep_interval(&intake->options)) <= 0 || !stop.revents)
        peers_sweep(&intake->peers, &intake->options);
}

/* Lets requests under way come to their end. */
static void let_finish(struct intake *intake, int64_t time)
{
    int64_t until = clock_monotonic() + time;
    while (peers_busy(&intake->peers) && clock_monotonic() < until) {
        poll(NULL, 0, STOP_STEP_MILLISECONDS);
        peers_sweep(&intake->peers, &intake->options);
    }
}

/* In this order: no request may be left waiting for a queue that is no more. */
static void stop(struct intake *intake, struct drop *drop)
{
    atomic_store(&intake->stopping, true);
    for (size_t i = 0; i < LISTENERS; i++)
        close_door(&intake->listeners[i]);
    let_finish(intake, intake->options.stop_time);
    drop_stop(drop);
    queue_stop(&intake->queue);
    let_finish(intake, MICROS_PER_SECOND);
}

static enum status start_listeners(struct intake *intake, uint16_t ports[LISTENERS])
{
    const struct intake_options *options = &intake->options;
    enum status status =
        start_listener(intake, &intake->listeners[0], options->https, true, &ports[0]);
    if (status == STATUS_OK)
        status = start_listener(intake, &intake->listeners[1], options->http, false, &ports[1]);
    return status;
}

enum status intake_run(const struct intake_options *options)
{
    struct intake intake = {.options = with_defaults(options)};
    struct drop *drop = NULL;
    uint16_t ports[LISTENERS] = {0};
    peers_start(&intake.peers);
    enum status status = queue_start(&intake.queue, &intake.options);
    if (status != STATUS_OK)
        return status;
    status = start_listeners(&intake, ports);
    if (status == STATUS_OK && options->drop)
        status = drop_start(&intake, &drop);
    if (status == STATUS_OK && options->ready)
        options->ready(options->ready_context, ports[0], ports[1]);
    if (status == STATUS_OK)
        run_until_stop(&intake);
    stop(&intake, drop);
    for (size_t i = 0; i < LISTENERS; i++)
        stop_listener(&intake.listeners[i]);
    queue_free(&intake.queue);
    peers_stop(&intake.peers);
    return status;
}
