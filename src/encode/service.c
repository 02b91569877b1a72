/* Service requests: infants, tickets, seats, contacts, addresses. What is a person's stands in the group of its TIF, or of the adult's. */
#include "encode/service.h"

/* ---- infants and children ---- */

static bool has_papers(const struct encoder *encoder, uint32_t traveller)
{
    ENCODE_EACH_CHILD(encoder, document, traveller, NODE_DOCUMENT)
    if (encode_has(encoder, document, FIELD_DOCUMENT_BIRTH))
        return true;
    return false;
}

/* INFT: SURNAME/GIVEN 20SEP12, under the adult. Not of an infant whose birth date has two readings:
 * INFT would decide between them. */
static void write_inft(struct encoder *encoder, uint32_t infant)
{
    struct span title = encode_text(encoder, infant, FIELD_TRAVELLER_TITLE);
    struct date birth;
    encode_open_text(encoder, "INFT");
    encode_add_field(encoder, infant, FIELD_TRAVELLER_SURNAME);
    encode_add_slash(encoder);
    encode_add_field(encoder, infant, FIELD_TRAVELLER_GIVEN);
    if (title.size)
        edifact_add(&encoder->writer, SPAN(" "));
    edifact_add(&encoder->writer, title);
    if (date_parse(encode_text(encoder, infant, FIELD_TRAVELLER_BIRTH), &birth)) {
        edifact_add(&encoder->writer, SPAN(" "));
        encode_add_date(encoder, birth, encode_is_brief_birth(encoder, birth, true));
    }
    edifact_close(&encoder->writer);
}

/* CHLD: the birth date of a child that no document tells. */
static void write_chld(struct encoder *encoder, uint32_t traveller)
{
    struct date birth;
    if (!encode_is_child(encoder, traveller) || has_papers(encoder, traveller) ||
        encoder->image->nodes[traveller].link != IMAGE_NONE ||
        !date_parse(encode_text(encoder, traveller, FIELD_TRAVELLER_BIRTH), &birth))
        return;
    encode_open_text(encoder, "CHLD");
    encode_add_date(encoder, birth, encode_is_brief_birth(encoder, birth, true));
    edifact_close(&encoder->writer);
}

/* ---- tickets, seats, contacts, addresses, others ---- */

/* TKNE: 1392178947000C2, an infant's with INF before it. */
static void write_tickets(struct encoder *encoder, uint32_t owner, bool of_infant)
{
    ENCODE_EACH_CHILD(encoder, ticket, owner, NODE_TICKET)
    {
        if (!of_infant && !encode_is_request(encoder, ticket))
            continue;
        struct span coupon = encode_text(encoder, ticket, FIELD_TICKET_COUPON);
        encode_open_text(encoder, "TKNE");
        edifact_add(&encoder->writer, of_infant ? SPAN("INF") : (struct span){NULL, 0});
        encode_add_field(encoder, ticket, FIELD_TICKET_NUMBER);
        edifact_add(&encoder->writer, coupon.size ? SPAN("C") : (struct span){NULL, 0});
        edifact_add(&encoder->writer, coupon);
        edifact_close(&encoder->writer);
    }
}

static void write_seats(struct encoder *encoder, uint32_t owner)
{
    static const struct slot seat[] = {
        {1, SSR_BOARD, FIELD_SEAT_BOARD}, {1, SSR_OFF, FIELD_SEAT_OFF}, {2, 0, FIELD_SEAT_NUMBER}};
    ENCODE_EACH_CHILD(encoder, node, owner, NODE_SEAT)
    {
        if (!span_is(encode_text(encoder, node, FIELD_SEAT_SOURCE), "requested"))
            continue;
        encode_open_ssr(encoder, "SEAT");
        ENCODE_SLOTS(encoder, node, seat);
        edifact_close(&encoder->writer);
    }
}

/* A text in which the reader finds just this phone. */
static bool is_plain_phone(struct span phone)
{
    enum { LEAST = 5 };
    size_t digits = 0;
    for (size_t i = 0; i < phone.size; i++) {
        bool digit = phone.at[i] >= '0' && phone.at[i] <= '9';
        digits += digit;
        if (!digit && !memchr("+-(). ", phone.at[i], 6))
            return false;
    }
    return digits >= LEAST && (phone.at[0] == '+' || (phone.at[0] >= '0' && phone.at[0] <= '9')) &&
           phone.at[phone.size - 1] >= '0' && phone.at[phone.size - 1] <= '9';
}

/* A blank before it stood in ADD or OSI, behind the code. */
static bool is_plain_email(struct span email)
{
    return email.at[0] != ' ' && memchr(email.at, '@', email.size);
}

