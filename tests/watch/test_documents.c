/* Documents one character apart: who is found by them, who is not, and that the index finds all of them. */
#include <stdlib.h>

#include "crowd.h"
#include "watch/index.h"

static const char list_text[] =
    "id,surname,given,birth,nationality,document_state,document_number\n"
    "day,Fictional,Ivan Petrovich,1970-02-03,UZ,UZB,AB1234567\n"
    "january,Fictional,Second Sample,1980-01-01,UZ,UZB,CD7654321\n"
    "dateless,Dateless,Boris Karl,,UZ,UZB,EF1112223\n"
    "long,Fictional,Ahmed Ali Hassan Omar,,UZ,UZB,LM1234567\n"
    "short,Brief,Anna Invented,1990-05-06,UZ,UZB,A1234\n"
    "stateless,Nowhere,Karl Invented,1991-05-06,UZ,,GH5556667\n"
    "two,Twice,Papers Invented,1992-05-06,UZ,UZB;TUR,JK1000001;U2000002\n";

static struct watch *watch;
static struct watch_exhaustive *all;
static struct arena list_arena;

static int set_up(void **state)
{
    (void)state;
    watch = build_list(span_of(list_text), &list_arena);
    all = watch_exhaustive_new(watch);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    watch_exhaustive_free(all);
    watch_release(watch);
    arena_free(&list_arena);
    return 0;
}

struct row {
    const char *surname, *given, *birth, *state, *number;
    const char *entry; /* "" none */
    unsigned how;
    int score;
};

enum { BOTH = WATCH_BY_NAME | WATCH_BY_NEAR_NUMBER };

static void check(const struct row *row)
{
    struct arena arena = {0};
    struct watch_hit *hits;
    struct watch_person person =
        make_person(&arena, row->surname, row->given, row->birth, row->state, row->number, NULL);
    size_t count = screen_both(watch, all, &person, &arena, &hits);
    if (count != (size_t)(*row->entry != 0) ||
        (count && (!span_is(hits[0].entry, row->entry) || hits[0].how != row->how ||
                   hits[0].score != row->score)))
        fail_msg("%s/%s %s: %zu hits, %.*s", row->surname, row->given, row->number, count,
                 count ? (int)hits[0].explanation.size : 0, count ? hits[0].explanation.at : "");
    arena_free(&arena);
}

static void check_all(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check(&rows[i]);
}
#define CHECK(rows) check_all(rows, sizeof rows / sizeof rows[0])

static void who_fits_as_well_is_found(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"FICTIONAL", "IVAN PETROVICH", "1970-02-03", "UZB", "AB1234568", "day", BOTH, 100},
        {"FICTIONAL", "IVAN PETROVICH", NULL, "UZ", "ab 123456-8", "day", BOTH, 100},
        /* the same day and one name of several */
        {"FICTIONAL", "OLGA", "1970-02-03", "UZB", "AB1234568", "day", WATCH_BY_NEAR_NUMBER, 45},
        {"BODY", "IVAHN", "1970-02-03", "UZB", "AB1234568", "day", WATCH_BY_NEAR_NUMBER, 45},
        {"DATELESS", "BORIS", NULL, "UZB", "EF1112224", "dateless", BOTH, 100},
        {"FICTIONAL", "AHMED ALI", NULL, "UZB", "LM1234568", "long", BOTH, 100},
        {"TWICE", "PAPERS", "1992-05-06", "TUR", "U2000020", "two", BOTH, 100},
    };
    CHECK(rows);
}

