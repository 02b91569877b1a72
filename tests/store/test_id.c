#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/id.h"

static void test_texts(void **state)
{
    (void)state;
    static const struct {
        struct date date;
        int32_t number;
        enum id_letter letter;
        const char *text;
    } rows[] = {
        {{2026, 11, 22}, 17, ID_TRAVELLER, "T261122-17"},
        {{2026, 11, 22}, 3, ID_FLIGHT, "F261122-3"},
        {{2026, 1, 2}, 9, ID_BOOKING, "B260102-9"},
        {{1990, 1, 1}, 1, ID_TRAVELLER, "T900101-1"},
        {{1999, 12, 31}, 1, ID_TRAVELLER, "T991231-1"},
        {{2000, 2, 29}, ID_NUMBER_LAST, ID_TRAVELLER, "T000229-16777215"},
        {{2089, 12, 31}, 1, ID_TRAVELLER, "T891231-1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[ID_TEXT];
        int64_t id = id_make(date_to_day(rows[i].date), rows[i].number), back = 0;
        assert_true(id_day_valid(id_day(id)));
        assert_int_equal(id_number(id), rows[i].number);
        assert_string_equal(id_format(rows[i].letter, id, text), rows[i].text);
        assert_true(id_parse(span_of(text), rows[i].letter, &back));
        assert_int_equal(back, id);
    }
}

static void test_every_day(void **state)
{
    (void)state;
    for (int32_t day = ID_DAY_FIRST; day <= ID_DAY_LAST; day++) {
        char text[ID_TEXT];
        int64_t id;
        assert_true(id_parse(span_of(id_format(ID_FLIGHT, id_make(day, 5), text)), ID_FLIGHT, &id));
        assert_int_equal(id_day(id), day);
        assert_true(id < id_end(day) && id > id_make(day, 0) && id_end(day) == id_make(day + 1, 0));
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",           "T",          "T261122",   "T261122-",   "T261122-0",
        "F261122-1",  "T261131-1",  "T26112-17", "T2611223-7", "T261122-16777216",
        "T261122-1x", "T261122--1", "X261122-1", "T26 122-1",  "T261122-99999999999999999999"};
    int64_t id = 77;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(id_parse(span_of(texts[i]), ID_TRAVELLER, &id));
    assert_int_equal(id, 77);
    assert_true(id_parse(SPAN(" t261122-17 "), ID_TRAVELLER, &id));
}

static void test_find(void **state)
{
    (void)state;
    struct item {
        int64_t id;
        char rest[5];
    } items[] = {{3, ""}, {5, ""}, {9, ""}};
    for (uint32_t count = 0; count <= 3; count++)
        for (int64_t id = 0; id < 12; id++) {
            uint32_t wanted = UINT32_MAX;
            for (uint32_t i = 0; i < count; i++)
                wanted = items[i].id == id ? i : wanted;
            assert_int_equal(id_find(items, count, sizeof *items, id), wanted);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_find),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
