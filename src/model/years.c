#include "model/years.h"

enum {
    ADULT = 12, /* least years of an adult in the sense of fares, and of crew */
    CREW = 16,
    EXPIRY_BEFORE = 20,
    EXPIRY_AFTER = 50
};

bool years_date(const struct raw_date *raw, int year, struct date *out)
{
    struct date date = {year, raw->month, raw->day};
    if (!date_valid(date))
        return false;
    *out = date;
    return true;
}

int years_between(struct date birth, int32_t day)
{
    struct date then = date_from_day(day);
    bool before = then.month < birth.month || (then.month == birth.month && then.day < birth.day);
    return then.year - birth.year - before;
}

/* The latest year not after `day`; of 29 February the latest that has one. */
static bool latest_not_after(const struct raw_date *raw, int32_t day, struct date *out)
{
    int century = date_from_day(day).year / 100 * 100;
    for (int year = century + raw->year; year > century - 200; year -= 100)
        if (years_date(raw, year, out) && date_to_day(*out) <= day)
            return true;
    return false;
}

bool years_past(const struct raw_date *raw, int32_t day, struct date *out)
{
    if (raw->two_digits)
        return latest_not_after(raw, day, out);
    return years_date(raw, raw->year, out) && date_to_day(*out) <= day;
}

bool years_birth(const struct raw_date *raw, int32_t day, enum age age, struct two_dates *out)
{
    struct date date, before;
    if (!years_past(raw, day, &date) || years_between(date, day) > YEARS_OLDEST)
        return false;
    *out = (struct two_dates){.date = date};
    if (!raw->two_digits || !years_date(raw, date.year - 100, &before))
        return true;
    int years = years_between(date, day);
    int least = age == AGE_ADULT ? ADULT : age == AGE_CREW ? CREW : 0;
    if (years < least) /* carriers call children adults, too: the other reading is kept */
        *out = (struct two_dates){.date = before, .other = date};
    else if (age == AGE_UNKNOWN && years + 100 <= YEARS_OLDEST)
        out->other = before;
    return true;
}

/* How far `date` lies outside of the years in which a document may expire; 0 inside. */
static int outside(struct date date, int32_t day)
{
    int years = date.year - date_from_day(day).year;
    if (years < -EXPIRY_BEFORE)
        return -EXPIRY_BEFORE - years;
    return years > EXPIRY_AFTER ? years - EXPIRY_AFTER : 0;
}

bool years_expiry(const struct raw_date *raw, int32_t day, struct two_dates *out)
{
    struct two_dates found = {{0, 0, 0}, {0, 0, 0}};
    if (!raw->two_digits) {
        *out = found;
        return years_date(raw, raw->year, &out->date);
    }
    int century = date_from_day(day).year / 100 * 100;
    for (int year = century - 100 + raw->year; year <= century + 100 + raw->year; year += 100) {
        struct date date;
        if (!years_date(raw, year, &date))
            continue;
        if (!found.date.year || outside(date, day) < outside(found.date, day)) {
            found.other = found.date;
            found.date = date;
        } else if (!found.other.year || outside(date, day) < outside(found.other, day)) {
            found.other = date;
        }
    }
    if (!found.date.year)
        return false;
    if (outside(found.date, day) == 0) /* the window is shorter than a century */
        found.other.year = 0;
    *out = found;
    return true;
}
