/* How senders write, and that a change of it is the new normal. */
#include <jansson.h>
#include <string.h>

#include "cmd/command.h"

/* The sources as JSON of the contract; NULL: `*status` says why not. Owned. */
static json_t *read_sources(struct console *console, const char *name, enum status *status)
{
    struct buffer text = {0};
    *status = view_sources(console->view, span_of(name ? name : ""), &text);
    json_t *sources = *status == STATUS_OK ? json_loadb(text.at, text.size, 0, NULL) : NULL;
    buffer_free(&text);
    json_t *items = json_incref(json_object_get(sources, "items"));
    json_decref(sources);
    return items;
}

/* ---- showing ---- */

static void print_text(struct buffer *out, const char *text)
{
    print_harmless(out, span_of(text));
}

static bool is_in_state(const json_t *note, const char *state)
{
    return strcmp(command_text(note, "state"), state) == 0;
}

static void print_note(struct buffer *out, const json_t *note)
{
    const json_t *accepted = json_object_get(note, "accepted");
    buffer_text(out, is_in_state(note, "stands") ? "  ! " : "    ");
    print_text(out, command_text(note, "text"));
    if (json_is_object(accepted)) {
        buffer_text(out, " The new normal, says ");
        print_text(out, command_text(accepted, "by"));
        buffer_format(out, " (%.10s).", command_text(accepted, "at"));
    } else if (is_in_state(note, "stands")) {
        buffer_format(out, "  [%s ", command_text(note, "trait"));
        print_text(out, command_text(note, "value"));
        buffer_char(out, ']');
    }
    buffer_char(out, '\n');
}

static void print_usual(struct buffer *out, const json_t *fingerprint)
{
    size_t i;
    json_t *item;
    const char *last = "";
    json_array_foreach(fingerprint, i, item)
    {
        const char *trait = command_text(item, "trait");
        int share = (int)json_integer_value(json_object_get(item, "share"));
        if (strcmp(trait, last) != 0)
            buffer_format(out, "%s    %-11s", *last ? "\n" : "", trait);
        last = trait;
        buffer_char(out, ' ');
        print_text(out, command_text(item, "value"));
        if (share < 995)
            buffer_format(out, " (%d %%)", (share + 5) / 10);
    }
    buffer_text(out, *last ? "\n" : "");
}

static void print_stream(struct buffer *out, const json_t *stream, bool whole)
{
    const char *sender = command_text(stream, "sender");
    size_t i;
    json_t *note;
    buffer_text(out, "  ");
    print_text(out, command_text(stream, "kind"));
    buffer_text(out, *sender ? " from " : "");
    print_text(out, sender);
    buffer_format(out, ": %lld messages%s\n",
                  (long long)json_integer_value(json_object_get(stream, "messages")),
                  json_is_true(json_object_get(stream, "learning")) ? ", learning" : "");
    json_array_foreach(json_object_get(stream, "notes"), i, note) print_note(out, note);
    if (whole)
        print_usual(out, json_object_get(stream, "fingerprint"));
}

static void print_source(struct buffer *out, const json_t *source, bool whole)
{
    size_t i;
    json_t *stream;
    buffer_format(out, "%s: %s", command_text(source, "name"), command_text(source, "state"));
    const json_t *last = json_object_get(source, "last");
    if (json_is_object(last))
        buffer_format(out, ", last message %lld at %.16sZ",
                      (long long)json_integer_value(json_object_get(last, "message")),
                      command_text(last, "at"));
    buffer_char(out, '\n');
    json_array_foreach(json_object_get(source, "streams"), i, stream)
        print_stream(out, stream, whole);
}

static int show(const struct words *words)
{
    struct console console;
    struct buffer out = {0};
    const char *name = words->count ? words->plain[0] : NULL;
    size_t i;
    json_t *source;
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    json_t *sources = read_sources(&console, name, &status);
    json_array_foreach(sources, i, source)
    {
        char *line = words->json ? json_dumps(source, JSON_COMPACT) : NULL;
        if (line)
            buffer_format(&out, "%s\n", line);
        else
            print_source(&out, source, name != NULL);
        free(line);
    }
    if (status == STATUS_OK && !words->json && json_array_size(sources) == 0)
        buffer_text(&out, "There is no sender yet. `portolan source add NAME` registers one.\n");
    if (status == STATUS_OK)
        status = print_out(&out);
    json_decref(sources);
    buffer_free(&out);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}

/* ---- accepting ---- */

static bool is_meant(const struct words *words, const json_t *note)
{
    return !is_in_state(note, "accepted") &&
           (words->count < 2 || strcmp(words->plain[1], command_text(note, "trait")) == 0) &&
           (words->count < 3 || strcmp(words->plain[2], command_text(note, "value")) == 0);
}

static enum status accept_note(struct console *console, const json_t *stream, const json_t *note,
                               const char *source)
{
    struct buffer answer = {0};
    json_t *request =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "command", "source normal", "name", source,
                  "sender", command_text(stream, "sender"), "kind", command_text(stream, "kind"),
                  "trait", command_text(note, "trait"), "value", command_text(note, "value"));
    enum status status = command_request(&console->system, request, &answer);
    json_decref(request);
    buffer_free(&answer);
    return status;
}

/* Those of one source. */
static enum status accept_notes(const struct words *words, struct console *console,
                                const json_t *source, int *accepted)
{
    enum status status = STATUS_OK;
    size_t i, k;
    json_t *stream, *note;
    json_array_foreach(json_object_get(source, "streams"), i, stream)
        json_array_foreach(json_object_get(stream, "notes"), k, note)
    {
        if (status != STATUS_OK || !is_meant(words, note))
            continue;
        status = accept_note(console, stream, note, command_text(source, "name"));
        *accepted += status == STATUS_OK;
    }
    return status;
}

static int accept(const struct words *words)
{
    struct console console;
    int accepted = 0;
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    json_t *sources = read_sources(&console, words->plain[0], &status);
    if (status == STATUS_OK)
        status = accept_notes(words, &console, json_array_get(sources, 0), &accepted);
    json_decref(sources);
    console_close(&console);
    if (status == STATUS_OK && accepted == 0)
        status = status_fail(STATUS_MISSING,
                             "There is no such note. `portolan source drift %s` "
                             "shows those that stand.",
                             words->plain[0]);
    if (status != STATUS_OK)
        return command_fail(status);
    if (words->json)
        printf("{\"accepted\":%d}\n", accepted);
    else
        printf("%d %s the new normal.\n", accepted, accepted == 1 ? "change is" : "changes are");
    return EXIT_DONE;
}

int command_drift(const struct words *words)
{
    return strcmp(words->command, "source accept") == 0 ? accept(words) : show(words);
}
