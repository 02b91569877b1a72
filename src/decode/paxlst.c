/* PAXLST (UN/EDIFACT D.97B to D.15B, air subset of the WCO/IATA/ICAO guide): header, legs, persons.
 * A group begins with its trigger (TDT, NAD, DOC); inside of a group any order is read. */
#include "base/hash.h"
#include "decode/internal.h"

enum group { GROUP_HEADER, GROUP_LEG, GROUP_PERSON };

/* NAD 3035 of persons. */
static const struct person_kind {
    const char *qualifier, *word;
    bool crew;
} person_kinds[] = {{"FL", "passenger", false},    {"FM", "crew", true},
                    {"DDU", "transit", false},     {"DDT", "transit-crew", true},
                    {"ZZZ", "passenger", false},   {"VW", "crew", true}};

struct paxlst {
    enum group group;
    uint32_t person, document; /* nodes; IMAGE_NONE: none, or one that is passed over */
    bool document_empty;       /* the latest DOC had nothing in it */
    bool expiry;               /* the document has one */
    const struct person_kind *kind;
    const char *word; /* what the kind has become by EMP, ATT */
    struct piece kind_piece;
    bool child;                /* by title */
    bool flight, crew_list, mixed, old_form;
    uint32_t passengers, crew; /* counted */
    struct piece declared_passengers, declared_crew;
    uint64_t print;            /* of the person, to see repetitions */
    uint64_t *prints;          /* of the message's persons: open addressing */
    uint32_t print_room, print_count;
};

static struct paxlst *state(struct decoder *decoder)
{
    return decoder->paxlst;
}

static struct piece at(struct decoder *decoder, unsigned position, unsigned component)
{
    return edifact_code(&decoder->reader, position, component);
}

/* ---- header ---- */

/* BGM 1004 with 745 or 266, then 1001 alone (formats as in the guide and in national ones). */
static const struct {
    const char *code, *role;
} roles_by_function[] = {{"CP", "change"},         {"XR", "cancel-passenger"},
                         {"RP", "reduce-party"},   {"CL", "close"},
                         {"CLNB", "close-not-onboard"}, {"CLOB", "close-onboard"},
                         {"XF", "cancel-flight"},  {"CF", "change-flight"},
                         {"CI", "clear"},          {"DC", "close-onboard"}},
  roles_by_document[] = {{"745", "manifest"},      {"250", "crew"},
                         {"266", "change-flight"}, {"336", "master-crew"},
                         {"655", "gate-pass"},     {"10", "manifest"}};

static const char *find_role(struct span document, struct span function)
{
    bool crew = span_is(document, "250") || span_is(document, "336");
    for (size_t i = 0; !crew && i < sizeof roles_by_function / sizeof *roles_by_function; i++)
        if (span_is(function, roles_by_function[i].code))
            return roles_by_function[i].role;
    bool known = function.size == 0 || function.size == 1; /* one letter: kinds of crew lists */
    for (size_t i = 0; known && i < sizeof roles_by_document / sizeof *roles_by_document; i++)
        if (span_is(document, roles_by_document[i].code))
            return roles_by_document[i].role;
    return NULL;
}

static void read_bgm(struct decoder *decoder)
{
    struct piece document = at(decoder, 1, 0), function = at(decoder, 2, 0);
    const char *role = find_role(document.text, function.text);
    decode_put(decoder, decoder->message, FIELD_MESSAGE_DOCUMENT, document);
    decode_put(decoder, decoder->message, FIELD_MESSAGE_FUNCTION, function);
    if (!role)
        decode_issue(decoder, ISSUE_ROLE_UNKNOWN, decode_across(document, function), NULL);
    else if (decoder->interactive && function.text.size == 0 && span_is(document.text, "745"))
        role = "clear";
    decode_put_word(decoder, decoder->message, FIELD_MESSAGE_ROLE, role ? role : "manifest",
                    decode_across(document, function));
    state(decoder)->crew_list = span_is(document.text, "250");
}

static void read_agent(struct decoder *decoder)
{
    struct piece name = decode_join(decoder, 4, 0);
    decode_put(decoder, decoder->message, FIELD_MESSAGE_AGENT,
               name.text.size ? name : at(decoder, 2, 0));
}

