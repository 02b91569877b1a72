/* What a person nearly is: who is no hit, with what stands against it. */
#include "lists.h"

#include <jansson.h>
#include <stdlib.h>

#include "watch/near.h"

static const char list_text[] =
    "id,surname,given,full_name,aliases,weak_aliases,birth,sex,nationality,document_number\n"
    "kuz,Kuznetsov,Anatolii Petrovich,,,,1969-11-30,M,RU,764248992\n"
    "abd,,,ABDULLAYEV RASUL KARIM,,,1975-03-04,M,UZ,\n"
    "mono,,,Suprapto,,,1975-08-09,,ID,\n"
    "weak,Invented,Anna,,,Nina Other,1980-03-12,F,FR,\n"
    "other,Brendholm,Torvald Ansgar,,,,1968-03-30,M,DK,\n";

static struct watch *watch;
static struct arena list_arena;

static int set_up(void **state)
{
    (void)state;
    watch = build_list(span_of(list_text), &list_arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    watch_release(watch);
    arena_free(&list_arena);
    return 0;
}

enum { MOST = 10 };

/* The score is what its parts add up to, within 0 and 100, as of a hit. */
static void check_sum(struct span explanation, int score)
{
    json_t *json = json_loadb(explanation.at, explanation.size, 0, NULL), *part;
    size_t i;
    json_int_t sum = 0;
    assert_non_null(json);
    json_array_foreach(json_object_get(json, "parts"), i, part) sum +=
        json_integer_value(json_object_get(part, "points"));
    assert_int_equal(sum < 0 ? 0 : sum > 100 ? 100 : sum, score);
    assert_int_equal(json_integer_value(json_object_get(json, "score")), score);
    assert_int_equal(json_integer_value(json_object_get(json, "threshold")), WATCH_THRESHOLD);
    assert_int_equal(json_array_size(json_object_get(json, "how")), 0);
    json_decref(json);
}

struct row {
    const char *surname, *given, *birth, *nation;
    const char *hit;  /* "" none */
    const char *near; /* "" none */
    unsigned why;
};

static void check(const struct row *row)
{
    struct arena arena = {0};
    struct watch_hit *hits;
    struct watch_near_found found;
    struct watch_person person =
        make_person(&arena, row->surname, row->given, row->birth, NULL, NULL, row->nation);
    size_t count = watch_screen(watch, worker(), &person, &arena, &hits);
    watch_near(watch, worker(), &person, hits, count, MOST, &arena, &found);
    if (count != (size_t)(*row->hit != 0) || (count && !span_is(hits[0].entry, row->hit)))
        fail_msg("%s/%s: %zu hits", row->surname, row->given, count);
    if (found.count != (size_t)(*row->near != 0) ||
        (found.count &&
         (!span_is(found.near[0].hit.entry, row->near) || found.near[0].why != row->why)))
        fail_msg("%s/%s: %zu near, %.*s, why %u", row->surname, row->given, found.count,
                 found.count ? (int)found.near[0].hit.entry.size : 0,
                 found.count ? found.near[0].hit.entry.at : "",
                 found.count ? found.near[0].why : 0);
    for (size_t i = 0; i < found.count; i++)
        check_sum(found.near[i].hit.explanation, found.near[i].hit.score);
    assert_false(found.cut);
    /* Looking for who is near leaves nothing behind. */
    assert_int_equal(watch_screen(watch, worker(), &person, &arena, &hits), count);
    arena_free(&arena);
}

#define WHY(name) (1U << NEAR_##name)

static void test_what_stands_against_it(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"KUZNETSOV", "ANATOLII PETROVICH", "1969-11-30", 0, "kuz", "", 0},
        {"KUZNETSOV", "ANATOLII PETROVICH", "1982-05-06", 0, "", "kuz", WHY(BIRTH)},
        {"KUZNETSOV", "", 0, 0, "", "kuz", WHY(ONE_OF_SEVERAL) | WHY(SCORE)},
        {"SUPRAPTA", "", 0, 0, "", "mono", WHY(ALONE)},
        {"SUPRAPTO", "", 0, 0, "mono", "", 0},
        {"SUPRAPTO", "", "1975-08-09", 0, "mono", "", 0},
        {"OTHER", "NINA", 0, 0, "", "weak", WHY(ALIAS)},
        {"OTHER", "NINA", "1980-03-12", 0, "weak", "", 0},
        {"NOBODY", "OF THIS LIST", 0, 0, "", "", 0},
        {"", "", 0, 0, "", "", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(&rows[i]);
}

static void test_names_of_hits(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_hit *hits;
    struct watch_person person =
        make_person(&arena, "KUZNETSOV", "ANATOLII PETROVICH", "1969-11-30", NULL, NULL, NULL);
    assert_int_equal(watch_screen(watch, worker(), &person, &arena, &hits), 1);
    assert_true(span_is(watch_hit_name(watch, &hits[0], &arena), "Kuznetsov, Anatolii Petrovich"));
    hits[0].list = 99;
    assert_int_equal(watch_hit_name(watch, &hits[0], &arena).size, 0);
    arena_free(&arena);
}

/* Who shares one name that very many have is nobody in particular; that is said. Those that are left out are
 * counted. */
static void test_what_is_left_out(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buffer text = {0};
    struct watch_near_found found;
    buffer_text(&text, "id,surname,given\n");
    for (int i = 0; i < 4100; i++)
        buffer_format(&text, "c%d,Common,%c%c%cino\n", i, 'A' + i % 26, 'A' + i / 26 % 26,
                      'A' + i / 676);
    for (int i = 0; i < 30; i++)
        buffer_format(&text, "r%d,Rarename,%c%cilda\n", i, 'B' + i % 5, 'A' + i);
    struct watch *many = build_list(buffer_span(&text), &arena);
    struct watch_person person = make_person(&arena, "COMMON", "", NULL, NULL, NULL, NULL);
    watch_near(many, worker(), &person, NULL, 0, MOST, &arena, &found);
    assert_int_equal(found.count, 0);
    assert_true(found.cut);
    person = make_person(&arena, "RARENAME", "", NULL, NULL, NULL, NULL);
    watch_near(many, worker(), &person, NULL, 0, MOST, &arena, &found);
    assert_int_equal(found.count, MOST);
    assert_int_equal(found.more, 30 - MOST);
    assert_false(found.cut);
    for (size_t i = 1; i < found.count; i++)
        assert_true(found.near[i - 1].hit.score >= found.near[i].hit.score);
    watch_release(many);
    buffer_free(&text);
    arena_free(&arena);
}

/* Very many of nearly the same names: only the most alike are looked at, and that is said. */
static void test_very_many(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buffer text = {0};
    struct watch_near_found found;
    buffer_text(&text, "id,surname,given,birth\n");
    for (int i = 0; i < 4500; i++)
        buffer_format(&text, "v%d,Oftenly,Manifold%s,19%02d-05-06\n", i, i % 100 ? " Of" : "",
                      50 + i % 40);
    struct watch *many = build_list(buffer_span(&text), &arena);
    struct watch_person person =
        make_person(&arena, "OFTENLY", "MANIFOLD", "2003-01-20", NULL, NULL, NULL);
    watch_near(many, worker(), &person, NULL, 0, MOST, &arena, &found);
    assert_int_equal(found.count, MOST);
    assert_int_equal(found.more, 2000 - MOST);
    assert_true(found.cut);
    for (size_t i = 0; i < found.count; i++)
        assert_int_equal(found.near[i].hit.score, found.near[0].hit.score);
    assert_int_equal(found.near[0].why, WHY(BIRTH));
    watch_release(many);
    buffer_free(&text);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_stands_against_it),
        cmocka_unit_test(test_names_of_hits),
        cmocka_unit_test(test_what_is_left_out),
        cmocka_unit_test(test_very_many),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
