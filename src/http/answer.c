#include <strings.h>

#include "http/internal.h"

enum { LEAST_TO_PACK = 1024 };

/* On every answer. */
static const struct {
    const char *name, *value;
} always[] = {
    {"Content-Security-Policy",
     "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
     "object-src 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
    {"Permissions-Policy",
     "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
};

static const unsigned refusals[HTTP_REFUSALS] = {
    [HTTP_BAD_TARGET] = 400, [HTTP_BODY_LARGE] = 413, [HTTP_BODY_ENCODED] = 415, [HTTP_SLOW] = 408,
    [HTTP_BUSY] = 503,       [HTTP_STOPPING] = 503,   [HTTP_BROKEN] = 500,
};

/* ---- what handlers say ---- */

static bool is_one_line(struct span value)
{
    for (size_t i = 0; i < value.size; i++)
        if ((unsigned char)value.at[i] < 0x20 || value.at[i] == 0x7F)
            return false;
    return true;
}

void http_answer_header(struct http_answer *answer, const char *name, struct span value)
{
    if (answer->header_count == HTTP_MOST_HEADERS || !is_one_line(value)) {
        answer->header_count = 0;
        answer->status = 0;
        return;
    }
    answer->headers[answer->header_count++] = (struct http_pair){span_of(name), value};
}

void http_answer_text(struct http_answer *answer, unsigned status, const char *type,
                      struct span text)
{
    answer->status = status;
    answer->type = type;
    buffer_append(&answer->body, text.at, text.size);
}

/* Makes the exchange's answer the text of its refusal. */
static void answer_refuse(struct exchange *exchange)
{
    buffer_free(&exchange->answer.body);
    exchange->answer = (struct http_answer){.status = refusals[exchange->refusal],
                                            .type = "application/problem+json"};
    exchange->http->options.refuse(exchange->refusal, &exchange->answer.body);
    if (exchange->answer.status == 503)
        http_answer_header(&exchange->answer, MHD_HTTP_HEADER_RETRY_AFTER, SPAN("2"));
}

/* ---- conditions and encodings ---- */

/* RFC 9110 13.1.2: `*`, or one of the tags, compared weakly. */
static bool is_known(const struct exchange *exchange, struct span etag)
{
    struct span rest = http_header(&exchange->seen, MHD_HTTP_HEADER_IF_NONE_MATCH);
    while (etag.size && rest.size) {
        struct span one = span_trim(span_cut(rest, ',', &rest));
        if (span_starts(one, "W/"))
            one = span_part(one, 2, one.size);
        if (span_is(one, "*") || span_equal(one, etag))
            return true;
    }
    return false;
}

static bool takes_gzip(const struct exchange *exchange)
{
    struct span rest = http_header(&exchange->seen, MHD_HTTP_HEADER_ACCEPT_ENCODING);
    while (rest.size) {
        struct span quality, one = span_trim(span_cut(rest, ',', &rest));
        struct span name = span_trim(span_cut(one, ';', &quality));
        if (span_is(name, "gzip"))
            return !span_is(span_trim(quality), "q=0");
    }
    return false;
}

static struct span header_of(const struct http_answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->header_count; i++)
        if (span_is(answer->headers[i].name, name))
            return answer->headers[i].value;
    return (struct span){NULL, 0};
}

/* ---- responses of the library ---- */

static void add(struct MHD_Response *response, const char *name, struct span value)
{
    char room[1024];
    if (value.size < sizeof room) {
        memcpy(room, value.at, value.size);
        room[value.size] = '\0';
        MHD_add_response_header(response, name, room);
    }
}

/* Takes the text. */
static struct MHD_Response *of_text(struct buffer *text)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        text->size, text->at, text->at ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (response)
        *text = (struct buffer){0};
    return response;
}

