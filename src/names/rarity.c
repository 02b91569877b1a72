#include <stdlib.h>

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

static int order(const void *key, const void *row)
{
    return span_compare(*(const struct span *)key, span_of(((const struct rarity *)row)->name));
}

unsigned names_rarity(struct span folded)
{
    const struct rarity *row =
        bsearch(&folded, rarities, sizeof rarities / sizeof *rarities, sizeof *rarities, order);
    return row ? row->thousandths : 1000;
}
