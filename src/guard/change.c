/* What becomes of accounts: changed, disabled, reset. */
#include <string.h>

#include "guard/internal.h"

enum status sessions_end(struct guard *guard, int64_t account, int64_t but)
{
    struct query query = guard_query(guard, SLOT_SESSIONS_END);
    query_int(&query, 1, account);
    query_int(&query, 2, but);
    return query_run(&query);
}

/* Nobody could make accounts any more, but by the command line. */
static enum status check_last(struct guard *guard, const struct guard_account *account)
{
    struct query query = guard_query(guard, SLOT_ACCOUNT_OTHERS);
    query_int(&query, 1, account->id);
    query_text(&query, 2, span_of(guard_role_word(GUARD_ROLE_ADMINISTRATOR)));
    int64_t others = query_next(&query) ? query_column_int(&query, 0) : 0;
    enum status status = query_end(&query);
    if (status == STATUS_OK && others == 0)
        status = status_fail(STATUS_INPUT, "%.*s is the last administrator: make another first.",
                             (int)account->name.size, account->name.at);
    return status;
}

static void apply(const struct guard *guard, const struct guard_account_change *change,
                  struct guard_account *account)
{
    const struct span *given[] = {&change->display_name, &change->agency, &change->site,
                                  &change->locale};
    struct span *kept[] = {&account->display_name, &account->agency, &account->site,
                           &account->locale};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (given[i]->at)
            *kept[i] = *given[i];
    if (change->set_role)
        account->role = change->role;
    if (change->disabled == GUARD_OFF)
        account->disabled = 0;
    if (change->disabled == GUARD_ON && !account->disabled)
        account->disabled = guard_now(guard);
}

static enum status write_row(struct guard *guard, const struct guard_account *account)
{
    struct query query = guard_query(guard, SLOT_ACCOUNT_CHANGE);
    query_int(&query, 1, account->id);
    query_text(&query, 2, account->display_name);
    query_text(&query, 3, span_of(guard_role_word(account->role)));
    query_text(&query, 4, account->agency);
    query_text(&query, 5, account->site);
    query_text(&query, 6, account->locale);
    if (account->disabled)
        query_int(&query, 7, account->disabled);
    else
        query_null(&query, 7);
    return query_run(&query);
}

/* Under the lock, inside a transaction. */
static enum status change_row(struct guard *guard, struct span name, struct arena *arena,
                              const struct guard_account_change *change)
{
    struct guard_account before, after;
    struct span password;
    enum status status = account_read(guard, name, arena, &before, &password);
    if (status != STATUS_OK)
        return status;
    if (change->version && change->version != before.version)
        return status_fail(STATUS_EXISTS, "Somebody else has changed the account %.*s meanwhile.",
                           (int)before.name.size, before.name.at);
    after = before;
    apply(guard, change, &after);
    bool was = before.role == GUARD_ROLE_ADMINISTRATOR && !before.disabled;
    bool is = after.role == GUARD_ROLE_ADMINISTRATOR && !after.disabled;
    status = account_check(&after);
    if (status == STATUS_OK && was && !is)
        status = check_last(guard, &before);
    if (status == STATUS_OK)
        status = write_row(guard, &after);
    if (status == STATUS_OK && (after.disabled || after.role != before.role))
        status = sessions_end(guard, after.id, 0);
    return status ? status : anchor_write(guard);
}

enum status guard_account_change(struct guard *guard, struct span name,
                                 const struct guard_account_change *change)
{
    struct arena arena = {0};
    guard_lock(guard);
    enum status status = database_begin(guard->database);
    if (status == STATUS_OK)
        status = change_row(guard, name, &arena, change);
    status = guard_end(guard, status);
    guard_unlock(guard);
    arena_free(&arena);
    return status;
}

static enum status reset_row(struct guard *guard, struct span name, struct arena *arena,
                             struct span hash)
{
    struct guard_account account;
    struct span password;
    enum status status = account_read(guard, name, arena, &account, &password);
    if (status != STATUS_OK)
        return status;
    struct query query = guard_query(guard, SLOT_ACCOUNT_RESET);
    query_int(&query, 1, account.id);
    query_text(&query, 2, hash);
    query_int(&query, 3, guard_now(guard));
    status = query_run(&query);
    if (status == STATUS_OK)
        status = limit_forgive(guard, LIMIT_ACCOUNT, account.name, true);
    if (status == STATUS_OK)
        status = sessions_end(guard, account.id, 0);
    return status ? status : anchor_write(guard);
}

enum status guard_account_reset(struct guard *guard, struct span name,
                                char password[GUARD_ONE_TIME_TEXT])
{
    struct arena arena = {0};
    char made[GUARD_ONE_TIME_TEXT], hash[PASSWORD_HASH_TEXT];
    password_one_time(made);
    enum status status = password_hash(guard, span_of(made), hash);
    if (status == STATUS_OK) {
        guard_lock(guard);
        status = database_begin(guard->database);
        if (status == STATUS_OK)
            status = reset_row(guard, name, &arena, span_of(hash));
        status = guard_end(guard, status);
        guard_unlock(guard);
    }
    if (status == STATUS_OK)
        memcpy(password, made, sizeof made);
    seal_wipe(made, sizeof made);
    arena_free(&arena);
    return status;
}
