/* A simulated world on the disk: what carriers send, and beside it the truth.
 *
 *   DIR/messages/YYYY-MM-DD/NNNNNNN-SOURCE-KIND.EXT   the bodies, by the day (UTC) on which they are sent
 *   DIR/messages.jsonl   each message in the order of time, also those that never come (file null)
 *   DIR/flights.jsonl    each flight, when nothing more comes of it
 *   DIR/persons.jsonl    each passenger and each of the crew of it, in the same order
 *   DIR/truth.jsonl      what was planted, one line a case
 *   DIR/watchlist.csv    whom to look for, as `list import` takes it
 *   DIR/sources.jsonl    who sends, and for tables the profile: sources/NAME.yaml
 *   DIR/profile.yaml     the profile of the world, as it was resolved
 *   DIR/manifest.json    what it is, counts, hashes; written last
 *   DIR/unfinished-world held while it is being made
 *
 * A folder without its manifest is no world, whatever else is in it. docs/world.md explains the members.
 * The same options give the same bytes on every machine, so the manifest's `hash` is the name of a world.
 * A run belongs to one thread and keeps nothing between two. */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "base/status.h"
#include "sending/sending.h"

enum { SIM_FORMAT = 1, SIM_HASH = 32, SIM_HASH_TEXT = 65, SIM_FILES = 64 };

/* How far a run is, for people. */
struct sim_progress {
    int32_t day, days; /* 1.. of those that flights leave on; 0: messages before the first */
    unsigned permille;
    uint64_t records; /* of persons, in messages */
};

struct sim_options {
    const char *profile, *params; /* as world_profile_read takes them */
    struct world_options world;
    const char *out; /* the folder; may be NULL when `dry` */
    bool dry;        /* makes and hashes everything, writes nothing */
    bool force;      /* takes the place of a world that is there, whole or not */
    /* Told after every message; false ends the run with STATUS_CLOSED. NULL is fine. */
    bool (*progress)(void *context, const struct sim_progress *progress);
    void *context;
};

/* What was made. */
struct sim_file {
    char name[96];
    uint64_t bytes;
    char hash[SIM_HASH_TEXT]; /* BLAKE2b-256 */
};
struct sim_counts {
    uint64_t flights, bookings, passengers, crew, records, messages, bytes, entries;
    uint64_t kinds[SENDING_KINDS], faults[SENDING_HELD + 1];
    uint64_t cases[WORLD_PLANTS];
    uint64_t planted[WORLD_SIGNS], innocent[WORLD_SIGNS]; /* passengers with the sign */
};
struct sim_manifest {
    char profile[24], home[3];
    struct world_options world;
    struct sim_counts counts;
    struct sim_file files[SIM_FILES];
    unsigned file_count;
    char hash[SIM_HASH_TEXT]; /* over names, sizes and hashes of the files, as `files` has them */
};

/* STATUS_INPUT with a sentence for options that make no world, STATUS_EXISTS for a folder that has
 * something already, STATUS_LOCKED while another run writes there, STATUS_FULL, STATUS_READONLY, .. for the
 * disk. After a failure nothing of the run is left in the folder, or the sentence says what is. */
enum status sim_run(const struct sim_options *options, struct sim_manifest *out);

/* What a folder says it is. STATUS_MISSING when there is no world, or an unfinished one; STATUS_NEWER;
 * STATUS_DAMAGED when the manifest is none, or a file that it names is missing or of another size. Of
 * `counts` the single numbers and `faults` are read. */
enum status sim_manifest_read(const char *folder, struct sim_manifest *out);

/* The manifest as JSON, appended to `out`. */
void sim_manifest_write(const struct sim_manifest *manifest, struct buffer *out);

/* "W-000001" of an entry's index, into `out`: its id in watchlist.csv. */
enum { SIM_ENTRY_TEXT = 16 };
const char *sim_entry_id(uint32_t index, char out[SIM_ENTRY_TEXT]);

#endif
