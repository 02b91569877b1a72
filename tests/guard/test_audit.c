/* The record: what is changed, taken out, put in or cut off is found; crashes; threads. */
#include <pthread.h>
#include <sys/wait.h>

#include "fixture.h"

enum { ROWS = 12, THREADS = 4, EACH = 60, EXIT_CRASH = 9 };

static enum status see(struct fixture *f, enum guard_role role, int64_t traveller)
{
    struct guard_actor actor = actor_of(role);
    struct guard_subject subject = {
        .kind = SUBJECT_TRAVELLER, .id = traveller, .flight = 7, .flight_open = true};
    return guard_decide(f->guard, &actor, PERMISSION_getTraveller, subject, PURPOSE_UNSTATED, NULL);
}

static void fill(struct fixture *f)
{
    for (int64_t i = 1; i <= ROWS; i++)
        assert_int_equal(see(f, i % 3 ? GUARD_ROLE_ANALYST : GUARD_ROLE_DPO, i),
                         i % 3 ? STATUS_OK : STATUS_DENIED);
}

/* In the folder. */
static void shell(struct fixture *f, const char *words)
{
    char command[256];
    snprintf(command, sizeof command, "cd '%s' && %s", f->folder, words);
    assert_int_equal(system(command), 0);
}

static void test_a_whole_chain(void **state)
{
    struct fixture *f = *state;
    struct guard_audit_report report;
    OK(guard_audit_verify(f->guard, &report));
    assert_int_equal(report.rows, 0);
    fill(f);
    OK(guard_audit_verify(f->guard, &report));
    assert_int_equal(report.rows, ROWS);
    assert_int_equal(report.first_bad, 0);
    restart(f);
    OK(see(f, GUARD_ROLE_ANALYST, 99));
    guard_close(f->guard);
    OK(open_guard(f, GUARD_READ)); /* as a command does beside the running system */
    OK(guard_audit_verify(f->guard, &report));
    assert_int_equal(report.rows, ROWS + 1);
}

/* Each of these leaves the end as it was, so only the walk can find it. */
static void test_edits_are_found(void **state)
{
    static const struct {
        const char *sql;
        int64_t first_bad;
    } edits[] = {
        {"UPDATE audit SET account = 'somebody' WHERE n = 5", 5},
        {"UPDATE audit SET allowed = 1 WHERE n = 6", 6},
        {"UPDATE audit SET at = at + 1 WHERE n = 1", 1},
        {"UPDATE audit SET subject = 4 WHERE n = 8", 8},
        {"UPDATE audit SET purpose = purpose || '#' WHERE n = 2", 2},
        {"UPDATE audit SET agency = agency || site, site = '' WHERE n = 2", 2},
        {"UPDATE audit SET fields = '' WHERE n = 4", 4},
        {"UPDATE audit SET session = '00000000' WHERE n = 7", 7},
        {"UPDATE audit SET chain = zeroblob(32) WHERE n = 7", 7},
        {"UPDATE audit SET chain = x'' WHERE n = 7", 7},
        {"DELETE FROM audit WHERE n = 5", 5},
        {"DELETE FROM audit WHERE n < 3", 1},
        {"DELETE FROM audit WHERE n = 5; UPDATE audit SET n = n - 1 WHERE n > 5;"
         " INSERT INTO audit SELECT 12, at, account, role, agency, site, action, subject_kind,"
         " subject, purpose, allowed, fields, session, chain FROM audit WHERE n = 11",
         5},
        {"UPDATE audit SET n = -1 WHERE n = 5; UPDATE audit SET n = 5 WHERE n = 6;"
         " UPDATE audit SET n = 6 WHERE n = -1",
         5},
    };
    (void)state;
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        void *made;
        set_up(&made);
        struct fixture *f = made;
        struct guard_audit_report report = {0};
        fill(f);
        run_sql(f, "audit.db", edits[i].sql);
        if (guard_audit_verify(f->guard, &report) != STATUS_DAMAGED)
            fail_msg("not found: %s", edits[i].sql);
        if (report.first_bad != edits[i].first_bad)
            fail_msg("%s: row %d", edits[i].sql, (int)report.first_bad);
        tear_down(&made);
    }
}

