#include "store/bags.h"

#include "base/clock.h"
#include "store/index.h"
#include "store/internal.h"

static struct store_bag read_bag(struct query *query, int32_t day)
{
    return (struct store_bag){.id = id_make(day, (int32_t)query_column_int(query, 0)),
                              .leg = query_column(query, 1),
                              .board = query_column(query, 2),
                              .off = query_column(query, 3),
                              .tag = query_column_int(query, 4),
                              .flight = query_column_int(query, 5),
                              .traveller = query_column_int(query, 6),
                              .how = (enum bag_join)query_column_int(query, 7)};
}

struct store_bag store_bag_copy(struct arena *arena, const struct store_bag *bag)
{
    struct store_bag copy = *bag;
    copy.leg = arena_copy(arena, bag->leg);
    copy.board = arena_copy(arena, bag->board);
    copy.off = arena_copy(arena, bag->off);
    return copy;
}

static enum status put_bag(struct store_file *file, const struct store_bag *bag)
{
    struct query query = query_start(file->database, DAY_BAG_PUT);
    query_text(&query, 1, bag->leg);
    query_int(&query, 2, bag->tag);
    query_text(&query, 3, bag->board);
    query_text(&query, 4, bag->off);
    return query_run(&query);
}

static enum status find_bag(struct store_file *file, struct arena *arena, struct store_bag *bag)
{
    struct query query = query_start(file->database, DAY_BAG_FIND);
    query_text(&query, 1, bag->leg);
    query_int(&query, 2, bag->tag);
    if (query_next(&query)) {
        struct store_bag found = read_bag(&query, file->number);
        *bag = store_bag_copy(arena, &found);
    }
    return query_end(&query);
}

enum status store_bag_put(struct store *store, int32_t day, struct span tag, struct arena *arena,
                          struct store_bag *out)
{
    struct store_file *file;
    enum status status = store_hash(store, INDEX_BAG, tag, &out->tag);
    if (!status)
        status = store_write_day(store, day, &file);
    if (status)
        return status;
    status = put_bag(file, out);
    if (!status)
        status = find_bag(file, arena, out);
    store_unpin(file);
    return status;
}

enum status store_bag_set(struct store *store, const struct store_bag *bag)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(bag->id), &file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_BAG_SET);
    query_int(&query, 1, bag->flight);
    query_int(&query, 2, bag->traveller);
    query_int(&query, 3, bag->how);
    query_int(&query, 4, id_number(bag->id));
    return store_run(file, &query);
}

/* ---- lists ---- */

struct bag_visit {
    int slot;
    int64_t key; /* flight or tag */
    bool (*each)(void *context, const struct store_bag *bag);
    void *context;
};

static enum status list_bags(const struct bag_visit *visit, struct store_file *file,
                             struct query *query, bool *more)
{
    while (*more && query_next(query)) {
        struct store_bag bag = read_bag(query, file->number);
        *more = visit->each(visit->context, &bag);
    }
    return query_end(query);
}

static enum status bags_of_day(void *context, struct store_file *file, bool *more)
{
    const struct bag_visit *visit = context;
    struct query query = query_start(file->database, visit->slot);
    query_int(&query, 1, visit->key);
    return list_bags(visit, file, &query, more);
}

enum status store_bags_of_tag(struct store *store, int64_t tag, int32_t from_day, int32_t to_day,
                              bool (*each)(void *context, const struct store_bag *bag),
                              void *context)
{
    struct bag_visit bags = {DAY_BAGS_OF_TAG, tag, each, context};
    struct day_visit visit = {.store = store, .one = bags_of_day, .context = &bags};
    return store_visit_days(&visit, from_day, to_day);
}

/* ---- bags of a flight ---- */

/* The leg of "HY271/2026-11-27/TAS" is "HY271/2026-11-27/". A flight that is delayed past midnight has a key
 * of either day; one that was announced far ahead has keys of another day than its id. */
static bool read_leg(struct span key, struct span *leg, int32_t *day)
{
    struct date date;
    struct span rest, number = span_cut(key, '/', &rest);
    if (!date_parse(span_part(rest, 0, 10), &date))
        return false;
    *leg = span_part(key, 0, number.size + 1 + 10 + 1);
    *day = date_to_day(date);
    return true;
}

struct days {
    int32_t first, last;
};

