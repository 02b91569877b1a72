#include "names/score.h"

enum { CONFLICT = 1600, EXTRA = 250, JOINED_ALIKE = 970 };

struct pairing {
    const struct names_side *a, *b;
    const struct names_found *found;
    struct names_match *out;
};

static unsigned count(uint64_t set)
{
    return (unsigned)__builtin_popcountll(set);
}

static unsigned weight_of(const struct names_side *side, uint64_t tokens)
{
    unsigned weight = 0;
    for (size_t i = 0; i < side->count; i++)
        weight += tokens >> i & 1 ? side->weight[i] : 0;
    return weight;
}

/* How many names a pair shares. */
static unsigned named(const struct pairing *pairing, uint64_t a, uint64_t b)
{
    unsigned of_a = count(pairing->a->counted & a), of_b = count(pairing->b->counted & b);
    return !of_a || !of_b ? 0 : of_a > of_b ? of_a : of_b;
}

static void take(struct pairing *pairing, uint64_t a, uint64_t b, struct names_pair pair)
{
    struct names_match *out = pairing->out;
    unsigned of_a = weight_of(pairing->a, a), of_b = weight_of(pairing->b, b);
    pair.weight = (uint16_t)((of_a + of_b) / 2);
    out->pairs[out->count++] = pair;
    out->a |= a;
    out->b |= b;
    out->names += pair.rule == NAMES_INITIAL_RULE ? 1 : named(pairing, a, b);
    out->initials += pair.rule == NAMES_INITIAL_RULE;
}

/* ---- runs ---- */

static bool is_free(const struct pairing *pairing, uint64_t a, uint64_t b)
{
    return !(pairing->out->a & a) && !(pairing->out->b & b);
}

/* The keys of all runs of a side, a bit each: most runs of the other have none of them. */
enum { SEEN_BITS = 1024 };
struct seen {
    uint64_t bits[SEEN_BITS / 64];
};

static void see(const struct names_side *side, struct seen *out)
{
    *out = (struct seen){{0}};
    for (size_t i = 0; i < side->run_count; i++)
        for (size_t k = 0; k < side->runs[i].keys; k++) {
            uint64_t bit = side->runs[i].at[k] % SEEN_BITS;
            out->bits[bit / 64] |= UINT64_C(1) << bit % 64;
        }
}

static bool may_agree(const struct names_run *run, const struct seen *seen)
{
    for (size_t k = 0; k < run->keys; k++) {
        uint64_t bit = run->at[k] % SEEN_BITS;
        if (seen->bits[bit / 64] >> bit % 64 & 1)
            return true;
    }
    return false;
}

static bool agree(const struct names_run *a, const struct names_run *b)
{
    for (size_t i = 0; i < a->keys; i++)
        for (size_t j = 0; j < b->keys; j++)
            if (a->at[i] == b->at[j])
                return true;
    return false;
}

/* Three or more that were printed as one. */
static bool is_glued(const struct names_run *a, const struct names_run *b)
{
    return (a->size == 1 && b->size > 2) || (b->size == 1 && a->size > 2);
}

/* Two single tokens are pair_tokens's. */
static void pair_runs(struct pairing *pairing, bool glued)
{
    struct seen seen;
    if (pairing->a->run_count && pairing->b->run_count)
        see(pairing->b, &seen);
    for (size_t i = 0; i < pairing->a->run_count; i++)
        for (size_t j = 0; j < pairing->b->run_count && may_agree(&pairing->a->runs[i], &seen);
             j++) {
            const struct names_run *a = &pairing->a->runs[i], *b = &pairing->b->runs[j];
            if (a->size + b->size < 3 || (glued && !is_glued(a, b)) || !agree(a, b))
                continue;
            uint64_t of_a = names_run_bits(pairing->a, a->from, a->size);
            uint64_t of_b = names_run_bits(pairing->b, b->from, b->size);
            if (is_free(pairing, of_a, of_b) && named(pairing, of_a, of_b))
                take(pairing, of_a, of_b,
                     (struct names_pair){a->from, a->size, b->from, b->size, NAMES_JOINED,
                                         JOINED_ALIKE, 0});
        }
}

/* ---- the whole name in one token ---- */

static uint64_t all(const struct names_side *side)
{
    return side->count ? UINT64_MAX >> (64 - side->count) : 0;
}

