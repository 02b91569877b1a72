/* The `user` commands, as authoring.c carries them out. */
#ifndef ROLES_USERS_H
#define ROLES_USERS_H

#include <jansson.h>

#include "config/config.h"
#include "guard/guard.h"

struct user_command {
    struct guard *guard;
    const struct config *config;
    struct span command;   /* "user add" */
    const json_t *members; /* of the request: name, full_name, role, agency, site */
    struct span by;        /* who asks, as the system knows him */
    json_t *answer;        /* gets `user`, `role` and, where one was made, `password` */
};
/* Durable, and in the audit, when it returns. */
enum status users_carry_out(struct user_command *command);

#endif
