/* Whom people have cleared: what is remembered of a person who is not the one of an entry, and
 * whether a person is that one (operations.md 9; docs/decisions/0016).
 *
 * Remembered are keyed hashes alone, under keys that are derived from KEY_INDEX:
 *
 *   version (1) | documents, births, names (1 each) | salt (8)
 *   | document: issuing state and number (8), number alone (8) | .. | birth date (8) | ..
 *   | name: tokens (1), all letters in order (8), token (8) .. | ..
 *
 * Those of documents find the row; those of birth dates and names are salted, so that two rows do
 * not tell who has the same. Numbers are the machine's. Pure functions but for cleared_of; a
 * `struct cleared_facts` belongs to one thread. */
#ifndef CLEARED_CLEARED_H
#define CLEARED_CLEARED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "model/image.h"
#include "seal/seal.h"
#include "store/travel.h"
#include "watch/list.h"

/* Nobody honest says more; whoever does is not remembered, and is not known again. */
enum { CLEARED_DOCUMENTS = 32, CLEARED_BIRTHS = 16, CLEARED_NAMES = 32, CLEARED_TOKENS = 32 };

/* What a person is said to be, by all that was ever said. Not for the disk. */
struct cleared_facts {
    struct cleared_document {
        uint64_t full[2];   /* of state and number, in both readings of the number; 0: no state */
        uint64_t number[2]; /* 0: there is no second reading */
    } documents[CLEARED_DOCUMENTS];
    struct cleared_birth {
        int32_t days[2]; /* both readings of a two-digit year; the same when there is one */
    } births[CLEARED_BIRTHS];
    struct cleared_name {
        struct span whole; /* all letters in order of writing */
        struct span tokens[CLEARED_TOKENS];
        uint8_t count;
    } names[CLEARED_NAMES];
    uint8_t document_count, birth_count, name_count;
    bool beyond; /* there was more than there is room for */
    bool visa;   /* a document that is none of those: it comes and goes with trips */
};

/* Adds what the content of a traveller (node 0) says. Visas do not count as documents: one may stand
 * for a group, and each trip has its own. Texts live in `arena`. */
void cleared_add(struct cleared_facts *facts, const struct seal_key *index,
                 const struct image *content, struct arena *arena);
/* All that the cards of the person say and said before; `root` is the card that stands. */
enum status cleared_of(struct store *store, const struct seal_key *index, int64_t root,
                       struct arena *arena, struct cleared_facts *out);

/* Whether the person can be known again: by a document that names its issuing state. */
bool cleared_can(const struct cleared_facts *facts);
/* What is remembered, appended to `out`; `salt` should be random. Only when cleared_can. */
void cleared_remember(const struct seal_key *index, const struct cleared_facts *facts,
                      uint64_t salt, struct buffer *out);
/* Whether the person is the one who is remembered: a document is the same, no other one is there,
 * and nothing that is said of name and birth date is new. */
bool cleared_is(const struct seal_key *index, struct span remembered,
                const struct cleared_facts *facts);

/* What of an entry tells whom it means: names, birth dates, documents, sex, nationalities. Keyed. */
struct seal_digest cleared_entry(const struct seal_key *index, const struct watch_list *list,
                                 const struct watch_entry *entry);

#endif
