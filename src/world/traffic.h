/* The traffic of the simulated world: flights, bookings, passengers and crews, with what became of them.
 *
 * A world is opened for a profile, made day by day in ascending order (world_make_day), and each day is
 * forgotten when its flights are closed: memory is bounded by the days that are open and by who is
 * still abroad, not by the length of the world. What is kept of a booking is a few bytes; world_load makes the
 * whole of it anew, the same each time.
 * A world belongs to one thread. All times are minutes since 1970 UTC unless they say otherwise. */
#ifndef WORLD_TRAFFIC_H
#define WORLD_TRAFFIC_H

#include "base/arena.h"
#include "base/status.h"
#include "world/chance.h"
#include "world/person.h"
#include "world/profile.h"

struct world;

struct world_options {
    uint64_t seed;
    int32_t start, days; /* the first day of departure, and how many */
    uint64_t persons;    /* passengers carried in all, about */
};

/* STATUS_INPUT with a sentence when profile and options make no world (too few persons for one flight a
 * day, ..). Borrows `profile`. */
enum status world_open(const struct world_profile *profile, const struct world_options *options,
                       struct world **out);
void world_close(struct world *world); /* NULL is fine */
const struct world_people *world_people(const struct world *world);

enum { WORLD_SHARES = 3, WORLD_LEGS = 6, WORLD_PARTY = 40, WORLD_BAGS = 12 };
enum { MINUTES_PER_DAY = 1440 };

/* A flight of the timetable on a day. */
struct world_flight {
    uint32_t index;  /* counts from 0 over the whole world, in the order of days and of departure */
    int32_t day;     /* local, first announced: with carrier, number, board its key for ever */
    char carrier[3]; /* operating */
    char number[6];  /* "271", "9147A" */
    char board[4], off[4];
    bool inbound; /* to home */
    bool charter; /* no PNR are sent */
    struct {
        char carrier[3], number[6];
    } shares[WORLD_SHARES]; /* marketing flights */
    unsigned share_count;
    int32_t departs, arrives;         /* as first announced */
    int32_t board_offset, off_offset; /* minutes that local clocks are ahead of UTC */
    int32_t seats;
    /* operations.md 2, 4: what became of it. 0, "" when nothing did */
    int32_t retimed_at, retimed_by; /* when it was told, and by how many minutes it leaves later */
    char diverted[4];               /* where it landed instead, told when it left */
    int32_t cancelled_at;
    unsigned provider; /* index in profile->providers: who sends its messages */
    uint32_t passengers, crew;
};
/* Really departs and arrives. */
static inline int32_t world_flight_left(const struct world_flight *flight)
{
    return flight->departs + flight->retimed_by;
}
static inline int32_t world_flight_landed(const struct world_flight *flight)
{
    return flight->arrives + flight->retimed_by;
}

/* One leg of an itinerary, of this flight or of others. */
struct world_leg {
    char carrier[3], number[6], board[4], off[4];
    int32_t departs, arrives, board_offset, off_offset;
    char cabin; /* 'Y', 'C', 'F' */
    bool here;  /* this flight */
    bool flown; /* lies before it */
};

enum world_payment { PAYMENT_CARD, PAYMENT_CASH, PAYMENT_INVOICE, PAYMENT_MILES };

struct world_booking {
    uint64_t seed; /* for what else of it is drawn */
    char locator[7];
    int32_t created;
    int32_t cancelled; /* 0: never */
    int32_t
        split_at; /* 0: never; then the last `split_off` of its passengers have `split_locator` */
    unsigned split_off;
    char split_locator[7];
    enum world_segment segment;
    char agency[9]; /* IATA number of the travel agency; "" when booked with the carrier */
    char agency_city[4];
    bool agency_small,
        agency_phone; /* one of the many small ones; its phone stands for the traveller's */
    enum world_payment payment;
    char card[17];     /* of who pays by card */
    struct span payer; /* "SURNAME/GIVEN" of a payer who does not travel; empty: one of them pays */
    int32_t amount;    /* whole units of `currency` */
    char currency[4];
    int32_t ticketed;         /* when */
    struct span phone, email; /* contacts of the booking */
    int32_t phone_added;      /* when the phone was put in (>= created) */
    struct world_leg legs[WORLD_LEGS];
    unsigned leg_count, leg_here; /* index of this flight's */
    bool broken;                  /* they make no sense: days later on from another place */
    bool group;
    struct span group_name;
    uint32_t first, count; /* its passengers in the load */
};

