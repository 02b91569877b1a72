/* Finding persons over open days, closed days and months. */
#include <sys/stat.h>
#include <sys/wait.h>

#include "fixture.h"

struct ids {
    int count;
    int64_t id[64];
};

static bool take(void *context, int64_t id)
{
    struct ids *ids = context;
    ids->id[ids->count++] = id;
    return true;
}

static struct ids find(struct store *store, enum index_kind kind, const char *value, int32_t from,
                       int32_t to)
{
    struct ids ids = {0};
    OK(store_find(store, kind, span_of(value), from, to, take, &ids));
    return ids;
}

static void add(struct store *store, int32_t day, int n, const char *value, int32_t today)
{
    OK(store_index_add(store, id_make(day, n), INDEX_PHONE, span_of(value),
                       today * MICROS_PER_DAY));
}

static bool there(const struct fixture *fixture, const char *name)
{
    char path[200];
    struct stat about;
    snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
    return stat(path, &about) == 0;
}

static void test_present_and_absent(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    OK(store_begin(store, 1));
    add(store, DAY, 1, "+999", DAY);
    add(store, DAY, 1, "+999", DAY);
    add(store, DAY, 2, "+999", DAY);
    add(store, DAY + 3, 1, "+999", DAY);
    assert_int_equal(find(store, INDEX_PHONE, "+999", DAY, DAY + 9).count, 3);
    OK(store_commit(store, 1, NOW));
    struct ids ids = find(store, INDEX_PHONE, "+999", DAY - 400, DAY + 400);
    assert_int_equal(ids.count, 3);
    assert_int_equal(ids.id[0], id_make(DAY, 1));
    assert_int_equal(ids.id[2], id_make(DAY + 3, 1));
    assert_int_equal(find(store, INDEX_PHONE, "+999", DAY + 1, DAY + 3).count, 1);
    assert_int_equal(find(store, INDEX_PHONE, "+999", DAY + 4, DAY + 9).count, 0);
    assert_int_equal(find(store, INDEX_EMAIL, "+999", DAY, DAY + 9).count, 0);
    assert_int_equal(find(store, INDEX_PHONE, "+998", DAY, DAY + 9).count, 0);
    assert_int_equal(find(store, INDEX_PHONE, "+999", DAY + 5, DAY).count, 0);
    assert_int_equal(find(store, INDEX_PHONE, "+999", INT32_MIN / 2, INT32_MAX / 2).count, 3);
}

/* In its own two tables. */
static int rows_of(const struct fixture *fixture, int32_t day)
{
    struct store_file *file;
    OK(store_open_day(fixture->store, day, false, &file));
    int rows = 0;
    for (int i = 0; i < RECENT_BUCKETS; i++)
        rows += file->recent->rows[i];
    struct block_rows sorted;
    store_blocks_begin(&sorted, file, (struct block_range){INT64_MIN, INT64_MAX});
    while (store_blocks_next(&sorted))
        rows++;
    OK(store_blocks_end(&sorted));
    store_unpin(file);
    return rows;
}

/* More than `recent` keeps: most stand in order then, and all are found, before and after the commit,
 * and when the file is opened anew. */
static void test_many(void **state)
{
    enum { BATCHES = 40, ROWS = 4000, STEP = 997 };
    struct fixture *fixture = *state;
    char value[16];
    for (int b = 0; b < BATCHES; b++) {
        OK(store_begin(fixture->store, b + 1));
        for (int i = 0; i < ROWS; i++) {
            snprintf(value, sizeof value, "+%d", b * ROWS + i);
            add(fixture->store, DAY, 1 + i, value, DAY);
        }
        assert_int_equal(find(fixture->store, INDEX_PHONE, value, DAY, DAY).count, 1);
        OK(store_commit(fixture->store, b + 1, NOW));
    }
    fixture_close(fixture);
    fixture_open(fixture, STORE_WRITE);
    int waiting = 0;
    struct store_file *file;
    OK(store_open_day(fixture->store, DAY, false, &file));
    for (int i = 0; i < RECENT_BUCKETS; i++)
        waiting += file->recent->rows[i];
    store_unpin(file);
    assert_in_range(waiting, 1, BATCHES * ROWS * 9 / 10);
    assert_int_equal(rows_of(fixture, DAY), BATCHES * ROWS);
    for (int n = 0; n < BATCHES * ROWS; n += STEP) {
        snprintf(value, sizeof value, "+%d", n);
        struct ids ids = find(fixture->store, INDEX_PHONE, value, DAY, DAY);
        assert_int_equal(ids.count, 1);
        assert_int_equal(ids.id[0], id_make(DAY, 1 + n % ROWS));
    }
}

