/* An image as lines of text in which only what it says makes a difference: values in the order of
 * the catalogue, children by type and then in their order, no ranges, no issues. */
#ifndef TESTS_ENCODE_TELLING_H
#define TESTS_ENCODE_TELLING_H

#include "../decode/support.h"
#include "base/buffer.h"
#include "model/image.h"

static inline void tell_values(const struct image *image, uint32_t node, struct buffer *out)
{
    const struct image_node *owner = &image->nodes[node];
    for (int field = 0; field < FIELDS; field++) {
        struct span before = {NULL, 0};
        for (uint32_t i = 0; i < owner->values; i++) {
            const struct image_value *value = &image->values[owner->first_value + i];
            struct span text = image_value_text(image, value);
            if (value->field != field || (before.at && span_equal(before, text)))
                continue;
            buffer_format(out, " %s=%.*s\n", field_info((enum field)field)->key, (int)text.size,
                          text.at);
            before = text;
        }
    }
}

/* The place of `node` among the children of its parent of its type. */
static inline uint32_t place_of(const struct image *image, uint32_t node)
{
    uint32_t place = 0;
    for (uint32_t i = 0; i < node; i++)
        place += image->nodes[i].type == image->nodes[node].type &&
                 image->nodes[i].parent == image->nodes[node].parent;
    return place;
}

static inline void tell_node(const struct image *image, uint32_t index, unsigned depth,
                             struct buffer *out)
{
    const struct image_node *node = &image->nodes[index];
    buffer_format(out, "%u %s %s", depth, node_info((enum node_type)node->type)->key,
                  kind_word((enum kind)node->kind));
    if (node->flags)
        buffer_format(out, " flags %u", (unsigned)node->flags);
    if (node->link != IMAGE_NONE)
        buffer_format(out, " with %u", (unsigned)place_of(image, node->link));
    buffer_char(out, '\n');
    tell_values(image, index, out);
    for (int type = 0; type < NODE_TYPES; type++)
        for (uint32_t child = image_child(image, index, (enum node_type)type); child != IMAGE_NONE;
             child = image_sibling(image, child, (enum node_type)type))
            tell_node(image, child, depth + 1, out);
}

static inline void tell_image(const struct image *image, struct buffer *out)
{
    for (uint32_t i = 0; i < image->header->nodes; i++)
        if (image->nodes[i].parent == IMAGE_NONE)
            tell_node(image, i, 0, out);
}

/* Shows the first line in which two tellings differ. */
static inline void show_difference(const char *name, const char *want, const char *got)
{
    size_t at = 0, begin = 0;
    while (want[at] && want[at] == got[at]) {
        if (want[at] == '\n')
            begin = at + 1;
        at++;
    }
    print_message("%s:\n  was   %.*s\n  reads %.*s\n", name, (int)strcspn(want + begin, "\n"),
                  want + begin, (int)strcspn(got + begin, "\n"), got + begin);
}

#endif
