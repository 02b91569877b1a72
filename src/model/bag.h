/* A bag on its way: what baggage messages (IATA RP 1745) say of it, in order of their time, and what
 * follows; and by what it was joined to a traveller.
 *
 * The later wins, but that a bag is announced once more takes it out of no hold, and what is handled
 * still has to be unloaded where that was asked for. */
#ifndef MODEL_BAG_H
#define MODEL_BAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum bag_word {
#define BAG(name, word, state, replaces) BAG_##name,
#include "model/bag.def"
#undef BAG
    BAG_WORDS
};
enum bag_join {
#define JOIN(name, word) JOIN_##name,
#include "model/joins.def"
#undef JOIN
    BAG_JOINS
};
/* "loaded", "locator", ..; those of the first for a number that is none. */
const char *bag_text(int word);
const char *bag_join_text(int join);

/* What one message says of one bag. */
struct bag_said {
    enum bag_word word;
    int64_t at;          /* message time, microseconds */
    int64_t seq;         /* the message .. */
    int ordinal;         /* .. in its body */
    int64_t begin, size; /* the bytes that tell the tag */
};

/* The state after one more, in order of message time, then of the journal. Zeroed is the beginning. */
struct bag_state {
    enum bag_word word, before; /* before: the unloading was asked for */
};
void bag_state_next(struct bag_state *state, enum bag_word word);

#endif
