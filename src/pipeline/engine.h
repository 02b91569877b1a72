/* The one place that names all stages: journal -> decoder -> fusion -> screening -> store.
 *
 * The role `screen` runs it live, `rebuild` runs it over the whole journal into a folder aside; for
 * both it is the same engine, so what is rebuilt equals what was. Nothing here reads the clock:
 * times are those of the journal. One thread, and helpers that look at persons of a message at once
 * (sys/crew.h). */
#ifndef PIPELINE_ENGINE_H
#define PIPELINE_ENGINE_H

#include "config/config.h"
#include "seal/keyring.h"
#include "store/store.h"

/* Where a person comes from: what a decision points at. */
struct engine_origin {
    int64_t seq, begin;
};

struct engine_options {
    const struct config *config;              /* borrowed */
    struct keyring *keyring;                  /* borrowed */
    const char *journal, *authored, *derived; /* folders; borrowed */
    /* The seam of the sandbox: gives the socket of a decoder just started. */
    enum status (*fresh_decoder)(void *context, int *socket, bool *killed);
    void *context;
    /* The process that worked on this store before ended by a fault of its own: the message that it
     * worked on may be why. */
    bool at_fault;
    /* Origins that must be found again, in any order; copied. For rebuild. */
    const struct engine_origin *wanted;
    size_t wanted_count;
};

struct engine;
/* Opens the store for writing, the rest for reading, and goes back to where the last run stood.
 * Returns owned. */
enum status engine_open(const struct engine_options *options, struct engine **out);
void engine_close(struct engine *engine); /* NULL is fine */

struct engine_step {
    size_t entries; /* worked through */
    bool waiting;   /* a list is about to be numbered: call again soon */
    bool looking;   /* persons wait until all names are compared with them (later.h): call again */
    bool news;      /* something was stored, be it of the desk alone */
    int64_t last;   /* the last sequence done */
};
/* One batch: what waits in the journal, at most screen.batch-messages or screen.batch-milliseconds
 * of work. On failure nothing of the batch is kept: the same call may be made again later. */
enum status engine_step(struct engine *engine, struct engine_step *step);

/* Closes days that are over, as of the journal's time `now`. Call it when idle. */
enum status engine_close_days(struct engine *engine, int64_t now);

struct store *engine_store(struct engine *engine);

#endif