/* Numbers are given in their order: the next ones are a family's, or anybody's. */
static void who_does_not_fit_is_not(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"ANY", "BODY", "1985-04-04", "UZB", "AB1234568", "", 0, 0},
        {"ANY", "BODY", NULL, "UZB", "AB1234568", "", 0, 0},
        {"KARIM", "ALI YUSUF HASSAN", NULL, "UZB", "LM1234568", "", 0, 0}, /* less than half */
        {"FICTIONAL", "OLGA", NULL, "UZB", "AB1234568", "", 0, 0},         /* a surname alone */
        {"FICTIONAL", "IVAN PETROVICH", "1999-09-09", "UZB", "AB1234568", "", 0, 0},
        {"ANY", "BODY", "1970-02-03", "UZB", "AB1234568", "", 0, 0},   /* the day alone */
        {"ANY", "I BODY", "1970-02-03", "UZB", "AB1234568", "", 0, 0}, /* and a letter */
        {"", "", "1970-02-03", "UZB", "AB1234568", "", 0, 0},
        {"FICTIONAL", "OLGA", "1980-01-01", "UZB", "CD7654322", "", 0, 0}, /* a day nobody knows */
        {"FICTIONAL", "OLGA", "1970", "UZB", "AB1234568", "", 0, 0},       /* the year alone */
        {"FICTIONAL", "OLGA", "1970-02-03", "TUR", "AB1234568", "", 0, 0}, /* another state's */
        {"FICTIONAL", "OLGA", "1970-02-03", "", "AB1234568", "", 0, 0},
        {"NOWHERE", "OLGA", "1991-05-06", "UZB", "GH5556668", "", 0, 0},
        {"BRIEF", "OLGA", "1990-05-06", "UZB", "A1235", "", 0, 0},          /* too short */
        {"FICTIONAL", "OLGA", "1970-02-03", "UZB", "AB1234576X", "", 0, 0}, /* two apart */
    };
    CHECK(rows);
    for (char digit = '0'; digit <= '9'; digit++) {
        char number[] = "AB123456_";
        number[8] = digit;
        if (digit != '7')
            check(&(struct row){"ANY", "BODY", "1985-04-04", "UZB", number, "", 0, 0});
    }
}

static void every_kind_of_error_is_one(void **state)
{
    (void)state;
    static const char *const numbers[] = {"XB1234567",  "AB1234560",  "AB1239567", "B1234567",
                                          "AB123456",   "AB123567",   "BA1234567", "AB1234576",
                                          "AB12345670", "0AB1234567", "AB12314567"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        check(&(struct row){"FICTIONAL", "OLGA", "1970-02-03", "UZB", numbers[i], "day",
                            WATCH_BY_NEAR_NUMBER, 45});
}

/* The very same document comes before one that is near, and a number alone, too. */
static void the_same_is_better(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"ANY", "BODY", "1970-02-03", "UZB", "AB1234567", "day", WATCH_BY_DOCUMENT, 100},
        {"ANY", "BODY", NULL, "", "AB1234567", "day", WATCH_BY_NUMBER, 60},
    };
    CHECK(rows);
}

static void what_is_said_in_short(void **state)
{
    (void)state;
    size_t count;
    unsigned all_hows = 0;
    const struct watch_how_info *hows = watch_hows(&count);
    for (size_t i = 0; i < count; i++) {
        all_hows |= hows[i].how;
        assert_string_equal(watch_how_info(hows[i].how)->code, hows[i].code);
    }
    assert_int_equal(all_hows, WATCH_HOWS);
    assert_string_equal(watch_how_info(WATCH_BY_NAME | WATCH_BY_DOCUMENT)->code, "document");
    assert_string_equal(watch_how_info(BOTH)->code, "near-number");
    assert_string_equal(watch_how_info(WATCH_BY_NAME | WATCH_BY_PHONE)->code, "name");
}

static long sum_of_parts(const char *why)
{
    long sum = 0;
    for (const char *at = strstr(why, "\"points\":"); at; at = strstr(at + 1, "\"points\":"))
        sum += strtol(at + strlen("\"points\":"), NULL, 10);
    return sum;
}

static void what_the_hit_says(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_hit *hits;
    struct watch_person person =
        make_person(&arena, "FICTIONAL", "OLGA", "1970-02-03", "UZB", "AB-1234568", NULL);
    assert_int_equal(watch_screen(watch, worker(), &person, &arena, &hits), 1);
    const char *why = hits[0].explanation.at; /* arena_copy ends it in a NUL */
    assert_non_null(strstr(why, "\"how\":[\"near number\"]"));
    assert_non_null(strstr(why, "\"document\":{\"relation\":\"one character differs\","
                                "\"number\":\"AB1234567\",\"person_number\":\"AB1234568\","
                                "\"person_state\":\"UZB\",\"entry_state\":\"UZB\"}"));
    assert_int_equal(sum_of_parts(why), hits[0].score);
    assert_int_equal(hits[0].value_count, 3);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(hits[0].values[i], 12 + i); /* birth, number, state */
    arena_free(&arena);
}

static void a_hostile_number_is_nobodys(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct watch_hit *hits;
    char number[10001];
    memset(number, '7', sizeof number - 1);
    number[sizeof number - 1] = 0;
    struct watch_person person =
        make_person(&arena, "FICTIONAL", "OLGA", "1970-02-03", "UZB", number, NULL);
    assert_int_equal(screen_both(watch, all, &person, &arena, &hits), 0);
    arena_free(&arena);
}

