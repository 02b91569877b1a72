/* A run under way, for the files of this folder. */
#ifndef SIM_INTERNAL_H
#define SIM_INTERNAL_H

#include <sodium.h>

#include "base/arena.h"
#include "sim/line.h"
#include "sim/sim.h"

/* ---- output.c: files with their hashes ---- */

/* Append to `buffer`, then output_turn: it goes out in large pieces. */
struct output {
    char name[96];  /* within the folder */
    int descriptor; /* -1: dry */
    struct buffer buffer;
    crypto_generichash_state hash;
    uint64_t bytes;
};

struct run;
enum status output_open(struct run *run, const char *name, struct output *out);
enum status output_turn(struct run *run, struct output *output);
/* The rest, and the file's line in the manifest. */
enum status output_finish(struct run *run, struct output *output);
/* Without any of that: after a failure. An output that was never opened (zeroed) is fine. */
void output_drop(struct output *output);
/* A small file at once. */
enum status output_whole(struct run *run, const char *name, struct span bytes);
/* The same without a line in the manifest, below a folder that is open. */
enum status output_body(int folder, const char *shown, const char *name, struct span bytes);

void sim_hash_text(const unsigned char hash[SIM_HASH], char out[SIM_HASH_TEXT]);

/* ---- folder.c: whether it may be written, and what is left of it ---- */

#define UNFINISHED "unfinished-world"
struct place {
    const char *path; /* NULL: dry */
    int descriptor, lock;
    bool made; /* by this run */
};
/* Afterwards the folder is this run's, and empty. */
enum status place_open(const char *path, bool force, struct place *out);
/* Everything to the disk, then the manifest, then it is whole. */
enum status place_finish(struct place *place, struct span manifest);
void place_close(struct place *place);
/* Takes away what was written; then `status` again, with its sentence and what became of the rest. */
enum status place_abandon(struct place *place, enum status status);

/* ---- cases.c: what was planted, gathered until the end ---- */

struct plant_case;
struct cases {
    struct plant_case *cases; /* in the order of their first passenger */
    size_t count, room;
    uint32_t *slots; /* by id: index + 1 */
    size_t slot_count;
};
void cases_add(struct cases *cases, const struct world_load *load,
               const struct world_passenger *passenger);
void cases_count(const struct cases *cases, struct sim_counts *counts);
/* One line each. */
enum status cases_write(struct run *run, const struct cases *cases, struct output *output);
void cases_free(struct cases *cases);

/* ---- the run ---- */

struct run {
    const struct sim_options *options;
    struct world_profile *profile;
    struct world *world;
    struct sending *sending;
    struct sim_manifest *manifest;
    struct place place;
    struct output messages, flights, persons;
    struct cases cases;
    struct arena arena; /* emptied after each person */
    int32_t day;        /* whose folder of messages is open */
    int day_folder;     /* -1: none */
    struct sim_progress progress;
};

/* bodies.c */
enum status sim_message_write(struct run *run, const struct sending_message *message);
/* flights.c, persons.c: lines of a flight of which nothing more comes */
enum status sim_flight_write(struct run *run, const struct world_load *load);
enum status sim_persons_write(struct run *run, const struct sending_closed *closed);
const char *sim_dialect_word(enum world_dialect dialect);
/* sides.c: watchlist.csv, sources, profile.yaml */
enum status sim_watchlist_write(struct run *run);
enum status sim_sources_write(struct run *run);

/* "[..]" of the words of the bits in `bits`, which are below `count`. */
void sim_words_write(struct line *line, const char *key, uint32_t bits, unsigned count,
                     const char *(*word)(unsigned bit));
const char *sim_sign_word(unsigned bit); /* for sim_words_write */

#endif
