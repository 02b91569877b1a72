#include <inttypes.h>
#include <string.h>

#include "desk/internal.h"

static const struct decision_info table[DECISIONS] = {
#define DECISION(name, code, closes, words) [DECISION_##name] = {code, closes, words},
#include "desk/decisions.def"
#undef DECISION
};

const struct decision_info *decision_info(enum decision decision)
{
    return &table[decision];
}

bool decision_parse(struct span code, enum decision *out)
{
    for (unsigned i = 0; i < DECISIONS; i++)
        if (span_is(code, table[i].code)) {
            *out = (enum decision)i;
            return true;
        }
    return false;
}

static struct span about_note(struct arena *arena, int64_t id)
{
    return span_of(arena_format(arena, "desk.db/decision/%" PRId64 "/note", id));
}

static enum status add_row(struct desk *desk, const struct desk_decision *decision, int64_t *id)
{
    struct query query = desk_query(desk, SLOT_DECISION_ADD);
    query_int(&query, 1, decision->at);
    query_text(&query, 2, decision->by);
    query_int(&query, 3, decision->traveller);
    query_int(&query, 4, decision->origin_seq);
    query_int(&query, 5, decision->origin_offset);
    query_text(&query, 6, span_of(decision_info(decision->code)->code));
    query_text(&query, 7, decision->tenancy.agency);
    query_text(&query, 8, decision->tenancy.site);
    query_int(&query, 9, decision->says_seen);
    enum status status = query_run(&query);
    if (status == STATUS_OK)
        *id = database_last_id(desk->database);
    return status;
}

/* The note is sealed with the row's id, so it is put in once the row has one. */
static enum status add_note(struct desk *desk, int64_t id, struct span note)
{
    struct arena arena = {0};
    struct buffer sealed = {0};
    const struct seal_key *key;
    enum status status = desk_key(desk, KEY_DESK, &key);
    if (status == STATUS_OK) {
        seal_close(&sealed, key, about_note(&arena, id), note);
        struct query query = desk_query(desk, SLOT_DECISION_NOTE);
        query_int(&query, 1, id);
        query_blob(&query, 2, buffer_span(&sealed));
        status = query_run(&query);
    }
    buffer_free(&sealed);
    arena_free(&arena);
    return status;
}

static enum status add_seen(struct desk *desk, int64_t id, const struct desk_decision *decision)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < decision->seen_count && status == STATUS_OK; i++) {
        struct query query = desk_query(desk, SLOT_SEEN_ADD);
        query_int(&query, 1, id);
        query_int(&query, 2, decision->seen[i].list);
        query_text(&query, 3, decision->seen[i].entry);
        query_int(&query, 4, decision->seen[i].how);
        query_int(&query, 5, decision->seen[i].raised_seq);
        query_int(&query, 6, decision->seen[i].raised_at);
        status = query_run(&query);
    }
    return status;
}

/* Who decides anew no longer asks for the approval of what was decided before; and who decides otherwise
 * does not hold that it is another person. */
static enum status forget_former(struct desk *desk, const struct desk_decision *decision)
{
    if (decision->code == DECISION_NOTE)
        return STATUS_OK;
    return memory_forget(desk,
                         decision->code == DECISION_CLEAR_NOT_SAME_PERSON
                             ? SLOT_MEMORY_FORGET_WAITING
                             : SLOT_MEMORY_FORGET_TRAVELLER,
                         decision->traveller, decision->at, decision->by);
}

enum status desk_decide_remembering(struct desk *desk, const struct desk_decision *decision,
                                    const struct desk_memory *rows, size_t count, int64_t *id)
{
    int64_t made = 0;
    enum status status = database_begin(desk->database);
    if (status == STATUS_OK)
        status = forget_former(desk, decision);
    if (status == STATUS_OK)
        status = add_row(desk, decision, &made);
    if (status == STATUS_OK && decision->note.size)
        status = add_note(desk, made, decision->note);
    if (status == STATUS_OK)
        status = add_seen(desk, made, decision);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = rows[i].id ? memory_forget(desk, SLOT_MEMORY_FORGET, rows[i].id, decision->at,
                                            decision->by)
                            : memory_add(desk, made, &rows[i], decision->at, decision->by);
    status = desk_end(desk, status);
    if (status == STATUS_OK)
        *id = made;
    return status;
}

static enum status change(struct desk *desk, enum slot slot, int64_t id, int64_t value)
{
    struct query query = desk_query(desk, slot);
    query_int(&query, 1, id);
    query_int(&query, 2, value);
    enum status status = query_run(&query);
    if (status == STATUS_OK && database_changes(desk->database) != 1)
        status = status_fail(STATUS_MISSING,
                             "There is no decision %" PRId64 ", or it was withdrawn before.", id);
    return status;
}

enum status desk_decide(struct desk *desk, const struct desk_decision *decision, int64_t *id)
{
    return desk_decide_remembering(desk, decision, NULL, 0, id);
}

enum status desk_decision_withdraw(struct desk *desk, int64_t id, int64_t now, struct span by)
{
    enum status status = database_begin(desk->database);
    if (status == STATUS_OK)
        status = change(desk, SLOT_DECISION_WITHDRAW, id, now);
    if (status == STATUS_OK)
        status = memory_forget(desk, SLOT_MEMORY_FORGET_DECISION, id, now, by);
    return desk_end(desk, status);
}

