#include "desk/internal.h"

#include <inttypes.h>

#include "base/memory.h"
#include "sys/files.h"

/* Names of lists and sources are open; what people wrote about travellers (note) is sealed. `code`
 * and `severity` are words, so that the tables may grow in any order. */
static const char *const steps[] = {
    "CREATE TABLE source ("
    " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, agency TEXT NOT NULL, site TEXT NOT NULL,"
    " legal_basis TEXT NOT NULL, handling TEXT NOT NULL, credential BLOB NOT NULL UNIQUE,"
    " made BIGINT NOT NULL, disabled BIGINT);"
    "CREATE TABLE list ("
    " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, agency TEXT NOT NULL, site TEXT NOT NULL,"
    " legal_basis TEXT NOT NULL, handling TEXT NOT NULL, made BIGINT NOT NULL);"
    "CREATE TABLE list_version ("
    " list BIGINT NOT NULL REFERENCES list (id), version BIGINT NOT NULL, imported BIGINT NOT NULL,"
    " author TEXT NOT NULL, format TEXT NOT NULL, entries BIGINT NOT NULL, digest BLOB NOT NULL,"
    " file_name TEXT NOT NULL, severity TEXT NOT NULL, routing TEXT NOT NULL, after_seq BIGINT,"
    " PRIMARY KEY (list, version));"
    "CREATE TABLE decision ("
    " id INTEGER PRIMARY KEY, made BIGINT NOT NULL, author TEXT NOT NULL,"
    " traveller BIGINT NOT NULL,"
    " origin_seq BIGINT NOT NULL, origin_offset BIGINT NOT NULL, code TEXT NOT NULL, note BLOB,"
    " agency TEXT NOT NULL, site TEXT NOT NULL, withdrawn BIGINT);"
    "CREATE INDEX decision_traveller ON decision (traveller);"
    "CREATE INDEX decision_origin ON decision (origin_seq, origin_offset);",
    /* A flight is known by its key: its id may change in a rebuild. */
    "CREATE TABLE sweep ("
    " id INTEGER PRIMARY KEY, flight TEXT NOT NULL, made BIGINT NOT NULL, author TEXT NOT NULL,"
    " agency TEXT NOT NULL, site TEXT NOT NULL, withdrawn BIGINT, withdrawn_by TEXT);"
    "CREATE INDEX sweep_flight ON sweep (flight, id);",
    "CREATE TABLE pairing ("
    " id INTEGER PRIMARY KEY, made BIGINT NOT NULL, author TEXT NOT NULL, same SMALLINT NOT NULL,"
    " one BIGINT NOT NULL, one_seq BIGINT NOT NULL, one_offset BIGINT NOT NULL,"
    " other BIGINT NOT NULL, other_seq BIGINT NOT NULL, other_offset BIGINT NOT NULL,"
    " agency TEXT NOT NULL, site TEXT NOT NULL, after_seq BIGINT);",
    /* An empty text: from then on the source has none. */
    "CREATE TABLE source_profile ("
    " id INTEGER PRIMARY KEY, source TEXT NOT NULL REFERENCES source (name), made BIGINT NOT NULL,"
    " author TEXT NOT NULL, text TEXT NOT NULL, after_seq BIGINT);"
    "CREATE INDEX source_profile_source ON source_profile (source, id);",
    /* Which change of how a source writes somebody has taken for the new normal. */
    "CREATE TABLE source_normal ("
    " id INTEGER PRIMARY KEY, source TEXT NOT NULL, sender TEXT NOT NULL, kind TEXT NOT NULL,"
    " trait TEXT NOT NULL, value TEXT NOT NULL, made BIGINT NOT NULL, author TEXT NOT NULL,"
    " agency TEXT NOT NULL, site TEXT NOT NULL, after_seq BIGINT);",
    /* Both blobs are hashes: of what the link holds, and of what the intake is shown. */
    "CREATE TABLE upload_link ("
    " id INTEGER PRIMARY KEY, source TEXT NOT NULL REFERENCES source (name), flight TEXT NOT NULL,"
    " made BIGINT NOT NULL, expires BIGINT NOT NULL, author TEXT NOT NULL, agency TEXT NOT NULL,"
    " site TEXT NOT NULL, hash BLOB NOT NULL UNIQUE, credential BLOB NOT NULL UNIQUE,"
    " revoked BIGINT, revoked_by TEXT, used BIGINT, used_key TEXT, messages TEXT);",
    /* What puts lists in force and out of it, in the order of its numbers; list 0: something of some
     * list came to its end. `ends`: when entries of a version do, so that no file must be opened for
     * it. */
    "CREATE TABLE list_change ("
    " id INTEGER PRIMARY KEY, list BIGINT NOT NULL, version BIGINT NOT NULL, what TEXT NOT NULL,"
    " made BIGINT NOT NULL, author TEXT NOT NULL, after_seq BIGINT);"
    "CREATE INDEX list_change_list ON list_change (list, id);"
    "CREATE TABLE list_end ("
    " list BIGINT NOT NULL, version BIGINT NOT NULL, ends BIGINT NOT NULL, entries BIGINT NOT NULL,"
    " PRIMARY KEY (list, version, ends));"
    "ALTER TABLE list_version ADD COLUMN valid_until BIGINT;"
    "INSERT INTO list_change (list, version, what, made, author, after_seq)"
    " SELECT list, version, 'import', imported, author, after_seq FROM list_version"
    " ORDER BY after_seq IS NULL, after_seq, list, version;"
    "ALTER TABLE list_version DROP COLUMN after_seq;",
    /* person: keyed hashes (cleared/cleared.h), or nothing where nobody can be known again; digest:
     * of what the entry said then; until: the last day of departure. */
    "ALTER TABLE list ADD COLUMN second_approval SMALLINT NOT NULL DEFAULT 0;"
    "CREATE TABLE memory ("
    " id INTEGER PRIMARY KEY, decision BIGINT NOT NULL REFERENCES decision (id),"
    " list BIGINT NOT NULL REFERENCES list (id), list_version BIGINT NOT NULL, entry TEXT NOT NULL,"
    " digest BLOB NOT NULL, person BLOB NOT NULL, until INTEGER NOT NULL, second SMALLINT NOT NULL);"
    "CREATE INDEX memory_decision ON memory (decision);"
    "CREATE TABLE memory_step ("
    " id INTEGER PRIMARY KEY, memory BIGINT NOT NULL REFERENCES memory (id), word TEXT NOT NULL,"
    " made BIGINT NOT NULL, author TEXT NOT NULL, after_seq BIGINT);"
    "CREATE INDEX memory_step_of ON memory_step (memory, word);",
    /* Which hits stood when a decision was made; what was decided before this is told by its time. */
    "ALTER TABLE decision ADD COLUMN says_seen SMALLINT NOT NULL DEFAULT 0;"
    "CREATE TABLE decision_seen ("
    " decision BIGINT NOT NULL REFERENCES decision (id), list BIGINT NOT NULL, entry TEXT NOT NULL,"
    " how SMALLINT NOT NULL, raised_seq BIGINT NOT NULL, raised_at BIGINT NOT NULL);"
    "CREATE INDEX decision_seen_of ON decision_seen (decision);",
};
static const char *const statements[] = {
#define QUERY(name, sql) sql,
#include "desk/queries.def"
#undef QUERY
    NULL,
};
static const struct database_plan plan = {
    .words = "the desk (sources, lists, decisions)",
    .remedy = "Restore authored/ from a backup; it cannot be worked out again.",
    .application = 0x504C4453, /* "PLDS" */
    .version = sizeof steps / sizeof steps[0],
    .steps = steps,
    .statements = statements,
};

