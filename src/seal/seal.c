#include "seal/seal.h"

#include <sodium.h>

_Static_assert(SEAL_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key size");
_Static_assert(SEAL_KEY_SIZE == crypto_kdf_KEYBYTES, "key size");
_Static_assert(SEAL_OVERHEAD == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
                                    crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "overhead");
_Static_assert(SEAL_DIGEST_SIZE >= crypto_generichash_BYTES_MIN, "digest size");

enum { NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

static const unsigned char *bytes_of(struct span span)
{
    return (const unsigned char *)span.at;
}

enum status seal_start(void)
{
    if (sodium_init() < 0)
        return status_fail(STATUS_IO, "The cryptographic library cannot start: the system gives "
                                      "no randomness. Check /dev/urandom.");
    return STATUS_OK;
}

void seal_derive(struct seal_key *out, const struct seal_key *root, const char *context,
                 uint64_t id)
{
    crypto_kdf_derive_from_key(out->bytes, sizeof out->bytes, id, context, root->bytes);
}

void seal_close(struct buffer *out, const struct seal_key *key, struct span about,
                struct span clear)
{
    unsigned char *nonce = (unsigned char *)buffer_reserve(out, clear.size + SEAL_OVERHEAD);
    randombytes_buf(nonce, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE_SIZE, NULL, bytes_of(clear),
                                               clear.size, bytes_of(about), about.size, NULL, nonce,
                                               key->bytes);
    out->size += clear.size + SEAL_OVERHEAD;
}

enum status seal_open(struct buffer *out, const struct seal_key *key, struct span about,
                      struct span sealed)
{
    static const char words[] = "Sealed bytes cannot be opened: they were damaged, moved, or "
                                "sealed with another key.";
    if (sealed.size < SEAL_OVERHEAD)
        return status_fail(STATUS_SECRET, "%s", words);
    const unsigned char *nonce = bytes_of(sealed);
    unsigned char *clear = (unsigned char *)buffer_reserve(out, sealed.size - SEAL_OVERHEAD);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(clear, NULL, NULL, nonce + NONCE_SIZE,
                                                   sealed.size - NONCE_SIZE, bytes_of(about),
                                                   about.size, nonce, key->bytes) != 0)
        return status_fail(STATUS_SECRET, "%s", words);
    out->size += sealed.size - SEAL_OVERHEAD;
    return STATUS_OK;
}

struct seal_digest seal_digest(const struct seal_key *key, struct span bytes)
{
    struct seal_digest digest;
    crypto_generichash(digest.bytes, sizeof digest.bytes, bytes_of(bytes), bytes.size, key->bytes,
                       sizeof key->bytes);
    return digest;
}

uint64_t seal_index(const struct seal_key *key, unsigned kind, struct span value)
{
    unsigned char prefix[4], hash[crypto_generichash_BYTES_MIN];
    for (size_t i = 0; i < sizeof prefix; i++)
        prefix[i] = (unsigned char)(kind >> (8 * i));
    crypto_generichash_state state;
    crypto_generichash_init(&state, key->bytes, sizeof key->bytes, sizeof hash);
    crypto_generichash_update(&state, prefix, sizeof prefix);
    crypto_generichash_update(&state, bytes_of(value), value.size);
    crypto_generichash_final(&state, hash, sizeof hash);
    uint64_t result = 0;
    for (size_t i = 0; i < sizeof result; i++)
        result |= (uint64_t)hash[i] << (8 * i);
    return result;
}

void seal_wipe(void *memory, size_t size)
{
    sodium_memzero(memory, size);
}
