/* A second look at one traveller in so many, beside all other work: every name of the lists is compared with theirs,
 * one after the other. What the index lost would be found so. A difference is an alarm in the log; what was found
 * stays as it is. */
#ifndef PIPELINE_SECOND_H
#define PIPELINE_SECOND_H

#include "model/image.h"
#include "pipeline/beside.h"
#include "watch/watch.h"

struct second;
/* `of`: one traveller in so many; 0: none. Borrows `beside`. Returns owned; where no thread can be had nobody is looked
 * at. */
struct second *second_start(uint32_t of, struct beside *beside);
void second_end(
    struct second *second); /* ends `beside`, and leaves the one in hand; NULL is fine */

/* What was found of the TRAVELLER `root` at node 0 of `content`, which came with message `seq`; copies what it keeps. Takes it
 * when it is its turn, and leaves it when too many wait already or the other thread is about to take one. Not for who was not fully screened. */
void second_offer(struct second *second, struct watch *watch, const struct image *content,
                  int64_t seq, int64_t root, const struct watch_hit *hits, size_t count);
/* Waits until nobody waits. Returns how many were looked at since the start, and of how many something else was
 * found. */
struct second_tally {
    uint64_t looked, different;
} second_settle(struct second *second);

#endif
