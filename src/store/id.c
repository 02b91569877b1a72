#include "store/id.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

enum { FIRST_YEAR = 1990 };

char *id_format(enum id_letter letter, int64_t id, char *out)
{
    struct date date = date_from_day(id_day(id));
    snprintf(out, ID_TEXT, "%c%02u%02u%02u-%d", (char)letter, (unsigned)date.year % 100u,
             (unsigned)date.month % 100u, (unsigned)date.day % 100u, id_number(id));
    return out;
}

static bool read_day(struct span digits, int32_t *out)
{
    int64_t year, month, day;
    if (!span_number(span_part(digits, 0, 2), &year) ||
        !span_number(span_part(digits, 2, 2), &month) ||
        !span_number(span_part(digits, 4, 2), &day))
        return false;
    int century = FIRST_YEAR - FIRST_YEAR % 100;
    struct date date = {century + (int)year, (int)month, (int)day};
    if (date.year < FIRST_YEAR)
        date.year += 100;
    *out = date_valid(date) ? date_to_day(date) : 0;
    return date_valid(date);
}

bool id_parse(struct span text, enum id_letter letter, int64_t *out)
{
    int32_t day;
    int64_t number;
    struct span digits, tail;
    text = span_trim(text);
    if (text.size < 9 || (text.at[0] != (char)letter && text.at[0] != (char)(letter | 0x20)))
        return false;
    digits = span_cut(span_part(text, 1, text.size), '-', &tail);
    if (digits.size != 6 || !read_day(digits, &day) || !span_number(tail, &number) || number < 1 ||
        number > ID_NUMBER_LAST)
        return false;
    *out = id_make(day, (int32_t)number);
    return true;
}

uint32_t id_find(const void *items, uint32_t count, size_t size, int64_t id)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int64_t there;
        memcpy(&there, (const char *)items + middle * size, sizeof there);
        if (there == id)
            return middle;
        if (there < id)
            low = middle + 1;
        else
            high = middle;
    }
    return UINT32_MAX;
}
