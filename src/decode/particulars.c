/* What a PAXLST says of the person under way: bags, places, duty, references, documents. */
#include "decode/paxlst.h"

/* MEA+CT++:2, MEA+WT++KGM:31; the number one component too early is seen. */
void paxlst_read_mea(struct decoder *decoder)
{
    struct piece kind = decode_at(decoder, 1, 0), unit = decode_at(decoder, 3, 0),
                 value = decode_slot(decoder, 3, 1, 2, SLOT_DIGITS);
    uint32_t person = decoder->paxlst->person;
    int64_t number;
    if (!paxlst_has_person(decoder))
        return;
    if (span_number(unit.text, &number)) /* the value itself, one component too early */
        unit.text.size = 0;
    if (span_is(kind.text, "CT")) {
        decode_put_count(decoder, person, FIELD_TRAVELLER_BAG_COUNT, value);
    } else if (span_is(kind.text, "WT")) {
        if (decode_put_count(decoder, person, FIELD_TRAVELLER_BAG_WEIGHT, value) && unit.text.size)
            decode_put_word(decoder, person, FIELD_TRAVELLER_BAG_UNIT,
                            span_starts(unit.text, "K") ? "kg" : "lb", unit);
    } else {
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, kind, NULL);
    }
}

void paxlst_read_gei(struct decoder *decoder)
{
    struct piece code = decode_at(decoder, 2, 0);
    bool yes = span_is(code.text, "173"), no = span_is(code.text, "174");
    if (!paxlst_has_person(decoder))
        return;
    if (yes || no)
        decode_put_word(decoder, decoder->paxlst->person, FIELD_TRAVELLER_VERIFIED,
                        yes ? "yes" : "no", code);
    else
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, code, NULL);
}

static void read_bag(struct decoder *decoder, uint32_t item)
{
    struct piece tag = decode_item(decoder, item, 0), count = decode_item(decoder, item, 1);
    if (decode_filler(tag.text))
        return;
    uint32_t node = decode_node(decoder, NODE_BAG, decoder->paxlst->person);
    decode_put(decoder, node, FIELD_BAG_TAG, tag);
    decode_put_count(decoder, node, FIELD_BAG_COUNT, count);
}

#ifdef PORTOLAN_TEST_EXTRA_TRAVELLER
/* Only in a library that the tests build: a decoder that finds one traveller more. */
static bool read_extra_traveller(struct decoder *decoder, struct span qualifier)
{
    if (!span_is(qualifier, "XTR"))
        return false;
    uint32_t node = decode_node(decoder, NODE_TRAVELLER, decoder->message);
    decode_put_name(decoder, node, decode_at(decoder, 4, 0), decode_at(decoder, 4, 1));
    decode_put_word(decoder, node, FIELD_TRAVELLER_KIND, "passenger", decode_at(decoder, 1, 0));
    return true;
}
#else
static bool read_extra_traveller(struct decoder *decoder, struct span qualifier)
{
    (void)decoder;
    (void)qualifier;
    return false;
}
#endif

void paxlst_read_ftx(struct decoder *decoder)
{
    struct piece qualifier = decode_at(decoder, 1, 0);
    if (!paxlst_has_person(decoder) || read_extra_traveller(decoder, qualifier.text))
        return;
    if (span_is(qualifier.text, "BAG")) {
        unsigned first = decode_at(decoder, 4, 0).text.size ? 4 : 2;
        DECODE_EACH_ITEM (decoder, i, first)
            read_bag(decoder, i);
        return;
    }
    struct piece text = decode_join_elements(decoder, 4);
    if (text.text.size == 0 || decode_drops(decoder, text))
        return;
    uint32_t node = decode_node(decoder, NODE_REMARK, decoder->paxlst->person);
    decode_put(decoder, node, FIELD_REMARK_QUALIFIER, qualifier);
    decode_put(decoder, node, FIELD_REMARK_TEXT, text);
}

/* EMP+1+CR1: 1 cockpit, 2 cabin crew; 3 to 5 are aboard on the airline's account. */
void paxlst_read_emp(struct decoder *decoder)
{
    struct piece duty = decode_at(decoder, 2, 0);
    if (!paxlst_has_person(decoder) || duty.text.size == 0)
        return;
    decode_put(decoder, decoder->paxlst->person, FIELD_TRAVELLER_DUTY, duty);
    bool transit = span_is(decoder->paxlst->kind_piece.text, "DDT");
    if (span_is(duty.text, "CR3") || span_is(duty.text, "CR4") || span_is(duty.text, "CR5"))
        decoder->paxlst->word = "staff";
    else if (span_is(duty.text, "CR1") || span_is(duty.text, "CR2"))
        decoder->paxlst->word = transit ? "transit-crew" : "crew";
    else
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, duty, NULL);
}

void paxlst_read_nat(struct decoder *decoder)
{
    if (paxlst_has_person(decoder))
        decode_put_state(decoder, decoder->paxlst->person, FIELD_TRAVELLER_NATIONALITY,
                         decode_slot(decoder, 2, 0, 1, SLOT_LETTERS));
}

