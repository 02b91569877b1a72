/* Each tests/vectors/mrz/NAME.mrz is a text, NAME.txt what is read of it: "day YYYY-MM-DD" first where
 * there is one to read years against, then the dump (support.h), all of it; "none" where there is no
 * zone; `#` comments. */
#include <dirent.h>

#include "support.h"

/* What is wanted without comments, and the day. */
static void read_wanted(const char *path, struct buffer *out, int32_t *day)
{
    struct buffer file = {0};
    assert_true(read_file(path, &file));
    struct span rest = buffer_span(&file);
    while (rest.size) {
        struct span line = span_cut(rest, '\n', &rest);
        if (span_starts(line, "day ")) {
            struct date date;
            assert_true(date_parse(span_part(line, 4, line.size), &date));
            *day = date_to_day(date);
        } else if (line.size && line.at[0] != '#') {
            buffer_append(out, line.at, line.size);
            buffer_char(out, '\n');
        }
    }
    buffer_free(&file);
}

static bool check_vector(const char *name)
{
    char path[512];
    struct buffer text = {0}, wanted = {0}, got = {0};
    struct arena arena = {0};
    struct mrz mrz;
    int32_t day = MRZ_NO_DAY;
    snprintf(path, sizeof path, PORTOLAN_SOURCE "/tests/vectors/mrz/%s.mrz", name);
    assert_true(read_file(path, &text));
    snprintf(path, sizeof path, PORTOLAN_SOURCE "/tests/vectors/mrz/%s.txt", name);
    read_wanted(path, &wanted, &day);
    if (mrz_read(buffer_span(&text), day, &arena, &mrz) == STATUS_OK)
        dump_mrz(&mrz, &got);
    else
        buffer_text(&got, "none\n");
    bool good = span_equal(buffer_span(&wanted), buffer_span(&got));
    if (!good)
        print_message("%s:\n%s", name, buffer_string(&got));
    buffer_free(&text);
    buffer_free(&wanted);
    buffer_free(&got);
    arena_free(&arena);
    return good;
}

static void vectors(void **state)
{
    (void)state;
    DIR *folder = opendir(PORTOLAN_SOURCE "/tests/vectors/mrz");
    int count = 0, bad = 0;
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        char *dot = strrchr(entry->d_name, '.');
        if (!dot || strcmp(dot, ".mrz") != 0)
            continue;
        *dot = '\0';
        bad += !check_vector(entry->d_name);
        count++;
    }
    closedir(folder);
    assert_true(count >= 20);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(vectors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
