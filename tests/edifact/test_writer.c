/* The writer alone; that the reader takes back what it writes is proved in tests/encode. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "edifact/writer.h"

static void test_positions(void **state)
{
    (void)state;
    struct edifact_writer writer;
    struct buffer out = {0};
    const struct edifact_marks given = {':', '+', '?', '*', '\''};
    assert_int_equal(edifact_write_start(&writer, &out, &given, "\n"), STATUS_OK);
    edifact_write_una(&writer);
    edifact_open(&writer, "TVL");
    edifact_put(&writer, 1, 0, SPAN(""));
    edifact_put(&writer, 2, 1, SPAN("A"));
    edifact_put(&writer, 2, 3, SPAN("B"));
    edifact_put_number(&writer, 4, 0, 7, 2);
    edifact_put(&writer, 9, 9, SPAN(""));
    edifact_close(&writer);
    edifact_open(&writer, "SRC");
    edifact_close(&writer);
    assert_string_equal(buffer_string(&out), "UNA:+.?*'\nTVL++:A::B++07'\nSRC'\n");
    assert_int_equal(writer.segments, 2);
    buffer_free(&out);
}

static void test_released(void **state)
{
    (void)state;
    struct edifact_writer writer;
    struct buffer out = {0};
    const struct edifact_marks given = {':', '+', '?', '*', '\''};
    assert_int_equal(edifact_write_start(&writer, &out, &given, NULL), STATUS_OK);
    edifact_open(&writer, "IFT");
    edifact_put(&writer, 1, 0,
                SPAN("A+B:C*D'E?\r\n\x7f"
                     "F?"));
    edifact_close(&writer);
    assert_string_equal(buffer_string(&out), "IFT+A?+B?:C?*D?'E?"
                                             "?F?"
                                             "?'");
    buffer_free(&out);
}

/* Without a release character there is no way to send a mark: a blank takes its place. */
static void test_no_release(void **state)
{
    (void)state;
    struct edifact_writer writer;
    struct buffer out = {0};
    const struct edifact_marks given = {':', '+', 0, 0, '\''};
    assert_int_equal(edifact_write_start(&writer, &out, &given, NULL), STATUS_OK);
    edifact_open(&writer, "IFT");
    edifact_put(&writer, 2, 1, SPAN("A+B\r\n'C"));
    edifact_close(&writer);
    assert_string_equal(buffer_string(&out), "IFT++:A B C'");
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_positions),
                                       cmocka_unit_test(test_released),
                                       cmocka_unit_test(test_no_release)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
