#include "lists.h"

#include <stdlib.h>

/* Invented persons; each row a rule of docs/lists.md. */
static const char list_text[] =
    "id,surname,given,full_name,aliases,weak_aliases,birth,sex,nationality,document_state,"
    "document_number,severity\n"
    "swap,Testov,Ivan Petrovich,,,,1970-02-03,M,RU,,,\n"
    "year,,,ABDUL HAI SAMPLEK,,,1965,M,Afghanistan,,,\n"
    "alias,Invented,Anna,,\"MADEUP, Annette\",Nina Other,1980-03-12,F,FR,,,critical\n"
    "mono,,,Suprapto,,,1975-08-09,,ID,,,\n"
    "umlaut,Müller-Lüdenscheidt,Jürgen,,,,1955-05-05,M,DE,,,\n"
    "cyrillic,Хўжаев,Ғуломжон,,,,1981-09-01,M,UZ,,,\n"
    "abd,,,Abd al-Rahman Fictional,,,1990-01-02,M,,,,\n"
    "doc,Papers,Only,,,,1960-06-06,M,,TR,U 123-456,\n"
    "nostate,Papers,Second,,,,1961-06-06,M,,,X9876543,low\n"
    "nobirth,Dateless,Boris Karl,,,,,M,BY,,,\n"
    "spanish,,,Garcia Lopez,,,1977-07-07,M,ES,,,\n"
    "range,,,KIM YONG SAMPLE,,,1962-1964,M,KP,,,\n";

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

struct row {
    const char *surname, *given, *birth, *state, *number;
    const char *entry; /* "" none */
    int score;
};

static void check(const struct row *row)
{
    struct arena arena = {0};
    struct watch_hit *hits;
    struct watch_person person =
        make_person(&arena, row->surname, row->given, row->birth, row->state, row->number, NULL);
    size_t count = watch_screen(watch, worker(), &person, &arena, &hits);
    if (count != (size_t)(*row->entry != 0) ||
        (count && (!span_is(hits[0].entry, row->entry) || hits[0].score != row->score)))
        fail_msg("%s/%s %s: %zu hits, %.*s %d", row->surname, row->given,
                 row->birth ? row->birth : "", count, count ? (int)hits[0].entry.size : 0,
                 count ? hits[0].entry.at : "", count ? hits[0].score : 0);
    arena_free(&arena);
}

static void check_all(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check(&rows[i]);
}
#define CHECK(rows) check_all(rows, sizeof rows / sizeof rows[0])

static void test_names_with_birth_date(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"TESTOV", "IVAN PETROVICH", "1970-02-03", 0, 0, "swap", 98},
        {"IVAN PETROVICH", "TESTOV", "1970-02-03", 0, 0, "swap", 98}, /* fields exchanged */
        {"TESTOV", "PETROVICH IVAN", "1970-02-03", 0, 0, "swap", 98},
        {"TESTOV", "IVAN", "1970-02-03", 0, 0, "swap", 88}, /* middle name dropped */
        {"TESTOV", "IVAN P", "1970-02-03", 0, 0, "swap", 90},
        {"TESTOV", "IVANMR", "1970-02-03", 0, 0, "swap", 88}, /* glued title */
        {"TESTOV", "IVAN MR", "1970-02-03", 0, 0, "swap", 85},
        {"TESTOV", "IVAN", "1970-03-02", 0, 0, "swap", 81},           /* day and month */
        {"TESTOV", "IVAN PETROVICH", "1970-01-01", 0, 0, "swap", 91}, /* year only */
        {"TESTOV", "IVAN", "1970-01-01", 0, 0, "swap", 81},
        {"TESTOV", "IVAN PETROVICH", "1971-02-03", 0, 0, "swap", 85}, /* one year off */
        {"TESTOV", "IVAN PETROVICH", "1975-06-03", 0, 0, "", 0},      /* contradiction */
        {"TESTOV", "OLEG", "1970-02-03", 0, 0, "", 0},                /* surname and birth date */
        {"TESTOV", "", "1970-02-03", 0, 0, "", 0},
        {"TESTOV", "IVAN SERGEEVICH", "1970-02-03", 0, 0, "", 0}, /* both have another */
        {"TESTOW", "IVAN", "1970-02-03", 0, 0, "swap", 87},       /* W is V */
        {"TESTOR", "IVAN", "1970-02-03", 0, 0, "swap", 82},       /* one letter off */
        {"TESTOR", "IVAN", "1970-03-02", 0, 0, "swap", 75},
        {"TESTOR", "IWEN", "1970-02-03", 0, 0, "swap", 80},
        {"TESRTO", "IVAN", "1970-02-03", 0, 0, "", 0}, /* two off */
        {"SAMPLEK", "ABDUL HAI", "1965-04-04", 0, 0, "year", 94},
        {"SAMPLEK", "ABDULHAI", "1965-04-04", 0, 0, "year", 93},
        {"SAMPLEK", "ABDUL HAI", "1966-04-04", 0, 0, "", 0},
        {"ABDUL HAI SAMPLEK", "", "1965-01-01", 0, 0, "year", 94}, /* all in one field */
        {"KIM", "YONGSAMPLE", "1963-01-01", 0, 0, "range", 92},
        {"KIM", "YONG SAMPLE", "1965-01-01", 0, 0, "", 0},
    };
    CHECK(rows);
}

