#include <stdlib.h>

#include "watch/bundle.h"
#include "watch/internal.h"

enum { LIST_MOST = 512 * 1024 * 1024 };

static const struct {
    const char *word;
    bool (*is)(struct span bytes);
    enum status (*read)(struct span bytes, struct draft *draft);
} formats[WATCH_FORMATS] = {
#define FORMAT(name, word, is, read) [WATCH_FORMAT_##name] = {word, is, read},
#include "watch/formats.def"
#undef FORMAT
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

/* The first that it looks like; our own CSV looks like nothing and is the last. */
static enum watch_format sniff(struct span bytes)
{
    for (unsigned i = 0; i < WATCH_FORMATS; i++)
        if (formats[i].is && formats[i].is(bytes))
            return (enum watch_format)i;
    return WATCH_FORMAT_CSV;
}

static enum status read_plain(struct span bytes, enum watch_format format, struct draft *draft)
{
    if (format == WATCH_FORMAT_SNIFF)
        format = sniff(bytes);
    draft->report->format = format;
    return formats[format].read(bytes, draft);
}

static enum status read_packed(struct span bytes, enum watch_format format, struct draft *draft)
{
    struct bundle bundle;
    enum status status = bundle_open(bytes, LIST_MOST, draft->arena, &bundle);
    if (status != STATUS_OK)
        return status;
    if (import_is_ofac_bundle(&bundle)) {
        draft->report->format = WATCH_FORMAT_OFAC_CSV;
        return import_ofac_bundle(&bundle, draft);
    }
    if (bundle.count != 1)
        return status_fail(STATUS_INPUT,
                           "The ZIP file holds %zu files, and sdn.csv is not among them: "
                           "pack the one file of the list.",
                           bundle.count);
    return read_plain(bundle.files[0].bytes, format, draft);
}

enum status watch_import_parse(const struct watch_import_order *order, struct arena *arena,
                               struct watch_list *out, struct watch_import *report)
{
    struct watch_import found = {0};
    struct draft draft = {.arena = arena, .report = &found, .before = order->before};
    if (order->bytes.size == 0)
        return status_fail(STATUS_INPUT, "The list is an empty file.");
    if (order->bytes.size > LIST_MOST)
        return status_fail(STATUS_INPUT, "The list is larger than 512 MiB.");
    enum status status = bundle_is(order->bytes) ? read_packed(order->bytes, order->format, &draft)
                                                 : read_plain(order->bytes, order->format, &draft);
    if (status != STATUS_OK)
        return status;
    draft_finish(&draft, out);
    *report = found;
    return STATUS_OK;
}
