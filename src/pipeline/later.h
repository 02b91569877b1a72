/* Persons who would have cost more than one may (WATCH_LOOKS) wait until all names of the lists are compared with them,
 * one after the other, beside all other work. Who waits is kept in the store, so that a restart forgets nobody. */
#ifndef PIPELINE_LATER_H
#define PIPELINE_LATER_H

#include "pipeline/beside.h"
#include "pipeline/internal.h"

struct later;
struct later *later_start(struct beside *beside); /* borrows it; returns owned */
void later_end(struct later *later); /* ends `beside`, and leaves the one in hand; NULL is fine */

/* Within a batch: the person of the card `root` waits from now on; an earlier look at it does not count. */
enum status later_put(struct engine *engine, int64_t root);
/* What is known of the person changed: what is being looked at is not all any more. */
void later_touch(struct later *later, int64_t root);
/* Within a batch: the card is merged into another, which waits in its place. */
enum status later_move(struct engine *engine, int64_t younger, int64_t older);
/* Between batches: what was found of the one in hand, if it is done, is raised as of message `seq`; and the next one is
 * taken in hand. */
enum status later_follow(struct engine *engine, int64_t seq);
bool later_waits(const struct later *later, int64_t root);
/* Whether nobody waits: what follows from all that was applied stands. */
bool later_is_idle(const struct later *later);

#endif
