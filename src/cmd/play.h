/* The system that a world is played to: where it listens, and as whom the world's senders send. */
#ifndef CMD_PLAY_H
#define CMD_PLAY_H

#include "base/clock.h"
#include "cmd/command.h"
#include "sim/play.h"

struct play_target {
    struct buffer url;
    struct buffer certificate; /* path; empty: those of the machine */
    char
        system[TIME_TEXT]; /* when the first source was registered: no other data folder has that */
    struct play_credentials credentials;
};

/* --to and --credentials, else the running system of the data folder, with which the world's sources
 * are registered that it does not know yet. */
enum status play_target_open(const struct words *words, const struct sim_folder *folder,
                             struct play_target *out);
void play_target_close(struct play_target *target);

/* Takes in the world's watchlist, or says how it is done. */
enum status play_list(const struct words *words, const struct sim_folder *folder);

#endif
