/* What the files that read baggage messages share (IATA RP 1745). */
#ifndef DECODE_BAGGAGE_H
#define DECODE_BAGGAGE_H

#include "decode/internal.h"

/* One element of a message: .F/SR101/18APR/JFK/F */
struct bag_element {
    char letter;
    struct piece text; /* behind the letter's slash */
    uint32_t begin, end;
};

/* A bag, and what tells it from others. */
struct bag {
    uint32_t node;
    char airline[4]; /* number or designator; "": the tag is none */
    unsigned serial;
};

/* The elements of one passenger, or of bags without one. */
struct bag_group {
    struct bag_element *elements;
    size_t count, room;
    bool named, tagged; /* has .P; has .N */
    uint32_t owner;     /* of its nodes: the first passenger, or the message */
    uint32_t passenger; /* IMAGE_NONE: none is named */
    struct bag *bags;
    size_t bag_count, bag_room;
};

struct baggage {
    struct piece place; /* the airport of .V */
    bool here;          /* the bag departs there: local or transfer */
    uint32_t tags;      /* of the message so far */
    bool flies;         /* it has a flight */
};

/* ---- elements.c ---- */
/* .V: version, source and airport, part, message number. */
void bag_read_version(struct decoder *decoder, struct baggage *baggage, struct piece text);
/* Puts all of a group into the image; which letters there are, and how they are read, is one table. */
void bag_put_group(struct decoder *decoder, struct baggage *baggage, struct bag_group *group);

/* ---- plates.c ---- */
/* 0085123456003: licence plate and how many follow on; SR123456: the older form. One BAG each, that of
 * the group where it has the tag already. `status`, if there is one, is put on each. */
void bag_put_tags(struct decoder *decoder, struct baggage *baggage, struct bag_group *group,
                  struct piece text, struct piece status);

#endif
