#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "journal/internal.h"
#include "sys/files.h"

static const char *const steps[] = {
    /* first: the sequence its first message has or will have; received: of the message before */
    "CREATE TABLE start (one INTEGER PRIMARY KEY CHECK (one = 1), first INTEGER NOT NULL,"
    "  received INTEGER NOT NULL) STRICT;"
    "CREATE TABLE epoch (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, made INTEGER NOT NULL,"
    "  public BLOB NOT NULL, recipient BLOB NOT NULL) STRICT;"
    "CREATE TABLE message (sequence INTEGER PRIMARY KEY, received INTEGER NOT NULL,"
    "  source TEXT NOT NULL, transport INTEGER NOT NULL, kind INTEGER NOT NULL,"
    "  epoch INTEGER NOT NULL, duplicate_of INTEGER, size INTEGER NOT NULL,"
    "  digest BLOB NOT NULL, body BLOB NOT NULL) STRICT;"
    "CREATE INDEX message_digest ON message (digest);",
};

static const char *const statements[] = {
    [SLOT_PUT_START] = "INSERT INTO start (one, first, received) VALUES (1, $1, $2)",
    [SLOT_GET_START] = "SELECT first, received FROM start",
    [SLOT_LAST] = "SELECT sequence, received FROM message ORDER BY sequence DESC LIMIT 1",
    [SLOT_PUT_EPOCH] = "INSERT INTO epoch (kind, made, public, recipient) VALUES ($1, $2, $3, $4)",
    [SLOT_GET_EPOCH] = "SELECT kind, public, recipient FROM epoch WHERE id = $1",
    [SLOT_PUT_MESSAGE] =
        "INSERT INTO message (sequence, received, source, transport, kind, epoch, duplicate_of,"
        "  size, digest, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    [SLOT_DUPLICATE] =
        "SELECT sequence FROM message WHERE digest = $1 AND source = $2 ORDER BY sequence LIMIT 1",
    [SLOT_AFTER] =
        "SELECT sequence, received, transport, kind, epoch, duplicate_of, size, source, digest,"
        "  body FROM message WHERE sequence > $1 ORDER BY sequence LIMIT $2",
    [SLOT_ONE] =
        "SELECT sequence, received, transport, kind, epoch, duplicate_of, size, source, digest,"
        "  body FROM message WHERE sequence = $1",
    [SLOT_ABOUT] = "SELECT sequence, received, transport, kind, epoch, duplicate_of, size, source,"
                   " digest, NULL FROM message WHERE sequence = $1",
    NULL,
};

const struct database_plan journal_plan = {
    .words = "the journal of received messages",
    .remedy = "stop the system, keep the file, and restore it from a backup",
    .application = 0x504A4E4C, /* "PJNL" */
    .version = 1,
    .steps = steps,
    .statements = statements,
    .checkpoint_pages = 4096, /* bodies are large: 16 MB between checkpoints, not 4 */
};

static int32_t month_of_name(const char *name)
{
    int32_t month;
    struct span text = span_of(name);
    bool is = text.size == 10 && span_is(span_part(text, 7, 3), ".db") &&
              month_parse(span_part(text, 0, 7), &month);
    return is ? month : -1;
}

static int is_month_file(const struct dirent *entry)
{
    return month_of_name(entry->d_name) >= 0;
}

enum status month_list(const char *folder, int32_t **out, size_t *count)
{
    struct dirent **names;
    int found = scandir(folder, &names, is_month_file, alphasort);
    if (found < 0)
        return status_errno("read the folder", folder);
    *out = memory_alloc(sizeof **out * (size_t)found);
    *count = (size_t)found;
    for (int i = 0; i < found; i++) {
        (*out)[i] = month_of_name(names[i]->d_name);
        free(names[i]);
    }
    free(names);
    return STATUS_OK;
}

char *month_path(const char *folder, int32_t month, const char *suffix)
{
    char text[8];
    size_t size = strlen(folder) + strlen(suffix) + 16;
    char *path = memory_alloc(size);
    snprintf(path, size, "%s/%s.db%s", folder, month_format(month, text), suffix);
    return path;
}

enum status month_start(struct database *database, int64_t *first, int64_t *received)
{
    struct query query = query_start(database, SLOT_GET_START);
    bool found = query_next(&query);
    if (found) {
        *first = query_column_int(&query, 0);
        *received = query_column_int(&query, 1);
    }
    enum status status = query_end(&query);
    if (status == STATUS_OK && !found)
        return status_fail(STATUS_DAMAGED, "The file %s (%s) does not say where it starts; %s.",
                           database->path, journal_plan.words, journal_plan.remedy);
    return status;
}

enum status month_last(struct database *database, int64_t *sequence, int64_t *received)
{
    int64_t first, before;
    struct query query = query_start(database, SLOT_LAST);
    bool found = query_next(&query);
    if (found) {
        *sequence = query_column_int(&query, 0);
        *received = query_column_int(&query, 1);
    }
    enum status status = query_end(&query);
    if (status != STATUS_OK || found)
        return status;
    status = month_start(database, &first, &before);
    if (status == STATUS_OK) {
        *sequence = first - 1;
        *received = before;
    }
    return status;
}

/* What a crash while making a file left. */
static void remove_unfinished(const char *folder, int32_t month)
{
    static const char *const suffixes[] = {".new", ".new-wal", ".new-shm", ".new-journal"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        char *path = month_path(folder, month, suffixes[i]);
        unlink(path);
        free(path);
    }
}

static enum status fill(const char *path, int64_t first, int64_t received)
{
    struct database *database;
    enum status status = database_open(path, &journal_plan, DATABASE_DURABLE, &database);
    if (status != STATUS_OK)
        return status;
    struct query query = query_start(database, SLOT_PUT_START);
    query_int(&query, 1, first);
    query_int(&query, 2, received);
    status = query_run(&query);
    database_close(database);
    return status;
}

/* Closing works the WAL into the file; where that failed the file is not whole without it. */
static enum status check_whole(const char *folder, int32_t month)
{
    char *wal = month_path(folder, month, ".new-wal");
    bool there = access(wal, F_OK) == 0;
    free(wal);
    if (!there)
        return STATUS_OK;
    return status_fail(STATUS_FULL,
                       "The journal's next file could not be written to %s: is the "
                       "disk full?",
                       folder);
}

enum status month_make(const char *folder, int32_t month, int64_t first, int64_t received)
{
    char *unfinished = month_path(folder, month, ".new");
    char *path = month_path(folder, month, "");
    remove_unfinished(folder, month);
    enum status status = fill(unfinished, first, received);
    if (status == STATUS_OK)
        status = check_whole(folder, month);
    if (status == STATUS_OK && rename(unfinished, path) != 0)
        status = status_errno("name", path);
    if (status == STATUS_OK)
        status = file_sync_folder(folder);
    if (status != STATUS_OK)
        remove_unfinished(folder, month);
    free(path);
    free(unfinished);
    return status;
}
