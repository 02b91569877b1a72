/* `memory`: what is remembered of false alarms. No names: which entry, since when, until when, by whom. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "base/clock.h"
#include "cmd/command.h"

/* ---- the list ---- */

struct printing {
    struct buffer *out;
    bool json;
    size_t count;
};

/* The day alone of a time; "" for none. */
static const char *day_of(const json_t *memory, const char *key, char out[DATE_TEXT])
{
    snprintf(out, DATE_TEXT, "%.10s", command_text(memory, key));
    return out;
}

static void print_line(struct buffer *out, const json_t *memory)
{
    char since[DATE_TEXT], approved[DATE_TEXT];
    const char *state = command_text(memory, "state");
    buffer_format(out, "%6" PRId64 "  ",
                  (int64_t)json_integer_value(json_object_get(memory, "id")));
    print_harmless(out, span_of(command_text(memory, "list")));
    buffer_char(out, ' ');
    print_harmless(out, span_of(command_text(memory, "entry")));
    buffer_format(out, "  %s  since %s by %s, until %s", state, day_of(memory, "since", since),
                  command_text(memory, "by"), command_text(memory, "until"));
    if (json_is_string(json_object_get(memory, "approved_at")))
        buffer_format(out, ", approved %s by %s", day_of(memory, "approved_at", approved),
                      command_text(memory, "approved_by"));
    if (!json_is_true(json_object_get(memory, "known_again")))
        buffer_text(out, "; without a document nobody is known again by it\n");
    else
        buffer_format(out, "; trips kept quiet: %" PRId64 "\n",
                      (int64_t)json_integer_value(json_object_get(memory, "trips")));
}

static bool print_one(void *context, struct span text)
{
    struct printing *printing = context;
    printing->count++;
    if (printing->json) {
        buffer_append(printing->out, text.at, text.size);
        buffer_char(printing->out, '\n');
        return true;
    }
    json_t *memory = json_loadb(text.at, text.size, 0, NULL);
    print_line(printing->out, memory);
    json_decref(memory);
    return true;
}

static int show(const struct words *words)
{
    struct console console;
    struct buffer out = {0};
    struct printing printing = {&out, words->json, 0};
    struct view_sight sight = view_sight_of_all();
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    status = console_access(&console, "memory", "all");
    if (status == STATUS_OK)
        status = view_memories(console.view, clock_now(), words->all, &sight, print_one, &printing);
    if (status == STATUS_OK && printing.count == 0 && !words->json)
        buffer_text(&out, "Nothing is remembered. `portolan decide ALERT clear-not-same-person` "
                          "remembers a false alarm.\n");
    if (status == STATUS_OK)
        status = print_out(&out);
    buffer_free(&out);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}

/* ---- approving, forgetting ---- */

static int change(const struct words *words)
{
    int64_t id;
    bool approve = strcmp(words->command, "memory approve") == 0;
    if (!span_number(span_of(words->plain[0]), &id) || id < 1)
        return command_usage("It is told by its number: `portolan memory` shows them.");
    int code = command_ask(words,
                           json_pack("{s:s, s:I, s:b}", "command", words->command, "memory",
                                     (json_int_t)id, "owner", 1),
                           NULL);
    if (code == EXIT_DONE && words->json)
        printf("{\"memory\":%" PRId64 ",\"done\":\"%s\"}\n", id,
               approve ? "approved" : "forgotten");
    else if (code == EXIT_DONE)
        puts(approve ? "Approved: it counts from now on."
                     : "Forgotten: what it kept quiet alerts again.");
    return code;
}

int command_memory(const struct words *words)
{
    return strcmp(words->command, "memory") == 0 ? show(words) : change(words);
}
