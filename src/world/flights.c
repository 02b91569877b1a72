/* A flight of the timetable on a day: what is sold of it, and what becomes of it. */
#include "world/internal.h"

static struct chance flight_chance(const struct world *world, uint32_t service, int32_t day,
                                   unsigned what)
{
    uint64_t which = (uint64_t)service << 32 | (uint32_t)day;
    return chance_of(world->options.seed, DRAW_FLIGHT + 1000 * (uint64_t)what, which);
}

static bool happens(const struct world *world, struct chance *chance, enum world_rate rate)
{
    return chance_in(chance, (uint32_t)world->profile->rates[rate]);
}

static bool is_cancelled(const struct world *world, uint32_t service, int32_t day)
{
    struct chance chance = flight_chance(world, service, day, 1);
    return happens(world, &chance, RATE_CANCELLED);
}

/* operations.md 2: also past midnight, which makes it another day's flight for who looks at the clock. */
static void make_retiming(const struct world *world, struct chance *chance,
                          struct world_flight *out)
{
    int32_t local = out->departs + out->board_offset;
    out->retimed_at = out->departs - chance_between(chance, 30, 1200);
    out->retimed_by = 5 * chance_between(chance, 4, 48);
    if (happens(world, chance, RATE_RETIMED_MIDNIGHT))
        out->retimed_by =
            MINUTES_PER_DAY - local % MINUTES_PER_DAY + chance_between(chance, 5, 120);
}

static void make_diversion(const struct world *world, struct chance *chance,
                           struct world_flight *out)
{
    const struct world_profile *profile = world->profile;
    for (unsigned i = 0; i < 20; i++) {
        const struct world_port *port = &profile->ports[chance_below(chance, profile->port_count)];
        if (port->home == out->inbound && strcmp(port->code, out->off) != 0) {
            memcpy(out->diverted, port->code, sizeof out->diverted);
            return;
        }
    }
}

static void make_shares(const struct world *world, struct chance *chance,
                        const struct service *service, struct world_flight *out)
{
    const struct world_profile *profile = world->profile;
    unsigned count = 1 + chance_below(chance, 4) / 3;
    for (unsigned i = 0; i < count && out->share_count < WORLD_SHARES; i++) {
        unsigned carrier = chance_below(chance, profile->carrier_count);
        if (carrier == service->carrier || profile->carriers[carrier].low_cost)
            continue;
        unsigned at = out->share_count++;
        unsigned number = 4000 + chance_below(chance, 5900);
        memcpy(out->shares[at].carrier, profile->carriers[carrier].code, 3);
        for (unsigned k = 4; k-- > 0; number /= 10)
            out->shares[at].number[k] = (char)('0' + number % 10);
        out->shares[at].number[4] = '\0';
        if (at && strcmp(out->shares[0].carrier, out->shares[at].carrier) == 0)
            out->share_count--;
    }
}

static unsigned provider_of(const struct world *world, const struct service *service, int32_t day)
{
    const struct world_carrier *carrier = &world->profile->carriers[service->carrier];
    bool after = carrier->switch_day && day - world->options.start >= carrier->switch_day;
    return after ? carrier->switch_to : carrier->provider;
}

/* Shares are the timetable's, so the same on every day. */
static void make_sold(const struct world *world, uint32_t service_index,
                      const struct service *service, struct world_flight *out)
{
    struct chance chance = flight_chance(world, service_index, 0, 3);
    if (!service->charter && !world->profile->carriers[service->carrier].low_cost &&
        happens(world, &chance, RATE_CODESHARE))
        make_shares(world, &chance, service, out);
}

void flight_make(const struct world *world, uint32_t service_index, int32_t day, uint32_t index,
                 struct world_flight *out)
{
    const struct world_profile *profile = world->profile;
    const struct service *service = &world->timetable.services[service_index];
    const struct world_port *board = &profile->ports[service->board];
    const struct world_port *off = &profile->ports[service->off];
    struct chance chance = flight_chance(world, service_index, day, 2);
    *out = (struct world_flight){.index = index,
                                 .day = day,
                                 .inbound = service->inbound,
                                 .charter = service->charter,
                                 .seats = service->seats,
                                 .provider = provider_of(world, service, day)};
    memcpy(out->carrier, profile->carriers[service->carrier].code, sizeof out->carrier);
    memcpy(out->number, service->number, sizeof out->number);
    memcpy(out->board, board->code, sizeof out->board);
    memcpy(out->off, off->code, sizeof out->off);
    out->departs = service_departs(profile, service, day);
    out->arrives = out->departs + service->minutes;
    out->board_offset = world_port_offset(board, out->departs);
    out->off_offset = world_port_offset(off, out->arrives);
    make_sold(world, service_index, service, out);
    if (is_cancelled(world, service_index, day))
        out->cancelled_at = out->departs - chance_between(&chance, 60, 2880);
    else if (happens(world, &chance, RATE_RETIMED))
        make_retiming(world, &chance, out);
    else if (happens(world, &chance, RATE_DIVERTED))
        make_diversion(world, &chance, out);
}
