/* Ids of flights, bookings and travellers: given in order, never random, and they tell the file.
 *
 *   id = day << 24 | n      day: days since 1970 of the day file; n: from 1, each kind of its own
 *
 * For people: `T261122-17` is the 17th traveller of the flights of 2026-11-22. */
#ifndef STORE_ID_H
#define STORE_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum {
    ID_TEXT = 20,
    ID_DAY_FIRST = 7305, /* 1990-01-01: two digits of a year are read as 1990..2089 */
    ID_DAY_LAST = 43829, /* 2089-12-31 */
    ID_NUMBER_LAST = 0xFFFFFF
};

enum id_letter { ID_TRAVELLER = 'T', ID_FLIGHT = 'F', ID_BOOKING = 'B' };

static inline int64_t id_make(int32_t day, int32_t number)
{
    return (int64_t)day << 24 | number;
}

static inline int32_t id_day(int64_t id)
{
    return (int32_t)(id >> 24);
}

static inline int32_t id_number(int64_t id)
{
    return (int32_t)(id & ID_NUMBER_LAST);
}

/* The least id that a later day can have: ids of days a..b are id_make(a, 0) <= id < id_end(b). */
static inline int64_t id_end(int32_t day)
{
    return id_make(day + 1, 0);
}

static inline bool id_day_valid(int32_t day)
{
    return day >= ID_DAY_FIRST && day <= ID_DAY_LAST;
}

/* Where `id` stands among `count` items of `size` bytes, ascending by the id with which each begins;
 * UINT32_MAX: nowhere. */
uint32_t id_find(const void *items, uint32_t count, size_t size, int64_t id);

/* Into `out` of ID_TEXT bytes; returns `out`. */
char *id_format(enum id_letter letter, int64_t id, char *out);

/* Reads what id_format writes (small letters too); false when it is none of that letter. */
bool id_parse(struct span text, enum id_letter letter, int64_t *out);

#endif