/* More names than can be compared, on both sides: the document is found all the same, and it is said that not all was
 * looked at. */
static void a_document_is_found_beside_any_names(void **state)
{
    (void)state;
    enum { ALIASES = 4200 };
    struct arena arena = {0};
    struct buffer text = {0};
    struct watch_hit *hits;
    buffer_text(&text,
                "id,full_name,document_state,document_number,aliases\n1,Some Body,UZB,AB1234567,");
    for (uint32_t i = 0; i < ALIASES; i++) {
        char one[WORD];
        word(2 * i + 1, 0, one);
        buffer_format(&text, "%s LI;", one);
    }
    buffer_char(&text, '\n');
    struct watch *many = build_list(buffer_span(&text), &arena);
    struct watch_person person =
        make_person(&arena, "ANY", "BODYMR", NULL, "UZB", "AB1234567", NULL);
    struct watch_person_name *names =
        arena_array(&arena, struct watch_person_name, WATCH_PERSON_NAMES);
    for (size_t i = 0; i < WATCH_PERSON_NAMES; i++)
        names[i] = person.names[0];
    person.names = names;
    person.name_count = WATCH_PERSON_NAMES;
    assert_int_equal(watch_screen(many, worker(), &person, &arena, &hits), 1);
    assert_int_equal(hits[0].how, WATCH_BY_DOCUMENT);
    assert_true(watch_was_cut(worker()));
    watch_release(many);
    buffer_free(&text);
    arena_free(&arena);
}

/* ---- by the book ---- */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters exchanged, left out or added, neighbours transposed: how many at least. */
static size_t errors(const char *a, const char *b)
{
    size_t table[10][10];
    for (size_t i = 0; i <= strlen(a); i++)
        for (size_t j = 0; j <= strlen(b); j++) {
            if (i == 0 || j == 0) {
                table[i][j] = i + j;
                continue;
            }
            table[i][j] = least(table[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
                                1 + least(table[i - 1][j], table[i][j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                table[i][j] = least(table[i][j], 1 + table[i - 2][j - 2]);
        }
    return table[strlen(a)][strlen(b)];
}

struct hashes {
    uint64_t at[64];
    size_t count;
};

static void keep_hash(void *context, uint64_t hash)
{
    struct hashes *hashes = context;
    hashes->at[hashes->count++] = hash;
}

static bool share_hash(const char *a, const char *b)
{
    struct hashes x = {.count = 0}, y = {.count = 0};
    index_near_numbers(span_of(a), "UZB", keep_hash, &x);
    index_near_numbers(span_of(b), "UZB", keep_hash, &y);
    for (size_t i = 0; i < x.count; i++)
        for (size_t j = 0; j < y.count; j++)
            if (x.at[i] == y.at[j])
                return true;
    return false;
}

/* Of two or three characters, so that many are near. */
static void any_number(struct dice *dice, char out[10])
{
    uint32_t size = 6 + roll(dice, 3);
    for (uint32_t i = 0; i < size; i++)
        out[i] = (char)('0' + roll(dice, 3));
    out[size] = 0;
}

static void one_apart_is_what_the_table_says(void **state)
{
    (void)state;
    struct dice dice = {3};
    size_t near = 0;
    for (int i = 0; i < 100000; i++) {
        char a[10], b[10];
        any_number(&dice, a);
        any_number(&dice, b);
        struct watch_document document = {{0, (uint32_t)strlen(a)}, "UZB"};
        enum agreement is =
            documents_agree(&(struct watch_list){.heap = a}, &document, span_of(b), "UZB");
        size_t apart = errors(a, b);
        assert_int_equal(is, apart == 0   ? AGREEMENT_DOCUMENT
                             : apart == 1 ? AGREEMENT_NEAR
                                          : AGREEMENT_NONE);
        if (is == AGREEMENT_NEAR)
            assert_true(share_hash(a, b));
        near += is == AGREEMENT_NEAR;
    }
    assert_true(near > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_fits_as_well_is_found),
        cmocka_unit_test(who_does_not_fit_is_not),
        cmocka_unit_test(every_kind_of_error_is_one),
        cmocka_unit_test(the_same_is_better),
        cmocka_unit_test(what_is_said_in_short),
        cmocka_unit_test(what_the_hit_says),
        cmocka_unit_test(a_hostile_number_is_nobodys),
        cmocka_unit_test(a_document_is_found_beside_any_names),
        cmocka_unit_test(one_apart_is_what_the_table_says),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