/* The contact that the reader finds in the OSI text behind it. */
bool encode_is_in_remark(const struct encoder *encoder, uint32_t contact)
{
    uint32_t next = encoder->image->nodes[contact].next;
    if (next == IMAGE_NONE || encoder->image->nodes[next].type != NODE_REMARK ||
        !span_is(encode_text(encoder, next, FIELD_REMARK_QUALIFIER), "28"))
        return false;
    struct span text = encode_text(encoder, next, FIELD_REMARK_TEXT);
    for (size_t i = 0; i + 3 < text.size; i++)
        if (memcmp(text.at + i, "CTC", 3) == 0 && (i == 0 || text.at[i - 1] == ' '))
            return true;
    return false;
}

static bool is_for(const struct encoder *encoder, uint32_t contact, const char *purpose)
{
    return span_is(encode_text(encoder, contact, FIELD_CONTACT_PURPOSE), purpose);
}

/* Whom to call in an emergency, and who was asked and gave nothing. */
static bool is_asked_for(const struct encoder *encoder, uint32_t contact)
{
    return is_for(encoder, contact, "emergency") ||
           span_is(encode_text(encoder, contact, FIELD_CONTACT_TYPE), "refused");
}

/* PCTC: name/phone. */
static void write_asked_for(struct encoder *encoder, uint32_t contact)
{
    struct span name = encode_text(encoder, contact, FIELD_CONTACT_NAME);
    bool refused = span_is(encode_text(encoder, contact, FIELD_CONTACT_TYPE), "refused");
    encode_open_text(encoder, is_for(encoder, contact, "emergency") ? "PCTC" : "CTCR");
    edifact_add(&encoder->writer, name);
    if (name.size)
        encode_add_slash(encoder);
    edifact_add(&encoder->writer,
                refused ? SPAN("REFUSED") : encode_text(encoder, contact, FIELD_CONTACT_PHONE));
    edifact_close(&encoder->writer);
}

/* Contacts of travellers; those of a booking stand in ADD, as a request that names nobody is the
 * only traveller's. */
bool encode_is_ctc(const struct encoder *encoder, uint32_t contact)
{
    if (is_asked_for(encoder, contact))
        return true;
    uint32_t owner = encoder->image->nodes[contact].parent;
    struct span email = encode_text(encoder, contact, FIELD_CONTACT_EMAIL),
                phone = encode_text(encoder, contact, FIELD_CONTACT_PHONE);
    uint8_t type = encoder->image->nodes[owner].type;
    if (email.size)
        return (type == NODE_TRAVELLER || type == NODE_BOOKING) && is_plain_email(email);
    return type == NODE_TRAVELLER && phone.size && is_plain_phone(phone);
}

/* `@` and `_` as AIRIMP spells them; beside a point, where the reader would take the underscore for
 * something else, it stays as it is. */
static void add_email(struct encoder *encoder, struct span email)
{
    for (size_t i = 0; i < email.size; i++) {
        bool spelled = email.at[i] == '_' && (i == 0 || email.at[i - 1] != '.');
        if (email.at[i] == '@')
            edifact_add(&encoder->writer, SPAN("//"));
        else if (spelled)
            edifact_add(&encoder->writer, SPAN(".."));
        else
            edifact_add(&encoder->writer, span_part(email, i, 1));
    }
}

static void write_contacts(struct encoder *encoder, uint32_t owner)
{
    ENCODE_EACH_CHILD(encoder, contact, owner, NODE_CONTACT)
    {
        struct span email = encode_text(encoder, contact, FIELD_CONTACT_EMAIL);
        if (!encode_is_ctc(encoder, contact) || encode_is_in_remark(encoder, contact))
            continue;
        if (is_asked_for(encoder, contact)) {
            write_asked_for(encoder, contact);
            continue;
        }
        encode_open_text(encoder, email.size                           ? "CTCE"
                                  : is_for(encoder, contact, "agency") ? "CTCT"
                                                                       : "CTCM");
        if (email.size)
            add_email(encoder, email);
        else
            edifact_add(&encoder->writer, encode_text(encoder, contact, FIELD_CONTACT_PHONE));
        edifact_close(&encoder->writer);
    }
}

static bool is_doca_type(struct span type)
{
    return type.size == 1 && memchr("RDB", type.at[0], 3);
}

