#include "base/memory.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

void memory_gone(void)
{
    fputs("event=memory.exhausted\n", stderr);
    abort();
}

static void *checked(void *memory)
{
    if (!memory)
        memory_gone();
    return memory;
}

void *memory_alloc(size_t size)
{
    return checked(calloc(1, size ? size : 1));
}

void *memory_raw(size_t size)
{
    return checked(malloc(size ? size : 1));
}

void *memory_large(size_t size)
{
    const size_t page = (size_t)2 << 20;
    void *memory = NULL;
    if (size < page)
        return memory_raw(size);
    if (posix_memalign(&memory, page, size) != 0)
        memory_gone();
    (void)madvise(memory, size, MADV_HUGEPAGE); /* where that is refused it is memory as any */
    return memory;
}

void *memory_resize(void *memory, size_t size)
{
    return checked(realloc(memory, size ? size : 1));
}

char *memory_text(const char *text)
{
    return checked(strdup(text));
}
