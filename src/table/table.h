/* Tables as people send them: delimited text, columns of fixed width, JSON, spreadsheets (XLSX).
 * Syntax only: a body in, rows of cells out; what a column means is the profile's business.
 *
 * All kinds come as the same rows. Of JSON the values outside of the array of persons come first, one
 * a row: path ("flight.number") and value; then a row of the members' names; then the objects. Of a
 * spreadsheet one sheet is read; a formula is what the file keeps as its result, or else its text.
 *
 * Cells are UTF-8 without blanks around them, each with its bytes in the body as received, quotation
 * marks not counted. The bytes of a spreadsheet are packed: its cells have no range (size 0), and a
 * row begins at the byte of its own number, so that no two rows begin at one place.
 *
 * A table borrows body, form and arena. Text is read while it is walked, so the cells of a row are
 * valid until the next; JSON and spreadsheets are read whole when opened. Nothing here fails for a
 * fault of a row; time is linear in the body, memory bounded by limits.h. One thread a table. */
#ifndef TABLE_TABLE_H
#define TABLE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "table/limits.h"

enum table_kind { TABLE_DELIMITED, TABLE_FIXED, TABLE_JSON, TABLE_XLSX, TABLE_KINDS };

/* AUTO: UTF-16 by its mark or its zeros; else a cell that is UTF-8 is that, and any other Latin-1. */
enum table_encoding {
    TABLE_AUTO,
    TABLE_UTF8,
    TABLE_LATIN1,
    TABLE_WINDOWS_1251, /* Cyrillic */
    TABLE_UTF16,
    TABLE_ENCODINGS
};

/* Characters from..to of a line, counted from 1; `to` 0: to the end. */
struct table_width {
    uint32_t from, to;
};

struct table_form {
    enum table_kind kind;
    enum table_encoding encoding;
    char delimiter;                   /* DELIMITED; 0: the likeliest of , ; tab | */
    char quote;                       /* DELIMITED; 0: none */
    const struct table_width *widths; /* FIXED */
    size_t width_count;
    struct span path;  /* JSON: of the array, "manifest.persons"; empty: the largest one */
    struct span sheet; /* XLSX: its name; empty: the first */
};

struct table_cell {
    struct span text;
    uint32_t begin, size;
};

struct table_row {
    uint32_t number; /* text: of its first line; JSON: of the object; XLSX: of the row; from 1 */
    uint32_t begin, end;
    struct table_cell *cells;
    uint32_t count;
    bool over; /* it has more cells than limits.h allows; the others are left out */
};

/* For a process that is about to give up opening files: loads what the libraries for spreadsheets
 * would look for later. Sets the process's time zone to UTC. */
void table_prepare(void);

struct table;
/* Sets `out` to a table in `arena`. STATUS_INPUT when the body is no table of that kind at all (no
 * JSON, no spreadsheet), with a sentence. */
enum status table_open(struct span body, const struct table_form *form, struct arena *arena,
                       struct table **out);

/* The next row that has anything in it; false at the end. */
bool table_next(struct table *table, struct table_row *out);

/* Back to the first row. */
void table_rewind(struct table *table);

/* Not everything of the body was read: it is larger than limits.h, or damaged further on. */
bool table_cut(const struct table *table);

/* The kind that a body looks like: PK.. a spreadsheet, { or [ JSON, else delimited. */
enum table_kind table_sniff(struct span body);

/* The mark between the cells of a delimited text: of , ; tab | the one that cuts most lines alike. */
char table_delimiter(struct span text);

#endif
