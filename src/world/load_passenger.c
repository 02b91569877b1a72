/* A passenger of a booking: kind, fate, check-in, names as they were written. */
#include "world/internal.h"

enum { TWELVE = 12 * 365 + 3, TWO = 2 * 365 };

static enum world_kind kind_of(const struct loading *loading,
                               const struct world_passenger *passenger)
{
    int32_t age = loading->kept->flight.day - passenger->person.birth;
    if (loading->trip->segment == SEGMENT_STAFF)
        return KIND_STAFF_TRAVEL;
    if (world_person_member(passenger->person.id) == MEMBER_INFANT && age < TWO)
        return KIND_INFANT_LAP;
    if (age < TWELVE)
        return loading->booking->count == 1 ? KIND_ALONE : KIND_CHILD;
    return KIND_ADULT;
}

static const char *title_of(const struct world_passenger *passenger)
{
    bool child = passenger->kind == KIND_CHILD || passenger->kind == KIND_INFANT_LAP ||
                 passenger->kind == KIND_ALONE;
    if (passenger->person.sex == 'F')
        return child ? "MISS" : passenger->person.id >> 4 & 1 ? "MRS" : "MS";
    return child ? "MSTR" : "MR";
}

/* ---- fate ---- */

/* The first flight did not leave, or came too late for this one. */
static bool misses(const struct loading *loading)
{
    const struct trip *trip = loading->trip;
    struct world_flight first;
    if (!trip->away)
        return false;
    flight_make(loading->world, trip->legs[0].service, trip->legs[0].day, 0, &first);
    return first.cancelled_at || world_flight_landed(&first) > loading->kept->flight.departs;
}

static void choose_fate(const struct loading *loading, struct world_passenger *passenger,
                        unsigned place)
{
    const struct world_profile *profile = loading->world->profile;
    struct chance chance = load_chance(loading, DRAW_PASSENGER, place);
    bool stays = chance_in(&chance, (uint32_t)profile->rates[RATE_NO_SHOW]);
    bool late = chance_in(&chance, (uint32_t)profile->rates[RATE_OFFLOADED]);
    bool planted = loading->trip->plant != 0;
    passenger->fate = loading->booking->cancelled || loading->kept->flight.cancelled_at
                          ? FATE_CANCELLED
                      : (stays && !planted) || misses(loading) ? FATE_NO_SHOW
                      : late && !planted ? (loading->trip->away ? FATE_NO_SHOW : FATE_OFFLOADED)
                                         : FATE_FLOWN;
}

static void choose_check_in(const struct loading *loading, struct world_passenger *passenger,
                            unsigned place)
{
    struct chance chance = load_chance(loading, DRAW_SEATS, 100u * loading->trip->away + 1);
    bool online = chance_in(&chance, 340000);
    int32_t before = online ? chance_between(&chance, 150, 1380) : chance_between(&chance, 45, 170);
    struct chance seat = load_chance(loading, DRAW_SEATS, 100u * loading->trip->away + 2);
    bool early = chance_in(&seat, 280000);
    int32_t departs = loading->kept->flight.departs;
    if (passenger->fate == FATE_FLOWN || passenger->fate == FATE_OFFLOADED)
        passenger->checked_in = departs - before + (int32_t)(place > 5 ? 5 : place);
    if (passenger->checked_in && passenger->checked_in <= loading->booking->created)
        passenger->checked_in = loading->booking->created + 5;
    passenger->seated = early ? loading->booking->created + 3 : passenger->checked_in;
}

/* ---- names ---- */

