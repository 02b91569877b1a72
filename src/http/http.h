/* A small HTTP server for officers: it knows nothing of the domain.
 *
 * Threads: those of the HTTP library only move bytes. A request that is there whole waits in a
 * queue for one of `workers` threads, which calls `handle`; so a slow answer holds up nobody's
 * bytes. Requests that may take long go into lanes, each of which gets a part of the workers, so that
 * who fills one holds up nobody in another. What handle needs and belongs to one thread (a database, a keyring) it keeps by the
 * worker's number. Streams of events cost no thread: see struct http_feed.
 *
 * What is always done here: limits on bodies and headers, deadlines for slow clients, paths in one
 * spelling only, security headers on every answer, no line break in a header, ETag with
 * If-None-Match, gzip. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/span.h"
#include "base/status.h"

struct http_pair {
    struct span name, value;
};

enum { HTTP_LANES = 6 };
enum { HTTP_MOST_PARAMETERS = 64, HTTP_MOST_HEADERS = 8, HTTP_ADDRESS_TEXT = 46 };

/* ---- a request; everything in it is valid until `handle` returns ---- */

struct http_request {
    struct span method; /* HEAD is given as GET */
    /* Decoded: begins with '/', UTF-8, without empty, "." or ".." parts; an encoded slash,
     * backslash or control character was refused. */
    struct span path;
    const struct http_pair *parameters; /* of the query, decoded, in the order of the client */
    size_t parameter_count;
    struct span body;
    int64_t announced;               /* bytes of the body by its header; -1: not told */
    char address[HTTP_ADDRESS_TEXT]; /* of the client */
    bool tls;
    struct arena arena; /* for whoever answers */
};

/* at NULL when there is none. */
struct span http_header(const struct http_request *request, const char *name);
struct span http_cookie(const struct http_request *request, const char *name);
struct span http_parameter(const struct http_request *request, const char *name);

/* ---- an answer ---- */

/* Served from memory. */
struct http_file {
    const char *path; /* as in the request */
    const char *type; /* Content-Type */
    const unsigned char *bytes;
    size_t size;
    const char *etag; /* quoted */
    bool gzip;        /* the bytes are gzip'd; who does not take that gets them unpacked */
    bool immutable;   /* its path changes with its content */
};

struct http_feed;

struct http_answer {
    unsigned status;    /* 0 is a bug of the handler, and is answered with 500 */
    const char *type;   /* Content-Type of `body` */
    struct buffer body; /* taken */
    bool no_pack;       /* never gzip'd: a secret stands in it */
    struct http_pair headers[HTTP_MOST_HEADERS];
    size_t header_count;

    const struct http_file *file; /* instead of a body */

    struct http_feed *feed; /* instead of a body: a stream of its events, until it is ended */
    struct span after;      /* Last-Event-ID; empty: only what comes from now on */
    uint64_t audience;      /* gets events that have one of these bits */
    int64_t tag;            /* for http_feed_end */
    size_t most_streams;    /* of this tag: the oldest end for this one; 0: any number */
};

/* Adds a header; name and value are borrowed until the answer is sent (the request's arena does).
 * A value that could break out of its line is a bug or an attack: the answer becomes 500. */
void http_answer_header(struct http_answer *answer, const char *name, struct span value);

/* Text as a body. */
void http_answer_text(struct http_answer *answer, unsigned status, const char *type,
                      struct span text);

/* ---- events to many ----
 *
 * The last events are kept once for all streams; a stream is a place in them. Who reads too slowly
 * loses its connection, never anybody else's time. Thread-safe. */

/* Keeps at most `most` events. Returns owned; free it after the server has stopped. */
struct http_feed *http_feed_new(size_t most);
void http_feed_free(struct http_feed *feed);

/* Adds an event for streams that have a bit of `audience`. With an id above 0, above those before,
 * it can be resumed after; 0: an event without id. `event` and `data` hold no line break. Nothing
 * is sent before http_feed_ring. */
void http_feed_put(struct http_feed *feed, int64_t id, uint64_t audience, const char *event,
                   struct span data);
/* The same for the streams with this tag alone; it cannot be resumed. Sent at once. */
void http_feed_tell(struct http_feed *feed, int64_t tag, const char *event, struct span data);
/* Ids up to `id` are older than the feed knows: who resumes after an earlier one gets `reset`. */
void http_feed_begin(struct http_feed *feed, int64_t id);
void http_feed_ring(struct http_feed *feed);

/* Ends the streams with this tag; 0: all. */
void http_feed_end(struct http_feed *feed, int64_t tag);
/* Ends those whose tag is not `alive` any more. */
void http_feed_check(struct http_feed *feed, bool (*alive)(void *context, int64_t tag),
                     void *context);
/* How many streams are open; of this tag, or 0: of all. */
size_t http_feed_streams(struct http_feed *feed, int64_t tag);

/* ---- the server ---- */

/* What is refused before a handler sees it. */
enum http_refusal {
    HTTP_BAD_TARGET,   /* 400: a path or query in a form that is not taken */
    HTTP_BODY_LARGE,   /* 413 */
    HTTP_BODY_ENCODED, /* 415: Content-Encoding */
    HTTP_SLOW,         /* 408 */
    HTTP_BUSY,         /* 503: too much on its way */
    HTTP_STOPPING,     /* 503 */
    HTTP_BROKEN,       /* 500: the handler gave no answer that can be sent */
    HTTP_REFUSALS
};

struct http_options {
    const char *https;             /* "ADDRESS:PORT", or NULL: none */
    const char *http;              /* the same without TLS, loopback only; or NULL */
    const char *certificate, *key; /* PEM, with https; borrowed until http_stop */
    const char *settings;          /* which settings to change, for sentences */
    const char *clear;             /* what would cross the network in clear: "Messages" */

    void *context;
    /* The most bytes that the body of this request may have; called when its headers are there,
     * often and from several threads. */
    uint64_t (*most_body)(void *context, const struct http_request *request);
    void (*handle)(void *context, unsigned worker, struct http_request *request,
                   struct http_answer *answer);
    /* In which lane a request waits that is there whole: below HTTP_LANES. In lane 0 all workers work,
     * in each other one at most a quarter of them. NULL: all are in lane 0. */
    unsigned (*lane)(void *context, const struct http_request *request);
    /* Appends the text (application/problem+json) of a refusal. Called from any thread. */
    void (*refuse)(enum http_refusal refusal, struct buffer *out);
    void (*slow_text)(struct buffer *out); /* the same for HTTP_SLOW, which is said elsewhere */
    /* May be NULL: of every stream's feed, so that streams end with the server. */
    struct http_feed *feed;

    /* 0 in any of these takes the default */
    unsigned workers;        /* 4 */
    unsigned connections;    /* a listener: 4096 */
    unsigned threads;        /* of the HTTP library, a listener: 1 */
    uint64_t most_in_memory; /* bytes of all bodies on their way: 128 MiB */
    int64_t request_time;    /* microseconds, as struct peer_limits: 60 s */
    int64_t idle_time;       /* 30 s */
    int64_t answer_time;     /* 120 s */
    int64_t heartbeat;       /* between comments on a quiet stream: 15 s */
    int64_t stop_time;       /* how long requests under way may finish: 5 s */
};

struct http;
/* Returns owned, listening. STATUS_INPUT for a clear address that others can reach. */
enum status http_start(const struct http_options *options, struct http **out);
uint16_t http_port(const struct http *http, bool tls); /* as bound; 0: none */
void http_stop(struct http *http);                     /* NULL is fine */

#endif
