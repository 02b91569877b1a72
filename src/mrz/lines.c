/* From text as scanned, copied or typed to the characters of a zone. */
#include <stdio.h>

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

enum glyph_flag { GLYPH_LOWER = 1, GLYPH_ALIKE = 2, GLYPH_AFTER_BLANK = 4, GLYPH_STRAY = 8 };

struct glyph {
    char c;
    uint8_t flags;
    uint32_t line, begin, size;
};
struct glyphs {
    struct glyph *at;
    size_t count;
};

/* ---- glyphs ---- */

static bool is_upper(char c)
{
    return is_letter(c) || is_digit(c) || c == FILLER;
}

/* Bytes of a blank that means nothing: also no-break, zero-width, and the mark of byte order. */
static size_t blank_size(struct span text)
{
    static const char *const blanks[] = {" ",      "\t",     "\f",     "\v",    "\u00A0",
                                         "\u200B", "\u200E", "\u202F", "\uFEFF"};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (span_starts(text, blanks[i]))
            return strlen(blanks[i]);
    return 0;
}

static void add_glyph(struct glyphs *glyphs, char c, unsigned flags, const struct glyph *where)
{
    glyphs->at[glyphs->count] = *where;
    glyphs->at[glyphs->count].c = c;
    glyphs->at[glyphs->count++].flags = (uint8_t)(flags | where->flags);
}

/* One character at the begin of `text`, its bytes at `where`; sets its size. */
static void read_glyph(struct span text, struct glyph *where, struct glyphs *out)
{
    char c = text.at[0];
    where->size = 1;
    if (is_upper(c)) {
        add_glyph(out, c, 0, where);
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
    size_t size = span_utf8(text);
    where->size = size ? (uint32_t)size : 1;
    add_glyph(out, FILLER, GLYPH_STRAY, where);
}

static struct glyphs read_glyphs(struct span text, struct arena *arena)
{
    struct glyphs glyphs = {arena_array(arena, struct glyph, text.size + 1), 0};
    struct glyph where = {0};
    for (uint32_t at = 0; at < text.size;) {
        struct span rest = span_part(text, at, text.size);
        size_t blank = blank_size(rest);
        if (rest.at[0] == '\n' || rest.at[0] == '\r') {
            where.line++;
            where.flags = 0;
            at++;
        } else if (blank) {
            bool within = glyphs.count && glyphs.at[glyphs.count - 1].line == where.line;
            where.flags = within ? GLYPH_AFTER_BLANK : where.flags;
            at += (uint32_t)blank;
        } else {
            where.begin = at;
            read_glyph(rest, &where, &glyphs);
            where.flags = 0;
            at += where.size;
        }
    }
    return glyphs;
}

/* ---- lines ---- */

struct line {
    size_t first, count; /* glyphs */
};
struct lines {
    struct glyphs glyphs;
    struct line *at;
    size_t count;
    bool stray_out; /* characters that do not belong there were left out; else they are fillers */
};

static struct lines cut_lines(const struct glyphs *glyphs, bool stray_out, struct arena *arena)
{
    struct lines lines = {.glyphs = {arena_array(arena, struct glyph, glyphs->count + 1), 0},
                          .at = arena_array(arena, struct line, glyphs->count + 1),
                          .stray_out = stray_out};
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; i < glyphs->count; i++) {
        const struct glyph *glyph = &glyphs->at[i];
        if (stray_out && glyph->flags & GLYPH_STRAY)
            continue;
        if (glyph->line != last)
            lines.at[lines.count++].first = lines.glyphs.count;
        last = glyph->line;
        lines.at[lines.count - 1].count++;
        lines.glyphs.at[lines.glyphs.count++] = *glyph;
    }
    return lines;
}

/* ---- candidates ---- */

struct candidate {
    struct zone zone;
    unsigned worth;
};

static bool looks_like_date(const struct zone *zone, enum mrz_field field)
{
    const struct part *part = mrz_part(zone->format, field);
    unsigned good = 0;
    for (unsigned i = 0; i < part->size; i++) {
        char c = zone->at[place_of(part->line, part->from + i)];
        good += is_digit(c) || c == FILLER;
    }
    return good + 2 >= part->size;
}

static bool looks_like_letters(const struct zone *zone, enum mrz_field field)
{
    const struct part *part = mrz_part(zone->format, field);
    for (unsigned i = 0; i < part->size; i++)
        if (is_digit(zone->at[place_of(part->line, part->from + i)]))
            return false;
    return true;
}

