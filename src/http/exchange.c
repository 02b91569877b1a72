#include <netdb.h>
#include <strings.h>

#include "base/memory.h"
#include "http/internal.h"

/* A refused body is read to its end and thrown away, so that a browser gets to read the answer;
 * but not more of it than this. */
static const uint64_t most_drained = UINT64_C(16) << 20;

static void refuse(struct exchange *exchange, enum http_refusal refusal)
{
    if (!exchange->refused)
        exchange->refusal = refusal;
    exchange->refused = true;
    atomic_fetch_sub(&exchange->http->in_memory, exchange->counted);
    exchange->counted = 0;
    buffer_free(&exchange->body);
}

/* ---- the first line and the headers ---- */

void *exchange_target(void *context, const char *target, struct MHD_Connection *connection)
{
    struct door *door = context;
    struct exchange *exchange = memory_alloc(sizeof *exchange);
    exchange->door = door;
    exchange->http = door->http;
    exchange->connection = connection;
    exchange->bad_target = !target_read(&exchange->seen, target);
    return exchange;
}

static void read_address(struct exchange *exchange)
{
    const struct sockaddr *address =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
            ->client_addr;
    socklen_t size =
        address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    if (getnameinfo(address, size, exchange->seen.address, sizeof exchange->seen.address, NULL, 0,
                    NI_NUMERICHOST) != 0)
        exchange->seen.address[0] = '\0';
}

/* The size that the headers announce; -1 when they do not, or more than anything may have. */
static int64_t announced(const struct exchange *exchange)
{
    int64_t size;
    struct span text = http_header(&exchange->seen, MHD_HTTP_HEADER_CONTENT_LENGTH);
    if (!text.at)
        return -1;
    return span_number(span_trim(text), &size) ? size : INT64_MAX;
}

static bool is_encoded(const struct exchange *exchange)
{
    struct span encoding = http_header(&exchange->seen, MHD_HTTP_HEADER_CONTENT_ENCODING);
    return encoding.at && strcasecmp(encoding.at, "identity") != 0;
}

static void check_headers(struct exchange *exchange)
{
    struct http *http = exchange->http;
    exchange->seen.announced = announced(exchange);
    if (exchange->bad_target) {
        refuse(exchange, HTTP_BAD_TARGET);
        return;
    }
    exchange->most_body = http->options.most_body(http->options.context, &exchange->seen);
    if (exchange->seen.announced > 0 && (uint64_t)exchange->seen.announced > exchange->most_body)
        refuse(exchange, HTTP_BODY_LARGE);
    else if (is_encoded(exchange))
        refuse(exchange, HTTP_BODY_ENCODED);
    else if (atomic_load(&http->stopping))
        refuse(exchange, HTTP_STOPPING);
}

/* Who waits for "100 Continue", or announces more than would be read, is told at once. */
static bool answers_at_once(const struct exchange *exchange)
{
    struct span expect = http_header(&exchange->seen, MHD_HTTP_HEADER_EXPECT);
    return exchange->refused &&
           ((expect.at && strcasecmp(expect.at, "100-continue") == 0) ||
            (exchange->seen.announced > 0 && (uint64_t)exchange->seen.announced > most_drained));
}

static enum MHD_Result begin(struct exchange *exchange, const char *method)
{
    exchange->begun = true;
    exchange->head = strcmp(method, "HEAD") == 0;
    exchange->seen.method =
        exchange->head ? SPAN("GET") : arena_copy(&exchange->seen.arena, span_of(method));
    exchange->seen.tls = exchange->door->tls;
    exchange->peer =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
            ->socket_context;
    read_address(exchange);
    if (!peers_move(&exchange->http->peers, exchange->peer, PHASE_RECEIVING))
        return MHD_NO;
    check_headers(exchange);
    return answers_at_once(exchange) ? answer_send(exchange) : MHD_YES;
}

/* ---- the body ---- */

/* Counts the room that the body will have after `size` more bytes. */
static bool make_room(struct exchange *exchange, size_t size)
{
    struct http *http = exchange->http;
    uint64_t need = exchange->body.size + size, room = exchange->counted ? exchange->counted : 4096;
    while (room < need)
        room *= 2;
    uint64_t more = room - exchange->counted;
    if (more == 0)
        return true;
    if (atomic_fetch_add(&http->in_memory, more) + more > http->options.most_in_memory) {
        atomic_fetch_sub(&http->in_memory, more);
        return false;
    }
    exchange->counted = room;
    buffer_reserve(&exchange->body, (size_t)room - exchange->body.size);
    return true;
}

static enum MHD_Result take_bytes(struct exchange *exchange, const char *bytes, size_t size)
{
    if (!peers_move(&exchange->http->peers, exchange->peer, PHASE_RECEIVING))
        return MHD_NO;
    if (!exchange->refused && exchange->body.size + size > exchange->most_body)
        refuse(exchange, HTTP_BODY_LARGE);
    if (!exchange->refused && !make_room(exchange, size))
        refuse(exchange, HTTP_BUSY);
    if (!exchange->refused)
        buffer_append(&exchange->body, bytes, size);
    else
        exchange->drained += size;
    return exchange->drained > most_drained ? MHD_NO : MHD_YES;
}

/* ---- the end ---- */

static enum MHD_Result submit(struct exchange *exchange)
{
    exchange->seen.body = buffer_span(&exchange->body);
    if (!peers_move(&exchange->http->peers, exchange->peer, PHASE_WAITING))
        return MHD_NO;
    MHD_suspend_connection(exchange->connection);
    if (!work_submit(exchange->http, exchange)) {
        MHD_resume_connection(exchange->connection);
        refuse(exchange, HTTP_STOPPING);
    }
    return MHD_YES;
}

enum MHD_Result exchange_handle(void *context, struct MHD_Connection *connection, const char *url,
                                const char *method, const char *version, const char *bytes,
                                size_t *size, void **state)
{
    (void)context, (void)connection, (void)url, (void)version;
    struct exchange *exchange = *state;
    if (!exchange->begun)
        return begin(exchange, method);
    if (*size == 0)
        return exchange->done || exchange->refused ? answer_send(exchange) : submit(exchange);
    enum MHD_Result result = take_bytes(exchange, bytes, *size);
    *size = 0;
    return result;
}

void exchange_completed(void *context, struct MHD_Connection *connection, void **state,
                        enum MHD_RequestTerminationCode how)
{
    (void)context, (void)connection, (void)how;
    struct exchange *exchange = *state;
    if (!exchange)
        return;
    if (exchange->peer)
        peers_move(&exchange->http->peers, exchange->peer, PHASE_IDLE);
    atomic_fetch_sub(&exchange->http->in_memory, exchange->counted);
    buffer_free(&exchange->body);
    buffer_free(&exchange->answer.body);
    arena_free(&exchange->seen.arena);
    free(exchange);
    *state = NULL;
}

void exchange_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                         enum MHD_ConnectionNotificationCode what)
{
    struct door *door = context;
    struct peers *peers = &door->http->peers;
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        *socket_context = peers_add(peers, connection, door->tls);
    else
        peers_remove(peers, *socket_context);
}
