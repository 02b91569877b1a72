/* The messages of an image as JSON: docs/decode-json.md. The shape follows the tree, the keys are
 * those of the catalogues, so that a new field needs no line here. */
#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "decode/decode.h"

enum { MOST_DEPTH = 8 };

struct writing {
    const struct image *image;
    size_t body; /* its size */
    struct json json;
    uint32_t *first, *order; /* of issues: see index_issues */
    bool begun;              /* an object has been written */
};

/* Issues of no node stand behind those of the last one. */
static uint32_t slot_of(const struct image *image, uint32_t node)
{
    return node < image->header->nodes ? node : image->header->nodes;
}

/* ---- values ---- */

struct fields_seen {
    uint64_t bits[(FIELDS + 63) / 64];
};

/* A field stands once in an object: its first value. */
static bool first_of_field(struct fields_seen *seen, const struct image_value *value)
{
    uint64_t bit = UINT64_C(1) << (value->field % 64);
    bool first = !(seen->bits[value->field / 64] & bit);
    seen->bits[value->field / 64] |= bit;
    return first;
}

static void write_value(struct writing *writing, const struct image_value *value)
{
    const struct field_info *field = field_info((enum field)value->field);
    struct span text = image_value_text(writing->image, value);
    int64_t number;
    if (field->type == FIELD_TYPE_COUNT && span_number(text, &number))
        json_put_int(&writing->json, field->key, number);
    else
        json_put_span(&writing->json, field->key, text);
}

static void write_range(struct writing *writing, const char *key, uint32_t begin, uint32_t size)
{
    if ((size_t)begin + size > writing->body)
        return;
    json_key(&writing->json, key);
    json_begin_array(&writing->json);
    json_int(&writing->json, begin);
    json_int(&writing->json, size);
    json_end_array(&writing->json);
}

static void write_values(struct writing *writing, const struct image_node *node)
{
    struct fields_seen seen = {{0}};
    for (uint32_t i = 0; i < node->values; i++) {
        const struct image_value *value = &writing->image->values[node->first_value + i];
        if (first_of_field(&seen, value))
            write_value(writing, value);
    }
}

/* Where everything stands: the values, and as "" the segment itself. */
static void write_bytes(struct writing *writing, const struct image_node *node)
{
    struct fields_seen seen = {{0}};
    json_key(&writing->json, "bytes");
    json_begin(&writing->json);
    write_range(writing, "", node->begin, node->end - node->begin);
    for (uint32_t i = 0; i < node->values; i++) {
        const struct image_value *value = &writing->image->values[node->first_value + i];
        if (first_of_field(&seen, value))
            write_range(writing, field_info((enum field)value->field)->key, value->begin,
                        value->size);
    }
    json_end(&writing->json);
}

/* ---- nodes ---- */

static void write_children(struct writing *writing, uint32_t parent, unsigned depth);

/* The adult's place in the list of travellers in which the infant stands, too. */
static void write_adult(struct writing *writing, const struct image_node *node)
{
    const struct image *image = writing->image;
    if (node->link == IMAGE_NONE || node->parent == IMAGE_NONE)
        return;
    int64_t place = 0;
    uint32_t child = image_child(image, node->parent, NODE_TRAVELLER);
    for (; child != IMAGE_NONE && child != node->link; place++)
        child = image_sibling(image, child, NODE_TRAVELLER);
    if (child != IMAGE_NONE)
        json_put_int(&writing->json, "infant_of", place);
}

static void write_flags(struct writing *writing, const struct image_node *node)
{
    if (node->type != NODE_TRAVELLER)
        return;
    write_adult(writing, node);
    if (node->flags & (NODE_INFANT_BY_SSR | NODE_BY_DOCUMENT))
        json_put_bool(&writing->json, "named_by_ssr", true);
    if (node->flags & NODE_CHECKED_IN)
        json_put_bool(&writing->json, "checked_in", true);
    if (node->flags & NODE_CHILD)
        json_put_bool(&writing->json, "child", true);
}

static void write_node(struct writing *writing, uint32_t index, unsigned depth)
{
    const struct image_node *node = &writing->image->nodes[index];
    json_begin(&writing->json);
    write_values(writing, node);
    write_flags(writing, node);
    write_children(writing, index, depth);
    write_bytes(writing, node);
    json_end(&writing->json);
}

/* Legs and bookings stand in every message, travellers in every booking, so that readers need not
 * ask whether they are there. */
static bool always_there(enum node_type parent, enum node_type child)
{
    return (parent == NODE_MESSAGE && child == NODE_LEG) ||
           (parent == NODE_BOOKING && (child == NODE_TRAVELLER || child == NODE_LEG));
}

static void write_list(struct writing *writing, uint32_t parent, enum node_type type,
                       unsigned depth)
{
    const struct image *image = writing->image;
    uint32_t child = image_child(image, parent, type);
    if (child == IMAGE_NONE && !always_there((enum node_type)image->nodes[parent].type, type))
        return;
    json_key(&writing->json, node_info(type)->plural);
    json_begin_array(&writing->json);
    for (; child != IMAGE_NONE; child = image_sibling(image, child, type))
        write_node(writing, child, depth + 1);
    json_end_array(&writing->json);
}

