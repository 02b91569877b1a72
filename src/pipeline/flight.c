#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "model/ports.h"
#include "pipeline/internal.h"
#include "pipeline/match.h"

/* A leg as it identifies a flight (operations.md 2 and 3). */
struct announced {
    struct span carrier, number;           /* operating */
    struct span sold_carrier, sold_number; /* marketing, when it differs */
    struct span board, off, departure, arrival, direction, reference;
    uint32_t node; /* IMAGE_NONE: there is no leg */
    int32_t day;   /* of departure: names the flight */
    int32_t file;  /* whose file a new flight goes to: the same day, unless that is too far away */
};

enum { FEWEST_FOR_PROOF = 3 };

struct span flight_carrier(struct span code)
{
    const struct carrier *carrier = carrier_find(code);
    return carrier && carrier->iata[0] ? span_of(carrier->iata) : code;
}

struct span flight_port(struct span code)
{
    const struct port *port = port_find(code);
    return port && port->iata[0] ? span_of(port->iata) : code;
}

static bool crosses_border(const struct image *image, uint32_t leg)
{
    struct span direction = image_text(image, leg, FIELD_LEG_DIRECTION);
    return span_is(direction, "inbound") || span_is(direction, "outbound");
}

static uint32_t first_itinerary_leg(const struct image *image, uint32_t message)
{
    uint32_t booking = image_child(image, message, NODE_BOOKING);
    return booking == IMAGE_NONE ? IMAGE_NONE : image_child(image, booking, NODE_LEG);
}

/* Of a progressive flight the persons belong to the leg that crosses home's border; where the
 * ports do not tell, to that marked 125/87; else to the first. */
static uint32_t choose_leg(const struct image *image, uint32_t message)
{
    uint32_t first = image_child(image, message, NODE_LEG), marked = IMAGE_NONE;
    for (uint32_t leg = first; leg != IMAGE_NONE; leg = image_sibling(image, leg, NODE_LEG)) {
        if (crosses_border(image, leg))
            return leg;
        if (marked == IMAGE_NONE && span_is(image_text(image, leg, FIELD_LEG_QUALIFIERS), "125/87"))
            marked = leg;
    }
    if (marked != IMAGE_NONE)
        return marked;
    return first != IMAGE_NONE ? first : first_itinerary_leg(image, message);
}

/* A machine whose clock has lost its time may say anything. */
static int32_t day_received(const struct journal_entry *entry)
{
    int64_t day = entry->received / MICROS_PER_DAY;
    return day < ID_DAY_FIRST ? ID_DAY_FIRST : day > ID_DAY_LAST ? ID_DAY_LAST : (int32_t)day;
}

/* A flight without a date has the day on which its message came. */
static int32_t day_of(struct span departure, int32_t received)
{
    struct date date;
    return date_parse(span_part(departure, 0, 10), &date) ? date_to_day(date) : received;
}

/* Each day is a file, and each month has secrets: who may send must not be able to make a hundred
 * years of them. A far flight keeps its own day in its key, so that it is never taken for the
 * flight of that number on the day of receipt, and later messages about it find it. */
bool flight_day_is_near(const struct passage *passage, int32_t day)
{
    int64_t window = config_count(passage->engine->options.config, SETTING_SCREEN_DAY_WINDOW);
    return labs((long)day - day_received(passage->entry)) <= window && id_day_valid(day);
}

static struct announced read_leg(const struct passage *passage)
{
    const struct image *image = passage->image;
    uint32_t leg = choose_leg(image, passage->message);
    int32_t received = day_received(passage->entry);
    struct announced out = {.node = leg, .day = received, .file = received};
    out.reference = image_text(image, passage->message, FIELD_MESSAGE_ACCESS);
    if (leg == IMAGE_NONE)
        return out;
    struct span carrier = image_text(image, leg, FIELD_LEG_CARRIER);
    struct span number = image_text(image, leg, FIELD_LEG_NUMBER);
    struct span flier = image_text(image, leg, FIELD_LEG_OPERATING_CARRIER);
    struct span flown = image_text(image, leg, FIELD_LEG_OPERATING_NUMBER);
    out.carrier = flight_carrier(flier.size ? flier : carrier);
    out.number = flown.size ? flown : number;
    if (flier.size || flown.size) {
        out.sold_carrier = flight_carrier(carrier);
        out.sold_number = number;
    }
    out.board = flight_port(image_text(image, leg, FIELD_LEG_BOARD));
    out.off = flight_port(image_text(image, leg, FIELD_LEG_OFF));
    out.departure = image_text(image, leg, FIELD_LEG_DEPARTURE);
    out.arrival = image_text(image, leg, FIELD_LEG_ARRIVAL);
    out.direction = image_text(image, leg, FIELD_LEG_DIRECTION);
    out.day = day_of(out.departure, received);
    out.file = flight_day_is_near(passage, out.day) ? out.day : received;
    return out;
}

