/* Private to intake/: what its threads share, and the pieces of a request. */
#ifndef INTAKE_INTERNAL_H
#define INTAKE_INTERNAL_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/buffer.h"
#include "http/listener.h"
#include "http/peers.h"
#include "intake/intake.h"
#include "intake/queue.h"

enum problem {
#define PROBLEM(name, status, code, retry, title, detail) PROBLEM_##name,
#include "intake/problems.def"
#undef PROBLEM
    PROBLEMS,
    PROBLEM_NONE
};

struct problem_info {
    unsigned status;
    const char *code;
    unsigned retry; /* seconds; 0: no Retry-After */
    const char *title, *detail;
};
const struct problem_info *problem_info(enum problem problem);

/* ---- the whole ---- */

enum { LISTENERS = 2 };

struct door {
    struct intake *intake;
    struct listener listener;
    bool tls;
};

struct intake {
    struct intake_options options; /* with defaults filled in */
    struct queue queue;
    struct peers peers;
    struct peer_limits limits;
    struct door doors[LISTENERS];
    atomic_bool stopping;
    atomic_uint_fast64_t in_memory; /* bytes of all bodies on their way */
    atomic_int_fast64_t log_second; /* see answer_log */
    atomic_uint logged;
};

/* Counts bytes of bodies held in memory; false when there are too many, then nothing is counted. */
bool intake_reserve(struct intake *intake, uint64_t bytes);
void intake_release(struct intake *intake, uint64_t bytes);

/* ---- requests (request.c) and answers (answer.c) ---- */

struct request {
    struct submission submission; /* first: the queue gives it back as this */
    struct intake *intake;
    struct MHD_Connection *connection;
    struct peer *peer;
    enum problem problem; /* PROBLEM_NONE: none so far */
    const char *allow;    /* the methods of this address */
    bool stored;          /* the queue is done with it */
    bool health;
    char source[JOURNAL_MOST_SOURCE + 1];
    struct buffer body;
    uint64_t counted; /* bytes of intake_reserve */
    uint64_t drained; /* bytes read and thrown away, of a request already refused */
};

/* The callbacks of the HTTP library; `context` is the door. */
enum MHD_Result request_handle(void *context, struct MHD_Connection *connection, const char *url,
                               const char *method, const char *version, const char *bytes,
                               size_t *size, void **state);
void request_completed(void *context, struct MHD_Connection *connection, void **state,
                       enum MHD_RequestTerminationCode how);
void request_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                        enum MHD_ConnectionNotificationCode what);

enum MHD_Result answer_problem(struct request *request);
enum MHD_Result answer_receipt(struct request *request);
enum MHD_Result answer_health(struct request *request);

/* The body of a refusal, as problem+json. */
void answer_problem_text(struct buffer *out, enum problem problem);

/* ---- the drop folder (drop.c) ---- */

struct drop;
enum status drop_start(struct intake *intake, struct drop **out);
void drop_stop(struct drop *drop); /* NULL is fine; before queue_stop */

#endif