static bool add_day(void *context, struct span key)
{
    struct days *days = context;
    struct span leg;
    int32_t day;
    if (read_leg(key, &leg, &day)) {
        days->first = day < days->first ? day : days->first;
        days->last = day > days->last ? day : days->last;
    }
    return true;
}

enum status store_bags(struct store *store, int64_t flight,
                       bool (*each)(void *context, const struct store_bag *bag), void *context)
{
    struct bag_visit bags = {DAY_BAGS, flight, each, context};
    struct day_visit visit = {.store = store, .one = bags_of_day, .context = &bags};
    struct days days = {INT32_MAX, INT32_MIN};
    enum status status = store_aliases(store, flight, add_day, &days);
    return status ? status : store_visit_days(&visit, days.first, days.last);
}

struct waiting {
    struct store *store;
    struct bag_visit bags;
    enum status status;
};

static enum status list_waiting(const struct waiting *waiting, int32_t day, struct span leg)
{
    struct store_file *file;
    bool more = true;
    enum status status = store_list_day(waiting->store, day, &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_BAGS_WAITING);
    query_text(&query, 1, leg);
    status = list_bags(&waiting->bags, file, &query, &more);
    store_unpin(file);
    return status;
}

static bool add_waiting(void *context, struct span key)
{
    struct waiting *waiting = context;
    struct span leg;
    int32_t day;
    if (read_leg(key, &leg, &day))
        waiting->status = list_waiting(waiting, day, leg);
    return waiting->status == STATUS_OK;
}

enum status store_bags_waiting(struct store *store, int64_t flight,
                               bool (*each)(void *context, const struct store_bag *bag),
                               void *context)
{
    struct waiting waiting = {.store = store, .bags = {.each = each, .context = context}};
    enum status status = store_aliases(store, flight, add_waiting, &waiting);
    return status ? status : waiting.status;
}

/* ---- what is said ---- */

static struct place said_place(int32_t day, int32_t n)
{
    return (struct place){SEALED_BAG, KIND_PNR, id_make(day, n), 1};
}

static enum status next_said(struct store_file *file, int32_t *n)
{
    struct query query = query_start(file->database, DAY_BAG_SAID_NEXT);
    *n = query_next(&query) ? (int32_t)query_column_int(&query, 0) : 1;
    return query_end(&query);
}

static enum status write_said(struct store *store, struct store_file *file, int64_t bag,
                              const struct store_bag_said *row)
{
    const struct bag_said *said = &row->said;
    struct span sealed;
    int32_t n;
    enum status status = next_said(file, &n);
    if (!status)
        status = store_seal(store, said_place(file->number, n), row->content, &sealed);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_BAG_SAID_ADD);
    const int64_t values[] = {n,          id_number(bag), said->seq,   said->ordinal,
                              said->word, said->at,       said->begin, said->size};
    for (int i = 0; i < 8; i++)
        query_int(&query, 1 + i, values[i]);
    query_blob(&query, 9, digest_span(&row->digest));
    query_blob(&query, 10, sealed);
    return query_run(&query);
}

enum status store_bag_say(struct store *store, int64_t bag, const struct store_bag_said *said)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(bag), &file);
    if (status)
        return status;
    status = write_said(store, file, bag, said);
    store_unpin(file);
    return status;
}

static enum status read_said(struct store *store, struct store_file *file, struct query *query,
                             struct arena *arena, struct store_bag_said *out)
{
    *out = (struct store_bag_said){.said = {.seq = query_column_int(query, 1),
                                            .ordinal = (int)query_column_int(query, 2),
                                            .word = (enum bag_word)query_column_int(query, 3),
                                            .at = query_column_int(query, 4),
                                            .begin = query_column_int(query, 5),
                                            .size = query_column_int(query, 6)},
                                   .digest = digest_of(query_column(query, 8))};
    struct place place = said_place(file->number, (int32_t)query_column_int(query, 0));
    return store_unseal(store, place, query_column(query, 7), arena, &out->content);
}

enum status store_bag_saids(struct store *store, int64_t bag, struct arena *arena,
                            struct store_bag_said **out, size_t *count)
{
    struct store_file *file;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    enum status status = store_list_day(store, id_day(bag), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_BAG_SAIDS);
    query_int(&query, 1, id_number(bag));
    while (!status && query_next(&query)) {
        *out = arena_more(arena, *out, *count, &room, sizeof **out);
        status = read_said(store, file, &query, arena, &(*out)[*count]);
        *count += !status;
    }
    enum status ended = query_end(&query);
    store_unpin(file);
    return status ? status : ended;
}
