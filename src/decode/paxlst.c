/* PAXLST (UN/EDIFACT D.97B to D.15B, air subset of the WCO/IATA/ICAO guide): header and legs, and
 * which reader takes which segment. A group begins with its trigger (TDT, NAD, DOC); inside of a
 * group any order is read. */
#include "decode/paxlst.h"

/* ---- header ---- */

/* BGM 1004 with 745 or 266, then 1001 alone (formats as in the guide and in national ones). */
static const struct {
    const char *code, *role;
} roles_by_function[] =
    {{"CP", "change"},        {"XR", "cancel-passenger"},    {"RP", "reduce-party"},
     {"CL", "close"},         {"CLNB", "close-not-onboard"}, {"CLOB", "close-onboard"},
     {"XF", "cancel-flight"}, {"CF", "change-flight"},       {"CI", "clear"},
     {"DC", "close-onboard"}},
  roles_by_document[] = {{"745", "manifest"},    {"250", "crew"},      {"266", "change-flight"},
                         {"336", "master-crew"}, {"655", "gate-pass"}, {"10", "manifest"}};

/* The function tells, whatever document it stands with: 745, 266 and 250 are all seen with CLOB. */
static const char *find_role(struct span document, struct span function, bool *known)
{
    for (size_t i = 0; i < sizeof roles_by_function / sizeof *roles_by_function; i++)
        if (span_is(function, roles_by_function[i].code))
            return roles_by_function[i].role;
    *known = function.size <= 1; /* one letter: kinds of crew lists */
    for (size_t i = 0; i < sizeof roles_by_document / sizeof *roles_by_document; i++)
        if (span_is(document, roles_by_document[i].code))
            return roles_by_document[i].role;
    *known = false;
    return "manifest";
}

static void read_bgm(struct decoder *decoder)
{
    struct piece document = decode_at(decoder, 1, 0),
                 function = decode_slot(decoder, 2, 0, 2, SLOT_LETTERS);
    bool known = true;
    const char *role = find_role(document.text, function.text, &known);
    decode_put(decoder, decoder->message, FIELD_MESSAGE_DOCUMENT, document);
    decode_put(decoder, decoder->message, FIELD_MESSAGE_FUNCTION, function);
    if (!known)
        decode_issue(decoder, ISSUE_ROLE_UNKNOWN, decode_across(document, function), NULL);
    else if (decoder->interactive && function.text.size == 0 && span_is(document.text, "745"))
        role = "clear";
    decode_put_word(decoder, decoder->message, FIELD_MESSAGE_ROLE, role,
                    decode_across(document, function));
    decoder->paxlst->crew_list = span_is(document.text, "250") || span_is(document.text, "336");
}

static void read_com(struct decoder *decoder)
{
    struct paxlst *paxlst = decoder->paxlst;
    uint32_t parent = paxlst->person != IMAGE_NONE ? paxlst->person : decoder->message;
    DECODE_EACH_ITEM (decoder, i, 1)
        decode_put_com(decoder, parent, edifact_item(&decoder->reader, i, 0),
                       decode_item(decoder, i, 1).text);
}

/* CNT+42:160; CNT+41+8 is seen. */
static void read_cnt(struct decoder *decoder)
{
    struct paxlst *paxlst = decoder->paxlst;
    struct piece kind = decode_at(decoder, 1, 0), count = decode_at(decoder, 1, 1);
    if (count.text.size == 0) {
        count = decode_at(decoder, 2, 0);
        if (count.text.size)
            decode_issue(decoder, ISSUE_VALUE_FORM, count, NULL);
    }
    if (span_is(kind.text, "42")) {
        if (decode_put_count(decoder, decoder->message, FIELD_MESSAGE_PASSENGERS, count))
            paxlst->declared_passengers = count;
    } else if (span_is(kind.text, "41")) {
        if (decode_put_count(decoder, decoder->message, FIELD_MESSAGE_CREW, count))
            paxlst->declared_crew = count;
    } else {
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, kind, NULL);
    }
}
/* ---- legs ---- */

static void read_tdt(struct decoder *decoder)
{
    paxlst_close_person(decoder);
    paxlst_open_leg(decoder);
    struct piece carrier = decode_at(decoder, 5, 0), old = decode_at(decoder, 4, 0);
    bool designator = old.text.size == 2 || old.text.size == 3; /* of the old form */
    decode_leg_carrier(decoder, carrier.text.size || !designator ? carrier : old,
                       decode_at(decoder, 2, 0));
    decoder->paxlst->group = PAXLST_LEG;
    decoder->paxlst->flight = true;
}

/* ---- segments of header, leg and person ---- */

