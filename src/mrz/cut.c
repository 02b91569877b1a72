/* Names that are longer than their field, cut as the examples of Doc 9303-4, -5 and -6, 4.2.3 do: parts
 * become initials from the last one on, and the last character of the field is a letter. */
#include "mrz/internal.h"

enum { MOST_PARTS = MRZ_WIDTH }; /* further ones have no room */

/* A transliterated name by its parts; how much of each stays. */
struct parts {
    struct span at[MOST_PARTS];
    size_t keep[MOST_PARTS], count;
};

static struct parts part_name(struct span name)
{
    struct parts parts = {.count = 0};
    while (name.size && parts.count < MOST_PARTS) {
        parts.at[parts.count] = span_cut(name, FILLER, &name);
        parts.keep[parts.count] = parts.at[parts.count].size;
        parts.count++;
    }
    return parts;
}

static size_t length_of(const struct parts *parts)
{
    size_t length = parts->count ? parts->count - 1 : 0;
    for (size_t i = 0; i < parts->count; i++)
        length += parts->keep[i];
    return length;
}

/* Gives back what there is room for. */
static void lengthen(struct parts *parts, size_t room)
{
    for (size_t i = 0; i < parts->count; i++)
        while (parts->keep[i] < parts->at[i].size && length_of(parts) < room)
            parts->keep[i]++;
}

/* `whole`: a part but the first becomes an initial even where less would do, so that what stays of the
 * name is whole words and initials. */
static void shorten(struct parts *parts, size_t room, bool whole)
{
    for (size_t i = parts->count; i-- > 0 && length_of(parts) > room;) {
        size_t over = length_of(parts) - room, most = parts->keep[i] - 1;
        parts->keep[i] -= (whole && i > 0) || over > most ? most : over;
    }
    bool left_out = false;
    for (; parts->count > 1 && length_of(parts) > room; parts->count--)
        left_out = true;
    if (left_out)
        lengthen(parts, room);
}

static void put_parts(const struct parts *parts, struct buffer *out)
{
    for (size_t i = 0; i < parts->count; i++) {
        if (i)
            buffer_char(out, FILLER);
        buffer_append(out, parts->at[i].at, parts->keep[i]);
    }
}

void name_write(struct span surname, struct span given, size_t width, struct buffer *out)
{
    const struct span between = SPAN("<<");
    struct parts primary = part_name(surname.size ? surname : given), secondary = {.count = 0};
    if (surname.size && given.size)
        secondary = part_name(given);
    if (secondary.count == 0) {
        shorten(&primary, width, false);
        put_parts(&primary, out);
        return;
    }
    shorten(&primary, width - between.size - 1, true);
    shorten(&secondary, width - between.size - length_of(&primary), false);
    if (length_of(&primary) < surname.size)
        lengthen(&primary, width - between.size - length_of(&secondary));
    put_parts(&primary, out);
    buffer_append(out, between.at, between.size);
    put_parts(&secondary, out);
}
