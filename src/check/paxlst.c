/* What a PAXLST means: the list, its flights, its persons, its total. */
#include "check/internal.h"
#include "model/ports.h"

struct leg {
    const struct segment *tdt;
    struct hop hop;
    const struct segment *from, *to, *open; /* LOC */
    bool any_departure, any_arrival;
    bool told; /* something of its ports was told: the rest would follow from it */
};

struct person {
    const struct segment *nad, *doc;
    bool sex, birth, state, document, told;
    bool expiry, issuer; /* of the document */
    int32_t expires, issued;
    const struct segment *odd; /* LOC of another meaning behind the document */
};

struct reading {
    struct check *check;
    struct message *message;
    struct leg leg;
    struct person person;
    struct piece last_port; /* where the leg before landed */
    int32_t flight_day;
    bool crew_list, passenger_list, full; /* what persons must have is asked for */
    bool persons_begun, flight_told;
    int64_t passengers, crew;
};

/* ---- dates ---- */

struct stamp {
    struct piece piece; /* the date */
    int32_t day;
    int minutes; /* -1: a day alone */
};

static void tell_form(struct reading *reading, const struct segment *dtm, const char *expected)
{
    struct piece format = check_trimmed(check_get(dtm, 1, 2)),
                 date = check_trimmed(check_get(dtm, 1, 1));
    struct piece place = format.text.size ? format : date;
    check_tell_piece(reading->check, RULE_DTM_FORMAT, dtm, place, "%s", expected);
}

static void tell_blank(struct reading *reading, const struct segment *dtm, struct piece whole)
{
    struct piece inner = check_trimmed(whole);
    if (inner.text.size == whole.text.size || inner.text.size == 0)
        return;
    bool before = inner.begin > whole.begin;
    if (before && inner.begin == whole.begin + 1 && whole.text.size == inner.text.size + 1)
        return; /* the guide's own examples have one blank before the date */
    uint32_t at = before ? whole.begin : inner.begin + inner.size;
    uint32_t size = before ? inner.begin - whole.begin : whole.size - inner.size;
    struct check_finding *finding =
        check_tell(reading->check, RULE_ELEMENT_BLANK, dtm, at, size, "no blank");
    check_mend(reading->check, finding, at, size, "");
}

/* DTM with `digits` of its format: day, or day and time. False when something was told. */
static bool read_stamp(struct reading *reading, const struct segment *dtm, bool timed,
                       struct stamp *out)
{
    struct span format = check_code(dtm, 1, 2);
    out->piece = check_trimmed(check_get(dtm, 1, 1));
    out->minutes = -1;
    struct span text = out->piece.text;
    tell_blank(reading, dtm, check_get(dtm, 1, 1));
    size_t wanted = timed ? (span_is(format, "203") ? 12 : 10) : (span_is(format, "102") ? 8 : 6);
    bool known = check_code_known(VALUE_DATE_FORMAT, format);
    bool fits = format.size == 0 || (timed ? span_is(format, "201") || span_is(format, "203")
                                           : span_is(format, "101") || span_is(format, "102"));
    if (known && !fits) {
        tell_form(reading, dtm, timed ? "201 (YYMMDDhhmm)" : "none (YYMMDD) or 102 (CCYYMMDD)");
        return false;
    }
    if (!known && format.size) /* told by the layout */
        wanted = text.size;
    if (!check_all_digits(text)) {
        check_tell_piece(reading->check, RULE_DATE_IMPOSSIBLE, dtm, out->piece, "digits alone");
        return false;
    }
    bool both = format.size == 0 && !timed && text.size == 8;
    if (text.size != wanted && !both) {
        bool swapped = text.size == (timed ? 12U : 8U) || text.size == (timed ? 10U : 6U);
        if (swapped && format.size)
            tell_form(reading, dtm,
                      timed ? "203 with CCYYMMDDhhmm, 201 with YYMMDDhhmm"
                            : "102 with CCYYMMDD, none with YYMMDD");
        else
            check_tell_piece(reading->check, RULE_DTM_FORMAT, dtm, out->piece, "%zu digits",
                             wanted);
        return false;
    }
    size_t size = text.size - (timed ? 4 : 0);
    int32_t near = timed ? reading->message->sent_day : reading->flight_day;
    if (!check_read_day(span_part(text, 0, size), YEAR_FIRST, near, &out->day)) {
        check_tell_piece(reading->check, RULE_DATE_IMPOSSIBLE, dtm, out->piece,
                         "a day that exists");
        return false;
    }
    if (timed && !check_read_time(span_part(text, size, 4), &out->minutes)) {
        check_tell_piece(reading->check, RULE_DATE_IMPOSSIBLE, dtm, out->piece,
                         "a time that exists");
        return false;
    }
    return true;
}

/* ---- flights ---- */

static void end_leg(struct reading *reading)
{
    struct leg *leg = &reading->leg;
    struct check *check = reading->check;
    const struct segment *tdt = leg->tdt;
    if (!tdt)
        return;
    const struct segment *last = leg->open ? leg->open : tdt;
    bool told = leg->told || tdt->told;
    if (!told && (!leg->from || !leg->to)) {
        check_tell(check, RULE_LEG_PORTS, last, last->begin, 3, "LOC of the port of %s %s this",
                   leg->from ? "arrival" : "departure", leg->from ? "behind" : "before");
        reading->message->missing++;
    } else if (!told && !leg->any_departure) {
        check_tell(check, RULE_SEGMENT_MISSING, leg->from, leg->from->end + 1, 0,
                   "DTM+189, the time of departure");
        reading->message->missing++;
    } else if (!told && !leg->any_arrival) {
        check_tell(check, RULE_SEGMENT_MISSING, leg->to, leg->to->end + 1, 0,
                   "DTM+232, the time of arrival");
        reading->message->missing++;
    }
    if (leg->from && leg->to)
        check_hop(check, &leg->hop, reading->message->sent_day);
    if (reading->last_port.text.size && leg->hop.from.text.size &&
        !span_equal(reading->last_port.text, leg->hop.from.text))
        check_tell_piece(check, RULE_LEG_CHAIN, leg->from, leg->hop.from,
                         "the port where the leg before landed");
    reading->last_port = leg->hop.to;
    *leg = (struct leg){0};
}

