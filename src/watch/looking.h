/* What one thread needs to look for persons: room that is kept from one to the next. Private to watch/. */
#ifndef WATCH_LOOKING_H
#define WATCH_LOOKING_H

#include "watch/index.h"

/* ---- tokens (variants.c) ---- */

struct variant {
    uint32_t token;
    struct names_alike alike;
    uint32_t first, count; /* its postings */
};
/* The tokens of the index that are alike to one token of a person. */
struct variants {
    struct variant *at;
    size_t count;
    size_t postings; /* of all of them */
    uint32_t *slots; /* numbers in `at` + 1, by token; open addressing */
    uint32_t slot_count;
};
struct watch_worker;
/* Lives in `arena`, or in the worker until the next person. */
const struct variants *variants_find(struct watch_worker *worker, const struct index *index,
                                     const struct names_token *token, struct arena *arena);
/* The tokens of the index that may be all of these names, in a script that does not part words. */
const struct variants *variants_whole(struct watch_worker *worker, const struct index *index,
                                      const struct names *names, struct arena *arena);
/* What the index has for a reading: for each of its tokens, and for all of them as one. */
struct found_tokens {
    const struct variants *of[NAMES_TOKENS], *whole;
};
struct names_alike variants_alike(const struct variants *variants, uint32_t token);
/* What was found of tokens that come again and again. */
struct kept_variants {
    struct span key; /* owned: which index, text, own letters, class and script; empty: none */
    struct variants variants;
    void *block;     /* owned: what it points to */
    size_t bytes;    /* of both */
    uint64_t looks;  /* what it cost to find out; whoever uses it pays the same */
    uint64_t person; /* that used it last */
};
enum { KEPT_VARIANTS = 1 << 15, KEPT_BYTES = 64 << 20 };
void variants_forget(struct watch_worker *worker);

/* ---- a name in one word (wholes.c) ---- */

/* The person's words in such scripts, by their codes. */
struct whole_words {
    size_t count;
    uint64_t bits[1 << 10];
};
void whole_words_of(const struct names *names, struct whole_words *out);
/* Those of the index, made for the first who asks. Any thread. */
struct whole_names;
const struct whole_names *whole_names_of(const struct index *index);
/* Whether the name may be one of the words: else names_whole finds none alike. */
bool whole_name_may_be(const struct whole_names *wholes, const struct whole_words *words,
                       uint32_t name);

/* ---- names (candidates.c) ---- */

#define LOOKING_RUN                                                                                \
    (UINT32_C(1) << 31) /* neighbours joined are the same: runs have to be compared */
struct watch_worker {
    uint64_t person; /* counts persons */
    struct kept_variants *kept;
    size_t kept_bytes, oldest; /* of all of them; which is let go of next */
    uint64_t looks;            /* what a person may cost */
    uint64_t left;             /* of that, for this person */
    bool cut;                  /* it was not enough */
    struct index_marks marks;  /* none but while names are looked up */
    uint32_t *found;           /* candidates: the number of a name, and LOOKING_RUN */
    size_t found_count, found_room;
};

/* ---- entries (directly.c) ---- */

/* Ascending, once each. */
struct directly {
    struct arena *arena;
    uint32_t *entries;
    size_t count, room;
};
/* Those that a document of the person may find, or what reaches it. Of these all names that fit are added, whatever the birth
 * dates. */
void directly_find(struct fitting *fitting, struct watch_worker *worker, struct directly *found);

/* Takes so many looks from what is left of this person's; false, and the person is not fully screened, when there
 * are not so many. */
bool looking_may(struct watch_worker *worker, uint64_t looks);

/* The names of the index that the reading could be: all that share two names with it, or the one that both have,
 * or neighbours joined; of days that may go with one of the person's. In `worker->found`, ascending, once
 * each. */
void candidates_find(struct watch_worker *worker, const struct index *index,
                     const struct reading *reading, const struct found_tokens *tokens,
                     const struct watch_person *person);
#endif
