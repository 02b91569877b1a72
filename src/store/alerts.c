/* Hits and the alerts that follow from them. */
#include "store/internal.h"

/* ---- hits ---- */

struct known_hit {
    int32_t n, version;
    int64_t raised_seq, raised_at, quiet, score;
    bool stands;
};

static void bind_hit_key(struct query *query, int at, const struct store_hit *hit)
{
    query_int(query, at, hit->traveller);
    query_int(query, at + 1, hit->list);
    query_text(query, at + 2, hit->entry);
    query_int(query, at + 3, hit->how);
}

/* `known->n` stays 0 when there is no such hit. */
static enum status find_hit(struct store_file *file, const struct store_hit *hit,
                            struct known_hit *known)
{
    struct query query = query_start(file->database, DAY_HIT_KNOWN);
    bind_hit_key(&query, 1, hit);
    if (query_next(&query))
        *known = (struct known_hit){
            .n = (int32_t)query_column_int(&query, 0),
            .version = (int32_t)query_column_int(&query, 1),
            .raised_seq = query_column_int(&query, 2),
            .raised_at = query_column_int(&query, 3),
            .stands = query_column_null(&query, 4),
            .quiet = query_column_int(&query, 5),
            .score = query_column_int(&query, 6),
        };
    return query_end(&query);
}

static struct place evidence_place(int32_t day, int32_t n, int32_t version, enum kind kind)
{
    return (struct place){SEALED_EVIDENCE, kind, id_make(day, n), version};
}

static enum status write_hit(struct store *store, struct store_file *file,
                             const struct store_hit *hit, const struct known_hit *known)
{
    struct span sealed;
    enum status status =
        store_seal(store, evidence_place(file->number, known->n, known->version, hit->kind),
                   hit->evidence, &sealed);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_HIT_PUT);
    query_int(&query, 1, known->n);
    query_int(&query, 2, known->version);
    bind_hit_key(&query, 3, hit);
    query_int(&query, 7, hit->list_version);
    query_int(&query, 8, hit->severity);
    query_int(&query, 9, hit->score);
    query_int(&query, 10, hit->kind);
    query_int(&query, 11, hit->evidence_seq);
    query_int(&query, 12, known->raised_seq);
    query_int(&query, 13, known->raised_at);
    query_blob(&query, 14, sealed);
    query_int(&query, 15, hit->quiet);
    return query_run(&query);
}

enum status store_hit_put(struct store *store, const struct store_hit *hit)
{
    struct store_file *file;
    struct known_hit known = {0};
    enum status status = store_write_day(store, id_day(hit->traveller), &file);
    if (status)
        return status;
    status = find_hit(file, hit, &known);
    if (!status && !known.n)
        known.n = ++file->last_hit;
    if (!known.stands || (known.quiet && !hit->quiet) || hit->score > known.score) {
        known.raised_seq = hit->raised_seq;
        known.raised_at = hit->raised_at;
    }
    known.version++;
    if (!status)
        status = write_hit(store, file, hit, &known);
    store_unpin(file);
    return status;
}

enum status store_hit_quiet(struct store *store, int64_t seq, int64_t at,
                            const struct store_hit *hit)
{
    struct store_file *file;
    struct known_hit known = {0};
    enum status status = store_write_day(store, id_day(hit->traveller), &file);
    if (status)
        return status;
    status = find_hit(file, hit, &known);
    if (!status && known.n) {
        bool raised = known.quiet && !hit->quiet;
        struct query query = query_start(file->database, DAY_HIT_QUIET);
        query_int(&query, 1, hit->quiet);
        query_int(&query, 2, raised ? seq : known.raised_seq);
        query_int(&query, 3, raised ? at : known.raised_at);
        query_int(&query, 4, known.n);
        status = query_run(&query);
    }
    store_unpin(file);
    return status || known.n ? status : status_fail(STATUS_MISSING, "There is no such hit.");
}

enum status store_hit_withdraw(struct store *store, int64_t seq, const struct store_hit *hit)
{
    struct store_file *file;
    enum status status = store_write_day(store, id_day(hit->traveller), &file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_HIT_WITHDRAW);
    query_int(&query, 1, seq);
    bind_hit_key(&query, 2, hit);
    status = query_run(&query);
    if (!status && !database_changes(file->database))
        status = status_fail(STATUS_MISSING, "There is no such hit.");
    store_unpin(file);
    return status;
}

static struct store_hit read_hit_head(struct query *query, int64_t traveller)
{
    return (struct store_hit){
        .traveller = traveller,
        .list = query_column_int(query, 2),
        .entry = query_column(query, 3),
        .how = (int)query_column_int(query, 4),
        .list_version = query_column_int(query, 5),
        .severity = (int)query_column_int(query, 6),
        .score = (int)query_column_int(query, 7),
        .kind = (enum kind)query_column_int(query, 8),
        .evidence_seq = query_column_int(query, 9),
        .raised_seq = query_column_int(query, 10),
        .raised_at = query_column_int(query, 11),
        .withdrawn_seq = query_column_int(query, 12),
        .quiet = query_column_int(query, 14),
    };
}

