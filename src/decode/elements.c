/* The elements of baggage messages: IATA RP 1745. */
#include <stdio.h>
#include <stdlib.h>

#include "decode/baggage.h"
#include "decode/tokens.h"

/* Which elements come first: passengers own the bags, bags carry what is said of them. */
enum pass { PASS_PERSONS, PASS_BAGS, PASS_REST, PASSES };

/* An element that is being put. */
struct putting {
    struct decoder *decoder;
    struct baggage *baggage;
    struct bag_group *group;
    char letter;
    struct piece text;
    struct tokens tokens;
};

/* ---- dates without a year ---- */

/* Of this year, the one before and the one after that with the day nearest to `day`. */
static bool nearest(struct span text, int32_t day, struct date *out)
{
    int year = date_from_day(day).year;
    bool found = false;
    for (int y = year - 1; y <= year + 1; y++) {
        char full[16];
        struct raw_date raw;
        struct date date;
        snprintf(full, sizeof full, "%.*s%04d", (int)text.size, text.at, y);
        if (!decode_raw_date(span_of(full), DATE_DMY, &raw) || !years_date(&raw, y, &date))
            continue;
        if (!found || abs(date_to_day(date) - day) < abs(date_to_day(*out) - day))
            *out = date;
        found = true;
    }
    return found;
}

/* DDMMM near the day of receipt. Without such a day no year is told: `out` has year 0. */
static bool read_day(const struct decoder *decoder, struct span text, struct date *out)
{
    enum { LEAP = 10957 }; /* 2000-01-01: its year has every day */
    if (text.size < 4 || text.size > 5 ||
        !nearest(text, decoder->received_day ? decoder->received_day : LEAP, out))
        return false;
    if (!decoder->received_day)
        out->year = 0;
    return true;
}

/* ---- passengers ---- */

/* 2PAGE/LEO/BEA: how many, surname, given names, one a passenger. */
static void put_passenger(struct putting *putting, struct piece surname, struct piece given)
{
    struct decoder *decoder = putting->decoder;
    uint32_t node = decode_node(decoder, NODE_TRAVELLER, decoder->message);
    decode_put_name(decoder, node, surname, given);
    if (putting->group->passenger != IMAGE_NONE)
        return;
    putting->group->passenger = putting->group->owner = node;
}

static void put_persons(struct putting *putting)
{
    struct piece surname = putting->tokens.at[0];
    size_t digits = 0;
    while (digits < surname.text.size && is_digit(surname.text.at[digits]))
        digits++;
    surname = decode_part_of(putting->decoder, surname,
                             span_part(surname.text, digits, surname.text.size));
    if (surname.text.size == 0 && putting->tokens.count < 2)
        return;
    for (unsigned i = 1; i < putting->tokens.count || i == 1; i++)
        if (i == 1 || putting->tokens.at[i].text.size)
            put_passenger(putting, surname, putting->tokens.at[i]);
}

/* ---- flights ---- */

/* SR101/18APR/JFK/F: flight, day, airport, class. */
static void put_flight(struct putting *putting)
{
    struct decoder *decoder = putting->decoder;
    bool inbound = putting->letter == 'I';
    const struct tokens *tokens = &putting->tokens;
    struct date date;
    uint32_t node = decode_node(decoder, NODE_LEG, putting->group->owner);
    decoder->understood = putting->baggage->flies = true;
    decoder->leg = (struct leg){.node = node};
    decode_leg_carrier(decoder, (struct piece){{NULL, 0}, 0, 0}, tokens->at[0]);
    decoder->leg.node = IMAGE_NONE;
    decode_put_word(decoder, node, FIELD_LEG_MOVEMENT,
                    inbound                  ? "inbound"
                    : putting->letter == 'O' ? "onward"
                                             : "outbound",
                    putting->text);
    decode_put(decoder, node, inbound ? FIELD_LEG_BOARD : FIELD_LEG_OFF, tokens->at[2]);
    if (putting->letter == 'F' && putting->baggage->here)
        decode_put(decoder, node, FIELD_LEG_BOARD, putting->baggage->place);
    decode_put(decoder, node, FIELD_LEG_CABIN, tokens->at[3]);
    if (tokens->at[1].text.size == 0)
        return;
    if (!read_day(decoder, tokens->at[1].text, &date))
        decode_issue(decoder, ISSUE_DATE_BAD, tokens->at[1], NULL);
    else if (date.year)
        decode_put_date(decoder, node, FIELD_LEG_DEPARTURE, date, tokens->at[1]);
    else
        decode_put_word(decoder, node, FIELD_LEG_DAY,
                        arena_format(decoder->arena, "--%02d-%02d", date.month, date.day),
                        tokens->at[1]);
}

