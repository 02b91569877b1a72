/* Shared by play.c and play_*.c alone. */
#ifndef SIM_PLAY_INTERNAL_H
#define SIM_PLAY_INTERNAL_H

#include <curl/curl.h>

#include "base/clock.h"
#include "sim/play.h"
#include "sim/play_memory.h"
#include "sim/play_progress.h"

enum { PLAY_LANES = 64 };

/* A message that is due and not done. */
struct play_slot {
    struct sim_message message;
    struct play_slot *next;
};

/* One connection, and the messages that go over it, in order. A flight has one lane for ever. */
struct play_lane {
    CURL *client;
    struct buffer body, answer;
    struct play_slot *first, *last; /* `first` is on its way when `busy` */
    bool busy;
};

/* The lanes as a whole know curl and nothing of what answers mean. */
struct play_lanes {
    CURLM *multi;
    struct play_lane lanes[PLAY_LANES];
    unsigned count, busy;
    struct curl_slist **headers; /* of each source */
    unsigned source_count;
};

/* Borrows URL and certificate until the end. */
void play_lanes_open(struct play_lanes *lanes, const struct sim_play_options *options,
                     const struct sim_source *sources, unsigned source_count);
void play_lanes_close(struct play_lanes *lanes);
void play_lanes_queue(struct play_lanes *lanes, struct play_slot *slot);
/* Sends the first message of a lane that is not busy; its body is in `lane->body`. */
void play_lane_send(struct play_lanes *lanes, struct play_lane *lane);
/* The next lane that has got an answer (its body is in `lane->answer`), no longer busy; NULL: none. */
struct play_lane *play_lanes_answered(struct play_lanes *lanes, struct play_answer *answer);
/* The first message of a lane is done. */
void play_lane_next(struct play_lane *lane);
/* Waits until something happens, `stop` is readable (true), or the time is over. */
bool play_lanes_wait(struct play_lanes *lanes, int stop, int64_t micros);

/* ---- a play under way ---- */

struct play {
    struct sim_folder *folder;
    struct sim_play_options options;
    struct sim_play_result *result;
    struct play_memory memory;
    struct play_pace pace;
    struct play_progress progress;
    struct play_lanes lanes;
    struct play_slot *window; /* by number % PLAY_WINDOW */
    struct sim_message next;  /* read, and not due yet; number 0: none */
    bool ended;               /* there is no further one */
    int64_t began, saved, world;
    int64_t pause_until; /* nothing is sent before */
    bool waiting;        /* the system said "later" */
    int64_t unreachable; /* since when, 0: it is not */
    int64_t retry;       /* the pause after the next failure */
    enum status status;  /* the first failure; nothing is sent any more */
    char *sentence;      /* its */
};

#define PLAY_FIRST_RETRY (MICROS_PER_SECOND / 4)

/* Nothing is sent any more; what comes after the first failure does not speak over it. */
void play_fail(struct play *play, enum status status);
/* The answer to the first message of a lane. */
void play_answered(struct play *play, struct play_lane *lane, const struct play_answer *answer);

#endif
