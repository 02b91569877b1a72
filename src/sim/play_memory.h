/* What of a world was acknowledged by one system: WORLD/played/HOST-PORT.json, so that an interrupted
 * play goes on where it was.
 *
 *   {"world":HASH,"system":..,"to":URL,"through":N,"beyond":[N+2,N+5],"messages":..,"persons":..,
 *    "refused":..,"saved":TIME}
 *
 * All messages up to `through` are done, and those of `beyond`: connections overtake one another. The
 * file is exchanged as a whole. What was acknowledged after it was written last is sent once more; the
 * system knows a message that it has and marks it as a duplicate, so nothing is counted twice.
 *
 * The file counts only for the world and the system that it was written for: when either is another,
 * playing begins at the first message. */
#ifndef SIM_PLAY_MEMORY_H
#define SIM_PLAY_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

enum { PLAY_WINDOW = 1024 }; /* messages between the first that is not done and the last that is */

struct play_done {
    uint64_t messages, persons, refused; /* acknowledged ones; those that were refused */
};

struct play_memory {
    char *path;
    const char *world, *system, *url; /* borrowed */
    int lock;                         /* no second play of this world to this system */
    uint64_t through;
    bool beyond[PLAY_WINDOW]; /* by number % PLAY_WINDOW */
    struct play_done done;
    bool known;   /* something was done before */
    bool changed; /* since it was saved */
};

/* Reads the file of `folder` for the system at `url`; with `again`, or when it is of another world or
 * system, nothing is done yet. `system`: what tells it from another at the same address, may be "".
 * STATUS_LOCKED when another process plays the same; STATUS_INPUT when the URL is none. */
enum status play_memory_open(const char *folder, const char *world, const char *system,
                             const char *url, bool again, struct play_memory *out);

bool play_memory_is_done(const struct play_memory *memory, uint64_t number);
/* Whether a message of that number may be begun: it lies within the window. */
bool play_memory_has_room(const struct play_memory *memory, uint64_t number);
/* How many are done, of those that were never sent those before `through`. */
uint64_t play_memory_count(const struct play_memory *memory);
void play_memory_mark(struct play_memory *memory, uint64_t number);

/* Writes the file when something changed. */
enum status play_memory_save(struct play_memory *memory, int64_t now);
void play_memory_close(struct play_memory *memory); /* does not save */

#endif
