/* Clients that are many, slow, gone, or speak TLS; and the end of the intake. */
#include "fixture.h"

#include <curl/curl.h>
#include <gnutls/gnutls.h>

#include "seal/folder.h"

enum { CLIENTS = 64, EACH = 20 };

static struct buffer head_of(struct harness *h, size_t size)
{
    struct buffer head = {0};
    buffer_format(&head,
                  "POST /v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                  "Content-Length: %zu\r\n\r\n",
                  h->token, size);
    return head;
}

/* ---- many ---- */

struct client {
    struct harness *h;
    int number;
    int64_t receipts[EACH];
    pthread_t thread;
};

static void *send_many(void *context)
{
    struct client *client = context;
    struct buffer answer = {0};
    int fd = dial(client->h->http);
    for (int i = 0; i < EACH; i++) {
        char body[64];
        int size = snprintf(body, sizeof body, "client %d message %d", client->number, i);
        struct buffer text = head_of(client->h, (size_t)size);
        buffer_append(&text, body, (size_t)size);
        say(fd, buffer_span(&text));
        client->receipts[i] = hear(fd, &answer) == 201 ? number_of(&answer, "id") : -1;
        buffer_free(&text);
    }
    close(fd);
    buffer_free(&answer);
    return NULL;
}

static void test_many_clients_share_commits(void **state)
{
    (void)state;
    struct harness *h = harness_start();
    static struct client clients[CLIENTS];
    bool seen[CLIENTS * EACH + 1] = {false};
    struct arena arena = {0};
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = (struct client){.h = h, .number = i};
        pthread_create(&clients[i].thread, NULL, send_many, &clients[i]);
    }
    for (int i = 0; i < CLIENTS; i++)
        pthread_join(clients[i].thread, NULL);
    for (int i = 0; i < CLIENTS; i++)
        for (int k = 0; k < EACH; k++) {
            int64_t receipt = clients[i].receipts[k];
            assert_in_range(receipt, 1, CLIENTS * EACH);
            assert_false(seen[receipt]);
            seen[receipt] = true;
            char body[64];
            snprintf(body, sizeof body, "client %d message %d", i, k);
            if (k % 7 == 0)
                assert_true(span_is(stored_message(h, receipt, &arena).body, body));
        }
    assert_int_equal(stored_count(h), CLIENTS * EACH);
    arena_free(&arena);
    harness_end(h);
}

static void test_connections_of_one_address_are_bounded(void **state)
{
    (void)state;
    struct harness *h = harness_new();
    struct buffer answer = {0};
    int all[8], answered = 0;
    h->options.connections_per_address = 4;
    h->options.threads = 1;
    harness_launch(h);
    for (int i = 0; i < 8; i++)
        all[i] = dial(h->http);
    for (int i = 0; i < 8; i++) {
        say(all[i], SPAN("GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n"));
        answered += hear(all[i], &answer) == 200;
    }
    assert_int_equal(answered, 4);
    for (int i = 0; i < 8; i++)
        close(all[i]);
    buffer_free(&answer);
    harness_end(h);
}

/* ---- slow and gone ---- */

static struct harness *start_impatient(void)
{
    struct harness *h = harness_new();
    h->options.idle_time = 60000;
    h->options.request_time = 250000;
    harness_launch(h);
    return h;
}

static void test_a_body_that_stops_is_answered(void **state)
{
    (void)state;
    struct harness *h = start_impatient();
    struct buffer answer = {0}, head = head_of(h, 1000);
    int fd = dial(h->http);
    buffer_text(&head, "only the beginning");
    say(fd, buffer_span(&head));
    assert_int_equal(hear(fd, &answer), 408);
    assert_true(says(&answer, "request.slow"));
    close(fd);
    assert_int_equal(stored_count(h), 0);
    buffer_free(&head);
    buffer_free(&answer);
    harness_end(h);
}

static void test_a_trickle_is_ended(void **state)
{
    (void)state;
    struct harness *h = start_impatient();
    struct buffer answer = {0}, head = head_of(h, 100000);
    int fd = dial(h->http);
    struct pollfd came = {.fd = fd, .events = POLLIN};
    say(fd, buffer_span(&head));
    int sent = 0;
    while (poll(&came, 1, 10) == 0 && sent++ < PATIENCE * 100)
        say(fd, SPAN("x"));
    assert_int_equal(hear(fd, &answer), 408);
    assert_in_range(sent, 2, PATIENCE * 100 - 1);
    close(fd);
    buffer_free(&head);
    buffer_free(&answer);
    harness_end(h);
}

static void test_headers_that_never_end_are_ended(void **state)
{
    (void)state;
    struct harness *h = start_impatient();
    struct buffer answer = {0};
    int fd = dial(h->http);
    say(fd, SPAN("POST /v1/messages HTTP/1.1\r\nHos"));
    assert_int_equal(hear(fd, &answer), 408);
    close(fd);
    buffer_free(&answer);
    harness_end(h);
}

