/* Reading the folder of a simulated world (sim/sim.h says what is in it) to send what it holds.
 *
 * A folder is opened for one pass, from the first message to the last; memory is a line's. Nothing
 * in it is believed: names of files stay inside it, and a body is what its hash says or is refused.
 * A handle belongs to one thread. */
#ifndef SIM_WORLD_FOLDER_H
#define SIM_WORLD_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/status.h"
#include "sim/sim.h"

enum { SIM_NAME = 64, SIM_PATH = 160 };

struct sim_source {
    char name[SIM_NAME];
    char *profile; /* path of its source profile; NULL: it sends EDIFACT */
};

struct sim_message {
    uint64_t number; /* from 1, without gaps; 0: there is no further one */
    int64_t when;    /* seconds UTC */
    unsigned source; /* index in sim_folder_sources */
    int64_t flight;
    int64_t bytes, persons;
    char kind[SIM_NAME];
    char file[SIM_PATH]; /* "": it was never sent */
    unsigned char hash[SIM_HASH];
};

struct sim_count {
    uint64_t messages, persons; /* lines, and records of persons in those that have a file */
};

struct sim_folder;

/* As sim_manifest_read; STATUS_DAMAGED also when the senders or the last message are not as they were
 * written, with a sentence that says what to do. Returns owned. */
enum status sim_folder_open(const char *path, struct sim_folder **out);
void sim_folder_close(struct sim_folder *folder); /* NULL is fine */

/* Borrowed until sim_folder_close. */
const char *sim_folder_path(const struct sim_folder *folder);
const char *sim_folder_identity(const struct sim_folder *folder); /* the manifest's hash */
const struct sim_source *sim_folder_sources(const struct sim_folder *folder, unsigned *count);
/* Of the whole world. */
struct sim_count sim_folder_count(const struct sim_folder *folder);
int64_t sim_folder_last(const struct sim_folder *folder); /* when the last message is sent */

/* Passes over the messages up to number `through`. */
enum status sim_folder_skip(struct sim_folder *folder, uint64_t through);
/* The next message; number 0 at the end. */
enum status sim_folder_next(struct sim_folder *folder, struct sim_message *out);

/* The bytes of a message into `out`, which is emptied before. STATUS_DAMAGED when they are missing or
 * are not those that the world was made with. */
enum status sim_folder_body(const struct sim_folder *folder, const struct sim_message *message,
                            struct buffer *out);

#endif
