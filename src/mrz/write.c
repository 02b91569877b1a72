/* The lines of a zone from what a document says. */
#include <stdio.h>

#include "model/ports.h"
#include "mrz/internal.h"

static char *cell(struct zone *zone, const struct part *part, unsigned at)
{
    return &zone->at[place_of(part->line, part->from + at)];
}

/* Capital letters and digits; every other character becomes a filler (Doc 9303-4, 4.2.2). */
static struct span clean(struct span text, struct arena *arena)
{
    text = span_trim(text);
    struct span out = arena_copy(arena, text);
    char *at = (char *)out.at;
    for (size_t i = 0; i < out.size; i++) {
        if (at[i] >= 'a' && at[i] <= 'z')
            at[i] = (char)(at[i] - 32);
        else if (!is_letter(at[i]) && !is_digit(at[i]))
            at[i] = FILLER;
    }
    return out;
}

static enum status put(struct zone *zone, enum mrz_field field, struct span text)
{
    const struct part *part = mrz_part(zone->format, field);
    if (!part && text.size == 0)
        return STATUS_OK;
    if (!part || text.size > part->size)
        return status_fail(STATUS_INPUT, "The %s has more characters than a %s has room for.",
                           mrz_field_info(field)->sentence, mrz_format_info(zone->format)->word);
    for (unsigned i = 0; i < text.size; i++)
        *cell(zone, part, i) = text.at[i];
    return STATUS_OK;
}

static enum status put_code(struct zone *zone, struct span code, struct arena *arena)
{
    bool visa = zone->format == MRZ_MRV_A || zone->format == MRZ_MRV_B;
    code = clean(code, arena);
    if (code.size == 0 || (code.at[0] == 'V') != visa || !is_letter(code.at[0]))
        return status_fail(STATUS_INPUT, "The document code begins with a letter, V for visas "
                                         "and for nothing else.");
    return put(zone, MRZ_CODE, code);
}

/* Germany's is D. */
static enum status put_state(struct zone *zone, enum mrz_field field, struct span code)
{
    const struct country *country = country_find(span_trim(code));
    if (!country)
        return status_fail(STATUS_INPUT, "The %s is no code of Doc 9303-3, section 5.",
                           mrz_field_info(field)->sentence);
    struct span alpha3 = span_of(country->alpha3);
    return put(zone, field, span_is(alpha3, "DEU") ? SPAN("D") : alpha3);
}

static enum status put_date(struct zone *zone, enum mrz_field field, struct date date)
{
    const struct date whole = {date.year, date.month ? date.month : 1, date.day ? date.day : 1};
    char text[16] = "<<<<<<";
    if (date.year == 0)
        return put(zone, field, SPAN("<<<<<<"));
    if (!date_valid(whole) || (date.day && !date.month))
        return status_fail(STATUS_INPUT, "The %s is no date.", mrz_field_info(field)->sentence);
    snprintf(text, sizeof text, "%02d%02d%02d", date.year % 100, whole.month, whole.day);
    size_t known = date.day ? 6 : date.month ? 4 : 2;
    memset(text + known, FILLER, 6 - known);
    return put(zone, field, (struct span){text, 6});
}

static enum status put_name(struct zone *zone, const struct mrz_document *document,
                            struct arena *arena)
{
    const struct part *part = mrz_part(zone->format, MRZ_NAME);
    struct span surname, given;
    struct buffer name = {0};
    enum status status = mrz_transliterate(document->surname, document->state, arena, &surname);
    if (status == STATUS_OK)
        status = mrz_transliterate(document->given, document->state, arena, &given);
    if (status != STATUS_OK)
        return status;
    if (surname.size + given.size == 0)
        return status_fail(STATUS_INPUT, "The document has no name.");
    name_write(surname, given, part->size, &name);
    status = put(zone, MRZ_NAME, buffer_span(&name));
    buffer_free(&name);
    return status;
}

