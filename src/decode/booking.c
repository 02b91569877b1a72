/* A booking of PNRGOV and what its segments say of it and of the persons in it, beside names, legs, tickets
 * and service requests, which have files of their own. */
#include "base/hash.h"
#include "decode/pnrgov.h"

/* ---- bookings ---- */

void pnr_close_booking(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    decode_leg_close(decoder);
    if (pnr->booking == IMAGE_NONE)
        return;
    pnr_close_ticket(decoder);
    pnr_close_history(decoder);
    struct piece where = {{NULL, 0}, image_builder_node(decoder->image, pnr->booking)->begin, 0};
    pnr_bind_services(decoder);
    pnr_link_infants(decoder);
    pnr_finish_persons(decoder);
    if (pnr->person_count == 0)
        decode_issue_at(decoder, ISSUE_BOOKING_EMPTY, "SRC", where, NULL);
    pnr->booking = IMAGE_NONE;
}

void pnr_open_booking(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    pnr_close_booking(decoder);
    decoder->understood = true;
    pnr->booking = decode_node(decoder, NODE_BOOKING, decoder->message);
    pnr->bookings++;
    pnr->group = PNR_BOOKING;
    pnr->person = pnr->late = PERSON_NONE;
    pnr->ticket = pnr->payment = pnr->agency = IMAGE_NONE;
    pnr->checkin.open = false;
    pnr->implied = pnr->shared = pnr->reference_twice = pnr->group_noted = false;
    pnr->flown = pnr->changed = pnr->acted = false;
    pnr->locator_count = 0;
    pnr->person_count = 0;
    pnr->service_count = 0;
    pnr_start_history(pnr);
    pnr->ground = IMAGE_NONE;
    pnr->group_sized = false;
}

void pnr_need_booking(struct decoder *decoder)
{
    if (decoder->pnrgov->booking != IMAGE_NONE)
        return;
    decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, "No SRC stands before it.");
    pnr_open_booking(decoder);
    decoder->pnrgov->implied = true;
}

/* Where a text, address or contact of the current group belongs. */
static uint32_t group_owner(const struct decoder *decoder)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    if (pnr->booking == IMAGE_NONE)
        return decoder->message;
    bool named = pnr->group == PNR_NAME || pnr->group == PNR_TICKET || pnr->group == PNR_PAYMENT;
    return named ? pnr_owner(pnr, pnr_group_person(pnr)) : pnr->booking;
}

bool pnr_new_locator(struct pnrgov *pnr, struct span carrier, struct span locator)
{
    struct paper found = {hash_bytes(locator), hash_bytes(carrier)};
    for (uint32_t i = 0; i < pnr->locator_count; i++)
        if (pnr->locators[i].number == found.number && pnr->locators[i].state == found.state)
            return false;
    if (pnr->locator_count < DECODE_MOST_LOCATORS)
        pnr->locators[pnr->locator_count++] = found;
    return true;
}

/* RCI: carrier:locator:type:created; without the empty type in some systems. */
static void put_locator(struct decoder *decoder, uint32_t item, uint32_t node,
                        const enum field fields[3])
{
    struct piece date = decode_item(decoder, item, 3), time = decode_item(decoder, item, 4);
    struct piece type = decode_item(decoder, item, 2);
    int64_t number;
    if (type.text.size == 6 && span_number(type.text, &number)) {
        time = date;
        date = type;
        decode_issue(decoder, ISSUE_VALUE_FORM, date, NULL);
    }
    decode_put(decoder, node, fields[0], decode_item(decoder, item, 0));
    decode_put(decoder, node, fields[1], decode_item(decoder, item, 1));
    decode_put_moment(decoder, node, fields[2], date, time);
}

void pnr_read_rci(struct decoder *decoder)
{
    static const enum field of_booking[] = {FIELD_BOOKING_CARRIER, FIELD_BOOKING_LOCATOR,
                                            FIELD_BOOKING_CREATED};
    static const enum field of_others[] = {FIELD_LOCATOR_CARRIER, FIELD_LOCATOR_LOCATOR,
                                           FIELD_LOCATOR_CREATED};
    struct pnrgov *pnr = decoder->pnrgov;
    if (pnr->booking != IMAGE_NONE && pnr->implied && pnr->group >= PNR_LEG)
        pnr_close_booking(decoder); /* where SRC is left out, RCI behind the legs begins the next */
    pnr_need_booking(decoder);
    DECODE_EACH_ITEM (decoder, i, 1) {
        struct span locator = decode_item(decoder, i, 1).text;
        bool first = pnr->locator_count == 0 && pnr->group != PNR_SPLIT;
        if (locator.size == 0 || !pnr_new_locator(pnr, decode_item(decoder, i, 0).text, locator))
            continue;
        if (first) {
            put_locator(decoder, i, pnr->booking, of_booking);
            continue;
        }
        uint32_t node = decode_node(decoder, NODE_LOCATOR, pnr->booking);
        put_locator(decoder, i, node, of_others);
        if (pnr->group == PNR_SPLIT)
            decode_put_word(decoder, node, FIELD_LOCATOR_RELATION, "split",
                            decode_item(decoder, i, 1));
    }
}

