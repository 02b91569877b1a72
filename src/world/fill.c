/* Who flies on a flight: those who come back, and new trips until it is as full as its day. */
#include "world/internal.h"

enum { EARLIER_DAYS = 220, TRIES = 200 };

/* Percent of an ordinary day. */
static const uint8_t by_month[12] = {88, 84, 92, 96, 100, 108, 116, 117, 104, 98, 90, 104};
static const uint8_t by_weekday[7] = {106, 98, 95, 96, 101, 107, 99}; /* from Sunday on */

int32_t fill_target(const struct world *world, const struct service *service, int32_t day,
                    uint32_t index)
{
    struct chance chance = chance_of(world->options.seed, DRAW_FILL, index);
    int64_t load = world->profile->rates[RATE_LOAD] * by_month[date_from_day(day).month - 1] *
                   by_weekday[(day + 4) % 7] / 100; /* hundredths of a percent */
    load = load * chance_between(&chance, 84, 116) / 100;
    if (load > 10000)
        load = 10000;
    int64_t seats = service->seats * load / 10000;
    return seats < 4 ? 4 : (int32_t)seats;
}

/* ---- one trip ---- */

static enum world_segment draw_segment(const struct world *world, const struct service *service,
                                       struct chance *chance, bool starts)
{
    const struct world_route *route = &world->profile->routes[service->route];
    uint32_t mix[WORLD_SEGMENTS];
    for (unsigned i = 0; i < WORLD_SEGMENTS; i++) /* shares are of passengers, not of trips */
        mix[i] = route->mix[i] * 10000 / segment_habits((enum world_segment)i)->size;
    if (!(starts && service->inbound)) /* who changes planes here arrives first */
        mix[SEGMENT_TRANSIT] = 0;
    if (chance_in(chance, (uint32_t)world->profile->rates[RATE_STAFF]))
        return SEGMENT_STAFF;
    return (enum world_segment)chance_weighted(chance, mix, WORLD_SEGMENTS);
}

/* Who starts an outbound flight lives at home, as does who comes back by an inbound one. */
static unsigned draw_country(const struct world *world, const struct service *service,
                             struct chance *chance, bool starts, enum world_segment segment)
{
    const struct world_route *route = &world->profile->routes[service->route];
    if (service->inbound != starts && segment != SEGMENT_TRANSIT)
        return (unsigned)world_country_find(span_of(world->profile->home));
    return route->countries[chance_weighted(chance, route->country_weights, route->country_count)];
}

static void take(struct world *world, struct kept_flight *kept, const struct trip *trip)
{
    trips_add(&kept->trips, trip);
    if (trip->away == 0)
        trip_keep(world, trip);
}

/* Seats of one more trip, 0 when nobody was found. */
static unsigned one_more(struct world *world, struct kept_flight *kept, bool starts, unsigned free)
{
    const struct service *service = &world->timetable.services[kept->service];
    uint64_t number = world->trips++;
    struct chance chance = chance_of(world->options.seed, DRAW_FILL, UINT64_C(1) << 40 | number);
    enum world_segment segment = draw_segment(world, service, &chance, starts);
    unsigned country = draw_country(world, service, &chance, starts, segment);
    struct trip trip;
    bool found = starts ? trip_start(world, kept, segment, country, number, &trip)
                        : trip_earlier(world, kept, segment, country, number, &trip);
    unsigned seats = found ? trip_seats(&world->people, &trip) : 0;
    if (!found || seats > free)
        return 0;
    take(world, kept, &trip);
    return seats;
}

/* ---- the flight ---- */

static unsigned fill_until(struct world *world, struct kept_flight *kept, bool starts,
                           unsigned seats, unsigned most)
{
    unsigned all = (unsigned)kept->flight.seats;
    for (unsigned tries = 0; seats < most && tries < TRIES; tries++) {
        unsigned more = one_more(world, kept, starts, all - seats);
        if (more)
            tries = 0;
        seats += more;
    }
    return seats;
}

void fill_flight(struct world *world, struct kept_flight *kept)
{
    const struct service *service = &world->timetable.services[kept->service];
    const struct world_route *route = &world->profile->routes[service->route];
    unsigned target = (unsigned)fill_target(world, service, kept->flight.day, kept->flight.index);
    unsigned residents = (unsigned)route->residents;
    unsigned returning = target * (service->inbound ? residents : 100 - residents) / 100, seats;
    const struct returning *back = &world->ring[(uint32_t)kept->flight.day % RING][kept->service];
    for (uint32_t i = 0; i < back->trips.count; i++)
        trips_add(&kept->trips, &back->trips.at[i]);
    seats = back->seats;
    if (kept->flight.day - world->options.start < EARLIER_DAYS)
        seats = fill_until(world, kept, false, seats, returning);
    seats += plant_trips(world, kept, target);
    fill_until(world, kept, true, seats, target);
}
