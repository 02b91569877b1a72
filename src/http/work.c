#include "base/memory.h"
#include "http/internal.h"

/* The first of a lane that may have another worker; lane 0 last, for nothing bounds it. With the
 * lock. */
static struct exchange *next_of(struct work *work)
{
    for (unsigned i = HTTP_LANES; i-- > 0;) {
        struct lane *lane = &work->lanes[i];
        struct exchange *exchange = lane->first;
        if (!exchange || lane->busy == lane->most)
            continue;
        lane->first = exchange->next;
        if (!lane->first)
            lane->last = &lane->first;
        lane->busy++;
        return exchange;
    }
    return NULL;
}

static bool is_empty(const struct work *work)
{
    for (unsigned i = 0; i < HTTP_LANES; i++)
        if (work->lanes[i].first)
            return false;
    return true;
}

/* NULL: it is over. */
static struct exchange *take(struct work *work)
{
    struct exchange *exchange;
    pthread_mutex_lock(&work->lock);
    while (!(exchange = next_of(work)) && !(work->ending && is_empty(work)))
        pthread_cond_wait(&work->more, &work->lock);
    pthread_mutex_unlock(&work->lock);
    return exchange;
}

/* Whoever waited for this lane can go on. */
static void leave(struct work *work, unsigned lane)
{
    pthread_mutex_lock(&work->lock);
    work->lanes[lane].busy--;
    if (work->lanes[lane].first || work->ending)
        pthread_cond_broadcast(&work->more);
    pthread_mutex_unlock(&work->lock);
}

static void *work_on(void *context)
{
    struct worker *worker = context;
    struct http *http = worker->http;
    struct exchange *exchange;
    while ((exchange = take(&http->work)) != NULL) {
        unsigned lane = exchange->lane;
        http->options.handle(http->options.context, worker->number, &exchange->seen,
                             &exchange->answer);
        exchange->done = true;
        MHD_resume_connection(exchange->connection); /* from here on it is not ours */
        leave(&http->work, lane);
    }
    return NULL;
}

enum status work_start(struct http *http)
{
    struct work *work = &http->work;
    pthread_mutex_init(&work->lock, NULL);
    pthread_cond_init(&work->more, NULL);
    for (unsigned i = 0; i < HTTP_LANES; i++) {
        unsigned quarter = (http->options.workers + 3) / 4;
        work->lanes[i].last = &work->lanes[i].first;
        work->lanes[i].most = i == 0 ? http->options.workers : quarter;
    }
    http->workers = memory_alloc(http->options.workers * sizeof *http->workers);
    for (unsigned i = 0; i < http->options.workers; i++) {
        http->workers[i] = (struct worker){.http = http, .number = i};
        if (pthread_create(&http->workers[i].thread, NULL, work_on, &http->workers[i]) != 0)
            return status_fail(STATUS_MEMORY, "A thread of the officers' server cannot be "
                                              "started.");
        http->worker_count++;
    }
    return STATUS_OK;
}

bool work_submit(struct http *http, struct exchange *exchange)
{
    struct work *work = &http->work;
    exchange->next = NULL;
    if (http->options.lane)
        exchange->lane = http->options.lane(http->options.context, &exchange->seen);
    struct lane *lane = &work->lanes[exchange->lane];
    pthread_mutex_lock(&work->lock);
    bool open = !work->ending;
    if (open) {
        *lane->last = exchange;
        lane->last = &exchange->next;
        pthread_cond_signal(&work->more);
    }
    pthread_mutex_unlock(&work->lock);
    return open;
}

void work_stop(struct http *http)
{
    struct work *work = &http->work;
    pthread_mutex_lock(&work->lock);
    work->ending = true;
    pthread_cond_broadcast(&work->more);
    pthread_mutex_unlock(&work->lock);
    for (unsigned i = 0; i < http->worker_count; i++)
        pthread_join(http->workers[i].thread, NULL);
    free(http->workers);
    http->workers = NULL;
    http->worker_count = 0;
}
