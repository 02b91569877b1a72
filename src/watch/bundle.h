/* Several files of one list in a ZIP file, or one that is packed. Hostile: the number of files and what
 * they unpack to are bounded. */
#ifndef WATCH_BUNDLE_H
#define WATCH_BUNDLE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"

enum { BUNDLE_FILES = 16 };
struct bundle {
    struct {
        struct span name, bytes; /* the name without folders */
    } files[BUNDLE_FILES];
    size_t count;
};

bool bundle_is(struct span bytes);
/* Unpacks at most `most` bytes into the arena; STATUS_INPUT when it is no ZIP file or holds more. */
enum status bundle_open(struct span bytes, size_t most, struct arena *arena, struct bundle *out);
/* The file of that name, case aside; empty when there is none. */
struct span bundle_file(const struct bundle *bundle, const char *name);

#endif
