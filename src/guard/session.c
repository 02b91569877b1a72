/* Sessions as rows: tokens, states, ends. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "guard/internal.h"

enum { BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };
#define MINUTE (60 * MICROS_PER_SECOND)
#define SEEN_STEP (15 * MICROS_PER_SECOND)

_Static_assert(GUARD_TOKEN_TEXT == sodium_base64_ENCODED_LEN(TOKEN_SIZE, BASE64),
               "the size of a token as text");

/* ---- tokens ---- */

/* A token has its full 256 bits, so its hash needs no salt and no work. */
static void hash_token(const unsigned char token[TOKEN_SIZE], unsigned char out[HASH_SIZE])
{
    crypto_generichash(out, HASH_SIZE, token, TOKEN_SIZE, NULL, 0);
}

static void make_token(char text[GUARD_TOKEN_TEXT], unsigned char hash[HASH_SIZE])
{
    unsigned char token[TOKEN_SIZE];
    randombytes_buf(token, sizeof token);
    sodium_bin2base64(text, GUARD_TOKEN_TEXT, token, sizeof token, BASE64);
    hash_token(token, hash);
    seal_wipe(token, sizeof token);
}

static bool read_token(struct span text, unsigned char hash[HASH_SIZE])
{
    unsigned char token[TOKEN_SIZE] = {0};
    size_t size = 0;
    bool good = text.size == GUARD_TOKEN_TEXT - 1 &&
                sodium_base642bin(token, sizeof token, text.at, text.size, NULL, &size, NULL,
                                  BASE64) == 0 &&
                size == sizeof token;
    hash_token(token, hash);
    seal_wipe(token, sizeof token);
    return good;
}

static struct span hash_span(const unsigned char hash[HASH_SIZE])
{
    return (struct span){(const char *)hash, HASH_SIZE};
}

void session_prefix(const struct session *session, char out[GUARD_PREFIX_TEXT])
{
    sodium_bin2hex(out, GUARD_PREFIX_TEXT, session->hash, (GUARD_PREFIX_TEXT - 1) / 2);
}

/* ---- reading ---- */

/* In the order of SESSION_BY_HASH. */
static bool read_row(struct query *query, struct arena *arena, struct session *out)
{
    *out = (struct session){
        .id = query_column_int(query, 0),
        .account = query_column_int(query, 1),
        .made = query_column_int(query, 3),
        .seen = query_column_int(query, 4),
        .tries = query_column_int(query, 5),
        .enrol = guard_text(query, 6, arena),
        .name = guard_text(query, 7, arena),
        .display_name = guard_text(query, 8, arena),
        .agency = guard_text(query, 10, arena),
        .site = guard_text(query, 11, arena),
        .locale = guard_text(query, 12, arena),
        .must_change = query_column_int(query, 13) != 0,
        .totp = guard_text(query, 14, arena),
        .totp_step = query_column_int(query, 15),
        .password = guard_text(query, 16, arena),
    };
    bool enabled = query_column_int(query, 17) == 0; /* NULL is 0 */
    return enabled && guard_state_parse(query_column(query, 2), &out->state) &&
           guard_role_parse(query_column(query, 9), &out->role);
}

static enum status none(void)
{
    return status_fail(STATUS_MISSING, "The session has ended. Log in again.");
}

enum status session_end(struct guard *guard, int64_t session)
{
    struct query query = guard_query(guard, SLOT_SESSION_END);
    query_int(&query, 1, session);
    return query_run(&query);
}

static int64_t end_of(const struct guard *guard, const struct session *session)
{
    bool whole = session->state == GUARD_STATE_OPEN || session->state == GUARD_STATE_LOCKED;
    return session->made + (whole ? guard->settings.hours * 60 : (int64_t)PENDING_MINUTES) * MINUTE;
}

static int64_t lock_of(const struct guard *guard, const struct session *session)
{
    return session->seen + guard->settings.idle_minutes * MINUTE;
}

/* Ends it or locks it when its time has come. */
static enum status age(struct guard *guard, struct session *session)
{
    int64_t now = guard_now(guard);
    if (now >= end_of(guard, session)) {
        enum status status = session_end(guard, session->id);
        return status ? status : none();
    }
    if (session->state != GUARD_STATE_OPEN || now < lock_of(guard, session))
        return STATUS_OK;
    session->state = GUARD_STATE_LOCKED;
    struct query query = guard_query(guard, SLOT_SESSION_STATE);
    query_int(&query, 1, session->id);
    query_text(&query, 2, span_of(guard_state_word(GUARD_STATE_LOCKED)));
    return query_run(&query);
}

enum status session_read(struct guard *guard, struct span token, struct arena *arena,
                         struct session *out)
{
    unsigned char hash[HASH_SIZE];
    struct session session;
    if (!read_token(token, hash))
        return none();
    struct query query = guard_query(guard, SLOT_SESSION_BY_HASH);
    query_blob(&query, 1, hash_span(hash));
    bool found = query_next(&query) && read_row(&query, arena, &session);
    enum status status = query_end(&query);
    if (status == STATUS_OK)
        status = found ? age(guard, &session) : none();
    if (status != STATUS_OK)
        return status;
    memcpy(session.hash, hash, HASH_SIZE);
    *out = session;
    return STATUS_OK;
}

/* ---- changing ---- */

static enum status remove_old(struct guard *guard)
{
    int64_t now = guard_now(guard);
    struct query query = guard_query(guard, SLOT_SESSIONS_OLD);
    query_int(&query, 1, now - guard->settings.hours * 60 * MINUTE);
    query_int(&query, 2, now - PENDING_MINUTES * MINUTE);
    return query_run(&query);
}

