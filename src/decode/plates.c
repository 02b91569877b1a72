/* Bag tags: ten digits (IATA Resolution 740: type, airline's number, serial number), or designator and
 * serial number, as older systems write them; both become ten digits where the airline is known. */
#include <stdio.h>

#include "decode/baggage.h"

enum { PLATE = 10, SERIAL = 6, COUNT = 3, SERIALS = 1000000 };

static const struct {
    unsigned number;
    char designator[3];
} plates[] = {
#define PLATE(number, designator) {number, designator},
#include "decode/plates.def"
#undef PLATE
};

struct tag {
    unsigned type, airline; /* digits 1 and 2 to 4 */
    char designator[3];     /* "": the number is in no table */
    unsigned serial, count;
    bool numbered; /* the airline's number is known */
};

static bool read_digits(struct span text, unsigned *out)
{
    int64_t number;
    if (!span_number(text, &number))
        return false;
    *out = (unsigned)number;
    return true;
}

static void find_designator(struct tag *tag)
{
    for (size_t i = 0; i < sizeof plates / sizeof *plates; i++)
        if (plates[i].number == tag->airline)
            memcpy(tag->designator, plates[i].designator, sizeof tag->designator);
}

static void find_number(struct tag *tag)
{
    for (size_t i = 0; i < sizeof plates / sizeof *plates; i++)
        if (strcmp(plates[i].designator, tag->designator) == 0) {
            tag->airline = plates[i].number;
            tag->numbered = true;
        }
}

/* 0250771042 */
static bool read_plate(struct span text, struct tag *out)
{
    out->numbered = text.size == PLATE && read_digits(span_part(text, 0, 1), &out->type) &&
                    read_digits(span_part(text, 1, 3), &out->airline) &&
                    read_digits(span_part(text, 4, SERIAL), &out->serial);
    if (out->numbered)
        find_designator(out);
    return out->numbered;
}

/* HY771042 */
static bool read_older(struct span text, struct tag *out)
{
    if (text.size != 2 + SERIAL || !read_digits(span_part(text, 2, SERIAL), &out->serial))
        return false;
    for (size_t i = 0; i < 2; i++) {
        char c = text.at[i];
        out->designator[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
        if (!is_digit(out->designator[i]) && (out->designator[i] < 'A' || out->designator[i] > 'Z'))
            return false;
    }
    find_number(out);
    return true;
}

/* With a count of consecutive tags or without; a count of 0 is none. */
static bool read_tag(struct span text, struct tag *out)
{
    *out = (struct tag){.count = 1};
    if (read_plate(text, out) || read_older(text, out))
        return true;
    *out = (struct tag){.count = 1};
    if (text.size <= COUNT || !read_digits(span_part(text, text.size - COUNT, COUNT), &out->count))
        return false;
    out->count += out->count == 0;
    text.size -= COUNT;
    return read_plate(text, out) || read_older(text, out);
}

static struct bag bag_of(const struct tag *tag, unsigned which)
{
    struct bag bag = {.serial = (tag->serial + which) % SERIALS};
    if (tag->designator[0])
        memcpy(bag.airline, tag->designator, sizeof tag->designator);
    else
        snprintf(bag.airline, sizeof bag.airline, "%03u", tag->airline % 1000);
    return bag;
}

static const char *write_tag(const struct tag *tag, const struct bag *bag, struct arena *arena)
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
    struct tag tag;
    if (text.text.size == 0)
        return;
    if (!read_tag(text.text, &tag)) {
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
