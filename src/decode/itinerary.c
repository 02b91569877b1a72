/* TVL and what stands below it: other numbers, status, equipment, check-in with seats and bags. */
#include "decode/pnrgov.h"

enum { MOST_PIECES = 999, MOST_WEIGHT = 99999 }; /* of one TBD: more is no count */

/* ---- TVL ---- */

/* TVL C310: date:time of departure, date:time of arrival; `date:time:time` and `date:time::time`
 * are seen. An arrival without a date is that of departure if it is not before it; else it is not
 * known, as both the next day and the date line are possible. */
struct travel_times {
    struct date date[2];
    int seconds[2];
    bool dated[2];
    struct piece where[2];
};

static bool read_half(struct decoder *decoder, struct travel_times *times, int half,
                      struct piece date, struct piece time)
{
    times->where[half] = date.text.size == 0   ? time
                         : time.text.size == 0 ? date
                                               : decode_across(date, time);
    times->seconds[half] = -1;
    if (date.text.size) {
        bool turned;
        if (!decode_near_date(date.text, DATE_DMY, decoder->sent_day, &times->date[half], &turned))
            return false;
        if (turned)
            decode_issue(decoder, ISSUE_VALUE_FORM, date, "The date was read as yymmdd.");
        times->dated[half] = true;
    }
    return time.text.size == 0 || decode_raw_time(time.text, &times->seconds[half]);
}

static void put_half(struct decoder *decoder, const struct travel_times *times, int half)
{
    if (times->dated[half])
        decode_leg_time(decoder, half == 1, times->date[half], times->seconds[half],
                        times->where[half]);
}

static void date_arrival(struct decoder *decoder, struct travel_times *times)
{
    if (times->dated[1] || times->seconds[1] < 0 || !times->dated[0])
        return;
    if (times->seconds[0] >= 0 && times->seconds[1] < times->seconds[0]) {
        decode_issue(decoder, ISSUE_FLIGHT_TIMES, times->where[1],
                     "The arrival has no date and is before the departure.");
        return;
    }
    times->date[1] = times->date[0];
    times->dated[1] = true;
}

static void put_times(struct decoder *decoder)
{
    struct travel_times times = {.seconds = {-1, -1}};
    struct piece date = decode_at(decoder, 1, 2), time = decode_at(decoder, 1, 3);
    if (date.text.size == 4 && time.text.size == 0) {
        time = date;
        date.text.size = 0;
        decode_issue(decoder, ISSUE_TIME_MISPLACED, time, NULL);
    }
    if (!read_half(decoder, &times, 0, decode_at(decoder, 1, 0), decode_at(decoder, 1, 1))) {
        decode_issue(decoder, ISSUE_DATE_BAD, times.where[0], NULL);
        times.dated[0] = false;
    }
    if (!read_half(decoder, &times, 1, date, time)) {
        decode_issue(decoder, ISSUE_DATE_BAD, times.where[1], NULL);
        times.dated[1] = false;
        times.seconds[1] = -1;
    }
    date_arrival(decoder, &times);
    put_half(decoder, &times, 0);
    put_half(decoder, &times, 1);
}

/* `TVL+++++624:M` is the other number of the leg before it (operations.md rule 3). */
static bool is_other_number(struct decoder *decoder)
{
    for (unsigned i = 1; i <= 3; i++)
        for (unsigned k = 0; k < edifact_width(&decoder->reader, i); k++)
            if (decode_at(decoder, i, k).text.size)
                return false;
    struct span carrier = decode_at(decoder, 4, 0).text, number = decode_at(decoder, 5, 0).text;
    return number.size > 0 && (carrier.size == 0 || is_digit(number.at[0])); /* no OPEN */
}

/* "Arrival unknown": the journey goes on from another place, with or without places and times. */
static bool is_gap(struct decoder *decoder)
{
    return span_is(decode_at(decoder, 5, 0).text, "ARNK") ||
           span_is(decode_at(decoder, 4, 0).text, "ARNK");
}

/* The other flight of a leg: its number, and its carrier where that is told. */
struct other_flight {
    struct span carrier, number;
};

/* Whether the other flight of a leg that names no operating carrier is the flight announced. */
static bool is_announced(const struct pnrgov *pnr, const struct leg *leg,
                         const struct other_flight *other)
{
    return pnr->booking != IMAGE_NONE && span_equal(pnr->number, other->number) &&
           span_equal(pnr->board, leg->board) && !span_equal(pnr->number, leg->number) &&
           (other->carrier.size == 0 || span_equal(pnr->carrier, other->carrier));
}

/* Which of the two numbers is the operating one, the flight announced tells; else it is the other:
 * TVL gives the number under which the leg was sold. */