static void read_com(struct decoder *decoder)
{
    struct paxlst *paxlst = state(decoder);
    uint32_t parent = paxlst->group == GROUP_PERSON ? paxlst->person : decoder->message;
    unsigned last = edifact_last(&decoder->reader);
    for (unsigned i = 1; i <= last; i++)
        decode_put_com(decoder, parent, edifact_get(&decoder->reader, i, 0),
                       at(decoder, i, 1).text);
}

/* CNT+42:160; CNT+41+8 is seen. */
static void read_cnt(struct decoder *decoder)
{
    struct paxlst *paxlst = state(decoder);
    struct piece kind = at(decoder, 1, 0), count = at(decoder, 1, 1);
    if (count.text.size == 0) {
        count = at(decoder, 2, 0);
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

static void close_person(struct decoder *decoder);

static void read_tdt(struct decoder *decoder)
{
    close_person(decoder);
    decode_leg_open(decoder, decoder->message);
    decode_leg_carrier(decoder, at(decoder, 5, 0), at(decoder, 2, 0));
    state(decoder)->group = GROUP_LEG;
    state(decoder)->flight = true;
}

/* 125 is where the border leg begins, 87 where it ends; 92 and 130 fill what is free. */
static void read_leg_port(struct decoder *decoder)
{
    struct leg *leg = &decoder->leg;
    struct piece qualifier = at(decoder, 1, 0), code = at(decoder, 2, 0);
    bool first = span_is(qualifier.text, "125"), last = span_is(qualifier.text, "87");
    bool other = span_is(qualifier.text, "92"), final = span_is(qualifier.text, "130");
    if (!first && !last && !other && !final) {
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, qualifier, NULL);
        return;
    }
    bool off = last || final || (other && leg->board.size);
    if ((off ? leg->off : leg->board).size) {
        if (!final)
            decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, "The leg has this port.");
        return;
    }
    if (code.text.size == 0)
        return;
    leg->qualifiers[off] = qualifier;
    decode_leg_port(decoder, off, code);
}

static void read_leg_time(struct decoder *decoder)
{
    struct piece qualifier = at(decoder, 1, 0), value = at(decoder, 1, 1);
    struct raw_date raw;
    struct date date;
    bool arrival = span_is(qualifier.text, "232");
    if (!arrival && !span_is(qualifier.text, "189")) {
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, qualifier, NULL);
        return;
    }
    if (value.text.size == 0)
        return;
    size_t days = value.text.size == 12 || value.text.size == 8 ? 8 : 6;
    int seconds = -1;
    struct span clock = span_part(value.text, days, value.text.size);
    int32_t near = decoder->sent_day != DAY_NONE ? decoder->sent_day : DAY_NONE;
    if (!decode_raw_date(span_part(value.text, 0, days), DATE_YMD, &raw) ||
        !decode_date_near(&raw, near, &date) || (clock.size && !decode_raw_time(clock, &seconds)))
        decode_issue(decoder, ISSUE_DATE_BAD, value, NULL);
    else
        decode_leg_time(decoder, arrival, date, seconds, value);
}

/* ---- persons ---- */

/* Remembers the person's print; true when it was there already. */
static bool seen_before(struct decoder *decoder, uint64_t print)
{
    struct paxlst *paxlst = state(decoder);
    if (2 * (paxlst->print_count + 1) > paxlst->print_room) {
        uint64_t *old = paxlst->prints;
        uint32_t room = paxlst->print_room;
        paxlst->print_room = room ? room * 2 : 256;
        paxlst->prints = arena_array(decoder->arena, uint64_t, paxlst->print_room);
        paxlst->print_count = 0;
        for (uint32_t i = 0; i < room; i++)
            if (old[i])
                seen_before(decoder, old[i]);
    }
    uint32_t slot = (uint32_t)print & (paxlst->print_room - 1);
    for (; paxlst->prints[slot]; slot = (slot + 1) & (paxlst->print_room - 1))
        if (paxlst->prints[slot] == print)
            return true;
    paxlst->prints[slot] = print;
    paxlst->print_count++;
    return false;
}

static void add_print(struct decoder *decoder, struct span text)
{
    struct paxlst *paxlst = state(decoder);
    if (text.size)
        paxlst->print = hash_mix(paxlst->print, hash_bytes(text));
}

