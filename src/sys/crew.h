/* Threads that work on many items of one kind at once, beside who calls. Which of them works on which
 * item is left to chance: what is done with an item depends on that item alone. */
#ifndef SYS_CREW_H
#define SYS_CREW_H

#include <stddef.h>

struct crew;
/* As many workers as there are processors, the caller among them, and `most` at the most. Where a
 * thread cannot be started there are fewer. Returns owned. */
struct crew *crew_start(unsigned most);
void crew_end(struct crew *crew); /* NULL is fine */

/* The workers are numbered 0 (the caller) .. crew_size() - 1. */
unsigned crew_size(const struct crew *crew);

/* Calls one(context, worker, item) for each item 0 .. count - 1, and returns when all is done. */
void crew_work(struct crew *crew, size_t count,
               void (*one)(void *context, unsigned worker, size_t item), void *context);

#endif
