/* Memory for one message or one request, freed as a whole. Not shared between threads.
 * Running out of memory ends the process: a role is restarted by its parent and the journal is
 * replayed, which is simpler and safer than a thousand paths that were never taken. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/span.h"

struct arena_block;
struct arena {
    struct arena_block *blocks; /* newest first */
};

/* `size` bytes, aligned for any type, zeroed. Valid until arena_reset or arena_free. */
void *arena_alloc(struct arena *arena, size_t size);

/* The same, not zeroed: for who writes all of it. */
void *arena_raw(struct arena *arena, size_t size);

#define arena_new(arena, type) ((type *)arena_alloc(arena, sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_alloc(arena, sizeof(type) * (count)))

/* Room for one more item of `size` bytes in an array of `count` that grows inside the arena: the
 * array, moved when `*room` items were full. Start with NULL and a room of 0. */
void *arena_more(struct arena *arena, void *items, size_t count, size_t *room, size_t size);

/* A copy of the bytes; `.at` also ends in a NUL that is not counted. */
struct span arena_copy(struct arena *arena, struct span bytes);

/* printf into the arena; a C string. */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Forgets everything but keeps one block for the next use. */
void arena_reset(struct arena *arena);

void arena_free(struct arena *arena);

#endif