static enum status read_hit(struct store *store, struct query *query, int64_t traveller,
                            struct arena *arena, struct store_hit *out)
{
    *out = read_hit_head(query, traveller);
    struct place place = evidence_place(id_day(traveller), (int32_t)query_column_int(query, 0),
                                        (int32_t)query_column_int(query, 1), out->kind);
    return store_unseal(store, place, query_column(query, 13), arena, &out->evidence);
}

enum status store_hits(struct store *store, int64_t traveller,
                       bool (*each)(void *context, const struct store_hit *hit), void *context)
{
    struct store_file *file;
    struct arena arena = {0};
    enum status status = store_list_day(store, id_day(traveller), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_HITS);
    query_int(&query, 1, traveller);
    while (query_next(&query)) {
        struct store_hit hit;
        status = read_hit(store, &query, traveller, &arena, &hit);
        if (status || !each(context, &hit))
            break;
        arena_reset(&arena);
    }
    enum status ended = query_end(&query);
    store_unpin(file);
    arena_free(&arena);
    return status ? status : ended;
}

enum status store_hit_heads(struct store *store, int64_t traveller,
                            bool (*each)(void *context, const struct store_hit *hit), void *context)
{
    struct store_file *file;
    enum status status = store_list_day(store, id_day(traveller), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_HIT_HEADS);
    query_int(&query, 1, traveller);
    while (query_next(&query)) {
        struct store_hit hit = read_hit_head(&query, traveller);
        if (!each(context, &hit))
            break;
    }
    return store_end(file, &query);
}

/* ---- hits of an entry, and quiet ones ---- */

struct entry_visit {
    int64_t list; /* and the entry, or what keeps it quiet */
    struct span entry;
    int64_t quiet;
    bool (*each)(void *context, int64_t traveller);
    void *context;
};

static enum status hits_of_day(void *context, struct store_file *file, bool *more)
{
    struct entry_visit *visit = context;
    struct query query = query_start(file->database, DAY_HITS_OF_ENTRY);
    query_int(&query, 1, visit->list);
    query_text(&query, 2, visit->entry);
    while (*more && query_next(&query))
        *more = visit->each(visit->context, query_column_int(&query, 0));
    return query_end(&query);
}

enum status store_hits_of_entry(struct store *store, int32_t from_day, int32_t to_day, int64_t list,
                                struct span entry, bool (*each)(void *context, int64_t traveller),
                                void *context)
{
    struct entry_visit entries = {list, entry, 0, each, context};
    struct day_visit visit = {.store = store, .one = hits_of_day, .context = &entries};
    return store_visit_days(&visit, from_day, to_day);
}

static enum status quiet_by_of_day(void *context, struct store_file *file, bool *more)
{
    struct entry_visit *visit = context;
    struct query query = query_start(file->database, DAY_HITS_QUIET_BY);
    query_int(&query, 1, visit->quiet);
    while (*more && query_next(&query))
        *more = visit->each(visit->context, query_column_int(&query, 0));
    return query_end(&query);
}

enum status store_hits_quiet_by(struct store *store, int32_t from_day, int32_t to_day,
                                int64_t quiet, bool (*each)(void *context, int64_t traveller),
                                void *context)
{
    struct entry_visit one = {.quiet = quiet, .each = each, .context = context};
    struct day_visit visit = {.store = store, .one = quiet_by_of_day, .context = &one};
    return store_visit_days(&visit, from_day, to_day);
}

struct quiet_visit {
    bool (*each)(void *context, int64_t quiet, int64_t traveller);
    void *context;
};

static enum status quiet_of_day(void *context, struct store_file *file, bool *more)
{
    struct quiet_visit *visit = context;
    struct query query = query_start(file->database, DAY_HITS_QUIET);
    while (*more && query_next(&query))
        *more =
            visit->each(visit->context, query_column_int(&query, 0), query_column_int(&query, 1));
    return query_end(&query);
}

enum status store_quiet(struct store *store, int32_t from_day, int32_t to_day,
                        bool (*each)(void *context, int64_t quiet, int64_t traveller),
                        void *context)
{
    struct quiet_visit quiet = {each, context};
    struct day_visit visit = {.store = store, .one = quiet_of_day, .context = &quiet};
    return store_visit_days(&visit, from_day, to_day);
}

/* ---- alerts ---- */

