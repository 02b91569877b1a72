/* PNRGOV (PADIS, IATA implementation guide): message and booking level, in the order of its groups. */
#include "encode/internal.h"

/* ---- message ---- */

static void write_header(struct encoder *encoder, uint32_t message)
{
    static const struct slot push[] = {{1, 1, FIELD_MESSAGE_PUSH}},
                             bookings[] = {{1, 0, FIELD_MESSAGE_BOOKINGS}};
    struct span place, system = encode_text(encoder, message, FIELD_MESSAGE_SYSTEM);
    ENCODE_SEGMENT(encoder, "MSG", message, push);
    if (system.size) {
        system = span_cut(system, ':', &place);
        edifact_open(&encoder->writer, "ORG");
        edifact_put(&encoder->writer, 1, 0, system);
        edifact_put(&encoder->writer, 1, 1, place);
        edifact_close(&encoder->writer);
    }
    ENCODE_EACH_CHILD(encoder, leg, message, NODE_LEG)
    encode_leg(encoder, leg);
    if (encode_has(encoder, message, bookings[0].field))
        ENCODE_SEGMENT(encoder, "EQN", message, bookings);
}

/* ---- booking ---- */

static void put_locator(struct encoder *encoder, unsigned position, uint32_t node,
                        const enum field fields[3])
{
    edifact_put(&encoder->writer, position, 0, encode_text(encoder, node, fields[0]));
    edifact_put(&encoder->writer, position, 1, encode_text(encoder, node, fields[1]));
    encode_put_moment(encoder, position, 3, encode_text(encoder, node, fields[2]));
}

static const enum field of_others[] = {FIELD_LOCATOR_CARRIER, FIELD_LOCATOR_LOCATOR,
                                       FIELD_LOCATOR_CREATED};

static void write_locators(struct encoder *encoder, uint32_t booking)
{
    static const enum field own[] = {FIELD_BOOKING_CARRIER, FIELD_BOOKING_LOCATOR,
                                     FIELD_BOOKING_CREATED};
    unsigned position = 1;
    if (!encode_has(encoder, booking, FIELD_BOOKING_LOCATOR))
        return;
    edifact_open(&encoder->writer, "RCI");
    put_locator(encoder, position++, booking, own);
    ENCODE_EACH_CHILD(encoder, locator, booking, NODE_LOCATOR)
    if (!encode_has(encoder, locator, FIELD_LOCATOR_RELATION))
        put_locator(encoder, position++, locator, of_others);
    edifact_close(&encoder->writer);
}

/* EQN with RCI: bookings that this one was parted from, or the reverse. */
static void write_splits(struct encoder *encoder, uint32_t booking)
{
    ENCODE_EACH_CHILD(encoder, locator, booking, NODE_LOCATOR)
    {
        if (!encode_has(encoder, locator, FIELD_LOCATOR_RELATION))
            continue;
        edifact_open(&encoder->writer, "EQN");
        edifact_put_word(&encoder->writer, 1, 0, "1");
        edifact_close(&encoder->writer);
        edifact_open(&encoder->writer, "RCI");
        put_locator(encoder, 1, locator, of_others);
        edifact_close(&encoder->writer);
    }
}

/* G: the reader takes the group's size from the digits of its name; of companies (C) it does not. */
static bool is_company(const struct encoder *encoder, uint32_t booking, struct span name)
{
    struct span size = encode_text(encoder, booking, FIELD_BOOKING_GROUP_SIZE);
    bool digits = false;
    for (size_t i = 0; i < name.size; i++) {
        if (size.size && span_equal(span_part(name, i, size.size), size))
            return false;
        digits |= name.at[i] >= '0' && name.at[i] <= '9';
    }
    return digits;
}

static void write_groups(struct encoder *encoder, uint32_t booking)
{
    const struct image_node *node = &encoder->image->nodes[booking];
    for (uint32_t i = 0; i < node->values; i++) {
        const struct image_value *value = &encoder->image->values[node->first_value + i];
        struct span name = image_value_text(encoder->image, value);
        if (value->field != FIELD_BOOKING_GROUP)
            continue;
        edifact_open(&encoder->writer, "TIF");
        edifact_put(&encoder->writer, 1, 0, name);
        edifact_put_word(&encoder->writer, 1, 1, is_company(encoder, booking, name) ? "C" : "G");
        edifact_close(&encoder->writer);
    }
}

/* DAT+700:date:time of the last change, 710 of ticketing. */
static void write_dates(struct encoder *encoder, uint32_t booking)
{
    static const struct {
        const char *qualifier;
        enum field field;
    } dates[] = {{"700", FIELD_BOOKING_CHANGED}, {"710", FIELD_BOOKING_TICKETED}};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        if (!encode_has(encoder, booking, dates[i].field))
            continue;
        edifact_open(&encoder->writer, "DAT");
        edifact_put_word(&encoder->writer, 1, 0, dates[i].qualifier);
        encode_put_moment(encoder, 1, 1, encode_text(encoder, booking, dates[i].field));
        edifact_close(&encoder->writer);
    }
}