/* Cut at the end, more rows than were counted, a forged head: refused before anything is added. */
static void test_cuts_are_found(void **state)
{
    static const char *const cuts[] = {
        "DELETE FROM audit WHERE n = 12",
        "DELETE FROM audit WHERE n > 6",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE n > 6; UPDATE head SET n = 6",
        "DELETE FROM audit WHERE n > 6; UPDATE head SET n = 6, chain = (SELECT chain FROM audit"
        " WHERE n = 6)",
        "DELETE FROM head",
        "DELETE FROM audit; DELETE FROM head",
        "UPDATE head SET chain = zeroblob(32)",
        "UPDATE head SET seal = zeroblob(32)",
        "INSERT INTO audit SELECT 13, at, account, role, agency, site, action, subject_kind,"
        " subject, purpose, allowed, fields, session, chain FROM audit WHERE n = 11",
    };
    (void)state;
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        void *made;
        set_up(&made);
        struct fixture *f = made;
        struct guard_audit_report report = {0};
        char password[GUARD_ONE_TIME_TEXT];
        fill(f);
        OK(guard_first_account(f->guard, SPAN("a"), SPAN("s"), password)); /* anchors */
        run_sql(f, "audit.db", cuts[i]);
        if (guard_audit_verify(f->guard, &report) != STATUS_DAMAGED)
            fail_msg("not found: %s", cuts[i]);
        guard_close(f->guard);
        f->guard = NULL;
        if (open_guard(f, GUARD_WRITE) != STATUS_DAMAGED)
            fail_msg("opened: %s", cuts[i]);
        tear_down(&made);
    }
}

/* An older copy of the file is whole in itself; guard.db knows that there was more. */
static void test_an_older_copy_is_found(void **state)
{
    struct fixture *f = *state;
    struct guard_audit_report report;
    char password[GUARD_ONE_TIME_TEXT];
    fill(f);
    guard_close(f->guard);
    shell(f, "cp audit.db copy");
    OK(open_guard(f, GUARD_WRITE));
    OK(see(f, GUARD_ROLE_ANALYST, 50));
    OK(guard_first_account(f->guard, SPAN("a"), SPAN("s"), password));
    guard_close(f->guard);
    f->guard = NULL;
    shell(f, "cp copy audit.db");
    assert_int_equal(open_guard(f, GUARD_WRITE), STATUS_DAMAGED);
    OK(open_guard(f, GUARD_READ));
    assert_int_equal(guard_audit_verify(f->guard, &report), STATUS_DAMAGED);
    assert_int_equal(report.first_bad, ROWS + 1);
    guard_close(f->guard);
    f->guard = NULL;
    shell(f, "rm audit.db copy"); /* nor is it made anew in silence */
    assert_int_equal(open_guard(f, GUARD_WRITE), STATUS_DAMAGED);
}

static void test_accounts_that_are_gone(void **state)
{
    struct fixture *f = *state;
    guard_close(f->guard);
    f->guard = NULL;
    shell(f, "rm guard.db");
    assert_int_equal(open_guard(f, GUARD_WRITE), STATUS_DAMAGED);
    assert_int_equal(open_guard(f, GUARD_READ), STATUS_MISSING);
}

static void test_another_key(void **state)
{
    struct fixture *f = *state;
    fill(f);
    guard_close(f->guard);
    f->guard = NULL;
    f->key = 77;
    assert_int_equal(open_guard(f, GUARD_WRITE), STATUS_DAMAGED);
}

static void test_newer_files_are_refused(void **state)
{
    struct fixture *f = *state;
    guard_close(f->guard);
    f->guard = NULL;
    run_sql(f, "audit.db", "PRAGMA user_version = 99");
    assert_int_equal(open_guard(f, GUARD_WRITE), STATUS_NEWER);
    run_sql(f, "audit.db", "PRAGMA user_version = 1");
    run_sql(f, "guard.db", "PRAGMA user_version = 99");
    assert_int_equal(open_guard(f, GUARD_WRITE), STATUS_NEWER);
    assert_int_equal(open_guard(f, GUARD_READ), STATUS_NEWER);
    run_sql(f, "guard.db", "PRAGMA user_version = 2");
    OK(open_guard(f, GUARD_WRITE));
}

