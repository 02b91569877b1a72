/* The file run/ready: what listens where, for people and for commands. One line a listener,
 * `SCHEME://HOST:PORT` of the intake, `officers SCHEME://HOST:PORT`, `upload SCHEME://HOST:PORT`, and the
 * names of roles. */
#ifndef ROLES_READY_H
#define ROLES_READY_H

#include "base/buffer.h"
#include "config/config.h"

/* The address that is set for a listener; NULL when nothing is to listen there. */
const char *ready_address(const struct config *config, enum setting setting);

/* Appends the line of a listener, `prefix` before it; nothing when it does not listen (`port` 0). */
void ready_say(struct buffer *out, const char *prefix, bool tls, const struct config *config,
               enum setting setting, uint16_t port);

/* Where the intake listens, in clear before TLS; empty when it does not. Borrows the file's text. */
struct span ready_intake(struct span text);

/* What upload links begin with, appended to `url`: as it is set, else where the upload page listens by
 * the file's text, of all addresses this machine's name. Nothing when it listens nowhere. */
void ready_upload(const struct config *config, struct span text, struct buffer *url);

#endif
