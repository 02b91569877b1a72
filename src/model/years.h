/* Dates with two digits of the year, read against the day of the journey and never against today
 * (operations.md rule 20), so that reading them again in ten years gives the same. Days count from
 * 1970; pure functions. */
#ifndef MODEL_YEARS_H
#define MODEL_YEARS_H

#include "base/clock.h"

enum { YEARS_OLDEST = 110 }; /* that a traveller may have */
enum age { AGE_UNKNOWN, AGE_ADULT, AGE_CREW, AGE_CHILD };

/* As written: month 1..12, day 1..31. */
struct raw_date {
    int year, month, day;
    bool two_digits; /* of the year */
};
/* `other.year` is 0 unless both readings are possible. */
struct two_dates {
    struct date date, other;
};

/* Each is false when that is no date. */
bool years_date(const struct raw_date *raw, int year, struct date *out);    /* of that year */
bool years_past(const struct raw_date *raw, int32_t day, struct date *out); /* not after `day` */
/* A birth: the latest year not after `day`, or the century before where `age` asks for it. */
bool years_birth(const struct raw_date *raw, int32_t day, enum age age, struct two_dates *out);
/* An expiry: from 20 years before to 50 after `day`. */
bool years_expiry(const struct raw_date *raw, int32_t day, struct two_dates *out);

/* Whole years from `birth` to `day`. */
int years_between(struct date birth, int32_t day);

#endif
