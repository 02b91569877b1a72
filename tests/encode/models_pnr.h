/* Generated PNRGOV. */
#ifndef TESTS_ENCODE_MODELS_PNR_H
#define TESTS_ENCODE_MODELS_PNR_H

#include "models.h"
#include "mrz/mrz.h"

/* ---- what stands at several levels ---- */

static inline void make_remarks(struct making *making, uint32_t owner)
{
    static const char *const qualifiers[] = {"15", "5", "10", "39"};
    char out[120];
    for (unsigned i = chance(making, 3); i > 0; i--) {
        uint32_t remark = make_node(making, NODE_REMARK, owner);
        MAYBE(making, remark, FIELD_REMARK_QUALIFIER, "%s", ONE_OF(making, qualifiers));
        put(making, remark, FIELD_REMARK_TEXT, "%s", text(making, out));
    }
}

static inline void make_loyalties(struct making *making, uint32_t owner)
{
    for (unsigned i = chance(making, 3); i > 0; i--) {
        uint32_t loyalty = make_node(making, NODE_LOYALTY, owner);
        MAYBE(making, loyalty, FIELD_LOYALTY_CARRIER, "%s", ONE_OF(making, carriers));
        put(making, loyalty, FIELD_LOYALTY_NUMBER, "%u", chance(making, 100000000));
        MAYBE(making, loyalty, FIELD_LOYALTY_TIER, "%c", 'A' + (char)chance(making, 20));
    }
}

static inline void make_typed_address(struct making *making, uint32_t owner, const char *type)
{
    uint32_t address = make_node(making, NODE_ADDRESS, owner);
    put(making, address, FIELD_ADDRESS_TYPE, "%s", type);
    make_address(making, address);
}

static inline void make_payments(struct making *making, uint32_t owner)
{
    static const char *const forms[] = {"CC", "CA", "AGT"};
    char out[120];
    for (unsigned i = chance(making, 3); i > 0; i--) {
        uint32_t payment = make_node(making, NODE_PAYMENT, owner);
        put(making, payment, FIELD_PAYMENT_FORM, "%s", ONE_OF(making, forms));
        MAYBE(making, payment, FIELD_PAYMENT_AMOUNT, "%u.50", chance(making, 9999));
        MAYBE(making, payment, FIELD_PAYMENT_VENDOR, "VI");
        MAYBE(making, payment, FIELD_PAYMENT_ACCOUNT, "4000XXXXXXXX%04u", chance(making, 9999));
        MAYBE(making, payment, FIELD_PAYMENT_EXPIRY, "%02u28", 1 + chance(making, 12));
        MAYBE(making, payment, FIELD_PAYMENT_TEXT, "%s", text(making, out));
        if (chance(making, 3) == 0)
            make_typed_address(making, payment, "702");
        if (chance(making, 3) == 0)
            make_phone(making, payment, "phone");
    }
}

static inline void make_tickets(struct making *making, uint32_t owner)
{
    for (unsigned i = chance(making, 3); i > 0; i--) {
        uint32_t ticket = make_node(making, NODE_TICKET, owner);
        put(making, ticket, FIELD_TICKET_NUMBER, "250%010u", making->places++);
        MAYBE(making, ticket, FIELD_TICKET_TYPE, "T");
        MAYBE(making, ticket, FIELD_TICKET_BASE, "%u.00", chance(making, 9999));
        MAYBE(making, ticket, FIELD_TICKET_AIRLINE, "%s", ONE_OF(making, carriers));
        if (chance(making, 2)) {
            put(making, ticket, FIELD_TICKET_AMOUNT, "%u.25", chance(making, 9999));
            put(making, ticket, FIELD_TICKET_CURRENCY, "USD");
        }
        if (chance(making, 2))
            put_time(making, ticket, FIELD_TICKET_ISSUED, making->flight - 30, true);
        make_payments(making, ticket);
    }
    if (chance(making, 2)) { /* one that TKNE tells */
        uint32_t ticket = make_node(making, NODE_TICKET, owner);
        put(making, ticket, FIELD_TICKET_NUMBER, "250%010u", making->places++);
        put(making, ticket, FIELD_TICKET_COUPON, "%u", 1 + chance(making, 4));
    }
}

