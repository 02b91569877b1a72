#include <poll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "pipeline/engine.h"
#include "roles/control.h"

enum {
    IDLE_MILLISECONDS = 1000,
    LOOKING_MILLISECONDS = 100,
    WAIT_MILLISECONDS = 5,
    RETRY_MILLISECONDS = 1000
};
#define CLOSE_EVERY (60 * MICROS_PER_SECOND)

static enum status ask_decoder(void *context, int *socket, bool *killed)
{
    enum role_ending before = ENDING_NONE;
    (void)context;
    *socket = -1;
    enum status status = control_ask_ending(CONTROL_DECODER, &before, socket);
    if (status == STATUS_OK && *socket < 0)
        status = status_fail(STATUS_IO, "The parent process sent no decoder.");
    *killed = before == ENDING_KILLED;
    return status;
}

/* True when told to stop. */
static bool wait_for_work(int stop, int milliseconds)
{
    struct pollfd polled[] = {{stop, POLLIN, 0}, {WORK_BELL, POLLIN, 0}};
    uint64_t rings;
    poll(polled, 2, milliseconds);
    if (polled[1].revents && read(WORK_BELL, &rings, sizeof rings) < 0)
        log_write(LOG_WARN, EVENT_ENVIRONMENT, "text=\"The doorbell cannot be read.\"");
    return polled[0].revents != 0;
}

/* What the environment refuses is tried again here and nowhere else. */
static int after_failure(enum status status)
{
    log_write(LOG_ERROR, EVENT_ENVIRONMENT, "status=%s text=\"%s\"", status_word(status),
              status_sentence());
    return RETRY_MILLISECONDS;
}

static bool is_final(enum status status)
{
    return status == STATUS_CLOSED || status == STATUS_DAMAGED || status == STATUS_NEWER;
}

static enum status follow(struct engine *engine, int stop)
{
    int64_t close_at = 0;
    int wait = 0;
    while (!wait_for_work(stop, wait)) {
        struct engine_step step;
        enum status status = engine_step(engine, &step);
        if (step.news)
            role_ring(NEWS_BELL);
        if (status == STATUS_OK && step.entries == 0 && clock_monotonic() >= close_at) {
            status = engine_close_days(engine, clock_now());
            close_at = clock_monotonic() + CLOSE_EVERY;
        }
        if (is_final(status))
            return status;
        if (status != STATUS_OK)
            wait = after_failure(status);
        else if (step.waiting)
            wait = WAIT_MILLISECONDS;
        else
            wait = step.entries ? 0 : step.looking ? LOOKING_MILLISECONDS : IDLE_MILLISECONDS;
    }
    return STATUS_OK;
}

enum status screen_run(struct system *system)
{
    int stop = role_stop_signals();
    struct keyring *keyring = keyring_new(control_keys());
    struct engine *engine = NULL;
    struct engine_options options = {.config = system->config,
                                     .keyring = keyring,
                                     .journal = system->folder.journal,
                                     .authored = system->folder.authored,
                                     .derived = system->folder.derived,
                                     .fresh_decoder = ask_decoder};
    enum role_ending before;
    enum status status = control_ask_ending(CONTROL_ENDING, &before, NULL);
    options.at_fault = status == STATUS_OK && before == ENDING_OWN;
    if (status == STATUS_OK)
        status = engine_open(&options, &engine);
    if (status == STATUS_OK)
        status = control_ask((struct control_head){.request = CONTROL_READY}, SPAN("screen\n"),
                             NULL, NULL);
    if (status == STATUS_OK)
        status = follow(engine, stop);
    engine_close(engine);
    keyring_free(keyring);
    return status;
}
