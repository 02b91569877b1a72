/* An EDIFACT interchange and the message under way in it. */
#ifndef DECODE_FRAME_H
#define DECODE_FRAME_H

#include "decode/internal.h"

/* What the interchange, group and message said of themselves, to hold the trailers against. */
struct frame {
    struct piece reference, group_reference, message_reference;
    uint32_t messages, group_messages, groups, segments;
    const struct message_kind *reader; /* of the message; NULL when it is not read further */
    bool recorded;
    bool closed;  /* the message under way has had its UNT */
    bool goes_on; /* .. and went on behind it */
    bool counted; /* it has had an UNT that counts its segments */
    bool trailer; /* the interchange has had its UNZ */
};

/* ---- message.c ---- */
void decode_read_unh(struct decoder *decoder, struct frame *frame);
void decode_read_unt(struct decoder *decoder, struct frame *frame);
/* A segment that belongs to a message, or to none. */
void decode_read_inner(struct decoder *decoder, struct frame *frame);
/* Ends the message under way, if there is one, and says how far it was understood. */
void decode_end_message(struct decoder *decoder, struct frame *frame);
/* What is wrong with the segment under way; behind a UNT it is said of no message. */
void decode_tell_of_segment(struct decoder *decoder, const struct frame *frame, enum issue issue,
                            const char *detail);
/* What a trailer says, where it says it. */
void decode_check_count(struct decoder *decoder, enum issue issue, struct piece said,
                        uint32_t counted);
void decode_check_reference(struct decoder *decoder, struct piece header, struct piece trailer);

#endif
