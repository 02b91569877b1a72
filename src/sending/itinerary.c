/* The legs of a booking and the check-in of its travellers (PNRGOV GR5 to GR8). */
#include "sending/internal.h"

/* ---- under which number it was sold ---- */

struct sold {
    const char *carrier, *number;
    bool other; /* than the operating flight */
};

/* What the world has sold under another number stays so; else some bookings of a flight that others sell,
 * too, are theirs. */
static struct sold sold_under(const struct composer *composer, const struct sending_party *party,
                              const struct world_leg *leg)
{
    const struct world_flight *flight = composer->flight;
    struct sold sold = {leg->carrier, leg->number, false};
    if (!leg->here)
        return sold;
    if (strcmp(leg->carrier, flight->carrier) != 0 || strcmp(leg->number, flight->number) != 0) {
        sold.other = true;
        return sold;
    }
    if (flight->share_count == 0)
        return sold;
    struct chance chance = chance_of(party->booking->seed, 0x5A4E, flight->index);
    uint32_t which = chance_below(&chance, 3 * flight->share_count);
    if (which < flight->share_count)
        return (struct sold){flight->shares[which].carrier, flight->shares[which].number, true};
    return sold;
}

/* ---- legs ---- */

/* TVL, and TVL+++++624:M for the number under which it flies (operations.md 3). */
static void write_leg(struct composer *composer, const struct sending_party *party,
                      const struct world_leg *leg)
{
    const struct world_flight *flight = composer->flight;
    struct sold sold = sold_under(composer, party, leg);
    char cabin[2] = {leg->cabin, '\0'};
    sending_open_segment(composer, "TVL");
    if (leg->here)
        sending_put_times(composer, sending_departs(composer), sending_arrives(composer));
    else
        sending_put_times(composer, leg->departs + leg->board_offset,
                          leg->arrives + leg->off_offset);
    sending_put_word(composer, 2, 0, leg->board);
    sending_put_word(composer, 3, 0, leg->off);
    sending_put_word(composer, 4, 0, sold.carrier);
    if (sold.other)
        sending_put_word(composer, 4, 1, flight->carrier);
    sending_put_word(composer, 5, 0, sold.number);
    sending_put_word(composer, 5, 1, cabin);
    sending_close_segment(composer);
    if (!sold.other)
        return;
    sending_open_segment(composer, "TVL");
    sending_put_word(composer, 5, 0, flight->number);
    sending_put_word(composer, 5, 1, "M");
    sending_close_segment(composer);
}

static uint32_t seats_of(const struct composer *composer, const struct sending_party *party)
{
    uint32_t seats = 0;
    for (uint32_t i = party->from; i < party->to; i++)
        seats += composer->load->passengers[i].kind != KIND_INFANT_LAP;
    return seats;
}

static void write_status(struct composer *composer, const struct sending_party *party,
                         const struct world_leg *leg)
{
    sending_open_segment(composer, "RPI");
    sending_put_number(composer, 1, 0, seats_of(composer, party));
    sending_put_word(composer, 2, 0, party->cancelled && leg->here ? "HX" : "HK");
    sending_close_segment(composer);
}

static bool is_seated(const struct composer *composer, uint32_t person)
{
    const struct world_passenger *passenger = &composer->load->passengers[person];
    return passenger->seat[0] && sending_known(passenger->seated, composer->task->minute);
}

/* SSR+SEAT with all seats of the booking. */
static void write_seats(struct composer *composer, const struct sending_party *party)
{
    unsigned position = 2;
    uint32_t count = 0;
    for (uint32_t i = party->from; i < party->to; i++)
        count += is_seated(composer, i);
    if (count == 0)
        return;
    sending_open_segment(composer, "SSR");
    sending_put_word(composer, 1, 0, "SEAT");
    sending_put_word(composer, 1, 1, "HK");
    sending_put_number(composer, 1, 2, count);
    sending_put_word(composer, 1, 3, composer->flight->carrier);
    sending_put_word(composer, 1, 6, composer->flight->board);
    sending_put_word(composer, 1, 7, composer->flight->off);
    for (uint32_t i = party->from; i < party->to; i++) {
        if (!is_seated(composer, i))
            continue;
        sending_put_word(composer, position, 0, composer->load->passengers[i].seat);
        sending_put_number(composer, position++, 2, i - party->from + 1);
    }
    sending_close_segment(composer);
}

/* ---- check-in ---- */

