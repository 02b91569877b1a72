/* The texts of service requests, cut at their slashes (AIRIMP 3.13). */
#ifndef DECODE_TOKENS_H
#define DECODE_TOKENS_H

#include "decode/internal.h"

enum { MOST_TOKENS = 14 };

struct tokens {
    struct piece at[MOST_TOKENS]; /* beyond `count`: empty */
    unsigned count;
};

/* `part` of what `text` says, cut at each slash; parts are trimmed. */
struct tokens decode_tokens(const struct decoder *decoder, struct piece text, struct span part);
/* Where `part` of an understood text stands: exact when nothing had to be resolved in it. */
struct piece decode_part_of(const struct decoder *decoder, struct piece whole, struct span part);
struct span decode_without_slash(struct span text); /* without one at the begin */
/* "-1NAME" repeats the name field of the booking behind the text. */
struct piece decode_without_tail(struct piece piece);
/* DDMMMYY: with a month in letters, so that no number is taken for it. */
bool decode_is_named_date(struct span text);

/* DOCS: type/state/number/nationality/birth/sex/expiry/surname/given. */
struct docs {
    struct piece type, state, number, nationality, birth, sex, expiry, surname, given;
    bool infant; /* the sex says so: FI, MI */
    bool odd;    /* the parts are not where the guides have them */
};
/* `text` as a whole, and the parts of it. */
struct docs decode_read_docs(struct decoder *decoder, struct piece text,
                             const struct tokens *parts);
struct docs decode_read_pspt(struct decoder *decoder, struct piece text);
/* 14A, 014A, or 14AN with how it is: the seat; else empty. */
struct span decode_seat_in(struct span text);
/* The number of "UM08", "AGE 08", "8YRS"; empty where none says that it is an age. */
struct span decode_age_in(struct span text);
/* INFT: SURNAME/GIVEN 20SEP12 or SURNAME/GIVEN/20SEP12. */
void decode_read_inft(const struct decoder *decoder, struct piece text, struct person_name *name,
                      struct piece *birth);

#endif
