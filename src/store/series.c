/* Messages in several parts, and whom the last whole list of a sender named. */
#include "store/internal.h"

enum status store_series_add(struct store *store, const struct store_series *series)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(series->flight), &file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_SERIES_ADD);
    query_int(&query, 1, series->flight);
    query_int(&query, 2, series->kind);
    query_text(&query, 3, series->role);
    query_text(&query, 4, series->sender);
    query_text(&query, 5, series->reference);
    query_int(&query, 6, series->last_at);
    return store_run(file, &query);
}

static struct store_series read_series(struct query *query, int64_t flight)
{
    return (struct store_series){.n = query_column_int(query, 0),
                                 .flight = flight,
                                 .kind = (enum kind)query_column_int(query, 1),
                                 .role = query_column(query, 2),
                                 .sender = query_column(query, 3),
                                 .reference = query_column(query, 4),
                                 .last = (int)query_column_int(query, 5),
                                 .last_at = query_column_int(query, 6),
                                 .complete_seq = query_column_int(query, 7)};
}

enum status store_series_find(struct store *store, struct store_series *out)
{
    struct store_file *file;
    struct store_series found = {0};
    enum status status = store_list_day(store, id_day(out->flight), &file);
    if (status || !file)
        return status ? status : STATUS_MISSING;
    struct query query = query_start(file->database, DAY_SERIES_FIND);
    query_int(&query, 1, out->flight);
    query_int(&query, 2, out->kind);
    query_text(&query, 3, out->role);
    query_text(&query, 4, out->sender);
    query_text(&query, 5, out->reference);
    if (query_next(&query))
        found = read_series(&query, out->flight);
    status = query_end(&query);
    store_unpin(file);
    if (!status && !found.n)
        return STATUS_MISSING;
    if (!status) {
        out->n = found.n;
        out->last = found.last;
        out->last_at = found.last_at;
        out->complete_seq = found.complete_seq;
    }
    return status;
}

enum status store_series_set(struct store *store, const struct store_series *series)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(series->flight), &file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_SERIES_SET);
    query_int(&query, 1, series->last);
    query_int(&query, 2, series->last_at);
    query_id(&query, 3, series->complete_seq);
    query_int(&query, 4, series->n);
    return store_run(file, &query);
}

enum status store_serieses(struct store *store, int64_t flight,
                           bool (*each)(void *context, const struct store_series *series),
                           void *context)
{
    struct store_file *file;
    enum status status = store_list_day(store, id_day(flight), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_SERIES);
    query_int(&query, 1, flight);
    while (query_next(&query)) {
        struct store_series series = read_series(&query, flight);
        if (!each(context, &series))
            break;
    }
    return store_end(file, &query);
}

/* ---- parts ---- */

enum status store_part_add(struct store *store, int64_t flight,
                           const struct store_series_part *part)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(flight), &file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_PART_ADD);
    query_int(&query, 1, part->series);
    query_int(&query, 2, part->number);
    query_int(&query, 3, part->seq);
    query_int(&query, 4, part->ordinal);
    query_int(&query, 5, part->declared);
    query_int(&query, 6, part->bookings);
    query_blob(&query, 7, part->persons);
    return store_run(file, &query);
}

enum status store_parts(struct store *store, int64_t flight, int64_t series,
                        bool (*each)(void *context, const struct store_series_part *part),
                        void *context)
{
    struct store_file *file;
    enum status status = store_list_day(store, id_day(flight), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_PARTS);
    query_int(&query, 1, series);
    while (query_next(&query)) {
        struct store_series_part part = {.series = series,
                                         .number = (int)query_column_int(&query, 0),
                                         .seq = query_column_int(&query, 1),
                                         .ordinal = (int)query_column_int(&query, 2),
                                         .declared = (int)query_column_int(&query, 3),
                                         .bookings = (int)query_column_int(&query, 4),
                                         .persons = query_column(&query, 5)};
        if (!each(context, &part))
            break;
    }
    return store_end(file, &query);
}

/* ---- the last whole list ---- */

enum status store_roll(struct store *store, struct arena *arena, struct store_roll *out)
{
    struct store_file *file;
    bool found = false;
    enum status status = store_list_day(store, id_day(out->flight), &file);
    if (status || !file)
        return status ? status : STATUS_MISSING;
    struct query query = query_start(file->database, DAY_ROLL);
    query_int(&query, 1, out->flight);
    query_text(&query, 2, out->sender);
    if (query_next(&query)) {
        found = true;
        out->at = query_column_int(&query, 0);
        out->persons = arena_copy(arena, query_column(&query, 1));
    }
    status = query_end(&query);
    store_unpin(file);
    return !status && !found ? STATUS_MISSING : status;
}

enum status store_roll_put(struct store *store, const struct store_roll *roll)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(roll->flight), &file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_ROLL_PUT);
    query_int(&query, 1, roll->flight);
    query_text(&query, 2, roll->sender);
    query_int(&query, 3, roll->at);
    query_blob(&query, 4, roll->persons);
    return store_run(file, &query);
}
