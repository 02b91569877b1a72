/* The planted cases: who of them starts with a flight. What is unusual about them the load_ files write. */
#include "world/internal.h"

enum { RING_LEAST = 3, RING_MOST = 5, TRIES = 20 };

struct chance plant_chance(const struct world *world, uint64_t plant)
{
    return chance_of(world->options.seed, DRAW_PLANT, plant);
}

static uint64_t next_case(struct world *world)
{
    return ++world->plants;
}

/* Who lives where the flight's new trips begin. */
static unsigned origin(const struct world *world, const struct kept_flight *kept,
                       struct chance *chance)
{
    const struct world_route *route =
        &world->profile->routes[world->timetable.services[kept->service].route];
    if (!kept->flight.inbound)
        return (unsigned)world_country_find(span_of(world->profile->home));
    return route->countries[chance_weighted(chance, route->country_weights, route->country_count)];
}

struct planting {
    struct world *world;
    struct kept_flight *kept;
    struct chance chance;
    enum world_plant kind;
    uint64_t number;
    unsigned country; /* where all of the case live */
    unsigned place, seats;
};

/* One adult alone who starts with the flight. */
static bool start_one(struct planting *planting, enum world_segment segment, struct trip *out)
{
    struct world *world = planting->world;
    for (unsigned i = 0; i < TRIES; i++)
        if (trip_start(world, planting->kept, segment, planting->country, world->trips++, out)) {
            out->members = 1 << MEMBER_HEAD;
            out->households = 1;
            return true;
        }
    return false;
}

/* Stay in days; below 0: no way back. `lead`: minutes between booking and departure. */
static void plant(struct planting *planting, struct trip *trip, int32_t stay, int32_t lead)
{
    trip->plant = planting->number;
    trip->plant_kind = (uint8_t)planting->kind;
    trip->plant_place = (uint8_t)planting->place++;
    trip->one_booking = true;
    trip->created = planting->kept->flight.departs - lead;
    trip->legs[1] = (struct trip_leg){NO_SERVICE, 0};
    if (stay >= 0)
        trip_return(planting->world, trip, stay);
    trip_make_busy(planting->world, trip);
    trips_add(&planting->kept->trips, trip);
    trip_keep(planting->world, trip);
    planting->seats++;
}

/* ---- the kinds ---- */

static world_person_id head_of(const struct trip *trip)
{
    return world_person_number((enum world_segment)trip->segment, trip->country, trip->household,
                               MEMBER_HEAD);
}

static void plant_listed(struct planting *planting)
{
    struct world *world = planting->world;
    uint32_t entry = chance_below(&planting->chance, (uint32_t)world->profile->rates[RATE_ENTRIES]);
    bool looks_alike = planting->kind == PLANT_LOOKALIKE;
    world_person_id id = looks_alike ? entry_lookalike(world, entry) : entry_person(world, entry);
    struct trip trip = {
        .seed = chance_next(&planting->chance),
        .household = world_person_household(id),
        .members = 1 << MEMBER_HEAD,
        .households = 1,
        .segment = SEGMENT_LISTED,
        .country = (uint8_t)world_person_country(id),
        .entry = entry,
        .legs = {{planting->kept->service, planting->kept->flight.day}, {NO_SERVICE, 0}}};
    if (!trip_is_free(world, &trip))
        return;
    int32_t stay =
        chance_in(&planting->chance, 300000) ? -1 : chance_between(&planting->chance, 2, 30);
    int32_t lead = chance_between(&planting->chance, 120, 30 * MINUTES_PER_DAY);
    plant(planting, &trip, stay, lead);
}

/* Bookings of a few days ago, one behind the other; together there, together back. */
static void plant_ring(struct planting *planting)
{
    unsigned count = (unsigned)chance_between(&planting->chance, RING_LEAST, RING_MOST);
    int32_t stay = chance_between(&planting->chance, 1, 3);
    int32_t lead = chance_between(&planting->chance, 900, 4 * MINUTES_PER_DAY);
    for (unsigned i = 0; i < count; i++) {
        struct trip trip;
        if (!start_one(planting, SEGMENT_TOURIST, &trip))
            continue;
        trip.seed ^= i;
        plant(planting, &trip, stay, lead - (int32_t)i * 17);
    }
}

