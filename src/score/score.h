/* Compares a simulated world (sim/sim.h) that was played with what a system made of it.
 *
 * Presence: everybody of whom an undamaged message told is in the store exactly once on that flight. A card
 * belongs to a person by the document, by a locator and the name, or by name and birth; names, documents and
 * births are all that the world knows of them, as the booking and the check-in have them. How the system itself
 * compares persons is not asked: this is the yardstick for it.
 *
 * Alerts: whom of the planted the list of the world found, whom it missed, and whom it names without
 * being it. Times are from the reception of a message to the time that its alert has in the feed, which is the
 * reception of the last message of its batch: the store keeps no clock, so that a rebuild is the same, and how
 * long the work took is not in it. Alerts that a list brought which came after the message are left out.
 *
 * Goes flight by flight: memory is that of one flight and a few bytes an alert. One thread. */
#ifndef SCORE_SCORE_H
#define SCORE_SCORE_H

#include "desk/desk.h"
#include "journal/journal.h"
#include "sim/sim.h"
#include "store/progress.h"
#include "store/travel.h"

struct score_options {
    const char *folder;             /* of the world */
    struct store *store;            /* NULL: nothing was derived yet */
    struct journal_reader *journal; /* NULL: nothing was received yet */
    struct desk *desk;              /* NULL: nothing was authored yet */
    const char *list;               /* the name of the world's list; NULL: "watchlist" */
};

/* ---- presence ---- */

struct score_presence {
    char dialect[16];
    uint64_t told, once, missing, twice;
    /* Of those missing and twice: booking and check-in say different things; a message about their flight
     * was damaged, so that it names people whom nobody is. */
    uint64_t contradicted, damaged;
};

enum score_problem_kind { SCORE_MISSING, SCORE_TWICE, SCORE_NOBODY };
enum { SCORE_PROBLEMS = 20, SCORE_CARDS = 4, SCORE_MESSAGES = 16 };
struct score_problem {
    enum score_problem_kind kind;
    uint32_t flight;            /* of the world */
    char name[32];              /* "HY271 TAS 2026-11-22" */
    uint64_t person;            /* 0: nobody */
    bool damaged;               /* a message about the flight was */
    uint32_t signs;             /* of booking against check-in, as 1 << enum world_sign */
    uint32_t told;              /* bits of enum sending_kind */
    char told_as[16];           /* how one of the two changed the name, "typo"; "": not at all */
    int64_t cards[SCORE_CARDS]; /* T.., those of the store; 0: no more */
    uint64_t messages[SCORE_MESSAGES]; /* numbers of those that told of the person; 0: no more */
};

/* ---- alerts ---- */

/* Persons on flights, by one of their traits. */
struct score_row {
    char word[24];
    uint64_t planted, told, found;
};
enum { SCORE_ROWS = 48 };
struct score_rows {
    struct score_row rows[SCORE_ROWS]; /* in the order of their first */
    unsigned count;
};

struct score {
    struct sim_manifest world;
    struct score_presence dialects[WORLD_DIALECTS + 1], all;
    unsigned dialect_count;
    uint64_t untold_found; /* of whom no undamaged message told, and who are there all the same */
    uint64_t cards, strangers; /* cards that stand; those that belong to nobody in the world */
    uint64_t flights, flights_missing; /* with somebody told; not in the store */
    uint64_t other_flights;            /* in the store on the world's days, and not in the world */
    struct score_problem problems[SCORE_PROBLEMS];
    unsigned problem_count;
    int64_t set_aside[STORE_REASONS]; /* messages that went no further than the journal */

    bool listed; /* the list was found: what follows is known */
    char list[64];
    struct score_rows kinds; /* every planted kind; of targets without a rule `found` is 0 .. */
    bool rules;              /* .. and no alert that is not a list's exists */
    struct score_rows cultures, scripts, spellings; /* of the listed */
    uint64_t alerts;                                /* persons on flights with one of the list's */
    uint64_t found, missed, look_alikes, namesakes, others, beyond;
    uint64_t times, later;     /* alerts that were timed; that a later list brought */
    int64_t p50, p99, slowest; /* microseconds */
};

/* STATUS_MISSING when there is no whole world in the folder, or no list of the name that was given. */
enum status score_run(const struct score_options *options, struct score *out);

/* For people, and as one object of JSON. Appended. */
void score_print(const struct score *score, struct buffer *out);
void score_json(const struct score *score, struct buffer *out);

#endif
