/* Decodes a prefix and what follows it; aborts when the image does not open, or a value leads out of
 * the body; writes each message as JSON, and how it is written: one end for each message. */
#ifndef FUZZ_DECODE_H
#define FUZZ_DECODE_H

#include <stdlib.h>

#include "decode/dialect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void write_messages(const struct image *image, struct span body)
{
    struct buffer json = {0};
    struct decode_counts counts;
    decode_summary(image, &counts);
    decode_json(image, body, "\n", &json);
    buffer_free(&json);
}

static inline void write_dialects(const struct image *image, struct span body,
                                  const struct decode_options *options, struct arena *arena)
{
    struct buffer out = {0};
    uint32_t ends = 0;
    decode_dialect(body, options, image, arena, &out);
    for (struct span rest = buffer_span(&out); rest.size;)
        ends += span_cut(rest, '\n', &rest).size == 0;
    if (ends != image_count(image, NODE_MESSAGE))
        abort();
    buffer_free(&out);
}

static inline int decode_after(const char *prefix, const uint8_t *data, size_t size)
{
    static const struct decode_options options = {.home = {"UZ", 2}};
    struct arena arena = {0};
    struct buffer whole = {0};
    struct span bytes;
    struct image image;
    buffer_text(&whole, prefix);
    buffer_append(&whole, data, size);
    decode_body(buffer_span(&whole), &options, &arena, &bytes);
    if (image_open(bytes, &image) != STATUS_OK)
        abort();
    for (uint32_t i = 0; i < image.header->values; i++)
        if ((size_t)image.values[i].begin + image.values[i].size > whole.size)
            abort();
    write_messages(&image, buffer_span(&whole));
    write_dialects(&image, buffer_span(&whole), &options, &arena);
    decode_sniff(buffer_span(&whole));
    buffer_free(&whole);
    arena_free(&arena);
    return 0;
}

#endif
