/* A flight made by hand: a dozen and some more persons of several cultures, with what can happen to
 * them. Minutes count from the departure. Nobody in it exists. */
#ifndef TESTS_SENDING_HAND_H
#define TESTS_SENDING_HAND_H

#include <string.h>

#include "sending/internal.h"

enum {
    HAND_DAY = 20778,                                       /* 2026-11-21 */
    HAND_DEPARTS = HAND_DAY * MINUTES_PER_DAY + 5 * 60 + 40 /* 10:40 in Tashkent */
};

struct hand {
    struct world_load load;
    struct world_booking bookings[10];
    struct world_passenger passengers[40];
};

static inline int32_t hand_minute(int32_t before)
{
    return HAND_DEPARTS - before;
}

static inline void hand_copy(char *out, size_t room, const char *text)
{
    size_t size = strlen(text) < room ? strlen(text) : room - 1;
    memcpy(out, text, size);
    out[size] = '\0';
}
#define HAND_COPY(out, text) hand_copy((out), sizeof(out), (text))

struct hand_person {
    const char *surname, *given, *title;
    char sex;
    const char *birth, *state, *number, *seat;
    enum world_kind kind;
    unsigned bags;
    int32_t docs_before, checked_before; /* 0: never */
    enum world_fate fate;
};

static inline int32_t hand_day(const char *text)
{
    struct date date = {0, 0, 0};
    date_parse(span_of(text), &date);
    return date_to_day(date);
}

static inline struct world_passenger *hand_add(struct hand *hand, const struct hand_person *who)
{
    uint32_t index = hand->load.passenger_count + hand->load.crew_count;
    struct world_passenger *out = &hand->passengers[index];
    struct world_document *document = &out->api_document;
    *out = (struct world_passenger){.booking = UINT32_MAX, .adult = UINT32_MAX, .kind = who->kind};
    out->person.id = world_person_number(SEGMENT_TOURIST, 1, index, 0);
    out->person.sex = who->sex;
    out->person.surname = out->pnr_surname = out->api_surname = span_of(who->surname);
    out->person.given = out->pnr_given = out->api_given = span_of(who->given);
    out->person.birth = out->pnr_birth = out->api_birth = hand_day(who->birth);
    out->person.street = SPAN("Bog ko'chasi 7");
    out->person.city = SPAN("Tashkent");
    out->person.postcode = SPAN("100011");
    HAND_COPY(out->person.country, "UZ");
    HAND_COPY(out->person.nationality, who->state);
    HAND_COPY(out->person.residence, who->state);
    HAND_COPY(out->nationality_told, who->state);
    HAND_COPY(out->title, who->title);
    HAND_COPY(document->type, who->kind == KIND_COCKPIT || who->kind == KIND_CABIN ? "AC" : "P");
    HAND_COPY(document->number, who->number);
    HAND_COPY(document->state, who->state);
    document->issued = HAND_DAY - 900;
    document->expires = HAND_DAY + 1500;
    out->pnr_document = *document;
    out->docs_added = who->docs_before ? hand_minute(who->docs_before) : 0;
    out->checked_in = who->checked_before ? hand_minute(who->checked_before) : 0;
    out->fate = who->fate;
    HAND_COPY(out->seat, who->seat);
    out->seated = who->seat[0] ? out->checked_in : 0;
    out->bags = who->bags;
    out->bag_weight = 17 * who->bags;
    for (unsigned i = 0; i < who->bags; i++) {
        HAND_COPY(out->bag_tags[i], "0250771000");
        out->bag_tags[i][8] = (char)('0' + index % 10);
        out->bag_tags[i][9] = (char)('0' + i);
    }
    HAND_COPY(out->boarding_number, "100");
    out->boarding_number[1] = (char)('0' + index / 10);
    out->boarding_number[2] = (char)('0' + index % 10);
    HAND_COPY(out->ticket, "2504567890100");
    out->ticket[11] = (char)('0' + index / 10);
    out->ticket[12] = (char)('0' + index % 10);
    HAND_COPY(out->first_board, "TAS");
    HAND_COPY(out->last_off, "IST");
    return out;
}

