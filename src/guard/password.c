/* Passwords: Argon2id, and the few rules that help. */
#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "guard/internal.h"

/* About a tenth of a second on one core; RFC 9106 4, the second recommended option, with one lane
 * (libsodium has no more). */
enum { PASSES = 3, MEMORY_KIB = 64 * 1024, MOST_WAITING = 32, PASSWORD_LEAST = 12 };

static int passes_of(const struct guard *guard)
{
    return guard->settings.hash_passes ? guard->settings.hash_passes : PASSES;
}

static int kib_of(const struct guard *guard)
{
    return guard->settings.hash_kib ? guard->settings.hash_kib : MEMORY_KIB;
}

_Static_assert(PASSWORD_HASH_TEXT >= crypto_pwhash_STRBYTES, "the size of a hash as text");

/* ---- hashing, one at a time ---- */

static enum status enter(struct hashing *hashing)
{
    if (atomic_fetch_add(&hashing->waiting, 1) >= MOST_WAITING) {
        atomic_fetch_sub(&hashing->waiting, 1);
        return status_fail(STATUS_LATER,
                           "Too many people are logging in just now. Try again in a few seconds.");
    }
    pthread_mutex_lock(&hashing->lock);
    return STATUS_OK;
}

static void leave(struct hashing *hashing)
{
    pthread_mutex_unlock(&hashing->lock);
    atomic_fetch_sub(&hashing->waiting, 1);
}

enum status password_hash(struct guard *guard, struct span password, char out[PASSWORD_HASH_TEXT])
{
    enum status status = enter(&guard->hashing);
    if (status != STATUS_OK)
        return status;
    memset(out, 0, PASSWORD_HASH_TEXT);
    int failed = crypto_pwhash_str_alg(out, password.at, password.size, (unsigned)passes_of(guard),
                                       (size_t)kib_of(guard) * 1024, crypto_pwhash_ALG_ARGON2ID13);
    leave(&guard->hashing);
    return failed ? status_fail(STATUS_MEMORY, "There is no memory for hashing a password.")
                  : STATUS_OK;
}

/* A hash of nothing, for the same work: a salt and a digest of zeros. */
static void hash_of_nobody(const struct guard *guard, char out[PASSWORD_HASH_TEXT])
{
    snprintf(out, PASSWORD_HASH_TEXT, "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s", kib_of(guard),
             passes_of(guard), "AAAAAAAAAAAAAAAAAAAAAA",
             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
}

enum status password_fits(struct guard *guard, struct span hash, struct span password, bool *fits)
{
    char text[PASSWORD_HASH_TEXT];
    bool known = hash.size > 0 && hash.size < sizeof text && password.size <= PASSWORD_MOST;
    if (known)
        snprintf(text, sizeof text, "%.*s", (int)hash.size, hash.at);
    else
        hash_of_nobody(guard, text);
    password = span_part(password, 0, PASSWORD_MOST);
    enum status status = enter(&guard->hashing);
    if (status != STATUS_OK)
        return status;
    bool same =
        crypto_pwhash_str_verify(text, password.size ? password.at : "", password.size) == 0;
    leave(&guard->hashing);
    *fits = same && known;
    return STATUS_OK;
}

/* Without letters and digits that look alike, so that it can be read aloud. */
void password_one_time(char out[GUARD_ONE_TIME_TEXT])
{
    static const char signs[] = "abcdefghjkmnpqrstuvwxyz23456789";
    for (int i = 0; i < GUARD_ONE_TIME_TEXT - 1; i++)
        out[i] = i % 6 == 5 ? '-' : signs[randombytes_uniform(sizeof signs - 1)];
    out[GUARD_ONE_TIME_TEXT - 1] = '\0';
}

/* ---- rules ---- */

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins(struct span text, struct span word)
{
    for (size_t i = 0; i < word.size; i++)
        if (i >= text.size || fold(text.at[i]) != fold(word.at[i]))
            return false;
    return word.size > 0;
}

static bool is_letter(char c)
{
    return (fold(c) >= 'a' && fold(c) <= 'z') || (unsigned char)c >= 0x80;
}

/* Whether `word` occurs, and no letter is left without it. */
static bool made_of(struct span password, struct span word)
{
    bool found = false;
    for (size_t i = 0; i < password.size;) {
        struct span rest = span_part(password, i, password.size);
        bool here = begins(rest, word);
        if (!here && is_letter(password.at[i]))
            return false;
        found |= here;
        i += here ? word.size : 1;
    }
    return found;
}

/* One sign, or each the next of the one before: 111111111111, 123456789012. */
static bool is_row(struct span password)
{
    size_t same = 0, next = 0;
    for (size_t i = 1; i < password.size; i++) {
        same += password.at[i] == password.at[i - 1];
        next += password.at[i] == password.at[i - 1] + 1 ||
                (password.at[i] == '0' && password.at[i - 1] == '9');
    }
    return same + 1 >= password.size || next + 2 >= password.size;
}

static bool is_obvious(struct span password)
{
    static const char *const words[] = {
#define OBVIOUS(word) word,
#include "guard/obvious.def"
#undef OBVIOUS
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (made_of(password, span_of(words[i])))
            return true;
    return is_row(password);
}

/* Characters, not bytes: of UTF-8 those that begin one. */
static size_t count_characters(struct span text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return count;
}

enum status guard_password_check(struct span name, struct span password)
{
    if (count_characters(password) < PASSWORD_LEAST)
        return status_fail(STATUS_INPUT,
                           "A password has at least %d characters. A few words in a "
                           "row are easy to keep in mind.",
                           PASSWORD_LEAST);
    if (password.size > PASSWORD_MOST)
        return status_fail(STATUS_INPUT, "A password has at most %d bytes.", PASSWORD_MOST);
    if (made_of(password, name))
        return status_fail(STATUS_INPUT, "The name is no password: choose another.");
    if (is_obvious(password))
        return status_fail(STATUS_INPUT, "This password is among the first that anybody would try: "
                                         "choose another.");
    return STATUS_OK;
}
