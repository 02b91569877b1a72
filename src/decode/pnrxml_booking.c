/* PNR of PNRGOV XML: locators, agency, contacts; then its travellers, then what is said of them. */
#include "decode/pnrxml.h"

/* ---- parts that name nobody ---- */

static void read_locator(struct decoder *decoder, const struct xml_element *element)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece locator = PNRXML_GET(element, "ID");
    struct piece carrier = PNRXML_GET(pnrxml_within(element, "COMPANYNAME"), "CODE");
    bool first = pnr->locator_count == 0;
    if (locator.text.size == 0 || !pnr_new_locator(pnr, carrier.text, locator.text))
        return;
    pnrxml_enter(decoder, element, "RCI");
    uint32_t node = first ? pnr->booking : decode_node(decoder, NODE_LOCATOR, pnr->booking);
    decode_put(decoder, node, first ? FIELD_BOOKING_CARRIER : FIELD_LOCATOR_CARRIER, carrier);
    decode_put(decoder, node, first ? FIELD_BOOKING_LOCATOR : FIELD_LOCATOR_LOCATOR, locator);
}

/* OTA code list UIT: 5 is a travel agency, 6 an airline. */
static struct piece agency_type(const struct xml_element *requestor)
{
    struct piece type = PNRXML_GET(requestor, "TYPE");
    if (span_is(type.text, "5"))
        type.text = SPAN("T");
    else if (span_is(type.text, "6"))
        type.text = SPAN("A");
    return type;
}

static void read_source(struct decoder *decoder, const struct xml_element *element)
{
    const struct xml_element *requestor = pnrxml_within(element, "REQUESTORID");
    struct piece system = PNRXML_GET(element, "AIRLINEVENDORID");
    if (system.text.size == 0)
        system = PNRXML_GET(pnrxml_within(requestor, "COMPANYNAME"), "CODE");
    pnrxml_enter(decoder, element, "ORG");
    uint32_t node = decode_node(decoder, NODE_AGENCY, decoder->pnrgov->booking);
    decode_put(decoder, node, FIELD_AGENCY_SYSTEM, system);
    decode_put(decoder, node, FIELD_AGENCY_NUMBER, PNRXML_GET(requestor, "ID"));
    decode_put(decoder, node, FIELD_AGENCY_OFFICE, PNRXML_GET(element, "PSEUDOCITYCODE"));
    decode_put(decoder, node, FIELD_AGENCY_PLACE, PNRXML_GET(element, "AIRPORTCODE"));
    decode_put(decoder, node, FIELD_AGENCY_TYPE, agency_type(requestor));
    decode_put(decoder, node, FIELD_AGENCY_COUNTRY, PNRXML_GET(element, "ISOCOUNTRY"));
    decode_put(decoder, node, FIELD_AGENCY_AGENT, PNRXML_GET(element, "AGENTSINE"));
}

static void read_pos(struct decoder *decoder, const struct xml_element *element)
{
    const struct xml_element *source = xml_child(element, "SOURCE");
    for (; source; source = xml_sibling(source))
        read_source(decoder, source);
}

static void read_contact(struct decoder *decoder, const struct xml_element *element)
{
    pnrxml_read_contact(decoder, element, decoder->pnrgov->booking);
}

static void read_service(struct decoder *decoder, const struct xml_element *element)
{
    pnrxml_read_service(decoder, element, PERSON_NONE);
}

static void read_ticket(struct decoder *decoder, const struct xml_element *element)
{
    pnrxml_read_ticket(decoder, element, PERSON_NONE);
}

static void read_payment(struct decoder *decoder, const struct xml_element *element)
{
    pnrxml_read_payment(decoder, element, decoder->pnrgov->booking);
}

static void read_bag(struct decoder *decoder, const struct xml_element *element)
{
    pnrxml_read_bag(decoder, element, PERSON_NONE);
}

/* Prepaid bags have no field, as EBD has none. */
static void read_nothing(struct decoder *decoder, const struct xml_element *element)
{
    (void)decoder, (void)element;
}

/* OSI texts may hold contacts, as IFT+4:28 does. */
static void read_osi(struct decoder *decoder, const struct xml_element *element)
{
    struct piece text = pnrxml_text(decoder, element, "TEXT"), kind = text;
    if (text.text.size == 0)
        text = kind = element->text;
    pnrxml_enter(decoder, element, "IFT");
    if (text.text.size == 0 || decode_drops(decoder, text))
        return;
    kind.text = SPAN("28");
    decode_put_ctc(decoder, decoder->pnrgov->booking, text);
    pnr_put_remark(decoder, decoder->pnrgov->booking, kind, text);
}

