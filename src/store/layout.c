/* Files of days are brought up to this layout when a writer opens them. No writer opens a day that is
 * settled, and readers may not change it: so all are opened once, when the store is. */
#include "store/internal.h"

/* Opening it was all. */
static enum status opened(void *context, struct store_file *file, bool *more)
{
    (void)context, (void)file, (void)more;
    return STATUS_OK;
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
    /* What is damaged is told to who needs it. */
    struct day_visit visit = {.store = store, .past_damaged = true, .one = opened};
    status = store_visit_days(&visit, ID_DAY_FIRST, ID_DAY_LAST);
    if (status)
        return status;
    query = query_start(store->flights, FLIGHTS_LAYOUT_SET);
    query_int(&query, 1, store_day_plan.version);
    return query_run(&query);
}
