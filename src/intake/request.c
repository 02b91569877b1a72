#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "intake/internal.h"

/* A refused body is read to its end and thrown away, so that the sender gets to read the answer;
 * but not more of it than this. */
static const uint64_t most_drained = UINT64_C(128) << 20;

enum { MOST_CREDENTIAL = 256 };

static const struct route {
    const char *path, *methods[3], *allow;
    bool health;
} routes[] = {
    {"/v1/messages", {"POST"}, "POST", false},
    {"/v1/health", {"GET", "HEAD"}, "GET, HEAD", true},
};

static const char *header(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

static void refuse(struct request *request, enum problem problem)
{
    if (request->problem == PROBLEM_NONE)
        request->problem = problem;
    intake_release(request->intake, request->counted);
    request->counted = 0;
    buffer_free(&request->body);
}

/* ---- who sends ---- */

/* "NAME:TOKEN" in base64 into `room`; false when it is none. */
static bool decode_basic(struct span text, char room[MOST_CREDENTIAL], struct span *name,
                         struct span *token)
{
    size_t size;
    if (sodium_base642bin((unsigned char *)room, MOST_CREDENTIAL, text.at, text.size, NULL, &size,
                          NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    *name = span_cut((struct span){room, size}, ':', token);
    return token->at != NULL;
}

/* What stands behind `scheme` in the header; size 0 when it is another scheme. */
static struct span after_scheme(const char *text, const char *scheme)
{
    size_t size = strlen(scheme);
    if (strncasecmp(text, scheme, size) != 0 || text[size] != ' ')
        return (struct span){"", 0};
    return span_trim(span_of(text + size));
}

static enum problem check_credential(struct request *request)
{
    const struct intake_sources *sources = &request->intake->options.sources;
    const char *text = header(request, MHD_HTTP_HEADER_AUTHORIZATION);
    char room[MOST_CREDENTIAL];
    struct span name = {"", 0}, token;
    if (!text)
        return PROBLEM_CREDENTIAL_MISSING;
    token = after_scheme(text, "Bearer");
    struct span basic = after_scheme(text, "Basic");
    if (basic.size && !decode_basic(basic, room, &name, &token))
        token = (struct span){"", 0}; /* is checked like any other: the same work */
    enum status status = sources->check(sources->context, name, token, request->source);
    sodium_memzero(room, sizeof room);
    if (status == STATUS_OK && journal_source_valid(span_of(request->source))) {
        peers_know(&request->intake->peers, request->peer);
        return PROBLEM_NONE;
    }
    request->source[0] = '\0';
    return status == STATUS_OK || status == STATUS_MISSING ? PROBLEM_CREDENTIAL_WRONG
                                                           : PROBLEM_SOURCES_UNREADABLE;
}

/* ---- the headers ---- */

static const struct route *find_route(const char *path)
{
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++)
        if (strcmp(routes[i].path, path) == 0)
            return &routes[i];
    return NULL;
}

static bool takes_method(const struct route *route, const char *method)
{
    for (size_t i = 0; i < 3 && route->methods[i]; i++)
        if (strcmp(route->methods[i], method) == 0)
            return true;
    return false;
}

/* The size that the headers announce; -1 when they do not, or more than anything may have. */
static int64_t announced(const struct request *request)
{
    int64_t size;
    const char *text = header(request, MHD_HTTP_HEADER_CONTENT_LENGTH);
    if (!text)
        return -1;
    return span_number(span_trim(span_of(text)), &size) ? size : INT64_MAX;
}

static enum problem check_message(struct request *request)
{
    const char *encoding = header(request, MHD_HTTP_HEADER_CONTENT_ENCODING);
    enum problem problem = check_credential(request);
    int64_t size = announced(request);
    if (problem != PROBLEM_NONE)
        return problem;
    if (encoding && strcasecmp(encoding, "identity") != 0)
        return PROBLEM_BODY_ENCODED;
    if (size >= 0 && (uint64_t)size > request->intake->options.most_body)
        return PROBLEM_BODY_LARGE;
    if (size == 0 || (size < 0 && !header(request, MHD_HTTP_HEADER_TRANSFER_ENCODING)))
        return PROBLEM_BODY_EMPTY;
    if (atomic_load(&request->intake->stopping))
        return PROBLEM_STOPPING;
    if (queue_disk_low(&request->intake->options))
        return PROBLEM_DISK_LOW;
    return PROBLEM_NONE;
}

static enum problem check_headers(struct request *request, const char *url, const char *method)
{
    const struct route *route = find_route(url);
    if (!route)
        return PROBLEM_PATH;
    request->allow = route->allow;
    if (!takes_method(route, method))
        return PROBLEM_METHOD;
    request->health = route->health;
    return route->health ? PROBLEM_NONE : check_message(request);
}

/* A client that waits for "100 Continue", or announces more than would be read, is told at once. */
static bool answers_at_once(const struct request *request)
{
    int64_t size = announced(request);
    const char *expect = header(request, MHD_HTTP_HEADER_EXPECT);
    return request->problem != PROBLEM_NONE &&
           ((expect && strcasecmp(expect, "100-continue") == 0) ||
            (size >= 0 && (uint64_t)size > most_drained));
}

static enum MHD_Result begin(struct door *door, struct MHD_Connection *connection, const char *url,
                             const char *method, void **state)
{
    struct request *request = memory_alloc(sizeof *request);
    *state = request; /* from here on request_completed frees it */
    request->intake = door->intake;
    request->connection = connection;
    request->peer =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    request->problem = PROBLEM_NONE;
    if (!peers_move(&request->intake->peers, request->peer, PHASE_RECEIVING))
        return MHD_NO;
    request->problem = check_headers(request, url, method);
    return answers_at_once(request) ? answer_problem(request) : MHD_YES;
}

/* ---- the body ---- */

/* Counts the room that the body will have after `size` more bytes. */
static bool make_room(struct request *request, size_t size)
{
    size_t need = request->body.size + size;
    uint64_t room = request->counted ? request->counted : 64 * 1024;
    while (room < need)
        room *= 2;
    if (room == request->counted)
        return true;
    if (!intake_reserve(request->intake, room - request->counted))
        return false;
    request->counted = room;
    buffer_reserve(&request->body, (size_t)room - request->body.size);
    return true;
}

static enum MHD_Result take_bytes(struct request *request, const char *bytes, size_t size)
{
    if (!peers_move(&request->intake->peers, request->peer, PHASE_RECEIVING))
        return MHD_NO;
    bool wanted = !request->health; /* what comes with a GET is not kept */
    if (wanted && request->problem == PROBLEM_NONE &&
        request->body.size + size > request->intake->options.most_body)
        refuse(request, PROBLEM_BODY_LARGE);
    if (wanted && request->problem == PROBLEM_NONE && !make_room(request, size))
        refuse(request, PROBLEM_BUSY);
    if (wanted && request->problem == PROBLEM_NONE)
        buffer_append(&request->body, bytes, size);
    else
        request->drained += size;
    return request->drained > most_drained ? MHD_NO : MHD_YES;
}

/* ---- the end ---- */

static void stored(struct submission *submission)
{
    struct request *request = (struct request *)submission;
    request->stored = true;
    MHD_resume_connection(request->connection);
}

static enum MHD_Result submit(struct request *request)
{
    struct intake *intake = request->intake;
    struct span body = buffer_span(&request->body);
    request->submission.item = (struct journal_item){.source = span_of(request->source),
                                                     .body = body,
                                                     .transport = TRANSPORT_HTTP,
                                                     .kind = intake->options.sniff(body),
                                                     .received = intake->options.now()};
    request->submission.done = stored;
    if (!peers_move(&intake->peers, request->peer, PHASE_WAITING))
        return MHD_NO;
    MHD_suspend_connection(request->connection);
    if (!queue_submit(&intake->queue, &request->submission)) {
        MHD_resume_connection(request->connection);
        refuse(request, PROBLEM_STOPPING);
    }
    return MHD_YES;
}

static enum MHD_Result finish(struct request *request)
{
    if (request->stored && request->submission.status == STATUS_OK)
        return answer_receipt(request);
    if (request->stored)
        refuse(request,
               request->submission.status == STATUS_FULL ? PROBLEM_DISK_LOW : PROBLEM_NOT_STORED);
    else if (request->problem == PROBLEM_NONE && !request->health && request->body.size == 0)
        refuse(request, PROBLEM_BODY_EMPTY);
    if (request->problem != PROBLEM_NONE)
        return answer_problem(request);
    return request->health ? answer_health(request) : submit(request);
}

enum MHD_Result request_handle(void *context, struct MHD_Connection *connection, const char *url,
                               const char *method, const char *version, const char *bytes,
                               size_t *size, void **state)
{
    (void)version;
    struct request *request = *state;
    if (!request)
        return begin(context, connection, url, method, state);
    if (*size == 0)
        return finish(request);
    enum MHD_Result result = take_bytes(request, bytes, *size);
    *size = 0;
    return result;
}

void request_completed(void *context, struct MHD_Connection *connection, void **state,
                       enum MHD_RequestTerminationCode how)
{
    (void)context, (void)connection, (void)how;
    struct request *request = *state;
    if (!request)
        return;
    peers_move(&request->intake->peers, request->peer, PHASE_IDLE);
    intake_release(request->intake, request->counted);
    buffer_free(&request->body);
    free(request);
    *state = NULL;
}

void request_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                        enum MHD_ConnectionNotificationCode what)
{
    struct door *door = context;
    struct peers *peers = &door->intake->peers;
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        *socket_context = peers_add(peers, connection, door->tls);
    else
        peers_remove(peers, *socket_context);
}
