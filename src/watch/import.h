/* Reading lists as their publishers write them (docs/lists.md). Input is hostile: no entity is
 * expanded, nothing is fetched, depth and size are bounded. */
#ifndef WATCH_IMPORT_H
#define WATCH_IMPORT_H

#include "base/buffer.h"
#include "watch/list.h"

enum watch_format {
#define FORMAT(name, word, is, read) WATCH_FORMAT_##name,
#include "watch/formats.def"
#undef FORMAT
    WATCH_FORMATS
};
const char *watch_format_word(enum watch_format format);
bool watch_format_parse(struct span word, enum watch_format *out);

/* One thing that was passed over. Borrows the arena. */
struct watch_passed {
    uint32_t line;      /* of the file */
    struct span entry;  /* its id as far as known */
    const char *reason; /* a static sentence */
};
struct watch_import {
    enum watch_format format; /* as found */
    uint32_t entries, names, births, documents, contacts;
    uint32_t skipped;            /* entries of the file that are no persons (companies, ships) */
    struct watch_passed *passed; /* entries or parts of them that could not be read */
    uint32_t passed_count, passed_shown; /* all that were, and the length of `passed` */
};

struct watch_import_order {
    struct span bytes; /* as published; also packed in a ZIP file */
    enum watch_format format;
    const struct watch_list *before; /* the version in force, which a delta changes; NULL: none */
};

/* Reads a list; it and the report live in `arena`, and borrow `order->before`. STATUS_INPUT when it is no
 * such list at all or breaks off in the middle: a list is taken whole or not at all, single faults within
 * it are passed over and reported. */
enum status watch_import_parse(const struct watch_import_order *order, struct arena *arena,
                               struct watch_list *out, struct watch_import *report);

#endif
