/* Reading bookings and travellers, opened. */
#include <assert.h>

#include "store/internal.h"
#include "store/travel.h"

/* Merges form trees; a longer way than this is a damaged file. */
enum { MERGES_MOST = 1000 };

/* version, seq, digest, content in columns `at`..`at` + 3 */
static enum status read_content(struct store *store, struct query *query, int at,
                                enum store_part part, int64_t id, struct arena *arena,
                                struct store_content *out)
{
    *out = (struct store_content){.version = (int32_t)query_column_int(query, at)};
    if (!out->version)
        return STATUS_OK;
    out->seq = query_column_int(query, at + 1);
    out->digest = digest_of(query_column(query, at + 2));
    return store_unseal(store, store_part_place(part, id, out->version),
                        query_column(query, at + 3), arena, &out->bytes);
}

static enum status read_traveller(struct store *store, struct query *query, struct arena *arena,
                                  struct store_traveller *out)
{
    *out = (struct store_traveller){
        .id = query_column_int(query, 0),
        .flight = query_column_int(query, 1),
        .booking = query_column_int(query, 2),
        .kind = (int)query_column_int(query, 3),
        .flags = (int)query_column_int(query, 4),
        .merged_into = query_column_int(query, 5),
        .origin = {query_column_int(query, 6), query_column_int(query, 7)},
        .created_seq = query_column_int(query, 8),
        .changed_seq = query_column_int(query, 9),
    };
    enum status status =
        read_content(store, query, 10, PART_API, out->id, arena, &out->content[PART_API]);
    if (!status)
        status = read_content(store, query, 14, PART_PNR, out->id, arena, &out->content[PART_PNR]);
    return status;
}

static enum status read_booking(struct store *store, struct query *query, struct arena *arena,
                                struct store_booking *out)
{
    *out = (struct store_booking){.id = query_column_int(query, 0),
                                  .flight = query_column_int(query, 1)};
    return read_content(store, query, 2, PART_BOOKING, out->id, arena, &out->content);
}

/* How a query ended, when reading its rows may have failed by itself. */
static enum status end_with(struct query *query, enum status status)
{
    enum status ended = query_end(query);
    return status ? status : ended;
}

enum status store_traveller_as_is(struct store *store, int64_t id, struct arena *arena,
                                  struct store_traveller *out)
{
    struct store_file *file;
    enum status status = store_open_day(store, id_day(id), false, &file);
    if (status == STATUS_MISSING)
        return status_fail(STATUS_MISSING, "There is no such traveller.");
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_TRAVELLER);
    query_int(&query, 1, id);
    bool found = query_next(&query);
    if (found)
        status = read_traveller(store, &query, arena, out);
    status = end_with(&query, status);
    store_unpin(file);
    if (!status && !found)
        return status_fail(STATUS_MISSING, "There is no such traveller.");
    return status;
}

enum status store_traveller(struct store *store, int64_t id, struct arena *arena,
                            struct store_traveller *out)
{
    for (int i = 0; i < MERGES_MOST; i++) {
        enum status status = store_traveller_as_is(store, id, arena, out);
        if (status || !out->merged_into)
            return status;
        id = out->merged_into;
    }
    return status_fail(STATUS_DAMAGED, "Merges of travellers run in a circle; %s.", STORE_REMEDY);
}

static struct store_head read_head(struct query *query)
{
    return (struct store_head){
        .id = query_column_int(query, 0),
        .merged_into = query_column_int(query, 1),
        .kind = (int)query_column_int(query, 2),
        .flags = (int)query_column_int(query, 3),
        .booking = query_column_int(query, 4),
        .has = {query_column_int(query, 5) > 0, query_column_int(query, 6) > 0},
        .digest = {digest_of(query_column(query, 7)), digest_of(query_column(query, 8))}};
}

enum status store_heads(struct store *store, int64_t flight,
                        bool (*each)(void *context, const struct store_head *head), void *context)
{
    struct store_file *file;
    enum status status = store_list_day(store, id_day(flight), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_TRAVELLER_HEADS);
    query_int(&query, 1, flight);
    while (query_next(&query)) {
        struct store_head head = read_head(&query);
        if (!each(context, &head))
            break;
    }
    return store_end(file, &query);
}

enum status store_booking_heads(struct store *store, int64_t flight,
                                bool (*each)(void *context, const struct store_booking_head *head),
                                void *context)
{
    struct store_file *file;
    enum status status = store_list_day(store, id_day(flight), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_BOOKING_HEADS);
    query_int(&query, 1, flight);
    while (query_next(&query)) {
        struct store_booking_head head = {query_column_int(&query, 0),
                                          digest_of(query_column(&query, 1))};
        if (!each(context, &head))
            break;
    }
    return store_end(file, &query);
}

static enum status find_head(struct store_file *file, int64_t id, struct store_head *out)
{
    struct query query = query_start(file->database, DAY_TRAVELLER_HEAD);
    query_int(&query, 1, id);
    bool found = query_next(&query);
    if (found)
        *out = read_head(&query);
    enum status status = query_end(&query);
    return !status && !found ? status_fail(STATUS_MISSING, "There is no such traveller.") : status;
}

