/* Whole messages between two processes over a Unix stream socket, with limits and deadlines.
 *
 *   u32 size, little-endian | `size` bytes          (a descriptor may come with the first byte)
 *
 * A socket is used by one thread at a time, and works under SANDBOX_DECODE. `milliseconds` bound
 * the whole call, -1 is no bound. When a message cannot be sent or received to its end, or is
 * above the limit, the two ends have lost each other: the socket is shut down, and every later
 * call at either end returns STATUS_CLOSED. */
#ifndef SYS_CHANNEL_H
#define SYS_CHANNEL_H

#include "base/buffer.h"
#include "base/status.h"

/* Two connected ends, closed on exec unless the starter clears that; owned by the caller. */
enum status channel_pair(int ends[2]);

/* Sends one message; `descriptor` (or -1) goes along and stays open here. STATUS_CLOSED when the
 * other end has gone, STATUS_TIMEOUT, STATUS_INPUT above 4 GiB (nothing is sent). */
enum status channel_send(int socket, struct span bytes, int descriptor, int milliseconds);

/* Receives one message of at most `most` bytes and appends it to `out`. A descriptor that came
 * along is owned by the caller in `*descriptor` (-1: none came); with NULL it is closed.
 * STATUS_TIMEOUT (when nothing had come, the next call may try again), STATUS_CLOSED, STATUS_INPUT
 * above the limit. */
enum status channel_receive(int socket, struct buffer *out, size_t most, int *descriptor,
                            int milliseconds);

#endif