static void write_agencies(struct encoder *encoder, uint32_t booking)
{
    static const struct slot agency[] = {{1, 0, FIELD_AGENCY_SYSTEM}, {2, 0, FIELD_AGENCY_NUMBER},
                                         {2, 1, FIELD_AGENCY_OFFICE}, {3, 0, FIELD_AGENCY_PLACE},
                                         {5, 0, FIELD_AGENCY_TYPE},   {6, 0, FIELD_AGENCY_COUNTRY},
                                         {8, 0, FIELD_AGENCY_AGENT}};
    ENCODE_EACH_CHILD(encoder, node, booking, NODE_AGENCY)
    ENCODE_SEGMENT(encoder, "ORG", node, agency);
}

/* ---- what stands at several levels ---- */

void encode_addresses(struct encoder *encoder, uint32_t owner)
{
    static const struct slot address[] = {
        {2, 0, FIELD_ADDRESS_TYPE},    {2, 1, FIELD_ADDRESS_STREET},
        {2, 2, FIELD_ADDRESS_CITY},    {2, 3, FIELD_ADDRESS_REGION},
        {2, 5, FIELD_ADDRESS_COUNTRY}, {2, 6, FIELD_ADDRESS_POSTCODE}};
    ENCODE_EACH_CHILD(encoder, node, owner, NODE_ADDRESS)
    {
        if (encode_is_doca(encoder, node))
            continue;
        ENCODE_SEGMENT(encoder, "ADD", node, address);
    }
}

static void write_phone(struct encoder *encoder, uint32_t contact)
{
    enum { PHONE = 7 };
    struct span email = encode_text(encoder, contact, FIELD_CONTACT_EMAIL);
    edifact_open(&encoder->writer, "ADD");
    if (email.size)
        edifact_put_word(&encoder->writer, 2, PHONE, "CTCE");
    else if (span_is(encode_text(encoder, contact, FIELD_CONTACT_PURPOSE), "agency"))
        edifact_put_word(&encoder->writer, 2, PHONE, "CTCT ");
    edifact_put(&encoder->writer, 2, PHONE,
                email.size ? email : encode_text(encoder, contact, FIELD_CONTACT_PHONE));
    edifact_close(&encoder->writer);
}

void encode_contacts(struct encoder *encoder, uint32_t owner)
{
    ENCODE_EACH_CHILD(encoder, contact, owner, NODE_CONTACT)
    if (!encode_is_ctc(encoder, contact) && !encode_is_in_remark(encoder, contact))
        write_phone(encoder, contact);
}

void encode_remarks(struct encoder *encoder, uint32_t owner)
{
    static const struct slot remark[] = {{1, 1, FIELD_REMARK_QUALIFIER}, {2, 0, FIELD_REMARK_TEXT}};
    ENCODE_EACH_CHILD(encoder, node, owner, NODE_REMARK)
    {
        edifact_open(&encoder->writer, "IFT");
        edifact_put_word(&encoder->writer, 1, 0, "4");
        ENCODE_SLOTS(encoder, node, remark);
        edifact_close(&encoder->writer);
    }
}

void encode_loyalties(struct encoder *encoder, uint32_t owner)
{
    static const struct slot loyalty[] = {
        {1, 0, FIELD_LOYALTY_CARRIER}, {1, 1, FIELD_LOYALTY_NUMBER}, {1, 6, FIELD_LOYALTY_TIER}};
    ENCODE_EACH_CHILD(encoder, node, owner, NODE_LOYALTY)
    ENCODE_SEGMENT(encoder, "FTI", node, loyalty);
}

/* ---- the whole ---- */

/* GR1 to GR12. Payments and tickets come last on each level: what follows them is theirs. */
static void write_booking(struct encoder *encoder, uint32_t booking)
{
    edifact_open(&encoder->writer, "SRC");
    edifact_close(&encoder->writer);
    write_locators(encoder, booking);
    encode_booking_services(encoder, booking);
    write_dates(encoder, booking);
    encode_remarks(encoder, booking);
    write_agencies(encoder, booking);
    encode_addresses(encoder, booking);
    encode_contacts(encoder, booking);
    encode_loyalties(encoder, booking);
    encode_payments(encoder, booking);
    encode_tickets(encoder, booking);
    write_groups(encoder, booking);
    ENCODE_EACH_CHILD(encoder, traveller, booking, NODE_TRAVELLER)
    encode_passenger(encoder, booking, traveller);
    encode_itinerary(encoder, booking);
    encode_ground(encoder, booking);
    write_splits(encoder, booking);
    encode_history(encoder, booking);
}

void encode_pnrgov(struct encoder *encoder, uint32_t message)
{
    uint32_t place = 0;
    write_header(encoder, message);
    ENCODE_EACH_CHILD(encoder, booking, message, NODE_BOOKING)
    {
        if (place >= encoder->from && place < encoder->to)
            write_booking(encoder, booking);
        place++;
    }
}