static void put_other_number(struct decoder *decoder)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    struct leg *leg = &decoder->leg;
    struct piece number = decode_at(decoder, 5, 0);
    if (leg->node == IMAGE_NONE) {
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
        return;
    }
    struct other_flight other = {decode_at(decoder, 4, 0).text, number.text};
    decode_split_number(number.text, &other.carrier, &other.number);
    other.number = decode_without_zeros(other.number);
    decode_put_as(decoder, leg->node, FIELD_LEG_OTHER_CARRIER, other.carrier, number);
    decode_put_as(decoder, leg->node, FIELD_LEG_OTHER_NUMBER, other.number, number);
    if (leg->operating.size == 0 && !is_announced(pnr, leg, &other))
        return;
    if (leg->operating.size == 0) {
        leg->operating = pnr->carrier;
        decode_put_as(decoder, leg->node, FIELD_LEG_OPERATING_CARRIER, pnr->carrier, number);
    }
    bool own = span_equal(pnr->carrier, leg->operating) && span_equal(pnr->number, leg->number);
    decode_put_as(decoder, leg->node, FIELD_LEG_OPERATING_NUMBER, own ? leg->number : other.number,
                  number);
}

static void put_leg(struct decoder *decoder, uint32_t parent)
{
    struct leg *leg = &decoder->leg;
    struct piece operating = decode_at(decoder, 4, 1);
    decode_leg_open(decoder, parent);
    put_times(decoder);
    decode_leg_port(decoder, false, decode_at(decoder, 2, 0));
    decode_leg_port(decoder, true, decode_at(decoder, 3, 0));
    decode_leg_carrier(decoder, decode_at(decoder, 4, 0), decode_at(decoder, 5, 0));
    leg->operating = operating.text;
    decode_put(decoder, leg->node, FIELD_LEG_OPERATING_CARRIER, operating);
    decode_put(decoder, leg->node, FIELD_LEG_CABIN, decode_at(decoder, 5, 1));
}

bool pnr_is_air_leg(const struct decoder *decoder)
{
    int64_t number;
    return decoder->reader.segment.tag == TAG_TVL && port_find(decode_at(decoder, 2, 0).text) &&
           port_find(decode_at(decoder, 3, 0).text) &&
           span_number(decode_at(decoder, 5, 0).text, &number);
}

void pnr_read_tvl(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    bool gap = is_gap(decoder);
    if (is_other_number(decoder) && !gap) {
        put_other_number(decoder);
        return;
    }
    pnr_close_ticket(decoder);
    pnr->checkin.open = false;
    if (pnr->booking != IMAGE_NONE) {
        pnr->group = PNR_LEG;
        pnr->flown = true;
        pnr->person = pnr->late = PERSON_NONE;
        decode_leg_close(decoder);
        if (gap)
            pnr_read_gap(decoder);
        else
            put_leg(decoder, pnr->booking);
        return;
    }
    pnr->flight = true;
    put_leg(decoder, decoder->message);
    pnr->carrier = decoder->leg.operating.size ? decoder->leg.operating : decoder->leg.carrier;
    pnr->number = decoder->leg.number;
    pnr->board = decoder->leg.board;
}

/* ---- what qualifies a leg ---- */

static bool has_leg(struct decoder *decoder)
{
    if (decoder->leg.node != IMAGE_NONE)
        return true;
    decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
    return false;
}

void pnr_read_tra(struct decoder *decoder)
{
    struct piece carrier = decode_at(decoder, 1, 0), number = decode_at(decoder, 2, 0);
    if (!has_leg(decoder))
        return;
    if (decoder->leg.operating.size == 0) {
        decoder->leg.operating = carrier.text;
        decode_put(decoder, decoder->leg.node, FIELD_LEG_OPERATING_CARRIER, carrier);
    }
    decode_put_as(decoder, decoder->leg.node, FIELD_LEG_OPERATING_NUMBER,
                  decode_without_zeros(number.text), number);
}

void pnr_read_rpi(struct decoder *decoder)
{
    int64_t party;
    if (!has_leg(decoder))
        return;
    decode_put(decoder, decoder->leg.node, FIELD_LEG_STATUS, decode_at(decoder, 2, 0));
    if (span_number(decode_at(decoder, 1, 0).text, &party))
        decode_put_count(decoder, decoder->leg.node, FIELD_LEG_PARTY, decode_at(decoder, 1, 0));
}

void pnr_read_apd(struct decoder *decoder)
{
    if (has_leg(decoder))
        decode_put(decoder, decoder->leg.node, FIELD_LEG_EQUIPMENT, decode_at(decoder, 1, 0));
}

/* ---- check-in ---- */

