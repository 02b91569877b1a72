/* Entries, issues, totals, attempts, decided origins. */
#include "fixture.h"

static void entry(struct store *store, int64_t seq, enum outcome outcome, enum store_reason reason)
{
    struct store_processed row = {.seq = seq,
                                  .at = NOW,
                                  .outcome = outcome,
                                  .reason = reason,
                                  .messages = 2,
                                  .travellers = 5,
                                  .added = 1,
                                  .changed = 1,
                                  .same = 3,
                                  .issues = 4};
    OK(store_processed_add(store, &row));
}

static void test_totals(void **state)
{
    struct fixture *fixture = *state;
    struct store_totals totals;
    struct store_processed row;
    OK(store_begin(fixture->store, 1));
    entry(fixture->store, 1, OUTCOME_FULL, REASON_NONE);
    entry(fixture->store, 2, OUTCOME_PARTIAL, REASON_NONE);
    OK(store_commit(fixture->store, 2, NOW));
    OK(store_begin(fixture->store, 3));
    entry(fixture->store, 3, OUTCOME_FULL, REASON_NONE);
    store_rollback(fixture->store);
    OK(store_begin(fixture->store, 3));
    entry(fixture->store, 3, OUTCOME_FULL, REASON_TEST);
    entry(fixture->store, 4, OUTCOME_QUARANTINED, REASON_DECODER_DIED);
    OK(store_commit(fixture->store, 4, NOW));
    OK(store_totals(fixture->store, &totals));
    assert_int_equal(totals.entries, 4);
    assert_int_equal(totals.messages, 8);
    assert_int_equal(totals.same, 12);
    assert_int_equal(totals.issues, 16);
    assert_int_equal(totals.outcomes[OUTCOME_FULL], 1);
    assert_int_equal(totals.outcomes[OUTCOME_PARTIAL], 1);
    assert_int_equal(totals.outcomes[OUTCOME_QUARANTINED], 0);
    assert_int_equal(totals.reasons[REASON_TEST], 1);
    assert_int_equal(totals.reasons[REASON_DECODER_DIED], 1);
    OK(store_processed(fixture->store, 4, &row));
    assert_int_equal(row.reason, REASON_DECODER_DIED);
    assert_int_equal(row.changed, 1);
    assert_int_equal(store_processed(fixture->store, 5, &row), STATUS_MISSING);
    assert_int_equal(store_progress(fixture->store), 4);
    fixture_close(fixture);
    fixture_open(fixture, STORE_WRITE);
    assert_int_equal(store_progress(fixture->store), 4);
    assert_int_equal(store_flights_applied(fixture->store), 4);
}

static bool note_entry(void *context, const struct store_processed *processed)
{
    buffer_format(context, "%d ", (int)processed->seq);
    return ((struct buffer *)context)->size < 8;
}

static void expect_newest(struct store *store, int64_t before, const enum outcome *outcome,
                          const char *expected)
{
    struct buffer note = {0};
    OK(store_newest(store, before, outcome, note_entry, &note));
    assert_string_equal(buffer_string(&note), expected);
    buffer_free(&note);
}

static void add_some(struct store *store)
{
    OK(store_begin(store, 1));
    for (int64_t seq = 1; seq <= 9; seq++)
        entry(store, seq, (enum outcome)(seq % 3), REASON_NONE);
    OK(store_commit(store, 9, NOW));
}

static void test_newest(void **state)
{
    struct fixture *fixture = *state;
    static const enum outcome full = OUTCOME_FULL, bad = OUTCOME_QUARANTINED;
    add_some(fixture->store);
    expect_newest(fixture->store, 0, NULL, "9 8 7 6 ");
    expect_newest(fixture->store, 3, NULL, "2 1 ");
    expect_newest(fixture->store, 0, &bad, "8 5 2 ");
    expect_newest(fixture->store, 8, &bad, "5 2 ");
    expect_newest(fixture->store, 0, &full, "9 6 3 ");
    expect_newest(fixture->store, 1, NULL, "");
}

/* progress.db as the version before had it: a reader waits, the writer brings it up. */
static void test_layout_before(void **state)
{
    struct fixture *fixture = *state;
    static const enum outcome bad = OUTCOME_QUARANTINED;
    add_some(fixture->store);
    OK(database_run(fixture->store->progress,
                    "DROP INDEX processed_bad; ALTER TABLE attempt DROP COLUMN kills; "
                    "ALTER TABLE state DROP COLUMN pairings; DROP TABLE stream; "
                    "ALTER TABLE state DROP COLUMN memory; "
                    "PRAGMA user_version = 1"));
    fixture_close(fixture);
    assert_int_equal(store_open(fixture->folder, STORE_READ, fixture->keyring, &fixture->store),
                     STATUS_READONLY);
    fixture_open(fixture, STORE_WRITE);
    assert_int_equal(store_progress(fixture->store), 9);
    expect_newest(fixture->store, 0, &bad, "8 5 2 ");
}

