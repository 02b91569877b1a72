/* Prepared statements in use: binding, stepping, reading columns. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "sys/database_internal.h"

static bool in_order(sqlite3_stmt *statement)
{
    for (int i = sqlite3_bind_parameter_count(statement); i > 0; i--) {
        char name[16];
        snprintf(name, sizeof name, "$%d", i);
        const char *is = sqlite3_bind_parameter_name(statement, i);
        if (!is || strcmp(is, name) != 0)
            return false;
    }
    return true;
}

static void prepare(struct query *query, int slot, unsigned flags)
{
    struct database *database = query->database;
    int code = sqlite3_prepare_v3(database->handle, database->plan->statements[slot], -1, flags,
                                  &query->statement, NULL);
    query->status = database_status(database, code);
    query->ordered = query->status == STATUS_OK && in_order(query->statement);
}

struct query query_start(struct database *database, int slot)
{
    struct query query = {.database = database, .status = database_whole(database)};
    if (query.status)
        return query;
    struct database_slot *kept = &database->slots[slot];
    if (kept->statement && sqlite3_stmt_busy(kept->statement)) {
        query.own = true;
        prepare(&query, slot, 0);
        return query;
    }
    if (!kept->statement) {
        prepare(&query, slot, SQLITE_PREPARE_PERSISTENT);
        *kept = (struct database_slot){query.statement, query.ordered};
    }
    query.statement = kept->statement;
    query.ordered = kept->ordered;
    return query;
}

/* The place of `$parameter` in the statement. */
static int place_of(const struct query *query, int parameter)
{
    if (query->ordered)
        return parameter;
    char name[16];
    snprintf(name, sizeof name, "$%d", parameter);
    return sqlite3_bind_parameter_index(query->statement, name);
}

static void keep(struct query *query, int code)
{
    if (!query->status)
        query->status = database_status(query->database, code);
}

void query_int(struct query *query, int parameter, int64_t value)
{
    if (!query->status)
        keep(query, sqlite3_bind_int64(query->statement, place_of(query, parameter), value));
}

void query_text(struct query *query, int parameter, struct span text)
{
    if (!query->status)
        keep(query,
             sqlite3_bind_text64(query->statement, place_of(query, parameter),
                                 text.size ? text.at : "", text.size, SQLITE_STATIC, SQLITE_UTF8));
}

void query_blob(struct query *query, int parameter, struct span bytes)
{
    if (!query->status)
        keep(query, sqlite3_bind_blob64(query->statement, place_of(query, parameter),
                                        bytes.size ? bytes.at : "", bytes.size, SQLITE_STATIC));
}

void query_null(struct query *query, int parameter)
{
    if (!query->status)
        keep(query, sqlite3_bind_null(query->statement, place_of(query, parameter)));
}

bool query_next(struct query *query)
{
    if (query->status)
        return false;
    int code = sqlite3_step(query->statement);
    keep(query, code);
    return code == SQLITE_ROW;
}

int64_t query_column_int(struct query *query, int column)
{
    return sqlite3_column_int64(query->statement, column);
}

bool query_column_null(struct query *query, int column)
{
    return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

struct span query_column(struct query *query, int column)
{
    const void *at = sqlite3_column_blob(query->statement, column);
    size_t size = (size_t)sqlite3_column_bytes(query->statement, column);
    if (!at && !query_column_null(query, column))
        at = "";
    return (struct span){at, size};
}

enum status query_end(struct query *query)
{
    if (query->own)
        sqlite3_finalize(query->statement);
    else if (query->statement) {
        sqlite3_reset(query->statement);
        sqlite3_clear_bindings(query->statement);
    }
    query->statement = NULL;
    return query->status;
}

enum status query_run(struct query *query)
{
    query_next(query);
    return query_end(query);
}
