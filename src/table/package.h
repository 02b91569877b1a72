/* A spreadsheet's file: a zip of XML parts, read one after the other and never unpacked whole.
 *
 * It may be hostile: all parts together give at most TABLE_MOST_UNPACKED bytes (then table_cut); a
 * document type (entities) ends a part; nothing outside of the file is ever asked for. */
#ifndef TABLE_PACKAGE_H
#define TABLE_PACKAGE_H

#include <libxml/xmlreader.h>
#include <zip.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "table/internal.h"

struct package {
    struct table *table;
    zip_t *zip;
    uint64_t unpacked;
};

/* One part while it is read: the element that begins or ends. */
struct part {
    struct package *package;
    zip_file_t *file;
    xmlTextReaderPtr reader;
    bool ends;
    const char *name;   /* its local name */
    struct buffer text; /* of the <t>, <v> or <f> that came since the last begin of one's owner */
    int phonetic;       /* depth inside of <rPh> */
    int inside;         /* depth inside of <t>, <v>, <f> */
};

enum status package_open(struct package *package);
void package_close(struct package *package);

/* Calls `see` for each begin and end of an element; an empty element begins and ends. A part that is
 * not there, or is no XML, has none. */
void package_read(struct package *package, struct span name,
                  void (*see)(void *context, const struct part *part), void *context);

/* Whether an element of that (local) name begins, or ends. */
bool part_is(const struct part *part, const char *name);
bool part_ends(const struct part *part, const char *name);
/* An attribute by its local name, copied; empty when there is none. */
struct span part_attribute(const struct part *part, const char *name);
/* The text gathered of the element that ends, copied. */
struct span part_text(const struct part *part);

#endif