/* All but a few connections are taken by who says nothing: they go long before their time. */
static void test_strangers_make_room_when_it_is_scarce(void **state)
{
    (void)state;
    enum { STRANGERS = 7 };
    struct harness *h = harness_new();
    struct buffer answer = {0}, head = head_of(h, 3);
    int strangers[STRANGERS], carrier;
    h->options.connections = 8;
    h->options.threads = 1;
    h->options.idle_time = PATIENCE / 2 * MICROS_PER_SECOND;
    harness_launch(h);
    carrier = dial(h->http);
    say(carrier, buffer_span(&head));
    say(carrier, SPAN("abc"));
    assert_int_equal(hear(carrier, &answer), 201);
    int64_t begun = clock_monotonic();
    for (int i = 0; i < STRANGERS; i++)
        strangers[i] = dial(h->http);
    assert_int_equal(hear(strangers[0], &answer), 408);
    assert_true(clock_monotonic() - begun < h->options.idle_time / 2);
    say(carrier, buffer_span(&head));
    say(carrier, SPAN("xyz"));
    assert_int_equal(hear(carrier, &answer), 201);
    for (int i = 0; i < STRANGERS; i++)
        close(strangers[i]);
    close(carrier);
    buffer_free(&head);
    buffer_free(&answer);
    harness_end(h);
}

static void test_clients_that_leave_leave_nothing(void **state)
{
    (void)state;
    struct harness *h = harness_new();
    struct buffer answer = {0}, head = head_of(h, 100000);
    h->options.most_in_memory = 300000;
    harness_launch(h);
    buffer_text(&head, "only the beginning");
    for (int i = 0; i < 20; i++) { /* each would hold 64 KiB */
        int fd = dial(h->http);
        say(fd, buffer_span(&head));
        close(fd);
    }
    int status = 0;
    for (int i = 0; i < 1000 && status != 201; i++) /* until their ends were noticed */
        status = post(h, h->token, SPAN("whole"), &answer);
    assert_int_equal(status, 201);
    assert_int_equal(stored_count(h), 1);
    buffer_free(&head);
    buffer_free(&answer);
    harness_end(h);
}

/* ---- the journal fails ---- */

static int64_t no_time(void)
{
    return -1; /* is before 1970: the journal raises it */
}

static void test_a_clock_before_all_time_is_survived(void **state)
{
    (void)state;
    struct harness *h = harness_new();
    struct buffer answer = {0};
    h->options.now = no_time;
    harness_launch(h);
    assert_int_equal(post(h, h->token, SPAN("one"), &answer), 201);
    assert_true(says(&answer, "\"received_at\":\"1970-01-01T00:00:00.000000Z\""));
    buffer_free(&answer);
    harness_end(h);
}

static enum status no_key(void *context, int32_t month, enum kind kind, struct public_key *out)
{
    (void)context, (void)month, (void)kind, (void)out;
    return status_fail(STATUS_CLOSED, "The parent has gone.");
}

static void test_what_cannot_be_stored_is_not_acknowledged(void **state)
{
    (void)state;
    struct harness *h = harness_new();
    struct buffer answer = {0};
    journal_close(h->options.journal);
    struct keyring *keys = keyring_new(
        (struct keyring_source){harness_word, denied_secret, no_key, word_installation});
    ok(journal_open(h->journal, keys, &h->options.journal));
    harness_launch(h);
    assert_int_equal(post(h, h->token, SPAN("one"), &answer), 503);
    assert_true(says(&answer, "message.not-stored"));
    assert_int_equal(stored_count(h), 0);
    buffer_free(&answer);
    harness_stop(h);
    harness_free(h);
    keyring_free(keys);
}

/* ---- stopping ---- */

static void test_stopping_answers_what_is_under_way(void **state)
{
    (void)state;
    struct harness *h = harness_start();
    struct buffer answer = {0}, head = head_of(h, 6);
    int fd = dial(h->http);
    buffer_text(&head, "abc");
    say(fd, buffer_span(&head));
    /* seen by the server for sure: another request after it is answered */
    assert_int_equal(post(h, h->token, SPAN("x"), &answer), 201);
    uint64_t one = 1;
    assert_int_equal(write(h->options.stop, &one, sizeof one), sizeof one);
    say(fd, SPAN("def"));
    int status = hear(fd, &answer);
    assert_int_equal(status, 201);
    pthread_join(h->thread, NULL);
    assert_int_equal(h->ending, STATUS_OK);
    assert_int_equal(stored_count(h), number_of(&answer, "id"));
    close(fd);
    buffer_free(&head);
    buffer_free(&answer);
    harness_free(h);
}

