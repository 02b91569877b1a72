/* A body of PNRGOV XML: which elements are messages, which are bookings, and what stands around them.
 *
 * A message is an element whose name holds PNRGOV, or else the outermost one around something that
 * PNRGOV XML has; without any root it goes on to the end of the body. A PNR is a booking wherever it
 * stands. A Passenger, Flight or locator outside of any is a booking of which the PNR is missing. */
#include "decode/pnrxml.h"

enum { MOST_COMMON = 8 /* legs that all bookings may have */ };

struct reading {
    struct decoder *decoder;
    const struct xml_element *root;    /* the outermost open element; NULL */
    const struct xml_element *booking; /* the PNR that is open; NULL */
    bool taken;                        /* it was read before its end */
    unsigned fragment;                 /* depth + 1 of a part outside of any PNR; 0 */
    bool implied, flown;  /* the open booking has no PNR around it; has a flight already */
    bool rootless, named; /* of the message: it has no root; its element's name holds PNRGOV */
    bool content;         /* the message has something that PNRGOV XML has */
    uint32_t end;         /* of the latest element */
    struct pnrxml_leg common[MOST_COMMON]; /* legs that all bookings so far have */
    unsigned common_count;
    bool compared; /* a booking was */
};

/* Parts of a booking that tell that there is one. */
static bool is_fragment(struct span name)
{
    static const char *const names[] = {"PASSENGER", "FLIGHT", "BOOKINGREFID"};
    return DECODE_IS_ONE_OF(name, names);
}

/* What joins such a booking and does not make one. */
static bool joins(struct span name)
{
    static const char *const names[] = {"SSR", "DOCSSR", "POS", "CONTACTINFO", "TICKETDOCUMENT"};
    return DECODE_IS_ONE_OF(name, names);
}

static bool is_content(struct span name)
{
    static const char *const names[] = {"PNR", "PNRS", "FLIGHTLEG", "ORIGINATOR"};
    return DECODE_IS_ONE_OF(name, names) || is_fragment(name);
}

static bool is_message(struct span name)
{
    return name.size && memmem(name.at, name.size, "PNRGOV", 6);
}

/* ---- the message ---- */

static void put_prepared(struct decoder *decoder, const struct xml_element *element)
{
    struct piece prepared = PNRXML_GET(element, "TIMESTAMP");
    struct date date;
    int seconds;
    if (!pnrxml_moment(prepared.text, &date, &seconds))
        return;
    decoder->sent_day = date_to_day(date);
    decode_put_time(decoder, decoder->interchange, FIELD_INTERCHANGE_PREPARED, date, seconds,
                    prepared);
}

/* The attributes that all messages of this family have (OTA payload). */
static void put_root(struct decoder *decoder, const struct xml_element *element)
{
    struct piece target = PNRXML_GET(element, "TARGET");
    struct piece place = {{NULL, 0}, element->begin, element->end - element->begin};
    decode_put_word(decoder, decoder->message, FIELD_MESSAGE_TYPE, "PNRGOV", place);
    decode_put(decoder, decoder->message, FIELD_MESSAGE_VERSION, PNRXML_GET(element, "VERSION"));
    decode_put(decoder, decoder->message, FIELD_MESSAGE_REFERENCE,
               PNRXML_GET(element, "ECHOTOKEN"));
    decode_put(decoder, decoder->message, FIELD_MESSAGE_TRANSACTION,
               PNRXML_GET(element, "TRANSACTIONIDENTIFIER"));
    put_prepared(decoder, element);
    if (!span_is(target.text, "Test") && !span_is(target.text, "TEST"))
        return;
    decode_put_word(decoder, decoder->interchange, FIELD_INTERCHANGE_TEST, "1", target);
    decode_issue(decoder, ISSUE_TEST_TRAFFIC, target, NULL);
}

static void open_message(struct reading *reading, const struct xml_element *element)
{
    struct decoder *decoder = reading->decoder;
    pnrxml_enter(decoder, element, "UNH");
    decode_open_message(decoder, KIND_PNR);
    decode_pnrgov.start(decoder);
    put_root(decoder, element);
    reading->named = is_message(element->name);
    reading->content = reading->compared = false;
    reading->common_count = 0;
}

/* ---- bookings ---- */

/* Keeps of the legs in common those that this booking has, too. */
static void compare_legs(struct reading *reading, const struct xml_element *booking)
{
    unsigned kept = 0;
    if (!reading->compared) {
        const struct xml_element *flight = xml_child(booking, "FLIGHT");
        for (; flight && reading->common_count < MOST_COMMON; flight = xml_sibling(flight))
            reading->common[reading->common_count++] = pnrxml_leg(flight);
        reading->compared = true;
        return;
    }
    for (unsigned i = 0; i < reading->common_count; i++) {
        const struct xml_element *flight = xml_child(booking, "FLIGHT");
        bool found = false;
        for (; flight && !found; flight = xml_sibling(flight)) {
            struct pnrxml_leg leg = pnrxml_leg(flight);
            found = pnrxml_same_leg(&leg, &reading->common[i]);
        }
        if (found)
            reading->common[kept++] = reading->common[i];
    }
    reading->common_count = kept;
}

