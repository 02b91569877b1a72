/* A body of POST /trials taken apart: one file, a zip of files, or the files of a form. Nothing of it is
 * believed: neither the sizes that an archive announces nor the names. */
#ifndef API_PARCEL_H
#define API_PARCEL_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/status.h"

enum {
    PARCEL_MOST_FILES = 200,
    PARCEL_MOST_NAME = 200,
    PARCEL_MOST_FILE = 32 * 1024 * 1024,
    PARCEL_MOST_BYTES = 64 * 1024 * 1024,
    PARCEL_MOST_RATIO = 200 /* of what is unpacked to what is packed, above a megabyte */
};

struct parcel_file {
    struct span name;      /* UTF-8, without folders and control characters; in the arena */
    struct buffer bytes;   /* owned */
    struct buffer profile; /* by which its table was read last, as text; empty: by none */
};

struct parcel {
    struct parcel_file files[PARCEL_MOST_FILES];
    size_t count, bytes;
};

/* STATUS_INPUT: an archive or a form that cannot be read; STATUS_FULL: more than is taken. Free the
 * parcel even then. */
enum status parcel_open(struct parcel *parcel, struct span type, struct span name, struct span body,
                        struct arena *arena);
/* Adds one file, or the files of a zip. */
enum status parcel_add(struct parcel *parcel, struct span name, struct span body,
                       struct arena *arena);
/* Wipes the bytes of one file, which is empty then; of all. */
void parcel_forget(struct parcel *parcel, size_t file);
void parcel_free(struct parcel *parcel);

#endif
