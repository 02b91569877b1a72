/* module: decode */
/* Any text as a source profile; where it is one, a small table is read by it. */
#include <stdlib.h>

#include "decode/decode.h"
#include "profile/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char body[] =
    "Flight: HY272;TAS;IST\nSurname;Given;Born;Passport;Sex;Date\n"
    "ADAMS/X;EVA, B;31.12.1980;AB 12;F;2026-11-22 10:05\nCREW\n;;;;;\n1;2;3\n";

static void read_by(const struct profile *profile, struct arena *arena)
{
    struct decode_options options = {.profile = profile, .file = SPAN("HY0272TASIST.TXT")};
    struct span bytes;
    struct image image;
    decode_body(span_of(body), &options, arena, &bytes);
    if (image_open(bytes, &image) != STATUS_OK)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct buffer report = {0};
    struct profile *profile;
    struct span text = {(const char *)data, size};
    bool good = profile_parse(text, "p", &arena, &profile) == STATUS_OK;
    if (good != (profile_check(text, "p", &report) == 0))
        abort();
    if (good)
        read_by(profile, &arena);
    arena_free(&arena);
    buffer_free(&report);
    return 0;
}
