#include "fixture.h"

#include <sys/time.h>

#include "sys/files.h"

static struct harness *start_drop(void)
{
    struct harness *h = harness_new();
    h->options.drop = h->drop;
    char *source = join(h->drop, "carrier-a"), *other = join(h->drop, "carrier-b");
    ok(file_make_folder(source));
    ok(file_make_folder(other));
    free(source);
    free(other);
    return h;
}

static void put(struct harness *h, const char *name, struct span bytes)
{
    char *path = join(h->drop, name);
    ok(file_write(path, bytes, 0600));
    free(path);
}

static bool is_there(struct harness *h, const char *name)
{
    char *path = join(h->drop, name);
    bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}

/* Until the file is there, or is not; at most PATIENCE seconds. */
static void await(struct harness *h, const char *name, bool there)
{
    int64_t until = clock_monotonic() + PATIENCE * MICROS_PER_SECOND;
    while (is_there(h, name) != there) {
        if (clock_monotonic() > until)
            fail_msg("%s should%s be there", name, there ? "" : " not");
        poll(NULL, 0, 2);
    }
}

/* The name of an upload may be there long before its first byte. */
static void test_an_upload_that_has_not_begun_is_left_alone(void **state)
{
    (void)state;
    struct harness *h = start_drop();
    struct timeval old[2] = {{1000, 0}, {1000, 0}};
    char *path = join(h->drop, "carrier-a/slow");
    int writer = open(path, O_WRONLY | O_CREAT, 0600);
    assert_int_equal(utimes(path, old), 0);
    harness_launch(h);
    for (int i = 0; i < 3; i++) { /* several scans surely go by */
        put(h, "carrier-b/marker", SPAN("marker"));
        await(h, "carrier-b/marker", false);
    }
    assert_true(is_there(h, "carrier-a/slow"));
    assert_int_equal(write(writer, "a message", 9), 9);
    close(writer);
    await(h, "carrier-a/slow", false);
    struct arena arena = {0};
    assert_true(span_is(stored_message(h, 4, &arena).body, "a message"));
    arena_free(&arena);
    free(path);
    harness_end(h);
}

/* How many messages are stored once there are `least`. */
static int64_t await_stored(struct harness *h, int64_t least)
{
    int64_t until = clock_monotonic() + PATIENCE * MICROS_PER_SECOND;
    while (stored_count(h) < least && clock_monotonic() < until)
        poll(NULL, 0, 2);
    return stored_count(h);
}

static void test_files_are_taken_and_removed(void **state)
{
    (void)state;
    struct harness *h = start_drop();
    struct arena arena = {0};
    put(h, "carrier-a/first.edi", SPAN("UNH+1+PAXLST'"));
    harness_launch(h);
    await(h, "carrier-a/first.edi", false);
    put(h, "carrier-a/second file.TXT", SPAN("UNH+2+PNRGOV'"));
    await(h, "carrier-a/second file.TXT", false);
    put(h, "carrier-a/again", SPAN("UNH+1+PAXLST'"));
    put(h, "carrier-b/again", SPAN("UNH+1+PAXLST'"));
    await(h, "carrier-a/again", false);
    await(h, "carrier-b/again", false);
    struct journal_entry entry = stored_message(h, 1, &arena);
    assert_true(span_is(entry.body, "UNH+1+PAXLST'"));
    assert_true(span_is(entry.source, "carrier-a"));
    assert_int_equal(entry.transport, TRANSPORT_FOLDER);
    assert_int_equal(entry.kind, KIND_API);
    assert_int_equal(stored_message(h, 2, &arena).kind, KIND_PNR);
    int64_t duplicates = 0;
    for (int64_t i = 3; i <= 4; i++) {
        entry = stored_message(h, i, &arena);
        assert_int_equal(entry.duplicate_of, span_is(entry.source, "carrier-a") ? 1 : 0);
        duplicates += entry.duplicate_of;
    }
    assert_int_equal(duplicates, 1);
    assert_int_equal(stored_count(h), 4);
    arena_free(&arena);
    harness_end(h);
}

static void test_what_is_no_finished_file_is_left_alone(void **state)
{
    (void)state;
    struct harness *h = start_drop();
    static const char *const left[] = {"carrier-a/.hidden", "carrier-a/x.part", "carrier-a/y.tmp",
                                       "carrier-a/link",    "carrier-a/folder", "stranger/file",
                                       "carrier-a/open"};
    for (size_t i = 0; i < 3; i++)
        put(h, left[i], SPAN("not yet"));
    char *link = join(h->drop, left[3]), *folder = join(h->drop, left[4]);
    char *stranger = join(h->drop, "stranger"), *open_path = join(h->drop, left[6]);
    assert_int_equal(symlink("/etc/hostname", link), 0);
    ok(file_make_folder(folder));
    ok(file_make_folder(stranger));
    put(h, left[5], SPAN("who is this"));
    /* somebody has it open for writing, however old it looks */
    put(h, left[6], SPAN("half a mess"));
    int writer = open(open_path, O_WRONLY | O_APPEND);
    struct timeval old[2] = {{1000, 0}, {1000, 0}};
    assert_int_equal(utimes(open_path, old), 0);
    harness_launch(h);
    for (int i = 0; i < 3; i++) { /* several scans surely go by */
        put(h, "carrier-b/marker", SPAN("marker"));
        await(h, "carrier-b/marker", false);
    }
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++)
        assert_true(is_there(h, left[i]));
    assert_int_equal(write(writer, "age", 3), 3);
    close(writer);
    await(h, left[6], false);
    struct arena arena = {0};
    assert_true(span_is(stored_message(h, 4, &arena).body, "half a message"));
    assert_int_equal(stored_count(h), 4);
    arena_free(&arena);
    free(link);
    free(folder);
    free(stranger);
    free(open_path);
    harness_end(h);
}