struct span flight_key(struct arena *arena, struct span carrier, struct span number, int32_t day,
                       struct span board)
{
    char date[DATE_TEXT];
    return span_of(arena_format(arena, "%.*s%.*s/%s/%.*s", (int)carrier.size, carrier.at,
                                (int)number.size, number.at, date_format(date_from_day(day), date),
                                (int)board.size, board.at));
}

/* Crew fly the same number day after day; that they are on both days proves nothing. */
static bool is_on_duty(const struct image *image, uint32_t traveller)
{
    struct span kind = image_text(image, traveller, FIELD_TRAVELLER_KIND);
    return span_is(kind, "crew") || span_is(kind, "transit-crew") || span_is(kind, "staff");
}

/* How many of the message's passengers are on the flight, by document or name and birth. */
static enum status persons_on(const struct passage *passage, int64_t flight, uint32_t *known,
                              uint32_t *all)
{
    struct engine *engine = passage->engine;
    const struct image *image = passage->image;
    struct open_flight *open;
    enum status status = cards_open(engine->cards, flight, &open);
    *known = *all = 0;
    if (status != STATUS_OK)
        return status;
    for (uint32_t n = passage->message; n != IMAGE_NONE;
         n = image_next_under(image, passage->message, n)) {
        struct identity identity;
        bool ambiguous;
        if (image->nodes[n].type != NODE_TRAVELLER || is_on_duty(image, n))
            continue;
        identity_from_image(image, n, &engine->scratch, &identity);
        arena_reset(&engine->scratch);
        struct wanted wanted = {.identity = &identity, .part = PART_API, .stamp = UINT64_MAX};
        wanted.strong = true;
        *known += match_find(open, &wanted, &ambiguous) != CARD_NONE;
        ++*all;
    }
    return STATUS_OK;
}

/* Some write one reference for all of their flights: it tells a flight only when it holds the day
 * (YYMMDD or DDMMYY) for which that was first announced. */
static bool names_day(struct span reference, int32_t day)
{
    struct date date = date_from_day(day);
    char forward[40], backward[40];
    snprintf(forward, sizeof forward, "%02d%02d%02d", date.year % 100, date.month, date.day);
    snprintf(backward, sizeof backward, "%02d%02d%02d", date.day, date.month, date.year % 100);
    return reference.size && (memmem(reference.at, reference.size, forward, 6) ||
                              memmem(reference.at, reference.size, backward, 6));
}

static bool holds(struct span text, struct span part)
{
    return part.size && text.size && memmem(text.at, text.size, part.at, part.size);
}

/* Others write the flight itself, with that day: HY602/261125/1000. */
static bool names_flight(const struct announced *leg, int32_t day)
{
    return holds(leg->reference, leg->carrier) && holds(leg->reference, leg->number) &&
           names_day(leg->reference, day);
}

/* No number is planned twice from one port within hours: what departs then is the same flight, and what does
 * not may be another. Only one that is late by a day may leave within hours of the next. Nothing is known
 * where a time is not told. */
enum gap { GAP_UNKNOWN, GAP_NONE, GAP_NEAR, GAP_WIDE };
static enum gap departure_gap(const struct announced *leg, const struct store_flight *flight)
{
    enum { WIDE = 6 * 60 };
    int64_t now, then;
    if (!local_minutes(leg->departure, &now) || !local_minutes(flight->departure, &then))
        return GAP_UNKNOWN;
    return now == then ? GAP_NONE : llabs(now - then) > WIDE ? GAP_WIDE : GAP_NEAR;
}

/* Half of the message's persons are on the flight, and enough of them to be no chance. */
static bool are_enough(uint32_t known, uint32_t all)
{
    return known >= FEWEST_FOR_PROOF && known * 2 >= all;
}

