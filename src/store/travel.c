/* Writing bookings and travellers, and their contents with versions. */
#include "store/travel.h"

#include <assert.h>

#include "store/internal.h"

/* ---- the state of a day ---- */

/* A reader asks anew: the day changes under its open file. */
static enum status read_state(struct store *store, int32_t day, int64_t *applied, int64_t *lists)
{
    struct store_file *file;
    *applied = *lists = 0;
    enum status status = store_list_day(store, day, &file);
    if (status || !file)
        return status;
    if (store->mode == STORE_READ)
        status = store_refresh_day(file);
    *applied = file->applied;
    *lists = file->lists;
    store_unpin(file);
    return status;
}

enum status store_day_applied(struct store *store, int32_t day, int64_t *seq)
{
    int64_t lists;
    return read_state(store, day, seq, &lists);
}

enum status store_day_lists(struct store *store, int32_t day, int64_t *lists)
{
    int64_t applied;
    return read_state(store, day, &applied, lists);
}

enum status store_day_lists_set(struct store *store, int32_t day, int64_t lists)
{
    struct store_file *file;
    enum status status = store_write_day(store, day, &file);
    if (status)
        return status;
    file->lists = lists; /* written at the commit */
    store_unpin(file);
    return STATUS_OK;
}

static enum status next_id(int32_t day, int32_t *last, int64_t *id)
{
    if (*last == ID_NUMBER_LAST)
        return status_fail(STATUS_INPUT, "A day of travel holds no more persons or bookings.");
    *id = id_make(day, ++*last);
    return STATUS_OK;
}

/* ---- bookings and travellers ---- */

static enum status insert_booking(struct store *store, struct store_file *file, int64_t seq,
                                  int64_t flight, const struct store_content *content, int64_t *id)
{
    struct span sealed;
    enum status status = next_id(file->number, &file->last_booking, id);
    if (!status)
        status = store_seal(store, store_part_place(PART_BOOKING, *id, 1), content->bytes, &sealed);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_BOOKING_ADD);
    query_int(&query, 1, *id);
    query_int(&query, 2, flight);
    query_int(&query, 3, seq);
    query_blob(&query, 4, digest_span(&content->digest));
    query_blob(&query, 5, sealed);
    return query_run(&query);
}

enum status store_booking_add(struct store *store, int64_t seq, int64_t flight,
                              const struct store_content *content, int64_t *id)
{
    struct store_file *file;
    int64_t made;
    enum status status = store_write_day(store, id_day(flight), &file);
    if (status)
        return status;
    status = insert_booking(store, file, seq, flight, content, &made);
    store_unpin(file);
    if (!status)
        *id = made;
    return status;
}

/* Binds version, sequence, digest and sealed bytes from parameter `at` on; NULLs without content.
 * The sealed bytes are copied, as two parts are bound to one statement. */
static enum status bind_content(struct store *store, struct query *query, int at,
                                struct place place, int64_t seq,
                                const struct store_content *content, struct arena *arena)
{
    struct span sealed;
    if (!content->bytes.size) {
        query_int(query, at, 0);
        return STATUS_OK;
    }
    enum status status = store_seal(store, place, content->bytes, &sealed);
    if (status)
        return status;
    query_int(query, at, 1);
    query_int(query, at + 1, seq);
    query_blob(query, at + 2, digest_span(&content->digest));
    query_blob(query, at + 3, arena ? arena_copy(arena, sealed) : sealed);
    return STATUS_OK;
}

static enum status insert_traveller(struct store *store, struct store_file *file, int64_t seq,
                                    const struct store_traveller *traveller, int64_t id)
{
    const struct store_content *contents = traveller->content;
    struct arena arena = {0};
    bool both = contents[PART_API].bytes.size && contents[PART_PNR].bytes.size;
    struct query query = query_start(file->database, DAY_TRAVELLER_ADD);
    query_int(&query, 1, id);
    query_int(&query, 2, traveller->flight);
    query_id(&query, 3, traveller->booking);
    query_int(&query, 4, traveller->kind);
    query_int(&query, 5, traveller->flags);
    query_int(&query, 6, traveller->origin.seq);
    query_int(&query, 7, traveller->origin.begin);
    query_int(&query, 8, seq);
    enum status status = STATUS_OK;
    for (int part = PART_API; !status && part <= PART_PNR; part++)
        status = bind_content(store, &query, 9 + 4 * part,
                              store_part_place((enum store_part)part, id, 1), seq, &contents[part],
                              both ? &arena : NULL);
    enum status ran = status ? query_end(&query) : query_run(&query);
    arena_free(&arena);
    return status ? status : ran;
}

