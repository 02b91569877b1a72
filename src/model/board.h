/* A person's way from booking to cabin: what messages say of it, in order of message time, and what
 * follows (operations.md 4 and 15, roles of a PAXLST).
 *
 * The later by message time wins, but that somebody is announced once more takes nobody out of the
 * cabin, and what only follows from a list that leaves a person out never stands against what a
 * message says by name. */
#ifndef MODEL_BOARD_H
#define MODEL_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum board_word {
#define BOARD(name, word, replaces, implied) BOARD_##name,
#include "model/board.def"
#undef BOARD
    BOARD_WORDS
};
/* "boarded", ..; "unknown" for a number that is none. */
const char *board_text(int word);
/* BOARD_WORDS when it is none. */
enum board_word board_parse(struct span text);
/* It is of the booking, not of the person's place on board. */
bool board_is_of_booking(enum board_word word);

/* What one message says of one person. */
struct board_said {
    enum board_word word;
    bool implied;        /* by a whole list that does not name the person */
    int64_t at;          /* message time, microseconds; 0: before all others */
    int64_t seq;         /* the message .. */
    int ordinal;         /* .. in its body */
    int64_t begin, size; /* the bytes that say so; size 0: not known */
};

/* What follows from all that was said. */
struct board {
    enum board_word state;                    /* UNKNOWN to CANCELLED */
    enum board_word booking;                  /* BOOKED, DROPPED_OUT or BOOKING_CANCELLED */
    bool announced;                           /* at any time, be it after boarding */
    const struct board_said *by, *booking_by; /* who said so; NULL: nobody */
};

/* By message time, then in the order of the journal. */
void board_sort(struct board_said *said, size_t count);
/* Of what is sorted; borrows it. */
struct board board_of(const struct board_said *said, size_t count);

/* Only who was on board has made the trip (operations.md 4). */
bool board_is_trip(const struct board *board);

#endif