/* What was noted for the case of a crash is kept until it is in progress, not until it nearly was. */
static void test_a_failed_commit_makes_nothing_durable(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    OK(store_begin(store, 1));
    entry(store, 1, OUTCOME_FULL, REASON_NONE);
    OK(database_run(store->progress, "ROLLBACK")); /* as SQLite does when the disk is full */
    assert_int_equal(store_commit(store, 1, NOW), STATUS_IO);
    store_rollback(store);
    assert_int_equal(store_progress(store), 0);
    assert_int_equal(store->durable, 0);
}

/* By the times of the commits, and never what was not committed. */
static void test_sync_once_a_second(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    static const struct {
        int64_t later; /* than NOW, microseconds */
        int64_t durable;
    } commits[] = {{0, 1}, {999999, 1}, {1000000, 3}, {1500000, 3}, {500000, 5}};
    OK(store_sync(store));
    assert_int_equal(store->durable, 0);
    for (int64_t seq = 1; seq <= 5; seq++) {
        OK(store_begin(store, seq));
        entry(store, seq, OUTCOME_FULL, REASON_NONE);
        OK(store_commit(store, seq, NOW + commits[seq - 1].later));
        OK(store_sync(store));
        assert_int_equal(store->durable, commits[seq - 1].durable);
    }
}

static bool note_issue(void *context, const struct store_issue *issue)
{
    buffer_format(context, "%d %s %.*s %d+%d; ", issue->message, issue_info(issue->issue)->code,
                  (int)issue->segment.size, issue->segment.at, (int)issue->begin, (int)issue->size);
    return true;
}

static void test_issues(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct buffer note = {0};
    OK(store_begin(store, 1));
    for (int64_t seq = 1; seq <= 2; seq++) {
        OK(store_issue_add(store,
                           &(struct store_issue){seq, -1, ISSUE_DATE_BAD, SPAN("DTM"), 7, 9}));
        OK(store_issue_add(store, &(struct store_issue){seq, 0, ISSUE_LIMIT, SPAN("MORIA"), 1, 0}));
    }
    OK(store_commit(store, 2, NOW));
    OK(store_issues(store, 2, note_issue, &note));
    assert_string_equal(buffer_string(&note), "-1 date.bad DTM 7+9; 0 limit  1+0; ");
    buffer_free(&note);
}

static bool note_attempt(void *context, const struct store_attempt *attempt)
{
    buffer_format(context, "%d-%d:%d,%d ", (int)attempt->first_seq, (int)attempt->last_seq,
                  attempt->deaths, attempt->kills);
    return true;
}

static void assert_attempts(struct store *store, const char *text)
{
    struct buffer note = {0};
    OK(store_attempts(store, note_attempt, &note));
    assert_string_equal(buffer_string(&note), text);
    buffer_free(&note);
}

static void test_attempts(void **state)
{
    struct fixture *fixture = *state;
    OK(store_attempt_put(fixture->store, &(struct store_attempt){1, 50, 0, 7}));
    OK(store_attempt_put(fixture->store, &(struct store_attempt){1, 50, 1, 2}));
    OK(store_attempt_put(fixture->store, &(struct store_attempt){1, 1, 0, 3}));
    fixture_close(fixture);
    fixture_open(fixture, STORE_WRITE);
    assert_attempts(fixture->store, "1-1:0,3 1-50:1,2 ");
    OK(store_begin(fixture->store, 1));
    OK(store_commit(fixture->store, 1, NOW));
    assert_attempts(fixture->store, "1-50:1,2 ");
    OK(store_begin(fixture->store, 2));
    OK(store_commit(fixture->store, 50, NOW));
    assert_attempts(fixture->store, "");
}

static void test_decided(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    int64_t id;
    OK(store_begin(store, 1));
    OK(store_decided_put(store, 4, 90, 5));
    OK(store_decided_put(store, 4, 90, 6));
    OK(store_commit(store, 1, NOW));
    OK(store_decided(store, 4, 90, &id));
    assert_int_equal(id, 6);
    assert_int_equal(store_decided(store, 4, 91, &id), STATUS_MISSING);
}

static void test_words(void **state)
{
    (void)state;
    for (int reason = 1; reason < STORE_REASONS; reason++)
        assert_true(strlen(store_reason_word((enum store_reason)reason)) > 0);
    for (int kind = 1; kind < INDEX_KINDS; kind++)
        assert_true(strlen(index_kind_word((enum index_kind)kind)) > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_totals),
                                       TEST(test_a_failed_commit_makes_nothing_durable),
                                       TEST(test_sync_once_a_second),
                                       TEST(test_newest),
                                       TEST(test_layout_before),
                                       TEST(test_issues),
                                       TEST(test_attempts),
                                       TEST(test_decided),
                                       cmocka_unit_test(test_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
