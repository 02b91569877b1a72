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
    NEEDS_LOCKED = 1 << GUARD_STATE_LOCKED,
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
    const char *word, *words;
    bool protect;
    enum guard_purpose purpose;
    enum permission home;
};
const struct permission_info *permission_info(enum permission permission);
const struct role_info *role_info(enum guard_role role);
bool guard_state_parse(struct span word, enum guard_state *out);

#endif
