/* What people said of two cards: parting what was merged, and keeping it apart. */
#include "store/internal.h"
#include "store/progress.h"

static enum status run_one(struct store_file *file, int slot, int64_t first, int64_t second)
{
    struct query query = query_start(file->database, slot);
    query_int(&query, 1, first);
    if (second)
        query_int(&query, 2, second);
    return query_run(&query);
}

enum status store_part(struct store *store, int64_t seq, int64_t younger)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(younger), &file);
    if (status)
        return status;
    status = run_one(file, DAY_TRAVELLER_PART, seq, younger);
    if (!status)
        status = run_one(file, DAY_EDGE_DROP, younger, 0);
    store_unpin(file);
    return status;
}

enum status store_apart_add(struct store *store, int64_t flight, struct store_apart apart)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(flight), &file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_APART_ADD);
    query_int(&query, 1, apart.younger);
    query_int(&query, 2, apart.older);
    query_int(&query, 3, flight);
    return store_run(file, &query);
}

enum status store_apart_drop(struct store *store, struct store_apart apart)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(apart.younger), &file);
    if (status)
        return status;
    status = run_one(file, DAY_APART_DROP, apart.younger, apart.older);
    store_unpin(file);
    return status;
}

enum status store_apart(struct store *store, int64_t flight,
                        bool (*each)(void *context, const struct store_apart *apart), void *context)
{
    struct store_file *file;
    enum status status = store_list_day(store, id_day(flight), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_APART);
    query_int(&query, 1, flight);
    while (query_next(&query)) {
        struct store_apart apart = {query_column_int(&query, 0), query_column_int(&query, 1)};
        if (!each(context, &apart))
            break;
    }
    return store_end(file, &query);
}

/* ---- the card of an origin ---- */

struct origin_search {
    struct store *store;
    struct store_origin origin;
    int64_t found; /* 0: not yet */
    enum status status;
};

static bool search_flight(void *context, int ordinal, int64_t flight)
{
    struct origin_search *search = context;
    struct store_file *file;
    (void)ordinal;
    search->status = store_list_day(search->store, id_day(flight), &file);
    if (search->status || !file)
        return !search->status;
    struct query query = query_start(file->database, DAY_TRAVELLER_OF_ORIGIN);
    query_int(&query, 1, flight);
    query_int(&query, 2, search->origin.seq);
    query_int(&query, 3, search->origin.begin);
    if (query_next(&query))
        search->found = query_column_int(&query, 0);
    search->status = query_end(&query);
    store_unpin(file);
    return !search->status && !search->found;
}

enum status store_card_of(struct store *store, struct store_origin origin, int64_t *traveller)
{
    struct origin_search search = {.store = store, .origin = origin};
    enum status status = store_landings(store, origin.seq, search_flight, &search);
    if (!status)
        status = search.status;
    if (status || !search.found)
        return status ? status : store_decided(store, origin.seq, origin.begin, traveller);
    *traveller = search.found;
    return STATUS_OK;
}
