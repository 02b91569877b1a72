/* Dates as messages write them. Whether two digits of a year are enough is decided as the reader
 * decides what they mean: near the day of sending, or against the flight (operations.md rule 20). */
#include <stdlib.h>

#include "encode/internal.h"

enum {
    PIVOT_YEAR = 2020, /* the reader's where the UNB has no date */
    NEAR_YEARS = 49,
    NEAR_DAYS = 366,
    GROWN = 16, /* from this age on nobody is taken for somebody a century older */
    CENTURY = 100,
    EXPIRY_BEFORE = 20,
    EXPIRY_AFTER = 50,
    INFANT = 2
};

struct moment encode_moment(struct span text)
{
    struct moment moment = {{0, 0, 0}, {0}, 0};
    if (!date_parse(span_part(text, 0, DATE_TEXT - 1), &moment.date))
        moment.date.year = 0;
    for (size_t i = DATE_TEXT; i < text.size && moment.clock_size < sizeof moment.clock; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9')
            moment.clock[moment.clock_size++] = text.at[i];
    return moment;
}

static char *two_digits(char *out, int number)
{
    *out++ = (char)('0' + number / 10 % 10);
    *out++ = (char)('0' + number % 10);
    return out;
}

static char *put_year(char *out, int year, bool brief)
{
    if (!brief)
        out = two_digits(out, year / 100);
    return two_digits(out, year);
}

static char *put_month(char *out, int month)
{
    static const char months[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    memcpy(out, months + 3 * (month - 1), 3);
    return out + 3;
}

struct date_text encode_date(struct date date, enum date_form form, bool brief)
{
    struct date_text text;
    char *end = text.at;
    if (form == DATE_YMD)
        end = two_digits(two_digits(put_year(end, date.year, brief), date.month), date.day);
    else if (form == DATE_DMY)
        end = put_year(two_digits(two_digits(end, date.day), date.month), date.year, brief);
    else
        end = put_year(put_month(two_digits(end, date.day), date.month), date.year, brief);
    text.size = (unsigned)(end - text.at);
    return text;
}

bool encode_is_near_year(const struct encoder *encoder, struct date date)
{
    bool known = encoder->sent_day != DAY_NONE;
    int pivot = known ? date_from_day(encoder->sent_day).year : PIVOT_YEAR;
    return abs(date.year - pivot) <= NEAR_YEARS;
}

bool encode_is_near_day(const struct encoder *encoder, struct date date)
{
    if (encoder->sent_day == DAY_NONE)
        return encode_is_near_year(encoder, date);
    return abs(date_to_day(date) - encoder->sent_day) <= NEAR_DAYS;
}

/* Whole years from `date` to the flight; -1 when it is later or the flight's day is not known. */
static int years_before_flight(const struct encoder *encoder, struct date date)
{
    if (encoder->flight_day == DAY_NONE || date_to_day(date) > encoder->flight_day)
        return -1;
    struct date then = date_from_day(encoder->flight_day);
    bool before = then.month < date.month || (then.month == date.month && then.day < date.day);
    return then.year - date.year - before;
}

bool encode_is_brief_birth(const struct encoder *encoder, struct date birth, bool child)
{
    int years = years_before_flight(encoder, birth);
    return years >= (child ? 0 : GROWN) && years < CENTURY;
}

bool encode_is_brief_past(const struct encoder *encoder, struct date date)
{
    int years = years_before_flight(encoder, date);
    return years >= 0 && years < CENTURY;
}

bool encode_is_brief_expiry(const struct encoder *encoder, struct date expiry)
{
    if (encoder->flight_day == DAY_NONE)
        return false;
    int years = expiry.year - date_from_day(encoder->flight_day).year;
    return years >= -EXPIRY_BEFORE && years <= EXPIRY_AFTER;
}

bool encode_is_infant(const struct encoder *encoder, struct span birth)
{
    struct date date;
    if (!date_parse(birth, &date))
        return false;
    int years = years_before_flight(encoder, date);
    return years >= 0 && years < INFANT;
}

void encode_put_moment(struct encoder *encoder, unsigned position, unsigned component,
                       struct span text)
{
    struct moment moment = encode_moment(text);
    if (moment.date.year == 0)
        return;
    struct date_text date =
        encode_date(moment.date, DATE_DMY, encode_is_near_year(encoder, moment.date));
    edifact_put(&encoder->writer, position, component, encode_date_span(&date));
    edifact_put(&encoder->writer, position, component + 1,
                (struct span){moment.clock, moment.clock_size});
}
