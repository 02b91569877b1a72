#include "fixture.h"

#include <sodium.h>

static const char message[] = "UNB+UNOA:4+CARRIER+HERE'UNH+1+PAXLST:D:02B:UN:IATA'UNT+2+1'UNZ+1'";

static void test_a_receipt_is_for_the_very_bytes(void **state)
{
    (void)state;
    struct harness *h = harness_start();
    struct buffer answer = {0};
    struct arena arena = {0};
    unsigned char sha[32];
    char hex[65];
    uint64_t rings;
    assert_int_equal(post(h, h->token, SPAN(message), &answer), 201);
    assert_int_equal(number_of(&answer, "id"), 1);
    assert_int_equal(number_of(&answer, "size"), sizeof message - 1);
    assert_int_equal(number_of(&answer, "duplicate_of"), -1);
    assert_true(says(&answer, "Content-Type: application/json"));
    crypto_hash_sha256(sha, (const unsigned char *)message, sizeof message - 1);
    assert_true(says(&answer, sodium_bin2hex(hex, sizeof hex, sha, sizeof sha)));
    struct journal_entry entry = stored_message(h, 1, &arena);
    assert_true(span_is(entry.body, message));
    assert_true(span_is(entry.source, "carrier-a"));
    assert_int_equal(entry.kind, KIND_API);
    assert_int_equal(entry.transport, TRANSPORT_HTTP);
    char time[TIME_TEXT];
    assert_true(says(&answer, time_format(entry.received, time)));
    assert_int_equal(read(h->options.doorbell, &rings, sizeof rings), sizeof rings);
    assert_int_equal(post(h, h->token, SPAN(message), &answer), 201);
    assert_int_equal(number_of(&answer, "duplicate_of"), 1);
    assert_int_equal(post(h, h->other_token, SPAN(message), &answer), 201);
    assert_int_equal(number_of(&answer, "duplicate_of"), -1);
    arena_free(&arena);
    buffer_free(&answer);
    harness_end(h);
}

/* ---- refusals ---- */

struct refusal {
    const char *head, *body;
    int status;
    const char *code, *header;
};

#define POST_HEAD "POST /v1/messages HTTP/1.1\r\nHost: x\r\n"

static void test_every_refusal_is_clear(void **state)
{
    (void)state;
    struct harness *h = harness_start();
    struct buffer answer = {0}, head = {0};
    static const struct refusal refusals[] = {
        {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "", 404, "path.unknown", ""},
        {"POST /v1/message HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n", "abc", 404,
         "path.unknown", ""},
        {"GET /v1/messages HTTP/1.1\r\nHost: x\r\n\r\n", "", 405, "method.not-allowed",
         "Allow: POST\r\n"},
        {"PUT /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n", "abc", 405,
         "method.not-allowed", "Allow: POST\r\n"},
        {"POST /v1/health HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "", 405,
         "method.not-allowed", "Allow: GET, HEAD\r\n"},
        {POST_HEAD "Content-Length: 3\r\n\r\n", "abc", 401, "credential.missing",
         "WWW-Authenticate: Bearer"},
        {POST_HEAD "Authorization: Bearer nonsense\r\nContent-Length: 3\r\n\r\n", "abc", 401,
         "credential.wrong", "WWW-Authenticate: Basic"},
        {POST_HEAD "Authorization: Bearer \r\nContent-Length: 3\r\n\r\n", "abc", 401,
         "credential.wrong", "WWW-Authenticate: Basic"},
        {POST_HEAD "Authorization: Basic !!\r\nContent-Length: 3\r\n\r\n", "abc", 401,
         "credential.wrong", "WWW-Authenticate: Basic"},
        {POST_HEAD "Authorization: Digest x\r\nContent-Length: 3\r\n\r\n", "abc", 401,
         "credential.wrong", ""},
        {POST_HEAD "TOKEN\r\nContent-Length: 0\r\n\r\n", "", 400, "body.empty", ""},
        {POST_HEAD "TOKEN\r\n\r\n", "", 400, "body.empty", ""},
        {POST_HEAD "TOKEN\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n\r\n", 400, "body.empty",
         ""},
        {POST_HEAD "TOKEN\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n", "abc", 415,
         "body.encoded", ""},
        {POST_HEAD "TOKEN\r\nContent-Length: 999999999999\r\n\r\n", "", 413, "body.too-large", ""},
        {POST_HEAD "TOKEN\r\nContent-Length: 67108865\r\nExpect: 100-continue\r\n\r\n", "", 413,
         "body.too-large", ""},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct refusal *refusal = &refusals[i];
        const char *mark = strstr(refusal->head, "TOKEN");
        buffer_free(&head);
        if (mark) {
            buffer_append(&head, refusal->head, (size_t)(mark - refusal->head));
            buffer_format(&head, "Authorization: Bearer %s%s", h->token, mark + 5);
        } else {
            buffer_text(&head, refusal->head);
        }
        int status = ask(h, buffer_string(&head), span_of(refusal->body), &answer);
        if (status != refusal->status || !says(&answer, refusal->code) ||
            !says(&answer, refusal->header) ||
            !says(&answer, "Content-Type: application/problem+json"))
            fail_msg("%s -> %s", refusal->head, buffer_string(&answer));
    }
    assert_int_equal(stored_count(h), 0);
    buffer_free(&head);
    buffer_free(&answer);
    harness_end(h);
}

