#include "intake/queue.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "sys/files.h"

enum { MOST_ITEMS = 50, MOST_BYTES = 64 * 1024 * 1024, IDLE_SECONDS = 10 };

bool queue_disk_low(const struct intake_options *options)
{
    uint64_t free_bytes, total;
    if (file_space(options->folder, &free_bytes, &total) != STATUS_OK)
        return false; /* the write will tell what is wrong */
    uint64_t least = UINT64_C(256) << 20, share = total / 100;
    uint64_t reserve = options->reserve ? options->reserve : share > least ? share : least;
    return free_bytes < reserve;
}

/* Takes a batch off the queue: at least one, at most MOST_ITEMS and about MOST_BYTES. */
static size_t take(struct queue *queue, struct submission *batch[MOST_ITEMS])
{
    size_t count = 0, bytes = 0;
    while (queue->first && count < MOST_ITEMS && bytes < MOST_BYTES) {
        batch[count] = queue->first;
        bytes += batch[count++]->item.body.size;
        queue->first = queue->first->next;
    }
    if (!queue->first)
        queue->last = &queue->first;
    return count;
}

/* Waits for something to do; 0 when the queue is at its end. */
static size_t next_batch(struct queue *queue, struct submission *batch[MOST_ITEMS])
{
    pthread_mutex_lock(&queue->lock);
    while (!queue->first && !queue->ending) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += IDLE_SECONDS;
        if (pthread_cond_timedwait(&queue->more, &queue->lock, &until) == ETIMEDOUT)
            journal_idle(queue->options->journal, queue->options->now());
    }
    size_t count = take(queue, batch);
    pthread_mutex_unlock(&queue->lock);
    return count;
}

static void ring(int doorbell)
{
    uint64_t one = 1;
    if (doorbell >= 0 && write(doorbell, &one, sizeof one) < 0)
        errno = 0; /* full: it rings already */
}

/* A failure is logged when it begins, not for every batch of an hour. */
static void note(struct queue *queue, enum status status, size_t stored, size_t count)
{
    if (status != STATUS_OK && !queue->failing)
        log_write(status == STATUS_FULL ? LOG_WARN : LOG_ERROR,
                  status == STATUS_FULL ? EVENT_DISK_LOW : EVENT_ENVIRONMENT,
                  "status=%s refused=%zu text=\"%s\"", status_word(status), count - stored,
                  status_sentence());
    queue->failing = status != STATUS_OK;
    if (stored)
        log_write(LOG_DEBUG, EVENT_MESSAGES_STORED, "count=%zu latest=%lld", stored,
                  (long long)journal_sequence(queue->options->journal));
}

static enum status append(struct queue *queue, struct journal_item *items, size_t count)
{
    if (queue_disk_low(queue->options))
        return status_fail(STATUS_FULL,
                           "The disk that holds %s is nearly full: no more messages "
                           "are taken until there is room.",
                           queue->options->folder);
    return journal_append(queue->options->journal, items, count);
}

static void store(struct queue *queue, struct submission *batch[MOST_ITEMS], size_t count)
{
    struct journal_item items[MOST_ITEMS];
    size_t stored = 0;
    for (size_t i = 0; i < count; i++) {
        items[i] = batch[i]->item;
        items[i].sequence = 0;
    }
    enum status status = append(queue, items, count);
    for (size_t i = 0; i < count; i++)
        stored += items[i].sequence != 0;
    note(queue, status, stored, count);
    if (stored)
        ring(queue->options->doorbell);
    for (size_t i = 0; i < count; i++) {
        batch[i]->item = items[i];
        batch[i]->status = items[i].sequence ? STATUS_OK : status;
        batch[i]->done(batch[i]);
    }
}

static void *run(void *context)
{
    struct queue *queue = context;
    struct submission *batch[MOST_ITEMS];
    size_t count;
    while ((count = next_batch(queue, batch)) > 0)
        store(queue, batch, count);
    return NULL;
}

enum status queue_start(struct queue *queue, const struct intake_options *options)
{
    pthread_condattr_t monotonic;
    *queue = (struct queue){.options = options};
    queue->last = &queue->first;
    pthread_mutex_init(&queue->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&queue->more, &monotonic);
    pthread_condattr_destroy(&monotonic);
    errno = pthread_create(&queue->thread, NULL, run, queue);
    return errno ? status_errno("start", "the thread that writes") : STATUS_OK;
}

bool queue_submit(struct queue *queue, struct submission *submission)
{
    submission->next = NULL;
    pthread_mutex_lock(&queue->lock);
    bool taken = !queue->ending;
    if (taken) {
        *queue->last = submission;
        queue->last = &submission->next;
        pthread_cond_signal(&queue->more);
    }
    pthread_mutex_unlock(&queue->lock);
    return taken;
}

void queue_stop(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->ending = true;
    pthread_cond_signal(&queue->more);
    pthread_mutex_unlock(&queue->lock);
    pthread_join(queue->thread, NULL);
}

void queue_free(struct queue *queue)
{
    pthread_cond_destroy(&queue->more);
    pthread_mutex_destroy(&queue->lock);
}
