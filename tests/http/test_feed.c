#include "fixture.h"

#include <gnutls/gnutls.h>
#include <malloc.h>
#include <poll.h>
#include <sys/resource.h>

enum { MANY = 1000 };

static int open_stream(struct place *place, const char *query, const char *after)
{
    struct buffer text = {0};
    int fd = dial(place->port);
    buffer_format(&text, "GET /events%s HTTP/1.1\r\nHost: x\r\n", query);
    if (after[0])
        buffer_format(&text, "Last-Event-ID: %s\r\n", after);
    buffer_text(&text, "\r\n");
    say(fd, buffer_span(&text));
    buffer_free(&text);
    return fd;
}

/* Reads on until `text` has come; false when the stream ends before. */
static bool hear_until(int fd, struct buffer *out, const char *text)
{
    while (!says(out, text)) {
        ssize_t size = recv(fd, buffer_reserve(out, 4096), 4096, 0);
        if (size <= 0)
            return false;
        out->size += (size_t)size;
    }
    return true;
}

static void put(struct place *place, int64_t id, uint64_t audience, const char *data)
{
    http_feed_put(place->feed, id, audience, "alert", span_of(data));
    http_feed_ring(place->feed);
}

static void wait_for_streams(struct place *place, size_t count)
{
    int64_t until = clock_monotonic() + PATIENCE * MICROS_PER_SECOND;
    while (http_feed_streams(place->feed, 0) != count && clock_monotonic() < until)
        poll(NULL, 0, 1);
    assert_int_equal(http_feed_streams(place->feed, 0), count);
}

static void test_events_come_to_all(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer one = {0}, two = {0};
    int a = open_stream(place, "", ""), b = open_stream(place, "", "");
    assert_true(hear_until(a, &one, "retry: 2000"));
    assert_true(hear_until(b, &two, "retry: 2000"));
    assert_true(says(&one, "Content-Type: text/event-stream"));
    put(place, 1, 1, "{\"n\":1}");
    put(place, 2, 1, "{\"n\":2}");
    assert_true(hear_until(a, &one, "id: 2\nevent: alert\ndata: {\"n\":2}\n\n"));
    assert_true(says(&one, "id: 1\nevent: alert\ndata: {\"n\":1}\n\n"));
    assert_true(hear_until(b, &two, "{\"n\":2}"));
    close(a);
    close(b);
    buffer_free(&one);
    buffer_free(&two);
    place_end(place);
}

static void test_who_may_not_does_not_hear(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer one = {0}, two = {0};
    int a = open_stream(place, "", ""), b = open_stream(place, "?who=chief", "");
    assert_true(hear_until(a, &one, "retry"));
    assert_true(hear_until(b, &two, "retry"));
    put(place, 1, 2, "{\"secret\":1}");
    put(place, 2, 1, "{\"n\":2}");
    assert_true(hear_until(a, &one, "{\"n\":2}"));
    assert_true(hear_until(b, &two, "{\"n\":2}"));
    assert_false(says(&one, "secret"));
    assert_true(says(&two, "secret"));
    close(a);
    close(b);
    buffer_free(&one);
    buffer_free(&two);
    place_end(place);
}

static void test_a_stream_goes_on_where_it_was(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer out = {0};
    char data[32];
    http_feed_begin(place->feed, 10);
    for (int i = 11; i <= 20; i++) {
        snprintf(data, sizeof data, "{\"n\":%d}", i);
        put(place, i, 1, data);
    }
    put(place, 0, 1, "{\"after\":20}");
    int fd = open_stream(place, "", "18");
    assert_true(hear_until(fd, &out, "{\"after\":20}"));
    assert_true(says(&out, "id: 19\n"));
    assert_false(says(&out, "id: 18\n"));
    assert_false(says(&out, "reset"));
    close(fd);
    buffer_free(&out);
    fd = open_stream(place, "", "20");
    assert_true(hear_until(fd, &out, "{\"after\":20}"));
    close(fd);
    buffer_free(&out);
    fd = open_stream(place, "", "10");
    assert_true(hear_until(fd, &out, "{\"n\":20}"));
    assert_true(says(&out, "id: 11\n"));
    close(fd);
    buffer_free(&out);
    place_end(place);
}

static void test_too_large_a_gap_begins_anew(void **state)
{
    (void)state;
    static const char *const afters[] = {"3", "999", "nonsense", "-1", "10"};
    struct place *place = place_start();
    struct buffer out = {0};
    http_feed_begin(place->feed, 10);
    for (int i = 11; i <= 100; i++)
        put(place, i, 1, "{}");
    for (size_t i = 0; i < sizeof afters / sizeof afters[0]; i++) {
        int fd = open_stream(place, "", afters[i]);
        assert_true(hear_until(fd, &out, "id: 100\nevent: reset\ndata: {}\n\n"));
        assert_false(says(&out, "event: alert"));
        close(fd);
        buffer_free(&out);
    }
    place_end(place);
}

