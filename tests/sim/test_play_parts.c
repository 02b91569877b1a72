/* The parts of a play that need no system: time, answers, credentials, words. */
#include <curl/curl.h>

#include "fixture.h"
#include "sim/play_answer.h"
#include "sim/play_credentials.h"
#include "sim/play_pace.h"
#include "sim/play_progress.h"

static void test_speed_words(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t thousandths; /* 0: refused */
    } rows[] = {{"1", 1000},     {"60", 60000},   {"0.5", 500},
                {"2.125", 2125}, {"0.001", 1},    {"1000000", 1000000000},
                {"0", 0},        {"0.000", 0},    {"1.2345", 0},
                {"1000001", 0},  {"-1", 0},       {"", 0},
                {".5", 0},       {"1.", 0},       {"1e3", 0},
                {" 1", 0},       {"1000000.5", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t value = 0;
        assert_int_equal(play_pace_read(span_of(rows[i].text), &value), rows[i].thousandths > 0);
        if (rows[i].thousandths)
            assert_int_equal(value, rows[i].thousandths);
    }
}

static void test_pace(void **state)
{
    (void)state;
    struct play_pace pace = {.kind = PLAY_AT_ONCE};
    assert_true(play_pace_wait(&pace, INT64_MAX / MICROS_PER_SECOND, 0, 0) <= 0);
    pace = (struct play_pace){.kind = PLAY_LIVE};
    assert_int_equal(play_pace_wait(&pace, 100, 40 * MICROS_PER_SECOND, 0), 60 * MICROS_PER_SECOND);
    assert_true(play_pace_wait(&pace, 100, 101 * MICROS_PER_SECOND, 0) < 0);
    assert_int_equal(play_pace_time(&pace, 7, 40 * MICROS_PER_SECOND, 0), 40);
    pace = (struct play_pace){PLAY_SPEED, 60000, 1000, 5 * MICROS_PER_SECOND};
    assert_int_equal(play_pace_wait(&pace, 1000, 0, 5 * MICROS_PER_SECOND), 0);
    assert_int_equal(play_pace_wait(&pace, 1090, 0, 5 * MICROS_PER_SECOND), 1500000);
    assert_int_equal(play_pace_wait(&pace, 1090, 0, 6 * MICROS_PER_SECOND), 500000);
    assert_int_equal(play_pace_time(&pace, 0, 0, 6500000), 1090);
    pace.thousandths = 500; /* half as fast as life */
    assert_int_equal(play_pace_wait(&pace, 1010, 0, 5 * MICROS_PER_SECOND), 20 * MICROS_PER_SECOND);
    pace.thousandths = 1; /* ten years of it */
    assert_int_equal(play_pace_wait(&pace, 1000 + INT64_C(315360000), 0, pace.began),
                     INT64_C(315360000) * 1000 * MICROS_PER_SECOND);
}

static void test_verdicts(void **state)
{
    (void)state;
    static const struct {
        int failure;
        long code;
        enum play_verdict verdict;
    } rows[] = {{0, 201, PLAY_TAKEN},
                {0, 200, PLAY_NO_INTAKE},
                {0, 302, PLAY_NO_INTAKE},
                {0, 400, PLAY_REFUSED},
                {0, 401, PLAY_DENIED},
                {0, 403, PLAY_DENIED},
                {0, 404, PLAY_NO_INTAKE},
                {0, 408, PLAY_WAIT},
                {0, 413, PLAY_REFUSED},
                {0, 422, PLAY_REFUSED},
                {0, 429, PLAY_WAIT},
                {0, 500, PLAY_UNREACHABLE},
                {0, 502, PLAY_UNREACHABLE},
                {0, 503, PLAY_WAIT},
                {CURLE_COULDNT_CONNECT, 0, PLAY_UNREACHABLE},
                {CURLE_GOT_NOTHING, 0, PLAY_UNREACHABLE},
                {CURLE_RECV_ERROR, 201, PLAY_UNREACHABLE},
                {CURLE_PEER_FAILED_VERIFICATION, 0, PLAY_HOPELESS},
                {CURLE_UNSUPPORTED_PROTOCOL, 0, PLAY_HOPELESS}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct play_answer answer = {.failure = rows[i].failure, .code = rows[i].code};
        assert_int_equal(play_judge(&answer), rows[i].verdict);
    }
}

