/* What the files that survey a body share: what was found so far. */
#ifndef DECODE_SURVEYOR_H
#define DECODE_SURVEYOR_H

#include "decode/internal.h"
#include "decode/survey.h"

struct surveyor {
    struct decoder *decoder;
    struct survey_segment *segments;
    struct survey_range *ranges;
    size_t segment_count, segment_room, range_count, range_room;
    uint32_t full;        /* from here on there was no room for a range; UINT32_MAX: nowhere */
    bool pnr, in_booking; /* a PNRGOV; after its first SRC */
    uint8_t inside;       /* depth of what belongs to the group that is open */
};

/* The last place is kept for the range of all that had none. */
void surveyor_add_range(struct surveyor *surveyor, uint32_t begin, uint32_t size,
                        enum survey_why why);
/* Beyond SURVEY_MOST the last one, which grows. */
struct survey_segment *surveyor_add_segment(struct surveyor *surveyor, uint32_t begin,
                                            uint32_t end);
/* Hides the numbers of payment cards that stand between two bytes of the body. */
void surveyor_find_cards(struct surveyor *surveyor, uint32_t begin, uint32_t end);

/* ---- survey_xml.c ---- */
void survey_xml(struct surveyor *surveyor);

#endif
