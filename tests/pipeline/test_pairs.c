/* What people say of two cards (operations.md 8): merges and partings that hold, that can be taken
 * back by the opposite, and that a rebuild carries out again. */
#include "fixture.h"

static int64_t card(int n)
{
    return (int64_t)date_to_day((struct date){2026, 11, 25}) << 24 | n;
}

/* The same folder worked through from its beginning comes to the same. */
static void expect_rebuilt(struct fixture *f)
{
    char *live = strdup(fixture_dump(f)), before[128];
    engine_close(f->engine);
    snprintf(before, sizeof before, "%s.live", f->derived);
    assert_int_equal(rename(f->derived, before), 0);
    fixture_open_engine(f);
    fixture_work(f);
    assert_string_equal(live, fixture_dump(f));
    free(live);
    engine_close(f->engine);
    nftw(f->derived, fixture_remove, 16, FTW_DEPTH | FTW_PHYS);
    assert_int_equal(rename(before, f->derived), 0);
    fixture_open_engine(f);
}

#define ANVAR "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'DOC+P+AA1111111'LOC+91+UZB'"
#define BOTIR "NAD+FL+++SODIQOV:BOTIR'DTM+329:750612'DOC+P+BB2222222'LOC+91+UZB'"

static void two_cards_become_one(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst(ANVAR BOTIR));
    assert_int_equal(fixture_persons(f), 2);
    fixture_pair(f, card(1), card(2), true);
    assert_int_equal(fixture_persons(f), 1);
    fixture_send(f, paxlst(ANVAR BOTIR)); /* both are found, stay one, and say what they said */
    assert_int_equal(fixture_persons(f), 1);
    assert_null(strstr(fixture_dump(f), "\"formerly\""));
    expect_rebuilt(f);
}

static void one_person_becomes_two_and_stays_two(void **state)
{
    struct fixture *f = *state;
    const char *same = "SSR+DOCS:HK:1:HY:::::/P/UZB/AA1111111/UZB/05JAN80/M/01JAN30/KARIMOV/ANVAR"
                       "+::1'";
    char person[512];
    snprintf(person, sizeof person, "TIF+KARIMOV+ANVAR:A:1'%s", same);
    const char *first = pnrgov("ABC123", person), *second = pnrgov("XYZ789", person);
    fixture_send(f, first);
    fixture_send(f, second);
    assert_int_equal(fixture_persons(f), 1);
    fixture_pair(f, card(1), card(2), false);
    assert_int_equal(fixture_persons(f), 2);
    fixture_send(f, first); /* the document that they share proves nothing any more */
    fixture_send(f, second);
    snprintf(person, sizeof person, "TIF+KARIMOV+ANVAR:A:1'FTI+HY:123456'%s", same);
    fixture_send(f, pnrgov("XYZ789", person));
    assert_int_equal(fixture_persons(f), 2);
    expect_rebuilt(f);
    fixture_pair(f, card(2), card(1), true); /* undone */
    assert_int_equal(fixture_persons(f), 1);
    expect_rebuilt(f);
}

static int64_t alert_of(struct fixture *f, int64_t traveller, struct store_alert *alert)
{
    *alert = (struct store_alert){0};
    enum status status = store_alert(engine_store(f->engine), traveller, alert);
    assert_true(status == STATUS_OK || status == STATUS_MISSING);
    return alert->traveller && !alert->withdrawn_seq;
}

static void an_alert_goes_with_whom_it_speaks_of(void **state)
{
    struct fixture *f = *state;
    struct store_alert alert;
    fixture_import(f,
                   "id,full_name,birth,document_number,document_state\n"
                   "X-1,\"Sodiqov, Botir\",1975-06-12,BB2222222,UZB\n",
                   0);
    fixture_send(f, paxlst(ANVAR BOTIR));
    assert_false(alert_of(f, card(1), &alert));
    assert_true(alert_of(f, card(2), &alert));
    fixture_pair(f, card(1), card(2), true);
    assert_true(alert_of(f, card(1), &alert));
    assert_false(alert_of(f, card(2), &alert));
    fixture_pair(f, card(1), card(2), false);
    assert_false(alert_of(f, card(1), &alert));
    assert_true(alert_of(f, card(2), &alert));
    expect_rebuilt(f);
}

static void a_child_that_leaves_takes_its_protection_along(void **state)
{
    struct fixture *f = *state;
    struct store_alert alert;
    fixture_import(f,
                   "id,full_name,birth,document_number,document_state\n"
                   "X-1,\"Karimov, Anvar\",1980-01-05,AA1111111,UZB\n",
                   0);
    fixture_send(f, paxlst(ANVAR "NAD+FL+++KARIMOV:LOLA'DTM+329:150105'"));
    fixture_pair(f, card(1), card(2), true);
    assert_true(alert_of(f, card(1), &alert));
    assert_true(alert.protect);
    fixture_pair(f, card(1), card(2), false);
    assert_true(alert_of(f, card(1), &alert));
    assert_false(alert.protect);
    expect_rebuilt(f);
}

