#include <stdlib.h>

#include "base/memory.h"
#include "journal/internal.h"

enum { OPEN_FILES = 4 };

static struct month_file *find_month(struct shelf *shelf, int32_t month)
{
    for (size_t i = shelf->count; i-- > 0;)
        if (shelf->months[i].month == month)
            return &shelf->months[i];
    return NULL;
}

enum status journal_shelf_refresh(struct shelf *shelf)
{
    int32_t *numbers;
    size_t count;
    enum status status = month_list(shelf->folder, &numbers, &count);
    if (status != STATUS_OK)
        return status;
    struct month_file *months = memory_alloc(sizeof *months * count);
    for (size_t i = 0; i < count; i++) {
        struct month_file *known = find_month(shelf, numbers[i]);
        months[i].month = numbers[i];
        if (known) {
            months[i] = *known;
            known->database = NULL;
        }
    }
    for (size_t i = 0; i < shelf->count; i++)
        database_close(shelf->months[i].database);
    free(shelf->months);
    free(numbers);
    shelf->months = months;
    shelf->count = count;
    return STATUS_OK;
}

static void close_oldest(struct shelf *shelf)
{
    struct month_file *oldest = NULL;
    size_t open = 0;
    for (size_t i = 0; i < shelf->count; i++) {
        struct month_file *file = &shelf->months[i];
        open += file->database != NULL;
        if (file->database && (!oldest || file->used < oldest->used))
            oldest = file;
    }
    if (open < OPEN_FILES)
        return;
    database_close(oldest->database);
    oldest->database = NULL;
}

enum status journal_shelf_open(struct shelf *shelf, struct month_file *file)
{
    int64_t received;
    enum status status = STATUS_OK;
    file->used = ++shelf->turn;
    if (!file->database) {
        close_oldest(shelf);
        char *path = month_path(shelf->folder, file->month, "");
        status = database_open(path, &journal_plan, DATABASE_READ, &file->database);
        free(path);
        if (status != STATUS_OK)
            file->database = NULL;
    }
    if (status == STATUS_OK && file->first == 0)
        status = month_start(file->database, &file->first, &received);
    return status;
}

enum status journal_shelf_locate(struct shelf *shelf, int64_t sequence, size_t *out)
{
    size_t i = shelf->count;
    while (i-- > 0) {
        enum status status =
            shelf->months[i].first ? STATUS_OK : journal_shelf_open(shelf, &shelf->months[i]);
        if (status != STATUS_OK)
            return status;
        if (shelf->months[i].first <= sequence || i == 0)
            break;
    }
    *out = i;
    return STATUS_OK;
}

void journal_shelf_close(struct shelf *shelf)
{
    for (size_t i = 0; i < shelf->count; i++)
        database_close(shelf->months[i].database);
    free(shelf->months);
    free(shelf->folder);
}
