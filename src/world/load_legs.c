/* The itinerary: this flight, the way back, and what lies before and behind. */
#include "world/internal.h"

#include <stdlib.h>

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
struct other {
    unsigned carrier;
    const struct world_port *board, *off;
    int32_t departs, minutes;
    unsigned number;
};

static void put_other(struct loading *loading, const struct other *other)
{
    struct world_leg *leg = &loading->booking->legs[loading->booking->leg_count++];
    unsigned number = other->number, digits = number > 999 ? 4 : 3;
    memcpy(leg->carrier, loading->world->profile->carriers[other->carrier].code,
           sizeof leg->carrier);
    for (unsigned k = digits; k-- > 0; number /= 10)
        leg->number[k] = (char)('0' + number % 10);
    memcpy(leg->board, other->board->code, sizeof leg->board);
    memcpy(leg->off, other->off->code, sizeof leg->off);
    leg->departs = other->departs;
    leg->arrives = other->departs + other->minutes;
    leg->board_offset = world_port_offset(other->board, leg->departs);
    leg->off_offset = world_port_offset(other->off, leg->arrives);
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

/* Whether the journey is to make no sense: a leg that begins days later elsewhere. */
static bool wants_broken(const struct loading *loading)
{
    struct chance chance = chance_of(loading->trip->seed, DRAW_LEGS, 1);
    uint32_t rate = (uint32_t)loading->world->profile->rates[RATE_ROUTE_BROKEN];
    bool drawn = chance_in(&chance, rate);
    return loading->trip->plant_kind == PLANT_BROKEN_JOURNEY || (!loading->trip->plant && drawn);
}

/* Block time by a rough distance: a degree takes about eight minutes, and one of longitude is shorter. */
static int32_t minutes_between(const struct world_port *a, const struct world_port *b)
{
    int32_t north = abs(a->latitude - b->latitude), east = abs(a->longitude - b->longitude);
    east = (east > 180 ? 360 - east : east) * 3 / 4;
    return 5 * (10 + (north > east ? north + east / 3 : east + north / 3) * 8 / 5);
}

static bool wants_onward(const struct loading *loading, const struct service *service)
{
    struct chance chance = chance_of(loading->trip->seed, DRAW_LEGS, 2);
    return chance_in(&chance, 240000) && loading->trip->segment != SEGMENT_TRANSIT &&
           loading->trip->segment != SEGMENT_WORKER && !service->charter;
}

/* Behind the way abroad, or before the way home; between `after` and `before`. */
static void put_onward(struct loading *loading, const struct service *service, unsigned which,
                       int32_t after, int32_t before)
{
    struct chance chance = chance_of(loading->trip->seed, DRAW_LEGS, 3);
    bool to_abroad = !service->inbound, broken = wants_broken(loading);
    unsigned there = to_abroad ? service->off : service->board;
    const struct world_port *port = elsewhere(loading, &chance, there);
    const struct world_port *third = elsewhere(loading, &chance, there);
    const struct world_port *hub = &loading->world->profile->ports[there];
    int32_t wait = 5 * chance_between(&chance, 12, 50);
    int32_t days = MINUTES_PER_DAY * chance_between(&chance, 1, 4);
    struct chance leg = chance_of(loading->trip->seed, DRAW_LEGS, 4 + which);
    struct other other = {.carrier = service->carrier, .number = 200 + chance_below(&leg, 2700)};
    if (!port || !(broken || wants_onward(loading, service)))
        return;
    if (broken) {
        hub = third && third != port ? third : hub;
        wait += days;
    }
    other.board = to_abroad ? hub : port;
    other.off = to_abroad ? port : hub;
    other.minutes = minutes_between(other.board, other.off);
    other.departs = to_abroad ? after + wait : before - wait - other.minutes;
    if (other.departs < after + 30 || other.departs + other.minutes + 30 > before)
        return; /* no time for it */
    put_other(loading, &other);
    loading->booking->broken |= broken;
}

/* One direction with what belongs to it; the other does not begin before `before`. */
static void put_direction(struct loading *loading, unsigned which, int32_t before)
{
    struct world_booking *booking = loading->booking;
    const struct service *service = loading_service(loading, which);
    const struct trip_leg *leg = &loading->trip->legs[which];
    int32_t departs = service_departs(loading->world->profile, service, leg->day);
    int32_t after = booking->leg_count ? booking->legs[booking->leg_count - 1].arrives
                                       : loading->trip->created + 60;
    if (service->inbound)
        put_onward(loading, service, which, after, departs);
    if (loading->trip->away == which)
        booking->leg_here = booking->leg_count;
    put_service(loading, service, leg->day);
    if (!service->inbound)
        put_onward(loading, service, which, departs + service->minutes, before);
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
    bool both = trip->one_booking && trip->legs[1].service != NO_SERVICE;
    for (unsigned which = 0; which < 2; which++) {
        if (!both && trip->away != which)
            continue;
        int32_t before = INT32_MAX;
        if (both && which == 0)
            before = service_departs(loading->world->profile, loading_service(loading, 1),
                                     trip->legs[1].day);
        put_direction(loading, which, before);
    }
    mark_legs(loading);
}
