#include "pipeline/answers.h"

#include <pthread.h>
#include <sys/socket.h>
#include <time.h>

#include "base/memory.h"
#include "model/image.h"
#include "sys/channel.h"
#include "sys/thread.h"

enum { FRAME_LIMIT = 1024 * 1024 * 1024 }; /* an image is larger than its body of at most 64 MiB */

struct answer {
    struct buffer image, dialect;
    enum status status;
};
struct answers {
    int socket;
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t came, taken;
    struct answer waiting[ANSWERS_MOST]; /* from `first` on, around the end */
    size_t first, count;
    bool ending;
};

/* ---- the thread ---- */

static enum status receive(int socket, struct answer *out)
{
    struct image image;
    enum status status = channel_receive(socket, &out->image, FRAME_LIMIT, NULL, -1);
    if (status == STATUS_OK && image_open(buffer_span(&out->image), &image) != STATUS_OK)
        status = STATUS_INPUT;
    if (status == STATUS_OK)
        status = channel_receive(socket, &out->dialect, FRAME_LIMIT, NULL, -1);
    return status;
}

static void forget(struct answer *answer)
{
    buffer_free(&answer->image);
    buffer_free(&answer->dialect);
}

/* False when nobody will take it. */
static bool put(struct answers *answers, struct answer *answer)
{
    pthread_mutex_lock(&answers->lock);
    while (answers->count == ANSWERS_MOST && !answers->ending)
        pthread_cond_wait(&answers->taken, &answers->lock);
    bool wanted = !answers->ending;
    if (wanted) {
        answers->waiting[(answers->first + answers->count++) % ANSWERS_MOST] = *answer;
        pthread_cond_signal(&answers->came);
    }
    pthread_mutex_unlock(&answers->lock);
    return wanted;
}

static void *run(void *context)
{
    struct answers *answers = context;
    for (bool more = true; more;) {
        struct answer answer = {.status = STATUS_OK};
        answer.status = receive(answers->socket, &answer);
        more = answer.status == STATUS_OK;
        if (!put(answers, &answer)) {
            forget(&answer);
            break;
        }
    }
    return NULL;
}

/* ---- the other side ---- */

struct answers *answers_start(int socket)
{
    struct answers *answers = memory_alloc(sizeof *answers);
    pthread_condattr_t monotonic;
    answers->socket = socket;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&answers->lock, NULL);
    pthread_cond_init(&answers->came, &monotonic);
    pthread_cond_init(&answers->taken, NULL);
    pthread_condattr_destroy(&monotonic);
    if (thread_start(&answers->thread, run, answers))
        return answers;
    pthread_mutex_destroy(&answers->lock);
    pthread_cond_destroy(&answers->came);
    pthread_cond_destroy(&answers->taken);
    free(answers);
    return NULL;
}

void answers_end(struct answers *answers)
{
    if (!answers)
        return;
    shutdown(answers->socket, SHUT_RDWR);
    pthread_mutex_lock(&answers->lock);
    answers->ending = true;
    pthread_cond_signal(&answers->taken);
    pthread_mutex_unlock(&answers->lock);
    pthread_join(answers->thread, NULL);
    for (size_t i = 0; i < answers->count; i++)
        forget(&answers->waiting[(answers->first + i) % ANSWERS_MOST]);
    pthread_mutex_destroy(&answers->lock);
    pthread_cond_destroy(&answers->came);
    pthread_cond_destroy(&answers->taken);
    free(answers);
}

static struct timespec deadline_in(int milliseconds)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += milliseconds / 1000;
    at.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

/* The first that waits, taken off; false when none has come in time. */
static bool take(struct answers *answers, int milliseconds, struct answer *out)
{
    struct timespec deadline = deadline_in(milliseconds);
    int waited = 0;
    pthread_mutex_lock(&answers->lock);
    while (!answers->count && waited == 0)
        waited = pthread_cond_timedwait(&answers->came, &answers->lock, &deadline);
    bool there = answers->count > 0;
    if (there) {
        *out = answers->waiting[answers->first];
        answers->first = (answers->first + 1) % ANSWERS_MOST;
        answers->count--;
        pthread_cond_signal(&answers->taken);
    }
    pthread_mutex_unlock(&answers->lock);
    return there;
}

/* The caller's buffer takes the bytes over. */
static void hand_over(struct buffer *to, struct buffer *from)
{
    buffer_free(to);
    *to = *from;
    *from = (struct buffer){0};
}

enum status answers_take(struct answers *answers, struct buffer *image, struct buffer *dialect,
                         int milliseconds)
{
    struct answer answer;
    if (!take(answers, milliseconds, &answer))
        return status_fail(STATUS_TIMEOUT, "Waited too long for the decoder.");
    enum status status = answer.status;
    hand_over(image, &answer.image);
    if (dialect)
        hand_over(dialect, &answer.dialect);
    forget(&answer);
    if (status == STATUS_INPUT)
        return status_fail(STATUS_INPUT, "The decoder's answer is no image.");
    return status == STATUS_OK ? STATUS_OK : status_fail(status, "The decoder has gone.");
}