static void a_restart_carries_nothing_out_twice(void **state)
{
    struct fixture *f = *state;
    int64_t before, after;
    fixture_import(f,
                   "id,full_name,birth,document_number,document_state\n"
                   "X-1,\"Sodiqov, Botir\",1975-06-12,BB2222222,UZB\n",
                   0);
    fixture_send(f, paxlst(ANVAR BOTIR));
    fixture_pair(f, card(1), card(2), true);
    fixture_pair(f, card(1), card(2), false);
    assert_int_equal(store_feed_last(engine_store(f->engine), &before), STATUS_OK);
    for (int i = 0; i < 2; i++) {
        engine_close(f->engine);
        fixture_open_engine(f);
        fixture_work(f);
    }
    assert_int_equal(store_feed_last(engine_store(f->engine), &after), STATUS_OK);
    assert_int_equal(before, after);
    assert_int_equal(fixture_persons(f), 2);
}

#define CHORI "NAD+FL+++TOSHEV:CHORI'DTM+329:820303'DOC+P+CC3333333'LOC+91+UZB'"

/* Of three cards that are one, those that leave leave alone or with what was merged into them. */
static void three_cards_come_apart(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst(ANVAR BOTIR CHORI));
    fixture_pair(f, card(2), card(3), true);
    fixture_pair(f, card(1), card(2), true);
    fixture_pair(f, card(3), card(1), true); /* they are one already */
    assert_int_equal(fixture_persons(f), 1);
    fixture_pair(f, card(1), card(2), false); /* 2 leaves, with 3 */
    assert_int_equal(fixture_persons(f), 2);
    fixture_send(f, paxlst(ANVAR BOTIR CHORI));
    assert_int_equal(fixture_persons(f), 2);
    fixture_pair(f, card(3), card(2), false);
    assert_int_equal(fixture_persons(f), 3);
    fixture_pair(f, card(2), card(3), false); /* they are two already */
    fixture_pair(f, card(1), card(3), true);
    assert_int_equal(fixture_persons(f), 2);
    fixture_pair(f, card(1), card(3), false);
    fixture_send(f, paxlst(CHORI BOTIR ANVAR));
    assert_int_equal(fixture_persons(f), 3);
    expect_rebuilt(f);
}

/* What a later message says of one of two who were taken for one is not written over the other. */
static void each_keeps_what_is_said_of_him(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst(ANVAR BOTIR));
    fixture_pair(f, card(1), card(2), true);
    fixture_send(f, paxlst("NAD+FL+++SODIQOV:BOTIR'DTM+329:750612'DOC+P+BB9999999'LOC+91+UZB'"));
    fixture_pair(f, card(1), card(2), false);
    fixture_send(f, paxlst(ANVAR));
    assert_int_equal(fixture_persons(f), 2);
    const char *dump = fixture_dump(f);
    const char *was = strstr(dump, "\"formerly\"");
    assert_non_null(was);
    assert_null(strstr(was + 1, "\"formerly\""));
    assert_non_null(strstr(was, "BB2222222"));
    expect_rebuilt(f);
}

/* A day that is closed is no other. */
static void on_a_closed_day(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst(ANVAR BOTIR CHORI));
    f->now += 30 * MICROS_PER_DAY;
    assert_int_equal(engine_close_days(f->engine, f->now), STATUS_OK);
    fixture_pair(f, card(1), card(2), true);
    assert_int_equal(fixture_persons(f), 2);
    fixture_pair(f, card(1), card(2), false);
    assert_int_equal(fixture_persons(f), 3);
    fixture_send(f, paxlst(ANVAR BOTIR CHORI));
    assert_int_equal(fixture_persons(f), 3);
}

/* Announced and not numbered: whoever wrote it is about to. */
static void one_without_a_number_is_waited_for(void **state)
{
    struct fixture *f = *state;
    struct desk_pairing pairing = {.by = SPAN("test"),
                                   .same = true,
                                   .cards = {{card(1), 1, 0}, {card(2), 1, 0}},
                                   .tenancy = {.agency = SPAN("a"), .site = SPAN("s")}};
    struct engine_step step;
    int64_t id;
    fixture_send(f, paxlst(ANVAR));
    assert_int_equal(desk_pairing_add(f->desk, &pairing, &id), STATUS_OK);
    int64_t seq = fixture_receive(f, paxlst(BOTIR));
    assert_int_equal(engine_step(f->engine, &step), STATUS_OK);
    assert_true(step.waiting);
    assert_int_equal(step.entries, 0);
    assert_int_equal(desk_pairing_number(f->desk, id, 1), STATUS_OK);
    fixture_work(f); /* it speaks of cards that are not there: told in the log, passed over */
    assert_int_equal(store_progress(engine_store(f->engine)), seq);
    assert_int_equal(fixture_persons(f), 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(two_cards_become_one),
        TEST(one_person_becomes_two_and_stays_two),
        TEST(an_alert_goes_with_whom_it_speaks_of),
        TEST(a_child_that_leaves_takes_its_protection_along),
        TEST(a_restart_carries_nothing_out_twice),
        TEST(three_cards_come_apart),
        TEST(each_keeps_what_is_said_of_him),
        TEST(on_a_closed_day),
        TEST(one_without_a_number_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