static void read_booking(struct reading *reading)
{
    if (reading->booking && !reading->taken) {
        pnrxml_read_booking(reading->decoder, reading->booking);
        compare_legs(reading, reading->booking);
    }
    reading->taken = true;
}

/* ---- the end of a message ---- */

static bool crosses_border(const struct decoder *decoder, const struct pnrxml_leg *leg)
{
    const struct port *board = port_find(leg->board.text), *off = port_find(leg->off.text);
    return board && off &&
           span_equal(span_of(board->country), decoder->home) !=
               span_equal(span_of(off->country), decoder->home);
}

/* The only leg that all bookings have, or of several the only one that crosses the border; NULL. */
static const struct pnrxml_leg *find_common(const struct reading *reading)
{
    const struct pnrxml_leg *found = NULL;
    unsigned count = 0;
    for (unsigned i = 0; i < reading->common_count; i++)
        if (reading->common_count == 1 || crosses_border(reading->decoder, &reading->common[i])) {
            found = &reading->common[i];
            count++;
        }
    return count == 1 ? found : NULL;
}

/* Where no flight is announced. */
static void put_common(struct reading *reading)
{
    struct decoder *decoder = reading->decoder;
    const struct pnrxml_leg *leg = find_common(reading);
    if (decoder->pnrgov->flight || !leg)
        return;
    pnrxml_put_leg(decoder, leg, decoder->message);
    decode_leg_close(decoder);
    decode_issue_segment(decoder, ISSUE_FLIGHT_COMMON, NULL);
}

static void close_message(struct reading *reading)
{
    struct decoder *decoder = reading->decoder;
    if (decoder->message == IMAGE_NONE)
        return;
    read_booking(reading); /* one that was never ended */
    pnr_close_booking(decoder);
    struct image_node *node = image_builder_node(decoder->image, decoder->message);
    if (reading->end > node->end) /* else nothing of it was ended */
        node->end = reading->end;
    reading->implied = reading->rootless = false;
    if (reading->content) {
        put_common(reading);
        decode_pnrgov.end(decoder);
    } else { /* an acknowledgement, a request of the state */
        decoder->understood = true;
        decode_issue_segment(decoder, ISSUE_KIND_RECORDED_ONLY, NULL);
    }
    decode_close_message(decoder);
}

/* Something of PNRGOV XML begins: in the message that is open, or one begins here or at the root. */
static void need_message(struct reading *reading, const struct xml_element *element)
{
    if (reading->decoder->message == IMAGE_NONE) {
        reading->rootless = reading->root == element && !span_is(element->name, "PNRS");
        open_message(reading, reading->root);
    }
    reading->content = true;
}

static void start_message(struct reading *reading, const struct xml_element *element)
{
    if (reading->content || reading->named)
        close_message(reading);
    if (reading->decoder->message == IMAGE_NONE)
        open_message(reading, element);
}

/* ---- where they begin ---- */

static void start_booking(struct reading *reading, const struct xml_element *element)
{
    read_booking(reading); /* one that was never ended */
    pnr_close_booking(reading->decoder);
    reading->booking = element;
    reading->taken = reading->implied = false;
}

/* A part outside of any PNR. Another booking begins with what stands before the flights of one. */
static void read_fragment(struct reading *reading, const struct xml_element *element)
{
    struct decoder *decoder = reading->decoder;
    bool flight = span_is(element->name, "FLIGHT");
    struct xml_element alone = *element;
    bool begins = is_fragment(element->name) && (!flight || xml_child(element, "SURNAME"));
    if (!reading->implied || (reading->flown && begins)) {
        pnrxml_enter(decoder, element, "SRC");
        pnr_open_booking(decoder);
        decode_issue_segment(decoder, ISSUE_VALUE_FORM, "No PNR stands around it.");
        reading->flown = false;
    }
    reading->implied = true;
    pnrxml_read_part(decoder, element);
    if (!flight)
        return;
    alone.next = NULL;
    compare_legs(reading, &(struct xml_element){.first = &alone});
    if (reading->flown) /* which of several all others have cannot be told any more */
        reading->common_count = 0;
    reading->flown = true;
}

/* ---- elements ---- */

static void put_originator(struct decoder *decoder, const struct xml_element *element)
{
    struct piece sender = PNRXML_GET(element, "AIRLINECODE");
    pnrxml_enter(decoder, element, "ORG");
    decode_put(decoder, decoder->interchange, FIELD_INTERCHANGE_SENDER, sender);
    decode_put(decoder, decoder->message, FIELD_MESSAGE_SYSTEM, PNRXML_GET(element, "SYSTEMCODE"));
    decode_put(decoder, decoder->message, FIELD_MESSAGE_AGENT,
               PNRXML_GET(element, "AIRLINECONTACTINFO"));
}

