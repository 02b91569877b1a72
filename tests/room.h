/* Where tests make their folders: in memory where there is such a place, so that hundreds of commits need not wait for
 * a disk. */
#ifndef TESTS_ROOM_H
#define TESTS_ROOM_H

#include <stdio.h>
#include <unistd.h>

/* A name for mkdtemp. */
static inline void room_name(char *out, size_t size, const char *name)
{
    snprintf(out, size, "%s/portolan-%s-XXXXXX",
             access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp", name);
}

#endif
