/* Texts in the encodings of offices: told apart, made UTF-8, and led back to the bytes received. */
#include "table/internal.h"

enum { STEP = 64 }; /* bytes of `text` between two kept places */

/* Windows-1251, 0x80 to 0xBF; from 0xC0 on the letters А to я follow. */
static const uint16_t windows_1251[64] = {
    0x402,  0x403,  0x201A, 0x453,  0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x409,
    0x2039, 0x40A,  0x40C,  0x40B,  0x40F,  0x452,  0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0xFFFD, 0x2122, 0x459,  0x203A, 0x45A,  0x45C,  0x45B,  0x45F,  0xA0,
    0x40E,  0x45E,  0x408,  0xA4,   0x490,  0xA6,   0xA7,   0x401,  0xA9,   0x404,  0xAB,
    0xAC,   0xAD,   0xAE,   0x407,  0xB0,   0xB1,   0x406,  0x456,  0x491,  0xB5,   0xB6,
    0xB7,   0x451,  0x2116, 0x454,  0xBB,   0x458,  0x405,  0x455,  0x457};

/* ---- UTF-16 ---- */

struct utf16 {
    struct span body;
    size_t at;
    bool big; /* the higher byte first */
};

static uint32_t unit(const struct utf16 *text, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)text->body.at + at;
    return text->big ? (uint32_t)bytes[0] << 8 | bytes[1] : (uint32_t)bytes[1] << 8 | bytes[0];
}

/* The next character; halves that stand alone become U+FFFD. */
static uint32_t next_character(struct utf16 *text)
{
    uint32_t first = unit(text, text->at);
    text->at += 2;
    if (first < 0xD800 || first > 0xDFFF)
        return first;
    if (first < 0xDC00 && text->at + 2 <= text->body.size) {
        uint32_t second = unit(text, text->at);
        if (second >= 0xDC00 && second <= 0xDFFF) {
            text->at += 2;
            return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        }
    }
    return 0xFFFD;
}

static struct utf16 utf16_of(struct span body)
{
    struct utf16 text = {.body = body};
    bool little_mark = body.size >= 2 && memcmp(body.at, "\xFF\xFE", 2) == 0;
    bool big_mark = body.size >= 2 && memcmp(body.at, "\xFE\xFF", 2) == 0;
    text.big = big_mark || (!little_mark && body.size && body.at[0] == '\0');
    text.at = little_mark || big_mark ? 2 : 0;
    return text;
}

/* The whole text as UTF-8. */
static void read_utf16(struct table *table)
{
    struct utf16 text = utf16_of(table->body);
    char *out = arena_alloc(table->arena, table->body.size / 2 * 3 + 4);
    uint32_t *places = arena_array(table->arena, uint32_t, table->body.size / 2 * 3 / STEP + 2);
    size_t size = 0, kept = 0;
    while (text.at + 2 <= text.body.size) {
        size_t place = text.at;
        size_t more = span_write_utf8(next_character(&text), out + size);
        for (; kept * STEP < size + more; kept++) /* the character that holds this byte */
            places[kept] = (uint32_t)place;
        size += more;
    }
    places[kept] = (uint32_t)table->body.size;
    table->text = (struct span){out, size};
    table->places = places;
}

/* Where in the body the character at byte `at` is: from the kept place before it on. */
static uint32_t place_in_utf16(const struct table *table, size_t at)
{
    if (at >= table->text.size)
        return (uint32_t)table->body.size;
    struct utf16 text = utf16_of(table->body);
    size_t here = at / STEP * STEP;
    text.at = table->places[at / STEP];
    while (here > 0 && ((unsigned char)table->text.at[here] & 0xC0) == 0x80)
        here--; /* the kept place is that of the character's first byte */
    while (here < at) {
        char scratch[4];
        here += span_write_utf8(next_character(&text), scratch);
    }
    return (uint32_t)text.at;
}

/* ---- which it is ---- */

/* Latin text in UTF-16 has a zero in every second byte. */
static bool looks_like_utf16(struct span body)
{
    size_t zeros[2] = {0, 0}, looked = body.size < 512 ? body.size & ~(size_t)1 : 512;
    if (body.size >= 2 &&
        (memcmp(body.at, "\xFF\xFE", 2) == 0 || memcmp(body.at, "\xFE\xFF", 2) == 0))
        return true;
    for (size_t i = 0; i < looked; i++)
        zeros[i & 1] += body.at[i] == '\0';
    size_t more = zeros[0] > zeros[1] ? zeros[0] : zeros[1];
    return looked >= 8 && more * 4 > looked && zeros[0] + zeros[1] - more < more / 4;
}

void table_decode_text(struct table *table)
{
    enum table_encoding encoding = table->form->encoding;
    if (encoding == TABLE_AUTO && looks_like_utf16(table->body))
        encoding = TABLE_UTF16;
    table->encoding = encoding;
    table->text = table->body;
    if (encoding == TABLE_UTF16) {
        read_utf16(table);
    } else if (span_starts(table->body, "\xEF\xBB\xBF")) {
        table->skipped = 3;
        table->text = span_part(table->body, 3, table->body.size);
    }
}

uint32_t table_place(const struct table *table, size_t at)
{
    return table->places ? place_in_utf16(table, at) : (uint32_t)at + table->skipped;
}

/* ---- cells ---- */

static bool is_utf8(struct span text)
{
    while (text.size) {
        size_t size = (unsigned char)text.at[0] < 0x80 ? 1 : span_utf8(text);
        if (size == 0)
            return false;
        text = span_part(text, size, text.size);
    }
    return true;
}

static uint32_t character_of(enum table_encoding encoding, unsigned char byte)
{
    if (byte < 0x80 || encoding != TABLE_WINDOWS_1251)
        return byte;
    return byte < 0xC0 ? windows_1251[byte - 0x80] : 0x410u + byte - 0xC0;
}

static bool is_plain(struct span text)
{
    unsigned char all = 0;
    for (size_t i = 0; i < text.size; i++)
        all |= (unsigned char)text.at[i];
    return all < 0x80;
}

/* As UTF-8, whatever it was; what is none under UTF-8 is read as Latin-1. */
struct span table_as_utf8(struct table *table, struct span text)
{
    enum table_encoding encoding = table->encoding;
    if (is_plain(text) || encoding == TABLE_UTF16)
        return text;
    if ((encoding == TABLE_AUTO || encoding == TABLE_UTF8) && is_utf8(text))
        return text;
    char *out = arena_alloc(table->arena, text.size * 3);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++)
        size += span_write_utf8(character_of(encoding, (unsigned char)text.at[i]), out + size);
    return (struct span){out, size};
}

/* Blanks of all kinds that offices write: space, tab, the non-breaking one. */
static struct span trim(struct span text)
{
    for (;;) {
        text = span_trim(text);
        if (span_starts(text, "\xC2\xA0"))
            text = span_part(text, 2, text.size);
        else if (text.size >= 2 && memcmp(text.at + text.size - 2, "\xC2\xA0", 2) == 0)
            text.size -= 2;
        else
            return text;
    }
}

struct table_cell table_cell_as(struct table *table, struct span part, struct span text)
{
    size_t at = part.at ? (size_t)(part.at - table->text.at) : table->at;
    uint32_t begin = table_place(table, at);
    uint32_t end = table_place(table, at + part.size);
    return (struct table_cell){trim(table_as_utf8(table, text)), begin, end - begin};
}

struct table_cell table_cell_of(struct table *table, struct span part)
{
    part = span_trim(part);
    return table_cell_as(table, part, part);
}
