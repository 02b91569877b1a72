/* Eleven more months of the index, loaded in bulk. */
#include "layout_months.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "store/internal.h"
#include "sys/files.h"

struct row {
    int64_t hash, traveller;
};

struct span months_value(int32_t month, uint32_t number, int row, char *out)
{
    snprintf(out, 40, "%d-%u-%d", month, number, row);
    return span_of(out);
}

static int compare(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

/* In the order of the file, as a merge would. */
static enum status load_kind(struct database *database, const struct seal_key *key, int32_t month,
                             uint32_t persons, int kind, struct row *rows)
{
    char text[40];
    for (uint32_t i = 0; i < persons; i++)
        rows[i] = (struct row){
            (int64_t)seal_index(key, (unsigned)kind, months_value(month, i, kind, text)),
            id_make(months_day(month) + (int32_t)(i % 28), 1 + (int32_t)(i / 28))};
    qsort(rows, persons, sizeof *rows, compare);
    enum status status = database_begin(database);
    for (uint32_t i = 0; !status && i < persons; i++) {
        struct query query = query_start(database, MONTH_ADD);
        query_int(&query, 1, kind);
        query_int(&query, 2, rows[i].hash);
        query_int(&query, 3, rows[i].traveller);
        status = query_run(&query);
    }
    return status ? status : database_commit(database);
}

int32_t months_day(int32_t month)
{
    return date_to_day((struct date){month / 12, month % 12 + 1, 1});
}

enum status months_load(const char *folder, struct keyring *keyring, int32_t month,
                        uint32_t persons)
{
    char path[400], name[8];
    const struct seal_key *key;
    struct database *database;
    snprintf(path, sizeof path, "%s/index", folder);
    enum status status = file_make_folder(path);
    snprintf(path, sizeof path, "%s/index/%s.db", folder, month_format(month, name));
    if (!status)
        status = keyring_installation(keyring, KEY_INDEX, &key);
    if (!status)
        status = database_open(path, &store_month_plan, DATABASE_WRITE, &database);
    if (status)
        return status;
    struct row *rows = memory_alloc(sizeof *rows * persons);
    for (int kind = 1; !status && kind < INDEX_KINDS; kind++)
        status = load_kind(database, key, month, persons, kind, rows);
    free(rows);
    database_close(database);
    return status;
}
