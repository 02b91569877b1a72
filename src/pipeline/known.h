/* Persons known not to be those of entries: what people remember (desk.h), as it holds at the place in
 * the order of messages that the engine has reached. docs/decisions/0016. */
#ifndef PIPELINE_KNOWN_H
#define PIPELINE_KNOWN_H

#include "cleared/cleared.h"
#include "pipeline/internal.h"

/* ---- known.c: rows ---- */

/* What held when the process before ended, without carrying anything out. */
enum status known_open(struct engine *engine);
/* Carries out the steps up to message `seq` that were taken before the time `before`, as pairs_follow
 * does for pairings: what was said before a list changed, or before two cards were paired, comes
 * first. */
enum status known_follow(struct engine *engine, int64_t seq, int64_t before, bool *pending,
                         int64_t *next);
/* The lists are what the first `state` activations make of them: whom an entry means may have changed. */
enum status known_lists(struct engine *engine, const struct desk_activation *activations,
                        int64_t state);

/* ---- quiet.c: hits ---- */

/* A person whose hits are looked at; zeroed but for the first two. */
struct quiet {
    struct engine *engine;
    int64_t root;
    struct arena arena;
    struct cleared_facts *facts; /* NULL: not needed yet */
};
/* The row by which the person is known not to be the one of the entry; 0: none. Nor is any where the hit is by a
 * document (`how`: of enum watch_how) that may be a visa, of which nothing is remembered. */
enum status quiet_for(struct quiet *quiet, int64_t list, struct span entry, unsigned how,
                      int64_t *id);
/* Brings all standing hits of the person up to what is known now. Sets `*changed` when one became
 * quiet or is so no longer; the alert is the caller's. */
enum status quiet_settle(struct quiet *quiet, int64_t seq, int64_t at, bool *changed);
void quiet_end(struct quiet *quiet);

#endif
