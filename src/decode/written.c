/* Dates as people write them into tables: 22.11.1980, 11/22/80, 22 Nov 1980, 1980-11-22T10:05. */
#include "decode/manifest.h"
#include "names/names.h"

/* The begin of a month's name in English, Russian, Uzbek, Indonesian, Azerbaijani and Turkish, folded
 * (names/names.h). */
static const struct {
    const char *begin;
    int month;
} months[] = {{"JAN", 1},  {"FEB", 2},  {"MAR", 3},  {"APR", 4},  {"MAY", 5},  {"JUN", 6},
              {"JUL", 7},  {"AUG", 8},  {"SEP", 9},  {"OCT", 10}, {"NOV", 11}, {"DEC", 12},
              {"IAN", 1},  {"YAN", 1},  {"FEV", 2},  {"MAI", 5},  {"MAIA", 5}, {"IIUN", 6},
              {"IUN", 6},  {"IYUN", 6}, {"IIUL", 7}, {"IUL", 7},  {"IYUL", 7}, {"AVG", 8},
              {"SEN", 9},  {"OKT", 10}, {"NOI", 11}, {"NOY", 11}, {"DEK", 12}, {"MEI", 5},
              {"AGU", 8},  {"AGT", 8},  {"DES", 12}, {"AVQ", 8},  {"OCA", 1},  {"SUB", 2},
              {"NIS", 4},  {"HAZ", 6},  {"TEM", 7},  {"EYL", 9},  {"EKI", 10}, {"KAS", 11},
              {"ARA", 12}, {"IYN", 6},  {"IYL", 7}};

enum { MOST_TOKENS = 8, LONGEST = 64 };

struct token {
    struct span text;
    bool digits;
};

