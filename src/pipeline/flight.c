#include <stdlib.h>

#include "base/clock.h"
#include "model/ports.h"
#include "pipeline/neighbour.h"

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
    enum status status = neighbour_named(passage, leg, &named);
    if (named && status == STATUS_OK)
        return keep_alias(passage, key);
    if (status != STATUS_OK)
        return status;
    status = store_flight_find(engine->store, key, &engine->message, &passage->flight);
    if (status == STATUS_OK)
        status = neighbour_is_own(passage, leg, key, &own);
    if (own && status == STATUS_OK) {
        key = neighbour_own_key(&engine->message, key);
        status = store_flight_find(engine->store, key, &engine->message, &passage->flight);
        return status == STATUS_MISSING ? add_flight(passage, leg, key) : status;
    }
    if (status == STATUS_OK)
        return neighbour_look(passage, leg);
    if (status != STATUS_MISSING)
        return status;
    status = STATUS_OK;
    if (leg->carrier.size && leg->number.size)
        status = passage->effect->event == FLIGHT_CHANGED ? find_changed(passage, leg, &delayed)
                                                          : neighbour_find(passage, leg, &delayed);
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
