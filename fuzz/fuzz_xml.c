/* module: decode */
/* Any bytes behind the begin of a booking in XML, and any bytes as the survey of such a body. */
#include "fuzz_decode.h"

#include "decode/survey.h"

#define BEGIN                                                                                      \
    "<PNRs><FlightLeg CarrierCode=\"HY\" FlightNumber=\"272\" "                                    \
    "DepartureDateTime=\"2026-11-26T10:00:00\"/><PNR><BookingRefID ID=\"ABC123\"/>"

static void survey_after(const char *prefix, const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct buffer whole = {0};
    struct survey survey;
    struct span bytes;
    uint32_t end = 0;
    buffer_text(&whole, prefix);
    buffer_append(&whole, data, size);
    decode_survey(buffer_span(&whole), NULL, &arena, &bytes);
    if (survey_open(bytes, whole.size, &survey) != STATUS_OK)
        abort();
    for (uint32_t i = 0; i < survey.header->segments; i++) {
        if (survey.segments[i].begin != end)
            abort();
        end = survey.segments[i].end;
    }
    if (end != whole.size)
        abort();
    buffer_free(&whole);
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool whole = size && data[0] % 2; /* with an encoding and a root of its own */
    const char *prefix = whole ? "" : BEGIN;
    data += size > 0;
    size -= size > 0;
    survey_after(prefix, data, size);
    return decode_after(prefix, data, size);
}
