/* SQLite files as Portolan uses them: one writer process, WAL, a schema version, errors as whole
 * sentences that name the file and say what to do. The only place that calls sqlite3_open.
 *
 * A handle belongs to one thread. Statements are prepared once per handle and slot and reused. */
#ifndef SYS_DATABASE_H
#define SYS_DATABASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "base/status.h"

struct sqlite3;
struct sqlite3_stmt;

/* What a kind of file is: `steps[i]` is the SQL that brings version i to version i + 1. */
struct database_plan {
    const char *words;    /* "the journal", for sentences */
    const char *remedy;   /* what to do when it is damaged: "restore it from a backup" */
    uint32_t application; /* PRAGMA application_id, so that no foreign file is taken for ours */
    int version;          /* = number of steps */
    const char *const *steps;
    const char *const *statements; /* SQL by slot number; NULL-terminated */
    int cache_kib;                 /* of pages kept in memory; 0: SQLite's 2 MB */
    int checkpoint_pages;          /* of the WAL, after which it is worked in; 0: SQLite's 1000 */
};

enum database_mode {
    DATABASE_READ,   /* query_only; STATUS_MISSING when the file is not there */
    DATABASE_WRITE,  /* made when missing, brought to the plan's version; synchronous=NORMAL */
    DATABASE_DURABLE /* the same with synchronous=FULL: a commit is on the disk */
};

struct database_slot;
struct database {
    struct sqlite3 *handle;
    const struct database_plan *plan;
    struct database_slot *slots; /* prepared statements */
    char *path;
    struct checkpoints *checkpoints; /* see checkpoint.h; NULL: none */
    bool in_transaction;
    bool reading; /* DATABASE_READ */
};

/* Returns an owned handle. STATUS_NEWER when the file's version is above the plan's (nothing is
 * changed), STATUS_DAMAGED when it is no such file, STATUS_READONLY, STATUS_FULL, STATUS_LOCKED,
 * STATUS_IO. A created file is mode 0600 and its folder is synced. A reader gets STATUS_READONLY for
 * a file of an older version, and STATUS_MISSING for one that is just being made. */
enum status database_open(const char *path, const struct database_plan *plan,
                          enum database_mode mode, struct database **out);
void database_close(struct database *database); /* NULL is fine; rolls back */

enum status database_begin(struct database *database);  /* no-op inside a transaction */
enum status database_commit(struct database *database); /* no-op outside of one */
void database_rollback(struct database *database);

/* Runs SQL text of our own that returns nothing. */
enum status database_run(struct database *database, const char *sql);

/* What was committed is on the disk afterwards (DATABASE_WRITE alone keeps order, not the last
 * commits, when power fails). */
enum status database_sync(struct database *database);

/* Gives back the memory of pages that it keeps; they are read again when they are needed. */
void database_rest(struct database *database);

/* Outside of a transaction: a file that will hardly change goes from WAL to the rollback journal,
 * so that processes without write permission can open it; its later commits are durable.
 * STATUS_LOCKED while others have it open; then it stays as it was. */
enum status database_settle(struct database *database);

/* One prepared statement in use. Parameter n is `$n` in the SQL, columns count from 0. The first
 * failure sticks: later binds do nothing and the step returns it. A slot may be used again while a
 * query of it is still open; the inner one is prepared for itself. */
struct query {
    struct database *database;
    struct sqlite3_stmt *statement;
    enum status status;
    bool own;     /* the statement is this query's alone */
    bool ordered; /* $1, $2, .. stand in this order */
};
struct query query_start(struct database *database, int slot);
void query_int(struct query *query, int parameter, int64_t value);
void query_text(struct query *query, int parameter,
                struct span text); /* borrowed until query_end */
void query_blob(struct query *query, int parameter, struct span bytes);
void query_null(struct query *query, int parameter);
/* True while there is a row; false at the end and on failure (see query_end). */
bool query_next(struct query *query);
int64_t query_column_int(struct query *query, int column);
bool query_column_null(struct query *query, int column);
/* Text or blob, at NULL when the column is NULL; valid until the next query_next or query_end. */
struct span query_column(struct query *query, int column);
/* Resets the statement and returns how it went. */
enum status query_end(struct query *query);
/* query_next once, for statements without rows, then query_end. */
enum status query_run(struct query *query);

int64_t database_last_id(struct database *database);
int64_t database_changes(struct database *database);

#endif
