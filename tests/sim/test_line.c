/* Lines of JSON, read back by another reader. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "sim/line.h"
#include "sim/progress.h"

static json_t *read_back(struct buffer *out)
{
    assert_int_equal(out->at[out->size - 1], '\n');
    json_t *root = json_loadb(out->at, out->size, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    buffer_free(out);
    return root;
}

static const char *text(const json_t *root, const char *key)
{
    return json_string_value(json_object_get(root, key));
}

static void test_texts(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct line line = {&out, false};
    line_begin(&line, NULL);
    line_span(&line, "native", SPAN("Ғулом \"Али\"\n\\ \t\x01\x7F"));
    line_text(&line, "word", "listed");
    line_text(&line, "empty", "");
    line_text(&line, "none", NULL);
    line_bool(&line, "yes", true);
    line_begin_array(&line, "list");
    line_int(&line, NULL, 1);
    line_text(&line, NULL, "two");
    line_begin(&line, NULL);
    line_end(&line);
    line_end_array(&line);
    line_null(&line, "last");
    line_close(&line);
    json_t *root = read_back(&out);
    assert_string_equal(text(root, "native"), "Ғулом \"Али\"\n\\ \t\x01\x7F");
    assert_string_equal(text(root, "word"), "listed");
    assert_true(json_is_null(json_object_get(root, "empty")));
    assert_true(json_is_null(json_object_get(root, "none")));
    assert_true(json_is_true(json_object_get(root, "yes")));
    assert_int_equal(json_array_size(json_object_get(root, "list")), 3);
    assert_true(json_is_null(json_object_get(root, "last")));
    json_decref(root);
}

static void test_numbers(void **state)
{
    (void)state;
    static const int64_t numbers[] = {0, 1, -1, 9, 10, 99, 100, -12345, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct buffer out = {0};
        struct line line = {&out, false};
        line_begin(&line, NULL);
        line_int(&line, "n", numbers[i]);
        line_hex(&line, "x", (uint64_t)numbers[i]);
        line_close(&line);
        json_t *root = read_back(&out);
        assert_true(json_integer_value(json_object_get(root, "n")) == numbers[i]);
        assert_int_equal(strlen(text(root, "x")), 16);
        assert_true(strtoull(text(root, "x"), NULL, 16) == (uint64_t)numbers[i]);
        json_decref(root);
    }
}

static void test_times(void **state)
{
    (void)state;
    enum { DAY = 20779 /* 2026-11-22 */, MINUTE = DAY * 1440 + 10 * 60 + 5 };
    struct buffer out = {0};
    struct line line = {&out, false};
    line_begin(&line, NULL);
    line_day(&line, "day", DAY);
    line_day(&line, "born", -1);
    line_day(&line, "unknown", INT32_MIN);
    line_minute(&line, "minute", MINUTE);
    line_minute(&line, "never", 0);
    line_local(&line, "there", MINUTE, 14 * 60);
    line_local(&line, "west", MINUTE, -11 * 60);
    line_minute(&line, "before", -1);
    line_second(&line, "second", (int64_t)MINUTE * 60 + 59);
    line_second(&line, "early", -1);
    line_close(&line);
    json_t *root = read_back(&out);
    assert_string_equal(text(root, "day"), "2026-11-22");
    assert_string_equal(text(root, "born"), "1969-12-31");
    assert_true(json_is_null(json_object_get(root, "unknown")));
    assert_string_equal(text(root, "minute"), "2026-11-22T10:05Z");
    assert_true(json_is_null(json_object_get(root, "never")));
    assert_string_equal(text(root, "there"), "2026-11-23T00:05");
    assert_string_equal(text(root, "west"), "2026-11-21T23:05");
    assert_string_equal(text(root, "before"), "1969-12-31T23:59Z");
    assert_string_equal(text(root, "second"), "2026-11-22T10:05:59Z");
    assert_string_equal(text(root, "early"), "1969-12-31T23:59:59Z");
    json_decref(root);
}

/* What the meter says, without a clock. */
static void test_meter(void **state)
{
    (void)state;
    char out[SIM_METER_TEXT], number[SIM_NUMBER_TEXT];
    const struct sim_meter meter = {.began = 1000000};
    struct sim_progress progress = {.day = 2, .days = 3, .permille = 250, .records = 500000};
    assert_string_equal(sim_meter_text(&meter, &progress, 10999999, out),
                        "25 %, day 2 of 3, 50,000 records a second, 30 s left");
    progress.permille = 5;
    progress.day = 0;
    assert_string_equal(sim_meter_text(&meter, &progress, 10999999, out),
                        "0 %, before the first of 3 days, 50,000 records a second");
    progress.permille = 1000;
    assert_non_null(strstr(sim_meter_text(&meter, &progress, 1000000, out), "0 s left"));
    assert_string_equal(sim_number(0, number), "0");
    assert_string_equal(sim_number(999, number), "999");
    assert_string_equal(sim_number(1000, number), "1,000");
    assert_string_equal(sim_number(UINT64_MAX, number), "18,446,744,073,709,551,615");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_meter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
