/* Shared by the files of mrz/ alone. */
#ifndef MRZ_INTERNAL_H
#define MRZ_INTERNAL_H

#include "mrz/mrz.h"

enum { FILLER = '<' };

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool has_bit(uint32_t bits, unsigned bit)
{
    return bits >> bit & 1;
}

/* ---- layout.c ---- */
struct part {
    enum mrz_format format;
    enum mrz_field field;
    uint8_t line, from, size, digit;
};
unsigned mrz_lines(enum mrz_format format);
unsigned mrz_width(enum mrz_format format);
/* NULL when the format does not have the field. */
const struct part *mrz_part(enum mrz_format format, enum mrz_field field);

/* Places of a zone, numbered line by line, MRZ_WIDTH a line. */
struct places {
    uint8_t count, at[64];
};
static inline uint8_t place_of(unsigned line, unsigned column)
{
    return (uint8_t)(line * MRZ_WIDTH + column);
}
void places_add(struct places *places, unsigned line, unsigned from, unsigned size);
/* What the composite check digit is computed over; none for visas. */
struct places mrz_composite(enum mrz_format format);

/* ---- glyphs.c ---- */
/* What a character of a text is for a zone. */
enum glyph_flag { GLYPH_PLAIN, GLYPH_LOWER, GLYPH_ALIKE, GLYPH_BLANK, GLYPH_STRAY };
struct glyph {
    char c; /* of the zone; of blanks and strays the filler, which they may stand for */
    enum glyph_flag flag;
    uint32_t line, begin, size;
};
struct glyphs {
    struct glyph *at;
    size_t count;
};
/* Line ends and what indents a line are none. */
struct glyphs glyphs_read(struct span text, struct arena *arena);

/* ---- lines.c ---- */
/* The characters of a zone with their bytes in the text. */
struct zone {
    enum mrz_format format;
    char at[MRZ_CELLS];
    uint32_t begin[MRZ_CELLS], size[MRZ_CELLS]; /* size 0: a filler that was added */
    uint32_t notes;
};
enum status zone_find(struct span text, struct arena *arena, struct zone *out);

/* ---- check.c ---- */
/* A check digit, and what it is computed over. */
struct check {
    enum mrz_field field;
    struct places over;
    uint8_t digit; /* its place */
};
enum { MOST_CHECKS = 5 };
struct checks {
    unsigned count;
    bool composite; /* the last one is */
    bool is_long;   /* the number goes on in the optional data */
    struct check at[MOST_CHECKS];
};
void checks_of(const struct zone *zone, struct checks *out);
char check_wanted(const struct zone *zone, const struct places *over);
bool places_are_blank(const struct zone *zone, const struct places *over);
/* A filler holds where everything before it is fillers, too. */
bool check_holds(const struct zone *zone, const struct check *check);

/* ---- fields.c ---- */
/* Where the field stands, long numbers included. */
struct places field_places(const struct zone *zone, const struct checks *checks,
                           enum mrz_field field);
/* The field as it stands: raw text, value, remarks. What its check digit says is the caller's. */
void field_read(const struct zone *zone, const struct checks *checks, enum mrz_field field,
                int32_t day, struct arena *arena, struct mrz_value *out);
bool value_is_sound(const struct mrz_value *value); /* no remark says that something is wrong */
/* `raw` with blanks for fillers, none at the ends, one between two. */
struct span field_words(struct span raw, struct arena *arena);

/* ---- cut.c ---- */
/* Appends both identifiers, transliterated, in at most `width` characters. */
void name_write(struct span surname, struct span given, size_t width, struct buffer *out);

/* ---- repair.c ---- */
void zone_repair(const struct zone *zone, const struct checks *checks, int32_t day,
                 struct arena *arena, struct mrz *mrz);

#endif
