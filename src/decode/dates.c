/* Dates as messages write them, read against the flight and never against today (operations.md
 * rule 20), so that reading a message again in ten years gives the same. */
#include <stdlib.h>

#include "decode/internal.h"

enum {
    PIVOT_DAY = 18262, /* 2020-01-01, where neither message nor reception give a day */
    INFANT = 2,
    GROWN = 18,
    FAR_DAYS = 1826, /* a flight so far from its message has a damaged date */
    NEAR_DAYS = 366  /* between the preparation of a message and the travel it tells of */
};

static bool digits(struct span text, size_t from, size_t count, int *out)
{
    *out = 0;
    for (size_t i = from; i < from + count; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *out = *out * 10 + (text.at[i] - '0');
    }
    return true;
}

static int month_of(struct span text, size_t from)
{
    static const char months[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    char name[3];
    for (int i = 0; i < 3; i++) {
        char c = text.at[from + (size_t)i];
        name[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
    }
    for (int month = 0; month < 12; month++)
        if (memcmp(months + 3 * month, name, 3) == 0)
            return month + 1;
    return 0;
}

/* 5JUL80, 05JUL80, 05JUL1980 */
static bool read_named(struct span text, struct raw_date *out)
{
    size_t days = text.size == 6 || text.size == 8 ? 1 : 2;
    size_t years = text.size - days - 3;
    out->two_digits = years == 2;
    out->month = month_of(text, days);
    return out->month && digits(text, 0, days, &out->day) &&
           digits(text, days + 3, years, &out->year);
}

static bool read_numbers(struct span text, enum date_form form, struct raw_date *out)
{
    if (text.size == 8 && form == DATE_YMD && span_starts(text, "00") &&
        !span_starts(text, "0000") && !span_starts(text, "0001"))
        text = span_part(text, 2, 6); /* 00240101: padded; 00010101 is a null date */
    size_t years = text.size - 4;
    out->two_digits = years == 2;
    if (form == DATE_YMD)
        return digits(text, 0, years, &out->year) && digits(text, years, 2, &out->month) &&
               digits(text, years + 2, 2, &out->day);
    return digits(text, 0, 2, &out->day) && digits(text, 2, 2, &out->month) &&
           digits(text, 4, years, &out->year);
}

bool decode_raw_date(struct span text, enum date_form form, struct raw_date *out)
{
    text = span_trim(text);
    if (text.size < 6 || text.size > 9)
        return false;
    *out = (struct raw_date){0};
    bool read = (text.size == 6 || text.size == 8) && read_numbers(text, form, out);
    read = read || read_named(text, out);
    return read && out->month >= 1 && out->month <= 12 && out->day >= 1 && out->day <= 31;
}

bool decode_raw_time(struct span text, int *seconds)
{
    text = span_trim(text);
    int hour, minute, second = 0;
    if ((text.size != 4 && text.size != 6) || !digits(text, 0, 2, &hour) ||
        !digits(text, 2, 2, &minute) || (text.size == 6 && !digits(text, 4, 2, &second)))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *seconds = (hour * 60 + minute) * 60 + second;
    return true;
}

/* The year nearest to that of `day` that ends in the two digits. */
static int year_near(int two, int32_t day)
{
    int pivot = date_from_day(day).year;
    int year = pivot - pivot % 100 + two;
    if (year > pivot + 50)
        year -= 100;
    else if (year <= pivot - 50)
        year += 100;
    return year;
}

bool decode_near_date(struct span text, enum date_form form, int32_t day, struct date *out,
                      bool *turned)
{
    struct raw_date raw, other;
    struct date swapped;
    *turned = false;
    bool found = decode_raw_date(text, form, &raw) && decode_date_near(&raw, day, out);
    if (day == DAY_NONE || (found && abs(date_to_day(*out) - day) <= NEAR_DAYS))
        return found;
    if (!decode_raw_date(text, form == DATE_YMD ? DATE_DMY : DATE_YMD, &other) ||
        !decode_date_near(&other, day, &swapped) || abs(date_to_day(swapped) - day) > NEAR_DAYS)
        return found;
    *turned = true;
    *out = swapped;
    return true;
}

bool decode_date_near(const struct raw_date *raw, int32_t day, struct date *out)
{
    if (!raw->two_digits)
        return years_date(raw, raw->year, out);
    return years_date(raw, year_near(raw->year, day == DAY_NONE ? PIVOT_DAY : day), out);
}

int32_t decode_reference_day(const struct decoder *decoder)
{
    bool sent = decoder->sent_day != DAY_NONE;
    if (decoder->flight_day != DAY_NONE &&
        !(sent && abs(decoder->flight_day - decoder->sent_day) > FAR_DAYS))
        return decoder->flight_day;
    if (sent)
        return decoder->sent_day;
    return decoder->received_day ? decoder->received_day : PIVOT_DAY;
}

bool decode_is_infant(const struct decoder *decoder, struct date born)
{
    int32_t flight = decode_reference_day(decoder);
    return date_to_day(born) <= flight && years_between(born, flight) < INFANT;
}

static void put_two(struct decoder *decoder, uint32_t node, enum field field, enum field other,
                    const struct two_dates *dates, struct piece piece)
{
    decode_put_date(decoder, node, field, dates->date, piece);
    if (!dates->other.year)
        return;
    decode_put_date(decoder, node, other, dates->other, piece);
    decode_issue(decoder, ISSUE_DATE_AMBIGUOUS, piece, NULL);
}

/* YYYY0000, YYYYMM00: no more is known. The text is then YYYY or YYYY-MM; who may be under 18 is
 * marked as a child. */
static bool put_birth_year(struct decoder *decoder, uint32_t node, enum field field,
                           struct piece piece)
{
    struct span text = span_trim(piece.text);
    int year, month, day, flight = date_from_day(decode_reference_day(decoder)).year;
    if (text.size != 8 || !digits(text, 0, 4, &year) || !digits(text, 4, 2, &month) ||
        !digits(text, 6, 2, &day))
        return false;
    if (day != 0 || month > 12 || year > flight || year < flight - YEARS_OLDEST)
        return false;
    const char *written = month ? arena_format(decoder->arena, "%04d-%02d", year, month)
                                : arena_format(decoder->arena, "%04d", year);
    decode_put_word(decoder, node, field, written, piece);
    if (flight - year <= GROWN)
        image_builder_node(decoder->image, node)->flags |= NODE_CHILD;
    decode_issue(decoder, ISSUE_DATE_PARTIAL, piece, NULL);
    return true;
}

/* Against the flight; where that makes no sense its own date may be damaged, and the day of sending tells. */
static bool read_birth(const struct decoder *decoder, const struct raw_date *raw, enum age age,
                       struct two_dates *out)
{
    return years_birth(raw, decode_reference_day(decoder), age, out) ||
           (decoder->sent_day != DAY_NONE && years_birth(raw, decoder->sent_day, age, out));
}

bool decode_put_birth(struct decoder *decoder, uint32_t node, enum field field, enum field other,
                      struct piece piece, enum date_form form, enum age age, struct date *out)
{
    struct raw_date raw;
    struct two_dates dates;
    if (span_trim(piece.text).size == 0)
        return false;
    if (!decode_raw_date(piece.text, form, &raw) || !read_birth(decoder, &raw, age, &dates)) {
        if (form != DATE_YMD || !put_birth_year(decoder, node, field, piece))
            decode_issue(decoder, ISSUE_DATE_BAD, piece, "It was read as a date of birth.");
        return false;
    }
    put_two(decoder, node, field, other, &dates, piece);
    *out = dates.date;
    return true;
}

void decode_put_expiry(struct decoder *decoder, uint32_t node, struct piece piece,
                       enum date_form form)
{
    struct raw_date raw;
    struct two_dates dates;
    if (span_trim(piece.text).size == 0)
        return;
    if (!decode_raw_date(piece.text, form, &raw) ||
        !years_expiry(&raw, decode_reference_day(decoder), &dates))
        decode_issue(decoder, ISSUE_DATE_BAD, piece, "It was read as a document's expiry.");
    else
        put_two(decoder, node, FIELD_DOCUMENT_EXPIRY, FIELD_DOCUMENT_EXPIRY_OTHER, &dates, piece);
}

void decode_put_past(struct decoder *decoder, uint32_t node, enum field field, struct piece piece,
                     enum date_form form)
{
    struct raw_date raw;
    struct date date;
    if (span_trim(piece.text).size == 0)
        return;
    if (decode_raw_date(piece.text, form, &raw) &&
        years_past(&raw, decode_reference_day(decoder), &date))
        decode_put_date(decoder, node, field, date, piece);
    else
        decode_issue(decoder, ISSUE_DATE_BAD, piece, "It was read as a day in the past.");
}

void decode_put_moment(struct decoder *decoder, uint32_t node, enum field field, struct piece date,
                       struct piece time)
{
    struct raw_date raw;
    struct date day;
    int seconds = -1;
    if (span_trim(date.text).size == 0)
        return;
    int32_t near = decoder->sent_day != DAY_NONE ? decoder->sent_day : decoder->received_day;
    bool timed = span_trim(time.text).size > 0;
    if (!decode_raw_date(date.text, DATE_DMY, &raw) ||
        !decode_date_near(&raw, near ? near : DAY_NONE, &day) ||
        (timed && !decode_raw_time(time.text, &seconds)))
        decode_issue(decoder, ISSUE_DATE_BAD, decode_across(date, time), NULL);
    else
        decode_put_time(decoder, node, field, day, seconds,
                        timed ? decode_across(date, time) : date);
}
