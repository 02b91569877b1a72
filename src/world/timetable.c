/* The timetable: as many rotations a day on each route as its share of the passengers fills. */
#include "world/internal.h"

enum { TURN = 75 /* minutes on the ground before the way back */, GOLDEN = 618034 };

/* The services lie one behind the other on a line, each as long as it is frequent; a day flies those that
 * a whole number falls into. So each day has as many as any other. From day to day the line moves by the
 * golden ratio, which keeps the days of one service as far apart as can be. */
bool service_flies(const struct service *service, int32_t day)
{
    int64_t turn = (int64_t)day - service->shift;
    int64_t before = turn * GOLDEN + service->phase;
    int64_t after = before + service->frequency;
    return after / 1000000 != before / 1000000;
}

static int32_t local_to_utc(const struct world_port *port, int32_t minute)
{
    int32_t guess = minute - world_port_offset(port, minute);
    return minute - world_port_offset(port, guess);
}

int32_t service_departs(const struct world_profile *profile, const struct service *service,
                        int32_t day)
{
    return local_to_utc(&profile->ports[service->board], day * MINUTES_PER_DAY + service->leaves);
}

int32_t service_arrives(const struct world_profile *profile, const struct service *service,
                        int32_t day)
{
    return service_departs(profile, service, day) + service->minutes;
}

/* ---- making ---- */

struct making {
    const struct world_profile *profile;
    struct chance chance;
    struct timetable *table;
    uint64_t phase;
    uint32_t rotation;
    unsigned number;
};

static int32_t round_five(int32_t minutes)
{
    return (minutes % MINUTES_PER_DAY + MINUTES_PER_DAY) % MINUTES_PER_DAY / 5 * 5;
}

/* Night banks: 22:00 to 05:55. */
static int32_t leaving(struct making *making, const struct world_route *route)
{
    bool night = chance_below(&making->chance, 100) < route->night;
    int32_t from = night ? 22 * 60 : 6 * 60, minutes = night ? 8 * 60 : 16 * 60;
    return round_five(from + (int32_t)chance_below(&making->chance, (uint32_t)minutes));
}

static void put_number(struct service *service, unsigned number)
{
    char text[6];
    unsigned size = 0;
    for (unsigned left = number % 10000; left; left /= 10)
        text[size++] = (char)('0' + left % 10);
    for (unsigned i = 0; i < size; i++)
        service->number[i] = text[size - 1 - i];
    service->number[size] = '\0';
}

/* There, and back behind it: from home first, or from abroad. */
static void put_rotation(struct making *making, unsigned route_index, unsigned place,
                         uint32_t frequency, struct service *out, struct service *in)
{
    const struct world_route *route = &making->profile->routes[route_index];
    unsigned carrier = route->carriers[place % route->carrier_count];
    const struct world_port *home = &making->profile->ports[route->home_port];
    const struct world_port *abroad = &making->profile->ports[route->abroad_port];
    bool from_home = (place / route->carrier_count + place) % 2 == 0;
    int32_t leaves = leaving(making, route);
    int32_t seats =
        chance_between(&making->chance, (int32_t)route->seats_least, (int32_t)route->seats_most);
    int32_t turn = TURN + 5 * (int32_t)chance_below(&making->chance, 10);
    int32_t first_offset = (int32_t)(from_home ? home : abroad)->offset;
    int32_t second_offset = (int32_t)(from_home ? abroad : home)->offset;
    int32_t back = leaves - first_offset + (int32_t)route->minutes + turn + second_offset;
    int32_t days = (back + 10 * MINUTES_PER_DAY) / MINUTES_PER_DAY - 10;
    struct service first = {.route = route_index,
                            .carrier = carrier,
                            .charter = route->charter,
                            .board = from_home ? route->home_port : route->abroad_port,
                            .off = from_home ? route->abroad_port : route->home_port,
                            .leaves = leaves,
                            .minutes = (int32_t)route->minutes,
                            .seats = seats,
                            .inbound = !from_home,
                            .rotation = making->rotation++,
                            .frequency = frequency,
                            .phase = (uint32_t)(making->phase % 1000000)};
    struct service second = first;
    second.board = first.off;
    second.off = first.board;
    second.inbound = from_home;
    second.leaves = round_five(back);
    second.shift = days;
    making->phase += frequency;
    put_number(&first, making->number);
    put_number(&second, making->number + 1);
    making->number += 2 + chance_below(&making->chance, 9) * 2;
    *(from_home ? out : in) = first;
    *(from_home ? in : out) = second;
}

enum { ROUTES_LEAST = 4, RARE = 350000 /* millionths of a rotation a day */ };

