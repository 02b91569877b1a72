/* EDIFACT syntax (ISO 9735 syntax 1 to 4 and PADIS), as it arrives: a body in, segments out.
 *
 * A body may hold several interchanges, with Type-B or mail lines before, between and after them,
 * and line ends or other control characters anywhere, even inside of a tag: they are deleted, never
 * turned into blanks, because Type-B wraps at 69 columns inside of words. Delimiters come from UNA
 * when there is one that fits its UNB, else from the UNB itself.
 *
 * The reader borrows the body and an arena; both must live as long as what it hands out. A segment
 * is a span of the body, its elements and components are ranges in one buffer that the next segment
 * overwrites. Only a component that holds release or control characters is copied (into the arena)
 * when its text is asked for. Offsets always count in the body as it was received. A reader belongs
 * to one thread; time is linear in the body, memory is bounded by limits.h. Nothing here fails:
 * what is wrong is told by enum edifact_step and by flags. */
#ifndef EDIFACT_EDIFACT_H
#define EDIFACT_EDIFACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/piece.h"
#include "base/span.h"
#include "edifact/limits.h"

/* A tag as a number: three characters, the first in the highest byte; 0 is no tag. */
enum edifact_tag {
#define TAG(name, a, b, c) TAG_##name = ((a) << 16) | ((b) << 8) | (c),
#include "edifact/tags.def"
#undef TAG
    TAG_NONE = 0
};

/* Of three characters. */
static inline uint32_t edifact_tag(const char *name)
{
    const unsigned char *c = (const unsigned char *)name;
    return (uint32_t)c[0] << 16 | (uint32_t)c[1] << 8 | c[2];
}

static inline bool edifact_is_among(uint32_t tag, const uint32_t *tags, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tags[i] == tag)
            return true;
    return false;
}
/* Whether the array holds the tag. */
#define EDIFACT_IS_AMONG(tag, tags) edifact_is_among(tag, tags, sizeof(tags) / sizeof *(tags))

/* The service characters of an interchange; 0 where there is none. */
struct edifact_marks {
    char component, element, release, repeat, terminator;
};

/* An interchange as it was found. */
struct edifact_interchange {
    struct edifact_marks marks;
    uint32_t junk;       /* where the lines before it began */
    uint32_t begin;      /* of UNA, or of UNB without one */
    uint32_t unb;        /* of UNB */
    bool una, una_wrong; /* there was a UNA; it did not fit and the UNB was asked */
};

/* Bytes between two telegrams, inside of an interchange that goes on behind them. */
struct edifact_insert {
    uint32_t begin, end;
};
struct edifact_inserts {
    struct edifact_insert *items;
    size_t count;
};

struct edifact_component {
    uint32_t begin, size; /* in the body */
    uint32_t unclean;     /* holds release or control characters */
};

struct edifact_element {
    uint16_t position;     /* 0 is the tag; repetitions share their position */
    uint16_t first, count; /* its components */
};

struct edifact_segment {
    uint32_t tag;        /* enum edifact_tag, or any other three characters */
    uint32_t begin, end; /* in the body, terminator counted */
    uint32_t count;      /* of elements, the tag counted; at least 1 */
    bool repeated;       /* an element is repeated */
    bool over;           /* larger than limits.h: the rest is missing */
    bool apostrophe;     /* one stands inside of a word, unreleased, and was taken as part of it */
    bool unended;        /* it has no terminator: another segment begins inside of it */
    char name[4];        /* the tag for people, ends in NUL; "" when it is none */
};

enum edifact_step {
    EDIFACT_SEGMENT, /* a segment was read */
    EDIFACT_TRAILER, /* UNZ was read: the last of this interchange. One behind which the segments go
                        on is no trailer but out of its place */
    EDIFACT_CUT,     /* the interchange ends inside of a segment, whose begin is given */
    EDIFACT_OUT      /* the interchange ends without UNZ */
};

struct edifact_reader {
    struct span body;
    struct arena *arena;
    uint32_t at; /* the next byte to look at */
    struct edifact_interchange interchange;
    struct edifact_segment segment;
    struct edifact_element *elements;
    struct edifact_component *components;
    uint32_t element_room, component_room;
    unsigned char kinds[256]; /* what a byte means in this interchange */
    struct edifact_inserts inserts;
    bool encoded; /* the body, or a part of it, is what a mail encodes */
};

/* Begins to read `body`, of which no more than EDIFACT_MOST_BYTES are looked at. Base64 and
 * quoted-printable parts of a mail are decoded, and headers of telegrams inside of an interchange taken
 * out (reader->inserts); reader->body is then a copy, in which a byte stands at the first of the
 * characters that it came from, so that offsets count in what was received. */
void edifact_start(struct edifact_reader *reader, struct span body, struct arena *arena);

/* DDHHMM of the origin line of a telegram (".ISTKKHY 191000"); empty when it is none. */
struct span edifact_origin_time(struct span line);

/* Goes on to the next interchange and sets reader->interchange; false when there is none. What
 * stood before it can be seen from .junk and .begin. */
bool edifact_next_interchange(struct edifact_reader *reader);

/* Reads the next segment of the interchange, the UNB first, into reader->segment. */
enum edifact_step edifact_next(struct edifact_reader *reader);

/* Looks ahead: the tag of the segment at `*at`, TAG_NONE when it has none; `*at`, reader->at at first, is moved
 * behind it and is the end of the body behind the last. An apostrophe inside of a word ends a segment here. */
uint32_t edifact_peek(const struct edifact_reader *reader, uint32_t *at);

/* Component `component` of the (first) element at `position`; empty when it is not there. */
struct piece edifact_get(const struct edifact_reader *reader, unsigned position,
                         unsigned component);

/* The same as `edifact_get`, without blanks at both ends; the range stays whole. */
struct piece edifact_code(const struct edifact_reader *reader, unsigned position,
                          unsigned component);

/* All of the segment from element `position` on as one text, delimiters kept: free texts are not
 * always released as they should. */
struct piece edifact_rest(const struct edifact_reader *reader, unsigned position);

/* How many components the (first) element at `position` has. */
unsigned edifact_width(const struct edifact_reader *reader, unsigned position);

/* ---- all elements from a position on, repetitions counted ----
 *     for (item = edifact_from(reader, 5); item < reader->segment.count; item++)
 * The number of an item is its position where nothing is repeated. */
uint32_t edifact_from(const struct edifact_reader *reader, unsigned position);
struct piece edifact_item(const struct edifact_reader *reader, uint32_t item, unsigned component);
struct piece edifact_item_code(const struct edifact_reader *reader, uint32_t item,
                               unsigned component); /* without blanks at both ends */
unsigned edifact_item_width(const struct edifact_reader *reader, uint32_t item);

/* ---- a cursor over the current segment, with an error that sticks ----
 * Reads component after component, element after element; repetitions count as elements. What is
 * asked for beyond the end is empty; what must be there and is not sets `failed`, once for all. */
struct edifact_cursor {
    const struct edifact_reader *reader;
    uint32_t element, component; /* the next to be read */
    bool failed;
};
struct edifact_cursor edifact_cursor(const struct edifact_reader *reader); /* at element 1 */
struct piece edifact_take(struct edifact_cursor *cursor);                  /* may be empty */
struct piece edifact_need(struct edifact_cursor *cursor);                  /* empty sets failed */
bool edifact_element_next(struct edifact_cursor *cursor);                  /* false at the end */
bool edifact_cursor_end(const struct edifact_cursor *cursor);              /* no further element */

#endif