static void test_pages(void **state)
{
    struct fixture *f = *state;
    struct guard_audit_row *rows;
    size_t count, seen = 0;
    int64_t before = 0, last = ROWS + 1;
    fill(f);
    do {
        OK(guard_audit_list(f->guard, before, SPAN(""), 5, &f->arena, &rows, &count));
        for (size_t i = 0; i < count; i++)
            assert_int_equal(rows[i].n, --last);
        seen += count;
        before = count ? rows[count - 1].n : before;
    } while (count);
    assert_int_equal(seen, ROWS);
    OK(guard_audit_list(f->guard, 0, SPAN("dpo"), 100, &f->arena, &rows, &count));
    assert_int_equal(count, ROWS / 3);
    assert_false(rows[0].allowed);
    assert_int_equal(rows[0].fields.size, 0);
    assert_int_equal(rows[0].subject, ROWS);
}

/* ---- crashes ---- */

struct crash {
    int left;
    enum audit_stage stage;
};

static void crash_at(void *context, enum audit_stage stage)
{
    struct crash *crash = context;
    if (stage == crash->stage && --crash->left == 0)
        _exit(EXIT_CRASH);
}

/* In a child that ends at the n-th commit, before or after it. */
static void run_and_crash(struct fixture *f, int n, enum audit_stage stage)
{
    pid_t child = fork();
    if (child == 0) {
        struct crash crash = {n, stage};
        if (open_guard(f, GUARD_WRITE))
            _exit(1);
        audit_on_commit(f->guard->audit, crash_at, &crash);
        for (int64_t i = 1; i <= ROWS; i++)
            if (see(f, GUARD_ROLE_ANALYST, i))
                _exit(2);
        _exit(3);
    }
    int code;
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_true(WIFEXITED(code));
    assert_int_equal(WEXITSTATUS(code), EXIT_CRASH);
}

/* Rows before the crash are there, the one that was not committed is not, and work goes on. */
static void test_a_crash_between(void **state)
{
    (void)state;
    for (int n = 1; n <= 3; n++)
        for (int stage = AUDIT_WRITTEN; stage <= AUDIT_COMMITTED; stage++) {
            void *made;
            set_up(&made);
            struct fixture *f = made;
            struct guard_audit_report report;
            guard_close(f->guard);
            f->guard = NULL;
            run_and_crash(f, n, (enum audit_stage)stage);
            OK(open_guard(f, GUARD_WRITE));
            OK(guard_audit_verify(f->guard, &report));
            assert_int_equal(report.rows, stage == AUDIT_COMMITTED ? n : n - 1);
            OK(see(f, GUARD_ROLE_ANALYST, 99));
            OK(guard_audit_verify(f->guard, &report));
            tear_down(&made);
        }
}

/* What cannot be recorded is not allowed. */
static void test_without_a_record_nothing_is_shown(void **state)
{
    struct fixture *f = *state;
    struct field_mask mask = {0};
    struct guard_actor actor = actor_of(GUARD_ROLE_ANALYST);
    struct guard_subject message = {.kind = SUBJECT_MESSAGE, .id = 5};
    run_sql(f, "audit.db",
            "CREATE TRIGGER full BEFORE INSERT ON audit"
            " BEGIN SELECT raise(ABORT, 'full'); END");
    assert_int_not_equal(
        guard_decide(f->guard, &actor, PERMISSION_getMessage, message, PURPOSE_UNSTATED, &mask),
        STATUS_OK);
    assert_false(field_mask_shows(&mask, FIELD_MESSAGE_TYPE));
    assert_true(strlen(status_sentence()) > 0);
    run_sql(f, "audit.db", "DROP TRIGGER full");
    OK(guard_decide(f->guard, &actor, PERMISSION_getMessage, message, PURPOSE_UNSTATED, &mask));
    assert_true(field_mask_shows(&mask, FIELD_MESSAGE_TYPE));
    struct guard_audit_report report;
    OK(guard_audit_verify(f->guard, &report));
    assert_int_equal(report.rows, 1);
}

/* ---- threads ---- */

struct worker {
    struct fixture *f;
    int64_t first;
    int failed;
    const char *token;
};

static void *work(void *context)
{
    struct worker *worker = context;
    struct arena arena = {0};
    for (int64_t i = 0; i < EACH; i++) {
        struct guard_actor actor;
        struct guard_subject subject = {.kind = SUBJECT_TRAVELLER,
                                        .id = worker->first + i,
                                        .flight = 1 + i % 5,
                                        .flight_open = true};
        if (guard_session_find(worker->f->guard, span_of(worker->token), true, &arena, &actor) ||
            guard_decide(worker->f->guard, &actor, PERMISSION_getTraveller, subject,
                         PURPOSE_UNSTATED, NULL))
            worker->failed++;
        arena_reset(&arena);
    }
    arena_free(&arena);
    return NULL;
}

