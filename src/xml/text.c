/* The body's characters, whatever they are written in. */
#include "xml/xml.h"

#include <string.h>
#include <strings.h>

enum { STRIDE = 64, DECLARATION = 256, REPLACEMENT = 0xFFFD };

struct character {
    uint32_t code, size; /* bytes of the body */
    bool bad;
};

/* Windows-1252 between 80 and 9F; ISO 8859-1 has nothing there that is text. */
static const uint16_t windows[32] = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

static uint32_t one_byte(unsigned char byte)
{
    return byte >= 0x80 && byte < 0xA0 ? windows[byte - 0x80] : byte;
}

static struct character next_utf8(struct span body, uint32_t at)
{
    size_t size;
    uint32_t code = span_code_point(span_part(body, at, 4), &size);
    bool bad = size == 1 && code >= 0x80; /* the byte begins no character */
    return (struct character){bad ? one_byte((unsigned char)code) : code, (uint32_t)size, bad};
}

static uint32_t unit(struct span body, uint32_t at, bool big)
{
    unsigned char first = (unsigned char)body.at[at], second = (unsigned char)body.at[at + 1];
    return big ? (uint32_t)first << 8 | second : (uint32_t)second << 8 | first;
}

static struct character next_utf16(struct span body, uint32_t at, bool big)
{
    if (body.size - at < 2)
        return (struct character){REPLACEMENT, 1, true};
    uint32_t high = unit(body, at, big);
    if (high < 0xD800 || high > 0xDFFF)
        return (struct character){high, 2, false};
    uint32_t low = high < 0xDC00 && body.size - at >= 4 ? unit(body, at + 2, big) : 0;
    if (low < 0xDC00 || low > 0xDFFF)
        return (struct character){REPLACEMENT, 2, true};
    return (struct character){0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), 4, false};
}

/* What XML does not allow (production 2) becomes a blank, so that the parser reads on. */
static bool is_allowed(uint32_t code)
{
    return (code >= 0x20 && code != 0xFFFE && code != 0xFFFF) || code == '\t' || code == '\n' ||
           code == '\r';
}

static struct character next_character(const struct xml_text *text, uint32_t at)
{
    struct character next;
    switch (text->encoding) {
    case XML_UTF_16_LE:
    case XML_UTF_16_BE: next = next_utf16(text->body, at, text->encoding == XML_UTF_16_BE); break;
    case XML_ONE_BYTE:
        next = (struct character){one_byte((unsigned char)text->body.at[at]), 1, false};
        break;
    case XML_UTF_8:
    default: next = next_utf8(text->body, at); break;
    }
    if (is_allowed(next.code))
        return next;
    return (struct character){' ', next.size, true};
}

/* ---- which encoding ---- */

static bool has_mark(struct span body, const char *mark, size_t size)
{
    return body.size >= size && memcmp(body.at, mark, size) == 0;
}

/* Every second byte of the beginning is NUL. */
static bool looks_wide(struct span body, unsigned first)
{
    return body.size >= 4 && !body.at[first] && !body.at[first + 2] && body.at[1 - first] &&
           body.at[3 - first];
}

/* The value of `encoding` in the declaration; empty without one. */
static struct span declared(struct span body)
{
    static const char word[] = "encoding";
    struct span head = span_part(body, 0, DECLARATION);
    const char *end = head.size ? memmem(head.at, head.size, "?>", 2) : NULL;
    head.size = end ? (size_t)(end - head.at) : 0;
    const char *at = head.size ? memmem(head.at, head.size, word, sizeof word - 1) : NULL;
    if (!at)
        return (struct span){NULL, 0};
    struct span rest = span_part(head, (size_t)(at - head.at) + sizeof word - 1, head.size);
    rest = span_trim(rest);
    if (rest.size == 0 || rest.at[0] != '=')
        return (struct span){NULL, 0};
    rest = span_trim(span_part(rest, 1, rest.size));
    if (rest.size == 0)
        return rest;
    struct span behind;
    return span_cut(span_part(rest, 1, rest.size), rest.at[0], &behind);
}

