/* Persons who are easily joined wrongly, or split (operations.md 8, 12, 14; design 4.4). */
#include "fixture.h"

#include <sys/resource.h>

#include "store/internal.h"

#include "store/index.h"

#define PASSPORT "DOC+P+AA1234567'LOC+91+UZB'"

static void one_name_in_two_bookings_is_two_persons(void **state)
{
    struct fixture *f = *state;
    const char *one = pnrgov("ABC123", "TIF+KARIMOV+ANVAR:A:1'");
    const char *other = pnrgov("XYZ789", "TIF+KARIMOV+ANVAR:A:1'");
    fixture_send(f, one);
    fixture_send(f, other);
    assert_int_equal(fixture_persons(f), 2);
    fixture_send(f, paxlst("NAD+FL+++KARIMOV:ANVAR'DTM+329:550105'RFF+AVF:ABC123'"
                           "DOC+P+AA1111111'LOC+91+UZB'"));
    fixture_send(f, paxlst("NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'RFF+AVF:XYZ789'"
                           "DOC+P+AA2222222'LOC+91+UZB'"));
    assert_int_equal(fixture_persons(f), 2);
    fixture_send(f, other);
    fixture_send(f, one);
    assert_int_equal(fixture_persons(f), 2);
}

static void what_a_second_booking_says_less_does_not_hide_a_contradiction(void **state)
{
    struct fixture *f = *state;
    const char *docs = "SSR+DOCS:HK:1:HY:::::/P/UZB/AA1234567/UZB/05JAN55/M/01JAN30/KARIMOV/ANVAR"
                       "+::1'";
    char father[512];
    snprintf(father, sizeof father, "TIF+KARIMOV+ANVAR:A:1'%s", docs);
    fixture_send(f, pnrgov("ABC123", father));
    fixture_send(f, pnrgov("XYZ789", father));
    fixture_send(f, pnrgov("XYZ789", "TIF+KARIMOV+ANVAR:A:1'"));
    assert_int_equal(fixture_persons(f), 1);
    fixture_send(f, paxlst("NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'RFF+AVF:XYZ789'"
                           "DOC+P+BB2222222'LOC+91+UZB'"));
    assert_int_equal(fixture_persons(f), 2);
}

static void a_single_name_and_a_birth_date_prove_nobody(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst("NAD+FL+++AHMAD'DTM+329:800101'DOC+P+AA1111111'LOC+91+AFG'"
                           "NAD+FL+++AHMAD'DTM+329:800101'DOC+P+AA2222222'LOC+91+AFG'"));
    assert_int_equal(fixture_persons(f), 2);
}

static void an_infant_named_like_the_parent_under_one_passport_stays_a_person(void **state)
{
    struct fixture *f = *state;
    const char *father = "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'" PASSPORT;
    char both[512];
    snprintf(both, sizeof both, "%s%s", father,
             "NAD+FL+++KARIMOV:A'ATT+2++MI'DTM+329:260301'" PASSPORT);
    fixture_send(f, paxlst(both));
    assert_int_equal(fixture_persons(f), 2);
    fixture_send(f, paxlst("NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'NAT+2+UZB'" PASSPORT));
    assert_int_equal(fixture_persons(f), 2);
}

static void an_infant_of_a_booking_is_the_one_of_the_manifest(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOVA+DILNOZA:A:1'"
                                     "SSR+INFT:HK:1:HY:::::KARIMOVA/LOLA 01MAR26+::1'"));
    assert_int_equal(fixture_persons(f), 2);
    /* no mark of an infant at check-in, only the age */
    fixture_send(f, paxlst("NAD+FL+++KARIMOVA:DILNOZA'DTM+329:830607'RFF+AVF:ABC123'" PASSPORT
                           "NAD+FL+++KARIMOVA:LOLA'DTM+329:260301'RFF+AVF:ABC123'"
                           "DOC+P+AA7654321'LOC+91+UZB'"));
    assert_int_equal(fixture_persons(f), 2);
}

static void a_group_visa_makes_nobody_one(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst("NAD+FL+++KARIMOV:A'DTM+329:800105'DOC+P+AA1111111'LOC+91+UZB'"
                           "DOC+V+G1234'LOC+91+CHN'"));
    fixture_send(f, paxlst("NAD+FL+++KARIMOV:ANVAR'DOC+V+G1234'LOC+91+CHN'"));
    assert_int_equal(fixture_persons(f), 2);
}

static void a_close_out_leaves_the_kind_of_person(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst_at("261125", "1000", "250",
                              "NAD+FM+++KARIMOV:ANVAR'DTM+329:800105'RFF+ABO:X1'" PASSPORT));
    assert_int_equal(fixture_count(f, "\"kind\":2", NULL), 1);
    fixture_send(f, paxlst_at("261125", "1000", "266+CLOB", "NAD+ZZZ+++ZZZ'RFF+ABO:X1'"));
    assert_int_equal(fixture_persons(f), 1);
    assert_int_equal(fixture_count(f, "\"kind\":2", NULL), 1);
}

/* A push of one booking with a second system's locator and a phone of the booking. */
static const char *booked(const char *other, const char *phone, const char *travellers)
{
    char rci[64], tail[4000];
    char *text;
    snprintf(rci, sizeof rci, "ABC123::201126:1000+1A:%s", other);
    text = (char *)(uintptr_t)pnrgov("ABC123", travellers);
    char *at = strstr(text, "ABC123::201126:1000'");
    snprintf(tail, sizeof tail, "%s", at + strlen("ABC123::201126:1000'"));
    snprintf(at, 4096, "%s'IFT+4:28::HY+CTCP %s'%s", rci, phone, tail);
    return text;
}

