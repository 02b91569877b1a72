/* What is due, soonest first: a heap. At the same second it goes by flight, kind, part, copy; closing a
 * flight comes last. */
#include <stdlib.h>

#include "base/memory.h"
#include "sending/internal.h"

static bool is_before(const struct sending_due *a, const struct sending_due *b)
{
    if (a->when != b->when)
        return a->when < b->when;
    if (a->flight != b->flight)
        return a->flight < b->flight;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    if (a->part != b->part)
        return a->part < b->part;
    return a->copy < b->copy;
}

void sending_push(struct sending_queue *queue, struct sending_due due)
{
    if (queue->count == queue->room) {
        queue->room = queue->room ? queue->room * 2 : 256;
        queue->at = memory_resize(queue->at, queue->room * sizeof *queue->at);
    }
    size_t at = queue->count++;
    for (; at && is_before(&due, &queue->at[(at - 1) / 2]); at = (at - 1) / 2)
        queue->at[at] = queue->at[(at - 1) / 2];
    queue->at[at] = due;
}

struct sending_due sending_pop(struct sending_queue *queue)
{
    struct sending_due first = queue->at[0], last = queue->at[--queue->count];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < queue->count; at = child) {
        if (child + 1 < queue->count && is_before(&queue->at[child + 1], &queue->at[child]))
            child++;
        if (!is_before(&queue->at[child], &last))
            break;
        queue->at[at] = queue->at[child];
    }
    queue->at[at] = last;
    return first;
}
