/* A server in this process with a handler that does what the path asks for. */
#ifndef TESTS_HTTP_FIXTURE_H
#define TESTS_HTTP_FIXTURE_H

#include "wire.h"

#include <sys/eventfd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "http/http.h"

static const unsigned char served_bytes[] = "body { margin: 0 }";
static const struct http_file served = {.path = "/style.css",
                                        .type = "text/css",
                                        .bytes = served_bytes,
                                        .size = sizeof served_bytes - 1,
                                        .etag = "\"abc\""};

struct place {
    struct http_options options;
    struct http *http;
    struct http_feed *feed;
    uint16_t port;
    int gate; /* handlers of /wait wait for it */
};

static inline uint64_t place_most_body(void *context, const struct http_request *request)
{
    (void)context;
    return span_is(request->path, "/large") ? 20 << 20 : 1024;
}

static inline unsigned place_lane(void *context, const struct http_request *request)
{
    (void)context;
    return span_is(request->path, "/wait") ? 1 : 0;
}

/* "PATH|name=value|..|BODY" of what the server understood. */
static inline void echo(struct http_request *request, struct http_answer *answer)
{
    struct buffer text = {0};
    buffer_append(&text, request->method.at, request->method.size);
    buffer_char(&text, ' ');
    buffer_append(&text, request->path.at, request->path.size);
    for (size_t i = 0; i < request->parameter_count; i++)
        buffer_format(&text, "|%.*s=%.*s", (int)request->parameters[i].name.size,
                      request->parameters[i].name.at, (int)request->parameters[i].value.size,
                      request->parameters[i].value.at);
    struct span cookie = http_cookie(request, "portolan");
    buffer_format(&text, "|cookie:%.*s|from:%s|size:%zu", (int)cookie.size,
                  cookie.at ? cookie.at : "", request->address, request->body.size);
    http_answer_text(answer, 200, "text/plain", buffer_span(&text));
    buffer_free(&text);
}

static inline void place_handle(void *context, unsigned worker, struct http_request *request,
                                struct http_answer *answer)
{
    struct place *place = context;
    uint64_t value;
    (void)worker;
    if (span_is(request->path, "/style.css")) {
        answer->file = &served;
    } else if (span_is(request->path, "/events")) {
        answer->status = 200;
        answer->feed = place->feed;
        answer->after = http_header(request, "Last-Event-ID");
        answer->audience = span_is(http_parameter(request, "who"), "chief") ? 3 : 1;
        answer->tag = 7;
        answer->most_streams = span_is(http_parameter(request, "most"), "2") ? 2 : 0;
    } else if (span_is(request->path, "/inject")) {
        http_answer_text(answer, 200, "text/plain", SPAN("never"));
        http_answer_header(answer, "X-Name", SPAN("a\r\nSet-Cookie: b=c"));
    } else if (span_is(request->path, "/nothing")) {
        answer->status = 0;
    } else if (span_is(request->path, "/long")) {
        static char text[20000];
        memset(text, 'x', sizeof text);
        http_answer_text(answer, 200, "application/json", (struct span){text, sizeof text});
        http_answer_header(answer, "ETag", SPAN("\"7\""));
    } else if (span_is(request->path, "/wait")) {
        if (read(place->gate, &value, sizeof value) == sizeof value)
            echo(request, answer);
    } else {
        echo(request, answer);
    }
}

static inline void place_refuse(enum http_refusal refusal, struct buffer *out)
{
    buffer_format(out, "{\"code\":\"refusal.%d\"}", (int)refusal);
}

static inline void place_slow(struct buffer *out)
{
    place_refuse(HTTP_SLOW, out);
}

static inline struct place *place_new(void)
{
    struct place *place = memory_alloc(sizeof *place);
    place->feed = http_feed_new(64);
    place->gate = eventfd(0, EFD_SEMAPHORE);
    place->options = (struct http_options){.http = "127.0.0.1:0",
                                           .settings = "officers.http",
                                           .clear = "Travellers' data",
                                           .context = place,
                                           .most_body = place_most_body,
                                           .handle = place_handle,
                                           .refuse = place_refuse,
                                           .slow_text = place_slow,
                                           .feed = place->feed};
    return place;
}

static inline void place_open(struct place *place)
{
    assert_int_equal(http_start(&place->options, &place->http), STATUS_OK);
    place->port = http_port(place->http, false);
}

static inline struct place *place_start(void)
{
    struct place *place = place_new();
    place_open(place);
    return place;
}

static inline void place_end(struct place *place)
{
    http_stop(place->http);
    http_feed_free(place->feed);
    close(place->gate);
    free(place);
}

/* One request on a connection of its own; the whole answer in `out`. */
static inline int ask(struct place *place, struct span request, struct buffer *out)
{
    int fd = dial(place->port);
    say(fd, request);
    int status = hear(fd, out);
    close(fd);
    return status;
}

static inline int get(struct place *place, const char *target, const char *headers,
                      struct buffer *out)
{
    struct buffer text = {0};
    buffer_format(&text, "GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n", target, headers);
    int status = ask(place, buffer_span(&text), out);
    buffer_free(&text);
    return status;
}

#endif
