/* PAXLST (WCO/IATA/ICAO guide): header, legs, persons, in the order of the guide. */
#include "encode/internal.h"

/* ---- header ---- */

static void write_header(struct encoder *encoder, uint32_t message)
{
    static const struct slot document[] = {{1, 0, FIELD_MESSAGE_DOCUMENT},
                                           {2, 0, FIELD_MESSAGE_FUNCTION}},
                             reference[] = {{1, 1, FIELD_MESSAGE_TRANSACTION},
                                            {1, 4, FIELD_MESSAGE_REVISION}},
                             agent[] = {{4, 0, FIELD_MESSAGE_AGENT}};
    if (encode_has(encoder, message, FIELD_MESSAGE_ROLE))
        ENCODE_SEGMENT(encoder, "BGM", message, document);
    if (encode_has(encoder, message, FIELD_MESSAGE_TRANSACTION) ||
        encode_has(encoder, message, FIELD_MESSAGE_REVISION)) {
        edifact_open(&encoder->writer, "RFF");
        edifact_put_word(&encoder->writer, 1, 0, "TN");
        ENCODE_SLOTS(encoder, message, reference);
        edifact_close(&encoder->writer);
    }
    if (encode_has(encoder, message, FIELD_MESSAGE_AGENT)) {
        edifact_open(&encoder->writer, "NAD");
        edifact_put_word(&encoder->writer, 1, 0, "MS");
        ENCODE_SLOTS(encoder, message, agent);
        edifact_close(&encoder->writer);
    }
}

/* The at sign is not in UNOA: it is spelled (WCO guide). */
static void put_email(struct encoder *encoder, struct span email)
{
    edifact_at(&encoder->writer, 1, 0);
    while (email.at) {
        struct span rest, part = span_cut(email, '@', &rest);
        edifact_add(&encoder->writer, part);
        if (rest.at)
            edifact_add(&encoder->writer, SPAN(" .AT. "));
        email = rest;
    }
}

static void write_contacts(struct encoder *encoder, uint32_t owner)
{
    ENCODE_EACH_CHILD(encoder, contact, owner, NODE_CONTACT)
    {
        struct span type = encode_text(encoder, contact, FIELD_CONTACT_TYPE);
        bool email = span_is(type, "email");
        edifact_open(&encoder->writer, "COM");
        if (email)
            put_email(encoder, encode_text(encoder, contact, FIELD_CONTACT_EMAIL));
        else
            edifact_put(&encoder->writer, 1, 0, encode_text(encoder, contact, FIELD_CONTACT_PHONE));
        edifact_put_word(&encoder->writer, 1, 1, email ? "EM" : span_is(type, "fax") ? "FX" : "TE");
        edifact_close(&encoder->writer);
    }
}

/* ---- legs ---- */

/* "SQ602" where the reader takes it apart again, else the number alone. */
static void put_flight(struct encoder *encoder, struct span carrier, struct span number)
{
    bool joined = (carrier.size == 2 || carrier.size == 3) && number.size && number.at[0] >= '0' &&
                  number.at[0] <= '9';
    if (joined)
        edifact_put(&encoder->writer, 2, 0, carrier);
    edifact_put(&encoder->writer, 2, 0, number);
    edifact_put(&encoder->writer, 5, 0, carrier);
}

/* DTM in local time, format 201 YYMMDDhhmm or 203 CCYYMMDDhhmm, without a time 101 or 102. */
static void write_time(struct encoder *encoder, const char *qualifier, struct span text)
{
    static const char *const formats[2][2] = {{"102", "101"}, {"203", "201"}};
    struct moment moment = encode_moment(text);
    if (moment.date.year == 0)
        return;
    bool brief = encode_is_near_year(encoder, moment.date), timed = moment.clock_size > 0;
    struct date_text date = encode_date(moment.date, DATE_YMD, brief);
    edifact_open(&encoder->writer, "DTM");
    edifact_put_word(&encoder->writer, 1, 0, qualifier);
    edifact_put(&encoder->writer, 1, 1, encode_date_span(&date));
    edifact_put(&encoder->writer, 1, 1, (struct span){moment.clock, timed ? 4 : 0});
    edifact_put_word(&encoder->writer, 1, 2, formats[timed][brief]);
    edifact_close(&encoder->writer);
}

