/* A keyring without months: each key of the installation is made of its number and a base. */
#ifndef TESTS_SEAL_KEYS_H
#define TESTS_SEAL_KEYS_H

#include <string.h>

#include "seal/keyring.h"

static inline enum status no_month(void *context, int32_t month, enum kind kind,
                                   struct seal_key *out)
{
    (void)context, (void)month, (void)kind, (void)out;
    return status_fail(STATUS_DENIED, "no months here");
}

static inline enum status no_public(void *context, int32_t month, enum kind kind,
                                    struct public_key *out)
{
    (void)context, (void)month, (void)kind, (void)out;
    return status_fail(STATUS_DENIED, "no months here");
}

static inline enum status installation(void *context, enum installation_key key,
                                       struct seal_key *out)
{
    memset(out->bytes, (int)key + *(int *)context, sizeof out->bytes);
    return STATUS_OK;
}

/* Returns owned; `base` is borrowed. */
static inline struct keyring *make_keyring(int *base)
{
    return keyring_new((struct keyring_source){base, no_month, no_public, installation});
}

#endif
