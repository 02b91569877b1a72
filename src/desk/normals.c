/* What people said is the new normal of how a source writes. */
#include "desk/internal.h"

enum status desk_normal_add(struct desk *desk, const struct desk_normal *normal, int64_t *id)
{
    const struct span texts[] = {normal->source, normal->sender, normal->kind, normal->trait,
                                 normal->value};
    struct query query = desk_query(desk, SLOT_NORMAL_ADD);
    for (int i = 0; i < 5; i++)
        query_text(&query, 1 + i, texts[i]);
    query_int(&query, 6, normal->at);
    query_text(&query, 7, normal->by);
    query_text(&query, 8, normal->tenancy.agency);
    query_text(&query, 9, normal->tenancy.site);
    enum status status = query_run(&query);
    if (status == STATUS_OK)
        *id = database_last_id(desk->database);
    return status;
}

enum status desk_normal_number(struct desk *desk, int64_t id, int64_t after_seq)
{
    return desk_number(desk, SLOT_NORMAL_NUMBER, "The new normal", id, after_seq);
}

/* In the order of the SELECT in queries.def. */
static void read_row(struct query *query, struct arena *arena, void *row)
{
    struct desk_normal *out = row;
    *out = (struct desk_normal){
        .id = query_column_int(query, 0),
        .source = column_text(query, 1, arena),
        .sender = column_text(query, 2, arena),
        .kind = column_text(query, 3, arena),
        .trait = column_text(query, 4, arena),
        .value = column_text(query, 5, arena),
        .at = query_column_int(query, 6),
        .by = column_text(query, 7, arena),
        .tenancy = {.agency = column_text(query, 8, arena), .site = column_text(query, 9, arena)},
        .after_seq = column_after(query, 10)};
}

enum status desk_normals(struct desk *desk, int64_t id, struct arena *arena,
                         struct desk_normal **out, size_t *count)
{
    struct query query = desk_query(desk, SLOT_NORMALS);
    void *rows = NULL;
    query_int(&query, 1, id);
    enum status status = rows_read(&query, arena, sizeof **out, read_row, &rows, count);
    if (status == STATUS_OK)
        *out = rows;
    return status;
}
