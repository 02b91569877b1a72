/* Which flights are kept opened: those that were used last, within a bound of memory. */
#include <stdlib.h>

#include "base/memory.h"
#include "pipeline/cards_open.h"
#include "store/id.h"

struct cards {
    struct store *store;
    size_t most;
    struct open_flight *newest, *oldest;
    struct arena arena; /* for loading */
};

static void unlink_flight(struct cards *cards, struct open_flight *flight)
{
    *(flight->newer ? &flight->newer->older : &cards->newest) = flight->older;
    *(flight->older ? &flight->older->newer : &cards->oldest) = flight->newer;
    flight->newer = flight->older = NULL;
}

static void put_newest(struct cards *cards, struct open_flight *flight)
{
    flight->older = cards->newest;
    *(cards->newest ? &cards->newest->newer : &cards->oldest) = flight;
    cards->newest = flight;
}

static void free_flight(struct open_flight *flight)
{
    free(flight->cards);
    free(flight->bookings);
    free(flight->slots);
    free(flight->entries);
    free(flight->apart);
    free(flight);
}

static size_t flight_bytes(const struct open_flight *flight)
{
    return sizeof *flight + flight->room * sizeof *flight->cards +
           flight->booking_room * sizeof *flight->bookings +
           flight->slot_room * sizeof *flight->slots + flight->entry_room * sizeof *flight->entries;
}

/* Sizes change while flights are open, so they are summed anew; there are a few hundred. */
static void trim(struct cards *cards)
{
    size_t used = 0;
    struct open_flight *flight = cards->newest, *older;
    for (; flight && (used += flight_bytes(flight)) <= cards->most; flight = flight->older)
        ;
    for (; flight && flight != cards->newest; flight = older) {
        older = flight->older;
        unlink_flight(cards, flight);
        free_flight(flight);
    }
}

struct cards *cards_new(struct store *store, size_t most_bytes)
{
    struct cards *cards = memory_alloc(sizeof *cards);
    cards->store = store;
    cards->most = most_bytes;
    return cards;
}

void cards_drop(struct cards *cards, struct open_flight *flight)
{
    unlink_flight(cards, flight);
    free_flight(flight);
}

void cards_drop_all(struct cards *cards)
{
    while (cards->newest)
        cards_drop(cards, cards->newest);
}

void cards_free(struct cards *cards)
{
    if (!cards)
        return;
    cards_drop_all(cards);
    arena_free(&cards->arena);
    free(cards);
}

static struct open_flight *find_flight(struct cards *cards, int64_t id)
{
    struct open_flight *flight = cards->newest;
    while (flight && flight->id != id)
        flight = flight->older;
    return flight;
}

enum status cards_open_heads(struct cards *cards, int64_t id, struct open_flight **out)
{
    struct open_flight *flight = find_flight(cards, id);
    if (flight) {
        unlink_flight(cards, flight);
        put_newest(cards, flight);
        *out = flight;
        return STATUS_OK;
    }
    flight = memory_alloc(sizeof *flight);
    flight->id = id;
    flight->day = id_day(id);
    enum status status = cards_load_heads(cards->store, &cards->arena, flight);
    arena_reset(&cards->arena);
    if (status != STATUS_OK) {
        free_flight(flight);
        return status;
    }
    put_newest(cards, flight);
    trim(cards);
    *out = flight;
    return STATUS_OK;
}

enum status cards_open(struct cards *cards, int64_t id, struct open_flight **out)
{
    enum status status = cards_open_heads(cards, id, out);
    if (status != STATUS_OK || (*out)->opened)
        return status;
    status = cards_load_contents(cards->store, &cards->arena, *out);
    arena_reset(&cards->arena);
    if (status != STATUS_OK)
        cards_drop(cards, *out);
    return status;
}