static void test_spellings(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"MUELLER LUEDENSCHEIDT", "JUERGEN", "1955-05-05", 0, 0, "umlaut", 95},
        {"MULLER", "JURGEN", "1955-05-05", 0, 0, "umlaut", 88},
        {"MUELLERLUEDENSCHEIDT", "JUERGEN", "1955-05-05", 0, 0, "umlaut", 95},
        {"KHUJAEV", "GULOMJON", "1981-09-01", 0, 0, "cyrillic", 95},
        {"XO'JAYEV", "G'ULOMJON", "1981-09-01", 0, 0, "cyrillic", 95},
        {"KHODZHAEV", "GULAMZHON", "1981-09-01", 0, 0, "cyrillic", 93}, /* O and A */
        {"FICTIONAL", "ABDURRAHMAN", "1990-01-02", 0, 0, "abd", 97},
        {"RAHMAN FICTIONAL", "ABDUL", "1990-01-02", 0, 0, "abd", 96},
        {"FICTIONAL", "ABD EL RAHMAN", "1990-01-02", 0, 0, "abd", 91},
        {"FICTIONAL", "ABDALRAHMAN MR", "1990-01-02", 0, 0, "abd", 96},
        {"FICTIONAL", "ABDULLAH", "1990-01-02", 0, 0, "", 0},
    };
    CHECK(rows);
}

static void test_aliases(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"MADEUP", "ANNETTE", "1980-03-12", 0, 0, "alias", 98},
        {"OTHER", "NINA", "1980-03-12", 0, 0, "alias", 88}, /* a weak alias */
        {"OTHER", "NINA", NULL, 0, 0, "", 0},
        {"OTHER", "NINA", "1980-12-03", 0, 0, "", 0},
    };
    CHECK(rows);
}

static void test_one_name_only(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"SUPRAPTO", "", "1975-08-09", 0, 0, "mono", 98},
        {"", "SUPRAPTO", "1975-08-09", 0, 0, "mono", 98},
        {"SUPRAPTO", "FNU", "1975-08-09", 0, 0, "mono", 98},
        {"SUPRAPTO", "SUPRAPTO", "1975-08-09", 0, 0, "mono", 98},
        {"SUPRAPTO", "MR", "1975-08-09", 0, 0, "mono", 96},
        {"SUPRAPTO", "", NULL, 0, 0, "mono", 68},
        {"SUPRAPTA", "", NULL, 0, 0, "", 0},
        {"SUPRAPTO", "BUDI", "1975-08-09", 0, 0, "", 0},
        {"GARCIA LOPEZ", "PEDRO", "1977-07-07", 0, 0, "spanish", 87}, /* a given name, too */
        {"GARCIA", "LOPEZ", "1977-07-07", 0, 0, "spanish", 98},
    };
    CHECK(rows);
}

static void test_without_birth_date(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"DATELESS", "BORIS KARL", NULL, 0, 0, "nobirth", 88},
        {"DATELESS", "BORIS KARL", "1950-01-01", 0, 0, "nobirth", 88},
        {"DATELESS", "BORIS", NULL, 0, 0, "nobirth", 78},
        {"DATELESS", "BORIS KARL OTTO", NULL, 0, 0, "nobirth", 81},
        {"TESTOV", "IVAN PETROVICH", NULL, 0, 0, "swap", 88},
        {"TESTOV", "IVAN", NULL, 0, 0, "swap", 78},
        {"DATELESS", "", NULL, 0, 0, "", 0},
    };
    CHECK(rows);
}

