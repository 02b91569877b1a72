#include "intake/credential.h"

#include <sodium.h>
#include <string.h>

#include "seal/seal.h"

enum { TOKEN_SIZE = 32, BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

/* Lets people and scanners of leaked secrets see what it is. */
static const char prefix[] = "ptn_";

_Static_assert(CREDENTIAL_TEXT == sizeof prefix - 1 + sodium_base64_ENCODED_LEN(TOKEN_SIZE, BASE64),
               "the size of a token as text");

char *credential_make(char *out)
{
    unsigned char token[TOKEN_SIZE];
    randombytes_buf(token, sizeof token);
    memcpy(out, prefix, sizeof prefix - 1);
    sodium_bin2base64(out + sizeof prefix - 1, CREDENTIAL_TEXT - (sizeof prefix - 1), token,
                      sizeof token, BASE64);
    seal_wipe(token, sizeof token);
    return out;
}

bool credential_hash(struct span token, struct credential_hash *out)
{
    unsigned char bytes[TOKEN_SIZE] = {0};
    size_t size = 0;
    struct span rest = span_part(token, sizeof prefix - 1, token.size);
    bool valid = span_starts(token, prefix) &&
                 sodium_base642bin(bytes, sizeof bytes, rest.at, rest.size, NULL, &size, NULL,
                                   BASE64) == 0 &&
                 size == sizeof bytes;
    crypto_generichash(out->bytes, sizeof out->bytes, bytes, sizeof bytes, NULL, 0);
    seal_wipe(bytes, sizeof bytes);
    return valid;
}

bool credential_equal(const struct credential_hash *a, const struct credential_hash *b)
{
    return sodium_memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

const struct credential *credential_find(const struct credential *all, size_t count,
                                         struct span name, struct span token)
{
    struct credential_hash hash;
    const struct credential *found = NULL;
    bool valid = credential_hash(token, &hash);
    for (size_t i = 0; i < count; i++) {
        bool fits = credential_equal(&all[i].hash, &hash);
        if (fits && valid && (name.size == 0 || span_is(name, all[i].source)))
            found = &all[i];
    }
    return found;
}
