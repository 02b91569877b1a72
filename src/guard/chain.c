/* The chain of the audit:
 *
 *   chain(0) = 32 zero bytes
 *   chain(n) = BLAKE2b-256, keyed, of chain(n - 1) | n | at | subject | allowed (8 bytes each,
 *              little-endian) | for each text of the row its size (8 bytes) and its bytes
 *   seal     = BLAKE2b-256, keyed, of the place ("audit.db", "guard.db"), a NUL, n, chain(n) */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "guard/internal.h"

static void add_number(crypto_generichash_state *state, uint64_t value)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

static void add_text(crypto_generichash_state *state, struct span text)
{
    add_number(state, text.size);
    crypto_generichash_update(state, (const unsigned char *)text.at, text.size);
}

void chain_step(const struct guard_keys *keys, const struct guard_audit_row *row,
                unsigned char chain[CHAIN_SIZE])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, keys->chain.bytes, SEAL_KEY_SIZE, CHAIN_SIZE);
    crypto_generichash_update(&state, chain, CHAIN_SIZE);
    add_number(&state, (uint64_t)row->n);
    add_number(&state, (uint64_t)row->at);
    add_number(&state, (uint64_t)row->subject);
    add_number(&state, row->allowed);
    const struct span texts[] = {row->account, row->role,   row->agency,
                                 row->site,    row->action, row->subject_kind,
                                 row->purpose, row->fields, row->session};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        add_text(&state, texts[i]);
    crypto_generichash_final(&state, chain, CHAIN_SIZE);
}

static void chain_seal(const struct guard_keys *keys, const char *place,
                       const struct audit_head *head, unsigned char seal[CHAIN_SIZE])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, keys->chain.bytes, SEAL_KEY_SIZE, CHAIN_SIZE);
    crypto_generichash_update(&state, (const unsigned char *)place, strlen(place) + 1);
    add_number(&state, (uint64_t)head->n);
    crypto_generichash_update(&state, head->chain, CHAIN_SIZE);
    crypto_generichash_final(&state, seal, CHAIN_SIZE);
}

enum status chain_write_head(struct query *query, const struct guard_keys *keys, const char *place,
                             const struct audit_head *head)
{
    unsigned char seal[CHAIN_SIZE];
    chain_seal(keys, place, head, seal);
    query_int(query, 1, head->n);
    query_blob(query, 2, chain_span(head->chain));
    query_blob(query, 3, chain_span(seal));
    return query_run(query);
}

enum status chain_read_head(struct query *query, const struct guard_keys *keys, const char *place,
                            struct audit_head *out)
{
    struct audit_head head = {0};
    unsigned char seal[CHAIN_SIZE];
    bool good = true;
    if (query_next(query)) {
        struct span chain = query_column(query, 1), sealed = query_column(query, 2);
        head.n = query_column_int(query, 0);
        good = chain.size == CHAIN_SIZE && sealed.size == CHAIN_SIZE;
        if (good) {
            memcpy(head.chain, chain.at, CHAIN_SIZE);
            chain_seal(keys, place, &head, seal);
            good = sodium_memcmp(seal, sealed.at, CHAIN_SIZE) == 0;
        }
    }
    enum status status = query_end(query);
    if (status != STATUS_OK)
        return status;
    if (!good)
        return status_fail(STATUS_DAMAGED,
                           "What %s says of the end of the audit is not what was written, or was "
                           "written with another key.",
                           place);
    *out = head;
    return STATUS_OK;
}

/* ---- verifying ---- */

struct walk {
    struct audit_head head, anchor;
    unsigned char chain[CHAIN_SIZE];
    int64_t n;
    const char *fault;
};

static const char *fault_of(struct walk *walk, const struct guard_keys *keys,
                            const struct guard_audit_row *row, struct span stored)
{
    if (row->n != walk->n + 1)
        return "is missing";
    chain_step(keys, row, walk->chain);
    if (stored.size != CHAIN_SIZE || sodium_memcmp(walk->chain, stored.at, CHAIN_SIZE) != 0)
        return "is not as it was written, or one before it was changed, put in or taken out";
    if (row->n == walk->anchor.n && sodium_memcmp(walk->chain, walk->anchor.chain, CHAIN_SIZE) != 0)
        return "is not the one that guard.db remembers";
    return NULL;
}

/* To the first row that is not good, or the end. */
static enum status walk_rows(struct walk *walk, struct database *database,
                             const struct guard_keys *keys)
{
    struct arena arena = {0};
    struct query query = query_start(database, AUDIT_ALL);
    while (!walk->fault && query_next(&query)) {
        struct guard_audit_row row;
        audit_read_row(&query, &arena, &row);
        walk->fault = fault_of(walk, keys, &row, query_column(&query, 13));
        if (!walk->fault)
            walk->n++;
        arena_reset(&arena);
    }
    enum status status = query_end(&query);
    arena_free(&arena);
    return status;
}

static void check_end(struct walk *walk)
{
    if (walk->fault)
        return;
    if (walk->n < walk->head.n || walk->n < walk->anchor.n)
        walk->fault = "is missing, and those after it";
    else if (walk->n > walk->head.n)
        walk->fault = "is none that was counted";
    else if (walk->n && sodium_memcmp(walk->chain, walk->head.chain, CHAIN_SIZE) != 0)
        walk->fault = "is not the last that was written";
}

static enum status verify(struct database *database, const struct guard_keys *keys,
                          struct walk *walk)
{
    enum status status = database_begin(database); /* one moment of the file */
    if (status == STATUS_OK)
        status = walk_rows(walk, database, keys);
    if (status == STATUS_OK && !walk->fault)
        status = audit_read_head(database, keys, &walk->head);
    database_rollback(database);
    if (status == STATUS_OK)
        check_end(walk);
    return status;
}

enum status guard_audit_verify(struct guard *guard, struct guard_audit_report *out)
{
    struct walk walk = {0};
    struct database *database;
    if (!guard->keys)
        return status_fail(STATUS_SECRET, "This process has not the key of the audit.");
    guard_lock(guard); /* first: the audit is never behind what guard.db remembers */
    enum status status = anchor_read(guard, &walk.anchor);
    guard_unlock(guard);
    if (status == STATUS_OK)
        status = audit_open_reader(guard->folder, &database);
    if (status != STATUS_OK)
        return status;
    status = verify(database, guard->keys, &walk);
    database_close(database);
    if (status != STATUS_OK)
        return status;
    *out = (struct guard_audit_report){.rows = walk.n, .first_bad = walk.fault ? walk.n + 1 : 0};
    if (!walk.fault)
        return STATUS_OK;
    return status_fail(STATUS_DAMAGED,
                       "Row %" PRId64 " of the audit %s. Compare with a backup of authored/: "
                       "somebody may have changed the file.",
                       walk.n + 1, walk.fault);
}
