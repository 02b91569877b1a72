/* The steps of fusion, one file each: bookings.c, rows.c, fuse.c. */
#ifndef PIPELINE_FUSE_H
#define PIPELINE_FUSE_H

#include "model/person.h"
#include "pipeline/internal.h"
#include "pipeline/match.h"

/* A booking that the message names. */
struct party {
    uint32_t node;
    uint32_t first, count;      /* of its persons in the message */
    const struct party *former; /* of the same locator, before it in the message; NULL */
    struct seal_digest digest;
    int64_t id;
    struct span content; /* as it was stored now; empty: it was known */
};

/* A person whom the message names. */
struct person {
    uint32_t node;
    const struct party *party;  /* its booking in the message; NULL: it stands outside of any */
    const struct person *again; /* of whom the very same was said before; NULL */
    int64_t booking;
    struct identity identity;
    struct seal_digest digest;
    uint32_t root; /* the card found; CARD_NONE: not yet */
    uint32_t card; /* on which it was put; CARD_NONE: on none */
    bool ambiguous;
    bool alone;                   /* nobody else in the message has the name */
    bool waits;                   /* has no card yet */
    bool changed;                 /* its content is new */
    enum match_likeness likeness; /* that will do to find it */
};

/* Whether what the message says takes the place of what was said before. Lists of who is (not) on
 * board and cancellations repeat names to point at persons; what they leave out undoes nothing. */
bool fuse_replaces(const struct passage *passage);

/* ---- bookings.c ---- */

/* The booking of which `node` and `digest` are set, found, made or changed. */
enum status booking_put(struct passage *passage, struct party *party);
/* What the booking knows (phones, cards, agency) finds its travellers too. `party`: of the message, which
 * may have named another; or NULL. */
enum status booking_keys(struct passage *passage, int64_t traveller, int64_t booking,
                         const struct party *party);

/* Screens those who travel by these bookings, named in the message or not, by what reaches them. */
enum status bookings_screen(struct passage *passage, const struct party *const *parties,
                            size_t count);

/* ---- boarding.c ---- */

/* What the message says of the person at `node` by naming it, on the card that it was put on. */
enum status boarding_named(struct passage *passage, uint32_t node, uint32_t card);
/* `word` follows for a card because the message, or its set, is whole and does not name it. */
enum status boarding_not_named(struct passage *passage, uint32_t card, enum board_word word);
/* The same for all whom a whole close-out does not name. */
enum status boarding_others(struct passage *passage);

/* ---- series.c ---- */

/* After fusion: puts the message to its set, and draws what follows when that is whole. `persons`:
 * the numbers of the cards it names, int32_t each. */
enum status series_settle(struct passage *passage, struct span persons);

/* ---- rows.c ---- */

/* Puts what the message says of the person on its row, or makes one; `*index` is its card. Sets
 * `*content` to what was stored, empty when nothing changed. */
enum status row_put(struct passage *passage, const struct person *person, uint32_t *index,
                    struct store_content *content);
/* Joins two persons (root cards), the younger to the older. */
enum status row_merge(struct passage *passage, uint32_t a, uint32_t b, enum merge_reason reason);
/* What a card's flags say of a traveller node, on a flight of `day`. */
int row_flags(const struct image *image, uint32_t node, const struct identity *identity,
              int32_t day);
struct store_origin row_origin(const struct passage *passage, uint32_t node);
/* The card that carries the alert of this card's person. */
uint32_t row_root(const struct passage *passage, uint32_t index);

#endif