static void test_far_ahead_goes_to_the_month(void **state)
{
    struct fixture *fixture = *state;
    OK(store_begin(fixture->store, 1));
    add(fixture->store, DAY + 7, 1, "+1", DAY);
    assert_false(there(fixture, "index/2026-11.db"));
    add(fixture->store, DAY + 8, 1, "+1", DAY);
    assert_true(there(fixture, "index/2026-11.db"));
    add(fixture->store, DAY + 60, 1, "+1", DAY);
    OK(store_commit(fixture->store, 1, NOW));
    assert_true(there(fixture, "index/2027-01.db"));
    assert_int_equal(find(fixture->store, INDEX_PHONE, "+1", DAY, DAY + 90).count, 3);
    assert_int_equal(find(fixture->store, INDEX_PHONE, "+1", DAY + 8, DAY + 8).count, 1);
}

static void test_close(void **state)
{
    struct fixture *fixture = *state;
    struct store *store = fixture->store;
    int closed = 0;
    OK(store_begin(store, 1));
    add(store, DAY, 1, "+1", DAY);
    add(store, DAY + 1, 1, "+1", DAY);
    add(store, DAY + 5, 1, "+1", DAY);
    OK(store_commit(store, 1, NOW));
    OK(store_close_days(store, DAY + 6, &closed)); /* it waits for others to go with */
    assert_int_equal(closed, 0);
    OK(store_close_days(store, DAY + 7, &closed)); /* but not for ever */
    assert_int_equal(closed, 2);
    assert_int_equal(rows_of(fixture, DAY), 0);
    assert_int_equal(rows_of(fixture, DAY + 5), 1);
    assert_false(there(fixture, "2026-11/22.db-wal"));
    assert_true(there(fixture, "2026-11/27.db-wal"));
    assert_int_equal(find(store, INDEX_PHONE, "+1", DAY, DAY + 1).count, 2);
    OK(store_close_days(store, DAY + 7, &closed));
    assert_int_equal(closed, 0);
    /* a late row of the closed day */
    OK(store_begin(store, 2));
    add(store, DAY, 2, "+1", DAY + 5);
    OK(store_commit(store, 2, NOW));
    assert_int_equal(rows_of(fixture, DAY), 0);
    assert_int_equal(find(store, INDEX_PHONE, "+1", DAY, DAY + 1).count, 3);
    fixture_close(fixture);
    fixture_open(fixture, STORE_WRITE);
    assert_int_equal(find(fixture->store, INDEX_PHONE, "+1", DAY, DAY + 1).count, 3);
}

static void end_at(void *context, enum commit_stage stage)
{
    (void)context;
    if (stage == STAGE_CLOSE_MONTH)
        _exit(9);
}

/* Between the two commits of closing both files have the rows: they are found once. */
static void test_in_day_and_month_at_once(void **state)
{
    struct fixture *fixture = *state;
    int code;
    OK(store_begin(fixture->store, 1));
    add(fixture->store, DAY, 1, "+1", DAY);
    add(fixture->store, DAY, 2, "+1", DAY);
    OK(store_commit(fixture->store, 1, NOW));
    fixture_close(fixture);
    pid_t child = fork();
    if (child == 0) {
        if (store_open(fixture->folder, STORE_WRITE, fixture->keyring, &fixture->store))
            _exit(1);
        fixture->store->on_commit = end_at;
        _exit((int)store_close_days(fixture->store, DAY + 7, NULL));
    }
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_int_equal(WEXITSTATUS(code), 9);
    fixture_open(fixture, STORE_WRITE);
    assert_int_equal(rows_of(fixture, DAY), 2);
    assert_true(there(fixture, "index/2026-11.db"));
    assert_int_equal(find(fixture->store, INDEX_PHONE, "+1", DAY, DAY).count, 2);
    OK(store_close_days(fixture->store, DAY + 7, &code));
    assert_int_equal(code, 1);
    assert_int_equal(rows_of(fixture, DAY), 0);
    assert_int_equal(find(fixture->store, INDEX_PHONE, "+1", DAY, DAY).count, 2);
}

