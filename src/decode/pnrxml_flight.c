/* FlightLeg and Flight of PNRGOV XML, with what stands in them: services, check-in, bags. */
#include "decode/pnrxml.h"

/* A FlightLeg has its carrier as an attribute, a Flight those who sell and fly it as children. */
struct pnrxml_leg pnrxml_leg(const struct xml_element *element)
{
    const struct xml_element *seller = pnrxml_within(element, "MARKETINGAIRLINE"),
                             *flyer = xml_child(element, "OPERATINGAIRLINE");
    struct pnrxml_leg leg = {
        .place = {.begin = element->begin, .end = element->end},
        .carrier = PNRXML_GET(seller, "CODE", "CARRIERCODE"),
        .number = PNRXML_GET(element, "FLIGHTNUMBER"),
        .board = PNRXML_GET(pnrxml_within(element, "DEPARTUREAIRPORT"), "LOCATIONCODE"),
        .off = PNRXML_GET(pnrxml_within(element, "ARRIVALAIRPORT"), "LOCATIONCODE"),
        .departure = PNRXML_GET(element, "DEPARTUREDATETIME", "DEPARTUREDATE"),
        .arrival = PNRXML_GET(element, "ARRIVALDATETIME", "ARRIVALDATE"),
        .cabin = PNRXML_GET(element, "RESBOOKDESIGCODE"),
        .status = PNRXML_GET(element, "STATUS"),
        .party = PNRXML_GET(element, "NUMBERINPARTY"),
        .equipment = PNRXML_GET(pnrxml_within(element, "EQUIPMENT"), "AIREQUIPTYPE")};
    if (flyer) {
        leg.operating = PNRXML_GET(flyer, "CODE", "CARRIERCODE");
        leg.operating_number = PNRXML_GET(flyer, "FLIGHTNUMBER");
    }
    if (leg.carrier.text.size == 0)
        leg.carrier = flyer ? leg.operating : PNRXML_GET(element, "CARRIERCODE");
    if (leg.number.text.size == 0)
        leg.number = flyer && leg.operating_number.text.size ? leg.operating_number
                                                             : PNRXML_GET(seller, "FLIGHTNUMBER");
    return leg;
}

bool pnrxml_same_leg(const struct pnrxml_leg *a, const struct pnrxml_leg *b)
{
    return span_equal(a->carrier.text, b->carrier.text) &&
           span_equal(a->number.text, b->number.text) && span_equal(a->board.text, b->board.text) &&
           span_equal(a->off.text, b->off.text) && span_equal(a->departure.text, b->departure.text);
}

static void put_time(struct decoder *decoder, bool arrival, struct piece piece)
{
    struct date date;
    int seconds;
    if (piece.text.size == 0)
        return;
    if (pnrxml_moment(piece.text, &date, &seconds))
        decode_leg_time(decoder, arrival, date, seconds, piece);
    else
        decode_issue(decoder, ISSUE_DATE_BAD, piece, NULL);
}

void pnrxml_put_leg(struct decoder *decoder, const struct pnrxml_leg *leg, uint32_t parent)
{
    struct pnrgov *pnr = decoder->pnrgov;
    pnrxml_enter(decoder, &leg->place, "TVL");
    decode_leg_open(decoder, parent);
    uint32_t node = decoder->leg.node;
    put_time(decoder, false, leg->departure);
    put_time(decoder, true, leg->arrival);
    decode_leg_port(decoder, false, leg->board);
    decode_leg_port(decoder, true, leg->off);
    decode_leg_carrier(decoder, leg->carrier, leg->number);
    decoder->leg.operating = leg->operating.text;
    decode_put(decoder, node, FIELD_LEG_OPERATING_CARRIER, leg->operating);
    decode_put_as(decoder, node, FIELD_LEG_OPERATING_NUMBER,
                  decode_without_zeros(leg->operating_number.text), leg->operating_number);
    decode_put(decoder, node, FIELD_LEG_CABIN, leg->cabin);
    decode_put(decoder, node, FIELD_LEG_STATUS, leg->status);
    int64_t party;
    if (span_number(leg->party.text, &party))
        decode_put_count(decoder, node, FIELD_LEG_PARTY, leg->party);
    decode_put(decoder, node, FIELD_LEG_EQUIPMENT, leg->equipment);
    pnr->flight |= parent == decoder->message;
}

/* ---- check-in and bags ---- */

/* 700 and 701 are the codes of TBD; others are words. */
static const char *unit_word(struct span unit)
{
    char first = unit.size ? unit.at[0] : '\0';
    if (span_is(unit, "700") || first == 'K' || first == 'k')
        return "kg";
    return span_is(unit, "701") || first == 'L' || first == 'l' ? "lb" : NULL;
}

static uint32_t person_of(struct decoder *decoder, const struct xml_element *element)
{
    struct piece reference = PNRXML_GET(element, "RPH", "PASSENGERRPH", "TRAVELERRPH");
    return pnr_find_reference(decoder->pnrgov, reference.text);
}

