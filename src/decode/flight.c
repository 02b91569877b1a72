/* Flight legs: carrier and number, ports, local times, and the direction that follows from the
 * countries of the ports (operations.md rules 1, 2, 5). */
#include "decode/internal.h"

enum {
    MINUTES_PER_DAY = 1440,
    /* local arrival minus local departure: the flight itself and up to 26 hours of zones */
    LEAST_TRIP = -26 * 60,
    MOST_TRIP = 48 * 60
};

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* One to four digits and at most one letter behind them. */
static bool is_number(struct span text)
{
    size_t count = 0;
    while (count < text.size && is_digit(text.at[count]))
        count++;
    size_t rest = text.size - count;
    return count >= 1 && count <= 4 && (rest == 0 || (rest == 1 && is_letter(text.at[count])));
}

static bool is_designator(struct span text)
{
    size_t letters = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (!is_letter(text.at[i]) && !is_digit(text.at[i]))
            return false;
        letters += is_letter(text.at[i]);
    }
    return (text.size == 2 && letters >= 1) || (text.size == 3 && letters == 3);
}

/* Behind what people write between carrier and number: "HY 272", "HY-272", "HY/272". */
static struct span behind_joint(struct span text)
{
    text = span_trim(text);
    if (text.size > 1 && memchr("-/.", text.at[0], 3))
        text = span_trim(span_part(text, 1, text.size));
    return text;
}

/* An IATA designator has two characters, an ICAO one three letters. */
bool decode_split_number(struct span text, struct span *carrier, struct span *number)
{
    for (size_t size = 2; size <= 3; size++) {
        struct span before = span_part(text, 0, size);
        struct span after = behind_joint(span_part(text, size, text.size));
        if (text.size > size && is_designator(before) && is_number(after)) {
            *carrier = before;
            *number = after;
            return true;
        }
    }
    return false;
}

/* IATA designators name carriers in the image, where the tables know one. */
static struct span known_as(struct span designator)
{
    if (designator.size != 3)
        return designator;
    const struct carrier *carrier = carrier_find(designator);
    return carrier && carrier->iata[0] ? span_of(carrier->iata) : designator;
}

void decode_leg_open(struct decoder *decoder, uint32_t parent)
{
    decode_leg_close(decoder);
    decoder->understood = true;
    const struct edifact_segment *segment = &decoder->reader.segment;
    decoder->leg = (struct leg){.node = decode_node(decoder, NODE_LEG, parent),
                                .where = {{NULL, 0}, segment->begin, segment->end - segment->begin},
                                .departure = MINUTE_NONE,
                                .arrival = MINUTE_NONE};
    memcpy(decoder->leg.segment, segment->name, sizeof segment->name);
}

void decode_leg_carrier(struct decoder *decoder, struct piece carrier, struct piece number)
{
    struct leg *leg = &decoder->leg;
    struct span given = known_as(span_trim(carrier.text)), text = span_trim(number.text);
    struct span prefix = {NULL, 0};
    if (decode_split_number(text, &prefix, &text)) {
        prefix = known_as(prefix);
        if (given.size && !span_equal(given, prefix))
            decode_issue(decoder, ISSUE_FLIGHT_CARRIER, number, NULL);
        if (!given.size)
            carrier = number;
    }
    leg->carrier = given.size ? given : prefix;
    leg->number = decode_without_zeros(text);
    decode_put_as(decoder, leg->node, FIELD_LEG_CARRIER, leg->carrier, carrier);
    decode_put_as(decoder, leg->node, FIELD_LEG_NUMBER, leg->number, number);
}

void decode_leg_port(struct decoder *decoder, bool off, struct piece code)
{
    struct leg *leg = &decoder->leg;
    *(off ? &leg->off : &leg->board) = span_trim(code.text);
    decode_put(decoder, leg->node, off ? FIELD_LEG_OFF : FIELD_LEG_BOARD, code);
}

void decode_leg_time(struct decoder *decoder, bool arrival, struct date date, int seconds,
                     struct piece where)
{
    struct leg *leg = &decoder->leg;
    int64_t day = date_to_day(date);
    if (seconds >= 0)
        *(arrival ? &leg->arrival : &leg->departure) = day * MINUTES_PER_DAY + seconds / 60;
    leg->dated |= !arrival;
    bool announced = image_builder_node(decoder->image, leg->node)->parent == decoder->message;
    if (!arrival && announced && decoder->flight_day == DAY_NONE)
        decoder->flight_day = (int32_t)day;
    decode_put_time(decoder, leg->node, arrival ? FIELD_LEG_ARRIVAL : FIELD_LEG_DEPARTURE, date,
                    seconds, where);
}

void decode_leg_moment(struct decoder *decoder, bool arrival, struct piece value)
{
    struct raw_date raw;
    struct date date;
    int seconds = -1;
    size_t days = value.text.size == 12 || value.text.size == 8 ? 8 : 6;
    struct span clock = span_part(value.text, days, value.text.size);
    if (value.text.size == 0)
        return;
    if (!decode_raw_date(span_part(value.text, 0, days), DATE_YMD, &raw) ||
        !decode_date_near(&raw, decoder->sent_day, &date) ||
        (clock.size && !decode_raw_time(clock, &seconds)))
        decode_issue_at(decoder, ISSUE_DATE_BAD, "DTM", value, NULL);
    else
        decode_leg_time(decoder, arrival, date, seconds, value);
}

static const char *direction(bool from_home, bool to_home)
{
    static const char *const words[2][2] = {{"transit", "inbound"}, {"outbound", "domestic"}};
    return words[from_home][to_home];
}

static bool at_home(const struct decoder *decoder, const struct port *port)
{
    return span_equal(span_of(port->country), decoder->home);
}

static void put_direction(struct decoder *decoder)
{
    struct leg *leg = &decoder->leg;
    const struct port *board = port_find(leg->board), *off = port_find(leg->off);
    if ((leg->board.size && !board) || (leg->off.size && !off))
        decode_issue_at(decoder, ISSUE_PORT_UNKNOWN, leg->segment, leg->where, NULL);
    if (board && off && decoder->home.size)
        decode_put_word(decoder, leg->node, FIELD_LEG_DIRECTION,
                        direction(at_home(decoder, board), at_home(decoder, off)), leg->where);
}

void decode_leg_close(struct decoder *decoder)
{
    struct leg *leg = &decoder->leg;
    if (leg->node == IMAGE_NONE)
        return;
    put_direction(decoder);
    bool announced = image_builder_node(decoder->image, leg->node)->parent == decoder->message;
    if (announced && (!leg->carrier.size || !leg->number.size || !leg->board.size ||
                      !leg->off.size || !leg->dated))
        decode_issue_at(decoder, ISSUE_FLIGHT_INCOMPLETE, leg->segment, leg->where, NULL);
    if (leg->departure != MINUTE_NONE && leg->arrival != MINUTE_NONE &&
        (leg->arrival - leg->departure < LEAST_TRIP || leg->arrival - leg->departure > MOST_TRIP))
        decode_issue_at(decoder, ISSUE_FLIGHT_TIMES, leg->segment, leg->where, NULL);
    if (leg->qualifiers[0].text.size || leg->qualifiers[1].text.size)
        decode_put_as(decoder, leg->node, FIELD_LEG_QUALIFIERS,
                      decode_concat(decoder, leg->qualifiers[0].text, "/", leg->qualifiers[1].text),
                      leg->qualifiers[leg->qualifiers[0].text.size == 0]);
    leg->node = IMAGE_NONE;
}
