/* Shared by database.c and query.c alone. */
#ifndef SYS_DATABASE_INTERNAL_H
#define SYS_DATABASE_INTERNAL_H

#include "sys/database.h"

struct database_slot {
    struct sqlite3_stmt *statement;
    bool ordered; /* $1, $2, .. stand in this order in the SQL */
};

/* The status and sentence for a failed result code. */
enum status database_fail(const struct database *database, int code);

/* STATUS_OK for the codes that are no failure. */
enum status database_status(const struct database *database, int code);

/* After some failures SQLite has undone the whole transaction by itself; what follows must not be
 * written outside of one: STATUS_IO until database_rollback. */
enum status database_whole(const struct database *database);

#endif
