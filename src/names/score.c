#include "names/score.h"

enum {
    CONFLICT = 1600,
    EXTRA = 250,
    SCORE_ONE = 590, /* of the score, when of several names one alone is shared */
    RUN_MOST = 3,
    JOINED_ALIKE = 970,
    LEAST_ALIKE = 550 /* what is less alike is not the same name */
};

/* ---- weights ---- */

static unsigned by_length(size_t letters)
{
    return letters <= 1 ? 300 : letters == 2 ? 700 : letters == 3 ? 850 : 1000;
}

unsigned names_weight(const struct names_token *token)
{
    switch (token->class) {
    case NAMES_ORDINARY: return by_length(token->text.size) * names_rarity(token->text) / 1000;
    case NAMES_PREFIX: return 400;
    case NAMES_INITIAL: return 300;
    case NAMES_PARTICLE: return 120;
    case NAMES_TITLE: return 80;
    case NAMES_FILLER: return 0;
    }
    return 0;
}

/* ---- pairing ---- */

struct side {
    const struct names *names;
    unsigned weights[NAMES_TOKENS];
    uint64_t counted; /* tokens that name somebody */
};

struct pairing {
    struct side a, b;
    struct arena *arena;
    struct names_match *out;
};

static struct side side_of(const struct names *names)
{
    struct side side = {.names = names};
    for (size_t i = 0; i < names->count; i++) {
        side.weights[i] = names_weight(&names->tokens[i]);
        if (names->tokens[i].class == NAMES_ORDINARY)
            side.counted |= UINT64_C(1) << i;
    }
    if (side.counted) /* else SHEIKH and BIN are somebody's names */
        return side;
    for (size_t i = 0; i < names->count; i++)
        if (names->tokens[i].class != NAMES_FILLER)
            side.counted |= UINT64_C(1) << i;
    return side;
}

static uint64_t bits(size_t from, size_t size)
{
    return ((UINT64_C(1) << size) - 1) << from;
}

static unsigned weight_of(const struct side *side, size_t from, size_t size)
{
    unsigned weight = 0;
    for (size_t i = 0; i < size; i++)
        weight += side->weights[from + i];
    return weight;
}

static unsigned count(uint64_t set)
{
    return (unsigned)__builtin_popcountll(set);
}

static void take(struct pairing *pairing, struct names_pair pair)
{
    struct names_match *out = pairing->out;
    uint64_t a = bits(pair.a, pair.a_size), b = bits(pair.b, pair.b_size);
    unsigned wa = weight_of(&pairing->a, pair.a, pair.a_size);
    unsigned wb = weight_of(&pairing->b, pair.b, pair.b_size);
    /* An initial says no more than a letter does. */
    unsigned weight = pair.rule == NAMES_INITIAL_RULE ? (wa < wb ? wa : wb) : (wa + wb) / 2;
    pair.weight = (uint16_t)weight;
    out->pairs[out->count++] = pair;
    out->a |= a;
    out->b |= b;
    unsigned named = count(pairing->a.counted & a), other = count(pairing->b.counted & b);
    if (pair.rule != NAMES_INITIAL_RULE)
        out->names += named > other ? named : other;
}

static bool is_free(const struct pairing *pairing, size_t a, size_t a_size, size_t b, size_t b_size)
{
    return !(pairing->out->a & bits(a, a_size)) && !(pairing->out->b & bits(b, b_size));
}

/* ---- tokens ---- */

/* All that are alike enough, the most alike first; of equals the heavier, then in order. */
struct candidate {
    uint8_t a, b, rule;
    uint16_t alike;
    unsigned value;
};

static bool goes_before(const struct candidate *x, const struct candidate *y)
{
    if (x->value != y->value)
        return x->value > y->value;
    return x->a != y->a ? x->a < y->a : x->b < y->b;
}

static void insert(struct candidate *list, size_t *used, struct candidate one)
{
    size_t at = (*used)++;
    for (; at && goes_before(&one, &list[at - 1]); at--)
        list[at] = list[at - 1];
    list[at] = one;
}

static void pair_tokens(struct pairing *pairing)
{
    const struct names *a = pairing->a.names, *b = pairing->b.names;
    struct candidate *list = arena_raw(pairing->arena, (a->count * b->count + 1) * sizeof *list);
    size_t used = 0;
    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; j < b->count; j++) {
            if (!is_free(pairing, i, 1, j, 1))
                continue;
            struct names_alike alike = names_alike(&a->tokens[i], &b->tokens[j]);
            unsigned weight = (pairing->a.weights[i] + pairing->b.weights[j]) / 2;
            if (alike.alike >= LEAST_ALIKE)
                insert(list, &used,
                       (struct candidate){(uint8_t)i, (uint8_t)j, alike.rule, alike.alike,
                                          alike.alike * 1000u + weight});
        }
    for (size_t i = 0; i < used; i++)
        if (is_free(pairing, list[i].a, 1, list[i].b, 1))
            take(pairing, (struct names_pair){list[i].a, 1, list[i].b, 1, list[i].rule, list[i].alike, 0});
}

/* ---- runs ---- */

static bool joined_agree(struct pairing *pairing, size_t i, size_t m, size_t j, size_t n)
{
    struct span a = names_joined(pairing->a.names, i, m, pairing->arena);
    struct span b = names_joined(pairing->b.names, j, n, pairing->arena);
    if (span_equal(a, b))
        return true;
    struct names_keys x = names_skeleton(a), y = names_skeleton(b);
    return names_keys_agree(&x, &y);
}

