/* module: mrz */
/* Any text: what is found stands in it, can be written as JSON, and a field that holds by its check digit
 * is offered no repair; any number can be judged. */
#include <stdlib.h>

#include "mrz/mrz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const struct mrz *mrz, size_t size)
{
    struct buffer out = {0};
    struct json json = {.out = &out};
    for (int f = 0; f < MRZ_FIELDS; f++) {
        const struct mrz_value *value = &mrz->values[f];
        if ((size_t)value->begin + value->size > size)
            abort();
        if (value->holds && value->repair_count)
            abort();
        for (uint32_t i = 0; i < value->repair_count; i++)
            if ((size_t)mrz->repairs[value->repair + i].begin >= size)
                abort();
    }
    mrz_json(mrz, &json);
    buffer_free(&out);
}

/* What can be written is read again, and holds. */
static void write_and_read(struct span text, struct arena *arena)
{
    struct mrz_document document = {.format = (enum mrz_format)(text.size % MRZ_FORMATS),
                                    .state = SPAN("UZB"),
                                    .nationality = SPAN("D"),
                                    .birth = {1980, 12, 0},
                                    .sex = 'M'};
    bool visa = document.format == MRZ_MRV_A || document.format == MRZ_MRV_B;
    struct span lines;
    struct mrz mrz;
    document.code = visa ? SPAN("V") : SPAN("AC");
    document.surname = span_cut(text, '\n', &text);
    document.given = span_cut(text, '\n', &text);
    document.number = span_cut(text, '\n', &text);
    document.optional = span_cut(text, '\n', &text);
    document.optional_2 = span_cut(text, '\n', &text);
    if (mrz_write(&document, arena, &lines) == STATUS_OK &&
        (mrz_read(lines, 20785, arena, &mrz) != STATUS_OK || !mrz.holds || mrz.notes))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct span text = {(const char *)data, size}, written;
    struct mrz mrz;
    for (int i = 0; i < 2; i++)
        if (mrz_read(text, i ? 20785 : MRZ_NO_DAY, &arena, &mrz) == STATUS_OK)
            look(&mrz, size);
    mrz_judge_number(text);
    mrz_transliterate(text, span_part(text, 0, 3), &arena, &written);
    write_and_read(text, &arena);
    arena_free(&arena);
    return 0;
}
