/* JSON, one object a line, written fast: keys and words are known to need no escapes, numbers and times
 * are written without printf. base/json.h is for all other JSON. */
#ifndef SIM_LINE_H
#define SIM_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

struct line {
    struct buffer *out;
    bool comma; /* the next item needs one before it */
};

/* `key`: a literal without anything to escape. NULL or "" within an array. */
void line_begin(struct line *line, const char *key);
void line_end(struct line *line);
void line_begin_array(struct line *line, const char *key);
void line_end_array(struct line *line);

void line_span(struct line *line, const char *key, struct span text); /* valid UTF-8; escaped */
void line_text(struct line *line, const char *key, const char *text); /* "" is null */
void line_int(struct line *line, const char *key, int64_t value);
void line_hex(struct line *line, const char *key, uint64_t value); /* a text of 16 digits */
void line_bool(struct line *line, const char *key, bool value);
void line_null(struct line *line, const char *key);

/* Days since 1970 as "YYYY-MM-DD"; INT32_MIN is null. */
void line_day(struct line *line, const char *key, int32_t day);
/* Minutes since 1970 UTC as "YYYY-MM-DDTHH:MMZ"; 0 is null. */
void line_minute(struct line *line, const char *key, int32_t minute);
/* The same as local clocks show it, `offset` minutes ahead: "YYYY-MM-DDTHH:MM". */
void line_local(struct line *line, const char *key, int32_t minute, int32_t offset);
/* Seconds since 1970 UTC as "YYYY-MM-DDTHH:MM:SSZ". */
void line_second(struct line *line, const char *key, int64_t second);

/* The last line feed. */
static inline void line_close(struct line *line)
{
    line_end(line);
    buffer_char(line->out, '\n');
    line->comma = false;
}

/* Digits of `value` in `size` places, zeros before. */
void line_digits(char *out, size_t size, uint64_t value);

#endif
