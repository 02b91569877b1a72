/* POSIX TZ strings, "EET-2EEST,M3.5.0/3,M10.5.0/4": XBD 8.3, RFC 8536 section 3.3. */
#include "base/clock.h"
#include "sys/zone_internal.h"

enum { MOST_DIGITS = 3, HOUR = 3600, DAY = 86400 };

/* What is left to be read; `bad` sticks. */
struct rule_reader {
    struct span left;
    bool bad;
};

static bool take(struct rule_reader *reader, char c)
{
    if (reader->left.size == 0 || reader->left.at[0] != c)
        return false;
    reader->left = span_part(reader->left, 1, reader->left.size);
    return true;
}

static void need(struct rule_reader *reader, char c)
{
    reader->bad |= !take(reader, c);
}

static int32_t take_number(struct rule_reader *reader)
{
    int32_t number = 0;
    int digits = 0;
    while (reader->left.size && reader->left.at[0] >= '0' && reader->left.at[0] <= '9' &&
           digits++ < MOST_DIGITS) {
        number = number * 10 + (reader->left.at[0] - '0');
        reader->left = span_part(reader->left, 1, reader->left.size);
    }
    reader->bad |= digits == 0;
    return number;
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static void take_name(struct rule_reader *reader)
{
    bool quoted = take(reader, '<');
    size_t size = 0;
    while (size < reader->left.size &&
           (quoted ? reader->left.at[size] != '>' : is_letter(reader->left.at[size])))
        size++;
    reader->bad |= size < 3;
    reader->left = span_part(reader->left, size, reader->left.size);
    if (quoted)
        need(reader, '>');
}

/* [+-]hh[:mm[:ss]] */
static int32_t take_time(struct rule_reader *reader)
{
    bool minus = take(reader, '-');
    if (!minus)
        take(reader, '+');
    int32_t seconds = take_number(reader) * HOUR;
    if (take(reader, ':'))
        seconds += take_number(reader) * 60;
    if (take(reader, ':'))
        seconds += take_number(reader);
    return minus ? -seconds : seconds;
}

static struct zone_change take_change(struct rule_reader *reader)
{
    struct zone_change change = {.form = CHANGE_DAY, .seconds = 2 * HOUR};
    if (take(reader, 'M')) {
        change.form = CHANGE_WEEKDAY;
        change.month = take_number(reader);
        need(reader, '.');
        change.week = take_number(reader);
        need(reader, '.');
        change.weekday = take_number(reader);
        reader->bad |= change.month < 1 || change.month > 12 || change.week < 1 ||
                       change.week > 5 || change.weekday > 6;
    } else {
        if (take(reader, 'J'))
            change.form = CHANGE_JULIAN;
        change.day = take_number(reader);
        reader->bad |= change.day > 365 || (change.form == CHANGE_JULIAN && change.day == 0);
    }
    if (take(reader, '/'))
        change.seconds = take_time(reader);
    return change;
}

bool zone_rule_parse(struct span text, struct zone_rule *out)
{
    struct rule_reader reader = {text, false};
    struct zone_rule rule = {0};
    take_name(&reader);
    rule.standard = rule.summer = -take_time(&reader); /* POSIX counts west of Greenwich */
    if (reader.left.size) {
        rule.changes = true;
        take_name(&reader);
        rule.summer = rule.standard + HOUR;
        if (reader.left.size && reader.left.at[0] != ',')
            rule.summer = -take_time(&reader);
        need(&reader, ',');
        rule.begin = take_change(&reader);
        need(&reader, ',');
        rule.end = take_change(&reader);
    }
    if (reader.bad || reader.left.size)
        return false;
    *out = rule;
    return true;
}

/* ---- when ---- */

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int32_t weekday_of_month(const struct zone_change *change, int year)
{
    struct date first = {year, change->month, 1};
    struct date next = change->month == 12 ? (struct date){year + 1, 1, 1}
                                           : (struct date){year, change->month + 1, 1};
    int32_t day = date_to_day(first), end = date_to_day(next);
    int weekday = (int)(((day + 4) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
    day += (change->weekday - weekday + 7) % 7 + (change->week - 1) * 7;
    return day >= end ? day - 7 : day;
}

/* The change of that year, in local seconds since 1970. */
static int64_t change_at(const struct zone_change *change, int year)
{
    int32_t day = date_to_day((struct date){year, 1, 1});
    if (change->form == CHANGE_WEEKDAY)
        day = weekday_of_month(change, year);
    else if (change->form == CHANGE_DAY)
        day += change->day;
    else /* the 29th of February is never counted */
        day += change->day - 1 + (change->day > 59 && is_leap(year));
    return (int64_t)day * DAY + change->seconds;
}

int32_t zone_rule_offset(const struct zone_rule *rule, int64_t utc)
{
    if (!rule->changes)
        return rule->standard;
    int64_t local = utc + rule->standard;
    int year = date_from_day((int32_t)((local - (local % DAY + DAY) % DAY) / DAY)).year;
    int64_t begin = change_at(&rule->begin, year) - rule->standard;
    int64_t end = change_at(&rule->end, year) - rule->summer;
    bool summer = begin < end ? utc >= begin && utc < end : utc >= begin || utc < end;
    return summer ? rule->summer : rule->standard;
}
