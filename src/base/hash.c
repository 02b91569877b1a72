#include "base/hash.h"

uint64_t hash_bytes(struct span bytes)
{
    uint64_t h = UINT64_C(0xCBF29CE484222325) ^ bytes.size;
    size_t i = 0;
    for (; i + 8 <= bytes.size; i += 8) {
        uint64_t word;
        memcpy(&word, bytes.at + i, 8);
        h = hash_mix(h, word);
    }
    for (; i < bytes.size; i++)
        h = (h ^ (unsigned char)bytes.at[i]) * UINT64_C(0x100000001B3);
    return hash_mix(h, bytes.size);
}
