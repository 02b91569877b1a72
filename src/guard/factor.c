/* The second factor of an account: enrolled once, shown at each login. */
#include <sodium.h>
#include <string.h>

#include "guard/internal.h"

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
    enum status status = step_enter(guard, token, PERMISSION_proveSession, &arena, &session, wait);
    if (status == STATUS_OK)
        status = judge_code(guard, &session, session.totp, code, &arena, &step);
    if (status == STATUS_OK && step <= session.totp_step)
        status = step_wrong(guard, &session, PERMISSION_proveSession, wrong_code);
    else if (status == STATUS_OK) {
        struct effect effect = {.apply = use_step,
                                .number = step,
                                .next = session_next(session.must_change, true, true)};
        status = step_right(guard, &session, token, PERMISSION_proveSession, &effect, out);
    }
    arena_free(&arena);
    return status;
}

/* Under the lock: the secret that waits to be confirmed, made when there is none. */
static enum status pending_secret(struct guard *guard, struct span token, struct arena *arena,
                                  struct session *session, unsigned char out[TOTP_SECRET_SIZE])
{
    enum status status = step_read(guard, token, PERMISSION_enrolSession, arena, session);
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
    enum status status = step_enter(guard, token, PERMISSION_enrolSession, &arena, &session, wait);
    if (status == STATUS_OK && !session.enrol.size)
        status = status_fail(STATUS_DENIED, "Ask for a secret first.");
    if (status == STATUS_OK)
        status = judge_code(guard, &session, session.enrol, code, &arena, &step);
    if (status == STATUS_OK && step == 0)
        status = step_wrong(guard, &session, PERMISSION_enrolSession, wrong_code);
    else if (status == STATUS_OK) {
        struct effect effect = {
            .apply = keep_secret, .text = session.enrol, .number = step, .next = GUARD_STATE_OPEN};
        status = step_right(guard, &session, token, PERMISSION_enrolSession, &effect, out);
    }
    arena_free(&arena);
    return status;
}
