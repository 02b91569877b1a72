/* Starting a role: a new process of this very binary with one end of a socket pair. */
#ifndef ROLES_SPAWN_H
#define ROLES_SPAWN_H

#include <sys/types.h>

#include "base/buffer.h"
#include "model/image.h"
#include "pipeline/decoder.h"
#include "roles/roles.h"

/* The child keeps the standard descriptors (a helper: standard error alone), its end as
 * CONTROL_DESCRIPTOR and, unless it is a helper, `bells` as WORK_BELL and NEWS_BELL, and ends
 * with its starter. `*ours` is owned. */
struct bells {
    int work, news;
};
enum status role_spawn(enum role role, const char *data, struct bells bells, pid_t *pid, int *ours);

/* Whose doing it was that a process of a role ended. */
enum role_ending {
    ENDING_NONE,  /* there was none before */
    ENDING_OWN,   /* it ended by itself or failed */
    ENDING_KILLED /* a signal that no fault of a program sends: from outside, or from us */
};
/* Of a process whose status `how` waitpid gave. */
enum role_ending role_ending(int how);
/* Kills the process, unless it has ended already, and waits. ENDING_NONE when `*pid` is 0, as it is
 * afterwards. One that was about to end keeps its own ending. */
enum role_ending role_end(pid_t *pid);

/* The sandbox of a process that has no parent to ask for one: a command, a rebuild. */
struct own_decoder {
    pid_t pid; /* 0: none */
};
/* The seam of struct decoder and struct engine_options; `context` is a struct own_decoder. */
enum status own_decoder_fresh(void *context, int *socket, bool *killed);
void own_decoder_end(struct own_decoder *decoder);

/* Image and survey (decode/survey.h) of one body, read in the sandbox, into buffers that are emptied
 * first; either may be NULL. STATUS_INPUT when the decoder died of it. */
enum status own_decoder_look(struct own_decoder *own, const struct config *config, int64_t received,
                             struct span body, struct decoder_source source, struct buffer *image,
                             struct buffer *survey);
/* The image alone, by a decoder of its own, and opened: it borrows `bytes`. */
enum status own_decoder_read(const struct config *config, int64_t received, struct span body,
                             struct decoder_source source, struct buffer *bytes,
                             struct image *image);
/* A source profile proposed for a table never seen, by a decoder of its own. STATUS_INPUT as above;
 * STATUS_MISSING: there is no table in it. */
enum status own_decoder_propose(const struct config *config, struct span body, struct span file,
                                struct buffer *profile);
/* The same for programs: profile_columns. */
enum status own_decoder_columns(struct own_decoder *own, const struct config *config,
                                struct span body, struct buffer *columns);

#endif
