#include <string.h>

#include "desk/internal.h"

enum { NAME_MOST = 60 };

/* As the journal takes it (journal_source_valid): with another name no message could be stored. */
static bool is_name(struct span name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    if (span_starts(name, "."))
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (!name.at[i] || !strchr(allowed, name.at[i]))
            return false;
    return name.size > 0 && name.size <= NAME_MOST;
}

static struct span credential_of(const unsigned char *hash)
{
    return (struct span){(const char *)hash, DESK_CREDENTIAL_SIZE};
}

/* In the order of the SELECTs in queries.def. */
static void read_row(struct query *query, struct arena *arena, void *row)
{
    struct desk_source *out = row;
    *out = (struct desk_source){
        .id = query_column_int(query, 0),
        .name = column_text(query, 1, arena),
        .tenancy = {column_text(query, 2, arena), column_text(query, 3, arena),
                    column_text(query, 4, arena), column_text(query, 5, arena)},
        .made = query_column_int(query, 7),
        .disabled = query_column_int(query, 8), /* NULL is 0 */
    };
    struct span hash = query_column(query, 6);
    if (hash.size == DESK_CREDENTIAL_SIZE)
        memcpy(out->credential, hash.at, hash.size);
}

static enum status find(struct desk *desk, enum slot slot, struct span key, bool is_blob,
                        struct arena *arena, struct desk_source *out)
{
    struct query query = desk_query(desk, slot);
    if (is_blob)
        query_blob(&query, 1, key);
    else
        query_text(&query, 1, key);
    bool found = query_next(&query);
    if (found)
        read_row(&query, arena, out);
    enum status status = query_end(&query);
    return status ? status : found ? STATUS_OK : STATUS_MISSING;
}

static enum status check_new(struct desk *desk, const struct desk_source *source)
{
    struct arena arena = {0};
    struct desk_source other;
    if (!is_name(source->name))
        return status_fail(STATUS_INPUT, "A source's name is 1 to 60 small letters, digits, '-', "
                                         "'_' or '.', and does not begin with '.'.");
    enum status by_name = find(desk, SLOT_SOURCE_BY_NAME, source->name, false, &arena, &other);
    enum status by_hash = find(desk, SLOT_SOURCE_BY_CREDENTIAL, credential_of(source->credential),
                               true, &arena, &other);
    arena_free(&arena);
    if (by_name == STATUS_OK)
        return status_fail(STATUS_EXISTS, "There is a source %.*s already.", (int)source->name.size,
                           source->name.at);
    if (by_hash == STATUS_OK)
        return status_fail(STATUS_EXISTS, "Another source has this credential.");
    return by_name != STATUS_MISSING ? by_name : by_hash != STATUS_MISSING ? by_hash : STATUS_OK;
}

enum status desk_source_add(struct desk *desk, const struct desk_source *source, int64_t *id)
{
    enum status status = check_new(desk, source);
    if (status != STATUS_OK)
        return status;
    struct query query = desk_query(desk, SLOT_SOURCE_ADD);
    query_text(&query, 1, source->name);
    query_text(&query, 2, source->tenancy.agency);
    query_text(&query, 3, source->tenancy.site);
    query_text(&query, 4, source->tenancy.legal_basis);
    query_text(&query, 5, source->tenancy.handling);
    query_blob(&query, 6, credential_of(source->credential));
    query_int(&query, 7, source->made);
    status = query_run(&query);
    if (status == STATUS_OK)
        *id = database_last_id(desk->database);
    return status;
}

enum status desk_source_disable(struct desk *desk, struct span name, int64_t now)
{
    struct arena arena = {0};
    struct desk_source source;
    enum status status = desk_source_find(desk, name, &arena, &source);
    arena_free(&arena);
    if (status != STATUS_OK)
        return status;
    struct query query = desk_query(desk, SLOT_SOURCE_DISABLE);
    query_text(&query, 1, name);
    query_int(&query, 2, now);
    return query_run(&query);
}

enum status desk_source_find(struct desk *desk, struct span name, struct arena *arena,
                             struct desk_source *out)
{
    enum status status = find(desk, SLOT_SOURCE_BY_NAME, name, false, arena, out);
    if (status == STATUS_MISSING)
        return status_fail(STATUS_MISSING, "There is no source %.*s.",
                           (int)(name.size > NAME_MOST ? NAME_MOST : name.size), name.at);
    return status;
}

enum status desk_source_by_credential(struct desk *desk,
                                      const unsigned char hash[DESK_CREDENTIAL_SIZE],
                                      struct arena *arena, struct desk_source *out)
{
    enum status status =
        find(desk, SLOT_SOURCE_BY_CREDENTIAL, credential_of(hash), true, arena, out);
    if (status == STATUS_MISSING)
        return status_fail(STATUS_MISSING, "No source has this credential.");
    return status;
}

enum status desk_source_list(struct desk *desk, struct arena *arena, struct desk_source **out,
                             size_t *count)
{
    struct query query = desk_query(desk, SLOT_SOURCE_ALL);
    void *rows = NULL;
    enum status status = rows_read(&query, arena, sizeof **out, read_row, &rows, count);
    if (status == STATUS_OK)
        *out = rows;
    return status;
}
