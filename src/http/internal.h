/* Private to http/. */
#ifndef HTTP_INTERNAL_H
#define HTTP_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "http/http.h"
#include "http/listener.h"
#include "http/peers.h"

enum { DOORS = 2 };

struct door {
    struct http *http;
    struct listener listener;
    bool tls;
    uint16_t port;
};

/* A request on its way, from its first line to the end of its answer. `seen` comes first: what
 * handlers get is this. */
struct exchange {
    struct http_request seen;
    struct http *http;
    struct door *door;
    struct MHD_Connection *connection;
    struct peer *peer;
    struct http_answer answer;
    struct buffer body;
    uint64_t most_body, counted, drained;
    enum http_refusal refusal;
    bool refused, begun, head, done;
    bool bad_target;
    unsigned lane;
    struct exchange *next; /* in the lane's queue */
};

struct lane {
    struct exchange *first, **last; /* the queue */
    unsigned busy, most;            /* workers: that are at it, and that may be */
};
struct work {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct lane lanes[HTTP_LANES];
    bool ending;
};

struct worker {
    struct http *http;
    unsigned number;
    pthread_t thread;
};

struct http {
    struct http_options options; /* with defaults filled in */
    struct door doors[DOORS];
    struct peers peers;
    struct peer_limits limits;
    struct work work;
    struct worker *workers;
    unsigned worker_count;
    pthread_t sweeper;
    bool sweeping;
    int stop; /* an eventfd for the sweeper */
    atomic_bool stopping;
    atomic_uint_fast64_t in_memory;
};

/* ---- targets (target.c) ---- */

/* Takes "/path?query" apart into the request, by its arena. False when it is not of the one form
 * that is taken. */
bool target_read(struct http_request *request, const char *target);

/* ---- requests (exchange.c): the library's callbacks; `context` is the door ---- */

void *exchange_target(void *context, const char *target, struct MHD_Connection *connection);
enum MHD_Result exchange_handle(void *context, struct MHD_Connection *connection, const char *url,
                                const char *method, const char *version, const char *bytes,
                                size_t *size, void **state);
void exchange_completed(void *context, struct MHD_Connection *connection, void **state,
                        enum MHD_RequestTerminationCode how);
void exchange_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                         enum MHD_ConnectionNotificationCode what);

/* ---- workers (work.c) ---- */

enum status work_start(struct http *http);
/* False when it is over; then the exchange is not taken. */
bool work_submit(struct http *http, struct exchange *exchange);
void work_stop(struct http *http); /* after what waits was worked on */

/* ---- answers (answer.c) ---- */

enum MHD_Result answer_send(struct exchange *exchange);

/* ---- packing (pack.c) ---- */

bool pack_gzip(struct span clear, struct buffer *out);
bool pack_open(struct span packed, struct buffer *out);

/* ---- streams (feed.c) ---- */

/* Opens the stream that the exchange's answer asks for; NULL when there is no memory for it. */
struct MHD_Response *feed_response(struct exchange *exchange);
/* Heartbeats to the quiet, the end to the slow. */
void feed_sweep(struct http_feed *feed, const struct http_options *options);
/* Ends all streams and lets no other begin. */
void feed_close(struct http_feed *feed);
size_t feed_open(struct http_feed *feed); /* streams, ending ones too */

#endif
