/* When a message of a world is due in real time. */
#ifndef SIM_PLAY_PACE_H
#define SIM_PLAY_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum play_pace_kind {
    PLAY_AT_ONCE, /* everything is due */
    PLAY_SPEED,   /* the world's time passes faster (or slower), from its first message on */
    PLAY_LIVE     /* the world's time is the wall clock */
};

struct play_pace {
    enum play_pace_kind kind;
    int64_t thousandths; /* PLAY_SPEED: of seconds of the world for each real second; > 0 */
    int64_t begin;       /* PLAY_SPEED: seconds UTC in the world .. */
    int64_t began;       /* .. at this moment, monotonic microseconds */
};

/* "60", "0.5": up to 3 digits after the point; false unless 0 < X <= 1,000,000. */
bool play_pace_read(struct span text, int64_t *thousandths);

/* Microseconds until a message that is sent at `when` (seconds UTC) is due; <= 0: it is. */
int64_t play_pace_wait(const struct play_pace *pace, int64_t when, int64_t now, int64_t monotonic);
/* The world's time, seconds UTC; `last`: of the message sent last, for who plays at once. */
int64_t play_pace_time(const struct play_pace *pace, int64_t last, int64_t now, int64_t monotonic);

#endif
