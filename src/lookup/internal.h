/* Private to lookup/: the adapters by name, and JSON that others wrote. */
#ifndef LOOKUP_INTERNAL_H
#define LOOKUP_INTERNAL_H

#include <jansson.h>

#include "lookup/lookup.h"

extern const struct lookup_adapter lookup_adapter_portolan;

/* A member's text, in the arena; empty when it is none. */
struct span lookup_member(const json_t *object, const char *name, struct arena *arena);

#endif
