/* Short and pet forms: groups of names of which any two may be one person's. */
#include <stdlib.h>

#include "base/hash.h"
#include "names/internal.h"

/* A name may be in several groups (ALEX). Ascending by name. */
struct nickname {
    const char *name;
    uint16_t group;
};
static const struct nickname nicknames[] = {
#define NICKNAME(name, group) {name, group},
#include "names/nicknames.def"
#undef NICKNAME
};
enum { COUNT = sizeof nicknames / sizeof nicknames[0] };

/* The first row of the name; COUNT: there is none. */
static size_t first_of(struct span name)
{
    size_t low = 0, high = COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (span_compare(span_of(nicknames[middle].name), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < COUNT && span_is(name, nicknames[low].name) ? low : COUNT;
}

void names_nickname_keys(struct span folded, void (*each)(void *context, uint64_t key),
                         void *context)
{
    for (size_t i = first_of(folded); i < COUNT && span_is(folded, nicknames[i].name); i++)
        each(context, hash_mix(UINT64_C(0x6E69636B), nicknames[i].group));
}

bool names_nicknames(struct span a, struct span b)
{
    for (size_t i = first_of(a); i < COUNT && span_is(a, nicknames[i].name); i++)
        for (size_t j = first_of(b); j < COUNT && span_is(b, nicknames[j].name); j++)
            if (nicknames[i].group == nicknames[j].group)
                return true;
    return false;
}
