/* Document numbers as carriers send them. */
#include "support.h"

static const struct {
    const char *text;
    enum mrz_number_kind kind;
    const char *number;
} numbers[] = {
    {"FA0417263", MRZ_NUMBER_PLAIN, "FA0417263"},
    {"FA04172638", MRZ_NUMBER_MAY_CHECKED, "FA0417263"}, /* 8 is its check digit */
    {"FA04172635", MRZ_NUMBER_PLAIN, "FA04172635"},
    {"KB00144<<8", MRZ_NUMBER_CHECKED, "KB00144"},
    {"KB00144<<7", MRZ_NUMBER_PLAIN, "KB00144<<7"}, /* fillers within: what it is nobody knows */
    {"KB00144<<", MRZ_NUMBER_FILLED, "KB00144"},
    {"KB00144<", MRZ_NUMBER_FILLED, "KB00144"},
    {"FA04172638<", MRZ_NUMBER_FILLED, "FA04172638"}, /* eleven: no copy of a field */
    {"<<<<<<<<<0", MRZ_NUMBER_PLAIN, "<<<<<<<<<0"},
    {"<<", MRZ_NUMBER_PLAIN, "<<"},
    {"fa04172638", MRZ_NUMBER_PLAIN, "fa04172638"},
    {"FA 0417263", MRZ_NUMBER_PLAIN, "FA 0417263"},
    {"", MRZ_NUMBER_PLAIN, ""},
};

static void judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct mrz_number got = mrz_judge_number(span_of(numbers[i].text));
        if (got.kind != numbers[i].kind || !span_is(got.number, numbers[i].number))
            fail_msg("%s is %d \"%.*s\"", numbers[i].text, (int)got.kind, (int)got.number.size,
                     got.number.at);
    }
}

/* The figures of Doc 9303-3, 4.9 and Appendix A. */
static void check_digits(void **state)
{
    (void)state;
    assert_int_equal(mrz_check_digit(SPAN("520727")), '3');
    assert_int_equal(mrz_check_digit(SPAN("AB2134<<<")), '5');
    assert_int_equal(mrz_check_digit(SPAN("")), '0');
    assert_int_equal(mrz_check_digit(SPAN("a")), '?');
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(judged), cmocka_unit_test(check_digits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