static void pair_whole(struct pairing *pairing)
{
    const struct names_found *found = pairing->found;
    for (size_t i = 0; found->whole_a && i < pairing->a->count && !pairing->out->count; i++)
        if (found->whole_a[i].alike)
            take(pairing, UINT64_C(1) << i, all(pairing->b),
                 (struct names_pair){(uint8_t)i, 1, 0, (uint8_t)pairing->b->count,
                                     found->whole_a[i].rule, found->whole_a[i].alike, 0});
    for (size_t j = 0; found->whole_b && j < pairing->b->count && !pairing->out->count; j++)
        if (found->whole_b[j].alike)
            take(pairing, all(pairing->a), UINT64_C(1) << j,
                 (struct names_pair){0, (uint8_t)pairing->a->count, (uint8_t)j, 1,
                                     found->whole_b[j].rule, found->whole_b[j].alike, 0});
}

/* ---- tokens ---- */

struct candidate {
    uint8_t a, b;
    struct names_alike alike;
    unsigned weight;
};

/* The most alike first; of equals the heavier, then in order. */
static bool goes_before(const struct candidate *x, const struct candidate *y)
{
    if (x->alike.alike != y->alike.alike)
        return x->alike.alike > y->alike.alike;
    if (x->weight != y->weight)
        return x->weight > y->weight;
    return x->a != y->a ? x->a < y->a : x->b < y->b;
}

/* The best of all pairs of free tokens; false when there is none. */
static bool best_pair(const struct pairing *pairing, bool same_only, struct candidate *best)
{
    size_t width = pairing->b->count;
    best->alike.alike = 0;
    for (size_t i = 0; i < pairing->a->count; i++)
        for (size_t j = 0; j < width && !(pairing->out->a >> i & 1); j++) {
            struct names_alike alike = pairing->found->pairs[i * width + j];
            if (!alike.alike || (pairing->out->b >> j & 1) ||
                (same_only && alike.rule != NAMES_SAME))
                continue;
            struct candidate one = {(uint8_t)i, (uint8_t)j, alike,
                                    (unsigned)pairing->a->weight[i] + pairing->b->weight[j]};
            if (!best->alike.alike || goes_before(&one, best))
                *best = one;
        }
    return best->alike.alike > 0;
}

static void pair_tokens(struct pairing *pairing, bool same_only)
{
    struct candidate best = {0};
    while (best_pair(pairing, same_only, &best))
        take(pairing, UINT64_C(1) << best.a, UINT64_C(1) << best.b,
             (struct names_pair){best.a, 1, best.b, 1, best.alike.rule, best.alike.alike, 0});
}

/* ---- the score ---- */

/* An initial that begins no name of the other is somebody else's. */
static unsigned left_over(const struct names_side *side, uint64_t taken)
{
    unsigned weight = 0;
    for (size_t i = 0; i < side->count; i++)
        if (!(taken >> i & 1))
            weight += side->class[i] == NAMES_INITIAL ? 2u * side->weight[i] : side->weight[i];
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
    unsigned a = left_over(pairing->a, out->a), b = left_over(pairing->b, out->b);
    out->conflict = a < b ? a : b;
    out->extra = (a < b ? b : a) - out->conflict;
    uint64_t whole = out->matched * UINT64_C(1000) + (uint64_t)out->conflict * CONFLICT +
                     (uint64_t)out->extra * EXTRA;
    out->score = whole ? (unsigned)(alike * 1000 / whole) : 0;
    bool several = count(pairing->a->counted) > 1 || count(pairing->b->counted) > 1;
    out->one = (several && out->names < 2) || out->names == out->initials;
    if (out->one)
        out->score = out->score * NAMES_ONE / 1000;
}

void names_score(const struct names_side *a, const struct names_side *b,
                 const struct names_found *found, struct names_match *out)
{
    struct pairing pairing = {a, b, found, out};
    out->count = 0;
    out->a = out->b = 0;
    out->matched = out->names = out->initials = 0;
    pair_runs(&pairing, true);   /* what was printed as one takes what it needs */
    pair_tokens(&pairing, true); /* what is the same stays itself */
    pair_whole(&pairing);
    pair_runs(&pairing, false);
    pair_tokens(&pairing, false);
    sum_up(&pairing);
}
