/* The way into a session. Each step: look at limits and count the attempt (under the lock), judge
 * (without it), write the audit, then take effect (under the lock, if nothing has changed
 * meanwhile). */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "guard/internal.h"

enum { BUSY_SECONDS = 2 };

/* ---- what all steps share ---- */

static enum status too_early(int64_t seconds, int64_t *wait)
{
    *wait = seconds;
    return status_fail(STATUS_LATER, "There were too many attempts. Try again in %lld seconds.",
                       (long long)seconds);
}

/* Whether an attempt on the name, from the address (empty: none), may be judged now; counts it. */
static enum status admit(struct guard *guard, struct span name, struct span address, int64_t *wait)
{
    int64_t by_name = 0, by_address = 0;
    enum status status = limit_wait(guard, LIMIT_ACCOUNT, name, &by_name);
    if (status == STATUS_OK && address.size)
        status = limit_wait(guard, LIMIT_ADDRESS, address, &by_address);
    if (status != STATUS_OK)
        return status;
    if (by_name || by_address)
        return too_early(by_name > by_address ? by_name : by_address, wait);
    status = limit_count(guard, LIMIT_ACCOUNT, name);
    if (status == STATUS_OK && address.size)
        status = limit_count(guard, LIMIT_ADDRESS, address);
    return status;
}

/* The session of the token, in one of the states that the step is for. */
static enum status read_for(struct guard *guard, struct span token, enum permission permission,
                            struct arena *arena, struct session *out)
{
    enum status status = session_read(guard, token, arena, out);
    if (status == STATUS_OK && !(permission_info(permission)->needs >> out->state & 1))
        status = status_fail(STATUS_DENIED, "The session is not at this step.");
    return status;
}

/* The same, and the attempt is counted. */
static enum status enter(struct guard *guard, struct span token, enum permission permission,
                         struct arena *arena, struct session *out, int64_t *wait)
{
    guard_lock(guard);
    enum status status = database_begin(guard->database);
    if (status == STATUS_OK)
        status = read_for(guard, token, permission, arena, out);
    if (status == STATUS_OK)
        status = admit(guard, out->name, (struct span){NULL, 0}, wait);
    /* what session_read removed or locked is kept, whatever it said */
    enum status ended = database_commit(guard->database);
    if (ended != STATUS_OK)
        database_rollback(guard->database);
    guard_unlock(guard);
    return status ? status : ended;
}

static enum status wrong(struct guard *guard, const struct session *session,
                         enum permission permission, const char *sentence)
{
    enum status status = session_record(guard, session, permission, false);
    guard_lock(guard);
    if (status == STATUS_OK)
        status = session_wrong(guard, session);
    guard_unlock(guard);
    return status ? status : status_fail(STATUS_DENIED, "%s", sentence);
}

/* What a step changes beside the session: under the lock, in its transaction. */
struct effect {
    enum status (*apply)(struct guard *guard, const struct session *session,
                         const struct effect *effect);
    struct span text;
    int64_t number;
    enum guard_state next;
};

static enum status take_effect(struct guard *guard, struct span token, enum permission permission,
                               const struct effect *effect, struct guard_ticket *out)
{
    struct arena arena = {0};
    struct session session;
    enum status status = read_for(guard, token, permission, &arena, &session);
    if (status == STATUS_OK && effect->apply)
        status = effect->apply(guard, &session, effect);
    if (status == STATUS_OK)
        status = limit_forgive(guard, LIMIT_ACCOUNT, session.name, true);
    if (status == STATUS_OK)
        status = session_rotate(guard, &session, effect->next, out);
    arena_free(&arena);
    return status;
}

static enum status right(struct guard *guard, const struct session *session, struct span token,
                         enum permission permission, const struct effect *effect,
                         struct guard_ticket *out)
{
    enum status status = session_record(guard, session, permission, true);
    if (status != STATUS_OK)
        return status;
    guard_lock(guard);
    status = database_begin(guard->database);
    if (status == STATUS_OK)
        status = take_effect(guard, token, permission, effect, out);
    status = guard_end(guard, status);
    guard_unlock(guard);
    return status;
}

/* ---- name and password ---- */

