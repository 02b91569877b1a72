#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"

/* Blocks double, so that a large message needs few; the last and largest is kept for the next. */
enum { FIRST_BLOCK = 64 * 1024, LARGEST_BLOCK = 16 * 1024 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t size, used;
    _Alignas(max_align_t) char bytes[];
};

static struct arena_block *add_block(struct arena *arena, size_t size)
{
    size_t room = arena->blocks ? arena->blocks->size * 2 : FIRST_BLOCK;
    if (room > LARGEST_BLOCK)
        room = LARGEST_BLOCK;
    if (room < size)
        room = size;
    struct arena_block *block = memory_raw(sizeof *block + room);
    block->size = room;
    block->used = 0;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *arena_raw(struct arena *arena, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    struct arena_block *block = arena->blocks;
    if (!block || block->size - block->used < size)
        block = add_block(arena, size);
    void *result = block->bytes + block->used;
    block->used += size;
    return result;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(arena_raw(arena, size), 0, size);
}

void *arena_more(struct arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    *room = *room ? *room * 2 : 16;
    void *grown = arena_alloc(arena, *room * size);
    if (count)
        memcpy(grown, items, count * size);
    return grown;
}

struct span arena_copy(struct arena *arena, struct span bytes)
{
    char *copy = arena_raw(arena, bytes.size + 1);
    if (bytes.size)
        memcpy(copy, bytes.at, bytes.size);
    copy[bytes.size] = '\0';
    return (struct span){copy, bytes.size};
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = arena_alloc(arena, (size_t)size + 1);
    vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}

void arena_reset(struct arena *arena)
{
    struct arena_block *keep = arena->blocks;
    if (!keep)
        return;
    arena->blocks = keep->next;
    arena_free(arena);
    if (keep->size > LARGEST_BLOCK) {
        free(keep);
        return;
    }
    keep->next = NULL;
    keep->used = 0;
    arena->blocks = keep;
}

void arena_free(struct arena *arena)
{
    while (arena->blocks) {
        struct arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
}
