#include "sys/database.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "sys/database_internal.h"
#include "sys/files.h"

enum { BUSY_MILLISECONDS = 5000 };

/* ---- failures ---- */

struct meaning {
    int code; /* primary result code */
    enum status status;
    const char *words;
};

static const struct meaning code_meanings[] = {
    {SQLITE_FULL, STATUS_FULL, "the disk is full; free some space"},
    {SQLITE_READONLY, STATUS_READONLY, "it cannot be written; check the owner of the data folder"},
    {SQLITE_PERM, STATUS_READONLY, "it cannot be written; check the owner of the data folder"},
    {SQLITE_AUTH, STATUS_READONLY, "it cannot be written; check the owner of the data folder"},
    {SQLITE_BUSY, STATUS_LOCKED, "another process holds it; try again"},
    {SQLITE_LOCKED, STATUS_LOCKED, "another process holds it; try again"},
    {SQLITE_NOMEM, STATUS_MEMORY, "there is no memory left"},
    {SQLITE_CONSTRAINT, STATUS_EXISTS, "such a row is there already"},
    {SQLITE_CORRUPT, STATUS_DAMAGED, NULL},
    {SQLITE_NOTADB, STATUS_DAMAGED, NULL},
    {SQLITE_ERROR, STATUS_DAMAGED, NULL}, /* our SQL does not fit: these are not our tables */
};

static const struct meaning *find_meaning(int code)
{
    for (size_t i = 0; i < sizeof code_meanings / sizeof *code_meanings; i++)
        if (code_meanings[i].code == code)
            return &code_meanings[i];
    return NULL;
}

enum status database_fail(const struct database *database, int code)
{
    const struct meaning *meaning = find_meaning(code & 0xFF);
    const char *words = database->plan->words;
    int number = database->handle ? sqlite3_system_errno(database->handle) : 0;
    if (meaning && meaning->words)
        return status_fail(meaning->status, "The file %s (%s): %s.", database->path, words,
                           meaning->words);
    if (meaning)
        return status_fail(STATUS_DAMAGED, "The file %s (%s) is damaged: %s; %s.", database->path,
                           words, sqlite3_errstr(code), database->plan->remedy);
    if (!number)
        return status_fail(STATUS_IO, "The file %s (%s): %s.", database->path, words,
                           sqlite3_errstr(code));
    if ((code & 0xFF) == SQLITE_CANTOPEN && database->reading)
        return status_fail(
            STATUS_READONLY,
            "The file %s (%s) cannot be read: its folder is read-only, and the files "
            "beside it that the running system keeps are not there. Make the folder "
            "writable, or start the system.",
            database->path, words);
    /* Where SQLite only knows that an open, read or write failed, the system knows why. */
    errno = number;
    return status_errno("use", database->path);
}

enum status database_status(const struct database *database, int code)
{
    return code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW
               ? STATUS_OK
               : database_fail(database, code);
}

enum status database_run(struct database *database, const char *sql)
{
    return database_status(database, sqlite3_exec(database->handle, sql, NULL, NULL, NULL));
}

static enum status read_number(struct database *database, const char *sql, int64_t *out)
{
    sqlite3_stmt *statement;
    int code = sqlite3_prepare_v2(database->handle, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    enum status status = database_status(database, code);
    if (!status)
        *out = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return status;
}

static enum status run_number(struct database *database, const char *pragma, int64_t value)
{
    char sql[80];
    snprintf(sql, sizeof sql, "PRAGMA %s=%lld", pragma, (long long)value);
    return database_run(database, sql);
}

/* ---- opening ---- */

static enum status sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return file_sync_folder(".");
    char *folder = memory_text(path);
    folder[slash == path ? 1 : slash - path] = '\0';
    enum status status = file_sync_folder(folder);
    free(folder);
    return status;
}

/* SQLite would make the file readable for others. */
static enum status make_file(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == EEXIST ? STATUS_OK : status_errno("make", path);
    close(fd);
    return sync_folder_of(path);
}

static enum status check_there(const char *path)
{
    return access(path, F_OK) == 0 ? STATUS_OK : status_errno("open", path);
}

/* A reader opens for writing too where it may: only so can it work in what a dead writer left
 * behind. `query_only` keeps it from changing anything, and it leaves the WAL to the writer. */