static void close_person(struct decoder *decoder)
{
    struct paxlst *paxlst = state(decoder);
    if (paxlst->person == IMAGE_NONE)
        return;
    decode_put_word(decoder, paxlst->person, FIELD_TRAVELLER_KIND, paxlst->word,
                    paxlst->kind_piece);
    if (paxlst->print && seen_before(decoder, paxlst->print | 1))
        decode_issue(decoder, ISSUE_PERSON_REPEATED, paxlst->kind_piece, NULL);
    paxlst->person = paxlst->document = IMAGE_NONE;
}

static void put_address(struct decoder *decoder)
{
    static const enum field fields[] = {FIELD_ADDRESS_STREET, FIELD_ADDRESS_CITY,
                                        FIELD_ADDRESS_REGION, FIELD_ADDRESS_POSTCODE,
                                        FIELD_ADDRESS_COUNTRY};
    enum { FIRST = 5, LAST = 9 };
    uint32_t node = IMAGE_NONE;
    for (unsigned i = FIRST; i <= LAST; i++) {
        struct piece piece = decode_join(decoder, i, 0);
        if (piece.text.size == 0)
            continue;
        if (node == IMAGE_NONE)
            node = decode_node(decoder, NODE_ADDRESS, state(decoder)->person);
        if (i == LAST)
            decode_put_state(decoder, node, fields[i - FIRST], piece);
        else
            decode_put(decoder, node, fields[i - FIRST], piece);
    }
}

static const struct person_kind *find_person_kind(struct span qualifier)
{
    for (size_t i = 0; i < sizeof person_kinds / sizeof *person_kinds; i++)
        if (span_is(qualifier, person_kinds[i].qualifier))
            return &person_kinds[i];
    return NULL;
}

static void open_person(struct decoder *decoder, const struct person_kind *kind)
{
    struct paxlst *paxlst = state(decoder);
    struct piece surname = at(decoder, 4, 0), given = decode_join(decoder, 4, 1);
    struct span title;
    decode_leg_close(decoder);
    paxlst->group = GROUP_PERSON;
    paxlst->person = decode_node(decoder, NODE_TRAVELLER, decoder->message);
    paxlst->document = IMAGE_NONE;
    paxlst->kind = kind;
    paxlst->word = kind->word;
    paxlst->kind_piece = at(decoder, 1, 0);
    decoder->understood = true;
    *(kind->crew ? &paxlst->crew : &paxlst->passengers) += 1;
    decode_put_name(decoder, paxlst->person, surname, given);
    paxlst->print = 0;
    add_print(decoder, surname.text);
    add_print(decoder, decode_split_title(given.text, &title));
    paxlst->child = decode_child_title(title);
    put_address(decoder);
    if (kind->crew != paxlst->crew_list && !paxlst->mixed) {
        paxlst->mixed = true;
        decode_issue(decoder, ISSUE_CREW_IN_PASSENGERS, paxlst->kind_piece, NULL);
    }
}

/* A party that is none of the known ones is a person once the flight has been named: nobody may
 * get lost for an unusual qualifier. */
static void read_nad(struct decoder *decoder)
{
    struct piece qualifier = at(decoder, 1, 0);
    const struct person_kind *kind = find_person_kind(qualifier.text);
    bool agent = span_is(qualifier.text, "MS");
    if (!kind && !agent)
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, qualifier, NULL);
    if (!kind && (agent || state(decoder)->group == GROUP_HEADER)) {
        if (state(decoder)->group == GROUP_HEADER)
            read_agent(decoder);
        return;
    }
    close_person(decoder);
    open_person(decoder, kind ? kind : &person_kinds[0]);
}

/* Whether a person is open for the current segment; if not, it has no owner. */
static bool has_person(struct decoder *decoder)
{
    if (state(decoder)->person != IMAGE_NONE)
        return true;
    decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
    return false;
}

/* ATT+2++M. The I of FI and MI marks an infant, as in DOCS. */
static void read_att(struct decoder *decoder)
{
    struct piece sex = at(decoder, 3, 0);
    if (!has_person(decoder) || sex.text.size == 0)
        return;
    if (!span_is(at(decoder, 1, 0).text, "2")) {
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, at(decoder, 1, 0), NULL);
        return;
    }
    bool infant = sex.text.size == 2 && sex.text.at[1] == 'I';
    if (!memchr("MFXU", sex.text.at[0], 4) || (sex.text.size != 1 && !infant)) {
        decode_issue(decoder, ISSUE_VALUE_BAD, sex, NULL);
        return;
    }
    decode_put_as(decoder, state(decoder)->person, FIELD_TRAVELLER_SEX, span_part(sex.text, 0, 1),
                  sex);
    if (infant)
        state(decoder)->word = "infant";
}

