/* Chance that is the same everywhere: whole numbers from a seed and what they are drawn for, without
 * libm, locale, clock or the order of anything. Whoever draws for something makes a stream of its own for
 * it, so that what is drawn elsewhere changes nothing here.
 *
 * One draw an expression, at most: which of two arguments is drawn first the compiler would choose. */
#ifndef WORLD_CHANCE_H
#define WORLD_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chance {
    uint64_t state;
};

/* splitmix64 (Steele, Lea, Flood 2014): its mixing, of any number. */
static inline uint64_t chance_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* The stream for the `which`-th of `what` under `seed`. */
static inline struct chance chance_of(uint64_t seed, uint64_t what, uint64_t which)
{
    uint64_t x = chance_mix(seed + UINT64_C(0x9E3779B97F4A7C15));
    x = chance_mix(x ^ (what * UINT64_C(0xD6E8FEB86659FD93)));
    return (struct chance){chance_mix(x + which * UINT64_C(0x9E3779B97F4A7C15))};
}

static inline uint64_t chance_next(struct chance *chance)
{
    chance->state += UINT64_C(0x9E3779B97F4A7C15);
    return chance_mix(chance->state);
}

/* 0 .. below-1; 0 for 0. */
static inline uint32_t chance_below(struct chance *chance, uint32_t below)
{
    return (uint32_t)(((chance_next(chance) >> 32) * below) >> 32);
}

/* from .. to, both included. */
static inline int32_t chance_between(struct chance *chance, int32_t from, int32_t to)
{
    return from + (int32_t)chance_below(chance, (uint32_t)(to - from + 1));
}

/* True so many times in a million. */
static inline bool chance_in(struct chance *chance, uint32_t millionths)
{
    return chance_below(chance, 1000000) < millionths;
}

/* An index below `count`, by weight; 0 when all weights are 0. */
static inline size_t chance_weighted(struct chance *chance, const uint32_t *weights, size_t count)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += weights[i];
    uint32_t left = chance_below(chance, sum);
    for (size_t i = 0; i < count; i++) {
        if (left < weights[i])
            return i;
        left -= weights[i];
    }
    return 0;
}

/* A number by its quantiles: at[0] the least, at[count-1] the greatest, between two neighbours all are
 * equally likely. `count` at least 2. */
static inline int32_t chance_quantile(struct chance *chance, const int32_t *at, size_t count)
{
    size_t step = chance_below(chance, (uint32_t)(count - 1));
    return chance_between(chance, at[step], at[step + 1]);
}

#define CHANCE_ONE_OF(chance, list)                                                                \
    ((list)[chance_below((chance), (uint32_t)(sizeof(list) / sizeof *(list)))])

#endif
