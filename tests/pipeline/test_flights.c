/* What is one flight (operations.md 2, design 4.4). */
#include "fixture.h"

#define PASSPORT(number) "DOC+P+" number "'LOC+91+UZB'"
#define TWO                                                                                        \
    "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'" PASSPORT(                                             \
        "AA1234567") "NAD+FL+++SODIQOV:JASUR'DTM+329:900909'" PASSPORT("AA0000007")
#define OTHERS "NAD+FL+++RAHIMOV:ALISHER'DTM+329:750505'" PASSPORT("BB1111111")
#define THREE TWO "NAD+FL+++NAZAROV:RUSTAM'DTM+329:700707'" PASSPORT("AA0000008")
#define FOUR                                                                                                            \
    OTHERS                                                                                                              \
    "NAD+FL+++AKHMEDOV:TIMUR'DTM+329:711111'" PASSPORT("BB2222222") "NAD+FL+++YUSUPOV:BAHROM'DTM+329:720202'" PASSPORT( \
        "BB3333333") "NAD+FL+++"                                                                                        \
                     "SAIDOV:OLIM'DTM+329:730303'" PASSPORT("BB4444444")
#define CREW                                                                                                      \
    "NAD+FM+++ALIEV:ANVAR'DTM+329:800105'" PASSPORT("CC1111111") "NAD+FM+++ALIEV:BOTIR'DTM+329:810105'" PASSPORT( \
        "CC2222222") "NAD+FM+++ALIEV:DAVRON'DTM+329:820105'" PASSPORT("CC3333333")

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

static void a_delayed_flight_is_itself_where_the_next_day_has_its_own(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, referred("261125", "1400", "HY602/261125", TWO));
    fixture_send(f, paxlst_at("261126", "1400", "745", OTHERS));
    fixture_send(f, referred("261126", "0120", "HY602/261125", TWO)); /* the first one, delayed */
    assert_int_equal(flights(f), 2);
    assert_int_equal(fixture_persons(f), 3);
    fixture_send(f, paxlst_at("261126", "2110", "745", OTHERS)); /* the second one, delayed */
    fixture_send(f, paxlst_at("261127", "0100", "250", CREW));   /* and once more: its crew */
    assert_int_equal(flights(f), 2);
    assert_int_equal(fixture_persons(f), 6);
}

/* It leaves little before the one of the next day, which has come in already. */
static void a_flight_delayed_to_the_hour_of_the_next_is_not_that_one(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, referred("261125", "0405", "HY602/261125", TWO));
    fixture_send(f, referred("261126", "0405", "HY602/261126", OTHERS));
    fixture_send(f, referred("261126", "0145", "HY602/261125", CREW)); /* crew prove nothing */
    fixture_send(f, referred("261126", "0145", "HY602/261125", TWO));
    fixture_send(f, referred("261126", "0420", "HY602/261126", OTHERS));
    assert_int_equal(flights(f), 2);
    assert_int_equal(fixture_persons(f), 6);
}

/* The same, of a sender who has no reference for a flight. */
static void whose_persons_tell_which_of_two_it_is(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, referred("261125", "0405", "XXXXXXXXXXXX", THREE));
    fixture_send(f, referred("261126", "0405", "XXXXXXXXXXXX", FOUR));
    fixture_send(f, referred("261126", "0145", "XXXXXXXXXXXX", THREE));
    fixture_send(f, referred("261126", "0145", "XXXXXXXXXXXX", CREW)); /* at its very time */
    fixture_send(f, referred("261126", "0430", "XXXXXXXXXXXX", FOUR));
    assert_int_equal(flights(f), 2);
    assert_int_equal(fixture_persons(f), 10);
    fixture_send(f, referred("261125", "0405", "XXXXXXXXXXXX", CREW));
    assert_int_equal(fixture_persons(f), 10);
}

/* Who flies every day is on the flight of the day, though all were on that of the day before. */
static void commuters_are_on_the_flight_of_the_day(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, referred("261125", "1000", "XXXXXXXXXXXX", THREE));
    fixture_send(f, referred("261126", "1000", "XXXXXXXXXXXX", CREW)); /* opens it */
    fixture_send(f, referred("261126", "1005", "XXXXXXXXXXXX", THREE));
    assert_int_equal(flights(f), 2);
    assert_int_equal(fixture_persons(f), 9);
}

/* It comes in when the key of its day is that of the delayed one already. */
static void the_flight_of_the_day_is_its_own_at_the_hour_of_the_delayed_one(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, referred("261125", "0405", "XXXXXXXXXXXX", THREE));
    fixture_send(f, referred("261126", "0145", "XXXXXXXXXXXX", THREE));
    fixture_send(f, referred("261126", "0405", "XXXXXXXXXXXX", FOUR));
    assert_int_equal(flights(f), 2);
    fixture_send(f, referred("261126", "0200", "XXXXXXXXXXXX", THREE));
    fixture_send(f, referred("261126", "0405", "XXXXXXXXXXXX", CREW));
    assert_int_equal(flights(f), 2);
    assert_int_equal(fixture_persons(f), 10);
}