/* Four days that are due go together at once; a fifth waits; a month is left alone by another. */
static void test_groups(void **state)
{
    struct fixture *fixture = *state;
    int closed = 0;
    OK(store_begin(fixture->store, 1));
    for (int i = 0; i < 6; i++) /* 2026-11-28 .. 2026-12-03 */
        add(fixture->store, DAY + 6 + i, 1 + i, "+1", DAY + 6);
    OK(store_commit(fixture->store, 1, NOW));
    OK(store_close_days(fixture->store, DAY + 12, &closed));
    assert_int_equal(closed, 0); /* three of November and one of December are due */
    OK(store_close_days(fixture->store, DAY + 13, &closed));
    assert_int_equal(closed, 3);
    assert_int_equal(rows_of(fixture, DAY + 9), 1);
    assert_int_equal(find(fixture->store, INDEX_PHONE, "+1", DAY, DAY + 20).count, 6);
    OK(store_close_days(fixture->store, DAY + 40, &closed));
    assert_int_equal(closed, 3);
    assert_int_equal(find(fixture->store, INDEX_PHONE, "+1", DAY, DAY + 20).count, 6);
}

/* So many rows that buckets are moved several times, and each is found, in the day and after. */
static void test_many_rows(void **state)
{
    struct fixture *fixture = *state;
    enum { ROWS = 80000 };
    char text[16];
    OK(store_begin(fixture->store, 1));
    for (int i = 1; i <= ROWS; i++) {
        snprintf(text, sizeof text, "%d", i);
        add(fixture->store, DAY + i % 2, i, text, DAY);
    }
    OK(store_commit(fixture->store, 1, NOW));
    for (int round = 0; round < 2; round++) {
        for (int i = 1; i <= ROWS; i += 997) {
            snprintf(text, sizeof text, "%d", i);
            struct ids ids = find(fixture->store, INDEX_PHONE, text, DAY, DAY + 1);
            assert_int_equal(ids.count, 1);
            assert_int_equal(ids.id[0], id_make(DAY + i % 2, i));
            snprintf(text, sizeof text, "none %d", i);
            assert_int_equal(find(fixture->store, INDEX_PHONE, text, DAY, DAY + 1).count, 0);
        }
        assert_int_equal(rows_of(fixture, DAY), round ? 0 : ROWS / 2);
        OK(store_close_days(fixture->store, DAY + 9, NULL));
    }
}

static bool count_up(void *context, int64_t id)
{
    (void)id;
    ++*(int *)context;
    return true;
}

/* A name that more have than a block holds, among others, told again and again. */
static void test_common_value(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    enum { BATCHES = 6, ROWS = 1500, SHARE = 3 };
    char text[16];
    for (int b = 0; b < BATCHES; b++) {
        OK(store_begin(store, b + 1));
        for (int i = 1; i <= ROWS; i++) {
            int n = b / 2 * ROWS + i; /* the same persons twice */
            snprintf(text, sizeof text, "%d", n);
            add(store, DAY, n, n % SHARE ? text : "ALI", DAY);
        }
        OK(store_commit(store, b + 1, NOW));
    }
    struct store_file *file;
    OK(store_open_day(store, DAY, false, &file));
    OK(database_begin(file->database));
    OK(store_recent_move(file));
    OK(database_commit(file->database));
    store_unpin(file);
    int found = 0;
    OK(store_find(store, INDEX_PHONE, SPAN("ALI"), DAY, DAY, count_up, &found));
    assert_int_equal(found, BATCHES / 2 * ROWS / SHARE);
    assert_int_equal(rows_of(*state, DAY), BATCHES / 2 * ROWS);
    for (int n = 1; n <= BATCHES / 2 * ROWS; n += SHARE) {
        snprintf(text, sizeof text, "%d", n);
        assert_int_equal(find(store, INDEX_PHONE, text, DAY, DAY).id[0], id_make(DAY, n));
    }
}

