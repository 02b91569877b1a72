/* A decoder's answers, taken in by a thread of their own: so the decoder goes on with the next body, and the next
 * but one, while what it said of those before is stored. They differ much in size; with one at a time either
 * side often waits for the other. */
#ifndef PIPELINE_ANSWERS_H
#define PIPELINE_ANSWERS_H

#include "base/buffer.h"
#include "base/status.h"

enum { ANSWERS_MOST = 4 }; /* that wait; the decoder is held up by the next */

struct answers;
/* The socket is read by the thread alone from now on. NULL when no thread can be started. */
struct answers *answers_start(int socket);
/* Shuts the socket down and ends the thread; NULL is fine. */
void answers_end(struct answers *answers);

/* The next answer: image and how the body is written, both emptied first; the latter may be NULL. STATUS_CLOSED: the
 * decoder has gone. STATUS_INPUT: what it said is no image. STATUS_TIMEOUT. After a failure there are no more. */
enum status answers_take(struct answers *answers, struct buffer *image, struct buffer *dialect,
                         int milliseconds);

#endif
