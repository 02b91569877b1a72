/* Listening and connecting. Every descriptor is closed on exec and owned by the caller. */
#ifndef SYS_SOCKETS_H
#define SYS_SOCKETS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "base/status.h"

/* A Unix stream socket at `path`, mode 0600. What a dead process left there is removed;
 * STATUS_LOCKED when a living one answers. */
enum status socket_listen_unix(const char *path, int *out);
enum status socket_connect_unix(const char *path, int *out);

/* Who is at the other end of a Unix socket, by the kernel's word. */
struct socket_peer {
    uid_t user;
    gid_t group;
    pid_t process;
};
enum status socket_peer(int descriptor, struct socket_peer *out);

struct socket_address {
    struct sockaddr_storage storage;
    socklen_t size;
};

/* Reads "127.0.0.1:8443", "[::1]:8443", "*:8443" (every address) or "localhost:8443". Only
 * numeric addresses: intake must not wait for a name server. STATUS_INPUT else. */
enum status socket_parse(const char *text, struct socket_address *out);

/* 127.0.0.0/8, ::1 and ::ffff:127.0.0.0/104. */
bool socket_is_loopback(const struct sockaddr *address);

/* A listening TCP socket, not blocking; `port` is what the system gave where 0 was asked for. */
enum status socket_listen(const struct socket_address *address, int *out, uint16_t *port);

#endif
