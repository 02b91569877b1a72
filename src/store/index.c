/* Finding persons: rows in open days and in months, and the fan-out over both. */
#include "store/index.h"

#include <assert.h>

#include "base/clock.h"
#include "base/memory.h"
#include "store/internal.h"

/* A day takes its own index rows while its departure lies this far ahead of the message; what is
 * further ahead goes to the month, whose rows are not merged again. */
enum { DAYS_AHEAD = 7 };

const char *index_kind_word(enum index_kind kind)
{
    static const char *const words[INDEX_KINDS] = {
        [INDEX_DOCUMENT] = "document", [INDEX_PHONE] = "phone",     [INDEX_EMAIL] = "email",
        [INDEX_CARD] = "card",         [INDEX_LOCATOR] = "locator", [INDEX_TICKET] = "ticket",
        [INDEX_BAG] = "bag",           [INDEX_NAME] = "name"};
    assert(kind > 0 && kind < INDEX_KINDS);
    return words[kind];
}

enum status store_hash(struct store *store, int kind, struct span value, int64_t *out)
{
    const struct seal_key *key;
    enum status status = keyring_installation(store->keyring, KEY_INDEX, &key);
    if (!status)
        *out = (int64_t)seal_index(key, (unsigned)kind, value);
    return status;
}

static enum status add_row(struct store_file *file, int slot, int64_t kind, int64_t hash,
                           int64_t traveller)
{
    struct query query = query_start(file->database, slot);
    query_int(&query, 1, kind);
    query_int(&query, 2, hash);
    query_int(&query, 3, traveller);
    return query_run(&query);
}

enum status store_month_add(struct store_file *month, int64_t kind, int64_t hash, int64_t traveller)
{
    store_filter_set(month, hash);
    return add_row(month, MONTH_ADD, kind, hash, traveller);
}

static enum status add_to_month(struct store *store, enum index_kind kind, int64_t hash,
                                int64_t traveller)
{
    struct store_file *month;
    enum status status = store_write_month(store, month_of_day(id_day(traveller)), &month);
    if (status)
        return status;
    status = store_month_add(month, kind, hash, traveller);
    store_unpin(month);
    return status;
}

enum status store_index_add(struct store *store, int64_t traveller, enum index_kind kind,
                            struct span value, int64_t at)
{
    struct store_file *file;
    int64_t hash;
    int32_t day = id_day(traveller);
    enum status status = store_hash(store, kind, value, &hash);
    if (!status)
        status = store_write_day(store, day, &file);
    if (status)
        return status;
    bool in_day = !file->closed && day <= at / MICROS_PER_DAY + DAYS_AHEAD;
    if (in_day)
        store_recent_add(file, kind, hash, traveller);
    store_unpin(file);
    return in_day ? STATUS_OK : add_to_month(store, kind, hash, traveller);
}

/* ---- finding ---- */

struct found {
    enum index_kind kind;
    int64_t hash;
    int64_t from, end; /* ids */
    int64_t *ids;
    size_t count, room;
};

static void take(void *context, int64_t id)
{
    struct found *found = context;
    if (found->count == found->room) {
        found->room = found->room ? 2 * found->room : 16;
        found->ids = memory_resize(found->ids, sizeof *found->ids * found->room);
    }
    found->ids[found->count++] = id;
}

static enum status look_in_day(void *context, struct store_file *file, bool *more)
{
    const struct found *found = context;
    *more = true;
    /* In this order: what is moved meanwhile is seen twice and not missed. */
    enum status status = store_recent_look(file, found->kind, found->hash, take, context);
    return status ? status : store_blocks_look(file, found->kind, found->hash, take, context);
}

static enum status look_in_month(struct store *store, struct found *found, int32_t month)
{
    struct store_file *file;
    enum status status = store_open_month(store, month, false, &file);
    if (status)
        return status == STATUS_MISSING ? STATUS_OK : status;
    if (!store_filter_may_have(file, found->hash)) {
        store_unpin(file);
        return STATUS_OK;
    }
    struct query query = query_start(file->database, MONTH_FIND);
    query_int(&query, 1, found->kind);
    query_int(&query, 2, found->hash);
    query_int(&query, 3, found->from - 1);
    query_int(&query, 4, found->end);
    while (query_next(&query))
        take(found, query_column_int(&query, 0));
    return store_end(file, &query);
}

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* A row may be in its day and its month at once while the day closes. */
static void report(struct found *found, bool (*each)(void *context, int64_t traveller),
                   void *context)
{
    if (found->count > 1)
        qsort(found->ids, found->count, sizeof *found->ids, compare_ids);
    for (size_t i = 0; i < found->count; i++)
        if ((i == 0 || found->ids[i] != found->ids[i - 1]) && !each(context, found->ids[i]))
            return;
}

/* Days before months: rows move from the one to the other, and reach the month first. */
enum status store_find(struct store *store, enum index_kind kind, struct span value,
                       int32_t from_day, int32_t to_day,
                       bool (*each)(void *context, int64_t traveller), void *context)
{
    struct found found = {.kind = kind};
    from_day = from_day < ID_DAY_FIRST ? ID_DAY_FIRST : from_day;
    to_day = to_day > ID_DAY_LAST ? ID_DAY_LAST : to_day;
    found.from = id_make(from_day, 0);
    found.end = id_end(to_day);
    struct day_visit visit = {
        .store = store, .open_only = true, .one = look_in_day, .context = &found};
    enum status status = store_hash(store, kind, value, &found.hash);
    if (!status)
        status = store_visit_days(&visit, from_day, to_day);
    for (int32_t month = month_of_day(from_day); !status && month <= month_of_day(to_day); month++)
        status = look_in_month(store, &found, month);
    if (!status)
        report(&found, each, context);
    free(found.ids);
    return status;
}
