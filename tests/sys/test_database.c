#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "sys/database.h"

#define OK(call) assert_int_equal((call), STATUS_OK)

enum { ADD, GET, ALL, SWAPPED };
static const char *const statements[] = {"INSERT INTO thing (id, name, bytes) VALUES ($1, $2, $3)",
                                         "SELECT name, bytes FROM thing WHERE id = $1",
                                         "SELECT id FROM thing ORDER BY id",
                                         "UPDATE thing SET name = $2 WHERE id = $1", NULL};
static const char *const steps[] = {
    "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT, bytes BLOB)",
    "CREATE TABLE more (id INTEGER PRIMARY KEY); INSERT INTO more VALUES (5)"};
static const struct database_plan one = {"the things", "restore it", 77, 1,
                                         steps,        statements,   0,  0};
static const struct database_plan two = {"the things", "restore it", 77, 2,
                                         steps,        statements,   0,  0};
static const struct database_plan foreign = {"the others", "look for it", 78, 1,
                                             steps,        statements,    0,  0};

struct fixture {
    char folder[40], path[60];
};

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about, (void)kind, (void)place;
    return remove(path);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    strcpy(fixture->folder, "/tmp/portolan-database-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    snprintf(fixture->path, sizeof fixture->path, "%s/things.db", fixture->folder);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    nftw(fixture->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(fixture);
    return 0;
}

static struct database *open_plan(void **state, const struct database_plan *plan,
                                  enum database_mode mode)
{
    struct database *database;
    OK(database_open(((struct fixture *)*state)->path, plan, mode, &database));
    return database;
}

static enum status open_status(void **state, const struct database_plan *plan,
                               enum database_mode mode)
{
    struct database *database = NULL;
    enum status status = database_open(((struct fixture *)*state)->path, plan, mode, &database);
    assert_null(database);
    return status;
}

static enum status add(struct database *database, int64_t id, const char *name)
{
    struct query query = query_start(database, ADD);
    query_int(&query, 1, id);
    if (name)
        query_text(&query, 2, span_of(name));
    else
        query_null(&query, 2);
    query_blob(&query, 3, SPAN("\0\1"));
    return query_run(&query);
}

static int count(struct database *database)
{
    int rows = 0;
    struct query query = query_start(database, ALL);
    while (query_next(&query))
        rows++;
    OK(query_end(&query));
    return rows;
}

static void test_write_and_read(void **state)
{
    struct database *database = open_plan(state, &one, DATABASE_WRITE);
    OK(add(database, 7, "seven"));
    OK(add(database, 8, NULL));
    OK(add(database, 9, ""));
    assert_int_equal(database_last_id(database), 9);
    assert_int_equal(database_changes(database), 1);
    struct query query = query_start(database, GET);
    query_int(&query, 1, 7);
    assert_true(query_next(&query));
    assert_true(span_is(query_column(&query, 0), "seven"));
    assert_true(span_equal(query_column(&query, 1), SPAN("\0\1")));
    assert_false(query_next(&query));
    OK(query_end(&query));
    query = query_start(database, GET);
    query_int(&query, 1, 8);
    assert_true(query_next(&query));
    assert_true(query_column_null(&query, 0));
    assert_null(query_column(&query, 0).at);
    OK(query_end(&query));
    query = query_start(database, GET);
    query_int(&query, 1, 9);
    assert_true(query_next(&query));
    assert_false(query_column_null(&query, 0));
    assert_non_null(query_column(&query, 0).at);
    assert_int_equal(query_column(&query, 0).size, 0);
    OK(query_end(&query));
    database_close(database);
}

static void test_parameters_by_number(void **state)
{
    struct database *database = open_plan(state, &one, DATABASE_WRITE);
    OK(add(database, 7, "seven"));
    struct query query = query_start(database, SWAPPED);
    query_int(&query, 1, 7);
    query_text(&query, 2, SPAN("changed"));
    OK(query_run(&query));
    query = query_start(database, GET);
    query_int(&query, 1, 7);
    assert_true(query_next(&query));
    assert_true(span_is(query_column(&query, 0), "changed"));
    OK(query_end(&query));
    database_close(database);
}

static void test_slot_within_itself(void **state)
{
    struct database *database = open_plan(state, &one, DATABASE_WRITE);
    for (int i = 0; i < 3; i++)
        OK(add(database, i, "x"));
    int rows = 0;
    struct query query = query_start(database, ALL);
    for (; query_next(&query); rows++)
        assert_int_equal(count(database), 3);
    OK(query_end(&query));
    assert_int_equal(rows, 3);
    database_close(database);
}