static bool looks_like_name(const struct zone *zone)
{
    const struct part *part = mrz_part(zone->format, MRZ_NAME);
    const char *at = zone->at + place_of(part->line, part->from);
    return is_letter(at[0]) && memchr(at, FILLER, part->size);
}

/* How much of it looks like a zone, 0 to 6; text of the right length seldom reaches three. */
static unsigned likeness(const struct zone *zone)
{
    const struct part *sex = mrz_part(zone->format, MRZ_SEX);
    const bool signs[] = {is_letter(zone->at[0]),
                          looks_like_letters(zone, MRZ_STATE),
                          memchr("MFX<", zone->at[place_of(sex->line, sex->from)], 4) != NULL,
                          looks_like_date(zone, MRZ_BIRTH),
                          looks_like_date(zone, MRZ_EXPIRY),
                          looks_like_name(zone)};
    unsigned count = 0;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        count += signs[i];
    return count;
}

/* Keeps the better one; the earlier one of two equals. */
static void propose(struct candidate *best, const struct zone *zone, bool stray_out)
{
    enum { LEAST = 4 };
    const uint32_t ends = 1u << MRZ_NOTE_FILLED | 1u << MRZ_NOTE_CUT;
    unsigned like = likeness(zone), worth = like << 3;
    if (like < LEAST)
        return;
    worth |= (unsigned)!has_bit(zone->notes, MRZ_NOTE_LINES) << 2;
    worth |= (unsigned)!(zone->notes & ends) << 1 | stray_out;
    if (worth > best->worth)
        *best = (struct candidate){*zone, worth};
}

static void put_glyph(struct zone *zone, unsigned place, const struct glyph *glyph)
{
    static const struct {
        enum glyph_flag flag;
        enum mrz_note note;
    } flags[] = {{GLYPH_LOWER, MRZ_NOTE_LOWER},
                 {GLYPH_ALIKE, MRZ_NOTE_ALIKE},
                 {GLYPH_AFTER_BLANK, MRZ_NOTE_BLANKS},
                 {GLYPH_STRAY, MRZ_NOTE_STRAY_FILLER}};
    zone->at[place] = glyph->c;
    zone->begin[place] = glyph->begin;
    zone->size[place] = glyph->size;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (glyph->flags & flags[i].flag)
            zone->notes |= 1u << flags[i].note;
}

/* Visas begin with V. */
static bool fits_code(enum mrz_format format, char first)
{
    return (first == 'V') == (format == MRZ_MRV_A || format == MRZ_MRV_B) || format == MRZ_TD1;
}

/* The lines first..first+count joined and cut by their length. */
static void propose_joined(const struct lines *lines, size_t first, size_t count, size_t glyphs,
                           struct candidate *best)
{
    const struct glyph *from = &lines->glyphs.at[lines->at[first].first];
    for (int f = 0; f < MRZ_FORMATS; f++) {
        enum mrz_format format = (enum mrz_format)f;
        unsigned width = mrz_width(format), n = mrz_lines(format);
        if (glyphs != (size_t)n * width || !fits_code(format, from->c))
            continue;
        struct zone zone = {.format = format};
        for (unsigned i = 0; i < glyphs; i++)
            put_glyph(&zone, place_of(i / width, i % width), &from[i]);
        bool broken = count != n;
        for (size_t i = 0; i < count; i++)
            broken |= lines->at[first + i].count != width;
        zone.notes |= (uint32_t)broken << MRZ_NOTE_LINES;
        propose(best, &zone, lines->stray_out);
    }
}

/* A line that ends in a check digit cannot have lost fillers at its end. */
static bool may_fill(enum mrz_format format, unsigned line)
{
    for (int f = 0; f < MRZ_FIELDS; f++) {
        const struct part *part = mrz_part(format, (enum mrz_field)f);
        if (part && part->line == line && part->digit == mrz_width(format) - 1)
            return false;
    }
    return true;
}