static void write_port(struct encoder *encoder, struct span qualifier, struct span port)
{
    if (port.size == 0)
        return;
    edifact_open(&encoder->writer, "LOC");
    edifact_put(&encoder->writer, 1, 0, qualifier);
    edifact_put(&encoder->writer, 2, 0, port);
    edifact_close(&encoder->writer);
}

static void write_leg(struct encoder *encoder, uint32_t leg)
{
    struct span off, board = encode_text(encoder, leg, FIELD_LEG_BOARD),
                     qualifiers = encode_text(encoder, leg, FIELD_LEG_QUALIFIERS);
    bool alone = !memchr(qualifiers.at ? qualifiers.at : "", '/', qualifiers.size);
    struct span first = span_cut(qualifiers, '/', &off);
    if (alone && board.size == 0) /* that of the only port */
        off = first;
    edifact_open(&encoder->writer, "TDT");
    edifact_put_word(&encoder->writer, 1, 0, "20");
    put_flight(encoder, encode_text(encoder, leg, FIELD_LEG_CARRIER),
               encode_text(encoder, leg, FIELD_LEG_NUMBER));
    edifact_close(&encoder->writer);
    write_port(encoder, first.size ? first : SPAN("125"), board);
    write_time(encoder, "189", encode_text(encoder, leg, FIELD_LEG_DEPARTURE));
    write_port(encoder, off.size ? off : SPAN("87"), encode_text(encoder, leg, FIELD_LEG_OFF));
    write_time(encoder, "232", encode_text(encoder, leg, FIELD_LEG_ARRIVAL));
}

/* ---- persons ---- */

/* NAD 3035. Staff are told by their duty, infants by their age. */
static const char *qualifier_of(struct span kind)
{
    static const struct {
        const char *kind, *qualifier;
    } qualifiers[] = {{"crew", "FM"}, {"transit", "DDU"}, {"transit-crew", "DDT"}, {"staff", "FM"}};
    for (size_t i = 0; i < sizeof qualifiers / sizeof *qualifiers; i++)
        if (span_is(kind, qualifiers[i].kind))
            return qualifiers[i].qualifier;
    return "FL";
}

static void write_nad(struct encoder *encoder, uint32_t person)
{
    static const struct slot surname[] = {{4, 0, FIELD_TRAVELLER_SURNAME}},
                             address[] = {{5, 0, FIELD_ADDRESS_STREET},
                                          {6, 0, FIELD_ADDRESS_CITY},
                                          {7, 0, FIELD_ADDRESS_REGION},
                                          {8, 0, FIELD_ADDRESS_POSTCODE},
                                          {9, 0, FIELD_ADDRESS_COUNTRY}};
    uint32_t lives = image_child(encoder->image, person, NODE_ADDRESS);
    edifact_open(&encoder->writer, "NAD");
    edifact_put_word(&encoder->writer, 1, 0,
                     qualifier_of(encode_text(encoder, person, FIELD_TRAVELLER_KIND)));
    ENCODE_SLOTS(encoder, person, surname);
    encode_put_both(encoder, 4, 1, encode_text(encoder, person, FIELD_TRAVELLER_GIVEN),
                    encode_text(encoder, person, FIELD_TRAVELLER_TITLE));
    if (lives != IMAGE_NONE)
        ENCODE_SLOTS(encoder, lives, address);
    edifact_close(&encoder->writer);
}

