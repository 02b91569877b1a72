/* Passenger of PNRGOV XML: name, fare, loyalty, tickets and payments; contacts and addresses. */
#include <strings.h>

#include "decode/pnrxml.h"

/* ---- names ---- */

/* A title that is none of the known ones would pass for a given name. */
static bool is_known_title(struct span title)
{
    struct span found;
    return title.size && decode_split_title(title, &found).size == 0;
}

static struct piece given_of(struct decoder *decoder, const struct xml_element *element,
                             struct piece title)
{
    struct piece given = pnrxml_join(decoder, pnrxml_text(decoder, element, "GIVENNAME"),
                                     pnrxml_text(decoder, element, "MIDDLENAME"));
    return is_known_title(title.text) ? pnrxml_join(decoder, given, title) : given;
}

static struct piece type_of(const struct xml_element *element)
{
    struct piece type = PNRXML_GET(element, "PTCCODE", "PASSENGERTYPECODE");
    const struct xml_element *fare = xml_child(element, "FAREINFO");
    return type.text.size || !fare ? type : PNRXML_GET(fare, "PTCCODE", "PASSENGERTYPECODE");
}

static bool is_true(struct span text)
{
    return span_is(text, "true") || span_is(text, "TRUE") || span_is(text, "True") ||
           span_is(text, "1");
}

uint32_t pnrxml_add_person(struct decoder *decoder, const struct xml_element *element)
{
    struct pnrgov *pnr = decoder->pnrgov;
    const struct xml_element *names = pnrxml_within(element, "PERSONNAME");
    struct piece title = pnrxml_text(decoder, names, "NAMETITLE");
    struct traveller_name name = {
        .surname = pnrxml_join(decoder, pnrxml_text(decoder, names, "SURNAMEPREFIX"),
                               pnrxml_text(decoder, names, "SURNAME")),
        .given = given_of(decoder, names, title),
        .type = type_of(element),
        .reference = PNRXML_GET(element, "RPH"),
        .accompanied = is_true(PNRXML_GET(element, "ACCOMPANIEDBYINFANTIND").text)};
    pnrxml_enter(decoder, element, "TIF");
    if (pnr_is_extra_seat(name.surname.text) || pnr_is_extra_seat(name.given.text)) {
        decode_issue_segment(decoder, ISSUE_NAME_GROUP, NULL);
        return PERSON_NONE;
    }
    pnr_split_name(decoder, &name);
    pnr->person = PERSON_NONE;
    pnr_add_traveller(decoder, &name);
    if (pnr->person != PERSON_NONE && title.text.size && !is_known_title(title.text))
        decode_put(decoder, pnr->persons[pnr->person].node, FIELD_TRAVELLER_TITLE, title);
    return pnr->person;
}

/* ---- what a Passenger holds ---- */

static void read_loyalty(struct decoder *decoder, const struct xml_element *element,
                         uint32_t person)
{
    struct piece number = PNRXML_GET(element, "MEMBERSHIPID");
    if (number.text.size == 0)
        return;
    pnrxml_enter(decoder, element, "FTI");
    uint32_t node = decode_node(decoder, NODE_LOYALTY, pnr_owner(decoder->pnrgov, person));
    decode_put(decoder, node, FIELD_LOYALTY_CARRIER,
               PNRXML_GET(element, "PROGRAMID", "VENDORCODE", "AIRLINECODE"));
    decode_put(decoder, node, FIELD_LOYALTY_NUMBER, number);
    decode_put(decoder, node, FIELD_LOYALTY_TIER,
               PNRXML_GET(element, "LOYALLEVEL", "TIERLEVEL", "TIER"));
}

static void read_fare(struct decoder *decoder, const struct xml_element *element, uint32_t person)
{
    if (person != PERSON_NONE)
        pnr_put_fare(decoder, &decoder->pnrgov->persons[person],
                     PNRXML_GET(element, "FARETYPE", "DISCOUNTEDFARETYPE"),
                     PNRXML_GET(element, "FAREBASIS", "FAREBASISCODE"));
}

