/* The world day by day: what is kept of it, and for how long. */
#include "world/internal.h"

#include <stdlib.h>

#include "base/memory.h"

enum { DAYS_MOST = 20000, MOST_A_DAY = 10000000, POOL_LEAST = 60 };

int32_t world_day_of(const struct world *world, int32_t offset)
{
    return world->options.start + offset;
}

void trips_add(struct trips *trips, const struct trip *trip)
{
    if (trips->count == trips->room) {
        trips->room = trips->room ? trips->room * 2 : 16;
        trips->at = memory_resize(trips->at, trips->room * sizeof *trips->at);
    }
    trips->at[trips->count++] = *trip;
}

/* ---- pools ---- */

/* Tenths of trips a year that a segment of a country makes, from the routes' shares. */
static void count_trips(const struct world *world, uint64_t (*out)[256])
{
    const struct world_profile *profile = world->profile;
    uint64_t weights = 0;
    size_t home = (size_t)world_country_find(span_of(profile->home));
    for (unsigned i = 0; i < profile->route_count; i++)
        weights += (uint64_t)profile->routes[i].weight;
    for (unsigned i = 0; i < profile->route_count; i++) {
        const struct world_route *route = &profile->routes[i];
        uint64_t a_year = world->options.persons * 365 / (uint64_t)world->options.days *
                          (uint64_t)route->weight / weights;
        uint64_t mix = 0, countries = 0;
        for (unsigned k = 0; k < WORLD_SEGMENTS; k++)
            mix += route->mix[k];
        for (unsigned k = 0; k < route->country_count; k++)
            countries += route->country_weights[k];
        for (unsigned k = 0; mix && k < WORLD_SEGMENTS; k++) {
            uint64_t trips = a_year * route->mix[k] / mix * 50 / /* there and back */
                             segment_habits((enum world_segment)k)->size;
            out[k][home] += trips * (uint64_t)route->residents / 100;
            for (unsigned c = 0; countries && c < route->country_count; c++)
                out[k][route->countries[c]] += trips * (uint64_t)(100 - route->residents) / 100 *
                                               route->country_weights[c] / countries;
        }
    }
}

static uint32_t pool_size(const struct world *world, enum world_segment segment, uint64_t trips,
                          uint64_t a_year)
{
    if (segment == SEGMENT_CREW) /* they travel by the roster: load_crew */
        return 0;
    if (segment == SEGMENT_LISTED)
        return (uint32_t)world->profile->rates[RATE_ENTRIES] * 2;
    if (segment == SEGMENT_STAFF)
        trips = a_year * (uint64_t)world->profile->rates[RATE_STAFF] / 1000000 * 3;
    return (uint32_t)(trips / segment_habits(segment)->trips) + POOL_LEAST;
}

static void make_pools(struct world *world)
{
    uint64_t(*trips)[256] = memory_alloc(sizeof(uint64_t[256]) * WORLD_SEGMENTS);
    uint64_t a_year = world->options.persons * 365 / (uint64_t)world->options.days;
    size_t all = 0;
    count_trips(world, trips);
    for (unsigned i = 0; i < WORLD_SEGMENTS; i++)
        for (size_t c = 0; c < world_country_count(); c++) {
            struct pool *pool = &world->pools[i][c];
            pool->first = all;
            pool->count = pool_size(world, (enum world_segment)i, trips[i][c], a_year);
            all += pool->count;
        }
    world->busy = memory_alloc(all * sizeof *world->busy);
    free(trips);
}

/* ---- life ---- */

static enum status check_options(const struct world_options *options)
{
    if (options->days < 1 || options->days > DAYS_MOST)
        return status_fail(STATUS_INPUT, "A world has 1 to %d days, not %d.", DAYS_MOST,
                           options->days);
    if (options->persons < 1 || options->persons / (uint64_t)options->days > MOST_A_DAY)
        return status_fail(STATUS_INPUT, "A world has from 1 to %d persons a day.", MOST_A_DAY);
    return STATUS_OK;
}

enum status world_open(const struct world_profile *profile, const struct world_options *options,
                       struct world **out)
{
    enum status status = check_options(options);
    if (status != STATUS_OK)
        return status;
    struct world *world = memory_alloc(sizeof *world);
    world->profile = profile;
    world->options = *options;
    world->people = (struct world_people){options->seed, options->start};
    status = timetable_make(profile, options, &world->arena, &world->timetable);
    if (status != STATUS_OK) {
        world_close(world);
        return status;
    }
    for (unsigned i = 0; i < RING; i++)
        world->ring[i] = memory_alloc(world->timetable.count * sizeof **world->ring);
    make_pools(world);
    entries_make(world);
    *out = world;
    return STATUS_OK;
}

