/* The characters of a text, each with what it is for a zone. */
#include "mrz/internal.h"

/* What may stand for a character of the zone. */
static const struct {
    struct span bytes;
    const char *as;
} alikes[] = {
#define ALIKE(bytes, as) {{bytes, sizeof(bytes) - 1}, as},
#include "mrz/alike.def"
#undef ALIKE
};

static bool is_of_zone(char c)
{
    return is_letter(c) || is_digit(c) || c == FILLER;
}

/* Bytes of a character that means nothing: blanks, zero-width ones, the mark of byte order. */
static size_t blank_size(struct span text)
{
    static const char *const blanks[] = {" ",      "\t",     "\f",     "\v",    "\u00A0",
                                         "\u200B", "\u200E", "\u202F", "\uFEFF"};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (span_starts(text, blanks[i]))
            return strlen(blanks[i]);
    return 0;
}

static void add_glyph(struct glyphs *glyphs, char c, enum glyph_flag flag,
                      const struct glyph *where)
{
    glyphs->at[glyphs->count] = *where;
    glyphs->at[glyphs->count].c = c;
    glyphs->at[glyphs->count++].flag = flag;
}

/* One character at the begin of `text`, its bytes at `where`; sets its size. */
static void read_glyph(struct span text, struct glyph *where, struct glyphs *out)
{
    char c = text.at[0];
    size_t blank = blank_size(text), size = span_utf8(text);
    where->size = blank ? (uint32_t)blank : 1;
    if (is_of_zone(c) || blank) {
        add_glyph(out, blank ? FILLER : c, blank ? GLYPH_BLANK : GLYPH_PLAIN, where);
        return;
    }
    if (c >= 'a' && c <= 'z') {
        add_glyph(out, (char)(c - 32), GLYPH_LOWER, where);
        return;
    }
    for (size_t i = 0; i < sizeof alikes / sizeof *alikes; i++) {
        if (!span_equal(span_part(text, 0, alikes[i].bytes.size), alikes[i].bytes))
            continue;
        where->size = (uint32_t)alikes[i].bytes.size;
        for (const char *as = alikes[i].as; *as; as++)
            add_glyph(out, *as, GLYPH_ALIKE, where);
        return;
    }
    where->size = size ? (uint32_t)size : 1;
    add_glyph(out, FILLER, GLYPH_STRAY, where);
}

/* Blanks before the first character of a line are none of it. */
static bool is_indent(const struct glyphs *glyphs, struct span rest, uint32_t line)
{
    return blank_size(rest) && (!glyphs->count || glyphs->at[glyphs->count - 1].line != line);
}

struct glyphs glyphs_read(struct span text, struct arena *arena)
{
    struct glyphs glyphs = {arena_array(arena, struct glyph, text.size + 1), 0};
    struct glyph where = {.c = 0};
    while (where.begin < text.size) {
        struct span rest = span_part(text, where.begin, text.size);
        where.size = 1;
        if (rest.at[0] == '\n' || rest.at[0] == '\r')
            where.line++;
        else if (is_indent(&glyphs, rest, where.line))
            where.size = (uint32_t)blank_size(rest);
        else
            read_glyph(rest, &where, &glyphs);
        where.begin += where.size;
    }
    return glyphs;
}
