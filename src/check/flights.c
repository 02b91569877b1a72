/* The flights of a PAXLST, and how its dates are written. */
#include <stdio.h>

#include "check/paxlst.h"
#include "model/ports.h"

/* ---- dates ---- */

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
    if (inner.begin == whole.begin + 1 && whole.text.size == inner.text.size + 1)
        return; /* the guide's own examples have one blank before the date */
    check_tell_blank(reading->check, dtm, whole, inner);
}

/* A year of four digits without the format that says so: YYMMDD is what stands without one. */
static void tell_bare_year(struct reading *reading, const struct segment *dtm, struct piece date)
{
    char mark[8];
    snprintf(mark, sizeof mark, "%c102", reading->check->marks.component);
    check_mend(reading->check,
               check_tell_piece(reading->check, RULE_DTM_FORMAT, dtm, date,
                                "YYMMDD, or the format 102 behind it"),
               date.begin + date.size, 0, mark);
}

/* DTM with `digits` of its format: day, or day and time. False when something was told. */
bool check_read_stamp(struct reading *reading, const struct segment *dtm, bool timed,
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
    bool bare = format.size == 0 && !timed && text.size == 8;
    if (bare)
        tell_bare_year(reading, dtm, out->piece);
    else if (text.size != wanted) {
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

void check_end_leg(struct reading *reading)
{
    struct leg *leg = &reading->leg;
    struct check *check = reading->check;
    const struct segment *tdt = leg->tdt;
    if (!tdt)
        return;
    bool told = leg->told || tdt->told;
    if (!told && (!leg->from || !leg->to)) {
        check_tell(check, RULE_LEG_PORTS, leg->last, leg->last->end + 1, 0,
                   "LOC of the port of %s here", leg->from ? "arrival" : "departure");
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

void check_read_tdt(struct reading *reading, const struct segment *tdt)
{
    check_end_leg(reading);
    reading->leg = (struct leg){.tdt = tdt, .last = tdt, .hop = {.departure = -1, .arrival = -1}};
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
void check_read_leg_port(struct reading *reading, const struct segment *loc)
{
    struct leg *leg = &reading->leg;
    struct piece port = check_trimmed(check_get(loc, 2, 0));
    bool leaves = check_is(loc, 1, 0, "125"), either = check_is(loc, 1, 0, "92");
    leg->open = leg->last = loc;
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

void check_read_leg_date(struct reading *reading, const struct segment *dtm)
{
    struct leg *leg = &reading->leg;
    static const char *const departures[] = {"189", "133", "186", "136"};
    bool leaves = false;
    struct stamp stamp;
    leg->last = dtm;
    for (size_t i = 0; i < sizeof departures / sizeof *departures; i++)
        leaves |= check_is(dtm, 1, 0, departures[i]);
    bool good = check_read_stamp(reading, dtm, true, &stamp);
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
