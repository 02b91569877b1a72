/* The tags of baggage messages (model/plate.h): they become ten digits where the airline is known. */
#include <stdio.h>

#include "decode/baggage.h"
#include "model/plate.h"

static struct bag bag_of(const struct plate *tag, unsigned which)
{
    struct bag bag = {.serial = (tag->serial + which) % PLATE_SERIALS};
    if (tag->designator[0])
        memcpy(bag.airline, tag->designator, sizeof tag->designator);
    else
        snprintf(bag.airline, sizeof bag.airline, "%03u", tag->airline % 1000);
    return bag;
}

static const char *write_tag(const struct plate *tag, const struct bag *bag, struct arena *arena)
{
    if (tag->numbered)
        return arena_format(arena, "%u%03u%06u", tag->type, tag->airline, bag->serial);
    return arena_format(arena, "%s%06u", bag->airline, bag->serial);
}

static struct bag *find_bag(const struct bag_group *group, const struct bag *wanted)
{
    for (size_t i = 0; i < group->bag_count; i++)
        if (group->bags[i].serial == wanted->serial &&
            strcmp(group->bags[i].airline, wanted->airline) == 0)
            return &group->bags[i];
    return NULL;
}

static uint32_t add_bag(struct decoder *decoder, struct bag_group *group, struct bag bag,
                        const char *tag, struct piece text)
{
    bag.node = decode_node(decoder, NODE_BAG, group->owner);
    group->bags =
        arena_more(decoder->arena, group->bags, group->bag_count, &group->bag_room, sizeof bag);
    group->bags[group->bag_count++] = bag;
    decode_put_word(decoder, bag.node, FIELD_BAG_TAG, tag, text);
    decode_put_word(decoder, bag.node, FIELD_BAG_AIRLINE, bag.airline, text);
    return bag.node;
}

static void put_bad(struct decoder *decoder, struct bag_group *group, struct piece text,
                    struct piece status)
{
    const char *written = arena_copy(decoder->arena, text.text).at;
    uint32_t node = add_bag(decoder, group, (struct bag){.airline = ""}, written, text);
    decode_put(decoder, node, FIELD_BAG_STATUS, status);
    decode_issue(decoder, ISSUE_VALUE_BAD, text, "It was read as a bag tag.");
}

void bag_put_tags(struct decoder *decoder, struct baggage *baggage, struct bag_group *group,
                  struct piece text, struct piece status)
{
    struct plate tag;
    if (text.text.size == 0)
        return;
    if (!plate_read(text.text, &tag)) {
        put_bad(decoder, group, text, status);
        return;
    }
    for (unsigned i = 0; i < tag.count; i++) {
        struct bag bag = bag_of(&tag, i), *known = find_bag(group, &bag);
        uint32_t node =
            known ? known->node
                  : add_bag(decoder, group, bag, write_tag(&tag, &bag, decoder->arena), text);
        decode_put(decoder, node, FIELD_BAG_STATUS, status);
        if (++baggage->tags < DECODE_MOST_TAGS || i + 1 == tag.count)
            continue;
        decode_put_word(decoder, node, FIELD_BAG_COUNT,
                        arena_format(decoder->arena, "%u", tag.count - i), text);
        decode_issue(decoder, ISSUE_BAGGAGE_TAGS, text, NULL);
        return;
    }
}
