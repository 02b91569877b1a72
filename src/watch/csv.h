/* Rows of comma-separated values (RFC 4180): fields in quotation marks, in which two of them stand for one;
 * also with the semicolons or tabs that spreadsheets write in the place of commas. */
#ifndef WATCH_CSV_H
#define WATCH_CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"

enum { CSV_FIELDS = 64, CSV_FIELD_SIZE = 64 * 1024 };

struct csv_row {
    uint32_t line;
    size_t count;
    struct span fields[CSV_FIELDS]; /* without blanks around them; in the file or the arena */
};
struct csv {
    struct span rest;
    uint32_t line;
    char mark; /* between fields */
    struct arena *arena;
    const char *fault; /* why it cannot be read on */
};

/* `bytes` are borrowed. The mark is that of the first row. */
struct csv csv_open(struct span bytes, struct arena *arena);
/* False at the end, and when `csv->fault` is set. Blank rows are passed over. */
bool csv_next(struct csv *csv, struct csv_row *row);
/* STATUS_INPUT with a sentence when reading ended by a fault. */
enum status csv_end(const struct csv *csv);
/* In which of `titles` (case aside) the title stands; -1: in none. */
int csv_column(struct span title, const char *const *titles, int count);

#endif
