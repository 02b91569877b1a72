/* How far a play is: a bar on a terminal, a plain line from time to time elsewhere. */
#ifndef SIM_PLAY_PROGRESS_H
#define SIM_PLAY_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buffer.h"

struct play_figures {
    uint64_t messages, of_messages; /* done of the whole world, earlier runs included */
    uint64_t persons;               /* .. in those */
    uint64_t persons_now;           /* in this run */
    int64_t world;                  /* its time, seconds UTC */
    int64_t ends_in;                /* seconds of real time; -1: not known */
};

struct play_progress {
    FILE *out; /* NULL: nothing is shown */
    bool bar;
    int64_t began, told; /* monotonic microseconds */
    uint64_t told_messages;
    bool drawn;
};

void play_progress_open(struct play_progress *progress, FILE *out, int64_t monotonic);
/* Shows the figures when it is time to. */
void play_progress_show(struct play_progress *progress, const struct play_figures *figures,
                        int64_t monotonic);
/* A sentence of its own line. */
void play_progress_note(struct play_progress *progress, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Takes the bar away. */
void play_progress_close(struct play_progress *progress);

/* One line with the figures, without a line end; `room` columns, or 0 for a plain line. */
void play_progress_line(struct buffer *out, const struct play_figures *figures, int64_t elapsed,
                        unsigned room);
/* "1,234,567" */
void play_print_count(struct buffer *out, uint64_t count);
/* "4 s", "3:07", "2:03:07", "5 days 2:03" */
void play_print_time(struct buffer *out, int64_t seconds);

#endif
