/* malloc that ends the process when there is none left (see base/arena.h for why). */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>
#include <stdlib.h>

/* Ends the process, as all here do when there is no memory. */
_Noreturn void memory_gone(void);

void *memory_alloc(size_t size);                /* zeroed; returns owned, free() it */
void *memory_raw(size_t size);                  /* the same, not zeroed */
void *memory_resize(void *memory, size_t size); /* takes `memory`, returns owned */
char *memory_text(const char *text);            /* a copy of a C string, owned */

#endif
