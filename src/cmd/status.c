#include <unistd.h>

#include "cmd/command.h"
#include "cmd/lookup.h"
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
        lookup_print(figures->lookup, out);
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
        lookup_put(&json, figures->lookup);
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
    status = lookup_read(&console.system, &arena, &lookup);
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
