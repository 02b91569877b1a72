/* A file's bytes, for the tests of any module. */
#ifndef TESTS_FILES_H
#define TESTS_FILES_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buffer.h"

/* Appends what the file holds; false when it cannot be opened. */
static inline bool read_file(const char *path, struct buffer *out)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    char block[4096];
    for (size_t size; (size = fread(block, 1, sizeof block, file)) > 0;)
        buffer_append(out, block, size);
    fclose(file);
    return true;
}

#endif
