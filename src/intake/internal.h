/* Private to intake/: what its threads share, and the pieces of a request. */
#ifndef INTAKE_INTERNAL_H
#define INTAKE_INTERNAL_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/buffer.h"
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

/* ---- connections and their deadlines (peers.c) ---- */

/* What a connection is about. Only the HTTP library's thread of the connection goes from one to
 * the next; the sweep ends those that stay too long. */
enum phase {
    PHASE_HEADERS,   /* the first request has not begun */
    PHASE_RECEIVING, /* its body comes */
    PHASE_WAITING,   /* for the disk */
    PHASE_ANSWERING,
    PHASE_IDLE /* between two requests */
};

struct peer {
    struct peer *next, **here;
    struct MHD_Connection *connection;
    int socket;
    bool tls, expired;
    bool known; /* has shown a credential */
    enum phase phase;
    int64_t begun, moved; /* clock_monotonic: when the phase began, when bytes came last */
};

struct peers {
    pthread_mutex_t lock;
    struct peer *first;
    unsigned count;
    unsigned busy; /* those that receive, wait or answer */
};

void peers_start(struct peers *peers);
void peers_stop(struct peers *peers);
struct peer *peers_add(struct peers *peers, struct MHD_Connection *connection, bool tls);
void peers_remove(struct peers *peers, struct peer *peer);

/* Goes on to `phase`, or says that bytes came when it is there already. False when the sweep has
 * given the connection up: then nothing more is done for it. */
bool peers_move(struct peers *peers, struct peer *peer, enum phase phase);
/* The connection has shown a credential. */
void peers_know(struct peers *peers, struct peer *peer);
unsigned peers_busy(struct peers *peers);

/* Ends what is over its time: says 408 where an answer can still be understood. */
void peers_sweep(struct peers *peers, const struct intake_options *options);

/* ---- the whole ---- */

enum { LISTENERS = 2 };

struct listener {
    struct intake *intake;
    struct MHD_Daemon *daemon;
    int socket;
    bool tls;
};

struct intake {
    struct intake_options options; /* with defaults filled in */
    struct queue queue;
    struct peers peers;
    struct listener listeners[LISTENERS];
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

/* The callbacks of the HTTP library; `context` is the listener. */
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
