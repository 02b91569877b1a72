/* What one thread needs to look for persons: room that is kept from one to the next. Private to watch/. */
#ifndef WATCH_LOOKING_H
#define WATCH_LOOKING_H

#include "watch/index.h"

/* How alike the tokens of one name are to tokens of the index: for each of these that is alike to any a row
 * of as many as the name has tokens. */
struct variants {
    const struct index *index;
    size_t width;    /* tokens of the name */
    uint32_t *slots; /* rows + 1, by token; a power of two */
    uint32_t slot_count;
    uint32_t *tokens; /* by row */
    struct names_alike *rows;
    size_t count, room;
    uint32_t *of_token[NAMES_TOKENS]; /* rows that each token of the name is alike to */
    size_t of_count[NAMES_TOKENS];
    struct arena *arena;
};
void variants_find(const struct index *index, const struct names *names, struct arena *arena,
                   struct variants *out);
/* The same by comparing all tokens of the index. Slow. */
void variants_all(const struct index *index, const struct names *names, struct arena *arena,
                  struct variants *out);
/* The row of a token; NULL: none is alike to it. */
const struct names_alike *variants_row(const struct variants *variants, uint32_t token);

#define LOOKING_RUN                                                                                \
    (UINT32_C(1) << 31) /* neighbours joined are the same: runs have to be compared */
struct watch_worker {
    uint8_t *counts; /* by name of the index: how many tokens of the person it shares */
    uint8_t *last;   /* the one that counted last */
    uint32_t names;
    uint32_t *touched;
    size_t touched_count, touched_room;
    uint32_t *found; /* candidates: the number of a name, and LOOKING_RUN */
    size_t found_count, found_room;
};

/* The names of the index that `side` could be: all that share two names with it, or the one that both have,
 * or neighbours joined; of days that may go with one of the person's. In `worker->found`, ascending, once
 * each. */
/* The names of the index of which runs have to be compared, a bit each, by looking at all. Slow. */
uint64_t *runs_all(const struct index *index, const struct names_side *side, struct arena *arena);
void candidates_find(struct watch_worker *worker, const struct index *index,
                     const struct names_side *side, const struct variants *variants,
                     const struct watch_person *person);

#endif