static enum age age_of(const struct paxlst *paxlst)
{
    if (paxlst->kind->crew)
        return AGE_CREW;
    return paxlst->child ? AGE_CHILD : AGE_UNKNOWN;
}

static void read_person_date(struct decoder *decoder, struct piece qualifier, struct piece value)
{
    struct paxlst *paxlst = state(decoder);
    struct date born;
    bool document = paxlst->document != IMAGE_NONE;
    if (span_is(qualifier.text, "329")) {
        if (decode_put_birth(decoder, paxlst->person, FIELD_TRAVELLER_BIRTH,
                             FIELD_TRAVELLER_BIRTH_OTHER, value, DATE_YMD, age_of(paxlst), &born))
            add_print(decoder, value.text);
    } else if (span_is(qualifier.text, "36") && document && !paxlst->expiry) {
        paxlst->expiry = value.text.size > 0;
        decode_put_expiry(decoder, paxlst->document, value, DATE_YMD);
    } else if (span_is(qualifier.text, "182") && document) {
        decode_put_past(decoder, paxlst->document, FIELD_DOCUMENT_ISSUED, value, DATE_YMD);
    } else if (!span_is(qualifier.text, "36") && !span_is(qualifier.text, "182")) {
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, qualifier, NULL);
    } else if (!paxlst->document_empty && value.text.size) {
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
    }
}

static void read_dtm(struct decoder *decoder)
{
    if (state(decoder)->group == GROUP_LEG)
        read_leg_time(decoder);
    else if (has_person(decoder))
        read_person_date(decoder, at(decoder, 1, 0), at(decoder, 1, 1));
}

/* MEA+CT++:2, MEA+WT++KGM:31; the number one component too early is seen. */
static void read_mea(struct decoder *decoder)
{
    struct piece kind = at(decoder, 1, 0), unit = at(decoder, 3, 0), value = at(decoder, 3, 1);
    uint32_t person = state(decoder)->person;
    int64_t number;
    if (!has_person(decoder))
        return;
    if (value.text.size == 0 && span_number(unit.text, &number)) {
        value = unit;
        unit.text.size = 0;
        decode_issue(decoder, ISSUE_VALUE_FORM, value, NULL);
    }
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

static void read_gei(struct decoder *decoder)
{
    struct piece code = at(decoder, 2, 0);
    bool yes = span_is(code.text, "173"), no = span_is(code.text, "174");
    if (!has_person(decoder))
        return;
    if (yes || no)
        decode_put_word(decoder, state(decoder)->person, FIELD_TRAVELLER_VERIFIED,
                        yes ? "yes" : "no", code);
    else
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, code, NULL);
}

static void read_bag(struct decoder *decoder)
{
    struct piece tag = at(decoder, 4, 0), count = at(decoder, 4, 1);
    if (decode_filler(tag.text))
        return;
    uint32_t node = decode_node(decoder, NODE_BAG, state(decoder)->person);
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
    decode_put_name(decoder, node, at(decoder, 4, 0), at(decoder, 4, 1));
    decode_put_word(decoder, node, FIELD_TRAVELLER_KIND, "passenger", at(decoder, 1, 0));
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

static void read_ftx(struct decoder *decoder)
{
    struct piece qualifier = at(decoder, 1, 0);
    if (!has_person(decoder) || read_extra_traveller(decoder, qualifier.text))
        return;
    if (span_is(qualifier.text, "BAG")) {
        read_bag(decoder);
        return;
    }
    struct piece text = decode_join_elements(decoder, 4);
    if (text.text.size == 0)
        return;
    if (decode_tells_sensitive(decoder, text.text, true)) {
        decode_issue(decoder, ISSUE_SENSITIVE_DROPPED, text, NULL);
        return;
    }
    uint32_t node = decode_node(decoder, NODE_REMARK, state(decoder)->person);
    decode_put(decoder, node, FIELD_REMARK_QUALIFIER, qualifier);
    decode_put(decoder, node, FIELD_REMARK_TEXT, text);
}

/* LOC+180+TUR:::BAKIRKOY or LOC+180+:::AMBER HILL GBR */
static void read_birth_place(struct decoder *decoder)
{
    uint32_t person = state(decoder)->person;
    decode_put_state(decoder, person, FIELD_TRAVELLER_BIRTH_COUNTRY, at(decoder, 2, 0));
    decode_put(decoder, person, FIELD_TRAVELLER_BIRTH_PLACE, at(decoder, 2, 3));
}

static void read_issuer(struct decoder *decoder)
{
    struct paxlst *paxlst = state(decoder);
    if (paxlst->document == IMAGE_NONE) {
        if (!paxlst->document_empty && at(decoder, 2, 0).text.size)
            decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, NULL);
        return;
    }
    add_print(decoder, decode_put_state(decoder, paxlst->document, FIELD_DOCUMENT_STATE,
                                        at(decoder, 2, 0)));
    decode_put(decoder, paxlst->document, FIELD_DOCUMENT_PLACE, at(decoder, 2, 3));
}