static void write_children(struct writing *writing, uint32_t parent, unsigned depth)
{
    if (depth >= MOST_DEPTH)
        return;
    for (int type = 0; type < NODE_TYPES; type++)
        write_list(writing, parent, (enum node_type)type, depth);
}

/* ---- the message ---- */

static void write_issue(struct writing *writing, const struct image_issue *issue)
{
    const struct issue_info *info = issue_info((enum issue)issue->issue);
    struct span detail = image_issue_text(writing->image, issue);
    json_begin(&writing->json);
    json_put_text(&writing->json, "code", info->code);
    json_put_text(&writing->json, "severity", severity_word(info->severity));
    json_put_text(&writing->json, "segment", issue->segment);
    json_put_int(&writing->json, "offset", issue->begin);
    json_put_int(&writing->json, "size", issue->size);
    json_put_text(&writing->json, "text", info->sentence);
    if (detail.size)
        json_put_span(&writing->json, "detail", detail);
    json_end(&writing->json);
}

/* Where the issues of each node are: `order` by node, those of node n from first[n] on. Looking
 * through all of them for each message would be quadratic. */
static void index_issues(struct writing *writing)
{
    const struct image *image = writing->image;
    uint32_t nodes = image->header->nodes, count = image->header->issues;
    writing->first = memory_alloc((nodes + 2) * sizeof *writing->first);
    writing->order = memory_alloc((count + 1) * sizeof *writing->order);
    memset(writing->first, 0, (nodes + 2) * sizeof *writing->first);
    for (uint32_t i = 0; i < count; i++)
        writing->first[slot_of(image, image->issues[i].node) + 1]++;
    for (uint32_t n = 0; n <= nodes; n++)
        writing->first[n + 1] += writing->first[n];
    uint32_t *next = memory_alloc((nodes + 1) * sizeof *next);
    memcpy(next, writing->first, (nodes + 1) * sizeof *next);
    for (uint32_t i = 0; i < count; i++)
        writing->order[next[slot_of(image, image->issues[i].node)]++] = i;
    free(next);
}

static void write_issues_of(struct writing *writing, uint32_t node)
{
    uint32_t slot = slot_of(writing->image, node);
    for (uint32_t i = writing->first[slot]; i < writing->first[slot + 1]; i++)
        write_issue(writing, &writing->image->issues[writing->order[i]]);
}

/* Those of interchanges in which no message was found: the first object tells them. */
static void write_issues_of_empty(struct writing *writing)
{
    const struct image *image = writing->image;
    for (uint32_t n = 0; n < image->header->nodes; n++)
        if (image->nodes[n].type == NODE_INTERCHANGE &&
            image_child(image, n, NODE_MESSAGE) == IMAGE_NONE)
            write_issues_of(writing, n);
}

/* Those of the interchange, the message's own, and those of the body as a whole. */
static void write_issues(struct writing *writing, uint32_t message)
{
    json_key(&writing->json, "issues");
    json_begin_array(&writing->json);
    if (message != IMAGE_NONE) {
        write_issues_of(writing, writing->image->nodes[message].parent);
        write_issues_of(writing, message);
    }
    if (!writing->begun)
        write_issues_of_empty(writing);
    if (message == IMAGE_NONE || writing->image->nodes[message].parent != IMAGE_NONE)
        write_issues_of(writing, IMAGE_NONE);
    json_end_array(&writing->json);
}

static void write_interchange(struct writing *writing, uint32_t index)
{
    if (index == IMAGE_NONE)
        return;
    json_key(&writing->json, "interchange");
    json_begin(&writing->json);
    write_values(writing, &writing->image->nodes[index]);
    write_bytes(writing, &writing->image->nodes[index]);
    json_end(&writing->json);
}

static void write_message(struct writing *writing, uint32_t index)
{
    const struct image_node *node = &writing->image->nodes[index];
    json_key(&writing->json, "message");
    json_begin(&writing->json);
    write_values(writing, node);
    json_put_text(&writing->json, "kind", kind_word((enum kind)node->kind));
    json_put_text(&writing->json, "status", outcome_word((enum outcome)node->outcome));
    write_bytes(writing, node);
    json_end(&writing->json);
}

static void write_object(struct writing *writing, uint32_t message)
{
    writing->json.comma = false;
    json_begin(&writing->json);
    if (message != IMAGE_NONE) {
        write_interchange(writing, writing->image->nodes[message].parent);
        write_message(writing, message);
        write_children(writing, message, 0);
    }
    write_issues(writing, message);
    json_end(&writing->json);
    writing->begun = true;
}

size_t decode_json(const struct image *image, struct span body, const char *between,
                   struct buffer *out)
{
    struct writing writing = {.image = image, .body = body.size, .json = {.out = out}};
    size_t count = 0;
    index_issues(&writing);
    for (uint32_t n = 0; n < image->header->nodes; n++) {
        if (image->nodes[n].type != NODE_MESSAGE)
            continue;
        if (count++)
            buffer_text(out, between);
        write_object(&writing, n);
    }
    if (count == 0)
        write_object(&writing, IMAGE_NONE);
    free(writing.first);
    free(writing.order);
    return count;
}
