#include <unistd.h>

#include "cmd/command.h"
#include "sys/sockets.h"

static bool is_running(const struct folder *folder)
{
    int descriptor;
    if (socket_connect_unix(folder->command, &descriptor) != STATUS_OK)
        return false;
    close(descriptor);
    return true;
}

static void print_totals(struct buffer *out, const struct store_totals *totals, int64_t received,
                         int64_t done, bool running)
{
    buffer_format(out, "The system is %s.\n", running ? "running" : "not running");
    buffer_format(out, "%lld messages received, %lld worked through.\n", (long long)received,
                  (long long)done);
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
}

static void print_json(struct buffer *out, const struct store_totals *totals, int64_t received,
                       int64_t done, bool running)
{
    struct json json = {out, false};
    json_begin(&json);
    json_put_bool(&json, "running", running);
    json_put_int(&json, "received", received);
    json_put_int(&json, "processed", totals->entries);
    json_put_int(&json, "last", done);
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
    json_end(&json);
    buffer_char(out, '\n');
}

int command_status(const struct words *words)
{
    struct console console;
    struct store_totals totals = {0};
    struct buffer out = {0};
    int64_t received = 0, done = 0;
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    bool running = is_running(&console.system.folder);
    if (console.journal)
        status = journal_last(console.journal, &received);
    if (console.store && status == STATUS_OK) {
        done = store_progress(console.store);
        status = store_totals(console.store, &totals);
    }
    if (status == STATUS_OK) {
        (words->json ? print_json : print_totals)(&out, &totals, received, done, running);
        status = print_out(&out);
    }
    buffer_free(&out);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
