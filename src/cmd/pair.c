/* `merge` and `part`: what a person says of two cards. */
#include <jansson.h>
#include <string.h>

#include "cmd/command.h"

/* The very card, not the one that it was merged into. */
static enum status find_card(struct console *console, int64_t id, struct store_traveller *out)
{
    char text[ID_TEXT];
    enum status status = console->store
                             ? store_traveller_as_is(console->store, id, &console->arena, out)
                             : STATUS_MISSING;
    if (status == STATUS_MISSING)
        status = status_fail(STATUS_MISSING, "There is no traveller %s.",
                             id_format(ID_TRAVELLER, id, text));
    return status == STATUS_OK ? console_access(console, "pair", id_format(ID_TRAVELLER, id, text))
                               : status;
}

static json_t *card_json(const struct store_traveller *card)
{
    return json_pack("{s:I, s:I, s:I}", "traveller", (json_int_t)card->id, "seq",
                     (json_int_t)card->origin.seq, "offset", (json_int_t)card->origin.begin);
}

static enum status send(struct console *console, bool same, const struct store_traveller cards[2],
                        struct buffer *answer)
{
    json_t *request = json_pack("{s:s, s:b, s:o, s:o}", "command", "pair", "same", (int)same, "one",
                                card_json(&cards[0]), "other", card_json(&cards[1]));
    enum status status = command_request(&console->system, request, answer);
    json_decref(request);
    return status;
}

static enum status pair(struct console *console, bool same, const int64_t ids[2],
                        struct buffer *answer)
{
    struct store_traveller cards[2];
    enum status status = STATUS_OK;
    for (int i = 0; i < 2 && status == STATUS_OK; i++)
        status = find_card(console, ids[i], &cards[i]);
    if (status == STATUS_OK && cards[0].flight != cards[1].flight)
        status = status_fail(STATUS_INPUT, "Only two cards of one flight can be one person.");
    return status == STATUS_OK ? send(console, same, cards, answer) : status;
}

int command_pair(const struct words *words)
{
    struct console console;
    struct buffer answer = {0};
    int64_t ids[2];
    bool same = strcmp(words->command, "merge") == 0;
    for (int i = 0; i < 2; i++)
        if (!id_parse(span_of(words->plain[i]), ID_TRAVELLER, &ids[i]))
            return command_usage("%s is not a traveller's id, which looks like T261122-17.",
                                 words->plain[i]);
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    status = pair(&console, same, ids, &answer);
    if (status == STATUS_OK && words->json)
        printf("%s\n", buffer_string(&answer));
    else if (status == STATUS_OK)
        printf("Recorded: %s and %s are %s.\n", words->plain[0], words->plain[1],
               same ? "one person" : "two persons");
    buffer_free(&answer);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
