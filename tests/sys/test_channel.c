#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/memory.h"
#include "sys/channel.h"
#include "sys/sockets.h"

#define ok(call) assert_int_equal((call), STATUS_OK)

enum { LARGE = 5 * 1024 * 1024, PATIENCE = 20000, MOST = 64 * 1024 * 1024 };

static void *echo(void *context)
{
    int socket = *(int *)context, descriptor;
    struct buffer bytes = {0};
    while (channel_receive(socket, &bytes, MOST, &descriptor, PATIENCE) == STATUS_OK) {
        channel_send(socket, buffer_span(&bytes), descriptor, PATIENCE);
        if (descriptor >= 0)
            close(descriptor);
        bytes.size = 0;
    }
    buffer_free(&bytes);
    return NULL;
}

static void test_messages_come_back_whole(void **state)
{
    (void)state;
    int ends[2], descriptor = -1, to[2];
    pthread_t thread;
    struct buffer large = {0}, back = {0};
    ok(channel_pair(ends));
    pthread_create(&thread, NULL, echo, &ends[1]);
    memset(buffer_reserve(&large, LARGE), 'x', LARGE); /* larger than any socket's buffer */
    large.size = LARGE;
    large.at[LARGE - 1] = 'y';
    for (int i = 0; i < 3; i++) {
        ok(channel_send(ends[0], buffer_span(&large), -1, PATIENCE));
        ok(channel_receive(ends[0], &back, MOST, &descriptor, PATIENCE));
        assert_int_equal(descriptor, -1);
        assert_true(span_equal(buffer_span(&back), buffer_span(&large)));
        back.size = 0;
    }
    ok(channel_send(ends[0], SPAN(""), -1, PATIENCE)); /* an empty one is a message too */
    ok(channel_receive(ends[0], &back, MOST, NULL, PATIENCE));
    assert_int_equal(back.size, 0);
    assert_int_equal(pipe(to), 0);
    ok(channel_send(ends[0], SPAN("with a descriptor"), to[1], PATIENCE));
    ok(channel_receive(ends[0], &back, MOST, &descriptor, PATIENCE));
    assert_true(descriptor >= 0 && (fcntl(descriptor, F_GETFD) & FD_CLOEXEC));
    assert_int_equal(write(descriptor, "!", 1), 1);
    char got;
    assert_int_equal(read(to[0], &got, 1), 1);
    close(descriptor);
    /* one that nobody asked for is closed: the pipe has its end */
    ok(channel_send(ends[0], SPAN("x"), to[1], PATIENCE));
    close(to[1]);
    ok(channel_receive(ends[0], &back, MOST, NULL, PATIENCE));
    close(ends[0]);
    pthread_join(thread, NULL);
    assert_int_equal(read(to[0], &got, 1), 0);
    close(to[0]);
    close(ends[1]);
    buffer_free(&large);
    buffer_free(&back);
}

static void test_deadlines_and_ends(void **state)
{
    (void)state;
    int ends[2];
    struct buffer bytes = {0};
    static char room[4 * 1024 * 1024];
    ok(channel_pair(ends));
    assert_int_equal(channel_receive(ends[0], &bytes, MOST, NULL, 5), STATUS_TIMEOUT);
    ok(channel_send(ends[1], SPAN("late"), -1, PATIENCE)); /* it is still good */
    ok(channel_receive(ends[0], &bytes, MOST, NULL, 5));
    assert_true(span_is(buffer_span(&bytes), "late"));
    /* nobody reads: in the middle of a message it cannot go on */
    assert_int_equal(channel_send(ends[0], (struct span){room, sizeof room}, -1, 5),
                     STATUS_TIMEOUT);
    assert_int_equal(channel_send(ends[0], SPAN("x"), -1, 5), STATUS_CLOSED);
    close(ends[1]);
    close(ends[0]);
    ok(channel_pair(ends));
    close(ends[1]);
    assert_int_equal(channel_receive(ends[0], &bytes, MOST, NULL, -1), STATUS_CLOSED);
    assert_int_equal(channel_send(ends[0], SPAN("x"), -1, -1), STATUS_CLOSED);
    close(ends[0]);
    buffer_free(&bytes);
}

static void check_hostile(struct span sent, size_t most, enum status expected)
{
    int ends[2];
    struct buffer bytes = {0};
    ok(channel_pair(ends));
    assert_int_equal(write(ends[1], sent.at, sent.size), (ssize_t)sent.size);
    assert_int_equal(channel_receive(ends[0], &bytes, most, NULL, 5), expected);
    assert_int_equal(bytes.size, 0);
    assert_int_equal(channel_receive(ends[0], &bytes, most, NULL, 5), STATUS_CLOSED);
    close(ends[0]);
    close(ends[1]);
    buffer_free(&bytes);
}

