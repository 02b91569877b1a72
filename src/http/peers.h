/* The connections of listeners and their deadlines: the library underneath gives a connection up
 * only when nothing at all moves, so who sends a byte now and then would stay for ever. Used by
 * the officers' server here and by the carriers' one in intake/. Thread-safe. */
#ifndef HTTP_PEERS_H
#define HTTP_PEERS_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

/* What a connection is about. Only the HTTP library's thread of the connection goes from one to
 * the next; the sweep ends those that stay too long. */
enum phase {
    PHASE_HEADERS,   /* the first request has not begun */
    PHASE_RECEIVING, /* its body comes */
    PHASE_WAITING,   /* for the disk, or for who works on it */
    PHASE_ANSWERING,
    PHASE_STREAMING, /* an answer without end: whoever feeds it knows when to give it up */
    PHASE_IDLE       /* between two requests */
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

/* All in microseconds. */
struct peer_limits {
    int64_t idle_time;    /* between two bytes of a body, for all headers, between two requests */
    int64_t request_time; /* for a whole body */
    int64_t answer_time;  /* for the client to read an answer */
    unsigned
        connections; /* of all listeners; near it strangers have less time; 0: all have the same */
    /* Appends the body (application/problem+json) of the 408 that ends a slow request. */
    void (*slow_text)(struct buffer *out);
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

/* Gives one up at once, as the sweep does: the library sees its end and cleans up. */
void peers_expire(struct peers *peers, struct peer *peer);

/* Ends what is over its time: says 408 where an answer can still be understood. */
void peers_sweep(struct peers *peers, const struct peer_limits *limits);

#endif
