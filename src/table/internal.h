/* Shared by the files of table/ alone. */
#ifndef TABLE_INTERNAL_H
#define TABLE_INTERNAL_H

#include "table/table.h"

/* Rows that were read whole; grow in the arena. */
struct table_rows {
    struct table_row *at;
    size_t count, room;
    size_t cells; /* of all */
};

struct table {
    struct arena *arena;
    const struct table_form *form;
    struct span text; /* UTF-8, Latin-1 or Windows-1251, without a mark of its encoding */
    uint32_t skipped; /* bytes of the body before it */
    enum table_encoding encoding;
    const uint32_t *places; /* UTF-16: where each 64th byte of `text` was in the body */
    struct span body;
    char delimiter;
    size_t at; /* the next byte of `text` to look at */
    uint32_t line;
    struct table_cell *cells; /* of the row under way */
    struct table_rows rows;   /* JSON, XLSX */
    size_t next_row;
    bool cut;
};

/* ---- encoding.c ---- */
/* Sets text, encoding and what leads back to the body. */
void table_decode_text(struct table *table);
/* A part of `text` as a cell: trimmed, as UTF-8, with its place in the body. */
struct table_cell table_cell_of(struct table *table, struct span part);
/* The same where the text is another than its bytes (quotation marks taken off). */
struct table_cell table_cell_as(struct table *table, struct span part, struct span text);
/* A text that came by another way than a cell, as UTF-8. */
struct span table_as_utf8(struct table *table, struct span text);
/* Where byte `at` of `text` is in the body. */
uint32_t table_place(const struct table *table, size_t at);

/* ---- lines.c: the next row of a text ---- */
bool table_next_delimited(struct table *table, struct table_row *out);
bool table_next_fixed(struct table *table, struct table_row *out);

/* ---- into `rows` ---- */
/* A new row of `count` empty cells, valid until the next; NULL when limits are reached (cut is set). */
struct table_row *table_add_row(struct table *table, uint32_t number, size_t count);

/* ---- json.c, xlsx.c: all rows ---- */
enum status table_read_json(struct table *table);
enum status table_read_xlsx(struct table *table);

#endif
