#include "fixture.h"

#include <curl/curl.h>
#include <ftw.h>
#include <strings.h>
#include <zlib.h>

#include "seal/folder.h"

/* ---- targets ---- */

static void test_a_place_has_one_spelling(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        int status;
        const char *says;
    } table[] = {
        {"/", 200, "GET /|"},
        {"/api/v1/flights/F261122-1", 200, "GET /api/v1/flights/F261122-1|"},
        {"/a?q=x+y%20z&n=1", 200, "|q=x y z|n=1|"},
        {"/a?q=%C3%84&empty=&bare", 200, "|q=\xC3\x84|empty=|bare=|"},
        {"/a+b", 200, "GET /a+b|"},
        {"/a%41", 200, "GET /aA|"},
        {"/a?q=a%2Fb", 200, "|q=a/b|"},
        {"/../etc/passwd", 400, "refusal.0"},
        {"/a/../b", 400, "refusal.0"},
        {"/a/%2e%2e/b", 400, "refusal.0"},
        {"/a/%2E./b", 400, "refusal.0"},
        {"/a/./b", 400, "refusal.0"},
        {"//a", 400, "refusal.0"},
        {"/a//b", 400, "refusal.0"},
        {"/a/", 400, "refusal.0"},
        {"/a%2fb", 400, "refusal.0"},
        {"/a%2Fb", 400, "refusal.0"},
        {"/a%5cb", 400, "refusal.0"},
        {"/a\\b", 400, "refusal.0"},
        {"/a%00b", 400, "refusal.0"},
        {"/a%0d%0ab", 400, "refusal.0"},
        {"/a%zz", 400, "refusal.0"},
        {"/a%4", 400, "refusal.0"},
        {"/a%", 400, "refusal.0"},
        {"/a%ff", 400, "refusal.0"},
        {"/a%c0%af", 400, "refusal.0"},
        {"/a?q=%00", 400, "refusal.0"},
        {"/a?q=%0a", 400, "refusal.0"},
        {"/a?q=%ff", 400, "refusal.0"},
        {"/a#b", 400, "refusal.0"},
        {"http://other/a", 400, "refusal.0"},
        {"*", 400, "refusal.0"},
    };
    struct place *place = place_start();
    struct buffer answer = {0};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        int status = get(place, table[i].target, "", &answer);
        if (status != table[i].status || !says(&answer, table[i].says))
            fail_msg("%s -> %s", table[i].target, buffer_string(&answer));
    }
    buffer_free(&answer);
    place_end(place);
}

static void test_too_many_parameters_are_refused(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer target = {0}, answer = {0};
    buffer_text(&target, "/a?");
    for (int i = 0; i <= HTTP_MOST_PARAMETERS; i++)
        buffer_format(&target, "p%d=1&", i);
    assert_int_equal(get(place, buffer_string(&target), "", &answer), 400);
    buffer_free(&target);
    buffer_free(&answer);
    place_end(place);
}

static void test_cookies_are_told_apart(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer answer = {0};
    assert_int_equal(
        get(place, "/a", "Cookie: xportolan=1; portolan=right; portolan2=3\r\n", &answer), 200);
    assert_true(says(&answer, "|cookie:right|"));
    assert_true(says(&answer, "|from:127.0.0.1|"));
    buffer_free(&answer);
    place_end(place);
}

/* ---- headers ---- */

static void test_every_answer_has_the_security_headers(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "Content-Security-Policy: default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
        "form-action 'self'",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: ",
        "Permissions-Policy: ",
        "Cross-Origin-Opener-Policy: same-origin",
        "Cross-Origin-Resource-Policy: same-origin",
    };
    static const char *const targets[] = {"/", "/style.css", "/../x", "/nothing", "/long"};
    struct place *place = place_start();
    struct buffer answer = {0};
    for (size_t t = 0; t < sizeof targets / sizeof targets[0]; t++) {
        get(place, targets[t], "", &answer);
        for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
            if (!says(&answer, wanted[i]))
                fail_msg("%s lacks %s", targets[t], wanted[i]);
        assert_false(says(&answer, "Strict-Transport-Security")); /* it came in clear */
    }
    buffer_free(&answer);
    place_end(place);
}

