/* The day and month files that are open: an LRU over each, and the walk over days. */
#include <stdio.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/memory.h"
#include "store/internal.h"
#include "sys/checkpoint.h"
#include "sys/files.h"

/* ---- the shelf ---- */

static struct store_file *shelf_find(struct shelf *shelf, int32_t number)
{
    for (int i = 0; i < shelf->count; i++)
        if (shelf->files[i]->number == number)
            return shelf->files[i];
    return NULL;
}

static void remove_file(struct shelf *shelf, int index)
{
    store_filter_close(shelf->files[index]);
    store_recent_close(shelf->files[index]);
    database_close(shelf->files[index]->database);
    free(shelf->files[index]);
    shelf->files[index] = shelf->files[--shelf->count];
}

/* The file that was used longest ago and may be closed; -1 when there is none. */
static int oldest_idle(const struct shelf *shelf)
{
    int oldest = -1;
    for (int i = 0; i < shelf->count; i++) {
        const struct store_file *file = shelf->files[i];
        if (!file->pins && !file->dirty && (oldest < 0 || file->used < shelf->files[oldest]->used))
            oldest = i;
    }
    return oldest;
}

/* Makes room for one more. When all are in use the shelf grows beyond its bound. */
static enum status evict(struct shelf *shelf)
{
    while (shelf->count >= shelf->most) {
        int oldest = oldest_idle(shelf);
        if (oldest < 0)
            break;
        /* Closing alone brings nothing to the disk while a reader has the file open. */
        enum status status = shelf->files[oldest]->unsynced
                                 ? database_sync(shelf->files[oldest]->database)
                                 : STATUS_OK;
        if (status)
            return status;
        remove_file(shelf, oldest);
    }
    return STATUS_OK;
}

static struct store_file *shelf_add(struct shelf *shelf, int32_t number, struct database *database)
{
    if (shelf->count == shelf->room) {
        shelf->room = shelf->room ? 2 * shelf->room : 8;
        shelf->files = memory_resize(shelf->files, sizeof *shelf->files * (size_t)shelf->room);
    }
    struct store_file *file = memory_alloc(sizeof *file);
    file->number = number;
    file->filter = -1;
    file->database = database;
    shelf->files[shelf->count++] = file;
    return file;
}

static void pin(struct shelf *shelf, struct store_file *file, struct store_file **out)
{
    file->pins++;
    file->rested = false;
    file->used = ++shelf->tick;
    *out = file;
}

void store_unpin(struct store_file *file)
{
    file->pins--;
}

enum status store_run(struct store_file *file, struct query *query)
{
    enum status status = query_run(query);
    store_unpin(file);
    return status;
}

enum status store_end(struct store_file *file, struct query *query)
{
    enum status status = query_end(query);
    store_unpin(file);
    return status;
}

void store_shelf_close(struct shelf *shelf)
{
    while (shelf->count)
        remove_file(shelf, shelf->count - 1);
    free(shelf->files);
}

/* Their counters are of rows that are gone: the next use reads them again. */
void store_shelf_rollback(struct shelf *shelf)
{
    for (int i = shelf->count; i-- > 0;) {
        struct store_file *file = shelf->files[i];
        if (!file->dirty)
            continue;
        database_rollback(file->database);
        if (file->unsynced)
            (void)database_sync(file->database); /* something failed already: as far as it goes */
        remove_file(shelf, i);
    }
}

static void close_idle(struct shelf *shelf)
{
    for (int i = shelf->count; i-- > 0;)
        if (!shelf->files[i]->pins && shelf->files[i]->used <= shelf->swept)
            remove_file(shelf, i);
    shelf->swept = shelf->tick;
}

void store_let_go(struct store *store)
{
    if (store->mode != STORE_READ)
        return;
    close_idle(&store->days);
    close_idle(&store->months);
}

void store_shelf_rest(struct shelf *shelf)
{
    for (int i = 0; i < shelf->count; i++) {
        struct store_file *file = shelf->files[i];
        if (file->pins || file->dirty || file->rested || file->used > shelf->swept)
            continue;
        store_filter_rest(file);
        database_rest(file->database);
        file->rested = true;
    }
    shelf->swept = shelf->tick;
}

