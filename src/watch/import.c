#include <stdlib.h>

#include "watch/internal.h"

enum { LIST_MOST = 512 * 1024 * 1024 };

static const struct {
    const char *word;
    enum status (*read)(struct span bytes, struct draft *draft);
} formats[WATCH_FORMATS] = {
    [WATCH_FORMAT_SNIFF] = {"", NULL},
    [WATCH_FORMAT_UN] = {"un", import_un},
    [WATCH_FORMAT_CSV] = {"csv", import_csv},
};

const char *watch_format_word(enum watch_format format)
{
    return formats[format].word;
}

bool watch_format_parse(struct span word, enum watch_format *out)
{
    for (unsigned i = 0; i < WATCH_FORMATS; i++)
        if (span_is(word, formats[i].word)) {
            *out = (enum watch_format)i;
            return true;
        }
    return false;
}

enum status watch_import_parse(struct span bytes, enum watch_format format, struct arena *arena,
                               struct watch_list *out, struct watch_import *report)
{
    struct watch_import found = {0};
    struct draft draft = {.arena = arena, .report = &found};
    if (bytes.size == 0)
        return status_fail(STATUS_INPUT, "The list is an empty file.");
    if (bytes.size > LIST_MOST)
        return status_fail(STATUS_INPUT, "The list is larger than 512 MiB.");
    if (format == WATCH_FORMAT_SNIFF)
        format = import_is_un(bytes) ? WATCH_FORMAT_UN : WATCH_FORMAT_CSV;
    found.format = format;
    enum status status = formats[format].read(bytes, &draft);
    if (status != STATUS_OK)
        return status;
    draft_finish(&draft, out);
    *report = found;
    return STATUS_OK;
}
