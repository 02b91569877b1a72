#include <string.h>

#include "guard/internal.h"

enum { NAME_MOST = 60, WORDS_MOST = 120 };

/* ---- rows ---- */

struct span guard_account_name(struct span name, struct arena *arena)
{
    char *folded = arena_format(arena, "%.*s", (int)(name.size <= NAME_MOST ? name.size : 0),
                                name.at ? name.at : "");
    for (char *c = folded; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return span_of(folded);
}

static bool is_name(struct span name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    for (size_t i = 0; i < name.size; i++)
        if (!name.at[i] || !strchr(allowed, name.at[i]))
            return false;
    return name.size > 0 && name.size <= NAME_MOST;
}

/* Shown on pages and in the audit: text of a line. */
static enum status check_words(struct span words, const char *what)
{
    for (size_t i = 0; i < words.size; i++)
        if ((unsigned char)words.at[i] < ' ' || words.at[i] == 0x7F)
            return status_fail(STATUS_INPUT, "The %s holds a control character.", what);
    return words.size > WORDS_MOST
               ? status_fail(STATUS_INPUT, "The %s is longer than %d bytes.", what, WORDS_MOST)
               : STATUS_OK;
}

enum status account_check(const struct guard_account *account)
{
    enum status status = check_words(account->display_name, "name that is shown");
    if (status == STATUS_OK)
        status = check_words(account->agency, "agency");
    if (status == STATUS_OK)
        status = check_words(account->site, "site");
    return status ? status : check_words(account->locale, "locale");
}

/* In the order of the SELECTs in queries.def. */
static enum status read_row(struct query *query, struct arena *arena, struct guard_account *out)
{
    *out = (struct guard_account){
        .id = query_column_int(query, 0),
        .name = guard_text(query, 1, arena),
        .display_name = guard_text(query, 2, arena),
        .agency = guard_text(query, 4, arena),
        .site = guard_text(query, 5, arena),
        .locale = guard_text(query, 6, arena),
        .made = query_column_int(query, 7),
        .disabled = query_column_int(query, 8), /* NULL is 0 */
        .seen = query_column_int(query, 9),
        .version = query_column_int(query, 10),
        .must_change = query_column_int(query, 11) != 0,
        .has_totp = query_column_int(query, 12) != 0,
        .issued = query_column_int(query, 14),
    };
    if (!guard_role_parse(query_column(query, 3), &out->role))
        return status_fail(STATUS_DAMAGED, "The account %.*s has a role that is not known.",
                           (int)out->name.size, out->name.at);
    return STATUS_OK;
}

enum status account_read(struct guard *guard, struct span name, struct arena *arena,
                         struct guard_account *out, struct span *password)
{
    struct query query = guard_query(guard, SLOT_ACCOUNT_BY_NAME);
    struct span stored = guard_account_name(name, arena);
    enum status status = STATUS_OK;
    query_text(&query, 1, stored);
    bool found = query_next(&query);
    if (found) {
        status = read_row(&query, arena, out);
        *password = guard_text(&query, 13, arena);
    }
    enum status ended = query_end(&query);
    if (ended != STATUS_OK)
        return ended;
    return found ? status
                 : status_fail(STATUS_MISSING, "There is no account %.*s.", (int)stored.size,
                               stored.at);
}

enum status guard_account_find(struct guard *guard, struct span name, struct arena *arena,
                               struct guard_account *out)
{
    struct span password;
    guard_lock(guard);
    enum status status = account_read(guard, name, arena, out, &password);
    guard_unlock(guard);
    return status;
}

static enum status read_all(struct guard *guard, struct arena *arena, struct guard_account **out,
                            size_t *count)
{
    struct query query = guard_query(guard, SLOT_ACCOUNT_ALL);
    struct guard_account *rows = NULL;
    size_t found = 0, room = 0;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && query_next(&query)) {
        rows = arena_more(arena, rows, found, &room, sizeof *rows);
        status = read_row(&query, arena, &rows[found++]);
    }
    enum status ended = query_end(&query);
    status = status ? status : ended;
    if (status == STATUS_OK) {
        *out = rows;
        *count = found;
    }
    return status;
}