static enum status open_handle(struct database *database, enum database_mode mode)
{
    int code = sqlite3_open_v2(database->path, &database->handle,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code)
        return database_fail(database, code);
    sqlite3_extended_result_codes(database->handle, 1);
    sqlite3_busy_timeout(database->handle, BUSY_MILLISECONDS);
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (mode == DATABASE_READ)
        sqlite3_db_config(database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return STATUS_OK;
}

static enum status set_up(struct database *database, enum database_mode mode)
{
    const struct database_plan *plan = database->plan;
    enum status status = run_number(database, "temp_store", 2);
    if (!status)
        status = run_number(database, "synchronous", mode == DATABASE_DURABLE ? 2 : 1);
    if (!status && plan->cache_kib)
        status = run_number(database, "cache_size", -plan->cache_kib);
    if (!status && plan->checkpoint_pages)
        status = run_number(database, "wal_autocheckpoint", plan->checkpoint_pages);
    if (!status && mode == DATABASE_READ)
        status = run_number(database, "query_only", 1);
    return status;
}

struct stamp {
    int64_t application, version, tables;
};

static enum status read_stamp(struct database *database, struct stamp *out)
{
    enum status status = read_number(database, "PRAGMA application_id", &out->application);
    if (!status)
        status = read_number(database, "PRAGMA user_version", &out->version);
    if (!status)
        status = read_number(database, "SELECT count(*) FROM sqlite_schema", &out->tables);
    return status;
}

static bool stamp_empty(const struct stamp *stamp)
{
    return stamp->application == 0 && stamp->version == 0 && stamp->tables == 0;
}

static enum status check_stamp(const struct database *database, const struct stamp *stamp)
{
    const struct database_plan *plan = database->plan;
    if (stamp->application != (int64_t)plan->application)
        return status_fail(STATUS_DAMAGED, "The file %s is not %s; %s.", database->path,
                           plan->words, plan->remedy);
    if (stamp->version > plan->version)
        return status_fail(STATUS_NEWER,
                           "The file %s (%s) was written by a newer version of portolan (layout "
                           "%lld, this one knows %d): use that version.",
                           database->path, plan->words, (long long)stamp->version, plan->version);
    return STATUS_OK;
}

/* All steps in one transaction. */
static enum status bring_up(struct database *database)
{
    struct stamp stamp;
    enum status status = database_begin(database);
    if (!status)
        status = read_stamp(database, &stamp);
    if (!status && stamp_empty(&stamp))
        status = run_number(database, "application_id", (int64_t)database->plan->application);
    for (int64_t i = status ? 0 : stamp.version; !status && i < database->plan->version; i++)
        status = database_run(database, database->plan->steps[i]);
    if (!status)
        status = run_number(database, "user_version", database->plan->version);
    if (!status)
        status = database_commit(database);
    if (status)
        database_rollback(database);
    return status;
}

static enum status check_version(struct database *database)
{
    struct stamp stamp;
    enum status status = read_stamp(database, &stamp);
    if (status)
        return status;
    bool empty = stamp_empty(&stamp);
    if (empty && database->reading)
        return status_fail(STATUS_MISSING, "The file %s (%s) is just being made.", database->path,
                           database->plan->words);
    if (!empty && (status = check_stamp(database, &stamp)))
        return status;
    if (!empty && stamp.version == database->plan->version)
        return STATUS_OK;
    if (database->reading)
        return status_fail(STATUS_READONLY,
                           "The file %s (%s) is of an older version of portolan: start the system "
                           "once, it brings the file up to date.",
                           database->path, database->plan->words);
    /* Only a new file is set to WAL: a settled one stays as it is. */
    if (empty)
        status = database_run(database, "PRAGMA journal_mode=WAL");
    return status ? status : bring_up(database);
}

static int count_statements(const struct database_plan *plan)
{
    int count = 0;
    while (plan->statements && plan->statements[count])
        count++;
    return count;
}

enum status database_open(const char *path, const struct database_plan *plan,
                          enum database_mode mode, struct database **out)
{
    struct database *database = memory_alloc(sizeof *database);
    database->plan = plan;
    database->path = memory_text(path);
    database->reading = mode == DATABASE_READ;
    database->slots = memory_alloc(sizeof *database->slots * (size_t)(count_statements(plan) + 1));
    enum status status = database->reading ? check_there(path) : make_file(path);
    if (!status)
        status = open_handle(database, mode);
    if (!status)
        status = set_up(database, mode);
    if (!status)
        status = check_version(database);
    if (status) {
        database_close(database);
        return status;
    }
    *out = database;
    return STATUS_OK;
}

void database_close(struct database *database)
{
    if (!database)
        return;
    for (int i = count_statements(database->plan); i-- > 0;)
        sqlite3_finalize(database->slots[i].statement);
    /* Open queries would keep the handle alive: a bug of the caller. */
    int code = sqlite3_close(database->handle);
    assert(code == SQLITE_OK);
    (void)code;
    free(database->slots);
    free(database->path);
    free(database);
}

/* ---- transactions ---- */

enum status database_begin(struct database *database)
{
    if (database->in_transaction)
        return STATUS_OK;
    enum status status = database_run(database, database->reading ? "BEGIN" : "BEGIN IMMEDIATE");
    database->in_transaction = status == STATUS_OK;
    return status;
}

enum status database_whole(const struct database *database)
{
    if (!database->in_transaction || !sqlite3_get_autocommit(database->handle))
        return STATUS_OK;
    return status_fail(STATUS_IO, "The file %s (%s): the changes were undone after a failure.",
                       database->path, database->plan->words);
}

enum status database_commit(struct database *database)
{
    if (!database->in_transaction)
        return STATUS_OK;
    enum status status = database_whole(database);
    if (!status)
        status = database_run(database, "COMMIT");
    if (!status)
        database->in_transaction = false;
    return status;
}

void database_rollback(struct database *database)
{
    if (database->in_transaction && !sqlite3_get_autocommit(database->handle))
        sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
    database->in_transaction = false;
}

void database_rest(struct database *database)
{
    sqlite3_db_release_memory(database->handle);
}

enum status database_sync(struct database *database)
{
    static const int files[] = {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        sqlite3_file *file = NULL;
        int code = sqlite3_file_control(database->handle, "main", files[i], &file);
        if (code == SQLITE_OK && file && file->pMethods)
            code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
        if (code)
            return database_fail(database, code);
    }
    return STATUS_OK;
}

enum status database_settle(struct database *database)
{
    sqlite3_busy_timeout(database->handle, 0); /* readers may have it open for long */
    enum status status = database_run(database, "PRAGMA journal_mode=DELETE");
    sqlite3_busy_timeout(database->handle, BUSY_MILLISECONDS);
    return status ? status : run_number(database, "synchronous", 3);
}

int64_t database_last_id(struct database *database)
{
    return sqlite3_last_insert_rowid(database->handle);
}

int64_t database_changes(struct database *database)
{
    return sqlite3_changes64(database->handle);
}
