#include "seal/keyring.h"

#include <sodium.h>
#include <stdio.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"

enum { SLOTS = 32 };

/* The keys of one month and kind, as far as they were asked for. */
struct slot {
    int32_t month;
    enum kind kind;
    bool has_public, has_secret;
    struct public_key public;
    struct seal_key private, rows;
};

/* Slots never move: callers borrow pointers into them. */
struct block {
    struct block *next;
    size_t used;
    struct slot slots[SLOTS];
};

struct keyring {
    struct keyring_source source;
    struct block *blocks; /* newest first */
    bool has[INSTALLATION_KEYS];
    struct seal_key installation[INSTALLATION_KEYS];
};

int32_t month_of_day(int32_t day)
{
    struct date date = date_from_day(day);
    return date.year * 12 + date.month - 1;
}

char *month_format(int32_t month, char *out)
{
    unsigned number = month < 0 ? 0 : (unsigned)month;
    snprintf(out, 8, "%04u-%02u", number / 12 % 10000, number % 12 + 1);
    return out;
}

bool month_parse(struct span text, int32_t *out)
{
    int64_t year, month;
    if (text.size != 7 || text.at[4] != '-' || !span_number(span_part(text, 0, 4), &year) ||
        !span_number(span_part(text, 5, 2), &month) || year < 1 || month < 1 || month > 12)
        return false;
    *out = (int32_t)(year * 12 + month - 1);
    return true;
}

const char *installation_key_word(enum installation_key key)
{
    static const char *const words[INSTALLATION_KEYS] = {"index", "digest", "lists", "desk"};
    return (unsigned)key < INSTALLATION_KEYS ? words[key] : "unknown";
}

/* Memory with guard pages that is wiped when freed and, where the limit on locked memory allows,
 * never written to the swap. */
static void *locked_memory(size_t size)
{
    static _Thread_local bool warned;
    void *memory = sodium_malloc(size);
    if (!memory)
        memory_gone();
    /* sodium_malloc goes on in silence when it cannot lock. */
    if (mlock(memory, size) != 0 && !warned) {
        warned = true;
        log_write(LOG_WARN, EVENT_ENVIRONMENT,
                  "text=\"Keys cannot be locked in memory and may reach the swap: raise the limit "
                  "on locked memory (ulimit -l) or encrypt the swap.\"");
    }
    return sodium_memzero(memory, size), memory;
}

struct keyring *keyring_new(struct keyring_source source)
{
    (void)seal_start(); /* again is fine */
    struct keyring *keyring = locked_memory(sizeof *keyring);
    keyring->source = source;
    return keyring;
}

struct keyring *keyring_another(const struct keyring *keyring)
{
    return keyring_new(keyring->source);
}

void keyring_free(struct keyring *keyring)
{
    if (!keyring)
        return;
    for (struct block *block = keyring->blocks, *next; block; block = next) {
        next = block->next;
        sodium_free(block);
    }
    sodium_free(keyring);
}

static struct slot *new_slot(struct keyring *keyring)
{
    if (!keyring->blocks || keyring->blocks->used == SLOTS) {
        struct block *block = locked_memory(sizeof *block);
        block->next = keyring->blocks;
        keyring->blocks = block;
    }
    return &keyring->blocks->slots[keyring->blocks->used++];
}

static struct slot *find_slot(struct keyring *keyring, int32_t month, enum kind kind)
{
    /* A mixed or unknown body may hold PNR data. */
    kind = kind == KIND_API ? KIND_API : KIND_PNR;
    for (struct block *block = keyring->blocks; block; block = block->next)
        for (size_t i = block->used; i-- > 0;)
            if (block->slots[i].month == month && block->slots[i].kind == kind)
                return &block->slots[i];
    struct slot *slot = new_slot(keyring);
    slot->month = month;
    slot->kind = kind;
    return slot;
}

static void private_from(const struct seal_key *secret, struct seal_key *out)
{
    seal_derive(out, secret, "journalx", 0);
}

void month_public_key(const struct seal_key *secret, struct public_key *out)
{
    struct seal_key private;
    private_from(secret, &private);
    crypto_scalarmult_base(out->bytes, private.bytes);
    seal_wipe(&private, sizeof private);
}

enum status keyring_installation(struct keyring *keyring, enum installation_key key,
                                 const struct seal_key **out)
{
    if (!keyring->has[key]) {
        enum status status =
            keyring->source.installation(keyring->source.context, key, &keyring->installation[key]);
        if (status != STATUS_OK)
            return status;
        keyring->has[key] = true;
    }
    *out = &keyring->installation[key];
    return STATUS_OK;
}

enum status keyring_public(struct keyring *keyring, int32_t month, enum kind kind,
                           const struct public_key **out)
{
    struct slot *slot = find_slot(keyring, month, kind);
    if (!slot->has_public) {
        enum status status =
            keyring->source.month_public(keyring->source.context, month, slot->kind, &slot->public);
        if (status != STATUS_OK)
            return status;
        slot->has_public = true;
    }
    *out = &slot->public;
    return STATUS_OK;
}

/* Derives all that the secret gives, so that the secret itself need not stay. */
static enum status fetch_secret(struct keyring *keyring, int32_t month, enum kind kind,
                                struct slot **out)
{
    struct slot *slot = find_slot(keyring, month, kind);
    if (!slot->has_secret) {
        struct seal_key secret;
        enum status status =
            keyring->source.month_secret(keyring->source.context, month, slot->kind, &secret);
        if (status != STATUS_OK)
            return status;
        private_from(&secret, &slot->private);
        seal_derive(&slot->rows, &secret, "rowsroot", 0);
        seal_wipe(&secret, sizeof secret);
        crypto_scalarmult_base(slot->public.bytes, slot->private.bytes);
        slot->has_public = slot->has_secret = true;
    }
    *out = slot;
    return STATUS_OK;
}

enum status keyring_private(struct keyring *keyring, int32_t month, enum kind kind,
                            const struct seal_key **out)
{
    struct slot *slot;
    enum status status = fetch_secret(keyring, month, kind, &slot);
    if (status == STATUS_OK)
        *out = &slot->private;
    return status;
}

enum status keyring_rows(struct keyring *keyring, int32_t month, enum kind kind,
                         const struct seal_key **out)
{
    struct slot *slot;
    enum status status = fetch_secret(keyring, month, kind, &slot);
    if (status == STATUS_OK)
        *out = &slot->rows;
    return status;
}
