/* SSR and DOC_SSR of PNRGOV XML: with a text as in EDIFACT, or with its parts as attributes. */
#include "decode/pnrxml.h"
#include "decode/tokens.h"

/* "12A": of others it is a text. */
static bool is_seat(struct span text)
{
    size_t digits = 0;
    while (digits < text.size && is_digit(text.at[digits]))
        digits++;
    return digits >= 1 && digits <= 3 && digits + 1 == text.size && text.at[digits] >= 'A' &&
           text.at[digits] <= 'Z';
}

static struct piece text_of(struct decoder *decoder, const struct xml_element *element)
{
    struct piece text = pnrxml_text(decoder, element, "TEXT");
    return text.text.size ? text : element->text;
}

/* One request for each whom the references name. Inside of a Passenger they count the requests. */
static void keep_each(struct decoder *decoder, struct service *service, struct piece references)
{
    enum { MOST = 1024 };
    struct span rest = references.text;
    unsigned count = 0;
    if (service->person != PERSON_NONE || rest.size == 0) {
        pnr_keep_request(decoder, service);
        return;
    }
    for (; rest.size && count < MOST; count++) {
        struct span one = span_cut(rest, ' ', &rest);
        service->reference = decode_part_of(decoder, references, one);
        if (service->reference.text.size)
            pnr_keep_request(decoder, service);
    }
    if (rest.size)
        decode_issue(decoder, ISSUE_LIMIT, references, "The travellers of one service request.");
}

/* ---- parts ---- */

static struct piece date_of(struct decoder *decoder, const struct xml_element *element,
                            const char *name)
{
    return pnrxml_as_named(decoder, PNRXML_GET(element, name));
}

/* Male and Female are written out by some. */
static struct piece sex_of(const struct xml_element *element)
{
    struct piece sex = PNRXML_GET(element, "GENDER", "SEX");
    if (sex.text.size > 2)
        sex.text = span_part(sex.text, 0, 1);
    return sex;
}

static struct tokens docs_parts(struct decoder *decoder, const struct xml_element *element)
{
    return (struct tokens){
        {PNRXML_GET(element, "TRAVELDOCTYPE", "DOCTYPE", "DOCUMENTTYPE"),
         PNRXML_GET(element, "ISSUINGLOC", "ISSUINGSTATE", "ISSUINGCOUNTRY"),
         PNRXML_GET(element, "TRAVELDOCNBR", "DOCNBR", "DOCUMENTNBR", "DOCUMENTNUMBER"),
         PNRXML_GET(element, "PAXNATIONALITY", "NATIONALITY"),
         date_of(decoder, element, "DATEOFBIRTH"), sex_of(element),
         date_of(decoder, element, "EXPIRYDATE"), PNRXML_GET(element, "SURNAME"),
         PNRXML_GET(element, "FIRSTGIVENNAME", "GIVENNAME"),
         PNRXML_GET(element, "SECONDGIVENNAME", "MIDDLENAME")},
        10};
}

static struct tokens doco_parts(struct decoder *decoder, const struct xml_element *element)
{
    struct piece kind = PNRXML_GET(element, "TRAVELDOCTYPE");
    if (kind.text.size == 0) /* the letter may be left out: most are visas */
        kind.text = SPAN("V");
    kind.text = span_part(kind.text, 0, 1);
    return (struct tokens){
        {PNRXML_GET(element, "BIRTHLOCATION"), kind, PNRXML_GET(element, "TRAVELDOCNBR", "DOCNBR"),
         PNRXML_GET(element, "PLACEOFISSUE"), date_of(decoder, element, "DATEOFISSUE"),
         PNRXML_GET(element, "COUNTRYSTATE", "COUNTRY")},
        6};
}

static struct tokens doca_parts(struct decoder *decoder, const struct xml_element *element)
{
    (void)decoder;
    return (struct tokens){
        {PNRXML_GET(element, "ADDRESSTYPE"), PNRXML_GET(element, "COUNTRY", "COUNTRYCODE"),
         PNRXML_GET(element, "ADDRESS"), PNRXML_GET(element, "CITYNAME"),
         PNRXML_GET(element, "STATEPROVCOUNTY", "STATEPROV"), PNRXML_GET(element, "POSTALCODE")},
        6};
}

static const struct parts_reader {
    const char *name;
    struct tokens (*read)(struct decoder *decoder, const struct xml_element *element);
} parts_readers[] = {{"DOCS", docs_parts}, {"DOCO", doco_parts}, {"DOCA", doca_parts}};

/* What has its parts as attributes, under its own code. */
static bool read_parts(struct decoder *decoder, const struct xml_element *element,
                       const struct service *around)
{
    bool any = false;
    for (const struct xml_element *child = element->first; child; child = child->next)
        for (size_t i = 0; i < sizeof parts_readers / sizeof *parts_readers; i++) {
            if (!span_is(child->name, parts_readers[i].name))
                continue;
            struct tokens *parts = arena_new(decoder->arena, struct tokens);
            struct service service = *around;
            *parts = parts_readers[i].read(decoder, child);
            service.parts = parts;
            service.code = decode_code(child->name);
            service.text = (struct piece){{NULL, 0}, child->begin, child->end - child->begin};
            keep_each(decoder, &service, PNRXML_GET(element, "RPH"));
            any = true;
        }
    return any;
}

void pnrxml_read_service(struct decoder *decoder, const struct xml_element *element,
                         uint32_t person)
{
    struct piece code = PNRXML_GET(element, "SSRCODE", "CODE");
    struct piece carrier = PNRXML_GET(pnrxml_within(element, "AIRLINE"), "CODE", "AIRLINECODE");
    pnrxml_enter(decoder, element, "SSR");
    if (decode_is_sensitive(decoder, code.text)) {
        decode_issue_segment(decoder, ISSUE_SENSITIVE_DROPPED, NULL);
        return;
    }
    if (xml_child(element, "FLIGHTINFO"))
        carrier = PNRXML_GET(xml_child(element, "FLIGHTINFO"), "CODE");
    struct service service = {.begin = element->begin,
                              .end = element->end,
                              .person = person,
                              .code = decode_code(code.text),
                              .name = code,
                              .status = PNRXML_GET(element, "STATUS"),
                              .carrier = carrier,
                              .text = text_of(decoder, element)};
    service.board = pnr_leg_port(decoder, PNRXML_GET(element, "BOARDPOINT"), decoder->leg.board);
    service.off = pnr_leg_port(decoder, PNRXML_GET(element, "OFFPOINT"), decoder->leg.off);
    if (read_parts(decoder, element, &service))
        return;
    if (pnr_asks_for_seat(service.code) && is_seat(service.text.text)) {
        service.seat = service.text;
        service.text.text.size = 0;
    }
    keep_each(decoder, &service, PNRXML_GET(element, "RPH"));
}
