/* Each attempt runs in a child that has shut itself in. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "sys/channel.h"
#include "sys/sandbox.h"

enum { DONE = 42, MEBIBYTES = 256 };

static int ends[2];
static int inherited = -1; /* a file that was open before */

/* What the child tries; its result is the exit code. */
typedef int attempt(void);

static int how_ends(attempt *try)
{
    int how;
    assert_int_equal(channel_pair(ends), STATUS_OK);
    pid_t child = fork();
    if (child == 0) {
        if (sandbox_enter(SANDBOX_DECODE, MEBIBYTES) != STATUS_OK)
            _exit(1);
        _exit(try());
    }
    close(ends[1]);
    /* what `works` waits for */
    channel_send(ends[0], SPAN("a message of some bytes"), -1, 5000);
    assert_int_equal(waitpid(child, &how, 0), child);
    close(ends[0]);
    return how;
}

/* Of files those below one folder, and these to read; what is open goes on. */
static int file_attempt(void)
{
    static const char *const readable[] = {"/etc", "/nowhere"};
    bool enforced;
    if (sandbox_files(readable, 2, &enforced) != STATUS_OK)
        return 1;
    if (!enforced)
        return DONE;
    if (open("/etc/passwd", O_RDONLY) < 0)
        return 2;
    if (open("/proc/self/status", O_RDONLY) >= 0 || errno != EACCES)
        return 3;
    if (open("/etc/passwd", O_WRONLY) >= 0 || open("/tmp", O_RDONLY) >= 0)
        return 4;
    if (open("/tmp/portolan-landlock", O_WRONLY | O_CREAT, 0600) >= 0)
        return 5;
    return lseek(inherited, 0, SEEK_SET) == 0 && socket(AF_INET, SOCK_STREAM, 0) >= 0 ? DONE : 6;
}

static void test_files_are_shut_off(void **state)
{
    int how;
    (void)state;
    inherited = open("/etc/passwd", O_RDONLY);
    pid_t child = fork();
    if (child == 0)
        _exit(sandbox_harden() == STATUS_OK ? file_attempt() : 1);
    assert_int_equal(waitpid(child, &how, 0), child);
    close(inherited);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), DONE);
}

/* ---- a process that talks to the outside ---- */

static struct sockaddr_un door = {.sun_family = AF_UNIX};

static bool knocks(void)
{
    int way = socket(AF_UNIX, SOCK_STREAM, 0);
    bool in = way >= 0 && connect(way, (const struct sockaddr *)&door, sizeof door) == 0;
    if (way >= 0)
        close(way);
    return in;
}

static void *run_thread(void *context)
{
    *(bool *)context = syscall(SYS_tgkill, getpid(), getppid(), 0) < 0 && errno == ESRCH;
    return NULL;
}

static int outside_attempt(void)
{
    int pair[2];
    bool ran = false;
    pthread_t thread;
    if (!knocks() || sandbox_enter(SANDBOX_OUTSIDE, MEBIBYTES) != STATUS_OK)
        return 1;
    if (knocks() || errno != EAFNOSUPPORT)
        return 2;
    if (syscall(SYS_socket, AF_UNIX | UINT64_C(1) << 32, SOCK_STREAM, 0) >= 0)
        return 3;
    if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) == 0)
        return 4;
    if (kill(getppid(), 0) == 0 || errno != EPERM)
        return 5;
    if (syscall(SYS_tgkill, getppid(), getppid(), 0) == 0 || errno != EPERM)
        return 6;
    if (execl("/bin/true", "true", (char *)NULL) == 0 || errno != EPERM)
        return 7;
    if (syscall(SYS_io_uring_setup, 1, NULL) >= 0 || errno != EPERM)
        return 8;
    if (fcntl(0, F_SETOWN, getppid()) == 0 || errno != EPERM)
        return 13;
    if (syscall(SYS_tgkill, getpid(), getpid(), 0) != 0)
        return 9;
    if (socket(AF_INET, SOCK_STREAM, 0) < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return 10;
    if (pthread_create(&thread, NULL, run_thread, &ran) != 0 || pthread_join(thread, NULL) != 0)
        return 11;
    return ran ? DONE : 12;
}

