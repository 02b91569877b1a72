/* From the characters of a text to those of a zone: which lines, and where they are cut. */
#include <stdio.h>

#include "model/ports.h"
#include "mrz/internal.h"

struct line {
    size_t first, count; /* glyphs */
};
struct lines {
    struct glyphs glyphs;
    struct line *at;
    size_t count;
    unsigned left_out; /* kinds of glyphs, a bit each; of those that stay each is a filler */
};

static struct lines cut_lines(const struct glyphs *glyphs, unsigned left_out, struct arena *arena)
{
    struct lines lines = {.glyphs = {arena_array(arena, struct glyph, glyphs->count + 1), 0},
                          .at = arena_array(arena, struct line, glyphs->count + 1),
                          .left_out = left_out};
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; i < glyphs->count; i++) {
        const struct glyph *glyph = &glyphs->at[i];
        if (has_bit(left_out, glyph->flag))
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

static bool is_state(const struct zone *zone)
{
    const struct part *part = mrz_part(zone->format, MRZ_STATE);
    struct span code = {zone->at + place_of(part->line, part->from), part->size};
    while (code.size && code.at[code.size - 1] == FILLER)
        code.size--;
    return country_find(code) != NULL;
}

static bool looks_like_name(const struct zone *zone)
{
    const struct part *part = mrz_part(zone->format, MRZ_NAME);
    const char *at = zone->at + place_of(part->line, part->from);
    return is_letter(at[0]) && memchr(at, FILLER, part->size);
}

/* How much of it looks like a zone, 0 to 7; text of the right length seldom reaches three. */
static unsigned likeness(const struct zone *zone)
{
    const struct part *sex = mrz_part(zone->format, MRZ_SEX);
    const bool signs[] = {is_letter(zone->at[0]),
                          looks_like_letters(zone, MRZ_STATE),
                          is_state(zone),
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
static void propose(struct candidate *best, const struct zone *zone)
{
    enum { LEAST = 4 };
    const uint32_t ends = 1u << MRZ_NOTE_FILLED | 1u << MRZ_NOTE_CUT;
    unsigned like = likeness(zone), worth = like << 3;
    if (like < LEAST)
        return;
    worth |= (unsigned)!has_bit(zone->notes, MRZ_NOTE_LINES) << 2;
    worth |= (unsigned)!(zone->notes & ends) << 1;
    if (worth > best->worth)
        *best = (struct candidate){*zone, worth};
}

static void put_glyph(struct zone *zone, unsigned place, const struct glyph *glyph)
{
    static const uint32_t notes[] = {[GLYPH_PLAIN] = 0,
                                     [GLYPH_LOWER] = 1u << MRZ_NOTE_LOWER,
                                     [GLYPH_ALIKE] = 1u << MRZ_NOTE_ALIKE,
                                     [GLYPH_BLANK] = 1u << MRZ_NOTE_BLANK_FILLER,
                                     [GLYPH_STRAY] = 1u << MRZ_NOTE_STRAY_FILLER};
    zone->at[place] = glyph->c;
    zone->begin[place] = glyph->begin;
    zone->size[place] = glyph->size;
    zone->notes |= notes[glyph->flag];
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
        propose(best, &zone);
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
            propose(best, &zone);
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
static void note_rest(const struct glyphs *glyphs, unsigned left_out, struct zone *zone)
{
    unsigned last = place_of(mrz_lines(zone->format) - 1, mrz_width(zone->format) - 1);
    uint32_t begin = zone->begin[0], end = zone->begin[last] + zone->size[last];
    for (size_t i = 0; i < glyphs->count; i++) {
        const struct glyph *glyph = &glyphs->at[i];
        bool within = glyph->begin >= begin && glyph->begin < end;
        if (!within && glyph->c != FILLER)
            zone->notes |= 1u << MRZ_NOTE_AROUND;
        if (!within || !has_bit(left_out, glyph->flag))
            continue;
        bool next = i + 1 < glyphs->count && glyphs->at[i + 1].line == glyph->line;
        if (glyph->flag == GLYPH_STRAY)
            zone->notes |= 1u << MRZ_NOTE_STRAY_OUT;
        else if (next) /* blanks at the end of a line are nothing */
            zone->notes |= 1u << MRZ_NOTE_BLANKS;
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
    /* The likeliest first: an earlier candidate stays when a later one is but as good. */
    static const unsigned modes[] = {1u << GLYPH_BLANK | 1u << GLYPH_STRAY, 1u << GLYPH_BLANK,
                                     1u << GLYPH_STRAY, 0};
    struct candidate best = {.worth = 0};
    unsigned left_out = modes[0];
    if (text.size > MRZ_MOST_TEXT)
        return status_fail(STATUS_INPUT, "The text has more than %d bytes: no zone is looked for.",
                           MRZ_MOST_TEXT);
    struct glyphs glyphs = glyphs_read(text, arena);
    struct lines first = cut_lines(&glyphs, modes[0], arena);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        struct lines lines = i ? cut_lines(&glyphs, modes[i], arena) : first;
        unsigned before = best.worth;
        search(&lines, &best);
        left_out = best.worth > before ? modes[i] : left_out;
        if (first.glyphs.count == glyphs.count)
            break;
    }
    if (!best.worth)
        return fail(&first);
    *out = best.zone;
    note_rest(&glyphs, left_out, out);
    return STATUS_OK;
}
