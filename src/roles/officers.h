/* The listeners of `serve`: that of the officers, and that of the page for who has an upload link, which
 * knows no sessions; what they answer with, and the seams to the one who writes. */
#ifndef ROLES_OFFICERS_H
#define ROLES_OFFICERS_H

#include <pthread.h>

#include "roles/authoring.h"

/* Whoever authors takes turns: the commands' socket and the officers' workers. */
struct turns {
    pthread_mutex_t lock;
    struct authoring *authoring;
    void (*ring)(void); /* the lists have grown */
};
/* As authoring_answer; rings by itself. */
void turns_answer(struct turns *turns, struct span request, const char *by, struct buffer *answer);

/* What has come to its end, of lists and entries, counts no longer; see authoring_tick. Rings by itself. */
enum status turns_tick(struct turns *turns);

struct officers;
/* Listens as the settings say; NULL in `*out` when all addresses are off. Appends a line for each
 * to `ready`: "officers https://..", "upload https://..". */
enum status officers_start(struct system *system, struct turns *turns, struct officers **out,
                           struct buffer *ready);
void officers_stop(struct officers *officers); /* NULL is fine */

#endif
