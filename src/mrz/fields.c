/* What the fields of a zone say. */
#include "model/ports.h"
#include "mrz/internal.h"

static struct span raw_text(const struct zone *zone, const struct places *places,
                            struct arena *arena)
{
    char *out = arena_alloc(arena, places->count + 1u);
    for (unsigned i = 0; i < places->count; i++)
        out[i] = zone->at[places->at[i]];
    return (struct span){out, places->count};
}

static const struct check *check_of(const struct checks *checks, enum mrz_field field)
{
    for (unsigned i = 0; i < checks->count; i++)
        if (checks->at[i].field == field)
            return &checks->at[i];
    return NULL;
}

struct places field_places(const struct zone *zone, const struct checks *checks,
                           enum mrz_field field)
{
    struct places places = {0};
    const struct part *part = mrz_part(zone->format, field);
    const struct check *number = check_of(checks, MRZ_NUMBER);
    if (field == MRZ_NUMBER)
        return number->over;
    unsigned taken = 0; /* of the optional data, by a long number and its check digit */
    if (field == MRZ_OPTIONAL && checks->is_long)
        taken = number->digit + 1u - place_of(part->line, part->from);
    places_add(&places, part->line, part->from + taken, part->size - taken);
    return places;
}

struct span field_words(struct span raw, struct arena *arena)
{
    char *out = arena_alloc(arena, raw.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < raw.size; i++) {
        if (raw.at[i] != FILLER)
            out[size++] = raw.at[i];
        else if (size && out[size - 1] != ' ')
            out[size++] = ' ';
    }
    return span_trim((struct span){out, size});
}

static bool only_letters(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (is_digit(text.at[i]))
            return false;
    return true;
}

static void remark(struct mrz_value *value, enum mrz_remark remark)
{
    value->remarks |= 1u << remark;
}

/* ---- one kind of field each ---- */

static void read_code(struct mrz_value *value, struct arena *arena)
{
    value->text = field_words(value->raw, arena);
    if (!is_letter(value->raw.at[0]) || !only_letters(value->raw))
        remark(value, MRZ_REMARK_CHARACTER);
}

/* Three letters, or the D of Germany. */
static void read_state(struct mrz_value *value, struct arena *arena)
{
    value->text = field_words(value->raw, arena);
    const struct country *country = NULL;
    if (value->text.size == 3 || span_is(value->text, "D"))
        country = country_find(value->text);
    if (value->text.size == 0)
        remark(value, MRZ_REMARK_EMPTY);
    else if (!country)
        remark(value, MRZ_REMARK_STATE);
    else
        value->text = span_of(country->alpha3);
}

static void read_number(struct mrz_value *value, const struct checks *checks, struct arena *arena)
{
    value->text = field_words(value->raw, arena);
    if (value->text.size == 0)
        remark(value, MRZ_REMARK_EMPTY);
    if (checks->is_long)
        remark(value, MRZ_REMARK_LONG);
}

static void read_name(struct mrz_value *value, struct arena *arena)
{
    value->text = field_words(value->raw, arena);
    if (value->text.size == 0)
        remark(value, MRZ_REMARK_EMPTY);
    else if (!only_letters(value->raw) || value->raw.at[0] == FILLER)
        remark(value, MRZ_REMARK_CHARACTER);
    if (is_letter(value->raw.at[value->raw.size - 1]))
        remark(value, MRZ_REMARK_TRUNCATED);
}

static void read_sex(struct mrz_value *value)
{
    char c = value->raw.at[0];
    value->text = c == FILLER ? SPAN("X") : value->raw;
    if (c == 'X')
        remark(value, MRZ_REMARK_SEX_X);
    else if (c != 'M' && c != 'F' && c != FILLER)
        remark(value, MRZ_REMARK_SEX);
}

/* ---- dates ---- */

/* Two digits; -1 fillers, -2 anything else. */
static int two(struct span text, size_t from)
{
    char a = text.at[from], b = text.at[from + 1];
    if (a == FILLER && b == FILLER)
        return -1;
    return is_digit(a) && is_digit(b) ? (a - '0') * 10 + (b - '0') : -2;
}

