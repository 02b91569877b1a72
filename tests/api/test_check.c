#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/check.h"

/* The checks of a body, told as "pointer code" of each fault. */
static void expect(const struct check *check, const char *body, const char *wanted)
{
    struct arena arena = {0};
    struct check_faults faults = {.arena = &arena};
    char told[2048] = "";
    json_t *value = json_loads(body, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    check_value(check, value, "", &faults);
    for (size_t i = 0; i < faults.count; i++) {
        size_t size = strlen(told);
        snprintf(told + size, sizeof told - size, "%s%s %s", size ? ", " : "",
                 faults.list[i].pointer, faults.list[i].code);
        assert_true(strlen(faults.list[i].detail) > 0);
    }
    if (strcmp(told, wanted) != 0)
        fail_msg("%s: \"%s\" and not \"%s\"", body, told, wanted);
    json_decref(value);
    arena_free(&arena);
}

static const char *const words[] = {"red", "green", NULL};
static const struct check word = {
    .kind = CHECK_STRING, .least = INT64_MIN, .most = INT64_MAX, .words = words};
static const struct check text = {.kind = CHECK_STRING, .least = 2, .most = 4};
static const struct check number = {.kind = CHECK_INTEGER, .least = -1, .most = 10};
static const struct check maybe = {
    .kind = CHECK_STRING, .least = INT64_MIN, .most = INT64_MAX, .nullable = true};
static const struct check flag = {.kind = CHECK_BOOLEAN};
static const struct check list = {.kind = CHECK_ARRAY, .least = 1, .most = 2, .items = &number};
static const struct check_member inner_members[] = {{"flag", true, &flag}};
static const struct check inner = {
    .kind = CHECK_OBJECT, .members = inner_members, .member_count = 1};
static const struct check_member members[] = {
    {"word", true, &word},    {"text", false, &text}, {"number", false, &number},
    {"maybe", false, &maybe}, {"list", false, &list}, {"in/ner~", false, &inner},
};
static const struct check whole = {.kind = CHECK_OBJECT, .members = members, .member_count = 6};

static void test_bodies(void **state)
{
    (void)state;
    static const struct {
        const char *body, *faults;
    } table[] = {
        {"{\"word\":\"red\"}", ""},
        {"{\"word\":\"red\",\"text\":\"abc\",\"number\":-1,\"maybe\":null,\"list\":[10]}", ""},
        {"{}", "/word missing"},
        {"{\"word\":\"blue\"}", "/word word"},
        {"{\"word\":1}", "/word type"},
        {"{\"word\":null}", "/word type"},
        {"{\"word\":\"red\",\"other\":1}", "/other unknown"},
        {"{\"word\":\"red\",\"text\":\"a\"}", "/text short"},
        {"{\"word\":\"red\",\"text\":\"\"}", "/text short"},
        {"{\"word\":\"red\",\"text\":\"abcde\"}", "/text long"},
        /* characters count, not bytes */
        {"{\"word\":\"red\",\"text\":\"\\u0416\\u0416\\u0416\\u0416\"}", ""},
        {"{\"word\":\"red\",\"number\":11}", "/number large"},
        {"{\"word\":\"red\",\"number\":-2}", "/number small"},
        {"{\"word\":\"red\",\"number\":1.5}", "/number type"},
        {"{\"word\":\"red\",\"number\":true}", "/number type"},
        {"{\"word\":\"red\",\"list\":[]}", "/list small"},
        {"{\"word\":\"red\",\"list\":[1,2,3]}", "/list large"},
        {"{\"word\":\"red\",\"list\":[1,\"x\"]}", "/list/1 type"},
        {"{\"word\":\"red\",\"list\":{}}", "/list type"},
        {"{\"word\":\"red\",\"in/ner~\":{}}", "/in~1ner~0/flag missing"},
        {"{\"word\":\"red\",\"in/ner~\":{\"flag\":0}}", "/in~1ner~0/flag type"},
        {"[]", " type"},
        {"\"red\"", " type"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        expect(&whole, table[i].body, table[i].faults);
}

static void test_faults_are_bounded(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct check_faults faults = {.arena = &arena};
    json_t *value = json_object();
    char name[16];
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "x%d", i);
        json_object_set_new(value, name, json_null());
    }
    check_value(&whole, value, "", &faults);
    assert_int_equal(faults.count, CHECK_MOST_FAULTS);
    json_decref(value);
    arena_free(&arena);
}

static bool takes(const struct check *check, const char *given)
{
    struct arena arena = {0};
    struct check_faults faults = {.arena = &arena};
    check_text(check, span_of(given), "p", &faults);
    arena_free(&arena);
    return faults.count == 0;
}

static void test_parameters(void **state)
{
    (void)state;
    assert_true(takes(&number, "10"));
    assert_false(takes(&number, "11"));
    assert_false(takes(&number, ""));
    assert_false(takes(&number, "1x"));
    assert_false(takes(&number, "99999999999999999999"));
    assert_true(takes(&flag, "true"));
    assert_true(takes(&flag, "false"));
    assert_false(takes(&flag, "1"));
    assert_true(takes(&word, "green"));
    assert_false(takes(&word, "greenish"));
}

/* ^F[0-9]{2}-[1-9][0-9]{0,3}$ as the generator writes it, against the C library's. */
#define DIGITS                                                                                     \
    {                                                                                              \
        UINT64_C(0x3ff000000000000), 0                                                             \
    }
static const struct check_step steps[] = {
    {{0, UINT64_C(1) << ('F' - 64)}, 1, 1},   {DIGITS, 2, 2}, {{UINT64_C(1) << '-', 0}, 1, 1},
    {{UINT64_C(0x3fe000000000000), 0}, 1, 1}, {DIGITS, 0, 3}, {{0, 0}, 0, 0},
};
static const struct check patterned = {
    .kind = CHECK_STRING, .least = INT64_MIN, .most = INT64_MAX, .pattern = steps};

static void test_a_pattern_takes_what_the_expression_takes(void **state)
{
    (void)state;
    static const char alphabet[] = "F019-f ";
    regex_t regex;
    size_t taken = 0;
    assert_int_equal(regcomp(&regex, "^F[0-9]{2}-[1-9][0-9]{0,3}$", REG_EXTENDED | REG_NOSUB), 0);
    srand(1);
    for (int i = 0; i < 200000; i++) {
        char given[12] = "F00-1";
        int size = rand() % 10;
        for (int c = i % 3 ? 0 : 3; c < size; c++)
            given[c] = alphabet[rand() % (int)(sizeof alphabet - 1)];
        bool wanted = regexec(&regex, given, 0, NULL, 0) == 0;
        taken += wanted;
        if (takes(&patterned, given) != wanted)
            fail_msg("\"%s\"", given);
    }
    assert_true(taken > 100);
    regfree(&regex);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_faults_are_bounded),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_a_pattern_takes_what_the_expression_takes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
