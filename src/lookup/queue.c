#include "base/memory.h"
#include "lookup/lookup.h"

/* The key is a keyed hash already: its first bytes choose the bucket. */
enum { BUCKETS = 1 << 14 };
#define NONE UINT32_MAX

struct item {
    struct lookup_waiting waiting;
    uint32_t next; /* of the same bucket, or of the free ones */
    bool used;
};
struct lookup_queue {
    struct item *items;
    uint32_t room, free;
    size_t count;
    uint32_t first[BUCKETS];
};

struct lookup_queue *lookup_queue_new(void)
{
    struct lookup_queue *queue = memory_alloc(sizeof *queue);
    memset(queue->first, 0xFF, sizeof queue->first);
    queue->free = NONE;
    return queue;
}

void lookup_queue_free(struct lookup_queue *queue)
{
    if (queue)
        free(queue->items);
    free(queue);
}

static uint32_t *bucket_of(struct lookup_queue *queue, const struct seal_digest *key)
{
    return &queue->first[(key->bytes[0] | key->bytes[1] << 8) % BUCKETS];
}

/* Where the number of the item stands; of one that is not there the end of its bucket. */
static uint32_t *place_of(struct lookup_queue *queue, const struct seal_digest *key)
{
    uint32_t *at = bucket_of(queue, key);
    while (*at != NONE && memcmp(&queue->items[*at].waiting.key, key, sizeof *key) != 0)
        at = &queue->items[*at].next;
    return at;
}

static void grow(struct lookup_queue *queue)
{
    uint32_t room = queue->room ? queue->room * 2 : 256;
    queue->items = memory_resize(queue->items, room * sizeof *queue->items);
    for (uint32_t i = room; i-- > queue->room;) {
        queue->items[i] = (struct item){.next = queue->free};
        queue->free = i;
    }
    queue->room = room;
}

bool lookup_queue_add(struct lookup_queue *queue, const struct lookup_waiting *waiting)
{
    uint32_t found = *place_of(queue, &waiting->key);
    if (found != NONE) {
        struct lookup_waiting *known = &queue->items[found].waiting;
        if (waiting->due < known->due) {
            known->due = waiting->due;
            known->flight = waiting->flight;
            known->traveller = waiting->traveller;
        }
        return true;
    }
    if (queue->count == LOOKUP_MOST_WAITING)
        return false;
    if (queue->free == NONE)
        grow(queue);
    uint32_t *first = bucket_of(queue, &waiting->key), number = queue->free;
    struct item *item = &queue->items[number];
    queue->free = item->next;
    *item = (struct item){*waiting, *first, true};
    *first = number;
    queue->count++;
    return true;
}

static bool is_before(const struct lookup_waiting *a, const struct lookup_waiting *b)
{
    if (a->tries != b->tries)
        return a->tries < b->tries;
    return a->due != b->due ? a->due < b->due : a->since < b->since;
}

struct lookup_waiting *lookup_queue_next(struct lookup_queue *queue, int64_t now)
{
    struct lookup_waiting *best = NULL;
    for (uint32_t i = 0; i < queue->room; i++) {
        struct lookup_waiting *one = &queue->items[i].waiting;
        if (!queue->items[i].used || one->held > now)
            continue;
        if (!best || is_before(one, best))
            best = one;
    }
    return best;
}

void lookup_queue_remove(struct lookup_queue *queue, const struct seal_digest *key)
{
    uint32_t *at = place_of(queue, key), number = *at;
    if (number == NONE)
        return;
    struct item *item = &queue->items[number];
    *at = item->next;
    *item = (struct item){.next = queue->free};
    queue->free = number;
    queue->count--;
}

size_t lookup_queue_count(const struct lookup_queue *queue)
{
    return queue->count;
}

int64_t lookup_queue_oldest(const struct lookup_queue *queue)
{
    int64_t oldest = 0;
    for (uint32_t i = 0; i < queue->room; i++) {
        const struct item *item = &queue->items[i];
        if (item->used && (!oldest || item->waiting.since < oldest))
            oldest = item->waiting.since;
    }
    return oldest;
}
