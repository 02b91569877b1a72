/* Short and pet forms: groups of names of which any two may be one person's. */
#include <pthread.h>
#include <string.h>

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

/* First rows by the hash of the name; made once, then only read. */
enum { SLOTS = 2048 };
static pthread_once_t made = PTHREAD_ONCE_INIT;
static uint16_t slots[SLOTS]; /* row + 1; open addressing */
_Static_assert(COUNT < SLOTS / 2, "there is room for all names");

static void make(void)
{
    for (size_t i = 0; i < COUNT; i++) {
        if (i && strcmp(nicknames[i].name, nicknames[i - 1].name) == 0)
            continue;
        size_t at = hash_bytes(span_of(nicknames[i].name)) % SLOTS;
        while (slots[at])
            at = (at + 1) % SLOTS;
        slots[at] = (uint16_t)(i + 1);
    }
}

/* The first row of the name; COUNT: there is none. */
static size_t first_of(struct span name)
{
    pthread_once(&made, make);
    for (size_t at = hash_bytes(name) % SLOTS; slots[at]; at = (at + 1) % SLOTS)
        if (span_is(name, nicknames[slots[at] - 1].name))
            return slots[at] - 1u;
    return COUNT;
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
