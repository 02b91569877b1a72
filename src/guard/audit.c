/* The writer of the audit, and its pages. Rows that come while one transaction is under way wait in
 * a queue; the first thread of those that wait takes all of them into the next one, and tells the
 * others how it went. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "guard/internal.h"

enum { SENTENCE_SIZE = 512 };

static const char *const steps[] = {
    "CREATE TABLE audit ("
    " n INTEGER PRIMARY KEY, at BIGINT NOT NULL, account TEXT NOT NULL, role TEXT NOT NULL,"
    " agency TEXT NOT NULL, site TEXT NOT NULL, action TEXT NOT NULL, subject_kind TEXT NOT NULL,"
    " subject BIGINT NOT NULL, purpose TEXT NOT NULL, allowed SMALLINT NOT NULL,"
    " fields TEXT NOT NULL, session TEXT NOT NULL, chain BLOB NOT NULL);"
    "CREATE INDEX audit_account ON audit (account, n);"
    "CREATE TABLE head (id INTEGER PRIMARY KEY, n BIGINT NOT NULL, chain BLOB NOT NULL,"
    " seal BLOB NOT NULL);",
};
static const char *const statements[] = {
#define QUERY(name, sql) sql,
#include "guard/audit.def"
#undef QUERY
    NULL,
};
static const struct database_plan plan = {
    .words = "the audit",
    .remedy = "Restore authored/ from a backup; it cannot be worked out again",
    .application = 0x504C4155, /* "PLAU" */
    .version = sizeof steps / sizeof steps[0],
    .steps = steps,
    .statements = statements,
};

/* One row that waits; lies on the stack of its thread. */
struct entry {
    const struct guard_audit_row *row;
    struct entry *next;
    bool done;
    enum status status;
    char sentence[SENTENCE_SIZE];
};

struct audit {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct entry *first, **end; /* the queue */
    bool writing;               /* a thread is in the database, without the lock */
    struct audit_head head;     /* of what is committed */
    struct database *database;
    const struct guard_keys *keys; /* borrowed */
    void (*on_commit)(void *context, enum audit_stage stage);
    void *on_commit_context;
};

static char *path_of(const char *folder, struct arena *arena)
{
    return arena_format(arena, "%s/audit.db", folder);
}

enum status audit_open_reader(const char *folder, struct database **out)
{
    struct arena arena = {0};
    enum status status = database_open(path_of(folder, &arena), &plan, DATABASE_READ, out);
    arena_free(&arena);
    return status;
}

enum status audit_read_head(struct database *database, const struct guard_keys *keys,
                            struct audit_head *out)
{
    struct query query = query_start(database, AUDIT_HEAD_GET);
    return chain_read_head(&query, keys, "audit.db", out);
}

/* ---- opening ---- */

/* Whether row n is there with this chain; of n 0 always. */
static enum status check_row(struct audit *audit, const struct audit_head *head)
{
    struct query query = query_start(audit->database, AUDIT_CHAIN_OF);
    query_int(&query, 1, head->n);
    bool good = head->n == 0;
    if (query_next(&query))
        good = span_equal(query_column(&query, 0), chain_span(head->chain));
    enum status status = query_end(&query);
    if (status == STATUS_OK && !good)
        return status_fail(STATUS_DAMAGED,
                           "The audit (authored/audit.db) is not as it was written: row %" PRId64
                           " is missing or another. Restore authored/ from a backup.",
                           head->n);
    return status;
}

static enum status check_last(struct audit *audit)
{
    struct query query = query_start(audit->database, AUDIT_LAST);
    int64_t last = query_next(&query) ? query_column_int(&query, 0) : 0;
    enum status status = query_end(&query);
    if (status == STATUS_OK && last != audit->head.n)
        return status_fail(STATUS_DAMAGED,
                           "The audit (authored/audit.db) is not as it was written: it should end "
                           "with row %" PRId64 " and ends with %" PRId64 ". Restore authored/ from "
                           "a backup.",
                           audit->head.n, last);
    return status;
}

/* The end alone; `guard_audit_verify` looks at all. */
static enum status check(struct audit *audit, const struct audit_head *anchor)
{
    enum status status = audit_read_head(audit->database, audit->keys, &audit->head);
    if (status == STATUS_OK)
        status = check_last(audit);
    if (status == STATUS_OK)
        status = check_row(audit, &audit->head);
    if (status == STATUS_OK)
        status = check_row(audit, anchor);
    return status;
}

enum status audit_open(const char *folder, const struct guard_keys *keys,
                       const struct audit_head *anchor, struct audit **out)
{
    struct arena arena = {0};
    struct audit *audit = memory_alloc(sizeof *audit);
    pthread_mutex_init(&audit->lock, NULL);
    pthread_cond_init(&audit->changed, NULL);
    audit->end = &audit->first;
    audit->keys = keys;
    enum status status =
        database_open(path_of(folder, &arena), &plan, DATABASE_DURABLE, &audit->database);
    if (status == STATUS_OK)
        status = check(audit, anchor);
    if (status == STATUS_OK)
        *out = audit;
    else
        audit_close(audit);
    arena_free(&arena);
    return status;
}

void audit_close(struct audit *audit)
{
    if (!audit)
        return;
    database_close(audit->database);
    pthread_cond_destroy(&audit->changed);
    pthread_mutex_destroy(&audit->lock);
    free(audit);
}

void audit_on_commit(struct audit *audit, void (*call)(void *context, enum audit_stage stage),
                     void *context)
{
    audit->on_commit = call;
    audit->on_commit_context = context;
}

