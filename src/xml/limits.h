/* Bounds on what one body may hold; far above what real messages have. */
#ifndef XML_LIMITS_H
#define XML_LIMITS_H

enum {
    XML_MOST_BYTES = 1 << 28,    /* of one body: offsets are 32 bits wide */
    XML_MOST_DEPTH = 64,         /* of elements; deeper ones are passed over */
    XML_MOST_ATTRIBUTES = 128,   /* of one element: the parser compares each with each */
    XML_MOST_VALUE = 1 << 16,    /* bytes of one attribute */
    XML_MOST_NAME = 256,         /* bytes of a name */
    XML_MOST_TEXT = 1 << 20,     /* bytes of the text of one element */
    XML_MOST_ELEMENTS = 1 << 19, /* that are kept until the handler takes them */
    XML_MOST_FAULTS = 1000       /* that are told of one body */
};

#endif