static inline void make_services(struct making *making, uint32_t owner)
{
    static const char *const codes[] = {"OTHS", "BIKE", "PETC"};
    char out[120];
    for (unsigned i = chance(making, 3); i > 0; i--) {
        uint32_t service = make_node(making, NODE_SERVICE, owner);
        put(making, service, FIELD_SERVICE_CODE, "%s", ONE_OF(making, codes));
        MAYBE(making, service, FIELD_SERVICE_STATUS, "HK");
        MAYBE(making, service, FIELD_SERVICE_CARRIER, "%s", ONE_OF(making, carriers));
        MAYBE(making, service, FIELD_SERVICE_BOARD, "%s", making->board);
        MAYBE(making, service, FIELD_SERVICE_OFF, "%s", making->off);
        MAYBE(making, service, FIELD_SERVICE_TEXT, "%s", text(making, out));
    }
}

/* ---- a traveller ---- */

/* What the document tells of its holder stands on the traveller's card, too. */
static inline void make_holder(struct making *making, uint32_t person, uint32_t document,
                               int32_t birth)
{
    static const char *const sexes[] = {"M", "F", "X"};
    if (chance(making, 4)) {
        const char *sex = ONE_OF(making, sexes);
        put(making, person, FIELD_TRAVELLER_SEX, "%s", sex);
        put(making, document, FIELD_DOCUMENT_SEX, "%s", sex);
    }
    if (chance(making, 4)) {
        const char *state = ONE_OF(making, states);
        put(making, person, FIELD_TRAVELLER_NATIONALITY, "%s", state);
        put(making, document, FIELD_DOCUMENT_NATIONALITY, "%s", state);
    }
    put_day(making, person, FIELD_TRAVELLER_BIRTH, birth);
    put_day(making, document, FIELD_DOCUMENT_BIRTH, birth);
}

static inline void put_holder_name(struct making *making, uint32_t document, const char *surname,
                                   const char *given)
{
    put(making, document, FIELD_DOCUMENT_SURNAME, "%s", surname);
    put(making, document, FIELD_DOCUMENT_GIVEN, "%s", given);
}

/* One in some with what may be its check digit. */
static inline void put_number(struct making *making, uint32_t document)
{
    char number[32];
    snprintf(number, sizeof number, "AA%u%u", making->places++, chance(making, 100000));
    if (chance(making, 8) == 0)
        for (unsigned place = making->places++, check = 0; check < 10; check++) {
            snprintf(number, sizeof number, "B%08u%u", place, check);
            if (mrz_judge_number(span_of(number)).kind == MRZ_NUMBER_MAY_CHECKED)
                break;
        }
    struct mrz_number judged = mrz_judge_number(span_of(number));
    put(making, document, FIELD_DOCUMENT_NUMBER, "%s", number);
    if (judged.kind == MRZ_NUMBER_MAY_CHECKED)
        put(making, document, FIELD_DOCUMENT_NUMBER_OTHER, "%.*s", (int)judged.number.size,
            judged.number.at);
}

static inline uint32_t make_paper(struct making *making, uint32_t person)
{
    uint32_t document = make_node(making, NODE_DOCUMENT, person);
    put(making, document, FIELD_DOCUMENT_TYPE, "P");
    put(making, document, FIELD_DOCUMENT_STATE, "%s", ONE_OF(making, states));
    put_number(making, document);
    if (chance(making, 4))
        make_expiry(making, document);
    return document;
}

