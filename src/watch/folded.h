/* All names of a set's lists, folded anew from the lists' own texts, each distinct token once: what trying every name
 * looks at. Nothing of the compiled image is in it. Private to watch/. */
#ifndef WATCH_FOLDED_H
#define WATCH_FOLDED_H

#include "watch/internal.h"

struct items {
    void *at; /* owned */
    size_t count, room;
};
#define ITEMS_OF(items, type) ((type *)(items).at)
/* Room for one more, not zeroed. */
void *items_add(struct items *items, size_t size);

struct folded_token {
    struct names_token token;
    uint32_t first_code, codes; /* what it has beside other scripts; see folded_codes */
};
struct folded_name {
    uint32_t entry, number; /* the name among those of the entry */
    uint32_t first_token, tokens;
    uint32_t first_key, keys; /* of runs of several tokens */
};
struct folded {
    struct arena arena;       /* of texts */
    struct items tokens;      /* struct folded_token */
    struct items names;       /* struct folded_name */
    struct items name_tokens; /* uint32_t: their numbers */
    struct items name_keys;   /* uint32_t: some bits of each key */
    struct items codes;       /* uint32_t: some bits of each code */
    struct items unparted;    /* uint32_t: tokens that may be a whole name */
    uint32_t *slots;          /* tokens + 1, by text and own letters; open addressing */
    size_t slot_count;
};
void folded_make(const struct watch *watch, struct folded *out); /* until folded_free */
void folded_free(struct folded *folded);

/* All codes that a token has beside scripts that are compared with its own: two that have none in common are not alike
 * across scripts (names_coarse_agree). */
enum { FOLDED_CODES = 2 * NAMES_COARSE };
size_t folded_codes(const struct names_token *token, uint64_t out[FOLDED_CODES]);

#endif