/* ---- bags ---- */

static void put_tags(struct putting *putting)
{
    putting->decoder->understood = true;
    bag_put_tags(putting->decoder, putting->baggage, putting->group, putting->tokens.at[0],
                 (struct piece){{NULL, 0}, 0, 0});
}

/* On each bag of the group. */
static void put_on_bags(struct putting *putting, enum field field, struct piece piece)
{
    for (size_t i = 0; i < putting->group->bag_count && piece.text.size; i++)
        decode_put(putting->decoder, putting->group->bags[i].node, field, piece);
}

/* .B/UNS/0695463055001: a status, and the tags that have it; without tags all have. */
static void put_status(struct putting *putting)
{
    const struct tokens *tokens = &putting->tokens;
    for (unsigned i = 1; i < tokens->count; i++)
        bag_put_tags(putting->decoder, putting->baggage, putting->group, tokens->at[i],
                     tokens->at[0]);
    if (tokens->count < 2)
        put_on_bags(putting, FIELD_BAG_STATUS, tokens->at[0]);
}

static void put_exception(struct putting *putting)
{
    put_on_bags(putting, FIELD_BAG_EXCEPTION, putting->tokens.at[0]);
}

static void put_screening(struct putting *putting)
{
    put_on_bags(putting, FIELD_BAG_SCREENING, putting->tokens.at[0]);
}

static void put_stowage(struct putting *putting)
{
    put_on_bags(putting, FIELD_BAG_STOWED, putting->text);
}

/* .J/R///18APR/002903L/TIAT2: kind, agent, reader, day, time, location. */
static void put_processing(struct putting *putting)
{
    enum { KIND, AGENT, READER, DAY, TIME, LOCATION };
    const struct tokens *tokens = &putting->tokens;
    put_on_bags(putting, FIELD_BAG_PROCESS, tokens->at[KIND]);
    put_on_bags(putting, FIELD_BAG_LOCATION, tokens->at[LOCATION]);
    struct piece moment = decode_across(tokens->at[DAY], tokens->at[TIME]);
    moment.text = decode_concat(putting->decoder, tokens->at[DAY].text, " ", tokens->at[TIME].text);
    put_on_bags(putting, FIELD_BAG_PROCESSED, moment);
}

/* ---- what is said of the passenger ---- */

/* .S/Y/23A/C/012: authority to load, seat, status of the passenger, sequence number. */
static void put_reconciliation(struct putting *putting)
{
    const struct tokens *tokens = &putting->tokens;
    uint32_t passenger = putting->group->passenger;
    put_on_bags(putting, FIELD_BAG_LOAD, tokens->at[0]);
    if (passenger == IMAGE_NONE) {
        put_on_bags(putting, FIELD_BAG_SEAT, tokens->at[1]);
        return;
    }
    decode_put(putting->decoder, passenger, FIELD_TRAVELLER_STATUS, tokens->at[2]);
    decode_put(putting->decoder, passenger, FIELD_TRAVELLER_SEQUENCE, tokens->at[3]);
    if (tokens->at[1].text.size == 0)
        return;
    uint32_t seat = decode_node(putting->decoder, NODE_SEAT, passenger);
    decode_put(putting->decoder, seat, FIELD_SEAT_NUMBER, tokens->at[1]);
    decode_put_word(putting->decoder, seat, FIELD_SEAT_SOURCE, "checked-in", tokens->at[1]);
}

/* .W/K/1/17: unit, pieces, weight; without a passenger it stays with the first bag. */
static void put_weight(struct putting *putting)
{
    const struct tokens *tokens = &putting->tokens;
    struct decoder *decoder = putting->decoder;
    uint32_t passenger = putting->group->passenger;
    if (passenger == IMAGE_NONE) {
        if (putting->group->bag_count)
            decode_put(decoder, putting->group->bags[0].node, FIELD_BAG_WEIGHT, putting->text);
        return;
    }
    decode_put_count(decoder, passenger, FIELD_TRAVELLER_BAG_COUNT, tokens->at[1]);
    if (decode_put_count(decoder, passenger, FIELD_TRAVELLER_BAG_WEIGHT, tokens->at[2]))
        decode_put_word(decoder, passenger, FIELD_TRAVELLER_BAG_UNIT,
                        span_is(tokens->at[0].text, "L") ? "lb" : "kg", tokens->at[0]);
}

