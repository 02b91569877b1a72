/* Lists and their versions: announce, then number (desk.h). */
#include <inttypes.h>
#include <string.h>

#include "desk/internal.h"

enum { NAME_MOST = 60 };

/* The latest version of a list, numbered or not. */
struct latest {
    int64_t list;     /* 0: there is no such list */
    uint32_t version; /* 0: it has no version */
    uint32_t entries;
    struct seal_digest digest;
    enum watch_severity severity;
    struct span routing;
};

static enum status read_latest(struct desk *desk, struct arena *arena, struct latest *out)
{
    struct query query = desk_query(desk, SLOT_VERSION_LATEST);
    query_int(&query, 1, out->list);
    if (query_next(&query)) {
        out->version = (uint32_t)query_column_int(&query, 0);
        out->entries = (uint32_t)query_column_int(&query, 1);
        struct span digest = query_column(&query, 2);
        if (digest.size == sizeof out->digest.bytes)
            memcpy(out->digest.bytes, digest.at, digest.size);
        watch_severity_parse(query_column(&query, 3), &out->severity);
        out->routing = column_text(&query, 4, arena);
    }
    return query_end(&query);
}

static enum status find_latest(struct desk *desk, struct span name, struct arena *arena,
                               struct latest *out)
{
    *out = (struct latest){.routing = {"", 0}};
    struct query query = desk_query(desk, SLOT_LIST_BY_NAME);
    query_text(&query, 1, name);
    if (query_next(&query))
        out->list = query_column_int(&query, 0);
    enum status status = query_end(&query);
    return status || !out->list ? status : read_latest(desk, arena, out);
}

enum status list_check_name(struct span name)
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
static enum status check_size(const struct latest *before, uint32_t entries, bool force)
{
    switch (force ? DESK_LIST_TAKEN : list_refusal(before->entries, entries)) {
    case DESK_LIST_EMPTY:
        return status_fail(STATUS_INPUT, "The list names no person; with --force it is taken.");
    case DESK_LIST_SHRUNKEN:
        return status_fail(STATUS_INPUT,
                           "The list has %" PRIu32 " entries and had %" PRIu32 ": less than %d %%. "
                           "If that is right, it is taken with --force.",
                           entries, before->entries, LIST_SHRUNKEN);
    case DESK_LIST_TAKEN: break;
    }
    return STATUS_OK;
}

static bool is_lost(enum status status)
{
    return status == STATUS_DAMAGED || status == STATUS_MISSING;
}

/* Importing again is the remedy for a stored version that cannot be read any more. */
static enum status heal(struct desk *desk, const struct latest *version, struct span bytes)
{
    struct buffer stored = {0};
    enum status status = listfile_read(desk, version->list, version->version, &stored);
    if (is_lost(status))
        status = listfile_write(desk, version->list, version->version, bytes);
    if (stored.size)
        seal_wipe(stored.at, stored.size);
    buffer_free(&stored);
    return status;
}

/* The version before, in the arena; `*known` is false when there is none, or it cannot be read any more:
 * then all entries are new. */
static enum status read_before(struct desk *desk, const struct latest *before, struct arena *arena,
                               struct watch_list *out, bool *known)
{
    struct buffer bytes = {0};
    enum status status = STATUS_MISSING;
    if (before->version)
        status = listfile_read(desk, before->list, before->version, &bytes);
    if (status == STATUS_OK)
        status = watch_list_open(arena_copy(arena, buffer_span(&bytes)), out);
    *known = status == STATUS_OK;
    buffer_free(&bytes);
    return is_lost(status) ? STATUS_OK : status;
}

static void count_changes(const struct watch_list *before, const struct watch_list *now,
                          struct desk_list_outcome *out)
{
    struct watch_changes changes = watch_list_compare(before, now);
    out->added = changes.added;
    out->changed = changes.changed;
    out->removed = changes.removed;
}

static enum status add_list(struct desk *desk, const struct desk_list_order *order, int64_t *list)
{
    struct query query = desk_query(desk, SLOT_LIST_ADD);
    query_text(&query, 1, order->name);
    query_text(&query, 2, order->tenancy.agency);
    query_text(&query, 3, order->tenancy.site);
    query_text(&query, 4, order->tenancy.legal_basis);
    query_text(&query, 5, order->tenancy.handling);
    query_int(&query, 6, order->now);
    enum status status = query_run(&query);
    if (status == STATUS_OK)
        *list = database_last_id(desk->database);
    return status;
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
    query_text(&query, 9, span_of(watch_severity_word(now->severity)));
    query_text(&query, 10, now->routing);
    return query_run(&query);
}

/* The file first, then the rows: a row never points at a file that is not on the disk. A file
 * without a row is overwritten by the next import. */
static enum status store(struct desk *desk, const struct desk_list_order *order, struct latest *now,
                         enum watch_format format, struct span bytes)
{
    enum status status = database_begin(desk->database);
    if (status == STATUS_OK && !now->list)
        status = add_list(desk, order, &now->list);
    if (status == STATUS_OK)
        status = listfile_write(desk, now->list, now->version, bytes);
    if (status == STATUS_OK)
        status = add_version(desk, order, now, format);
    return desk_end(desk, status);
}

