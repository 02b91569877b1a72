/* What makes two cards one person: operations.md 8 and 12, design 4.4.
 *
 * An identity is taken from a message's traveller node, or from a stored part, and is compared in
 * memory only. Names are folded (names/), so LÓPEZ and LOPEZ agree. */
#ifndef PIPELINE_IDENTITY_H
#define PIPELINE_IDENTITY_H

#include "base/arena.h"
#include "model/image.h"

enum {
    IDENTITY_NAMES = 3, /* as the message says it, and on up to two documents */
    IDENTITY_DOCUMENTS = 4,
    IDENTITY_LOCATORS = 4,
    IDENTITY_TAGS = 8,
    IDENTITY_SEATS = 3,
    IDENTITY_BIRTHS = 2, /* the second: the other reading of a two-digit year */
    IDENTITY_SURNAME = 48,
    IDENTITY_GIVEN = 64
};

/* Folded tokens in order of writing, one blank between; cut at the end when longer. */
struct identity_name {
    char surname[IDENTITY_SURNAME];
    char given[IDENTITY_GIVEN];
};

/* Hashes; of the port where one sits down: 0 when it is not told. */
struct identity_seat {
    uint32_t number, board;
};

struct identity {
    struct identity_name names[IDENTITY_NAMES];
    uint64_t documents[IDENTITY_DOCUMENTS]; /* hash of issuing state and number */
    uint64_t locators[IDENTITY_LOCATORS];
    uint64_t tags[IDENTITY_TAGS]; /* of bags: plate_key; they identify the bag, not the person */
    struct identity_seat seats[IDENTITY_SEATS]; /* asked for or checked in */
    int32_t births[IDENTITY_BIRTHS];            /* days since 1970 */
    uint64_t reference; /* what the sender calls the person within the flight: ABO of an API
                           message; locator and traveller reference of a booking. 0: none */
    uint8_t name_count, document_count, locator_count, birth_count, tag_count, seat_count;
    bool infant, crew;
};

/* From `node` (a TRAVELLER) of `image`; locators also from its BOOKING parent, if it has one.
 * `scratch` is used and may be reset afterwards. */
void identity_from_image(const struct image *image, uint32_t node, struct arena *scratch,
                         struct identity *out);

/* The same without names, which take the longest. */
void identity_without_names(const struct image *image, uint32_t node, struct identity *out);

/* The locators of a booking node; `reference`: what the booking calls the traveller. */
void identity_add_booking(struct identity *out, const struct image *image, uint32_t booking,
                          struct span reference);

/* Adds to `into` what `more` knows and it does not. */
void identity_add(struct identity *into, const struct identity *more);

bool identity_same_document(const struct identity *a, const struct identity *b);
bool identity_same_tag(const struct identity *a, const struct identity *b);
/* A seat has one person at a time; who it is may have changed it. */
bool identity_same_seat(const struct identity *a, const struct identity *b);
bool identity_same_locator(const struct identity *a, const struct identity *b);
/* Surnames agree and given names do not speak against it: glued titles, cut and missing parts,
 * and single names are understood. False when either has no name. */
bool identity_names_agree(const struct identity *a, const struct identity *b);
/* The names differ by no more than spelling, a slip or order; for two of one booking alone (alike.c). */
bool identity_names_alike(const struct identity *a, const struct identity *b);
/* They have one part of the name in common, but for its spelling; a family has (alike.c). */
bool identity_names_touch(const struct identity *a, const struct identity *b);
/* Surname and given names are the same tokens. */
bool identity_names_equal(const struct identity *a, const struct identity *b);
/* Equal for the same tokens in any order; 0 for no name. */
uint64_t identity_name_hash(const struct identity_name *name);
/* More than one token: a single name is shared by too many to prove anything. */
bool identity_name_is_full(const struct identity_name *name);
bool identity_same_birth(const struct identity *a, const struct identity *b);
/* Both have a birth date and no reading agrees; where one has none, one is an infant and the other
 * is not. (Who is an infant is not marked by all; the age tells.) */
bool identity_contradicts(const struct identity *a, const struct identity *b);
/* More than a slip in a birth date: a generation lies between them. */
bool identity_generation_apart(const struct identity *a, const struct identity *b);
/* All their birth dates are so many days apart at least; false when either has none. */
bool identity_born_apart(const struct identity *a, const struct identity *b, int days);
/* Both have locators and share none. */
bool identity_other_locator(const struct identity *a, const struct identity *b);
/* Both carry documents and none is the same. */
bool identity_other_document(const struct identity *a, const struct identity *b);

#endif
