/* Lists and their versions: what an import makes, and what it would make (desk.h). */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "desk/internal.h"

enum { NAME_MOST = 60, SHRUNKEN = 80 /* per cent of the entries before */ };

enum status desk_list_check_name(struct span name)
{
    bool fits = name.size > 0 && name.size <= NAME_MOST;
    for (size_t i = 0; fits && i < name.size; i++) {
        char c = name.at[i];
        fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    }
    return fits ? STATUS_OK
                : status_fail(STATUS_INPUT,
                              "A list's name is 1 to 60 letters, digits, '-', '_' or '.'.");
}

/* A list that became much shorter is more likely cut off than corrected. */
static enum desk_list_refusal size_refusal(const struct latest *before, uint32_t entries)
{
    bool shrunken = (uint64_t)entries * 100 < (uint64_t)before->entries * SHRUNKEN;
    return entries == 0 ? DESK_LIST_EMPTY : shrunken ? DESK_LIST_SHRUNKEN : DESK_LIST_TAKEN;
}

static enum status check_size(const struct latest *before, uint32_t entries, bool force)
{
    enum desk_list_refusal refusal = force ? DESK_LIST_TAKEN : size_refusal(before, entries);
    if (refusal == DESK_LIST_EMPTY)
        return status_fail(STATUS_INPUT, "The list names no person; with --force it is taken.");
    if (refusal == DESK_LIST_SHRUNKEN)
        return status_fail(STATUS_INPUT,
                           "The list has %" PRIu32 " entries and had %" PRIu32 ": less than %d %%. "
                           "If that is right, it is taken with --force.",
                           entries, before->entries, SHRUNKEN);
    return STATUS_OK;
}

static bool is_lost(enum status status)
{
    return status == STATUS_DAMAGED || status == STATUS_MISSING;
}

/* The version before, in the arena; `*known` is false when there is none, or it cannot be read any more:
 * then all entries are new. */
static enum status read_before(struct desk *desk, const struct latest *before, struct arena *arena,
                               struct watch_list *out, bool *known)
{
    enum status status = before->version
                             ? desk_list_read(desk, before->list, before->version, arena, out)
                             : STATUS_MISSING;
    *known = status == STATUS_OK;
    return is_lost(status) ? STATUS_OK : status;
}

static enum status next_list(struct desk *desk, int64_t *out)
{
    struct query query = desk_query(desk, SLOT_LIST_NEXT);
    int64_t next = 1;
    if (query_next(&query))
        next = query_column_int(&query, 0);
    enum status status = query_end(&query);
    if (status == STATUS_OK)
        *out = next;
    return status;
}

static enum status add_list(struct desk *desk, const struct desk_list_order *order, int64_t list)
{
    struct query query = desk_query(desk, SLOT_LIST_ADD);
    query_text(&query, 1, order->name);
    query_text(&query, 2, order->tenancy.agency);
    query_text(&query, 3, order->tenancy.site);
    query_text(&query, 4, order->tenancy.legal_basis);
    query_text(&query, 5, order->tenancy.handling);
    query_int(&query, 6, order->now);
    query_int(&query, 7, list);
    return query_run(&query);
}

static enum status set_second(struct desk *desk, const struct desk_list_order *order, int64_t list)
{
    if (order->second_approval == WISH_UNSAID)
        return STATUS_OK;
    struct query query = desk_query(desk, SLOT_LIST_SECOND);
    query_int(&query, 1, list);
    query_int(&query, 2, order->second_approval == WISH_YES);
    return query_run(&query);
}

static enum status add_version(struct desk *desk, const struct desk_list_order *order,
                               const struct latest *now, enum watch_format format)
{
    struct query query = desk_query(desk, SLOT_VERSION_ADD);
    query_int(&query, 1, now->list);
    query_int(&query, 2, now->version);
    query_int(&query, 3, order->now);
    query_text(&query, 4, order->by);
    query_text(&query, 5, span_of(watch_format_word(format)));
    query_int(&query, 6, now->entries);
    query_blob(&query, 7, (struct span){(const char *)now->digest.bytes, SEAL_DIGEST_SIZE});
    query_text(&query, 8, order->file_name);
    query_text(&query, 9, span_of(watch_severity_word(now->setting.severity)));
    query_text(&query, 10, now->setting.routing);
    if (now->setting.valid_until)
        query_int(&query, 11, now->setting.valid_until);
    else
        query_null(&query, 11);
    return query_run(&query);
}

struct ends {
    int64_t at[UINT16_MAX + 1]; /* entries by `until` */
};