static inline void make_visa(struct making *making, uint32_t person)
{
    char out[40];
    uint32_t visa = make_node(making, NODE_DOCUMENT, person);
    put(making, visa, FIELD_DOCUMENT_TYPE, "V");
    put(making, visa, FIELD_DOCUMENT_NUMBER, "V%u", making->places++);
    MAYBE(making, visa, FIELD_DOCUMENT_PLACE, "%s", word(making, out));
    MAYBE(making, visa, FIELD_DOCUMENT_COUNTRY, "%s", ONE_OF(making, states));
    if (chance(making, 2))
        put_day(making, visa, FIELD_DOCUMENT_ISSUED, making->flight - 400);
    MAYBE(making, person, FIELD_TRAVELLER_BIRTH_PLACE, "%s", word(making, out));
}

static inline void make_seats(struct making *making, uint32_t person)
{
    unsigned requested = chance(making, 3), checked_in = chance(making, 2);
    const struct {
        const char *source;
        unsigned count;
    } kinds[] = {{"requested", requested}, {"checked-in", checked_in}};
    /* requests are read at the end of a booking, behind what stands below the legs */
    for (unsigned k = 2; k-- > 0;)
        for (unsigned i = kinds[k].count; i > 0; i--) {
            uint32_t seat = make_node(making, NODE_SEAT, person);
            put_seat(making, seat, 9);
            put(making, seat, FIELD_SEAT_BOARD, "%s", making->board);
            put(making, seat, FIELD_SEAT_OFF, "%s", making->off);
            put(making, seat, FIELD_SEAT_SOURCE, "%s", kinds[k].source);
            if (k == 1)
                MAYBE(making, seat, FIELD_SEAT_CABIN, "Y");
        }
    if (checked_in)
        image_builder_node(making->image, person)->flags |= NODE_CHECKED_IN;
}

static inline void make_bags(struct making *making, uint32_t person)
{
    char pool[40];
    unsigned count = 1 + chance(making, 3);
    bool pooled = chance(making, 2);
    word(making, pool);
    put(making, person, FIELD_TRAVELLER_BAG_COUNT, "%u", count);
    if (chance(making, 2)) {
        put(making, person, FIELD_TRAVELLER_BAG_WEIGHT, "%u", 1 + chance(making, 60));
        MAYBE(making, person, FIELD_TRAVELLER_BAG_UNIT, "%s", chance(making, 2) ? "kg" : "lb");
    }
    for (unsigned i = 0; i < count; i++) {
        uint32_t bag = make_node(making, NODE_BAG, person);
        put(making, bag, FIELD_BAG_TAG, "%010u", making->places++);
        MAYBE(making, bag, FIELD_BAG_AIRLINE, "%s", ONE_OF(making, carriers));
        MAYBE(making, bag, FIELD_BAG_DESTINATION, "%s", making->off);
        if (pooled)
            put(making, bag, FIELD_BAG_POOL, "HP %s", pool);
    }
    image_builder_node(making->image, person)->flags |= NODE_CHECKED_IN;
}

enum made_age {
    MADE_ADULT,
    MADE_CHILD,
    MADE_MINOR,
    MADE_STAFF,
    MADE_CENTURY, /* an adult whose two digits could be a child's */
    MADE_UNKNOWN, /* the other way round, as nobody says adult */
    MADE_NO_PAPER,
    MADE_AGES
};

static inline int32_t birth_of(struct making *making, enum made_age age)
{
    if (age == MADE_CHILD || age == MADE_MINOR)
        return some_birth(making, 3, 8);
    return some_birth(making, 18, 70);
}

/* Both readings of a two-digit year, that which was taken first. */
static inline void make_two_births(struct making *making, uint32_t person, uint32_t document,
                                   bool older)
{
    struct date date = date_from_day(some_birth(making, 3, 4));
    int year = older ? date.year - 100 : date.year, other = older ? date.year : date.year - 100;
    put(making, person, FIELD_TRAVELLER_BIRTH, "%04d-%02d-03", year, date.month);
    put(making, person, FIELD_TRAVELLER_BIRTH_OTHER, "%04d-%02d-03", other, date.month);
    put(making, document, FIELD_DOCUMENT_BIRTH, "%04d-%02d-03", year, date.month);
}

