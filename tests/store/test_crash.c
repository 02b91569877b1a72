/* The process ends after any one commit of any batch, or power is lost: what is given again leads
 * to the same content. */
#include <fcntl.h>
#include <sys/wait.h>

#include "fixture.h"

enum { LAST = 60, BATCH = 7, CLOSE_AFTER = 35, EXIT_CRASH = 9, EXIT_DONE = 3 };

static void run(struct store *store)
{
    if (store_progress(store) < CLOSE_AFTER)
        give_all(store, CLOSE_AFTER, BATCH);
    OK(store_close_days(store, DAY + 7, NULL)); /* days -2 and 0; later 2 and 4 together */
    OK(store_close_days(store, DAY + 10, NULL));
    give_all(store, LAST, BATCH);
}

static void crash_at(void *context, enum commit_stage stage)
{
    int *left = context;
    (void)stage;
    if (--*left == 0)
        _exit(EXIT_CRASH);
}

/* Runs in a child that ends at the n-th commit; false when it came to the end. */
static bool run_until(const struct fixture *fixture, int n)
{
    pid_t child = fork();
    if (child == 0) {
        struct store *store;
        if (store_open(fixture->folder, STORE_WRITE, fixture->keyring, &store))
            _exit(1);
        store->on_commit = crash_at;
        store->on_commit_context = &n;
        run(store);
        store_close(store);
        _exit(EXIT_DONE);
    }
    int code;
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_true(WIFEXITED(code));
    assert_true(WEXITSTATUS(code) == EXIT_CRASH || WEXITSTATUS(code) == EXIT_DONE);
    return WEXITSTATUS(code) == EXIT_CRASH;
}

static void expect(struct store *store, const char *wanted, const char *wanted_feed)
{
    char *all = dump_all(store), *feed = dump_feed(store);
    assert_string_equal(all, wanted);
    if (wanted_feed)
        assert_string_equal(feed, wanted_feed);
    free(all);
    free(feed);
}

static void reference(char **all, char **feed)
{
    void *state;
    set_up(&state);
    struct fixture *fixture = state;
    run(fixture->store);
    *all = dump_all(fixture->store);
    *feed = dump_feed(fixture->store);
    tear_down(&state);
}

static void test_crash_at_each_commit(void **unused)
{
    (void)unused;
    char *all, *feed;
    reference(&all, &feed);
    assert_non_null(strstr(all, "alert"));
    assert_non_null(strstr(all, "v3"));
    assert_non_null(strstr(feed, "news 3"));
    int n = 1;
    for (bool crashed = true; crashed; n++) {
        void *state;
        set_up(&state);
        struct fixture *fixture = state;
        fixture_close(fixture);
        crashed = run_until(fixture, n);
        fixture_open(fixture, STORE_WRITE);
        run(fixture->store);
        expect(fixture->store, all, feed);
        tear_down(&state);
    }
    assert_true(n > 40);
    free(all);
    free(feed);
}

/* Batches of another size after the crash, and a crash again. */
static void test_crash_with_other_batches(void **state)
{
    struct fixture *fixture = *state;
    char *all, *feed;
    reference(&all, &feed);
    fixture_close(fixture);
    for (int n = 3; run_until(fixture, n); n += 4)
        continue;
    fixture_open(fixture, STORE_WRITE);
    expect(fixture->store, all, NULL);
    free(all);
    free(feed);
}

static void test_rollback(void **state)
{
    struct fixture *fixture = *state;
    char *all, *feed;
    reference(&all, &feed);
    for (int64_t seq = 1; seq < CLOSE_AFTER; seq += 5) {
        give_all(fixture->store, seq, BATCH);
        OK(store_begin(fixture->store, seq + 1));
        for (int64_t more = seq + 1; more < seq + 4; more++)
            give(fixture->store, more);
        store_rollback(fixture->store);
    }
    run(fixture->store);
    expect(fixture->store, all, NULL);
    free(all);
    free(feed);
}

/* Whatever a batch writes to a day that a crash left ahead of it: what the day has stays done. */
static void test_a_day_ahead_stays_ahead(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    int64_t applied;
    give_all(store, 20, BATCH);
    OK(store_day_applied(store, DAY + 6, &applied));
    store->applied = 3; /* as if progress had not been committed since */
    OK(store_begin(store, 4));
    OK(store_day_lists_set(store, DAY + 6, 1));
    OK(store_commit(store, 4, NOW));
    int64_t now;
    OK(store_day_applied(store, DAY + 6, &now));
    assert_true(applied > 4);
    assert_int_equal(now, applied);
}

/* ---- loss of power ---- */

static void copy_file(const char *from, const char *to)
{
    char *command = NULL;
    assert_true(asprintf(&command, "cp -p %s %s", from, to) > 0);
    assert_int_equal(system(command), 0);
    free(command);
}

static void set_boot(const struct fixture *fixture)
{
    char *path;
    struct database *progress;
    assert_true(asprintf(&path, "%s/progress.db", fixture->folder) > 0);
    OK(database_open(path, &store_progress_plan, DATABASE_WRITE, &progress));
    OK(database_run(progress, "UPDATE state SET boot = 'another'"));
    database_close(progress);
    free(path);
}

/* A day's file comes back from the loss of power as it was some batches ago, after the last time
 * when everything was on the disk; the others kept their latest state. */
static void test_power_loss(void **state)
{
    struct fixture *fixture = *state;
    char *all, *feed, *path, *old;
    reference(&all, &feed);
    int64_t durable = 0, seq = 0;
    assert_true(asprintf(&path, "%s/2026-11/28.db", fixture->folder) > 0);
    assert_true(asprintf(&old, "%s/old.db", fixture->folder) > 0);
    give_all(fixture->store, 20, BATCH);
    fixture_close(fixture); /* brings all to the disk */
    copy_file(path, old);
    fixture_open(fixture, STORE_WRITE);
    durable = store_progress(fixture->store);
    for (seq = durable + 1; seq <= 30; seq++) {
        OK(store_begin(fixture->store, seq));
        give(fixture->store, seq);
        OK(store_commit(fixture->store, seq, NOW));
    }
    OK(store_day_applied(fixture->store, DAY + 6, &seq));
    assert_true(seq > durable);
    fixture->store->mode = STORE_READ; /* ends without bringing anything to the disk */
    fixture_close(fixture);
    copy_file(old, path);
    unlink(old);
    set_boot(fixture);
    fixture_open(fixture, STORE_WRITE);
    assert_int_equal(store_progress(fixture->store), durable);
    assert_int_equal(store_flights_applied(fixture->store), 30);
    run(fixture->store);
    expect(fixture->store, all, NULL);
    free(all);
    free(feed);
    free(path);
    free(old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crash_at_each_commit),
        cmocka_unit_test_setup_teardown(test_crash_with_other_batches, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rollback, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_day_ahead_stays_ahead, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_power_loss, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
