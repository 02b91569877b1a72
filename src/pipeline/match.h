/* Which card of a flight is this person? The rules, strongest first, are one table in match.c. */
#ifndef PIPELINE_MATCH_H
#define PIPELINE_MATCH_H

#include "pipeline/cards.h"

/* What in one booking joins a booking and a passport that no other rule joins. */
enum match_likeness {
    MATCH_EXACT,
    MATCH_PROVED /* birth date, document */,
    MATCH_ALIKE /* names */
};

struct wanted {
    const struct identity *identity;
    enum store_part part;
    struct seal_digest digest; /* of the content that the message gives */
    uint64_t stamp;            /* of the message: a card is taken once by each */
    bool name_alone;           /* no other person of the message has this name */
    bool content_only;         /* only the very same content will do */
    bool strong;               /* only a document, or name and birth date, will do */
    enum match_likeness
        loose;         /* what will do in one booking, for who is left when all others are found */
    bool by_reference; /* the sender's own reference for the person goes before all else */
};

/* The root card of the person (an index), or CARD_NONE: a new one. `ambiguous`: there were several
 * that it might have been. */
uint32_t match_find(const struct open_flight *flight, const struct wanted *wanted, bool *ambiguous);

/* Another root that the person is proved to be as well: what the message says of it joins two
 * cards. CARD_NONE: none. */
uint32_t match_other(const struct open_flight *flight, const struct wanted *wanted, uint32_t root);

/* Another person of the flight (a root's index) who by document, or full name and birth date, is
 * the same as that of `card`, which has changed; CARD_NONE: none. Those that the message of `stamp`
 * took are other people. */
uint32_t match_twin(const struct open_flight *flight, uint32_t card, uint64_t stamp);

#endif
