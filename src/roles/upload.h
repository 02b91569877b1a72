/* Bytes that a person of this installation puts in: handed to the running system's intake like any
 * sender's, since there is one writer of the journal. Each person is a source of its own,
 * `upload-NAME`, whose credential comes from an installation key, so it is kept nowhere. */
#ifndef ROLES_UPLOAD_H
#define ROLES_UPLOAD_H

#include "base/buffer.h"
#include "roles/roles.h"
#include "seal/keyring.h"

/* Into `request` the request of authoring that makes the person's source; once made, it is answered
 * with STATUS_EXISTS. STATUS_INPUT when `person` gives no name of a source. */
enum status upload_request(struct keyring *keyring, const char *person, struct buffer *request);

/* Posts the body to the running system; the receipt's number is in `*message`. STATUS_INPUT when it
 * was refused, STATUS_CLOSED when no system takes it. `certificate`: PEM of the system's, or NULL
 * when it listens without TLS. Any thread; the keyring is used by one at a time. */
enum status upload_send(const struct folder *folder, struct keyring *keyring, const char *person,
                        const char *certificate, struct span body, int64_t *message);

#endif