static inline void make_kind(struct making *making, uint32_t person, enum made_age age)
{
    static const char *const kinds[] = {
        [MADE_MINOR] = "unaccompanied-minor", [MADE_STAFF] = "staff"};
    bool other = age == MADE_MINOR || age == MADE_STAFF;
    put(making, person, FIELD_TRAVELLER_KIND, "%s", other ? kinds[age] : "passenger");
    if (age == MADE_CHILD || age == MADE_MINOR)
        image_builder_node(making->image, person)->flags |= NODE_CHILD;
    MAYBE(making, person, FIELD_TRAVELLER_FARE, "%c", 'A' + (char)chance(making, 26));
    if (age == MADE_STAFF)
        put(making, person, FIELD_TRAVELLER_FARE_BASIS, "ID00R2");
    else
        MAYBE(making, person, FIELD_TRAVELLER_FARE_BASIS, "YOW%u", chance(making, 99));
}

/* A redress number, or that of a known traveller. */
static inline void make_authority(struct making *making, uint32_t person)
{
    unsigned number = 1000000 + chance(making, 9000000);
    if (chance(making, 3) == 0)
        return;
    put(making, person, FIELD_TRAVELLER_AUTHORITY, "%u", number);
    put(making, person, chance(making, 2) ? FIELD_TRAVELLER_REDRESS : FIELD_TRAVELLER_KNOWN, "%u",
        number);
}

static inline void make_papers(struct making *making, uint32_t person, enum made_age age,
                               const char *surname, const char *given)
{
    if (age == MADE_NO_PAPER)
        return;
    if (age == MADE_CHILD && chance(making, 2)) { /* CHLD alone tells the birth date */
        put_day(making, person, FIELD_TRAVELLER_BIRTH, birth_of(making, age));
        return;
    }
    bool two = age == MADE_CENTURY || age == MADE_UNKNOWN, visa = chance(making, 3) == 0;
    bool nameless = two && chance(making, 5) == 0; /* is read behind the others */
    if (visa && nameless)
        make_visa(making, person);
    uint32_t document = make_paper(making, person);
    if (two)
        make_two_births(making, person, document, age == MADE_CENTURY);
    else
        make_holder(making, person, document, birth_of(making, age));
    if (!nameless)
        put_holder_name(making, document, surname, given);
    if (visa && !nameless)
        make_visa(making, person);
    make_authority(making, person);
}

/* A residence is told of the traveller, too. */
static inline void make_doca(struct making *making, uint32_t person)
{
    bool lives = chance(making, 2);
    uint32_t address = make_node(making, NODE_ADDRESS, person);
    const char *state = ONE_OF(making, states);
    char out[120];
    put(making, address, FIELD_ADDRESS_TYPE, "%s", lives ? "R" : "D");
    put(making, address, FIELD_ADDRESS_COUNTRY, "%s", state);
    MAYBE(making, address, FIELD_ADDRESS_STREET, "%s", text(making, out));
    MAYBE(making, address, FIELD_ADDRESS_CITY, "%s", word(making, out));
    MAYBE(making, address, FIELD_ADDRESS_REGION, "%s", word(making, out));
    MAYBE(making, address, FIELD_ADDRESS_POSTCODE, "%u", 10000 + chance(making, 90000));
    if (lives)
        put(making, person, FIELD_TRAVELLER_RESIDENCE, "%s", state);
}