static void test_first_failure_sticks(void **state)
{
    struct database *database = open_plan(state, &one, DATABASE_WRITE);
    struct query query = query_start(database, GET);
    query_int(&query, 9, 7); /* there is no such parameter */
    query_int(&query, 1, 7);
    assert_false(query_next(&query));
    assert_int_not_equal(query_end(&query), STATUS_OK);
    OK(add(database, 1, "x"));
    assert_int_equal(add(database, 1, "x"), STATUS_EXISTS);
    OK(add(database, 2, "x")); /* the statement is good for the next */
    database_close(database);
}

static void test_transactions(void **state)
{
    struct database *database = open_plan(state, &one, DATABASE_WRITE);
    OK(database_commit(database)); /* outside of one */
    OK(database_begin(database));
    OK(database_begin(database));
    OK(add(database, 1, "x"));
    database_rollback(database);
    assert_int_equal(count(database), 0);
    OK(database_begin(database));
    OK(add(database, 1, "x"));
    OK(database_commit(database));
    OK(database_begin(database));
    OK(add(database, 2, "x"));
    database_close(database); /* rolls back */
    database = open_plan(state, &one, DATABASE_READ);
    assert_int_equal(count(database), 1);
    database_close(database);
}

static void test_reader(void **state)
{
    assert_int_equal(open_status(state, &one, DATABASE_READ), STATUS_MISSING);
    struct database *writer = open_plan(state, &one, DATABASE_DURABLE);
    struct database *reader = open_plan(state, &one, DATABASE_READ);
    OK(add(writer, 1, "x"));
    assert_int_equal(count(reader), 1);
    assert_int_equal(add(reader, 2, "x"), STATUS_READONLY);
    OK(database_begin(reader));
    assert_int_equal(count(reader), 1);
    OK(add(writer, 2, "x"));
    assert_int_equal(count(reader), 1); /* one moment */
    OK(database_commit(reader));
    assert_int_equal(count(reader), 2);
    database_close(writer);
    assert_int_equal(count(reader), 2);
    database_close(reader);
}

static void test_file_being_made(void **state)
{
    struct fixture *fixture = *state;
    close(open(fixture->path, O_CREAT | O_WRONLY, 0600));
    assert_int_equal(open_status(state, &one, DATABASE_READ), STATUS_MISSING);
    database_close(open_plan(state, &one, DATABASE_WRITE));
    database_close(open_plan(state, &one, DATABASE_READ));
}

