#include "model/image.h"

static bool range_ok(uint32_t from, uint32_t size, uint32_t limit)
{
    return from <= limit && size <= limit - from;
}

static bool later_or_none(uint32_t index, uint32_t than, uint32_t limit)
{
    return index == IMAGE_NONE || (index > than && index < limit);
}

static bool node_ok(const struct image *image, uint32_t index)
{
    const struct image_header *header = image->header;
    const struct image_node *node = &image->nodes[index];
    return (node->parent == IMAGE_NONE || node->parent < index) &&
           later_or_none(node->first_child, index, header->nodes) &&
           later_or_none(node->next, index, header->nodes) &&
           (node->link == IMAGE_NONE || node->link < header->nodes) &&
           range_ok(node->first_value, node->values, header->values) && node->begin <= node->end &&
           node->type < NODE_TYPES && node->kind <= KIND_OTHER &&
           node->outcome <= OUTCOME_QUARANTINED;
}

/* Children must name this node as their parent, or a hostile image could share subtrees and make
 * a walk exponential. */
static bool children_ok(const struct image *image, uint32_t index)
{
    uint32_t child = image->nodes[index].first_child;
    if (child != IMAGE_NONE && image->nodes[child].parent != index)
        return false;
    uint32_t next = image->nodes[index].next;
    return next == IMAGE_NONE || image->nodes[next].parent == image->nodes[index].parent;
}

static bool nodes_ok(const struct image *image)
{
    for (uint32_t i = 0; i < image->header->nodes; i++)
        if (!node_ok(image, i))
            return false;
    for (uint32_t i = 0; i < image->header->nodes; i++)
        if (!children_ok(image, i))
            return false;
    return true;
}

/* Each value lies in its node's run, and the runs hold no more than the values: so a run holds no
 * value of another node. */
static bool runs_ok(const struct image *image)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < image->header->nodes; i++)
        sum += image->nodes[i].values;
    return sum == image->header->values;
}

static bool values_ok(const struct image *image)
{
    if (!runs_ok(image))
        return false;
    for (uint32_t i = 0; i < image->header->values; i++) {
        const struct image_value *value = &image->values[i];
        if (value->node >= image->header->nodes || value->field >= FIELDS ||
            !range_ok(value->text, value->text_size, image->header->heap) ||
            value->begin > UINT32_MAX - value->size)
            return false;
        const struct image_node *node = &image->nodes[value->node];
        if (i < node->first_value || i - node->first_value >= node->values ||
            field_info((enum field)value->field)->node != (enum node_type)node->type)
            return false;
    }
    return true;
}

static bool issues_ok(const struct image *image)
{
    for (uint32_t i = 0; i < image->header->issues; i++) {
        const struct image_issue *issue = &image->issues[i];
        if ((issue->node != IMAGE_NONE && issue->node >= image->header->nodes) ||
            issue->issue >= ISSUES || issue->begin > UINT32_MAX - issue->size ||
            !range_ok(issue->text, issue->text_size, image->header->heap) ||
            issue->segment[sizeof issue->segment - 1] != '\0')
            return false;
    }
    return true;
}

enum status image_open(struct span bytes, struct image *out)
{
    struct image_header header;
    if (bytes.size < sizeof header)
        return status_fail(STATUS_INPUT, "An image is shorter than its header.");
    memcpy(&header, bytes.at, sizeof header);
    uint64_t need = sizeof header + (uint64_t)header.nodes * sizeof(struct image_node) +
                    (uint64_t)header.values * sizeof(struct image_value) +
                    (uint64_t)header.issues * sizeof(struct image_issue) + header.heap;
    if (header.magic != IMAGE_MAGIC || header.size != bytes.size || need != bytes.size)
        return status_fail(STATUS_INPUT, "An image does not have the size that it says.");
    struct image image = {.header = (const void *)bytes.at};
    image.nodes = (const void *)(bytes.at + sizeof header);
    image.values = (const void *)(image.nodes + header.nodes);
    image.issues = (const void *)(image.values + header.values);
    image.heap = (const void *)(image.issues + header.issues);
    if (!nodes_ok(&image) || !values_ok(&image) || !issues_ok(&image))
        return status_fail(STATUS_INPUT, "An image holds a number that leads outside of it.");
    *out = image;
    return STATUS_OK;
}