static inline void make_emergency(struct making *making, uint32_t person)
{
    char out[40];
    uint32_t contact = make_node(making, NODE_CONTACT, person);
    bool refused = chance(making, 4) == 0;
    put(making, contact, FIELD_CONTACT_PURPOSE, "emergency");
    put(making, contact, FIELD_CONTACT_TYPE, refused ? "refused" : "phone");
    if (refused)
        return;
    MAYBE(making, contact, FIELD_CONTACT_NAME, "%s", word(making, out));
    put_phone(making, contact);
}

static inline uint32_t make_traveller(struct making *making, uint32_t booking, unsigned reference,
                                      enum made_age age)
{
    char surname[80], given[80];
    uint32_t person = make_node(making, NODE_TRAVELLER, booking);
    put(making, person, FIELD_TRAVELLER_SURNAME, "%s", name(making, surname));
    put(making, person, FIELD_TRAVELLER_GIVEN, "%s", name(making, given));
    if (age != MADE_CHILD && age != MADE_MINOR)
        MAYBE(making, person, FIELD_TRAVELLER_TITLE, "MRS");
    put(making, person, FIELD_TRAVELLER_REFERENCE, "%u", reference);
    MAYBE(making, person, FIELD_TRAVELLER_UNIQUE, "00%u", chance(making, 1000000));
    make_kind(making, person, age);
    make_loyalties(making, person);
    make_remarks(making, person);
    make_papers(making, person, age, surname, given);
    if (chance(making, 3) == 0)
        make_typed_address(making, person, "700");
    if (chance(making, 3) == 0)
        make_doca(making, person);
    if (chance(making, 2))
        make_phone(making, person, "phone");
    if (chance(making, 2))
        make_email(making, person, "");
    if (chance(making, 3) == 0)
        make_emergency(making, person);
    if (chance(making, 8) == 0)
        put(making, make_node(making, NODE_CONTACT, person), FIELD_CONTACT_TYPE, "refused");
    make_seats(making, person);
    if (age == MADE_MINOR) { /* read before the other services, as it tells the kind */
        uint32_t service = make_node(making, NODE_SERVICE, person);
        put(making, service, FIELD_SERVICE_CODE, "UMNR");
        put(making, service, FIELD_SERVICE_TEXT, "AGE08");
        put(making, person, FIELD_TRAVELLER_AGE, "8");
    }
    make_services(making, person);
    make_payments(making, person);
    make_tickets(making, person);
    if (chance(making, 3) == 0)
        make_bags(making, person);
    return person;
}

/* An infant of `adult`, with a TIF of its own or named by requests alone. */
static inline void make_infant(struct making *making, uint32_t booking, uint32_t adult,
                               unsigned reference)
{
    char surname[80], given[80];
    bool own = reference > 0;
    uint32_t infant = make_node(making, NODE_TRAVELLER, booking);
    struct image_node *node = image_builder_node(making->image, infant);
    node->link = adult;
    node->flags = NODE_CHILD | (own ? 0 : NODE_INFANT_BY_SSR);
    put(making, infant, FIELD_TRAVELLER_SURNAME, "%s", name(making, surname));
    put(making, infant, FIELD_TRAVELLER_GIVEN, "%s", name(making, given));
    put(making, infant, FIELD_TRAVELLER_KIND, "infant");
    if (own)
        put(making, infant, FIELD_TRAVELLER_REFERENCE, "%u", reference);
    if (chance(making, 2)) {
        uint32_t document = make_paper(making, infant);
        make_holder(making, infant, document, some_birth(making, 0, 1));
        put_holder_name(making, document, surname, given);
    } else if (chance(making, 2)) {
        put_day(making, infant, FIELD_TRAVELLER_BIRTH, some_birth(making, 0, 1));
    }
}

/* ---- a booking ---- */

