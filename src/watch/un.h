/* Private to the reader of the Security Council's list: the element that is open, and its texts. */
#ifndef WATCH_UN_H
#define WATCH_UN_H

#include "watch/internal.h"

enum slot {
    SLOT_ID,
    SLOT_FIRST,
    SLOT_SECOND,
    SLOT_THIRD,
    SLOT_FOURTH,
    SLOT_ORIGINAL,
    SLOT_REFERENCE,
    SLOT_LISTED,
    SLOT_GENDER,
    SLOT_COMMENTS,
    SLOT_NATIONALITY,
    SLOT_QUALITY,
    SLOT_ALIAS,
    SLOT_DATE_TYPE,
    SLOT_DATE,
    SLOT_YEAR,
    SLOT_FROM,
    SLOT_TO,
    SLOT_DATE_NOTE,
    SLOT_NUMBER,
    SLOT_ISSUER,
    SLOT_ISSUED_IN,
    SLOTS
};

struct un {
    struct draft *draft;
    struct draft_entry *entry; /* of the INDIVIDUAL that is open */
    struct span texts[SLOTS];  /* of the elements that were read since */
};

/* The text of a slot without blanks around it; empty when it is a placeholder. */
struct span un_said(const struct un *un, enum slot slot);

/* What an element that has ended means for the entry: an alias, a birth date, .., the entry itself
 * (then `entry` is NULL). Others mean nothing. */
void un_end(struct un *un, const char *element);

#endif