/* When entries come to their end is no secret of theirs, and is known without opening the list. */
static enum status add_ends(struct desk *desk, const struct latest *now,
                            const struct watch_list *list)
{
    struct arena arena = {0};
    struct ends *ends = arena_new(&arena, struct ends);
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < list->header->entries; i++)
        ends->at[list->entries[i].until]++;
    for (int until = 1; until <= UINT16_MAX && status == STATUS_OK; until++) {
        if (!ends->at[until])
            continue;
        struct query query = desk_query(desk, SLOT_END_ADD);
        query_int(&query, 1, now->list);
        query_int(&query, 2, now->version);
        query_int(&query, 3, (until + WATCH_UNTIL_BASE + 1) * MICROS_PER_DAY);
        query_int(&query, 4, ends->at[until]);
        status = query_run(&query);
    }
    arena_free(&arena);
    return status;
}

/* What the order leaves open is as before. */
static struct latest next_version(const struct latest *before, const struct desk_list_order *order,
                                  uint32_t entries)
{
    struct latest next = *before;
    next.version++;
    next.entries = entries;
    if (!next.list)
        next.tenancy = order->tenancy;
    if (order->severity != WATCH_NONE)
        next.setting.severity = order->severity;
    else if (next.setting.severity == WATCH_NONE)
        next.setting.severity = WATCH_HIGH;
    if (order->routing.size)
        next.setting.routing = order->routing;
    if (order->valid_until)
        next.setting.valid_until = order->valid_until == DESK_NO_END ? 0 : order->valid_until;
    return next;
}

static bool is_same(const struct latest *a, const struct latest *b)
{
    return a->version && a->setting.severity == b->setting.severity &&
           a->setting.valid_until == b->setting.valid_until &&
           span_equal(a->setting.routing, b->setting.routing) &&
           memcmp(a->digest.bytes, b->digest.bytes, sizeof a->digest.bytes) == 0;
}

/* An order, read and held against what there is. */
struct desk_list_ready {
    struct latest before, next;
    struct watch_list list, old;
    bool known; /* `old` could be read */
    struct desk_list_outcome outcome;
};

static uint32_t count_ended(const struct watch_list *list, int64_t now)
{
    uint32_t ended = 0;
    for (uint32_t i = 0; i < list->header->entries; i++)
        ended += watch_entry_ended(&list->entries[i], (int32_t)(now / MICROS_PER_DAY));
    return ended;
}

static void note_changes(struct desk_list_ready *reading, int64_t now)
{
    struct desk_list_outcome *out = &reading->outcome;
    const struct watch_list *old = reading->known ? &reading->old : NULL;
    struct watch_changes changes = watch_list_compare(old, &reading->list);
    out->added = changes.added;
    out->changed = changes.changed;
    out->removed = changes.removed;
    out->ended = count_ended(&reading->list, now);
    out->unchanged = is_same(&reading->before, &reading->next);
    out->restored = out->unchanged && reading->before.retired;
    out->list = reading->before.list;
    out->version = out->unchanged ? reading->before.version : reading->next.version;
}

static enum status read_order(struct desk *desk, const struct desk_list_order *order,
                              struct arena *arena, struct desk_list_ready *out)
{
    const struct seal_key *key = NULL;
    enum status status = desk_list_check_name(order->name);
    if (status == STATUS_OK && desk)
        status = desk_key(desk, KEY_DIGEST, &key);
    if (status == STATUS_OK)
        status = latest_find(desk, order->name, arena, &out->before);
    if (status == STATUS_OK)
        status = read_before(desk, &out->before, arena, &out->old, &out->known);
    struct watch_import_order import = {order->bytes, order->format, out->known ? &out->old : NULL};
    if (status == STATUS_OK)
        status = watch_import_parse(&import, arena, &out->list, &out->outcome.report);
    if (status != STATUS_OK)
        return status;
    out->next = next_version(&out->before, order, out->list.header->entries);
    if (key)
        out->next.digest = seal_digest(key, out->list.bytes);
    note_changes(out, order->now);
    return STATUS_OK;
}

static enum status check(const struct desk_list_order *order, const struct desk_list_ready *reading)
{
    enum status status =
        list_check_time(order->name, reading->next.setting.valid_until, order->now);
    if (status == STATUS_OK && !reading->outcome.unchanged)
        status = check_size(&reading->before, reading->next.entries, order->force);
    return status;
}

/* The same as a word. */
static enum desk_list_refusal refusal_of(const struct desk_list_order *order,
                                         const struct desk_list_ready *reading)
{
    int64_t until = reading->next.setting.valid_until;
    if (until && until <= order->now)
        return DESK_LIST_OVER;
    return reading->outcome.unchanged || order->force
               ? DESK_LIST_TAKEN
               : size_refusal(&reading->before, reading->next.entries);
}

/* The file first, then the rows: a row never points at a file that is not on the disk. A file without a row is
 * overwritten by the next import. Importing again is the remedy for a stored version that cannot be read any
 * more. */