/* MI, FI: an infant whose birth date does not tell. */
static void write_sex(struct encoder *encoder, uint32_t person)
{
    struct span sex = encode_text(encoder, person, FIELD_TRAVELLER_SEX);
    bool infant = span_is(encode_text(encoder, person, FIELD_TRAVELLER_KIND), "infant") &&
                  !encode_is_infant(encoder, encode_text(encoder, person, FIELD_TRAVELLER_BIRTH));
    if (sex.size == 0)
        return;
    edifact_open(&encoder->writer, "ATT");
    edifact_put_word(&encoder->writer, 1, 0, "2");
    edifact_put(&encoder->writer, 3, 0, sex);
    if (infant)
        edifact_add(&encoder->writer, SPAN("I"));
    edifact_close(&encoder->writer);
}

/* DTM with a date alone: YYMMDD without a format, CCYYMMDD with 102. */
static void write_date(struct encoder *encoder, const char *qualifier, struct span digits)
{
    edifact_open(&encoder->writer, "DTM");
    edifact_put_word(&encoder->writer, 1, 0, qualifier);
    edifact_put(&encoder->writer, 1, 1, digits);
    if (digits.size == 8)
        edifact_put_word(&encoder->writer, 1, 2, "102");
    edifact_close(&encoder->writer);
}

/* "1980" and "1980-07": what is not known is 00. */
static void write_part_of_birth(struct encoder *encoder, struct span birth)
{
    enum { YEAR = 4, MONTH_AT = 5 };
    char digits[8] = {'0', '0', '0', '0', '0', '0', '0', '0'};
    if (birth.size < YEAR)
        return;
    memcpy(digits, birth.at, YEAR);
    if (birth.size == MONTH_AT + 2)
        memcpy(digits + YEAR, birth.at + MONTH_AT, 2);
    write_date(encoder, "329", (struct span){digits, sizeof digits});
}

static void write_birth(struct encoder *encoder, uint32_t person)
{
    struct span birth = encode_text(encoder, person, FIELD_TRAVELLER_BIRTH);
    struct date date;
    bool child = encoder->image->nodes[person].flags & NODE_CHILD;
    if (!date_parse(birth, &date)) {
        write_part_of_birth(encoder, birth);
        return;
    }
    bool brief = encode_has(encoder, person, FIELD_TRAVELLER_BIRTH_OTHER) ||
                 encode_is_brief_birth(encoder, date, child);
    struct date_text text = encode_date(date, DATE_YMD, brief);
    write_date(encoder, "329", encode_date_span(&text));
}

/* Segments whose qualifier and place are all there is to them. */
static const struct told {
    const char *tag, *qualifier;
    struct slot slot;
} before_bags[] = {{"MEA", "CT", {3, 1, FIELD_TRAVELLER_BAG_COUNT}}},
  places[] = {{"LOC", "22", {2, 0, FIELD_TRAVELLER_CLEARS}},
              {"LOC", "174", {2, 0, FIELD_TRAVELLER_RESIDENCE}},
              {"LOC", "178", {2, 0, FIELD_TRAVELLER_START}},
              {"LOC", "179", {2, 0, FIELD_TRAVELLER_END}}},
  facts[] = {{"EMP", "1", {2, 0, FIELD_TRAVELLER_DUTY}},
             {"NAT", "2", {2, 0, FIELD_TRAVELLER_NATIONALITY}},
             {"RFF", "AVF", {1, 1, FIELD_TRAVELLER_LOCATOR}},
             {"RFF", "ABO", {1, 1, FIELD_TRAVELLER_UNIQUE}},
             {"RFF", "AEA", {1, 1, FIELD_TRAVELLER_AUTHORITY}},
             {"RFF", "CR", {1, 1, FIELD_TRAVELLER_CUSTOMER}}};

static void write_told(struct encoder *encoder, uint32_t person, const struct told *rows,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!encode_has(encoder, person, rows[i].slot.field))
            continue;
        edifact_open(&encoder->writer, rows[i].tag);
        edifact_put_word(&encoder->writer, 1, 0, rows[i].qualifier);
        encode_slots(encoder, person, &rows[i].slot, 1);
        edifact_close(&encoder->writer);
    }
}
#define WRITE_TOLD(encoder, person, rows)                                                          \
    write_told(encoder, person, rows, sizeof(rows) / sizeof *(rows))

