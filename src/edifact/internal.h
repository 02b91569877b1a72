/* Shared by the files of edifact/ alone. */
#ifndef EDIFACT_INTERNAL_H
#define EDIFACT_INTERNAL_H

#include "edifact/edifact.h"

/* What a byte means while a segment is read: data, what ends a component, the others. */
enum byte_kind {
    BYTE_DATA,
    BYTE_COMPONENT,
    BYTE_ELEMENT,
    BYTE_REPEAT,
    BYTE_RELEASE,
    BYTE_TERMINATOR,
    BYTE_CONTROL
};

/* Characters that transport adds and a reader deletes. Syntax level B may use 1C to 1F as marks,
 * so those count as data until the marks are known. */
static inline bool is_control(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte < 0x1C || byte == 0x7F;
}

static inline bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* A capital or a digit: what tags are of behind their first letter, and addresses of telegrams. */
static inline bool is_capital(char c)
{
    return is_upper(c) || (c >= '0' && c <= '9');
}

static inline bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* The last letter of the tags that edifact_begins_segment knows: UNH, NAD, TIF, SRC. */
static inline bool ends_tag(char c)
{
    return c == 'H' || c == 'D' || c == 'F' || c == 'C';
}

static inline bool is_alnum(char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Service characters are none of these, and ASCII. */
static inline bool can_be_mark(char c)
{
    return !is_alnum(c) && c != ' ' && !is_control(c) && (unsigned char)c < 0x80;
}

/* Behind blanks and control characters. */
static inline uint32_t skip_blank(struct span body, uint32_t at)
{
    while (at < body.size && (is_control(body.at[at]) || body.at[at] == ' '))
        at++;
    return at;
}

static inline bool is_kind(const struct edifact_reader *reader, uint32_t at, enum byte_kind kind)
{
    return at < reader->body.size &&
           reader->kinds[(unsigned char)reader->body.at[at]] == (unsigned char)kind;
}

static inline uint32_t behind_controls(const struct edifact_reader *reader, uint32_t at)
{
    while (is_kind(reader, at, BYTE_CONTROL))
        at++;
    return at;
}

/* The character before `*at` that is no control character; `*at` becomes its place. */
static inline char step_back(struct span body, uint32_t *at)
{
    while (*at > 0 && is_control(body.at[*at - 1]))
        --*at;
    return *at > 0 ? body.at[--*at] : ' ';
}

/* Reads `word` at `*at`, passing over control characters; moves `*at` behind it when it is there. */
bool edifact_word(struct span body, uint32_t *at, const char *word);

/* The body, or where a mail carries it encoded a copy in `arena` in which every byte stands where the
 * characters stood that it was made of. */
struct span edifact_plain(struct span body, struct arena *arena);

/* telegram.c: the body, or where telegrams go on in others a copy without what stands between. */
struct span edifact_joined(struct span body, struct arena *arena, struct edifact_inserts *inserts);

/* Whether an interchange begins at `at`: a UNB that reads like one, or a UNA close before it. */
bool edifact_begins(struct span body, uint32_t at);

/* The same of three characters inside of data, directly behind what was cut: there a UNB is only
 * believed with the number of its syntax version, as the end of a name may read UNB. */
bool edifact_begins_inside(struct span body, uint32_t at);

/* ---- lost.c: beginnings that damage has hidden ---- */

/* Whether a segment begins in the three characters before `at`, inside of another one that has lost its
 * terminator; sets where. Asked at service characters alone. */
bool edifact_begins_segment(const struct edifact_reader *reader, uint32_t at, uint32_t *begin);

/* Whether another interchange begins at `at`, where segments of this one may go on: a copy of its UNB
 * behind which they do go on is only out of its place. */
bool edifact_begins_next(const struct edifact_reader *reader, uint32_t at);

/* Whether at `at`, behind a UNZ, the segments go on. */
bool edifact_goes_on(const struct edifact_reader *reader, uint32_t at);

#endif
