/* Shared by the files of drift/ alone. */
#ifndef DRIFT_INTERNAL_H
#define DRIFT_INTERNAL_H

#include "drift/drift.h"

enum {
    PERMILLE = 1000,
    NONE = 20,       /* thousandths: as good as none */
    RARE = 50,       /* few have it, and as few lack what is usual */
    UNITS_LEAST = 5, /* messages, or persons, of a block */
    ODD = 4,         /* a message that says otherwise adds so much, any other takes off one */
    ODD_MOST = 32    /* eight more */
};

/* ---- items.c ---- */

enum drift_how item_how(const struct drift_item *item);
/* That of a fact, made when it is new; NULL: there are too many. */
struct drift_item *item_of_fact(struct drift_stream *stream, const struct drift_fact *fact);
/* Values of a CHOICE or CLASS stand and fall together: their shares are one whole. */
bool item_is_one(const struct drift_item *a, const struct drift_item *b);
/* The note that stands of it, be it at another value; NULL: none. */
const struct drift_note *item_note(const struct drift_stream *stream,
                                   const struct drift_item *item);
/* Whatever is suspected, and what came since a note. */
void item_forget(struct drift_item *item);

/* ---- learn.c: the message under way ---- */

struct lesson {
    struct drift_stream *stream;
    struct drift_moment now; /* when it was made */
    int64_t received;
    int raised;
};
/* Raises a note, and forgets what was suspected of the item and those that are one with it. */
void lesson_note(struct lesson *lesson, struct drift_item *item, const struct drift_doubt *doubt);

/* ---- blocks.c ---- */

/* Compares the block under way, learns from it, and begins the next. */
void lesson_close_block(struct lesson *lesson);
void block_begin(struct drift_stream *stream);

/* ---- judge.c ---- */

/* Adds a block in which `x` of `n` had it; nothing when there are too few. */
void sums_add(struct drift_sums *sums, int64_t x, int64_t n);
/* The mean share of the blocks in thousandths. */
int64_t sums_mean(const struct drift_sums *sums);
bool sums_is_rare(const struct drift_sums *sums);
bool sums_is_usual(const struct drift_sums *sums);
/* 1 more, -1 less, 0 as the reference has it: 15 points and three standard deviations; or, of what is
 * GROSS, 50 and four. `messages`: how many the block's units came in; persons of one message are alike,
 * so that these count. */
enum sums_off { SUMS_OFF, SUMS_GROSS };
int sums_compare(const struct drift_sums *reference, int64_t x, int64_t n, int64_t messages,
                 enum sums_off how);

#endif
