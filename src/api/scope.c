#include "api/internal.h"

/* A link's flight is "HY9271 2026-11-22"; a message's stands in its legs. Designators are the same when
 * they are without blanks, hyphens and the zeros before a flight's number. */

enum { LEAST_CARRIER = 2, MOST_KEY = 24 };

static bool is_number(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static size_t add_plain(char key[MOST_KEY], size_t size, struct span text)
{
    for (size_t i = 0; i < text.size && size < MOST_KEY; i++) {
        char c = text.at[i];
        c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        if (is_number(c) || is_letter(c))
            key[size++] = c;
    }
    return size;
}

/* Takes out the zeros before the number, which a letter may follow: "HY0271A". */
static size_t drop_zeros(char key[MOST_KEY], size_t size)
{
    size_t end = size && is_letter(key[size - 1]) ? size - 1 : size, from = end;
    while (from > LEAST_CARRIER && is_number(key[from - 1]))
        from--;
    size_t zeros = 0;
    while (from + zeros + 1 < end && key[from + zeros] == '0')
        zeros++;
    memmove(key + from, key + from + zeros, size - from - zeros);
    return size - zeros;
}

static bool is_same_flight(struct span designator, const struct image *image, uint32_t leg)
{
    char wanted[MOST_KEY], told[MOST_KEY];
    size_t wanted_size = drop_zeros(wanted, add_plain(wanted, 0, designator));
    size_t told_size = add_plain(told, 0, image_text(image, leg, FIELD_LEG_CARRIER));
    told_size = add_plain(told, told_size, image_text(image, leg, FIELD_LEG_NUMBER));
    told_size = drop_zeros(told, told_size);
    return wanted_size == told_size && memcmp(wanted, told, told_size) == 0;
}

static enum scope scope_of_leg(struct span designator, struct span day, const struct image *image,
                               uint32_t leg)
{
    struct span departure = span_part(image_text(image, leg, FIELD_LEG_DEPARTURE), 0, day.size);
    if (!departure.size || !image_text(image, leg, FIELD_LEG_NUMBER).size)
        return SCOPE_UNTOLD;
    return span_equal(departure, day) && is_same_flight(designator, image, leg) ? SCOPE_FITS
                                                                                : SCOPE_OTHER;
}

/* One of a message's legs is the flight, or none of them says which it is. */
static enum scope scope_of_message(struct span designator, struct span day,
                                   const struct image *image, uint32_t message)
{
    enum scope scope = SCOPE_UNTOLD;
    for (uint32_t n = image->nodes[message].first_child; n != IMAGE_NONE;
         n = image->nodes[n].next) {
        if (image->nodes[n].type != NODE_LEG)
            continue;
        enum scope leg = scope_of_leg(designator, day, image, n);
        if (leg == SCOPE_FITS)
            return leg;
        if (leg == SCOPE_OTHER)
            scope = leg;
    }
    return scope;
}

enum scope scope_of(struct span flight, const struct image *image)
{
    struct span day, designator = span_cut(flight, ' ', &day);
    enum scope scope = SCOPE_UNTOLD;
    if (!flight.size)
        return SCOPE_FITS;
    for (uint32_t n = 0; n < image->header->nodes; n++) {
        if (image->nodes[n].type != NODE_MESSAGE)
            continue;
        enum scope message = scope_of_message(designator, day, image, n);
        if (message == SCOPE_OTHER)
            return message;
        if (message == SCOPE_FITS)
            scope = message;
    }
    return scope;
}