static enum status begin_login(struct guard *guard, const struct guard_login *login,
                               struct arena *arena, struct guard_account *account,
                               struct span *password, int64_t *wait)
{
    struct span name = account_name(login->name, arena);
    guard_lock(guard);
    enum status status = database_begin(guard->database);
    if (status == STATUS_OK)
        status = admit(guard, name, login->address, wait);
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
    struct session nobody = {0};
    if (account->id)
        nobody = (struct session){.account = account->id,
                                  .name = account->name,
                                  .role = account->role,
                                  .agency = account->agency,
                                  .site = account->site};
    if (account->id)
        return session_record(guard, &nobody, PERMISSION_openSession, allowed);
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
    if (status == STATUS_OK) {
        struct query query = guard_query(guard, SLOT_SESSION_END);
        query_int(&query, 1, session.id);
        status = query_run(&query);
    }
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

static enum status login(struct guard *guard, const struct guard_login *given, struct arena *arena,
                         struct guard_ticket *out, int64_t *wait)
{
    struct guard_account account = {0};
    struct span hash = {NULL, 0};
    bool fits = false;
    enum status status = begin_login(guard, given, arena, &account, &hash, wait);
    if (status == STATUS_OK)
        status = password_fits(guard, hash, given->password, &fits);
    if (status == STATUS_LATER && !*wait)
        *wait = BUSY_SECONDS;
    if (status == STATUS_OK)
        status = record_login(guard, &account, fits);
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

/* ---- the second factor ---- */

static struct span about_totp(struct arena *arena, int64_t account)
{
    return span_of(arena_format(arena, "guard.db/account/%lld/totp", (long long)account));
}

static enum status open_secret(struct guard *guard, const struct session *session,
                               struct span sealed, struct arena *arena,
                               unsigned char out[TOTP_SECRET_SIZE])
{
    struct buffer clear = {0};
    enum status status =
        seal_open(&clear, &guard->keys->totp, about_totp(arena, session->account), sealed);
    if (status == STATUS_OK && clear.size != TOTP_SECRET_SIZE)
        status = status_fail(STATUS_DAMAGED,
                             "The second factor of %.*s is damaged: reset the "
                             "account.",
                             (int)session->name.size, session->name.at);
    if (status == STATUS_OK)
        memcpy(out, clear.at, TOTP_SECRET_SIZE);
    if (clear.at)
        seal_wipe(clear.at, clear.room);
    buffer_free(&clear);
    return status;
}

/* The step of `code` under the sealed secret; 0 when it is wrong. */
static enum status judge_code(struct guard *guard, const struct session *session,
                              struct span sealed, struct span code, struct arena *arena,
                              int64_t *step)
{
    unsigned char secret[TOTP_SECRET_SIZE];
    enum status status = open_secret(guard, session, sealed, arena, secret);
    if (status == STATUS_OK)
        status = totp_step(secret, code, guard_now(guard), step);
    seal_wipe(secret, sizeof secret);
    return status;
}

static const char wrong_code[] = "The code is not right, or was used before. Is the clock of the "
                                 "device right?";

/* The statement changes nothing when a later step was used meanwhile. */
static enum status use_step(struct guard *guard, const struct session *session,
                            const struct effect *effect)
{
    struct query query = guard_query(guard, SLOT_ACCOUNT_STEP);
    query_int(&query, 1, session->account);
    query_int(&query, 2, effect->number);
    enum status status = query_run(&query);
    if (status == STATUS_OK && database_changes(guard->database) != 1)
        status = status_fail(STATUS_DENIED, "%s", wrong_code);
    return status;
}

enum status guard_session_prove(struct guard *guard, struct span token, struct span code,
                                struct guard_ticket *out, int64_t *wait)
{
    struct arena arena = {0};
    struct session session;
    int64_t step = 0;
    *wait = 0;
    enum status status = enter(guard, token, PERMISSION_proveSession, &arena, &session, wait);
    if (status == STATUS_OK)
        status = judge_code(guard, &session, session.totp, code, &arena, &step);
    if (status == STATUS_OK && step <= session.totp_step)
        status = wrong(guard, &session, PERMISSION_proveSession, wrong_code);
    else if (status == STATUS_OK) {
        struct effect effect = {.apply = use_step,
                                .number = step,
                                .next = session_next(session.must_change, true, true)};
        status = right(guard, &session, token, PERMISSION_proveSession, &effect, out);
    }
    arena_free(&arena);
    return status;
}

/* Under the lock: the secret that waits to be confirmed, made when there is none. */
static enum status pending_secret(struct guard *guard, struct span token, struct arena *arena,
                                  struct session *session, unsigned char out[TOTP_SECRET_SIZE])
{
    enum status status = read_for(guard, token, PERMISSION_enrolSession, arena, session);
    if (status != STATUS_OK)
        return status;
    if (session->enrol.size)
        return open_secret(guard, session, session->enrol, arena, out);
    struct buffer sealed = {0};
    randombytes_buf(out, TOTP_SECRET_SIZE);
    seal_close(&sealed, &guard->keys->totp, about_totp(arena, session->account),
               (struct span){(const char *)out, TOTP_SECRET_SIZE});
    struct query query = guard_query(guard, SLOT_SESSION_ENROL);
    query_int(&query, 1, session->id);
    query_blob(&query, 2, buffer_span(&sealed));
    status = query_run(&query);
    buffer_free(&sealed);
    return status;
}

enum status guard_session_enrol(struct guard *guard, struct span token, struct arena *arena,
                                char secret[GUARD_SECRET_TEXT], struct span *uri)
{
    struct session session;
    unsigned char bytes[TOTP_SECRET_SIZE];
    guard_lock(guard);
    enum status status = pending_secret(guard, token, arena, &session, bytes);
    guard_unlock(guard);
    if (status == STATUS_OK) {
        totp_text(bytes, secret);
        *uri = totp_uri(arena, session.name, secret);
    }
    seal_wipe(bytes, sizeof bytes);
    return status;
}

static enum status keep_secret(struct guard *guard, const struct session *session,
                               const struct effect *effect)
{
    if (!span_equal(session->enrol, effect->text))
        return status_fail(STATUS_DENIED, "%s", wrong_code);
    struct query query = guard_query(guard, SLOT_ACCOUNT_TOTP);
    query_int(&query, 1, session->account);
    query_blob(&query, 2, effect->text);
    query_int(&query, 3, effect->number);
    enum status status = query_run(&query);
    if (status == STATUS_OK && database_changes(guard->database) != 1)
        status = status_fail(STATUS_DENIED, "A second factor was set up elsewhere just now. Log in "
                                            "again.");
    /* others that were about to enrol must begin anew */
    return status ? status : sessions_end(guard, session->account, session->id);
}

enum status guard_session_confirm(struct guard *guard, struct span token, struct span code,
                                  struct guard_ticket *out, int64_t *wait)
{
    struct arena arena = {0};
    struct session session;
    int64_t step = 0;
    *wait = 0;
    enum status status = enter(guard, token, PERMISSION_enrolSession, &arena, &session, wait);
    if (status == STATUS_OK && !session.enrol.size)
        status = status_fail(STATUS_DENIED, "Ask for a secret first.");
    if (status == STATUS_OK)
        status = judge_code(guard, &session, session.enrol, code, &arena, &step);
    if (status == STATUS_OK && step == 0)
        status = wrong(guard, &session, PERMISSION_enrolSession, wrong_code);
    else if (status == STATUS_OK) {
        struct effect effect = {
            .apply = keep_secret, .text = session.enrol, .number = step, .next = GUARD_STATE_OPEN};
        status = right(guard, &session, token, PERMISSION_enrolSession, &effect, out);
    }
    arena_free(&arena);
    return status;
}

/* ---- the password again ---- */

static const char wrong_password[] = "The password is not right.";

static enum status judge_password(struct guard *guard, const struct session *session,
                                  struct span password, enum permission permission, int64_t *wait)
{
    bool fits = false;
    enum status status = password_fits(guard, session->password, password, &fits);
    if (status == STATUS_LATER)
        *wait = BUSY_SECONDS;
    if (status == STATUS_OK && !fits)
        status = wrong(guard, session, permission, wrong_password);
    return status;
}

static enum status put_password(struct guard *guard, const struct session *session,
                                const struct effect *effect)
{
    struct query query = guard_query(guard, SLOT_ACCOUNT_PASSWORD);
    query_int(&query, 1, session->account);
    query_text(&query, 2, effect->text);
    enum status status = query_run(&query);
    if (status == STATUS_OK)
        status = sessions_end(guard, session->account, session->id);
    return status ? status : anchor_write(guard);
}

/* A new one that is against the rules is no attempt at the old one. */
static enum status judge_new(struct guard *guard, const struct session *session,
                             struct span password, struct span new_password)
{
    guard_lock(guard);
    enum status status = limit_forgive(guard, LIMIT_ACCOUNT, session->name, false);
    guard_unlock(guard);
    if (status == STATUS_OK && span_equal(password, new_password))
        status = status_fail(STATUS_INPUT, "The new password is the old one: choose another.");
    return status ? status : guard_password_check(session->name, new_password);
}

enum status guard_session_password(struct guard *guard, struct span token, struct span password,
                                   struct span new_password, struct guard_ticket *out,
                                   int64_t *wait)
{
    struct arena arena = {0};
    struct session session;
    char hash[PASSWORD_HASH_TEXT];
    *wait = 0;
    enum status status = enter(guard, token, PERMISSION_changePassword, &arena, &session, wait);
    if (status == STATUS_OK)
        status = judge_password(guard, &session, password, PERMISSION_changePassword, wait);
    if (status == STATUS_OK)
        status = judge_new(guard, &session, password, new_password);
    if (status == STATUS_OK)
        status = password_hash(guard, new_password, hash);
    if (status == STATUS_OK) {
        struct effect effect = {.apply = put_password,
                                .text = span_of(hash),
                                .next = session_next(false, session.totp.size > 0, true)};
        status = right(guard, &session, token, PERMISSION_changePassword, &effect, out);
    }
    arena_free(&arena);
    return status;
}

enum status guard_session_unlock(struct guard *guard, struct span token, struct span password,
                                 struct guard_ticket *out, int64_t *wait)
{
    struct arena arena = {0};
    struct session session;
    *wait = 0;
    enum status status = enter(guard, token, PERMISSION_unlockSession, &arena, &session, wait);
    if (status == STATUS_OK)
        status = judge_password(guard, &session, password, PERMISSION_unlockSession, wait);
    if (status == STATUS_OK) {
        struct effect effect = {.next = GUARD_STATE_OPEN};
        status = right(guard, &session, token, PERMISSION_unlockSession, &effect, out);
    }
    arena_free(&arena);
    return status;
}
