/* What baggage messages say: each bag on each leg that it is said to fly. */
#include "pipeline/bags.h"

#include "base/clock.h"
#include "model/plate.h"

enum { LEGS_MOST = 8 };

struct bag_leg {
    struct span carrier, number, board, off;
    int32_t day;
};

/* A baggage message on its way into the store. */
struct telling {
    struct passage *passage;
    struct bag_leg legs[LEGS_MOST]; /* of the passenger; who has none flies as the one before */
    size_t leg_count;
    int64_t tag; /* of the bag under way, as the store has it; 0: it is on no leg */
};

/* ---- what is said ---- */

static bool has_value(const struct image *image, uint32_t bag, enum field field, const char *value)
{
    if (field == FIELDS)
        return true;
    struct span text = image_text(image, bag, field);
    return value ? span_is(text, value) : text.size > 0;
}

static enum bag_word word_of(const struct passage *passage, uint32_t bag)
{
    static const struct {
        const char *type, *function;
        enum field field;
        const char *value;
        enum bag_word word;
    } rows[] = {
#define BAGGAGE(type, function, field, value, word) {type, function, field, value, BAG_##word},
#include "pipeline/baggage.def"
#undef BAGGAGE
    };
    struct span type = image_text(passage->image, passage->message, FIELD_MESSAGE_TYPE);
    struct span function = image_text(passage->image, passage->message, FIELD_MESSAGE_FUNCTION);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (span_is(type, rows[i].type) &&
            (!rows[i].function || span_is(function, rows[i].function)) &&
            has_value(passage->image, bag, rows[i].field, rows[i].value))
            return rows[i].word;
    return BAG_UNKNOWN;
}

/* The bag with whom it belongs to, without that person's other bags; or with its legs. */
static struct span copy_bag(struct passage *passage, uint32_t owner, uint32_t bag)
{
    const struct image *image = passage->image;
    struct arena *arena = &passage->engine->message;
    struct image_builder *builder = image_builder_new(arena, 0);
    image_copy_node(image, bag, builder, IMAGE_NONE, NODE_TYPES);
    if (image->nodes[owner].type == NODE_TRAVELLER)
        image_copy_node(image, owner, builder, 0, NODE_BAG);
    else
        for (uint32_t n = image_child(image, owner, NODE_LEG); n != IMAGE_NONE;
             n = image_sibling(image, n, NODE_LEG))
            image_copy_node(image, n, builder, 0, NODE_TYPES);
    return image_finish(builder);
}

/* ---- legs ---- */

/* Onward flights leave from where the one before arrives; an inbound one arrived where the bag is. */
static void add_leg(struct telling *telling, uint32_t node)
{
    const struct image *image = telling->passage->image;
    struct span movement = image_text(image, node, FIELD_LEG_MOVEMENT), departure;
    struct date date;
    struct bag_leg leg = {.carrier = flight_carrier(image_text(image, node, FIELD_LEG_CARRIER)),
                          .number = image_text(image, node, FIELD_LEG_NUMBER),
                          .board = image_text(image, node, FIELD_LEG_BOARD),
                          .off = image_text(image, node, FIELD_LEG_OFF)};
    departure = image_text(image, node, FIELD_LEG_DEPARTURE);
    if (!leg.number.size || !date_parse(span_part(departure, 0, 10), &date) ||
        telling->leg_count == LEGS_MOST)
        return;
    leg.day = date_to_day(date);
    if (span_is(movement, "onward") && telling->leg_count)
        leg.board = telling->legs[telling->leg_count - 1].off;
    if (span_is(movement, "inbound"))
        leg.off = image_text(image, telling->passage->message, FIELD_MESSAGE_PLACE);
    leg.board = flight_port(leg.board);
    leg.off = flight_port(leg.off);
    telling->legs[telling->leg_count++] = leg;
}

static void read_legs(struct telling *telling, uint32_t owner)
{
    static const char *const order[] = {"outbound", "onward", "inbound"};
    const struct image *image = telling->passage->image;
    uint32_t first = image_child(image, owner, NODE_LEG);
    telling->leg_count = first == IMAGE_NONE ? telling->leg_count : 0;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        for (uint32_t n = first; n != IMAGE_NONE; n = image_sibling(image, n, NODE_LEG))
            if (span_is(image_text(image, n, FIELD_LEG_MOVEMENT), order[i]))
                add_leg(telling, n);
}

/* ---- flights ---- */

