/* What a PAXLST means: the list, its persons, its total. */
#include "check/paxlst.h"

static void tell_lack(struct reading *reading, enum check_rule rule, const struct segment *segment,
                      const char *expected)
{
    check_tell(reading->check, rule, segment, segment->begin, 3, "%s", expected);
    reading->message->missing++;
}

static void end_document(struct reading *reading)
{
    struct person *person = &reading->person;
    const struct segment *doc = person->doc;
    struct check *check = reading->check;
    if (!doc)
        return;
    bool asked = reading->full && !doc->told && !person->told;
    bool passport = span_starts(check_code(doc, 1, 0), "P");
    if (asked && passport && !person->expiry)
        tell_lack(reading, RULE_DOC_EXPIRY_MISSING, doc, "DTM+36 behind it");
    else if (asked && passport && !person->issuer && person->odd)
        check_tell_piece(check, RULE_LOC_PLACE, person->odd,
                         check_trimmed(check_get(person->odd, 1, 0)), "91, the issuing state");
    else if (asked && passport && !person->issuer)
        tell_lack(reading, RULE_DOC_STATE_MISSING, doc, "LOC+91 behind it");
    if (person->issued != NO_DAY &&
        ((reading->flight_day != NO_DAY && person->issued > reading->flight_day) ||
         (person->expires != NO_DAY && person->issued > person->expires)))
        check_tell(check, RULE_DOC_ISSUED_LATE, doc, doc->begin, 3, "a day of issue before both");
    person->doc = NULL;
}

static void tell_no_document(struct reading *reading, const struct segment *nad)
{
    tell_lack(reading, RULE_DOCUMENT_MISSING, nad, "DOC behind it");
    reading->message->missing += 2; /* its DTM and LOC with it */
}

static void end_person(struct reading *reading)
{
    struct person *person = &reading->person;
    end_document(reading);
    const struct segment *nad = person->nad;
    if (nad && !nad->told && reading->full && !person->told) {
        if (!person->sex)
            tell_lack(reading, RULE_SEX_MISSING, nad, "ATT+2 behind it");
        else if (!person->birth)
            tell_lack(reading, RULE_BIRTH_MISSING, nad, "DTM+329 behind it");
        else if (!person->state)
            tell_lack(reading, RULE_NATIONALITY_MISSING, nad, "NAT+2 behind it");
        else if (!person->document)
            tell_no_document(reading, nad);
    }
    *person = (struct person){.expires = NO_DAY, .issued = NO_DAY};
}

static void check_name(struct reading *reading, const struct segment *nad)
{
    struct piece surname = check_trimmed(check_get(nad, 4, 0)),
                 given = check_trimmed(check_get(nad, 4, 1));
    if (check_is(nad, 1, 0, "ZZZ") || check_code(nad, 2, 0).size > 0)
        return;
    if (surname.text.size == 0)
        check_tell_piece(reading->check, RULE_NAME_MISSING, nad, surname, "the surname");
    else if (given.text.size == 0)
        check_tell_piece(reading->check, RULE_GIVEN_MISSING, nad, surname, "surname:given name");
}

static void check_list(struct reading *reading, const struct segment *nad)
{
    bool crew = check_is(nad, 1, 0, "FM") || check_is(nad, 1, 0, "DDT");
    bool passenger = check_is(nad, 1, 0, "FL") || check_is(nad, 1, 0, "DDU");
    if ((crew && reading->passenger_list) || (passenger && reading->crew_list))
        check_tell_piece(
            reading->check, RULE_ROLE_LIST, nad, check_trimmed(check_get(nad, 1, 0)), "%s",
            crew ? "FL or DDU in a list of passengers" : "FM or DDT in a list of crew");
    /* A role that is not known counts as one of this list, so that the total still fits. */
    reading->passengers += passenger || (!crew && !reading->crew_list);
    reading->crew += crew || (!passenger && reading->crew_list);
}

static void read_nad(struct reading *reading, const struct segment *nad)
{
    if (check_is(nad, 1, 0, "MS") && !reading->leg.tdt && !reading->persons_begun)
        return;
    bool known = check_code_known(VALUE_ROLE, check_code(nad, 1, 0));
    if (!reading->leg.tdt && !reading->persons_begun && (nad->told || !known))
        return; /* a sender with a wrong role */
    check_end_leg(reading);
    end_person(reading);
    reading->persons_begun = true;
    reading->person.nad = nad;
    check_list(reading, nad);
    if (!nad->told && check_code_known(VALUE_ROLE, check_code(nad, 1, 0)))
        check_name(reading, nad);
}

static void read_birth_date(struct reading *reading, const struct segment *dtm)
{
    struct stamp stamp;
    int32_t day, flight = reading->flight_day;
    reading->person.birth = true;
    if (!check_read_stamp(reading, dtm, false, &stamp))
        return;
    if (!check_read_birth(stamp.piece.text, flight, &day) || flight == NO_DAY)
        return;
    if (day > flight)
        check_tell_piece(reading->check, RULE_BIRTH_FUTURE, dtm, stamp.piece,
                         "a day before the flight");
    else if (flight - day > 115 * 366)
        check_tell_piece(reading->check, RULE_BIRTH_AGE, dtm, stamp.piece, "an age below 115");
}

