#include "cmd/lookup.h"

#include <jansson.h>
#include <string.h>

#include "base/clock.h"
#include "roles/authoring.h"
#include "roles/exchange.h"
#include "watch/watch.h"

/* ---- how it stands ---- */

enum status lookup_read(const struct system *system, struct arena *arena, struct lookup_state *out)
{
    struct lookup_book *book;
    if (!lookup_is_set(system->config))
        return STATUS_MISSING;
    enum status status = lookup_book_open(system->folder.authored, LOOKUP_READ, &book);
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

void lookup_print(const struct lookup_state *state, struct buffer *out)
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

void lookup_put(struct json *json, const struct lookup_state *state)
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

/* ---- one question, by hand ---- */

static enum status record(const struct system *system, const struct lookup_question *question,
                          const char *result)
{
    struct buffer answer = {0};
    json_t *members = json_pack("{s:s, s:s, s:s%}", "command", "lookup record", "result", result,
                                "purpose", question->purpose.at, question->purpose.size);
    char *text = json_dumps(members, JSON_COMPACT);
    enum status status = text ? authoring_ask(system, span_of(text), &answer)
                              : status_fail(STATUS_USAGE, "The purpose is no text.");
    buffer_free(&answer);
    free(text);
    json_decref(members);
    return status;
}

/* The record first, and how it ended, as for what the system asks by itself. */
static enum status ask(const struct system *system, const struct lookup_settings *settings,
                       struct lookup_question *question, struct arena *arena,
                       struct lookup_answer *out)
{
    exchange_name(question, arena);
    enum status status = record(system, question, "ask");
    if (status != STATUS_OK)
        return status;
    status = exchange_once(system, settings->timeout, question, arena, out);
    enum status recorded = record(system, question, lookup_result_word(out->result));
    return status == STATUS_OK ? recorded : status;
}

static void print_found(const struct lookup_answer *answer, struct buffer *out)
{
    if (answer->result == LOOKUP_NOTHING)
        buffer_text(out, "Nothing is held of this document.\n");
    for (size_t i = 0; i < answer->count; i++) {
        print_harmless(out, answer->found[i].reference);
        buffer_text(out, "  ");
        print_harmless(out, answer->found[i].kind);
        buffer_text(out, "\n    ");
        print_harmless(out, answer->found[i].record);
        buffer_char(out, '\n');
    }
}

static enum status read_words(const struct words *words, const struct lookup_settings *settings,
                              struct arena *arena, struct lookup_question *out)
{
    char state[4] = "";
    if (words->state && !watch_state_code(span_of(words->state), state))
        return status_fail(STATUS_USAGE, "The state that --state names is not known.");
    struct span kept = arena_copy(arena, span_of(state));
    struct span document =
        lookup_document(span_of(words->document ? words->document : ""), kept, arena);
    if (!document.size)
        return status_fail(STATUS_USAGE, "--document gives the number to ask about.");
    *out = (struct lookup_question){
        .number = span_part(document, kept.size + 1, document.size),
        .state = kept,
        .purpose = span_of(words->purpose ? words->purpose : settings->purpose)};
    return STATUS_OK;
}

static enum status test(const struct words *words, const struct system *system, struct arena *arena,
                        struct buffer *out)
{
    struct lookup_settings settings;
    struct lookup_question question;
    struct lookup_answer answer;
    if (!lookup_is_set(system->config))
        return status_fail(STATUS_MISSING, "No service is set: lookup.url is off.");
    enum status status = lookup_settings_read(system->config, &settings);
    if (status == STATUS_OK)
        status = read_words(words, &settings, arena, &question);
    if (status == STATUS_OK)
        status = ask(system, &settings, &question, arena, &answer);
    if (status != STATUS_OK)
        return status;
    if (lookup_result_fault(answer.result) != FAULT_NONE)
        return status_fail(STATUS_IO, "%.*s", (int)answer.text.size, answer.text.at);
    if (words->json)
        lookup_answer_pack(&answer, out), buffer_char(out, '\n');
    else
        print_found(&answer, out);
    return STATUS_OK;
}

/* ---- the commands ---- */

static enum status show(const struct words *words, const struct system *system, struct arena *arena,
                        struct buffer *out)
{
    struct lookup_state state;
    struct json json = {.out = out};
    enum status status = lookup_read(system, arena, &state);
    if (status == STATUS_MISSING)
        return status_fail(status, "No service is set, or it was never asked: see lookup.url.");
    if (status == STATUS_OK && words->json)
        lookup_put(&json, &state), buffer_char(out, '\n');
    else if (status == STATUS_OK)
        lookup_print(&state, out);
    return status;
}

int command_lookup(const struct words *words)
{
    struct system system;
    struct arena arena = {0};
    struct buffer out = {0};
    enum status status = system_open(words, &system);
    if (status != STATUS_OK)
        return command_fail(status);
    bool asks = strcmp(words->command, "lookup test") == 0;
    status = (asks ? test : show)(words, &system, &arena, &out);
    if (status == STATUS_OK)
        status = print_out(&out);
    buffer_free(&out);
    arena_free(&arena);
    system_close(&system);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
