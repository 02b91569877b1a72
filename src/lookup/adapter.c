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