static void read_document_date(struct reading *reading, const struct segment *dtm)
{
    struct stamp stamp;
    bool expiry = check_is(dtm, 1, 0, "36");
    reading->person.expiry |= expiry;
    if (!check_read_stamp(reading, dtm, false, &stamp))
        return;
    *(expiry ? &reading->person.expires : &reading->person.issued) = stamp.day;
    if (expiry && reading->flight_day != NO_DAY && stamp.day < reading->flight_day)
        check_tell_piece(reading->check, RULE_DOC_EXPIRED, dtm, stamp.piece,
                         "a day not before the flight");
}

static void read_dtm(struct reading *reading, const struct segment *dtm)
{
    if (dtm->told) {
        reading->person.birth |= reading->person.nad && !reading->person.doc;
        reading->person.expiry |= reading->person.doc != NULL;
        if (reading->leg.tdt)
            reading->leg.told = true;
        return;
    }
    if (check_is(dtm, 1, 0, "329"))
        read_birth_date(reading, dtm);
    else if (check_is(dtm, 1, 0, "36") || check_is(dtm, 1, 0, "182"))
        read_document_date(reading, dtm);
    else if (reading->leg.tdt)
        check_read_leg_date(reading, dtm);
    else /* the code is unknown: what must be there may be this */
        reading->person.told = true;
}

static void check_state(struct reading *reading, const struct segment *loc)
{
    struct piece state = check_trimmed(check_get(loc, 2, 0));
    if (state.text.size == 0 && check_code(loc, 2, 3).size == 0)
        check_tell_piece(reading->check, RULE_ELEMENT_MISSING, loc, state, "the state");
    else if (state.text.size)
        check_judge(reading->check, loc, VALUE_STATE, state);
}

static void read_loc(struct reading *reading, const struct segment *loc)
{
    struct piece place = check_trimmed(check_get(loc, 2, 0));
    reading->person.issuer |= reading->person.doc && (loc->told || check_is(loc, 1, 0, "91"));
    if (reading->person.doc && !reading->person.odd && !check_is(loc, 1, 0, "91"))
        reading->person.odd = loc;
    if (loc->told || !check_code_known(VALUE_PLACE_KIND, check_code(loc, 1, 0))) {
        reading->person.told |= reading->person.doc != NULL;
        if (reading->leg.tdt) {
            reading->leg.told = true;
            reading->leg.open = NULL;
        }
        return;
    }
    if (reading->leg.tdt)
        check_read_leg_port(reading, loc);
    else if (check_is(loc, 1, 0, "174") || check_is(loc, 1, 0, "91"))
        check_state(reading, loc);
    else if (!check_is(loc, 1, 0, "180") && !check_is(loc, 1, 0, "188")) {
        if (place.text.size)
            check_port(reading->check, loc, place);
        else if (check_code(loc, 2, 3).size == 0)
            check_tell_piece(reading->check, RULE_ELEMENT_MISSING, loc, place, "the port");
    }
}

static bool is_seat(struct span text)
{
    size_t digits = 0;
    while (digits < text.size && text.at[digits] >= '0' && text.at[digits] <= '9')
        digits++;
    return digits >= 1 && digits <= 3 && digits + 1 == text.size && text.at[digits] >= 'A' &&
           text.at[digits] <= 'Z';
}

static void read_rff(struct reading *reading, const struct segment *rff)
{
    struct piece value = check_trimmed(check_get(rff, 1, 1));
    bool locator = check_is(rff, 1, 0, "AVF"), seat = check_is(rff, 1, 0, "SEA");
    if (rff->told || !check_code_known(VALUE_REFERENCE, check_code(rff, 1, 0)))
        return;
    if (value.text.size == 0 && !locator)
        check_tell_piece(reading->check, RULE_ELEMENT_MISSING, rff, value, "the reference (1154)");
    else if (value.text.size && locator && !check_value_fits(VALUE_LOCATOR, value.text))
        check_tell_piece(reading->check, RULE_RFF_VALUE, rff, value,
                         "five to eight letters and digits");
    else if (value.text.size && seat && !is_seat(value.text))
        check_tell_piece(reading->check, RULE_RFF_VALUE, rff, value,
                         "a row and a letter, such as 12C");
}

static bool is_telephone(struct span text)
{
    unsigned digits = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] >= '0' && text.at[i] <= '9')
            digits++;
        else if (!strchr(" -()+./", text.at[i]) || text.at[i] == '\0')
            return false;
    }
    return digits >= 5;
}

