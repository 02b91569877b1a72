/* The process `lookup`, as those see it who have a question. */
#ifndef ROLES_EXCHANGE_H
#define ROLES_EXCHANGE_H

#include "lookup/lookup.h"
#include "roles/roles.h"

/* Asks the process at the other end of `socket`, whose service may take `seconds`; ends early when `stop` becomes
 * readable (-1: nothing ends it). After a failure the two ends have lost each other, and the question may
 * have left: close the socket. */
enum status exchange_ask(int socket, int64_t seconds, int stop,
                         const struct lookup_question *question, struct arena *arena,
                         struct lookup_answer *out);

/* The same by a process of its own, for a command. After a failure `out->result` says whether the question may have
 * left (LOOKUP_NO_ANSWER) or not (LOOKUP_NOT_ASKED). */
enum status exchange_once(const struct system *system, int64_t seconds,
                          const struct lookup_question *question, struct arena *arena,
                          struct lookup_answer *out);

/* Gives the question an id of 128 bits that nobody has seen, in the arena. */
void exchange_name(struct lookup_question *question, struct arena *arena);

#endif