enum status desk_decision_move(struct desk *desk, int64_t id, int64_t traveller)
{
    return change(desk, SLOT_DECISION_MOVE, id, traveller);
}

enum status desk_decisions_move(struct desk *desk, const struct desk_move *moves, size_t count)
{
    enum status status = database_begin(desk->database);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = desk_decision_move(desk, moves[i].decision, moves[i].traveller);
    return desk_end(desk, status);
}

static enum status open_note(struct desk *desk, struct query *query, int64_t id,
                             struct arena *arena, struct span *out)
{
    struct arena names = {0};
    struct buffer clear = {0};
    const struct seal_key *key;
    *out = (struct span){"", 0};
    if (query_column_null(query, 10))
        return STATUS_OK;
    enum status status = desk_key(desk, KEY_DESK, &key);
    if (status == STATUS_OK)
        status = seal_open(&clear, key, about_note(&names, id), query_column(query, 10));
    if (status == STATUS_OK)
        *out = arena_copy(arena, buffer_span(&clear));
    buffer_free(&clear);
    arena_free(&names);
    return status;
}

/* In the order of the SELECTs in queries.def. */
static enum status read_row(struct desk *desk, struct query *query, struct arena *arena,
                            struct desk_decision *out)
{
    *out = (struct desk_decision){
        .id = query_column_int(query, 0),
        .at = query_column_int(query, 1),
        .by = column_text(query, 2, arena),
        .traveller = query_column_int(query, 3),
        .origin_seq = query_column_int(query, 4),
        .origin_offset = query_column_int(query, 5),
        .tenancy = {.agency = column_text(query, 7, arena), .site = column_text(query, 8, arena)},
        .withdrawn = query_column_int(query, 9), /* NULL is 0 */
        .says_seen = query_column_int(query, 11) != 0,
    };
    struct span code = query_column(query, 6);
    if (!decision_parse(code, &out->code))
        return status_fail(STATUS_DAMAGED, "Decision %" PRId64 " has the unknown code %.*s.",
                           out->id, (int)(code.size > 40 ? 40 : code.size), code.at);
    return open_note(desk, query, out->id, arena, &out->note);
}

/* Takes `query` to its end. */
static enum status read_all(struct desk *desk, struct query *query, struct arena *arena,
                            struct desk_decision **out, size_t *count)
{
    struct desk_decision *rows = NULL;
    size_t found = 0, room = 0;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && query_next(query)) {
        rows = arena_more(arena, rows, found, &room, sizeof *rows);
        status = read_row(desk, query, arena, &rows[found++]);
    }
    enum status ended = query_end(query);
    status = status ? status : ended;
    if (status != STATUS_OK)
        return status;
    *out = rows;
    *count = found;
    return STATUS_OK;
}

enum status desk_decisions_of(struct desk *desk, int64_t traveller, struct arena *arena,
                              struct desk_decision **out, size_t *count)
{
    struct query query = desk_query(desk, SLOT_DECISIONS_OF);
    query_int(&query, 1, traveller);
    return read_all(desk, &query, arena, out, count);
}

enum status desk_decisions_of_origin(struct desk *desk, int64_t seq, int64_t offset,
                                     struct arena *arena, struct desk_decision **out, size_t *count)
{
    struct query query = desk_query(desk, SLOT_DECISIONS_OF_ORIGIN);
    query_int(&query, 1, seq);
    query_int(&query, 2, offset);
    return read_all(desk, &query, arena, out, count);
}

enum status desk_decisions_among(struct desk *desk, int64_t from, int64_t to, struct arena *arena,
                                 struct desk_decision **out, size_t *count)
{
    struct query query = desk_query(desk, SLOT_DECISIONS_AMONG);
    query_int(&query, 1, from);
    query_int(&query, 2, to);
    return read_all(desk, &query, arena, out, count);
}

enum status desk_decision_get(struct desk *desk, int64_t id, struct arena *arena,
                              struct desk_decision *out)
{
    struct desk_decision *found;
    size_t count;
    struct query query = desk_query(desk, SLOT_DECISION_ONE);
    query_int(&query, 1, id);
    enum status status = read_all(desk, &query, arena, &found, &count);
    if (status == STATUS_OK && count == 0)
        status = status_fail(STATUS_MISSING, "There is no decision %" PRId64 ".", id);
    if (status == STATUS_OK)
        *out = found[0];
    return status;
}

enum status desk_decisions_all(struct desk *desk, struct arena *arena, struct desk_decision **out,
                               size_t *count)
{
    struct query query = desk_query(desk, SLOT_DECISIONS_ALL);
    return read_all(desk, &query, arena, out, count);
}

static void read_seen(struct query *query, struct arena *arena, void *row)
{
    *(struct desk_seen *)row = (struct desk_seen){.list = query_column_int(query, 0),
                                                  .entry = column_text(query, 1, arena),
                                                  .how = (int)query_column_int(query, 2),
                                                  .raised_seq = query_column_int(query, 3),
                                                  .raised_at = query_column_int(query, 4)};
}

enum status desk_seen_of(struct desk *desk, int64_t decision, struct arena *arena,
                         struct desk_seen **out, size_t *count)
{
    struct query query = desk_query(desk, SLOT_SEEN_OF);
    void *rows = NULL;
    query_int(&query, 1, decision);
    enum status status = rows_read(&query, arena, sizeof **out, read_seen, &rows, count);
    if (status == STATUS_OK)
        *out = rows;
    return status;
}
