/* Bytes that come in through this installation's own doors: handed to the running system's intake
 * like any sender's, since there is one writer of the journal. Each such door has a name, of which its
 * credential is made with an installation key, so it is kept nowhere:
 *
 *   upload-NAME    a person, who is a source of its own under that name
 *   link-HASH      an upload link: what comes is its source's, while the link is good */
#ifndef ROLES_UPLOAD_H
#define ROLES_UPLOAD_H

#include "api/api.h"
#include "base/buffer.h"
#include "desk/desk.h"
#include "roles/roles.h"
#include "seal/keyring.h"

enum { UPLOAD_DOOR = 80 };

/* The door of a person. STATUS_INPUT when `person` gives no name of a source. */
enum status upload_person(const char *person, char door[UPLOAD_DOOR]);
/* The door of a link, by the hash of its secret. */
void upload_link(const unsigned char secret[DESK_LINK_HASH], char door[UPLOAD_DOOR]);

/* What the intake knows the door by: the hash of its credential. */
enum status upload_credential(struct keyring *keyring, const char *door,
                              unsigned char hash[DESK_CREDENTIAL_SIZE]);

/* Into `request` the request of authoring that makes a person's source; once made, it is answered
 * with STATUS_EXISTS. */
enum status upload_request(struct keyring *keyring, const char *door, struct buffer *request);

/* Posts the body to the running system; durable when it returns. STATUS_INPUT when it was refused,
 * STATUS_CLOSED when no system takes it. `certificate`: PEM of the system's, or NULL when it listens
 * without TLS. Any thread; the keyring is used by one at a time. */
enum status upload_send(const struct folder *folder, struct keyring *keyring, const char *door,
                        const char *certificate, struct span body, struct api_receipt *receipt);

#endif