void pnrxml_read_other(struct decoder *decoder, const struct xml_element *element, uint32_t owner)
{
    struct piece text = pnrxml_text(decoder, element, "TEXT"), none = text;
    if (text.text.size == 0)
        text = element->text;
    none.text.size = 0;
    pnrxml_enter(decoder, element, "IFT");
    decode_issue_segment(decoder, ISSUE_XML_ELEMENT, NULL);
    if (text.text.size && !decode_drops(decoder, text))
        pnr_put_remark(decoder, owner, none, text);
}

/* ---- the booking ---- */

/* `last`: what may speak of a traveller waits until all are known. */
static const struct part {
    const char *name;
    bool last;
    void (*read)(struct decoder *decoder, const struct xml_element *element);
} parts[] = {{"BOOKINGREFID", false, read_locator}, {"POS", false, read_pos},
             {"CONTACTINFO", false, read_contact},  {"FLIGHT", true, pnrxml_read_flight},
             {"SSR", true, read_service},           {"DOCSSR", true, read_service},
             {"TICKETDOCUMENT", true, read_ticket}, {"PAYMENTINFO", true, read_payment},
             {"CHECKEDBAG", true, read_bag},        {"OSI", true, read_osi},
             {"OTHERSERVICEINFO", true, read_osi},  {"PREPAIDBAG", true, read_nothing}};

static bool is_wrapper(struct span name)
{
    return span_is(name, "PASSENGERS") || span_is(name, "FLIGHTS") || span_is(name, "SSRS");
}

static void read_part(struct decoder *decoder, const struct xml_element *element, bool last)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (span_is(element->name, parts[i].name)) {
            if (parts[i].last == last)
                parts[i].read(decoder, element);
            return;
        }
    if (last)
        pnrxml_read_other(decoder, element, decoder->pnrgov->booking);
}

/* The persons in their order, found again when what is said of them is read. */
struct party {
    uint32_t *persons;
    size_t count, room, next;
};

static void read_parts(struct decoder *decoder, const struct xml_element *element,
                       struct party *party, bool last)
{
    for (const struct xml_element *child = element->first; child; child = child->next) {
        if (is_wrapper(child->name)) {
            read_parts(decoder, child, party, last);
        } else if (!span_is(child->name, "PASSENGER")) {
            read_part(decoder, child, last);
        } else if (last) {
            pnrxml_read_person(decoder, child, party->persons[party->next++]);
        } else {
            party->persons = arena_more(decoder->arena, party->persons, party->count, &party->room,
                                        sizeof *party->persons);
            party->persons[party->count++] = pnrxml_add_person(decoder, child);
        }
    }
}

/* Where no flight is announced, two-digit years are read against the booking's first. */
static void find_day(struct decoder *decoder, const struct xml_element *booking)
{
    const struct xml_element *flight = xml_child(booking, "FLIGHT");
    struct date date;
    int seconds;
    if (decoder->flight_day == DAY_NONE && flight &&
        pnrxml_moment(PNRXML_GET(flight, "DEPARTUREDATETIME").text, &date, &seconds))
        decoder->flight_day = date_to_day(date);
}

static void put_dates(struct decoder *decoder, const struct xml_element *element)
{
    uint32_t booking = decoder->pnrgov->booking;
    pnrxml_put_moment(decoder, booking, FIELD_BOOKING_CREATED,
                      PNRXML_GET(element, "PNRCREATIONDATE"));
    pnrxml_put_moment(decoder, booking, FIELD_BOOKING_CHANGED, PNRXML_GET(element, "PNRTRANSDATE"));
    pnrxml_put_moment(decoder, booking, FIELD_BOOKING_TICKETED, PNRXML_GET(element, "LASTTKTDATE"));
}

void pnrxml_read_booking(struct decoder *decoder, const struct xml_element *element)
{
    struct party party = {0};
    pnrxml_enter(decoder, element, "SRC");
    pnr_open_booking(decoder);
    find_day(decoder, element);
    put_dates(decoder, element);
    read_parts(decoder, element, &party, false);
    read_parts(decoder, element, &party, true);
    pnrxml_enter(decoder, element, "SRC");
    pnr_close_booking(decoder);
}

void pnrxml_read_part(struct decoder *decoder, const struct xml_element *element)
{
    if (span_is(element->name, "PASSENGER")) {
        pnrxml_read_person(decoder, element, pnrxml_add_person(decoder, element));
        return;
    }
    read_part(decoder, element, false);
    read_part(decoder, element, true);
}