static void forget(struct open_day *day)
{
    for (uint32_t i = 0; i < day->count; i++)
        free(day->flights[i].trips.at);
    free(day->flights);
    *day = (struct open_day){0};
}

static void clear_ring(struct world *world, int32_t day)
{
    struct returning *slot = world->ring[(uint32_t)day % RING];
    for (unsigned i = 0; slot && i < world->timetable.count; i++) {
        free(slot[i].trips.at);
        slot[i] = (struct returning){0};
    }
}

void world_close(struct world *world)
{
    if (!world)
        return;
    for (unsigned i = 0; i < OPEN_DAYS; i++)
        forget(&world->days[i]);
    for (int32_t i = 0; i < RING; i++) {
        clear_ring(world, i);
        free(world->ring[i]);
    }
    free(world->busy);
    free(world->surnames);
    arena_free(&world->arena);
    free(world);
}

const struct world_people *world_people(const struct world *world)
{
    return &world->people;
}

/* ---- days ---- */

static int compare_flights(const void *a, const void *b)
{
    const struct kept_flight *x = a, *y = b;
    if (x->flight.departs != y->flight.departs)
        return x->flight.departs < y->flight.departs ? -1 : 1;
    return (x->service > y->service) - (x->service < y->service);
}

static uint32_t count_flights(const struct world *world, int32_t day)
{
    uint32_t count = 0;
    for (unsigned i = 0; i < world->timetable.count; i++)
        count += service_flies(&world->timetable.services[i], day);
    return count;
}

static void list_flights(const struct world *world, int32_t day, struct open_day *out)
{
    out->count = count_flights(world, day);
    out->flights = memory_alloc((out->count + 1) * sizeof *out->flights);
    uint32_t at = 0;
    for (uint32_t i = 0; i < world->timetable.count; i++)
        if (service_flies(&world->timetable.services[i], day)) {
            out->flights[at].service = i;
            flight_make(world, i, day, 0, &out->flights[at++].flight);
        }
    qsort(out->flights, out->count, sizeof *out->flights, compare_flights);
}

static void count_persons(const struct world *world, struct kept_flight *kept)
{
    for (uint32_t i = 0; i < kept->trips.count; i++) {
        struct party party;
        trip_party(&world->people, &kept->trips.at[i], &party);
        kept->flight.passengers += party.count;
    }
}

uint32_t world_make_day(struct world *world, int32_t offset, uint32_t *first)
{
    struct open_day *open = &world->days[(uint32_t)offset % OPEN_DAYS];
    int32_t day = world_day_of(world, offset);
    forget(open);
    *open = (struct open_day){.offset = offset, .first = world->flights};
    list_flights(world, day, open);
    for (uint32_t i = 0; i < open->count; i++) {
        open->flights[i].flight.index = world->flights++;
        fill_flight(world, &open->flights[i]);
        count_persons(world, &open->flights[i]);
    }
    clear_ring(world, day);
    *first = open->first;
    return open->count;
}

void world_forget_day(struct world *world, int32_t offset)
{
    struct open_day *open = &world->days[(uint32_t)offset % OPEN_DAYS];
    if (open->offset == offset)
        forget(open);
}

static const struct kept_flight *find_flight(const struct world *world, uint32_t index)
{
    for (unsigned i = 0; i < OPEN_DAYS; i++) {
        const struct open_day *day = &world->days[i];
        if (index >= day->first && index - day->first < day->count)
            return &day->flights[index - day->first];
    }
    return NULL;
}

const struct world_flight *world_flight_at(const struct world *world, uint32_t index)
{
    const struct kept_flight *kept = find_flight(world, index);
    return kept ? &kept->flight : NULL;
}

/* ---- a whole flight ---- */

enum { CREW_MOST = 24 };

void world_load(const struct world *world, uint32_t index, struct arena *arena,
                struct world_load *out)
{
    const struct kept_flight *kept = find_flight(world, index);
    struct loading loading = {.world = world, .kept = kept, .arena = arena, .load = out};
    *out = (struct world_load){.flight = kept->flight};
    out->bookings = arena_array(arena, struct world_booking, kept->trips.count + 1);
    out->passengers =
        arena_array(arena, struct world_passenger, kept->flight.passengers + CREW_MOST);
    for (uint32_t i = 0; i < kept->trips.count; i++) {
        loading.trip = &kept->trips.at[i];
        load_booking(&loading);
    }
    load_seats(&loading);
    load_signs(&loading);
    load_crew(&loading);
    out->flight.crew = out->crew_count;
}
