/* What one thread needs to look for persons: room that is kept from one to the next. Private to watch/. */
#ifndef WATCH_LOOKING_H
#define WATCH_LOOKING_H

#include "watch/index.h"

/* ---- tokens (variants.c) ---- */

struct variant {
    uint32_t token;
    struct names_alike alike;
};
/* The tokens of the index that are alike to one token of a person. Not those across scripts, unless that one
 * is in another script or they are alike otherwise, too: there are many, which are compared where they matter. */
struct variants {
    struct variant *at;
    size_t count;
    uint32_t *slots; /* numbers in `at` + 1, by token; open addressing */
    uint32_t slot_count;
    struct later *later; /* what was compared of the rest; NULL where it is not kept */
};
struct watch_worker;
/* Lives in `arena`, or in the worker until the next person. */
const struct variants *variants_find(struct watch_worker *worker, const struct watch *watch,
                                     const struct names_token *token, struct arena *arena);
struct names_alike variants_alike(const struct variants *variants, uint32_t token);
/* Of a token that variants_find left out: compared now, or when it was asked for before. */
struct names_alike variants_compare(const struct variants *variants, const struct names_token *one,
                                    uint32_t token, const struct names_token *other);
/* Whether variants_find leaves such a token of the index out, however alike it is. */
bool variants_leave_out(const struct names_token *token, enum names_script script);

/* Tokens that were compared one by one. */
struct later {
    struct variant *slots; /* by token, which is one more than its number; 0: free */
    uint32_t count, slot_count;
};
/* What was found of tokens that come again and again. */
struct kept_variants {
    struct span key; /* owned: text, own letters, class and script; empty: none */
    struct variants variants;
    struct later later;
    void *block;     /* owned: what it points to */
    uint64_t person; /* that used it last */
};
enum { KEPT_VARIANTS = 4096 };
void variants_forget(struct watch_worker *worker);

/* ---- a name in one word (wholes.c) ---- */

/* What the words of each name sound like when they are joined, in any turn, beside scripts that do not part words.
 * Few persons need it, so it is made for the first of them, and kept. */
struct whole_names {
    uint64_t set;     /* of whose names; 0: none */
    uint32_t *codes;  /* owned: some bits of each */
    uint32_t *firsts; /* owned: by name, and one more */
};
/* The person's words in such scripts, by their codes. */
struct whole_words {
    size_t count;
    uint64_t bits[1 << 10];
};
void whole_words_of(const struct names *names, struct whole_words *out);
/* The worker's, of the set whose variants it keeps. */
const struct whole_names *whole_names_of(struct watch_worker *worker, const struct index *index);
/* Whether the name may be one of the words: else names_whole finds none alike. */
bool whole_name_may_be(const struct whole_names *wholes, const struct whole_words *words,
                       uint32_t name);

/* ---- names (candidates.c) ---- */

#define LOOKING_RUN                                                                                \
    (UINT32_C(1) << 31) /* neighbours joined are the same: runs have to be compared */
struct watch_worker {
    uint64_t set;    /* whose variants are kept: watch.serial */
    uint64_t person; /* counts persons */
    struct kept_variants *kept;
    struct whole_names wholes;
    uint8_t *counts; /* by name of the index: how many tokens of the person it shares */
    uint8_t *last;   /* the one that counted last */
    uint32_t names;
    uint32_t *touched;
    size_t touched_count, touched_room;
    uint32_t *found; /* candidates: the number of a name, and LOOKING_RUN */
    size_t found_count, found_room;
};

/* The names of the index that the reading could be: all that share two names with it, or the one that both have,
 * or neighbours joined; of days that may go with one of the person's. In `worker->found`, ascending, once
 * each. `variants`: of each of its tokens. */
void candidates_find(struct watch_worker *worker, const struct index *index,
                     const struct reading *reading, const struct variants *const *variants,
                     const struct watch_person *person, struct arena *arena);

#endif
