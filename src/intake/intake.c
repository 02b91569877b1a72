#include "intake/intake.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "intake/internal.h"

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

static enum status start_door(struct intake *intake, struct door *door, const char *address,
                              bool tls, uint16_t *port)
{
    const struct intake_options *options = &intake->options;
    *door = (struct door){.intake = intake, .listener.socket = -1, .tls = tls};
    if (!address)
        return STATUS_OK;
    struct listener_options listener = {
        .address = address,
        .tls = tls,
        .certificate = options->certificate,
        .key = options->key,
        .settings = "intake.https and intake.http",
        .clear = "Messages",
        .connections = options->connections,
        .connections_per_address = options->connections_per_address,
        .threads = options->threads,
        .connection_memory = CONNECTION_MEMORY,
        /* The sweep ends what is slow; the library's own clock only stands behind it. */
        .backstop = (unsigned)(options->idle_time / MICROS_PER_SECOND) * 2 + 10,
        .handle = request_handle,
        .completed = request_completed,
        .connection = request_connection,
        .context = door,
    };
    return listener_start(&door->listener, &listener, port);
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
        peers_sweep(&intake->peers, &intake->limits);
}

/* Lets requests under way come to their end. */
static void let_finish(struct intake *intake, int64_t time)
{
    int64_t until = clock_monotonic() + time;
    while (peers_busy(&intake->peers) && clock_monotonic() < until) {
        poll(NULL, 0, STOP_STEP_MILLISECONDS);
        peers_sweep(&intake->peers, &intake->limits);
    }
}

/* In this order: no request may be left waiting for a queue that is no more. */
static void stop(struct intake *intake, struct drop *drop)
{
    atomic_store(&intake->stopping, true);
    for (size_t i = 0; i < LISTENERS; i++)
        listener_close_door(&intake->doors[i].listener);
    let_finish(intake, intake->options.stop_time);
    drop_stop(drop);
    queue_stop(&intake->queue);
    let_finish(intake, MICROS_PER_SECOND);
}

static enum status start_listeners(struct intake *intake, uint16_t ports[LISTENERS])
{
    const struct intake_options *options = &intake->options;
    enum status status = start_door(intake, &intake->doors[0], options->https, true, &ports[0]);
    if (status == STATUS_OK)
        status = start_door(intake, &intake->doors[1], options->http, false, &ports[1]);
    return status;
}

static void slow_text(struct buffer *out)
{
    answer_problem_text(out, PROBLEM_SLOW);
}

enum status intake_run(const struct intake_options *options)
{
    struct intake intake = {.options = with_defaults(options)};
    struct drop *drop = NULL;
    uint16_t ports[LISTENERS] = {0};
    intake.limits = (struct peer_limits){.idle_time = intake.options.idle_time,
                                         .request_time = intake.options.request_time,
                                         .answer_time = intake.options.idle_time,
                                         .connections = intake.options.connections,
                                         .slow_text = slow_text};
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
        listener_stop(&intake.doors[i].listener);
    queue_free(&intake.queue);
    peers_stop(&intake.peers);
    return status;
}
