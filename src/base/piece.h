/* A text and where it stands in the body that says it. `text` is as understood: released, entities
 * resolved, without control characters; the range counts the body's bytes as they were received. */
#ifndef BASE_PIECE_H
#define BASE_PIECE_H

#include "base/span.h"

struct piece {
    struct span text;
    uint32_t begin, size;
};

#endif