static void read_person_contact(struct decoder *decoder, const struct xml_element *element,
                                uint32_t person)
{
    pnrxml_read_contact(decoder, element, pnr_owner(decoder->pnrgov, person));
}

/* Names were read before; excess baggage has no field, as EBD has none. */
static void read_nothing(struct decoder *decoder, const struct xml_element *element,
                         uint32_t person)
{
    (void)decoder, (void)element, (void)person;
}

static const struct {
    const char *name;
    void (*read)(struct decoder *decoder, const struct xml_element *element, uint32_t person);
} readers[] = {{"SSR", pnrxml_read_service},
               {"DOCSSR", pnrxml_read_service},
               {"TICKETDOCUMENT", pnrxml_read_ticket},
               {"CUSTLOYALTY", read_loyalty},
               {"FAREINFO", read_fare},
               {"CHECKEDBAG", pnrxml_read_bag},
               {"CONTACTINFO", read_person_contact},
               {"GIVENNAME", read_nothing},
               {"MIDDLENAME", read_nothing},
               {"SURNAME", read_nothing},
               {"SURNAMEPREFIX", read_nothing},
               {"NAMETITLE", read_nothing},
               {"PERSONNAME", read_nothing},
               {"EXCESSBAGGAGE", read_nothing}};

void pnrxml_read_person(struct decoder *decoder, const struct xml_element *element, uint32_t person)
{
    for (const struct xml_element *child = element->first; child; child = child->next) {
        size_t i = 0;
        while (i < sizeof readers / sizeof *readers && !span_is(child->name, readers[i].name))
            i++;
        if (i < sizeof readers / sizeof *readers)
            readers[i].read(decoder, child, person);
        else
            pnrxml_read_other(decoder, child, pnr_owner(decoder->pnrgov, person));
    }
}

/* ---- contacts ---- */

/* A child's text, or the code it has as an attribute. */
static struct piece text_or(struct decoder *decoder, const struct xml_element *element,
                            const char *name, const char *attribute)
{
    struct piece text = pnrxml_text(decoder, element, name);
    const struct xml_element *child = xml_child(element, name);
    return text.text.size || !child ? text : PNRXML_GET(child, attribute);
}

/* CountryName is a name by right, and a code by habit. */
static struct piece country_of(struct piece country)
{
    const char *name;
    if (country.text.size == 0 || country_find(country.text))
        return country;
    for (size_t i = 0; i < country_name_count(); i++) {
        const struct country *known = country_name_at(i, &name);
        if (strlen(name) == country.text.size &&
            strncasecmp(name, country.text.at, country.text.size) == 0) {
            country.text = span_of(known->alpha3);
            break;
        }
    }
    return country;
}

static void put_address(struct decoder *decoder, const struct xml_element *element, uint32_t owner)
{
    struct piece street = pnrxml_join(decoder, pnrxml_text(decoder, element, "STREETNMBR"),
                                      pnrxml_text(decoder, element, "ADDRESSLINE"));
    struct piece city = pnrxml_text(decoder, element, "CITYNAME"),
                 postcode = pnrxml_text(decoder, element, "POSTALCODE"),
                 region = text_or(decoder, element, "STATEPROV", "STATECODE"),
                 country = text_or(decoder, element, "COUNTRYNAME", "CODE");
    if (!street.text.size && !city.text.size && !postcode.text.size && !region.text.size &&
        !country.text.size)
        return;
    uint32_t node = decode_node(decoder, NODE_ADDRESS, owner);
    decode_put(decoder, node, FIELD_ADDRESS_TYPE, PNRXML_GET(element, "ADDRESSTYPE"));
    decode_put(decoder, node, FIELD_ADDRESS_STREET, street);
    decode_put(decoder, node, FIELD_ADDRESS_CITY, city);
    decode_put(decoder, node, FIELD_ADDRESS_REGION, region);
    decode_put(decoder, node, FIELD_ADDRESS_POSTCODE, postcode);
    decode_put_state(decoder, node, FIELD_ADDRESS_COUNTRY, country_of(country));
}