void pnr_put_split(struct decoder *decoder, struct span locator, struct piece where)
{
    struct pnrgov *pnr = decoder->pnrgov;
    for (uint32_t i = 0; i < pnr->locator_count; i++)
        if (pnr->locators[i].number == hash_bytes(locator))
            return;
    pnr_new_locator(pnr, (struct span){NULL, 0}, locator);
    uint32_t node = decode_node(decoder, NODE_LOCATOR, pnr->booking);
    decode_put_as(decoder, node, FIELD_LOCATOR_LOCATOR, locator, where);
    decode_put_word(decoder, node, FIELD_LOCATOR_RELATION, "split", where);
}

/* ORG: system:place + agency number:office + place + .. + type + country + duty code + agent. */
static void read_agency(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece place = decode_at(decoder, 3, 0), agent = decode_at(decoder, 8, 0);
    uint32_t node = decode_node(decoder, NODE_AGENCY, pnr->booking);
    decode_put(decoder, node, FIELD_AGENCY_SYSTEM, decode_at(decoder, 1, 0));
    decode_put(decoder, node, FIELD_AGENCY_NUMBER, decode_at(decoder, 2, 0));
    decode_put(decoder, node, FIELD_AGENCY_OFFICE, decode_at(decoder, 2, 1));
    decode_put(decoder, node, FIELD_AGENCY_PLACE,
               place.text.size ? place : decode_at(decoder, 1, 1));
    decode_put(decoder, node, FIELD_AGENCY_TYPE, decode_at(decoder, 5, 0));
    decode_put(decoder, node, FIELD_AGENCY_COUNTRY, decode_at(decoder, 6, 0));
    decode_put(decoder, node, FIELD_AGENCY_AGENT,
               agent.text.size ? agent : decode_at(decoder, 7, 0));
}

void pnr_read_org(struct decoder *decoder)
{
    struct pnrgov *pnr = decoder->pnrgov;
    struct piece system = decode_at(decoder, 1, 0), place = decode_at(decoder, 1, 1);
    if (pnr->booking == IMAGE_NONE)
        decode_put_as(decoder, decoder->message, FIELD_MESSAGE_SYSTEM,
                      decode_concat(decoder, system.text, ":", place.text),
                      decode_across(system, place));
    else if (pnr->group == PNR_BOOKING || (pnr->group == PNR_NAME && pnr->agency == IMAGE_NONE))
        read_agency(decoder);
}

void pnr_read_add(struct decoder *decoder)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    uint32_t owner = pnr->group == PNR_PAYMENT && pnr->payment != IMAGE_NONE ? pnr->payment
                                                                             : group_owner(decoder);
    DECODE_EACH_ITEM (decoder, i, 2)
        if (!decode_put_cut_phone(decoder, owner, i))
            decode_put_add(decoder, owner, i);
}

/* ---- texts ---- */

void pnr_put_remark(struct decoder *decoder, uint32_t owner, struct piece qualifier,
                    struct piece text)
{
    uint32_t node = decode_node(decoder, NODE_REMARK, owner);
    decode_put(decoder, node, FIELD_REMARK_QUALIFIER, qualifier);
    decode_put(decoder, node, FIELD_REMARK_TEXT, text);
}

/* IFT+4:28::YY+text. 28 are the OSI texts, which may hold contacts; below FOP it is the sponsor. */
void pnr_read_ift(struct decoder *decoder)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    struct piece qualifier = decode_at(decoder, 1, 1), text = decode_join_elements(decoder, 2);
    bool other_service = span_is(qualifier.text, "28");
    if (text.text.size == 0 || decode_drops(decoder, text))
        return;
    if (pnr->group == PNR_PAYMENT && pnr->payment != IMAGE_NONE) {
        decode_put(decoder, pnr->payment, FIELD_PAYMENT_TEXT, text);
        return;
    }
    uint32_t owner = group_owner(decoder);
    if (other_service)
        decode_put_ctc(decoder, owner, text);
    pnr_put_remark(decoder, owner, qualifier, text);
}

/* ---- dates ---- */

