#include <pthread.h>

#include "base/hash.h"
#include "names/internal.h"

struct rarity {
    const char *name;
    unsigned thousandths;
};
static const struct rarity rarities[] = {
#define RARITY(name, thousandths) {name, thousandths},
#include "names/rarity.def"
#undef RARITY
};

/* Rows by the hash of the name; made once, then only read. */
enum { COUNT = sizeof rarities / sizeof *rarities, SLOTS = 1 << 13 };
_Static_assert(COUNT < SLOTS / 2, "there is room for all names");
static pthread_once_t made = PTHREAD_ONCE_INIT;
static uint16_t slots[SLOTS]; /* row + 1; open addressing */

static void make(void)
{
    for (size_t i = 0; i < COUNT; i++) {
        size_t at = hash_bytes(span_of(rarities[i].name)) % SLOTS;
        while (slots[at])
            at = (at + 1) % SLOTS;
        slots[at] = (uint16_t)(i + 1);
    }
}

unsigned names_rarity(struct span folded)
{
    pthread_once(&made, make);
    for (size_t at = hash_bytes(folded) % SLOTS; slots[at]; at = (at + 1) % SLOTS)
        if (span_is(folded, rarities[slots[at] - 1].name))
            return rarities[slots[at] - 1].thousandths;
    return 1000;
}