static void test_documents(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"ANY", "BODY", "1960-06-06", "TUR", "U123456", "doc", 100},
        {"ANY", "BODY", NULL, "TR", "u-123 456", "doc", 90},
        {"ANY", "BODY", "1999-01-01", "TUR", "U123456", "doc", 70}, /* contradicts, is shown */
        {"ANY", "BODY", NULL, "FRA", "U123456", "", 0},             /* another state's */
        {"ANY", "BODY", NULL, "", "U123456", "doc", 60},
        {"ANY", "BODY", NULL, "FRA", "X9876543", "nostate", 60},
        {"PAPERS", "SECOND", "1961-06-06", "FRA", "X9876543", "nostate", 100},
        {"ANY", "BODY", NULL, "TUR", "U12345", "", 0},
    };
    CHECK(rows);
}

static void test_what_a_hit_says(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_hit *hits;
    struct watch_person person =
        make_person(&arena, "PAPERS", "ONLY", "1960-06-06", "TUR", "U123456", "TUR");
    assert_int_equal(watch_screen(watch, worker(), &person, &arena, &hits), 1);
    assert_int_equal(hits[0].how, WATCH_BY_NAME | WATCH_BY_DOCUMENT);
    assert_string_equal(hits[0].list_name, "test");
    assert_int_equal(hits[0].version, 3);
    assert_int_equal(hits[0].severity, WATCH_HIGH);
    assert_int_equal(hits[0].value_count, 5);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(hits[0].values[i], 10 + i);
    person = make_person(&arena, "ANY", "BODY", NULL, "FRA", "X9876543", NULL);
    assert_int_equal(watch_screen(watch, worker(), &person, &arena, &hits), 1);
    assert_int_equal(hits[0].how, WATCH_BY_NUMBER);
    assert_int_equal(hits[0].severity, WATCH_LOW);
    assert_int_equal(hits[0].value_count, 1);
    assert_int_equal(hits[0].values[0], 13);
    arena_free(&arena);
}

/* The number after the next `key` from `*at` on; false when there is none before `end`. */
static bool next_number(const char **at, const char *end, const char *key, long *out)
{
    const char *found = strstr(*at, key);
    if (!found || found >= end)
        return false;
    *at = found + strlen(key);
    *out = strtol(*at, NULL, 10);
    return true;
}

/* The score of the names by docs/lists.md, from nothing but the explanation. */
static long names_again(const char *name, const char *end)
{
    long alike = 0, all = 0, one, weight, conflict, extra;
    const char *at = name;
    for (; next_number(&at, end, "\"alike\":", &one); all += 1000 * weight) {
        assert_true(next_number(&at, end, "\"weight\":", &weight));
        alike += weight * one;
    }
    at = name;
    assert_true(next_number(&at, end, "\"conflict\":", &conflict));
    assert_true(next_number(&at, end, "\"extra\":", &extra));
    return alike * 1000 / (all + 1600 * conflict + 250 * extra);
}

static void check_again(const struct row *row, const char *rule)
{
    struct arena arena = {0};
    struct watch_hit *hits;
    struct watch_person person =
        make_person(&arena, row->surname, row->given, row->birth, NULL, NULL, "UZB");
    assert_int_equal(watch_screen(watch, worker(), &person, &arena, &hits), 1);
    const char *why = hits[0].explanation.at; /* arena_copy ends it in a NUL */
    const char *name = strstr(why, "\"name\":{"), *birth = strstr(why, "\"birth\":{");
    assert_true(name && birth && name < birth && strstr(name, rule));
    long share, of, points, score = 0, said;
    const char *at = name;
    assert_true(next_number(&at, birth, "\"score\":", &share));
    assert_int_equal(share, names_again(name, birth));
    at = why;
    assert_true(next_number(&at, name, "\"score\":", &said));
    assert_true(next_number(&at, name, "\"of\":", &of));
    const char *parts = at;
    assert_true(next_number(&at, name, "\"points\":", &points));
    assert_int_equal(points, (of * share + 500) / 1000);
    while (next_number(&parts, name, "\"points\":", &points))
        score += points;
    assert_int_equal(score > 100 ? 100 : score, hits[0].score);
    assert_int_equal(hits[0].score, said);
    assert_non_null(strstr(why, "\"engine\":\"" WATCH_ENGINE "\""));
    arena_free(&arena);
}