/* Spellings that reservations have; a passport's are seldom wrong at the counter. */
static const uint32_t in_bookings[WORLD_SPELLINGS] = {
    [SPELLING_ROMANISED] = 26, [SPELLING_TYPO] = 12,    [SPELLING_TRUNCATED] = 7,
    [SPELLING_SWAPPED] = 6,    [SPELLING_JOINED] = 10,  [SPELLING_SPLIT] = 5,
    [SPELLING_PATRONYMIC] = 8, [SPELLING_DROPPED] = 10, [SPELLING_TITLED] = 8,
    [SPELLING_INITIAL] = 3,    [SPELLING_FILLED] = 5,
};
static const uint32_t at_check_in[WORLD_SPELLINGS] = {
    [SPELLING_TRUNCATED] = 20, [SPELLING_JOINED] = 25, [SPELLING_MRZ] = 30,
    [SPELLING_DROPPED] = 15,   [SPELLING_FILLED] = 10,
};
/* How a listed person's name differs from the list's. */
static const uint32_t of_listed[WORLD_SPELLINGS] = {
    [SPELLING_ROMANISED] = 34, [SPELLING_TYPO] = 14,   [SPELLING_TRUNCATED] = 6,
    [SPELLING_SWAPPED] = 10,   [SPELLING_JOINED] = 10, [SPELLING_SPLIT] = 6,
    [SPELLING_PATRONYMIC] = 6, [SPELLING_DROPPED] = 8, [SPELLING_MRZ] = 6,
};

static enum world_spelling write_name(const struct loading *loading,
                                      const struct world_person *person, const uint32_t *weights,
                                      struct chance *chance, struct span *surname,
                                      struct span *given)
{
    enum world_spelling spelling =
        (enum world_spelling)chance_weighted(chance, weights, WORLD_SPELLINGS);
    uint64_t seed = chance_next(chance);
    *surname = person->surname;
    *given = person->given;
    if (!world_spell(person, spelling, seed, loading->arena, surname, given) ||
        (span_equal(*surname, person->surname) && span_equal(*given, person->given)))
        return SPELLING_PLAIN;
    return spelling;
}

/* The names of somebody else of the same sex: a maiden name, a wrong person's passport. */
static void take_names(const struct loading *loading, const struct world_person *person, bool whole,
                       struct span *surname, struct span *given)
{
    struct world_person other;
    const struct world_people *people = &loading->world->people;
    world_person_id id = 0;
    for (uint32_t i = 0; id == 0 || (i < 16 && world_person_sex(people, id) != person->sex); i++)
        id = world_person_number(SEGMENT_VISITING, world_person_country(person->id),
                                 (world_person_household(person->id) ^ 0x155) + i, MEMBER_HEAD);
    world_person(people, id, loading->kept->flight.day, loading->arena, &other);
    *surname = other.surname;
    if (whole)
        *given = other.given;
}

static void write_listed(const struct loading *loading, struct world_passenger *passenger,
                         struct chance *chance)
{
    passenger->pnr_spelling = write_name(loading, &passenger->person, of_listed, chance,
                                         &passenger->pnr_surname, &passenger->pnr_given);
    passenger->plant_spelling = passenger->pnr_spelling;
    if (chance_in(chance, 500000)) {
        passenger->api_surname = passenger->pnr_surname;
        passenger->api_given = passenger->pnr_given;
        passenger->api_spelling = passenger->pnr_spelling;
    }
}

void load_names(struct loading *loading, struct world_passenger *passenger, unsigned place)
{
    const int64_t *rates = loading->world->profile->rates;
    const struct world_person *person = &passenger->person;
    struct chance chance = load_chance(loading, DRAW_PASSENGER, 1000 + place);
    bool varied = chance_in(&chance, (uint32_t)rates[RATE_NAME_VARIED]);
    bool wrong = chance_in(&chance, (uint32_t)rates[RATE_NAME_WRONG]);
    bool other = chance_in(&chance, 25000);
    passenger->pnr_surname = passenger->api_surname = person->surname;
    passenger->pnr_given = passenger->api_given = person->given;
    if (loading->trip->entry != UINT32_MAX) {
        write_listed(loading, passenger, &chance);
        return;
    }
    if (varied)
        passenger->pnr_spelling = write_name(loading, person, in_bookings, &chance,
                                             &passenger->pnr_surname, &passenger->pnr_given);
    if (other)
        passenger->api_spelling = write_name(loading, person, at_check_in, &chance,
                                             &passenger->api_surname, &passenger->api_given);
    if (loading->trip->plant_kind == PLANT_CONTRADICTION)
        take_names(loading, person, true, &passenger->api_surname, &passenger->api_given);
    else if (wrong && !loading->trip->plant)
        take_names(loading, person, false, &passenger->pnr_surname, &passenger->pnr_given);
    else
        return;
    passenger->signs |= 1u << SIGN_NAME_OTHER;
}