static void test_outside_is_not_inside(void **state)
{
    char folder[] = "/tmp/portolan-door-XXXXXX";
    int how, listening = socket(AF_UNIX, SOCK_STREAM, 0);
    (void)state;
    if (!sandbox_enforced())
        skip();
    assert_non_null(mkdtemp(folder));
    snprintf(door.sun_path, sizeof door.sun_path, "%s/command", folder);
    assert_int_equal(bind(listening, (const struct sockaddr *)&door, sizeof door), 0);
    assert_int_equal(listen(listening, 4), 0);
    pid_t child = fork();
    if (child == 0)
        _exit(outside_attempt());
    assert_int_equal(waitpid(child, &how, 0), child);
    close(listening);
    unlink(door.sun_path);
    rmdir(folder);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), DONE);
}

/* All that a decoder needs. */
static int works(void)
{
    struct buffer bytes = {0};
    struct timespec now;
    if (channel_receive(ends[1], &bytes, 1000, NULL, -1) != STATUS_OK)
        return 1;
    for (size_t size = 1; size < 64u << 20; size *= 3) { /* heap, large blocks, growth */
        char *memory = malloc(size);
        memory = memory ? realloc(memory, size * 2) : NULL;
        if (!memory)
            return 2;
        memory[size] = 'x';
        free(memory);
    }
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 3;
    if (channel_send(ends[1], buffer_span(&bytes), -1, 1000) != STATUS_OK)
        return 4;
    buffer_free(&bytes);
    return DONE;
}

static int opens(void)
{
    return open("/etc/hostname", O_RDONLY) >= 0 ? DONE : DONE;
}

static int connects(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? DONE : DONE;
}

static int forks(void)
{
    return fork() >= 0 ? DONE : DONE;
}

static int executes(void)
{
    execl("/bin/true", "true", (char *)NULL);
    return DONE;
}

static int maps_a_file(void)
{
    return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, inherited, 0) != MAP_FAILED ? DONE : DONE;
}

static int maps_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED
               ? DONE
               : DONE;
}

static int makes_code(void)
{
    void *memory = malloc(8192);
    return mprotect((void *)((uintptr_t)memory & ~(uintptr_t)4095), 4096, PROT_EXEC) == 0 ? DONE
                                                                                          : DONE;
}

static int signals(void)
{
    return kill(getppid(), 0) == 0 ? DONE : DONE;
}

static int looks_around(void)
{
    char room[64];
    return syscall(SYS_getcwd, room, sizeof room) > 0 ? DONE : DONE;
}

static int raises_its_limit(void)
{
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    return setrlimit(RLIMIT_AS, &limit) == 0 ? DONE : DONE;
}

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* The C library looks once how much memory there is before it sorts what is not little. */
static int sorts(void)
{
    enum { MANY = 100000 };
    int *numbers = malloc(MANY * sizeof *numbers);
    if (!numbers)
        return 1;
    for (int i = 0; i < MANY; i++)
        numbers[i] = MANY - i;
    qsort(numbers, MANY, sizeof *numbers, by_number);
    return numbers[0] == 1 ? DONE : 2;
}

static void test_a_decoder_can_work(void **state)
{
    (void)state;
    attempt *const tries[] = {works, sorts};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        int how = how_ends(tries[i]);
        assert_true(WIFEXITED(how));
        assert_int_equal(WEXITSTATUS(how), DONE);
    }
}

static void test_nothing_else_is_possible(void **state)
{
    (void)state;
    if (!sandbox_enforced())
        skip();
    static attempt *const attempts[] = {opens,        connects,        forks,      executes,
                                        maps_a_file,  maps_code,       makes_code, signals,
                                        looks_around, raises_its_limit};
    inherited = open("/etc/passwd", O_RDONLY);
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
        int how = how_ends(attempts[i]);
        if (!WIFSIGNALED(how) || WTERMSIG(how) != SIGSYS)
            fail_msg("attempt %zu ended with %x", i, (unsigned)how);
    }
    close(inherited);
}

static int wants_much(void)
{
    return malloc((size_t)MEBIBYTES << 20) ? 1 : DONE;
}

static void test_memory_is_limited(void **state)
{
    (void)state;
    if (!sandbox_enforced())
        skip();
    int how = how_ends(wants_much);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_are_shut_off), cmocka_unit_test(test_outside_is_not_inside),
        cmocka_unit_test(test_a_decoder_can_work), cmocka_unit_test(test_nothing_else_is_possible),
        cmocka_unit_test(test_memory_is_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
