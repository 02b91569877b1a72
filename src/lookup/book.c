/* authored/lookup.db: what was answered, so that nobody is asked about twice, and how it stands with the service. It
 * holds keyed hashes, times and counts; who loses it asks again. */
#include "base/memory.h"
#include "lookup/lookup.h"
#include "sys/database.h"
#include "sys/files.h"

struct lookup_book {
    struct database *database;
};

enum {
#define QUERY(name, sql) BOOK_##name,
#include "lookup/book.def"
#undef QUERY
};
static const char *const steps[] = {
    "CREATE TABLE known ("
    " key BLOB PRIMARY KEY, asked BIGINT NOT NULL, until BIGINT NOT NULL, found SMALLINT NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE INDEX known_until ON known (until);"
    "CREATE TABLE service ("
    " id INTEGER PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL, text TEXT NOT NULL,"
    " waiting BIGINT NOT NULL, oldest BIGINT NOT NULL, answered BIGINT NOT NULL,"
    " asked BIGINT NOT NULL, found BIGINT NOT NULL, failed BIGINT NOT NULL);",
};
static const char *const statements[] = {
#define QUERY(name, sql) sql,
#include "lookup/book.def"
#undef QUERY
    NULL,
};
static const struct database_plan plan = {
    .words = "the book of lookups",
    .remedy = "Move it away: what it holds is asked again",
    .application = 0x504C4C4B, /* "PLLK" */
    .version = sizeof steps / sizeof steps[0],
    .steps = steps,
    .statements = statements,
};

enum status lookup_book_open(const char *folder, enum lookup_book_mode mode,
                             struct lookup_book **out)
{
    struct arena arena = {0};
    struct database *database = NULL;
    enum status status = mode == LOOKUP_WRITE ? file_make_folder(folder) : STATUS_OK;
    if (status == STATUS_OK)
        status = database_open(arena_format(&arena, "%s/lookup.db", folder), &plan,
                               mode == LOOKUP_WRITE ? DATABASE_WRITE : DATABASE_READ, &database);
    if (status == STATUS_OK) {
        *out = memory_alloc(sizeof **out);
        (*out)->database = database;
    }
    arena_free(&arena);
    return status;
}

void lookup_book_close(struct lookup_book *book)
{
    if (book)
        database_close(book->database);
    free(book);
}

/* ---- answers ---- */

static struct span bytes_of(const struct seal_digest *key)
{
    return (struct span){(const char *)key->bytes, sizeof key->bytes};
}

enum status lookup_book_find(struct lookup_book *book, const struct seal_digest *key, int64_t now,
                             struct lookup_known *out)
{
    struct query query = query_start(book->database, BOOK_FIND);
    query_blob(&query, 1, bytes_of(key));
    query_int(&query, 2, now);
    bool found = query_next(&query);
    struct lookup_known known = {0};
    if (found)
        known = (struct lookup_known){query_column_int(&query, 0), query_column_int(&query, 1),
                                      query_column_int(&query, 2) != 0};
    enum status status = query_end(&query);
    if (status == STATUS_OK && !found)
        status = STATUS_MISSING;
    if (status == STATUS_OK)
        *out = known;
    return status;
}

enum status lookup_book_put(struct lookup_book *book, const struct seal_digest *key,
                            const struct lookup_known *known)
{
    struct query query = query_start(book->database, BOOK_PUT);
    query_blob(&query, 1, bytes_of(key));
    query_int(&query, 2, known->asked);
    query_int(&query, 3, known->until);
    query_int(&query, 4, known->found);
    return query_run(&query);
}

static enum status run(struct lookup_book *book, int slot, int64_t number)
{
    struct query query = query_start(book->database, slot);
    query_int(&query, 1, number);
    return query_run(&query);
}

enum status lookup_book_sweep(struct lookup_book *book, int64_t now, int64_t most)
{
    enum status status = run(book, BOOK_SWEEP, now);
    return status == STATUS_OK ? run(book, BOOK_CUT, most) : status;
}

/* ---- the service ---- */

enum status lookup_book_say(struct lookup_book *book, const struct lookup_state *state)
{
    struct query query = query_start(book->database, BOOK_SAY);
    const int64_t numbers[] = {state->waiting, state->oldest, state->answered,
                               state->asked,   state->found,  state->failed};
    query_text(&query, 1, state->name);
    query_text(&query, 2, state->state);
    query_text(&query, 3, state->text);
    for (int i = 0; i < 6; i++)
        query_int(&query, 4 + i, numbers[i]);
    return query_run(&query);
}

enum status lookup_book_state(struct lookup_book *book, struct arena *arena,
                              struct lookup_state *out)
{
    struct query query = query_start(book->database, BOOK_STATE);
    bool found = query_next(&query);
    if (found)
        *out = (struct lookup_state){.name = arena_copy(arena, query_column(&query, 0)),
                                     .state = arena_copy(arena, query_column(&query, 1)),
                                     .text = arena_copy(arena, query_column(&query, 2)),
                                     .waiting = query_column_int(&query, 3),
                                     .oldest = query_column_int(&query, 4),
                                     .answered = query_column_int(&query, 5),
                                     .asked = query_column_int(&query, 6),
                                     .found = query_column_int(&query, 7),
                                     .failed = query_column_int(&query, 8)};
    enum status status = query_end(&query);
    return status == STATUS_OK && !found ? STATUS_MISSING : status;
}
