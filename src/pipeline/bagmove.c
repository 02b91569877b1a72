/* Bags that change their flight: a BSM CHG names the legs from then on. */
#include "pipeline/bags.h"

enum { DAYS_ABOUT = 2 };

/* A leg of the tag, and what was said of the bag on it. */
struct tag_leg {
    struct store_bag bag;
    struct store_bag_said *said;
    size_t count;
};
struct tag_legs {
    struct engine *engine;
    struct tag_leg *legs;
    size_t count, room;
};

static bool add_leg(void *context, const struct store_bag *bag)
{
    struct tag_legs *legs = context;
    struct arena *arena = &legs->engine->message;
    legs->legs = arena_more(arena, legs->legs, legs->count, &legs->room, sizeof *legs->legs);
    legs->legs[legs->count++] = (struct tag_leg){.bag = store_bag_copy(arena, bag)};
    return true;
}

static bool is_said_on(const struct tag_leg *leg, const struct bag_said *change)
{
    for (size_t i = 0; i < leg->count; i++)
        if (leg->said[i].said.seq == change->seq && leg->said[i].said.ordinal == change->ordinal)
            return true;
    return false;
}

/* From another port it may fly on as it was: who changes one leg does not name those before. */
static enum status leave(struct engine *engine, const struct tag_leg *from,
                         const struct tag_leg *leg, const struct store_bag_said *change)
{
    struct store_bag_said moved = *change;
    if (!leg->bag.board.size || !span_equal(leg->bag.board, from->bag.board) ||
        is_said_on(leg, &change->said))
        return STATUS_OK;
    moved.said.word = BAG_MOVED;
    enum status status = store_bag_say(engine->store, leg->bag.id, &moved);
    return status == STATUS_OK && leg->bag.flight ? bags_join(engine, &leg->bag) : status;
}

static enum status carry_out(struct tag_legs *legs, const struct tag_leg *from,
                             const struct store_bag_said *change)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < legs->count && status == STATUS_OK; i++)
        status = leave(legs->engine, from, &legs->legs[i], change);
    return status;
}

enum status bags_move(struct engine *engine, int64_t tag, int32_t day)
{
    struct tag_legs legs = {.engine = engine};
    enum status status =
        store_bags_of_tag(engine->store, tag, day - DAYS_ABOUT, day + DAYS_ABOUT, add_leg, &legs);
    for (size_t i = 0; i < legs.count && status == STATUS_OK && legs.count > 1; i++)
        status = store_bag_saids(engine->store, legs.legs[i].bag.id, &engine->message,
                                 &legs.legs[i].said, &legs.legs[i].count);
    for (size_t i = 0; i < legs.count && status == STATUS_OK; i++)
        for (size_t k = 0; k < legs.legs[i].count && status == STATUS_OK; k++)
            if (legs.legs[i].said[k].said.word == BAG_CHANGED)
                status = carry_out(&legs, &legs.legs[i], &legs.legs[i].said[k]);
    return status;
}
