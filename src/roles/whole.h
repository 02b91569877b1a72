/* Whether a data folder has all that cannot be made again. */
#ifndef ROLES_WHOLE_H
#define ROLES_WHOLE_H

#include "roles/roles.h"
#include "seal/folder.h"

/* STATUS_DAMAGED, with a sentence, when the journal ends before what was worked through (its
 * numbers would be given again), a file in its middle is missing, or there are messages and no
 * desk. */
enum status whole_check(const struct folder *folder, struct secrets_folder *secrets);

#endif
