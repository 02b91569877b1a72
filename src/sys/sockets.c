#include "sys/sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/span.h"
#include "sys/files.h"

static enum status unix_address(const char *path, struct sockaddr_un *out)
{
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof out->sun_path)
        return status_fail(STATUS_INPUT,
                           "%s is too long for a socket's path: at most %zu characters.", path,
                           sizeof out->sun_path - 1);
    memcpy(out->sun_path, path, strlen(path) + 1);
    return STATUS_OK;
}

enum status socket_connect_unix(const char *path, int *out)
{
    struct sockaddr_un address;
    enum status status = unix_address(path, &address);
    if (status != STATUS_OK)
        return status;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return status_errno("make a socket for", path);
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
        status = status_errno("connect to", path);
        close(descriptor);
        return status;
    }
    *out = descriptor;
    return STATUS_OK;
}

/* A socket file whose process has died refuses connections; a living one keeps its place. */
static enum status clear_place(const char *path)
{
    struct stat there;
    int descriptor;
    if (lstat(path, &there) != 0)
        return errno == ENOENT ? STATUS_OK : status_errno("look at", path);
    if (!S_ISSOCK(there.st_mode))
        return status_fail(STATUS_EXISTS, "%s is there and is no socket; it is left alone.", path);
    if (socket_connect_unix(path, &descriptor) == STATUS_OK) {
        close(descriptor);
        return status_fail(STATUS_LOCKED, "Another process listens on %s; stop it first.", path);
    }
    return unlink(path) == 0 || errno == ENOENT ? STATUS_OK : status_errno("remove", path);
}

enum status socket_listen_unix(const char *path, int *out)
{
    struct sockaddr_un address;
    enum status status = unix_address(path, &address);
    if (status == STATUS_OK)
        status = clear_place(path);
    if (status != STATUS_OK)
        return status;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return status_errno("make a socket for", path);
    /* The mode is set on the socket before it has a name, so that there is no moment in which
     * others could connect. */
    if (fchmod(descriptor, 0600) != 0 ||
        bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0 ||
        chmod(path, 0600) != 0 || listen(descriptor, 64) != 0) {
        status = status_errno("listen on", path);
        close(descriptor);
        return status;
    }
    *out = descriptor;
    return STATUS_OK;
}

enum status socket_peer(int descriptor, struct socket_peer *out)
{
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return status_errno("ask who is at", "the socket");
    *out = (struct socket_peer){credentials.uid, credentials.gid, credentials.pid};
    return STATUS_OK;
}

static enum status no_address(const char *text)
{
    return status_fail(STATUS_INPUT,
                       "\"%s\" is no address: write 127.0.0.1:8443, [::1]:8443, *:8443 or "
                       "localhost:8443.",
                       text);
}

/* Host words that stand for an address. */
static const char *resolve(const char *host)
{
    static const struct {
        const char *word, *address;
    } words[] = {{"localhost", "127.0.0.1"}, {"*", "::"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(host, words[i].word) == 0)
            return words[i].address;
    return host;
}

enum status socket_parse(const char *text, struct socket_address *out)
{
    char host[64];
    int64_t port;
    const char *colon = strrchr(text, ':');
    size_t size = colon ? (size_t)(colon - text) : 0;
    if (size == 0 || size >= sizeof host || !span_number(span_of(colon + 1), &port) ||
        port > UINT16_MAX)
        return no_address(text);
    bool brackets = text[0] == '[' && text[size - 1] == ']';
    snprintf(host, sizeof host, "%.*s", (int)(brackets ? size - 2 : size), text + brackets);
    struct sockaddr_in six_less = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    const char *numeric = brackets ? host : resolve(host);
    *out = (struct socket_address){0};
    if (!brackets && inet_pton(AF_INET, numeric, &six_less.sin_addr) == 1) {
        memcpy(&out->storage, &six_less, sizeof six_less);
        out->size = sizeof six_less;
    } else if ((brackets || numeric != host) && inet_pton(AF_INET6, numeric, &six.sin6_addr) == 1) {
        memcpy(&out->storage, &six, sizeof six);
        out->size = sizeof six;
    } else {
        return no_address(text);
    }
    return STATUS_OK;
}

bool socket_is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, address, sizeof four);
        return ntohl(four.sin_addr.s_addr) >> 24 == 127;
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 six;
        memcpy(&six, address, sizeof six);
        return IN6_IS_ADDR_LOOPBACK(&six.sin6_addr) ||
               (IN6_IS_ADDR_V4MAPPED(&six.sin6_addr) && six.sin6_addr.s6_addr[12] == 127);
    }
    return false;
}

static uint16_t bound_port(int descriptor)
{
    struct sockaddr_storage storage;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    socklen_t size = sizeof storage;
    if (getsockname(descriptor, (struct sockaddr *)&storage, &size) != 0)
        return 0;
    memcpy(&four, &storage, sizeof four);
    memcpy(&six, &storage, sizeof six);
    return ntohs(storage.ss_family == AF_INET6 ? six.sin6_port : four.sin_port);
}

static bool has_no_six(int number)
{
    return number == EAFNOSUPPORT || number == EADDRNOTAVAIL;
}

/* "*" is the IPv6 wildcard, which takes IPv4 too; on a machine without IPv6 it is 0.0.0.0. */
static struct socket_address without_six(const struct socket_address *address)
{
    struct sockaddr_in6 six;
    memcpy(&six, &address->storage, sizeof six);
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = six.sin6_port};
    struct socket_address result = {.size = sizeof four};
    memcpy(&result.storage, &four, sizeof four);
    return result;
}

static bool is_wildcard_six(const struct socket_address *address)
{
    struct sockaddr_in6 six;
    memcpy(&six, &address->storage, sizeof six);
    return address->storage.ss_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&six.sin6_addr);
}

/* The descriptor, or -1 and errno. */
static int listen_at(const struct socket_address *address)
{
    int on = 1, off = 0;
    int descriptor =
        socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        return -1;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->storage.ss_family == AF_INET6)
        setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(descriptor, (const struct sockaddr *)&address->storage, address->size) == 0 &&
        listen(descriptor, 512) == 0)
        return descriptor;
    int number = errno;
    close(descriptor);
    errno = number;
    return -1;
}

enum status socket_listen(const struct socket_address *address, int *out, uint16_t *port)
{
    int descriptor = listen_at(address);
    if (descriptor < 0 && has_no_six(errno) && is_wildcard_six(address)) {
        struct socket_address four = without_six(address);
        descriptor = listen_at(&four);
    }
    if (descriptor < 0)
        return status_errno("listen on", "the address that the configuration names");
    *out = descriptor;
    *port = bound_port(descriptor);
    return STATUS_OK;
}
