/* The one gate: who may do what, with which fields, for what purpose, and the record of it.
 *
 *   guard.db    accounts, sessions, login attempts, purposes       in `authored/`, synchronous=FULL
 *   audit.db    who did what to whom, each row chained to the one before by a keyed hash
 *
 * One process writes (WRITE), others read. A guard may be used by any number of threads at once:
 * guard.db is behind one lock that is never held while a password is hashed or the audit is synced;
 * rows of the audit that come together are committed together, by one of the threads that wait;
 * passwords are hashed one at a time, so that logins cannot exhaust memory (64 MiB). The keyring is
 * used while opening only. Every failure leaves a whole sentence in status_sentence(), which is a
 * thread's own. See accounts.h, sessions.h and audit.h for the rest.
 *
 * How a request passes: guard_session_find(cookie) gives the actor; guard_session_csrf_fits for what
 * changes something; guard_decide says yes or no, and has written the row before it says yes; the
 * mask then says what of each field may be shown. */
#ifndef GUARD_GUARD_H
#define GUARD_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "guard/mask.h"
#include "seal/keyring.h"

struct guard;
enum guard_mode { GUARD_READ, GUARD_WRITE };

struct guard_settings {
    int64_t (*clock)(void *context); /* microseconds UTC; NULL: the system's */
    void *context;
    int64_t idle_minutes;   /* after which an open session locks */
    int64_t hours;          /* after which any session ends */
    int64_t one_time_hours; /* after which a one-time password that nobody used is none any more */
    int hash_passes;        /* of Argon2id; 0: as password.c has it, which tests alone undercut */
    int hash_kib;           /* the same of its memory */
};

/* `folder` is authored/, made when writing. `keyring` may be NULL when reading: accounts can be
 * listed then, and nothing verified. STATUS_DAMAGED when the end of the audit is not what was
 * written last, STATUS_NEWER for files of a newer version. */
enum status guard_open(const char *folder, enum guard_mode mode, struct keyring *keyring,
                       const struct guard_settings *settings, struct guard **out);
void guard_close(struct guard *guard); /* NULL is fine; no thread may be inside */

/* ---- the tables ---- */

enum permission {
#define PERMISSION(operation, ...) PERMISSION_##operation,
#include "guard/permissions.def"
#undef PERMISSION
    PERMISSIONS
};
enum guard_role {
#define GUARD_ROLE(name, ...) GUARD_ROLE_##name,
#include "guard/roles.def"
#undef GUARD_ROLE
    GUARD_ROLES
};
enum guard_purpose {
#define PURPOSE(name, ...) PURPOSE_##name,
#include "guard/purposes.def"
#undef PURPOSE
    PURPOSES
};
enum guard_subject_kind {
#define SUBJECT(name, word) SUBJECT_##name,
#include "guard/subjects.def"
#undef SUBJECT
    SUBJECTS
};
enum guard_state {
#define GUARD_STATE(name, word) GUARD_STATE_##name,
#include "guard/states.def"
#undef GUARD_STATE
    GUARD_STATES
};

const char *permission_word(enum permission permission); /* the operation's id */
const char *guard_role_word(enum guard_role role);
bool guard_role_parse(struct span word, enum guard_role *out);
enum permission guard_role_home(enum guard_role role); /* whose page comes first */
const char *guard_purpose_word(enum guard_purpose purpose);
bool guard_purpose_parse(struct span word, enum guard_purpose *out); /* "" is UNSTATED */
const char *guard_subject_word(enum guard_subject_kind kind);
const char *guard_state_word(enum guard_state state);

/* Whether the role has the permission at all: for menus, and for getSession's list. Where it has, the
 * session is open and the alert is no minor's, a denial of guard_decide means that a purpose must be
 * stated. */
bool guard_may(enum guard_role role, enum permission permission);
/* The fields that it sees then; nothing when it may not. */
struct field_mask guard_mask(enum guard_role role, enum permission permission);

/* ---- the gate ---- */

enum { GUARD_CSRF_TEXT = 33, GUARD_PREFIX_TEXT = 9 };
/* Who asks, from guard_session_find. Texts live in the arena given there. */
struct guard_actor {
    int64_t session, account;
    enum guard_state state;
    enum guard_role role;
    struct span name, display_name, agency, site, locale;
    int64_t locks_at, ends_at; /* when nothing is done; at the latest */
    char csrf[GUARD_CSRF_TEXT];
    char prefix[GUARD_PREFIX_TEXT]; /* the session in the audit */
};

/* What it is about. `flight` is that of a traveller, alert, decision or flight; 0: none. */
struct guard_subject {
    enum guard_subject_kind kind;
    int64_t id; /* 0: no one thing, a list */
    int64_t flight;
    bool flight_open; /* not yet landed (inbound), or doors not yet closed, or not long ago */
    bool protect;     /* it is the alert of a minor: for supervisors only */
};

/* The one function that everything passes. STATUS_OK: allowed, the row in the audit is on the disk,
 * `out` (may be NULL) says which fields may be shown. STATUS_DENIED with a sentence for the officer:
 * the state of the session, the role or a missing purpose forbids it, in this order. STATUS_MISSING:
 * nothing of that does, but the account may not know that the subject is there, and is to be answered
 * as if it were not. Both are in the audit, too, when there is a session. Anything else: the row could
 * not be written, and nothing may be shown.
 * `actor` is NULL when there is no session. `purpose` is what the officer stated, or UNSTATED. */
enum status guard_decide(struct guard *guard, const struct guard_actor *actor,
                         enum permission permission, struct guard_subject subject,
                         enum guard_purpose purpose, struct field_mask *out);

/* A command of the data's owner on this machine, who needs no account: always allowed, and in the
 * audit as role "owner" before it is carried out. `user` is the name that the system knows. */
enum status guard_record_owner(struct guard *guard, struct span user, enum permission permission,
                               struct guard_subject subject);

/* What the holder of an upload link does, or was refused, who has no account either: in the audit as
 * account "#LINK" and role "link", of the agency and site of who made it. Before it is carried out. */
enum status guard_record_link(struct guard *guard, int64_t link, struct span agency,
                              struct span site, enum permission permission, bool allowed);

/* What the system asks of a service outside, or was answered: in the audit as account "~SERVICE" and role "lookup",
 * before it is carried out; by a command of the data's owner, `user`, as guard_record_owner. `result`: "ask", or how it
 * ended; `purpose`: in words. */
struct guard_lookup {
    struct span service, agency, site, result, purpose;
    struct span user;  /* empty: nobody but the system */
    int64_t traveller; /* 0: none that is stored */
};
enum status guard_record_lookup(struct guard *guard, const struct guard_lookup *lookup);

/* ---- how fast something may be tried ---- */

/* What counts as one address: whoever has one of IPv6 has all of its /64; what stands for one of IPv4 is
 * that. Borrows `address`, or lies in `room`. */
enum { GUARD_NETWORK_TEXT = 46 };
struct span guard_network(struct span address, char room[GUARD_NETWORK_TEXT]);

#endif
