/* Private to guard/: the handle, the tables' rows, what the files of the module share. */
#ifndef GUARD_INTERNAL_H
#define GUARD_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/buffer.h"
#include "guard/accounts.h"
#include "guard/audit.h"
#include "guard/sessions.h"
#include "sys/database.h"

/* ---- the tables (tables.c) ---- */

/* What a permission asks of the session, as a set of states. */
enum needs {
    NEEDS_ANYONE = 0,
    NEEDS_OPEN = 1 << GUARD_STATE_OPEN,
    NEEDS_TOTP = 1 << GUARD_STATE_TOTP,
    NEEDS_ENROL = 1 << GUARD_STATE_ENROL,
    /* a page that locked by its own clock unlocks a session that is still open */
    NEEDS_LOCKED = 1 << GUARD_STATE_LOCKED | 1 << GUARD_STATE_OPEN,
    NEEDS_PASSWORD = 1 << GUARD_STATE_PASSWORD | 1 << GUARD_STATE_OPEN,
    NEEDS_SIGNED = NEEDS_PASSWORD | NEEDS_TOTP | NEEDS_ENROL | NEEDS_LOCKED
};
enum audited { AUDITED_ALWAYS, AUDITED_REFUSALS, AUDITED_NEVER, AUDITED_ITSELF };
enum why { WHY_NONE, WHY_ROLE, WHY_FLIGHT };
enum cell {
    CELL_NO = 0,
    CELL_BARE = 1 << CLASS_OPEN,
    CELL_PERSON = CELL_BARE | 1 << CLASS_IDENTITY,
    CELL_ALL = CELL_PERSON | 1 << CLASS_CONTACT | 1 << CLASS_MONEY | 1 << CLASS_FREE
};
struct permission_info {
    const char *operation;
    enum needs needs;
    enum audited audited;
    enum why why;
    enum cell cells[GUARD_ROLES];
};
struct role_info {
    const char *word;
    bool protect;
    enum guard_purpose purpose;
    enum permission home;
};
const struct permission_info *permission_info(enum permission permission);
const struct role_info *role_info(enum guard_role role);
bool guard_state_parse(struct span word, enum guard_state *out);

/* ---- the handle (guard.c) ---- */

enum { CHAIN_SIZE = 32, HASH_SIZE = 32, TOKEN_SIZE = 32, PASSWORD_MOST = 256 };

/* Derived from KEY_DESK, in locked memory. */
struct guard_keys {
    struct seal_key totp;    /* seals second factors */
    struct seal_key chain;   /* of the audit */
    struct seal_key csrf;    /* a session's token gives its CSRF token */
    struct seal_key attempt; /* names and addresses of logins, as keys of rows */
};

struct hashing {
    pthread_mutex_t lock; /* one password at a time */
    atomic_int waiting;
};

struct audit;
struct guard {
    pthread_mutex_t lock;      /* of the database; taken before the audit's */
    struct database *database; /* guard.db */
    struct audit *audit;       /* NULL when reading */
    struct hashing hashing;
    struct guard_keys *keys; /* NULL: opened without */
    struct guard_settings settings;
    char *folder;
};

enum slot {
#define QUERY(name, sql) SLOT_##name,
#include "guard/queries.def"
#undef QUERY
    SLOTS
};
/* Under the lock. */
struct query guard_query(struct guard *guard, enum slot slot);
void guard_lock(struct guard *guard);
void guard_unlock(struct guard *guard);
int64_t guard_now(const struct guard *guard);

struct span guard_text(struct query *query, int column, struct arena *arena);
/* Commits what a transaction of guard.db did, or undoes it. */
enum status guard_end(struct guard *guard, enum status status);

/* ---- the audit (audit.c, chain.c) ---- */

/* The state of the chain after row n. */
struct audit_head {
    int64_t n;
    unsigned char chain[CHAIN_SIZE];
};
/* Moments of a commit, for tests of crashes. */
enum audit_stage { AUDIT_WRITTEN, AUDIT_COMMITTED };

/* `anchor`: what guard.db remembers; n 0: nothing. */
enum status audit_open(const char *folder, const struct guard_keys *keys,
                       const struct audit_head *anchor, struct audit **out);
void audit_close(struct audit *audit);
/* `row` without its n. Durable when it returns; from any thread. */
enum status audit_append(struct audit *audit, const struct guard_audit_row *row);
struct audit_head audit_head(struct audit *audit);
void audit_on_commit(struct audit *audit, void (*call)(void *context, enum audit_stage stage),
                     void *context);

enum status audit_open_reader(const char *folder, struct database **out);
enum audit_slot {
#define QUERY(name, sql) AUDIT_##name,
#include "guard/audit.def"
#undef QUERY
    AUDIT_SLOTS
};
/* chain(n) from chain(n - 1). */
void chain_step(const struct guard_keys *keys, const struct guard_audit_row *row,
                unsigned char chain[CHAIN_SIZE]);
static inline struct span chain_span(const unsigned char chain[CHAIN_SIZE])
{
    return (struct span){(const char *)chain, CHAIN_SIZE};
}
void audit_read_row(struct query *query, struct arena *arena, struct guard_audit_row *out);
/* Stores the head by a query of n, chain, seal, which it runs. The seal is a keyed hash of the head
 * for `place`, that only who has the key can make. */
enum status chain_write_head(struct query *query, const struct guard_keys *keys, const char *place,
                             const struct audit_head *head);
/* The head as stored, from a query of n, chain, seal that it ends; n 0 when there is none.
 * STATUS_DAMAGED when its seal is not right. */