static void put_remark(struct putting *putting)
{
    struct decoder *decoder = putting->decoder;
    struct piece text = putting->text;
    text.text = span_trim(text.text);
    if (text.text.size == 0 || decode_drops(decoder, text))
        return;
    uint32_t node = decode_node(decoder, NODE_REMARK, putting->group->owner);
    decode_put_as(decoder, node, FIELD_REMARK_QUALIFIER, (struct span){&putting->letter, 1}, text);
    decode_put(decoder, node, FIELD_REMARK_TEXT, text);
}

static void put_locator(struct putting *putting)
{
    if (putting->group->passenger == IMAGE_NONE)
        put_on_bags(putting, FIELD_BAG_LOCATOR, putting->tokens.at[0]);
    else
        decode_put(putting->decoder, putting->group->passenger, FIELD_TRAVELLER_LOCATOR,
                   putting->tokens.at[0]);
}

/* ---- the table ---- */

static const struct {
    char letter;
    enum pass pass;
    void (*put)(struct putting *putting);
} readers[] = {
    {'P', PASS_PERSONS, put_persons}, {'F', PASS_BAGS, put_flight},
    {'I', PASS_BAGS, put_flight},     {'O', PASS_BAGS, put_flight},
    {'N', PASS_BAGS, put_tags},       {'B', PASS_BAGS, put_status},
    {'E', PASS_REST, put_exception},  {'J', PASS_REST, put_processing},
    {'L', PASS_REST, put_locator},    {'S', PASS_REST, put_reconciliation},
    {'W', PASS_REST, put_weight},     {'X', PASS_REST, put_screening},
    {'A', PASS_REST, put_remark},                                   /* acknowledgement */
    {'C', PASS_REST, put_remark},                                   /* group or company */
    {'D', PASS_REST, put_remark},                                   /* place of check-in */
    {'G', PASS_REST, put_remark},                                   /* ground transport */
    {'H', PASS_REST, put_remark},                                   /* handling */
    {'K', PASS_REST, put_remark},     {'Q', PASS_REST, put_remark}, /* priority of loading */
    {'R', PASS_REST, put_remark},                                   /* internal remark */
    {'T', PASS_REST, put_remark},                                   /* ticket or printer */
    {'U', PASS_REST, put_stowage},    {'Y', PASS_REST, put_remark}, /* frequent traveller */
    {'Z', PASS_REST, put_remark},
};

static void put_element(struct putting *putting, const struct bag_element *element, enum pass pass)
{
    struct edifact_segment *segment = &putting->decoder->reader.segment;
    *segment = (struct edifact_segment){.begin = element->begin, .end = element->end};
    segment->name[0] = '.';
    segment->name[1] = element->letter;
    putting->letter = element->letter;
    putting->text = element->text;
    putting->tokens = decode_tokens(putting->decoder, element->text, element->text.text);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (readers[i].letter == element->letter) {
            if (readers[i].pass == pass)
                readers[i].put(putting);
            return;
        }
    if (pass == PASS_PERSONS)
        decode_issue_segment(putting->decoder, ISSUE_SEGMENT_UNKNOWN, NULL);
}

void bag_put_group(struct decoder *decoder, struct baggage *baggage, struct bag_group *group)
{
    struct putting putting = {.decoder = decoder, .baggage = baggage, .group = group};
    group->owner = decoder->message;
    group->passenger = IMAGE_NONE;
    for (int pass = 0; pass < PASSES; pass++)
        for (size_t i = 0; i < group->count; i++)
            put_element(&putting, &group->elements[i], (enum pass)pass);
}

void bag_read_version(struct decoder *decoder, struct baggage *baggage, struct piece text)
{
    static const struct {
        char letter;
        const char *word;
    } sources[] = {{'L', "local"}, {'T', "transfer"}, {'R', "remote"}, {'X', "terminating"}};
    struct tokens tokens = decode_tokens(decoder, text, text.text);
    struct span first = tokens.at[0].text;
    char source = first.size > 1 ? first.at[1] : 0;
    decode_put(decoder, decoder->message, FIELD_MESSAGE_VERSION,
               decode_part_of(decoder, tokens.at[0], span_part(first, 0, 1)));
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (sources[i].letter == source)
            decode_put_word(decoder, decoder->message, FIELD_MESSAGE_BAG_SOURCE, sources[i].word,
                            tokens.at[0]);
    baggage->here = source == 'L' || source == 'T';
    baggage->place = decode_part_of(decoder, tokens.at[0], span_part(first, 2, first.size));
    decode_put(decoder, decoder->message, FIELD_MESSAGE_PLACE, baggage->place);
    decode_put_count(decoder, decoder->message, FIELD_MESSAGE_PART, tokens.at[1]);
    decode_put(decoder, decoder->message, FIELD_MESSAGE_REFERENCE, tokens.at[2]);
}
