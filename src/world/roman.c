/* From the own script to the Latin capitals of a passport. */
#include "world/people.h"

enum { CYRILLIC_FIRST = 0x400, CYRILLIC_LETTERS = 256, GEORGIAN_FIRST = 0x10D0, GEORGIANS = 33 };
enum { ROW = 16, LONGEST = 8 };

static const char cyrillic[CYRILLIC_LETTERS][WORLD_CYRILLICS][LONGEST] = {
#define CYRILLIC(code, ...) [(code)-CYRILLIC_FIRST] = {__VA_ARGS__},
#include "world/cyrillic.def"
#undef CYRILLIC
};

static const char georgian[GEORGIANS][2][LONGEST] = {
#define GEORGIAN(code, national, other) [(code)-GEORGIAN_FIRST] = {national, other},
#include "world/georgian.def"
#undef GEORGIAN
};

static const struct {
    enum world_cyrillic system;
    uint32_t code;
    bool vowels;
    const char *text;
} initials[] = {
#define INITIAL(system, code, vowels, text) {CYRILLIC_##system, code, vowels, text},
#include "world/initials.def"
#undef INITIAL
};

static const struct {
    enum world_latin system;
    uint32_t code;
    const char *text;
} latins[] = {
#define LATIN(system, code, text) {LATIN_##system, code, text},
#include "world/latins.def"
#undef LATIN
};

/* Letters with marks, which lose them. */
static const struct {
    uint32_t first;
    const char *text[ROW];
} marked[] = {
#define FOLD(first, ...) {first, {__VA_ARGS__}},
#include "names/latin.def"
#undef FOLD
};

static uint32_t capital(uint32_t code)
{
    if (code >= 0x430 && code <= 0x44F)
        return code - 0x20;
    if (code >= 0x450 && code <= 0x45F)
        return code - 0x50;
    return code >= 0x460 && code <= 0x4FF ? code & ~1u : code;
}

static bool is_vowel(const struct world_pen *out)
{
    return out->size && strchr("AEIOUY", out->at[out->size - 1]) != NULL;
}

static bool at_begin(const struct world_pen *out)
{
    return out->size == 0 || out->at[out->size - 1] == ' ' || out->at[out->size - 1] == '-';
}

static const char *cyrillic_text(uint32_t code, enum world_cyrillic system,
                                 const struct world_pen *out)
{
    code = capital(code);
    bool has =
        system == CYRILLIC_UZBEK || system == CYRILLIC_KAZAKH || system == CYRILLIC_UKRAINIAN;
    for (size_t i = 0; has && i < sizeof initials / sizeof *initials; i++)
        if (initials[i].code == code && initials[i].system == system &&
            (at_begin(out) || (initials[i].vowels && is_vowel(out))))
            return initials[i].text;
    return cyrillic[code - CYRILLIC_FIRST][system];
}

static const char *latin_text(uint32_t code, enum world_latin system)
{
    for (size_t i = 0; system != LATIN_PLAIN && i < sizeof latins / sizeof *latins; i++)
        if (latins[i].code == code && latins[i].system == system)
            return latins[i].text;
    for (size_t i = 0; code >= 0x80 && i < sizeof marked / sizeof *marked; i++)
        if (code - marked[i].first < ROW)
            return marked[i].text[code - marked[i].first];
    return NULL;
}

static const char *letter(uint32_t code, const struct world_letters *letters,
                          const struct world_pen *out)
{
    if (code >= CYRILLIC_FIRST && code < CYRILLIC_FIRST + CYRILLIC_LETTERS)
        return cyrillic_text(code, letters->cyrillic, out);
    if (code >= GEORGIAN_FIRST && code < GEORGIAN_FIRST + GEORGIANS)
        return georgian[code - GEORGIAN_FIRST][letters->georgian];
    if (code == 0x02BB || code == 0x02BC || code == 0x2019)
        return "'";
    return latin_text(code, letters->latin);
}

static char upper(unsigned char c)
{
    return (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
}

/* Letters of ASCII that the system writes as they are; returns how many. */
static size_t put_ascii(struct span text, const struct world_letters *letters,
                        struct world_pen *out)
{
    size_t size = 0, room = out->room - out->size;
    size_t most = text.size < room ? text.size : room;
    if (letters->latin == LATIN_AZERI)
        return 0;
    for (; size < most && (unsigned char)text.at[size] < 0x80; size++)
        out->at[out->size + size] = upper((unsigned char)text.at[size]);
    out->size += size;
    return size;
}

/* The character at the start; those of two bytes, which most are, without a call. */
static uint32_t code_point(struct span text, size_t *size)
{
    const unsigned char *at = (const unsigned char *)text.at;
    *size = at[0] < 0x80 ? 1 : 2;
    if (at[0] < 0x80)
        return at[0];
    if (at[0] < 0xE0 && text.size > 1)
        return (at[0] & 31u) << 6 | (at[1] & 63u);
    return span_code_point(text, size);
}

void world_romanise(struct span native, const struct world_letters *letters, struct world_pen *out)
{
    size_t size;
    for (size_t at = put_ascii(native, letters, out); at < native.size; at += size) {
        struct span rest = {native.at + at, native.size - at};
        uint32_t code = code_point(rest, &size);
        const char *text = letter(code, letters, out);
        if (text)
            world_pen_short(out, text);
        else if (code < 0x80)
            world_pen_char(out, upper((unsigned char)code));
        else
            continue;
        at += put_ascii(span_part(rest, size, rest.size), letters, out);
    }
}