enum status chain_read_head(struct query *query, const struct guard_keys *keys, const char *place,
                            struct audit_head *out);
enum status audit_read_head(struct database *database, const struct guard_keys *keys,
                            struct audit_head *out);

/* The anchor, under the lock and inside a transaction of guard.db. */
enum status anchor_write(struct guard *guard);
enum status anchor_read(struct guard *guard, struct audit_head *out);

/* ---- passwords and second factors (password.c, totp.c) ---- */

enum { PASSWORD_HASH_TEXT = 128, TOTP_SECRET_SIZE = 20, TOTP_DIGITS = 6 };

/* STATUS_LATER when too many wait. Not under the lock: it takes a tenth of a second. */
enum status password_hash(struct guard *guard, struct span password, char out[PASSWORD_HASH_TEXT]);
/* `hash` empty: the same work, and false. */
enum status password_fits(struct guard *guard, struct span hash, struct span password, bool *fits);
void password_one_time(char out[GUARD_ONE_TIME_TEXT]);

/* RFC 4226 5.3 with HMAC-SHA-1, `digits` of 6 to 8. */
enum status totp_code(const unsigned char *secret, size_t size, int64_t step, int digits,
                      char out[9]);
/* The step for which `code` is right, at most one from that of `now`; 0 when it is wrong. */
enum status totp_step(const unsigned char secret[TOTP_SECRET_SIZE], struct span code, int64_t now,
                      int64_t *step);
void totp_text(const unsigned char secret[TOTP_SECRET_SIZE], char out[GUARD_SECRET_TEXT]);
struct span totp_uri(struct arena *arena, struct span name, const char *secret);

/* ---- limits (limits.c), under the lock ---- */

enum limit { LIMIT_ACCOUNT, LIMIT_ADDRESS };
/* Seconds until the next attempt of `key` may be judged; 0: now. */
enum status limit_wait(struct guard *guard, enum limit limit, struct span key, int64_t *wait);
/* Counts an attempt, before it is judged. */
enum status limit_count(struct guard *guard, enum limit limit, struct span key);
/* It was right: it does not count, or with `all` none before it does. */
enum status limit_forgive(struct guard *guard, enum limit limit, struct span key, bool all);

/* ---- accounts as rows (account.c), under the lock ---- */

enum status account_read(struct guard *guard, struct span name, struct arena *arena,
                         struct guard_account *out, struct span *password);
/* Whether its texts may be kept. */
enum status account_check(const struct guard_account *account);
/* All sessions of the account but one (0: all). */
enum status sessions_end(struct guard *guard, int64_t account, int64_t but);

/* ---- sessions as rows (session.c), under the lock ---- */

enum { PENDING_MINUTES = 15, MOST_TRIES = 5, MOST_SESSIONS = 10, BUSY_SECONDS = 2 };

/* A session and its account. Texts and blobs live in an arena. */
struct session {
    int64_t id, account, made, seen, tries;
    enum guard_state state;
    enum guard_role role;
    unsigned char hash[HASH_SIZE];
    struct span enrol; /* sealed secret that is not confirmed yet; empty: none */
    struct span name, display_name, agency, site, locale;
    bool must_change;
    struct span totp; /* sealed; empty: none */
    int64_t totp_step;
    struct span password; /* its hash */
};
/* STATUS_MISSING when there is none, or it has ended (and is removed then); an open one that was
 * idle for too long is locked. */
enum status session_read(struct guard *guard, struct span token, struct arena *arena,
                         struct session *out);
/* Makes one for the account, under a new token. */
enum status session_add(struct guard *guard, int64_t account, enum guard_state state,
                        struct guard_ticket *out);
/* A new token, a new state, no wrong answers. */
enum status session_rotate(struct guard *guard, const struct session *session,
                           enum guard_state state, struct guard_ticket *out);
/* Under the lock. */
enum status session_end(struct guard *guard, int64_t session);
/* One more wrong answer; the fifth ends it. */
enum status session_wrong(struct guard *guard, const struct session *session);
/* What the account's session is next; `proven`: the second factor was shown. */
enum guard_state session_next(bool must_change, bool has_totp, bool proven);
void session_prefix(const struct session *session, char out[GUARD_PREFIX_TEXT]);
/* A row of the audit about the session's account, for what the session's functions do. */
enum status session_record(struct guard *guard, const struct session *session,
                           enum permission permission, bool allowed);

/* ---- the steps of a session (step.c) ---- */

/* Whether an attempt on the name, from the address (empty: none), may be judged now; counts it.
 * Under the lock. */
enum status step_admit(struct guard *guard, struct span name, struct span address, int64_t *wait);
/* The session of the token, in one of the states that the step is for. Under the lock. */
enum status step_read(struct guard *guard, struct span token, enum permission permission,
                      struct arena *arena, struct session *out);
/* The same, and the attempt is counted; takes the lock, as do the next two. */
enum status step_enter(struct guard *guard, struct span token, enum permission permission,
                       struct arena *arena, struct session *out, int64_t *wait);
/* The answer is wrong: STATUS_DENIED with the sentence, or why that could not be written. */
enum status step_wrong(struct guard *guard, const struct session *session,
                       enum permission permission, const char *sentence);

/* What a step changes beside the session: under the lock, in its transaction. */
struct effect {
    enum status (*apply)(struct guard *guard, const struct session *session,
                         const struct effect *effect);
    struct span text;
    int64_t number;
    enum guard_state next;
};

/* The answer is right. */
enum status step_right(struct guard *guard, const struct session *session, struct span token,
                       enum permission permission, const struct effect *effect,
                       struct guard_ticket *out);

#endif
