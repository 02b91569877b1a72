#include "base/memory.h"
#include "http/internal.h"

static struct exchange *take(struct work *work)
{
    pthread_mutex_lock(&work->lock);
    while (!work->first && !work->ending)
        pthread_cond_wait(&work->more, &work->lock);
    struct exchange *exchange = work->first;
    if (exchange) {
        work->first = exchange->next;
        if (!work->first)
            work->last = &work->first;
    }
    pthread_mutex_unlock(&work->lock);
    return exchange;
}

static void *work_on(void *context)
{
    struct worker *worker = context;
    struct http *http = worker->http;
    struct exchange *exchange;
    while ((exchange = take(&http->work)) != NULL) {
        http->options.handle(http->options.context, worker->number, &exchange->seen,
                             &exchange->answer);
        exchange->done = true;
        MHD_resume_connection(exchange->connection);
    }
    return NULL;
}

enum status work_start(struct http *http)
{
    struct work *work = &http->work;
    pthread_mutex_init(&work->lock, NULL);
    pthread_cond_init(&work->more, NULL);
    work->last = &work->first;
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
    pthread_mutex_lock(&work->lock);
    bool open = !work->ending;
    if (open) {
        *work->last = exchange;
        work->last = &exchange->next;
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
