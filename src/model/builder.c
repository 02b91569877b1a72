#include <string.h>

#include "model/image.h"

/* Arrays that grow by doubling inside the arena; the old halves are freed with it. */
struct vector {
    void *items;
    uint32_t size, room;
};

struct image_builder {
    struct arena *arena;
    struct vector nodes, values, issues;
    struct vector heap;
    uint32_t most;
    bool full;
};

static void *grow(struct arena *arena, struct vector *vector, size_t item, uint32_t more)
{
    if (vector->room - vector->size < more) {
        uint32_t room = vector->room ? vector->room * 2 : 64;
        while (room - vector->size < more)
            room *= 2;
        void *items = arena_alloc(arena, item * room);
        if (vector->size)
            memcpy(items, vector->items, item * vector->size);
        vector->items = items;
        vector->room = room;
    }
    void *place = (char *)vector->items + item * vector->size;
    vector->size += more;
    return place;
}

struct image_builder *image_builder_new(struct arena *arena, uint32_t most_items)
{
    struct image_builder *builder = arena_new(arena, struct image_builder);
    builder->arena = arena;
    builder->most = most_items ? most_items : UINT32_MAX;
    return builder;
}

bool image_full(const struct image_builder *builder)
{
    return builder->full;
}

static bool has_room(struct image_builder *builder)
{
    if (builder->nodes.size + builder->values.size + builder->issues.size >= builder->most ||
        builder->heap.size > UINT32_MAX / 4)
        builder->full = true;
    return !builder->full;
}

static uint32_t keep_text(struct image_builder *builder, struct span text)
{
    uint32_t at = builder->heap.size;
    if (text.size)
        memcpy(grow(builder->arena, &builder->heap, 1, (uint32_t)text.size), text.at, text.size);
    return at;
}

uint32_t image_add_node(struct image_builder *builder, enum node_type type, enum kind kind,
                        uint32_t parent, uint32_t begin)
{
    if (!has_room(builder) && builder->nodes.size)
        return builder->nodes.size - 1;
    uint32_t index = builder->nodes.size;
    struct image_node *node = grow(builder->arena, &builder->nodes, sizeof *node, 1);
    *node = (struct image_node){.parent = parent,
                                .first_child = IMAGE_NONE,
                                .next = IMAGE_NONE,
                                .link = IMAGE_NONE,
                                .begin = begin,
                                .end = begin,
                                .type = (uint8_t)type,
                                .kind = (uint8_t)kind};
    return index;
}

struct image_node *image_builder_node(struct image_builder *builder, uint32_t node)
{
    return (struct image_node *)builder->nodes.items + node;
}

void image_add_value(struct image_builder *builder, uint32_t node, enum field field,
                     struct span text, uint32_t begin, uint32_t size)
{
    if (text.size == 0 || !has_room(builder))
        return;
    uint32_t at = keep_text(builder, text);
    struct image_value *value = grow(builder->arena, &builder->values, sizeof *value, 1);
    *value = (struct image_value){.node = node,
                                  .text = at,
                                  .text_size = (uint32_t)text.size,
                                  .begin = begin,
                                  .size = size,
                                  .field = (uint16_t)field};
}

void image_add_issue(struct image_builder *builder, enum issue issue, uint32_t node,
                     const char *segment, uint32_t begin, uint32_t size, struct span detail)
{
    if (!has_room(builder) && issue_info(issue)->severity != SEVERITY_ERROR)
        return;
    uint32_t at = keep_text(builder, detail);
    struct image_issue *found = grow(builder->arena, &builder->issues, sizeof *found, 1);
    *found = (struct image_issue){.node = node,
                                  .begin = begin,
                                  .size = size,
                                  .text = at,
                                  .text_size = (uint32_t)detail.size,
                                  .issue = (uint16_t)issue};
    if (segment)
        strncpy(found->segment, segment, sizeof found->segment - 1);
}

uint32_t image_builder_issues(const struct image_builder *builder)
{
    return builder->issues.size;
}

int image_builder_worst(const struct image_builder *builder, uint32_t from, uint32_t node)
{
    const struct image_issue *issues = builder->issues.items;
    int worst = -1;
    for (uint32_t i = from; i < builder->issues.size; i++) {
        int severity = (int)issue_info((enum issue)issues[i].issue)->severity;
        if (issues[i].node == node && severity > worst)
            worst = severity;
    }
    return worst;
}

/* Children in order of making: walking backwards, each node goes before its later siblings. */
static void link_children(struct image_node *nodes, uint32_t count)
{
    for (uint32_t i = count; i-- > 0;) {
        if (nodes[i].parent == IMAGE_NONE)
            continue;
        struct image_node *parent = &nodes[nodes[i].parent];
        nodes[i].next = parent->first_child;
        parent->first_child = i;
    }
}

/* Counting sort by node that keeps the order in which a node's values were added. */
static void sort_values(struct image_builder *builder, struct image_node *nodes,
                        struct image_value *sorted)
{
    const struct image_value *values = builder->values.items;
    for (uint32_t i = 0; i < builder->values.size; i++)
        nodes[values[i].node].values++;
    uint32_t at = 0;
    for (uint32_t i = 0; i < builder->nodes.size; i++) {
        nodes[i].first_value = at;
        at += nodes[i].values;
        nodes[i].values = 0;
    }
    for (uint32_t i = 0; i < builder->values.size; i++) {
        struct image_node *node = &nodes[values[i].node];
        sorted[node->first_value + node->values++] = values[i];
    }
}

struct span image_finish(struct image_builder *builder)
{
    struct image_header header = {.magic = IMAGE_MAGIC,
                                  .nodes = builder->nodes.size,
                                  .values = builder->values.size,
                                  .issues = builder->issues.size,
                                  .heap = builder->heap.size};
    size_t size = sizeof header + header.nodes * sizeof(struct image_node) +
                  header.values * sizeof(struct image_value) +
                  header.issues * sizeof(struct image_issue) + header.heap;
    header.size = (uint32_t)size;
    char *bytes = arena_alloc(builder->arena, size);
    char *at = bytes;
    memcpy(at, &header, sizeof header);
    struct image_node *nodes = (struct image_node *)(void *)(at += sizeof header);
    if (header.nodes)
        memcpy(nodes, builder->nodes.items, header.nodes * sizeof *nodes);
    link_children(nodes, header.nodes);
    at += header.nodes * sizeof *nodes;
    sort_values(builder, nodes, (struct image_value *)(void *)at);
    at += header.values * sizeof(struct image_value);
    if (header.issues)
        memcpy(at, builder->issues.items, header.issues * sizeof(struct image_issue));
    at += header.issues * sizeof(struct image_issue);
    if (header.heap)
        memcpy(at, builder->heap.items, header.heap);
    return (struct span){bytes, size};
}
