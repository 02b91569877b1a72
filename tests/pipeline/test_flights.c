/* What is one flight (operations.md 2, design 4.4). */
#include "fixture.h"

#define PASSPORT(number) "DOC+P+" number "'LOC+91+UZB'"
#define TWO                                                                                        \
    "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'" PASSPORT(                                             \
        "AA1234567") "NAD+FL+++SODIQOV:JASUR'DTM+329:900909'" PASSPORT("AA0000007")
#define OTHERS "NAD+FL+++RAHIMOV:ALISHER'DTM+329:750505'" PASSPORT("BB1111111")
#define CREW                                                                                                      \
    "NAD+FM+++ALIEV:ANVAR'DTM+329:800105'" PASSPORT("CC1111111") "NAD+FM+++ALIEV:BOTIR'DTM+329:810105'" PASSPORT( \
        "CC2222222") "NAD+FM+++ALIEV:DAVRON'DTM+329:820105'" PASSPORT("CC3333333")

static int setup(void **state)
{
    *state = fixture_new();
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

static int flights(struct fixture *fixture)
{
    return fixture_count(fixture, "\"what\":\"flight\",", NULL);
}

/* HY602 as paxlst_at, with another common reference of the same length. */
static const char *referred(const char *day, const char *time, const char *reference,
                            const char *persons)
{
    char *text = (char *)(uintptr_t)paxlst_at(day, time, "745", persons);
    memcpy(strstr(text, "+HY602/") + 1, reference, 12);
    return text;
}

static void one_reference_for_all_flights_makes_them_not_one(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, referred("261125", "1000", "API01API01AP", TWO));
    fixture_send(f, referred("261126", "1000", "API01API01AP", OTHERS));
    assert_int_equal(flights(f), 2);
}

static void the_reference_of_the_day_finds_the_delayed_flight(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, referred("261125", "2350", "HY602/261125", TWO));
    fixture_send(f, referred("261126", "0040", "HY602/261125", OTHERS));
    assert_int_equal(flights(f), 1);
}

static void the_same_crew_flies_on_two_days(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst_at("261125", "1000", "250", CREW));
    fixture_send(f, paxlst_at("261126", "1000", "250", CREW));
    assert_int_equal(flights(f), 2);
}

static void the_next_days_flight_is_its_own_after_a_delay_too(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, referred("261125", "2350", "HY602/261125", TWO));
    fixture_send(f, referred("261126", "0040", "HY602/261125", TWO)); /* delayed */
    fixture_send(f, paxlst_at("261126", "2350", "745", OTHERS));      /* the next one */
    assert_int_equal(flights(f), 2);
    fixture_send(f, referred("261126", "0110", "XXXXXXXXXXXX", TWO)); /* the delayed one again */
    fixture_send(f, paxlst_at("261126", "2355", "745", OTHERS));
    assert_int_equal(flights(f), 2);
    assert_int_equal(fixture_persons(f), 3);
}

static void booking_and_manifest_land_on_one_flight(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR:A:1'"));
    fixture_send(f, paxlst(TWO));
    assert_int_equal(flights(f), 1);
    assert_int_equal(fixture_persons(f), 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(booking_and_manifest_land_on_one_flight),
        TEST(one_reference_for_all_flights_makes_them_not_one),
        TEST(the_reference_of_the_day_finds_the_delayed_flight),
        TEST(the_same_crew_flies_on_two_days),
        TEST(the_next_days_flight_is_its_own_after_a_delay_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