static void test_hostile_frames_end_the_channel(void **state)
{
    (void)state;
    check_hostile(SPAN("\x0b\0\0\0hello world"), 10, STATUS_INPUT);
    check_hostile(SPAN("\xff\xff\xff\xff"), 10, STATUS_INPUT);
    check_hostile(SPAN("\x05\0\0\0hell"), 10, STATUS_TIMEOUT);
    check_hostile(SPAN("\x05\0"), 10, STATUS_TIMEOUT);
}

/* ---- sockets ---- */

static void test_unix_sockets(void **state)
{
    (void)state;
    char *folder = memory_text("/tmp/portolan-test-XXXXXX"), path[128];
    int listener, again, client;
    struct socket_peer peer;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/socket", folder);
    assert_int_equal(socket_connect_unix(path, &client), STATUS_MISSING);
    ok(socket_listen_unix(path, &listener));
    ok(socket_connect_unix(path, &client));
    int server = accept(listener, NULL, NULL);
    ok(socket_peer(server, &peer));
    assert_int_equal(peer.process, getpid());
    assert_int_equal(peer.user, getuid());
    assert_int_equal(socket_listen_unix(path, &again), STATUS_LOCKED);
    close(server);
    close(client);
    close(listener);
    assert_int_equal(socket_connect_unix(path, &client), STATUS_CLOSED); /* left by the dead */
    ok(socket_listen_unix(path, &listener));
    close(listener);
    unlink(path);
    close(open(path, O_CREAT | O_WRONLY, 0600));
    assert_int_equal(socket_listen_unix(path, &listener), STATUS_EXISTS); /* not ours to remove */
    unlink(path);
    char *long_path = memory_alloc(300);
    memset(long_path, 'x', 299);
    assert_int_equal(socket_listen_unix(long_path, &listener), STATUS_INPUT);
    free(long_path);
    rmdir(folder);
    free(folder);
}

static void test_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum status status;
        bool loopback;
    } cases[] = {
        {"127.0.0.1:80", STATUS_OK, true},
        {"127.8.9.1:80", STATUS_OK, true},
        {"[::1]:0", STATUS_OK, true},
        {"localhost:443", STATUS_OK, true},
        {"[::ffff:127.0.0.1]:1", STATUS_OK, true},
        {"0.0.0.0:80", STATUS_OK, false},
        {"*:80", STATUS_OK, false},
        {"[::]:80", STATUS_OK, false},
        {"192.0.2.7:65535", STATUS_OK, false},
        {"[2001:db8::1]:1", STATUS_OK, false},
        {"[::ffff:192.0.2.1]:1", STATUS_OK, false},
        {"192.0.2.7:65536", STATUS_INPUT, false},
        {"192.0.2.7", STATUS_INPUT, false},
        {":80", STATUS_INPUT, false},
        {"", STATUS_INPUT, false},
        {"[]:80", STATUS_INPUT, false},
        {"[:80", STATUS_INPUT, false},
        {"::1:80", STATUS_INPUT, false},
        {"example.org:80", STATUS_INPUT, false},
        {"127.0.0.1:", STATUS_INPUT, false},
        {"127.0.0.1:8x", STATUS_INPUT, false},
        {"[127.0.0.1]:80", STATUS_INPUT, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct socket_address address;
        if (socket_parse(cases[i].text, &address) != cases[i].status ||
            (cases[i].status == STATUS_OK &&
             socket_is_loopback((struct sockaddr *)&address.storage) != cases[i].loopback))
            fail_msg("%s", cases[i].text);
    }
    struct socket_address address;
    uint16_t port, other;
    int listener, second;
    char text[32];
    ok(socket_parse("127.0.0.1:0", &address));
    ok(socket_listen(&address, &listener, &port));
    assert_true(port > 0);
    snprintf(text, sizeof text, "127.0.0.1:%u", port);
    ok(socket_parse(text, &address));
    assert_int_equal(socket_listen(&address, &second, &other), STATUS_LOCKED);
    close(listener);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_come_back_whole),
        cmocka_unit_test(test_deadlines_and_ends),
        cmocka_unit_test(test_hostile_frames_end_the_channel),
        cmocka_unit_test(test_unix_sockets),
        cmocka_unit_test(test_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