/* A number of more than nine characters goes on in the optional data, with its check digit and a
 * filler behind it, and that before what else stands there. `optional`: what is put there. */
static enum status put_number(struct zone *zone, struct span number, struct span *optional,
                              struct arena *arena)
{
    const struct part *part = mrz_part(zone->format, MRZ_NUMBER);
    bool can = zone->format == MRZ_TD1 || zone->format == MRZ_TD2;
    number = clean(number, arena);
    if (number.size == 0)
        return status_fail(STATUS_INPUT, "The document has no number.");
    enum status status = put(zone, MRZ_NUMBER, can ? span_part(number, 0, part->size) : number);
    if (status == STATUS_OK && number.size > part->size)
        *optional = span_of(arena_format(arena, "%.*s%c<%.*s", (int)(number.size - part->size),
                                         number.at + part->size, mrz_check_digit(number),
                                         (int)optional->size, optional->at ? optional->at : ""));
    return status;
}

static enum status put_fields(struct zone *zone, const struct mrz_document *document,
                              struct arena *arena)
{
    char sex = document->sex == 'M' || document->sex == 'F' ? document->sex : FILLER;
    struct span optional = clean(document->optional, arena);
    enum mrz_field field = zone->format == MRZ_TD3 ? MRZ_PERSONAL : MRZ_OPTIONAL;
    enum status status = put_code(zone, document->code, arena);
    if (status == STATUS_OK)
        status = put_state(zone, MRZ_STATE, document->state);
    if (status == STATUS_OK)
        status = put_state(zone, MRZ_NATIONALITY, document->nationality);
    if (status == STATUS_OK)
        status = put_name(zone, document, arena);
    if (status == STATUS_OK)
        status = put_date(zone, MRZ_BIRTH, document->birth);
    if (status == STATUS_OK)
        status = put_date(zone, MRZ_EXPIRY, document->expiry);
    if (status == STATUS_OK)
        status = put(zone, MRZ_SEX, (struct span){&sex, 1});
    if (status == STATUS_OK)
        status = put_number(zone, document->number, &optional, arena);
    if (status == STATUS_OK)
        status = put(zone, field, optional);
    if (status == STATUS_OK)
        status = put(zone, MRZ_OPTIONAL_2, clean(document->optional_2, arena));
    return status;
}

/* Of a personal number that is not there the filler stands for the check digit, as behind the first
 * characters of a long number. */
static void put_digits(struct zone *zone, bool is_long)
{
    for (int f = 0; f < MRZ_FIELDS; f++) {
        const struct part *part = mrz_part(zone->format, (enum mrz_field)f);
        struct places over = {0};
        if (!part || !part->digit || (f == MRZ_NUMBER && is_long) ||
            (f == MRZ_PERSONAL && *cell(zone, part, 0) == FILLER))
            continue;
        places_add(&over, part->line, part->from, part->size);
        if (f == MRZ_COMPOSITE)
            over = mrz_composite(zone->format);
        zone->at[place_of(part->line, part->digit)] = check_wanted(zone, &over);
    }
}

enum status mrz_write(const struct mrz_document *document, struct arena *arena, struct span *out)
{
    struct zone *zone = arena_new(arena, struct zone);
    struct buffer lines = {0};
    zone->format = document->format;
    memset(zone->at, FILLER, sizeof zone->at);
    enum status status = put_fields(zone, document, arena);
    if (status != STATUS_OK)
        return status;
    put_digits(zone, span_trim(document->number).size > mrz_part(zone->format, MRZ_NUMBER)->size);
    for (unsigned i = 0; i < mrz_lines(zone->format); i++) {
        buffer_append(&lines, zone->at + place_of(i, 0), mrz_width(zone->format));
        buffer_char(&lines, '\n');
    }
    *out = arena_copy(arena, buffer_span(&lines));
    buffer_free(&lines);
    return STATUS_OK;
}
