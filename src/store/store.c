/* Life of a store and its batches. */
#include <unistd.h>

#include "store/store.h"

#include <assert.h>
#include <stdio.h>

#include "base/memory.h"
#include "store/internal.h"
#include "sys/checkpoint.h"
#include "sys/files.h"

enum { OPEN_DAYS = 32, OPEN_MONTHS = 26 };
enum { REST_COMMITS = 16 }; /* a file that was not used during so many keeps no pages in memory */

/* What a batch has changed stays open until its commit. One body may tell of flights on any day
 * within screen.day-window, each three files, and a service is started with 1,024. */
enum { MOST_FILES = 16384 };

static enum status open_one(const struct store *store, const char *name,
                            const struct database_plan *plan, enum database_mode writing,
                            struct database **out)
{
    struct buffer path = {0};
    buffer_format(&path, "%s/%s", store->folder, name);
    enum status status = database_open(buffer_string(&path), plan,
                                       store->mode == STORE_READ ? DATABASE_READ : writing, out);
    buffer_free(&path);
    if (!status && store->mode == STORE_WRITE)
        checkpoints_take_over(store->checkpoints, *out);
    return status;
}

/* It is made before progress.db: progress without it is no fresh folder. */
static enum status check_flights(const struct store *store)
{
    struct buffer flights = {0}, progress = {0};
    buffer_format(&flights, "%s/flights.db", store->folder);
    buffer_format(&progress, "%s/progress.db", store->folder);
    bool lost =
        access(buffer_string(&flights), F_OK) < 0 && access(buffer_string(&progress), F_OK) == 0;
    enum status status =
        lost ? status_fail(STATUS_DAMAGED,
                           "The file %s is missing: stop the system and run `portolan rebuild`.",
                           buffer_string(&flights))
             : STATUS_OK;
    buffer_free(&flights);
    buffer_free(&progress);
    return status;
}

enum status store_open(const char *folder, enum store_mode mode, struct keyring *keyring,
                       struct store **out)
{
    struct store *store = memory_alloc(sizeof *store);
    store->folder = memory_text(folder);
    store->mode = mode;
    store->keyring = keyring;
    store->days.most = OPEN_DAYS;
    store->months.most = OPEN_MONTHS;
    enum status status = mode == STORE_WRITE ? file_make_folder(folder) : STATUS_OK;
    if (mode == STORE_WRITE) {
        file_allow(MOST_FILES);
        store->checkpoints = checkpoints_new();
    }
    if (!status)
        status = check_flights(store);
    /* flights.db is durable at each commit: a day must never know a flight that it lost. */
    if (!status)
        status =
            open_one(store, "flights.db", &store_flights_plan, DATABASE_DURABLE, &store->flights);
    if (!status)
        status =
            open_one(store, "progress.db", &store_progress_plan, DATABASE_WRITE, &store->progress);
    if (!status)
        status = store_start_flights(store);
    if (!status)
        status = store_start_progress(store);
    if (!status && mode == STORE_WRITE)
        status = store_bring_up_days(store);
    if (status) {
        store_close(store);
        return status;
    }
    *out = store;
    return STATUS_OK;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    if (store->in_batch)
        store_rollback(store);
    /* A failure only means that more is given again after a loss of power. */
    if (store->mode == STORE_WRITE && store->flights && store->progress)
        (void)store_make_durable(store);
    checkpoints_free(store->checkpoints);
    store_shelf_close(&store->days);
    store_shelf_close(&store->months);
    database_close(store->flights);
    database_close(store->progress);
    store_free_sums(store);
    seal_wipe(store->packed.at, store->packed.room);
    buffer_free(&store->packed);
    buffer_free(&store->sealed);
    free(store->touched);
    free(store->folder);
    free(store);
}

void store_stage(struct store *store, enum commit_stage stage)
{
    if (store->on_commit)
        store->on_commit(store->on_commit_context, stage);
}

enum status store_begin(struct store *store, int64_t first_seq)
{
    assert(store->mode == STORE_WRITE && !store->in_batch);
    assert(first_seq > store->applied);
    (void)first_seq;
    enum status status = database_begin(store->flights);
    if (!status)
        status = database_begin(store->progress);
    store->in_batch = status == STATUS_OK;
    if (status)
        database_rollback(store->flights);
    return status;
}

/* After a crash the day may be ahead of the batch, and stays so: what it has is not given twice. */
static enum status commit_day(struct store_file *file, int64_t last_seq)
{
    enum status status = store_recent_flush(file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_STATE_SET);
    last_seq = last_seq > file->applied ? last_seq : file->applied;
    query_int(&query, 1, last_seq);
    query_int(&query, 2, file->lists);
    query_int(&query, 3, file->closed);
    query_int(&query, 4, file->change);
    status = query_run(&query);
    if (!status)
        status = database_commit(file->database);
    if (!status)
        file->applied = last_seq;
    return status;
}

static enum status commit_month(struct store_file *file)
{
    enum status status = store_filter_sync(file);
    return status ? status : database_commit(file->database);
}

/* Commits the dirty files of a shelf. */
static enum status commit_shelf(struct store *store, struct shelf *shelf, int64_t last_seq)
{
    bool days = shelf == &store->days;
    for (int i = 0; i < shelf->count; i++) {
        struct store_file *file = shelf->files[i];
        if (!file->dirty)
            continue;
        enum status status = days ? commit_day(file, last_seq) : commit_month(file);
        if (status)
            return status;
        file->dirty = false;
        file->unsynced = days;
        store_stage(store, days ? STAGE_DAY : STAGE_MONTH);
    }
    return STATUS_OK;
}

static void rest(struct store *store)
{
    if (++store->commits < REST_COMMITS)
        return;
    store->commits = 0;
    store_shelf_rest(&store->days);
    store_shelf_rest(&store->months);
}

enum status store_commit(struct store *store, int64_t last_seq, int64_t at)
{
    assert(store->in_batch);
    enum status status = store_commit_flights(store, last_seq);
    if (!status)
        status = commit_shelf(store, &store->months, last_seq);
    if (!status)
        status = commit_shelf(store, &store->days, last_seq);
    if (!status)
        status = store_commit_progress(store, last_seq, at);
    if (status)
        return status;
    store->in_batch = false;
    rest(store);
    return STATUS_OK;
}

/* Files of the batch that are committed already stay ahead, as after a crash. */
void store_rollback(struct store *store)
{
    database_rollback(store->flights);
    database_rollback(store->progress);
    store_shelf_rollback(&store->months);
    store_shelf_rollback(&store->days);
    store_reset_sums(store);
    store->in_batch = false;
}

int64_t store_flights_applied(struct store *store)
{
    return store->flights_applied;
}
