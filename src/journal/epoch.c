#include <sodium.h>
#include <stdlib.h>

#include "base/clock.h"
#include "journal/internal.h"

enum { KEY_KINDS = 2 };

struct epochs {
    struct keyring *keyring;
    struct epoch of_kind[KEY_KINDS];
};

struct epochs *epochs_new(struct keyring *keyring)
{
    struct epochs *epochs = sodium_malloc(sizeof *epochs);
    if (!epochs)
        abort(); /* out of memory, as in base/memory.h */
    seal_wipe(epochs, sizeof *epochs);
    epochs->keyring = keyring;
    return epochs;
}

void epochs_free(struct epochs *epochs)
{
    sodium_free(epochs); /* wipes */
}

static void end_epoch(struct epoch *epoch)
{
    seal_wipe(epoch, sizeof *epoch);
}

void epochs_end(struct epochs *epochs)
{
    for (int i = 0; i < KEY_KINDS; i++)
        end_epoch(&epochs->of_kind[i]);
}

static bool is_over(const struct epoch *epoch, int64_t now)
{
    return !epoch->open || epoch->messages >= JOURNAL_EPOCH_MESSAGES ||
           llabs(now - epoch->made) >= JOURNAL_EPOCH_TIME; /* clocks are set back, too */
}

void epochs_idle(struct epochs *epochs, int64_t now)
{
    for (int i = 0; i < KEY_KINDS; i++)
        if (is_over(&epochs->of_kind[i], now))
            end_epoch(&epochs->of_kind[i]);
}

/* Makes the pair, keeps the epoch's key and forgets the pair's secret. */
static enum status agree(struct epoch *epoch, const struct public_key *month,
                         struct public_key *public)
{
    unsigned char secret[crypto_box_SECRETKEYBYTES];
    crypto_box_keypair(public->bytes, secret);
    bool usable = journal_epoch_key(&epoch->key, secret, month->bytes, public->bytes, month->bytes);
    seal_wipe(secret, sizeof secret);
    return usable ? STATUS_OK
                  : status_fail(STATUS_SECRET, "The month's public key is no usable key.");
}

static struct span bytes_of(const struct public_key *key)
{
    return (struct span){(const char *)key->bytes, PUBLIC_KEY_SIZE};
}

static enum status start_epoch(struct epochs *epochs, struct database *database, int32_t number,
                               enum kind kind, int64_t now)
{
    struct epoch *epoch = &epochs->of_kind[kind];
    const struct public_key *month;
    struct public_key public;
    end_epoch(epoch);
    enum status status = keyring_public(epochs->keyring, number, kind, &month);
    if (status == STATUS_OK)
        status = agree(epoch, month, &public);
    if (status != STATUS_OK)
        return status;
    struct query query = query_start(database, SLOT_PUT_EPOCH);
    query_int(&query, 1, (int64_t)kind);
    query_int(&query, 2, now);
    query_blob(&query, 3, bytes_of(&public));
    query_blob(&query, 4, bytes_of(month));
    status = query_run(&query);
    if (status != STATUS_OK)
        return status;
    epoch->id = database_last_id(database);
    epoch->made = now;
    epoch->open = true;
    return STATUS_OK;
}

enum status epochs_for(struct epochs *epochs, struct database *database, int32_t month,
                       enum kind kind, int64_t now, struct epoch **out)
{
    kind = journal_key_kind(kind);
    *out = &epochs->of_kind[kind];
    return is_over(*out, now) ? start_epoch(epochs, database, month, kind, now) : STATUS_OK;
}
