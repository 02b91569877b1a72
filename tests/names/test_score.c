/* How alike two names are: what may be one person and what may not, by the rules of names/score.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "names/score.h"

enum { FITS = 750 };

static unsigned score(const char *a, const char *b)
{
    struct arena arena = {0};
    unsigned value = names_score_texts(span_of(a), span_of(b), &arena);
    arena_free(&arena);
    return value;
}

static void test_may_be_one(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"ZORAN FIKTIV", "Fiktiv, Zoran"},
        {"ZORAN FIKTIV", "ZORAN PETAR FIKTIV"},
        {"Z FIKTIV", "ZORAN FIKTIV"},
        {"FIKTIV/ZORANMR", "Zoran Fiktiv"},
        {"FIKTIV/ZORAN MR", "Zoran Fiktiv"},
        {"ZORANFIKTIV", "Zoran Fiktiv"},
        {"ZORAN FIKTIVE", "ZORAN FIKTIV"},
        {"ZROAN FIKTIV", "ZORAN FIKTIV"},
        {"MUHAMMAD ABDURRAHMAN INVENTED", "MOHAMED ABD AL-RAHMAN INVENTED"},
        {"JUERGEN MUELLER-BEISPIEL", "Jürgen Müller Beispiel"},
        {"GULOMJON KHUJAEV", "Ғуломжон Хўжаев"},
        {"GULOMZHON KHODZHAEV", "G‘ulomjon Xo‘jayev"},
        {"BOB MADEUPPER", "ROBERT MADEUPPER"},
        {"DE LA PRUEBA MARIA", "MARIA DELAPRUEBA"},
        {"ИВАН ПРИДУМАНОВ", "IVAN PRIDUMANOV"},
        {"O'LIM TESTOV", "OLIM TESTOV"},
        {"SUPRAPTO", "SUPRAPTO"},
        {"SUPRAPTO", "SUPRABTO"},
        {"FIKTIV/ZORANPETARKARLIVANMR", "Zoran Petar Karl Ivan Fiktiv"},
        {"FIKTIV/ZORANPETARKARLFIKTIV", "Fiktiv Zoran Petar Karl Fiktiv"},
        {"FIKTIV/HODR", "Ho Fiktiv"},
        {"BEISPIELHUBER/ZORAN PETAR KARLHE", "Zoran Petar Karlheinz Beispielhuber"}, /* cut off */
        {"BEISPIELHUBER/ZORAN PETAR K", "Zoran Petar Ivan Beispielhuber"},
        {"EKUBOVA ZIEDA", "Ёқубова Зиёда"},
        {"SAEED ALEEM", "SAID ALIM"},
        {"FIKTIVULLAKH ZORAN", "FIKTIVULLA ZORAN"},
        {"كيم يونج تشول", "KIM YONG CHOL"},
        {"MXHMWD/XHSN AL", "Hasan Al Mahmud"}, /* Arabic letters of a zone */
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (score(pairs[i][0], pairs[i][1]) < FITS)
            fail_msg("%s | %s: %u", pairs[i][0], pairs[i][1], score(pairs[i][0], pairs[i][1]));
}

static void test_are_two(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"ZORAN FIKTIV", "PETAR FIKTIV"},
        {"ZORAN FIKTIV", "ZORAN INVENTED"},
        {"ZORAN PETAR KARL FIKTIV", "ZORAN PETAR KARL INVENTED"},
        {"HANS O FIKTIV", "HANS JOACHIM FIKTIV"},
        {"SUPRAPTO", "SUPRAPTO WIDODO"}, /* one of two */
        {"FIKTIV", "ZORAN FIKTIV"},
        {"MUHAMMAD ALI", "MUHAMMAD HASSAN"},
        {"LI NA", "LE NA"},
        {"محيا فيكتيف", "محمد فيكتيف"}, /* two letters of four */
        {"김종은", "김정은"},
        {"FNU", "FNU"},
        {"", ""},
        {"...", "ZORAN"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (score(pairs[i][0], pairs[i][1]) >= FITS)
            fail_msg("%s | %s: %u", pairs[i][0], pairs[i][1], score(pairs[i][0], pairs[i][1]));
}

