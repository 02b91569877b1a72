#include "base/json.h"

static void before_item(struct json *json)
{
    if (json->comma)
        buffer_char(json->out, ',');
    json->comma = true;
}

static void open_with(struct json *json, char c)
{
    before_item(json);
    buffer_char(json->out, c);
    json->comma = false;
}

static void close_with(struct json *json, char c)
{
    buffer_char(json->out, c);
    json->comma = true;
}

void json_begin(struct json *json)
{
    open_with(json, '{');
}

void json_end(struct json *json)
{
    close_with(json, '}');
}

void json_begin_array(struct json *json)
{
    open_with(json, '[');
}

void json_end_array(struct json *json)
{
    close_with(json, ']');
}

void json_utf8(struct buffer *out, struct span text)
{
    while (text.size) {
        size_t size = span_utf8(text);
        if (size) {
            buffer_append(out, text.at, size);
        } else {
            unsigned char c = (unsigned char)text.at[0];
            buffer_char(out, (char)(0xC0 | (c >> 6)));
            buffer_char(out, (char)(0x80 | (c & 0x3F)));
            size = 1;
        }
        text = span_part(text, size, text.size);
    }
}

/* Bytes that stand for themselves at the beginning of the text. */
static size_t plain(struct span text)
{
    size_t size = 0;
    while (size < text.size) {
        unsigned char c = (unsigned char)text.at[size];
        if (c < 0x20 || c >= 0x7F || c == '"' || c == '\\')
            break;
        size++;
    }
    return size;
}

static void escape(struct buffer *out, char c)
{
    static const char shorts[] = "\n\r\t\"\\", letters[] = "nrt\"\\";
    const char *at = c ? strchr(shorts, c) : NULL;
    if (at)
        buffer_append(out, (char[]){'\\', letters[at - shorts]}, 2);
    else
        buffer_format(out, "\\u%04x", (unsigned char)c);
}

static void escaped(struct buffer *out, struct span text)
{
    buffer_char(out, '"');
    while (text.size) {
        size_t size = plain(text);
        if (size) {
            buffer_append(out, text.at, size);
        } else if ((unsigned char)text.at[0] <= 0x7F) {
            escape(out, text.at[0]);
            size = 1;
        } else {
            size_t whole = span_utf8(text);
            size = whole ? whole : 1;
            json_utf8(out, span_part(text, 0, size));
        }
        text = span_part(text, size, text.size);
    }
    buffer_char(out, '"');
}

void json_key(struct json *json, const char *key)
{
    before_item(json);
    escaped(json->out, span_of(key));
    buffer_char(json->out, ':');
    json->comma = false;
}

void json_span(struct json *json, struct span text)
{
    before_item(json);
    escaped(json->out, text);
}

void json_text(struct json *json, const char *text)
{
    if (text)
        json_span(json, span_of(text));
    else
        json_nothing(json);
}

void json_int(struct json *json, int64_t value)
{
    before_item(json);
    char digits[24];
    size_t at = sizeof digits;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[--at] = (char)('0' + left % 10);
    while (left /= 10);
    if (value < 0)
        digits[--at] = '-';
    buffer_append(json->out, digits + at, sizeof digits - at);
}

void json_bool(struct json *json, bool value)
{
    before_item(json);
    buffer_text(json->out, value ? "true" : "false");
}

void json_nothing(struct json *json)
{
    before_item(json);
    buffer_text(json->out, "null");
}

void json_put_text(struct json *json, const char *key, const char *text)
{
    json_key(json, key);
    json_text(json, text);
}

void json_put_span(struct json *json, const char *key, struct span text)
{
    json_key(json, key);
    json_span(json, text);
}

void json_put_int(struct json *json, const char *key, int64_t value)
{
    json_key(json, key);
    json_int(json, value);
}

void json_put_bool(struct json *json, const char *key, bool value)
{
    json_key(json, key);
    json_bool(json, value);
}
