/* Which of the flights of one number on days beside each other a message is about (operations.md 2, design 4.4). */
#ifndef PIPELINE_NEIGHBOUR_H
#define PIPELINE_NEIGHBOUR_H

#include "pipeline/internal.h"

/* A leg as it identifies a flight (operations.md 2 and 3). */
struct announced {
    struct span carrier, number;           /* operating */
    struct span sold_carrier, sold_number; /* marketing, when it differs */
    struct span board, off, departure, arrival, direction, reference;
    uint32_t node; /* IMAGE_NONE: there is no leg */
    int32_t day;   /* of departure: names the flight */
    int32_t file;  /* whose file a new flight goes to: the same day, unless that is too far away */
};

/* Each sets the passage's flight when it finds another than that which it has. */

/* The flight of a day beside whose reference the message has, when that names it: whatever else flies on the
 * day of the message, it is about that one. */
enum status neighbour_named(struct passage *passage, const struct announced *leg, bool *found);
/* A flight announced for the day after (or before) is the delayed one when the time, the common reference or half
 * of the persons prove it. */
enum status neighbour_find(struct passage *passage, const struct announced *leg, bool *found);
/* The day has a flight of its own; but what departs at another time may be that of the day before, delayed. That
 * is asked anew for each message, as the key of the day is the other's. */
enum status neighbour_look(struct passage *passage, const struct announced *leg);
/* The key of this day may be that of a flight of the day before, delayed. A message is about that
 * one when it departs then, or about then and nothing speaks for another, or by proof; else about the day's own
 * flight, whose key is neighbour_own_key. */
enum status neighbour_is_own(struct passage *passage, const struct announced *leg, struct span key,
                             bool *own);
struct span neighbour_own_key(struct arena *arena, struct span key);

#endif
