/* Where a name that is written in one word falls apart. */
#include "world/respell.h"

enum { AFFIX_FRONT, AFFIX_BACK, CULTURE_ALL = WORLD_CULTURES };
static const struct {
    int place, culture;
    const char *text;
} affixes[] = {
#define AFFIX(place, culture, text) {AFFIX_##place, CULTURE_##culture, text},
#include "world/affixes.def"
#undef AFFIX
};

static bool ends_at(struct span text, const char *end)
{
    struct span key = span_of(end);
    return text.size >= key.size && memcmp(text.at + (text.size - key.size), end, key.size) == 0;
}

/* Where a word falls apart: 0 when it does not. */
size_t world_seam(const struct world_person *person, struct span word)
{
    for (size_t i = 0; i < sizeof affixes / sizeof *affixes; i++) {
        size_t size = strlen(affixes[i].text);
        bool here = affixes[i].culture == (int)person->culture;
        if (word.size < size + 3 || !(here || affixes[i].culture == CULTURE_ALL))
            continue;
        if (affixes[i].place == AFFIX_FRONT && span_starts(word, affixes[i].text) &&
            word.at[size] != 'L')
            return size;
        if (affixes[i].place == AFFIX_BACK && ends_at(word, affixes[i].text))
            return word.size - size;
    }
    return 0;
}

/* A given name of two Han characters, at the end of the first one's spelling. */
size_t world_han_seam(const struct world_person *person, struct span given)
{
    struct span native = person->native_given;
    size_t size = native.size ? span_utf8(native) : 0;
    if (person->culture != CULTURE_CHINESE || native.size != size * 2)
        return 0;
    for (int kind = LIST_MALE; kind <= LIST_FEMALE; kind++) {
        struct world_list list = world_list(CULTURE_CHINESE, (enum world_list_kind)kind);
        for (uint32_t i = 0; i < list.count; i++) {
            struct span latin = {list.at[i].latin, list.at[i].latin_size};
            latin = world_variant(latin, 0);
            if (memcmp(list.at[i].native, native.at, size) == 0 && given.size > latin.size &&
                memcmp(given.at, latin.at, latin.size) == 0)
                return latin.size;
        }
    }
    return 0;
}