static void test_files_that_are_no_message_are_set_aside(void **state)
{
    (void)state;
    struct harness *h = start_drop();
    h->options.most_body = 1000;
    char large[1001];
    memset(large, 'x', sizeof large);
    put(h, "carrier-a/empty", SPAN(""));
    put(h, "carrier-a/large", (struct span){large, sizeof large});
    harness_launch(h);
    await(h, "carrier-a/.refused/empty.txt", true);
    await(h, "carrier-a/.refused/large.txt", true);
    assert_true(is_there(h, "carrier-a/.refused/empty"));
    assert_true(is_there(h, "carrier-a/.refused/large"));
    assert_false(is_there(h, "carrier-a/large"));
    put(h, "carrier-a/empty", SPAN("")); /* the name is taken there */
    await(h, "carrier-a/.refused/empty.1.txt", true);
    struct buffer reason = {0};
    char *path = join(h->drop, "carrier-a/.refused/empty.txt");
    ok(file_read(path, 1000, &reason));
    assert_true(says(&reason, "empty"));
    assert_int_equal(stored_count(h), 0);
    free(path);
    buffer_free(&reason);
    harness_end(h);
}

/* While the file's bytes are on their way, another takes its name: the sniff is called between
 * reading and storing. */
static struct harness *replaced;

static enum kind sniff_and_replace(struct span body)
{
    if (span_is(body, "the old file"))
        put(replaced, "carrier-a/file", SPAN("the new file"));
    return KIND_OTHER;
}

static void test_a_file_replaced_meanwhile_is_not_lost(void **state)
{
    (void)state;
    struct harness *h = start_drop();
    struct arena arena = {0};
    replaced = h;
    h->options.sniff = sniff_and_replace;
    put(h, "carrier-a/file", SPAN("the old file"));
    harness_launch(h);
    assert_int_equal(await_stored(h, 2), 2);
    assert_true(span_is(stored_message(h, 1, &arena).body, "the old file"));
    assert_true(span_is(stored_message(h, 2, &arena).body, "the new file"));
    await(h, "carrier-a/file", false);
    arena_free(&arena);
    harness_end(h);
}

static void test_what_a_crash_left_is_taken(void **state)
{
    (void)state;
    struct harness *h = start_drop();
    struct arena arena = {0};
    put(h, "carrier-a/.taken.17", SPAN("left behind"));
    harness_launch(h);
    assert_int_equal(await_stored(h, 1), 1);
    await(h, "carrier-a/taken.17", false);
    assert_true(span_is(stored_message(h, 1, &arena).body, "left behind"));
    arena_free(&arena);
    harness_end(h);
}

static void test_many_files_keep_their_order(void **state)
{
    (void)state;
    struct harness *h = start_drop();
    struct arena arena = {0};
    enum { FILES = 230 };
    for (int i = 0; i < FILES; i++) { /* names in the opposite order of times */
        char name[64], body[32];
        snprintf(name, sizeof name, "carrier-a/%04d", FILES - i);
        snprintf(body, sizeof body, "message %d", i);
        put(h, name, span_of(body));
        char *path = join(h->drop, name);
        struct timeval times[2] = {{1000 + i, 0}, {1000 + i, 0}};
        assert_int_equal(utimes(path, times), 0);
        free(path);
    }
    harness_launch(h);
    assert_int_equal(await_stored(h, FILES), FILES);
    for (int i = 0; i < FILES; i++) {
        char body[32];
        snprintf(body, sizeof body, "message %d", i);
        assert_true(span_is(stored_message(h, i + 1, &arena).body, body));
    }
    arena_free(&arena);
    harness_end(h);
}

static void test_files_wait_while_the_disk_is_low(void **state)
{
    (void)state;
    struct harness *h = start_drop();
    h->options.reserve = UINT64_MAX;
    put(h, "carrier-a/file", SPAN("waits"));
    harness_launch(h);
    harness_stop(h);
    assert_true(is_there(h, "carrier-a/file"));
    assert_int_equal(stored_count(h), 0);
    harness_free(h);
}

int main(void)
{
    ok(seal_start());
    log_start("test", LOG_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_are_taken_and_removed),
        cmocka_unit_test(test_what_is_no_finished_file_is_left_alone),
        cmocka_unit_test(test_an_upload_that_has_not_begun_is_left_alone),
        cmocka_unit_test(test_files_that_are_no_message_are_set_aside),
        cmocka_unit_test(test_a_file_replaced_meanwhile_is_not_lost),
        cmocka_unit_test(test_what_a_crash_left_is_taken),
        cmocka_unit_test(test_many_files_keep_their_order),
        cmocka_unit_test(test_files_wait_while_the_disk_is_low),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
