/* Whose card it is: a few invented persons who are easily taken for each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "score/internal.h"

static struct arena arena;

struct known {
    const char *surname, *given, *document, *birth, *locator;
};

static struct traits traits_of(const struct known *known)
{
    struct traits traits = {0};
    score_traits_add_name(&traits, &arena, span_of(known->surname), span_of(known->given));
    score_traits_add_document(&traits, span_of(known->document));
    score_traits_add_birth(&traits, span_of(known->birth));
    score_traits_add_locator(&traits, span_of(known->locator));
    return traits;
}

/* The owner of each card, as text: 'a' is the first person, '-' nobody. */
static const char *owners(const struct known *persons, size_t person_count,
                          const struct known *said, size_t card_count)
{
    static char out[16];
    struct member members[8];
    struct card cards[8];
    for (size_t i = 0; i < person_count; i++)
        members[i] = (struct member){.traits = traits_of(&persons[i]), .first = NOBODY};
    for (size_t i = 0; i < card_count; i++)
        cards[i] = (struct card){.traits = traits_of(&said[i]), .owner = NOBODY};
    score_match(members, person_count, cards, card_count, &arena);
    for (size_t i = 0; i < card_count; i++)
        out[i] = cards[i].owner == NOBODY ? '-' : (char)('a' + cards[i].owner);
    out[card_count] = '\0';
    unsigned owned = 0;
    for (size_t i = 0; i < person_count; i++)
        owned += members[i].cards;
    assert_int_equal(owned, card_count - (size_t)(strchr(out, '-') != NULL));
    arena_reset(&arena);
    return out;
}
#define OWNERS(persons, said)                                                                      \
    owners(persons, sizeof persons / sizeof *persons, said, sizeof said / sizeof *said)

static void test_plain(void **state)
{
    (void)state;
    const struct known persons[] = {{"QODIROV", "ALI", "AA1", "1990-01-02", "K2LMN4"},
                                    {"QODIROV", "VALI", "AA2", "1992-03-04", "K2LMN4"},
                                    {"LEE", "AN", "", "", "P9QRS8"}};
    const struct known said[] = {{"Lee", "An", "", "", "P9QRS8"},
                                 {"QODIROV", "VALI", "", "", "K2LMN4"},
                                 {"QODIROV", "ALIMR", "", "", "K2LMN4"}};
    assert_string_equal(OWNERS(persons, said), "cba");
}

/* One document under two names; two persons of one name. */
static void test_alike(void **state)
{
    (void)state;
    const struct known swap[] = {{"BRENDHOLM", "TORVALD", "D7", "1968-03-30", "AAAAAA"},
                                 {"MARCHETTI", "DILA", "D7", "1990-11-02", "BBBBBB"}};
    const struct known said[] = {{"MARCHETTI", "DILA", "D7", "1990-11-02", ""},
                                 {"BRENDHOLM", "TORVALD", "D7", "", "AAAAAA"}};
    assert_string_equal(OWNERS(swap, said), "ba");
    const struct known father[] = {{"KARIMOV", "ANVAR", "", "1960-01-01", "CCCCCC"},
                                   {"KARIMOV", "ANVAR", "", "1990-01-01", "CCCCCC"}};
    const struct known two[] = {{"KARIMOV", "ANVAR", "", "1990-01-01", "CCCCCC"},
                                {"KARIMOV", "ANVAR", "", "", "CCCCCC"}};
    assert_string_equal(OWNERS(father, two), "ba");
}

/* One too many is the same person's; what fits nobody is nobody's. */
static void test_twice(void **state)
{
    (void)state;
    const struct known persons[] = {{"KARIMOV", "ANVAR", "AB12", "1960-01-01", "CCCCCC"}};
    const struct known said[] = {{"KARIMOV", "ANVAR", "", "", "CCCCCC"},
                                 {"KARIMOV", "ANVAR", "AB12", "", ""},
                                 {"KARIMOVA", "ZULFIYA", "", "", "CCCCCC"}};
    assert_string_equal(OWNERS(persons, said), "aa-");
}

/* A name alone, or a locator alone, is not enough. */
static void test_too_little(void **state)
{
    (void)state;
    const struct known persons[] = {{"KARIMOV", "ANVAR", "AB12", "1960-01-01", "CCCCCC"}};
    const struct known name[] = {{"KARIMOV", "ANVAR", "", "", "DDDDDD"}};
    const struct known locator[] = {{"OTHER", "NAME", "", "", "CCCCCC"}};
    const struct known birth[] = {{"OTHER", "NAME", "", "1960-01-01", ""}};
    const struct known document[] = {{"OTHER", "NAME", "AB 12", "", ""}};
    assert_string_equal(OWNERS(persons, name), "-");
    assert_string_equal(OWNERS(persons, locator), "-");
    assert_string_equal(OWNERS(persons, birth), "-");
    assert_string_equal(OWNERS(persons, document), "a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_alike),
        cmocka_unit_test(test_twice),
        cmocka_unit_test(test_too_little),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