static inline void make_booking_head(struct making *making, uint32_t booking)
{
    char out[120];
    put(making, booking, FIELD_BOOKING_LOCATOR, "%s", word(making, out));
    MAYBE(making, booking, FIELD_BOOKING_CARRIER, "1A");
    if (chance(making, 3))
        put_time(making, booking, FIELD_BOOKING_CREATED,
                 making->flight - (int32_t)chance(making, 300), true);
    if (chance(making, 3))
        put_time(making, booking, FIELD_BOOKING_CHANGED, making->flight - 5, true);
    if (chance(making, 3))
        put_time(making, booking, FIELD_BOOKING_TICKETED, making->flight - 6, true);
    for (unsigned i = chance(making, 3); i > 0; i--) {
        uint32_t locator = make_node(making, NODE_LOCATOR, booking);
        put(making, locator, FIELD_LOCATOR_CARRIER, "%s", ONE_OF(making, carriers));
        put(making, locator, FIELD_LOCATOR_LOCATOR, "L%u", making->places++);
        if (chance(making, 2))
            put_time(making, locator, FIELD_LOCATOR_CREATED, making->flight - 50, true);
    }
    for (unsigned i = chance(making, 3) ? 0 : 1 + chance(making, 2); i > 0; i--) {
        uint32_t locator = make_node(making, NODE_LOCATOR, booking);
        put(making, locator, FIELD_LOCATOR_LOCATOR, "S%u", making->places++);
        put(making, locator, FIELD_LOCATOR_RELATION, "split");
    }
    if (chance(making, 4) == 0) {
        bool sized = chance(making, 2);
        unsigned size = 2 + chance(making, 90);
        word(making, out);
        if (!sized) {
            put(making, booking, FIELD_BOOKING_GROUP, "%s", out);
        } else {
            put(making, booking, FIELD_BOOKING_GROUP, "%s %u", out, size);
            put(making, booking, FIELD_BOOKING_GROUP_SIZE, "%u", size);
        }
    }
    for (unsigned i = chance(making, 3); i > 0; i--) {
        uint32_t agency = make_node(making, NODE_AGENCY, booking);
        put(making, agency, FIELD_AGENCY_SYSTEM, "1A");
        MAYBE(making, agency, FIELD_AGENCY_NUMBER, "%u", 10000000 + chance(making, 9999999));
        MAYBE(making, agency, FIELD_AGENCY_OFFICE, "TAS%u", chance(making, 9999));
        MAYBE(making, agency, FIELD_AGENCY_PLACE, "TAS");
        MAYBE(making, agency, FIELD_AGENCY_TYPE, "T");
        MAYBE(making, agency, FIELD_AGENCY_COUNTRY, "UZ");
        MAYBE(making, agency, FIELD_AGENCY_AGENT, "%s", word(making, out));
    }
}

static inline void make_booking_leg(struct making *making, uint32_t parent, int32_t day)
{
    uint32_t leg = make_node(making, NODE_LEG, parent);
    make_leg(making, leg, day);
    MAYBE(making, leg, FIELD_LEG_CABIN, "Y");
    MAYBE(making, leg, FIELD_LEG_STATUS, "HK");
    MAYBE(making, leg, FIELD_LEG_EQUIPMENT, "32%u", chance(making, 10));
    MAYBE(making, leg, FIELD_LEG_PARTY, "%u", 1 + chance(making, 9));
    if (chance(making, 3)) {
        put(making, leg, FIELD_LEG_OTHER_NUMBER, "%u", 1 + chance(making, 9998));
        MAYBE(making, leg, FIELD_LEG_OTHER_CARRIER, "%s", ONE_OF(making, carriers));
    }
    if (chance(making, 2)) {
        put(making, leg, FIELD_LEG_OPERATING_CARRIER, "%s", ONE_OF(making, carriers));
        MAYBE(making, leg, FIELD_LEG_OPERATING_NUMBER, "%u", 1 + chance(making, 9998));
    }
    if (image_builder_node(making->image, parent)->type == NODE_BOOKING && chance(making, 2))
        put_time(making, leg, FIELD_LEG_CHECKIN, day, true);
}