static struct MHD_Response *of_file(struct exchange *exchange)
{
    struct http_answer *answer = &exchange->answer;
    const struct http_file *file = answer->file;
    bool packed = file->gzip && takes_gzip(exchange);
    struct MHD_Response *response;
    answer->status = is_known(exchange, span_of(file->etag)) ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK;
    answer->type = file->type;
    if (answer->status == MHD_HTTP_NOT_MODIFIED || packed || !file->gzip) {
        response =
            MHD_create_response_from_buffer(answer->status == MHD_HTTP_OK ? file->size : 0,
                                            (void *)(uintptr_t)file->bytes, MHD_RESPMEM_PERSISTENT);
    } else {
        pack_open((struct span){(const char *)file->bytes, file->size}, &answer->body);
        response = of_text(&answer->body);
    }
    if (!response)
        return NULL;
    if (packed && answer->status == MHD_HTTP_OK)
        add(response, MHD_HTTP_HEADER_CONTENT_ENCODING, SPAN("gzip"));
    add(response, MHD_HTTP_HEADER_VARY, SPAN("Accept-Encoding"));
    add(response, MHD_HTTP_HEADER_ETAG, span_of(file->etag));
    add(response, MHD_HTTP_HEADER_CACHE_CONTROL,
        file->immutable ? SPAN("public, max-age=31536000, immutable") : SPAN("no-cache"));
    return response;
}

static struct MHD_Response *of_body(struct exchange *exchange)
{
    struct http_answer *answer = &exchange->answer;
    struct buffer packed = {0};
    bool may_pack = !answer->no_pack && answer->body.size >= LEAST_TO_PACK && takes_gzip(exchange);
    if (answer->status == MHD_HTTP_OK && span_is(exchange->seen.method, "GET") &&
        is_known(exchange, header_of(answer, MHD_HTTP_HEADER_ETAG))) {
        answer->status = MHD_HTTP_NOT_MODIFIED;
        buffer_free(&answer->body);
    }
    may_pack = may_pack && answer->body.size && pack_gzip(buffer_span(&answer->body), &packed);
    if (may_pack)
        buffer_free(&answer->body);
    struct MHD_Response *response = of_text(may_pack ? &packed : &answer->body);
    buffer_free(&packed);
    if (response && may_pack)
        add(response, MHD_HTTP_HEADER_CONTENT_ENCODING, SPAN("gzip"));
    if (response && !header_of(answer, MHD_HTTP_HEADER_CACHE_CONTROL).at)
        add(response, MHD_HTTP_HEADER_CACHE_CONTROL, SPAN("no-store"));
    return response;
}

/* A browser that keeps HTTPS for "localhost" would keep it for all that listens there. */
static bool keeps_https(const struct exchange *exchange)
{
    struct span host = http_header(&exchange->seen, MHD_HTTP_HEADER_HOST);
    return exchange->seen.tls && host.at && !span_starts(host, "localhost");
}

static void add_headers(struct exchange *exchange, struct MHD_Response *response)
{
    const struct http_answer *answer = &exchange->answer;
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        MHD_add_response_header(response, always[i].name, always[i].value);
    if (keeps_https(exchange))
        add(response, "Strict-Transport-Security", SPAN("max-age=31536000"));
    if (answer->type)
        add(response, MHD_HTTP_HEADER_CONTENT_TYPE, span_of(answer->type));
    for (size_t i = 0; i < answer->header_count; i++)
        add(response, answer->headers[i].name.at, answer->headers[i].value);
}

static struct MHD_Response *response_of(struct exchange *exchange)
{
    const struct http_answer *answer = &exchange->answer;
    if (answer->feed && !exchange->head)
        return feed_response(exchange);
    return answer->file ? of_file(exchange) : of_body(exchange);
}

enum MHD_Result answer_send(struct exchange *exchange)
{
    if (!exchange->refused && exchange->answer.status == 0 && !exchange->answer.file) {
        exchange->refusal = HTTP_BROKEN;
        exchange->refused = true;
    }
    if (exchange->refused)
        answer_refuse(exchange);
    bool stream = exchange->answer.feed && !exchange->head;
    struct MHD_Response *response = response_of(exchange);
    enum MHD_Result result = MHD_NO;
    if (response && peers_move(&exchange->http->peers, exchange->peer,
                               stream ? PHASE_STREAMING : PHASE_ANSWERING)) {
        add_headers(exchange, response);
        result = MHD_queue_response(exchange->connection, exchange->answer.status, response);
    }
    if (response)
        MHD_destroy_response(response);
    /* A stream stays for hours: what its request needed goes now. */
    buffer_free(&exchange->body);
    arena_free(&exchange->seen.arena);
    exchange->seen.parameter_count = 0;
    return result;
}
