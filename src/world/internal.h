/* Shared by the files of world/ alone: the timetable, and trips as they are kept. */
#ifndef WORLD_INTERNAL_H
#define WORLD_INTERNAL_H

#include "base/clock.h"
#include "world/traffic.h"

/* What is drawn for: the second argument of chance_of. Numbers stay what they are: another number would
 * be another world. */
enum world_draw {
    DRAW_SERVICE = 1,
    DRAW_FLIGHT,
    DRAW_CREW,
    DRAW_FILL,
    DRAW_TRIP,
    DRAW_BOOKING = 7,
    DRAW_MONEY,
    DRAW_LEGS,
    DRAW_PASSENGER,
    DRAW_PAPERS,
    DRAW_BAGS,
    DRAW_SEATS,
    DRAW_ENTRY,
    DRAW_PLANT,
    DRAW_AGENCY,
    DRAW_REACHED
};

/* ---- timetable.c ---- */

/* One flight number of the timetable, in one direction. */
struct service {
    unsigned route, carrier; /* of the profile */
    bool inbound, charter;
    char number[6];
    unsigned board, off; /* ports of the profile */
    int32_t leaves;      /* minute of the local day */
    int32_t minutes;
    int32_t seats;
    uint32_t frequency,
        phase; /* millionths: flies on day d when the sum of d+1 days reaches a whole more than that of d */
    uint32_t rotation; /* of which it is a half */
    int32_t shift;     /* the day whose turn it is: d - shift */
};
struct timetable {
    struct service *services;
    unsigned count;
    /* Those of a route and direction stand together. */
    unsigned *route_first[2], *route_count[2];
};
enum status timetable_make(const struct world_profile *profile, const struct world_options *options,
                           struct arena *arena, struct timetable *out);
bool service_flies(const struct service *service, int32_t day);
/* Departure and arrival as announced, UTC. */
int32_t service_departs(const struct world_profile *profile, const struct service *service,
                        int32_t day);
int32_t service_arrives(const struct world_profile *profile, const struct service *service,
                        int32_t day);
/* The first flight of the route and direction that leaves at `from` or later within `days`: its service and
 * day. Of those on that day one by `pick`. */
bool timetable_next(const struct world *world, unsigned route, bool inbound, int32_t from,
                    int32_t days, uint32_t pick, uint32_t *service, int32_t *day);

/* ---- trips.c ---- */

/* One direction of a trip. */
struct trip_leg {
    uint32_t service;
    int32_t day;
};
#define NO_SERVICE UINT32_MAX

/* A party that travels together, there and perhaps back. */
struct trip {
    uint64_t seed;
    uint64_t plant;                  /* id of the planted case, or 0 */
    uint32_t household;              /* the first of .. */
    uint16_t members;                /* which of a household */
    uint8_t households;              /* so many that follow each other: groups */
    uint8_t segment, country;        /* of the household */
    uint8_t plant_kind, plant_place; /* which of the case's persons */
    uint8_t away;                    /* 0: on its first flight; 1: on its second */
    uint32_t other;                  /* household whose document is shown (planted) */
    bool one_booking;                /* both directions stand in one booking */
    uint32_t entry;                  /* of the watchlist, or UINT32_MAX */
    int32_t created;
    struct trip_leg legs[2]; /* the second: NO_SERVICE when there is none */
};

/* How a segment travels. Quantiles ascend. */
struct segment_habits {
    int32_t lead[6];  /* days between booking and departure */
    int32_t stay[6];  /* days abroad */
    uint32_t one_way; /* millionths */
    uint32_t trips;   /* a year and household, in tenths */
    uint32_t
        party[6];  /* weights of: alone, couple, family, friends, one adult with children, group */
    uint32_t bags; /* pieces a hundred adults */
    uint32_t agency, cash; /* percent of what the profile says */
    uint32_t size;         /* tenths of persons a trip, about */
};
const struct segment_habits *segment_habits(enum world_segment segment);

struct party {
    world_person_id ids[WORLD_PARTY];
    unsigned count;
};
/* Who a trip is; in the order of the booking: adults, children, infants. */
void trip_party(const struct world_people *people, const struct trip *trip, struct party *out);
unsigned trip_seats(const struct world_people *people, const struct trip *trip);

/* ---- world.c ---- */

