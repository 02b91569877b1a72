/* A body as its segments, for people who look at its text: where each begins and ends, how deep it
 * stands, and which bytes are shown to nobody, or can be shown to everybody. Like the image it has no
 * pointers, is made in the sandbox, and is checked whole before anything is believed.
 *
 *   survey_header | segment[segments] | range[ranges]
 *
 * Segments are in order and do not overlap; what stands between interchanges is one with tag "". Of
 * XML a segment is a start tag with what follows it up to the next tag that is not its own end.
 * Ranges are ordered by begin and may overlap. */
#ifndef DECODE_SURVEY_H
#define DECODE_SURVEY_H

#include "decode/decode.h"

enum { SURVEY_MAGIC = 0x31565350 /* "PSV1" */, SURVEY_MOST = 1 << 22 };

struct survey_header {
    uint32_t magic, segments, ranges, spare;
};
struct survey_segment {
    uint32_t begin, end; /* bytes of the body, terminator counted */
    uint8_t depth;       /* 0 the interchange, 1 the message, deeper: groups */
    uint8_t frame;       /* says nothing of a person: UNA to UNZ, BGM, MSG, CNT, .. */
    char tag[22];        /* ends in NUL; "" when it is none. Of XML the element's name */
};
enum survey_why {
    SURVEY_SENSITIVE, /* tells of health or belief: for nobody */
    SURVEY_CARD,      /* digits of a payment card: for nobody */
    SURVEY_QUALIFIER  /* a code of the standard, not a person's data: for everybody */
};
struct survey_range {
    uint32_t begin, size;
    uint32_t why; /* enum survey_why */
};
struct survey {
    const struct survey_header *header;
    const struct survey_segment *segments;
    const struct survey_range *ranges;
};

/* Like decode_body: works for any bytes, nothing is kept. What is beyond SURVEY_MOST segments is one
 * last segment without tag; what is beyond as many ranges is hidden whole. */
void decode_survey(struct span body, const struct decode_options *options, struct arena *arena,
                   struct span *out);

/* Whether it is the name of an element or attribute that PNRGOV XML has: such names say nothing of
 * a person. */
bool survey_knows_name(struct span name);

/* Checks every number against a body of `body_size` bytes and sets `out`, which borrows `bytes`
 * (8-byte aligned). STATUS_INPUT when anything is out of order. */
enum status survey_open(struct span bytes, size_t body_size, struct survey *out);

#endif
