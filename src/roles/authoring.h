/* What people author, as requests and answers: carried out by `serve` when the system runs, or by
 * the command line itself, which then holds the folder's lock. Both do it with these functions.
 *
 *   request = JSON object {"command": .., members} | line end | bytes (a list's file; or none)
 *   answer  = JSON object {"status": word, "text": sentence, members}
 * Commands and members are in a table of authoring.c. */
#ifndef ROLES_AUTHORING_H
#define ROLES_AUTHORING_H

#include "base/buffer.h"
#include "guard/guard.h"
#include "roles/roles.h"
#include "seal/keyring.h"

struct authoring;

/* Opens the desk for writing and numbers list versions that a crash left pending. Returns owned. */
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

/* From the command line: through the running system's socket, else by itself. `answer` gets the
 * JSON; the status is that of the answer, its text the sentence. */
enum status authoring_ask(const struct system *system, struct span request, struct buffer *answer);

#endif
