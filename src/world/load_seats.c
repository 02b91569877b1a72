/* Seats, numbers at check-in and bag tags of a whole flight, and its crew. */
#include "world/internal.h"

enum { CREWS = 7, CREW_PLACES = 16 };
enum { ABREAST_NARROW = 6, ABREAST_WIDE = 9, WIDE_SEATS = 230 };

static const char narrow[] = "ABCDEF", wide[] = "ABCDEFGHK";

static void put_number(char *out, unsigned number)
{
    char text[8];
    unsigned size = 0;
    for (; number || size == 0; number /= 10)
        text[size++] = (char)('0' + number % 10);
    while (size)
        *out++ = text[--size];
    *out = '\0';
}

static void put_seat(const struct world_flight *flight, unsigned at, char out[5])
{
    bool is_wide = flight->seats >= WIDE_SEATS;
    unsigned abreast = is_wide ? ABREAST_WIDE : ABREAST_NARROW;
    put_number(out, 1 + at / abreast);
    size_t size = strlen(out);
    out[size] = (is_wide ? wide : narrow)[at % abreast];
    out[size + 1] = '\0';
}

static void put_tags(const struct loading *loading, struct world_passenger *passenger,
                     unsigned *serial)
{
    const struct world_flight *flight = &loading->load->flight;
    const struct service *service = &loading->world->timetable.services[loading->kept->service];
    for (unsigned i = 0; i < passenger->bags; i++) {
        char *tag = passenger->bag_tags[i];
        unsigned number = (flight->index * 977 + (*serial)++) % 1000000;
        tag[0] = '0';
        memcpy(tag + 1, loading->world->profile->carriers[service->carrier].ticket, 3);
        for (unsigned k = 10; k-- > 4; number /= 10)
            tag[k] = (char)('0' + number % 10);
        tag[10] = '\0';
    }
}

/* The cabin is filled from a row of chance on, booking after booking: parties sit together. */
void load_seats(struct loading *loading)
{
    struct world_load *load = loading->load;
    struct chance chance = chance_of(loading->world->options.seed, DRAW_SEATS, load->flight.index);
    unsigned seats = (unsigned)load->flight.seats, serial = 0, boarded = 0;
    unsigned at = chance_below(&chance, seats / 6) * 6;
    for (uint32_t i = 0; i < load->passenger_count; i++) {
        struct world_passenger *passenger = &load->passengers[i];
        if (passenger->kind != KIND_INFANT_LAP) {
            if (passenger->seated)
                put_seat(&load->flight, at % seats, passenger->seat);
            at++;
        }
        if (passenger->checked_in)
            put_number(passenger->boarding_number, ++boarded);
        put_tags(loading, passenger, &serial);
    }
}

/* ---- crew ---- */

static void add_crew(struct loading *loading, enum world_kind kind, unsigned place)
{
    struct world_load *load = loading->load;
    const struct world_flight *flight = &load->flight;
    const struct service *service = &loading->world->timetable.services[loading->kept->service];
    const struct world_carrier *carrier = &loading->world->profile->carriers[service->carrier];
    /* Seven crews take turns on a rotation; each flies it there and back. */
    int32_t turn = flight->day - service->shift;
    uint32_t household = (service->rotation * CREWS + (uint32_t)turn % CREWS) * CREW_PLACES + place;
    struct world_passenger *crew = &load->passengers[load->passenger_count + load->crew_count++];
    world_person(&loading->world->people,
                 world_person_number(SEGMENT_CREW, carrier->country, household, MEMBER_HEAD),
                 flight->day, loading->arena, &crew->person);
    crew->booking = crew->adult = crew->list_entry = UINT32_MAX;
    crew->kind = kind;
    crew->fate = flight->cancelled_at ? FATE_CANCELLED : FATE_FLOWN;
    crew->pnr_surname = crew->api_surname = crew->person.surname;
    crew->pnr_given = crew->api_given = crew->person.given;
    crew->pnr_document = crew->api_document = crew->person.document;
    crew->pnr_birth = crew->api_birth = crew->person.birth;
    memcpy(crew->nationality_told, crew->person.nationality, sizeof crew->nationality_told);
    memcpy(crew->first_board, flight->board, sizeof crew->first_board);
    memcpy(crew->last_off, flight->off, sizeof crew->last_off);
    crew->checked_in = flight->departs - 120;
}

void load_crew(struct loading *loading)
{
    unsigned seats = (unsigned)loading->load->flight.seats, place = 0;
    struct chance chance = chance_of(loading->world->options.seed, DRAW_CREW,
                                     UINT64_C(1) << 62 | loading->load->flight.index);
    unsigned cabin = 2 + seats / 60;
    for (unsigned i = 0; i < 2; i++)
        add_crew(loading, KIND_COCKPIT, place++);
    for (unsigned i = 0; i < cabin; i++)
        add_crew(loading, KIND_CABIN, place++);
    for (unsigned i = chance_in(&chance, 60000) ? 2 : 0; i > 0; i--)
        add_crew(loading, KIND_POSITIONING, place++);
}