enum status store_traveller_add(struct store *store, int64_t seq,
                                const struct store_traveller *traveller, int64_t *id)
{
    struct store_file *file;
    int64_t made;
    enum status status = store_write_day(store, id_day(traveller->flight), &file);
    if (status)
        return status;
    status = next_id(file->number, &file->last_traveller, &made);
    if (!status)
        status = insert_traveller(store, file, seq, traveller, made);
    store_unpin(file);
    if (!status)
        *id = made;
    return status;
}

enum status store_traveller_set(struct store *store, int64_t seq,
                                const struct store_traveller *traveller)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(traveller->id), &file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_TRAVELLER_SET);
    query_id(&query, 1, traveller->booking);
    query_int(&query, 2, traveller->kind);
    query_int(&query, 3, traveller->flags);
    query_int(&query, 4, seq);
    query_int(&query, 5, traveller->id);
    return store_run(file, &query);
}

/* ---- contents ---- */

/* The version and digest that hold now; version 0 when there is no content. */
static enum status read_current(struct store_file *file, enum store_part part, int64_t id,
                                int32_t *version, struct seal_digest *digest)
{
    bool found = false;
    struct query query = query_start(file->database, DAY_CONTENT_API + (int)part);
    query_int(&query, 1, id);
    if (query_next(&query)) {
        found = true;
        *version = (int32_t)query_column_int(&query, 0);
        *digest = digest_of(query_column(&query, 1));
    }
    enum status status = query_end(&query);
    if (!status && !found)
        return status_fail(STATUS_MISSING, "There is no such traveller or booking.");
    return status;
}

/* What holds now goes as it is to the versions: it stays sealed for its own place. */
static enum status keep_version(struct store_file *file, enum store_part part, int64_t id)
{
    struct query query = query_start(file->database, DAY_KEEP_API + (int)part);
    query_int(&query, 1, id);
    return query_run(&query);
}

static enum status put_content(struct store *store, struct store_file *file, struct place place,
                               enum store_part part, int64_t seq,
                               const struct store_content *content)
{
    struct span sealed;
    enum status status = store_seal(store, place, content->bytes, &sealed);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_PUT_API + (int)part);
    query_int(&query, 1, seq);
    query_int(&query, 2, place.version);
    query_blob(&query, 3, digest_span(&content->digest));
    query_blob(&query, 4, sealed);
    query_int(&query, 5, place.id);
    return query_run(&query);
}

static enum status change_content(struct store *store, enum store_part part, int64_t id,
                                  int64_t seq, const struct store_content *content, int32_t version)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(id), &file);
    if (status)
        return status;
    if (version)
        status = keep_version(file, part, id);
    if (!status)
        status =
            put_content(store, file, store_part_place(part, id, version + 1), part, seq, content);
    store_unpin(file);
    return status;
}

enum status store_content_put(struct store *store, enum store_part part, int64_t id, int64_t seq,
                              const struct store_content *content, bool *changed)
{
    assert(store->in_batch);
    struct store_file *file;
    int32_t version = 0;
    struct seal_digest digest;
    enum status status = store_open_day(store, id_day(id), false, &file);
    if (status)
        return status;
    status = read_current(file, part, id, &version, &digest);
    store_unpin(file);
    if (status)
        return status;
    bool differs =
        version == 0 || memcmp(digest.bytes, content->digest.bytes, sizeof digest.bytes) != 0;
    if (differs)
        status = change_content(store, part, id, seq, content, version);
    if (!status && changed)
        *changed = differs;
    return status;
}
