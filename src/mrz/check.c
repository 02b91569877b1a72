/* Check digits: Doc 9303-3, 4.9. */
#include "mrz/internal.h"

static int value_of(char c)
{
    if (is_digit(c))
        return c - '0';
    if (is_letter(c))
        return c - 'A' + 10;
    return c == FILLER ? 0 : -1;
}

static int weight_of(size_t index)
{
    static const int weights[3] = {7, 3, 1};
    return weights[index % 3];
}

char mrz_check_digit(struct span text)
{
    int sum = 0;
    for (size_t i = 0; i < text.size; i++) {
        int value = value_of(text.at[i]);
        if (value < 0)
            return '?';
        sum = (sum + value * weight_of(i)) % 10;
    }
    return (char)('0' + sum);
}

char check_wanted(const struct zone *zone, const struct places *over)
{
    char text[sizeof over->at];
    for (unsigned i = 0; i < over->count; i++)
        text[i] = zone->at[over->at[i]];
    return mrz_check_digit((struct span){text, over->count});
}

bool places_are_blank(const struct zone *zone, const struct places *over)
{
    for (unsigned i = 0; i < over->count; i++)
        if (zone->at[over->at[i]] != FILLER)
            return false;
    return true;
}

bool check_holds(const struct zone *zone, const struct check *check)
{
    char said = zone->at[check->digit];
    if (said == FILLER)
        return places_are_blank(zone, &check->over);
    return said == check_wanted(zone, &check->over);
}

/* A number of more than nine characters has a filler for its check digit and goes on in the optional
 * data; its last character there is the check digit, computed without that filler (Doc 9303-5 and -6,
 * 4.2.2). False when the zone has no such number. */
static bool read_long(const struct zone *zone, const struct part *number, struct check *check)
{
    const struct part *optional = mrz_part(zone->format, MRZ_OPTIONAL);
    bool can = zone->format == MRZ_TD1 || zone->format == MRZ_TD2;
    unsigned size = 0;
    if (!can || zone->at[place_of(number->line, number->digit)] != FILLER)
        return false;
    while (size < optional->size &&
           zone->at[place_of(optional->line, optional->from + size)] != FILLER)
        size++;
    if (size < 2 || zone->at[check->over.at[number->size - 1]] == FILLER)
        return false;
    places_add(&check->over, optional->line, optional->from, size - 1);
    check->digit = place_of(optional->line, optional->from + size - 1);
    return true;
}

void checks_of(const struct zone *zone, struct checks *out)
{
    *out = (struct checks){0};
    for (int f = 0; f < MRZ_FIELDS; f++) {
        const struct part *part = mrz_part(zone->format, (enum mrz_field)f);
        if (!part || !part->digit)
            continue;
        struct check *check = &out->at[out->count++];
        *check = (struct check){.field = part->field, .digit = place_of(part->line, part->digit)};
        places_add(&check->over, part->line, part->from, part->size);
        if (f == MRZ_NUMBER)
            out->is_long = read_long(zone, part, check);
        if (f == MRZ_COMPOSITE) {
            check->over = mrz_composite(zone->format);
            out->composite = true;
        }
    }
}
