/* module: decode */
/* Any bytes as a body, and any bytes as a survey. */
#include <stdlib.h>

#include "decode/survey.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct survey survey;
    struct span bytes, body = {(const char *)data, size};
    decode_survey(body, NULL, &arena, &bytes);
    if (survey_open(bytes, size, &survey) != STATUS_OK)
        abort();
    uint32_t end = 0;
    for (uint32_t i = 0; i < survey.header->segments; i++) {
        if (survey.segments[i].begin != end)
            abort();
        end = survey.segments[i].end;
    }
    if (end != size)
        abort();
    bytes = arena_copy(&arena, body);
    (void)survey_open(bytes, 1000, &survey);
    arena_free(&arena);
    return 0;
}
