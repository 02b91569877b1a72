/* What the tests of decode/ share: files, and an image as lines of text.
 *
 * A line is the path of a node ("message/booking/traveller"), or a value of it
 * ("message/booking/traveller.surname=ADAMS"); issues follow as "issue CODE SEGMENT", and the
 * outcome of each message as "message.status=full". */
#ifndef TESTS_DECODE_SUPPORT_H
#define TESTS_DECODE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../files.h"
#include "decode/decode.h"

static inline void dump_path(const struct image *image, uint32_t node, struct buffer *out)
{
    uint32_t parent = image->nodes[node].parent;
    if (parent != IMAGE_NONE && image->nodes[parent].type != NODE_INTERCHANGE) {
        dump_path(image, parent, out);
        buffer_char(out, '/');
    }
    buffer_text(out, node_info((enum node_type)image->nodes[node].type)->key);
}

static inline uint32_t place_among_siblings(const struct image *image, uint32_t node)
{
    uint32_t place = 0;
    for (uint32_t i = 0; i < node; i++)
        place += image->nodes[i].type == image->nodes[node].type &&
                 image->nodes[i].parent == image->nodes[node].parent;
    return place;
}

static inline void dump_node(const struct image *image, uint32_t index, struct buffer *out)
{
    const struct image_node *node = &image->nodes[index];
    dump_path(image, index, out);
    buffer_char(out, '\n');
    for (uint32_t i = 0; i < node->values; i++) {
        const struct image_value *value = &image->values[node->first_value + i];
        struct span text = image_value_text(image, value);
        dump_path(image, index, out);
        buffer_format(out, ".%s=%.*s\n", field_info((enum field)value->field)->key, (int)text.size,
                      text.at);
    }
    if (node->type == NODE_MESSAGE)
        buffer_format(out, "message.status=%s\n", outcome_word((enum outcome)node->outcome));
    if (node->link != IMAGE_NONE) {
        dump_path(image, index, out);
        buffer_format(out, ".infant_of=%u\n", (unsigned)place_among_siblings(image, node->link));
    }
    if (node->flags & NODE_CHECKED_IN) {
        dump_path(image, index, out);
        buffer_text(out, ".checked_in\n");
    }
}

/* Depth first, children in the order of the types: as JSON has them. */
static inline void dump_tree(const struct image *image, uint32_t index, struct buffer *out)
{
    dump_node(image, index, out);
    for (int type = 0; type < NODE_TYPES; type++)
        for (uint32_t child = image_child(image, index, (enum node_type)type); child != IMAGE_NONE;
             child = image_sibling(image, child, (enum node_type)type))
            dump_tree(image, child, out);
}

static inline void dump_image(const struct image *image, struct buffer *out)
{
    for (uint32_t i = 0; i < image->header->nodes; i++)
        if (image->nodes[i].parent == IMAGE_NONE)
            dump_tree(image, i, out);
    for (uint32_t i = 0; i < image->header->issues; i++)
        buffer_format(out, "issue %s %s\n", issue_info((enum issue)image->issues[i].issue)->code,
                      image->issues[i].segment);
}

struct decoded {
    struct arena arena;
    struct image image;
    struct decode_counts counts;
};

/* Decodes, insists on an image that opens, counts it. */
static inline void decode_for_test(struct span body, const struct decode_options *options,
                                   struct decoded *out)
{
    struct span bytes;
    *out = (struct decoded){0};
    decode_body(body, options, &out->arena, &bytes);
    assert_int_equal(image_open(bytes, &out->image), STATUS_OK);
    decode_summary(&out->image, &out->counts);
}

static inline void forget(struct decoded *decoded)
{
    arena_free(&decoded->arena);
}

/* The `n`-th value of `field` (from 0) in the whole image; empty when there are fewer. */
static inline struct span nth_value(const struct image *image, enum field field, unsigned n)
{
    for (uint32_t i = 0; i < image->header->values; i++)
        if (image->values[i].field == field && n-- == 0)
            return image_value_text(image, &image->values[i]);
    return (struct span){NULL, 0};
}

static inline void assert_span(struct span got, const char *want)
{
    if (!span_is(got, want))
        fail_msg("got \"%.*s\", wanted \"%s\"", (int)got.size, got.at, want);
}

/* ---- vectors: lines that a dump must have ---- */

static inline char *next_line(char **rest)
{
    char *line = *rest, *end = strchr(line, '\n');
    if (*line == '\0')
        return NULL;
    if (end)
        *end = '\0';
    *rest = end ? end + 1 : line + strlen(line);
    return line;
}

/* Finds `line` as a whole line from `*at` on and moves behind it. */
static inline bool find_line(const char **at, const char *line)
{
    size_t size = strlen(line);
    for (const char *place = *at; (place = strstr(place, line)); place++) {
        bool begins = place == *at || place[-1] == '\n';
        if (begins && place[size] == '\n') {
            *at = place + size;
            return true;
        }
    }
    return false;
}

/* Tells every line that does not hold, so that one run shows all; returns whether none was. */
static inline bool check_lines(const char *name, char *expected, const char *dump, const char *json)
{
    const char *at = dump;
    bool good = true;
    for (char *line; (line = next_line(&expected));) {
        bool without = line[0] == '!';
        bool holds = line[0] == '#' || line[0] == '\0';
        if (without)
            holds = !strstr(dump, line + 1) && !strstr(json, line + 1);
        else if (!holds)
            holds = find_line(&at, line);
        if (!holds)
            print_message("%s: \"%s\" %s\n", name, line, without ? "is there" : "is missing");
        good &= holds;
    }
    return good;
}

#endif
