#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "names/names.h"

/* The folded tokens with blanks between. */
static const char *folded(struct arena *arena, struct span text)
{
    struct names names;
    const char *out = "";
    names_fold(text, arena, &names);
    for (size_t i = 0; i < names.count; i++)
        out = arena_format(arena, "%s%s%.*s", out, i ? " " : "", (int)names.tokens[i].text.size,
                           names.tokens[i].text.at);
    return out;
}

static void test_folding(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Müller", "MULLER"},
        {"M\xFCller", "MULLER"}, /* Latin-1 */
        {"Mu\u0308ller", "MULLER"},
        {"Strauß Ægir Œdip Þór Ðan Łódź", "STRAUSS AEGIR OEDIP THOR DAN LODZ"},
        {"Nguyễn Thị Hương", "NGUYEN THI HUONG"},
        {"O'Brien O\u2019Brien O\u02BBzbek Oʼzbek", "OBRIEN OBRIEN OZBEK OZBEK"},
        {"Jean-Paul Gar\u00E7on.Jr", "JEAN PAUL GARCON JR"},
        {"Хўжаев Ғуломжон Ҳақимов", "KHOZHAEV GULOMZHON HAQIMOV"},
        {"Щукин Ёлкин Фёдоров Съезд", "SHCHUKIN YOLKIN FEDOROV SEZD"},
        {"Київ Єва Ґалаґан", "KIYIV YEVA GALAGAN"},
        {"Γεώργιος Παπαδόπουλος", "GEORGIOS PAPADOPOULOS"},
        {"გიორგი ჭავჭავაძე", "GIORGI CHAVCHAVADZE"},
        {"Հայկ Խաչատրյան", "HAYK KHACHATRYAN"},
        {"محمّد أحمد", "محمد احمد"},
        {"حسین", "حسين"}, /* Persian yeh */
        {"金正恩", "金正恩"},
        {"ＡＢＣ", "ABC"},
        {"SMITH<<JOHN<PAUL", "SMITH JOHN PAUL"},
        {"  --  ", ""},
        {"", ""},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(folded(&arena, span_of(cases[i][0])), cases[i][1]);
    arena_free(&arena);
}

static void test_tokens_know_their_bytes(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct names names;
    struct span text = SPAN(" d\u2019Été, Ángel");
    names_fold(text, &arena, &names);
    assert_int_equal(names.count, 2);
    assert_true(
        span_is(span_part(text, names.tokens[0].begin, names.tokens[0].size), "d\u2019Été"));
    assert_true(span_is(span_part(text, names.tokens[1].begin, names.tokens[1].size), "Ángel"));
    arena_free(&arena);
}

static void test_classes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum names_class class;
    } cases[] = {{"al", NAMES_PARTICLE}, {"Abdul", NAMES_PREFIX}, {"MR", NAMES_TITLE},
                 {"FNU", NAMES_FILLER},  {"J", NAMES_INITIAL},    {"Karimov", NAMES_ORDINARY}};
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct names names;
        names_fold(span_of(cases[i].text), &arena, &names);
        assert_int_equal(names.tokens[0].class, cases[i].class);
    }
    arena_free(&arena);
}

static bool variants(struct arena *arena, const char *a, const char *b)
{
    struct names x, y;
    names_fold(span_of(a), arena, &x);
    names_fold(span_of(b), arena, &y);
    struct names_keys left = names_skeleton(names_joined(&x, 0, x.count, arena));
    struct names_keys right = names_skeleton(names_joined(&y, 0, y.count, arena));
    return names_keys_agree(&left, &right);
}

