/* The processes of a running system.
 *
 * The parent starts, wires and restarts five roles of the same binary; each gets the least it
 * needs. Descriptors by number: 3 is the control channel to the parent; 4 and 5 are doorbells
 * (eventfds), rung when there is work (the journal, the lists or the pairings have grown; `screen`
 * sleeps on it) and when there is news (`screen` has stored something; `serve` sleeps on it).
 *
 *   role      control requests it may make (see rights in parent.c)
 *   receive   public keys of months, digest key, certificate
 *   screen    secrets of months, index, digest and lists keys, a fresh decoder, how it ended before
 *   serve     secrets of months, index, lists, desk and digest keys, certificate, a fresh lookup
 *   decode    none: it has the socket to `screen` and standard error, for the log
 *   lookup    none: it has the socket to `serve`, standard error, and the network (docs/lookup.md)
 */
#ifndef ROLES_ROLES_H
#define ROLES_ROLES_H

#include <stdbool.h>

#include "base/status.h"
#include "config/config.h"

enum role { ROLE_RECEIVE, ROLE_DECODE, ROLE_SCREEN, ROLE_LOOKUP, ROLE_SERVE, ROLES };
const char *role_word(enum role role);
bool role_parse(const char *word, enum role *out);
/* Whether it helps another role alone, which asks the parent for it: it has the socket to that and no bells. */
bool role_is_helper(enum role role);

enum { CONTROL_DESCRIPTOR = 3, WORK_BELL = 4, NEWS_BELL = 5 };

/* Where things are in a data folder; paths are owned C strings.
 *   journal/  received     derived/  rebuilt at will     authored/  what people decided
 *   secrets/  keys         run/      lock, command socket, what listens where */
struct folder {
    char *data, *journal, *derived, *authored, *secrets, *run, *lock, *command, *ready, *access,
        *ledger, *settings;
};
struct folder folder_open(const char *data);
void folder_free(struct folder *folder);

struct system {
    struct folder folder;
    struct config *config;
};

/* Runs the whole system on the folder until SIGTERM or SIGINT; 0 or a status for the exit code.
 * Holds the folder's lock. */
enum status parent_run(struct system *system);

/* A descriptor that becomes readable when the process is told to stop (SIGTERM, SIGINT,
 * SIGHUP); the signals are blocked from then on. */
int role_stop_signals(void);

/* Of a doorbell. */
void role_ring(int bell);

/* The bodies of the roles, in a process that the parent started; they return when told to stop. */
enum status receive_run(struct system *system);
enum status decode_run(void);
enum status lookup_run(struct system *system);
enum status screen_run(struct system *system);
enum status serve_run(struct system *system);

#endif
