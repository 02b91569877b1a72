#include "sim/line.h"

#include "base/clock.h"

enum { MINUTES_OF_DAY = 1440 };

/* ---- pieces ---- */

static void put_key(struct line *line, const char *key)
{
    size_t size = key ? strlen(key) : 0;
    char *at = buffer_reserve(line->out, size + 4);
    size_t used = 0;
    if (line->comma)
        at[used++] = ',';
    if (size) {
        at[used++] = '"';
        memcpy(at + used, key, size);
        used += size;
        at[used++] = '"';
        at[used++] = ':';
    }
    line->out->size += used;
    line->comma = true;
}

static void open_with(struct line *line, const char *key, char c)
{
    put_key(line, key);
    buffer_char(line->out, c);
    line->comma = false;
}

static void close_with(struct line *line, char c)
{
    buffer_char(line->out, c);
    line->comma = true;
}

void line_begin(struct line *line, const char *key)
{
    open_with(line, key, '{');
}

void line_end(struct line *line)
{
    close_with(line, '}');
}

void line_begin_array(struct line *line, const char *key)
{
    open_with(line, key, '[');
}

void line_end_array(struct line *line)
{
    close_with(line, ']');
}

/* ---- texts ---- */

static bool is_plain(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7F;
}

static void put_escape(struct buffer *out, char c)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char byte = (unsigned char)c;
    if (c == '"' || c == '\\') {
        buffer_char(out, '\\');
        buffer_char(out, c);
    } else if (c == '\n') {
        buffer_append(out, "\\n", 2);
    } else {
        char text[6] = {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
        buffer_append(out, text, sizeof text);
    }
}

/* Runs of plain characters are copied at once. */
static void put_text(struct buffer *out, struct span text)
{
    buffer_char(out, '"');
    for (size_t from = 0; from < text.size;) {
        size_t to = from;
        while (to < text.size && is_plain(text.at[to]))
            to++;
        buffer_append(out, text.at + from, to - from);
        if (to < text.size)
            put_escape(out, text.at[to++]);
        from = to;
    }
    buffer_char(out, '"');
}

void line_span(struct line *line, const char *key, struct span text)
{
    put_key(line, key);
    put_text(line->out, text);
}

void line_text(struct line *line, const char *key, const char *text)
{
    if (text && text[0])
        line_span(line, key, span_of(text));
    else
        line_null(line, key);
}

void line_null(struct line *line, const char *key)
{
    put_key(line, key);
    buffer_append(line->out, "null", 4);
}

void line_bool(struct line *line, const char *key, bool value)
{
    put_key(line, key);
    buffer_text(line->out, value ? "true" : "false");
}

/* ---- numbers ---- */

void line_digits(char *out, size_t size, uint64_t value)
{
    while (size) {
        out[--size] = (char)('0' + value % 10);
        value /= 10;
    }
}

static size_t count_digits(uint64_t value)
{
    size_t count = 1;
    for (; value > 9; value /= 10)
        count++;
    return count;
}

void line_int(struct line *line, const char *key, int64_t value)
{
    put_key(line, key);
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (value < 0)
        buffer_char(line->out, '-');
    size_t digits = count_digits(size);
    line_digits(buffer_reserve(line->out, digits), digits, size);
    line->out->size += digits;
}

void line_hex(struct line *line, const char *key, uint64_t value)
{
    static const char hex[] = "0123456789abcdef";
    char text[16];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = hex[value >> (60 - 4 * i) & 15];
    line_span(line, key, (struct span){text, sizeof text});
}

/* ---- times ---- */

enum { DAY_SIZE = 10, LOCAL_SIZE = 16, SECOND_SIZE = 19 };

static void write_day(char out[DAY_SIZE], int32_t day)
{
    struct date date = date_from_day(day);
    line_digits(out, 4, (uint64_t)date.year);
    out[4] = out[7] = '-';
    line_digits(out + 5, 2, (uint64_t)date.month);
    line_digits(out + 8, 2, (uint64_t)date.day);
}

/* Whole days before it, also before 1970. */
static int64_t days_of(int64_t value, int64_t per_day)
{
    return value >= 0 ? value / per_day : -((-value + per_day - 1) / per_day);
}

static void write_local(char out[LOCAL_SIZE], int64_t minute)
{
    int64_t day = days_of(minute, MINUTES_OF_DAY);
    uint64_t rest = (uint64_t)(minute - day * MINUTES_OF_DAY);
    write_day(out, (int32_t)day);
    out[DAY_SIZE] = 'T';
    line_digits(out + 11, 2, rest / 60);
    out[13] = ':';
    line_digits(out + 14, 2, rest % 60);
}

void line_day(struct line *line, const char *key, int32_t day)
{
    char text[DAY_SIZE];
    if (day == INT32_MIN) {
        line_null(line, key);
        return;
    }
    write_day(text, day);
    line_span(line, key, (struct span){text, sizeof text});
}

void line_minute(struct line *line, const char *key, int32_t minute)
{
    char text[LOCAL_SIZE + 1];
    if (minute == 0) {
        line_null(line, key);
        return;
    }
    write_local(text, minute);
    text[LOCAL_SIZE] = 'Z';
    line_span(line, key, (struct span){text, sizeof text});
}

void line_local(struct line *line, const char *key, int32_t minute, int32_t offset)
{
    char text[LOCAL_SIZE];
    if (minute == 0) {
        line_null(line, key);
        return;
    }
    write_local(text, (int64_t)minute + offset);
    line_span(line, key, (struct span){text, sizeof text});
}

void line_second(struct line *line, const char *key, int64_t second)
{
    char text[SECOND_SIZE + 1];
    int64_t minute = days_of(second, 60);
    write_local(text, minute);
    text[LOCAL_SIZE] = ':';
    line_digits(text + LOCAL_SIZE + 1, 2, (uint64_t)(second - minute * 60));
    text[SECOND_SIZE] = 'Z';
    line_span(line, key, (struct span){text, sizeof text});
}