/* YYMMDD; what the issuer does not know is fillers, or zeros with some: from the day on, from the
 * month on, or all (Doc 9303-3, 4.8). Unknown parts are 0; false when it is no date. */
static bool read_raw_date(struct span text, struct raw_date *out)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = two(text, 0), month = two(text, 2), day = two(text, 4);
    *out = (struct raw_date){.year = year, .two_digits = true};
    if (year < 0)
        return year == -1 && month == -1 && day == -1;
    if (month <= 0)
        return month >= -1 && (day == 0 || day == -1);
    out->month = month;
    out->day = day > 0 ? day : 0;
    return month <= 12 && day >= -1 && day <= days[month - 1];
}

/* As far as it is known. */
static struct span write_date(int year, const struct raw_date *raw, bool open, struct arena *arena)
{
    char *out = open ? arena_format(arena, "%02d", year) : arena_format(arena, "%04d", year);
    if (raw->month)
        out = arena_format(arena, "%s-%02d", out, raw->month);
    if (raw->day)
        out = arena_format(arena, "%s-%02d", out, raw->day);
    return span_of(out);
}

static void read_date(struct mrz_value *value, enum mrz_field field, int32_t day,
                      struct arena *arena)
{
    struct raw_date raw, full;
    struct two_dates dates;
    if (!read_raw_date(value->raw, &raw)) {
        remark(value, MRZ_REMARK_DATE);
        return;
    }
    if (!raw.day)
        remark(value, MRZ_REMARK_DATE_PARTIAL);
    if (raw.year < 0)
        return;
    if (day == MRZ_NO_DAY) {
        value->text = write_date(raw.year, &raw, true, arena);
        remark(value, MRZ_REMARK_CENTURY_OPEN);
        return;
    }
    full = raw;
    full.month = raw.month ? raw.month : 1;
    full.day = raw.day ? raw.day : 1;
    bool good = field == MRZ_BIRTH ? years_birth(&full, day, AGE_UNKNOWN, &dates)
                                   : years_expiry(&full, day, &dates);
    if (!good) {
        remark(value, MRZ_REMARK_DATE);
        return;
    }
    value->text = write_date(dates.date.year, &raw, false, arena);
    if (!dates.other.year)
        return;
    value->other = write_date(dates.other.year, &raw, false, arena);
    remark(value, MRZ_REMARK_CENTURY_AMBIGUOUS);
}

/* ---- the field ---- */

static void put_bytes(const struct zone *zone, const struct places *places, struct mrz_value *out)
{
    unsigned first = places->at[0], last = places->at[places->count - 1];
    out->begin = zone->begin[first];
    out->size = zone->begin[last] + zone->size[last] - out->begin;
}

bool value_is_sound(const struct mrz_value *value)
{
    for (unsigned i = 0; i < MRZ_REMARKS; i++)
        if (has_bit(value->remarks, i) && !mrz_remark_info((enum mrz_remark)i)->holds)
            return false;
    return true;
}

void field_read(const struct zone *zone, const struct checks *checks, enum mrz_field field,
                int32_t day, struct arena *arena, struct mrz_value *out)
{
    struct places places = field_places(zone, checks, field);
    *out = (struct mrz_value){.there = true, .raw = raw_text(zone, &places, arena)};
    if (field == MRZ_COMPOSITE)
        places_add(&places, mrz_part(zone->format, field)->line,
                   mrz_part(zone->format, field)->from, 1);
    if (places.count)
        put_bytes(zone, &places, out);
    switch (field) {
    case MRZ_CODE: read_code(out, arena); break;
    case MRZ_STATE:
    case MRZ_NATIONALITY: read_state(out, arena); break;
    case MRZ_NUMBER: read_number(out, checks, arena); break;
    case MRZ_NAME: read_name(out, arena); break;
    case MRZ_BIRTH:
    case MRZ_EXPIRY: read_date(out, field, day, arena); break;
    case MRZ_SEX: read_sex(out); break;
    case MRZ_PERSONAL:
    case MRZ_OPTIONAL:
    case MRZ_OPTIONAL_2:
    case MRZ_COMPOSITE:
    case MRZ_FIELDS: out->text = field_words(out->raw, arena); break;
    }
}