enum world_kind {
    KIND_ADULT,
    KIND_CHILD,
    KIND_INFANT_LAP,
    KIND_ALONE /* unaccompanied minor */,
    KIND_STAFF_TRAVEL,
    KIND_COCKPIT,
    KIND_CABIN,
    KIND_POSITIONING /* crew who travel to work */
};

enum world_fate {
    FATE_FLOWN,
    FATE_NO_SHOW,
    FATE_CANCELLED,
    FATE_OFFLOADED /* checked in, left behind */
};

/* What of a person is unusual here, of planted and of innocent ones alike (signs.def). */
enum world_sign {
#define SIGN(name, word) SIGN_##name,
#include "world/signs.def"
#undef SIGN
    WORLD_SIGNS
};
const char *world_sign_word(enum world_sign sign);

/* Planted kinds (plants.def). */
enum world_plant {
#define PLANT(name, word, target) PLANT_##name,
#include "world/plants.def"
#undef PLANT
    WORLD_PLANTS
};
const char *world_plant_word(enum world_plant plant);
/* Whether it is to be found, or (look-alikes) to be left alone. */
bool world_plant_is_target(enum world_plant plant);

struct world_passenger {
    struct world_person person; /* on the day of the flight */
    uint32_t booking; /* index in the load; UINT32_MAX for crew and charters without one */
    enum world_kind kind;
    enum world_fate fate;
    uint32_t adult; /* of a lap infant: index in the load; else UINT32_MAX */
    /* Names as the booking and as the check-in have them, and how they were changed. */
    struct span pnr_surname, pnr_given, api_surname, api_given;
    enum world_spelling pnr_spelling, api_spelling;
    char title[5]; /* "MR", "MRS", "MS", "MSTR", "MISS"; "" for none */
    /* Papers: those that the booking has (number "" until docs_added), and those shown at check-in. */
    struct world_document pnr_document, api_document;
    int32_t pnr_birth, api_birth; /* days; DAY_UNKNOWN when not told */
    int32_t docs_added;           /* when the document came into the booking; 0: never */
    int32_t checked_in;           /* 0: never */
    char seat[5];                 /* "" for infants and until seated */
    int32_t seated;               /* when the seat was given */
    unsigned bags, bag_weight;    /* pieces, kilograms of all */
    char bag_tags[WORLD_BAGS][11];
    char boarding_number[5]; /* sequence at check-in, "173" */
    char ticket[14];
    char first_board[4], last_off[4]; /* of the journey: where it began and ends (LOC 178, 179) */
    char nationality_told[4];
    uint32_t signs; /* 1 << enum world_sign */
    uint64_t plant; /* id of the planted case, 0 for none */
    enum world_plant plant_kind;
    enum world_spelling plant_spelling; /* how a listed name was changed */
    uint32_t list_entry; /* of listed and of look-alikes: index in the watchlist; else UINT32_MAX */
};
#define DAY_UNKNOWN INT32_MIN

struct world_load {
    struct world_flight flight;
    struct world_booking *bookings;
    struct world_passenger *passengers; /* those of a booking stand together, in its order; then
                                             `crew` of crew */
    uint32_t booking_count, passenger_count, crew_count;
};

/* Makes the flights that depart on `start` + `offset`; in order, each once. Returns how many; their numbers
 * go on from those of the day before. */
uint32_t world_make_day(struct world *world, int32_t offset, uint32_t *first);
/* A flight of an open day: cheap, without persons. Borrowed until its day is forgotten. */
const struct world_flight *world_flight_at(const struct world *world, uint32_t index);
/* The whole of it, in `arena`, the same each time. */
void world_load(const struct world *world, uint32_t index, struct arena *arena,
                struct world_load *out);
/* No flight of that day or before is asked for any more. */
void world_forget_day(struct world *world, int32_t offset);

/* ---- the invented watchlist ---- */

struct world_entry {
    struct world_person person; /* whom it means */
    struct span aliases;        /* `;` between, may be empty */
    bool with_birth, with_document;
    const char *severity;
};
uint32_t world_entry_count(const struct world *world);
void world_entry(const struct world *world, uint32_t index, struct arena *arena,
                 struct world_entry *out);

#endif
