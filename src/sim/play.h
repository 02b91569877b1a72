/* Sends the messages of a simulated world to a running system, as the carriers would: each at its time
 * or as fast as the system takes them, over several connections. Messages of one flight stay in order:
 * the next is sent when the one before was acknowledged, and that it is when the system has answered
 * 201, with the message on its disk.
 *
 * What was acknowledged is kept in the world's folder (play_memory.h), so that an interrupted play goes
 * on. Between an acknowledgement and its being kept there may be a second: a message of that second
 * is sent once more, the system marks it as a duplicate of what it has, and nothing is counted twice.
 *
 * A body whose hash is not the world's is not sent: the play ends with a sentence. A system that cannot
 * be reached is tried again for a minute. One that says "later" (503, 429) is waited for as long as
 * it says. One that refuses a message itself is told it no further; the refusal is counted.
 *
 * Everything happens in the caller's thread. */
#ifndef SIM_PLAY_H
#define SIM_PLAY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/play_answer.h"
#include "sim/play_credentials.h"
#include "sim/play_pace.h"
#include "sim/world_folder.h"

struct sim_play_options {
    const char *url;         /* whole: https://HOST:PORT/v1/messages */
    const char *certificate; /* PEM that vouches for the system; NULL: those of the machine */
    const char *system; /* what tells the system from another at the same address; "": nothing */
    const struct play_credentials *credentials; /* of every source of the world */
    enum play_pace_kind pace;
    int64_t thousandths; /* PLAY_SPEED */
    bool again;          /* from the first message, whatever was sent */
    int stop;            /* readable: end in order; -1: none */
    FILE *progress;      /* NULL: none */

    /* 0 or NULL in any of these takes the default */
    unsigned connections;       /* 64, and at most that */
    int64_t patience;           /* microseconds that an unreachable system is tried: 60 s */
    int64_t (*now)(void);       /* clock_now */
    int64_t (*monotonic)(void); /* clock_monotonic */
};

enum { SIM_REFUSALS = 16 };
struct sim_play_result {
    uint64_t messages, persons, bytes; /* acknowledged in this run */
    uint64_t duplicates;               /* .. of which the system said that it had them */
    uint64_t earlier;                  /* messages that earlier runs had sent */
    uint64_t left;                     /* messages that are still to be sent */
    int64_t micros;
    struct sim_refusal {
        char code[PLAY_CODE];
        uint64_t count;
    } refusals
        [SIM_REFUSALS]; /* in the order of their first; the last row holds all that have no other */
    unsigned refusal_count;
    bool stopped; /* by `stop` */
};

/* The result is set whatever the status is. STATUS_DENIED: the credential of a source is refused;
 * STATUS_DAMAGED: the folder; STATUS_CLOSED: the system cannot be reached; STATUS_LOCKED: the same is
 * being played already. */
enum status sim_play(struct sim_folder *folder, const struct sim_play_options *options,
                     struct sim_play_result *result);

#endif