/* Rotations a day of each route, in millionths, when those of at least `least` weight are flown. */
static uint64_t rotations(const struct world_profile *profile, const struct world_route *route,
                          const struct world_options *options, int64_t least)
{
    uint64_t seats = (uint64_t)(route->seats_least + route->seats_most) / 2;
    uint64_t taken = 2 * seats * (uint64_t)profile->rates[RATE_LOAD]; /* both ways, hundredths */
    uint64_t a_day = options->persons * 100 * 1000 / (uint64_t)options->days, weights = 0;
    for (unsigned i = 0; i < profile->route_count; i++)
        if (profile->routes[i].weight >= least)
            weights += (uint64_t)profile->routes[i].weight;
    return route->weight >= least ? a_day * 1000 / taken * (uint64_t)route->weight / weights : 0;
}

/* Of few persons not all routes are flown, but the busiest, so that who leaves can come back in days: the
 * least weight of those that are. */
static int64_t least_weight(const struct world_profile *profile,
                            const struct world_options *options)
{
    int64_t least = 1;
    for (;;) {
        int64_t next = INT64_MAX;
        bool rare = false;
        for (unsigned i = 0; i < profile->route_count; i++) {
            const struct world_route *route = &profile->routes[i];
            if (route->weight < least)
                continue;
            rare |= rotations(profile, route, options, least) < RARE;
            next = route->weight < next ? route->weight : next;
        }
        unsigned more = 0; /* that would be left */
        for (unsigned i = 0; i < profile->route_count; i++)
            more += profile->routes[i].weight > next;
        if (!rare || more < ROUTES_LEAST)
            return least;
        least = next + 1;
    }
}

/* Daily flights, or one for each carrier that shares them. */
static unsigned turns_of(const struct world_route *route, uint64_t mine)
{
    uint64_t daily = (mine + 999999) / 1000000;
    if (mine == 0)
        return 0;
    return (unsigned)(daily > route->carrier_count ? daily : route->carrier_count);
}

/* The flights of one route, behind those that are there. */
static void put_route(struct making *making, unsigned index, uint64_t mine)
{
    struct timetable *out = making->table;
    unsigned turns = turns_of(&making->profile->routes[index], mine);
    for (unsigned way = 0; way < 2; way++) {
        out->route_first[way][index] = out->count + way * turns;
        out->route_count[way][index] = turns;
    }
    for (unsigned k = 0; k < turns; k++) {
        uint64_t frequency = mine / turns + (k < mine % turns);
        if (making->number > 9900)
            making->number = 101;
        put_rotation(making, index, k, (uint32_t)frequency, &out->services[out->count + k],
                     &out->services[out->count + turns + k]);
    }
    out->count += 2 * turns;
}

enum status timetable_make(const struct world_profile *profile, const struct world_options *options,
                           struct arena *arena, struct timetable *out)
{
    struct making making = {.profile = profile,
                            .chance = chance_of(options->seed, DRAW_SERVICE, 0),
                            .table = out,
                            .number = 101};
    int64_t least = least_weight(profile, options);
    uint64_t all = 0;
    size_t count = 0, rows = profile->route_count;
    for (unsigned i = 0; i < rows; i++) {
        uint64_t mine = rotations(profile, &profile->routes[i], options, least);
        all += mine;
        count += 2 * (size_t)turns_of(&profile->routes[i], mine);
    }
    if (all < 500000)
        return status_fail(STATUS_INPUT,
                           "%llu persons in %d days fill no flight a day: take more persons or "
                           "fewer days.",
                           (unsigned long long)options->persons, options->days);
    out->services = arena_array(arena, struct service, count);
    for (unsigned way = 0; way < 2; way++) {
        out->route_first[way] = arena_array(arena, unsigned, rows);
        out->route_count[way] = arena_array(arena, unsigned, rows);
    }
    for (unsigned i = 0; i < rows; i++)
        put_route(&making, i, rotations(profile, &profile->routes[i], options, least));
    return STATUS_OK;
}

/* ---- asking ---- */

bool timetable_next(const struct world *world, unsigned route, bool inbound, int32_t from,
                    int32_t days, uint32_t pick, uint32_t *service, int32_t *day)
{
    const struct timetable *table = &world->timetable;
    unsigned first = table->route_first[inbound][route], count = table->route_count[inbound][route];
    int32_t start = from / MINUTES_PER_DAY - 1;
    for (int32_t d = start; count && d <= start + days + 1; d++)
        for (unsigned k = 0; k < count; k++) {
            uint32_t at = first + (pick + k) % count;
            if (!service_flies(&table->services[at], d) ||
                service_departs(world->profile, &table->services[at], d) < from)
                continue;
            *service = at;
            *day = d;
            return true;
        }
    return false;
}