static enum status make_folders(const char *folder, struct arena *arena)
{
    enum status status = file_make_folder(folder);
    return status ? status : file_make_folder(arena_format(arena, "%s/lists", folder));
}

enum status desk_open(const char *folder, enum desk_mode mode, struct keyring *keyring,
                      struct desk **out)
{
    struct arena arena = {0};
    struct database *database = NULL;
    enum status status = mode == DESK_WRITE ? make_folders(folder, &arena) : STATUS_OK;
    if (status == STATUS_OK)
        status = database_open(arena_format(&arena, "%s/desk.db", folder), &plan,
                               mode == DESK_WRITE ? DATABASE_DURABLE : DATABASE_READ, &database);
    if (status == STATUS_OK) {
        struct desk *desk = memory_alloc(sizeof *desk);
        *desk = (struct desk){database, memory_text(folder), keyring};
        *out = desk;
    }
    arena_free(&arena);
    return status;
}

void desk_close(struct desk *desk)
{
    if (!desk)
        return;
    database_close(desk->database);
    free(desk->folder);
    free(desk);
}

struct query desk_query(struct desk *desk, enum slot slot)
{
    return query_start(desk->database, (int)slot);
}

enum status desk_end(struct desk *desk, enum status status)
{
    if (status == STATUS_OK)
        status = database_commit(desk->database);
    if (status != STATUS_OK)
        database_rollback(desk->database);
    return status;
}

enum status desk_number(struct desk *desk, enum slot slot, const char *what, int64_t id,
                        int64_t after_seq)
{
    struct query query = desk_query(desk, slot);
    query_int(&query, 1, id);
    query_int(&query, 2, after_seq);
    enum status status = query_run(&query);
    if (status != STATUS_OK || database_changes(desk->database) == 1)
        return status;
    return status_fail(STATUS_MISSING, "%s %" PRId64 " is not there, or has its number already.",
                       what, id);
}

int64_t column_after(struct query *query, int column)
{
    return query_column_null(query, column) ? DESK_PENDING : query_column_int(query, column);
}

enum status desk_key(struct desk *desk, enum installation_key key, const struct seal_key **out)
{
    if (!desk->keyring)
        return status_fail(STATUS_SECRET, "This process has not the key for %s.",
                           key == KEY_LISTS ? "lists" : "notes");
    return keyring_installation(desk->keyring, key, out);
}

struct span column_text(struct query *query, int column, struct arena *arena)
{
    return arena_copy(arena, query_column(query, column));
}

enum status rows_read(struct query *query, struct arena *arena, size_t size,
                      void (*read)(struct query *query, struct arena *arena, void *row),
                      void **rows, size_t *count)
{
    char *all = NULL;
    size_t found = 0, room = 0;
    while (query_next(query)) {
        all = arena_more(arena, all, found, &room, size);
        read(query, arena, all + found++ * size);
    }
    enum status status = query_end(query);
    if (status != STATUS_OK)
        return status;
    *rows = all;
    *count = found;
    return STATUS_OK;
}
