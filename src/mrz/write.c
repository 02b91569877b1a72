/* The lines of a zone from what a document says. */
#include <stdio.h>

#include "model/ports.h"
#include "mrz/internal.h"

/* A zone on its way; what fails first stays, and nothing is put after it. */
struct writing {
    struct zone zone;
    const struct mrz_document *document;
    struct arena *arena;
    enum status status;
};

static char *cell(struct zone *zone, const struct part *part, unsigned at)
{
    return &zone->at[place_of(part->line, part->from + at)];
}

static void fail(struct writing *writing, const char *sentence, enum mrz_field field)
{
    if (writing->status == STATUS_OK)
        writing->status =
            status_fail(STATUS_INPUT, "The %s %s.", mrz_field_info(field)->sentence, sentence);
}

static void put(struct writing *writing, enum mrz_field field, struct span text)
{
    const struct part *part = mrz_part(writing->zone.format, field);
    if ((!part && text.size == 0) || writing->status != STATUS_OK)
        return;
    if (!part || text.size > part->size) {
        fail(writing, "has more characters than there is room for", field);
        return;
    }
    for (unsigned i = 0; i < text.size; i++)
        *cell(&writing->zone, part, i) = text.at[i];
}

/* Capital letters and digits; every other character becomes a filler (Doc 9303-4, 4.2.2). */
static struct span clean(struct span text, struct arena *arena)
{
    text = span_trim(text);
    char *out = arena_alloc(arena, text.size + 1);
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        c = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
        out[i] = is_letter(c) || is_digit(c) ? c : FILLER;
    }
    return (struct span){out, text.size};
}

static void put_code(struct writing *writing)
{
    bool visa = writing->zone.format == MRZ_MRV_A || writing->zone.format == MRZ_MRV_B;
    struct span code = clean(writing->document->code, writing->arena);
    if (code.size == 0 || (code.at[0] == 'V') != visa || !is_letter(code.at[0]))
        fail(writing, "has to begin with V for visas, with another letter for all else", MRZ_CODE);
    put(writing, MRZ_CODE, code);
}

/* Germany's is D. */
static void put_state(struct writing *writing, enum mrz_field field, struct span code)
{
    const struct country *country = country_find(span_trim(code));
    if (!country)
        fail(writing, "is no code of Doc 9303-3, section 5", field);
    else
        put(writing, field,
            strcmp(country->alpha3, "DEU") == 0 ? SPAN("D") : span_of(country->alpha3));
}

static void put_date(struct writing *writing, enum mrz_field field, struct date date)
{
    const struct date whole = {date.year, date.month ? date.month : 1, date.day ? date.day : 1};
    const size_t known = date.year == 0 ? 0 : date.month == 0 ? 2 : date.day == 0 ? 4 : 6;
    char text[16];
    if (known && (!date_valid(whole) || (date.day && !date.month))) {
        fail(writing, "is no date", field);
        return;
    }
    snprintf(text, sizeof text, "%02d%02d%02d", date.year % 100, whole.month, whole.day);
    memset(text + known, FILLER, 6 - known);
    put(writing, field, (struct span){text, 6});
}

static void put_name(struct writing *writing)
{
    const struct mrz_document *document = writing->document;
    struct span surname = {NULL, 0}, given = {NULL, 0};
    struct buffer name = {0};
    if (writing->status == STATUS_OK)
        writing->status =
            mrz_transliterate(document->surname, document->state, writing->arena, &surname);
    if (writing->status == STATUS_OK)
        writing->status =
            mrz_transliterate(document->given, document->state, writing->arena, &given);
    if (surname.size + given.size == 0) {
        fail(writing, "is not there", MRZ_NAME);
        return;
    }
    name_write(surname, given, mrz_part(writing->zone.format, MRZ_NAME)->size, &name);
    put(writing, MRZ_NAME, buffer_span(&name));
    buffer_free(&name);
}

/* A number of more than nine characters goes on in the optional data, with its check digit and a
 * filler behind it, and that before what else stands there. Returns whether it does. */
static bool put_number(struct writing *writing)
{
    enum mrz_format format = writing->zone.format;
    const struct part *part = mrz_part(format, MRZ_NUMBER);
    struct span number = clean(writing->document->number, writing->arena);
    struct span optional = clean(writing->document->optional, writing->arena);
    bool is_long = number.size > part->size && (format == MRZ_TD1 || format == MRZ_TD2);
    if (field_words(number, writing->arena).size == 0)
        fail(writing, "is not there", MRZ_NUMBER);
    /* the first filler behind the field ends the number, one at its end says that it is short */
    if (is_long && memchr(number.at + part->size - 1, FILLER, number.size - part->size + 1))
        fail(writing, "is too long for what is neither letter nor digit in it", MRZ_NUMBER);
    if (is_long)
        optional = span_of(arena_format(writing->arena, "%.*s%c<%.*s",
                                        (int)(number.size - part->size), number.at + part->size,
                                        mrz_check_digit(number), (int)optional.size, optional.at));
    put(writing, MRZ_NUMBER, is_long ? span_part(number, 0, part->size) : number);
    put(writing, format == MRZ_TD3 ? MRZ_PERSONAL : MRZ_OPTIONAL, optional);
    return is_long;
}

/* Of a personal number that is not there the filler stands for the check digit, as behind the first
 * characters of a long number. */
static void put_digits(struct zone *zone, bool is_long)
{
    for (int f = 0; f < MRZ_FIELDS; f++) {
        const struct part *part = mrz_part(zone->format, (enum mrz_field)f);
        struct places over = {0};
        if (!part || !part->digit || (f == MRZ_NUMBER && is_long))
            continue;
        places_add(&over, part->line, part->from, part->size);
        if (f == MRZ_COMPOSITE)
            over = mrz_composite(zone->format);
        if (f == MRZ_PERSONAL && places_are_blank(zone, &over))
            continue;
        zone->at[place_of(part->line, part->digit)] = check_wanted(zone, &over);
    }
}

static struct span write_lines(const struct zone *zone, struct arena *arena)
{
    struct buffer lines = {0};
    for (unsigned i = 0; i < mrz_lines(zone->format); i++) {
        buffer_append(&lines, zone->at + place_of(i, 0), mrz_width(zone->format));
        buffer_char(&lines, '\n');
    }
    struct span out = arena_copy(arena, buffer_span(&lines));
    buffer_free(&lines);
    return out;
}

enum status mrz_write(const struct mrz_document *document, struct arena *arena, struct span *out)
{
    struct writing writing = {
        .zone = {.format = document->format}, .document = document, .arena = arena};
    char sex = document->sex == 'M' || document->sex == 'F' ? document->sex : FILLER;
    memset(writing.zone.at, FILLER, sizeof writing.zone.at);
    put_code(&writing);
    put_state(&writing, MRZ_STATE, document->state);
    put_state(&writing, MRZ_NATIONALITY, document->nationality);
    put_name(&writing);
    put_date(&writing, MRZ_BIRTH, document->birth);
    put_date(&writing, MRZ_EXPIRY, document->expiry);
    put(&writing, MRZ_SEX, (struct span){&sex, 1});
    put(&writing, MRZ_OPTIONAL_2, clean(document->optional_2, arena));
    bool is_long = put_number(&writing);
    if (writing.status != STATUS_OK)
        return writing.status;
    put_digits(&writing.zone, is_long);
    *out = write_lines(&writing.zone, arena);
    return STATUS_OK;
}