static void test_score_from_the_explanation(void **state)
{
    (void)state;
    check_again(&(struct row){.surname = "TESTOR", .given = "IVEN", .birth = "1970-03-02"},
                "misspelt");
    check_again(&(struct row){.surname = "TESTOV", .given = "IVAN MR", .birth = "1970-02-03"},
                "same");
    check_again(
        &(struct row){.surname = "FICTIONAL", .given = "ABDURRAHMAN ALI", .birth = "1990-01-02"},
        "joined");
}

static void test_person_from_image(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct image image;
    struct image_builder *builder = image_builder_new(&arena, 0);
    uint32_t message = image_add_node(builder, NODE_MESSAGE, KIND_API, IMAGE_NONE, 0);
    uint32_t node = image_add_node(builder, NODE_TRAVELLER, KIND_API, message, 100);
    image_add_value(builder, node, FIELD_TRAVELLER_SURNAME, SPAN("TESTO"), 104, 5);
    image_add_value(builder, node, FIELD_TRAVELLER_GIVEN, SPAN("IVAN"), 110, 4);
    image_add_value(builder, node, FIELD_TRAVELLER_BIRTH, SPAN("1970-02-04"), 120, 6);
    image_add_value(builder, node, FIELD_TRAVELLER_BIRTH_OTHER, SPAN("1870-02-04"), 120, 6);
    uint32_t document = image_add_node(builder, NODE_DOCUMENT, KIND_API, node, 200);
    image_add_value(builder, document, FIELD_DOCUMENT_SURNAME, SPAN("TESTOV"), 204, 6);
    image_add_value(builder, document, FIELD_DOCUMENT_GIVEN, SPAN("IVAN PETROVICH"), 211, 14);
    image_add_value(builder, document, FIELD_DOCUMENT_BIRTH, SPAN("1970-02-03"), 230, 6);
    image_add_value(builder, document, FIELD_DOCUMENT_NUMBER, SPAN("U123456"), 240, 7);
    image_add_value(builder, document, FIELD_DOCUMENT_STATE, SPAN("TUR"), 250, 3);
    assert_int_equal(image_open(image_finish(builder), &image), STATUS_OK);
    struct watch_person person;
    struct watch_hit *hits;
    watch_person_from_image(&image, node, &arena, &person);
    assert_int_equal(person.name_count, 2);
    assert_int_equal(person.birth_count, 3);
    assert_true(person.births[1].other);
    assert_int_equal(watch_screen(watch, worker(), &person, &arena, &hits), 2);
    assert_true(span_is(hits[1].entry, "swap") || span_is(hits[0].entry, "swap"));
    const struct watch_hit *name = span_is(hits[0].entry, "swap") ? &hits[0] : &hits[1];
    assert_int_equal(name->value_count, 3);
    assert_int_equal(image.values[name->values[0]].begin, 204);
    assert_int_equal(image.values[name->values[2]].begin, 230);
    arena_free(&arena);
}

/* The second reading of a number finds the entry, and is the evidence. */
static void test_number_without_its_check_digit(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct image image;
    struct watch_person person;
    struct watch_hit *hits;
    struct image_builder *builder = image_builder_new(&arena, 0);
    uint32_t message = image_add_node(builder, NODE_MESSAGE, KIND_API, IMAGE_NONE, 0);
    uint32_t node = image_add_node(builder, NODE_TRAVELLER, KIND_API, message, 0);
    uint32_t document = image_add_node(builder, NODE_DOCUMENT, KIND_API, node, 10);
    image_add_value(builder, document, FIELD_DOCUMENT_NUMBER, SPAN("U1234565"), 20, 8);
    image_add_value(builder, document, FIELD_DOCUMENT_NUMBER_OTHER, SPAN("U123456"), 20, 7);
    image_add_value(builder, document, FIELD_DOCUMENT_STATE, SPAN("TUR"), 30, 3);
    assert_int_equal(image_open(image_finish(builder), &image), STATUS_OK);
    watch_person_from_image(&image, node, &arena, &person);
    assert_int_equal(person.document_count, 2);
    assert_int_equal(watch_screen(watch, worker(), &person, &arena, &hits), 1);
    assert_true(span_is(hits[0].entry, "doc"));
    assert_int_equal(hits[0].how, WATCH_BY_DOCUMENT);
    assert_int_equal(image.values[hits[0].values[0]].size, 7);
    arena_free(&arena);
}