static void test_a_quiet_stream_has_a_heartbeat(void **state)
{
    (void)state;
    struct place *place = place_new();
    struct buffer out = {0};
    place->options.heartbeat = 20000;
    place_open(place);
    int fd = open_stream(place, "", "");
    assert_true(hear_until(fd, &out, "\r\n:\n\n"));
    close(fd);
    wait_for_streams(place, 0); /* the heartbeat finds out that nobody is there */
    buffer_free(&out);
    place_end(place);
}

static void test_who_does_not_read_is_dropped(void **state)
{
    (void)state;
    struct place *place = place_new();
    struct buffer out = {0}, data = {0};
    int64_t id = 0;
    place->options.idle_time = MICROS_PER_SECOND / 2;
    place_open(place);
    int slow = open_stream(place, "", "");
    int quick = open_stream(place, "", "");
    assert_true(hear_until(quick, &out, "retry"));
    wait_for_streams(place, 2);
    memset(buffer_reserve(&data, 60000), 'x', 60000);
    data.size = 60000;
    int64_t until = clock_monotonic() + PATIENCE * MICROS_PER_SECOND;
    while (http_feed_streams(place->feed, 0) == 2 && clock_monotonic() < until) {
        char mark[32];
        http_feed_put(place->feed, ++id, 1, "alert", buffer_span(&data));
        http_feed_ring(place->feed);
        snprintf(mark, sizeof mark, "id: %lld\n", (long long)id);
        buffer_free(&out);
        assert_true(hear_until(quick, &out, mark)); /* is held up by nobody */
        assert_true(hear_until(quick, &out, "x\n\n"));
    }
    wait_for_streams(place, 1);
    close(slow);
    close(quick);
    buffer_free(&out);
    buffer_free(&data);
    place_end(place);
}

static bool nobody(void *context, int64_t tag)
{
    (void)context;
    assert_int_equal(tag, 7);
    return false;
}

static void test_streams_end_with_their_session(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer out = {0};
    int fd = open_stream(place, "", "");
    assert_true(hear_until(fd, &out, "retry"));
    http_feed_end(place->feed, 8);
    put(place, 1, 1, "{\"n\":1}");
    assert_true(hear_until(fd, &out, "{\"n\":1}"));
    http_feed_check(place->feed, nobody, NULL);
    assert_true(hear_until(fd, &out, "\r\n0\r\n\r\n")); /* a whole end, not a torn one */
    wait_for_streams(place, 0);
    close(fd);
    buffer_free(&out);
    place_end(place);
}

static void test_the_oldest_ends_for_a_new_one(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer out[4] = {{0}};
    int fds[4];
    for (int i = 0; i < 4; i++) {
        fds[i] = open_stream(place, i < 3 ? "" : "?most=2", "");
        assert_true(hear_until(fds[i], &out[i], "retry"));
    }
    for (int i = 0; i < 2; i++)
        assert_true(hear_until(fds[i], &out[i], "\r\n0\r\n\r\n"));
    put(place, 1, 1, "{\"n\":1}");
    for (int i = 2; i < 4; i++)
        assert_true(hear_until(fds[i], &out[i], "{\"n\":1}"));
    wait_for_streams(place, 2);
    for (int i = 0; i < 4; i++) {
        close(fds[i]);
        buffer_free(&out[i]);
    }
    place_end(place);
}

static void test_a_thousand_streams_are_small(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct rlimit limit;
    static int fds[MANY];
    struct buffer out = {0};
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < 2 * MANY + 200)
        skip();
    malloc_trim(0);
    struct mallinfo2 before = mallinfo2();
    for (int i = 0; i < MANY; i++)
        fds[i] = open_stream(place, "", "");
    wait_for_streams(place, MANY);
    struct mallinfo2 after = mallinfo2();
    size_t used = after.uordblks + after.hblkhd - before.uordblks - before.hblkhd;
    print_message("%d streams: %zu kB\n", MANY, used / 1024);
    assert_true(used < 40 * 1024 * 1024);
    int64_t begun = clock_monotonic();
    put(place, 1, 1, "{\"n\":1}");
    for (int i = 0; i < MANY; i++) {
        buffer_free(&out);
        assert_true(hear_until(fds[i], &out, "{\"n\":1}"));
        close(fds[i]);
    }
    print_message("one event to all: %lld us\n", (long long)(clock_monotonic() - begun));
    buffer_free(&out);
    place_end(place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events_come_to_all),
        cmocka_unit_test(test_who_may_not_does_not_hear),
        cmocka_unit_test(test_a_stream_goes_on_where_it_was),
        cmocka_unit_test(test_too_large_a_gap_begins_anew),
        cmocka_unit_test(test_a_quiet_stream_has_a_heartbeat),
        cmocka_unit_test(test_who_does_not_read_is_dropped),
        cmocka_unit_test(test_streams_end_with_their_session),
        cmocka_unit_test(test_the_oldest_ends_for_a_new_one),
        cmocka_unit_test(test_a_thousand_streams_are_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
