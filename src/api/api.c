#include "api/internal.h"

#include <sodium.h>

#include "base/clock.h"
#include "base/memory.h"

#define REST_TIME (60 * MICROS_PER_SECOND)

void worker_open(struct api *api, struct api_worker *worker)
{
    const struct api_options *options = &api->options;
    worker->keyring = keyring_new(options->keys);
    worker->rested = clock_monotonic();
    struct view_options view = {.config = options->config,
                                .derived = options->derived,
                                .journal = options->journal,
                                .authored = options->authored,
                                .keyring = worker->keyring,
                                .decoder = options->decoder};
    worker->view = view_open(&view);
}

void worker_close(struct api_worker *worker)
{
    view_close(worker->view);
    keyring_free(worker->keyring);
    *worker = (struct api_worker){0};
}

void worker_rest(struct api_worker *worker)
{
    if (clock_monotonic() - worker->rested < REST_TIME)
        return;
    view_rest(worker->view);
    worker->rested = clock_monotonic();
}

struct view_sight api_sight(const struct api_call *call)
{
    return (struct view_sight){.mask = call->mask, .protect = call->mask.protect};
}

/* Those of the officers' listener, then those of the upload page's. */
static unsigned all_workers(const struct api_options *options)
{
    return options->workers + options->outside_workers;
}

enum status api_open(const struct api_options *options, struct api **out)
{
    struct api *api = memory_alloc(sizeof *api);
    api->options = *options;
    pthread_mutex_init(&api->changing, NULL);
    api->once = once_new();
    api->trials = trials_new();
    api->watchset = watchset_new();
    randombytes_buf(&api->cursor_key, sizeof api->cursor_key);
    api->workers = memory_alloc(all_workers(options) * sizeof *api->workers);
    for (unsigned i = 0; i < all_workers(options); i++)
        worker_open(api, &api->workers[i]);
    enum status status = uploads_open(options->authored, &api->uploads);
    if (status == STATUS_OK)
        status = events_start(api, &api->events);
    if (status == STATUS_OK)
        *out = api;
    else
        api_close(api);
    return status;
}

void api_close(struct api *api)
{
    if (!api)
        return;
    events_stop(api->events);
    for (unsigned i = 0; i < all_workers(&api->options); i++)
        worker_close(&api->workers[i]);
    free(api->workers);
    http_feed_free(api->feed);
    trials_free(api->trials);
    watchset_free(api->watchset);
    uploads_close(api->uploads);
    once_free(api->once);
    seal_wipe(&api->cursor_key, sizeof api->cursor_key);
    pthread_mutex_destroy(&api->changing);
    free(api);
}

void api_getHealth(struct api_call *call)
{
    char now[TIME_TEXT];
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_NONE}))
        return;
    api_answer(call, 200);
    json_begin(&call->json);
    json_put_text(&call->json, "status", "ok");
    json_put_text(&call->json, "version", PORTOLAN_VERSION);
    json_put_text(&call->json, "now", time_format(clock_now(), now));
    json_end(&call->json);
}
