/* module: decode */
/* Any bytes as an image: what opens can be walked, copied and written. */
#include "fuzz_decode.h"

static void copy_all(const struct image *image)
{
    struct arena arena = {0};
    struct image again;
    for (uint32_t i = 0; i < image->header->nodes && i < 8; i++) {
        struct image_builder *builder = image_builder_new(&arena, 0);
        image_copy_node(image, i, builder, IMAGE_NONE, NODE_TYPES);
        if (image_open(image_finish(builder), &again) != STATUS_OK)
            abort();
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct image image;
    struct span bytes = arena_copy(&arena, (struct span){(const char *)data, size});
    if (image_open(bytes, &image) == STATUS_OK && image.header->nodes < 4096) {
        for (uint32_t i = 0; i < image.header->nodes; i++)
            for (int type = 0; type < NODE_TYPES; type++)
                image_child(&image, i, (enum node_type)type);
        write_messages(&image, (struct span){NULL, 0});
        copy_all(&image);
    }
    arena_free(&arena);
    return 0;
}