static enum status write_file(struct desk *desk, struct desk_list_ready *ready)
{
    struct latest *next = &ready->next;
    enum status status = STATUS_OK;
    if (!next->list)
        status = next_list(desk, &next->list);
    if (status == STATUS_OK && !ready->outcome.unchanged)
        return listfile_write(desk, next->list, next->version, ready->list.bytes);
    return status || ready->known
               ? status
               : listfile_write(desk, next->list, ready->before.version, ready->list.bytes);
}

enum status desk_list_prepare(struct desk *desk, const struct desk_list_order *order,
                              struct arena *arena, struct desk_list_ready **out)
{
    struct desk_list_ready *ready = arena_new(arena, struct desk_list_ready);
    enum status status = read_order(desk, order, arena, ready);
    if (status == STATUS_OK)
        status = check(order, ready);
    if (status == STATUS_OK)
        status = write_file(desk, ready);
    if (status == STATUS_OK)
        *out = ready;
    return status;
}

/* That nothing came in between, neither since it was looked at nor since it was read. */
static enum status check_seen(struct desk *desk, const struct desk_list_order *order,
                              struct desk_list_ready *ready)
{
    struct arena arena = {0};
    struct latest now;
    enum status status = latest_find(desk, order->name, &arena, &now);
    bool same = now.list == ready->before.list && now.version == ready->before.version &&
                (!order->seen.said ||
                 (now.version == order->seen.version && now.changed == order->seen.changed));
    if (status == STATUS_OK && !same)
        status = status_fail(STATUS_EXISTS, "The list %.*s has changed meanwhile.",
                             (int)order->name.size, order->name.at);
    ready->outcome.restored = ready->outcome.unchanged && now.retired;
    arena_free(&arena);
    return status;
}

static enum status add_rows(struct desk *desk, const struct desk_list_order *order,
                            const struct desk_list_ready *ready)
{
    const struct latest *next = &ready->next;
    enum status status = ready->before.list ? STATUS_OK : add_list(desk, order, next->list);
    if (status == STATUS_OK)
        status = set_second(desk, order, next->list);
    if (ready->outcome.unchanged)
        return status || !ready->outcome.restored
                   ? status
                   : change_add(desk, next->list, ready->before.version, DESK_LIST_RESTORED,
                                order->by, order->now);
    if (status == STATUS_OK)
        status = add_version(desk, order, next, ready->outcome.report.format);
    if (status == STATUS_OK)
        status = add_ends(desk, next, &ready->list);
    return status ? status
                  : change_add(desk, next->list, next->version, DESK_LIST_IMPORTED, order->by,
                               order->now);
}

enum status desk_list_take(struct desk *desk, const struct desk_list_order *order,
                           struct desk_list_ready *ready, struct desk_list_outcome *out)
{
    enum status status = check_seen(desk, order, ready);
    if (status == STATUS_OK)
        status = database_begin(desk->database);
    if (status != STATUS_OK)
        return status;
    status = desk_end(desk, add_rows(desk, order, ready));
    if (status != STATUS_OK)
        return status;
    ready->outcome.list = ready->next.list;
    *out = ready->outcome;
    return STATUS_OK;
}

enum status desk_list_import(struct desk *desk, const struct desk_list_order *order,
                             struct arena *arena, struct desk_list_outcome *out)
{
    struct desk_list_ready *ready;
    enum status status = desk_list_prepare(desk, order, arena, &ready);
    return status ? status : desk_list_take(desk, order, ready, out);
}

enum status desk_list_preview(struct desk *desk, const struct desk_list_order *order,
                              struct arena *arena, struct desk_list_preview *out)
{
    struct desk_list_ready reading = {0};
    enum status status = read_order(desk, order, arena, &reading);
    if (status != STATUS_OK)
        return status;
    bool taken = check(order, &reading) == STATUS_OK;
    *out = (struct desk_list_preview){
        .outcome = reading.outcome,
        .before = reading.known ? reading.old : (struct watch_list){.header = NULL},
        .now = reading.list,
        .version_before = reading.before.version,
        .retired = reading.before.retired,
        .refused = taken ? NULL : arena_format(arena, "%s", status_sentence()),
        .refusal = refusal_of(order, &reading),
        .was = reading.before.setting,
        .will = reading.next.setting,
        .tenancy = reading.next.tenancy};
    return STATUS_OK;
}

enum status desk_list_read(struct desk *desk, int64_t list, uint32_t version, struct arena *arena,
                           struct watch_list *out)
{
    struct span bytes;
    enum status status = listfile_load(desk, list, version, arena, &bytes);
    return status == STATUS_OK ? watch_list_open(bytes, out) : status;
}