enum status store_shelf_sync(struct shelf *shelf)
{
    for (int i = 0; i < shelf->count; i++) {
        struct store_file *file = shelf->files[i];
        enum status status = file->unsynced ? database_sync(file->database) : STATUS_OK;
        if (status)
            return status;
        file->unsynced = false;
    }
    return STATUS_OK;
}

/* ---- files ---- */

static enum status open_file(const char *path, const struct database_plan *plan,
                             const struct store *store, bool make, struct database **out)
{
    if (store->mode == STORE_READ)
        return database_open(path, plan, DATABASE_READ, out);
    struct stat about;
    if (!make && stat(path, &about) != 0)
        return STATUS_MISSING;
    /* Index rows must be on the disk before the day's rows are: see store.h. */
    enum status status = database_open(
        path, plan, plan == &store_month_plan ? DATABASE_DURABLE : DATABASE_WRITE, out);
    if (!status)
        checkpoints_take_over(store->checkpoints, *out);
    return status;
}

static char *folder_path(const struct store *store, const char *name, const char *file)
{
    struct buffer path = {0};
    buffer_format(&path, "%s/%s", store->folder, name);
    if (file)
        buffer_format(&path, "/%s.db", file);
    char *text = memory_text(buffer_string(&path));
    buffer_free(&path);
    return text;
}

/* FOLDER/name/file.db; the folder is made with the file. */
static enum status open_in(const struct store *store, const char *name, const char *file,
                           const struct database_plan *plan, bool make, struct database **out)
{
    char *folder = folder_path(store, name, NULL), *path = folder_path(store, name, file);
    enum status status = make ? file_make_folder(folder) : STATUS_OK;
    if (!status)
        status = open_file(path, plan, store, make, out);
    free(folder);
    free(path);
    return status;
}

enum status store_refresh_day(struct store_file *file)
{
    struct query query = query_start(file->database, DAY_STATE);
    if (query_next(&query)) {
        file->applied = query_column_int(&query, 0);
        file->lists = query_column_int(&query, 1);
        file->closed = query_column_int(&query, 2) != 0;
        file->change = query_column_int(&query, 3);
    }
    return query_end(&query);
}

static enum status read_day(struct store_file *file, bool writing)
{
    enum status status = store_refresh_day(file);
    if (status)
        return status;
    struct query query = query_start(file->database, DAY_LAST);
    if (query_next(&query)) {
        file->last_traveller = id_number(query_column_int(&query, 0));
        file->last_booking = id_number(query_column_int(&query, 1));
        file->last_hit = (int32_t)query_column_int(&query, 2);
    }
    status = query_end(&query);
    return status ? status : store_recent_open(file, writing);
}

static enum status settle_reopened(struct store *store, struct store_file *file)
{
    /* Late rows of a settled day: its commits stay durable. No harm while it is still in WAL. */
    return store->mode == STORE_WRITE && file->closed
               ? database_run(file->database, "PRAGMA synchronous=EXTRA")
               : STATUS_OK;
}

/* A day with a flight that was worked through has had a file: an empty one in its place would hide
 * that it is lost. */
static enum status check_lost(struct store *store, int32_t day, const char *month,
                              const char *number)
{
    char *path = folder_path(store, month, number);
    struct stat about;
    enum status status = STATUS_OK;
    if (stat(path, &about) != 0) {
        struct query query = query_start(store->flights, FLIGHTS_WORKED);
        query_int(&query, 1, id_make(day, 0));
        query_int(&query, 2, id_end(day));
        query_int(&query, 3, store->applied);
        bool lost = query_next(&query);
        status = query_end(&query);
        if (!status && lost)
            status = status_fail(STATUS_DAMAGED,
                                 "The file %s is missing: stop the system and run `portolan "
                                 "rebuild`.",
                                 path);
    }
    free(path);
    return status;
}