static void write_weight(struct encoder *encoder, uint32_t person)
{
    static const struct slot weight[] = {{3, 1, FIELD_TRAVELLER_BAG_WEIGHT}};
    struct span unit = encode_text(encoder, person, FIELD_TRAVELLER_BAG_UNIT);
    if (!encode_has(encoder, person, FIELD_TRAVELLER_BAG_WEIGHT))
        return;
    edifact_open(&encoder->writer, "MEA");
    edifact_put_word(&encoder->writer, 1, 0, "WT");
    if (unit.size)
        edifact_put_word(&encoder->writer, 3, 0, span_is(unit, "kg") ? "KGM" : "LBR");
    ENCODE_SLOTS(encoder, person, weight);
    edifact_close(&encoder->writer);
}

static void write_verified(struct encoder *encoder, uint32_t person)
{
    struct span verified = encode_text(encoder, person, FIELD_TRAVELLER_VERIFIED);
    if (verified.size == 0)
        return;
    edifact_open(&encoder->writer, "GEI");
    edifact_put_word(&encoder->writer, 1, 0, "4");
    edifact_put_word(&encoder->writer, 2, 0, span_is(verified, "yes") ? "173" : "174");
    edifact_close(&encoder->writer);
}

static void write_texts(struct encoder *encoder, uint32_t person)
{
    static const struct slot tag[] = {{4, 0, FIELD_BAG_TAG}, {4, 1, FIELD_BAG_COUNT}},
                             text[] = {{1, 0, FIELD_REMARK_QUALIFIER}, {4, 0, FIELD_REMARK_TEXT}};
    ENCODE_EACH_CHILD(encoder, bag, person, NODE_BAG)
    {
        edifact_open(&encoder->writer, "FTX");
        edifact_put_word(&encoder->writer, 1, 0, "BAG");
        ENCODE_SLOTS(encoder, bag, tag);
        edifact_close(&encoder->writer);
    }
    ENCODE_EACH_CHILD(encoder, remark, person, NODE_REMARK)
    ENCODE_SEGMENT(encoder, "FTX", remark, text);
}

static void write_birth_place(struct encoder *encoder, uint32_t person)
{
    static const struct slot place[] = {{2, 0, FIELD_TRAVELLER_BIRTH_COUNTRY},
                                        {2, 3, FIELD_TRAVELLER_BIRTH_PLACE}};
    if (!encode_has(encoder, person, place[0].field) &&
        !encode_has(encoder, person, place[1].field))
        return;
    edifact_open(&encoder->writer, "LOC");
    edifact_put_word(&encoder->writer, 1, 0, "180");
    ENCODE_SLOTS(encoder, person, place);
    edifact_close(&encoder->writer);
}

/* Seats and tickets: RFF+SEA, RFF+YZY with the coupon behind a C. */
static void write_references(struct encoder *encoder, uint32_t person)
{
    ENCODE_EACH_CHILD(encoder, seat, person, NODE_SEAT)
    {
        edifact_open(&encoder->writer, "RFF");
        edifact_put_word(&encoder->writer, 1, 0, "SEA");
        edifact_put(&encoder->writer, 1, 1, encode_text(encoder, seat, FIELD_SEAT_NUMBER));
        edifact_close(&encoder->writer);
    }
    ENCODE_EACH_CHILD(encoder, ticket, person, NODE_TICKET)
    {
        struct span coupon = encode_text(encoder, ticket, FIELD_TICKET_COUPON);
        edifact_open(&encoder->writer, "RFF");
        edifact_put_word(&encoder->writer, 1, 0, "YZY");
        edifact_put(&encoder->writer, 1, 1, encode_text(encoder, ticket, FIELD_TICKET_NUMBER));
        edifact_add(&encoder->writer, coupon.size ? SPAN("C") : (struct span){NULL, 0});
        edifact_add(&encoder->writer, coupon);
        edifact_close(&encoder->writer);
    }
}