/* TRI++TAS-173:::2 */
static void write_presence(struct composer *composer, const struct sending_party *party,
                           uint32_t person)
{
    const struct world_passenger *passenger = &composer->load->passengers[person];
    bool own = composer->dialect->checkin == CHECKIN_OWN;
    sending_open_segment(composer, "TRI");
    sending_put(composer, 2, 0,
                SENDING_JOIN(composer, span_of(composer->flight->board), SPAN("-"),
                             span_of(passenger->boarding_number)));
    sending_put_number(composer, 2, 3, own ? person - party->from + 1 : person - party->from + 11);
    sending_close_segment(composer);
    sending_open_segment(composer, "TIF");
    sending_put_names(composer, party, person);
    sending_close_segment(composer);
    if (!passenger->seat[0])
        return;
    sending_open_segment(composer, "SSD");
    sending_put(composer, 1, 0,
                SENDING_JOIN(composer, strlen(passenger->seat) < 4 ? SPAN("0") : SPAN(""),
                             span_of(passenger->seat)));
    sending_close_segment(composer);
}

/* A tag is the airline, ten digits, a number that counts nothing, where the bag goes. */
static void put_tag(struct composer *composer, const struct world_passenger *passenger,
                    unsigned bag)
{
    struct span tag = span_of(passenger->bag_tags[bag]);
    unsigned position = 5 + bag;
    bool designator = composer->dialect->tag_designator || tag.size < 10;
    sending_put(composer, position, 0,
                designator ? span_of(composer->flight->carrier) : span_part(tag, 1, 3));
    sending_put(composer, position, 1, tag);
    sending_put_number(composer, position, 2, bag + 1);
    sending_put_word(composer, position, 3,
                     passenger->last_off[0] ? passenger->last_off : composer->flight->off);
}

/* TBD++3:33:700++HP:SIN-168+618:0123456789:2:ICN */
static void write_bags(struct composer *composer, const struct world_passenger *passenger)
{
    if (passenger->bags == 0)
        return;
    sending_open_segment(composer, "TBD");
    sending_put_number(composer, 2, 0, passenger->bags);
    sending_put_number(composer, 2, 1, passenger->bag_weight);
    sending_put_word(composer, 2, 2, "700");
    sending_put_word(composer, 4, 0, "HP");
    sending_put(composer, 4, 1,
                SENDING_JOIN(composer, span_of(composer->flight->board), SPAN("-"),
                             span_of(passenger->boarding_number)));
    for (unsigned i = 0; i < passenger->bags && i < WORLD_BAGS; i++)
        if (passenger->bag_tags[i][0])
            put_tag(composer, passenger, i);
    sending_close_segment(composer);
}

static void write_transaction(struct composer *composer, int32_t minute)
{
    int32_t local = minute + composer->flight->board_offset;
    sending_open_segment(composer, "DAT");
    sending_put_word(composer, 1, 0, "2");
    sending_put_day(composer, 1, 1, sending_day_of(local), DAY_DMY);
    sending_put_clock(composer, 1, 2, local);
    sending_close_segment(composer);
    sending_open_segment(composer, "ORG");
    sending_put_word(composer, 1, 0, composer->flight->carrier);
    sending_put_word(composer, 5, 0, "A");
    sending_close_segment(composer);
}

void sending_write_checkin(struct composer *composer, const struct sending_party *party)
{
    if (party->cancelled)
        return;
    for (uint32_t i = party->from; i < party->to; i++) {
        const struct world_passenger *passenger = &composer->load->passengers[i];
        if (!sending_known(passenger->checked_in, composer->task->minute))
            continue;
        if (!composer->dialect->legs_first)
            write_transaction(composer, passenger->checked_in);
        write_presence(composer, party, i);
        write_bags(composer, passenger);
    }
}

/* ---- all legs ---- */

static void write_one(struct composer *composer, const struct sending_party *party,
                      const struct world_leg *leg)
{
    const struct dialect *dialect = composer->dialect;
    write_leg(composer, party, leg);
    write_status(composer, party, leg);
    if (!leg->here)
        return;
    if (dialect->documents == DOCS_SEGMENT)
        sending_write_documents(composer, party);
    if (dialect->seats == SEATS_SEGMENT)
        write_seats(composer, party);
    if (!dialect->legs_first)
        sending_write_checkin(composer, party);
}

/* Where the legs stand before the names, that of the flight is the last: check-in follows the names. */
void sending_write_legs(struct composer *composer, const struct sending_party *party)
{
    const struct world_booking *booking = party->booking;
    bool last = composer->dialect->legs_first;
    for (unsigned i = 0; i < booking->leg_count; i++)
        if (!last || i != booking->leg_here)
            write_one(composer, party, &booking->legs[i]);
    if (last && booking->leg_here < booking->leg_count)
        write_one(composer, party, &booking->legs[booking->leg_here]);
}