static struct store_alert read_alert(struct query *query)
{
    return (struct store_alert){
        .traveller = query_column_int(query, 0),
        .flight = query_column_int(query, 1),
        .severity = (int)query_column_int(query, 2),
        .protect = query_column_int(query, 3) != 0,
        .reasons = (int)query_column_int(query, 4),
        .raised_seq = query_column_int(query, 5),
        .raised_at = query_column_int(query, 6),
        .changed_seq = query_column_int(query, 7),
        .withdrawn_seq = query_column_int(query, 8),
        .quiet = (int)query_column_int(query, 9),
    };
}

/* `out->traveller` stays 0 when there is none. */
static enum status find_alert(struct store_file *file, int64_t traveller, struct store_alert *out)
{
    struct query query = query_start(file->database, DAY_ALERT);
    query_int(&query, 1, traveller);
    if (query_next(&query))
        *out = read_alert(&query);
    return query_end(&query);
}

static enum status write_alert(struct store_file *file, const struct store_alert *alert)
{
    struct query query = query_start(file->database, DAY_ALERT_PUT);
    query_int(&query, 1, alert->traveller);
    query_int(&query, 2, alert->flight);
    query_int(&query, 3, alert->severity);
    query_int(&query, 4, alert->protect);
    query_int(&query, 5, alert->reasons);
    query_int(&query, 6, alert->raised_seq);
    query_int(&query, 7, alert->raised_at);
    query_int(&query, 8, alert->changed_seq);
    query_id(&query, 9, alert->withdrawn_seq);
    query_int(&query, 10, ++file->change);
    query_int(&query, 11, alert->quiet);
    return query_run(&query);
}

static bool stays(const struct store_alert *a, const struct store_alert *b)
{
    return (!b->other || b->withdrawn_seq) && a->flight == b->flight &&
           a->severity == b->severity && a->protect == b->protect && a->reasons == b->reasons &&
           a->quiet == b->quiet && !a->withdrawn_seq == !b->withdrawn_seq;
}

enum status store_alert_put(struct store *store, int64_t seq, int64_t at,
                            const struct store_alert *alert)
{
    struct store_file *file;
    struct store_alert old = {0}, now = *alert;
    enum status status = store_write_day(store, id_day(alert->traveller), &file);
    if (status)
        return status;
    status = find_alert(file, alert->traveller, &old);
    bool stood = old.traveller && !old.withdrawn_seq;
    bool known = old.traveller != 0;
    /* That a hit is kept quiet is no news for who looks at the alert. */
    now.changed_seq = known && now.withdrawn_seq && now.quiet ? old.changed_seq : seq;
    now.raised_seq = stood || (known && now.withdrawn_seq) ? old.raised_seq : seq;
    now.raised_at = stood || (known && now.withdrawn_seq) ? old.raised_at : at;
    bool nothing = known ? stays(&old, &now) : now.withdrawn_seq != 0 && !now.quiet;
    if (!status && !nothing)
        status = write_alert(file, &now);
    store_unpin(file);
    return status;
}

enum status store_alert(struct store *store, int64_t traveller, struct store_alert *out)
{
    struct store_file *file;
    struct store_alert found = {0};
    enum status status = store_list_day(store, id_day(traveller), &file);
    if (!status && file) {
        status = find_alert(file, traveller, &found);
        store_unpin(file);
    }
    if (!status && !found.traveller)
        return status_fail(STATUS_MISSING, "There is no such alert.");
    if (!status)
        *out = found;
    return status;
}

struct alert_visit {
    bool (*each)(void *context, const struct store_alert *alert);
    void *context;
};

static enum status list_alerts(const struct alert_visit *visit, struct query *query, bool *more)
{
    while (*more && query_next(query)) {
        struct store_alert alert = read_alert(query);
        *more = visit->each(visit->context, &alert);
    }
    return query_end(query);
}

static enum status alerts_of_day(void *context, struct store_file *file, bool *more)
{
    struct query query = query_start(file->database, DAY_ALERTS);
    return list_alerts(context, &query, more);
}

enum status store_alerts(struct store *store, int32_t from_day, int32_t to_day,
                         bool (*each)(void *context, const struct store_alert *alert),
                         void *context)
{
    struct alert_visit alerts = {each, context};
    struct day_visit visit = {.store = store, .one = alerts_of_day, .context = &alerts};
    return store_visit_days(&visit, from_day, to_day);
}

enum status store_alerts_of_flight(struct store *store, int64_t flight,
                                   bool (*each)(void *context, const struct store_alert *alert),
                                   void *context)
{
    struct alert_visit alerts = {each, context};
    struct store_file *file;
    bool more = true;
    enum status status = store_list_day(store, id_day(flight), &file);
    if (status || !file)
        return status;
    struct query query = query_start(file->database, DAY_ALERTS_OF_FLIGHT);
    query_int(&query, 1, flight);
    status = list_alerts(&alerts, &query, &more);
    store_unpin(file);
    return status;
}