void pnrxml_read_bag(struct decoder *decoder, const struct xml_element *element, uint32_t person)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct bag_tag bag = {
        .number = PNRXML_GET(element, "SERIALNUMBER", "TAGNBR", "TAGNUMBER", "BAGTAG", "BAGTAGNBR"),
        .airline = PNRXML_GET(element, "ISSUERCODE", "CARRIERCODE", "CODE"),
        .destination = PNRXML_GET(element, "BAGDESTINATION", "DESTINATION", "LOCATIONCODE"),
        .pool = PNRXML_GET(element, "BAGGAGEPOOL", "BAGPOOL")};
    struct piece pieces = PNRXML_GET(element, "NUMBEROFBAGS", "PIECES", "QUANTITY");
    struct piece measure = PNRXML_GET(element, "UNITOFMEASUREQUANTITY", "WEIGHT");
    const char *unit = unit_word(PNRXML_GET(element, "UNITOFMEASURECODE", "UNIT").text);
    if (person == PERSON_NONE)
        person = person_of(decoder, element);
    pnrxml_enter(decoder, element, "TBD");
    if (person == PERSON_NONE && (person = pnr_only_person(pnr)) == PERSON_NONE)
        decode_issue_segment(decoder, ISSUE_BINDING_NONE, NULL);
    if (pieces.text.size == 0 && bag.number.text.size) /* a tag alone is one piece */
        pieces.text = SPAN("1");
    if (person != PERSON_NONE)
        pnr_count_bags(decoder, &pnr->persons[person], pieces, measure, unit);
    pnr_put_bag(decoder, pnr_owner(pnr, person), &bag);
}

static void read_seat(struct decoder *decoder, const struct xml_element *element, uint32_t person)
{
    struct piece seat = PNRXML_GET(element, "SEATNUMBER", "SEATNBR", "SEAT");
    if (decode_filler(seat.text))
        return;
    uint32_t node = decode_node(decoder, NODE_SEAT, pnr_owner(decoder->pnrgov, person));
    decode_put_as(decoder, node, FIELD_SEAT_NUMBER, decode_without_zeros(seat.text), seat);
    decode_put(decoder, node, FIELD_SEAT_CABIN, PNRXML_GET(element, "CABIN", "CABINCODE"));
    decode_put_as(decoder, node, FIELD_SEAT_BOARD, decoder->leg.board, seat);
    decode_put_as(decoder, node, FIELD_SEAT_OFF, decoder->leg.off, seat);
    decode_put_word(decoder, node, FIELD_SEAT_SOURCE, "checked-in", seat);
}

static void read_checkin(struct decoder *decoder, const struct xml_element *element)
{
    uint32_t person = person_of(decoder, element);
    pnrxml_enter(decoder, element, "TRI");
    if (person != PERSON_NONE)
        pnr_check_in(decoder, person);
    else
        decode_issue_segment(decoder, ISSUE_BINDING_NONE, NULL);
    read_seat(decoder, element, person);
    for (const struct xml_element *child = element->first; child; child = child->next)
        if (span_is(child->name, "CHECKEDBAG"))
            pnrxml_read_bag(decoder, child, person);
}

/* ---- Flight ---- */

static void read_flight_service(struct decoder *decoder, const struct xml_element *element)
{
    pnrxml_read_service(decoder, element, PERSON_NONE);
}

static void read_flight_bag(struct decoder *decoder, const struct xml_element *element)
{
    pnrxml_read_bag(decoder, element, PERSON_NONE);
}

/* Somebody wrote the traveller's name into the flight. */
static void read_name_of(struct decoder *decoder, const struct xml_element *flight)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct wanted_person wanted = {.but = PERSON_NONE};
    wanted.name = decode_name_key(pnrxml_text(decoder, flight, "SURNAME").text,
                                  pnrxml_text(decoder, flight, "GIVENNAME").text);
    if (pnr_find_exact(pnr, &wanted) != PERSON_NONE)
        return;
    pnrxml_add_person(decoder, flight);
    decode_issue_segment(decoder, ISSUE_VALUE_FORM, "A traveller's name stands in a flight.");
}

void pnrxml_read_flight(struct decoder *decoder, const struct xml_element *element)
{
    static const struct {
        const char *name;
        void (*read)(struct decoder *decoder, const struct xml_element *element);
    } readers[] = {{"SSR", read_flight_service},
                   {"DOCSSR", read_flight_service},
                   {"BOOKINGREFID", pnrxml_read_part},
                   {"CHECKIN", read_checkin},
                   {"CHECKEDBAG", read_flight_bag}};
    struct pnrxml_leg leg = pnrxml_leg(element);
    if (xml_child(element, "SURNAME"))
        read_name_of(decoder, element);
    pnrxml_put_leg(decoder, &leg, decoder->pnrgov->booking);
    for (const struct xml_element *child = element->first; child; child = child->next)
        for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
            if (span_is(child->name, readers[i].name))
                readers[i].read(decoder, child);
    decode_leg_close(decoder);
}
