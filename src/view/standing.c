#include "view/standing.h"

#include <string.h>

#include "view/internal.h"

struct standing standing_of(const struct board *board, int bookings, int left)
{
    struct standing standing = {.state = board->state, .announced = board->announced};
    if (bookings > 0)
        standing.booking = left < bookings ? BOARD_BOOKED : board->booking;
    return standing;
}

static bool is_away(const struct standing *standing)
{
    return standing->state == BOARD_NOT_BOARDED || standing->state == BOARD_CANCELLED;
}

const char *standing_mark(const struct standing *standing)
{
    if (standing->booking == BOARD_BOOKED && is_away(standing))
        return "booked-not-on-board";
    return standing->state == BOARD_BOARDED && !standing->announced ? "never-announced" : NULL;
}

bool standing_is(const struct standing *standing, struct span word)
{
    const char *mark = standing_mark(standing);
    return span_is(word, board_text(standing->state)) ||
           (standing->booking && span_is(word, board_text(standing->booking))) ||
           (mark && span_is(word, mark));
}

void standing_write(struct json *json, const struct standing *standing)
{
    json_put_text(json, "board", board_text(standing->state));
    json_put_text(json, "booking", standing->booking ? board_text(standing->booking) : NULL);
    json_put_text(json, "mark", standing_mark(standing));
}

void standing_count(struct standing_counts *counts, const struct standing *standing)
{
    const char *mark = standing_mark(standing);
    counts->boarded += standing->state == BOARD_BOARDED;
    counts->not_boarded += standing->state == BOARD_NOT_BOARDED;
    counts->cancelled += standing->state == BOARD_CANCELLED;
    counts->dropped_out +=
        standing->booking == BOARD_DROPPED_OUT || standing->booking == BOARD_BOOKING_CANCELLED;
    counts->booked_not_on_board += mark && strcmp(mark, "booked-not-on-board") == 0;
    counts->never_announced += mark && strcmp(mark, "never-announced") == 0;
}

enum status standings_load(struct store *store, int64_t flight,
                           int64_t (*root)(void *context, int64_t card), void *context,
                           struct arena *arena, struct standings *out)
{
    return store_standings(store, flight, root, context, arena, &out->items, &out->count);
}

struct standing standing_among(const struct standings *standings, int64_t traveller, int bookings)
{
    static const struct board nothing = {.booking = BOARD_BOOKED};
    const struct store_standing *found =
        find_by_id(standings->items, standings->count, sizeof *found, traveller);
    return found ? standing_of(&found->board, bookings, found->left)
                 : standing_of(&nothing, bookings, 0);
}
