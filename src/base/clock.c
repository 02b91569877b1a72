#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * MICROS_PER_SECOND + now.tv_nsec / 1000;
}

int64_t clock_now(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t clock_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

/* Counts days by 400-year eras with the year starting in March, so that the leap day is last. */
int32_t date_to_day(struct date date)
{
    int year = date.month <= 2 ? date.year - 1 : date.year;
    int era = (year >= 0 ? year : year - 399) / 400;
    int of_era = year - era * 400;
    int of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    int of_era_day = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return era * 146097 + of_era_day - 719468;
}

struct date date_from_day(int32_t day)
{
    int32_t z = day + 719468;
    int32_t era = (z >= 0 ? z : z - 146096) / 146097;
    int32_t of_era_day = z - era * 146097;
    int32_t of_era =
        (of_era_day - of_era_day / 1460 + of_era_day / 36524 - of_era_day / 146096) / 365;
    int32_t of_year = of_era_day - (365 * of_era + of_era / 4 - of_era / 100);
    int32_t march_month = (5 * of_year + 2) / 153;
    struct date date = {
        .year = of_era + era * 400,
        .month = march_month < 10 ? march_month + 3 : march_month - 9,
        .day = of_year - (153 * march_month + 2) / 5 + 1,
    };
    if (date.month <= 2)
        date.year++;
    return date;
}

bool date_valid(struct date date)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1)
        return false;
    bool leap = (date.year % 4 == 0 && date.year % 100 != 0) || date.year % 400 == 0;
    return date.day <= days[date.month - 1] + (date.month == 2 && leap);
}

static bool part(struct span text, size_t from, size_t size, int *out)
{
    int64_t value;
    if (text.size < from + size || !span_number(span_part(text, from, size), &value))
        return false;
    *out = (int)value;
    return true;
}

bool date_parse(struct span text, struct date *out)
{
    struct date date;
    if (text.size != 10 || text.at[4] != '-' || text.at[7] != '-')
        return false;
    if (!part(text, 0, 4, &date.year) || !part(text, 5, 2, &date.month) ||
        !part(text, 8, 2, &date.day) || !date_valid(date))
        return false;
    *out = date;
    return true;
}

char *date_format(struct date date, char *out)
{
    snprintf(out, DATE_TEXT, "%04u-%02u-%02u", (unsigned)date.year % 10000u,
             (unsigned)date.month % 100u, (unsigned)date.day % 100u);
    return out;
}

char *time_format(int64_t micros, char *out)
{
    int64_t day = micros / MICROS_PER_DAY, rest = micros % MICROS_PER_DAY;
    if (rest < 0) {
        rest += MICROS_PER_DAY;
        day--;
    }
    date_format(date_from_day((int32_t)day), out);
    unsigned seconds = (unsigned)(rest / MICROS_PER_SECOND);
    snprintf(out + 10, TIME_TEXT - 10, "T%02u:%02u:%02u.%06uZ", seconds / 3600 % 24,
             seconds / 60 % 60, seconds % 60, (unsigned)(rest % MICROS_PER_SECOND) % 1000000u);
    return out;
}

bool time_parse(struct span text, int64_t *out)
{
    struct date date;
    int hour, minute, second;
    if (text.size < 20 || text.at[10] != 'T' || text.at[text.size - 1] != 'Z' ||
        !date_parse(span_part(text, 0, 10), &date) || !part(text, 11, 2, &hour) ||
        !part(text, 14, 2, &minute) || !part(text, 17, 2, &second) || hour > 23 || minute > 59 ||
        second > 59)
        return false;
    int64_t fraction = 0;
    if (text.size > 20) {
        struct span digits = span_part(text, 20, text.size - 21);
        if (text.at[19] != '.' || digits.size > 6 || !span_number(digits, &fraction))
            return false;
        for (size_t i = digits.size; i < 6; i++)
            fraction *= 10;
    }
    *out = date_to_day(date) * MICROS_PER_DAY +
           (hour * 3600 + minute * 60 + second) * MICROS_PER_SECOND + fraction;
    return true;
}
