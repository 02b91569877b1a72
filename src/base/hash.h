/* Hashing for tables in memory. Not keyed: never for anything that reaches the disk. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/span.h"

uint64_t hash_bytes(struct span bytes);

static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
    uint64_t x = a ^ (b + UINT64_C(0x9E3779B97F4A7C15) + (a << 6) + (a >> 2));
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    return x ^ (x >> 27);
}

#endif
