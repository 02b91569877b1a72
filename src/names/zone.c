/* Arabic names as some passports have them in the zone: MXHMD is MUHAMMAD, letter by letter. Read back into the
 * script they are compared as any other name in it. */
#include "names/names.h"

static const struct zone {
    char letters[4];
    uint16_t code;
} zones[] = {
#define ZONE(letters, code) {letters, code},
#include "names/zone.def"
#undef ZONE
};

/* The row that the text begins with; NULL: none. */
static const struct zone *zone_of(struct span text)
{
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (span_starts(text, zones[i].letters))
            return &zones[i];
    return NULL;
}

/* Where Arabic does not write the letter: hamza on a seat or alone at the beginning, alef with hamza below after it,
 * unless the article stands before. So XIAOLING and XENIA are no Arabic. */
static bool is_misplaced(const struct zone *zone, size_t before, struct span word)
{
    enum { HAMZA = 0x0621, ALEF_BELOW = 0x0625, ON_YEH = 0x0626 };
    bool article = before == 2 && span_starts(word, "AL");
    if (zone->code == ALEF_BELOW)
        return before && !article;
    return !before && (zone->code == HAMZA || zone->code == ON_YEH);
}

struct span names_from_zone(struct span text, struct arena *arena)
{
    char *out = arena_alloc(arena, 2 * text.size + 1);
    struct span word = text;
    size_t used = 0, escapes = 0;
    while (text.size) {
        const struct zone *zone = zone_of(text);
        if (zone && is_misplaced(zone, (size_t)(text.at - word.at), word))
            return (struct span){NULL, 0};
        size_t letters = zone ? strlen(zone->letters) : 1;
        if (zone) {
            out[used++] = (char)(0xC0 | zone->code >> 6);
            out[used++] = (char)(0x80 | (zone->code & 0x3F));
            escapes += letters > 1;
        } else if (text.at[0] >= 'A' && text.at[0] <= 'Z') {
            return (struct span){NULL, 0};
        } else {
            out[used++] = text.at[0];
        }
        text = span_part(text, letters, text.size);
        word = zone ? word : text;
    }
    return escapes ? (struct span){out, used} : (struct span){NULL, 0};
}
