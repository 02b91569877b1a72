/* Work beside what the engine does: by threads that go behind all others, and rest most of the time while messages
 * wait, for they need the memory that these need. */
#ifndef PIPELINE_BESIDE_H
#define PIPELINE_BESIDE_H

#include <stdatomic.h>
#include <stdbool.h>

struct beside {
    atomic_bool waiting; /* messages do */
    atomic_bool ending;
};
/* For watch_screen_slowly, with a struct beside: rests when it is time to. False when all shall end. */
bool beside_go_on(void *context);

#endif
