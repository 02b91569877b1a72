/* Merges as recorded edges, further origins of travellers, and pushes. */
#include "store/internal.h"

/* ---- merges ---- */

static enum status add_edge(struct store_file *file, const struct store_edge *edge)
{
    struct query query = query_start(file->database, DAY_EDGE_ADD);
    query_int(&query, 1, edge->younger);
    query_int(&query, 2, edge->older);
    query_int(&query, 3, edge->seq);
    query_int(&query, 4, edge->reason);
    return query_run(&query);
}

enum status store_merge(struct store *store, const struct store_edge *edge)
{
    struct store_file *file;
    if (id_day(edge->younger) != id_day(edge->older) || edge->younger == edge->older)
        return status_fail(STATUS_INPUT, "Only two cards of one day can be merged.");
    enum status status = store_write_day(store, id_day(edge->younger), &file);
    if (status)
        return status;
    status = add_edge(file, edge);
    if (!status) {
        struct query query = query_start(file->database, DAY_TRAVELLER_MERGE);
        query_int(&query, 1, edge->older);
        query_int(&query, 2, edge->seq);
        query_int(&query, 3, edge->younger);
        status = query_run(&query);
    }
    store_unpin(file);
    return status;
}

enum status store_edges(struct store *store, int64_t traveller,
                        bool (*each)(void *context, const struct store_edge *edge), void *context)
{
    struct store_file *file;
    enum status status = store_list_day(store, id_day(traveller), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_EDGES);
    query_int(&query, 1, traveller);
    while (query_next(&query)) {
        struct store_edge edge = {query_column_int(&query, 0), query_column_int(&query, 1),
                                  query_column_int(&query, 2), (int)query_column_int(&query, 3)};
        if (!each(context, &edge))
            break;
    }
    return store_end(file, &query);
}

/* ---- origins ---- */

enum status store_origin_add(struct store *store, struct store_origin origin, int64_t traveller)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(traveller), &file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_ORIGIN_ADD);
    query_int(&query, 1, origin.seq);
    query_int(&query, 2, origin.begin);
    query_int(&query, 3, traveller);
    return store_run(file, &query);
}

enum status store_origin_find(struct store *store, int32_t day, struct store_origin origin,
                              int64_t *traveller)
{
    struct store_file *file;
    int64_t found = 0;
    enum status status = store_list_day(store, day, &file);
    if (status || !file)
        return status ? status : STATUS_MISSING;
    struct query query = query_start(file->database, DAY_ORIGIN);
    query_int(&query, 1, origin.seq);
    query_int(&query, 2, origin.begin);
    if (query_next(&query))
        found = query_column_int(&query, 0);
    status = query_end(&query);
    store_unpin(file);
    if (!status && !found)
        return STATUS_MISSING;
    if (!status)
        *traveller = found;
    return status;
}

enum status store_origins(struct store *store, int64_t traveller,
                          bool (*each)(void *context, const struct store_origin *origin),
                          void *context)
{
    struct store_file *file;
    enum status status = store_list_day(store, id_day(traveller), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_ORIGINS);
    query_int(&query, 1, traveller);
    while (query_next(&query)) {
        struct store_origin origin = {query_column_int(&query, 0), query_column_int(&query, 1)};
        if (!each(context, &origin))
            break;
    }
    return store_end(file, &query);
}

/* ---- pushes ---- */

enum status store_push_add(struct store *store, const struct store_push *push)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(push->flight), &file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_PUSH_ADD);
    query_int(&query, 1, push->seq);
    query_int(&query, 2, push->ordinal);
    query_int(&query, 3, push->flight);
    query_int(&query, 4, push->kind);
    query_text(&query, 5, push->role);
    query_blob(&query, 6, digest_span(&push->digest));
    query_int(&query, 7, push->persons);
    query_int(&query, 8, push->added);
    query_int(&query, 9, push->changed);
    query_int(&query, 10, push->same);
    return store_run(file, &query);
}

static struct store_push read_push(struct query *query)
{
    return (struct store_push){
        .seq = query_column_int(query, 0),
        .ordinal = (int)query_column_int(query, 1),
        .flight = query_column_int(query, 2),
        .kind = (enum kind)query_column_int(query, 3),
        .role = query_column(query, 4),
        .digest = digest_of(query_column(query, 5)),
        .persons = (int)query_column_int(query, 6),
        .added = (int)query_column_int(query, 7),
        .changed = (int)query_column_int(query, 8),
        .same = (int)query_column_int(query, 9),
    };
}

enum status store_push_counts(struct store *store, struct store_push *out)
{
    struct store_file *file;
    bool found = false;
    enum status status = store_open_day(store, id_day(out->flight), false, &file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_PUSH);
    query_int(&query, 1, out->seq);
    query_int(&query, 2, out->ordinal);
    if (query_next(&query)) {
        struct store_push row = read_push(&query);
        out->persons = row.persons;
        out->added = row.added;
        out->changed = row.changed;
        out->same = row.same;
        found = true;
    }
    status = query_end(&query);
    store_unpin(file);
    if (!status && found)
        return store_note_day(store, id_day(out->flight));
    return status ? status : STATUS_MISSING;
}

enum status store_push_repeated(struct store *store, const struct store_push *push, bool *repeated)
{
    struct store_file *file;
    *repeated = false;
    enum status status = store_list_day(store, id_day(push->flight), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_PUSH_SAME);
    query_int(&query, 1, push->flight);
    query_int(&query, 2, push->ordinal);
    query_blob(&query, 3, digest_span(&push->digest));
    query_int(&query, 4, push->seq);
    *repeated = query_next(&query);
    return store_end(file, &query);
}

enum status store_pushes(struct store *store, int64_t flight,
                         bool (*each)(void *context, const struct store_push *push), void *context)
{
    struct store_file *file;
    enum status status = store_list_day(store, id_day(flight), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_PUSHES);
    query_int(&query, 1, flight);
    while (query_next(&query)) {
        struct store_push push = read_push(&query);
        if (!each(context, &push))
            break;
    }
    return store_end(file, &query);
}
