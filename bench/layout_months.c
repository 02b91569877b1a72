/* Eleven more months of the index, loaded in bulk. */
#include "layout_months.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "store/internal.h"

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
static enum status load_kind(struct store_file *file, const struct seal_key *key, uint32_t persons,
                             int kind, struct row *rows)
{
    char text[40];
    for (uint32_t i = 0; i < persons; i++)
        rows[i] = (struct row){
            (int64_t)seal_index(key, (unsigned)kind, months_value(file->number, i, kind, text)),
            id_make(months_day(file->number) + (int32_t)(i % 28), 1 + (int32_t)(i / 28))};
    qsort(rows, persons, sizeof *rows, compare);
    enum status status = database_begin(file->database);
    for (uint32_t i = 0; !status && i < persons; i++)
        status = store_month_add(file, kind, rows[i].hash, rows[i].traveller);
    if (!status)
        status = store_filter_sync(file);
    return status ? status : database_commit(file->database);
}

int32_t months_day(int32_t month)
{
    return date_to_day((struct date){month / 12, month % 12 + 1, 1});
}

static enum status load_month(struct store *store, const struct seal_key *key, int32_t month,
                              uint32_t persons)
{
    struct store_file *file;
    struct row *rows = memory_alloc(sizeof *rows * persons);
    enum status status = store_open_month(store, month, true, &file);
    if (!status)
        status = store_filter_write(store, file);
    for (int kind = 1; !status && kind < INDEX_KINDS; kind++)
        status = load_kind(file, key, persons, kind, rows);
    free(rows);
    return status;
}

enum status months_load(const char *folder, struct keyring *keyring, int32_t first, int count,
                        uint32_t persons)
{
    struct store *store;
    const struct seal_key *key;
    enum status status = keyring_installation(keyring, KEY_INDEX, &key);
    if (!status)
        status = store_open(folder, STORE_WRITE, keyring, &store);
    if (status)
        return status;
    for (int i = 0; !status && i < count; i++)
        status = load_month(store, key, first + i, persons);
    return status;
}
