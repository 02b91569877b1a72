/* What is remembered of persons who are not those of entries: a row says whom, of which entry and
 * how long; steps say from which message on it counts. */
#include <inttypes.h>
#include <string.h>

#include "desk/internal.h"

static const char *const words[MEMORY_WORDS] = {
#define MEMORY_WORD(name, word) [MEMORY_##name] = word,
#include "desk/memory.def"
#undef MEMORY_WORD
};

const char *desk_memory_word(enum desk_memory_word word)
{
    return words[word];
}

enum desk_memory_state desk_memory_state(const struct desk_memory *memory, int32_t day)
{
    if (memory->forgotten)
        return MEMORY_IS_FORGOTTEN;
    if (memory->second && !memory->approved)
        return MEMORY_IS_WAITING;
    if (!memory->person.size)
        return MEMORY_IS_NOBODY;
    return day > memory->until ? MEMORY_IS_OVER : MEMORY_HOLDS;
}

const char *desk_memory_state_word(enum desk_memory_state state)
{
    static const char *const states[] = {"holds", "waiting", "forgotten", "over", "approved"};
    return states[state];
}

/* ---- writing ---- */

static enum status add_step(struct desk *desk, int64_t memory, enum desk_memory_word word,
                            int64_t at, struct span by)
{
    struct query query = desk_query(desk, SLOT_MEMORY_STEP_ADD);
    query_int(&query, 1, memory);
    query_text(&query, 2, span_of(words[word]));
    query_int(&query, 3, at);
    query_text(&query, 4, by);
    return query_run(&query);
}

enum status memory_add(struct desk *desk, int64_t decision, const struct desk_memory *row,
                       int64_t at, struct span by)
{
    struct query query = desk_query(desk, SLOT_MEMORY_ADD);
    query_int(&query, 1, decision);
    query_int(&query, 2, row->list);
    query_int(&query, 3, row->list_version);
    query_text(&query, 4, row->entry);
    query_blob(&query, 5, (struct span){(const char *)row->digest.bytes, SEAL_DIGEST_SIZE});
    query_blob(&query, 6, row->person);
    query_int(&query, 7, row->until);
    query_int(&query, 8, row->second);
    enum status status = query_run(&query);
    return status ? status
                  : add_step(desk, database_last_id(desk->database), MEMORY_REMEMBERED, at, by);
}

enum status memory_forget(struct desk *desk, enum slot slot, int64_t of, int64_t at, struct span by)
{
    struct query query = desk_query(desk, slot);
    query_int(&query, 1, of);
    query_int(&query, 2, at);
    query_text(&query, 3, by);
    return query_run(&query);
}

static enum status may_forget(const struct desk_memory *memory)
{
    return memory->forgotten
               ? status_fail(STATUS_EXISTS,
                             "What was remembered as %" PRId64 " was forgotten before.", memory->id)
               : STATUS_OK;
}

static enum status may_approve(const struct desk_memory *memory, struct span by)
{
    enum status status = may_forget(memory);
    if (status != STATUS_OK)
        return status;
    if (!memory->second)
        return status_fail(STATUS_EXISTS,
                           "The list asks for no second approval: it counts already.");
    if (memory->approved)
        return status_fail(STATUS_EXISTS, "It was approved before.");
    if (span_equal(memory->by, by))
        return status_fail(STATUS_DENIED, "Who cleared it cannot approve it: that is for another "
                                          "account.");
    return STATUS_OK;
}

enum status desk_memory_step(struct desk *desk, int64_t id, enum desk_memory_word word, int64_t at,
                             struct span by)
{
    struct arena arena = {0};
    struct desk_memory memory;
    enum status status = desk_memory_get(desk, id, &arena, &memory);
    if (status == STATUS_OK)
        status = word == MEMORY_APPROVED ? may_approve(&memory, by) : may_forget(&memory);
    if (status == STATUS_OK)
        status = add_step(desk, id, word, at, by);
    arena_free(&arena);
    return status;
}

enum status desk_memory_number(struct desk *desk, int64_t after_seq)
{
    struct query query = desk_query(desk, SLOT_MEMORY_STEPS_NUMBER);
    query_int(&query, 1, after_seq);
    return query_run(&query);
}

