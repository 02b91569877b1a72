/* Birth dates as lists and people write them. */
#include "base/clock.h"
#include "watch/internal.h"

enum { PIECES = 4, YEAR_FIRST = 1850, YEAR_LAST = 2100, ABOUT_YEARS = 1 };

struct piece {
    int value;  /* a number, or a month by its word */
    int digits; /* 0: a word */
};

static int month_of(struct span word)
{
    static const char months[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    char upper[3];
    if (word.size < 3)
        return 0;
    for (int i = 0; i < 3; i++)
        upper[i] = (char)(word.at[i] & ~0x20);
    for (int i = 0; i < 12; i++)
        if (memcmp(months + (size_t)i * 3, upper, 3) == 0)
            return i + 1;
    return 0;
}

static bool is_about(struct span word)
{
    static const char *const words[] = {"c", "ca", "circa", "about", "approx", "approximately"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (word.size == strlen(words[i]) && strncasecmp(word.at, words[i], word.size) == 0)
            return true;
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A run of letters or of digits from the start of `text`. */
static struct span run_of(struct span text, bool (*is)(char))
{
    size_t size = 0;
    while (size < text.size && is(text.at[size]))
        size++;
    return span_part(text, 0, size);
}

static bool take_word(struct span word, struct piece *piece, bool *about, bool *is_piece)
{
    int month = month_of(word);
    *is_piece = month != 0;
    *piece = (struct piece){month, 0};
    if (month == 0 && is_about(word))
        *about = true;
    else if (month == 0 && !(word.size == 2 && strncasecmp(word.at, "to", 2) == 0))
        return false;
    return true;
}

/* Cuts into at most PIECES numbers and months; false when there is anything else. */
static bool cut(struct span text, struct piece *pieces, size_t *count, bool *about)
{
    *count = 0;
    while (text.size) {
        struct span digits = run_of(text, is_digit), word = run_of(text, is_letter);
        size_t size = digits.size + word.size; /* one of them is empty */
        bool is_piece = digits.size > 0;
        struct piece piece = {0};
        if (*text.at == '~')
            *about = true;
        else if (size == 0 && !strchr(" \t\r\n.,/-~", *text.at))
            return false;
        if (digits.size > 4 || (word.size && !take_word(word, &piece, about, &is_piece)))
            return false;
        for (size_t i = 0; i < digits.size; i++)
            piece.value = piece.value * 10 + (digits.at[i] - '0');
        if (digits.size)
            piece.digits = (int)digits.size;
        if (is_piece && *count == PIECES)
            return false;
        if (is_piece)
            pieces[(*count)++] = piece;
        text = span_part(text, size ? size : 1, text.size);
    }
    return *count > 0;
}

static bool is_year(struct piece piece)
{
    return piece.digits == 4 && piece.value >= YEAR_FIRST && piece.value <= YEAR_LAST;
}

static bool is_small(struct piece piece)
{
    return piece.digits <= 2;
}

struct watch_birth watch_birth_years(int from, int to, enum watch_precision precision)
{
    int wider = precision == WATCH_PRECISION_ABOUT ? ABOUT_YEARS : 0;
    return (struct watch_birth){.from = date_to_day((struct date){from - wider, 1, 1}),
                                .to = date_to_day((struct date){to + wider, 12, 31}),
                                .precision = precision};
}

static bool whole_month(int year, int month, struct watch_birth *out)
{
    if (month > 12)
        return false;
    struct date next = {month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1};
    *out = (struct watch_birth){.from = date_to_day((struct date){year, month, 1}),
                                .to = date_to_day(next) - 1,
                                .precision = WATCH_PRECISION_RANGE};
    return true;
}

/* A month or day of 00 is one that nobody knows. */
static bool one_day(int year, int month, int day, struct watch_birth *out)
{
    struct date date = {year, month, day};
    if (month == 0) {
        *out = watch_birth_years(year, year, WATCH_PRECISION_YEAR);
        return true;
    }
    if (day == 0)
        return whole_month(year, month, out);
    if (!date_valid(date))
        return false;
    int32_t number = date_to_day(date);
    *out = (struct watch_birth){number, number, WATCH_PRECISION_DAY};
    return true;
}

static bool read_pieces(const struct piece *p, size_t count, struct watch_birth *out)
{
    if (count == 1 && is_year(p[0])) {
        *out = watch_birth_years(p[0].value, p[0].value, WATCH_PRECISION_YEAR);
        return true;
    }
    if (count == 2 && is_year(p[0]) && is_year(p[1]) && p[0].value <= p[1].value) {
        *out = watch_birth_years(p[0].value, p[1].value, WATCH_PRECISION_RANGE);
        return true;
    }
    if (count == 2 && is_year(p[0]) && is_small(p[1]))
        return one_day(p[0].value, p[1].value, 0, out);
    if (count == 2 && is_small(p[0]) && is_year(p[1]))
        return one_day(p[1].value, p[0].value, 0, out);
    if (count == 3 && is_year(p[0]) && is_small(p[1]) && is_small(p[2]))
        return one_day(p[0].value, p[1].value, p[2].value, out);
    if (count == 3 && is_small(p[0]) && is_small(p[1]) && is_year(p[2])) {
        bool month_first = p[0].digits == 0; /* "Jun 29, 1965" */
        return one_day(p[2].value, p[!month_first].value, p[month_first].value, out);
    }
    return false;
}

bool watch_birth_parse(struct span text, struct watch_birth *out)
{
    struct piece pieces[PIECES];
    struct watch_birth birth;
    size_t count;
    bool about = false;
    if (!cut(span_trim(text), pieces, &count, &about) || !read_pieces(pieces, count, &birth))
        return false;
    if (about) {
        struct date from = date_from_day(birth.from), to = date_from_day(birth.to);
        birth = watch_birth_years(from.year, to.year, WATCH_PRECISION_ABOUT);
    }
    *out = birth;
    return true;
}

struct span watch_number(struct span number, struct arena *arena)
{
    char *out = arena_alloc(arena, number.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < number.size; i++) {
        char c = number.at[i];
        if (is_letter(c))
            out[size++] = (char)(c & ~0x20);
        else if (is_digit(c))
            out[size++] = c;
    }
    return (struct span){out, size};
}
