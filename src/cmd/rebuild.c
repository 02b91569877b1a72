#include "roles/rebuild.h"

#include <unistd.h>

#include "base/clock.h"
#include "cmd/command.h"

struct shown {
    int64_t next;
    bool any;
};

/* On a terminal, twice a second. */
static void show_progress(void *context, int64_t done, int64_t all)
{
    struct shown *shown = context;
    if (!isatty(STDERR_FILENO) || clock_monotonic() < shown->next)
        return;
    fprintf(stderr, "\rmessage %lld of %lld ", (long long)done, (long long)all);
    shown->next = clock_monotonic() + MICROS_PER_SECOND / 2;
    shown->any = true;
}

int command_rebuild(const struct words *words)
{
    struct system system;
    struct rebuild_outcome outcome;
    struct shown shown = {0};
    enum status status = system_open(words, &system);
    if (status != STATUS_OK)
        return command_fail(status);
    if (access(system.folder.secrets, F_OK) < 0)
        status = status_fail(STATUS_MISSING, "There is no data in %s.", words->data);
    if (status == STATUS_OK)
        status = rebuild_run(&system, show_progress, &shown, &outcome);
    system_close(&system);
    if (shown.any)
        fputc('\n', stderr);
    if (status != STATUS_OK)
        return command_fail(status);
    printf("Rebuilt from %lld messages: %lld travellers, %lld decisions, %lld of which no longer "
           "find their person.\n",
           (long long)outcome.messages, (long long)outcome.travellers, (long long)outcome.decisions,
           (long long)outcome.lost);
    if (outcome.sealed)
        printf("%lld messages of sealed months were left as they are.\n",
               (long long)outcome.sealed);
    return outcome.lost ? EXIT_NO : EXIT_DONE;
}
