/* The keys a process may use, fetched when first needed and kept.
 *
 * Every month and kind (API, PNR) has one 32-byte secret. From it come an X25519 pair, with which
 * bodies are sealed in the journal of the month of receipt, and the root under which travellers'
 * rows of the month of travel are sealed. The installation has keys of its own, never rotated with
 * the months. Where they come from is the seam `struct keyring_source`: the secrets folder (the
 * parent, the command line), or the parent over a channel (the roles), which hands out only what
 * the role may have. A keyring belongs to one thread. */
#ifndef SEAL_KEYRING_H
#define SEAL_KEYRING_H

#include <stdbool.h>

#include "model/image.h"
#include "seal/seal.h"

/* Months count from year 0: year * 12 + month - 1. */
int32_t month_of_day(int32_t day);            /* days since 1970 */
char *month_format(int32_t month, char *out); /* "YYYY-MM", `out` of 8 bytes */
bool month_parse(struct span text, int32_t *out);

enum installation_key {
    KEY_INDEX,  /* finds persons: keyed hashes of index rows */
    KEY_DIGEST, /* finds duplicates: digests of bodies and of contents */
    KEY_LISTS,  /* seals watchlists and their images */
    KEY_DESK,   /* seals what people wrote in authored rows */
    INSTALLATION_KEYS
};
const char *installation_key_word(enum installation_key key);

enum { PUBLIC_KEY_SIZE = 32 };
struct public_key {
    unsigned char bytes[PUBLIC_KEY_SIZE];
};

struct keyring_source {
    void *context;
    /* The secret of a month and kind, made (and synced to disk) when there is none yet.
     * KIND_OTHER counts as PNR. STATUS_DENIED when this process may not have it. */
    enum status (*month_secret)(void *context, int32_t month, enum kind kind, struct seal_key *out);
    enum status (*month_public)(void *context, int32_t month, enum kind kind,
                                struct public_key *out);
    enum status (*installation)(void *context, enum installation_key key, struct seal_key *out);
};

struct keyring;
/* Returns owned; `source` is copied, its context borrowed. Keys lie in locked, wiped memory. */
struct keyring *keyring_new(struct keyring_source source);
void keyring_free(struct keyring *keyring);
/* One of the same source, for another thread: the source must stand several. Returns owned. */
struct keyring *keyring_another(const struct keyring *keyring);

/* The results borrow the keyring's memory: valid until keyring_free. */
enum status keyring_installation(struct keyring *keyring, enum installation_key key,
                                 const struct seal_key **out);
enum status keyring_public(struct keyring *keyring, int32_t month, enum kind kind,
                           const struct public_key **out);
/* The X25519 secret key that fits keyring_public. */
enum status keyring_private(struct keyring *keyring, int32_t month, enum kind kind,
                            const struct seal_key **out);
/* The root for rows of travel in that month. */
enum status keyring_rows(struct keyring *keyring, int32_t month, enum kind kind,
                         const struct seal_key **out);

/* From a month's secret, for sources. */
void month_public_key(const struct seal_key *secret, struct public_key *out);

#endif
