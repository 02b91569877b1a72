/* Mail that carries its text encoded (RFC 2045 base64 and quoted-printable).
 *
 * It is decoded in its place: what a byte came from keeps its offset, and the places that are left
 * over are filled with NUL, which a reader deletes like any control character.
 *
 *   base64             VU5C    ->  U N B 0        quoted-printable  =2B  ->  + 0 0
 *                                                                   =\r\n ->  0 \r \n
 */
#include <string.h>

#include "edifact/internal.h"

enum { LOOK = 16384 }; /* bytes in which a mail shows its first encoding */

enum encoding { ENCODING_NONE, ENCODING_BASE64, ENCODING_QUOTED };

static char folded(char c)
{
    return is_upper(c) ? (char)(c + 32) : c;
}

/* Whether `text` begins with `word` (small letters), in any case. */
static bool begins(struct span text, const char *word)
{
    size_t size = strlen(word);
    if (text.size < size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (folded(text.at[i]) != word[i])
            return false;
    return true;
}

/* The line at `*at` without its end; moves behind it. */
static struct span next_line(struct span body, size_t *at)
{
    size_t begin = *at;
    const char *end = memchr(body.at + begin, '\n', body.size - begin);
    size_t size = end ? (size_t)(end - body.at) - begin : body.size - begin;
    *at = begin + size + (end != NULL);
    return span_trim(span_part(body, begin, size));
}

static enum encoding encoding_of(struct span line)
{
    static const char header[] = "content-transfer-encoding:";
    if (!begins(line, header))
        return ENCODING_NONE;
    struct span value = span_trim(span_part(line, sizeof header - 1, line.size));
    if (begins(value, "base64"))
        return ENCODING_BASE64;
    return begins(value, "quoted-printable") ? ENCODING_QUOTED : ENCODING_NONE;
}

static int sextet(char c)
{
    if (is_upper(c))
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Four characters become three bytes at the places of the first three, whatever lies between. */
static void decode_base64(char *text, size_t size)
{
    size_t places[4], count = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < size; i++) {
        int six = sextet(text[i]);
        if (six < 0) {
            text[i] = '\0';
            continue;
        }
        places[count++] = i;
        bits = bits << 6 | (uint32_t)six;
        if (count == 4) {
            for (int k = 0; k < 3; k++)
                text[places[k]] = (char)(bits >> (16 - 8 * k) & 0xFF);
            text[places[3]] = '\0';
            count = bits = 0;
        }
    }
    for (size_t k = 0; k < count; k++) /* the last, cut by padding: two or three characters */
        text[places[k]] =
            k + 1 < count ? (char)(bits << (6 * (4 - count)) >> (16 - 8 * k) & 0xFF) : '\0';
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = folded(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void decode_quoted(char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] != '=')
            continue;
        if (i + 1 == size || is_line_end(text[i + 1])) {
            text[i] = '\0';
        } else if (i + 2 < size && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
            text[i] = (char)(hex(text[i + 1]) << 4 | hex(text[i + 2]));
            text[i + 1] = text[i + 2] = '\0';
            i += 2;
        }
    }
}

/* The part whose headers go on at `at`: decodes it and returns where it ends, at the next boundary. */
static size_t decode_part(struct span body, char *copy, size_t at, enum encoding encoding)
{
    while (at < body.size && next_line(body, &at).size > 0)
        continue;
    size_t begin = at, end = at;
    while (at < body.size) {
        end = at;
        if (span_starts(next_line(body, &at), "--"))
            break;
        end = at;
    }
    if (encoding == ENCODING_BASE64)
        decode_base64(copy + begin, end - begin);
    else
        decode_quoted(copy + begin, end - begin);
    return at;
}

struct span edifact_plain(struct span body, struct arena *arena)
{
    char *copy = NULL;
    for (size_t at = 0; at < body.size && (copy || at < LOOK);) {
        enum encoding encoding = encoding_of(next_line(body, &at));
        if (encoding == ENCODING_NONE)
            continue;
        if (!copy) {
            copy = arena_alloc(arena, body.size);
            memcpy(copy, body.at, body.size);
        }
        at = decode_part(body, copy, at, encoding);
    }
    return copy ? (struct span){copy, body.size} : body;
}
