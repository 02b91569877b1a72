/* `portolan list ..`: what lists there are, and which are in force. */
#include <jansson.h>
#include <string.h>

#include "base/clock.h"
#include "cmd/command.h"
#include "cmd/list.h"

/* ---- out of force, and back ---- */

static int turn(const struct words *words)
{
    json_t *members = NULL,
           *request = json_pack("{s:s, s:s}", "command", words->command, "name", words->plain[0]);
    int code = command_ask(words, request, &members);
    bool retired = strcmp(words->command, "list retire") == 0;
    long long version = json_integer_value(json_object_get(members, "version"));
    if (code == EXIT_DONE && words->json)
        printf("{\"list\":\"%s\",\"version\":%lld,\"change\":\"%s\"}\n", words->plain[0], version,
               desk_change_word(retired ? DESK_LIST_RETIRED : DESK_LIST_RESTORED));
    else if (code == EXIT_DONE && retired)
        printf("The list %s is out of force; its alerts are withdrawn, its versions stay.\n",
               words->plain[0]);
    else if (code == EXIT_DONE)
        printf("The list %s is in force again, as version %lld.\n", words->plain[0], version);
    json_decref(members);
    return code;
}

/* ---- showing ---- */

struct shown {
    const struct desk_activation *version;
    int64_t now;
    uint32_t ended;
    bool current; /* of each list the last change; else all of one list */
};

static const char *force_of(const struct shown *shown)
{
    const struct desk_activation *version = shown->version;
    if (version->what == DESK_LIST_RETIRED)
        return "retired";
    return version->valid_until && version->valid_until <= shown->now ? "ended" : "in-force";
}

void list_print_until(struct buffer *out, const char *mark, int64_t valid_until)
{
    char text[TIME_TEXT];
    if (!valid_until)
        return;
    if (valid_until % MICROS_PER_DAY)
        buffer_format(out, "%svalid until %.16s UTC", mark, time_format(valid_until, text));
    else /* the moment is the midnight after */
        buffer_format(out, "%svalid through %.10s", mark, time_format(valid_until - 1, text));
}

static void print_line(struct buffer *out, const struct shown *shown)
{
    const struct desk_activation *version = shown->version;
    char at[TIME_TEXT];
    if (!shown->current && version->what != DESK_LIST_IMPORTED) {
        buffer_format(out, "%-20.*s version %-4u %s %.16s by %.*s\n", (int)version->name.size,
                      version->name.at, version->version,
                      version->what == DESK_LIST_RETIRED ? "retired" : "restored",
                      time_format(version->at, at), (int)version->by.size, version->by.at);
        return;
    }
    buffer_format(out, "%-20.*s version %-4u %8u entries  %-8s imported %.16s  from %.*s",
                  (int)version->name.size, version->name.at, version->version, version->entries,
                  watch_severity_word(version->severity), time_format(version->imported, at),
                  (int)version->file_name.size, version->file_name.at);
    list_print_until(out, "  ", version->valid_until);
    if (shown->ended)
        buffer_format(out, "  %u entries ended", shown->ended);
    if (shown->current && strcmp(force_of(shown), "in-force") != 0)
        buffer_format(out, "  out of force: %s", force_of(shown));
    buffer_char(out, '\n');
}

static void print_json(struct buffer *out, const struct shown *shown)
{
    const struct desk_activation *version = shown->version;
    char time[TIME_TEXT];
    struct json json = {out, false};
    json_begin(&json);
    json_put_span(&json, "list", version->name);
    json_put_int(&json, "version", version->version);
    json_put_int(&json, "entries", version->entries);
    json_put_int(&json, "ended", shown->ended);
    json_put_text(&json, "severity", watch_severity_word(version->severity));
    json_put_span(&json, "format", version->format);
    json_put_span(&json, "file", version->file_name);
    json_put_span(&json, "by", version->by);
    json_put_span(&json, "routing", version->routing);
    json_put_span(&json, "agency", version->tenancy.agency);
    json_put_span(&json, "site", version->tenancy.site);
    json_put_span(&json, "legal_basis", version->tenancy.legal_basis);
    json_put_span(&json, "handling", version->tenancy.handling);
    json_put_text(&json, "imported", time_format(version->imported, time));
    json_put_text(&json, "valid_until",
                  version->valid_until ? time_format(version->valid_until, time) : NULL);
    json_put_text(&json, "change", desk_change_word(version->what));
    json_put_text(&json, "changed", time_format(version->at, time));
    if (shown->current)
        json_put_text(&json, "force", force_of(shown));
    if (version->after_seq == DESK_PENDING)
        json_put_text(&json, "state", "pending");
    else
        json_put_int(&json, "after_message", version->after_seq);
    json_end(&json);
    buffer_char(out, '\n');
}

static enum status print_version(struct console *console, const struct words *words,
                                 const struct desk_activation *version, struct buffer *out)
{
    struct shown shown = {.version = version, .now = clock_now(), .current = words->count == 0};
    enum status status =
        desk_list_ended(console->desk, version->list, version->version, shown.now, &shown.ended);
    if (status == STATUS_OK && words->json)
        print_json(out, &shown);
    else if (status == STATUS_OK)
        print_line(out, &shown);
    return status;
}

static int show(const struct words *words)
{
    struct console console;
    struct buffer out = {0};
    struct desk_activation *versions = NULL;
    size_t count = 0;
    enum status status = console_open(words, &console);
    if (status != STATUS_OK)
        return command_fail(status);
    if (console.desk)
        status = words->count
                     ? desk_list_activations(console.desk, &console.arena, &versions, &count)
                     : desk_list_current(console.desk, &console.arena, &versions, &count);
    bool any = false;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (words->count == 0 || span_is(versions[i].name, words->plain[0])) {
            status = print_version(&console, words, &versions[i], &out);
            any = true;
        }
    if (status == STATUS_OK && !any && words->count)
        status = status_fail(STATUS_MISSING, "There is no list %s.", words->plain[0]);
    if (status == STATUS_OK && !any && !words->json)
        buffer_text(&out, "There is no list yet. `portolan list import FILE` takes one in.\n");
    if (status == STATUS_OK)
        status = print_out(&out);
    buffer_free(&out);
    console_close(&console);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}

int command_list(const struct words *words)
{
    static const struct {
        const char *command;
        int (*run)(const struct words *words);
    } commands[] = {{"list import", command_list_import},
                    {"list retire", turn},
                    {"list restore", turn},
                    {"list diff", command_list_diff},
                    {"list show", show}};
    size_t i = 0;
    while (strcmp(words->command, commands[i].command) != 0)
        i++;
    return commands[i].run(words);
}
