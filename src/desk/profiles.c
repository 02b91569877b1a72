/* Source profiles: how the tables of a sender are read, from which message on. */
#include "desk/internal.h"

enum status desk_profile_set(struct desk *desk, const struct desk_profile *profile, int64_t *id)
{
    struct arena arena = {0};
    struct desk_source source;
    enum status status = desk_source_find(desk, profile->source, &arena, &source);
    arena_free(&arena);
    if (status != STATUS_OK)
        return status;
    struct query query = desk_query(desk, SLOT_PROFILE_ADD);
    query_text(&query, 1, profile->source);
    query_int(&query, 2, profile->at);
    query_text(&query, 3, profile->by);
    query_text(&query, 4, profile->text);
    status = query_run(&query);
    if (status == STATUS_OK)
        *id = database_last_id(desk->database);
    return status;
}

enum status desk_profile_number(struct desk *desk, int64_t id, int64_t after_seq)
{
    return desk_number(desk, SLOT_PROFILE_NUMBER, "Profile", id, after_seq);
}

/* In the order of the SELECTs in queries.def. */
static void read_row(struct query *query, struct arena *arena, void *row)
{
    struct desk_profile *out = row;
    *out = (struct desk_profile){.id = query_column_int(query, 0),
                                 .source = column_text(query, 1, arena),
                                 .at = query_column_int(query, 2),
                                 .by = column_text(query, 3, arena),
                                 .text = column_text(query, 4, arena),
                                 .after_seq = column_after(query, 5)};
}

enum status desk_profiles(struct desk *desk, int64_t id, struct arena *arena,
                          struct desk_profile **out, size_t *count)
{
    struct query query = desk_query(desk, SLOT_PROFILES);
    void *rows = NULL;
    query_int(&query, 1, id);
    enum status status = rows_read(&query, arena, sizeof **out, read_row, &rows, count);
    if (status == STATUS_OK)
        *out = rows;
    return status;
}

enum status desk_profile_at(struct desk *desk, struct span source, int64_t seq, struct arena *arena,
                            struct span *text)
{
    struct query query = desk_query(desk, SLOT_PROFILE_AT);
    struct desk_profile profile = {.text = {"", 0}};
    query_text(&query, 1, source);
    query_int(&query, 2, seq);
    if (query_next(&query))
        read_row(&query, arena, &profile);
    enum status status = query_end(&query);
    if (status == STATUS_OK)
        *text = profile.text;
    return status;
}
