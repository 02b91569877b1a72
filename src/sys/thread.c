#include "sys/thread.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

bool thread_start(pthread_t *out, void *(*run)(void *context), void *context)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(out, NULL, run, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code == 0;
}

/* On Linux a thread has its own. Where that is refused it works as others do. */
void thread_go_last(void)
{
    enum { LAST = 19 };
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), LAST);
}
