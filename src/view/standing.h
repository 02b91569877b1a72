/* A person between booking and cabin, as pages and the command line show it (model/board.h). */
#ifndef VIEW_STANDING_H
#define VIEW_STANDING_H

#include "base/json.h"
#include "model/board.h"
#include "store/travel.h"

struct standing {
    enum board_word state;   /* UNKNOWN to CANCELLED */
    enum board_word booking; /* BOOKED, DROPPED_OUT, BOOKING_CANCELLED; UNKNOWN: there is none */
    bool announced;
};

/* Of a person with `bookings` cards that have a booking, of which `left` are out of it. */
struct standing standing_of(const struct board *board, int bookings, int left);

/* What does not fit together: "booked-not-on-board", "never-announced"; NULL: nothing. */
const char *standing_mark(const struct standing *standing);
/* Whether `word` is a word of its state, its booking or its mark. */
bool standing_is(const struct standing *standing, struct span word);

/* The members board, booking and mark. */
void standing_write(struct json *json, const struct standing *standing);

/* How many of a flight's persons are how. */
struct standing_counts {
    int boarded, not_boarded, cancelled, booked_not_on_board, never_announced, dropped_out;
};
void standing_count(struct standing_counts *counts, const struct standing *standing);

/* The persons of a flight. `root` as in store_standings. */
struct standings {
    struct store_standing *items;
    size_t count;
};
enum status standings_load(struct store *store, int64_t flight,
                           int64_t (*root)(void *context, int64_t card), void *context,
                           struct arena *arena, struct standings *out);
/* Of the card that stands for a person with so many cards that have a booking. */
struct standing standing_among(const struct standings *standings, int64_t traveller, int bookings);

#endif
