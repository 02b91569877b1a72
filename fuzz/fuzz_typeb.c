/* module: decode */
/* Any bytes as what stands in and between telegrams: behind an interchange that goes on in the next one,
 * and the reader's own promise that what is taken out is told and nothing else is changed. */
#include <string.h>

#include "edifact/internal.h"
#include "fuzz_decode.h"

static void check_inserts(struct span body)
{
    struct arena arena = {0};
    struct edifact_inserts inserts;
    struct span joined = edifact_joined(body, &arena, &inserts);
    uint32_t at = 0;
    for (size_t i = 0; i <= inserts.count; i++) {
        struct edifact_insert end = {(uint32_t)body.size, (uint32_t)body.size};
        struct edifact_insert insert = i < inserts.count ? inserts.items[i] : end;
        if (insert.begin < at || insert.end < insert.begin || insert.end > body.size ||
            memcmp(body.at + at, joined.at + at, insert.begin - at) != 0)
            abort();
        at = insert.end;
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char begin[] =
        "QU TASHYXH\r\n.ISTKKHY 191000\r\n"
        "UNB+UNOA:4+HY+UZ+261119:0900+R1'UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'"
        "TDT+20+HY271'NAD+FL+++ADA\r\n";
    struct buffer whole = {0};
    buffer_text(&whole, begin);
    buffer_append(&whole, data, size);
    check_inserts(buffer_span(&whole));
    buffer_free(&whole);
    return decode_after(begin, data, size);
}
