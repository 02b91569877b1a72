/* One listening address: a socket of ours and the threads of the HTTP library behind it. Used by
 * the officers' server here and by the carriers' one in intake/. */
#ifndef HTTP_LISTENER_H
#define HTTP_LISTENER_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct listener_options {
    const char *address;           /* "ADDRESS:PORT", see socket_parse */
    bool tls;                      /* without it only a loopback address is taken */
    const char *certificate, *key; /* PEM, with tls */
    const char *settings;          /* which settings to change, for sentences */
    const char *clear;             /* what would cross the network in clear: "Messages" */
    unsigned connections, connections_per_address, threads;
    size_t connection_memory; /* of headers and of bytes on their way, a connection */
    unsigned backstop;        /* seconds without a byte after which the library itself ends it */

    /* The library's callbacks; all get `context`. `target` may be NULL: else it is called with
     * the request line's target as it came, and what it returns is the request's state. */
    MHD_AccessHandlerCallback handle;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    void *(*target)(void *context, const char *target, struct MHD_Connection *connection);
    void *context;
};

struct listener {
    struct MHD_Daemon *daemon; /* NULL: there is none */
    int socket;                /* while it is not the daemon's; -1 */
};

/* `port` is what was bound. STATUS_INPUT for a clear address that others can reach. Stop it even
 * when this fails. */
enum status listener_start(struct listener *listener, const struct listener_options *options,
                           uint16_t *port);

/* No new connections; those there are go on. */
void listener_close_door(struct listener *listener);

void listener_stop(struct listener *listener); /* of a zeroed one: nothing */

#endif