/* One line of the zone from one of the text; false when more than fillers lacks or is too much. */
static bool put_line(const struct lines *lines, const struct line *line, unsigned number,
                     struct zone *zone)
{
    unsigned width = mrz_width(zone->format);
    const struct glyph *at = &lines->glyphs.at[line->first];
    if (line->count < width && (!may_fill(zone->format, number) || line->count < width / 3))
        return false;
    for (size_t i = width; i < line->count; i++)
        if (at[i].c != FILLER)
            return false;
    for (unsigned i = 0; i < width; i++) {
        struct glyph added = at[line->count - 1];
        added = (struct glyph){.c = FILLER, .begin = added.begin + added.size};
        put_glyph(zone, place_of(number, i), i < line->count ? &at[i] : &added);
    }
    zone->notes |= (uint32_t)(line->count < width) << MRZ_NOTE_FILLED |
                   (uint32_t)(line->count > width) << MRZ_NOTE_CUT;
    return true;
}

/* The lines from `first` on, whose ends lack fillers or have too many; one has to be exact. */
static void propose_filled(const struct lines *lines, size_t first, struct candidate *best)
{
    for (int f = 0; f < MRZ_FORMATS; f++) {
        struct zone zone = {.format = (enum mrz_format)f};
        unsigned count = mrz_lines(zone.format), exact = 0, good = 0;
        if (first + count > lines->count ||
            !fits_code(zone.format, lines->glyphs.at[lines->at[first].first].c))
            continue;
        for (unsigned i = 0; i < count; i++) {
            exact += lines->at[first + i].count == mrz_width(zone.format);
            good += put_line(lines, &lines->at[first + i], i, &zone);
        }
        if (good == count && exact > 0 && exact < count)
            propose(best, &zone, lines->stray_out);
    }
}

static void search(const struct lines *lines, struct candidate *best)
{
    enum { MOST = 90 }; /* characters of a zone */
    for (size_t i = 0; i < lines->count; i++) {
        size_t glyphs = 0;
        for (size_t n = 1; i + n <= lines->count; n++) {
            glyphs += lines->at[i + n - 1].count;
            if (glyphs > MOST)
                break;
            propose_joined(lines, i, n, glyphs, best);
        }
        propose_filled(lines, i, best);
    }
}

/* ---- the zone ---- */

/* What stands outside of the zone, and what was left out within it. */
static void note_rest(const struct glyphs *glyphs, struct zone *zone, bool stray_out)
{
    unsigned last = place_of(mrz_lines(zone->format) - 1, mrz_width(zone->format) - 1);
    uint32_t begin = zone->begin[0], end = zone->begin[last] + zone->size[last];
    for (size_t i = 0; i < glyphs->count; i++) {
        const struct glyph *glyph = &glyphs->at[i];
        if (glyph->begin < begin || (glyph->begin >= end && glyph->c != FILLER))
            zone->notes |= 1u << MRZ_NOTE_AROUND;
        else if (glyph->flags & GLYPH_STRAY && stray_out && glyph->begin < end)
            zone->notes |= 1u << MRZ_NOTE_STRAY_OUT;
    }
}

static enum status fail(const struct lines *lines)
{
    enum { MOST_TOLD = 4 };
    char told[64] = "";
    size_t size = 0;
    for (size_t i = 0; i < lines->count && i < MOST_TOLD; i++)
        size += (size_t)snprintf(told + size, sizeof told - size, "%s%zu", i ? ", " : "",
                                 lines->at[i].count);
    if (lines->count == 0)
        return status_fail(STATUS_INPUT, "There is no machine-readable zone: the text is empty.");
    return status_fail(STATUS_INPUT,
                       "There is no machine-readable zone in the text. Its lines have %s%s "
                       "characters; a TD1 has three of 30, TD2 and MRV-B two of 36, TD3 and MRV-A "
                       "two of 44.",
                       told, lines->count > MOST_TOLD ? ", .." : "");
}

enum status zone_find(struct span text, struct arena *arena, struct zone *out)
{
    struct candidate best = {.worth = 0};
    if (text.size > MRZ_MOST_TEXT)
        return status_fail(STATUS_INPUT, "The text has more than %d bytes: no zone is looked for.",
                           MRZ_MOST_TEXT);
    struct glyphs glyphs = read_glyphs(text, arena);
    struct lines without = cut_lines(&glyphs, true, arena);
    search(&without, &best);
    unsigned worth = best.worth;
    if (without.glyphs.count < glyphs.count) {
        struct lines with = cut_lines(&glyphs, false, arena);
        search(&with, &best);
    }
    if (!best.worth)
        return fail(&without);
    *out = best.zone;
    note_rest(&glyphs, out, best.worth == worth);
    return STATUS_OK;
}