static void write_document_dates(struct encoder *encoder, uint32_t document)
{
    struct date date;
    if (date_parse(encode_text(encoder, document, FIELD_DOCUMENT_EXPIRY), &date)) {
        bool brief = encode_has(encoder, document, FIELD_DOCUMENT_EXPIRY_OTHER) ||
                     encode_is_brief_expiry(encoder, date);
        struct date_text text = encode_date(date, DATE_YMD, brief);
        write_date(encoder, "36", encode_date_span(&text));
    }
    if (date_parse(encode_text(encoder, document, FIELD_DOCUMENT_ISSUED), &date)) {
        struct date_text text = encode_date(date, DATE_YMD, encode_is_brief_past(encoder, date));
        write_date(encoder, "182", encode_date_span(&text));
    }
}

static void write_document(struct encoder *encoder, uint32_t document)
{
    static const struct slot paper[] = {{1, 0, FIELD_DOCUMENT_TYPE}, {2, 0, FIELD_DOCUMENT_NUMBER}},
                             issuer[] = {{2, 0, FIELD_DOCUMENT_STATE},
                                         {2, 3, FIELD_DOCUMENT_PLACE}};
    edifact_open(&encoder->writer, "DOC");
    encode_slots(encoder, document, &paper[0], 1);
    edifact_put_word(&encoder->writer, 1, 1, "110");
    edifact_put_word(&encoder->writer, 1, 2, "111");
    encode_slots(encoder, document, &paper[1], 1);
    edifact_close(&encoder->writer);
    write_document_dates(encoder, document);
    if (!encode_has(encoder, document, FIELD_DOCUMENT_STATE) &&
        !encode_has(encoder, document, FIELD_DOCUMENT_PLACE))
        return;
    edifact_open(&encoder->writer, "LOC");
    edifact_put_word(&encoder->writer, 1, 0, "91");
    ENCODE_SLOTS(encoder, document, issuer);
    edifact_close(&encoder->writer);
}

static void write_person(struct encoder *encoder, uint32_t person)
{
    write_nad(encoder, person);
    write_sex(encoder, person);
    write_birth(encoder, person);
    WRITE_TOLD(encoder, person, before_bags);
    write_weight(encoder, person);
    write_verified(encoder, person);
    write_texts(encoder, person);
    WRITE_TOLD(encoder, person, places);
    write_birth_place(encoder, person);
    write_contacts(encoder, person);
    WRITE_TOLD(encoder, person, facts);
    write_references(encoder, person);
    ENCODE_EACH_CHILD(encoder, document, person, NODE_DOCUMENT)
    write_document(encoder, document);
}

/* ---- the message ---- */

static void write_count(struct encoder *encoder, uint32_t message, const char *qualifier,
                        enum field field)
{
    struct span count = encode_text(encoder, message, field);
    if (count.size == 0)
        return;
    edifact_open(&encoder->writer, "CNT");
    edifact_put_word(&encoder->writer, 1, 0, qualifier);
    edifact_put(&encoder->writer, 1, 1, count);
    edifact_close(&encoder->writer);
}

void encode_paxlst(struct encoder *encoder, uint32_t message)
{
    uint32_t place = 0;
    write_header(encoder, message);
    write_contacts(encoder, message);
    ENCODE_EACH_CHILD(encoder, leg, message, NODE_LEG)
    write_leg(encoder, leg);
    ENCODE_EACH_CHILD(encoder, person, message, NODE_TRAVELLER)
    {
        if (place >= encoder->from && place < encoder->to)
            write_person(encoder, person);
        place++;
    }
    write_count(encoder, message, "42", FIELD_MESSAGE_PASSENGERS);
    write_count(encoder, message, "41", FIELD_MESSAGE_CREW);
}
