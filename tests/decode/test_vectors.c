/* Each tests/vectors/decode/NAME.edi or NAME.xml is a body, NAME.txt what must be understood of it: lines of the
 * dump (support.h) in this order, not necessarily all; a line with `!` names what must be nowhere in
 * dump or JSON; `#` comments. */
#include <dirent.h>

#include "support.h"

static const struct decode_options options = {.home = {"UZ", 2}};

static bool check_vector(const char *name, const char *ending)
{
    char path[512];
    struct buffer body = {0}, expected = {0}, dump = {0}, json = {0};
    struct decoded decoded;
    snprintf(path, sizeof path, PORTOLAN_SOURCE "/tests/vectors/decode/%s.%s", name, ending);
    assert_true(read_file(path, &body));
    snprintf(path, sizeof path, PORTOLAN_SOURCE "/tests/vectors/decode/%s.txt", name);
    assert_true(read_file(path, &expected));
    decode_for_test(buffer_span(&body), &options, &decoded);
    dump_image(&decoded.image, &dump);
    decode_json(&decoded.image, buffer_span(&body), "\n", &json);
    buffer_char(&expected, '\0');
    bool good = check_lines(name, expected.at, buffer_string(&dump), buffer_string(&json));
    forget(&decoded);
    buffer_free(&body);
    buffer_free(&expected);
    buffer_free(&dump);
    buffer_free(&json);
    return good;
}

static void test_vectors(void **state)
{
    (void)state;
    DIR *folder = opendir(PORTOLAN_SOURCE "/tests/vectors/decode");
    int count = 0, bad = 0;
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        char *dot = strrchr(entry->d_name, '.');
        if (!dot || (strcmp(dot, ".edi") != 0 && strcmp(dot, ".xml") != 0))
            continue;
        *dot = '\0';
        bad += !check_vector(entry->d_name, dot + 1);
        count++;
    }
    closedir(folder);
    assert_true(count >= 20);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
