/* Sealing: identity is never in clear on disk. XChaCha20-Poly1305, keys by BLAKE2b derivation
 * (libsodium's crypto_kdf), digests by keyed BLAKE2b. Thread-safe; no state of its own. */
#ifndef SEAL_SEAL_H
#define SEAL_SEAL_H

#include "base/buffer.h"
#include "base/span.h"
#include "base/status.h"

enum { SEAL_KEY_SIZE = 32, SEAL_OVERHEAD = 24 + 16, SEAL_DIGEST_SIZE = 16 };

struct seal_key {
    unsigned char bytes[SEAL_KEY_SIZE];
};
struct seal_digest {
    unsigned char bytes[SEAL_DIGEST_SIZE];
};

/* Once a process, before anything else here. */
enum status seal_start(void);

/* The key for one purpose (`context`, exactly 8 characters) and one thing (`id`) under `root`. */
void seal_derive(struct seal_key *out, const struct seal_key *root, const char *context,
                 uint64_t id);

/* Appends nonce (24) | ciphertext | tag (16) to `out`. `about` is authenticated with it and names
 * the place of the bytes (file, table, row, version), so that rows cannot be exchanged. */
void seal_close(struct buffer *out, const struct seal_key *key, struct span about,
                struct span clear);

/* Appends the clear bytes to `out`; STATUS_SECRET when the key, the place or the bytes do not fit. */
enum status seal_open(struct buffer *out, const struct seal_key *key, struct span about,
                      struct span sealed);

/* A digest that says nothing without the key; equal bytes give equal digests. */
struct seal_digest seal_digest(const struct seal_key *key, struct span bytes);

/* The 64-bit keyed hash of an index row: `kind` separates documents from phones and so on. */
uint64_t seal_index(const struct seal_key *key, unsigned kind, struct span value);

void seal_wipe(void *memory, size_t size);

#endif
