/* What people author, as requests and answers: carried out by `serve` when the system runs, or by
 * the command line itself, which then holds the folder's lock. Both do it with these functions.
 *
 *   request = JSON object {"command": .., members} | line end | bytes (a list's file; or none)
 *   answer  = JSON object {"status": word, "text": sentence, members}
 * Commands and members are in a table of authoring.c. */
#ifndef ROLES_AUTHORING_H
#define ROLES_AUTHORING_H

#include <pthread.h>

#include "base/buffer.h"
#include "guard/guard.h"
#include "roles/roles.h"
#include "seal/keyring.h"

struct authoring;

/* Opens the desk for writing, numbers what a crash left pending and does what authoring_tick does. Returns
 * owned. */
enum status authoring_open(const struct system *system, struct keyring *keyring,
                           struct authoring **out);
/* Accounts, sessions and the gate, opened when first asked for. Borrowed: valid until
 * authoring_close; unlike the rest it may be used by other threads, too. */
enum status authoring_guard(struct authoring *authoring, struct guard **out);
void authoring_close(struct authoring *authoring);

/* Carries out one request, durable when it returns; appends the answer. `by`: who asks. Sets
 * `*lists` when `screen` has to look: lists in force changed, or two cards were paired. */
void authoring_answer(struct authoring *authoring, struct span request, const char *by,
                      struct buffer *answer, bool *lists);

/* Whether the request changes nothing, or takes its turn by itself for the moment that it needs it:
 * authoring_answer may then be called beside others. */
bool authoring_beside(struct span request);
/* The turn that such a request takes: borrowed; whoever calls authoring_answer for others holds it. */
void authoring_share(struct authoring *authoring, pthread_mutex_t *turn);

/* What has come to its end by `now`, of lists and their entries, counts no longer: announced and numbered like an
 * import. Cheap when nothing has; to be called a few times a second. Sets `*lists` when something was. */
enum status authoring_tick(struct authoring *authoring, int64_t now, bool *lists);

/* From the command line: through the running system's socket, else by itself. `answer` gets the
 * JSON; the status is that of the answer, its text the sentence. */
enum status authoring_ask(const struct system *system, struct span request, struct buffer *answer);

#endif