static void test_basic_names_the_source(void **state)
{
    (void)state;
    struct harness *h = harness_start();
    struct buffer answer = {0}, head = {0};
    static const char *const names[] = {"carrier-a", "", "carrier-b"};
    for (size_t i = 0; i < 3; i++) {
        char clear[128], encoded[256];
        snprintf(clear, sizeof clear, "%s:%s", names[i], h->token);
        sodium_bin2base64(encoded, sizeof encoded, (unsigned char *)clear, strlen(clear),
                          sodium_base64_VARIANT_ORIGINAL);
        buffer_free(&head);
        buffer_format(&head, POST_HEAD "Authorization: basic %s\r\nContent-Length: 3\r\n\r\n",
                      encoded);
        assert_int_equal(ask(h, buffer_string(&head), SPAN("abc"), &answer), i < 2 ? 201 : 401);
    }
    buffer_free(&head);
    buffer_free(&answer);
    harness_end(h);
}

/* A carrier that is told 401 gives up; one that is told 503 comes again. */
static void test_a_table_that_cannot_be_read_is_no_wrong_credential(void **state)
{
    (void)state;
    struct harness *h = harness_new();
    struct buffer answer = {0}, head = {0};
    h->unreadable = true;
    harness_launch(h);
    buffer_format(&head, POST_HEAD "Authorization: Bearer %s\r\nContent-Length: 3\r\n\r\n",
                  h->token);
    assert_int_equal(ask(h, buffer_string(&head), SPAN("abc"), &answer), 503);
    assert_true(says(&answer, "sources.unreadable"));
    assert_true(says(&answer, "Retry-After: "));
    assert_int_equal(stored_count(h), 0);
    buffer_free(&head);
    buffer_free(&answer);
    harness_end(h);
}

static void test_health_needs_no_credential(void **state)
{
    (void)state;
    struct harness *h = harness_start();
    struct buffer answer = {0};
    assert_int_equal(ask(h, "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n", SPAN(""), &answer), 200);
    assert_true(says(&answer, "{\"status\":\"ok\"}"));
    buffer_free(&answer);
    harness_end(h);
}

/* ---- bodies of all forms ---- */

static void test_chunked_bodies_and_expect(void **state)
{
    (void)state;
    struct harness *h = harness_start();
    struct buffer answer = {0}, text = {0};
    struct arena arena = {0};
    buffer_format(&text,
                  POST_HEAD "Authorization: Bearer %s\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "3\r\nUNB\r\n5;x=y\r\n+UNOA\r\n0\r\n\r\n",
                  h->token);
    assert_int_equal(ask(h, buffer_string(&text), SPAN(""), &answer), 201);
    assert_true(span_is(stored_message(h, 1, &arena).body, "UNB+UNOA"));
    buffer_free(&text);
    buffer_format(&text,
                  POST_HEAD "Authorization: Bearer %s\r\nContent-Length: 3\r\n"
                            "Expect: 100-continue\r\n\r\n",
                  h->token);
    int fd = dial(h->http);
    say(fd, buffer_span(&text));
    assert_int_equal(hear(fd, &answer), 100);
    say(fd, SPAN("abc"));
    assert_int_equal(hear(fd, &answer), 201);
    /* and another on the same connection */
    buffer_free(&text);
    buffer_format(&text, POST_HEAD "Authorization: Bearer %s\r\nContent-Length: 3\r\n\r\nxyz",
                  h->token);
    say(fd, buffer_span(&text));
    assert_int_equal(hear(fd, &answer), 201);
    assert_int_equal(number_of(&answer, "id"), 3);
    close(fd);
    arena_free(&arena);
    buffer_free(&text);
    buffer_free(&answer);
    harness_end(h);
}

