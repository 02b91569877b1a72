/* What a role may ask of the parent, over its control channel, and how.
 *
 *   frame = control_head | payload
 * Every request is answered by one frame with the same `request`, a status, and for DECODER and LOOKUP a
 * descriptor. A role has one request under way at a time. */
#ifndef ROLES_CONTROL_H
#define ROLES_CONTROL_H

#include "base/buffer.h"
#include "roles/roles.h"
#include "roles/spawn.h"
#include "seal/keyring.h"

enum control_request {
    CONTROL_SECRET,       /* month, kind -> struct seal_key */
    CONTROL_PUBLIC,       /* month, kind -> struct public_key */
    CONTROL_INSTALLATION, /* key -> struct seal_key */
    CONTROL_CERTIFICATE,  /* -> certificate PEM, NUL, key PEM, NUL */
    CONTROL_DECODER,      /* -> a descriptor: the socket of a decoder just started; and how the
                             decoder before ended, one byte of enum role_ending */
    CONTROL_LOOKUP,       /* -> the same of the process that talks to the outside */
    CONTROL_ENDING,       /* -> how the asking role's process before ended, the same */
    CONTROL_READY,        /* payload: what the role listens on, for people */
    CONTROL_REQUESTS
};

struct control_head {
    int32_t request; /* enum control_request */
    int32_t status;  /* enum status, in answers */
    int32_t month;
    int32_t what; /* enum kind or enum installation_key */
};

/* Asks and waits. `answer` gets the payload, `descriptor` (may be NULL) what came with it.
 * STATUS_CLOSED when the parent has gone: the role should end. */
enum status control_ask(struct control_head head, struct span payload, struct buffer *answer,
                        int *descriptor);

/* For CONTROL_DECODER, CONTROL_LOOKUP and CONTROL_ENDING; `descriptor` may be NULL. */
enum status control_ask_ending(enum control_request request, enum role_ending *ending,
                               int *descriptor);

/* Keys over the control channel, for keyring_new. */
struct keyring_source control_keys(void);

#endif
