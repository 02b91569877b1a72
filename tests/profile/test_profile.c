/* Profiles as people write them: what is refused, where, and in which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "profile/profile.h"

static const struct {
    const char *text, *sentence;
} refused[] = {
    {"", "p: The file is empty."},
    {"traveller: [", "p, line 2, column 1: This is not YAML: did not find expected node content."},
    {"- a\n- b\n", "p, line 1, column 1: Here must be a profile, as `name: value` pairs."},
    {"traveler: {surname: A}", "p, line 1, column 1: \"traveler\" is no part of a profile; did you "
                               "mean traveller?"},
    {"traveller:\n  surname: A\n  brith: B\n",
     "p, line 3, column 3: \"brith\" is no field of a traveller; did you mean birth?"},
    {"traveller: {given: A}", "p: A profile must say where traveller.surname comes from."},
    {"traveller: {surname: {colum: A}}",
     "p, line 1, column 23: \"colum\" is no member of a field; did you mean column? There is more "
     "amiss."},
    {"traveller: {surname: {split: /, column: A}}",
     "p, line 1, column 22: `split` needs `take`: first, rest, last, begin or a number."},
    {"traveller: {surname: {column: A, take: lats, split: x}}",
     "p, line 1, column 40: \"lats\" is no part (or its number); did you mean last? There is more "
     "amiss."},
    {"table: {kind: fixed}\ntraveller: {surname: A}",
     "p: Fixed widths need table.columns: {surname: 1-20, ..}."},
    {"table: {kind: fixed, columns: {a: 9-3}}\ntraveller: {surname: a}",
     "p, line 1, column 35: \"9-3\" is no range of characters such as 1-20 or 21-."},
    {"rows: {header: none}\ntraveller: {surname: A}",
     "p: There is no row of titles (rows.header: none): give the columns' names in table.columns, "
     "or name columns by number."},
    {"rows: {header: 0}\ntraveller: {surname: A}",
     "p, line 1, column 16: \"0\" is no whole number from 1 to 1000."},
    {"table: {delimiter: ab}\ntraveller: {surname: A}",
     "p, line 1, column 20: \"ab\" is no mark: one character, tab or auto."},
    {"traveller: {surname: A, sex: {column: B, date: dym}}",
     "p, line 1, column 48: \"dym\" is no order of a date; did you mean dmy?"},
    {"a: &x [1]\ntraveller: {surname: *x, given: *x}", NULL},
    {"traveller: {surname: A, surname: B}", "p, line 1, column 25: \"surname\" is given twice."},
    {"traveller: {surname: 0}", "p, line 1, column 22: \"0\" is no number of a column, from 1."},
};

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct arena arena = {0};
        struct profile *profile;
        assert_int_equal(profile_parse(span_of(refused[i].text), "p", &arena, &profile),
                         STATUS_INPUT);
        if (refused[i].sentence)
            assert_string_equal(status_sentence(), refused[i].sentence);
        arena_free(&arena);
    }
}

static void every_fault_is_listed(void **state)
{
    (void)state;
    struct buffer report = {0};
    static const char text[] = "tabel: {}\nrows: {foter: 1}\ntraveller: {surname: A, sx: B}\n";
    assert_int_equal(profile_check(span_of(text), "p", &report), 3);
    assert_string_equal(buffer_string(&report),
                        "p, line 1, column 1: \"tabel\" is no part of a profile; did you mean "
                        "table?\n"
                        "p, line 2, column 8: \"foter\" is no setting of rows; did you mean "
                        "footer?\n"
                        "p, line 3, column 25: \"sx\" is no field of a traveller; did you mean "
                        "sex?\n");
    buffer_free(&report);
}

/* `many` items are taken, and one more is a fault. */
static void assert_one_too_many(const char *begin, const char *item, const char *rest, int many,
                                const char *end, const char *sentence)
{
    struct buffer text = {0}, report = {0};
    buffer_text(&text, begin);
    for (int i = 0; i <= many; i++)
        buffer_format(&text, "%s%d%s, ", item, i, rest);
    buffer_text(&text, end);
    assert_int_equal(profile_check(buffer_span(&text), "p", &report), 1);
    assert_non_null(strstr(buffer_string(&report), sentence));
    buffer_free(&text);
    buffer_free(&report);
}

/* Nothing is left out in silence. */
static void what_is_too_much_is_said(void **state)
{
    (void)state;
    assert_one_too_many("traveller: {surname: {column: A, values: {", "w", ": X", 1000, "}}}",
                        "\"w1000\" is one word too many");
    assert_one_too_many("rows: {sections: {", "w", ": crew", 1000, "}}\ntraveller: {surname: A}",
                        "\"w1000\" is one word too many");
    assert_one_too_many("rows: {only: {column: A, is: [", "w", "", 64,
                        "]}}\ntraveller: {surname: A}", "\"w64\" is one word too many");
    assert_one_too_many("table: {columns: [", "c", "", TABLE_MOST_COLUMNS,
                        "]}\ntraveller: {surname: c1}", "\"c512\" is one column too many");
    assert_one_too_many("traveller: {surname: A}\ndocument: [", "{number: B", "}", 99, "]",
                        "at most 100 groups");
}

/* An alias could make gigabytes of a page. */
static void aliases_are_refused(void **state)
{
    (void)state;
    struct buffer report = {0};
    static const char text[] = "traveller: {surname: &a [A, B], given: *a, title: *a}\n";
    assert_int_equal(profile_check(span_of(text), "p", &report), 1);
    buffer_free(&report);
}

static void titles_are_compared_without_case_marks_and_blanks(void **state)
{
    (void)state;
    struct arena arena = {0};
    static const char *const same[][2] = {{"Passport No.", "PASSPORT_no"},
                                          {"ФАМИЛИЯ", "фамилия"},
                                          {"Doğum tarihi", "DOGUM TARIHI"},
                                          {"Tug'ilgan sana", "TUGILGAN SANA"}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct span a = profile_key(span_of(same[i][0]), &arena);
        assert_true(a.size > 0);
        assert_true(span_equal(a, profile_key(span_of(same[i][1]), &arena)));
    }
    assert_true(span_is(profile_key(SPAN(" *** "), &arena), "***"));
    assert_int_equal(profile_key(SPAN("  "), &arena).size, 0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(every_fault_is_listed),
        cmocka_unit_test(what_is_too_much_is_said),
        cmocka_unit_test(aliases_are_refused),
        cmocka_unit_test(titles_are_compared_without_case_marks_and_blanks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