/* That the message, though of another day, is about this flight. */
static enum status prove(struct passage *passage, const struct announced *leg,
                         const struct store_flight *flight, bool *proved)
{
    uint32_t known = 0, all = 0;
    enum status status = STATUS_OK;
    enum gap gap = departure_gap(leg, flight);
    *proved =
        gap == GAP_NONE || gap == GAP_NEAR ||
        (span_equal(flight->reference, leg->reference) && names_day(leg->reference, flight->day));
    if (!*proved) {
        status = persons_on(passage, flight->id, &known, &all);
        *proved = are_enough(known, all);
    }
    return status;
}

/* The flight of a day beside whose reference the message has, when that names it: whatever else flies on the
 * day of the message, it is about that one. */
static enum status find_named(struct passage *passage, const struct announced *leg, bool *found)
{
    struct engine *engine = passage->engine;
    static const int beside[] = {-1, 1};
    *found = false;
    for (int i = 0; i < 2 && !names_flight(leg, leg->day); i++) {
        int32_t day = leg->day + beside[i];
        if (!names_flight(leg, day))
            continue;
        struct span key = flight_key(&engine->message, leg->carrier, leg->number, day, leg->board);
        struct store_flight flight;
        enum status status = store_flight_find(engine->store, key, &engine->message, &flight);
        if (status == STATUS_MISSING)
            continue;
        *found = status == STATUS_OK && flight.day == day &&
                 span_equal(flight.reference, leg->reference);
        if (*found)
            passage->flight = flight;
        return status;
    }
    return STATUS_OK;
}

/* operations.md 2, design 4.4: a flight announced for the day after (or before) is the delayed one
 * when the time, the common reference or half of the persons prove it. */
static enum status find_neighbour(struct passage *passage, const struct announced *leg, bool *found)
{
    struct engine *engine = passage->engine;
    static const int beside[] = {-1, 1};
    *found = false;
    for (int i = 0; i < 2 && !*found; i++) {
        struct span key = flight_key(&engine->message, leg->carrier, leg->number,
                                     leg->day + beside[i], leg->board);
        struct store_flight flight;
        enum status status = store_flight_find(engine->store, key, &engine->message, &flight);
        if (status == STATUS_MISSING)
            continue;
        if (status != STATUS_OK)
            return status;
        status = prove(passage, leg, &flight, found);
        if (status != STATUS_OK)
            return status;
        if (*found)
            passage->flight = flight;
    }
    return STATUS_OK;
}

struct candidates {
    struct engine *engine;
    const struct announced *leg;
    struct store_flight flight;
    int count;
    enum status status;
};

/* Of the legs that fly under one number the one that has a port in common is meant. */
static bool consider(void *context, int64_t id)
{
    struct candidates *candidates = context;
    const struct announced *leg = candidates->leg;
    struct store_flight flight;
    candidates->status =
        store_flight(candidates->engine->store, id, &candidates->engine->message, &flight);
    if (candidates->status != STATUS_OK)
        return false;
    if (span_equal(flight.board, leg->board) || span_equal(flight.off, leg->off)) {
        candidates->flight = flight;
        candidates->count++;
    }
    return true;
}

/* A message that says that a flight is changed is about one that there is: the only one of that number
 * on the day, else on a day beside it, be it from or to another port. */
static enum status find_changed(struct passage *passage, const struct announced *leg, bool *found)
{
    struct engine *engine = passage->engine;
    static const int days[] = {0, -1, 1};
    *found = false;
    for (int i = 0; i < 3; i++) {
        struct candidates candidates = {.engine = engine, .leg = leg};
        struct span prefix = flight_key(&engine->message, leg->carrier, leg->number,
                                        leg->day + days[i], (struct span){NULL, 0});
        enum status status = store_flights_like(engine->store, prefix, consider, &candidates);
        status = status == STATUS_OK ? candidates.status : status;
        if (status != STATUS_OK || candidates.count > 1)
            return status;
        if (candidates.count == 1) {
            *found = true;
            passage->flight = candidates.flight;
            return STATUS_OK;
        }
    }
    return STATUS_OK;
}