struct trips {
    struct trip *at;
    uint32_t count, room;
};
/* What is kept of a flight of an open day. */
struct kept_flight {
    struct world_flight flight;
    uint32_t service;
    struct trips trips;
};
struct open_day {
    int32_t offset;
    uint32_t first, count;
    struct kept_flight *flights;
};
enum { OPEN_DAYS = 16, RING = 256 /* days ahead that returns are kept for */ };

/* Who is on the second flight of a trip. */
struct returning {
    struct trips trips;
    uint32_t seats;
};

struct pool {
    size_t first;   /* in `busy` */
    uint32_t count; /* households */
};

struct world {
    struct world_profile const *profile;
    struct world_options options;
    struct world_people people;
    struct arena arena;
    struct timetable timetable;
    struct open_day days[OPEN_DAYS];
    uint32_t flights;             /* made so far */
    uint64_t trips, plants;       /* likewise */
    struct returning *ring[RING]; /* by day, then by service */
    struct pool pools[WORLD_SEGMENTS][256];
    uint16_t *busy;     /* by household: the day of the world, + 400, until which it travels */
    uint64_t *surnames; /* of the watchlist, mixed, ascending */
    uint32_t surname_count;
};
int32_t world_day_of(const struct world *world, int32_t offset); /* start + offset */
void trips_add(struct trips *trips, const struct trip *trip);

/* ---- fill.c ---- */
/* How many seats are taken on that flight, about. */
int32_t fill_target(const struct world *world, const struct service *service, int32_t day,
                    uint32_t index);
/* Puts onto a flight who flies on it: who comes back, and new trips. */
void fill_flight(struct world *world, struct kept_flight *kept);

/* ---- plants.c ---- */
/* New planted trips on a flight that carries so many. Returns their seats. */
unsigned plant_trips(struct world *world, struct kept_flight *kept, unsigned persons);
/* What is the same for all of a case: a stream of its own. */
struct chance plant_chance(const struct world *world, uint64_t plant);

/* ---- trips.c ---- */
/* A new trip of a segment that starts with the flight. False when nobody is free. */
bool trip_start(struct world *world, const struct kept_flight *kept, enum world_segment segment,
                unsigned country, uint64_t seed, struct trip *out);
/* Whether the household does not travel when the trip begins; and from now on until it ends. */
bool trip_is_free(const struct world *world, const struct trip *trip);
void trip_make_busy(struct world *world, const struct trip *trip);
/* Gives a trip its way back after `stay` days; NO_SERVICE when there is none. */
void trip_return(struct world *world, struct trip *trip, int32_t stay);
/* Books the seats of the way back, so that it is found on its day. */
void trip_keep(struct world *world, const struct trip *trip);
/* A trip that began before the world, on its way back with this flight. */
bool trip_earlier(struct world *world, const struct kept_flight *kept, enum world_segment segment,
                  unsigned country, uint64_t seed, struct trip *out);

/* ---- load_*.c: a trip becomes a booking and its passengers ---- */
struct loading {
    const struct world *world;
    const struct kept_flight *kept;
    const struct trip *trip;
    struct arena *arena;
    struct world_load *load;
    struct world_booking *booking;
    struct world_person head; /* the first of the party, on the day of the flight */
};
static inline const struct service *loading_service(const struct loading *loading, unsigned leg)
{
    return &loading->world->timetable.services[loading->trip->legs[leg].service];
}
void load_booking(struct loading *loading);
void load_legs(struct loading *loading);
void load_passenger(struct loading *loading, struct world_passenger *passenger, unsigned place);
void load_names(struct loading *loading, struct world_passenger *passenger, unsigned place);
void load_papers(struct loading *loading, struct world_passenger *passenger, unsigned place);
void load_bags(struct loading *loading, struct world_passenger *passenger, unsigned place);
void load_seats(struct loading *loading);
void load_crew(struct loading *loading);
void load_signs(struct loading *loading);
/* The passenger's own draws of a kind, the same on both flights of a trip. */
static inline struct chance load_chance(const struct loading *loading, enum world_draw draw,
                                        unsigned place)
{
    return chance_of(loading->trip->seed, draw, place);
}

/* ---- flights.c ---- */
void flight_make(const struct world *world, uint32_t service, int32_t day, uint32_t index,
                 struct world_flight *out);

/* ---- entries.c ---- */
world_person_id entry_person(const struct world *world, uint32_t index);
/* Who only looks like that entry: another person, who is given its names. */
world_person_id entry_lookalike(const struct world *world, uint32_t index);
void entries_make(struct world *world);
bool entries_have_surname(const struct world *world, struct span surname);

#endif
