#include "pipeline/internal.h"

static void add_number(struct buffer *out, uint32_t number)
{
    buffer_append(out, &number, sizeof number);
}

static bool is_under(const struct image *image, uint32_t root, uint32_t node, enum node_type type)
{
    for (; node != root; node = image->nodes[node].parent)
        if (image->nodes[node].type == type)
            return true;
    return false;
}

struct seal_digest content_digest(const struct engine *engine, const struct image *image,
                                  uint32_t root, enum node_type without)
{
    struct buffer text = {0};
    for (uint32_t n = root; n != IMAGE_NONE; n = image_next_under(image, root, n)) {
        const struct image_node *node = &image->nodes[n];
        if (is_under(image, root, n, without))
            continue;
        add_number(&text, UINT32_MAX - node->type);
        add_number(&text, node->flags);
        for (uint32_t v = 0; v < node->values; v++) {
            const struct image_value *value = &image->values[node->first_value + v];
            add_number(&text, value->field);
            add_number(&text, value->text_size);
            buffer_append(&text, image->heap + value->text, value->text_size);
        }
    }
    struct seal_digest digest = seal_digest(engine->digest_key, buffer_span(&text));
    buffer_free(&text);
    return digest;
}

/* An infant's adult is another node of the booking: its name goes along, the link cannot. */
static void add_adult(struct image_builder *builder, const struct image *image, uint32_t node)
{
    uint32_t adult = image->nodes[node].link;
    static const enum field names[] = {FIELD_TRAVELLER_SURNAME, FIELD_TRAVELLER_GIVEN};
    if (image->nodes[node].type != NODE_TRAVELLER || adult == IMAGE_NONE ||
        image->nodes[adult].type != NODE_TRAVELLER)
        return;
    for (int i = 0; i < 2; i++) {
        const struct image_value *value = image_find(image, adult, names[i]);
        if (value)
            image_add_value(builder, 0, FIELD_TRAVELLER_ADULT, image_value_text(image, value),
                            value->begin, value->size);
    }
}

struct span content_copy(struct arena *arena, const struct image *image, uint32_t node,
                         enum node_type without)
{
    struct image_builder *builder = image_builder_new(arena, 0);
    image_copy_node(image, node, builder, IMAGE_NONE, without);
    add_adult(builder, image, node);
    return image_finish(builder);
}