static void read_person_place(struct decoder *decoder)
{
    static const struct {
        const char *qualifier;
        enum field field;
    } places[] = {{"178", FIELD_TRAVELLER_START},
                  {"179", FIELD_TRAVELLER_END},
                  {"22", FIELD_TRAVELLER_CLEARS}};
    struct piece qualifier = at(decoder, 1, 0), code = at(decoder, 2, 0);
    uint32_t person = state(decoder)->person;
    if (span_is(qualifier.text, "91")) {
        read_issuer(decoder);
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

static void read_loc(struct decoder *decoder)
{
    if (state(decoder)->group == GROUP_LEG)
        read_leg_port(decoder);
    else if (has_person(decoder))
        read_person_place(decoder);
}

/* EMP+1+CR1: 1 cockpit, 2 cabin crew; 3 to 5 are aboard on the airline's account. */
static void read_emp(struct decoder *decoder)
{
    struct piece duty = at(decoder, 2, 0);
    if (!has_person(decoder) || duty.text.size == 0)
        return;
    decode_put(decoder, state(decoder)->person, FIELD_TRAVELLER_DUTY, duty);
    bool transit = span_is(state(decoder)->kind_piece.text, "DDT");
    if (span_is(duty.text, "CR3") || span_is(duty.text, "CR4") || span_is(duty.text, "CR5"))
        state(decoder)->word = "staff";
    else if (span_is(duty.text, "CR1") || span_is(duty.text, "CR2"))
        state(decoder)->word = transit ? "transit-crew" : "crew";
    else
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, duty, NULL);
}

static void read_nat(struct decoder *decoder)
{
    if (has_person(decoder))
        decode_put_state(decoder, state(decoder)->person, FIELD_TRAVELLER_NATIONALITY,
                         at(decoder, 2, 0));
}

/* ---- references and documents ---- */

static void put_seat(struct decoder *decoder, struct piece seat)
{
    if (decode_filler(seat.text))
        return;
    uint32_t node = decode_node(decoder, NODE_SEAT, state(decoder)->person);
    decode_put_as(decoder, node, FIELD_SEAT_NUMBER, decode_without_zeros(seat.text), seat);
    decode_put_word(decoder, node, FIELD_SEAT_SOURCE, "checked-in", seat);
}

/* 7842836432717C2: ticket, C, coupon. */
static void put_ticket(struct decoder *decoder, struct piece piece)
{
    struct span coupon, number = span_cut(piece.text, 'C', &coupon);
    if (number.size == 0)
        return;
    uint32_t node = decode_node(decoder, NODE_TICKET, state(decoder)->person);
    decode_put_as(decoder, node, FIELD_TICKET_NUMBER, number, piece);
    decode_put_as(decoder, node, FIELD_TICKET_COUPON, coupon, piece);
}

static void read_header_reference(struct decoder *decoder)
{
    if (!span_is(at(decoder, 1, 0).text, "TN")) {
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, at(decoder, 1, 0), NULL);
        return;
    }
    decode_put(decoder, decoder->message, FIELD_MESSAGE_TRANSACTION, at(decoder, 1, 1));
    decode_put_count(decoder, decoder->message, FIELD_MESSAGE_REVISION, at(decoder, 1, 4));
}