/* Of one person alone: whom, days of stay (none: no way back), minutes between booking and departure. */
static const struct single {
    enum world_segment segment;
    int32_t stay_least, stay_most, lead_least, lead_most;
} singles[WORLD_PLANTS] = {
    [PLANT_CASH_PAYER] = {SEGMENT_VISITING, 0, 0, 100, 700},
    [PLANT_BAGGAGE] = {SEGMENT_BUSINESS, 1, 2, 1000, 9 * MINUTES_PER_DAY},
    [PLANT_BROKEN_JOURNEY] = {SEGMENT_TOURIST, 0, 0, 7 * MINUTES_PER_DAY, 11 * MINUTES_PER_DAY},
    [PLANT_CONTRADICTION] = {SEGMENT_VISITING, 4, 20, 1500, 20 * MINUTES_PER_DAY},
};

static void plant_single(struct planting *planting)
{
    const struct single *single = &singles[planting->kind];
    struct trip trip;
    int32_t stay = -1;
    if (single->stay_most)
        stay = chance_between(&planting->chance, single->stay_least, single->stay_most);
    int32_t lead = chance_between(&planting->chance, single->lead_least, single->lead_most);
    if (start_one(planting, single->segment, &trip))
        plant(planting, &trip, stay, lead);
}

/* A neighbour in the list of households, of the same sex, who does not travel. */
static bool find_neighbour(const struct planting *planting, struct trip *trip)
{
    const struct world *world = planting->world;
    char sex = world_person_sex(&world->people, head_of(trip));
    for (uint32_t i = 0; i < TRIES && trip->household > 0; i++) {
        trip->household--;
        if (trip_is_free(world, trip) && world_person_sex(&world->people, head_of(trip)) == sex)
            return true;
    }
    return false;
}

/* The second of two shows the document of the first. */
static void plant_swap(struct planting *planting)
{
    struct trip first;
    int32_t stay = chance_between(&planting->chance, 2, 6);
    int32_t lead = chance_between(&planting->chance, 1500, 12 * MINUTES_PER_DAY);
    if (!start_one(planting, SEGMENT_VISITING, &first))
        return;
    struct trip second = first;
    second.seed = chance_mix(first.seed + 1);
    second.other = first.household;
    if (!find_neighbour(planting, &second))
        return;
    plant(planting, &first, stay, lead);
    plant(planting, &second, stay, lead - 40);
}

static const struct {
    enum world_plant kind;
    enum world_rate rate;
    void (*plant)(struct planting *);
} kinds[] = {
    {PLANT_LISTED, RATE_PLANT_LISTED, plant_listed},
    {PLANT_LOOKALIKE, RATE_PLANT_LOOKALIKE, plant_listed},
    {PLANT_COURIER_RING, RATE_PLANT_RING, plant_ring},
    {PLANT_CASH_PAYER, RATE_PLANT_CASH, plant_single},
    {PLANT_BAGGAGE, RATE_PLANT_BAGGAGE, plant_single},
    {PLANT_BROKEN_JOURNEY, RATE_PLANT_BROKEN, plant_single},
    {PLANT_DOCUMENT_SWAP, RATE_PLANT_SWAP, plant_swap},
    {PLANT_CONTRADICTION, RATE_PLANT_CONTRADICTION, plant_single},
};

unsigned plant_trips(struct world *world, struct kept_flight *kept, unsigned persons)
{
    unsigned seats = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct planting planting = {
            .world = world,
            .kept = kept,
            .kind = kinds[i].kind,
            .chance = chance_of(world->options.seed, DRAW_PLANT,
                                UINT64_C(1) << 40 | (uint64_t)kept->flight.index << 4 | i)};
        uint64_t times = (uint64_t)world->profile->rates[kinds[i].rate] * persons; /* of 100,000 */
        uint32_t cases = (uint32_t)(times / 100000);
        cases += chance_in(&planting.chance, (uint32_t)(times % 100000) * 10);
        for (; cases; cases--) {
            planting.number = next_case(world);
            planting.place = 0;
            planting.country = origin(world, kept, &planting.chance);
            kinds[i].plant(&planting);
        }
        seats += planting.seats;
    }
    return seats;
}