/* The kind was left out behind an address that has one: before it, ADD is read as well. */
static bool is_doca_without_type(const struct encoder *encoder, uint32_t owner, uint32_t address)
{
    if (!encode_has(encoder, address, FIELD_ADDRESS_COUNTRY))
        return false;
    ENCODE_EACH_CHILD(encoder, other, owner, NODE_ADDRESS)
    if (other < address && is_doca_type(encode_text(encoder, other, FIELD_ADDRESS_TYPE)))
        return true;
    return false;
}

bool encode_is_doca(const struct encoder *encoder, uint32_t address)
{
    uint32_t owner = encoder->image->nodes[address].parent;
    struct span type = encode_text(encoder, address, FIELD_ADDRESS_TYPE);
    if (encoder->image->nodes[owner].type != NODE_TRAVELLER)
        return false;
    return type.size ? is_doca_type(type) : is_doca_without_type(encoder, owner, address);
}

/* R|D|B/country/street/city/region/post code */
static void write_addresses(struct encoder *encoder, uint32_t traveller, bool of_infant)
{
    static const enum field parts[] = {FIELD_ADDRESS_TYPE,   FIELD_ADDRESS_COUNTRY,
                                       FIELD_ADDRESS_STREET, FIELD_ADDRESS_CITY,
                                       FIELD_ADDRESS_REGION, FIELD_ADDRESS_POSTCODE};
    ENCODE_EACH_CHILD(encoder, address, traveller, NODE_ADDRESS)
    {
        if (!encode_is_doca(encoder, address))
            continue;
        encode_open_text(encoder, "DOCA");
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            if (i > 0)
                encode_add_slash(encoder);
            encode_add_field(encoder, address, parts[i]);
        }
        edifact_add(&encoder->writer, of_infant ? SPAN("/I") : (struct span){NULL, 0});
        edifact_close(&encoder->writer);
    }
}

static void write_others(struct encoder *encoder, uint32_t owner)
{
    static const struct slot service[] = {
        {1, 0, FIELD_SERVICE_CODE},      {1, 1, FIELD_SERVICE_STATUS},
        {1, 3, FIELD_SERVICE_CARRIER},   {1, SSR_BOARD, FIELD_SERVICE_BOARD},
        {1, SSR_OFF, FIELD_SERVICE_OFF}, {1, SSR_TEXT, FIELD_SERVICE_TEXT}};
    ENCODE_EACH_CHILD(encoder, node, owner, NODE_SERVICE)
    {
        if (encode_is_ground(encoder, node))
            continue;
        ENCODE_SEGMENT(encoder, "SSR", node, service);
    }
}

/* ---- whose ---- */

/* The infants of an adult: whom only requests name with all that is theirs; of others the tie. */
static void write_infants(struct encoder *encoder, uint32_t booking, uint32_t adult)
{
    ENCODE_EACH_CHILD(encoder, infant, booking, NODE_TRAVELLER)
    {
        const struct image_node *node = &encoder->image->nodes[infant];
        if (node->link != adult)
            continue;
        if (encode_has(encoder, infant, FIELD_TRAVELLER_SURNAME) &&
            !encode_has(encoder, infant, FIELD_TRAVELLER_BIRTH_OTHER))
            write_inft(encoder, infant);
        if (!(node->flags & NODE_INFANT_BY_SSR))
            continue;
        encode_documents(encoder, infant, true);
        write_addresses(encoder, infant, true);
        write_tickets(encoder, infant, true);
    }
}

void encode_person_services(struct encoder *encoder, uint32_t booking, uint32_t traveller)
{
    encode_documents(encoder, traveller, false);
    write_chld(encoder, traveller);
    write_seats(encoder, traveller);
    write_tickets(encoder, traveller, false);
    write_contacts(encoder, traveller);
    write_addresses(encoder, traveller, false);
    write_others(encoder, traveller);
    write_infants(encoder, booking, traveller);
}

/* What is nobody's, and who is named by a document alone. */
void encode_booking_services(struct encoder *encoder, uint32_t booking)
{
    ENCODE_EACH_CHILD(encoder, document, booking, NODE_DOCUMENT)
    encode_docs(encoder, document, IMAGE_NONE);
    write_seats(encoder, booking);
    write_tickets(encoder, booking, false);
    write_contacts(encoder, booking);
    write_others(encoder, booking);
    ENCODE_EACH_CHILD(encoder, traveller, booking, NODE_TRAVELLER)
    if (encoder->image->nodes[traveller].flags & NODE_BY_DOCUMENT ||
        (encoder->image->nodes[traveller].flags & NODE_INFANT_BY_SSR &&
         encoder->image->nodes[traveller].link == IMAGE_NONE))
        encode_documents(encoder, traveller, false);
}