/* What could be tied to nobody, in a booking of several. */
static inline void make_unbound(struct making *making, uint32_t booking)
{
    static const char *const sources[] = {"checked-in", "requested"};
    for (unsigned i = 0; i < 2; i++) {
        uint32_t seat = make_node(making, NODE_SEAT, booking);
        put(making, seat, FIELD_SEAT_NUMBER, "%uK", 1 + chance(making, 60));
        put(making, seat, FIELD_SEAT_BOARD, "%s", making->board);
        put(making, seat, FIELD_SEAT_OFF, "%s", making->off);
        put(making, seat, FIELD_SEAT_SOURCE, "%s", sources[i]);
    }
    uint32_t bag = make_node(making, NODE_BAG, booking);
    put(making, bag, FIELD_BAG_TAG, "%010u", making->places++);
    make_paper(making, booking);
    make_email(making, booking, "");
}

/* Whom only a document names. */
static inline void make_by_document(struct making *making, uint32_t booking)
{
    char surname[80], given[80];
    uint32_t person = make_node(making, NODE_TRAVELLER, booking);
    image_builder_node(making->image, person)->flags |= NODE_BY_DOCUMENT;
    put(making, person, FIELD_TRAVELLER_SURNAME, "%s", name(making, surname));
    put(making, person, FIELD_TRAVELLER_GIVEN, "%s", name(making, given));
    put(making, person, FIELD_TRAVELLER_KIND, "passenger");
    uint32_t document = make_paper(making, person);
    make_holder(making, person, document, some_birth(making, 18, 60));
    put_holder_name(making, document, surname, given);
}

/* Travellers with a TIF, then infants with one, then whom requests alone name: as they are read. */
static inline void make_travellers(struct making *making, uint32_t booking, unsigned count)
{
    enum { MOST = 8 };
    uint32_t adults[MOST];
    unsigned grown = 0, own = 0;
    for (unsigned i = 0; i < count; i++) {
        enum made_age age = i == 0 ? MADE_ADULT : (enum made_age)chance(making, MADE_AGES);
        uint32_t person = make_traveller(making, booking, i + 1, age);
        if (age != MADE_CHILD && age != MADE_MINOR)
            adults[grown++] = person;
    }
    for (; own < grown && chance(making, 3) == 0; own++)
        make_infant(making, booking, adults[own], count + own + 1);
    for (; own < grown && chance(making, 2); own++)
        make_infant(making, booking, adults[own], 0);
    if (count > 1 && chance(making, 4) == 0)
        make_by_document(making, booking);
    if (count > 1 && chance(making, 4) == 0)
        make_unbound(making, booking);
}

/* Gaps, then hotels and cars, whose text begins with the place and ends with the company. */
static inline void make_grounds(struct making *making, uint32_t booking)
{
    char name[40];
    if (chance(making, 4) == 0) {
        uint32_t gap = make_node(making, NODE_SERVICE, booking);
        put(making, gap, FIELD_SERVICE_CODE, "ARNK");
        MAYBE(making, gap, FIELD_SERVICE_BOARD, "%s", making->off);
        MAYBE(making, gap, FIELD_SERVICE_OFF, "%s", making->board);
    }
    for (unsigned i = chance(making, 3); i > 0; i--) {
        uint32_t stay = make_node(making, NODE_SERVICE, booking);
        const char *company = ONE_OF(making, carriers);
        put(making, stay, FIELD_SERVICE_CODE, "%s", chance(making, 2) ? "HTL" : "CAR");
        put(making, stay, FIELD_SERVICE_BOARD, "%s", making->off);
        put(making, stay, FIELD_SERVICE_CARRIER, "%s", company);
        put(making, stay, FIELD_SERVICE_TEXT, "%s %s %s", making->off, word(making, name), company);
        put_time(making, stay, FIELD_SERVICE_BEGIN, making->flight, true);
        if (chance(making, 2))
            put_time(making, stay, FIELD_SERVICE_END, making->flight + 3, true);
        MAYBE(making, stay, FIELD_SERVICE_STATUS, "HK");
    }
}