/* ---- TLS ---- */

static size_t collect(char *at, size_t size, size_t count, void *out)
{
    buffer_append(out, at, size * count);
    return size * count;
}

static struct harness *start_tls(struct buffer *pair)
{
    struct harness *h = harness_new();
    struct secrets_folder *secrets;
    char *path = join(h->folder, "secrets");
    ok(secrets_folder_open(path, true, &secrets));
    ok(secrets_folder_certificate(secrets, pair));
    secrets_folder_close(secrets);
    free(path);
    h->options.certificate = pair->at;
    h->options.key = pair->at + strlen(pair->at) + 1;
    h->options.https = "127.0.0.1:0";
    return h;
}

static void test_tls_with_the_certificate_of_the_installation(void **state)
{
    (void)state;
    struct buffer pair = {0}, answer = {0}, body = {0};
    struct harness *h = start_tls(&pair);
    harness_launch(h);
    char url[64], header[128], *path = join(h->folder, "secrets/tls.crt");
    memset(buffer_reserve(&body, 3000000), 'x', 3000000);
    body.size = 3000000; /* large enough for curl to ask with Expect */
    snprintf(url, sizeof url, "https://localhost:%u/v1/messages", h->https);
    snprintf(header, sizeof header, "Authorization: Bearer %s", h->token);
    struct curl_slist *headers = curl_slist_append(NULL, header);
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_V4);
    curl_easy_setopt(curl, CURLOPT_CAINFO, path); /* trusted as it is, name checked */
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.size);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.at);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    long status = 0;
    assert_int_equal(curl_easy_perform(curl), CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    assert_int_equal(status, 201);
    assert_int_equal(number_of(&answer, "size"), 3000000);
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    free(path);
    harness_end(h);
    buffer_free(&pair);
    buffer_free(&body);
    buffer_free(&answer);
}

static void test_a_slow_body_is_answered_over_tls(void **state)
{
    (void)state;
    struct buffer pair = {0}, answer = {0};
    struct harness *h = start_tls(&pair);
    h->options.idle_time = 300000;
    harness_launch(h);
    struct buffer head = head_of(h, 1000);
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
    gnutls_certificate_allocate_credentials(&credentials);
    gnutls_init(&session, GNUTLS_CLIENT);
    gnutls_set_default_priority(session);
    gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
    int fd = dial(h->https);
    gnutls_transport_set_int(session, fd);
    assert_int_equal(gnutls_handshake(session), 0);
    buffer_text(&head, "only the beginning");
    assert_int_equal(gnutls_record_send(session, head.at, head.size), (int)head.size);
    ssize_t size;
    char room[4096];
    while ((size = gnutls_record_recv(session, room, sizeof room)) > 0 ||
           size == GNUTLS_E_INTERRUPTED)
        buffer_append(&answer, room, size > 0 ? (size_t)size : 0);
    assert_true(says(&answer, "HTTP/1.1 408"));
    assert_true(says(&answer, "request.slow"));
    gnutls_deinit(session);
    gnutls_certificate_free_credentials(credentials);
    close(fd);
    harness_end(h);
    buffer_free(&head);
    buffer_free(&pair);
    buffer_free(&answer);
}

static void test_a_certificate_that_is_none_is_refused(void **state)
{
    (void)state;
    struct harness *h = harness_new();
    h->options.https = "127.0.0.1:0";
    h->options.certificate = h->options.key = "no PEM";
    harness_launch(h);
    pthread_join(h->thread, NULL);
    assert_false(h->ready);
    assert_int_equal(h->ending, STATUS_IO);
    assert_non_null(strstr(h->sentence, "certificate"));
    harness_free(h);
}

int main(void)
{
    ok(seal_start());
    log_start("test", LOG_ERROR);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_clients_share_commits),
        cmocka_unit_test(test_connections_of_one_address_are_bounded),
        cmocka_unit_test(test_a_body_that_stops_is_answered),
        cmocka_unit_test(test_a_trickle_is_ended),
        cmocka_unit_test(test_headers_that_never_end_are_ended),
        cmocka_unit_test(test_strangers_make_room_when_it_is_scarce),
        cmocka_unit_test(test_clients_that_leave_leave_nothing),
        cmocka_unit_test(test_a_clock_before_all_time_is_survived),
        cmocka_unit_test(test_what_cannot_be_stored_is_not_acknowledged),
        cmocka_unit_test(test_stopping_answers_what_is_under_way),
        cmocka_unit_test(test_tls_with_the_certificate_of_the_installation),
        cmocka_unit_test(test_a_slow_body_is_answered_over_tls),
        cmocka_unit_test(test_a_certificate_that_is_none_is_refused),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    curl_global_cleanup();
    return failed;
}