/* From the pairs and what is left over alone. */
static unsigned again(const struct names_match *match)
{
    uint64_t alike = 0, matched = 0;
    for (size_t i = 0; i < match->count; i++) {
        alike += (uint64_t)match->pairs[i].weight * match->pairs[i].alike;
        matched += match->pairs[i].weight;
    }
    uint64_t all = matched * 1000 + (uint64_t)match->conflict * 1600 + (uint64_t)match->extra * 250;
    unsigned value = all ? (unsigned)(alike * 1000 / all) : 0;
    return match->one ? value * NAMES_ONE / 1000 : value;
}

static void test_adds_up(void **state)
{
    (void)state;
    static const char *const names[] = {
        "ZORAN FIKTIV",     "ZORAN PETAR FIKTIV MR", "J FIKTIV",   "ABD AL RAHMAN BIN ALI FIKTIV",
        "ABDURRAHMAN ALI",  "KIM JONG SAMPLE",       "김정은",     "ФИКТИВ ЗОРАН",
        "VAN DER BEISPIEL", "MARIA DE LA PRUEBA",    "SHEIKH BIN", ""};
    enum { NAMES = sizeof names / sizeof *names };
    for (int i = 0; i < NAMES; i++)
        for (int k = 0; k < NAMES; k++) {
            struct arena arena = {0};
            struct names a, b;
            struct names_match match;
            names_fold(span_of(names[i]), &arena, &a);
            names_fold(span_of(names[k]), &arena, &b);
            names_compare(&a, &b, &arena, &match);
            assert_in_range(match.score, 0, 1000);
            assert_int_equal(match.score, again(&match));
            assert_int_equal(match.one && match.score > NAMES_ONE, 0);
            if (i == k && i != NAMES - 1)
                assert_int_equal(match.score, 1000);
            arena_free(&arena);
        }
}

/* Whatever is written, the score is one, and the same every time. */
static void test_any_text(void **state)
{
    (void)state;
    char text[2][64];
    uint64_t seed = 11;
    for (int round = 0; round < 20000; round++) {
        for (int side = 0; side < 2; side++)
            for (size_t i = 0; i < sizeof text[0]; i++) {
                seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
                text[side][i] =
                    "ABIKOZ '-/.\xD0\xB0\xD8\xA7\xE3\x82\xAB\xEA\xB9\x80"[(seed >> 33) % 22];
            }
        struct arena arena = {0};
        struct span a = {text[0], (seed >> 20) % 64}, b = {text[1], (seed >> 40) % 64};
        unsigned one = names_score_texts(a, b, &arena);
        assert_in_range(one, 0, 1000);
        assert_int_equal(names_score_texts(a, b, &arena), one);
        arena_free(&arena);
    }
}

/* What a zone has of Arabic letters, and what only looks like it. */
static void test_from_zone(void **state)
{
    static const struct {
        const char *zone, *own;
    } rows[] = {
        {"MXHMWD/XHSN", "محمود/حسن"},
        {"ALISLAM XHSN", "الإسلام حسن"},
        {"ALEXANDER", ""},
        {"ZHU/XIALING", ""},
        {"XENA", ""},
        {"HASAN", ""},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct span own = names_from_zone(span_of(rows[i].zone), &arena);
        if (!span_is(own, rows[i].own))
            fail_msg("%s: %.*s", rows[i].zone, (int)own.size, own.size ? own.at : "");
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_may_be_one), cmocka_unit_test(test_are_two),
        cmocka_unit_test(test_adds_up), cmocka_unit_test(test_any_text),
        cmocka_unit_test(test_from_zone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
