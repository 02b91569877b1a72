/* The zones of the shared corpus, where it is beside the checkout: blocks of a title and the lines; the
 * titles of those that must not hold name INP or BAD. Without it the test is skipped. */
#include "support.h"

#define CORPUS PORTOLAN_SOURCE "/../shared/corpus/lists/mrz/icao-and-specimen-mrz.txt"

static bool checks_hold(const struct mrz *mrz)
{
    const uint32_t wrong = 1u << MRZ_REMARK_CHECK | 1u << MRZ_REMARK_CHECK_MISSING;
    for (int f = 0; f < MRZ_FIELDS; f++)
        if (mrz->values[f].remarks & wrong)
            return false;
    return true;
}

/* Its word is the begin of the title: "TD3 UTO (..". */
static bool check_zone(struct span title, struct span text)
{
    struct arena arena = {0};
    struct mrz mrz;
    bool good = mrz_read(text, day_of("2026-11-28"), &arena, &mrz) == STATUS_OK;
    if (!good || !span_starts(title, mrz_format_info(mrz.format)->word))
        fail_msg("%.*s is not read as that", (int)title.size, title.at);
    good = checks_hold(&mrz);
    struct span rest, word = span_cut(title, ' ', &rest);
    word = span_part(rest, 0, 3);
    bool wanted = !span_is(word, "INP") && !span_is(word, "BAD");
    if (good != wanted || (wanted && !mrz.holds))
        fail_msg("%.*s: %s", (int)title.size, title.at, good ? "holds" : "does not hold");
    arena_free(&arena);
    return good;
}

static bool is_title(struct span line)
{
    return span_starts(line, "TD") || span_starts(line, "MRV-");
}

static void corpus(void **state)
{
    (void)state;
    struct buffer file = {0};
    unsigned zones = 0, good = 0;
    if (!read_file(CORPUS, &file)) {
        print_message("no corpus beside the checkout\n");
        skip();
    }
    struct span rest = buffer_span(&file), title = {NULL, 0};
    const char *begin = NULL;
    while (rest.size || title.size) {
        const char *line_at = rest.size ? rest.at : file.at + file.size;
        struct span line = span_cut(rest, '\n', &rest);
        if (!is_title(line) && line.size && line.at[0] != '#')
            continue;
        if (title.size) {
            zones++;
            good += check_zone(title, (struct span){begin, (size_t)(line_at - begin)});
        }
        title = is_title(line) ? line : (struct span){NULL, 0};
        begin = rest.at;
    }
    print_message("%u of %u pass every check digit\n", good, zones);
    assert_int_equal(zones, 16);
    assert_int_equal(good, 14);
    buffer_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(corpus)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
