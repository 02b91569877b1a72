/* The feed of alerts: what followers are told, in the order of the commits. It is made from the days'
 * alerts in the transaction of progress, so it survives an end of the process before that. */
#include "store/internal.h"
#include "store/progress.h"

struct feeding {
    struct store *store;
    int64_t n; /* the last one given */
    int64_t at;
};

static enum status read_number(struct store *store, int slot, int64_t argument, int64_t none,
                               int64_t *out)
{
    *out = none;
    struct query query = query_start(store->progress, slot);
    if (argument)
        query_int(&query, 1, argument);
    if (query_next(&query) && !query_column_null(&query, 0))
        *out = query_column_int(&query, 0);
    return query_end(&query);
}

enum status store_feed_last(struct store *store, int64_t *n)
{
    return read_number(store, PROGRESS_FEED_LAST, 0, 0, n);
}

static enum status add_news(struct feeding *feeding, int32_t day, struct query *alert,
                            enum store_news news)
{
    struct query query = query_start(feeding->store->progress, PROGRESS_FEED_ADD);
    query_int(&query, 1, ++feeding->n);
    query_int(&query, 2, day);
    query_int(&query, 3, query_column_int(alert, 3));
    query_int(&query, 4, query_column_int(alert, 0));
    query_int(&query, 5, query_column_int(alert, 1));
    query_int(&query, 6, feeding->at);
    query_int(&query, 7, news);
    return query_run(&query);
}

/* What an alert is to a follower depends on what it was told last: one that was raised and
 * withdrawn between two commits is no news. */
static enum status feed_alert(struct feeding *feeding, int32_t day, struct query *alert)
{
    int64_t last;
    bool withdrawn = !query_column_null(alert, 2), quiet = query_column_int(alert, 4) > 0;
    enum status status = read_number(feeding->store, PROGRESS_FEED_NEWS, query_column_int(alert, 0),
                                     NEWS_WITHDRAWN, &last);
    bool over = last == NEWS_WITHDRAWN || last == NEWS_QUIETED;
    if (status || (withdrawn && (last == NEWS_WITHDRAWN || (quiet && over))))
        return status;
    enum store_news news = withdrawn ? quiet ? NEWS_QUIETED : NEWS_WITHDRAWN
                           : over    ? NEWS_RAISED
                                     : NEWS_CHANGED;
    return add_news(feeding, day, alert, news);
}

static enum status feed_day(struct feeding *feeding, int32_t day)
{
    int64_t known;
    struct store_file *file;
    enum status status = store_list_day(feeding->store, day, &file);
    if (status || !file)
        return status;
    status = read_number(feeding->store, PROGRESS_FEED_CHANGE, day, 0, &known);
    if (!status && known < file->change) {
        struct query query = query_start(file->database, DAY_ALERTS_CHANGED);
        query_int(&query, 1, known);
        while (!status && query_next(&query))
            status = feed_alert(feeding, day, &query);
        enum status ended = query_end(&query);
        status = status ? status : ended;
    }
    store_unpin(file);
    return status;
}

enum status store_feed_touched(struct store *store, int64_t at)
{
    struct feeding feeding = {.store = store, .at = at};
    enum status status = store_feed_last(store, &feeding.n);
    for (int i = 0; !status && i < store->touched_count; i++)
        status = feed_day(&feeding, store->touched[i]);
    return status;
}

enum status store_feed(struct store *store, int64_t n,
                       bool (*each)(void *context, const struct store_feed *news), void *context)
{
    struct query query = query_start(store->progress, PROGRESS_FEED);
    query_int(&query, 1, n);
    while (query_next(&query)) {
        struct store_feed news = {
            .n = query_column_int(&query, 0),
            .traveller = query_column_int(&query, 1),
            .seq = query_column_int(&query, 2),
            .at = query_column_int(&query, 3),
            .news = (enum store_news)query_column_int(&query, 4),
        };
        if (!each(context, &news))
            break;
    }
    return query_end(&query);
}
