#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "sys/files.h"
#include "sys/zone_internal.h"

enum { MOST_BYTES = 1 << 20, HEADER = 44, TYPE = 6, MOST_OFFSET = 26 * 3600 };

/* At `at` begins the offset `offset`. */
struct transition {
    int64_t at;
    int32_t offset;
};
struct zone {
    struct transition *transitions;
    size_t count;
    int32_t first; /* before the first transition */
    bool ruled;    /* `rule` holds after the last */
    struct zone_rule rule;
};

/* The counts of a header, in the order of the file (RFC 8536 section 3.1). */
struct counts {
    size_t utc, standard, leaps, times, types, characters;
};

static uint64_t big_endian(const char *at, int size)
{
    uint64_t number = 0;
    for (int i = 0; i < size; i++)
        number = number << 8 | (unsigned char)at[i];
    return number;
}

static bool read_header(struct span bytes, struct counts *out)
{
    if (bytes.size < HEADER || memcmp(bytes.at, "TZif", 4) != 0 || bytes.at[4] < '2')
        return false;
    size_t *counts[] = {&out->utc,   &out->standard, &out->leaps,
                        &out->times, &out->types,    &out->characters};
    for (int i = 0; i < 6; i++) {
        *counts[i] = (size_t)big_endian(bytes.at + 20 + 4 * i, 4);
        if (*counts[i] > MOST_BYTES)
            return false;
    }
    return true;
}

static size_t data_size(const struct counts *counts, size_t time_size)
{
    return counts->times * (time_size + 1) + counts->types * TYPE + counts->characters +
           counts->leaps * (time_size + 4) + counts->standard + counts->utc;
}

static bool offset_of(struct span types, size_t index, int32_t *out)
{
    if ((index + 1) * TYPE > types.size)
        return false;
    *out = (int32_t)(uint32_t)big_endian(types.at + index * TYPE, 4);
    return *out > -MOST_OFFSET && *out < MOST_OFFSET;
}

static bool read_data(struct zone *zone, struct span data, const struct counts *counts)
{
    struct span times = span_part(data, 0, counts->times * 8);
    struct span indexes = span_part(data, times.size, counts->times);
    struct span types = span_part(data, times.size + indexes.size, counts->types * TYPE);
    zone->transitions = memory_alloc(sizeof *zone->transitions * (counts->times + 1));
    if (!offset_of(types, 0, &zone->first))
        return false;
    for (size_t i = 0; i < counts->times; i++) {
        struct transition *transition = &zone->transitions[i];
        transition->at = (int64_t)big_endian(times.at + 8 * i, 8);
        if (!offset_of(types, (unsigned char)indexes.at[i], &transition->offset) ||
            (i && transition->at <= transition[-1].at))
            return false;
    }
    zone->count = counts->times;
    return true;
}

/* The footer stands between two line ends; an empty one says that there is no rule. */
static bool read_footer(struct zone *zone, struct span footer)
{
    struct span rest;
    if (footer.size < 2 || footer.at[0] != '\n')
        return false;
    struct span text = span_cut(span_part(footer, 1, footer.size), '\n', &rest);
    zone->ruled = text.size != 0;
    return !zone->ruled || zone_rule_parse(text, &zone->rule);
}

/* The first part, of 32-bit times, is passed over. */
static bool read_zone(struct zone *zone, struct span bytes)
{
    struct counts counts;
    if (!read_header(bytes, &counts) || bytes.size < HEADER + data_size(&counts, 4))
        return false;
    bytes = span_part(bytes, HEADER + data_size(&counts, 4), bytes.size);
    if (!read_header(bytes, &counts) || bytes.size < HEADER + data_size(&counts, 8))
        return false;
    size_t size = data_size(&counts, 8);
    return read_data(zone, span_part(bytes, HEADER, size), &counts) &&
           read_footer(zone, span_part(bytes, HEADER + size, bytes.size));
}

/* Letters, digits, `/`, `_`, `-` and `+`, no `/` first: nothing that leads out of the folder. */
static bool is_name(const char *name)
{
    size_t size =
        strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_-+");
    return size && name[size] == '\0' && name[0] != '/';
}

enum status zone_open(const char *folder, const char *name, struct zone **out)
{
    struct buffer path = {0}, bytes = {0};
    if (!is_name(name))
        return status_fail(STATUS_MISSING, "This is no name of a time zone.");
    buffer_format(&path, "%s/%s", folder, name);
    enum status status = file_read(buffer_string(&path), MOST_BYTES, &bytes);
    struct zone *zone = memory_alloc(sizeof *zone);
    if (status == STATUS_OK && !read_zone(zone, buffer_span(&bytes)))
        status = status_fail(STATUS_DAMAGED,
                             "%s is no file of a time zone, or one older than "
                             "version 2. Install the package tzdata again.",
                             buffer_string(&path));
    if (status == STATUS_OK)
        *out = zone;
    else
        zone_close(zone);
    buffer_free(&path);
    buffer_free(&bytes);
    return status;
}

void zone_close(struct zone *zone)
{
    if (!zone)
        return;
    free(zone->transitions);
    free(zone);
}

int32_t zone_offset(const struct zone *zone, int64_t utc)
{
    size_t low = 0, high = zone->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->transitions[middle].at <= utc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->count && zone->ruled)
        return zone_rule_offset(&zone->rule, utc);
    return low ? zone->transitions[low - 1].offset : zone->first;
}

/* The offsets a day before and a day after are those that can hold; at most one change lies between
 * them. */
int64_t zone_to_utc(const struct zone *zone, int64_t local)
{
    enum { DAY = 86400 };
    int32_t before = zone_offset(zone, local - DAY), after = zone_offset(zone, local + DAY);
    int64_t first = local - before, second = local - after;
    if (before == after || zone_offset(zone, first) == before)
        return first;
    return zone_offset(zone, second) == after ? second : first;
}
