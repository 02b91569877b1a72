/* Service requests and their texts (AIRIMP 3.13): the segment, and documents, DOCS and DOCO. */
#include "encode/service.h"

/* ---- the segment ---- */

/* SSR+code:status:quantity:carrier, HK and YY where the model does not say. */
void encode_open_ssr(struct encoder *encoder, const char *code)
{
    edifact_open(&encoder->writer, "SSR");
    edifact_put_word(&encoder->writer, 1, 0, code);
    edifact_put_word(&encoder->writer, 1, 1, "HK");
    edifact_put_word(&encoder->writer, 1, 2, "1");
    edifact_put_word(&encoder->writer, 1, 3, "YY");
}

void encode_open_text(struct encoder *encoder, const char *code)
{
    encode_open_ssr(encoder, code);
    edifact_at(&encoder->writer, 1, SSR_TEXT);
}

void encode_add_slash(struct encoder *encoder)
{
    edifact_add(&encoder->writer, SPAN("/"));
}

/* A part between slashes; a slash of its own would be one too many. */
void encode_add_part(struct encoder *encoder, struct span text)
{
    while (text.at) {
        struct span rest, part = span_cut(text, '/', &rest);
        edifact_add(&encoder->writer, part);
        if (rest.at)
            edifact_add(&encoder->writer, SPAN(" "));
        text = rest;
    }
}

void encode_add_field(struct encoder *encoder, uint32_t node, enum field field)
{
    encode_add_part(encoder, encode_text(encoder, node, field));
}

/* DDMMMYY, or with four digits of the year. */
void encode_add_date(struct encoder *encoder, struct date date, bool brief)
{
    struct date_text text = encode_date(date, DATE_NAMED, brief);
    edifact_add(&encoder->writer, encode_date_span(&text));
}

/* ---- DOCS ---- */

bool encode_is_child(const struct encoder *encoder, uint32_t traveller)
{
    return traveller != IMAGE_NONE && encoder->image->nodes[traveller].flags & NODE_CHILD;
}

/* An infant that is called one: of whom a birth date has two readings, it would leave but one. */
static bool is_called_infant(const struct encoder *encoder, uint32_t traveller)
{
    return traveller != IMAGE_NONE &&
           span_is(encode_text(encoder, traveller, FIELD_TRAVELLER_KIND), "infant") &&
           !encode_has(encoder, traveller, FIELD_TRAVELLER_BIRTH_OTHER);
}

static void add_birth(struct encoder *encoder, uint32_t document, uint32_t traveller)
{
    struct span birth = encode_text(encoder, document, FIELD_DOCUMENT_BIRTH);
    struct date date;
    if (!date_parse(birth, &date))
        return;
    bool two_readings = traveller != IMAGE_NONE &&
                        encode_has(encoder, traveller, FIELD_TRAVELLER_BIRTH_OTHER) &&
                        span_equal(birth, encode_text(encoder, traveller, FIELD_TRAVELLER_BIRTH));
    encode_add_date(encoder, date,
                    two_readings ||
                        encode_is_brief_birth(encoder, date, encode_is_child(encoder, traveller)));
}

/* FI, MI, UI for infants. */
static void add_sex(struct encoder *encoder, uint32_t document, uint32_t traveller)
{
    struct span sex = encode_text(encoder, document, FIELD_DOCUMENT_SEX);
    edifact_add(&encoder->writer, sex);
    if (sex.size && is_called_infant(encoder, traveller))
        edifact_add(&encoder->writer, SPAN("I"));
}

static void add_expiry(struct encoder *encoder, uint32_t document)
{
    struct date date;
    if (date_parse(encode_text(encoder, document, FIELD_DOCUMENT_EXPIRY), &date))
        encode_add_date(encoder, date,
                        encode_has(encoder, document, FIELD_DOCUMENT_EXPIRY_OTHER) ||
                            encode_is_brief_expiry(encoder, date));
}

/* /type/state/number/nationality/birth/sex/expiry/surname/given. `traveller` may be IMAGE_NONE. */
void encode_docs(struct encoder *encoder, uint32_t document, uint32_t traveller)
{
    static const enum field paper[] = {FIELD_DOCUMENT_TYPE, FIELD_DOCUMENT_STATE,
                                       FIELD_DOCUMENT_NUMBER, FIELD_DOCUMENT_NATIONALITY};
    encode_open_text(encoder, "DOCS");
    for (size_t i = 0; i < sizeof paper / sizeof *paper; i++) {
        encode_add_slash(encoder);
        encode_add_field(encoder, document, paper[i]);
    }
    encode_add_slash(encoder);
    add_birth(encoder, document, traveller);
    encode_add_slash(encoder);
    add_sex(encoder, document, traveller);
    encode_add_slash(encoder);
    add_expiry(encoder, document);
    encode_add_slash(encoder);
    encode_add_field(encoder, document, FIELD_DOCUMENT_SURNAME);
    encode_add_slash(encoder);
    encode_add_field(encoder, document, FIELD_DOCUMENT_GIVEN);
    edifact_close(&encoder->writer);
}