static void read_rff(struct decoder *decoder)
{
    static const struct {
        const char *qualifier;
        enum field field;
    } references[] = {{"AVF", FIELD_TRAVELLER_LOCATOR},
                      {"ABO", FIELD_TRAVELLER_UNIQUE},
                      {"AEA", FIELD_TRAVELLER_AUTHORITY},
                      {"CR", FIELD_TRAVELLER_CUSTOMER}};
    struct piece qualifier = at(decoder, 1, 0), value = at(decoder, 1, 1);
    if (state(decoder)->person == IMAGE_NONE) {
        read_header_reference(decoder);
        return;
    }
    if (span_is(qualifier.text, "SEA")) {
        put_seat(decoder, value);
        return;
    }
    if (span_is(qualifier.text, "YZY")) {
        put_ticket(decoder, value);
        return;
    }
    if (span_is(qualifier.text, "ABO"))
        add_print(decoder, value.text);
    for (size_t i = 0; i < sizeof references / sizeof *references; i++)
        if (span_is(qualifier.text, references[i].qualifier)) {
            decode_put(decoder, state(decoder)->person, references[i].field, value);
            return;
        }
    decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, qualifier, NULL);
}

/* DOC+P:110:111+number. A DOC with neither type nor number is passed over with what follows it. */
static void read_doc(struct decoder *decoder)
{
    struct paxlst *paxlst = state(decoder);
    struct piece type = at(decoder, 1, 0), number = at(decoder, 2, 0);
    if (!has_person(decoder))
        return;
    paxlst->expiry = false;
    paxlst->document = IMAGE_NONE;
    paxlst->document_empty = type.text.size == 0 && number.text.size == 0;
    if (number.text.size == 0)
        decode_issue_segment(decoder, ISSUE_DOCUMENT_EMPTY, NULL);
    if (paxlst->document_empty)
        return;
    paxlst->document = decode_node(decoder, NODE_DOCUMENT, paxlst->person);
    decode_put(decoder, paxlst->document, FIELD_DOCUMENT_TYPE, type);
    decode_put(decoder, paxlst->document, FIELD_DOCUMENT_NUMBER, number);
    add_print(decoder, number.text);
}

/* ---- the message ---- */

/* UNS, PDT, CTA: the list as it was before PAXLST became UN/EDIFACT. */
static void read_old_form(struct decoder *decoder)
{
    if (!state(decoder)->old_form)
        decode_issue_segment(decoder, ISSUE_FORM_OLD, NULL);
    state(decoder)->old_form = true;
}

/* Trailers and the like that the envelope has dealt with have no row here. */
static const struct segment_reader readers[] = {
    {TAG_LOC, read_loc}, {TAG_RFF, read_rff}, {TAG_DTM, read_dtm}, {TAG_FTX, read_ftx},
    {TAG_MEA, read_mea}, {TAG_DOC, read_doc}, {TAG_NAD, read_nad}, {TAG_ATT, read_att},
    {TAG_NAT, read_nat}, {TAG_GEI, read_gei}, {TAG_COM, read_com}, {TAG_EMP, read_emp},
    {TAG_TDT, read_tdt}, {TAG_BGM, read_bgm}, {TAG_CNT, read_cnt}, {TAG_PDT, read_old_form},
    {TAG_CTA, read_old_form}, {TAG_UNS, read_old_form}};

static void read_segment(struct decoder *decoder)
{
    if (decoder->reader.segment.tag == TAG_CNT)
        close_person(decoder);
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
        decode_issue(decoder, ISSUE_COUNT_PERSONS, declared,
                     arena_format(decoder->arena, "Counted: %u.", (unsigned)counted));
}

static void end(struct decoder *decoder)
{
    struct paxlst *paxlst = state(decoder);
    decode_leg_close(decoder);
    close_person(decoder);
    struct image_node *node = image_builder_node(decoder->image, decoder->message);
    struct piece header = {{NULL, 0}, node->begin, node->end - node->begin};
    if (!paxlst->flight)
        decode_issue(decoder, ISSUE_FLIGHT_MISSING, header, NULL);
    if (!paxlst->passengers && !paxlst->crew)
        decode_issue(decoder, ISSUE_PERSON_NONE, header, NULL);
    if (!decoder->multipart) {
        check_persons(decoder, paxlst->declared_passengers, paxlst->passengers);
        check_persons(decoder, paxlst->declared_crew, paxlst->crew);
    }
}

const struct message_kind decode_paxlst = {"PAXLST", KIND_API, start, read_segment, end};
