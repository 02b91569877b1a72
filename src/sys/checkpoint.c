#include "sys/checkpoint.h"

#include <sqlite3.h>
#include <string.h>

#include "base/memory.h"
#include "sys/thread.h"

enum { MOST_WAITING = 32, OVERDUE = 4, SQLITE_PAGES = 1000 };

/* The paths that wait, the first first. One that waits already is not put again. */
struct checkpoints {
    pthread_t thread;
    pthread_mutex_t working; /* by who works in a WAL: SQLite lets the second one do nothing */
    pthread_mutex_t lock;    /* of what follows */
    pthread_cond_t changed;
    char *waiting[MOST_WAITING];
    size_t count;
    bool ending;
};

/* ---- the thread ---- */

/* With a handle of its own. What fails here (the file was moved away, the disk is full) the writer
 * meets itself. A handle must have read before it knows that there is a WAL. */
static void work_in(const char *path)
{
    sqlite3 *handle = NULL;
    int code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(handle, "PRAGMA schema_version", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    sqlite3_close(handle);
}

/* The next path, owned; NULL at the end. */
static char *next_path(struct checkpoints *checkpoints)
{
    char *path = NULL;
    pthread_mutex_lock(&checkpoints->lock);
    while (!checkpoints->count && !checkpoints->ending)
        pthread_cond_wait(&checkpoints->changed, &checkpoints->lock);
    if (!checkpoints->ending) {
        path = checkpoints->waiting[0];
        memmove(checkpoints->waiting, checkpoints->waiting + 1,
                --checkpoints->count * sizeof *checkpoints->waiting);
    }
    pthread_mutex_unlock(&checkpoints->lock);
    return path;
}

static void *run(void *context)
{
    struct checkpoints *checkpoints = context;
    for (char *path; (path = next_path(checkpoints));) {
        pthread_mutex_lock(&checkpoints->working);
        work_in(path);
        pthread_mutex_unlock(&checkpoints->working);
        free(path);
    }
    return NULL;
}

static void discard(struct checkpoints *checkpoints)
{
    while (checkpoints->count)
        free(checkpoints->waiting[--checkpoints->count]);
    pthread_cond_destroy(&checkpoints->changed);
    pthread_mutex_destroy(&checkpoints->lock);
    pthread_mutex_destroy(&checkpoints->working);
    free(checkpoints);
}

struct checkpoints *checkpoints_new(void)
{
    struct checkpoints *checkpoints = memory_alloc(sizeof *checkpoints);
    pthread_mutex_init(&checkpoints->working, NULL);
    pthread_mutex_init(&checkpoints->lock, NULL);
    pthread_cond_init(&checkpoints->changed, NULL);
    if (thread_start(&checkpoints->thread, run, checkpoints))
        return checkpoints;
    discard(checkpoints);
    return NULL;
}

void checkpoints_free(struct checkpoints *checkpoints)
{
    if (!checkpoints)
        return;
    pthread_mutex_lock(&checkpoints->lock);
    checkpoints->ending = true;
    pthread_cond_signal(&checkpoints->changed);
    pthread_mutex_unlock(&checkpoints->lock);
    pthread_join(checkpoints->thread, NULL);
    discard(checkpoints);
}

/* ---- the writer ---- */

/* Where there is no room it is asked for again at the next commit. */
static void ask_for(struct checkpoints *checkpoints, const char *path)
{
    size_t i = 0;
    pthread_mutex_lock(&checkpoints->lock);
    while (i < checkpoints->count && strcmp(checkpoints->waiting[i], path) != 0)
        i++;
    if (i == checkpoints->count && i < MOST_WAITING) {
        checkpoints->waiting[checkpoints->count++] = memory_text(path);
        pthread_cond_signal(&checkpoints->changed);
    }
    pthread_mutex_unlock(&checkpoints->lock);
}

static int most_pages(const struct database *database)
{
    return database->plan->checkpoint_pages ? database->plan->checkpoint_pages : SQLITE_PAGES;
}

/* After each commit. */
static int committed(void *context, sqlite3 *handle, const char *name, int pages)
{
    struct database *database = context;
    struct checkpoints *checkpoints = database->checkpoints;
    if (pages >= OVERDUE * most_pages(database)) {
        pthread_mutex_lock(&checkpoints->working);
        sqlite3_wal_checkpoint_v2(handle, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        pthread_mutex_unlock(&checkpoints->working);
    } else if (pages >= most_pages(database)) {
        ask_for(checkpoints, database->path);
    }
    return SQLITE_OK;
}

void checkpoints_take_over(struct checkpoints *checkpoints, struct database *database)
{
    database->checkpoints = checkpoints;
    if (checkpoints)
        sqlite3_wal_hook(database->handle, committed, database);
}
