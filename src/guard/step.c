/* What the steps of a session share, and the steps that ask for the password again. Each step looks at
 * the limits and counts the attempt (under the lock), judges (without it), writes the audit, then
 * takes effect (under the lock, if nothing has changed meanwhile). */
#include "guard/internal.h"

static enum status too_early(int64_t seconds, int64_t *wait)
{
    *wait = seconds;
    return status_fail(STATUS_LATER, "There were too many attempts. Try again in %lld seconds.",
                       (long long)seconds);
}

enum status step_admit(struct guard *guard, struct span name, struct span address, int64_t *wait)
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

enum status step_read(struct guard *guard, struct span token, enum permission permission,
                      struct arena *arena, struct session *out)
{
    enum status status = session_read(guard, token, arena, out);
    if (status == STATUS_OK && !(permission_info(permission)->needs >> out->state & 1))
        status = status_fail(STATUS_DENIED, "The session is not at this step.");
    return status;
}

enum status step_enter(struct guard *guard, struct span token, enum permission permission,
                       struct arena *arena, struct session *out, int64_t *wait)
{
    guard_lock(guard);
    enum status status = database_begin(guard->database);
    if (status == STATUS_OK)
        status = step_read(guard, token, permission, arena, out);
    if (status == STATUS_OK)
        status = step_admit(guard, out->name, (struct span){NULL, 0}, wait);
    /* what session_read removed or locked is kept, whatever it said */
    enum status ended = database_commit(guard->database);
    if (ended != STATUS_OK)
        database_rollback(guard->database);
    guard_unlock(guard);
    return status ? status : ended;
}

enum status step_wrong(struct guard *guard, const struct session *session,
                       enum permission permission, const char *sentence)
{
    enum status status = session_record(guard, session, permission, false);
    guard_lock(guard);
    if (status == STATUS_OK)
        status = session_wrong(guard, session);
    guard_unlock(guard);
    return status ? status : status_fail(STATUS_DENIED, "%s", sentence);
}

static enum status take_effect(struct guard *guard, struct span token, enum permission permission,
                               const struct effect *effect, struct guard_ticket *out)
{
    struct arena arena = {0};
    struct session session;
    enum status status = step_read(guard, token, permission, &arena, &session);
    if (status == STATUS_OK && effect->apply)
        status = effect->apply(guard, &session, effect);
    if (status == STATUS_OK)
        status = limit_forgive(guard, LIMIT_ACCOUNT, session.name, true);
    if (status == STATUS_OK)
        status = session_rotate(guard, &session, effect->next, out);
    arena_free(&arena);
    return status;
}

enum status step_right(struct guard *guard, const struct session *session, struct span token,
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
        status = step_wrong(guard, session, permission, wrong_password);
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
    enum status status =
        step_enter(guard, token, PERMISSION_changePassword, &arena, &session, wait);
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
        status = step_right(guard, &session, token, PERMISSION_changePassword, &effect, out);
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
    enum status status = step_enter(guard, token, PERMISSION_unlockSession, &arena, &session, wait);
    if (status == STATUS_OK)
        status = judge_password(guard, &session, password, PERMISSION_unlockSession, wait);
    if (status == STATUS_OK) {
        struct effect effect = {.next = GUARD_STATE_OPEN};
        status = step_right(guard, &session, token, PERMISSION_unlockSession, &effect, out);
    }
    arena_free(&arena);
    return status;
}