/* LOC+180+TUR:::BAKIRKOY or LOC+180+:::AMBER HILL GBR */
static void read_birth_place(struct decoder *decoder)
{
    uint32_t person = decoder->paxlst->person;
    struct piece country = decode_at(decoder, 2, 0), place = decode_at(decoder, 2, 3);
    if (place.text.size == 0) /* one component too early */
        place = decode_join(decoder, 2, 1);
    decode_put_state(decoder, person, FIELD_TRAVELLER_BIRTH_COUNTRY, country);
    decode_put(decoder, person, FIELD_TRAVELLER_BIRTH_PLACE, place);
}

static void read_issuer(struct decoder *decoder, struct piece state)
{
    struct paxlst *paxlst = decoder->paxlst;
    if (paxlst->document == IMAGE_NONE) {
        if (!paxlst->document_empty && state.text.size)
            decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
        return;
    }
    paxlst_add_print(decoder,
                     decode_put_state(decoder, paxlst->document, FIELD_DOCUMENT_STATE, state));
    decode_put(decoder, paxlst->document, FIELD_DOCUMENT_PLACE, decode_at(decoder, 2, 3));
}

void paxlst_read_person_place(struct decoder *decoder)
{
    static const struct {
        const char *qualifier;
        enum field field;
    } places[] = {{"178", FIELD_TRAVELLER_START},
                  {"179", FIELD_TRAVELLER_END},
                  {"22", FIELD_TRAVELLER_CLEARS}};
    struct piece qualifier = decode_at(decoder, 1, 0),
                 code = decode_slot(decoder, 2, 0, 3, SLOT_LETTERS);
    uint32_t person = decoder->paxlst->person;
    if (span_is(qualifier.text, "91")) {
        read_issuer(decoder, code);
    } else if (span_is(qualifier.text, "174")) {
        decode_put_state(decoder, person, FIELD_TRAVELLER_RESIDENCE, code);
    } else if (span_is(qualifier.text, "180")) {
        read_birth_place(decoder);
    } else {
        for (size_t i = 0; i < sizeof places / sizeof *places; i++)
            if (span_is(qualifier.text, places[i].qualifier)) {
                decode_put(decoder, person, places[i].field, code);
                return;
            }
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, qualifier, NULL);
    }
}

/* ---- references and documents ---- */

static void put_seat(struct decoder *decoder, struct piece seat)
{
    if (decode_filler(seat.text))
        return;
    uint32_t node = decode_node(decoder, NODE_SEAT, decoder->paxlst->person);
    decode_put_as(decoder, node, FIELD_SEAT_NUMBER, decode_without_zeros(seat.text), seat);
    decode_put_word(decoder, node, FIELD_SEAT_SOURCE, "checked-in", seat);
}

/* 7842836432717C2: ticket, C, coupon. */
static void put_ticket(struct decoder *decoder, struct piece piece)
{
    struct span coupon, number = span_cut(piece.text, 'C', &coupon);
    if (number.size == 0)
        return;
    uint32_t node = decode_node(decoder, NODE_TICKET, decoder->paxlst->person);
    decode_put_as(decoder, node, FIELD_TICKET_NUMBER, number, piece);
    decode_put_as(decoder, node, FIELD_TICKET_COUPON, coupon, piece);
}

void paxlst_read_reference(struct decoder *decoder)
{
    static const struct {
        const char *qualifier;
        enum field field;
    } references[] = {{"AVF", FIELD_TRAVELLER_LOCATOR},
                      {"ABO", FIELD_TRAVELLER_UNIQUE},
                      {"AEA", FIELD_TRAVELLER_AUTHORITY},
                      {"CR", FIELD_TRAVELLER_CUSTOMER}};
    struct piece qualifier = decode_at(decoder, 1, 0),
                 value = decode_slot(decoder, 1, 1, 2, SLOT_ANY);
    if (span_is(qualifier.text, "SEA")) {
        put_seat(decoder, value);
        return;
    }
    if (span_is(qualifier.text, "YZY")) {
        put_ticket(decoder, value);
        return;
    }
    if (span_is(qualifier.text, "ABO"))
        paxlst_add_print(decoder, value.text);
    for (size_t i = 0; i < sizeof references / sizeof *references; i++)
        if (span_is(qualifier.text, references[i].qualifier)) {
            decode_put(decoder, decoder->paxlst->person, references[i].field, value);
            return;
        }
    decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, qualifier, NULL);
}

/* One with neither type nor number is passed over with what follows it. */
void paxlst_open_document(struct decoder *decoder, struct piece type, struct piece number)
{
    struct paxlst *paxlst = decoder->paxlst;
    paxlst->expiry = false;
    paxlst->document = IMAGE_NONE;
    paxlst->document_empty = type.text.size == 0 && number.text.size == 0;
    if (number.text.size == 0)
        decode_issue_segment(decoder, ISSUE_DOCUMENT_EMPTY, NULL);
    if (paxlst->document_empty)
        return;
    paxlst->document = decode_node(decoder, NODE_DOCUMENT, paxlst->person);
    decode_put(decoder, paxlst->document, FIELD_DOCUMENT_TYPE, type);
    decode_put_document_number(decoder, paxlst->document, number);
    paxlst_add_print(decoder, number.text);
}

/* DOC+P:110:111+number */
void paxlst_read_doc(struct decoder *decoder)
{
    if (paxlst_has_person(decoder))
        paxlst_open_document(decoder, decode_at(decoder, 1, 0), decode_at(decoder, 2, 0));
}
