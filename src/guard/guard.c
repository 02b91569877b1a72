#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "guard/internal.h"
#include "sys/files.h"

static const char *const steps[] = {
    "CREATE TABLE account ("
    " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, display_name TEXT NOT NULL,"
    " role TEXT NOT NULL, agency TEXT NOT NULL, site TEXT NOT NULL, locale TEXT NOT NULL,"
    " password TEXT NOT NULL, must_change SMALLINT NOT NULL, totp BLOB,"
    " totp_step BIGINT NOT NULL DEFAULT 0, made BIGINT NOT NULL, disabled BIGINT, seen BIGINT,"
    " version BIGINT NOT NULL);"
    "CREATE TABLE session ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE,"
    " account BIGINT NOT NULL REFERENCES account (id), state TEXT NOT NULL, made BIGINT NOT NULL,"
    " seen BIGINT NOT NULL, tries BIGINT NOT NULL, enrol BLOB);"
    "CREATE INDEX session_account ON session (account);"
    "CREATE TABLE attempt (key BLOB PRIMARY KEY, failures BIGINT NOT NULL, last BIGINT NOT NULL);"
    "CREATE INDEX attempt_last ON attempt (last);"
    "CREATE TABLE purpose ("
    " id INTEGER PRIMARY KEY, account BIGINT NOT NULL, flight BIGINT NOT NULL, code TEXT NOT NULL,"
    " begun BIGINT NOT NULL, ends BIGINT NOT NULL);"
    "CREATE INDEX purpose_flight ON purpose (account, flight);"
    "CREATE TABLE anchor (id INTEGER PRIMARY KEY, n BIGINT NOT NULL, chain BLOB NOT NULL,"
    " seal BLOB NOT NULL);",
    /* when a one-time password was made */
    "ALTER TABLE account ADD COLUMN issued BIGINT NOT NULL DEFAULT 0;"
    "UPDATE account SET issued = made;",
};
static const char *const statements[] = {
#define QUERY(name, sql) sql,
#include "guard/queries.def"
#undef QUERY
    NULL,
};
static const struct database_plan plan = {
    .words = "accounts and sessions",
    .remedy = "Restore authored/ from a backup; it cannot be worked out again",
    .application = 0x504C4755, /* "PLGU" */
    .version = sizeof steps / sizeof steps[0],
    .steps = steps,
    .statements = statements,
};

static const struct guard_settings defaults = {
    .idle_minutes = 10, .hours = 12, .one_time_hours = 72};

static enum status derive_keys(struct keyring *keyring, struct guard_keys **out)
{
    const struct seal_key *root;
    enum status status = keyring_installation(keyring, KEY_DESK, &root);
    if (status != STATUS_OK)
        return status;
    struct guard_keys *keys = sodium_malloc(sizeof *keys);
    if (!keys)
        memory_gone();
    (void)sodium_mlock(keys, sizeof *keys); /* the keyring has warned when it is not possible */
    seal_derive(&keys->totp, root, "guardtot", 0);
    seal_derive(&keys->chain, root, "guardaud", 0);
    seal_derive(&keys->csrf, root, "guardcsr", 0);
    seal_derive(&keys->attempt, root, "guardtry", 0);
    *out = keys;
    return STATUS_OK;
}

static enum status open_audit(struct guard *guard)
{
    struct audit_head anchor;
    enum status status = anchor_read(guard, &anchor);
    return status ? status : audit_open(guard->folder, guard->keys, &anchor, &guard->audit);
}

/* guard.db is made first, so this is no crash between the two. */
static enum status check_both(struct arena *arena, const char *folder)
{
    if (access(arena_format(arena, "%s/guard.db", folder), F_OK) == 0 ||
        access(arena_format(arena, "%s/audit.db", folder), F_OK) != 0)
        return STATUS_OK;
    return status_fail(STATUS_DAMAGED,
                       "The file %s/guard.db is missing: accounts were in it. Restore it from a "
                       "backup.",
                       folder);
}

static enum status open_files(struct guard *guard, enum guard_mode mode, struct keyring *keyring)
{
    struct arena arena = {0};
    enum status status = seal_start();
    if (status == STATUS_OK && mode == GUARD_WRITE && !keyring)
        status = status_fail(STATUS_SECRET, "This process has not the key of accounts.");
    if (status == STATUS_OK && mode == GUARD_WRITE)
        status = file_make_folder(guard->folder);
    if (status == STATUS_OK && mode == GUARD_WRITE)
        status = check_both(&arena, guard->folder);
    if (status == STATUS_OK)
        status =
            database_open(arena_format(&arena, "%s/guard.db", guard->folder), &plan,
                          mode == GUARD_WRITE ? DATABASE_DURABLE : DATABASE_READ, &guard->database);
    if (status == STATUS_OK && keyring)
        status = derive_keys(keyring, &guard->keys);
    if (status == STATUS_OK && mode == GUARD_WRITE)
        status = open_audit(guard);
    arena_free(&arena);
    return status;
}

enum status guard_open(const char *folder, enum guard_mode mode, struct keyring *keyring,
                       const struct guard_settings *settings, struct guard **out)
{
    struct guard *guard = memory_alloc(sizeof *guard);
    guard->folder = memory_text(folder);
    guard->settings = settings ? *settings : defaults;
    pthread_mutex_init(&guard->lock, NULL);
    pthread_mutex_init(&guard->hashing.lock, NULL);
    enum status status = open_files(guard, mode, keyring);
    if (status == STATUS_OK)
        *out = guard;
    else
        guard_close(guard);
    return status;
}

void guard_close(struct guard *guard)
{
    if (!guard)
        return;
    audit_close(guard->audit);
    database_close(guard->database);
    if (guard->keys)
        sodium_free(guard->keys);
    pthread_mutex_destroy(&guard->hashing.lock);
    pthread_mutex_destroy(&guard->lock);
    free(guard->folder);
    free(guard);
}

struct query guard_query(struct guard *guard, enum slot slot)
{
    return query_start(guard->database, (int)slot);
}

void guard_lock(struct guard *guard)
{
    pthread_mutex_lock(&guard->lock);
}

void guard_unlock(struct guard *guard)
{
    pthread_mutex_unlock(&guard->lock);
}

int64_t guard_now(const struct guard *guard)
{
    return guard->settings.clock ? guard->settings.clock(guard->settings.context) : clock_now();
}

struct span guard_text(struct query *query, int column, struct arena *arena)
{
    return arena_copy(arena, query_column(query, column));
}

enum status guard_end(struct guard *guard, enum status status)
{
    if (status == STATUS_OK)
        status = database_commit(guard->database);
    if (status != STATUS_OK)
        database_rollback(guard->database);
    return status;
}

/* ---- the anchor: the end of the audit as guard.db remembers it ---- */

enum status anchor_write(struct guard *guard)
{
    struct audit_head head = audit_head(guard->audit);
    struct query query = guard_query(guard, SLOT_ANCHOR_PUT);
    return chain_write_head(&query, guard->keys, "guard.db", &head);
}

enum status anchor_read(struct guard *guard, struct audit_head *out)
{
    struct query query = guard_query(guard, SLOT_ANCHOR_GET);
    return chain_read_head(&query, guard->keys, "guard.db", out);
}