enum status guard_account_list(struct guard *guard, struct arena *arena, struct guard_account **out,
                               size_t *count)
{
    guard_lock(guard);
    enum status status = read_all(guard, arena, out, count);
    guard_unlock(guard);
    return status;
}

/* ---- making ---- */

static enum status count_accounts(struct guard *guard, int64_t *out)
{
    struct query query = guard_query(guard, SLOT_ACCOUNT_COUNT);
    *out = query_next(&query) ? query_column_int(&query, 0) : 0;
    return query_end(&query);
}

static enum status put_row(struct guard *guard, const struct guard_account *account,
                           struct span hash, int64_t *id)
{
    struct query query = guard_query(guard, SLOT_ACCOUNT_ADD);
    query_text(&query, 1, account->name);
    query_text(&query, 2, account->display_name.size ? account->display_name : account->name);
    query_text(&query, 3, span_of(guard_role_word(account->role)));
    query_text(&query, 4, account->agency);
    query_text(&query, 5, account->site);
    query_text(&query, 6, account->locale);
    query_text(&query, 7, hash);
    query_int(&query, 8, guard_now(guard));
    enum status status = query_run(&query);
    if (status == STATUS_OK)
        *id = database_last_id(guard->database);
    return status;
}

/* Under the lock. `first`: only when there is no other. */
static enum status add_row(struct guard *guard, const struct guard_account *account,
                           struct span hash, bool first, int64_t *id)
{
    int64_t count = 0;
    enum status status = database_begin(guard->database);
    if (status == STATUS_OK)
        status = count_accounts(guard, &count);
    if (status == STATUS_OK && first && count)
        status = status_fail(STATUS_EXISTS, "There are accounts already.");
    if (status == STATUS_OK)
        status = put_row(guard, account, hash, id);
    if (status == STATUS_EXISTS && !first)
        status = status_fail(STATUS_EXISTS, "There is an account %.*s already.",
                             (int)account->name.size, account->name.at);
    if (status == STATUS_OK)
        status = anchor_write(guard);
    return guard_end(guard, status);
}

static enum status add(struct guard *guard, const struct guard_account *given, bool first,
                       char password[GUARD_ONE_TIME_TEXT], int64_t *id)
{
    struct arena arena = {0};
    struct guard_account account = *given;
    char made[GUARD_ONE_TIME_TEXT], hash[PASSWORD_HASH_TEXT];
    account.name = guard_account_name(given->name, &arena);
    enum status status = account_check(&account);
    if (status == STATUS_OK && !is_name(account.name))
        status = status_fail(STATUS_INPUT, "An account's name is 1 to 60 letters, digits, '-', '_' "
                                           "or '.'.");
    password_one_time(made);
    if (status == STATUS_OK)
        status = password_hash(guard, span_of(made), hash);
    if (status == STATUS_OK) {
        guard_lock(guard);
        status = add_row(guard, &account, span_of(hash), first, id);
        guard_unlock(guard);
    }
    if (status == STATUS_OK)
        memcpy(password, made, sizeof made);
    seal_wipe(made, sizeof made);
    arena_free(&arena);
    return status;
}

enum status guard_account_add(struct guard *guard, const struct guard_account *account,
                              char password[GUARD_ONE_TIME_TEXT], int64_t *id)
{
    return add(guard, account, false, password, id);
}

enum status guard_first_account(struct guard *guard, struct span agency, struct span site,
                                char password[GUARD_ONE_TIME_TEXT])
{
    struct guard_account account = {.name = SPAN("admin"),
                                    .display_name = SPAN("Administrator"),
                                    .role = GUARD_ROLE_ADMINISTRATOR,
                                    .agency = agency,
                                    .site = site};
    int64_t count, id;
    guard_lock(guard);
    enum status status = count_accounts(guard, &count);
    guard_unlock(guard);
    if (status == STATUS_OK && count) /* before the work of a hash */
        status = status_fail(STATUS_EXISTS, "There are accounts already.");
    return status ? status : add(guard, &account, true, password, &id);
}