/* DAT: composites of qualifier, date, time; 700 last transaction, 710 ticketing, 2 check-in. */
static void read_booking_dat(struct decoder *decoder)
{
    uint32_t booking = decoder->pnrgov->booking;
    DECODE_EACH_ITEM (decoder, i, 1) {
        struct span kind = decode_item(decoder, i, 0).text;
        if (span_is(kind, "700"))
            decode_put_moment(decoder, booking, FIELD_BOOKING_CHANGED, decode_item(decoder, i, 1),
                              decode_item(decoder, i, 2));
        else if (span_is(kind, "710"))
            decode_put_moment(decoder, booking, FIELD_BOOKING_TICKETED, decode_item(decoder, i, 1),
                              decode_item(decoder, i, 2));
        else if (kind.size)
            decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, decode_item(decoder, i, 0), NULL);
    }
}

static void read_checkin_dat(struct decoder *decoder)
{
    decoder->pnrgov->group = PNR_CHECKIN;
    decoder->pnrgov->checkin.open = false;
    if (span_is(decode_at(decoder, 1, 0).text, "2") && decoder->leg.node != IMAGE_NONE)
        decode_put_moment(decoder, decoder->leg.node, FIELD_LEG_CHECKIN, decode_at(decoder, 1, 1),
                          decode_at(decoder, 1, 2));
}

void pnr_read_dat(struct decoder *decoder)
{
    switch (decoder->pnrgov->group) {
    case PNR_BOOKING:
    case PNR_NAME: read_booking_dat(decoder); break;
    case PNR_TICKET:
    case PNR_PAYMENT: pnr_read_ticket_dat(decoder); break;
    case PNR_LEG:
    case PNR_CHECKIN: read_checkin_dat(decoder); break;
    case PNR_MESSAGE:
    case PNR_SPLIT:
    case PNR_AUXILIARY:
    case PNR_HISTORY: break; /* is_history */
    }
}

/* ---- what a person's group holds ---- */

static bool is_new_card(struct pnrgov *pnr, struct span number)
{
    uint32_t person = pnr_group_person(pnr);
    return person == PERSON_NONE || pnr_new_paper(&pnr->persons[person], number, PNR_LOYALTY);
}

void pnr_read_fti(struct decoder *decoder)
{
    DECODE_EACH_ITEM (decoder, i, 1) {
        struct span number = decode_item(decoder, i, 1).text;
        if (number.size == 0 || !is_new_card(decoder->pnrgov, number))
            continue;
        uint32_t node = decode_node(decoder, NODE_LOYALTY, group_owner(decoder));
        decode_put(decoder, node, FIELD_LOYALTY_CARRIER, decode_item(decoder, i, 0));
        decode_put(decoder, node, FIELD_LOYALTY_NUMBER, decode_item(decoder, i, 1));
        unsigned width = edifact_item_width(&decoder->reader, i);
        while (width > 2 && decode_item(decoder, i, width - 1).text.size == 0)
            width--;
        if (width > 2)
            decode_put(decoder, node, FIELD_LOYALTY_TIER, decode_item(decoder, i, width - 1));
    }
}

void pnr_read_ref(struct decoder *decoder)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    uint32_t person = pnr_group_person(pnr);
    if (pnr->group == PNR_NAME && person != PERSON_NONE)
        decode_put(decoder, pnr->persons[person].node, FIELD_TRAVELLER_UNIQUE,
                   decode_at(decoder, 1, 1));
}

/* ID and AD tickets are those of staff, industry and agents: ID90, ID00R2. */
static bool is_staff_fare(struct span basis)
{
    return basis.size >= 4 && span_starts(basis, "ID") && basis.at[2] >= '0' &&
           basis.at[2] <= '9' && basis.at[3] >= '0' && basis.at[3] <= '9';
}

void pnr_put_fare(struct decoder *decoder, struct person *person, struct piece type,
                  struct piece basis)
{
    decode_put(decoder, person->node, FIELD_TRAVELLER_FARE, type);
    decode_put(decoder, person->node, FIELD_TRAVELLER_FARE_BASIS, basis);
    if (is_staff_fare(basis.text) && !person->infant) {
        person->kind = "staff";
        person->kind_piece = basis;
    }
}

void pnr_read_far(struct decoder *decoder)
{
    const struct pnrgov *pnr = decoder->pnrgov;
    struct piece basis = decode_at(decoder, 6, 0);
    uint32_t index = pnr_group_person(pnr);
    if (index == PERSON_NONE) {
        decode_issue_segment(decoder, ISSUE_BINDING_NONE, NULL);
        return;
    }
    pnr_put_fare(decoder, &pnr->persons[index], decode_at(decoder, 1, 0), basis);
}
