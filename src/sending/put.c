/* Texts and values, as a dialect writes them. */
#include "sending/internal.h"

/* ---- texts ---- */

static char *two_digits(char *out, int number)
{
    *out++ = (char)('0' + number / 10 % 10);
    *out++ = (char)('0' + number % 10);
    return out;
}

static size_t write_day(char *out, int32_t day, enum day_form form)
{
    static const char months[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    struct date date = date_from_day(day);
    char *at = out;
    if (form == DAY_CYMD)
        at = two_digits(at, date.year / 100);
    if (form == DAY_YMD || form == DAY_CYMD) {
        at = two_digits(at, date.year % 100);
        at = two_digits(at, date.month);
        at = two_digits(at, date.day);
        return (size_t)(at - out);
    }
    at = two_digits(at, date.day);
    if (form == DAY_NAMED) {
        memcpy(at, months + 3 * (date.month - 1), 3);
        at += 3;
    } else {
        at = two_digits(at, date.month);
    }
    at = two_digits(at, date.year % 100);
    return (size_t)(at - out);
}

static void write_clock(char out[4], int32_t minute)
{
    int32_t within = minute - sending_day_of(minute) * MINUTES_PER_DAY;
    two_digits(two_digits(out, within / 60), within % 60);
}

struct span sending_join(struct composer *composer, const struct span *parts, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += parts[i].size;
    char *out = arena_raw(composer->arena, size + 1), *at = out;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].size)
            memcpy(at, parts[i].at, parts[i].size);
        at += parts[i].size;
    }
    return (struct span){out, size};
}

/* In decimal, at the end of `room` characters. */
static struct span write_digits(char *room, size_t size, uint64_t number, int least)
{
    char *at = room + size;
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
        least--;
    } while (number || least > 0);
    return (struct span){at, (size_t)(room + size - at)};
}

enum { DIGITS = 24 };

struct span sending_digits(struct composer *composer, uint64_t number, int least)
{
    return write_digits(arena_raw(composer->arena, DIGITS), DIGITS, number, least);
}

struct span sending_day_text(struct composer *composer, int32_t day, enum day_form form)
{
    enum { ROOM = 8 };
    char *out = arena_raw(composer->arena, ROOM);
    return (struct span){out, write_day(out, day, form)};
}

struct span sending_clock_text(struct composer *composer, int32_t minute)
{
    char *out = arena_raw(composer->arena, 4);
    write_clock(out, minute);
    return (struct span){out, 4};
}

struct span sending_phone(struct composer *composer, struct span phone)
{
    char *out = arena_raw(composer->arena, phone.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < phone.size; i++)
        if (phone.at[i] >= '0' && phone.at[i] <= '9')
            out[size++] = phone.at[i];
    return (struct span){out, size};
}

struct span sending_mail(struct composer *composer, struct span email)
{
    char *out = arena_raw(composer->arena, 2 * email.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < email.size; i++) {
        const char *written = email.at[i] == '@'   ? "//"
                              : email.at[i] == '_' ? ".."
                              : email.at[i] == '-' ? "./"
                                                   : NULL;
        if (written) {
            memcpy(out + size, written, 2);
            size += 2;
        } else {
            out[size++] = email.at[i];
        }
    }
    return (struct span){out, size};
}

/* Level A has capitals, digits and these signs (ISO 9735, IATA): a bit for each of the characters from blank to
 * underscore. */
#define BIT(c) (UINT64_C(1) << ((c) - ' '))
#define DIGITS_AND_CAPITALS                                                                        \
    ((UINT64_C(0x3FF) << ('0' - ' ')) | (UINT64_C(0x3FFFFFF) << ('A' - ' ')))
static const uint64_t level_a = DIGITS_AND_CAPITALS | BIT(' ') | BIT('.') | BIT(',') | BIT('-') |
                                BIT('(') | BIT(')') | BIT('/') | BIT('=') | BIT('\'') | BIT('+') |
                                BIT(':') | BIT('?') | BIT('!') | BIT('"') | BIT('%') | BIT('&') |
                                BIT('*') | BIT(';') | BIT('<') | BIT('>');

static bool is_level_a(char c)
{
    unsigned place = (unsigned char)c - (unsigned)' ';
    return place < 64 && (level_a >> place & 1);
}

static char in_level_a(char c)
{
    if (is_level_a(c))
        return c;
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : ' ';
}

static struct span to_level_a(struct composer *composer, struct span text)
{
    size_t good = 0;
    while (good < text.size && is_level_a(text.at[good]))
        good++;
    if (good == text.size)
        return text;
    char *out = arena_raw(composer->arena, text.size);
    for (size_t i = 0; i < text.size; i++)
        out[i] = in_level_a(text.at[i]);
    return (struct span){out, text.size};
}

/* ---- values ---- */

void sending_open_segment(struct composer *composer, const char *tag)
{
    edifact_open(&composer->writer, tag);
}

void sending_close_segment(struct composer *composer)
{
    edifact_close(&composer->writer);
}

void sending_put(struct composer *composer, unsigned position, unsigned component, struct span text)
{
    if (!composer->dialect->any_case)
        text = to_level_a(composer, text);
    edifact_put(&composer->writer, position, component, text);
}

void sending_put_word(struct composer *composer, unsigned position, unsigned component,
                      const char *word)
{
    edifact_put(&composer->writer, position, component, span_of(word));
}

void sending_put_number(struct composer *composer, unsigned position, unsigned component,
                        uint64_t number)
{
    char room[DIGITS];
    edifact_put(&composer->writer, position, component, write_digits(room, DIGITS, number, 1));
}

void sending_put_day(struct composer *composer, unsigned position, unsigned component, int32_t day,
                     enum day_form form)
{
    char text[8];
    size_t size = write_day(text, day, form);
    edifact_put(&composer->writer, position, component, (struct span){text, size});
}

void sending_put_clock(struct composer *composer, unsigned position, unsigned component,
                       int32_t minute)
{
    char text[4];
    write_clock(text, minute);
    edifact_put(&composer->writer, position, component, (struct span){text, sizeof text});
}

/* Beside the writer, which would release them. */
static void put_raw(struct composer *composer, unsigned position, unsigned component,
                    struct span text)
{
    if (text.size == 0)
        return;
    edifact_at(&composer->writer, position, component);
    buffer_append(composer->writer.out, text.at, text.size);
}

void sending_put_name(struct composer *composer, unsigned position, unsigned component,
                      struct span name)
{
    if (composer->dialect->raw_apostrophes)
        put_raw(composer, position, component, name);
    else
        sending_put(composer, position, component, name);
}

void sending_name(struct composer *composer, uint32_t person)
{
    composer->named[person] = 1;
    composer->persons++;
}
