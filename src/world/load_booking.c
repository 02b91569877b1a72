/* A trip's booking: locator, agency, who pays, how they are reached, and its passengers. */
#include "world/internal.h"

enum { AGENCIES_LARGE = 60, AGENCIES_SMALL = 700, COMPANIES = 900, CLERKS = 1000000 };

static void put_locator(struct chance *chance, char out[7])
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    for (unsigned i = 0; i < 6; i++)
        out[i] = letters[chance_below(chance, i ? sizeof letters - 1 : 24)];
    out[6] = '\0';
}

static void put_digits(char *out, unsigned count, uint64_t number)
{
    for (unsigned i = count; i-- > 0; number /= 10)
        out[i] = (char)('0' + number % 10);
    out[count] = '\0';
}

/* What the directions of a trip have in common, unless each has a booking of its own. */
static struct chance booking_chance(const struct loading *loading, enum world_draw draw)
{
    const struct trip *trip = loading->trip;
    return chance_of(trip->seed, draw, trip->one_booking ? 0 : trip->away);
}

static uint32_t percent_of(const struct loading *loading, enum world_rate rate, uint32_t percent)
{
    uint64_t rated = (uint64_t)loading->world->profile->rates[rate] * percent / 100;
    return rated > 1000000 ? 1000000 : (uint32_t)rated;
}

/* ---- agency and contacts ---- */

/* Numbers from 0; the small ones stand behind the large. */
static void put_agency(const struct loading *loading, unsigned number, struct world_booking *out)
{
    out->agency[0] = '9';
    put_digits(out->agency + 1, 7, 1000000 + (uint64_t)number * 731 + loading->trip->country * 7);
    memcpy(out->agency_city,
           loading->load->flight.inbound == (loading->trip->away == 0) ? loading->kept->flight.board
                                                                       : loading->kept->flight.off,
           4);
    out->agency_small = number >= AGENCIES_LARGE;
}

static void choose_agency(const struct loading *loading, struct world_booking *out)
{
    const struct segment_habits *habits =
        segment_habits((enum world_segment)loading->trip->segment);
    struct chance chance = booking_chance(loading, DRAW_AGENCY);
    bool by_agency = chance_in(&chance, percent_of(loading, RATE_AGENCY, habits->agency));
    bool large = chance_in(&chance, 720000);
    unsigned number = large ? chance_below(&chance, AGENCIES_LARGE)
                            : AGENCIES_LARGE + chance_below(&chance, AGENCIES_SMALL);
    if (by_agency)
        put_agency(loading, number, out);
    out->agency_phone = by_agency && chance_in(&chance, 450000);
}

/* Somebody answers it who lives where the travellers do. */
static struct span agency_phone(const struct loading *loading, const struct world_booking *booking)
{
    int64_t number = 0;
    struct world_person clerk;
    span_number(span_of(booking->agency), &number);
    world_person(&loading->world->people,
                 world_person_number(SEGMENT_STAFF, loading->trip->country,
                                     (uint32_t)(number % 1000000) + CLERKS, MEMBER_FRIEND),
                 loading->kept->flight.day, loading->arena, &clerk);
    return clerk.phone;
}

static void choose_contacts(const struct loading *loading, struct world_booking *out)
{
    struct chance chance = booking_chance(loading, DRAW_REACHED);
    bool without = chance_in(&chance, percent_of(loading, RATE_PHONE_MISSING, 100));
    bool later = chance_in(&chance, 150000);
    int32_t minutes = (int32_t)chance_below(&chance, 6 * MINUTES_PER_DAY);
    out->phone_added = later ? out->created + minutes : out->created;
    if (!without)
        out->phone = out->agency_phone ? agency_phone(loading, out) : loading->head.phone;
    if (chance_in(&chance, 620000))
        out->email = loading->head.email;
}

/* ---- money ---- */

/* Companies' cards are used by many who travel for them. */
static bool is_company_card(const struct loading *loading, struct chance *chance, char out[17])
{
    if (loading->trip->segment != SEGMENT_BUSINESS || !chance_in(chance, 550000))
        return false;
    struct world_person owner;
    uint32_t company = chance_below(chance, COMPANIES);
    world_person(
        &loading->world->people,
        world_person_number(SEGMENT_STAFF, loading->trip->country, company + 1, MEMBER_FRIEND),
        loading->kept->flight.day, loading->arena, &owner);
    memcpy(out, owner.card, sizeof owner.card);
    return true;
}

static struct span other_payer(const struct loading *loading, struct chance *chance)
{
    struct world_person payer;
    uint32_t household = chance_below(chance, 100000);
    world_person(
        &loading->world->people,
        world_person_number(SEGMENT_VISITING, loading->trip->country, household, MEMBER_HEAD),
        loading->kept->flight.day, loading->arena, &payer);
    return span_of(arena_format(loading->arena, "%.*s/%.*s", (int)payer.surname.size,
                                payer.surname.at, (int)payer.given.size, payer.given.at));
}