void pnrxml_read_contact(struct decoder *decoder, const struct xml_element *element, uint32_t owner)
{
    pnrxml_enter(decoder, element, "ADD");
    put_address(decoder, element, owner);
    decode_put_com(decoder, owner, PNRXML_GET(element, "PHONENUMBER"), SPAN("TE"));
    decode_put_com(decoder, owner, PNRXML_GET(element, "EMAILADDRESS"), SPAN("EM"));
}

/* ---- tickets ---- */

void pnrxml_read_payment(struct decoder *decoder, const struct xml_element *element, uint32_t owner)
{
    static const struct {
        enum field field;
        const char *name;
    } parts[] = {{FIELD_PAYMENT_FORM, "PAYMENTTYPE"},  {FIELD_PAYMENT_AMOUNT, "PAYMENTAMOUNT"},
                 {FIELD_PAYMENT_VENDOR, "VENDORCODE"}, {FIELD_PAYMENT_ACCOUNT, "ACCOUNTNBR"},
                 {FIELD_PAYMENT_EXPIRY, "EXPIRYDATE"}, {FIELD_PAYMENT_HOLDER, "CARDHOLDERNAME"}};
    struct piece text = pnrxml_text(decoder, element, "TEXT");
    pnrxml_enter(decoder, element, "FOP");
    uint32_t node = decode_node(decoder, NODE_PAYMENT, owner);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        decode_put(decoder, node, parts[i].field, PNRXML_GET(element, parts[i].name));
    if (text.text.size && !decode_drops(decoder, text))
        decode_put(decoder, node, FIELD_PAYMENT_TEXT, text);
}

/* An amount as an attribute, or as text. */
static struct piece amount_of(const struct xml_element *element)
{
    struct piece amount = PNRXML_GET(element, "AMOUNT");
    return amount.text.size ? amount : element->text;
}

static void put_fare(struct decoder *decoder, const struct xml_element *element, uint32_t ticket)
{
    const struct xml_element *total = xml_child(element, "TOTALFARE"),
                             *base = xml_child(element, "BASEFARE"),
                             *pricing = xml_child(element, "PRICINGINFO");
    if (total) {
        decode_put(decoder, ticket, FIELD_TICKET_AMOUNT, amount_of(total));
        decode_put(decoder, ticket, FIELD_TICKET_CURRENCY, PNRXML_GET(total, "CURRENCYCODE"));
    }
    if (base)
        decode_put(decoder, ticket, FIELD_TICKET_BASE, amount_of(base));
    if (pricing)
        decode_put(decoder, ticket, FIELD_TICKET_AIRLINE,
                   PNRXML_GET(pricing, "AIRLINECODE", "CARRIERCODE"));
}

static struct piece day_of_issue(const struct xml_element *element)
{
    struct piece day = PNRXML_GET(element, "DATEOFISSUE");
    const struct xml_element *pricing = xml_child(element, "PRICINGINFO");
    return day.text.size || !pricing ? day : PNRXML_GET(pricing, "DATE");
}

void pnrxml_read_ticket(struct decoder *decoder, const struct xml_element *element, uint32_t person)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece number = PNRXML_GET(element, "TICKETDOCUMENTNBR");
    pnrxml_enter(decoder, element, "TKT");
    uint32_t node = decode_node(decoder, NODE_TICKET, pnr_owner(pnr, person));
    decode_put(decoder, node, FIELD_TICKET_NUMBER, number);
    decode_put(decoder, node, FIELD_TICKET_TYPE, PNRXML_GET(element, "TYPE"));
    put_fare(decoder, element, node);
    pnrxml_put_moment(decoder, node, FIELD_TICKET_ISSUED, day_of_issue(element));
    if (person != PERSON_NONE && number.text.size)
        pnr_new_paper(&pnr->persons[person], number.text, SPAN("ticket"));
    for (const struct xml_element *child = element->first; child; child = child->next)
        if (span_is(child->name, "PAYMENTINFO"))
            pnrxml_read_payment(decoder, child, node);
}