static bool add_found(void *context, int64_t traveller)
{
    (void)traveller;
    ++*(int *)context;
    return true;
}

static void a_changed_booking_holds_for_those_it_does_not_name(void **state)
{
    struct fixture *f = *state, *g = fixture_new();
    const char *both = "TIF+KARIMOV+A:A:1'TIF+SODIQOV+B:A:2'";
    for (int i = 0; i < 2; i++) {
        struct fixture *one = i ? g : f;
        fixture_send(one, booked("OLD111", "998901111111", both));
        fixture_send(one, booked("NEW222", "998902222222", "TIF+KARIMOV+A:A:1'"));
        if (i) {
            engine_close(one->engine);
            fixture_open_engine(one);
        }
        fixture_send(one, paxlst("NAD+FL+++SODIQOV:BOTIR'DTM+329:800105'RFF+AVF:NEW222'" PASSPORT));
        assert_int_equal(fixture_persons(one), 2);
    }
    int found = 0;
    assert_int_equal(store_find(engine_store(f->engine), INDEX_LOCATOR, SPAN("NEW222"),
                                ID_DAY_FIRST, ID_DAY_LAST, add_found, &found),
                     STATUS_OK);
    assert_int_equal(found, 2);
    char *kept = strdup(fixture_dump(f));
    assert_string_equal(kept, fixture_dump(g));
    free(kept);
    fixture_free(g);
}

/* One body with a message for each of many days: more files than a service may have open at first. */
static void many_days_in_one_body(void **state)
{
    struct fixture *f = *state;
    enum { DAYS = 120, FEW_FILES = 200 };
    struct rlimit before, few;
    struct buffer body = {0};
    getrlimit(RLIMIT_NOFILE, &before);
    engine_close(f->engine);
    few = before;
    few.rlim_cur = FEW_FILES;
    setrlimit(RLIMIT_NOFILE, &few);
    fixture_open_engine(f);
    buffer_text(&body, "UNA:+.? 'UNB+UNOA:4+HYAPI+UZGOV+261124:0900+1'");
    for (int i = 0; i < DAYS; i++) {
        struct date date = date_from_day((int32_t)(NOON / MICROS_PER_DAY) + i);
        buffer_format(&body,
                      "UNH+%d+PAXLST:D:05B:UN:IATA'BGM+745'TDT+20+HY602+++HY'LOC+125+TAS'"
                      "DTM+189:%02d%02d%02d1000:201'LOC+87+IST'NAD+FL+++KARIMOV:ANVAR'"
                      "UNT+8+%d'",
                      i, date.year % 100, date.month, date.day, i);
    }
    buffer_format(&body, "UNZ+%d+1'", DAYS);
    fixture_send(f, buffer_string(&body));
    assert_int_equal(fixture_persons(f), DAYS);
    setrlimit(RLIMIT_NOFILE, &before);
    buffer_free(&body);
}

/* Another flight than HY602. */
static const char *numbered(char digit, const char *day)
{
    char *text = (char *)(uintptr_t)paxlst_at(day, "1000", "745", "NAD+FL+++SODIQOV:JASUR'");
    for (char *at = text; (at = strstr(at, "HY602")) != NULL;)
        at[4] = digit;
    return text;
}

/* A day that has no number left: the message is set aside, and the next ones are worked on. */
static void a_full_day_stops_nothing_else(void **state)
{
    struct fixture *f = *state;
    struct store_processed processed;
    struct store_file *day;
    fixture_send(f, paxlst("NAD+FL+++KARIMOV:ANVAR'"));
    int32_t number = (int32_t)(NOON / MICROS_PER_DAY) + 1;
    assert_int_equal(store_open_day(f->engine->store, number, false, &day), STATUS_OK);
    assert_int_equal(database_run(day->database, "UPDATE traveller SET id = id | 16777215"),
                     STATUS_OK);
    store_unpin(day);
    engine_close(f->engine);
    fixture_open_engine(f);
    int64_t seq = fixture_receive(f, numbered('3', "261125"));
    fixture_receive(f, numbered('4', "261126"));
    struct engine_step step = {0};
    for (int i = 0; i < 10 && step.last <= seq; i++)
        (void)engine_step(f->engine, &step);
    assert_int_equal(step.last, seq + 1);
    assert_int_equal(store_processed(f->engine->store, seq, &processed), STATUS_OK);
    assert_int_equal(processed.reason, REASON_GAVE_UP);
    assert_int_equal(store_processed(f->engine->store, seq + 1, &processed), STATUS_OK);
    assert_int_equal(processed.added, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(one_name_in_two_bookings_is_two_persons),
        TEST(what_a_second_booking_says_less_does_not_hide_a_contradiction),
        TEST(a_single_name_and_a_birth_date_prove_nobody),
        TEST(an_infant_named_like_the_parent_under_one_passport_stays_a_person),
        TEST(an_infant_of_a_booking_is_the_one_of_the_manifest),
        TEST(a_group_visa_makes_nobody_one),
        TEST(a_close_out_leaves_the_kind_of_person),
        TEST(a_changed_booking_holds_for_those_it_does_not_name),
        TEST(many_days_in_one_body),
        TEST(a_full_day_stops_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
