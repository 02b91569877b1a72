/* Bag tags: ten digits (IATA Resolution 740: type, airline's number, serial number), or designator and
 * serial number, as older systems write them. */
#ifndef MODEL_PLATE_H
#define MODEL_PLATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum { PLATE_SERIALS = 1000000 };

struct plate {
    unsigned type, airline; /* digits 1 and 2 to 4 */
    char designator[3];     /* "": the number is in no table */
    unsigned serial, count; /* count: of consecutive tags, from 1 */
    bool numbered;          /* the airline's number is known */
};

/* With a count of consecutive tags behind it or without. False: it is none. */
bool plate_read(struct span text, struct plate *out);

/* Equal for a tag however it is written: 0250771042, HY771042, or 771042 beside its `airline` (number
 * or designator; may be empty). `which` of the consecutive tags from it on. What is no tag has a key of
 * its letters and digits. 0: there is nothing. */
uint64_t plate_key(struct span tag, struct span airline, unsigned which);

#endif