void pnr_read_tri(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    if (pnr->booking == IMAGE_NONE) {
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
        return;
    }
    pnr->group = PNR_CHECKIN;
    pnr->checkin.open = true;
    pnr->late = PERSON_NONE;
    pnr->checkin.named = false;
    pnr->checkin.reference = decode_at(decoder, 2, 3);
}

/* Seats and bags go to the TIF that follows TRI, by TRI's reference only where none follows
 * (operations.md rule 16), and without a TRI to the only traveller. */
static uint32_t checkin_person(struct decoder *decoder)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    uint32_t person = PERSON_NONE;
    if (pnr->checkin.open && pnr->checkin.named)
        person = pnr->checkin.person;
    else if (pnr->checkin.open)
        person = pnr_find_reference(pnr, pnr->checkin.reference.text);
    if (person == PERSON_NONE && pnr->person_count == 1)
        person = 0;
    if (person == PERSON_NONE)
        decode_issue_segment(decoder, ISSUE_BINDING_NONE, NULL);
    return person;
}

void pnr_read_ssd(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece seat = decode_at(decoder, 1, 0), cabin = decode_at(decoder, 5, 0);
    bool none = decode_filler(seat.text);
    if (pnr->booking == IMAGE_NONE) {
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
        return;
    }
    if (none && cabin.text.size == 0)
        return;
    uint32_t node = decode_node(decoder, NODE_SEAT, pnr_owner(pnr, checkin_person(decoder)));
    struct piece where = none ? cabin : seat;
    if (!none)
        decode_put_as(decoder, node, FIELD_SEAT_NUMBER, decode_without_zeros(seat.text), seat);
    decode_put(decoder, node, FIELD_SEAT_CABIN, cabin);
    decode_put_as(decoder, node, FIELD_SEAT_BOARD, decoder->leg.board, where);
    decode_put_as(decoder, node, FIELD_SEAT_OFF, decoder->leg.off, where);
    decode_put_word(decoder, node, FIELD_SEAT_SOURCE, "checked-in", where);
}

/* Pieces and weight of the leg with the most: each leg of a journey tells the same bags again, and
 * one leg may tell them in several TBD. */
void pnr_count_bags(struct decoder *decoder, struct person *person, struct piece pieces,
                    struct piece weight, const char *unit)
{
    int64_t number, heavy;
    if (!span_number(pieces.text, &number) || number > MOST_PIECES)
        return;
    if (person->bag_leg != decoder->leg.node || person->pieces < 0) {
        person->bag_leg = decoder->leg.node;
        person->leg_pieces = 0;
        person->leg_weight = -1;
    }
    person->leg_pieces += number;
    if (span_number(weight.text, &heavy) && heavy <= MOST_WEIGHT)
        person->leg_weight = heavy + (person->leg_weight > 0 ? person->leg_weight : 0);
    if (person->leg_pieces <= person->pieces)
        return;
    person->pieces = person->leg_pieces;
    person->weight = person->leg_weight;
    person->bags = pieces;
    person->unit = unit;
}

static const char *unit_word(struct span unit)
{
    return span_is(unit, "700") ? "kg" : span_is(unit, "701") ? "lb" : NULL;
}

void pnr_put_bag(struct decoder *decoder, uint32_t owner, const struct bag_tag *bag)
{
    if (decode_filler(bag->number.text))
        return;
    uint32_t node = decode_node(decoder, NODE_BAG, owner);
    decode_put(decoder, node, FIELD_BAG_TAG, bag->number);
    decode_put(decoder, node, FIELD_BAG_AIRLINE, bag->airline);
    decode_put(decoder, node, FIELD_BAG_DESTINATION, bag->destination);
    decode_put(decoder, node, FIELD_BAG_POOL, bag->pool);
}

/* A tag composite: airline (number or code), tag, something that counts nothing, destination
 * (operations.md rule 17). */
static void read_bag(struct decoder *decoder, uint32_t owner, uint32_t item, struct piece pool)
{
    struct bag_tag bag = {.airline = decode_item(decoder, item, 0),
                          .number = decode_item(decoder, item, 1),
                          .destination = decode_item(decoder, item, 3),
                          .pool = pool};
    pnr_put_bag(decoder, owner, &bag);
}

void pnr_read_tbd(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    if (pnr->booking == IMAGE_NONE) {
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
        return;
    }
    uint32_t person = checkin_person(decoder);
    if (person != PERSON_NONE)
        pnr_count_bags(decoder, &pnr->persons[person], decode_at(decoder, 2, 0),
                       decode_at(decoder, 2, 1), unit_word(decode_at(decoder, 2, 2).text));
    struct piece pool = decode_join(decoder, 4, 0);
    pool.text = span_part(pool.text, 0, DECODE_MOST_NAME);
    DECODE_EACH_ITEM (decoder, i, 5)
        read_bag(decoder, pnr_owner(pnr, person), i, pool);
}
