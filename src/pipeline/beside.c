#include "pipeline/beside.h"

#include <poll.h>
#include <stddef.h>

enum { REST_MILLISECONDS = 5 };

bool beside_go_on(void *context)
{
    const struct beside *beside = context;
    if (beside->waiting && !beside->ending)
        poll(NULL, 0, REST_MILLISECONDS);
    return !beside->ending;
}
