#include <string.h>

#include "base/log.h"
#include "cmd/command.h"
#include "sys/files.h"

int command_run(const struct words *words)
{
    struct system system;
    enum status status = system_open(words, &system);
    if (status != STATUS_OK)
        return command_fail(status);
    status = parent_run(&system);
    int code = status == STATUS_OK ? EXIT_DONE : command_fail(status);
    system_close(&system);
    return code;
}

static enum status run_role(enum role role, struct system *system)
{
    switch (role) {
    case ROLE_RECEIVE: return receive_run(system);
    case ROLE_SCREEN: return screen_run(system);
    case ROLE_SERVE: return serve_run(system);
    case ROLE_LOOKUP: return lookup_run(system);
    case ROLE_DECODE:
    case ROLES: break;
    }
    return decode_run();
}

int command_role(const struct words *words)
{
    enum role role;
    struct system system = {0};
    enum status status = STATUS_OK;
    if (!role_parse(words->plain[0], &role))
        return command_usage("There is no role %s.", words->plain[0]);
    if (role != ROLE_DECODE)
        status = system_open(words, &system);
    log_start(role_word(role), system.config
                                   ? (enum log_level)config_count(system.config, SETTING_LOG_LEVEL)
                                   : LOG_INFO);
    if (status == STATUS_OK)
        status = run_role(role, &system);
    if (status != STATUS_OK && status != STATUS_CLOSED)
        log_write(LOG_ERROR, EVENT_ENVIRONMENT, "status=%s text=\"%s\"", status_word(status),
                  status_sentence());
    if (role != ROLE_DECODE)
        system_close(&system);
    return status == STATUS_OK ? EXIT_DONE : EXIT_FAILED;
}
