#include "watch/csv_table.h"

/* Which of the titles stands where in the file; -1: none. */
struct head {
    int columns[CSV_FIELDS];
    size_t count;
    bool has[CSV_COLUMNS];
};

static void read_head(const struct csv_row *row, const struct csv_form *form, struct head *head)
{
    *head = (struct head){.count = row->count};
    for (size_t i = 0; i < row->count; i++) {
        int column = csv_column(row->fields[i], form->titles, form->count);
        head->columns[i] = column >= 0 && !head->has[column] ? column : -1;
        if (column >= 0)
            head->has[column] = true;
    }
}

bool csv_is(struct span bytes, const struct csv_form *form, int needed)
{
    struct arena arena = {0};
    struct csv csv = csv_open(bytes, &arena);
    struct csv_row row;
    struct head head;
    bool all = csv_next(&csv, &row);
    if (all)
        read_head(&row, form, &head);
    for (int i = 0; i < needed && all; i++)
        all = head.has[i];
    arena_free(&arena);
    return all;
}

enum status csv_read(struct span bytes, const struct csv_form *form, struct draft *draft)
{
    struct csv csv = csv_open(bytes, draft->arena);
    struct csv_row row;
    struct head head = {0};
    if (csv_next(&csv, &row))
        read_head(&row, form, &head);
    while (csv_next(&csv, &row)) {
        struct span cells[CSV_COLUMNS] = {0};
        for (size_t i = 0; i < row.count && i < head.count; i++)
            if (head.columns[i] >= 0)
                cells[head.columns[i]] = row.fields[i];
        form->row(draft, row.line, cells);
    }
    return csv_end(&csv);
}
