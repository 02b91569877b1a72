/* Who stands where in an original: groups, and what stands around them. */
#include "decode/decode.h"
#include "edifact/edifact.h"
#include "mutation.h"

/* The segments of an original with their tags. */
struct place {
    struct extent extent;
    uint32_t tag;
};

struct places {
    struct place *list;
    size_t count, room;
    struct extent interchange; /* UNA and UNB of the one under way */
};

/* ---- segments ---- */

static bool is_one_of(uint32_t tag, const uint32_t *tags, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tags[i] == tag)
            return true;
    return false;
}
#define IS_ONE_OF(tag, tags) is_one_of(tag, tags, sizeof(tags) / sizeof *(tags))

static void read_places(struct body *body, struct arena *arena, struct places *places)
{
    struct edifact_reader reader;
    enum edifact_step step;
    edifact_start(&reader, body->bytes, arena);
    while (edifact_next_interchange(&reader)) {
        uint32_t begin = reader.interchange.begin, unb = reader.interchange.unb;
        if (body->una.end == 0 && begin < unb)
            body->una = (struct extent){begin, unb};
        while ((step = edifact_next(&reader)) != EDIFACT_OUT) {
            struct place place = {{reader.segment.begin, reader.segment.end}, reader.segment.tag};
            if (place.tag == TAG_UNB)
                place.extent.begin = begin;
            places->list =
                arena_more(arena, places->list, places->count, &places->room, sizeof place);
            places->list[places->count++] = place;
            if (step != EDIFACT_SEGMENT)
                break;
        }
    }
    body->segments = arena_array(arena, struct extent, places->count + 1);
    body->segment_count = (uint32_t)places->count;
    for (size_t i = 0; i < places->count; i++)
        body->segments[i] = places->list[i].extent;
}

static size_t find_place(const struct places *places, uint32_t begin)
{
    for (size_t i = 0; i < places->count; i++)
        if (places->list[i].extent.begin <= begin && begin < places->list[i].extent.end)
            return i;
    return places->count;
}

/* ---- groups ---- */

/* What ends the group of a person in a PAXLST, and in a PNRGOV. */
static const uint32_t ends_nad[] = {TAG_NAD, TAG_TDT, TAG_CNT, TAG_UNT, TAG_UNE, TAG_UNZ, TAG_UNH},
                      ends_tif[] = {TAG_TIF, TAG_TVL, TAG_EQN, TAG_MSG, TAG_ABI, TAG_SAC, TAG_LTS,
                                    TAG_SRC, TAG_RCI, TAG_UNT, TAG_UNE, TAG_UNZ, TAG_UNH};

static bool ends_group(enum kind kind, uint32_t tag)
{
    return kind == KIND_API ? IS_ONE_OF(tag, ends_nad) : IS_ONE_OF(tag, ends_tif);
}

/* From the terminator before the NAD or TIF to the last terminator before the next group. */
static struct extent group_at(const struct places *places, enum kind kind, size_t first)
{
    size_t last = first;
    while (last + 1 < places->count && !ends_group(kind, places->list[last + 1].tag))
        last++;
    return (struct extent){places->list[first - 1].extent.end - 1, places->list[last].extent.end};
}

/* The latest of one tag before `at`; empty when a message or interchange begins first. */
static struct extent before(const struct places *places, size_t at, uint32_t tag)
{
    for (size_t i = at; i-- > 0;) {
        if (places->list[i].tag == tag)
            return places->list[i].extent;
        if (places->list[i].tag == TAG_UNB || (places->list[i].tag == TAG_UNH && tag != TAG_UNB))
            break;
    }
    return (struct extent){0, 0};
}

