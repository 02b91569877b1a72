/* Cultures: their words, customs and lists of names. */
#include "world/people.h"

static const struct {
    const char *word, *script;
} cultures[] = {
#define CULTURE(name, word, script) {word, script},
#include "world/cultures.def"
#undef CULTURE
};

static const struct world_custom customs[WORLD_CULTURES] = {
#define CUSTOM(culture, scheme, script, steep, takes, front, second, single, own, patronymic,      \
               older, newer, son, endings, order)                                                  \
    [CULTURE_##culture] = {SCHEME_##scheme,                                                        \
                           SCRIPT_##script,                                                        \
                           steep,                                                                  \
                           takes,                                                                  \
                           front,                                                                  \
                           second,                                                                 \
                           single,                                                                 \
                           own,                                                                    \
                           patronymic,                                                             \
                           PATRONYMICS_##older,                                                    \
                           PATRONYMICS_##newer,                                                    \
                           son,                                                                    \
                           ENDINGS_##endings,                                                      \
                           ORDER_##order},
#include "world/customs.def"
#undef CUSTOM
};

/* Each LIST ends the array before it and begins one of its own. */
#define PAIR(native, latin) {native, latin, sizeof native - 1, sizeof latin - 1},
#define NAME(native) PAIR(native, "")
static const struct world_name list_of_none[] = {
    {"", "", 0, 0},
#define LIST(culture, kind)                                                                        \
    }                                                                                              \
    ;                                                                                              \
    static const struct world_name list_of_##culture##_##kind[] = {
#include "world/names/names.def"
#undef LIST
};
#undef PAIR
#undef NAME

#define PAIR(native, latin)
#define NAME(native)
static const struct world_list lists[WORLD_CULTURES + 1][WORLD_LISTS] = {
    [WORLD_CULTURES] = {[LIST_SURNAMES] = {list_of_none, 1}},
#define LIST(culture, kind)                                                                        \
    [CULTURE_##culture][LIST_##kind] = {list_of_##culture##_##kind,                                \
                                        sizeof list_of_##culture##_##kind /                        \
                                            sizeof *list_of_##culture##_##kind},
#include "world/names/names.def"
#undef LIST
};
#undef PAIR
#undef NAME

/* What ranks are drawn by. */
static const uint32_t ranks[] = {
#include "world/ranks.def"
};
enum { RANKS = sizeof ranks / sizeof *ranks };

const char *world_culture_word(enum world_culture culture)
{
    return cultures[culture].word;
}

const char *world_culture_script(enum world_culture culture)
{
    return cultures[culture].script;
}

const struct world_custom *world_custom(enum world_culture culture)
{
    return &customs[culture];
}

struct world_list world_list(enum world_culture culture, enum world_list_kind kind)
{
    return lists[culture][kind];
}

/* The search takes no branch that depends on what was drawn. */
uint32_t world_rank(struct chance *chance, uint32_t count, uint32_t steep)
{
    if (steep + count >= RANKS)
        count = RANKS - 1 - steep;
    uint32_t sum = ranks[steep + count] - ranks[steep];
    uint32_t at = ranks[steep] + chance_below(chance, sum);
    const uint32_t *low = &ranks[steep];
    for (uint32_t left = count; left > 1;) {
        uint32_t half = left / 2;
        low = low[half] <= at ? low + half : low;
        left -= half;
    }
    return (uint32_t)(low - &ranks[steep]);
}

unsigned world_variants(struct span variants)
{
    unsigned count = variants.size > 0;
    for (size_t i = 0; i < variants.size; i++)
        count += variants.at[i] == '|';
    return count;
}

struct span world_variant(struct span variants, unsigned which)
{
    struct span rest = variants, part = span_cut(rest, '|', &rest);
    for (unsigned i = 0; i < which; i++) {
        if (rest.size == 0)
            return world_variant(variants, 0);
        part = span_cut(rest, '|', &rest);
    }
    return part;
}
