/* Dates and times as the messages write them. */
#include "check/internal.h"

static int digits(struct span text, size_t from, size_t size)
{
    int64_t value = 0;
    return span_number(span_part(text, from, size), &value) ? (int)value : -1;
}

/* The century that puts the year nearest to `near`; without it 1970 to 2069. */
static int whole_year(int year, int32_t near)
{
    if (near == NO_DAY)
        return year >= 70 ? 1900 + year : 2000 + year;
    int middle = date_from_day(near).year, whole = middle / 100 * 100 + year;
    if (whole > middle + 50)
        whole -= 100;
    else if (whole < middle - 50)
        whole += 100;
    return whole;
}

bool check_read_day(struct span text, enum date_order order, int32_t near, int32_t *day)
{
    struct date date;
    if (!check_all_digits(text) || (text.size != 6 && (text.size != 8 || order == DAY_FIRST)))
        return false;
    if (text.size == 8)
        date = (struct date){digits(text, 0, 4), digits(text, 4, 2), digits(text, 6, 2)};
    else if (order == YEAR_FIRST)
        date = (struct date){whole_year(digits(text, 0, 2), near), digits(text, 2, 2),
                             digits(text, 4, 2)};
    else
        date = (struct date){whole_year(digits(text, 4, 2), near), digits(text, 2, 2),
                             digits(text, 0, 2)};
    if (!date_valid(date))
        return false;
    *day = date_to_day(date);
    return true;
}

bool check_read_time(struct span text, int *minutes)
{
    if (!check_all_digits(text) || (text.size != 4 && text.size != 6))
        return false;
    int hour = digits(text, 0, 2), minute = digits(text, 2, 2);
    int second = text.size == 6 ? digits(text, 4, 2) : 0;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *minutes = hour * 60 + minute;
    return true;
}

static bool before_flight(int year, int month, int day, int32_t flight, int32_t *out)
{
    struct date date = {year, month, day};
    if (!date_valid(date))
        return false;
    *out = date_to_day(date);
    return *out <= flight;
}

/* Two digits: the latest year in which the day is there and not after the flight. */
static bool past_day(int year, int month, int day, int32_t flight, int32_t *out)
{
    int last = (flight == NO_DAY ? 2069 : date_from_day(flight).year) / 100 * 100 + year;
    int32_t limit = flight == NO_DAY ? INT32_MAX : flight;
    return before_flight(last, month, day, limit, out) ||
           before_flight(last - 100, month, day, limit, out);
}

bool check_read_birth(struct span text, int32_t flight, int32_t *day)
{
    if (text.size != 6 || !check_all_digits(text))
        return check_read_day(text, YEAR_FIRST, flight, day);
    return past_day(digits(text, 0, 2), digits(text, 2, 2), digits(text, 4, 2), flight, day);
}

bool check_read_named_day(struct span text, int32_t flight, bool birth, int32_t *day)
{
    static const char months[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    if (text.size != 7 || !check_all_digits(span_part(text, 0, 2)) ||
        !check_all_digits(span_part(text, 5, 2)))
        return false;
    for (int month = 0; month < 12; month++) {
        if (memcmp(months + month * 3, text.at + 2, 3) != 0)
            continue;
        if (birth)
            return past_day(digits(text, 5, 2), month + 1, digits(text, 0, 2), flight, day);
        struct date date = {whole_year(digits(text, 5, 2), flight), month + 1, digits(text, 0, 2)};
        if (!date_valid(date))
            return false;
        *day = date_to_day(date);
        return true;
    }
    return false;
}
