/* What the officers' pages and scripts ask, answered: /api/v1 as api/openapi.yaml says, its readable
 * page, and the pages themselves.
 *
 *   route (404, 405) -> size and kind of the body -> session -> CSRF -> parameters and body, by the
 *   tables made of the contract -> the handler, which asks guard_decide before it shows or changes
 *   anything -> the answer
 *
 * The table of routes names PERMISSION_<operationId> and api_<operationId>: an operation without a row
 * in guard/permissions.def, or without a handler, does not build. A handler that answered without
 * having asked the gate is a bug: its answer is thrown away.
 *
 * Reading is done by one struct view a worker. Writing has one writer, which is not here: the seam
 * `author`. Threads: api_handle is called by http/'s workers; one thread of its own follows what
 * was derived and feeds the streams. */
#ifndef API_API_H
#define API_API_H

#include "base/clock.h"
#include "config/config.h"
#include "desk/desk.h"
#include "guard/guard.h"
#include "http/http.h"
#include "seal/keyring.h"
#include "view/view.h"

struct api;

enum { UPLOAD_URL_TEXT = 300 };

/* What the intake says of a body that it has taken: durable. */
struct api_receipt {
    int64_t message;
    char received_at[TIME_TEXT];
    char sha256[65];
};

struct api_options {
    const struct config *config;
    const char *journal, *derived, *authored; /* folders of the data */
    struct guard *guard;                      /* borrowed, open for writing */
    struct keyring_source keys;               /* each thread has a keyring of its own on it */
    unsigned workers;                         /* as in http_options */
    unsigned outside_workers;                 /* the same of the upload page's listener */
    int news; /* an eventfd that counts what was derived; -1: looked at by the clock alone */

    /* Carries out a request as roles/authoring.h has it, durable when it returns, and appends
     * the answer. Called from any thread. */
    void (*author)(void *context, struct span request, const char *by, struct buffer *answer);
    /* Puts a body into the journal as the account's upload, durable when it returns; as a table it is
     * read by `profile`, or empty: by none. */
    enum status (*keep)(void *context, const char *account, struct span body, struct span profile,
                        int64_t *message);
    /* The same as a message of the link's source. */
    enum status (*hand_in)(void *context, const struct desk_link *link, struct span body,
                           struct api_receipt *receipt);
    void *context;
    bool own_certificate;        /* of https: it vouches for itself, and browsers warn */
    struct view_decoder decoder; /* the sandbox; called from any thread */
    /* A source profile proposed for a table never seen, as profile_propose writes it for programs. */
    enum status (*propose)(void *context, struct span body, struct buffer *proposal);
    struct view_decoder outside_decoder; /* a sandbox of its own for what comes by upload links */
};

/* Returns owned. */
enum status api_open(const struct api_options *options, struct api **out);
void api_close(struct api *api); /* after http_stop; NULL is fine */

/* For struct http_options; `context` is the api. */
void api_handle(void *context, unsigned worker, struct http_request *request,
                struct http_answer *answer);
uint64_t api_most_body(void *context, const struct http_request *request);
unsigned api_lane(void *context, const struct http_request *request);
void api_refuse(enum http_refusal refusal, struct buffer *out);
void api_slow(struct buffer *out);
struct http_feed *api_feed(struct api *api);

/* The same for the listener of the upload page, which has no sessions: the operations that begin with
 * /upload, the page itself, and nothing else. */
void api_outside_handle(void *context, unsigned worker, struct http_request *request,
                        struct http_answer *answer);
uint64_t api_outside_body(void *context, const struct http_request *request);
/* After both servers listen: what links begin with. */
void api_set_upload_url(struct api *api, const char *url);

#endif