static inline struct world_booking *hand_booking(struct hand *hand, const char *locator,
                                                 int32_t created_before, uint32_t count)
{
    uint32_t index = hand->load.booking_count++;
    struct world_booking *out = &hand->bookings[index];
    *out = (struct world_booking){.seed = chance_mix(index + 7),
                                  .created = hand_minute(created_before),
                                  .segment = SEGMENT_TOURIST,
                                  .payment = PAYMENT_CARD,
                                  .amount = 412 * (int32_t)count,
                                  .phone = SPAN("+998901230001"),
                                  .email = SPAN("d.yusupova_7@mail-box.example"),
                                  .leg_count = 1,
                                  .first = hand->load.passenger_count - count,
                                  .count = count};
    HAND_COPY(out->locator, locator);
    HAND_COPY(out->card, "9999123412341238");
    HAND_COPY(out->currency, "USD");
    out->ticketed = out->created + 30;
    out->phone_added = out->created;
    for (uint32_t i = 0; i < count; i++)
        hand->passengers[out->first + i].booking = index;
    struct world_leg *leg = &out->legs[0];
    const struct world_flight *flight = &hand->load.flight;
    *leg = (struct world_leg){.departs = flight->departs,
                              .arrives = flight->arrives,
                              .board_offset = flight->board_offset,
                              .off_offset = flight->off_offset,
                              .cabin = 'Y',
                              .here = true};
    HAND_COPY(leg->carrier, flight->carrier);
    HAND_COPY(leg->number, flight->number);
    HAND_COPY(leg->board, flight->board);
    HAND_COPY(leg->off, flight->off);
    return out;
}

static inline void hand_flight(struct world_flight *out)
{
    *out = (struct world_flight){.index = 4711,
                                 .day = HAND_DAY,
                                 .departs = HAND_DEPARTS,
                                 .arrives = HAND_DEPARTS + 5 * 60,
                                 .board_offset = 300,
                                 .off_offset = 180,
                                 .seats = 180};
    HAND_COPY(out->carrier, "HY");
    HAND_COPY(out->number, "271");
    HAND_COPY(out->board, "TAS");
    HAND_COPY(out->off, "IST");
}

