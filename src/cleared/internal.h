/* Private to cleared/. */
#ifndef CLEARED_INTERNAL_H
#define CLEARED_INTERNAL_H

#include "cleared/cleared.h"

/* The numbers are in hashes that are stored. */
enum {
    CLEARED_KIND_DOCUMENT = 1,
    CLEARED_KIND_NUMBER,
    CLEARED_KIND_BIRTH,
    CLEARED_KIND_NAME,
    CLEARED_KIND_TOKEN
};

/* For documents `salt` is 0, which no row has. */
static inline void cleared_key(struct seal_key *out, const struct seal_key *index, uint64_t salt)
{
    seal_derive(out, index, "cleared1", salt);
}

#endif