static void find_headers(struct named *person, const struct places *places, enum kind kind,
                         size_t at)
{
    static const uint32_t api[] = {TAG_UNB, TAG_UNH, TAG_BGM},
                          pnr[] = {TAG_UNB, TAG_UNH, TAG_MSG, TAG_SRC, TAG_RCI};
    const uint32_t *tags = kind == KIND_API ? api : pnr;
    size_t count = kind == KIND_API ? sizeof api / sizeof *api : sizeof pnr / sizeof *pnr;
    for (size_t i = 0; i < count; i++) {
        struct extent found = before(places, at, tags[i]);
        struct extent *last = &person->headers[person->header_count - (person->header_count > 0)];
        if (tags[i] == TAG_RCI && last->begin < found.begin) /* SRC is that of the RCI behind it */
            last->end = found.end;
        else if (found.end)
            person->headers[person->header_count++] = found;
    }
}

/* From the first leg of the message to its last port or date. */
static struct extent find_flight(const struct places *places, enum kind kind, size_t at)
{
    size_t unh = at;
    struct extent flight = {0, 0};
    while (unh > 0 && places->list[unh].tag != TAG_UNH)
        unh--;
    for (size_t i = unh; i < at; i++) {
        uint32_t tag = places->list[i].tag;
        bool begins = tag == (kind == KIND_API ? TAG_TDT : TAG_TVL);
        bool goes_on = flight.end && kind == KIND_API && (tag == TAG_LOC || tag == TAG_DTM);
        if (begins && !flight.end)
            flight = places->list[i].extent;
        else if (goes_on)
            flight.end = places->list[i].extent.end;
        else if (flight.end)
            break;
    }
    return flight;
}

/* ---- persons ---- */

static bool is_inside(struct extent extent, uint32_t begin)
{
    return extent.begin <= begin && begin < extent.end;
}

static void find_numbers(struct named *person, const struct image *image, uint32_t node)
{
    for (uint32_t child = image_child(image, node, NODE_DOCUMENT); child != IMAGE_NONE;
         child = image_sibling(image, child, NODE_DOCUMENT)) {
        struct span number = image_text(image, child, FIELD_DOCUMENT_NUMBER);
        if (number.size && is_inside(person->group, image->nodes[child].begin) &&
            person->number_count < MOST_NUMBERS)
            person->numbers[person->number_count++] = number;
    }
}

/* Who stands in no group of its own (named by a request alone, or at check-in) has an empty one. */
static void find_person(struct named *person, const struct image *image, uint32_t node,
                        const struct places *places)
{
    enum kind kind = (enum kind)image->nodes[node].kind;
    size_t at = find_place(places, image->nodes[node].begin);
    const struct image_value *birth = image_find(image, node, FIELD_TRAVELLER_BIRTH);
    *person = (struct named){.surname = image_text(image, node, FIELD_TRAVELLER_SURNAME),
                             .given = image_text(image, node, FIELD_TRAVELLER_GIVEN)};
    bool named = person->surname.size || person->given.size;
    if (at == 0 || at == places->count || !named ||
        (places->list[at].tag != TAG_NAD && places->list[at].tag != TAG_TIF))
        return;
    person->group = group_at(places, kind, at);
    find_headers(person, places, kind, at);
    person->flight = find_flight(places, kind, at);
    if (birth && is_inside(person->group, birth->begin)) {
        person->birth = image_value_text(image, birth);
        person->other = image_text(image, node, FIELD_TRAVELLER_BIRTH_OTHER);
    }
    find_numbers(person, image, node);
}

void persons_find(struct body *body, struct arena *arena)
{
    struct span bytes;
    struct image image;
    struct places places = {0};
    read_places(body, arena, &places);
    decode_body(body->bytes, NULL, arena, &bytes);
    if (image_open(bytes, &image) != STATUS_OK)
        return;
    body->persons = arena_array(arena, struct named, image_count(&image, NODE_TRAVELLER) + 1);
    for (uint32_t i = 0; i < image.header->nodes; i++)
        if (image.nodes[i].type == NODE_TRAVELLER)
            find_person(&body->persons[body->person_count++], &image, i, &places);
}