static void read_carrier(struct reading *reading, const struct segment *tdt)
{
    struct span flight = check_code(tdt, 2, 0);
    struct piece carrier = check_trimmed(check_get(tdt, 5, 0));
    size_t size = check_designator_size(flight);
    struct span prefix = span_part(flight, 0, size);
    if (size && carrier.text.size && !span_equal(prefix, carrier.text)) {
        const struct carrier *one = carrier_find(prefix), *other = carrier_find(carrier.text);
        if (one && one == other)
            return; /* the two designators of one carrier */
        check_tell_piece(reading->check, RULE_CARRIER_DIFFERS, tdt, carrier,
                         "the carrier of the flight number");
    }
}

static void read_tdt(struct reading *reading, const struct segment *tdt)
{
    end_leg(reading);
    reading->leg = (struct leg){.tdt = tdt, .hop = {.departure = -1, .arrival = -1}};
    if (tdt->told)
        return;
    read_carrier(reading, tdt);
}

static void tell_ports(struct reading *reading, const struct segment *loc, const char *expected)
{
    if (!reading->leg.told)
        check_tell_piece(reading->check, RULE_LEG_PORTS, loc, check_trimmed(check_get(loc, 1, 0)),
                         "%s", expected);
    reading->leg.told = true;
}

/* The first port of a leg is that of departure, the second that of arrival. */
static void read_leg_port(struct reading *reading, const struct segment *loc)
{
    struct leg *leg = &reading->leg;
    struct piece port = check_trimmed(check_get(loc, 2, 0));
    bool leaves = check_is(loc, 1, 0, "125"), either = check_is(loc, 1, 0, "92");
    leg->open = loc;
    if (port.text.size)
        check_port(reading->check, loc, port);
    else
        check_tell_piece(reading->check, RULE_ELEMENT_MISSING, loc, port, "the port");
    if (!leg->from && !leg->to && (leaves || either)) {
        leg->from = loc;
        leg->hop.from = port;
        return;
    }
    if (leg->from && !leg->to && !leaves) {
        leg->to = loc;
        leg->hop.to = port;
        return;
    }
    if (!leg->from && !leg->to) {
        tell_ports(reading, loc, "the port of departure (125 or 92) before it");
        leg->to = loc;
        leg->hop.to = port;
    } else {
        tell_ports(reading, loc,
                   leg->to ? "two ports a flight: the next one begins with TDT"
                           : "the port of arrival (87, 92 or 130)");
    }
    reading->message->missing++;
}

static void read_leg_date(struct reading *reading, const struct segment *dtm)
{
    struct leg *leg = &reading->leg;
    static const char *const departures[] = {"189", "133", "186", "136"};
    bool leaves = false;
    struct stamp stamp;
    for (size_t i = 0; i < sizeof departures / sizeof *departures; i++)
        leaves |= check_is(dtm, 1, 0, departures[i]);
    bool good = read_stamp(reading, dtm, true, &stamp);
    bool at_arrival = leg->open && leg->open == leg->to;
    bool departed = leg->any_departure;
    leg->any_departure |= leaves;
    leg->any_arrival |= !leaves;
    if (leg->open && !leg->told && leaves == at_arrival) {
        if (!at_arrival && departed)
            check_tell(reading->check, RULE_SEGMENT_MISPLACED, dtm, dtm->begin, 3,
                       "LOC of the port of arrival before it");
        else
            check_tell_piece(
                reading->check, RULE_DTM_PLACE, dtm, check_trimmed(check_get(dtm, 1, 0)), "%s",
                at_arrival ? "232 under the port of arrival" : "189 under the port of departure");
        leg->told = true;
        reading->message->missing++;
    }
    if (!good)
        return;
    int64_t minutes = (int64_t)stamp.day * 24 * 60 + stamp.minutes;
    *(leaves ? &leg->hop.departure : &leg->hop.arrival) = minutes;
    *(leaves ? &leg->hop.leaves : &leg->hop.lands) = stamp.piece;
    leg->hop.segment = dtm;
    if (reading->flight_day == NO_DAY)
        reading->flight_day = stamp.day;
}

/* ---- persons ---- */

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
    end_leg(reading);
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
    if (!read_stamp(reading, dtm, false, &stamp))
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
    if (!read_stamp(reading, dtm, false, &stamp))
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
        read_leg_date(reading, dtm);
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
        read_leg_port(reading, loc);
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
    end_leg(reading);
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
    case TAG_TDT: read_tdt(reading, segment); break;
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
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (tags[i] == segment->tag)
            return true;
    return (segment->tag == TAG_DTM && check_is(segment, 1, 0, "329")) ||
           (segment->tag == TAG_LOC &&
            (check_is(segment, 1, 0, "22") || check_is(segment, 1, 0, "174")));
}

static void begin_nameless(struct reading *reading)
{
    end_leg(reading);
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
    end_leg(&reading);
    end_person(&reading);
}