enum status store_open_day(struct store *store, int32_t day, bool make, struct store_file **out)
{
    if (!id_day_valid(day))
        return STATUS_MISSING;
    struct store_file *file = shelf_find(&store->days, day);
    if (file) {
        pin(&store->days, file, out);
        return STATUS_OK;
    }
    char month[8], number[4];
    struct database *database;
    snprintf(number, sizeof number, "%02u", (unsigned)date_from_day(day).day % 100u);
    month_format(month_of_day(day), month);
    enum status status = check_lost(store, day, month, number);
    if (!status)
        status = evict(&store->days);
    if (!status)
        status = open_in(store, month, number, &store_day_plan, make, &database);
    if (status)
        return status;
    file = shelf_add(&store->days, day, database);
    status = read_day(file, store->mode == STORE_WRITE);
    if (!status)
        status = settle_reopened(store, file);
    if (status)
        remove_file(&store->days, store->days.count - 1);
    else
        pin(&store->days, file, out);
    return status;
}

enum status store_open_month(struct store *store, int32_t month, bool make, struct store_file **out)
{
    struct store_file *file = shelf_find(&store->months, month);
    if (file) {
        pin(&store->months, file, out);
        return STATUS_OK;
    }
    char name[8];
    struct database *database;
    enum status status = evict(&store->months);
    if (!status)
        status =
            open_in(store, "index", month_format(month, name), &store_month_plan, make, &database);
    if (status)
        return status;
    file = shelf_add(&store->months, month, database);
    store_filter_open(store, file);
    pin(&store->months, file, out);
    return STATUS_OK;
}

enum status store_list_day(struct store *store, int32_t day, struct store_file **out)
{
    enum status status = store_open_day(store, day, false, out);
    if (status != STATUS_MISSING)
        return status;
    *out = NULL;
    return STATUS_OK;
}

enum status store_write_day(struct store *store, int32_t day, struct store_file **out)
{
    struct store_file *file;
    if (!id_day_valid(day))
        return status_fail(STATUS_INPUT, "A day of travel lies outside of 1990 to 2089.");
    enum status status = store_open_day(store, day, true, &file);
    if (status)
        return status;
    if (!file->dirty) {
        status = store_note_day(store, day);
        if (!status)
            status = database_begin(file->database);
        file->dirty = status == STATUS_OK;
    }
    if (status)
        store_unpin(file);
    else
        *out = file;
    return status;
}

enum status store_write_month(struct store *store, int32_t month, struct store_file **out)
{
    struct store_file *file;
    enum status status = store_open_month(store, month, true, &file);
    if (status)
        return status;
    status = store_filter_write(store, file);
    if (!status)
        status = database_begin(file->database);
    if (status) {
        store_unpin(file);
        return status;
    }
    file->dirty = true;
    *out = file;
    return STATUS_OK;
}

/* ---- the walk over days ---- */

struct day_numbers {
    struct arena arena;
    int32_t *days;
    int count, room;
    bool open_only;
};

static bool take_day(void *context, const struct store_day *day)
{
    struct day_numbers *numbers = context;
    if (numbers->open_only && day->closed)
        return true;
    if (numbers->count == numbers->room) {
        int32_t *old = numbers->days;
        numbers->room = numbers->room ? 2 * numbers->room : 64;
        numbers->days = arena_array(&numbers->arena, int32_t, (size_t)numbers->room);
        if (numbers->count)
            memcpy(numbers->days, old, sizeof *old * (size_t)numbers->count);
    }
    numbers->days[numbers->count++] = day->day;
    return true;
}

enum status store_visit_days(const struct day_visit *visit, int32_t from_day, int32_t to_day)
{
    struct day_numbers numbers = {.open_only = visit->open_only};
    enum status status = store_days(visit->store, from_day, to_day, take_day, &numbers);
    bool more = true;
    for (int i = 0; !status && more && i < numbers.count; i++) {
        struct store_file *file;
        status = store_open_day(visit->store, numbers.days[i], false, &file);
        /* missing: noted in a batch that ended before the day's commit */
        if (status == STATUS_MISSING || (status == STATUS_DAMAGED && visit->past_damaged)) {
            status = STATUS_OK;
            continue;
        }
        if (status)
            break;
        status = visit->one(visit->context, file, &more);
        store_unpin(file);
    }
    arena_free(&numbers.arena);
    return status;
}
