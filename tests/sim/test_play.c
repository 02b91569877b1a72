/* A play as a whole where nobody answers; tests/scenario/play.py has those who do. */
#include <sys/eventfd.h>

#include "fixture.h"
#include "sim/play.h"
#include "sys/sockets.h"

static struct play_credentials credentials;
static int64_t monotonic = 1;

/* Every look at the clock takes two seconds: a minute passes at once, though between two looks one may wait. */
static int64_t fast_clock(void)
{
    return monotonic += 2 * MICROS_PER_SECOND;
}

/* The address of a port on which nobody listens. */
static const char *closed_port(void)
{
    static char url[64];
    struct socket_address address;
    uint16_t port;
    int socket;
    ok(socket_parse("127.0.0.1:0", &address));
    ok(socket_listen(&address, &socket, &port));
    close(socket);
    snprintf(url, sizeof url, "http://127.0.0.1:%u/v1/messages", port);
    return url;
}

static struct sim_folder *begin(void)
{
    struct sim_folder *folder;
    make_world(50, 5);
    play_credentials_put(&credentials, "amber", "a");
    play_credentials_put(&credentials, "birch", "b");
    ok(sim_folder_open(home, &folder));
    return folder;
}

static int end(void **state)
{
    play_credentials_free(&credentials);
    return remove_home(state);
}

static void test_unreachable(void **state)
{
    (void)state;
    struct sim_folder *folder = begin();
    struct sim_play_result result;
    struct sim_play_options options = {.url = closed_port(),
                                       .system = "",
                                       .credentials = &credentials,
                                       .stop = -1,
                                       .monotonic = fast_clock};
    int64_t before = monotonic;
    assert_int_equal(sim_play(folder, &options, &result), STATUS_CLOSED);
    assert_non_null(strstr(status_sentence(), "could not be reached for 60 s"));
    assert_non_null(strstr(status_sentence(), "the same command goes on"));
    assert_true(monotonic - before >= 60 * MICROS_PER_SECOND);
    assert_int_equal(result.messages, 0);
    assert_int_equal(result.left, 43);
    sim_folder_close(folder);
}

static void test_stopped(void **state)
{
    (void)state;
    struct sim_folder *folder = begin();
    struct sim_play_result result;
    int stop = eventfd(1, EFD_CLOEXEC);
    struct sim_play_options options = {
        .url = closed_port(), .system = "", .credentials = &credentials, .stop = stop};
    ok(sim_play(folder, &options, &result));
    assert_true(result.stopped);
    assert_int_equal(result.left, 43);
    close(stop);
    sim_folder_close(folder);
}

static void test_no_credential(void **state)
{
    (void)state;
    struct sim_folder *folder = begin();
    struct play_credentials none = {0};
    struct sim_play_result result;
    struct sim_play_options options = {
        .url = closed_port(), .system = "", .credentials = &none, .stop = -1};
    assert_int_equal(sim_play(folder, &options, &result), STATUS_DENIED);
    assert_non_null(strstr(status_sentence(), "amber"));
    sim_folder_close(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_unreachable, make_home, end),
        cmocka_unit_test_setup_teardown(test_stopped, make_home, end),
        cmocka_unit_test_setup_teardown(test_no_credential, make_home, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
