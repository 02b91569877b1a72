/* PNRGOV (PADIS, IATA implementation guide): message and booking, in the order of the groups. */
#include "sending/internal.h"

/* ---- message ---- */

/* The first element of TVL. Some leave out the day of arrival (operations.md 22). */
void sending_put_times(struct composer *composer, int32_t departs, int32_t arrives)
{
    bool alone = composer->dialect->times_alone;
    sending_put_day(composer, 1, 0, sending_day_of(departs), DAY_DMY);
    sending_put_clock(composer, 1, 1, departs);
    if (!alone)
        sending_put_day(composer, 1, 2, sending_day_of(arrives), DAY_DMY);
    sending_put_clock(composer, 1, alone ? 2 : 3, arrives);
}

static void write_flight(struct composer *composer)
{
    const struct world_flight *flight = composer->flight;
    sending_open_segment(composer, "TVL");
    sending_put_times(composer, sending_departs(composer), sending_arrives(composer));
    sending_put_word(composer, 2, 0, flight->board);
    sending_put_word(composer, 3, 0, flight->off);
    sending_put_word(composer, 4, 0, flight->carrier);
    sending_put_word(composer, 5, 0, flight->number);
    sending_close_segment(composer);
}

/* EQN: how many bookings there are in this part. */
static void write_count(struct composer *composer)
{
    uint32_t count = composer->count;
    if (composer->dialect->count_persons) {
        count = 0;
        for (uint32_t i = 0; i < composer->count; i++) {
            uint32_t item = composer->items->at[composer->from + i];
            struct sending_party party = sending_party_of(composer->task, item);
            count += party.to - party.from;
        }
    }
    sending_open_segment(composer, "EQN");
    sending_put_number(composer, 1, 0, count);
    sending_close_segment(composer);
}

static void write_header(struct composer *composer)
{
    const struct dialect *dialect = composer->dialect;
    bool whole = composer->task->before == INT32_MIN;
    sending_open_segment(composer, "MSG");
    sending_put_word(composer, 1, 1, whole ? "22" : "141");
    sending_close_segment(composer);
    sending_open_segment(composer, "ORG");
    sending_put_word(composer, 1, 0, dialect->system);
    sending_put_word(composer, 1, 1, dialect->place);
    sending_close_segment(composer);
    write_flight(composer);
    write_count(composer);
}

/* ---- booking ---- */

static void put_minute(struct composer *composer, unsigned position, unsigned component,
                       int32_t minute)
{
    sending_put_day(composer, position, component, sending_day_of(minute), DAY_DMY);
    sending_put_clock(composer, position, component + 1, minute);
}

static void write_locator(struct composer *composer, const struct sending_party *party)
{
    const struct world_booking *booking = party->booking;
    sending_open_segment(composer, "RCI");
    sending_put_word(composer, 1, 0, composer->flight->carrier);
    sending_put_word(composer, 1, 1, party->half ? booking->split_locator : booking->locator);
    put_minute(composer, 1, 3, party->half ? booking->split_at : booking->created);
    sending_close_segment(composer);
}

/* The latest of what happened to it up to now. */
static int32_t last_change(const struct composer *composer, const struct sending_party *party)
{
    const struct world_booking *booking = party->booking;
    int32_t now = composer->task->minute, last = booking->created;
    const int32_t others[] = {booking->cancelled, booking->split_at, booking->phone_added,
                              booking->ticketed};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (sending_known(others[i], now) && others[i] > last)
            last = others[i];
    return last;
}

/* 700 last transaction, 710 ticketing. */
static void write_dates(struct composer *composer, const struct sending_party *party)
{
    sending_open_segment(composer, "DAT");
    sending_put_word(composer, 1, 0, "700");
    put_minute(composer, 1, 1, last_change(composer, party));
    if (sending_known(party->booking->ticketed, composer->task->minute)) {
        sending_put_word(composer, 2, 0, "710");
        put_minute(composer, 2, 1, party->booking->ticketed);
    }
    sending_close_segment(composer);
}

/* Where it was booked: T a travel agency, A the carrier. */
static void write_origin(struct composer *composer, const struct sending_party *party)
{
    const struct world_booking *booking = party->booking;
    bool agency = booking->agency[0];
    struct chance chance = chance_of(booking->seed, 0x0416, 0);
    uint32_t sign = 1000 + chance_below(&chance, 9000);
    sending_open_segment(composer, "ORG");
    sending_put_word(composer, 1, 0,
                     agency ? composer->dialect->system : composer->flight->carrier);
    sending_put_word(composer, 1, 1, agency ? composer->dialect->place : composer->flight->board);
    if (agency) {
        sending_put_word(composer, 2, 0, booking->agency);
        sending_put(composer, 2, 1,
                    SENDING_JOIN(composer, span_of(booking->agency_city), SPAN("AG"),
                                 sending_digits(composer, sign % 100, 2)));
        sending_put_word(composer, 3, 0, booking->agency_city);
    }
    sending_put_word(composer, 5, 0, agency ? "T" : "A");
    sending_put(composer, 7, 0,
                SENDING_JOIN(composer, SPAN("A"), sending_digits(composer, sign, 4)));
    sending_close_segment(composer);
}

/* ---- contacts at the booking ---- */

