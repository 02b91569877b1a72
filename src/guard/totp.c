/* The second factor: RFC 6238 with SHA-1, 6 digits and 30 seconds, as every authenticator knows. */
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <sodium.h>
#include <stdio.h>

#include "base/clock.h"
#include "guard/internal.h"

enum { STEP_SECONDS = 30, SHA1_SIZE = 20 };

enum status totp_code(const unsigned char *secret, size_t size, int64_t step, int digits,
                      char out[9])
{
    unsigned char counter[8], mac[SHA1_SIZE];
    for (size_t i = 0; i < sizeof counter; i++)
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    int failed = gnutls_hmac_fast(GNUTLS_MAC_SHA1, secret, size, counter, sizeof counter, mac);
    if (failed)
        return status_fail(STATUS_IO, "The code of the second factor cannot be computed: %s.",
                           gnutls_strerror(failed));
    size_t from = mac[SHA1_SIZE - 1] & 0xF;
    uint32_t value = (uint32_t)(mac[from] & 0x7F) << 24 | (uint32_t)mac[from + 1] << 16 |
                     (uint32_t)mac[from + 2] << 8 | mac[from + 3];
    uint32_t most = 1;
    for (int i = 0; i < digits; i++)
        most *= 10;
    snprintf(out, 9, "%0*u", digits, value % most);
    return STATUS_OK;
}

enum status totp_step(const unsigned char secret[TOTP_SECRET_SIZE], struct span code, int64_t now,
                      int64_t *step)
{
    int64_t current = now / MICROS_PER_SECOND / STEP_SECONDS, found = 0;
    for (int64_t at = current - 1; at <= current + 1; at++) {
        char right[9];
        enum status status = totp_code(secret, TOTP_SECRET_SIZE, at, TOTP_DIGITS, right);
        if (status != STATUS_OK)
            return status;
        if (code.size == TOTP_DIGITS && sodium_memcmp(right, code.at, TOTP_DIGITS) == 0)
            found = at;
    }
    *step = found;
    return STATUS_OK;
}

/* RFC 4648 6; 20 bytes need no padding. */
void totp_text(const unsigned char secret[TOTP_SECRET_SIZE], char out[GUARD_SECRET_TEXT])
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint32_t bits = 0;
    int held = 0;
    size_t written = 0;
    for (size_t i = 0; i < TOTP_SECRET_SIZE; i++) {
        bits = bits << 8 | secret[i];
        for (held += 8; held >= 5; held -= 5)
            out[written++] = signs[bits >> (held - 5) & 31];
    }
    out[written] = '\0';
}

/* Names are letters that need no escape. */
struct span totp_uri(struct arena *arena, struct span name, const char *secret)
{
    return span_of(arena_format(arena,
                                "otpauth://totp/Portolan:%.*s?secret=%s&issuer=Portolan"
                                "&algorithm=SHA1&digits=%d&period=%d",
                                (int)name.size, name.at, secret, TOTP_DIGITS, STEP_SECONDS));
}
