#include "pipeline/second.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/memory.h"
#include "sys/thread.h"

enum { WAITING = 4 };

/* Somebody, and what was found: a digest, for a hit holds personal data. */
struct waiting {
    struct watch *watch; /* held */
    char *content;       /* owned */
    size_t size;
    int64_t seq;
    uint64_t found;
};

struct second {
    uint32_t of;
    struct beside *beside;
    bool started;
    pthread_t thread;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t called, settled;
    struct waiting waiting[WAITING];
    size_t first, count; /* in a circle; the one in hand is the first until it is done */
    struct second_tally tally;
};

/* Everything that a hit says, in order. */
static uint64_t digest(const struct watch_hit *hits, size_t count)
{
    uint64_t digest = hash_mix(0, count);
    for (size_t i = 0; i < count; i++) {
        digest = hash_mix(digest, hash_mix((uint64_t)hits[i].list, hash_bytes(hits[i].entry)));
        digest = hash_mix(digest, hash_bytes(hits[i].explanation));
    }
    return digest;
}

static bool is_the_same(const struct waiting *one, struct beside *beside)
{
    struct arena arena = {0};
    struct image content;
    struct watch_person person;
    struct watch_hit *hits;
    bool same = true;
    if (image_open((struct span){one->content, one->size}, &content) == STATUS_OK) {
        watch_person_from_image(&content, 0, &arena, &person);
        size_t count =
            watch_screen_slowly(one->watch, &person, beside_go_on, beside, &arena, &hits);
        same = beside->ending || digest(hits, count) == one->found;
        if (!same)
            log_write(
                LOG_ERROR, EVENT_SCREEN_DIFFERS,
                "seq=%lld hits=%zu text=\"Every name of the lists was compared with a traveller of "
                "this message, and something else was found than before.\"",
                (long long)one->seq, count);
    }
    arena_free(&arena);
    return same;
}

static void *run(void *context)
{
    struct second *second = context;
    thread_go_last();
    pthread_mutex_lock(&second->lock);
    for (;;) {
        while (!second->count && !second->beside->ending)
            pthread_cond_wait(&second->called, &second->lock);
        if (second->beside->ending)
            break;
        struct waiting one = second->waiting[second->first];
        pthread_mutex_unlock(&second->lock);
        bool same = is_the_same(&one, second->beside);
        watch_release(one.watch);
        free(one.content);
        pthread_mutex_lock(&second->lock);
        second->first = (second->first + 1) % WAITING;
        second->count--;
        second->tally.looked++;
        second->tally.different += !same;
        pthread_cond_broadcast(&second->settled);
    }
    pthread_mutex_unlock(&second->lock);
    return NULL;
}

struct second *second_start(uint32_t of, struct beside *beside)
{
    struct second *second = memory_alloc(sizeof *second);
    second->of = of;
    second->beside = beside;
    pthread_mutex_init(&second->lock, NULL);
    pthread_cond_init(&second->called, NULL);
    pthread_cond_init(&second->settled, NULL);
    second->started = of && thread_start(&second->thread, run, second);
    return second;
}

void second_end(struct second *second)
{
    if (!second)
        return;
    pthread_mutex_lock(&second->lock);
    second->beside->ending = true;
    pthread_cond_signal(&second->called);
    pthread_mutex_unlock(&second->lock);
    if (second->started)
        pthread_join(second->thread, NULL);
    for (size_t i = 0; i < second->count; i++) {
        struct waiting *one = &second->waiting[(second->first + i) % WAITING];
        watch_release(one->watch);
        free(one->content);
    }
    pthread_mutex_destroy(&second->lock);
    pthread_cond_destroy(&second->called);
    pthread_cond_destroy(&second->settled);
    free(second);
}

void second_offer(struct second *second, struct watch *watch, const struct image *content,
                  int64_t seq, int64_t root, const struct watch_hit *hits, size_t count)
{
    struct span bytes = {(const char *)content->header, content->header->size};
    if (!second->started || hash_mix((uint64_t)seq, (uint64_t)root) % second->of)
        return;
    if (pthread_mutex_trylock(&second->lock) != 0)
        return; /* who goes last holds it, and may do so for long */
    if (second->count < WAITING) {
        struct waiting *one = &second->waiting[(second->first + second->count++) % WAITING];
        *one = (struct waiting){.watch = watch_hold(watch),
                                .content = memory_raw(bytes.size),
                                .size = bytes.size,
                                .seq = seq,
                                .found = digest(hits, count)};
        memcpy(one->content, bytes.at, bytes.size);
        pthread_cond_signal(&second->called);
    }
    pthread_mutex_unlock(&second->lock);
}

struct second_tally second_settle(struct second *second)
{
    pthread_mutex_lock(&second->lock);
    while (second->count)
        pthread_cond_wait(&second->settled, &second->lock);
    struct second_tally tally = second->tally;
    pthread_mutex_unlock(&second->lock);
    return tally;
}