/* A text of LTS, a line of it with its number, or ABI with SAC. */
static inline void make_history(struct making *making, uint32_t booking)
{
    static const char *const actions[] = {"added", "cancelled", "changed", "queued"},
                             *const lines[] = {"name", "segment", "contact", "text"},
                             *const elements[] = {"name", "segment", "service",
                                                  "text", "contact", "ticket"};
    unsigned kind = chance(making, 3);
    char out[120];
    uint32_t history = make_node(making, NODE_HISTORY, booking);
    if (kind == 1) {
        put(making, history, FIELD_HISTORY_NUMBER, "%u", chance(making, 999));
        put(making, history, FIELD_HISTORY_ACTION, "%s", ONE_OF(making, actions));
        put(making, history, FIELD_HISTORY_ELEMENT, "%s", ONE_OF(making, lines));
    }
    if (kind < 2) {
        put(making, history, FIELD_HISTORY_TEXT, "%s", text(making, out));
        return;
    }
    MAYBE(making, history, FIELD_HISTORY_AGENT, "%04uVV", chance(making, 9999));
    MAYBE(making, history, FIELD_HISTORY_OFFICE, "TAS%u", chance(making, 9999));
    MAYBE(making, history, FIELD_HISTORY_PLACE, "TAS");
    MAYBE(making, history, FIELD_HISTORY_CARRIER, "%s", ONE_OF(making, carriers));
    if (chance(making, 2))
        put_time(making, history, FIELD_HISTORY_WHEN, making->flight - 20, true);
    MAYBE(making, history, FIELD_HISTORY_ACTION, "%s", actions[chance(making, 3)]);
    if (chance(making, 4)) {
        put(making, history, FIELD_HISTORY_ELEMENT, "%s", ONE_OF(making, elements));
        put(making, history, FIELD_HISTORY_TEXT, "%s", text(making, out));
    }
}

static inline void make_booking(struct making *making, uint32_t message)
{
    uint32_t booking = make_node(making, NODE_BOOKING, message);
    unsigned legs = 1 + chance(making, 3), travellers = chance(making, 7);
    make_booking_head(making, booking);
    make_remarks(making, booking);
    make_typed_address(making, booking, "700");
    make_phone(making, booking, "phone");
    make_email(making, booking, " ");
    make_loyalties(making, booking);
    make_payments(making, booking);
    for (unsigned i = 0; i < legs; i++)
        make_booking_leg(making, booking, making->flight + (int32_t)i);
    make_grounds(making, booking);
    make_travellers(making, booking, travellers);
    make_services(making, booking);
    for (unsigned i = chance(making, 5); i > 0; i--)
        make_history(making, booking);
}

static inline void make_pnrgov(struct making *making, uint32_t interchange)
{
    static const char *const versions[] = {"11.1", "13.1", "15.1", "18.1"};
    uint32_t message = make_message(making, interchange, "PNRGOV", ONE_OF(making, versions));
    unsigned bookings = chance(making, 5);
    bool full = chance(making, 2);
    char out[40];
    put(making, message, FIELD_MESSAGE_PUSH, full ? "22" : "141");
    put(making, message, FIELD_MESSAGE_ROLE, full ? "full" : "update");
    MAYBE(making, message, FIELD_MESSAGE_SYSTEM, "1A:%s", word(making, out));
    MAYBE(making, message, FIELD_MESSAGE_BOOKINGS, "%u", bookings);
    make_booking_leg(making, message, making->flight);
    for (unsigned i = 0; i < bookings; i++)
        make_booking(making, message);
}

static inline struct image make_pnr(struct arena *arena, uint64_t seed)
{
    return make_image(arena, KIND_PNR, seed, "PNRGOV", make_pnrgov);
}

#endif
