/* Bounds of what one booking or message keeps in mind while it is read; what lies beyond is read all
 * the same, only less is compared. Real bookings stay far below. */
#ifndef DECODE_LIMITS_H
#define DECODE_LIMITS_H

enum {
    DECODE_MOST_ITEMS = 1 << 24, /* nodes, values, issues of an image, unless the options say */
    DECODE_MOST_PERSONS = 9999,  /* of one booking */
    DECODE_MOST_MATCHED = 512,   /* persons of a booking that are compared by name */
    DECODE_MOST_SERVICES = 4096, /* service requests of a booking that wait for their person */
    DECODE_MOST_NAME = 512,      /* bytes of a surname, of given names, of an element of baggage */
    DECODE_MOST_LOCATORS = 32,   /* of a booking that are told apart */
    DECODE_MOST_HISTORY = 4096,  /* bytes that tell of one change of a booking */
    DECODE_MOST_UNSIGNED = 512,  /* lines of history that wait for their signature */
    DECODE_MOST_TAGS = 250,      /* consecutive bag tags of a message that become a bag each */
    DECODE_MOST_ELEMENTS = 99,   /* of one passenger in a baggage message */
    DECODE_MOST_PAPERS = 32,     /* documents or tickets of a person that are told apart */
    DECODE_MOST_SAME_ISSUE = 500 /* issues of one code in one message */
};

#endif