enum status store_head(struct store *store, int64_t id, struct store_head *out)
{
    struct store_file *file;
    enum status status = store_list_day(store, id_day(id), &file);
    if (!status && !file)
        return status_fail(STATUS_MISSING, "There is no such traveller.");
    if (status)
        return status;
    struct store_head head;
    status = find_head(file, id, &head);
    store_unpin(file);
    if (!status)
        *out = head;
    return status;
}

enum status store_root(struct store *store, int64_t id, struct store_head *out)
{
    struct store_file *file;
    enum status status = store_list_day(store, id_day(id), &file);
    if (!status && !file)
        return status_fail(STATUS_MISSING, "There is no such traveller.");
    if (status)
        return status;
    struct store_head head = {.merged_into = id};
    for (int i = 0; !status && head.merged_into && i < MERGES_MOST; i++)
        status = find_head(file, head.merged_into, &head);
    store_unpin(file);
    if (!status && head.merged_into)
        return status_fail(STATUS_DAMAGED, "Merges of travellers run in a circle; %s.",
                           STORE_REMEDY);
    if (!status)
        *out = head;
    return status;
}

enum status store_booking(struct store *store, int64_t id, struct arena *arena,
                          struct store_booking *out)
{
    struct store_file *file;
    enum status status = store_open_day(store, id_day(id), false, &file);
    if (status == STATUS_MISSING)
        return status_fail(STATUS_MISSING, "There is no such booking.");
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_BOOKING);
    query_int(&query, 1, id);
    bool found = query_next(&query);
    if (found)
        status = read_booking(store, &query, arena, out);
    status = end_with(&query, status);
    store_unpin(file);
    if (!status && !found)
        return status_fail(STATUS_MISSING, "There is no such booking.");
    return status;
}

/* ---- a whole flight ---- */

static enum status count_rows(struct store_file *file, int slot, int64_t flight, uint32_t *out)
{
    struct query query = query_start(file->database, slot);
    query_int(&query, 1, flight);
    if (query_next(&query))
        *out = (uint32_t)query_column_int(&query, 0);
    return query_end(&query);
}

static enum status load_travellers(struct store *store, struct store_file *file, int64_t flight,
                                   struct arena *arena, struct store_loaded *out)
{
    uint32_t count = 0;
    enum status status = count_rows(file, DAY_TRAVELLER_COUNT, flight, &count);
    if (status)
        return status;
    out->travellers = arena_array(arena, struct store_traveller, count);
    struct query query = query_start(file->database, DAY_TRAVELLERS);
    query_int(&query, 1, flight);
    while (!status && out->traveller_count < count && query_next(&query))
        status = read_traveller(store, &query, arena, &out->travellers[out->traveller_count++]);
    return end_with(&query, status);
}

static enum status load_bookings(struct store *store, struct store_file *file, int64_t flight,
                                 struct arena *arena, struct store_loaded *out)
{
    uint32_t count = 0;
    enum status status = count_rows(file, DAY_BOOKING_COUNT, flight, &count);
    if (status)
        return status;
    out->bookings = arena_array(arena, struct store_booking, count);
    struct query query = query_start(file->database, DAY_BOOKINGS);
    query_int(&query, 1, flight);
    while (!status && out->booking_count < count && query_next(&query))
        status = read_booking(store, &query, arena, &out->bookings[out->booking_count++]);
    return end_with(&query, status);
}

enum status store_flight_load(struct store *store, int64_t flight, struct arena *arena,
                              struct store_loaded *out)
{
    struct store_file *file;
    struct store_loaded loaded = {0};
    enum status status = store_list_day(store, id_day(flight), &file);
    if (!status && !file)
        *out = loaded;
    if (status || !file)
        return status;
    /* One transaction, so that a reader sees the flight at one moment. */
    bool mine = !file->database->in_transaction;
    if (mine)
        status = store->mode == STORE_READ ? database_begin(file->database) : STATUS_OK;
    if (!status)
        status = load_travellers(store, file, flight, arena, &loaded);
    if (!status)
        status = load_bookings(store, file, flight, arena, &loaded);
    if (mine && !status)
        status = database_commit(file->database);
    else if (mine)
        database_rollback(file->database);
    store_unpin(file);
    if (!status)
        *out = loaded;
    return status;
}

enum status store_versions(struct store *store, enum store_part part, int64_t id,
                           bool (*each)(void *context, const struct store_content *content),
                           void *context)
{
    struct store_file *file;
    struct arena arena = {0};
    enum status status = store_list_day(store, id_day(id), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_VERSIONS);
    query_int(&query, 1, part);
    query_int(&query, 2, id);
    while (query_next(&query)) {
        struct store_content content;
        status = read_content(store, &query, 0, part, id, &arena, &content);
        if (status || !each(context, &content))
            break;
        arena_reset(&arena);
    }
    status = end_with(&query, status);
    store_unpin(file);
    arena_free(&arena);
    return status;
}