struct candidates {
    struct engine *engine;
    const struct store_bag *bag;
    int64_t found;
    int count;
    enum status status;
};

/* Of flights of one number and day the one that has a port in common is meant. */
static bool fits(const struct store_bag *bag, const struct store_flight *flight)
{
    return (!bag->board.size && !bag->off.size) ||
           (bag->board.size && span_equal(bag->board, flight->board)) ||
           (bag->off.size && span_equal(bag->off, flight->off));
}

static bool consider(void *context, int64_t id)
{
    struct candidates *candidates = context;
    struct store_flight flight;
    if (id == candidates->found)
        return true;
    candidates->status =
        store_flight(candidates->engine->store, id, &candidates->engine->message, &flight);
    if (candidates->status == STATUS_OK && fits(candidates->bag, &flight)) {
        candidates->found = id;
        candidates->count++;
    }
    return candidates->status == STATUS_OK;
}

static enum status find_flight(struct engine *engine, struct store_bag *bag)
{
    struct candidates candidates = {.engine = engine, .bag = bag};
    enum status status = store_flights_like(engine->store, bag->leg, consider, &candidates);
    status = status == STATUS_OK ? candidates.status : status;
    if (status != STATUS_OK || candidates.count != 1)
        return status;
    bag->flight = candidates.found;
    return store_bag_set(engine->store, bag);
}

enum status bags_place(struct engine *engine, struct store_bag *bag)
{
    enum status status = bag->flight ? STATUS_OK : find_flight(engine, bag);
    return status == STATUS_OK && bag->flight ? bags_join(engine, bag) : status;
}

/* ---- keeping ---- */

static enum status keep(struct telling *telling, const struct bag_leg *leg, uint64_t tag,
                        const struct store_bag_said *said)
{
    struct engine *engine = telling->passage->engine;
    struct store_bag bag = {.board = leg->board, .off = leg->off};
    bag.leg = flight_key(&engine->message, leg->carrier, leg->number, leg->day, SPAN(""));
    enum status status =
        store_bag_put(engine->store, leg->day, (struct span){(const char *)&tag, sizeof tag},
                      &engine->message, &bag);
    if (status == STATUS_OK)
        status = store_bag_say(engine->store, bag.id, said);
    if (status == STATUS_OK)
        status = bags_place(engine, &bag);
    telling->tag = bag.tag;
    return status;
}

static enum status say(struct telling *telling, uint32_t owner, uint32_t bag)
{
    const struct passage *passage = telling->passage;
    const struct image_value *tag = image_find(passage->image, bag, FIELD_BAG_TAG);
    enum bag_word word = word_of(passage, bag);
    uint64_t key = tag ? plate_key(image_value_text(passage->image, tag),
                                   image_text(passage->image, bag, FIELD_BAG_AIRLINE), 0)
                       : 0;
    enum status status = STATUS_OK;
    telling->tag = 0;
    if (!key || word == BAG_UNKNOWN)
        return STATUS_OK;
    struct store_bag_said said = {.said = {.word = word,
                                           .at = passage->at,
                                           .seq = passage->entry->sequence,
                                           .ordinal = passage->ordinal,
                                           .begin = tag->begin,
                                           .size = tag->size},
                                  .digest = passage->entry->digest,
                                  .content = copy_bag(telling->passage, owner, bag)};
    for (size_t i = 0; i < telling->leg_count && status == STATUS_OK; i++)
        if (flight_day_is_near(passage, telling->legs[i].day))
            status = keep(telling, &telling->legs[i], key, &said);
    return status == STATUS_OK && telling->tag
               ? bags_move(passage->engine, telling->tag, telling->legs[0].day)
               : status;
}

static enum status say_all(struct telling *telling, uint32_t owner)
{
    const struct image *image = telling->passage->image;
    enum status status = STATUS_OK;
    read_legs(telling, owner);
    for (uint32_t bag = image_child(image, owner, NODE_BAG);
         bag != IMAGE_NONE && status == STATUS_OK; bag = image_sibling(image, bag, NODE_BAG))
        status = say(telling, owner, bag);
    return status;
}

enum status bags_message(struct passage *passage)
{
    struct telling telling = {.passage = passage};
    enum status status = say_all(&telling, passage->message);
    for (uint32_t n = image_child(passage->image, passage->message, NODE_TRAVELLER);
         n != IMAGE_NONE && status == STATUS_OK;
         n = image_sibling(passage->image, n, NODE_TRAVELLER))
        status = say_all(&telling, n);
    return status;
}
