/* How alike two names are: one pure function, whatever way they were found. All numbers are thousandths.
 *
 * Tokens are a bag: which is a surname is told differently by carriers, lists and passports. Each token of the
 * one name is paired with at most one of the other, or a run of neighbours with a run (JEAN PAUL is JEANPAUL).
 * What is left over on both sides contradicts: of two who are not the same, each has something that the
 * other has not. What is left over on one side alone was left out.
 *
 *   score = sum(weight x alike) / (sum(weight) + 1.6 x conflict + 0.25 x extra)
 *
 * with the weight of a pair the mean of what both sides weigh, conflict the lesser of what is left over on
 * either side, extra the rest. Who has several names and shares one alone has NAMES_ONE of that. */
#ifndef NAMES_SCORE_H
#define NAMES_SCORE_H

#include "names/names.h"

/* ---- two tokens (alike.c) ---- */

/* Why they agree. */
enum names_rule {
#define RULE(name, word) NAMES_##name,
#include "names/rules.def"
#undef RULE
    NAMES_RULES
};
const char *names_rule_word(enum names_rule rule);

enum { NAMES_LEAST_ALIKE = 550 }; /* what is less alike is not the same name */
struct names_alike {
    uint16_t alike; /* NAMES_LEAST_ALIKE..1000; 0: not at all */
    uint8_t rule;
};
struct names_alike names_alike(const struct names_token *a, const struct names_token *b);
/* Of a token in another script and Latin letters. */
struct names_alike names_alike_across(const struct names_token *other, struct span latin);
/* How many errors a token may have by the length of the shorter of two, and whether two differ by no more. */
size_t names_errors(size_t letters);
bool names_near(struct span a, struct span b);

/* ---- a name made ready (side.c) ---- */

enum { NAMES_RUN = 10, NAMES_RUN_OF_MANY = 3, NAMES_MANY = 16, NAMES_RUN_KEYS = 4 };
/* Neighbours as one, as carriers print all of a surname or all given names as one word; a token by itself is a run,
 * too. Counted around the end, as a surname may stand first. Of more tokens than a name has, NAMES_MANY, short
 * runs alone. */
struct names_run {
    uint8_t from, size, keys;
    uint64_t at[NAMES_RUN_KEYS]; /* skeletons of the letters joined */
};
struct names_side {
    size_t count;
    uint8_t class[NAMES_TOKENS];
    uint16_t weight[NAMES_TOKENS];
    uint64_t counted;             /* tokens that name somebody */
    const struct names_run *runs; /* by size, then from */
    size_t run_count;
    bool whole; /* a token may be the whole name: of a script that does not part words */
};
/* `arena` NULL: without runs of several tokens, which then are paired with none. Runs of one have the skeletons
 * of the token. */
void names_side(const struct names *names, struct arena *arena, struct names_side *out);
/* The runs alone. */
void names_runs(const struct names *names, struct arena *arena, struct names_side *out);
/* The bit set of a run. */
uint64_t names_run_bits(const struct names_side *side, size_t from, size_t size);
unsigned names_weight(const struct names_token *token);

/* ---- two names (score.c) ---- */

enum { NAMES_ONE = 590 };

/* What was found of tokens, before they are paired. */
struct names_found {
    const struct names_alike *pairs; /* [a.count][b.count] */
    const struct names_alike *whole_a,
        *whole_b; /* by token: with all of the other name; NULL: with none */
};
struct names_pair {
    uint8_t a, a_size, b, b_size; /* tokens from a, a_size of them .. */
    uint8_t rule;
    uint16_t alike, weight;
};
struct names_match {
    unsigned score;
    struct names_pair pairs[NAMES_TOKENS];
    size_t count;
    uint64_t a, b; /* bit sets of the tokens that are paired */
    unsigned matched, conflict, extra;
    unsigned names;    /* that are shared: pairs that name somebody, a run for each of its tokens */
    unsigned initials; /* .. of which so many by a letter alone */
    bool one;          /* of several, one alone is shared, or nothing but initials */
};
/* By token of `names`: how alike it is to all of `parts`, joined in any turn; at most NAMES_WHOLE of them. */
enum { NAMES_WHOLE = 4 };
const struct names_alike *names_whole(const struct names *names, const struct names *parts,
                                      struct arena *arena);
void names_score(const struct names_side *a, const struct names_side *b,
                 const struct names_found *found, struct names_match *out);

/* All of it for two folded names, and for two texts, the best of what they may mean. (readings.c) */
void names_compare(const struct names *a, const struct names *b, struct arena *arena,
                   struct names_match *out);
unsigned names_score_texts(struct span a, struct span b, struct arena *arena);

#endif
