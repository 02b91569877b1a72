#include <unistd.h>

#include "base/clock.h"
#include "cmd/command.h"
#include "lookup/lookup.h"
#include "sys/sockets.h"

static bool is_running(const struct folder *folder)
{
    int descriptor;
    if (socket_connect_unix(folder->command, &descriptor) != STATUS_OK)
        return false;
    close(descriptor);
    return true;
}

struct figures {
    struct store_totals totals;
    int64_t received, done;
    bool running;
    const struct lookup_state *lookup; /* NULL: nobody was ever asked */
};

/* ---- the service that is asked outside ---- */

/* STATUS_MISSING: none is set, or it was never asked. */
static enum status read_lookup(const struct console *console, struct arena *arena,
                               struct lookup_state *out)
{
    struct lookup_book *book;
    if (!lookup_is_set(console->system.config))
        return STATUS_MISSING;
    enum status status = lookup_book_open(console->system.folder.authored, LOOKUP_READ, &book);
    if (status != STATUS_OK)
        return status;
    status = lookup_book_state(book, arena, out);
    lookup_book_close(book);
    return status;
}

static void print_time(struct buffer *out, const char *before, int64_t at)
{
    char text[TIME_TEXT];
    if (at)
        buffer_format(out, "%s%.19sZ", before, time_format(at, text));
}

static void print_lookup(struct buffer *out, const struct lookup_state *state)
{
    bool good = span_is(state->state, "asked");
    buffer_format(out,
                  "The service %.*s is asked: %lld questions, %lld found, %lld failed; %lld wait",
                  (int)state->name.size, state->name.at, (long long)state->asked,
                  (long long)state->found, (long long)state->failed, (long long)state->waiting);
    print_time(out, ", the oldest since ", state->oldest);
    print_time(out, "; last answer ", state->answered);
    buffer_text(out, ".\n");
    if (!good)
        buffer_format(out, "It does not answer as it should (%.*s): %.*s\n", (int)state->state.size,
                      state->state.at, (int)state->text.size, state->text.at);
}

static void put_time(struct json *json, const char *key, int64_t at)
{
    char text[TIME_TEXT];
    json_put_text(json, key, at ? time_format(at, text) : NULL);
}

static void put_lookup(struct json *json, const struct lookup_state *state)
{
    json_begin(json);
    json_put_span(json, "name", state->name);
    json_put_span(json, "state", state->state);
    json_put_span(json, "text", state->text);
    json_put_int(json, "asked", state->asked);
    json_put_int(json, "found", state->found);
    json_put_int(json, "failed", state->failed);
    json_put_int(json, "waiting", state->waiting);
    put_time(json, "oldest", state->oldest);
    put_time(json, "answered", state->answered);
    json_end(json);
}

/* ---- all of it ---- */

static void print_totals(struct buffer *out, const struct figures *figures)
{
    const struct store_totals *totals = &figures->totals;
    buffer_format(out, "The system is %s.\n", figures->running ? "running" : "not running");
    buffer_format(out, "%lld messages received, %lld worked through.\n",
                  (long long)figures->received, (long long)figures->done);
    buffer_format(out, "%lld understood in full, %lld in part, %lld not at all.\n",
                  (long long)totals->outcomes[OUTCOME_FULL],
                  (long long)totals->outcomes[OUTCOME_PARTIAL],
                  (long long)totals->outcomes[OUTCOME_QUARANTINED]);
    for (int r = REASON_NONE + 1; r < STORE_REASONS; r++)
        if (totals->reasons[r])
            buffer_format(out, "%lld went no further: %s.\n", (long long)totals->reasons[r],
                          store_reason_word((enum store_reason)r));
    buffer_format(out, "%lld travellers named: %lld new, %lld changed, %lld as before.\n",
                  (long long)totals->travellers, (long long)totals->added,
                  (long long)totals->changed, (long long)totals->same);
    if (figures->lookup)
        print_lookup(out, figures->lookup);
}

static void print_json(struct buffer *out, const struct figures *figures)
{
    const struct store_totals *totals = &figures->totals;
    struct json json = {out, false};
    json_begin(&json);
    json_put_bool(&json, "running", figures->running);
    json_put_int(&json, "received", figures->received);
    json_put_int(&json, "processed", totals->entries);
    json_put_int(&json, "last", figures->done);
    for (int o = OUTCOME_FULL; o <= OUTCOME_QUARANTINED; o++)
        json_put_int(&json, outcome_word((enum outcome)o), totals->outcomes[o]);
    for (int r = REASON_NONE + 1; r < STORE_REASONS; r++)
        json_put_int(&json, store_reason_word((enum store_reason)r), totals->reasons[r]);
    json_put_int(&json, "messages", totals->messages);
    json_put_int(&json, "travellers", totals->travellers);
    json_put_int(&json, "new", totals->added);
    json_put_int(&json, "changed", totals->changed);
    json_put_int(&json, "same", totals->same);
    json_put_int(&json, "issues", totals->issues);
    json_key(&json, "lookup");
    if (figures->lookup)
        put_lookup(&json, figures->lookup);
    else
        json_nothing(&json);
    json_end(&json);
    buffer_char(out, '\n');
}

static enum status read_figures(const struct console *console, struct figures *out)
{
    enum status status = STATUS_OK;
    out->running = is_running(&console->system.folder);
    if (console->journal)
        status = journal_last(console->journal, &out->received);
    if (console->store && status == STATUS_OK) {
        out->done = store_progress(console->store);
        status = store_totals(console->store, &out->totals);
    }
    return status;
}

int command_status(const struct words *words)
{
    struct console console;
    struct figures figures = {.lookup = NULL};
    struct lookup_state lookup;
    struct arena arena = {0};
    struct buffer out = {0};
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    status = read_lookup(&console, &arena, &lookup);
    figures.lookup = status == STATUS_OK ? &lookup : NULL;
    if (status == STATUS_OK || status == STATUS_MISSING)
        status = read_figures(&console, &figures);
    if (status == STATUS_OK) {
        (words->json ? print_json : print_totals)(&out, &figures);
        status = print_out(&out);
    }
    buffer_free(&out);
    arena_free(&arena);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
