#include "sys/crew.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/memory.h"
#include "sys/thread.h"

struct helper {
    struct crew *crew;
    pthread_t thread;
    unsigned number;
};

struct crew {
    pthread_mutex_t lock; /* of all but `next` */
    pthread_cond_t called, left;
    struct helper *helpers;
    unsigned count;
    bool ending;
    /* What is worked on: */
    void (*one)(void *context, unsigned worker, size_t item);
    void *context;
    size_t items; /* 0: nothing */
    atomic_size_t next;
    unsigned busy; /* helpers */
    unsigned long calls;
};

/* An item is taken by who comes first. */
static void work(struct crew *crew, unsigned worker)
{
    for (size_t item; (item = atomic_fetch_add(&crew->next, 1)) < crew->items;)
        crew->one(crew->context, worker, item);
}

/* Who wakes up when all has been done goes on waiting. */
static void *help(void *context)
{
    struct helper *helper = context;
    struct crew *crew = helper->crew;
    unsigned long heard = 0;
    pthread_mutex_lock(&crew->lock);
    for (;;) {
        while (!crew->ending && (!crew->items || crew->calls == heard))
            pthread_cond_wait(&crew->called, &crew->lock);
        if (crew->ending)
            break;
        heard = crew->calls;
        crew->busy++;
        pthread_mutex_unlock(&crew->lock);
        work(crew, helper->number);
        pthread_mutex_lock(&crew->lock);
        if (--crew->busy == 0)
            pthread_cond_signal(&crew->left);
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

static void start_helpers(struct crew *crew, unsigned count)
{
    for (; crew->count < count; crew->count++) {
        struct helper *helper = &crew->helpers[crew->count];
        *helper = (struct helper){.crew = crew, .number = crew->count + 1};
        if (!thread_start(&helper->thread, help, helper))
            break;
    }
}

struct crew *crew_start(unsigned most)
{
    struct crew *crew = memory_alloc(sizeof *crew);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned workers =
        processors > 0 && (unsigned long)processors < most ? (unsigned)processors : most;
    crew->helpers = memory_alloc((workers + 1) * sizeof *crew->helpers);
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->called, NULL);
    pthread_cond_init(&crew->left, NULL);
    atomic_init(&crew->next, 0);
    start_helpers(crew, workers ? workers - 1 : 0);
    return crew;
}

void crew_end(struct crew *crew)
{
    if (!crew)
        return;
    pthread_mutex_lock(&crew->lock);
    crew->ending = true;
    pthread_cond_broadcast(&crew->called);
    pthread_mutex_unlock(&crew->lock);
    for (unsigned i = 0; i < crew->count; i++)
        pthread_join(crew->helpers[i].thread, NULL);
    pthread_mutex_destroy(&crew->lock);
    pthread_cond_destroy(&crew->called);
    pthread_cond_destroy(&crew->left);
    free(crew->helpers);
    free(crew);
}

unsigned crew_size(const struct crew *crew)
{
    return crew->count + 1;
}

void crew_work(struct crew *crew, size_t count,
               void (*one)(void *context, unsigned worker, size_t item), void *context)
{
    pthread_mutex_lock(&crew->lock);
    crew->one = one;
    crew->context = context;
    crew->items = count;
    crew->calls++;
    atomic_store(&crew->next, 0);
    if (count > 1)
        pthread_cond_broadcast(&crew->called);
    pthread_mutex_unlock(&crew->lock);
    work(crew, 0);
    pthread_mutex_lock(&crew->lock);
    while (crew->busy)
        pthread_cond_wait(&crew->left, &crew->lock);
    crew->items = 0; /* who wakes up now comes too late */
    pthread_mutex_unlock(&crew->lock);
}
