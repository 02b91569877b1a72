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
 * either side, extra the rest. A name of several that shares one alone is no more than SCORE_ONE of that. */
#ifndef NAMES_SCORE_H
#define NAMES_SCORE_H

#include "names/names.h"

/* Why two tokens agree, in the order in which one is preferred. */
enum names_rule {
#define RULE(name, word) NAMES_##name,
#include "names/rules.def"
#undef RULE
    NAMES_RULES
};
const char *names_rule_word(enum names_rule rule);

struct names_alike {
    uint16_t alike; /* 0: not at all */
    uint8_t rule;
};
/* Of two tokens. */
struct names_alike names_alike(const struct names_token *a, const struct names_token *b);
/* Of a token in another script and Latin letters. */
struct names_alike names_alike_across(const struct names_token *other, struct span latin);

/* What a token weighs, and what it weighs when the other name has nothing like it. */
unsigned names_weight(const struct names_token *token);

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
    unsigned names; /* pairs that name somebody, a run for each of its tokens */
    bool one;       /* of several, one alone is shared */
};
void names_score(const struct names *a, const struct names *b, struct arena *arena, struct names_match *out);

/* The best of what two texts may mean. (readings.c) */
unsigned names_score_texts(struct span a, struct span b, struct arena *arena);

#endif
