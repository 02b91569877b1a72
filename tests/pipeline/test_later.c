/* Who would cost more than one person may is compared with all names beside other work, and found then. */
#include "fixture.h"

#include <poll.h>

#include "pipeline/later.h"

#define LIST "id,full_name,birth\n7,Anvar Karimov,1985-04-03\n8,Someone Else,\n"
#define PERSON "NAD+FL+++KARIMOV:ANVAR'DTM+329:850403'"

/* One look: nobody can be looked up, for the first word compared is one too many. */
static void bound(struct fixture *f, uint64_t looks)
{
    for (int i = 0; i < ENGINE_CREW; i++)
        watch_worker_bound(f->engine->workers[i], looks);
}

static void work_on(struct fixture *f)
{
    struct engine_step step = {.looking = true};
    for (int i = 0; step.looking && i < 10000; i++) {
        assert_int_equal(engine_step(f->engine, &step), STATUS_OK);
        poll(NULL, 0, 1);
    }
    assert_false(step.looking);
}

static bool count_one(void *context, int64_t traveller)
{
    (void)traveller;
    ++*(int *)context;
    return true;
}

/* Of the day of travel. */
static int waiting(struct fixture *f)
{
    int count = 0;
    int32_t day = (int32_t)(NOON / MICROS_PER_DAY) + 1;
    assert_int_equal(store_unscreened(f->engine->store, day, count_one, &count), STATUS_OK);
    return count;
}

static bool is_later(void *context, const struct store_issue *issue)
{
    *(bool *)context |= issue->issue == ISSUE_SCREEN_LATER;
    return true;
}

static void what_costs_too_much_is_found_later(void **state)
{
    struct fixture *f = *state;
    bool told = false;
    fixture_import(f, LIST, 0);
    bound(f, 1);
    int64_t seq = fixture_send(f, paxlst(PERSON));
    assert_int_equal(store_issues(f->engine->store, seq, is_later, &told), STATUS_OK);
    assert_true(told);
    work_on(f);
    assert_int_equal(fixture_count(f, "\"hit\"", "\"7\""), 1);
    assert_int_equal(fixture_count(f, "\"alert\"", ""), 1);
    assert_int_equal(waiting(f), 0);
}

static void a_restart_forgets_nobody(void **state)
{
    struct fixture *f = *state;
    fixture_import(f, LIST, 0);
    bound(f, 1);
    /* the step that stores the person begins to look, but puts nothing yet */
    struct engine_step step;
    fixture_receive(f, paxlst(PERSON));
    assert_int_equal(engine_step(f->engine, &step), STATUS_OK);
    assert_true(step.looking);
    assert_int_equal(waiting(f), 1);
    engine_close(f->engine);
    fixture_open_engine(f);
    work_on(f);
    assert_int_equal(fixture_count(f, "\"hit\"", "\"7\""), 1);
    assert_int_equal(waiting(f), 0);
}

/* What was looked at against the lists before is looked at again. */
static void a_list_that_comes_meanwhile_counts(void **state)
{
    struct fixture *f = *state;
    struct engine_step step;
    fixture_import(f, LIST, 0);
    bound(f, 1);
    int64_t seq = fixture_receive(f, paxlst(PERSON));
    assert_int_equal(engine_step(f->engine, &step), STATUS_OK);
    fixture_import(f, LIST "9,Karimov Anvar,1985\n", seq);
    work_on(f);
    assert_int_equal(fixture_count(f, "\"hit\"", "\"7\""), 1);
    assert_int_equal(fixture_count(f, "\"hit\"", "\"9\""), 1);
    assert_int_equal(waiting(f), 0);
}

static void who_is_merged_waits_in_one_place(void **state)
{
    struct fixture *f = *state;
    struct engine_step step;
    int32_t day = (int32_t)(NOON / MICROS_PER_DAY) + 1;
    fixture_import(f, LIST, 0);
    bound(f, 1);
    fixture_receive(f, paxlst("NAD+FL+++NOBODY:AT ALL'" PERSON));
    assert_int_equal(engine_step(f->engine, &step), STATUS_OK);
    assert_int_equal(waiting(f), 2);
    fixture_pair(f, id_make(day, 1), id_make(day, 2), true);
    work_on(f);
    assert_int_equal(waiting(f), 0);
    assert_int_equal(fixture_count(f, "\"hit\"", "\"7\""), 1);
}

/* What a message says of the person while an earlier look is under way stands. */
static void what_is_found_meanwhile_stands(void **state)
{
    struct fixture *f = *state;
    struct engine_step step;
    fixture_import(f,
                   "id,full_name,birth,document_number,document_state\n"
                   "7,Anvar Karimov,1985-04-03,,\n9,Someone Else,,AA7777777,UZB\n",
                   0);
    bound(f, 1);
    fixture_receive(f, paxlst(PERSON));
    assert_int_equal(engine_step(f->engine, &step), STATUS_OK);
    bound(f, WATCH_LOOKS);
    poll(NULL, 0, 50); /* the look is over, and not put yet */
    fixture_receive(f, paxlst(PERSON "DOC+P+AA7777777'LOC+91+UZB'"));
    work_on(f);
    assert_int_equal(fixture_persons(f), 1);
    assert_int_equal(fixture_count(f, "\"hit\"", "\"withdrawn\":false"), 2);
    assert_int_equal(waiting(f), 0);
}

/* A look that was not finished withdraws nothing; the one that was does. */
static void an_alert_stands_until_all_was_compared(void **state)
{
    struct fixture *f = *state;
    struct engine_step step;
    fixture_import(f, LIST, 0);
    int64_t seq = fixture_send(f, paxlst(PERSON));
    assert_int_equal(fixture_count(f, "\"hit\"", "\"withdrawn\":false"), 1);
    bound(f, 1);
    fixture_import(f, "id,full_name\n8,Someone Else\n9,Anvar Nobody\n", seq);
    assert_int_equal(engine_step(f->engine, &step), STATUS_OK);
    assert_int_equal(waiting(f), 1);
    assert_int_equal(fixture_count(f, "\"hit\"", "\"withdrawn\":false"), 1);
    work_on(f);
    assert_int_equal(waiting(f), 0);
    assert_int_equal(fixture_count(f, "\"hit\"", "\"withdrawn\":true"), 1);
    assert_int_equal(fixture_count(f, "\"hit\"", "\"withdrawn\":false"), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_costs_too_much_is_found_later), TEST(a_restart_forgets_nobody),
        TEST(a_list_that_comes_meanwhile_counts), TEST(who_is_merged_waits_in_one_place),
        TEST(what_is_found_meanwhile_stands),     TEST(an_alert_stands_until_all_was_compared)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