/* ---- the passenger ---- */

/* A look-alike has the names of the entry and nothing else of it. */
static void look_alike(const struct loading *loading, struct world_passenger *passenger)
{
    struct world_person listed;
    world_person(&loading->world->people, entry_person(loading->world, loading->trip->entry),
                 loading->kept->flight.day, loading->arena, &listed);
    passenger->person.surname = listed.surname;
    passenger->person.given = listed.given;
    passenger->person.patronymic = listed.patronymic;
    passenger->person.native = listed.native;
    passenger->person.native_surname = listed.native_surname;
    passenger->person.native_given = listed.native_given;
    passenger->person.culture = listed.culture;
    passenger->person.sex = listed.sex;
}

/* The n-th infant sits with the n-th of the booking. */
static uint32_t adult_of(const struct loading *loading)
{
    const struct world_load *load = loading->load;
    unsigned seen = 0;
    for (uint32_t i = loading->booking->first; i < load->passenger_count; i++)
        seen += load->passengers[i].kind == KIND_INFANT_LAP;
    return loading->booking->first + (seen ? (seen - 1) % loading->booking->count : 0);
}

static void put_journey(const struct loading *loading, struct world_passenger *passenger)
{
    const struct world_booking *booking = loading->booking;
    unsigned first = booking->leg_here, last = booking->leg_here;
    /* Legs that follow each other within a day are one journey. */
    while (first > 0 &&
           booking->legs[first].departs - booking->legs[first - 1].arrives < MINUTES_PER_DAY)
        first--;
    while (last + 1 < booking->leg_count &&
           booking->legs[last + 1].departs - booking->legs[last].arrives < MINUTES_PER_DAY)
        last++;
    memcpy(passenger->first_board, booking->legs[first].board, sizeof passenger->first_board);
    memcpy(passenger->last_off, booking->legs[last].off, sizeof passenger->last_off);
}

static void put_ticket(const struct loading *loading, struct world_passenger *passenger,
                       unsigned place)
{
    const struct service *service = loading_service(loading, loading->trip->away);
    struct chance chance = load_chance(loading, DRAW_MONEY,
                                       50 + (loading->trip->one_booking ? 0 : loading->trip->away));
    uint64_t number = chance_next(&chance) % UINT64_C(9999999900) + place;
    memcpy(passenger->ticket, loading->world->profile->carriers[service->carrier].ticket, 3);
    for (unsigned i = 13; i-- > 3; number /= 10)
        passenger->ticket[i] = (char)('0' + number % 10);
}

void load_passenger(struct loading *loading, struct world_passenger *passenger, unsigned place)
{
    passenger->plant = loading->trip->plant;
    passenger->plant_kind = (enum world_plant)loading->trip->plant_kind;
    if (passenger->plant_kind == PLANT_LOOKALIKE)
        look_alike(loading, passenger);
    passenger->kind = kind_of(loading, passenger);
    memcpy(passenger->title, title_of(passenger), strlen(title_of(passenger)) + 1);
    if (passenger->kind == KIND_INFANT_LAP)
        passenger->adult = adult_of(loading);
    choose_fate(loading, passenger, place);
    choose_check_in(loading, passenger, place);
    load_names(loading, passenger, place);
    load_papers(loading, passenger, place);
    load_bags(loading, passenger, place);
    put_journey(loading, passenger);
    put_ticket(loading, passenger, place);
}
