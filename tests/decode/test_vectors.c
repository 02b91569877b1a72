/* Each tests/vectors/decode/NAME.edi or NAME.xml is a body, NAME.txt what must be understood of it: lines of the
 * dump (support.h) in this order, not necessarily all; a line with `!` names what must be nowhere in
 * dump or JSON; `#` comments. */
#include <dirent.h>

#include "support.h"

static const struct decode_options options = {.home = {"UZ", 2}};

static char *next_line(char **rest)
{
    char *line = *rest, *end = strchr(line, '\n');
    if (*line == '\0')
        return NULL;
    if (end)
        *end = '\0';
    *rest = end ? end + 1 : line + strlen(line);
    return line;
}

/* Finds `line` as a whole line from `*at` on and moves behind it. */
static bool find_line(const char **at, const char *line)
{
    size_t size = strlen(line);
    for (const char *place = *at; (place = strstr(place, line)); place++) {
        bool begins = place == *at || place[-1] == '\n';
        if (begins && place[size] == '\n') {
            *at = place + size;
            return true;
        }
    }
    return false;
}

/* Tells every line that does not hold, so that one run shows all; returns whether none was. */
static bool check_lines(const char *name, char *expected, const char *dump, const char *json)
{
    const char *at = dump;
    bool good = true;
    for (char *line; (line = next_line(&expected));) {
        bool without = line[0] == '!';
        bool holds = line[0] == '#' || line[0] == '\0';
        if (without)
            holds = !strstr(dump, line + 1) && !strstr(json, line + 1);
        else if (!holds)
            holds = find_line(&at, line);
        if (!holds)
            print_message("%s: \"%s\" %s\n", name, line, without ? "is there" : "is missing");
        good &= holds;
    }
    return good;
}

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
