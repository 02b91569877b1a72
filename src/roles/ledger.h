/* Which secrets the data was made with: `authored/secrets.log`, a line `NAME FINGERPRINT` each. It
 * lies apart from the secrets, so that a lost or exchanged secrets folder is noticed before a new
 * secret is made in the place of one that sealed data needs. */
#ifndef ROLES_LEDGER_H
#define ROLES_LEDGER_H

#include "roles/roles.h"
#include "seal/folder.h"

/* Compares the folder with the ledger. STATUS_SECRET, and a sentence that names it, when a secret
 * of the ledger is missing or is another. With `note`, secrets that are new are added (durable when
 * it returns); without, they are passed over. */
enum status ledger_check(const struct folder *folder, struct secrets_folder *secrets, bool note);

/* Opens the secrets for work on the folder, which is locked. A new installation gets its keys; where
 * the ledger knows secrets, all of them must be there before anything is made. Returns owned. */
enum status ledger_open(const struct folder *folder, struct secrets_folder **out);

#endif