static void the_reference_tells_the_flight_of_the_day_from_the_delayed_one(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, referred("261125", "0405", "HY602/261125", TWO));
    fixture_send(f, referred("261126", "0145", "HY602/261125", TWO));
    fixture_send(f, referred("261126", "0405", "HY602/261126", OTHERS));
    fixture_send(f, referred("261126", "0200", "HY602/261125", TWO));
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

static int count_day_files(struct fixture *fixture)
{
    char command[200];
    snprintf(command, sizeof command, "find %s -path '*/20*-*/*.db' -o -path '*/19*-*/*.db'",
             fixture->derived);
    int lines = 0;
    FILE *found = popen(command, "r");
    for (int c = fgetc(found); c != EOF; c = fgetc(found))
        lines += c == '\n';
    pclose(found);
    return lines;
}

static bool note_far(void *context, const struct store_issue *issue)
{
    *(int *)context += issue->issue == ISSUE_FLIGHT_FAR;
    return true;
}

/* A hundred years of flights do not make a hundred years of files; the persons are there. */
static void a_flight_of_another_age_is_filed_when_it_is_received(void **state)
{
    struct fixture *f = *state;
    int far = 0;
    char day[8];
    fixture_send(f, paxlst_at("261124", "1000", "745", OTHERS)); /* the day of receipt */
    for (int year = 28; year < 78; year++) { /* 77 is before all that can be a day here */
        snprintf(day, sizeof day, "%02d1124", year);
        int64_t seq = fixture_send(f, paxlst_at(day, "1000", "745", TWO));
        assert_int_equal(store_issues(f->engine->store, seq, note_far, &far), STATUS_OK);
    }
    assert_int_equal(far, 50);
    assert_int_equal(flights(f), 51);
    assert_int_equal(fixture_persons(f), 101);
    assert_int_equal(count_day_files(f), 1);
    fixture_send(f, paxlst_at("281124", "1000", "745", TWO)); /* nothing new */
    assert_int_equal(flights(f), 51);
    assert_int_equal(fixture_persons(f), 101);
}

/* Days later, when it is near, and at another hour: it is the same flight. */
static void a_far_flight_is_found_again_when_it_is_near(void **state)
{
    struct fixture *f = *state;
    int far = 0;
    fixture_send(f, paxlst_at("281124", "1000", "745", TWO));
    f->now += 500 * MICROS_PER_DAY;
    int64_t seq = fixture_send(f, paxlst_at("281124", "2200", "745", OTHERS));
    assert_int_equal(store_issues(f->engine->store, seq, note_far, &far), STATUS_OK);
    assert_int_equal(far, 0);
    assert_int_equal(flights(f), 1);
    assert_int_equal(fixture_persons(f), 3);
}

/* The clock of a machine that has lost its time; and nothing is stuck. */
static void what_came_in_1970_is_worked_on(void **state)
{
    struct fixture *f = *state;
    f->now = MICROS_PER_DAY;
    fixture_send(f, paxlst(TWO));
    fixture_send(f, "UNA:+.? 'UNB+UNOA:4+HYAPI+UZGOV+261124:0900+1'UNH+1+PAXLST:D:05B:UN:IATA'"
                    "BGM+745'" OTHERS "UNT+1+1'UNZ+1+1'");
    assert_int_equal(flights(f), 2);
    assert_int_equal(fixture_persons(f), 3);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(booking_and_manifest_land_on_one_flight),
        TEST(one_reference_for_all_flights_makes_them_not_one),
        TEST(the_reference_of_the_day_finds_the_delayed_flight),
        TEST(the_same_crew_flies_on_two_days),
        TEST(the_next_days_flight_is_its_own_after_a_delay_too),
        TEST(a_delayed_flight_is_itself_where_the_next_day_has_its_own),
        TEST(a_flight_delayed_to_the_hour_of_the_next_is_not_that_one),
        TEST(whose_persons_tell_which_of_two_it_is),
        TEST(commuters_are_on_the_flight_of_the_day),
        TEST(the_flight_of_the_day_is_its_own_at_the_hour_of_the_delayed_one),
        TEST(the_reference_tells_the_flight_of_the_day_from_the_delayed_one),
        TEST(a_flight_of_another_age_is_filed_when_it_is_received),
        TEST(a_far_flight_is_found_again_when_it_is_near),
        TEST(what_came_in_1970_is_worked_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