struct audit_head audit_head(struct audit *audit)
{
    pthread_mutex_lock(&audit->lock);
    struct audit_head head = audit->head;
    pthread_mutex_unlock(&audit->lock);
    return head;
}

/* ---- writing ---- */

static enum status put_row(struct audit *audit, const struct guard_audit_row *given,
                           struct audit_head *head)
{
    struct guard_audit_row row = *given;
    row.n = ++head->n;
    chain_step(audit->keys, &row, head->chain);
    const struct span texts[] = {row.account, row.role,   row.agency,
                                 row.site,    row.action, row.subject_kind};
    struct query query = query_start(audit->database, AUDIT_ADD);
    query_int(&query, 1, row.n);
    query_int(&query, 2, row.at);
    for (int i = 0; i < 6; i++)
        query_text(&query, 3 + i, texts[i]);
    query_int(&query, 9, row.subject);
    query_text(&query, 10, row.purpose);
    query_int(&query, 11, row.allowed);
    query_text(&query, 12, row.fields);
    query_text(&query, 13, row.session);
    query_blob(&query, 14, chain_span(head->chain));
    return query_run(&query);
}

static enum status put_head(struct audit *audit, const struct audit_head *head)
{
    struct query query = query_start(audit->database, AUDIT_HEAD_PUT);
    return chain_write_head(&query, audit->keys, "audit.db", head);
}

static void tell(struct audit *audit, enum audit_stage stage)
{
    if (audit->on_commit)
        audit->on_commit(audit->on_commit_context, stage);
}

/* All of `first` in one transaction; `head` is moved on. */
static enum status write_all(struct audit *audit, const struct entry *first,
                             struct audit_head *head)
{
    enum status status = database_begin(audit->database);
    for (const struct entry *entry = first; entry && status == STATUS_OK; entry = entry->next)
        status = put_row(audit, entry->row, head);
    if (status == STATUS_OK)
        status = put_head(audit, head);
    tell(audit, AUDIT_WRITTEN);
    if (status == STATUS_OK)
        status = database_commit(audit->database);
    tell(audit, AUDIT_COMMITTED);
    if (status != STATUS_OK)
        database_rollback(audit->database);
    return status;
}

/* With the lock held, which is given away meanwhile. */
static void lead(struct audit *audit)
{
    struct entry *first = audit->first;
    struct audit_head head = audit->head;
    audit->first = NULL;
    audit->end = &audit->first;
    audit->writing = true;
    pthread_mutex_unlock(&audit->lock);
    enum status status = write_all(audit, first, &head);
    pthread_mutex_lock(&audit->lock);
    audit->writing = false;
    if (status == STATUS_OK)
        audit->head = head;
    for (struct entry *entry = first, *next; entry; entry = next) {
        next = entry->next; /* once it is done its thread may take it away */
        entry->status = status;
        snprintf(entry->sentence, sizeof entry->sentence, "%s",
                 status == STATUS_OK ? "" : status_sentence());
        entry->done = true;
    }
    pthread_cond_broadcast(&audit->changed);
}

enum status audit_append(struct audit *audit, const struct guard_audit_row *row)
{
    struct entry entry = {.row = row};
    pthread_mutex_lock(&audit->lock);
    *audit->end = &entry;
    audit->end = &entry.next;
    while (!entry.done)
        if (audit->writing)
            pthread_cond_wait(&audit->changed, &audit->lock);
        else
            lead(audit);
    pthread_mutex_unlock(&audit->lock);
    return entry.status == STATUS_OK ? STATUS_OK : status_fail(entry.status, "%s", entry.sentence);
}

/* ---- reading ---- */

/* In the order of the SELECTs in audit.def. */
void audit_read_row(struct query *query, struct arena *arena, struct guard_audit_row *out)
{
    *out = (struct guard_audit_row){
        .n = query_column_int(query, 0),
        .at = query_column_int(query, 1),
        .account = guard_text(query, 2, arena),
        .role = guard_text(query, 3, arena),
        .agency = guard_text(query, 4, arena),
        .site = guard_text(query, 5, arena),
        .action = guard_text(query, 6, arena),
        .subject_kind = guard_text(query, 7, arena),
        .subject = query_column_int(query, 8),
        .purpose = guard_text(query, 9, arena),
        .allowed = query_column_int(query, 10) != 0,
        .fields = guard_text(query, 11, arena),
        .session = guard_text(query, 12, arena),
    };
}

enum status guard_audit_list(struct guard *guard, int64_t before, struct span account, size_t limit,
                             struct arena *arena, struct guard_audit_row **out, size_t *count)
{
    struct database *database;
    enum status status = audit_open_reader(guard->folder, &database);
    if (status != STATUS_OK)
        return status;
    limit = limit < GUARD_AUDIT_MOST ? limit : GUARD_AUDIT_MOST;
    struct guard_audit_row *rows = arena_array(arena, struct guard_audit_row, limit + 1);
    size_t found = 0;
    struct query query = query_start(database, account.size ? AUDIT_PAGE_OF : AUDIT_PAGE);
    query_int(&query, 1, before > 0 ? before : INT64_MAX);
    query_int(&query, 2, (int64_t)limit);
    if (account.size)
        query_text(&query, 3, account);
    while (query_next(&query))
        audit_read_row(&query, arena, &rows[found++]);
    status = query_end(&query);
    database_close(database);
    if (status != STATUS_OK)
        return status;
    *out = rows;
    *count = found;
    return STATUS_OK;
}
