#include <jansson.h>

#include "cmd/command.h"

static int unknown_code(const char *code)
{
    fprintf(stderr, "portolan: %s is no code of a decision. Codes:\n", code);
    for (enum decision d = 0; d < DECISIONS; d++)
        fprintf(stderr, "  %-24s %s\n", decision_info(d)->code, decision_info(d)->words);
    return EXIT_USAGE;
}

/* The alert's traveller and what made it: the origin finds the person again after a rebuild. */
static enum status find_alert(struct console *console, int64_t id, struct store_traveller *out)
{
    struct store_alert alert;
    char text[ID_TEXT];
    enum status status =
        console->store ? store_traveller(console->store, id, &console->arena, out) : STATUS_MISSING;
    if (status == STATUS_OK)
        status = store_alert(console->store, out->id, &alert);
    if (status == STATUS_MISSING)
        status = status_fail(STATUS_MISSING, "There is no alert %s. `portolan alerts` shows them.",
                             id_format(ID_TRAVELLER, id, text));
    return status == STATUS_OK
               ? console_access(console, "decide", id_format(ID_TRAVELLER, out->id, text))
               : status;
}

/* As on the pages: who decides says which alert he looked at, and another one is not decided. What the decision is
 * about is gathered before they are compared, so that nothing comes in between. */
static enum status check_seen(struct console *console, const struct words *words,
                              const struct store_traveller *traveller)
{
    struct view_alert alert;
    char id[ID_TEXT];
    enum status status = view_alert(console->view, traveller->id, &alert);
    if (status != STATUS_OK || span_equal(span_of(words->seen), view_etag_mark(alert.etag)))
        return status;
    return status_fail(
        STATUS_EXISTS,
        "The alert %s is not what it was when %s was shown: somebody has decided, or "
        "something came. Look at it again with `portolan traveller`.",
        id_format(ID_TRAVELLER, traveller->id, id), words->seen);
}

static enum status send_decision(struct console *console, const struct words *words,
                                 const struct store_traveller *traveller, enum decision code,
                                 struct buffer *answer)
{
    json_t *request =
        json_pack("{s:s, s:I, s:I, s:I, s:s, s:s}", "command", "decide", "traveller",
                  (json_int_t)traveller->id, "origin_seq", (json_int_t)traveller->origin.seq,
                  "origin_offset", (json_int_t)traveller->origin.begin, "code", words->plain[1],
                  "note", words->note ? words->note : "");
    if (!request)
        return status_fail(STATUS_USAGE, "The note is not in UTF-8.");
    enum status status = view_remember(console->view, traveller->id, code, request);
    if (status == STATUS_OK)
        status = check_seen(console, words, traveller);
    if (status == STATUS_OK)
        status = command_request(&console->system, request, answer);
    json_decref(request);
    return status;
}

/* What a false alarm is remembered by, or why it is not. */
static void say_remembered(const struct buffer *answer)
{
    json_t *members = json_loadb(answer->at, answer->size, 0, NULL);
    int64_t known = json_integer_value(json_object_get(members, "remembered"));
    int64_t waiting = json_integer_value(json_object_get(members, "waiting"));
    if (waiting)
        puts("The list asks for a second approval: the alert stays until another account gives it "
             "(`portolan memory`).");
    if (known)
        printf("%s remembered until %s: flights of this person do not alert of %s.\n",
               waiting ? "It will then be" : "It is", command_text(members, "until"),
               known == 1 ? "this entry" : "these entries");
    else
        puts("It is not remembered: without a document that names its issuing state nobody is "
             "known again.");
    json_decref(members);
}

int command_decide(const struct words *words)
{
    struct console console;
    struct store_traveller traveller;
    struct buffer answer = {0};
    enum decision code;
    int64_t id;
    char text[ID_TEXT];
    if (!id_parse(span_of(words->plain[0]), ID_TRAVELLER, &id))
        return command_usage("%s is not an alert's id, which looks like T261122-17.",
                             words->plain[0]);
    if (!decision_parse(span_of(words->plain[1]), &code))
        return unknown_code(words->plain[1]);
    if (!words->seen)
        return command_usage(
            "Say with --seen which alert you looked at: `portolan traveller %s` shows "
            "its mark.",
            words->plain[0]);
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    status = find_alert(&console, id, &traveller);
    if (status == STATUS_OK)
        status = send_decision(&console, words, &traveller, code, &answer);
    if (status == STATUS_OK && words->json)
        printf("%s\n", buffer_string(&answer));
    else if (status == STATUS_OK)
        printf("Recorded for %s: %s\n", id_format(ID_TRAVELLER, traveller.id, text),
               decision_info(code)->words);
    if (status == STATUS_OK && !words->json && code == DECISION_CLEAR_NOT_SAME_PERSON)
        say_remembered(&answer);
    buffer_free(&answer);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
