/* Starting a role: a new process of this very binary with one end of a socket pair. */
#ifndef ROLES_SPAWN_H
#define ROLES_SPAWN_H

#include <sys/types.h>

#include "roles/roles.h"

/* The child keeps the standard descriptors, its end as CONTROL_DESCRIPTOR and, unless it is the
 * decoder, `bell` as BELL_DESCRIPTOR, and ends with its starter. `*ours` is owned. */
enum status role_spawn(enum role role, const char *data, int bell, pid_t *pid, int *ours);

#endif
