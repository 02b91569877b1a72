/* New trips: who travels, for how long, by which flights. */
#include "world/internal.h"

enum {
    HEAD = 1 << MEMBER_HEAD,
    SPOUSE = 1 << MEMBER_SPOUSE,
    CHILDREN = 7 << MEMBER_CHILD,
    INFANT = 1 << MEMBER_INFANT,
    /* of so many passengers one visits alone, from a household with children */
    ALONE_SHARE = 20,
    EPOCH_SLACK = 400,
    TRIES = 8
};
enum party_kind {
    PARTY_ALONE,
    PARTY_COUPLE,
    PARTY_FAMILY,
    PARTY_FRIENDS,
    PARTY_ONE_ADULT,
    PARTY_GROUP
};

/* ---- who ---- */

static uint16_t friends(struct chance *chance)
{
    unsigned count = 1 + chance_below(chance, 2);
    count += chance_below(chance, 3) / 2;
    return (uint16_t)(HEAD | ((1u << count) - 1) << MEMBER_FRIEND);
}

static uint16_t family(struct chance *chance, const struct world_profile *profile)
{
    bool infant = chance_in(chance, (uint32_t)profile->rates[RATE_INFANT]);
    return (uint16_t)(HEAD | SPOUSE | CHILDREN | (infant ? INFANT : 0));
}

static void choose_members(struct chance *chance, const struct world_profile *profile,
                           struct trip *trip)
{
    const struct segment_habits *habits = segment_habits((enum world_segment)trip->segment);
    enum party_kind kind = (enum party_kind)chance_weighted(chance, habits->party, 6);
    trip->households = 1;
    switch (kind) {
    case PARTY_ALONE:
        trip->members = HEAD;
        if (trip->segment == SEGMENT_VISITING &&
            chance_in(chance, (uint32_t)profile->rates[RATE_ALONE] * ALONE_SHARE))
            trip->members = 1 << MEMBER_CHILD;
        break;
    case PARTY_COUPLE: trip->members = HEAD | SPOUSE; break;
    case PARTY_FAMILY: trip->members = family(chance, profile); break;
    case PARTY_FRIENDS: trip->members = friends(chance); break;
    case PARTY_ONE_ADULT: trip->members = (uint16_t)(family(chance, profile) & ~SPOUSE); break;
    case PARTY_GROUP:
        trip->members = HEAD | SPOUSE;
        trip->households = (uint8_t)chance_between(chance, 6, 20);
        break;
    }
}

/* The place of a household among those that may travel. */
static size_t busy_at(const struct world *world, const struct trip *trip)
{
    return world->pools[trip->segment][trip->country].first + trip->household;
}

static uint16_t busy_day(const struct world *world, int32_t day)
{
    int32_t at = day - world->options.start + EPOCH_SLACK;
    return (uint16_t)(at < 1 ? 1 : at > UINT16_MAX ? UINT16_MAX : at);
}

static bool are_free(const struct world *world, const struct trip *trip, int32_t day)
{
    for (uint32_t i = 0; i < trip->households; i++)
        if (world->busy[busy_at(world, trip) + i] >= busy_day(world, day))
            return false;
    return true;
}

bool trip_is_free(const struct world *world, const struct trip *trip)
{
    return are_free(world, trip, trip->legs[0].day);
}

static bool choose_household(const struct world *world, struct chance *chance, int32_t day,
                             struct trip *trip)
{
    const struct pool *pool = &world->pools[trip->segment][trip->country];
    for (unsigned i = 0; i < TRIES; i++) {
        trip->household = chance_below(chance, pool->count - trip->households + 1);
        if (are_free(world, trip, day))
            return trip_seats(&world->people, trip) > 0;
    }
    return false;
}

void trip_make_busy(struct world *world, const struct trip *trip)
{
    const struct trip_leg *last = &trip->legs[trip->legs[1].service != NO_SERVICE];
    for (uint32_t i = 0; i < trip->households; i++)
        world->busy[busy_at(world, trip) + i] =
            busy_day(world, last->day + 1); /* lands the day after */
}

static bool choose_party(struct world *world, struct chance *chance, enum world_segment segment,
                         unsigned country, int32_t day, struct trip *trip)
{
    const struct pool *pool = &world->pools[segment][country];
    trip->segment = (uint8_t)segment;
    trip->country = (uint8_t)country;
    choose_members(chance, world->profile, trip);
    if (pool->count <= trip->households)
        return false;
    return choose_household(world, chance, day, trip);
}

/* ---- when ---- */

static void choose_created(struct chance *chance, int32_t departs, struct trip *trip)
{
    const struct segment_habits *habits = segment_habits((enum world_segment)trip->segment);
    int32_t lead = chance_quantile(chance, habits->lead, 6);
    int32_t minutes = (int32_t)chance_below(chance, MINUTES_PER_DAY);
    if (lead == 0 && minutes < 150)
        minutes += 150;
    trip->created = departs - lead * MINUTES_PER_DAY - minutes;
}

static const struct service *service_of(const struct world *world, uint32_t index)
{
    return &world->timetable.services[index];
}

static bool has_room(const struct world *world, const struct trip *trip, const struct trip_leg *leg)
{
    const struct service *service = service_of(world, leg->service);
    uint32_t taken = world->ring[(uint32_t)leg->day % RING][leg->service].seats;
    int64_t share = service->inbound ? world->profile->routes[service->route].residents
                                     : 100 - world->profile->routes[service->route].residents;
    int64_t most =
        (int64_t)service->seats * world->profile->rates[RATE_LOAD] * (share + 15) / 10000;
    uint32_t seats = trip_seats(&world->people, trip);
    bool all = trip->segment == SEGMENT_TRANSIT || most > service->seats;
    return taken + seats <= (all ? service->seats : most);
}

