#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cmd/command.h"
#include "roles/authoring.h"
#include "sys/files.h"

enum { MOST_BYTES = 512 * 1024 * 1024 };

/* The list's name: --name, else the file's without folder and ending, in small letters. */
static char *list_name(const struct words *words)
{
    const char *path = words->name ? words->name : words->plain[0];
    const char *slash = strrchr(path, '/');
    char *name = strdup(words->name ? path : slash ? slash + 1 : path);
    if (name && !words->name) {
        name[strcspn(name, ".")] = '\0';
        for (char *c = name; *c; c++)
            *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    }
    return name;
}

static json_t *make_request(const struct words *words, const char *name)
{
    const char *slash = strrchr(words->plain[0], '/');
    json_t *request = json_pack("{s:s, s:s, s:s, s:b}", "command", "list import", "name", name,
                                "file", slash ? slash + 1 : words->plain[0], "force", words->force);
    if (words->second_approval || words->no_second_approval)
        json_object_set_new(request, "second_approval", json_boolean(words->second_approval));
    const struct {
        const char *member, *value;
    } given[] = {{"format", words->format},   {"severity", words->severity},
                 {"routing", words->routing}, {"legal_basis", words->basis},
                 {"agency", words->agency},   {"site", words->site}};
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++)
        if (given[i].value)
            json_object_set_new(request, given[i].member, json_string(given[i].value));
    return request;
}

static void say_imported(const char *name, const char *answer)
{
    json_t *members = json_loads(answer, 0, NULL);
    long long version = json_integer_value(json_object_get(members, "version"));
    if (json_is_true(json_object_get(members, "unchanged")))
        printf("The list %s is unchanged: this is version %lld, which is in force.\n", name,
               version);
    else
        printf("The list %s is in force as version %lld: %lld entries, %lld names, %lld documents "
               "(%lld added, %lld changed, %lld removed; %lld entries are no persons).\n",
               name, version, (long long)json_integer_value(json_object_get(members, "entries")),
               (long long)json_integer_value(json_object_get(members, "names")),
               (long long)json_integer_value(json_object_get(members, "documents")),
               (long long)json_integer_value(json_object_get(members, "added")),
               (long long)json_integer_value(json_object_get(members, "changed")),
               (long long)json_integer_value(json_object_get(members, "removed")),
               (long long)json_integer_value(json_object_get(members, "skipped")));
    size_t i;
    json_t *passed;
    json_array_foreach(json_object_get(members, "passed_over"), i, passed)
        printf("  passed over: line %lld, %s: %s\n",
               (long long)json_integer_value(json_object_get(passed, "line")),
               json_string_value(json_object_get(passed, "entry")),
               json_string_value(json_object_get(passed, "reason")));
    json_decref(members);
}

static int import(const struct words *words)
{
    struct system system;
    struct buffer request = {0}, answer = {0};
    if (words->second_approval && words->no_second_approval)
        return command_usage("--second-approval and --no-second-approval contradict each other.");
    char *name = list_name(words);
    json_t *members = make_request(words, name);
    char *head = json_dumps(members, JSON_COMPACT);
    buffer_format(&request, "%s\n", head);
    free(head);
    json_decref(members);
    enum status status = file_read(words->plain[0], MOST_BYTES, &request);
    if (status == STATUS_OK)
        status = system_open(words, &system);
    if (status == STATUS_OK) {
        status = authoring_ask(&system, buffer_span(&request), &answer);
        system_close(&system);
    }
    if (status == STATUS_OK && words->json)
        printf("%s\n", buffer_string(&answer));
    else if (status == STATUS_OK)
        say_imported(name, buffer_string(&answer));
    free(name);
    buffer_free(&request);
    buffer_free(&answer);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}

static void print_version(struct buffer *out, const struct desk_activation *version,
                          bool json_wanted)
{
    char imported[TIME_TEXT];
    time_format(version->imported, imported);
    if (!json_wanted) {
        buffer_format(out, "%-20.*s version %-4u %8u entries  %-8s imported %.16s  from %.*s%s\n",
                      (int)version->name.size, version->name.at, version->version, version->entries,
                      watch_severity_word(version->severity), imported,
                      (int)version->file_name.size, version->file_name.at,
                      version->second_approval ? "  second approval" : "");
        return;
    }
    struct json json = {out, false};
    json_begin(&json);
    json_put_span(&json, "list", version->name);
    json_put_int(&json, "version", version->version);
    json_put_int(&json, "entries", version->entries);
    json_put_text(&json, "severity", watch_severity_word(version->severity));
    json_put_span(&json, "format", version->format);
    json_put_span(&json, "file", version->file_name);
    json_put_span(&json, "by", version->by);
    json_put_span(&json, "routing", version->routing);
    json_put_span(&json, "agency", version->tenancy.agency);
    json_put_span(&json, "site", version->tenancy.site);
    json_put_span(&json, "legal_basis", version->tenancy.legal_basis);
    json_put_span(&json, "handling", version->tenancy.handling);
    json_put_bool(&json, "second_approval", version->second_approval);
    json_put_text(&json, "imported", imported);
    if (version->after_seq == DESK_PENDING)
        json_put_text(&json, "state", "pending");
    else
        json_put_int(&json, "after_message", version->after_seq);
    json_end(&json);
    buffer_char(out, '\n');
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
            print_version(&out, &versions[i], words->json);
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
    return strcmp(words->command, "list import") == 0 ? import(words) : show(words);
}
