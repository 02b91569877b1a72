/* Persons whom not all names of the lists were compared with. */
#include "store/internal.h"

static enum status run_one(struct store *store, int slot, int64_t traveller)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(traveller), &file);
    if (status)
        return status;
    struct query query = query_start(file->database, slot);
    query_int(&query, 1, traveller);
    return store_run(file, &query);
}

enum status store_unscreened_put(struct store *store, int64_t traveller)
{
    return run_one(store, DAY_UNSCREENED_PUT, traveller);
}

enum status store_unscreened_drop(struct store *store, int64_t traveller)
{
    return run_one(store, DAY_UNSCREENED_DROP, traveller);
}

enum status store_unscreened(struct store *store, int32_t day,
                             bool (*each)(void *context, int64_t traveller), void *context)
{
    struct store_file *file;
    enum status status = store_list_day(store, day, &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_UNSCREENED);
    while (query_next(&query))
        if (!each(context, query_column_int(&query, 0)))
            break;
    return store_end(file, &query);
}
