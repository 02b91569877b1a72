#include "roles/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* In the child: keeps 0..4 and nothing else, and becomes the role. */
static void become(enum role role, const char *data, int control, int bell)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* Out of the way of 3 and 4 first, so that the order of dup2 does not matter. */
    int from = fcntl(control, F_DUPFD, 10), ring = bell >= 0 ? fcntl(bell, F_DUPFD, 10) : -1;
    if (from < 0 || dup2(from, CONTROL_DESCRIPTOR) < 0 ||
        (ring >= 0 && dup2(ring, BELL_DESCRIPTOR) < 0))
        _exit(127);
    close_range(ring >= 0 ? BELL_DESCRIPTOR + 1 : BELL_DESCRIPTOR, ~0U, 0);
    execl("/proc/self/exe", "portolan", "role", role_word(role), "--data", data, (char *)NULL);
    _exit(127);
}

enum status role_spawn(enum role role, const char *data, int bell, pid_t *pid, int *ours)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return status_fail(STATUS_IO, "No socket pair could be made: %s.", strerror(errno));
    pid_t child = fork();
    if (child == 0)
        become(role, data, pair[1], role == ROLE_DECODE ? -1 : bell);
    close(pair[1]);
    if (child < 0) {
        close(pair[0]);
        return status_fail(STATUS_IO, "No process could be started: %s.", strerror(errno));
    }
    *pid = child;
    *ours = pair[0];
    return STATUS_OK;
}
