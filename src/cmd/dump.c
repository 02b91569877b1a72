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
    struct view view;
    bool canonical = words->as != NULL;
    if (canonical && strcmp(words->as, "canonical") != 0)
        return command_usage("--as takes the word canonical.");
    enum status status = view_open(words, &view);
    if (status != STATUS_OK)
        return command_fail(status);
    status = view_access(&view, "dump", "everything");
    if (status == STATUS_OK && view.store && view.journal)
        status = dump_store(view.store, view.journal, canonical, write_line, NULL);
    view_close(&view);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