static void read_dtm(struct decoder *decoder)
{
    if (decoder->paxlst->group == PAXLST_LEG)
        paxlst_read_leg_time(decoder);
    else if (paxlst_has_person(decoder))
        paxlst_read_person_date(decoder, decode_at(decoder, 1, 0), decode_at(decoder, 1, 1));
}

static void read_loc(struct decoder *decoder)
{
    if (decoder->paxlst->group == PAXLST_LEG)
        paxlst_read_port(decoder);
    else if (paxlst_has_person(decoder))
        paxlst_read_person_place(decoder);
}

static void read_header_reference(struct decoder *decoder)
{
    if (!span_is(decode_at(decoder, 1, 0).text, "TN")) {
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, decode_at(decoder, 1, 0), NULL);
        return;
    }
    decode_put(decoder, decoder->message, FIELD_MESSAGE_TRANSACTION, decode_at(decoder, 1, 1));
    decode_put_count(decoder, decoder->message, FIELD_MESSAGE_REVISION, decode_at(decoder, 1, 4));
}

static void read_rff(struct decoder *decoder)
{
    if (decoder->paxlst->person == IMAGE_NONE)
        read_header_reference(decoder);
    else
        paxlst_read_reference(decoder);
}

/* ---- the message ---- */

/* UNS, PDT: the list as it was before PAXLST became UN/EDIFACT. */
static void read_old_form(struct decoder *decoder)
{
    if (!decoder->paxlst->old_form)
        decode_issue_segment(decoder, ISSUE_FORM_OLD, NULL);
    decoder->paxlst->old_form = true;
    if (decoder->reader.segment.tag == TAG_PDT)
        paxlst_read_pdt(decoder);
}

/* Trailers and the like that the envelope has dealt with have no row here. */
static const struct segment_reader readers[] = {
    {TAG_LOC, read_loc},        {TAG_RFF, read_rff},        {TAG_DTM, read_dtm},
    {TAG_FTX, paxlst_read_ftx}, {TAG_MEA, paxlst_read_mea}, {TAG_DOC, paxlst_read_doc},
    {TAG_NAD, paxlst_read_nad}, {TAG_ATT, paxlst_read_att}, {TAG_NAT, paxlst_read_nat},
    {TAG_GEI, paxlst_read_gei}, {TAG_COM, read_com},        {TAG_EMP, paxlst_read_emp},
    {TAG_TDT, read_tdt},        {TAG_BGM, read_bgm},        {TAG_CNT, read_cnt},
    {TAG_PDT, read_old_form},   {TAG_CTA, paxlst_read_cta}, {TAG_UNS, read_old_form}};

static void read_segment(struct decoder *decoder)
{
    if (decoder->reader.segment.tag == TAG_CNT)
        paxlst_close_person(decoder);
    decode_dispatch(decoder, readers, sizeof readers / sizeof *readers);
}

static void start(struct decoder *decoder)
{
    if (!decoder->paxlst)
        decoder->paxlst = arena_new(decoder->arena, struct paxlst);
    struct paxlst *paxlst = decoder->paxlst;
    uint64_t *prints = paxlst->prints;
    uint32_t room = paxlst->print_room;
    bool used = paxlst->print_count > 0;
    *paxlst = (struct paxlst){.person = IMAGE_NONE, .document = IMAGE_NONE};
    if (used && room > 256) /* a table that a large message left is not worth wiping for a small */
        return;
    paxlst->prints = prints;
    paxlst->print_room = room;
    if (used)
        memset(prints, 0, sizeof *prints * room);
}

/* CNT gives the flight's total: another number is usual, and told only of a whole message. */
static void check_persons(struct decoder *decoder, struct piece declared, uint32_t counted)
{
    int64_t number;
    if (declared.text.size && span_number(declared.text, &number) && number != (int64_t)counted)
        decode_issue_at(decoder, ISSUE_COUNT_PERSONS, "CNT", declared,
                        arena_format(decoder->arena, "Counted: %u.", (unsigned)counted));
}

static void end(struct decoder *decoder)
{
    struct paxlst *paxlst = decoder->paxlst;
    paxlst_close_leg(decoder);
    paxlst_close_person(decoder);
    struct image_node *node = image_builder_node(decoder->image, decoder->message);
    struct piece header = {{NULL, 0}, node->begin, node->end - node->begin};
    if (!paxlst->flight)
        decode_issue_at(decoder, ISSUE_FLIGHT_MISSING, "UNH", header, NULL);
    if (!paxlst->passengers && !paxlst->crew)
        decode_issue_at(decoder, ISSUE_PERSON_NONE, "UNH", header, NULL);
    if (!decoder->multipart) {
        check_persons(decoder, paxlst->declared_passengers, paxlst->passengers);
        check_persons(decoder, paxlst->declared_crew, paxlst->crew);
    }
}

const struct message_kind decode_paxlst = {"PAXLST", KIND_API, start, read_segment, end};
