/* Accounts of people. What changes one does not ask who may: guard_decide or guard_record_owner
 * comes before. Threads: as guard.h says. */
#ifndef GUARD_ACCOUNTS_H
#define GUARD_ACCOUNTS_H

#include "guard/guard.h"

enum { GUARD_ONE_TIME_TEXT = 24 }; /* "xxxxx-xxxxx-xxxxx-xxxxx" and NUL: 99 bits */

struct guard_account {
    int64_t id;
    struct span name; /* 1 to 60 small letters, digits, '-', '_', '.'; capitals are folded */
    struct span display_name; /* empty: the name */
    enum guard_role role;
    struct span agency, site;
    struct span locale;     /* "en", "uz-Latn"; empty: the browser's */
    int64_t made, disabled; /* disabled 0: it is not */
    int64_t seen;           /* last login; 0: never */
    int64_t version;        /* grows with each change: for ETag */
    bool must_change;       /* the password is a one-time one, .. */
    int64_t issued;         /* .. and when that was made */
    bool has_totp;
};

/* The first account of an installation: `admin`, administrator. The one-time password is returned
 * this once. STATUS_EXISTS when there is any account, and nothing is changed. */
enum status guard_first_account(struct guard *guard, struct span agency, struct span site,
                                char password[GUARD_ONE_TIME_TEXT]);

/* From `account`: name, display_name, role, agency, site, locale. STATUS_EXISTS, STATUS_INPUT. The
 * one-time password is returned this once; it must be changed at the first login. */
enum status guard_account_add(struct guard *guard, const struct guard_account *account,
                              char password[GUARD_ONE_TIME_TEXT], int64_t *id);

/* The name as it is stored, in `arena`. */
struct span guard_account_name(struct span name, struct arena *arena);

/* STATUS_MISSING when there is none. */
enum status guard_account_find(struct guard *guard, struct span name, struct arena *arena,
                               struct guard_account *out);
enum status guard_account_list(struct guard *guard, struct arena *arena, struct guard_account **out,
                               size_t *count); /* by name */

enum guard_switch { GUARD_KEEP, GUARD_OFF, GUARD_ON };
/* What is to become of an account; a text at NULL stays as it is. */
struct guard_account_change {
    struct span display_name, agency, site, locale;
    bool set_role;
    enum guard_role role;
    enum guard_switch disabled;
    int64_t version; /* the change is for this version: else STATUS_EXISTS. 0: for any */
};
/* STATUS_INPUT when it would leave no enabled administrator. When the role changes, or it is
 * disabled, every session of the account ends. */
enum status guard_account_change(struct guard *guard, struct span name,
                                 const struct guard_account_change *change);

/* A new one-time password; the second factor is to be enrolled anew; every session ends. */
enum status guard_account_reset(struct guard *guard, struct span name,
                                char password[GUARD_ONE_TIME_TEXT]);

/* STATUS_INPUT and why: at least 12 characters, at most 256 bytes, not the account's name, not one
 * of obvious.def. */
enum status guard_password_check(struct span name, struct span password);

#endif
