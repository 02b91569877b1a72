/* A list as a table with a header row: which column holds what is a table of its own. */
#ifndef WATCH_CSV_TABLE_H
#define WATCH_CSV_TABLE_H

#include "watch/csv.h"
#include "watch/internal.h"

enum { CSV_COLUMNS = 16 };

struct csv_form {
    const char *const *titles; /* of the columns that are read */
    int count;                 /* at most CSV_COLUMNS */
    /* One row; `cells` in the order of `titles`, empty where the file has no such column. */
    void (*row)(struct draft *draft, uint32_t line, const struct span *cells);
};

/* Whether the first row has all of the first `needed` titles. */
bool csv_is(struct span bytes, const struct csv_form *form, int needed);
enum status csv_read(struct span bytes, const struct csv_form *form, struct draft *draft);

#endif
