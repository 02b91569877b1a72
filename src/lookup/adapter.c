/* The table of adapters. A service with words of its own gets a file beside adapter_portolan.c and a row here. */
#include "lookup/internal.h"

static const struct lookup_adapter *const adapters[] = {&lookup_adapter_portolan};

const struct lookup_adapter *lookup_adapter_find(struct span name)
{
    for (size_t i = 0; i < sizeof adapters / sizeof adapters[0]; i++)
        if (span_is(name, adapters[i]->name))
            return adapters[i];
    return NULL;
}

struct span lookup_member(const json_t *object, const char *name, struct arena *arena)
{
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) ? arena_copy(arena, (struct span){json_string_value(value),
                                                                   json_string_length(value)})
                                 : (struct span){"", 0};
}