static void write_text(struct composer *composer, struct span code, struct span text)
{
    if (text.size == 0)
        return;
    sending_open_segment(composer, "IFT");
    sending_put_word(composer, 1, 0, "4");
    sending_put_word(composer, 1, 1, "28");
    sending_put_word(composer, 1, 3, composer->flight->carrier);
    sending_put(composer, 2, 0, SENDING_JOIN(composer, code, SPAN(" "), text));
    sending_close_segment(composer);
}

/* ADD+702: the home of the first traveller with the phone behind it. */
static void write_home(struct composer *composer, const struct sending_party *party,
                       struct span phone)
{
    const struct world_person *person = &composer->load->passengers[party->from].person;
    sending_open_segment(composer, "ADD");
    sending_put_word(composer, 2, 0, "702");
    sending_put(composer, 2, 1, person->street);
    sending_put(composer, 2, 2, person->city);
    sending_put_word(composer, 2, 5, person->country);
    sending_put(composer, 2, 6, person->postcode);
    sending_put(composer, 2, 7, phone);
    sending_close_segment(composer);
}

static void write_scrap(struct composer *composer, struct span code, struct span text)
{
    if (text.size == 0)
        return;
    sending_open_segment(composer, "ADD");
    sending_put_word(composer, 2, 0, "700");
    sending_put(composer, 2, 7, SENDING_JOIN(composer, code, text));
    sending_close_segment(composer);
}

static void write_contacts(struct composer *composer, const struct sending_party *party)
{
    const struct world_booking *booking = party->booking;
    struct span phone = {NULL, 0}, email = booking->email;
    if (sending_known(booking->phone_added, composer->task->minute))
        phone = sending_phone(composer, booking->phone);
    switch (composer->dialect->contacts) {
    case CONTACT_SSR: break; /* below the first traveller */
    case CONTACT_ADD:
        write_text(composer, SPAN("CTCE"), sending_mail(composer, email));
        write_home(composer, party, phone);
        break;
    case CONTACT_TEXT:
        write_text(composer, SPAN("CTCM"), phone.size ? booking->phone : phone);
        write_text(composer, SPAN("CTCE"), email);
        break;
    case CONTACT_SCRAPS:
        write_scrap(composer, SPAN(""), phone);
        write_scrap(composer, SPAN("CTCE "), sending_mail(composer, email));
        break;
    }
}

/* TIF with G is no person (operations.md 13). Its size stands in the name, or in SSR GRPS. */
static void write_group(struct composer *composer, const struct sending_party *party)
{
    const struct world_booking *booking = party->booking;
    struct span name = booking->group_name, size = sending_digits(composer, booking->count, 1);
    if (!booking->group || name.size == 0)
        return;
    if (composer->dialect->group_sized)
        name = SENDING_JOIN(composer, name, SPAN(" "), size);
    sending_open_segment(composer, "TIF");
    sending_put(composer, 1, 0, name);
    sending_put_word(composer, 1, 1, "G");
    sending_close_segment(composer);
}

/* TCP: the total complete party. */
static void write_group_size(struct composer *composer, const struct sending_party *party)
{
    const struct world_booking *booking = party->booking;
    if (!booking->group || booking->group_name.size == 0 || composer->dialect->group_sized)
        return;
    sending_open_segment(composer, "SSR");
    sending_put_word(composer, 1, 0, "GRPS");
    sending_put_word(composer, 1, 1, "HK");
    sending_put_number(composer, 1, 2, booking->count);
    sending_put_word(composer, 1, 3, composer->flight->carrier);
    sending_put(composer, 1, 8,
                SENDING_JOIN(composer, SPAN("TCP"), sending_digits(composer, booking->count, 1),
                             SPAN(" "), booking->group_name));
    sending_close_segment(composer);
}

/* EQN and RCI: the booking that this one was parted from, or the reverse. */
static void write_split(struct composer *composer, const struct sending_party *party)
{
    const struct world_booking *booking = party->booking;
    if (!party->parted || booking->split_off == 0 || booking->split_off >= booking->count)
        return;
    sending_open_segment(composer, "EQN");
    sending_put_number(composer, 1, 0,
                       party->half ? booking->count - booking->split_off : booking->split_off);
    sending_close_segment(composer);
    sending_open_segment(composer, "RCI");
    sending_put_word(composer, 1, 0, composer->flight->carrier);
    sending_put_word(composer, 1, 1, party->half ? booking->locator : booking->split_locator);
    sending_close_segment(composer);
}

static void write_booking(struct composer *composer, const struct sending_party *party)
{
    const struct dialect *dialect = composer->dialect;
    sending_open_segment(composer, "SRC");
    sending_close_segment(composer);
    write_locator(composer, party);
    if (dialect->documents == DOCS_BOOKING)
        sending_write_documents(composer, party);
    write_group_size(composer, party);
    write_dates(composer, party);
    if (dialect->contacts != CONTACT_SCRAPS)
        write_contacts(composer, party);
    write_origin(composer, party);
    if (dialect->contacts == CONTACT_SCRAPS)
        write_contacts(composer, party);
    if (dialect->legs_first)
        sending_write_legs(composer, party);
    write_group(composer, party);
    sending_write_travellers(composer, party);
    if (!dialect->legs_first)
        sending_write_legs(composer, party);
    else
        sending_write_checkin(composer, party);
    write_split(composer, party);
    sending_write_history(composer, party);
}

void sending_write_pnrgov(struct composer *composer)
{
    write_header(composer);
    for (uint32_t i = 0; i < composer->count; i++) {
        struct sending_party party =
            sending_party_of(composer->task, composer->items->at[composer->from + i]);
        write_booking(composer, &party);
    }
}