static void read_flight_leg(struct decoder *decoder, const struct xml_element *element)
{
    struct pnrxml_leg leg = pnrxml_leg(element);
    pnrxml_put_leg(decoder, &leg, decoder->message);
    decoder->pnrgov->carrier =
        decoder->leg.operating.size ? decoder->leg.operating : decoder->leg.carrier;
    decoder->pnrgov->number = decoder->leg.number;
    decode_leg_close(decoder);
}

static void put_declared(struct decoder *decoder, const struct xml_element *element)
{
    struct piece count = PNRXML_GET(element, "NUMBEROFPNRS");
    pnrxml_enter(decoder, element, "EQN");
    if (decode_put_count(decoder, decoder->message, FIELD_MESSAGE_BOOKINGS, count))
        decoder->pnrgov->declared = count;
}

static void start(void *context, const struct xml_element *element, unsigned depth)
{
    struct reading *reading = context;
    struct span name = element->name;
    if (depth == 0) {
        if (!(reading->rootless && (is_content(name) || joins(name))))
            close_message(reading);
        reading->root = element;
    }
    if (is_message(name))
        start_message(reading, element);
    else if (is_content(name))
        need_message(reading, element);
    if (span_is(name, "PNR"))
        start_booking(reading, element);
    else if (span_is(name, "PNRS"))
        put_declared(reading->decoder, element);
    else if (!reading->booking && !reading->fragment &&
             (is_fragment(name) || (reading->implied && joins(name))))
        reading->fragment = depth + 1;
}

/* What stands in no booking and no part of one. */
static bool end_outside(struct reading *reading, const struct xml_element *element, unsigned depth)
{
    struct decoder *decoder = reading->decoder;
    bool header = decoder->message != IMAGE_NONE;
    if (header && span_is(element->name, "ORIGINATOR"))
        put_originator(decoder, element);
    else if (header && span_is(element->name, "FLIGHTLEG"))
        read_flight_leg(decoder, element);
    else if (depth == 0 && !header) {
        pnrxml_enter(decoder, element, "");
        decode_issue_segment(decoder, ISSUE_ENVELOPE_JUNK, NULL);
    }
    return depth == 0;
}

static bool end(void *context, const struct xml_element *element, unsigned depth)
{
    struct reading *reading = context;
    reading->end = element->end;
    if (element == reading->booking) {
        read_booking(reading);
        reading->booking = NULL;
        return true;
    }
    if (reading->booking && span_is(element->name, "PNR"))
        return false; /* around the one that is open: it was read when that began */
    if (depth + 1 == reading->fragment) {
        reading->fragment = 0;
        read_fragment(reading, element);
        return true;
    }
    if (reading->booking || reading->fragment)
        return false;
    return end_outside(reading, element, depth);
}

static void fault(void *context, enum xml_fault what, uint32_t begin, uint32_t size)
{
    static const enum issue issues[] = {
        [XML_FAULT_FORM] = ISSUE_XML_FORM,       [XML_FAULT_BROKEN] = ISSUE_XML_BROKEN,
        [XML_FAULT_DOCTYPE] = ISSUE_XML_DOCTYPE, [XML_FAULT_ENTITY] = ISSUE_XML_ENTITY,
        [XML_FAULT_CUT] = ISSUE_XML_CUT,         [XML_FAULT_LIMIT] = ISSUE_LIMIT};
    struct reading *reading = context;
    decode_issue_at(reading->decoder, issues[what], "", (struct piece){{NULL, 0}, begin, size},
                    what == XML_FAULT_LIMIT ? "The XML." : NULL);
}

/* ---- the body ---- */

static void check_alphabet(struct decoder *decoder, const struct xml_text *text)
{
    if (text->other_alphabet)
        decode_issue(decoder, ISSUE_CHARACTER_SET, (struct piece){{NULL, 0}, 0, 0},
                     "The declared encoding is not known; bytes were read as Latin-1.");
    else if (text->bad != UINT32_MAX)
        decode_issue(decoder, ISSUE_CHARACTER_SET, (struct piece){{NULL, 0}, text->bad, 1}, NULL);
}

uint32_t decode_xml(struct decoder *decoder)
{
    struct span body = decoder->reader.body;
    struct xml_text text;
    struct reading *reading = arena_new(decoder->arena, struct reading);
    struct xml_handler handler = {reading, start, end, fault};
    reading->decoder = decoder;
    decoder->reader.segment = (struct edifact_segment){.end = (uint32_t)body.size};
    decoder->kind = KIND_PNR;
    decoder->sent_day = DAY_NONE;
    decoder->interchange = decode_node(decoder, NODE_INTERCHANGE, IMAGE_NONE);
    xml_text_open(body, decoder->arena, &text);
    check_alphabet(decoder, &text);
    xml_read(&text, decoder->arena, &handler);
    close_message(reading);
    return (uint32_t)body.size;
}
