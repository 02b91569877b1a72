/* Everything derived, made anew from the journal: built aside, then put in place by one rename, so
 * that a crash leaves either the old or the new. Decisions find their persons again by origin. */
#ifndef ROLES_REBUILD_H
#define ROLES_REBUILD_H

#include "roles/roles.h"
#include "seal/folder.h"

struct rebuild_outcome {
    int64_t messages, travellers;
    int64_t decisions, lost; /* those whose person was not found again */
    int64_t sealed;          /* messages of sealed months, left as they are */
};

/* The system must be stopped: takes the folder's lock. `progress` is called now and then. */
enum status rebuild_run(struct system *system,
                        void (*progress)(void *context, int64_t done, int64_t all), void *context,
                        struct rebuild_outcome *out);

/* After a rebuild: decisions get the ids that their persons have now. Done by rebuild_run; the
 * parent does it again at start in case that was cut short. Quick when there is nothing to do. */
enum status rebuild_settle(const struct system *system, struct secrets_folder *secrets);

#endif
