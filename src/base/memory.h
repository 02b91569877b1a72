/* malloc that ends the process when there is none left (see base/arena.h for why). */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>
#include <stdlib.h>

/* Ends the process, as all here do when there is no memory. */
_Noreturn void memory_gone(void);

void *memory_alloc(size_t size);                /* zeroed; returns owned, free() it */
void *memory_raw(size_t size);                  /* the same, not zeroed */
/* The same for what is large and read here and there: in large pages where the machine has them, which spares
 * looking for where each small one is. */
void *memory_large(size_t size);
void *memory_resize(void *memory, size_t size); /* takes `memory`, returns owned */
char *memory_text(const char *text);            /* a copy of a C string, owned */

#endif
