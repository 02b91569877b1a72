#include "base/memory.h"

#include <stdio.h>
#include <string.h>

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

void *memory_resize(void *memory, size_t size)
{
    return checked(realloc(memory, size ? size : 1));
}

char *memory_text(const char *text)
{
    return checked(strdup(text));
}