static void *log_in_wrongly(void *context)
{
    struct worker *worker = context;
    struct guard_ticket ticket;
    for (int i = 0; i < 2; i++)
        if (log_in(worker->f, "nobody", "wrong", &ticket) == STATUS_OK)
            worker->failed++;
    return NULL;
}

static int commits;

static void count_commit(void *context, enum audit_stage stage)
{
    (void)context;
    commits += stage == AUDIT_COMMITTED;
}

static void test_threads(void **state)
{
    struct fixture *f = *state;
    char password[GUARD_ONE_TIME_TEXT], secret[GUARD_SECRET_TEXT];
    struct guard_ticket ticket;
    struct guard_audit_report report;
    struct guard_audit_row *rows;
    size_t count;
    add_account(f, "nigora", GUARD_ROLE_ANALYST, password);
    open_fully(f, "nigora", password, &ticket, secret);
    OK(guard_audit_verify(f->guard, &report));
    int64_t before = report.rows;
    audit_on_commit(f->guard->audit, count_commit, NULL);
    pthread_t threads[THREADS + 1];
    struct worker workers[THREADS + 1];
    for (int i = 0; i <= THREADS; i++) {
        workers[i] = (struct worker){f, 1000 * (i + 1), 0, ticket.token};
        assert_int_equal(
            pthread_create(&threads[i], NULL, i < THREADS ? work : log_in_wrongly, &workers[i]), 0);
    }
    for (int i = 0; i <= THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(workers[i].failed, 0);
    }
    OK(guard_audit_verify(f->guard, &report));
    assert_int_equal(report.rows, before + THREADS * EACH + 2);
    print_message("%d rows in %d commits\n", THREADS * EACH + 2, commits);
    OK(guard_audit_list(f->guard, 0, SPAN("nigora"), GUARD_AUDIT_MOST, &f->arena, &rows, &count));
    bool seen[THREADS][EACH] = {{false}};
    for (size_t i = 0; i < count; i++)
        if (rows[i].subject >= 1000 && span_is(rows[i].action, "getTraveller"))
            seen[rows[i].subject / 1000 - 1][rows[i].subject % 1000] = true;
    for (int i = 0; i < THREADS; i++)
        for (int j = 0; j < EACH; j++)
            assert_true(seen[i][j]);
}

/* What is asked outside: by the system about somebody who is stored, and by a command about a document. */
static void test_what_is_asked_outside(void **state)
{
    struct fixture *f = *state;
    struct guard_audit_row *rows;
    size_t count;
    struct guard_lookup lookup = {.service = SPAN("sltd"),
                                  .agency = SPAN("customs"),
                                  .site = SPAN("main"),
                                  .result = SPAN("ask"),
                                  .purpose = SPAN("Act 7"),
                                  .traveller = 17};
    OK(guard_record_lookup(f->guard, &lookup));
    lookup.user = SPAN("root");
    lookup.result = SPAN("server-error");
    lookup.traveller = 0;
    OK(guard_record_lookup(f->guard, &lookup));
    OK(guard_audit_list(f->guard, 0, SPAN(""), 10, &f->arena, &rows, &count));
    assert_int_equal(count, 2);
    assert_true(span_is(rows[1].account, "~sltd") && span_is(rows[1].role, "lookup"));
    assert_true(span_is(rows[1].action, "lookup.ask") && span_is(rows[1].purpose, "Act 7"));
    assert_true(span_is(rows[1].subject_kind, "traveller") && rows[1].subject == 17);
    assert_true(span_is(rows[0].account, "@root") && span_is(rows[0].role, "owner"));
    assert_true(span_is(rows[0].action, "lookup.server-error"));
    assert_true(span_is(rows[0].subject_kind, "none") && rows[0].subject == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_whole_chain),
        cmocka_unit_test(test_edits_are_found),
        cmocka_unit_test(test_cuts_are_found),
        TEST(test_an_older_copy_is_found),
        TEST(test_accounts_that_are_gone),
        TEST(test_another_key),
        TEST(test_newer_files_are_refused),
        TEST(test_pages),
        cmocka_unit_test(test_a_crash_between),
        TEST(test_without_a_record_nothing_is_shown),
        TEST(test_what_is_asked_outside),
        TEST(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