/* What the order leaves open is as before. */
static struct latest next_version(const struct latest *before, const struct desk_list_order *order,
                                  const struct seal_digest *digest, uint32_t entries)
{
    struct latest next = *before;
    next.version++;
    next.entries = entries;
    next.digest = *digest;
    if (order->severity != WATCH_NONE)
        next.severity = order->severity;
    else if (next.severity == WATCH_NONE)
        next.severity = WATCH_HIGH;
    if (order->routing.size)
        next.routing = order->routing;
    return next;
}

static bool is_same(const struct latest *a, const struct latest *b)
{
    return a->version && a->severity == b->severity && span_equal(a->routing, b->routing) &&
           memcmp(a->digest.bytes, b->digest.bytes, sizeof a->digest.bytes) == 0;
}

enum status desk_list_import(struct desk *desk, const struct desk_list_order *order,
                             struct arena *arena, struct desk_list_outcome *out)
{
    struct desk_list_outcome outcome = {0};
    struct watch_list list, old;
    struct latest before;
    const struct seal_key *key;
    bool known = false;
    enum status status = list_check_name(order->name);
    if (status == STATUS_OK)
        status = desk_key(desk, KEY_DIGEST, &key);
    if (status == STATUS_OK)
        status = find_latest(desk, order->name, arena, &before);
    if (status == STATUS_OK)
        status = read_before(desk, &before, arena, &old, &known);
    struct watch_import_order import = {order->bytes, order->format, known ? &old : NULL};
    if (status == STATUS_OK)
        status = watch_import_parse(&import, arena, &list, &outcome.report);
    if (status != STATUS_OK)
        return status;
    struct seal_digest digest = seal_digest(key, list.bytes);
    struct latest next = next_version(&before, order, &digest, list.header->entries);
    if (is_same(&before, &next)) {
        outcome.unchanged = true;
        next = before;
        status = heal(desk, &before, list.bytes);
    } else {
        status = check_size(&before, next.entries, order->force);
        count_changes(import.before, &list, &outcome);
        if (status == STATUS_OK)
            status = store(desk, order, &next, outcome.report.format, list.bytes);
    }
    if (status != STATUS_OK)
        return status;
    outcome.list = next.list;
    outcome.version = next.version;
    *out = outcome;
    return STATUS_OK;
}

enum status desk_list_number(struct desk *desk, int64_t list, uint32_t version, int64_t after_seq)
{
    struct query query = desk_query(desk, SLOT_VERSION_NUMBER);
    query_int(&query, 1, list);
    query_int(&query, 2, version);
    query_int(&query, 3, after_seq);
    enum status status = query_run(&query);
    if (status != STATUS_OK || database_changes(desk->database) == 1)
        return status;
    return status_fail(STATUS_MISSING,
                       "Version %" PRIu32 " of list %" PRId64 " is not there, or has its number "
                       "already.",
                       version, list);
}

/* In the order of the SELECTs in queries.def. */
static void read_activation(struct query *query, struct arena *arena, void *row)
{
    struct desk_activation *out = row;
    *out = (struct desk_activation){
        .list = query_column_int(query, 0),
        .version = (uint32_t)query_column_int(query, 1),
        .name = column_text(query, 2, arena),
        .format = column_text(query, 3, arena),
        .routing = column_text(query, 4, arena),
        .file_name = column_text(query, 5, arena),
        .by = column_text(query, 6, arena),
        .tenancy = {column_text(query, 7, arena), column_text(query, 8, arena),
                    column_text(query, 9, arena), column_text(query, 10, arena)},
        .imported = query_column_int(query, 12),
        .entries = (uint32_t)query_column_int(query, 13),
        .after_seq = column_after(query, 14),
    };
    watch_severity_parse(query_column(query, 11), &out->severity);
}

static enum status activations(struct desk *desk, enum slot slot, struct arena *arena,
                               struct desk_activation **out, size_t *count)
{
    struct query query = desk_query(desk, slot);
    void *rows = NULL;
    enum status status = rows_read(&query, arena, sizeof **out, read_activation, &rows, count);
    if (status == STATUS_OK)
        *out = rows;
    return status;
}

enum status desk_list_activations(struct desk *desk, struct arena *arena,
                                  struct desk_activation **out, size_t *count)
{
    return activations(desk, SLOT_ACTIVATIONS, arena, out, count);
}

enum status desk_list_current(struct desk *desk, struct arena *arena, struct desk_activation **out,
                              size_t *count)
{
    return activations(desk, SLOT_CURRENT, arena, out, count);
}

enum status desk_list_pending(struct desk *desk, struct arena *arena, struct desk_activation **out,
                              size_t *count)
{
    return activations(desk, SLOT_PENDING, arena, out, count);
}

enum status desk_list_bytes(struct desk *desk, int64_t list, uint32_t version, struct buffer *out)
{
    return listfile_read(desk, list, version, out);
}
