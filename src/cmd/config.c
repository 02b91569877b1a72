#include "config/config.h"

#include <string.h>
#include <unistd.h>

#include "cmd/command.h"
#include "lookup/lookup.h"

/* Each setting may be right, and together they do not do. */
static int check_together(const char *path, struct buffer *report)
{
    struct config *config;
    struct lookup_settings lookup;
    if (config_load(path, &config) != STATUS_OK)
        return 0;
    bool fault = lookup_is_set(config) && lookup_settings_read(config, &lookup) != STATUS_OK;
    if (fault)
        buffer_format(report, "%s: %s\n", path, status_sentence());
    config_free(config);
    return fault;
}

static int check(const char *path)
{
    struct buffer report = {0};
    int faults = config_check(path, &report);
    if (faults < 0)
        return command_fail(STATUS_IO);
    if (faults == 0)
        faults = check_together(path, &report);
    if (faults == 0)
        buffer_format(&report, "%s: nothing is wrong.\n", path);
    print_out(&report);
    buffer_free(&report);
    return faults ? EXIT_NO : EXIT_DONE;
}

int command_config(const struct words *words)
{
    struct system system;
    struct buffer out = {0};
    if (strcmp(words->command, "config manual") == 0) {
        config_manual(&out);
        print_out(&out);
        buffer_free(&out);
        return EXIT_DONE;
    }
    if (strcmp(words->command, "config check") == 0) {
        struct folder folder = folder_open(words->data);
        const char *path = words->count ? words->plain[0] : folder.settings;
        int code = EXIT_DONE;
        if (!words->count && access(path, F_OK) < 0)
            printf("There is no %s: every setting has its default.\n", path);
        else
            code = check(path);
        folder_free(&folder);
        return code;
    }
    enum status status = system_open(words, &system);
    if (status != STATUS_OK)
        return command_fail(status);
    config_print(system.config, &out);
    print_out(&out);
    buffer_free(&out);
    system_close(&system);
    return EXIT_DONE;
}
