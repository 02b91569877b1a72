/* What is kept while a PAXLST is read; shared by paxlst.c and flights.c alone. */
#ifndef CHECK_PAXLST_H
#define CHECK_PAXLST_H

#include "check/internal.h"

struct leg {
    const struct segment *tdt;
    struct hop hop;
    const struct segment *from, *to, *open; /* LOC */
    const struct segment *last;             /* TDT, LOC or DTM */
    bool any_departure, any_arrival;
    bool told; /* something of its ports was told: the rest would follow from it */
};

struct person {
    const struct segment *nad, *doc;
    bool sex, birth, state, document, told;
    bool expiry, issuer; /* of the document */
    int32_t expires, issued;
    const struct segment *odd; /* LOC of another meaning behind the document */
};

struct reading {
    struct check *check;
    struct message *message;
    struct leg leg;
    struct person person;
    struct piece last_port; /* where the leg before landed */
    int32_t flight_day;
    bool crew_list, passenger_list, full; /* what persons must have is asked for */
    bool persons_begun;
    int64_t passengers, crew;
};

struct stamp {
    struct piece piece; /* the date */
    int32_t day;
    int minutes; /* -1: a day alone */
};

/* The date of a DTM, with a time (201, 203) or without. False when something was told of it. */
bool check_read_stamp(struct reading *reading, const struct segment *dtm, bool timed,
                      struct stamp *out);

void check_read_tdt(struct reading *reading, const struct segment *tdt);
void check_read_leg_port(struct reading *reading, const struct segment *loc);
void check_read_leg_date(struct reading *reading, const struct segment *dtm);
void check_end_leg(struct reading *reading); /* when one is open */

#endif
