/* What reaches those who travel by a booking, against lists that know it: alerts with the bytes that say so, live and
 * after an import, and of whom there are none. */
#include "fixture.h"

#define HEAD "id,full_name,phone,email,card\n"
#define LISTED HEAD "7,NOBODY KNOWN,+998 90 123 45 67,nobody@example.org,4111111111111111\n"
#define PHONE_OF_BOOKING "ADD++700:5 INVENTED STREET:TASHKENT:::UZ:100000:998901234567'"
#define BY_PHONE "\"how\":64,"

static void import(struct fixture *f, const char *csv)
{
    fixture_import(f, csv, (f->now - NOON) / MICROS_PER_SECOND);
}

static int standing(struct fixture *f, const char *what)
{
    char mark[32];
    snprintf(mark, sizeof mark, "\"what\":\"%s\"", what);
    return fixture_count(f, mark, "\"withdrawn\":false");
}

static long number_after(const char *text, const char *key)
{
    const char *found = strstr(text, key);
    assert_non_null(found);
    return strtol(found + strlen(key), NULL, 10);
}

static void a_phone_of_the_booking_is_evidence_on_each_traveller(void **state)
{
    struct fixture *f = *state;
    const char *body =
        pnrgov("ABC123", PHONE_OF_BOOKING "TIF+KARIMOV+ANVAR:A:1'TIF+KARIMOVA+OLGA:A:2'");
    import(f, LISTED);
    fixture_send(f, body);
    assert_int_equal(standing(f, "hit"), 2);
    assert_int_equal(standing(f, "alert"), 2);
    assert_int_equal(fixture_count(f, "\"what\":\"hit\"", BY_PHONE), 2);
    /* the evidence is JSON in a text of JSON */
    const char *hit = strstr(fixture_dump(f), "\"what\":\"hit\"");
    const char *value =
        strstr(hit, "{\\\"field\\\":\\\"contact.phone\\\",\\\"text\\\":\\\"998901234567\\\"");
    assert_non_null(value);
    assert_int_equal(number_after(value, "\\\"size\\\":"), 12);
    assert_memory_equal(body + number_after(value, "\\\"begin\\\":"), "998901234567", 12);
    assert_non_null(strstr(hit, "\\\"of\\\":\\\"booking\\\""));
}

static void a_later_list_finds_it_and_one_without_withdraws_it(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", PHONE_OF_BOOKING "TIF+KARIMOV+ANVAR:A:1'"));
    assert_int_equal(standing(f, "hit"), 0);
    import(f, LISTED);
    fixture_work(f);
    assert_int_equal(standing(f, "hit"), 1);
    import(f, HEAD "7,NOBODY KNOWN,,nobody@example.org,\n");
    fixture_work(f);
    assert_int_equal(standing(f, "hit"), 0);
    assert_int_equal(standing(f, "alert"), 0);
}

static void who_is_said_again_meets_the_new_phone(void **state)
{
    struct fixture *f = *state;
    import(f, LISTED);
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR:A:1'TIF+KARIMOVA+OLGA:A:2'"));
    assert_int_equal(standing(f, "hit"), 0);
    /* named or not: the booking is that of both */
    fixture_send(f, pnrgov("ABC123", PHONE_OF_BOOKING "TIF+KARIMOV+ANVAR:A:1'"));
    assert_int_equal(standing(f, "hit"), 2);
}

static void who_joins_the_booking_meets_its_phone(void **state)
{
    struct fixture *f = *state;
    import(f, LISTED);
    fixture_send(f, pnrgov("ABC123", PHONE_OF_BOOKING "TIF+KARIMOV+ANVAR:A:1'"));
    assert_int_equal(standing(f, "hit"), 1);
    fixture_send(f,
                 pnrgov("ABC123", PHONE_OF_BOOKING "TIF+KARIMOV+ANVAR:A:1'TIF+KARIMOVA+OLGA:A:2'"));
    assert_int_equal(standing(f, "hit"), 2);
    import(f, LISTED "8,SOMEBODY ELSE,,,\n"); /* what was found live is found again */
    fixture_work(f);
    assert_int_equal(standing(f, "hit"), 2);
}

static void a_rebuild_finds_the_same(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", PHONE_OF_BOOKING "TIF+KARIMOV+ANVAR:A:1'"));
    import(f, LISTED);
    fixture_send(f, pnrgov("DEF456", PHONE_OF_BOOKING "TIF+SODIQOV+BOTIR:A:1'"));
    fixture_send(f, pnrgov("DEF456", "TIF+SODIQOV+BOTIR:A:1'TIF+SODIQOVA+OLGA:A:2'"));
    char *live = strdup(fixture_dump(f));
    assert_int_equal(standing(f, "hit"), 2);
    engine_close(f->engine);
    nftw(f->derived, fixture_remove, 16, FTW_DEPTH | FTW_PHYS);
    fixture_open_engine(f);
    fixture_work(f);
    assert_string_equal(live, fixture_dump(f));
    free(live);
}

static void ones_own_phone_is_no_others(void **state)
{
    struct fixture *f = *state;
    import(f, LISTED);
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR:A:1'SSR+CTCM:HK:1:HY:::::998901234567+::1'"
                                     "TIF+KARIMOVA+OLGA:A:2'"));
    assert_int_equal(standing(f, "hit"), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"hit\"", "\\\"of\\\":\\\"person\\\""), 1);
}

/* The hash of its number finds it; of the number the end is shown. */
static void a_card_is_no_number_in_the_evidence(void **state)
{
    struct fixture *f = *state;
    import(f, LISTED);
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR:A:1'TKT+2501234567890:T:1'"
                                     "FOP+CC::100:VI:4111111111111111:1230'"));
    assert_int_equal(standing(f, "hit"), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"hit\"", "**** 1111"), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"hit\"", "4111111111111111"), 0);
}

static void an_agency_and_a_group_reach_nobody(void **state)
{
    struct fixture *f = *state;
    import(f, LISTED);
    fixture_send(f, pnrgov("AAA111", "TIF+KARIMOV+ANVAR:A:1'"
                                     "SSR+CTCT:HK:1:HY:::::SILK ROAD TRAVEL 998901234567+::1'"));
    fixture_send(
        f, pnrgov("BBB222", PHONE_OF_BOOKING "TIF+SILK ROAD CLUB 40:G'TIF+SODIQOV+BOTIR:A:1'"));
    assert_int_equal(fixture_persons(f), 2);
    assert_int_equal(standing(f, "hit"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_phone_of_the_booking_is_evidence_on_each_traveller),
        TEST(a_later_list_finds_it_and_one_without_withdraws_it),
        TEST(who_is_said_again_meets_the_new_phone),
        TEST(who_joins_the_booking_meets_its_phone),
        TEST(a_rebuild_finds_the_same),
        TEST(ones_own_phone_is_no_others),
        TEST(a_card_is_no_number_in_the_evidence),
        TEST(an_agency_and_a_group_reach_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
