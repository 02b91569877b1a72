/* What a hostile body may ask for. Beyond a limit the rest of the segment or body is not read and
 * the reader says so; the numbers are some ten times what the largest real messages hold. */
#ifndef EDIFACT_LIMITS_H
#define EDIFACT_LIMITS_H

enum {
    EDIFACT_MOST_BYTES = 1 << 28,   /* of one body: offsets are 32 bits wide */
    EDIFACT_MOST_ELEMENTS = 1024,   /* of one segment, repetitions counted */
    EDIFACT_MOST_COMPONENTS = 4096, /* of one segment */
    EDIFACT_MOST_UNB = 1024,        /* bytes in which a UNB must end */
    EDIFACT_MOST_UNA = 40           /* bytes between "UNA" and its UNB */
};

#endif