static bool is_one_of(struct span word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (word.size == strlen(words[i]) && strncasecmp(word.at, words[i], word.size) == 0)
            return true;
    return false;
}
#define IS_ONE_OF(word, words) is_one_of(word, words, sizeof(words) / sizeof *(words))

static void find_encoding(struct xml_text *text)
{
    static const char *const unicode[] = {"UTF-8",    "UTF8",     "UTF-16", "UTF-16LE",
                                          "UTF-16BE", "US-ASCII", "ASCII"};
    static const char *const latin[] = {"ISO-8859-1", "ISO8859-1",    "ISO_8859-1", "LATIN1",
                                        "LATIN-1",    "WINDOWS-1252", "CP1252"};
    struct span body = text->body, word;
    if (has_mark(body, "\xFF\xFE", 2) || looks_wide(body, 1)) {
        text->encoding = XML_UTF_16_LE;
    } else if (has_mark(body, "\xFE\xFF", 2) || looks_wide(body, 0)) {
        text->encoding = XML_UTF_16_BE;
    } else if (!has_mark(body, "\xEF\xBB\xBF", 3)) {
        word = declared(body);
        if (word.size && !IS_ONE_OF(word, unicode)) {
            text->encoding = XML_ONE_BYTE;
            text->other_alphabet = !IS_ONE_OF(word, latin);
        }
    }
}

/* ---- the text ---- */

static bool is_plain(char c)
{
    return c >= 0x20 || c == '\n' || c == '\r' || c == '\t';
}

/* How far the body is good UTF-8 as it is: most are wholly. Where one byte is a character, that is
 * true of ASCII alone. */
static uint32_t good_until(const struct xml_text *text)
{
    struct span body = text->body;
    uint32_t at = 0;
    if (text->encoding != XML_UTF_8 && text->encoding != XML_ONE_BYTE)
        return 0;
    while (at < body.size) {
        if (is_plain(body.at[at])) {
            at++;
            continue;
        }
        struct character next = next_character(text, at);
        if (next.bad || next.size == 1)
            break;
        at += next.size;
    }
    return at;
}

static uint32_t measure(struct xml_text *text)
{
    char out[4];
    uint32_t size = 0;
    for (uint32_t at = 0; at < text->body.size;) {
        struct character next = next_character(text, at);
        if (next.bad && text->bad == UINT32_MAX)
            text->bad = at;
        size += (uint32_t)span_write_utf8(next.code, out);
        at += next.size;
    }
    return size;
}

static void convert(struct xml_text *text, struct arena *arena)
{
    uint32_t size = measure(text), to = 0;
    char *out = arena_alloc(arena, size + 4);
    struct xml_mark *marks = arena_array(arena, struct xml_mark, size / STRIDE + 2);
    for (uint32_t at = 0; at < text->body.size;) {
        if (to >= text->mark_count * STRIDE)
            marks[text->mark_count++] = (struct xml_mark){to, at};
        struct character next = next_character(text, at);
        to += (uint32_t)span_write_utf8(next.code, out + to);
        at += next.size;
    }
    text->text = (struct span){out, size};
    text->marks = marks;
}

void xml_text_open(struct span body, struct arena *arena, struct xml_text *out)
{
    *out = (struct xml_text){.body = span_part(body, 0, XML_MOST_BYTES), .bad = UINT32_MAX};
    find_encoding(out);
    out->text = out->body;
    if (good_until(out) < out->body.size)
        convert(out, arena);
}

uint32_t xml_place(const struct xml_text *text, uint32_t offset)
{
    char out[4];
    if (!text->marks)
        return offset;
    uint32_t index = offset / STRIDE;
    if (index >= text->mark_count)
        index = text->mark_count - 1;
    while (index && text->marks[index].text > offset)
        index--;
    struct xml_mark at = text->marks[index];
    while (at.text < offset && at.body < text->body.size) {
        struct character next = next_character(text, at.body);
        at.text += (uint32_t)span_write_utf8(next.code, out);
        at.body += next.size;
    }
    return at.body;
}
