/* An import of a list as a request says it, and what became of it as an answer says it; the preview of one is
 * asked for with the same members. */
#ifndef ROLES_LISTORDER_H
#define ROLES_LISTORDER_H

#include <jansson.h>

#include "desk/desk.h"

/* What an order says, but `by` and `tenancy`; borrows the members. STATUS_USAGE for a word that is none, STATUS_INPUT for
 * a name that is none. */
enum status listorder_read(const json_t *members, struct span bytes, int64_t now,
                           struct desk_list_order *out);
void listorder_report(json_t *answer, const struct desk_list_outcome *outcome);

#endif
