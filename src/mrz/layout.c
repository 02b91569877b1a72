/* The tables of formats and fields. */
#include "mrz/internal.h"

static const struct {
    struct mrz_info info;
    unsigned lines, width;
} formats[MRZ_FORMATS] = {
#define FORMAT(name, word, lines, width) [MRZ_##name] = {{word, NULL, true}, lines, width},
#include "mrz/formats.def"
#undef FORMAT
};

static const struct mrz_info fields[MRZ_FIELDS] = {
#define MRZ_FIELD(name, key, words) [MRZ_##name] = {key, words, true},
#include "mrz/fields.def"
#undef MRZ_FIELD
};

static const struct mrz_info remarks[MRZ_REMARKS] = {
#define REMARK(name, code, holds, sentence) [MRZ_REMARK_##name] = {code, sentence, holds},
#include "mrz/remarks.def"
#undef REMARK
};

static const struct mrz_info notes[MRZ_NOTES] = {
#define NOTE(name, code, sentence) [MRZ_NOTE_##name] = {code, sentence, true},
#include "mrz/notes.def"
#undef NOTE
};

static const struct part parts[] = {
#define PART(format, field, line, from, size, digit)                                               \
    {MRZ_##format, MRZ_##field, line, from, size, digit},
#define OVER(format, line, from, size)
#include "mrz/layout.def"
#undef PART
#undef OVER
};

static const struct {
    enum mrz_format format;
    uint8_t line, from, size;
} overs[] = {
#define PART(format, field, line, from, size, digit)
#define OVER(format, line, from, size) {MRZ_##format, line, from, size},
#include "mrz/layout.def"
#undef PART
#undef OVER
};

const struct mrz_info *mrz_format_info(enum mrz_format format)
{
    return &formats[format].info;
}

const struct mrz_info *mrz_field_info(enum mrz_field field)
{
    return &fields[field];
}

const struct mrz_info *mrz_remark_info(enum mrz_remark remark)
{
    return &remarks[remark];
}

const struct mrz_info *mrz_note_info(enum mrz_note note)
{
    return &notes[note];
}

unsigned mrz_lines(enum mrz_format format)
{
    return formats[format].lines;
}

unsigned mrz_width(enum mrz_format format)
{
    return formats[format].width;
}

const struct part *mrz_part(enum mrz_format format, enum mrz_field field)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].format == format && parts[i].field == field)
            return &parts[i];
    return NULL;
}

void places_add(struct places *places, unsigned line, unsigned from, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        places->at[places->count++] = place_of(line, from + i);
}

struct places mrz_composite(enum mrz_format format)
{
    struct places places = {0};
    for (size_t i = 0; i < sizeof overs / sizeof *overs; i++)
        if (overs[i].format == format)
            places_add(&places, overs[i].line, overs[i].from, overs[i].size);
    return places;
}
