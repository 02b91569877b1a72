/* Files of days are brought up to this layout when a writer opens them. No writer opens a day that is
 * settled, and readers may not change it: so all are opened once, when the store is. */
#include "base/memory.h"
#include "store/internal.h"

struct numbers {
    int32_t *items;
    size_t count, room;
};

static bool take_day(void *context, const struct store_day *day)
{
    struct numbers *days = context;
    if (days->count == days->room) {
        days->room = days->room ? 2 * days->room : 64;
        days->items = memory_resize(days->items, days->room * sizeof *days->items);
    }
    days->items[days->count++] = day->day;
    return true;
}

/* What is damaged is told to who needs it. */
static enum status bring_up(struct store *store, int32_t day)
{
    struct store_file *file;
    enum status status = store_list_day(store, day, &file);
    if (!status && file)
        store_unpin(file);
    return status == STATUS_DAMAGED ? STATUS_OK : status;
}

static enum status bring_up_all(struct store *store)
{
    struct numbers days = {0};
    enum status status = store_days(store, ID_DAY_FIRST, ID_DAY_LAST, take_day, &days);
    for (size_t i = 0; !status && i < days.count; i++)
        status = bring_up(store, days.items[i]);
    free(days.items);
    return status;
}

enum status store_bring_up_days(struct store *store)
{
    int64_t layout = 0;
    struct query query = query_start(store->flights, FLIGHTS_LAYOUT);
    if (query_next(&query))
        layout = query_column_int(&query, 0);
    enum status status = query_end(&query);
    if (status || layout == store_day_plan.version)
        return status;
    status = bring_up_all(store);
    if (status)
        return status;
    query = query_start(store->flights, FLIGHTS_LAYOUT_SET);
    query_int(&query, 1, store_day_plan.version);
    return query_run(&query);
}
