#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/log.h"
#include "roles/roles.h"

int role_stop_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP); /* a terminal that is closed tells every process */
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

void role_ring(int bell)
{
    uint64_t one = 1;
    if (write(bell, &one, sizeof one) < 0)
        log_write(LOG_WARN, EVENT_ENVIRONMENT, "text=\"The doorbell could not be rung.\"");
}
