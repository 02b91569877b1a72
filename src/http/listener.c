#include "http/listener.h"

#include <unistd.h>

#include "sys/sockets.h"

static enum status open_socket(struct listener *listener, const struct listener_options *options,
                               uint16_t *port)
{
    struct socket_address address;
    enum status status = socket_parse(options->address, &address);
    if (status != STATUS_OK)
        return status;
    if (!options->tls && !socket_is_loopback((const struct sockaddr *)&address.storage))
        return status_fail(STATUS_INPUT,
                           "%s would cross the network in clear: %s is not on this machine. "
                           "Listen there with https, or with http on 127.0.0.1.",
                           options->clear, options->address);
    status = socket_listen(&address, &listener->socket, port);
    return status == STATUS_OK
               ? STATUS_OK
               : status_fail(status,
                             "Cannot listen on %s: another program may be there, or the "
                             "address is not this machine's. Set %s in portolan.yaml.",
                             options->address, options->settings);
}

/* Paths and parameters are taken apart by who knows what they may hold. */
static size_t leave_escapes(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context, (void)connection;
    size_t size = 0;
    while (text[size])
        size++;
    return size;
}

static enum status start_daemon(struct listener *listener, const struct listener_options *options)
{
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)options->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)options->key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0,
         (void *)(uintptr_t) "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem pool[] = {{MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)options->threads, NULL},
                                    {MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem raw[] = {
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)options->target, options->context},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_escapes, NULL},
        {MHD_OPTION_END, 0, NULL}};
    /* With poll, not epoll: there the library (0.9.75) misses the end of a connection that comes
     * together with its last bytes, and what the client had sent stays in memory. */
    listener->daemon = MHD_start_daemon(
        MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (options->tls ? MHD_USE_TLS : 0),
        0, NULL, NULL, options->handle, options->context, MHD_OPTION_LISTEN_SOCKET,
        listener->socket, MHD_OPTION_NOTIFY_COMPLETED, options->completed, options->context,
        MHD_OPTION_NOTIFY_CONNECTION, options->connection, options->context,
        MHD_OPTION_CONNECTION_LIMIT, options->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        options->connections_per_address, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        options->connection_memory, MHD_OPTION_CONNECTION_TIMEOUT, options->backstop,
        MHD_OPTION_ARRAY, options->threads > 1 ? pool : none, MHD_OPTION_ARRAY,
        options->target ? raw : none, MHD_OPTION_ARRAY, options->tls ? tls : none, MHD_OPTION_END);
    if (listener->daemon) {
        listener->socket = -1; /* is the daemon's now */
        return STATUS_OK;
    }
    return status_fail(STATUS_IO, "The listener for %s cannot be started%s.",
                       options->tls ? "https" : "http",
                       options->tls ? ": check the certificate and its key" : "");
}

enum status listener_start(struct listener *listener, const struct listener_options *options,
                           uint16_t *port)
{
    *listener = (struct listener){.socket = -1};
    if (options->tls && (!options->certificate || !options->key))
        return status_fail(STATUS_INPUT, "To listen with https a certificate and its key are "
                                         "needed.");
    enum status status = open_socket(listener, options, port);
    return status == STATUS_OK ? start_daemon(listener, options) : status;
}

/* The socket is closed when no thread can look at it any more. */
void listener_close_door(struct listener *listener)
{
    if (listener->daemon)
        listener->socket = MHD_quiesce_daemon(listener->daemon);
}

void listener_stop(struct listener *listener)
{
    bool was_open = listener->daemon || listener->socket > 0;
    if (listener->daemon)
        MHD_stop_daemon(listener->daemon);
    if (was_open && listener->socket >= 0)
        close(listener->socket);
    *listener = (struct listener){.socket = -1};
}
