#include "view/baggage.h"

#include "view/internal.h"

enum { ALONE_MOST = 500 }; /* bags may come long before their travellers are announced */

/* ---- loading ---- */

struct gathering {
    struct arena *arena;
    bool (*wanted)(void *context, const struct store_bag *bag);
    void *context;
    struct baggage_bag *bags;
    size_t count, room;
};

static bool gather(void *context, const struct store_bag *bag)
{
    struct gathering *gathering = context;
    if (gathering->wanted && !gathering->wanted(gathering->context, bag))
        return true;
    gathering->bags = arena_more(gathering->arena, gathering->bags, gathering->count,
                                 &gathering->room, sizeof *gathering->bags);
    gathering->bags[gathering->count++] =
        (struct baggage_bag){.bag = store_bag_copy(gathering->arena, bag)};
    return true;
}

static enum status open_bag(struct view *view, struct arena *arena, struct baggage_bag *bag)
{
    struct bag_state state = {0};
    enum status status = store_bag_saids(view->store, bag->bag.id, arena, &bag->said, &bag->count);
    for (size_t i = 0; status == STATUS_OK && i < bag->count; i++)
        bag_state_next(&state, bag->said[i].said.word);
    bag->state = state.word;
    return status;
}

enum status baggage_load(struct view *view, int64_t flight, struct arena *arena,
                         bool (*wanted)(void *context, const struct store_bag *bag), void *context,
                         struct baggage_bag **out, size_t *count)
{
    struct gathering gathering = {.arena = arena, .wanted = wanted, .context = context};
    enum status status = store_bags(view->store, flight, gather, &gathering);
    for (size_t i = 0; i < gathering.count && status == STATUS_OK; i++)
        status = open_bag(view, arena, &gathering.bags[i]);
    *out = gathering.bags;
    *count = gathering.count;
    return status;
}

static bool is_own(void *context, const struct store_bag *bag)
{
    const struct person_view *person = context;
    for (size_t i = 0; i < person->row_count; i++)
        if (person->rows[i].id == bag->traveller)
            return true;
    return false;
}

enum status baggage_of(struct view *view, const struct person_view *person, struct arena *arena,
                       struct baggage_bag **out, size_t *count)
{
    return baggage_load(view, person->flight.id, arena, is_own, (void *)(uintptr_t)person, out,
                        count);
}

/* ---- values: what was said last of each field ---- */

static uint32_t node_of(const struct image *image, enum node_type type)
{
    return type == NODE_BAG ? 0 : image_child(image, 0, type);
}

static void write_node(struct json *json, const struct image *image, uint32_t node,
                       const struct view_sight *sight, struct origin origin,
                       struct field_mask *seen)
{
    for (uint32_t i = 0; i < image->nodes[node].values; i++) {
        const struct image_value *value = &image->values[image->nodes[node].first_value + i];
        enum field field = (enum field)value->field;
        if (field_mask_shows(seen, field))
            continue;
        field_mask_show(seen, field);
        write_value(json, field_info(field)->key, sight, image, value, origin);
    }
}

static void write_latest(struct json *json, const char *key, const struct baggage_bag *bag,
                         enum node_type type, const struct view_sight *sight)
{
    struct field_mask seen = {.classes = 0};
    json_key(json, key);
    json_begin(json);
    for (size_t i = bag->count; i-- > 0;) {
        struct image image;
        struct origin origin = {bag->said[i].said.seq, "baggage"};
        if (image_open(bag->said[i].content, &image) != STATUS_OK)
            continue;
        uint32_t node = node_of(&image, type);
        if (node != IMAGE_NONE)
            write_node(json, &image, node, sight, origin, &seen);
    }
    json_end(json);
}

struct span baggage_tag(const struct baggage_bag *bag, const struct view_sight *sight)
{
    struct image image;
    if (bag->count == 0 || !field_mask_shows(&sight->mask, FIELD_BAG_TAG) ||
        image_open(bag->said[bag->count - 1].content, &image) != STATUS_OK)
        return (struct span){NULL, 0};
    return image_text(&image, 0, FIELD_BAG_TAG);
}

/* ---- writing ---- */

static void write_bag_said(struct json *json, const struct bag_said *said)
{
    json_begin(json);
    json_put_text(json, "word", bag_text(said->word));
    write_instant(json, "at", said->at);
    json_put_int(json, "message", said->seq);
    json_put_int(json, "begin", said->begin);
    json_put_int(json, "size", said->size);
    json_end(json);
}

void baggage_write(struct json *json, const struct baggage_bag *bag, const struct view_sight *sight)
{
    json_begin(json);
    json_put_text(json, "state", bag_text(bag->state));
    json_put_text(json, "joined_by", bag_join_text(bag->bag.how));
    json_put_span(json, "leg", span_part(bag->bag.leg, 0, bag->bag.leg.size - 1));
    json_put_span(json, "board", bag->bag.board);
    json_put_span(json, "off", bag->bag.off);
    write_latest(json, "values", bag, NODE_BAG, sight);
    write_latest(json, "passenger", bag, NODE_TRAVELLER, sight);
    json_key(json, "said");
    json_begin_array(json);
    for (size_t i = 0; i < bag->count; i++)
        write_bag_said(json, &bag->said[i].said);
    json_end_array(json);
    json_end(json);
}

/* ---- bags of a flight ---- */

struct bag_counts {
    int64_t joined, alone;
};

static bool count_bag(void *context, const struct store_bag *bag)
{
    struct bag_counts *counts = context;
    ++*(bag->traveller ? &counts->joined : &counts->alone);
    return true;
}

enum status baggage_write_counts(struct view *view, int64_t flight, struct json *json)
{
    struct bag_counts counts = {0};
    enum status status = store_bags(view->store, flight, count_bag, &counts);
    json_key(json, "bags");
    json_begin(json);
    json_put_int(json, "joined", counts.joined);
    json_put_int(json, "alone", counts.alone);
    json_end(json);
    return status;
}

static bool is_alone(void *context, const struct store_bag *bag)
{
    struct bag_counts *counts = context;
    return !bag->traveller && ++counts->alone <= ALONE_MOST;
}

enum status view_bags(struct view *view, int64_t flight, const struct view_sight *sight,
                      struct buffer *out)
{
    struct json json = {out, false};
    struct bag_counts counts = {0};
    struct store_flight found;
    struct baggage_bag *bags = NULL;
    size_t count = 0;
    enum status status = flight_find(view, flight, &found);
    if (status == STATUS_OK)
        status = baggage_load(view, flight, &view->arena, is_alone, &counts, &bags, &count);
    json_begin(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++)
        baggage_write(&json, &bags[i], sight);
    json_end_array(&json);
    json_put_int(&json, "total", counts.alone);
    json_end(&json);
    return status;
}
