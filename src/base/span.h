/* A run of bytes somebody else owns: never ends in NUL, may hold NUL. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
    const char *at;
    size_t size;
};

/* For a string literal. */
#define SPAN(literal) ((struct span){(literal), sizeof(literal) - 1})

static inline struct span span_of(const char *text)
{
    return (struct span){text, text ? strlen(text) : 0};
}

static inline bool span_equal(struct span a, struct span b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

static inline bool span_is(struct span a, const char *text)
{
    return span_equal(a, span_of(text));
}

static inline bool span_starts(struct span a, const char *prefix)
{
    size_t n = strlen(prefix);
    return a.size >= n && memcmp(a.at, prefix, n) == 0;
}

/* Bytes from..from+size of `a`, cut to what is there. */
static inline struct span span_part(struct span a, size_t from, size_t size)
{
    if (from > a.size)
        from = a.size;
    if (size > a.size - from)
        size = a.size - from;
    return (struct span){a.at ? a.at + from : NULL, size};
}

static inline bool span_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Without blanks, tabs and line ends at both ends. Here, because nearly every text that is read goes
 * through it and few have any. */
static inline struct span span_trim(struct span a)
{
    const char *at = a.at;
    size_t size = a.size;
    for (; size && span_is_blank(at[0]); at++)
        size--;
    while (size && span_is_blank(at[size - 1]))
        size--;
    return (struct span){at, size};
}

/* <0, 0, >0 in byte order. */
int span_compare(struct span a, struct span b);

/* The number that `a` is as a whole (digits only, at most 18); false when it is none. */
bool span_number(struct span a, int64_t *out);

/* Size of the valid UTF-8 sequence (RFC 3629) at the start; 0 when there is none. */
size_t span_utf8(struct span a);

/* The code point at the start of `a` (not empty) and its size; a byte that begins no valid UTF-8
 * sequence is itself, as in Latin-1. */
uint32_t span_code_point(struct span a, size_t *size);
/* Writes the character as UTF-8 to `out` (room for 4 bytes); returns how many it took. */
size_t span_write_utf8(uint32_t code, char *out);

/* Cuts `a` at the first `mark`: returns what stands before, leaves in `rest` what stands after
 * (empty and at NULL when there was no mark). */
struct span span_cut(struct span a, char mark, struct span *rest);

#endif
