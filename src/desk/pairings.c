#include "desk/internal.h"

enum status desk_pairing_add(struct desk *desk, const struct desk_pairing *pairing, int64_t *id)
{
    const struct desk_card *one = &pairing->cards[0], *other = &pairing->cards[1];
    if (one->traveller == other->traveller)
        return status_fail(STATUS_INPUT, "Two different cards are needed.");
    struct query query = desk_query(desk, SLOT_PAIRING_ADD);
    query_int(&query, 1, pairing->at);
    query_text(&query, 2, pairing->by);
    query_int(&query, 3, pairing->same);
    query_int(&query, 4, one->traveller);
    query_int(&query, 5, one->origin_seq);
    query_int(&query, 6, one->origin_offset);
    query_int(&query, 7, other->traveller);
    query_int(&query, 8, other->origin_seq);
    query_int(&query, 9, other->origin_offset);
    query_text(&query, 10, pairing->tenancy.agency);
    query_text(&query, 11, pairing->tenancy.site);
    enum status status = query_run(&query);
    if (status == STATUS_OK)
        *id = database_last_id(desk->database);
    return status;
}

enum status desk_pairing_number(struct desk *desk, int64_t id, int64_t after_seq)
{
    return desk_number(desk, SLOT_PAIRING_NUMBER, "Pairing", id, after_seq);
}

/* In the order of the SELECT in queries.def. */
static void read_row(struct query *query, struct arena *arena, void *row)
{
    struct desk_pairing *out = row;
    *out = (struct desk_pairing){
        .id = query_column_int(query, 0),
        .at = query_column_int(query, 1),
        .by = column_text(query, 2, arena),
        .same = query_column_int(query, 3) != 0,
        .cards = {{query_column_int(query, 4), query_column_int(query, 5),
                   query_column_int(query, 6)},
                  {query_column_int(query, 7), query_column_int(query, 8),
                   query_column_int(query, 9)}},
        .tenancy = {.agency = column_text(query, 10, arena), .site = column_text(query, 11, arena)},
        .after_seq = column_after(query, 12)};
}

enum status desk_pairings(struct desk *desk, int64_t id, struct arena *arena,
                          struct desk_pairing **out, size_t *count)
{
    struct query query = desk_query(desk, SLOT_PAIRINGS);
    void *rows = NULL;
    query_int(&query, 1, id);
    enum status status = rows_read(&query, arena, sizeof **out, read_row, &rows, count);
    if (status == STATUS_OK)
        *out = rows;
    return status;
}
