/* The bodies of the decoder's benchmark: models as the tests make them, only larger, as src/encode
 * writes them. One message a body: a wide-body's passengers, a day's bookings of a large flight. */
#include <stdio.h>

#include "../tests/encode/models_api.h"
#include "../tests/encode/models_pnr.h"
#include "decode.h"
#include "encode/encode.h"

enum { BODIES = 16, PERSONS = 450, BOOKINGS = 150 };

static void make_large_paxlst(struct making *making, uint32_t interchange)
{
    uint32_t message = make_message(making, interchange, "PAXLST", "D.05B");
    make_api_header(making, message);
    make_api_legs(making, message);
    for (int i = 0; i < PERSONS; i++)
        make_api_person(making, message);
}

static void make_large_pnrgov(struct making *making, uint32_t interchange)
{
    uint32_t message = make_message(making, interchange, "PNRGOV", "18.1");
    put(making, message, FIELD_MESSAGE_PUSH, "22");
    put(making, message, FIELD_MESSAGE_ROLE, "full");
    put(making, message, FIELD_MESSAGE_BOOKINGS, "%d", BOOKINGS);
    make_booking_leg(making, message, making->flight);
    for (int i = 0; i < BOOKINGS; i++)
        make_booking(making, message);
}

static void write_body(const char *path, const struct image *image)
{
    struct buffer text = {0};
    if (encode_image(image, NULL, &text) != STATUS_OK)
        stop("encode", path);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(text.at, 1, text.size, file) != text.size || fclose(file) != 0)
        stop("write", path);
    buffer_free(&text);
}

void bodies_make(const char *folder)
{
    static const struct {
        const char *name, *application;
        enum kind kind;
        make_content *content;
    } kinds[] = {{"paxlst", "APIS", KIND_API, make_large_paxlst},
                 {"pnrgov", "PNRGOV", KIND_PNR, make_large_pnrgov}};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (unsigned seed = 1; seed <= BODIES; seed++) {
            char path[1024];
            struct arena arena = {0};
            struct image image =
                make_image(&arena, kinds[k].kind, seed, kinds[k].application, kinds[k].content);
            snprintf(path, sizeof path, "%s/%s-%02u.edi", folder, kinds[k].name, seed);
            write_body(path, &image);
            arena_free(&arena);
        }
}