/* ---- DOCO ---- */

static bool is_visa(const struct encoder *encoder, uint32_t document)
{
    static const enum field of_docs[] = {
        FIELD_DOCUMENT_STATE,  FIELD_DOCUMENT_NATIONALITY, FIELD_DOCUMENT_BIRTH, FIELD_DOCUMENT_SEX,
        FIELD_DOCUMENT_EXPIRY, FIELD_DOCUMENT_SURNAME,     FIELD_DOCUMENT_GIVEN};
    bool visa = span_is(encode_text(encoder, document, FIELD_DOCUMENT_TYPE), "V");
    for (size_t i = 0; i < sizeof of_docs / sizeof *of_docs; i++)
        visa &= !encode_has(encoder, document, of_docs[i]);
    return visa;
}

/* place of birth/V|K|R/number: how DOCO begins. The place of birth stands in the first alone. */
static void begin_doco(struct encoder *encoder, const char *letter, struct span number,
                       struct span birth_place)
{
    encode_open_text(encoder, "DOCO");
    encode_add_part(encoder, birth_place);
    encode_add_slash(encoder);
    edifact_add(&encoder->writer, span_of(letter));
    encode_add_slash(encoder);
    encode_add_part(encoder, number);
}

static void end_doco(struct encoder *encoder, bool of_infant, unsigned slashes)
{
    for (; of_infant && slashes > 0; slashes--)
        encode_add_slash(encoder);
    if (of_infant)
        edifact_add(&encoder->writer, SPAN("I"));
    edifact_close(&encoder->writer);
}

static void write_visa(struct encoder *encoder, uint32_t document, struct span birth_place,
                       bool of_infant)
{
    struct date date;
    begin_doco(encoder, "V", encode_text(encoder, document, FIELD_DOCUMENT_NUMBER), birth_place);
    encode_add_slash(encoder);
    encode_add_field(encoder, document, FIELD_DOCUMENT_PLACE);
    encode_add_slash(encoder);
    if (date_parse(encode_text(encoder, document, FIELD_DOCUMENT_ISSUED), &date))
        encode_add_date(encoder, date, encode_is_brief_past(encoder, date));
    encode_add_slash(encoder);
    encode_add_field(encoder, document, FIELD_DOCUMENT_COUNTRY);
    end_doco(encoder, of_infant, 1);
}

/* DOCA tells the place of birth with its country: DOCO, which has none, must not go before it. */
static struct span birth_place_of(const struct encoder *encoder, uint32_t traveller)
{
    ENCODE_EACH_CHILD(encoder, address, traveller, NODE_ADDRESS)
    if (span_is(encode_text(encoder, address, FIELD_ADDRESS_TYPE), "B"))
        return (struct span){NULL, 0};
    return encode_text(encoder, traveller, FIELD_TRAVELLER_BIRTH_PLACE);
}

/* Known travellers have a number of another kind than those who asked for redress. */
static const char *letter_of(const struct encoder *encoder, uint32_t traveller, struct span number)
{
    const struct image_node *node = &encoder->image->nodes[traveller];
    for (uint32_t i = 0; i < node->values; i++) {
        const struct image_value *value = &encoder->image->values[node->first_value + i];
        if (value->field == FIELD_TRAVELLER_KNOWN &&
            span_equal(image_value_text(encoder->image, value), number))
            return "K";
    }
    return "R";
}

/* Redress numbers and those of known travellers. Returns whether the place of birth was told. */
static bool write_authorities(struct encoder *encoder, uint32_t traveller, bool of_infant)
{
    enum { TO_COUNTRY = 4 };
    const struct image_node *node = &encoder->image->nodes[traveller];
    struct span birth_place = birth_place_of(encoder, traveller);
    bool told = false;
    for (uint32_t i = 0; i < node->values; i++) {
        const struct image_value *value = &encoder->image->values[node->first_value + i];
        if (value->field != FIELD_TRAVELLER_AUTHORITY)
            continue;
        struct span number = image_value_text(encoder->image, value);
        begin_doco(encoder, letter_of(encoder, traveller, number), number,
                   told ? (struct span){NULL, 0} : birth_place);
        end_doco(encoder, of_infant, TO_COUNTRY);
        told = true;
    }
    return told;
}

void encode_documents(struct encoder *encoder, uint32_t traveller, bool of_infant)
{
    struct span birth_place = birth_place_of(encoder, traveller);
    if (write_authorities(encoder, traveller, of_infant))
        birth_place.size = 0;
    ENCODE_EACH_CHILD(encoder, document, traveller, NODE_DOCUMENT)
    {
        if (is_visa(encoder, document)) {
            write_visa(encoder, document, birth_place, of_infant);
            birth_place.size = 0;
        } else {
            encode_docs(encoder, document, traveller);
        }
    }
}
