#include "http/peers.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/memory.h"

void peers_start(struct peers *peers)
{
    *peers = (struct peers){0};
    pthread_mutex_init(&peers->lock, NULL);
}

void peers_stop(struct peers *peers)
{
    pthread_mutex_destroy(&peers->lock);
}

static bool is_busy(enum phase phase)
{
    return phase == PHASE_RECEIVING || phase == PHASE_WAITING || phase == PHASE_ANSWERING;
}

static void set_phase(struct peers *peers, struct peer *peer, enum phase phase)
{
    peers->busy -= is_busy(peer->phase);
    peers->busy += is_busy(phase);
    peer->moved = clock_monotonic();
    if (phase != peer->phase)
        peer->begun = peer->moved;
    peer->phase = phase;
}

struct peer *peers_add(struct peers *peers, struct MHD_Connection *connection, bool tls)
{
    struct peer *peer = memory_alloc(sizeof *peer);
    peer->connection = connection;
    peer->tls = tls;
    peer->socket =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    pthread_mutex_lock(&peers->lock);
    peer->begun = peer->moved = clock_monotonic();
    peer->next = peers->first;
    peer->here = &peers->first;
    if (peer->next)
        peer->next->here = &peer->next;
    peers->first = peer;
    peers->count++;
    pthread_mutex_unlock(&peers->lock);
    return peer;
}

void peers_remove(struct peers *peers, struct peer *peer)
{
    pthread_mutex_lock(&peers->lock);
    peers->count--;
    peers->busy -= is_busy(peer->phase);
    *peer->here = peer->next;
    if (peer->next)
        peer->next->here = peer->here;
    pthread_mutex_unlock(&peers->lock);
    free(peer);
}

bool peers_move(struct peers *peers, struct peer *peer, enum phase phase)
{
    pthread_mutex_lock(&peers->lock);
    bool alive = !peer->expired;
    /* The end of a request is the end of it, given up or not. */
    if (alive || phase == PHASE_IDLE)
        set_phase(peers, peer, phase);
    pthread_mutex_unlock(&peers->lock);
    return alive;
}

void peers_know(struct peers *peers, struct peer *peer)
{
    pthread_mutex_lock(&peers->lock);
    peer->known = true;
    pthread_mutex_unlock(&peers->lock);
}

unsigned peers_busy(struct peers *peers)
{
    pthread_mutex_lock(&peers->lock);
    unsigned busy = peers->busy;
    pthread_mutex_unlock(&peers->lock);
    return busy;
}

/* ---- the sweep ---- */

/* A few addresses can take all the connections there are. When that is near, who has shown no
 * credential gets a small part of the time, so that those who have one find room. */
enum { CROWDED_QUARTERS = 3, STRANGERS_PART = 15 };

static bool is_crowded(const struct peers *peers, const struct peer_limits *limits)
{
    return limits->connections && peers->count * 4 >= limits->connections * CROWDED_QUARTERS;
}

static bool is_over(const struct peer *peer, const struct peer_limits *limits, bool crowded,
                    int64_t now)
{
    if (peer->expired || peer->phase == PHASE_WAITING || peer->phase == PHASE_STREAMING)
        return false;
    if (crowded && !peer->known && now - peer->begun >= limits->idle_time / STRANGERS_PART)
        return true;
    if (peer->phase == PHASE_ANSWERING)
        return now - peer->moved >= limits->answer_time;
    return now - peer->moved >= limits->idle_time ||
           (peer->phase == PHASE_RECEIVING && now - peer->begun >= limits->request_time);
}

static void slow_answer(struct buffer *out, const struct peer_limits *limits)
{
    struct buffer body = {0};
    limits->slow_text(&body);
    buffer_format(out,
                  "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"
                  "Content-Type: application/problem+json\r\nContent-Length: %zu\r\n\r\n",
                  body.size);
    buffer_append(out, body.at, body.size);
    buffer_free(&body);
}

/* The HTTP library cannot answer before a body has come whole, so the answer goes around it. It is
 * the only one for this request: while bodies come the library's thread only reads from the
 * connection, and GnuTLS lets one thread read while another writes. */
static void say_slow(const struct peer *peer, const struct peer_limits *limits)
{
    struct buffer text = {0};
    slow_answer(&text, limits);
    if (peer->tls && peer->phase == PHASE_RECEIVING) {
        void *session =
            MHD_get_connection_info(peer->connection, MHD_CONNECTION_INFO_GNUTLS_SESSION)
                ->tls_session;
        if (gnutls_record_send(session, text.at, text.size) > 0)
            gnutls_bye(session, GNUTLS_SHUT_WR);
    } else if (!peer->tls && peer->phase != PHASE_IDLE) {
        if (send(peer->socket, text.at, text.size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
            errno = 0; /* it does not listen either */
    }
    buffer_free(&text);
}

static void give_up(struct peer *peer)
{
    peer->expired = true;
    shutdown(peer->socket, SHUT_RDWR);
}

void peers_expire(struct peers *peers, struct peer *peer)
{
    pthread_mutex_lock(&peers->lock);
    give_up(peer);
    pthread_mutex_unlock(&peers->lock);
}

void peers_sweep(struct peers *peers, const struct peer_limits *limits)
{
    int64_t now = clock_monotonic();
    pthread_mutex_lock(&peers->lock);
    bool crowded = is_crowded(peers, limits);
    for (struct peer *peer = peers->first; peer; peer = peer->next) {
        if (!is_over(peer, limits, crowded, now))
            continue;
        if (peer->phase != PHASE_ANSWERING)
            say_slow(peer, limits);
        give_up(peer);
    }
    pthread_mutex_unlock(&peers->lock);
}