/* Whether a run of tokens could be another: their first letters are of one sound, and the lengths are near. */
static bool may_join(const struct pairing *pairing, size_t i, size_t m, size_t j, size_t n)
{
    size_t a = 0, b = 0;
    for (size_t k = 0; k < m; k++)
        a += pairing->a.names->tokens[i + k].text.size;
    for (size_t k = 0; k < n; k++)
        b += pairing->b.names->tokens[j + k].text.size;
    return (a < b ? b - a : a - b) <= 4;
}

static void pair_run(struct pairing *pairing, size_t i, size_t m, size_t j, size_t n)
{
    if (is_free(pairing, i, m, j, n) && may_join(pairing, i, m, j, n) &&
        joined_agree(pairing, i, m, j, n))
        take(pairing, (struct names_pair){(uint8_t)i, (uint8_t)m, (uint8_t)j, (uint8_t)n, NAMES_JOINED,
                                          JOINED_ALIKE, 0});
}

/* Where words are not parted in writing (Chinese, Korean, Japanese), one token is the whole name: all of the
 * other's, with the surname first or last. */
static void pair_unparted(struct pairing *pairing, size_t i, bool of_a)
{
    const struct names *whole = of_a ? pairing->a.names : pairing->b.names;
    const struct names *parts = of_a ? pairing->b.names : pairing->a.names;
    const struct names_token *token = &whole->tokens[i];
    struct names_alike best = {0};
    bool unparted = token->script == NAMES_HAN || token->script == NAMES_HANGUL ||
                    token->script == NAMES_KANA;
    if (!unparted || parts->count < 2 || parts->count > RUN_MOST + 1)
        return;
    for (size_t first = 0; first < parts->count; first++) {
        struct span joined = names_joined(parts, first, parts->count, pairing->arena);
        struct names_alike alike = names_alike_across(token, joined);
        best = alike.alike > best.alike ? alike : best;
    }
    uint8_t n = (uint8_t)parts->count, at = (uint8_t)i;
    if (best.alike < LEAST_ALIKE || pairing->out->count)
        return;
    take(pairing, of_a ? (struct names_pair){at, 1, 0, n, best.rule, best.alike, 0}
                       : (struct names_pair){0, n, at, 1, best.rule, best.alike, 0});
}

static void pair_all_unparted(struct pairing *pairing)
{
    for (size_t i = 0; i < pairing->a.names->count; i++)
        pair_unparted(pairing, i, true);
    for (size_t j = 0; j < pairing->b.names->count; j++)
        pair_unparted(pairing, j, false);
}

/* Tokens that are the same stay themselves: runs are tried of what has no twin. */
static void pair_runs(struct pairing *pairing)
{
    size_t a = pairing->a.names->count, b = pairing->b.names->count;
    for (size_t m = 1; m <= RUN_MOST && m <= a; m++)
        for (size_t n = 1; n <= RUN_MOST && n <= b; n++) {
            if (m + n < 3)
                continue;
            for (size_t i = 0; i + m <= a; i++)
                for (size_t j = 0; j + n <= b; j++)
                    pair_run(pairing, i, m, j, n);
        }
}

static void pair_same(struct pairing *pairing)
{
    const struct names *a = pairing->a.names, *b = pairing->b.names;
    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; j < b->count; j++)
            if (is_free(pairing, i, 1, j, 1) && span_equal(a->tokens[i].text, b->tokens[j].text))
                take(pairing, (struct names_pair){(uint8_t)i, 1, (uint8_t)j, 1, NAMES_SAME, 1000, 0});
}

/* ---- the score ---- */

/* An initial that begins no name of the other is somebody else's. */
static unsigned left_over(const struct side *side, uint64_t taken)
{
    unsigned weight = 0;
    for (size_t i = 0; i < side->names->count; i++)
        if (!(taken >> i & 1))
            weight += side->names->tokens[i].class == NAMES_INITIAL ? 2 * side->weights[i]
                                                                     : side->weights[i];
    return weight;
}

static void sum_up(struct pairing *pairing)
{
    struct names_match *out = pairing->out;
    uint64_t alike = 0;
    for (size_t i = 0; i < out->count; i++) {
        alike += (uint64_t)out->pairs[i].weight * out->pairs[i].alike;
        out->matched += out->pairs[i].weight;
    }
    unsigned a = left_over(&pairing->a, out->a), b = left_over(&pairing->b, out->b);
    out->conflict = a < b ? a : b;
    out->extra = (a < b ? b : a) - out->conflict;
    uint64_t all = out->matched * UINT64_C(1000) + (uint64_t)out->conflict * CONFLICT +
                   (uint64_t)out->extra * EXTRA;
    out->score = all ? (unsigned)(alike * 1000 / all) : 0;
    bool several = count(pairing->a.counted) > 1 || count(pairing->b.counted) > 1;
    out->one = several && out->names < 2;
    if (out->one)
        out->score = out->score * SCORE_ONE / 1000;
}

void names_score(const struct names *a, const struct names *b, struct arena *arena, struct names_match *out)
{
    struct pairing pairing = {side_of(a), side_of(b), arena, out};
    *out = (struct names_match){0};
    pair_same(&pairing);
    pair_all_unparted(&pairing);
    pair_runs(&pairing);
    pair_tokens(&pairing);
    sum_up(&pairing);
}