const struct image_value *image_find(const struct image *image, uint32_t node, enum field field)
{
    const struct image_node *owner = &image->nodes[node];
    for (uint32_t i = 0; i < owner->values; i++)
        if (image->values[owner->first_value + i].field == field)
            return &image->values[owner->first_value + i];
    return NULL;
}

struct span image_value_text(const struct image *image, const struct image_value *value)
{
    return (struct span){image->heap + value->text, value->text_size};
}

struct span image_text(const struct image *image, uint32_t node, enum field field)
{
    const struct image_value *value = image_find(image, node, field);
    return value ? image_value_text(image, value) : (struct span){NULL, 0};
}

struct span image_issue_text(const struct image *image, const struct image_issue *issue)
{
    return (struct span){image->heap + issue->text, issue->text_size};
}

static uint32_t first_of(const struct image *image, uint32_t node, enum node_type type)
{
    while (node != IMAGE_NONE && image->nodes[node].type != type)
        node = image->nodes[node].next;
    return node;
}

uint32_t image_child(const struct image *image, uint32_t node, enum node_type type)
{
    return first_of(image, image->nodes[node].first_child, type);
}

uint32_t image_sibling(const struct image *image, uint32_t node, enum node_type type)
{
    return first_of(image, image->nodes[node].next, type);
}

/* What was copied: pairs (old, new) in the order of copying. */
struct copy_map {
    struct arena arena;
    uint32_t *pairs;
    uint32_t size, room;
};

static void remember(struct copy_map *map, uint32_t old, uint32_t made)
{
    if (map->size == map->room) {
        uint32_t room = map->room ? map->room * 2 : 32;
        uint32_t *pairs = arena_array(&map->arena, uint32_t, 2 * room);
        if (map->size)
            memcpy(pairs, map->pairs, 2 * map->size * sizeof *pairs);
        map->pairs = pairs;
        map->room = room;
    }
    map->pairs[2 * map->size] = old;
    map->pairs[2 * map->size + 1] = made;
    map->size++;
}

static uint32_t copied_as(const struct copy_map *map, uint32_t old)
{
    for (uint32_t i = 0; i < map->size; i++)
        if (map->pairs[2 * i] == old)
            return map->pairs[2 * i + 1];
    return IMAGE_NONE;
}

static uint32_t copy_one(const struct image *image, uint32_t index, struct image_builder *builder,
                         uint32_t parent)
{
    const struct image_node *node = &image->nodes[index];
    uint32_t copy = image_add_node(builder, (enum node_type)node->type, (enum kind)node->kind,
                                   parent, node->begin);
    struct image_node *made = image_builder_node(builder, copy);
    made->end = node->end;
    made->outcome = node->outcome;
    made->flags = node->flags;
    for (uint32_t i = 0; i < node->values; i++) {
        const struct image_value *value = &image->values[node->first_value + i];
        image_add_value(builder, copy, (enum field)value->field, image_value_text(image, value),
                        value->begin, value->size);
    }
    return copy;
}

uint32_t image_next_under(const struct image *image, uint32_t root, uint32_t node)
{
    if (image->nodes[node].first_child != IMAGE_NONE)
        return image->nodes[node].first_child;
    while (node != root && image->nodes[node].next == IMAGE_NONE)
        node = image->nodes[node].parent;
    return node == root ? IMAGE_NONE : image->nodes[node].next;
}

uint32_t image_copy_node(const struct image *image, uint32_t root, struct image_builder *builder,
                         uint32_t parent, enum node_type without)
{
    struct copy_map map = {0};
    uint32_t node = root;
    while (node != IMAGE_NONE) {
        uint32_t under = node == root ? parent : copied_as(&map, image->nodes[node].parent);
        bool skip = node != root && (under == IMAGE_NONE || image->nodes[node].type == without);
        if (!skip)
            remember(&map, node, copy_one(image, node, builder, under));
        node = image_next_under(image, root, node);
    }
    for (uint32_t i = 0; i < map.size; i++) {
        uint32_t link = image->nodes[map.pairs[2 * i]].link;
        if (link != IMAGE_NONE)
            image_builder_node(builder, map.pairs[2 * i + 1])->link = copied_as(&map, link);
    }
    uint32_t copy = map.pairs[1];
    arena_free(&map.arena);
    return copy;
}

uint32_t image_count(const struct image *image, enum node_type type)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < image->header->nodes; i++)
        count += image->nodes[i].type == type;
    return count;
}
