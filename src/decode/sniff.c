/* The kind of a body, told before anything else is read of it. */
#include "decode/decode.h"
#include "edifact/edifact.h"

enum kind decode_sniff(struct span body)
{
    struct arena arena = {0};
    struct edifact_reader reader;
    bool passengers = false, bookings = false;
    edifact_start(&reader, body, &arena);
    while (!bookings && edifact_next_interchange(&reader)) {
        while (!bookings && edifact_next(&reader) == EDIFACT_SEGMENT) {
            if (reader.segment.tag != TAG_UNH)
                continue;
            struct span type = edifact_code(&reader, 2, 0).text;
            passengers |= span_is(type, "PAXLST");
            bookings |= span_is(type, "PNRGOV");
        }
    }
    arena_free(&arena);
    if (bookings)
        return KIND_PNR;
    return passengers ? KIND_API : KIND_OTHER;
}
