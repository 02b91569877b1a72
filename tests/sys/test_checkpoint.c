/* WALs are worked in beside the writer. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "sys/checkpoint.h"

#define OK(call) assert_int_equal((call), STATUS_OK)

enum { ADD, COUNT, PAGES = 16, ROWS = 400, ROW = 3000, PATIENCE = 20 };
static const char *const statements[] = {"INSERT INTO thing (bytes) VALUES (zeroblob($1))",
                                         "SELECT COUNT(*) FROM thing", NULL};
static const char *const steps[] = {"CREATE TABLE thing (id INTEGER PRIMARY KEY, bytes BLOB)"};
static const struct database_plan plan = {"the things", "restore it", 77, 1,
                                          steps,        statements,   0,  PAGES};

struct fixture {
    char folder[48], path[64], wal[68];
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    strcpy(fixture->folder, "/tmp/portolan-checkpoint-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    snprintf(fixture->path, sizeof fixture->path, "%s/things.db", fixture->folder);
    snprintf(fixture->wal, sizeof fixture->wal, "%s-wal", fixture->path);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    unlink(fixture->path);
    assert_int_equal(rmdir(fixture->folder), 0); /* and no WAL was left behind */
    free(fixture);
    return 0;
}

static int64_t size_of(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 ? about.st_size : 0;
}

static void add_rows(struct database *database, int count)
{
    for (int i = 0; i < count; i++) {
        struct query query = query_start(database, ADD);
        query_int(&query, 1, ROW);
        OK(query_run(&query));
    }
}

/* Nothing is committed while it waits, so only the thread can have done it. */
static void the_thread_works_it_in(void **state)
{
    struct fixture *fixture = *state;
    struct checkpoints *checkpoints = checkpoints_new();
    struct database *database;
    assert_non_null(checkpoints);
    OK(database_open(fixture->path, &plan, DATABASE_WRITE, &database));
    checkpoints_take_over(checkpoints, database);
    OK(database_begin(database));
    add_rows(database, 30); /* less than OVERDUE times PAGES */
    OK(database_commit(database));
    int64_t until = clock_monotonic() + PATIENCE * MICROS_PER_SECOND;
    while (size_of(fixture->path) < 30 * ROW && clock_monotonic() < until)
        usleep(1000);
    assert_true(size_of(fixture->path) >= 30 * ROW);
    checkpoints_free(checkpoints);
    database_close(database);
}

/* However fast the writer is. */
static void a_wal_does_not_grow_without_end(void **state)
{
    struct fixture *fixture = *state;
    struct checkpoints *checkpoints = checkpoints_new();
    struct database *database;
    int64_t most = 0;
    OK(database_open(fixture->path, &plan, DATABASE_WRITE, &database));
    checkpoints_take_over(checkpoints, database);
    for (int i = 0; i < ROWS; i++) {
        add_rows(database, 1);
        int64_t size = size_of(fixture->wal);
        most = size > most ? size : most;
    }
    struct query query = query_start(database, COUNT);
    assert_true(query_next(&query));
    assert_int_equal(query_column_int(&query, 0), ROWS);
    OK(query_end(&query));
    assert_true(most < 8 * PAGES * 4200); /* OVERDUE times PAGES, and what came meanwhile */
    checkpoints_free(checkpoints);
    database_close(database);
}

static void without_a_thread_commits_do_it(void **state)
{
    struct fixture *fixture = *state;
    struct database *database;
    OK(database_open(fixture->path, &plan, DATABASE_WRITE, &database));
    checkpoints_take_over(NULL, database);
    add_rows(database, 30);
    assert_true(size_of(fixture->path) >= PAGES * ROW);
    database_close(database);
}

/* A role blocks what it is told to stop by, and reads it where it waits. */
static void no_signal_goes_to_the_thread(void **state)
{
    int how = 0;
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        struct checkpoints *checkpoints = checkpoints_new();
        sigset_t stop, pending;
        sigemptyset(&stop);
        sigaddset(&stop, SIGTERM);
        sigprocmask(SIG_BLOCK, &stop, NULL);
        kill(getpid(), SIGTERM);
        bool waits = sigpending(&pending) == 0 && sigismember(&pending, SIGTERM) == 1;
        checkpoints_free(checkpoints);
        _exit(waits && checkpoints ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(how, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_thread_works_it_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_wal_does_not_grow_without_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_thread_commits_do_it, set_up, tear_down),
        cmocka_unit_test(no_signal_goes_to_the_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