static void take_sum(void *context, int64_t id)
{
    *(int *)context += id_number(id);
}

/* The least and the greatest hashes of the first, middle and last ranges are found, and what is next to
 * them is not. */
static void test_edges(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    static const int64_t hashes[] = {INT64_MIN, INT64_MIN + 1, -(INT64_C(1) << 58), -1, 0, 1,
                                     (INT64_C(1) << 58) - 1, INT64_C(1) << 58, INT64_MAX - 1, INT64_MAX};
    enum { HASHES = sizeof hashes / sizeof *hashes };
    struct store_file *file;
    OK(store_open_day(store, DAY, true, &file));
    for (int round = 0; round < 2; round++) {
        OK(database_begin(file->database));
        for (int i = round; i < HASHES; i += 2)
            store_recent_add(file, INDEX_NAME, hashes[i], id_make(DAY, 1 << i));
        OK(store_recent_flush(file));
        OK(store_recent_move(file));
        OK(database_commit(file->database));
    }
    for (int i = 0; i < HASHES; i++) {
        int found = 0, other = 0;
        OK(store_blocks_look(file, INDEX_NAME, hashes[i], take_sum, &found));
        OK(store_blocks_look(file, INDEX_PHONE, hashes[i], take_sum, &other));
        assert_int_equal(found, 1 << i);
        assert_int_equal(other, 0);
    }
    int found = 0;
    OK(store_blocks_look(file, INDEX_NAME, 2, take_sum, &found));
    OK(store_blocks_look(file, INDEX_NAME, INT64_MIN + 2, take_sum, &found));
    assert_int_equal(found, 0);
    store_unpin(file);
}

static void set_file(const struct fixture *fixture, const char *name, off_t size)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
    assert_int_equal(size ? truncate(path, size) : unlink(path), 0);
}

/* Without its filter, or with half of one, a month answers as with it; the next write makes it. */
static void test_filter_missing(void **state)
{
    struct fixture *fixture = *state;
    OK(store_begin(fixture->store, 1));
    add(fixture->store, DAY + 8, 1, "+1", DAY);
    OK(store_commit(fixture->store, 1, NOW));
    for (int64_t round = 2; round < 4; round++) {
        fixture_close(fixture);
        set_file(fixture, "index/2026-11.filter", round == 2 ? 0 : 4096);
        fixture_open(fixture, STORE_WRITE);
        assert_int_equal(find(fixture->store, INDEX_PHONE, "+1", DAY, DAY + 9).count, round - 1);
        OK(store_begin(fixture->store, round));
        add(fixture->store, DAY + 8, (int)round, "+1", DAY);
        OK(store_commit(fixture->store, round, NOW));
        assert_true(there(fixture, "index/2026-11.filter"));
        assert_int_equal(find(fixture->store, INDEX_PHONE, "+1", DAY, DAY + 9).count, round);
    }
}

static bool stop_at_once(void *context, int64_t id)
{
    (void)id;
    ++*(int *)context;
    return false;
}

static void test_early_end(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    int calls = 0;
    OK(store_begin(store, 1));
    add(store, DAY, 1, "+1", DAY);
    add(store, DAY, 2, "+1", DAY);
    OK(store_commit(store, 1, NOW));
    OK(store_find(store, INDEX_PHONE, SPAN("+1"), DAY, DAY, stop_at_once, &calls));
    assert_int_equal(calls, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_present_and_absent),
        TEST(test_many),
        TEST(test_far_ahead_goes_to_the_month),
        TEST(test_close),
        TEST(test_in_day_and_month_at_once),
        TEST(test_early_end),
        TEST(test_groups),
        TEST(test_many_rows),
        TEST(test_common_value),
        TEST(test_edges),
        TEST(test_filter_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
