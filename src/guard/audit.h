/* The record of what was done and refused, for who watches over it.
 *
 * Row n holds chain(n) = keyed hash of chain(n - 1) and the row; the head holds the last n and
 * chain(n) under a keyed hash of its own, in the same transaction; guard.db remembers the head of
 * some moments. So a row that was changed, put in or taken away is found, rows cut off at the end,
 * too, and an older copy of the file. Who can write the file and has not the installation's key can
 * only destroy it, not bend it. Ids only, never a name of a traveller. Threads: as guard.h says. */
#ifndef GUARD_AUDIT_H
#define GUARD_AUDIT_H

#include "guard/guard.h"

enum { GUARD_AUDIT_MOST = 500 }; /* rows of a page */

struct guard_audit_row {
    int64_t n, at;
    struct span account; /* empty: nobody that is known; "@NAME": the data's owner by command;
                          "#LINK": who holds an upload link; "~SERVICE": what is asked outside */
    struct span role, agency, site;
    struct span action; /* an operation; or `lookup.ask`, `lookup.` and how that ended */
    struct span subject_kind;
    int64_t subject;
    struct span purpose; /* "border-check", or "border-check#7": its number, of one sweep; of a
                            lookup the ground in words */
    bool allowed;
    struct span fields;  /* 16 digits that are the same for the same fields; empty: none shown */
    struct span session; /* its first 8 digits */
};
/* Newest first, those before row `before` (0: from the end), of one account (empty: all), at most
 * `limit`. The cursor for the next page is the last row's `n`. */
enum status guard_audit_list(struct guard *guard, int64_t before, struct span account, size_t limit,
                             struct arena *arena, struct guard_audit_row **out, size_t *count);

struct guard_audit_report {
    int64_t rows;      /* that are good, from the first on */
    int64_t first_bad; /* 0: all are good */
};
/* Walks through all rows. STATUS_OK: all are as they were written. STATUS_DAMAGED: the sentence says
 * which row is the first that is not; `out` is set then, too. */
enum status guard_audit_verify(struct guard *guard, struct guard_audit_report *out);

#endif
