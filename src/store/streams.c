/* What is known of how sources write. */
#include <assert.h>

#include "store/internal.h"
#include "store/progress.h"

enum status store_stream_put(struct store *store, const struct store_stream *stream)
{
    assert(store->in_batch);
    struct query query = query_start(store->progress, PROGRESS_STREAM_PUT);
    query_text(&query, 1, stream->source);
    query_text(&query, 2, stream->sender);
    query_text(&query, 3, stream->kind);
    query_text(&query, 4, stream->state);
    return query_run(&query);
}

enum status store_streams(struct store *store,
                          bool (*each)(void *context, const struct store_stream *stream),
                          void *context)
{
    struct query query = query_start(store->progress, PROGRESS_STREAMS);
    while (query_next(&query)) {
        struct store_stream stream = {.source = query_column(&query, 0),
                                      .sender = query_column(&query, 1),
                                      .kind = query_column(&query, 2),
                                      .state = query_column(&query, 3)};
        if (!each(context, &stream))
            break;
    }
    return query_end(&query);
}
