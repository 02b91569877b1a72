/* What is stored in clear of a person: the kind, and flags. The numbers are stored: new ones go to
 * the end. */
#ifndef MODEL_PERSON_H
#define MODEL_PERSON_H

#include "base/span.h"

enum person_kind {
    PERSON_UNKNOWN,
    PERSON_PASSENGER,
    PERSON_CREW,
    PERSON_TRANSIT,
    PERSON_TRANSIT_CREW,
    PERSON_STAFF,
    PERSON_INFANT,
    PERSON_UNACCOMPANIED_MINOR,
    PERSON_KINDS
};
enum person_flag {
    PERSON_IS_INFANT = 1,
    PERSON_IS_MINOR = 2,     /* under 18 on the day of the flight */
    PERSON_IS_CHECKED_IN = 4 /* seen at check-in, or announced by an API message */
};

/* Why two cards are one person. */
enum merge_reason {
    MERGE_SECOND_BOOKING = 1,
    MERGE_PROVED = 2,
    MERGE_BY_PERSON = 3, /* somebody said so */
    MERGE_REASONS
};
const char *merge_reason_word(int reason); /* "" when it is none */

/* "passenger", ..; "person" for a number that is none. */
const char *person_kind_word(int kind);
/* The other way round, as the field `kind` has it; PERSON_UNKNOWN when it is none. */
enum person_kind person_kind_parse(struct span word);
bool person_is_crew(int kind);

#endif
