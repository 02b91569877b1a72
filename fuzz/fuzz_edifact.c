/* module: edifact */
/* The reader alone on any bytes: every element of every segment is asked for in every way. */
#include <stdlib.h>

#include "edifact/edifact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_range(const struct edifact_reader *reader, struct piece piece)
{
    if ((size_t)piece.begin + piece.size > reader->body.size)
        abort();
}

static void read_segment(const struct edifact_reader *reader)
{
    for (uint32_t i = edifact_from(reader, 1); i <= reader->segment.count && i < 16; i++)
        for (unsigned k = 0; k <= edifact_item_width(reader, i) && k < 16; k++)
            check_range(reader, edifact_item_code(reader, i, k));
    for (unsigned i = 0; i <= reader->segment.count && i < 16; i++) {
        for (unsigned k = 0; k <= edifact_width(reader, i) && k < 16; k++) {
            check_range(reader, edifact_get(reader, i, k));
            check_range(reader, edifact_code(reader, i, k));
        }
        check_range(reader, edifact_rest(reader, i));
    }
    struct edifact_cursor cursor = edifact_cursor(reader);
    for (int i = 0; i < 64 && !edifact_cursor_end(&cursor); i++) {
        check_range(reader, edifact_need(&cursor));
        edifact_element_next(&cursor);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct edifact_reader reader;
    uint32_t at = 0;
    edifact_start(&reader, (struct span){(const char *)data, size}, &arena);
    while (edifact_next_interchange(&reader)) {
        while (edifact_next(&reader) == EDIFACT_SEGMENT) {
            if (reader.segment.begin < at || reader.segment.end <= reader.segment.begin)
                abort();
            at = reader.segment.end;
            read_segment(&reader);
        }
    }
    arena_free(&arena);
    return 0;
}