static void test_codes(void **state)
{
    (void)state;
    char code[PLAY_CODE];
    static const struct {
        const char *body, *code;
    } rows[] = {{"{\"code\":\"body.empty\"}", "body.empty"},
                {"{\"code\":7}", "HTTP 400"},
                {"", "HTTP 400"},
                {"<html>", "HTTP 400"},
                {"{\"code\":\"a\\u001b[2Jb\"}", "a?[2Jb"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct play_answer answer = {.code = 400, .body = span_of(rows[i].body)};
        play_answer_code(&answer, code);
        assert_string_equal(code, rows[i].code);
    }
    struct play_answer answer = {.code = 201, .body = SPAN("{\"id\":7,\"duplicate_of\":3}")};
    assert_true(play_answer_is_duplicate(&answer));
    answer.body = SPAN("{\"id\":7}");
    assert_false(play_answer_is_duplicate(&answer));
    answer.body = (struct span){NULL, 0};
    assert_false(play_answer_is_duplicate(&answer));
}

static void test_credentials(void **state)
{
    (void)state;
    struct play_credentials credentials = {0};
    struct stat about;
    put("c", "# mine\n\namber  ptn_1\r\nbirch ptn_2\namber ptn_3\n");
    ok(play_credentials_read(&credentials, in("c")));
    assert_string_equal(play_credentials_find(&credentials, "amber"), "ptn_3");
    assert_string_equal(play_credentials_find(&credentials, "birch"), "ptn_2");
    assert_null(play_credentials_find(&credentials, "cedar"));
    play_credentials_put(&credentials, "cedar", "ptn_4");
    ok(play_credentials_write(&credentials, in("d")));
    assert_int_equal(stat(in("d"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    play_credentials_free(&credentials);
    ok(play_credentials_read(&credentials, in("d")));
    assert_int_equal(credentials.count, 3);
    assert_string_equal(play_credentials_find(&credentials, "cedar"), "ptn_4");
    play_credentials_free(&credentials);
    assert_int_equal(play_credentials_read(&credentials, in("e")), STATUS_MISSING);
    static const char *const bad[] = {"amber\n", "amber a b\n", "amber a\tb\n",
                                      "# ok\namber a\x01\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put("c", bad[i]);
        assert_int_equal(play_credentials_read(&credentials, in("c")), STATUS_INPUT);
        assert_null(strstr(status_sentence(), "amber a"));
        play_credentials_free(&credentials);
    }
}

/* Its memory is the arena's: there is no former token left in it. */
static void test_replaced_token(void **state)
{
    (void)state;
    struct play_credentials credentials = {0};
    play_credentials_put(&credentials, "amber", "ptn_1");
    const char *former = play_credentials_find(&credentials, "amber");
    play_credentials_put(&credentials, "amber", "ptn_2");
    assert_string_equal(play_credentials_find(&credentials, "amber"), "ptn_2");
    assert_string_equal(former, "");
    play_credentials_free(&credentials);
}

static void test_words(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct play_figures figures = {.messages = 1234,
                                   .of_messages = 5000,
                                   .persons = 1234567,
                                   .persons_now = 20000,
                                   .world = INT64_C(1796083200) + 3600 * 14 + 60 * 5,
                                   .ends_in = 83};
    play_progress_line(&out, &figures, 4 * MICROS_PER_SECOND, 0);
    assert_string_equal(buffer_string(&out), "1,234 of 5,000 messages, 1,234,567 persons, 5,000/s, "
                                             "world 2026-12-01 14:05, 1:23 left");
    out.size = 0;
    play_progress_line(&out, &figures, 4 * MICROS_PER_SECOND, 40);
    assert_string_equal(buffer_string(&out), "[####................]  24 %  1,234 of 5");
    static const struct {
        int64_t seconds;
        const char *text;
    } times[] = {
        {0, "0 s"},        {59, "59 s"},        {60, "1:00"},          {3599, "59:59"},
        {3600, "1:00:00"}, {86399, "23:59:59"}, {86400, "1 day 0:00"}, {200000, "2 days 7:33"}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        out.size = 0;
        play_print_time(&out, times[i].seconds);
        assert_string_equal(buffer_string(&out), times[i].text);
    }
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_speed_words),
        cmocka_unit_test(test_pace),
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_codes),
        cmocka_unit_test_setup_teardown(test_credentials, make_home, remove_home),
        cmocka_unit_test(test_replaced_token),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