static bool is_wordlike(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Runs of digits and runs of letters; everything else parts them. */
static size_t cut_tokens(struct span text, struct token *out)
{
    size_t count = 0;
    for (size_t at = 0; at < text.size && count < MOST_TOKENS;) {
        size_t end = at;
        bool digits = is_digit(text.at[at]);
        while (end < text.size && (digits ? is_digit(text.at[end]) : is_wordlike(text.at[end])))
            end++;
        if (end > at)
            out[count++] = (struct token){span_part(text, at, end - at), digits};
        at = end > at ? end : at + 1;
    }
    return count;
}

static int number_of(struct span digits)
{
    int number = 0;
    for (size_t i = 0; i < digits.size && i < 8; i++)
        number = number * 10 + (digits.at[i] - '0');
    return number;
}

static int month_named(struct manifest *manifest, struct span word)
{
    struct names folded;
    names_tokens(word, &manifest->scratch, &folded);
    for (size_t i = 0; folded.count == 1 && i < sizeof months / sizeof *months; i++)
        if (span_starts(folded.tokens[0].text, months[i].begin))
            return months[i].month;
    return 0;
}

/* ---- one token: 19801122, 221180, 1980 ---- */

static bool plausible(const struct raw_date *date)
{
    return date->month >= 1 && date->month <= 12 && date->day >= 1 && date->day <= 31 &&
           (date->two_digits || (date->year >= 1850 && date->year < 2200));
}

static struct raw_date cut_digits(struct span text, enum profile_order order)
{
    size_t years = text.size - 4;
    struct raw_date date = {.two_digits = years == 2};
    size_t year = order == PROFILE_YMD ? 0 : 4;
    size_t month = order == PROFILE_YMD ? years : order == PROFILE_DMY ? 2 : 0;
    size_t day = order == PROFILE_YMD ? years + 2 : order == PROFILE_DMY ? 0 : 2;
    date.year = number_of(span_part(text, year, years));
    date.month = number_of(span_part(text, month, 2));
    date.day = number_of(span_part(text, day, 2));
    return date;
}

/* Eight digits that make no date in the profile's order are tried with the year first. */
static bool read_run(struct span text, enum profile_order order, struct raw_date *out)
{
    if (text.size == 4) {
        *out = (struct raw_date){.year = number_of(text)};
        return true;
    }
    if (text.size != 6 && text.size != 8)
        return false;
    *out = cut_digits(text, order);
    if (!plausible(out) && text.size == 8)
        *out = cut_digits(text, PROFILE_YMD);
    return true;
}

/* ---- three tokens ---- */

static bool set_year(struct span digits, struct raw_date *out)
{
    out->year = number_of(digits);
    out->two_digits = digits.size <= 2;
    return digits.size == 4 || digits.size == 2;
}

static bool read_named(struct manifest *manifest, const struct token *tokens, size_t named,
                       struct raw_date *out)
{
    const struct token *day = &tokens[named == 0 ? 1 : 0], *year = &tokens[2];
    if (!day->digits || !year->digits)
        return false;
    if (day->text.size == 4) { /* 1980 Nov 22 */
        day = &tokens[2];
        year = &tokens[0];
    }
    out->month = month_named(manifest, tokens[named].text);
    out->day = number_of(day->text);
    return out->month && day->text.size <= 2 && set_year(year->text, out);
}

static bool read_numbers(const struct token *tokens, enum profile_order order, struct raw_date *out)
{
    static const unsigned char places[][3] = {/* day, month, year */
                                              [PROFILE_DMY] = {0, 1, 2},
                                              [PROFILE_MDY] = {1, 0, 2},
                                              [PROFILE_YMD] = {2, 1, 0}};
    const unsigned char *place = places[tokens[0].text.size == 4 ? PROFILE_YMD : order];
    struct span day = tokens[place[0]].text, month = tokens[place[1]].text;
    if (day.size > 2 && order == PROFILE_YMD && tokens[0].text.size <= 2 && day.size == 4)
        return read_numbers(tokens, PROFILE_DMY, out); /* 22.11.1980 where 1980-11-22 is usual */
    out->day = number_of(day);
    out->month = number_of(month);
    return day.size <= 2 && month.size <= 2 && set_year(tokens[place[2]].text, out);
}

/* Returns how many tokens the date takes; 0 when there is none. */
static size_t read_date(struct manifest *manifest, const struct token *tokens, size_t count,
                        enum profile_order order, struct raw_date *out)
{
    *out = (struct raw_date){0};
    if (count >= 1 && tokens[0].digits && tokens[0].text.size >= (count == 1 ? 4u : 6u))
        return read_run(tokens[0].text, order, out) ? 1 : 0;
    if (count < 3 || !tokens[2].digits)
        return 0;
    size_t named = tokens[0].digits ? 1 : 0;
    bool good = !tokens[named].digits ? read_named(manifest, tokens, named, out)
                                      : read_numbers(tokens, order, out);
    return good ? 3 : 0;
}

/* "10:05", "10:05:30", "1005", "T10 05", "10.05 PM" */
static int read_time(const struct token *tokens, size_t count)
{
    int seconds = -1;
    size_t at = count && !tokens[0].digits ? 1 : 0; /* the T of ISO 8601 */
    if (at >= count || !tokens[at].digits)
        return -1;
    struct span first = tokens[at].text;
    if (first.size == 4 || first.size == 6)
        return decode_raw_time(first, &seconds) ? seconds : -1;
    if (at + 1 >= count || !tokens[at + 1].digits || first.size > 2 ||
        tokens[at + 1].text.size != 2)
        return -1;
    int hour = number_of(first), minute = number_of(tokens[at + 1].text);
    struct span half = tokens[count - 1].digits ? (struct span){"", 0} : tokens[count - 1].text;
    if ((span_is(half, "PM") || span_is(half, "pm")) && hour < 12)
        hour += 12;
    else if ((span_is(half, "AM") || span_is(half, "am")) && hour == 12)
        hour = 0;
    return hour < 24 && minute < 60 ? (hour * 60 + minute) * 60 : -1;
}

/* A spreadsheet's day number in a cell that was never told to be a date: 29547 is 1980-11-22. */
static bool read_serial(const struct manifest *manifest, struct span text, struct raw_date *out)
{
    enum { DAYS_TO_1970 = 25569 };
    int64_t serial;
    if (manifest->form.kind != TABLE_XLSX || text.size != 5 || !span_number(text, &serial))
        return false;
    struct date date = date_from_day((int32_t)serial - DAYS_TO_1970);
    *out = (struct raw_date){.year = date.year, .month = date.month, .day = date.day};
    return true;
}

struct piece manifest_date(struct manifest *manifest, struct piece text, enum profile_order order,
                           int *seconds)
{
    struct token tokens[MOST_TOKENS];
    struct raw_date date;
    *seconds = -1;
    if (text.text.size > LONGEST)
        return text;
    size_t count = cut_tokens(text.text, tokens);
    size_t taken = read_serial(manifest, text.text, &date)
                       ? 1
                       : read_date(manifest, tokens, count, order, &date);
    if (taken == 0)
        return text;
    *seconds = read_time(tokens + taken, count - taken);
    text.text = span_of(arena_format(manifest->decoder->arena,
                                     date.two_digits ? "%02d%02d%02d" : "%04d%02d%02d", date.year,
                                     date.month, date.day));
    return text;
}