static struct store_flight as_flight(const struct announced *leg, struct span key)
{
    return (struct store_flight){.day = leg->file,
                                 .key = key,
                                 .carrier = leg->carrier,
                                 .number = leg->number,
                                 .board = leg->board,
                                 .off = leg->off,
                                 .departure = leg->departure,
                                 .arrival = leg->arrival,
                                 .direction = leg->direction,
                                 .reference = leg->reference};
}

/* The flight of the day before is so late that it leaves within hours of that of the day, which has come in: the
 * message is about the one that leaves at its very time, or on which more of its persons are. */
static enum status look_before(struct passage *passage, const struct announced *leg)
{
    struct engine *engine = passage->engine;
    struct span key =
        flight_key(&engine->message, leg->carrier, leg->number, leg->day - 1, leg->board);
    struct store_flight late;
    uint32_t known = 0, other = 0, all = 0;
    enum status status = store_flight_find(engine->store, key, &engine->message, &late);
    if (status != STATUS_OK)
        return status == STATUS_MISSING ? STATUS_OK : status;
    bool is_late = departure_gap(leg, &late) == GAP_NONE;
    if (!is_late) {
        status = persons_on(passage, late.id, &known, &all);
        if (status == STATUS_OK && are_enough(known, all))
            status = persons_on(passage, passage->flight.id, &other, &all);
        is_late = are_enough(known, all) && known > other;
    }
    if (status == STATUS_OK && is_late)
        passage->flight = late;
    return status;
}

/* The day has a flight of its own; but what departs at another time may be that of the day before, delayed. That
 * is asked anew for each message, as the key of the day is the other's. */
static enum status look_beside(struct passage *passage, const struct announced *leg)
{
    bool found;
    enum gap gap = departure_gap(leg, &passage->flight);
    if (passage->flight.day != leg->day || names_flight(leg, leg->day))
        return STATUS_OK;
    return gap == GAP_WIDE   ? find_neighbour(passage, leg, &found)
           : gap == GAP_NEAR ? look_before(passage, leg)
                             : STATUS_OK;
}

/* Of a day whose key is that of a delayed flight. */
static struct span own_key(struct arena *arena, struct span key)
{
    return span_of(arena_format(arena, "%.*s/own", (int)key.size, key.at));
}

/* What departs within hours of the delayed flight is that one, unless it is the time of the day's own flight, or
 * a list of others, or says that it is not. */
static enum status is_near_own(struct passage *passage, const struct announced *leg,
                               struct span key, bool *own)
{
    struct engine *engine = passage->engine;
    uint32_t known, all;
    struct store_flight flight;
    enum status status =
        store_flight_find(engine->store, own_key(&engine->message, key), &engine->message, &flight);
    *own = status == STATUS_OK && departure_gap(leg, &flight) == GAP_NONE;
    if (*own || (status != STATUS_OK && status != STATUS_MISSING))
        return status;
    status = persons_on(passage, passage->flight.id, &known, &all);
    *own = status == STATUS_OK && !are_enough(known, all) &&
           (names_flight(leg, leg->day) ? !span_equal(passage->flight.reference, leg->reference)
                                        : all >= FEWEST_FOR_PROOF && known == 0);
    return status;
}

/* The key of this day may be that of a flight of the day before, delayed. A message is about that
 * one when it departs then, or about then and nothing speaks for another, or by proof; else about the day's own
 * flight. */
static enum status is_own(struct passage *passage, const struct announced *leg, struct span key,
                          bool *own)
{
    bool proved = false;
    enum gap gap = departure_gap(leg, &passage->flight);
    *own = false;
    if (passage->flight.day == leg->day || span_equal(passage->flight.key, key))
        return STATUS_OK;
    if (gap == GAP_NEAR)
        return is_near_own(passage, leg, key, own);
    if (gap != GAP_WIDE)
        return STATUS_OK;
    enum status status = prove(passage, leg, &passage->flight, &proved);
    *own = status == STATUS_OK && !proved;
    return status;
}

static enum status add_flight(struct passage *passage, const struct announced *leg, struct span key)
{
    passage->flight = as_flight(leg, key);
    return store_flight_add(passage->engine->store, passage->entry->sequence, &passage->flight,
                            &passage->flight.id);
}

/* The key finds the flight of the passage from now on, unless it finds another. */
static enum status keep_alias(const struct passage *passage, struct span key)
{
    struct engine *engine = passage->engine;
    struct store_flight other;
    enum status status = store_flight_find(engine->store, key, &engine->message, &other);
    return status == STATUS_MISSING ? store_alias_add(engine->store, key, passage->flight.id)
                                    : status;
}