static void read_com(struct reading *reading, const struct segment *com)
{
    for (uint32_t item = 1; item < com->count && !com->told; item++) {
        struct piece address = check_trimmed(check_item(com, item, 0));
        struct span kind = span_trim(check_item(com, item, 1).text);
        if ((span_is(kind, "TE") || span_is(kind, "FX")) && !is_telephone(address.text))
            check_tell_piece(reading->check, RULE_CONTACT_FORM, com, address, "a number");
    }
}

/* ---- the list ---- */

static void read_bgm(struct reading *reading, const struct segment *bgm)
{
    struct piece role = check_trimmed(check_get(bgm, 2, 0));
    bool changes = span_is(role.text, "CP") || span_is(role.text, "XR") || span_is(role.text, "RP");
    bool flight = span_is(role.text, "XF") || span_is(role.text, "CF");
    reading->passenger_list = check_is(bgm, 1, 0, "745");
    reading->crew_list = check_is(bgm, 1, 0, "250") || check_is(bgm, 1, 0, "336");
    reading->full = (reading->passenger_list || reading->crew_list) && role.text.size == 0;
    if ((changes && !reading->passenger_list) || (flight && !check_is(bgm, 1, 0, "266")))
        check_tell_piece(reading->check, RULE_BGM_PAIR, bgm, role,
                         changes ? "with 745" : "with 266");
}

/* The total is that of the flight. A message that names one person may be a question about one of many
 * (the guide's example has 160 with one person), so more are missed only where there are several. */
static void read_cnt(struct reading *reading, const struct segment *cnt)
{
    int64_t total;
    struct piece piece = check_trimmed(check_get(cnt, 1, 1));
    bool crew = check_is(cnt, 1, 0, "41");
    int64_t here = crew ? reading->crew : reading->passengers;
    check_end_leg(reading);
    if (cnt->told || !span_number(piece.text, &total) ||
        !check_code_known(VALUE_TOTAL, check_code(cnt, 1, 0)))
        return;
    if (crew ? reading->passenger_list && !reading->crew
             : reading->crew_list && !reading->passengers)
        check_tell_piece(reading->check, RULE_CNT_QUALIFIER, cnt,
                         check_trimmed(check_get(cnt, 1, 0)), "%s",
                         crew ? "42 in a list of passengers" : "41 in a list of crew");
    else if (total < here || (total > here && !reading->message->several_parts &&
                              !reading->message->missing && reading->full && here > 1))
        check_tell_piece(reading->check, RULE_CNT_TOTAL, cnt, piece, "%lld", (long long)here);
}

static void read_segment(struct reading *reading, const struct segment *segment)
{
    switch (segment->tag) {
    case TAG_BGM: read_bgm(reading, segment); break;
    case TAG_TDT: check_read_tdt(reading, segment); break;
    case TAG_NAD: read_nad(reading, segment); break;
    case TAG_LOC: read_loc(reading, segment); break;
    case TAG_DTM: read_dtm(reading, segment); break;
    case TAG_RFF: read_rff(reading, segment); break;
    case TAG_COM: read_com(reading, segment); break;
    case TAG_ATT: reading->person.sex = true; break;
    case TAG_NAT: reading->person.state = true; break;
    case TAG_DOC:
        end_document(reading);
        reading->person.doc = segment;
        reading->person.document = true;
        reading->person.expiry = reading->person.issuer = false;
        reading->person.odd = NULL;
        reading->person.expires = reading->person.issued = NO_DAY;
        break;
    case TAG_CNT: read_cnt(reading, segment); break;
    case TAG_NONE: reading->person.told = reading->leg.told = true; break;
    default: break;
    }
}

/* A segment of a person where the last flight is still open: its NAD is missing, which was told. */
static bool is_of_person(const struct segment *segment)
{
    static const uint32_t tags[] = {TAG_ATT, TAG_MEA, TAG_GEI, TAG_FTX, TAG_EMP,
                                    TAG_NAT, TAG_RFF, TAG_DOC, TAG_COM};
    return EDIFACT_IS_AMONG(segment->tag, tags) ||
           (segment->tag == TAG_DTM && check_is(segment, 1, 0, "329")) ||
           (segment->tag == TAG_LOC &&
            (check_is(segment, 1, 0, "22") || check_is(segment, 1, 0, "174")));
}

static void begin_nameless(struct reading *reading)
{
    check_end_leg(reading);
    reading->persons_begun = true;
    reading->person.told = true;
    reading->passengers += !reading->crew_list;
    reading->crew += reading->crew_list;
}

void check_paxlst(struct check *check, struct message *message)
{
    struct reading reading = {.check = check,
                              .message = message,
                              .flight_day = NO_DAY,
                              .person = {.expires = NO_DAY, .issued = NO_DAY}};
    for (size_t i = 0; i < message->count; i++) {
        const struct segment *segment = &message->segments[i];
        if (reading.leg.tdt && segment->astray && is_of_person(segment))
            begin_nameless(&reading);
        if (segment->told && segment->tag != TAG_NONE && reading.person.nad)
            reading.person.told = true;
        read_segment(&reading, segment);
    }
    if (message->cut)
        return;
    check_end_leg(&reading);
    end_person(&reading);
}