enum status desk_memory_pending(struct desk *desk, bool *pending)
{
    struct query query = desk_query(desk, SLOT_MEMORY_STEPS_PENDING);
    *pending = query_next(&query) && query_column_int(&query, 0) > 0;
    return query_end(&query);
}

/* ---- reading ---- */

/* In the order of the SELECTs in queries.def. */
static void read_step(struct query *query, struct arena *arena, void *row)
{
    struct desk_memory_step *out = row;
    *out = (struct desk_memory_step){.id = query_column_int(query, 0),
                                     .memory = query_column_int(query, 1),
                                     .at = query_column_int(query, 3),
                                     .by = column_text(query, 4, arena),
                                     .after_seq = column_after(query, 5)};
    for (unsigned w = 0; w < MEMORY_WORDS; w++)
        if (span_is(query_column(query, 2), words[w]))
            out->word = (enum desk_memory_word)w;
}

enum status desk_memory_steps(struct desk *desk, int64_t id, struct arena *arena,
                              struct desk_memory_step **out, size_t *count)
{
    struct query query = desk_query(desk, SLOT_MEMORY_STEPS);
    void *rows = NULL;
    query_int(&query, 1, id);
    enum status status = rows_read(&query, arena, sizeof **out, read_step, &rows, count);
    if (status == STATUS_OK)
        *out = rows;
    return status;
}

static void read_memory(struct query *query, struct arena *arena, void *row)
{
    struct desk_memory *out = row;
    struct span digest = query_column(query, 9);
    *out = (struct desk_memory){.id = query_column_int(query, 0),
                                .decision = query_column_int(query, 1),
                                .at = query_column_int(query, 2),
                                .by = column_text(query, 3, arena),
                                .traveller = query_column_int(query, 4),
                                .list = query_column_int(query, 5),
                                .list_name = column_text(query, 6, arena),
                                .list_version = (uint32_t)query_column_int(query, 7),
                                .entry = column_text(query, 8, arena),
                                .person = column_text(query, 10, arena),
                                .until = (int32_t)query_column_int(query, 11),
                                .second = query_column_int(query, 12) != 0,
                                .approved = query_column_int(query, 13), /* NULL is 0 */
                                .approved_by = column_text(query, 14, arena),
                                .forgotten = query_column_int(query, 15),
                                .forgotten_by = column_text(query, 16, arena),
                                .tenancy = {.agency = column_text(query, 17, arena),
                                            .site = column_text(query, 18, arena)}};
    if (digest.size == sizeof out->digest.bytes)
        memcpy(out->digest.bytes, digest.at, digest.size);
}

/* `of` 0: the slot asks for nothing. */
static enum status read_memories(struct desk *desk, enum slot slot, int64_t of, struct arena *arena,
                                 struct desk_memory **out, size_t *count)
{
    struct query query = desk_query(desk, slot);
    void *rows = NULL;
    if (of)
        query_int(&query, 1, of);
    enum status status = rows_read(&query, arena, sizeof **out, read_memory, &rows, count);
    if (status == STATUS_OK)
        *out = rows;
    return status;
}

enum status desk_memories(struct desk *desk, struct arena *arena, struct desk_memory **out,
                          size_t *count)
{
    return read_memories(desk, SLOT_MEMORIES, 0, arena, out, count);
}

enum status desk_memories_of(struct desk *desk, int64_t decision, struct arena *arena,
                             struct desk_memory **out, size_t *count)
{
    return read_memories(desk, SLOT_MEMORIES_OF, decision, arena, out, count);
}

enum status desk_memory_get(struct desk *desk, int64_t id, struct arena *arena,
                            struct desk_memory *out)
{
    struct desk_memory *found = NULL;
    size_t count = 0;
    enum status status =
        id > 0 ? read_memories(desk, SLOT_MEMORY_ONE, id, arena, &found, &count) : STATUS_OK;
    if (status == STATUS_OK && count == 0)
        status = status_fail(STATUS_MISSING, "Nothing is remembered as %" PRId64 ".", id);
    if (status == STATUS_OK)
        *out = found[0];
    return status;
}

/* ---- the list's wish ---- */

enum status desk_list_second(struct desk *desk, int64_t list, bool *second)
{
    struct query query = desk_query(desk, SLOT_LIST_ONE);
    query_int(&query, 1, list);
    *second = query_next(&query) && query_column_int(&query, 1) != 0;
    return query_end(&query);
}
