#include "pipeline/dump.h"

#include <string.h>

#include "cmd/command.h"

static enum status write_line(void *context, struct span line)
{
    (void)context;
    struct buffer out = {0};
    buffer_append(&out, line.at, line.size);
    enum status status = print_out(&out);
    buffer_free(&out);
    return status;
}

int command_dump(const struct words *words)
{
    struct console console;
    bool canonical = words->as != NULL;
    if (canonical && strcmp(words->as, "canonical") != 0)
        return command_usage("--as takes the word canonical.");
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    status = console_access(&console, "dump", "everything");
    if (status == STATUS_OK && console.store && console.journal)
        status = dump_store(console.store, console.journal, canonical, write_line, NULL);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