static void test_the_limit_is_exact_and_holds_while_streaming(void **state)
{
    (void)state;
    struct harness *h = harness_new();
    struct buffer answer = {0}, body = {0}, chunked = {0};
    h->options.most_body = 300000;
    harness_launch(h);
    memset(buffer_reserve(&body, 300001), 'x', 300001);
    body.size = 300000;
    assert_int_equal(post(h, h->token, buffer_span(&body), &answer), 201);
    body.size = 300001;
    assert_int_equal(post(h, h->token, buffer_span(&body), &answer), 413);
    buffer_format(&chunked,
                  POST_HEAD "Authorization: Bearer %s\r\n"
                            "Transfer-Encoding: chunked\r\n\r\n%zx\r\n",
                  h->token, body.size);
    buffer_append(&chunked, body.at, body.size);
    buffer_text(&chunked, "\r\n0\r\n\r\n");
    assert_int_equal(ask(h, "", buffer_span(&chunked), &answer), 413);
    assert_true(says(&answer, "body.too-large"));
    assert_int_equal(stored_count(h), 1);
    buffer_free(&chunked);
    buffer_free(&body);
    buffer_free(&answer);
    harness_end(h);
}

static void test_the_largest_message_is_taken(void **state)
{
    (void)state;
    struct harness *h = harness_start();
    struct buffer answer = {0}, body = {0};
    memset(buffer_reserve(&body, JOURNAL_MOST_BODY), 'x', JOURNAL_MOST_BODY);
    body.size = JOURNAL_MOST_BODY;
    assert_int_equal(post(h, h->token, buffer_span(&body), &answer), 201);
    assert_int_equal(number_of(&answer, "size"), JOURNAL_MOST_BODY);
    buffer_free(&body);
    buffer_free(&answer);
    harness_end(h);
}

static void test_too_much_in_memory_is_refused(void **state)
{
    (void)state;
    struct harness *h = harness_new();
    struct buffer answer = {0}, body = {0};
    h->options.most_in_memory = 100000;
    harness_launch(h);
    memset(buffer_reserve(&body, 200000), 'x', 200000);
    body.size = 200000;
    assert_int_equal(post(h, h->token, buffer_span(&body), &answer), 503);
    assert_true(says(&answer, "intake.busy"));
    assert_true(says(&answer, "Retry-After: 2\r\n"));
    assert_int_equal(post(h, h->token, SPAN("small"), &answer), 201); /* what it held is free */
    buffer_free(&body);
    buffer_free(&answer);
    harness_end(h);
}

static void test_the_disk_is_never_filled(void **state)
{
    (void)state;
    struct harness *h = harness_new();
    struct buffer answer = {0};
    h->options.reserve = UINT64_MAX;
    harness_launch(h);
    assert_int_equal(post(h, h->token, SPAN(message), &answer), 503);
    assert_true(says(&answer, "disk.low"));
    assert_true(says(&answer, "Retry-After: 60\r\n"));
    assert_int_equal(stored_count(h), 0);
    buffer_free(&answer);
    harness_end(h);
}

/* ---- starting ---- */

static void test_plain_http_is_for_this_machine_only(void **state)
{
    (void)state;
    static const char *const addresses[] = {"0.0.0.0:0", "*:0", "192.0.2.1:0"};
    for (size_t i = 0; i < 3; i++) {
        struct harness *h = harness_new();
        h->options.http = addresses[i];
        harness_launch(h);
        pthread_join(h->thread, NULL);
        assert_false(h->ready);
        assert_int_equal(h->ending, STATUS_INPUT);
        assert_non_null(strstr(h->sentence, "in clear"));
        harness_free(h);
    }
}

static void test_a_taken_port_is_said_so(void **state)
{
    (void)state;
    struct harness *h = harness_start(), *second = harness_new();
    char address[32];
    snprintf(address, sizeof address, "127.0.0.1:%u", h->http);
    second->options.http = address;
    harness_launch(second);
    pthread_join(second->thread, NULL);
    assert_int_equal(second->ending, STATUS_LOCKED);
    harness_free(second);
    harness_end(h);
}

int main(void)
{
    ok(seal_start());
    log_start("test", LOG_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_receipt_is_for_the_very_bytes),
        cmocka_unit_test(test_every_refusal_is_clear),
        cmocka_unit_test(test_basic_names_the_source),
        cmocka_unit_test(test_a_table_that_cannot_be_read_is_no_wrong_credential),
        cmocka_unit_test(test_health_needs_no_credential),
        cmocka_unit_test(test_chunked_bodies_and_expect),
        cmocka_unit_test(test_the_limit_is_exact_and_holds_while_streaming),
        cmocka_unit_test(test_the_largest_message_is_taken),
        cmocka_unit_test(test_too_much_in_memory_is_refused),
        cmocka_unit_test(test_the_disk_is_never_filled),
        cmocka_unit_test(test_plain_http_is_for_this_machine_only),
        cmocka_unit_test(test_a_taken_port_is_said_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
