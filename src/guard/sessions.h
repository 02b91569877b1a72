/* Logins and sessions.
 *
 *            openSession            proveSession
 *   none ------------------> totp ----------------> open <------- locked
 *            |                  \                    ^ \  idle     ^
 *            |                   v  changePassword   |  -----------+ (unlockSession goes back)
 *            +------> password-change -------------->|
 *            |                  \                    |
 *            |                   v    enrolSession   |
 *            +------> totp-enrol --------------------+
 *
 * The cookie is 32 random bytes as text; kept is only a hash. Each step gives a new one, and the one
 * before is worth nothing: what somebody planted or saw before a login is worthless after it. A
 * session outlives the process. It locks when nothing was done for the idle time (`seen` is noted
 * every 15 seconds at most), ends after the hours of the settings, before it is open after 15
 * minutes, and after 5 wrong answers. All sessions of an account end when it is disabled, reset or
 * changes role or password; the one that changes the password goes on. The functions write their own
 * rows in the audit, before they take effect. Threads: as guard.h says.
 *
 * Wrong passwords and codes make the next attempt wait: on an account after 3, from 1 second to 60
 * at most, on an address after 10, to 15 minutes at most; each is forgiven with time (30 and 5
 * minutes). Nobody is locked out for good. It is kept in guard.db, over restarts. An attempt counts
 * before it is judged, so parallel ones win nothing. Unknown and disabled accounts cost the same work
 * and get the same sentence as a wrong password. */
#ifndef GUARD_SESSIONS_H
#define GUARD_SESSIONS_H

#include "guard/guard.h"

enum { GUARD_TOKEN_TEXT = 44, GUARD_SECRET_TEXT = 33 };

/* What a step gives: the new cookie and the state of the session now. */
struct guard_ticket {
    char token[GUARD_TOKEN_TEXT];
    enum guard_state state;
};

struct guard_login {
    struct span name, password;
    struct span
        address;       /* where it comes from, as text (of IPv6 its /64 counts); empty: not known */
    struct span token; /* the cookie that came with it, which ends; may be empty */
};
/* STATUS_DENIED: name or password are not right. STATUS_MISSING: it is the one-time password, which
 * has run out. STATUS_LATER: too early; `*wait` (here and below) is then set to seconds, and nothing
 * was judged. */
enum status guard_session_open(struct guard *guard, const struct guard_login *login,
                               struct guard_ticket *out, int64_t *wait);

/* STATUS_MISSING without such a session, or when it has ended. `active`: a person did something; it
 * keeps the session from locking. Else (streams, polling) it is only looked at. */
enum status guard_session_find(struct guard *guard, struct span token, bool active,
                               struct arena *arena, struct guard_actor *out);

/* Whether `given` is the session's CSRF token (actor->csrf); in constant time. */
bool guard_session_csrf_fits(const struct guard_actor *actor, struct span given);

/* The steps. STATUS_MISSING: no such session; STATUS_DENIED: the answer is wrong, or the session is
 * not in the state for it. A code counts once, for the 30 seconds before to after now. */
enum status guard_session_prove(struct guard *guard, struct span token, struct span code,
                                struct guard_ticket *out, int64_t *wait);
/* A secret for the officer's device, base32, and as otpauth URI; the same until it is confirmed. */
enum status guard_session_enrol(struct guard *guard, struct span token, struct arena *arena,
                                char secret[GUARD_SECRET_TEXT], struct span *uri);
enum status guard_session_confirm(struct guard *guard, struct span token, struct span code,
                                  struct guard_ticket *out, int64_t *wait);
/* STATUS_INPUT when the new one is against the rules (guard_password_check) or is the old one. */
enum status guard_session_password(struct guard *guard, struct span token, struct span password,
                                   struct span new_password, struct guard_ticket *out,
                                   int64_t *wait);
enum status guard_session_unlock(struct guard *guard, struct span token, struct span password,
                                 struct guard_ticket *out, int64_t *wait);
/* Ends it; without one, nothing. */
enum status guard_session_close(struct guard *guard, struct span token);

#endif
