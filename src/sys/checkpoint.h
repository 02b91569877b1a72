/* A thread that works WALs into their files, so that no commit has to wait for it: writing 16 MB in
 * and syncing them takes as long as dozens of commits.
 *
 * A database that was handed over tells the thread when its WAL is longer than the plan's
 * checkpoint_pages. Only when the thread does not keep up (the WAL is OVERDUE times as long) does the
 * commit itself do it, which bounds the WAL. What the thread cannot do is left to the next time. */
#ifndef SYS_CHECKPOINT_H
#define SYS_CHECKPOINT_H

#include "sys/database.h"

struct checkpoints;

/* Starts the thread. Returns owned; NULL when there can be none: every commit does its own then. */
struct checkpoints *checkpoints_new(void);
/* Ends it, after the file under way; no database that was handed over commits after that. NULL is
 * fine. */
void checkpoints_free(struct checkpoints *checkpoints);

/* Of a database open for writing; `checkpoints` may be NULL, and is borrowed. */
void checkpoints_take_over(struct checkpoints *checkpoints, struct database *database);

#endif
