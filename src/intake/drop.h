/* Private to intake/: the drop folder's thread. */
#ifndef INTAKE_DROP_H
#define INTAKE_DROP_H

#include <sys/stat.h>

#include "intake/internal.h"

/* Sorted hashes: what one scan leaves for the next. */
struct marks {
    uint64_t *at;
    size_t count, room;
};
void marks_add(struct marks *marks, uint64_t mark);
bool marks_have(const struct marks *marks, uint64_t mark);

struct drop {
    struct intake *intake;
    int folder;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change; /* `ending`, or `waiting` became 0 */
    bool ending;
    bool recovered;              /* the first scan, which sees what a crash left, is over */
    size_t waiting;              /* submissions that the queue has */
    struct marks seen, seen_now; /* files as they were */
    struct marks done, done_now; /* files that stay though nothing is left to do */
    struct marks strangers, strangers_now; /* folders of no source */
};

struct drop_file {
    char name[256];
    struct stat about;
};

struct drop_source {
    const char *name; /* borrowed */
    int folder;
    struct drop_file *files; /* ready to be taken, in order */
    size_t count;
};

/* What a file was when it was looked at: name, inode, size and time. */
uint64_t drop_mark(const struct drop_file *file);

/* Takes the next files from number `from` on, as many as one commit holds, waits until they are
 * durable, and removes those. Returns how many were worked through, at least 1. (take.c) */
size_t drop_take(struct drop *drop, struct drop_source *source, size_t from);

/* Gives a file that a crash left half removed a name with which it is taken again. (take.c) */
void drop_recover(const struct drop_source *source, const char *name);

#endif
