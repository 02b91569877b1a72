/* What is remembered is read back, or refused, whatever its bytes are; who is the person and who is not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "cleared/cleared.h"

static const struct seal_key key = {.bytes = {1, 2, 3}};
static const struct seal_key other_key = {.bytes = {3, 2, 1}};

/* Two documents, of which one has two readings; two names; a birth date of two readings. */
static struct cleared_facts somebody(void)
{
    return (struct cleared_facts){
        .documents = {{.full = {11, 12}, .number = {21, 22}}, {.full = {13, 0}, .number = {23, 0}}},
        .births = {{{3650, 40175}}},
        .names = {{.whole = SPAN("KARIMOVANVAR"),
                   .tokens = {SPAN("KARIMOV"), SPAN("ANVAR")},
                   .count = 2},
                  {.whole = SPAN("KARIMOFANVAR"),
                   .tokens = {SPAN("KARIMOF"), SPAN("ANVAR")},
                   .count = 2}},
        .document_count = 2,
        .birth_count = 1,
        .name_count = 2};
}

static struct buffer remembered(void)
{
    struct cleared_facts facts = somebody();
    struct buffer out = {0};
    assert_true(cleared_can(&facts));
    cleared_remember(&key, &facts, 99, &out);
    return out;
}

static bool is(const struct cleared_facts *facts)
{
    struct buffer row = remembered();
    bool found = cleared_is(&key, buffer_span(&row), facts);
    buffer_free(&row);
    return found;
}

static void the_person_is_known_again(void **state)
{
    (void)state;
    struct cleared_facts facts = somebody();
    assert_true(is(&facts));
    facts.document_count = 1; /* one of them is enough */
    facts.documents[0].full[0] = facts.documents[0].number[0] = 0;
    assert_true(is(&facts));
    facts.names[0] = (struct cleared_name){.whole = SPAN("ANVARBEKKARIMOV"),
                                           .tokens = {SPAN("ANVAR"), SPAN("BEK"), SPAN("KARIMOV")},
                                           .count = 3};
    facts.names[1] = (struct cleared_name){
        .whole = SPAN("KARIMOVANVAR"), .tokens = {SPAN("KARIMOVANVAR")}, .count = 1};
    assert_true(is(&facts));
    facts.births[0] = (struct cleared_birth){{40175, 40175}};
    assert_true(is(&facts));
}

static void whoever_differs_is_not(void **state)
{
    (void)state;
    struct cleared_facts facts = somebody();
    facts.documents[1].full[0] = 14;
    assert_false(is(&facts)); /* another document beside the known one */
    facts = somebody();
    facts.document_count = 0;
    assert_false(is(&facts));
    facts = somebody();
    facts.births[0] = (struct cleared_birth){{3651, 3651}};
    assert_false(is(&facts));
    facts = somebody();
    facts.birth_count = 0;
    assert_false(is(&facts));
    facts = somebody();
    facts.names[1] =
        (struct cleared_name){.whole = SPAN("KARIMOVA"), .tokens = {SPAN("KARIMOVA")}, .count = 1};
    assert_false(is(&facts));
    facts.names[1] =
        (struct cleared_name){.whole = SPAN("KARIMOV"), .tokens = {SPAN("KARIMOV")}, .count = 1};
    assert_false(is(&facts)); /* a surname alone says too little */
    facts = somebody();
    facts.beyond = true;
    assert_false(is(&facts) || cleared_can(&facts));
}

/* A number without its state fits, but does not make anybody known. */
static void a_number_without_a_state(void **state)
{
    (void)state;
    struct cleared_facts facts = somebody();
    facts.documents[1] = (struct cleared_document){.full = {0, 0}, .number = {23, 0}};
    assert_true(is(&facts));
    facts.documents[1].number[0] = 24;
    assert_false(is(&facts));
    facts.documents[0] = (struct cleared_document){.full = {0, 0}, .number = {21, 0}};
    facts.document_count = 1;
    assert_false(is(&facts) || cleared_can(&facts));
}

static void another_key_knows_nobody(void **state)
{
    (void)state;
    struct cleared_facts facts = somebody();
    struct buffer row = remembered();
    assert_false(cleared_is(&other_key, buffer_span(&row), &facts));
    buffer_free(&row);
}

/* Cut anywhere, or with any byte changed, it is read without harm. */
static void damaged_rows_are_harmless(void **state)
{
    (void)state;
    struct cleared_facts facts = somebody();
    struct buffer row = remembered();
    for (size_t size = 0; size < row.size; size++) {
        char *copy = test_malloc(size + 1);
        memcpy(copy, row.at, size);
        (void)cleared_is(&key, (struct span){copy, size}, &facts);
        test_free(copy);
    }
    for (size_t at = 0; at < row.size; at++) {
        row.at[at] = (char)(row.at[at] ^ 0xFF);
        (void)cleared_is(&key, buffer_span(&row), &facts);
        row.at[at] = (char)(row.at[at] ^ 0xFF);
    }
    assert_true(cleared_is(&key, buffer_span(&row), &facts));
    buffer_free(&row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_person_is_known_again), cmocka_unit_test(whoever_differs_is_not),
        cmocka_unit_test(a_number_without_a_state),  cmocka_unit_test(another_key_knows_nobody),
        cmocka_unit_test(damaged_rows_are_harmless),
    };
    return seal_start() == STATUS_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