static void choose_payment(const struct loading *loading, unsigned persons,
                           struct world_booking *out)
{
    const struct segment_habits *habits =
        segment_habits((enum world_segment)loading->trip->segment);
    struct chance chance = booking_chance(loading, DRAW_MONEY);
    bool cash = chance_in(&chance, percent_of(loading, RATE_CASH, habits->cash));
    bool invoice = out->agency[0] && chance_in(&chance, 300000);
    bool miles = chance_in(&chance, 25000);
    int32_t fare = loading_service(loading, loading->trip->away)->minutes * 2 + 60;
    out->payment = cash      ? PAYMENT_CASH
                   : invoice ? PAYMENT_INVOICE
                   : miles   ? PAYMENT_MILES
                             : PAYMENT_CARD;
    fare = fare * chance_between(&chance, 60, 240) / 100;
    out->amount = fare * (int32_t)persons * (out->leg_count > 1 ? 2 : 1);
    memcpy(out->currency, chance_in(&chance, 700000) ? "USD" : "EUR", 4);
    if (chance_in(&chance, percent_of(loading, RATE_PAYER_OTHER, 100)))
        out->payer = other_payer(loading, &chance);
    bool company = is_company_card(loading, &chance, out->card);
    if (!company)
        memcpy(out->card, loading->head.card, sizeof out->card);
    out->ticketed = out->created + (int32_t)chance_below(&chance, 1440);
}

/* ---- what a planted case shares ---- */

static void plant_shared(const struct loading *loading, struct world_booking *out)
{
    const struct trip *trip = loading->trip;
    struct chance chance = plant_chance(loading->world, trip->plant);
    unsigned number = AGENCIES_LARGE + chance_below(&chance, AGENCIES_SMALL);
    uint32_t owner = chance_below(&chance, 100000);
    if (trip->plant_kind == PLANT_CASH_PAYER) {
        out->payment = PAYMENT_CASH;
        out->payer = other_payer(loading, &chance);
    }
    if (trip->plant_kind != PLANT_COURIER_RING)
        return;
    struct world_person payer;
    world_person(&loading->world->people,
                 world_person_number(SEGMENT_VISITING, trip->country, owner, MEMBER_HEAD),
                 loading->kept->flight.day, loading->arena, &payer);
    put_agency(loading, number, out);
    out->phone = payer.phone;
    out->phone_added = out->created;
    out->payment = PAYMENT_CARD;
    memcpy(out->card, payer.card, sizeof out->card);
}

/* ---- the booking ---- */

static void choose_course(const struct loading *loading, unsigned persons,
                          struct world_booking *out)
{
    struct chance chance = chance_of(loading->trip->seed, DRAW_BOOKING, 10);
    int32_t first = service_departs(loading->world->profile, loading_service(loading, 0),
                                    loading->trip->legs[0].day);
    int32_t before = chance_between(&chance, 60, 4300);
    bool cancelled =
        chance_in(&chance, (uint32_t)loading->world->profile->rates[RATE_BOOKING_CANCELLED]);
    if (cancelled && !loading->trip->plant && first - before > out->created)
        out->cancelled = first - before;
    bool split = chance_in(&chance, (uint32_t)loading->world->profile->rates[RATE_SPLIT] * 4);
    if (split && persons > 1 && !out->group) {
        out->split_at = loading->kept->flight.departs - chance_between(&chance, 90, 4000);
        out->split_off = 1 + chance_below(&chance, persons - 1);
        put_locator(&chance, out->split_locator);
        if (out->split_at <= out->created)
            out->split_at = 0;
    }
}

static void choose_group(const struct loading *loading, struct world_booking *out)
{
    out->group = loading->trip->households > 1;
    if (out->group)
        out->group_name = span_of(arena_format(
            loading->arena, "%.*s %s", (int)loading->head.surname.size, loading->head.surname.at,
            loading->trip->segment == SEGMENT_PILGRIM ? "UMRAH GRP" : "TOUR GRP"));
}

static void add_passengers(struct loading *loading, const struct party *party)
{
    struct world_load *load = loading->load;
    struct world_booking *booking = loading->booking;
    booking->first = load->passenger_count;
    booking->count = party->count;
    for (unsigned i = 0; i < party->count; i++) {
        struct world_passenger *passenger = &load->passengers[load->passenger_count++];
        passenger->booking = load->booking_count - 1;
        passenger->adult = UINT32_MAX;
        passenger->list_entry = loading->trip->entry;
        if (i == 0)
            passenger->person = loading->head;
        else
            world_person(&loading->world->people, party->ids[i], loading->kept->flight.day,
                         loading->arena, &passenger->person);
        load_passenger(loading, passenger, i);
    }
}

void load_booking(struct loading *loading)
{
    struct party party;
    const struct trip *trip = loading->trip;
    struct world_booking *booking = &loading->load->bookings[loading->load->booking_count++];
    struct chance chance = booking_chance(loading, DRAW_BOOKING);
    loading->booking = booking;
    trip_party(&loading->world->people, trip, &party);
    world_person(&loading->world->people, party.ids[0], loading->kept->flight.day, loading->arena,
                 &loading->head);
    booking->seed = chance_next(&chance);
    put_locator(&chance, booking->locator);
    booking->created = trip->created;
    booking->segment = (enum world_segment)trip->segment;
    load_legs(loading);
    choose_group(loading, booking);
    choose_agency(loading, booking);
    choose_contacts(loading, booking);
    choose_payment(loading, party.count, booking);
    choose_course(loading, party.count, booking);
    if (trip->plant)
        plant_shared(loading, booking);
    add_passengers(loading, &party);
}
