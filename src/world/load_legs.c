/* The itinerary: this flight, the way back, and what lies before and behind. */
#include "world/internal.h"

static void put_service(struct loading *loading, const struct service *service, int32_t day)
{
    struct world_booking *booking = loading->booking;
    const struct world_profile *profile = loading->world->profile;
    struct world_leg *leg = &booking->legs[booking->leg_count++];
    const struct world_port *board = &profile->ports[service->board];
    const struct world_port *off = &profile->ports[service->off];
    memcpy(leg->carrier, profile->carriers[service->carrier].code, sizeof leg->carrier);
    memcpy(leg->number, service->number, sizeof leg->number);
    memcpy(leg->board, board->code, sizeof leg->board);
    memcpy(leg->off, off->code, sizeof leg->off);
    leg->departs = service_departs(profile, service, day);
    leg->arrives = leg->departs + service->minutes;
    leg->board_offset = world_port_offset(board, leg->departs);
    leg->off_offset = world_port_offset(off, leg->arrives);
    leg->cabin = 'Y';
}

/* A flight that is not of the world's timetable, between two of its ports. */
static void put_other(struct loading *loading, unsigned carrier, const struct world_port *board,
                      const struct world_port *off, int32_t departs, struct chance *chance)
{
    struct world_booking *booking = loading->booking;
    struct world_leg *leg = &booking->legs[booking->leg_count];
    unsigned number = 200 + chance_below(chance, 2700);
    int32_t minutes = 5 * chance_between(chance, 12, 70);
    if (booking->leg_count == WORLD_LEGS)
        return;
    booking->leg_count++;
    memcpy(leg->carrier, loading->world->profile->carriers[carrier].code, sizeof leg->carrier);
    unsigned digits = number > 999 ? 4 : 3;
    for (unsigned k = digits; k-- > 0; number /= 10)
        leg->number[k] = (char)('0' + number % 10);
    memcpy(leg->board, board->code, sizeof leg->board);
    memcpy(leg->off, off->code, sizeof leg->off);
    leg->departs = departs;
    leg->arrives = departs + minutes;
    leg->board_offset = world_port_offset(board, leg->departs);
    leg->off_offset = world_port_offset(off, leg->arrives);
    leg->cabin = 'Y';
}

/* Another port abroad; NULL when chance finds none. */
static const struct world_port *elsewhere(const struct loading *loading, struct chance *chance,
                                          unsigned not_this)
{
    const struct world_profile *profile = loading->world->profile;
    for (unsigned i = 0; i < 8; i++) {
        unsigned at = chance_below(chance, profile->port_count);
        if (!profile->ports[at].home && at != not_this)
            return &profile->ports[at];
    }
    return NULL;
}

/* Whether the journey makes no sense: a leg begins where none ended, or days later elsewhere. */
bool load_is_broken(const struct loading *loading)
{
    struct chance chance = chance_of(loading->trip->seed, DRAW_LEGS, 1);
    uint32_t rate = (uint32_t)loading->world->profile->rates[RATE_ROUTE_BROKEN];
    return loading->trip->plant_kind == PLANT_BROKEN_JOURNEY ||
           (!loading->trip->plant && chance_in(&chance, rate));
}

/* Behind the way abroad or before the way home. */
static void put_onward(struct loading *loading, const struct service *service, bool to_abroad,
                       int32_t from, unsigned which)
{
    struct chance chance = chance_of(loading->trip->seed, DRAW_LEGS, 2);
    bool onward = chance_in(&chance, 240000) && loading->trip->segment != SEGMENT_TRANSIT &&
                  loading->trip->segment != SEGMENT_WORKER && !service->charter;
    bool broken = load_is_broken(loading);
    unsigned there = to_abroad ? service->off : service->board;
    const struct world_port *port = elsewhere(loading, &chance, there);
    const struct world_port *hub = &loading->world->profile->ports[there];
    int32_t wait = 5 * chance_between(&chance, 12, 50);
    if (!port || (!onward && !broken))
        return;
    struct chance leg = chance_of(loading->trip->seed, DRAW_LEGS, 3 + which);
    if (broken) { /* from a third port, and on after days */
        const struct world_port *third = elsewhere(loading, &chance, there);
        hub = third && third != port ? third : hub;
        wait += MINUTES_PER_DAY * chance_between(&chance, 1, 4);
    }
    if (to_abroad)
        put_other(loading, service->carrier, hub, port, from + wait, &leg);
    else
        put_other(loading, service->carrier, port, hub, from - wait - 360, &leg);
}

/* One direction with what belongs to it. */
static void put_direction(struct loading *loading, unsigned which)
{
    const struct service *service = loading_service(loading, which);
    const struct trip_leg *leg = &loading->trip->legs[which];
    int32_t departs = service_departs(loading->world->profile, service, leg->day);
    bool to_abroad = !service->inbound;
    if (!to_abroad)
        put_onward(loading, service, false, departs, which);
    if (loading->trip->away == which)
        loading->booking->leg_here = loading->booking->leg_count;
    if (loading->booking->leg_count < WORLD_LEGS)
        put_service(loading, service, leg->day);
    if (to_abroad)
        put_onward(loading, service, true, departs + service->minutes, which);
}

static void mark_legs(struct loading *loading)
{
    struct world_booking *booking = loading->booking;
    booking->legs[booking->leg_here].here = true;
    struct chance chance = chance_of(loading->trip->seed, DRAW_LEGS, 9);
    bool business = chance_in(&chance, loading->trip->segment == SEGMENT_BUSINESS ? 250000 : 50000);
    for (unsigned i = 0; i < booking->leg_count; i++) {
        booking->legs[i].flown = i < booking->leg_here;
        booking->legs[i].cabin = business ? 'C' : 'Y';
    }
}

void load_legs(struct loading *loading)
{
    const struct trip *trip = loading->trip;
    for (unsigned which = 0; which < 2; which++)
        if (trip->legs[which].service != NO_SERVICE && (trip->one_booking || trip->away == which))
            put_direction(loading, which);
    mark_legs(loading);
}