static enum status find_or_add(struct passage *passage, const struct announced *leg)
{
    struct engine *engine = passage->engine;
    struct span key = flight_key(&engine->message, leg->carrier, leg->number, leg->day, leg->board);
    bool delayed = false, own = false, named = false;
    enum status status = find_named(passage, leg, &named);
    if (named && status == STATUS_OK)
        return keep_alias(passage, key);
    if (status != STATUS_OK)
        return status;
    status = store_flight_find(engine->store, key, &engine->message, &passage->flight);
    if (status == STATUS_OK)
        status = is_own(passage, leg, key, &own);
    if (own && status == STATUS_OK) {
        key = own_key(&engine->message, key);
        status = store_flight_find(engine->store, key, &engine->message, &passage->flight);
        return status == STATUS_MISSING ? add_flight(passage, leg, key) : status;
    }
    if (status == STATUS_OK)
        return look_beside(passage, leg);
    if (status != STATUS_MISSING)
        return status;
    status = STATUS_OK;
    if (leg->carrier.size && leg->number.size)
        status = passage->effect->event == FLIGHT_CHANGED ? find_changed(passage, leg, &delayed)
                                                          : find_neighbour(passage, leg, &delayed);
    if (status != STATUS_OK)
        return status;
    return delayed ? store_alias_add(engine->store, key, passage->flight.id)
                   : add_flight(passage, leg, key);
}

/* Times and ports as last announced; and the number under which others sell the flight. */
static enum status update(struct passage *passage, const struct announced *leg)
{
    struct engine *engine = passage->engine;
    struct store_flight now = as_flight(leg, passage->flight.key);
    now.id = passage->flight.id;
    enum status status = store_flight_update(engine->store, passage->entry->sequence, &now, NULL);
    if (status == STATUS_OK && leg->sold_number.size)
        status = store_alias_add(
            engine->store,
            flight_key(&engine->message, leg->sold_carrier, leg->sold_number, leg->day, leg->board),
            passage->flight.id);
    return status;
}

/* What the message says of the flight as a whole. */
static enum status note_event(const struct passage *passage)
{
    const struct image_value *role =
        image_find(passage->image, passage->message, FIELD_MESSAGE_ROLE);
    struct store_event event = {.flight = passage->flight.id,
                                .what = passage->effect->event,
                                .at = passage->at,
                                .seq = passage->entry->sequence,
                                .ordinal = passage->ordinal,
                                .begin = role ? role->begin : 0,
                                .size = role ? role->size : 0};
    return event.what == FLIGHT_EVENTS ? STATUS_OK
                                       : store_event_add(passage->engine->store, &event);
}

/* Said each time that the message is worked on: a landing that is known has no other trace of it. */
static enum status note_far(struct passage *passage, const struct announced *leg)
{
    if (leg->file == leg->day)
        return STATUS_OK;
    const struct image_node *node = &passage->image->nodes[leg->node];
    return store_issue_add(passage->engine->store,
                           &(struct store_issue){.seq = passage->entry->sequence,
                                                 .message = passage->ordinal,
                                                 .issue = ISSUE_FLIGHT_FAR,
                                                 .begin = node->begin,
                                                 .size = node->end - node->begin});
}

enum status flight_resolve(struct passage *passage)
{
    struct engine *engine = passage->engine;
    int64_t seq = passage->entry->sequence, flight = 0;
    struct announced leg = read_leg(passage);
    enum status status = note_far(passage, &leg);
    if (status != STATUS_OK)
        return status;
    status = seq <= store_flights_applied(engine->store)
                 ? store_landing(engine->store, seq, passage->ordinal, &flight)
                 : STATUS_MISSING;
    if (status == STATUS_OK)
        return store_flight(engine->store, flight, &engine->message, &passage->flight);
    if (status != STATUS_MISSING)
        return status;
    status = find_or_add(passage, &leg);
    if (status == STATUS_OK)
        status = update(passage, &leg);
    if (status == STATUS_OK)
        status = note_event(passage);
    if (status == STATUS_OK)
        status = store_landing_add(engine->store, seq, passage->ordinal, passage->flight.id);
    return status;
}
