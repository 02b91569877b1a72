#include <string.h>

#include "model/image.h"

/* Items in pieces, each twice as large as the one before, that never move: item i is in the piece of
 * the highest bit of i + FIRST, behind as many as its other bits say. */
enum { FIRST_BIT = 6, FIRST = 1 << FIRST_BIT, PIECES = 32 - FIRST_BIT };

struct vector {
    char *pieces[PIECES];
    char *next, *end; /* of the last one, what is free; not wiped */
    uint32_t size;
};

struct image_builder {
    struct arena *arena;
    struct vector nodes, values, issues;
    struct vector heap;
    uint32_t most;
    bool full;
};

static uint32_t piece_of(uint32_t item)
{
    return 31 - FIRST_BIT - (uint32_t)__builtin_clz(item + FIRST);
}

static void *item_at(const struct vector *vector, size_t size, uint32_t item)
{
    uint32_t piece = piece_of(item);
    return vector->pieces[piece] + size * (item + FIRST - (FIRST << piece));
}

static void add_piece(struct arena *arena, struct vector *vector, size_t size)
{
    uint32_t piece = piece_of(vector->size);
    size_t room = size * FIRST << piece;
    vector->pieces[piece] = vector->next = arena_raw(arena, room);
    vector->end = vector->next + room;
}

/* The place of one item more. */
static inline void *grow(struct arena *arena, struct vector *vector, size_t size)
{
    if (vector->next == vector->end)
        add_piece(arena, vector, size);
    char *place = vector->next;
    vector->next += size;
    vector->size++;
    return place;
}

/* Of so many items, those that the piece holds when all before it are full. */
static uint32_t items_in(uint32_t piece, uint32_t left)
{
    uint32_t most = FIRST << piece;
    return left < most ? left : most;
}

/* All items one behind the other; returns what is behind them. */
static char *copy_all(const struct vector *vector, size_t size, char *out)
{
    uint32_t left = vector->size;
    for (uint32_t piece = 0; left > 0; piece++) {
        uint32_t count = items_in(piece, left);
        memcpy(out, vector->pieces[piece], size * count);
        out += size * count;
        left -= count;
    }
    return out;
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
    struct vector *heap = &builder->heap;
    uint32_t begin = heap->size;
    while (text.size) { /* as much as its piece has room for */
        if (heap->next == heap->end)
            add_piece(builder->arena, heap, 1);
        struct span part = span_part(text, 0, (size_t)(heap->end - heap->next));
        memcpy(heap->next, part.at, part.size);
        heap->next += part.size;
        heap->size += (uint32_t)part.size;
        text = span_part(text, part.size, text.size);
    }
    return begin;
}

uint32_t image_add_node(struct image_builder *builder, enum node_type type, enum kind kind,
                        uint32_t parent, uint32_t begin)
{
    if (!has_room(builder) && builder->nodes.size)
        return builder->nodes.size - 1;
    uint32_t index = builder->nodes.size;
    struct image_node *node = grow(builder->arena, &builder->nodes, sizeof *node);
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
    return item_at(&builder->nodes, sizeof(struct image_node), node);
}

void image_add_value(struct image_builder *builder, uint32_t node, enum field field,
                     struct span text, uint32_t begin, uint32_t size)
{
    if (text.size == 0 || !has_room(builder))
        return;
    uint32_t at = keep_text(builder, text);
    struct image_value *value = grow(builder->arena, &builder->values, sizeof *value);
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
    struct image_issue *found = grow(builder->arena, &builder->issues, sizeof *found);
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
    int worst = -1;
    for (uint32_t i = from; i < builder->issues.size; i++) {
        const struct image_issue *issue = item_at(&builder->issues, sizeof *issue, i);
        int severity = (int)issue_info((enum issue)issue->issue)->severity;
        if (issue->node == node && severity > worst)
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

static void count_values(const struct image_builder *builder, struct image_node *nodes)
{
    uint32_t left = builder->values.size;
    for (uint32_t piece = 0; left > 0; piece++) {
        const struct image_value *values = (const void *)builder->values.pieces[piece];
        uint32_t count = items_in(piece, left);
        for (uint32_t i = 0; i < count; i++)
            nodes[values[i].node].values++;
        left -= count;
    }
}

/* Counting sort by node that keeps the order in which a node's values were added. */
static void sort_values(const struct image_builder *builder, struct image_node *nodes,
                        struct image_value *sorted)
{
    uint32_t at = 0, left = builder->values.size;
    count_values(builder, nodes);
    for (uint32_t i = 0; i < builder->nodes.size; i++) {
        nodes[i].first_value = at;
        at += nodes[i].values;
        nodes[i].values = 0;
    }
    for (uint32_t piece = 0; left > 0; piece++) {
        const struct image_value *values = (const void *)builder->values.pieces[piece];
        uint32_t count = items_in(piece, left);
        for (uint32_t i = 0; i < count; i++) {
            struct image_node *node = &nodes[values[i].node];
            sorted[node->first_value + node->values++] = values[i];
        }
        left -= count;
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
    char *bytes = arena_raw(builder->arena, size), *at = bytes + sizeof header;
    struct image_node *nodes = (struct image_node *)(void *)at;
    memcpy(bytes, &header, sizeof header);
    at = copy_all(&builder->nodes, sizeof *nodes, at);
    link_children(nodes, header.nodes);
    sort_values(builder, nodes, (struct image_value *)(void *)at);
    at += header.values * sizeof(struct image_value);
    at = copy_all(&builder->issues, sizeof(struct image_issue), at);
    copy_all(&builder->heap, 1, at);
    return (struct span){bytes, size};
}
