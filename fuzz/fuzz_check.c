/* module: check */
/* Any body: findings lie inside of it and in order, and every report can be written. */
#include <stdlib.h>

#include "check/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span body = {(const char *)data, size};
    struct arena arena = {0};
    struct buffer out = {0};
    struct check_report report;
    uint32_t last = 0;
    check_body(body, &arena, &report);
    for (size_t i = 0; i < report.count; i++) {
        const struct check_finding *finding = &report.findings[i];
        if (finding->offset < last || (size_t)finding->offset + finding->length > size ||
            (finding->fix.known && (size_t)finding->fix.at + finding->fix.remove > size))
            abort();
        last = finding->offset;
    }
    check_write_text(&report, body, "body", &out);
    check_write_json(&report, body, "body", &out);
    check_write_html(&report, body, "body", &out);
    buffer_free(&out);
    arena_free(&arena);
    return 0;
}
