/* What waits to be stored, and the one thread that stores it: all that waits at a moment, in one
 * commit. Submissions come from any thread. */
#ifndef INTAKE_QUEUE_H
#define INTAKE_QUEUE_H

#include <pthread.h>
#include <stdbool.h>

#include "intake/intake.h"

struct submission {
    struct journal_item item; /* in and out, as journal_append */
    enum status status;       /* out: STATUS_OK when it is durable */
    /* Called in the writing thread when `status` is set; the submission is then the caller's
     * again. */
    void (*done)(struct submission *submission);
    struct submission *next;
};

struct queue {
    const struct intake_options *options;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct submission *first, **last;
    bool ending, failing; /* failing: the last commit failed, and was logged */
};

enum status queue_start(struct queue *queue, const struct intake_options *options);

/* Borrows the submission until `done`. False after queue_stop: then it is not taken. */
bool queue_submit(struct queue *queue, struct submission *submission);

/* Stores all that waits, then ends the thread. */
void queue_stop(struct queue *queue);

/* After queue_stop, when no thread can submit any more. */
void queue_free(struct queue *queue);

/* Whether the free space is under the reserve; then nothing should be taken. */
bool queue_disk_low(const struct intake_options *options);

#endif