void trip_return(struct world *world, struct trip *trip, int32_t stay)
{
    const struct service *there = service_of(world, trip->legs[0].service);
    int32_t from =
        service_arrives(world->profile, there, trip->legs[0].day) + 90 + stay * MINUTES_PER_DAY;
    int32_t last = trip->legs[0].day + RING - 20;
    uint32_t pick = (uint32_t)(trip->seed >> 40);
    struct trip_leg leg;
    for (unsigned i = 0; i < TRIES; i++) {
        if (!timetable_next(world, there->route, !there->inbound, from, 12, pick, &leg.service,
                            &leg.day) ||
            leg.day > last)
            return;
        trip->legs[1] = leg;
        if (has_room(world, trip, &leg))
            return;
        trip->legs[1] = (struct trip_leg){NO_SERVICE, 0};
        pick++;
        from += MINUTES_PER_DAY / 2;
    }
}

/* A way on from home with another flight, the same day or the next. */
static bool choose_onward(struct world *world, struct chance *chance, struct trip *trip)
{
    const struct service *first = service_of(world, trip->legs[0].service);
    int32_t from = service_arrives(world->profile, first, trip->legs[0].day) + 60;
    for (unsigned i = 0; i < TRIES; i++) {
        unsigned route = chance_below(chance, world->profile->route_count);
        const struct world_route *there = &world->profile->routes[route];
        if (route != first->route && there->home_port == first->off && !there->charter &&
            timetable_next(world, route, false, from, 0, (uint32_t)trip->seed,
                           &trip->legs[1].service, &trip->legs[1].day) &&
            trip->legs[1].day >= trip->legs[0].day)
            return true;
    }
    return false;
}

static void choose_stay(struct world *world, struct chance *chance, struct trip *trip)
{
    const struct segment_habits *habits = segment_habits((enum world_segment)trip->segment);
    bool one_way = chance_in(chance, habits->one_way);
    int32_t stay = chance_quantile(chance, habits->stay, 6);
    trip->one_booking = chance_in(chance, 780000);
    if (!one_way)
        trip_return(world, trip, stay);
}

/* ---- trips ---- */

bool trip_start(struct world *world, const struct kept_flight *kept, enum world_segment segment,
                unsigned country, uint64_t seed, struct trip *out)
{
    struct chance chance = chance_of(world->options.seed, DRAW_TRIP, seed);
    struct trip trip = {.entry = UINT32_MAX,
                        .legs = {{kept->service, kept->flight.day}, {NO_SERVICE, 0}}};
    trip.seed = chance_next(&chance);
    if (!choose_party(world, &chance, segment, country, kept->flight.day, &trip))
        return false;
    choose_created(&chance, kept->flight.departs, &trip);
    if (segment != SEGMENT_TRANSIT)
        choose_stay(world, &chance, &trip);
    else if (!choose_onward(world, &chance, &trip) || !has_room(world, &trip, &trip.legs[1]))
        return false;
    trip.one_booking |= segment == SEGMENT_TRANSIT;
    trip_make_busy(world, &trip);
    *out = trip;
    return true;
}

void trip_keep(struct world *world, const struct trip *trip)
{
    const struct trip_leg *leg = &trip->legs[1];
    if (leg->service == NO_SERVICE)
        return;
    struct returning *returning = &world->ring[(uint32_t)leg->day % RING][leg->service];
    struct trip later = *trip;
    later.away = 1;
    trips_add(&returning->trips, &later);
    returning->seats += trip_seats(&world->people, trip);
}

/* Who left before the world began has made no journey in it. */
static bool have_never_left(const struct world *world, const struct trip *trip)
{
    for (uint32_t i = 0; i < trip->households; i++)
        if (world->busy[busy_at(world, trip) + i])
            return false;
    return true;
}

/* The flight by which they came, on a day before the world. */
static bool choose_earlier(struct world *world, struct chance *chance,
                           const struct kept_flight *kept, struct trip *trip)
{
    const struct service *back = service_of(world, kept->service);
    const struct segment_habits *habits = segment_habits((enum world_segment)trip->segment);
    for (unsigned i = 0; i < TRIES; i++) {
        int32_t stay = chance_quantile(chance, habits->stay, 6);
        int32_t from = kept->flight.departs - (stay + 1) * MINUTES_PER_DAY;
        struct trip_leg *leg = &trip->legs[0];
        if (timetable_next(world, back->route, !back->inbound, from, 3, (uint32_t)trip->seed,
                           &leg->service, &leg->day) &&
            leg->day < world->options.start &&
            service_arrives(world->profile, service_of(world, leg->service), leg->day) + 90 <
                kept->flight.departs)
            return true;
    }
    return false;
}

bool trip_earlier(struct world *world, const struct kept_flight *kept, enum world_segment segment,
                  unsigned country, uint64_t seed, struct trip *out)
{
    struct chance chance = chance_of(world->options.seed, DRAW_TRIP, seed);
    /* The first day is not known yet; that of the way back will do for who is born by then. */
    struct trip trip = {
        .entry = UINT32_MAX,
        .away = 1,
        .legs = {{NO_SERVICE, kept->flight.day}, {kept->service, kept->flight.day}}};
    trip.seed = chance_next(&chance);
    if (!choose_party(world, &chance, segment, country, kept->flight.day, &trip) ||
        !have_never_left(world, &trip) || !choose_earlier(world, &chance, kept, &trip))
        return false;
    int32_t departs =
        service_departs(world->profile, service_of(world, trip.legs[0].service), trip.legs[0].day);
    choose_created(&chance, departs, &trip);
    trip.one_booking = chance_in(&chance, 780000);
    trip_make_busy(world, &trip);
    *out = trip;
    return true;
}
