/* Shared by the files that open a flight's cards alone. */
#ifndef PIPELINE_CARDS_OPEN_H
#define PIPELINE_CARDS_OPEN_H

#include "pipeline/cards.h"

/* By which keys cards are found: open addressing, each key with a list. */
struct key_slot {
    uint64_t key;         /* 0: free */
    uint32_t first, last; /* entries */
};
struct key_entry {
    uint32_t index; /* of a card or booking */
    uint32_t next;  /* entry, or CARD_NONE */
};

/* What is stored of an empty flight in clear; nothing of it depends on contents. */
enum status cards_load_heads(struct store *store, struct arena *arena, struct open_flight *flight);
/* The contents of a flight whose heads are loaded. */
enum status cards_load_contents(struct store *store, struct arena *arena,
                                struct open_flight *flight);

/* The digest that the card's part has, before its content is opened. */
void cards_set_digest(struct open_flight *flight, uint32_t card, enum store_part part,
                      const struct seal_digest *digest);
/* Under which key the booking at `index` is found. */
void cards_set_locator(struct open_flight *flight, uint32_t index, uint64_t locator);

#endif