static void test_variants_agree(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Müller", "MUELLER"},
        {"MUXXLLER", "MULLER"},
        {"Løw", "LOEW"},
        {"Åse", "AASE"},
        {"Muhammad", "MOHAMED"},
        {"MUKHAMMAD", "MOHAMMED"},
        {"Мухаммад", "Muhammed"},
        {"Хўжаев", "XO'JAYEV"},
        {"Хўжаев", "KHODZHAEV"},
        {"Хўжаев", "KHUJAEV"},
        {"Жўраев", "JO'RAYEV"},
        {"Жўраев", "DJURAEV"},
        {"Жўраев", "ZHURAEV"},
        {"Ғуломжон", "GULOMZHON"},
        {"Ҳакимов", "KHAKIMOV"},
        {"Sergej", "SERGEY"},
        {"Сергей", "SERGEI"},
        {"Евгений", "YEVGENIY"},
        {"Евгений", "EVGENII"},
        {"Юлия", "IULIIA"},
        {"Smirnoff", "SMIRNOV"},
        {"Chaykovsky", "TCHAIKOVSKII"},
        {"Abdul Rahman", "ABDURRAHMAN"},
        {"Abd al-Rahman", "ABDELRAHMAN"},
        {"Abdullah", "ABDALLA"},
        {"Hussein", "HUSAYN"},
        {"Aleksandr", "ALEXANDR"},
        {"Fatimah", "FATIMA"},
        {"O'Brien", "OBRIEN"},
        {"Jean Paul", "JEANPAUL"},
        {"Philip", "FILIP"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (!variants(&arena, cases[i][0], cases[i][1]))
            fail_msg("%s and %s do not agree", cases[i][0], cases[i][1]);
    arena_free(&arena);
}

static void test_loose_variants(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct names_keys a = names_skeleton(SPAN("QODIROV"));
    struct names_keys b = names_skeleton(SPAN("KADYROV"));
    struct names_keys c = names_skeleton(SPAN("KUDIROV"));
    assert_false(names_keys_agree(&a, &b));
    assert_true(names_keys_agree_loosely(&a, &b));
    assert_true(names_keys_agree(&a, &c));
    assert_false(names_keys_agree_loosely(&b, &c));
    arena_free(&arena);
}

static void test_others_do_not(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Li", "LE"},         {"Ali", "ELA"},     {"Hasan", "HUSEYN"}, {"Omar", "AMIR"},
        {"Karim", "KARIMOV"}, {"Ahmad", "HAMID"}, {"Kim", "KEM"},      {"Shin", "CHIN"},
        {"Jamal", "KAMAL"},   {"Zaid", "SAID"},   {"محمد", "احمد"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (variants(&arena, cases[i][0], cases[i][1]))
            fail_msg("%s and %s agree", cases[i][0], cases[i][1]);
    arena_free(&arena);
}

static void test_glued_titles(void **state)
{
    (void)state;
    assert_true(span_is(names_without_title(SPAN("SEJOONMR")), "SEJOON"));
    assert_true(span_is(names_without_title(SPAN("ANNAMRS")), "ANNA"));
    assert_true(span_is(names_without_title(SPAN("TIMMSTR")), "TIM"));
    assert_int_equal(names_without_title(SPAN("MR")).size, 0);
    assert_true(span_is(names_without_title(SPAN("HOMR")), "HO"));
    assert_int_equal(names_without_title(SPAN("AMR")).size, 0);
    assert_int_equal(names_without_title(SPAN("KUMAR")).size, 0);
}

static void test_joined_goes_around(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct names names;
    names_fold(SPAN("RAHMAN X ABDUL"), &arena, &names);
    assert_true(span_is(names_joined(&names, 2, 2, &arena), "ABDULRAHMAN"));
    arena_free(&arena);
}

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(names_distance(SPAN("KARIMOV"), SPAN("KARIMOV"), 2), 0);
    assert_int_equal(names_distance(SPAN("KARIMOV"), SPAN("KARMIOV"), 2), 1);
    assert_int_equal(names_distance(SPAN("KARIMOV"), SPAN("KARIMO"), 2), 1);
    assert_int_equal(names_distance(SPAN("KARIMOV"), SPAN("KARUMOF"), 2), 2);
    assert_int_equal(names_distance(SPAN("KARIMOV"), SPAN("SALEK"), 1), 2);
    assert_int_equal(names_distance(SPAN(""), SPAN(""), 1), 0);
    char longer[80] = {0};
    assert_int_equal(names_distance((struct span){longer, 80}, (struct span){longer, 80}, 1), 2);
}

/* Whatever the bytes: no more than the limit, no token empty, and folding again changes nothing. */
static void test_any_bytes(void **state)
{
    (void)state;
    struct arena arena = {0};
    uint64_t seed = 20261122;
    for (int round = 0; round < 20000; round++) {
        char bytes[64];
        struct names names, again;
        size_t size = (size_t)(seed >> 40) % sizeof bytes;
        for (size_t i = 0; i < size; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
            bytes[i] = (char)(seed >> 56);
        }
        names_fold((struct span){bytes, size}, &arena, &names);
        assert_true(names.count <= NAMES_TOKENS);
        for (size_t i = 0; i < names.count; i++) {
            struct names_token *token = &names.tokens[i];
            assert_true(token->text.size > 0 && token->begin + token->size <= size);
            assert_true(token->skeletons.count >= 1);
            names_fold(token->text, &arena, &again);
            assert_true(again.count == 1 && span_equal(again.tokens[0].text, token->text));
        }
        arena_reset(&arena);
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    }
    arena_free(&arena);
}

static void test_many_tokens_are_cut(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct names names;
    char text[400];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 2 ? ' ' : 'A';
    names_fold((struct span){text, sizeof text}, &arena, &names);
    assert_int_equal(names.count, NAMES_TOKENS);
    assert_true(names.cut);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folding),
        cmocka_unit_test(test_tokens_know_their_bytes),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_variants_agree),
        cmocka_unit_test(test_loose_variants),
        cmocka_unit_test(test_others_do_not),
        cmocka_unit_test(test_glued_titles),
        cmocka_unit_test(test_joined_goes_around),
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_many_tokens_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
