/* Source credentials: what a carrier shows to send. A token is 32 random bytes, printed once and
 * then forgotten; kept is only a digest of it, which needs no salt since the token has its full
 * 256 bits. Thread-safe. */
#ifndef INTAKE_CREDENTIAL_H
#define INTAKE_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

enum {
    CREDENTIAL_TEXT = 48, /* "ptn_" + 43 characters of base64url + NUL */
    CREDENTIAL_HASH = 32
};

struct credential_hash {
    unsigned char bytes[CREDENTIAL_HASH];
};

/* One kept credential; a source may have several. */
struct credential {
    const char *source; /* borrowed */
    struct credential_hash hash;
};

/* A new token as text into `out` of CREDENTIAL_TEXT bytes; returns `out`. */
char *credential_make(char *out);

/* BLAKE2b-256 of the token's 32 bytes. False when `token` is not of the printed form; `out` is set
 * even then, so that the caller's work is the same. */
bool credential_hash(struct span token, struct credential_hash *out);

bool credential_equal(const struct credential_hash *a, const struct credential_hash *b);

/* The credential among `count` that fits `token` and, where `name` is not empty, belongs to that
 * source; NULL when there is none. Always looks at all of them. */
const struct credential *credential_find(const struct credential *all, size_t count,
                                         struct span name, struct span token);

#endif
