/* What messages say of persons between booking and cabin, and of flights as a whole. */
#include <assert.h>
#include <stdlib.h>

#include "store/internal.h"

enum status store_board_add(struct store *store, const struct store_board *board)
{
    const struct board_said *said = &board->said;
    struct store_file *file;
    enum status status = store_write_day(store, id_day(board->flight), &file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_BOARD_ADD);
    const int64_t values[] = {board->flight, board->traveller, said->seq,
                              said->ordinal, said->word,       said->implied,
                              said->at,      said->begin,      said->size};
    for (int i = 0; i < 9; i++)
        query_int(&query, 1 + i, values[i]);
    return store_run(file, &query);
}

static struct store_board read_board(struct query *query, int64_t flight)
{
    return (struct store_board){.flight = flight,
                                .traveller = query_column_int(query, 0),
                                .said = {.seq = query_column_int(query, 1),
                                         .ordinal = (int)query_column_int(query, 2),
                                         .word = (enum board_word)query_column_int(query, 3),
                                         .implied = query_column_int(query, 4) != 0,
                                         .at = query_column_int(query, 5),
                                         .begin = query_column_int(query, 6),
                                         .size = query_column_int(query, 7)}};
}

enum status store_boards(struct store *store, int64_t flight, int64_t traveller,
                         bool (*each)(void *context, const struct store_board *board),
                         void *context)
{
    struct store_file *file;
    enum status status = store_list_day(store, id_day(flight), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, traveller ? DAY_BOARD : DAY_BOARDS);
    query_int(&query, 1, flight);
    if (traveller)
        query_int(&query, 2, traveller);
    while (query_next(&query)) {
        struct store_board board = read_board(&query, flight);
        if (!each(context, &board))
            break;
    }
    return store_end(file, &query);
}

/* ---- what follows ---- */

struct saying {
    int64_t traveller, card;
    struct board_said said;
};
struct sayings {
    struct arena *arena;
    int64_t (*root)(void *context, int64_t card);
    void *context;
    struct saying *items;
    size_t count, room;
};

static bool add_saying(void *context, const struct store_board *board)
{
    struct sayings *list = context;
    list->items =
        arena_more(list->arena, list->items, list->count, &list->room, sizeof *list->items);
    int64_t root = list->root ? list->root(list->context, board->traveller) : board->traveller;
    list->items[list->count++] = (struct saying){root, board->traveller, board->said};
    return true;
}

static int by_person(const void *a, const void *b)
{
    const struct saying *x = a, *y = b;
    if (x->traveller != y->traveller)
        return x->traveller < y->traveller ? -1 : 1;
    return x->card < y->card ? -1 : x->card > y->card;
}

/* Of how many cards among `items`, which are by card, the booking is out. */
static int count_left(const struct saying *items, size_t count, struct board_said *scratch)
{
    int left = 0;
    for (size_t i = 0, n = 0; i < count; i += n) {
        for (n = 0; i + n < count && items[i + n].card == items[i].card; n++)
            scratch[n] = items[i + n].said;
        board_sort(scratch, n);
        left += board_of(scratch, n).booking != BOARD_BOOKED;
    }
    return left;
}

static struct store_standing stand(const struct saying *items, size_t count,
                                   struct board_said *said)
{
    struct store_standing standing = {.traveller = items->traveller};
    standing.left = count_left(items, count, said);
    for (size_t i = 0; i < count; i++)
        said[i] = items[i].said;
    board_sort(said, count);
    standing.board = board_of(said, count);
    standing.latest = &said[count - 1];
    return standing;
}

enum status store_standings(struct store *store, int64_t flight,
                            int64_t (*root)(void *context, int64_t card), void *context,
                            struct arena *arena, struct store_standing **out, size_t *count)
{
    struct sayings list = {.arena = arena, .root = root, .context = context};
    enum status status = store_boards(store, flight, 0, add_saying, &list);
    if (status)
        return status;
    if (list.count)
        qsort(list.items, list.count, sizeof *list.items, by_person);
    *out = arena_array(arena, struct store_standing, list.count + 1);
    *count = 0;
    for (size_t i = 0, n; i < list.count; i += n) {
        for (n = 1; i + n < list.count && list.items[i + n].traveller == list.items[i].traveller;)
            n++;
        struct board_said *said = arena_array(arena, struct board_said, n);
        (*out)[(*count)++] = stand(&list.items[i], n, said);
    }
    return STATUS_OK;
}

/* ---- flights ---- */

/* What is in the file may be damaged. */
const char *store_event_word(enum store_event_kind what)
{
    static const char *const words[FLIGHT_EVENTS] = {"changed", "closed", "cancelled"};
    return (unsigned)what < FLIGHT_EVENTS ? words[what] : "";
}

enum status store_event_add(struct store *store, const struct store_event *event)
{
    assert(store->in_batch);
    struct query query = query_start(store->flights, FLIGHTS_EVENT_ADD);
    const int64_t values[] = {event->flight,  event->what,  event->at,  event->seq,
                              event->ordinal, event->begin, event->size};
    for (int i = 0; i < 7; i++)
        query_int(&query, 1 + i, values[i]);
    return query_run(&query);
}

enum status store_events(struct store *store, int64_t flight,
                         bool (*each)(void *context, const struct store_event *event),
                         void *context)
{
    struct query query = query_start(store->flights, FLIGHTS_EVENTS);
    query_int(&query, 1, flight);
    while (query_next(&query)) {
        struct store_event event = {.flight = flight,
                                    .what = (enum store_event_kind)query_column_int(&query, 0),
                                    .at = query_column_int(&query, 1),
                                    .seq = query_column_int(&query, 2),
                                    .ordinal = (int)query_column_int(&query, 3),
                                    .begin = query_column_int(&query, 4),
                                    .size = query_column_int(&query, 5)};
        if (!each(context, &event))
            break;
    }
    return query_end(&query);
}
