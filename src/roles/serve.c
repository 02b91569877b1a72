#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "roles/asking.h"
#include "roles/control.h"
#include "roles/officers.h"
#include "sys/channel.h"
#include "sys/sockets.h"
#include "sys/thread.h"

enum {
    REQUEST_LIMIT = 512 * 1024 * 1024,
    REQUEST_MILLISECONDS = 30000,
    END_MILLISECONDS = 250,
    RETRY_MILLISECONDS = 5000
};

static void ring(void)
{
    role_ring(WORK_BELL);
}

/* Only the user who runs the system, and root, may author. */
static bool may_author(int descriptor, char *name, size_t room)
{
    struct socket_peer peer;
    if (socket_peer(descriptor, &peer) != STATUS_OK || (peer.user != getuid() && peer.user != 0))
        return false;
    struct passwd *user = getpwuid(peer.user);
    snprintf(name, room, "%s", user ? user->pw_name : "unknown");
    return true;
}

static void answer_client(struct turns *turns, int descriptor)
{
    struct buffer request = {0}, answer = {0};
    char by[64];
    if (!may_author(descriptor, by, sizeof by)) {
        log_write(LOG_WARN, EVENT_COMMAND_DONE, "status=denied");
    } else if (channel_receive(descriptor, &request, REQUEST_LIMIT, NULL, REQUEST_MILLISECONDS) ==
               STATUS_OK) {
        turns_answer(turns, buffer_span(&request), by, &answer);
        channel_send(descriptor, buffer_span(&answer), -1, REQUEST_MILLISECONDS);
        log_write(LOG_INFO, EVENT_COMMAND_DONE, "status=answered");
    }
    buffer_free(&request);
    buffer_free(&answer);
    close(descriptor);
}

/* Beside the clients, so that none of them delays what ends now. */
struct ends {
    struct turns *turns;
    int stop;
    pthread_t thread;
    bool runs;
};

static void *watch_ends(void *context)
{
    struct ends *ends = context;
    struct pollfd polled = {ends->stop, POLLIN, 0};
    int wait = END_MILLISECONDS;
    while (poll(&polled, 1, wait) <= 0) {
        enum status status = turns_tick(ends->turns);
        wait = status == STATUS_OK ? END_MILLISECONDS : RETRY_MILLISECONDS;
        if (status != STATUS_OK)
            log_write(LOG_ERROR, EVENT_ENVIRONMENT, "status=%s text=\"%s\"", status_word(status),
                      status_sentence());
    }
    return NULL;
}

static enum status start_ends(struct ends *ends)
{
    ends->runs = thread_start(&ends->thread, watch_ends, ends);
    return ends->runs ? STATUS_OK
                      : status_fail(STATUS_MEMORY, "No thread can be had that watches for ends.");
}

static void serve_clients(struct turns *turns, int listener, int stop)
{
    struct pollfd polled[] = {{stop, POLLIN, 0}, {listener, POLLIN, 0}};
    for (;;) {
        poll(polled, 2, -1);
        if (polled[0].revents)
            return;
        int descriptor = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (descriptor >= 0)
            answer_client(turns, descriptor);
    }
}

enum status serve_run(struct system *system)
{
    int stop = role_stop_signals(), listener = -1;
    struct keyring *keyring = keyring_new(control_keys());
    struct turns turns = {.lock = PTHREAD_MUTEX_INITIALIZER, .ring = ring};
    struct ends ends = {.turns = &turns, .stop = stop};
    struct officers *officers = NULL;
    struct asking *asking = NULL;
    struct buffer ready = {0};
    enum status status = authoring_open(system, keyring, &turns.authoring);
    if (status == STATUS_OK) {
        authoring_share(turns.authoring, &turns.lock);
        status = socket_listen_unix(system->folder.command, &listener);
    }
    if (status == STATUS_OK)
        status = officers_start(system, &turns, &officers, &ready);
    buffer_text(&ready, "serve\n");
    if (status == STATUS_OK)
        status = control_ask((struct control_head){.request = CONTROL_READY}, buffer_span(&ready),
                             NULL, NULL);
    if (status == STATUS_OK)
        status = start_ends(&ends);
    if (status == STATUS_OK)
        asking = asking_start(system, &turns, stop);
    if (status == STATUS_OK) {
        ring(); /* lists that were numbered just now */
        serve_clients(&turns, listener, stop);
    }
    if (ends.runs)
        pthread_join(ends.thread, NULL);
    asking_stop(asking);
    officers_stop(officers);
    if (listener >= 0)
        close(listener);
    authoring_close(turns.authoring);
    keyring_free(keyring);
    buffer_free(&ready);
    return status;
}
