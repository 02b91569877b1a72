/* Type-B: lines of 69 columns, cut inside of words. */
#include "encode/encode.h"

static bool is_line_end(char c)
{
    return c == '\r' || c == '\n';
}

static void append(struct buffer *out, struct span text)
{
    buffer_append(out, text.at, text.size);
}

/* QU ADDRESS ADDRESS, then .ORIGIN DDHHMM. */
static void write_header(const struct encode_telegram *telegram, struct buffer *out)
{
    append(out, telegram->priority);
    buffer_char(out, ' ');
    append(out, telegram->addresses);
    buffer_text(out, "\r\n.");
    append(out, telegram->origin);
    if (telegram->time.size)
        buffer_char(out, ' ');
    append(out, telegram->time);
    buffer_text(out, "\r\n");
}

void encode_telegram(struct span body, const struct encode_telegram *telegram, struct buffer *out)
{
    unsigned column = 0;
    write_header(telegram, out);
    for (size_t i = 0; i < body.size; i++) {
        if (is_line_end(body.at[i]))
            continue;
        if (column == ENCODE_TELEGRAM_COLUMNS) {
            buffer_text(out, "\r\n");
            column = 0;
        }
        buffer_char(out, body.at[i]);
        column++;
    }
    buffer_text(out, "\r\n");
}
