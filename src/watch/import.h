/* Reading lists as their publishers write them (docs/lists.md). Input is hostile: no entity is
 * expanded, nothing is fetched, depth and size are bounded. */
#ifndef WATCH_IMPORT_H
#define WATCH_IMPORT_H

#include "base/buffer.h"
#include "watch/list.h"

enum watch_format {
    WATCH_FORMAT_SNIFF,
    WATCH_FORMAT_UN,  /* UN Security Council consolidated list, XML */
    WATCH_FORMAT_CSV, /* our own */
    WATCH_FORMATS
};
const char *watch_format_word(enum watch_format format); /* "un", "csv" */
bool watch_format_parse(struct span word, enum watch_format *out);

/* One thing that was passed over. Borrows the arena. */
struct watch_passed {
    uint32_t line;      /* of the file */
    struct span entry;  /* its id as far as known */
    const char *reason; /* a static sentence */
};
struct watch_import {
    enum watch_format format; /* as found */
    uint32_t entries, names, births, documents;
    uint32_t skipped;            /* entries of the file that are no persons (companies, ships) */
    struct watch_passed *passed; /* entries or parts of them that could not be read */
    uint32_t passed_count, passed_shown; /* all that were, and the length of `passed` */
};

/* Reads `bytes`; the list and the report live in `arena`. STATUS_INPUT when they are no such list
 * at all or break off in the middle: a list is taken whole or not at all, single faults within it
 * are passed over and reported. */
enum status watch_import_parse(struct span bytes, enum watch_format format, struct arena *arena,
                               struct watch_list *out, struct watch_import *report);

#endif
