#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "sys/files.h"

#define ok(call) assert_int_equal((call), STATUS_OK)

/* ---- faults: these stand in for the C library's, and fail the n-th call of all of them ---- */

static int calls_until_fault = -1; /* -1: none */
static int fault = EIO;

static bool fails(void)
{
    if (calls_until_fault < 0 || calls_until_fault-- > 0)
        return false;
    errno = fault;
    return true;
}

int fsync(int descriptor)
{
    return fails() ? -1 : (int)syscall(SYS_fsync, descriptor);
}

int rename(const char *from, const char *to)
{
    return fails() ? -1 : (int)syscall(SYS_rename, from, to);
}

int link(const char *from, const char *to)
{
    return fails() ? -1 : (int)syscall(SYS_link, from, to);
}

/* Also writes less than asked for, as the system may. */
ssize_t write(int descriptor, const void *bytes, size_t size)
{
    return fails() ? -1 : syscall(SYS_write, descriptor, bytes, size > 7 ? size / 2 : size);
}

static char *folder;

static char *in(const char *name)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void)about, (void)type, (void)at;
    return remove(path);
}

static int set_up(void **state)
{
    (void)state;
    calls_until_fault = -1;
    folder = memory_text("/tmp/portolan-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    calls_until_fault = -1;
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(folder);
    return 0;
}

static bool holds(const char *name, const char *text)
{
    struct buffer bytes = {0};
    bool same =
        file_read(in(name), 10000, &bytes) == STATUS_OK && span_is(buffer_span(&bytes), text);
    buffer_free(&bytes);
    return same;
}

static int count_one(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void)path, (void)about, (void)at;
    static int files;
    if (type == FTW_D)
        files = 0;
    return type == FTW_F && ++files > 1; /* more than one: something was left behind */
}

static void test_a_file_is_replaced_whole_or_not_at_all(void **state)
{
    (void)state;
    ok(file_write(in("file"), SPAN("the first content"), 0640));
    int n = 0;
    enum status status;
    do { /* the n-th call fails, until none does */
        calls_until_fault = n++;
        status = file_write(in("file"), SPAN("the second content"), 0600);
        calls_until_fault = -1;
        assert_true(holds("file", "the first content") || holds("file", "the second content"));
        assert_true(status != STATUS_OK || holds("file", "the second content"));
        assert_int_equal(nftw(folder, count_one, 4, FTW_PHYS), 0);
        ok(file_write(in("file"), SPAN("the first content"), 0640));
    } while (status != STATUS_OK && n < 100);
    assert_in_range(n, 5, 50);
    struct stat about;
    assert_int_equal(stat(in("file"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
}

static void test_a_file_is_created_once(void **state)
{
    (void)state;
    int n = 0;
    enum status status;
    do {
        unlink(in("file"));
        calls_until_fault = n++;
        status = file_create(in("file"), SPAN("the content"), 0600);
        calls_until_fault = -1;
        assert_true(access(in("file"), F_OK) != 0 || holds("file", "the content"));
    } while (status != STATUS_OK && n < 100);
    assert_in_range(n, 4, 50);
    assert_int_equal(file_create(in("file"), SPAN("another"), 0600), STATUS_EXISTS);
    assert_true(holds("file", "the content"));
    assert_int_equal(nftw(folder, count_one, 4, FTW_PHYS), 0);
}

static void test_failures_are_sentences(void **state)
{
    (void)state;
    static const struct {
        int number;
        enum status status;
        const char *words;
    } cases[] = {{ENOSPC, STATUS_FULL, "disk is full"}, {EDQUOT, STATUS_FULL, "quota"},
                 {EROFS, STATUS_READONLY, "read-only"}, {EACCES, STATUS_READONLY, "permission"},
                 {ENOMEM, STATUS_MEMORY, "memory"},     {EIO, STATUS_IO, "Input/output"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fault = cases[i].number;
        calls_until_fault = 0;
        assert_int_equal(file_write(in("file"), SPAN("x"), 0600), cases[i].status);
        assert_non_null(strstr(status_sentence(), cases[i].words));
        assert_non_null(strstr(status_sentence(), folder));
        calls_until_fault = -1;
    }
    struct buffer bytes = {0};
    assert_int_equal(file_read(in("none"), 10, &bytes), STATUS_MISSING);
    assert_int_equal(file_write(in("none/file"), SPAN("x"), 0600), STATUS_MISSING);
    buffer_free(&bytes);
}

static void test_reading_keeps_to_its_limit(void **state)
{
    (void)state;
    struct buffer bytes = {0};
    ok(file_write(in("file"), SPAN("0123456789"), 0600));
    buffer_text(&bytes, "before ");
    assert_int_equal(file_read(in("file"), 9, &bytes), STATUS_INPUT);
    assert_true(span_is(buffer_span(&bytes), "before "));
    ok(file_read(in("file"), 10, &bytes));
    assert_true(span_is(buffer_span(&bytes), "before 0123456789"));
    buffer_free(&bytes);
    ok(file_append(in("log"), SPAN("one\n")));
    ok(file_append(in("log"), SPAN("two\n")));
    assert_true(holds("log", "one\ntwo\n"));
}

static void test_folders_are_made_with_those_above(void **state)
{
    (void)state;
    struct stat about;
    ok(file_make_folder(in("a/b/c")));
    ok(file_make_folder(in("a/b/c/")));
    assert_int_equal(stat(in("a/b"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    ok(file_write(in("file"), SPAN("x"), 0600));
    assert_int_equal(file_make_folder(in("file")), STATUS_EXISTS);
    assert_int_equal(file_make_folder(in("file/below")), STATUS_MISSING);
    uint64_t free_bytes, total;
    ok(file_space(folder, &free_bytes, &total));
    assert_true(free_bytes <= total && total > 0);
    assert_int_equal(file_space(in("none"), &free_bytes, &total), STATUS_MISSING);
}

static void test_a_lock_names_its_holder(void **state)
{
    (void)state;
    int lock, second, how;
    char holder[32];
    ok(file_lock(in("lock"), &lock));
    assert_int_equal(file_lock(in("lock"), &second), STATUS_LOCKED);
    snprintf(holder, sizeof holder, "process %ld", (long)getpid());
    assert_non_null(strstr(status_sentence(), holder));
    file_unlock(lock);
    pid_t child = fork();
    if (child == 0)
        _exit(file_lock(in("lock"), &lock) == STATUS_OK ? 0 : 1); /* ends with the lock held */
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(how, 0);
    ok(file_lock(in("lock"), &lock));
    file_unlock(lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_a_file_is_replaced_whole_or_not_at_all),
        TEST(test_a_file_is_created_once),
        TEST(test_failures_are_sentences),
        TEST(test_reading_keeps_to_its_limit),
        TEST(test_folders_are_made_with_those_above),
        TEST(test_a_lock_names_its_holder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
