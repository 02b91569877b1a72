/* The source profiles of reference/profiles/, built in; and the template: a table that says by its first
 * cell that it follows the generic profile. It is read by that whatever profile its source has, so that
 * a form which the installation itself hands out is understood of everybody. */
#ifndef PROFILE_SHIPPED_H
#define PROFILE_SHIPPED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

struct profile_shipped {
    const char *name; /* of its file, without ".yaml" */
    struct span text;
};
/* All, the generic one first. Static memory. */
const struct profile_shipped *profile_shipped(size_t *count);
struct span profile_generic(void);

/* The first cell of the template. */
#define PROFILE_TEMPLATE "#portolan-passengers-1"
/* Whether a body is a filled template: text whose first cell is PROFILE_TEMPLATE. */
bool profile_is_template(struct span body);

#endif
