/* What `alerts --follow --flights` tells beside the alerts: a line for each message that has landed on a
 * flight; one line for many of them while more come than anybody reads; which flights have landed or
 * left, and which is next. */
#ifndef CMD_INCOMING_H
#define CMD_INCOMING_H

#include "cmd/command.h"

struct incoming {
    int64_t progress; /* the message that was told last */
    int64_t window;   /* monotonic microseconds; since then .. */
    int64_t singly;   /* .. so many had a line of their own */
    struct burst {
        int64_t first, last, messages, travellers, added, changed;
        int64_t since; /* monotonic microseconds; 0: there is none */
    } burst;
    int64_t until;  /* what landed up to then was told, microseconds UTC; 0: nothing yet */
    int64_t looked; /* at the flights, monotonic */
    bool next_told;
};

/* Prints what is new since the last look. */
enum status incoming_look(struct console *console, struct incoming *incoming, struct buffer *out);

#endif