static void test_no_header_is_injected(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer answer = {0};
    assert_int_equal(get(place, "/inject", "", &answer), 500);
    assert_false(says(&answer, "Set-Cookie"));
    assert_false(says(&answer, "never"));
    assert_int_equal(get(place, "/nothing", "", &answer), 500);
    buffer_free(&answer);
    place_end(place);
}

/* ---- bodies ---- */

static void test_a_large_body_is_refused(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer answer = {0}, request = {0};
    size_t ten = 10 << 20;
    buffer_format(&request, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n", ten);
    memset(buffer_reserve(&request, ten), 'x', ten);
    request.size += ten;
    assert_int_equal(ask(place, buffer_span(&request), &answer), 413);
    assert_true(says(&answer, "refusal.1"));
    /* without being sent at all when the client asks first */
    assert_int_equal(ask(place,
                         SPAN("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10485760\r\n"
                              "Expect: 100-continue\r\n\r\n"),
                         &answer),
                     413);
    assert_int_equal(
        ask(place, SPAN("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999\r\n\r\n"),
            &answer),
        413);
    /* in chunks, whose sum nobody announced */
    buffer_free(&request);
    buffer_text(&request, "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 5; i++)
        buffer_format(&request, "100\r\n%0256d\r\n", i);
    buffer_text(&request, "0\r\n\r\n");
    assert_int_equal(ask(place, buffer_span(&request), &answer), 413);
    buffer_free(&request);
    buffer_free(&answer);
    place_end(place);
}

static void test_the_route_says_how_large(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer answer = {0}, request = {0};
    size_t ten = 10 << 20;
    buffer_format(&request, "POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n", ten);
    memset(buffer_reserve(&request, ten), 'x', ten);
    request.size += ten;
    assert_int_equal(ask(place, buffer_span(&request), &answer), 200);
    assert_true(says(&answer, "POST /large|"));
    assert_true(says(&answer, "|size:10485760"));
    assert_int_equal(ask(place,
                         SPAN("POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
                              "Content-Encoding: gzip\r\n\r\nabc"),
                         &answer),
                     415);
    buffer_free(&request);
    buffer_free(&answer);
    place_end(place);
}

/* ---- clients that take their time ---- */

static void test_a_slow_client_is_told(void **state)
{
    (void)state;
    struct place *place = place_new();
    struct buffer answer = {0};
    place->options.idle_time = MICROS_PER_SECOND / 5;
    place_open(place);
    assert_int_equal(
        ask(place, SPAN("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"), &answer),
        408);
    assert_int_equal(ask(place, SPAN("GET /a HT"), &answer), 408);
    buffer_free(&answer);
    place_end(place);
}

static void test_slow_work_holds_up_nobody(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer answer = {0};
    uint64_t three = 3;
    int waiting[3];
    for (int i = 0; i < 3; i++) {
        waiting[i] = dial(place->port);
        say(waiting[i], SPAN("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
    }
    assert_int_equal(get(place, "/quick", "", &answer), 200);
    assert_int_equal(write(place->gate, &three, sizeof three), sizeof three);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(hear(waiting[i], &answer), 200);
        close(waiting[i]);
    }
    buffer_free(&answer);
    place_end(place);
}

/* More of what takes long than there are workers: the others are answered all the same. */
static void test_a_full_lane_holds_up_no_other(void **state)
{
    (void)state;
    enum { MANY = 12 };
    struct place *place = place_new();
    struct buffer answer = {0};
    uint64_t many = MANY;
    int waiting[MANY];
    place->options.lane = place_lane;
    place_open(place);
    for (int i = 0; i < MANY; i++) {
        waiting[i] = dial(place->port);
        say(waiting[i], SPAN("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
    }
    for (int i = 0; i < 20; i++)
        assert_int_equal(get(place, "/quick", "", &answer), 200);
    assert_int_equal(write(place->gate, &many, sizeof many), sizeof many);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(hear(waiting[i], &answer), 200);
        close(waiting[i]);
    }
    buffer_free(&answer);
    place_end(place);
}

/* ---- what is not sent again, and what is packed ---- */

static void test_what_is_known_is_not_sent_again(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer answer = {0};
    assert_int_equal(get(place, "/style.css", "", &answer), 200);
    assert_true(says(&answer, "ETag: \"abc\""));
    assert_true(says(&answer, "body { margin: 0 }"));
    assert_int_equal(get(place, "/style.css", "If-None-Match: \"x\", W/\"abc\"\r\n", &answer), 304);
    assert_false(says(&answer, "margin"));
    assert_int_equal(get(place, "/long", "If-None-Match: \"7\"\r\n", &answer), 304);
    assert_int_equal(get(place, "/long", "If-None-Match: \"8\"\r\n", &answer), 200);
    buffer_free(&answer);
    place_end(place);
}

static void test_long_answers_are_packed(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer answer = {0};
    assert_int_equal(get(place, "/long", "Accept-Encoding: br, gzip;q=0.5\r\n", &answer), 200);
    assert_true(says(&answer, "Content-Encoding: gzip"));
    assert_true(answer.size < 3000);
    assert_int_equal(get(place, "/long", "Accept-Encoding: gzip;q=0\r\n", &answer), 200);
    assert_false(says(&answer, "Content-Encoding"));
    assert_true(answer.size > 20000);
    buffer_free(&answer);
    place_end(place);
}

static void test_head_has_no_body(void **state)
{
    (void)state;
    struct place *place = place_start();
    struct buffer answer = {0};
    int fd = dial(place->port);
    say(fd, SPAN("HEAD /style.css HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    hear(fd, &answer);
    assert_true(says(&answer, "Content-Length: 18"));
    assert_false(says(&answer, "margin"));
    close(fd);
    buffer_free(&answer);
    place_end(place);
}

/* ---- where it listens ---- */

static void test_nothing_in_clear_but_on_this_machine(void **state)
{
    (void)state;
    struct place *place = place_new();
    place->options.http = "*:0";
    assert_int_equal(http_start(&place->options, &place->http), STATUS_INPUT);
    assert_non_null(strstr(status_sentence(), "in clear"));
    place->http = NULL;
    place_end(place);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about, (void)kind, (void)where;
    return remove(path);
}

static size_t collect(char *bytes, size_t one, size_t count, void *context)
{
    buffer_append(context, bytes, one * count);
    return one * count;
}

static void test_tls_says_to_stay(void **state)
{
    (void)state;
    struct place *place = place_new();
    struct secrets_folder *secrets;
    struct buffer pair = {0}, headers = {0};
    char folder[] = "/tmp/portolan-http-XXXXXX", url[64], ca[64];
    assert_non_null(mkdtemp(folder));
    assert_int_equal(seal_start(), STATUS_OK);
    assert_int_equal(secrets_folder_open(folder, true, &secrets), STATUS_OK);
    assert_int_equal(secrets_folder_certificate(secrets, &pair), STATUS_OK);
    place->options.https = "127.0.0.1:0";
    place->options.certificate = pair.at;
    place->options.key = pair.at + strlen(pair.at) + 1;
    place_open(place);
    CURL *curl = curl_easy_init();
    snprintf(url, sizeof url, "https://127.0.0.1:%u/a", http_port(place->http, true));
    snprintf(ca, sizeof ca, "%s/tls.crt", folder);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CAINFO, ca);
    curl_easy_setopt(curl, CURLOPT_HEADER, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &headers);
    assert_int_equal(curl_easy_perform(curl), CURLE_OK);
    assert_true(says(&headers, "Strict-Transport-Security: max-age="));
    curl_easy_cleanup(curl);
    place_end(place);
    secrets_folder_close(secrets);
    buffer_free(&pair);
    buffer_free(&headers);
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_place_has_one_spelling),
        cmocka_unit_test(test_too_many_parameters_are_refused),
        cmocka_unit_test(test_cookies_are_told_apart),
        cmocka_unit_test(test_every_answer_has_the_security_headers),
        cmocka_unit_test(test_no_header_is_injected),
        cmocka_unit_test(test_a_large_body_is_refused),
        cmocka_unit_test(test_the_route_says_how_large),
        cmocka_unit_test(test_a_slow_client_is_told),
        cmocka_unit_test(test_slow_work_holds_up_nobody),
        cmocka_unit_test(test_a_full_lane_holds_up_no_other),
        cmocka_unit_test(test_what_is_known_is_not_sent_again),
        cmocka_unit_test(test_long_answers_are_packed),
        cmocka_unit_test(test_head_has_no_body),
        cmocka_unit_test(test_nothing_in_clear_but_on_this_machine),
        cmocka_unit_test(test_tls_says_to_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
