/* The login: name and password. */
#include "base/clock.h"
#include "guard/internal.h"

static enum status begin_login(struct guard *guard, const struct guard_login *login,
                               struct arena *arena, struct guard_account *account,
                               struct span *password, int64_t *wait)
{
    struct span name = guard_account_name(login->name, arena);
    guard_lock(guard);
    enum status status = database_begin(guard->database);
    if (status == STATUS_OK)
        status = step_admit(guard, name, login->address, wait);
    status = guard_end(guard, status);
    if (status == STATUS_OK)
        status = account_read(guard, name, arena, account, password);
    guard_unlock(guard);
    if (status == STATUS_MISSING || (status == STATUS_OK && account->disabled))
        *password = (struct span){NULL, 0};
    return status == STATUS_MISSING ? STATUS_OK : status;
}

static enum status record_login(struct guard *guard, const struct guard_account *account,
                                bool allowed)
{
    if (account->id) {
        struct session none = {.account = account->id,
                               .name = account->name,
                               .role = account->role,
                               .agency = account->agency,
                               .site = account->site};
        return session_record(guard, &none, PERMISSION_openSession, allowed);
    }
    struct guard_audit_row row = {
        .at = guard_now(guard),
        .action = span_of(permission_word(PERMISSION_openSession)),
        .subject_kind = span_of(guard_subject_word(SUBJECT_ACCOUNT)),
        .allowed = allowed,
    };
    return audit_append(guard->audit, &row);
}

static enum status end_by_token(struct guard *guard, struct span token)
{
    struct arena arena = {0};
    struct session session;
    enum status status = session_read(guard, token, &arena, &session);
    if (status == STATUS_OK)
        status = session_end(guard, session.id);
    arena_free(&arena);
    return status == STATUS_MISSING ? STATUS_OK : status;
}

static enum status note_login(struct guard *guard, int64_t account)
{
    struct query query = guard_query(guard, SLOT_ACCOUNT_SEEN);
    query_int(&query, 1, account);
    query_int(&query, 2, guard_now(guard));
    return query_run(&query);
}

/* Under the lock, in a transaction. The account may have been changed while it was judged. */
static enum status finish_login(struct guard *guard, const struct guard_login *login,
                                const struct guard_account *judged, struct guard_ticket *out)
{
    struct arena arena = {0};
    struct guard_account account;
    struct span password;
    enum status status = account_read(guard, judged->name, &arena, &account, &password);
    if (status == STATUS_OK && (account.disabled || account.version != judged->version))
        status = status_fail(STATUS_DENIED, "The account was changed just now. Log in again.");
    if (status == STATUS_OK)
        status = end_by_token(guard, login->token);
    /* Who has the password and guesses codes must not begin anew with each login; and from the same
     * address others may be trying other accounts. */
    if (status == STATUS_OK)
        status = limit_forgive(guard, LIMIT_ACCOUNT, account.name, !account.has_totp);
    if (status == STATUS_OK && login->address.size)
        status = limit_forgive(guard, LIMIT_ADDRESS, login->address, false);
    if (status == STATUS_OK)
        status = note_login(guard, account.id);
    if (status == STATUS_OK)
        status = anchor_write(guard);
    if (status == STATUS_OK)
        status = session_add(guard, account.id,
                             session_next(account.must_change, account.has_totp, false), out);
    arena_free(&arena);
    return status;
}

/* Whether the password is a one-time one that nobody used in time: it may lie on a slip of paper. */
static bool has_run_out(struct guard *guard, const struct guard_account *account)
{
    int64_t last = account->issued + guard->settings.one_time_hours * 3600 * MICROS_PER_SECOND;
    return account->must_change && guard_now(guard) > last;
}

static enum status login(struct guard *guard, const struct guard_login *given, struct arena *arena,
                         struct guard_ticket *out, int64_t *wait)
{
    struct guard_account account = {0};
    struct span hash = {NULL, 0};
    bool fits = false, late = false;
    enum status status = begin_login(guard, given, arena, &account, &hash, wait);
    if (status == STATUS_OK)
        status = password_fits(guard, hash, given->password, &fits);
    if (status == STATUS_LATER && !*wait)
        *wait = BUSY_SECONDS;
    if (status == STATUS_OK) {
        late = fits && has_run_out(guard, &account);
        status = record_login(guard, &account, fits && !late);
    }
    if (status == STATUS_OK && late)
        status = status_fail(STATUS_MISSING, "This one-time password has run out: nobody used it "
                                            "within %lld hours. Have a new one made.",
                             (long long)guard->settings.one_time_hours);
    if (status == STATUS_OK && !fits)
        status = status_fail(STATUS_DENIED, "The name or the password is not right.");
    if (status != STATUS_OK)
        return status;
    guard_lock(guard);
    status = database_begin(guard->database);
    if (status == STATUS_OK)
        status = finish_login(guard, given, &account, out);
    status = guard_end(guard, status);
    guard_unlock(guard);
    return status;
}

enum status guard_session_open(struct guard *guard, const struct guard_login *given,
                               struct guard_ticket *out, int64_t *wait)
{
    struct arena arena = {0};
    *wait = 0;
    enum status status = login(guard, given, &arena, out, wait);
    arena_free(&arena);
    return status;
}