/* Of one account only so many, the oldest end. */
static enum status remove_many(struct guard *guard, int64_t account)
{
    struct query query = guard_query(guard, SLOT_SESSIONS_MANY);
    query_int(&query, 1, account);
    query_int(&query, 2, MOST_SESSIONS);
    return query_run(&query);
}

enum status session_add(struct guard *guard, int64_t account, enum guard_state state,
                        struct guard_ticket *out)
{
    unsigned char hash[HASH_SIZE];
    struct guard_ticket ticket = {.state = state};
    make_token(ticket.token, hash);
    enum status status = remove_old(guard);
    if (status != STATUS_OK)
        return status;
    struct query query = guard_query(guard, SLOT_SESSION_ADD);
    query_blob(&query, 1, hash_span(hash));
    query_int(&query, 2, account);
    query_text(&query, 3, span_of(guard_state_word(state)));
    query_int(&query, 4, guard_now(guard));
    status = query_run(&query);
    if (status == STATUS_OK)
        status = remove_many(guard, account);
    if (status == STATUS_OK)
        *out = ticket;
    return status;
}

enum status session_rotate(struct guard *guard, const struct session *session,
                           enum guard_state state, struct guard_ticket *out)
{
    unsigned char hash[HASH_SIZE];
    struct guard_ticket ticket = {.state = state};
    make_token(ticket.token, hash);
    struct query query = guard_query(guard, SLOT_SESSION_ROTATE);
    query_int(&query, 1, session->id);
    query_blob(&query, 2, hash_span(hash));
    query_text(&query, 3, span_of(guard_state_word(state)));
    query_int(&query, 4, guard_now(guard));
    enum status status = query_run(&query);
    if (status == STATUS_OK)
        *out = ticket;
    return status;
}

enum status session_wrong(struct guard *guard, const struct session *session)
{
    if (session->tries + 1 >= MOST_TRIES)
        return session_end(guard, session->id);
    struct query query = guard_query(guard, SLOT_SESSION_TRIES);
    query_int(&query, 1, session->id);
    return query_run(&query);
}

enum guard_state session_next(bool must_change, bool has_totp, bool proven)
{
    if (has_totp && !proven)
        return GUARD_STATE_TOTP;
    if (must_change)
        return GUARD_STATE_PASSWORD;
    return has_totp ? GUARD_STATE_OPEN : GUARD_STATE_ENROL;
}

enum status session_record(struct guard *guard, const struct session *session,
                           enum permission permission, bool allowed)
{
    char prefix[GUARD_PREFIX_TEXT];
    session_prefix(session, prefix);
    struct guard_audit_row row = {
        .at = guard_now(guard),
        .account = session->name,
        .role = span_of(guard_role_word(session->role)),
        .agency = session->agency,
        .site = session->site,
        .action = span_of(permission_word(permission)),
        .subject_kind = span_of(guard_subject_word(SUBJECT_ACCOUNT)),
        .subject = session->account,
        .allowed = allowed,
        .session = span_of(session->id ? prefix : ""),
    };
    return audit_append(guard->audit, &row);
}

/* ---- for the gate ---- */

static enum status note_seen(struct guard *guard, struct session *session)
{
    int64_t now = guard_now(guard);
    if (session->state != GUARD_STATE_OPEN || now - session->seen < SEEN_STEP)
        return STATUS_OK;
    session->seen = now;
    struct query query = guard_query(guard, SLOT_SESSION_SEEN);
    query_int(&query, 1, session->id);
    query_int(&query, 2, now);
    return query_run(&query);
}

/* The token gives it, so it need not be kept, and goes with the token. */
static void csrf_of(const struct guard *guard, struct span token, char out[GUARD_CSRF_TEXT])
{
    struct seal_digest digest = seal_digest(&guard->keys->csrf, token);
    sodium_bin2hex(out, GUARD_CSRF_TEXT, digest.bytes, sizeof digest.bytes);
}

static void fill_actor(const struct guard *guard, const struct session *session, struct span token,
                       struct guard_actor *out)
{
    *out = (struct guard_actor){
        .session = session->id,
        .account = session->account,
        .state = session->state,
        .role = session->role,
        .name = session->name,
        .display_name = session->display_name,
        .agency = session->agency,
        .site = session->site,
        .locale = session->locale,
        .locks_at = lock_of(guard, session),
        .ends_at = end_of(guard, session),
    };
    csrf_of(guard, token, out->csrf);
    session_prefix(session, out->prefix);
}

enum status guard_session_find(struct guard *guard, struct span token, bool active,
                               struct arena *arena, struct guard_actor *out)
{
    struct session session;
    guard_lock(guard);
    enum status status = session_read(guard, token, arena, &session);
    if (status == STATUS_OK && active)
        status = note_seen(guard, &session);
    guard_unlock(guard);
    if (status == STATUS_OK)
        fill_actor(guard, &session, token, out);
    return status;
}

bool guard_session_csrf_fits(const struct guard_actor *actor, struct span given)
{
    return given.size == GUARD_CSRF_TEXT - 1 &&
           sodium_memcmp(given.at, actor->csrf, GUARD_CSRF_TEXT - 1) == 0;
}

enum status guard_session_close(struct guard *guard, struct span token)
{
    struct arena arena = {0};
    struct session session;
    guard_lock(guard);
    enum status status = session_read(guard, token, &arena, &session);
    guard_unlock(guard);
    if (status == STATUS_OK)
        status = session_record(guard, &session, PERMISSION_closeSession, true);
    if (status == STATUS_OK) {
        guard_lock(guard);
        status = session_end(guard, session.id);
        guard_unlock(guard);
    }
    arena_free(&arena);
    return status == STATUS_MISSING ? STATUS_OK : status;
}