/* A message that gives one person a thousand names is screened by the first of them, and says so. */
static void test_too_much_is_cut(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct image image;
    struct watch_person person;
    struct image_builder *builder = image_builder_new(&arena, 0);
    uint32_t message = image_add_node(builder, NODE_MESSAGE, KIND_API, IMAGE_NONE, 0);
    uint32_t node = image_add_node(builder, NODE_TRAVELLER, KIND_API, message, 0);
    for (uint32_t i = 0; i < 1000; i++) {
        struct span name = span_of(arena_format(&arena, "NAME%u", i));
        image_add_value(builder, node, FIELD_TRAVELLER_SURNAME, name, i, 1);
        image_add_value(builder, node, FIELD_TRAVELLER_BIRTH, SPAN("1970-02-03"), i, 1);
        image_add_value(builder, node, FIELD_TRAVELLER_NATIONALITY, SPAN("UZB"), i, 1);
    }
    assert_int_equal(image_open(image_finish(builder), &image), STATUS_OK);
    watch_person_from_image(&image, node, &arena, &person);
    assert_int_equal(person.name_count, WATCH_PERSON_NAMES);
    assert_int_equal(person.birth_count, WATCH_PERSON_OTHERS);
    assert_true(person.cut);
    arena_free(&arena);
}

/* Names that every entry shares, said many times over: the search ends, and says that it did. */
static void test_too_many_names_to_look_at(void **state)
{
    enum { ENTRIES = 8000 };
    static const char *const words[] = {"MUHAMMAD", "ALI",  "HUSSEIN", "HASSAN",
                                        "AHMED",    "OMAR", "IBRAHIM", "KARIM"};
    struct arena arena = {0};
    struct buffer text = {0};
    struct watch_hit *hits;
    (void)state;
    buffer_text(&text, "id,full_name\n");
    for (unsigned i = 0; i < ENTRIES; i++)
        buffer_format(&text, "%u,%s %s %s\n", i, words[i % 8], words[i / 8 % 8], words[i / 64 % 8]);
    struct watch *many = build_list(buffer_span(&text), &arena);
    struct watch_person person =
        make_person(&arena, "MUHAMMAD ALI HUSSEIN HASSAN AHMED OMAR IBRAHIM KARIM", "A B C D", NULL,
                    NULL, NULL, NULL);
    struct watch_person_name *names =
        arena_array(&arena, struct watch_person_name, WATCH_PERSON_NAMES);
    for (size_t i = 0; i < WATCH_PERSON_NAMES; i++)
        names[i] = person.names[0];
    person.name_count = 1;
    watch_screen(many, worker(), &person, &arena, &hits);
    assert_false(watch_was_cut(worker()));
    person.names = names;
    person.name_count = WATCH_PERSON_NAMES;
    size_t count = watch_screen(many, worker(), &person, &arena, &hits);
    assert_true(watch_was_cut(worker()));
    /* The same, whatever the worker knows from before. */
    struct watch_worker *fresh = watch_worker_new();
    struct watch_hit *again;
    assert_int_equal(watch_screen(many, fresh, &person, &arena, &again), count);
    assert_true(watch_was_cut(fresh));
    for (size_t i = 0; i < count; i++)
        assert_true(span_equal(hits[i].entry, again[i].entry));
    watch_worker_free(fresh);
    watch_release(many);
    buffer_free(&text);
    arena_free(&arena);
}

static void test_no_lists(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch *none;
    struct watch_hit *hits;
    assert_int_equal(watch_build(NULL, 0, 55, &none), STATUS_OK);
    struct watch_person person = make_person(&arena, "A", "B", NULL, "UZB", "1", NULL);
    assert_int_equal(watch_screen(none, worker(), &person, &arena, &hits), 0);
    assert_ptr_equal(watch_hold(none), none);
    watch_release(none);
    watch_release(none);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_with_birth_date),
        cmocka_unit_test(test_spellings),
        cmocka_unit_test(test_aliases),
        cmocka_unit_test(test_one_name_only),
        cmocka_unit_test(test_without_birth_date),
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_what_a_hit_says),
        cmocka_unit_test(test_score_from_the_explanation),
        cmocka_unit_test(test_person_from_image),
        cmocka_unit_test(test_number_without_its_check_digit),
        cmocka_unit_test(test_too_much_is_cut),
        cmocka_unit_test(test_too_many_names_to_look_at),
        cmocka_unit_test(test_no_lists),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