/* The n-th who was added. */
static inline void hand_make(struct hand *hand)
{
    enum { DAY = MINUTES_PER_DAY };
    static const struct hand_person
        family[] = {{"YUSUPOVA", "DILNOZA", "MRS", 'F', "1988-03-05", "UZB", "AA1234501", "12A",
                     KIND_ADULT, 2, 5 * DAY, 120, FATE_FLOWN},
                    {"YUSUPOV", "BOBUR", "MR", 'M', "1985-07-19", "UZB", "AA1234502", "12B",
                     KIND_ADULT, 1, 20 * DAY, 120, FATE_FLOWN},
                    {"YUSUPOV", "TEMUR", "MSTR", 'M', "2018-01-02", "UZB", "AA1234503", "12C",
                     KIND_CHILD, 0, 20 * DAY, 120, FATE_FLOWN},
                    {"YUSUPOVA", "LAYLO", "MISS", 'F', "2026-02-11", "UZB", "AA1234504", "",
                     KIND_INFANT_LAP, 0, 20 * DAY, 120, FATE_FLOWN}},
        single[] = {{"SUHARTINI", "", "MS", 'F', "1990-12-31", "IDN", "C1234505", "14D", KIND_ADULT,
                     1, 2 * DAY, 100, FATE_FLOWN}},
        pair[] = {{"O'RINOV", "JASUR", "MR", 'M', "1979-01-01", "UZB", "AA1234506", "15E",
                   KIND_ADULT, 3, 3 * DAY, 90, FATE_FLOWN},
                  {"GARCIA-LORCA MUNOZ", "MARIA JOSE", "MS", 'F', "1970-01-01", "ESP", "XDA123407",
                   "15F", KIND_ADULT, 0, 3 * DAY, 45, FATE_OFFLOADED}},
        gone[] = {{"PETROV", "IVAN", "MR", 'M', "1966-06-06", "RUS", "750123408", "", KIND_ADULT, 0,
                   10 * DAY, 0, FATE_CANCELLED}},
        absent[] = {{"VAN DER BERG", "PIETER", "MR", 'M', "1950-05-25", "NLD", "NX1234R09", "",
                     KIND_ADULT, 0, 4 * DAY, 0, FATE_NO_SHOW}},
        transit[] = {{"NGUYEN", "THI MAI", "MS", 'F', "1999-09-09", "VNM", "C1234510", "20A",
                      KIND_ADULT, 1, 6 * DAY, 200, FATE_FLOWN}},
        staff[] = {{"MUELLER", "ANNA", "MS", 'F', "1982-08-08", "D", "C01X0006H", "21A",
                    KIND_STAFF_TRAVEL, 0, 1 * DAY, 60, FATE_FLOWN}},
        alone[] = {{"AL HADDAD", "YUSUF", "MSTR", 'M', "2017-04-30", "JOR", "K123412", "1A",
                    KIND_ALONE, 1, 9 * DAY, 150, FATE_FLOWN}},
        crew[] = {{"RAHIMOV", "ANVAR", "", 'M', "1975-02-14", "UZB", "AA7654301", "", KIND_COCKPIT,
                   0, 0, 120, FATE_FLOWN},
                  {"KIM", "OLGA", "", 'F', "1995-10-03", "UZB", "AA7654302", "", KIND_CABIN, 0, 0,
                   120, FATE_FLOWN}};
    *hand = (struct hand){.load = {.bookings = hand->bookings, .passengers = hand->passengers}};
    hand_flight(&hand->load.flight);
#define HAND_ADD(list)                                                                             \
    for (size_t i = 0; i < sizeof(list) / sizeof *(list); i++, hand->load.passenger_count++)       \
        hand_add(hand, &(list)[i]);
    HAND_ADD(family)
    struct world_booking *booking = hand_booking(hand, "FAM4LY", 30 * DAY, 4);
    hand->passengers[3].adult = 0;
    booking->phone_added = hand_minute(2 * DAY);
    HAND_COPY(booking->agency, "91000123");
    HAND_COPY(booking->agency_city, "TAS");
    HAND_ADD(single)
    hand_booking(hand, "S1NGLE", 10 * DAY, 1)->payment = PAYMENT_CASH;
    HAND_ADD(pair)
    booking = hand_booking(hand, "PA1RED", 8 * DAY, 2);
    booking->split_at = hand_minute(30 * 60);
    booking->split_off = 1;
    HAND_COPY(booking->split_locator, "PARTED");
    booking->payer = SPAN("SOMEBODY/ELSE");
    HAND_ADD(gone)
    hand_booking(hand, "G0NE22", 12 * DAY, 1)->cancelled = hand_minute(60 * 60);
    HAND_ADD(absent)
    hand_booking(hand, "ABSENT", 4 * DAY, 1);
    HAND_ADD(transit)
    booking = hand_booking(hand, "TRANS1", 6 * DAY, 1);
    booking->segment = SEGMENT_TRANSIT;
    booking->legs[1] = booking->legs[0];
    booking->leg_count = 2;
    booking->legs[1].here = false;
    booking->legs[1].departs += 8 * 60;
    booking->legs[1].arrives += 8 * 60;
    HAND_COPY(booking->legs[1].number, "1979");
    HAND_COPY(booking->legs[1].board, "IST");
    HAND_COPY(booking->legs[1].off, "LHR");
    HAND_COPY(hand->passengers[hand->load.passenger_count - 1].last_off, "LHR");
    HAND_ADD(staff)
    hand_booking(hand, "STAFFA", 2 * DAY, 1);
    HAND_ADD(alone)
    booking = hand_booking(hand, "AL0NE2", 9 * DAY, 1);
    booking->group = true;
    booking->group_name = SPAN("SILK ROAD CLUB");
    booking->phone = SPAN("");
    for (size_t i = 0; i < sizeof crew / sizeof *crew; i++, hand->load.crew_count++)
        hand_add(hand, &crew[i]);
#undef HAND_ADD
    hand->load.flight.passengers = hand->load.passenger_count;
    hand->load.flight.crew = hand->load.crew_count;
}

static inline void hand_later(int32_t *minute, int32_t by)
{
    if (*minute)
        *minute += by;
}

/* The same so many days later. */
static inline void hand_shift(struct hand *hand, int32_t days)
{
    int32_t by = days * MINUTES_PER_DAY;
    hand->load.flight.day += days;
    hand->load.flight.departs += by;
    hand->load.flight.arrives += by;
    for (uint32_t i = 0; i < hand->load.booking_count; i++) {
        struct world_booking *booking = &hand->bookings[i];
        int32_t *const minutes[] = {&booking->created, &booking->cancelled, &booking->split_at,
                                    &booking->ticketed, &booking->phone_added};
        for (size_t k = 0; k < sizeof minutes / sizeof *minutes; k++)
            hand_later(minutes[k], by);
        for (unsigned k = 0; k < booking->leg_count; k++) {
            booking->legs[k].departs += by;
            booking->legs[k].arrives += by;
        }
    }
    for (uint32_t i = 0; i < hand->load.passenger_count + hand->load.crew_count; i++) {
        struct world_passenger *passenger = &hand->passengers[i];
        hand_later(&passenger->docs_added, by);
        hand_later(&passenger->checked_in, by);
        hand_later(&passenger->seated, by);
    }
}

#endif