static void test_mode(void **state)
{
    struct fixture *fixture = *state;
    struct stat about;
    mode_t old = umask(0);
    database_close(open_plan(state, &one, DATABASE_WRITE));
    umask(old);
    assert_int_equal(stat(fixture->path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
}

static void test_versions(void **state)
{
    struct database *database = open_plan(state, &one, DATABASE_WRITE);
    OK(add(database, 1, "x"));
    database_close(database);
    assert_int_equal(open_status(state, &two, DATABASE_READ), STATUS_READONLY);
    database = open_plan(state, &two, DATABASE_WRITE); /* one step */
    assert_int_equal(count(database), 1);
    OK(database_run(database, "INSERT INTO more VALUES (6)"));
    database_close(database);
    database_close(open_plan(state, &two, DATABASE_READ));
    assert_int_equal(open_status(state, &one, DATABASE_WRITE), STATUS_NEWER);
    assert_int_equal(open_status(state, &one, DATABASE_READ), STATUS_NEWER);
    assert_int_equal(open_status(state, &foreign, DATABASE_READ), STATUS_DAMAGED);
    assert_non_null(strstr(status_sentence(), "look for it"));
}

/* A step that fails leaves the file as it was. */
static void test_failing_step(void **state)
{
    static const char *const bad[] = {"", "CREATE TABLE half (x); CREATE NONSENSE"};
    static const struct database_plan plan = {"the things", "restore it", 77, 2,
                                              bad,          statements,   0,  0};
    database_close(open_plan(state, &one, DATABASE_WRITE));
    assert_int_equal(open_status(state, &plan, DATABASE_WRITE), STATUS_DAMAGED);
    struct database *database = open_plan(state, &one, DATABASE_WRITE);
    OK(database_run(database, "CREATE TABLE half (x)"));
    database_close(database);
}

static void test_not_a_database(void **state)
{
    struct fixture *fixture = *state;
    FILE *file = fopen(fixture->path, "w");
    for (int i = 0; i < 5000; i++)
        fputs("no database ", file);
    fclose(file);
    assert_int_equal(open_status(state, &one, DATABASE_READ), STATUS_DAMAGED);
    assert_int_equal(open_status(state, &one, DATABASE_WRITE), STATUS_DAMAGED);
    assert_non_null(strstr(status_sentence(), "things.db"));
    assert_non_null(strstr(status_sentence(), "restore it"));
}

static void test_no_folder(void **state)
{
    struct fixture *fixture = *state;
    struct database *database;
    strcat(fixture->folder, "/no");
    snprintf(fixture->path, sizeof fixture->path, "%s/x.db", fixture->folder);
    assert_int_equal(database_open(fixture->path, &one, DATABASE_WRITE, &database), STATUS_MISSING);
    *strrchr(fixture->folder, '/') = '\0';
}

static void test_locked(void **state)
{
    struct database *first = open_plan(state, &one, DATABASE_WRITE);
    struct database *second = open_plan(state, &one, DATABASE_WRITE);
    OK(database_begin(first));
    OK(database_run(second, "PRAGMA busy_timeout=0"));
    assert_int_equal(database_begin(second), STATUS_LOCKED);
    OK(database_commit(first));
    OK(database_begin(second));
    database_close(second);
    database_close(first);
}

/* With no room left the write fails whole, and what follows is not written half. */
static int fill(const char *path)
{
    struct database *database;
    struct rlimit limit = {200000, 200000};
    char text[4000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    signal(SIGXFSZ, SIG_IGN);
    if (database_open(path, &one, DATABASE_WRITE, &database) || setrlimit(RLIMIT_FSIZE, &limit) ||
        database_begin(database))
        return 1;
    enum status status = STATUS_OK;
    for (int64_t i = 0; !status && i < 3000; i++)
        status = add(database, i, text);
    if (!status)
        status = database_commit(database);
    if (status != STATUS_FULL && status != STATUS_IO)
        return 2;
    database_rollback(database);
    if (count(database) != 0 || add(database, 1, "small") || count(database) != 1)
        return 3;
    database_close(database);
    return 0;
}

static void test_full(void **state)
{
    int code;
    pid_t child = fork();
    if (child == 0)
        _exit(fill(((struct fixture *)*state)->path));
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_int_equal(code, 0);
    struct database *database = open_plan(state, &one, DATABASE_READ);
    assert_int_equal(count(database), 1);
    database_close(database);
}

static void test_settle(void **state)
{
    struct fixture *fixture = *state;
    char wal[70];
    struct stat about;
    snprintf(wal, sizeof wal, "%s-wal", fixture->path);
    struct database *writer = open_plan(state, &one, DATABASE_WRITE);
    struct database *reader = open_plan(state, &one, DATABASE_READ);
    OK(add(writer, 1, "x"));
    assert_int_equal(count(reader), 1);
    assert_int_equal(database_settle(writer), STATUS_LOCKED);
    OK(add(writer, 2, "x"));
    database_close(reader);
    OK(database_settle(writer));
    assert_int_equal(stat(wal, &about), -1);
    OK(add(writer, 3, "x"));
    database_close(writer);
    writer = open_plan(state, &one, DATABASE_WRITE); /* and it stays so */
    OK(add(writer, 4, "x"));
    assert_int_equal(stat(wal, &about), -1);
    OK(database_sync(writer));
    database_close(writer);
    reader = open_plan(state, &one, DATABASE_READ);
    assert_int_equal(count(reader), 4);
    database_close(reader);
}

static void test_sync(void **state)
{
    struct database *database = open_plan(state, &one, DATABASE_WRITE);
    OK(database_sync(database));
    OK(add(database, 1, "x"));
    OK(database_sync(database));
    database_close(database);
}

/* What a writer left behind when it ended in the middle is worked in by the next, reader or not. */
static void test_dead_writer(void **state)
{
    int code;
    pid_t child = fork();
    if (child == 0) {
        struct database *database;
        if (database_open(((struct fixture *)*state)->path, &one, DATABASE_WRITE, &database) ||
            add(database, 1, "x") || database_begin(database) || add(database, 2, "x"))
            _exit(1);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_int_equal(code, 0);
    struct database *reader = open_plan(state, &one, DATABASE_READ);
    assert_int_equal(count(reader), 1);
    database_close(reader);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_write_and_read),
        TEST(test_parameters_by_number),
        TEST(test_slot_within_itself),
        TEST(test_first_failure_sticks),
        TEST(test_transactions),
        TEST(test_reader),
        TEST(test_file_being_made),
        TEST(test_mode),
        TEST(test_versions),
        TEST(test_failing_step),
        TEST(test_not_a_database),
        TEST(test_no_folder),
        TEST(test_locked),
        TEST(test_full),
        TEST(test_settle),
        TEST(test_sync),
        TEST(test_dead_writer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
