/* Time as the program knows it: microseconds since 1970 UTC, and days as numbers.
 * Nothing that derives facts asks what time it is: it is given the time of the journal entry.
 * Only the processes read the clock, through struct clock, so that tests can set it. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

#define MICROS_PER_SECOND INT64_C(1000000)
#define MICROS_PER_DAY (INT64_C(86400) * MICROS_PER_SECOND)

/* Microseconds UTC from the system. */
int64_t clock_now(void);

/* Microseconds that only go forward, for deadlines. */
int64_t clock_monotonic(void);

struct date {
    int year, month, day; /* 1..12, 1..31; all 0 = none */
};

/* Days since 1970-01-01 in the proleptic Gregorian calendar; any valid date. */
int32_t date_to_day(struct date date);
struct date date_from_day(int32_t day);
bool date_valid(struct date date); /* year 1..9999, a day that the month has */

/* Reads "YYYY-MM-DD"; false when it is none. */
bool date_parse(struct span text, struct date *out);

enum { DATE_TEXT = 11, TIME_TEXT = 28 };

/* "YYYY-MM-DD" into `out` of DATE_TEXT bytes; returns `out`. */
char *date_format(struct date date, char *out);

/* "2026-11-22T10:00:00.000000Z" into `out` of TIME_TEXT bytes; returns `out`. */
char *time_format(int64_t micros, char *out);

/* Reads what time_format writes, seconds' fraction optional. */
bool time_parse(struct span text, int64_t *out);

#endif
