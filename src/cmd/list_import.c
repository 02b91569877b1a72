/* `portolan list import`: takes a list in. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/list.h"
#include "roles/authoring.h"
#include "sys/files.h"

char *list_name(const struct words *words)
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

json_t *list_request(const struct words *words, const char *name)
{
    const char *slash = strrchr(words->plain[0], '/');
    json_t *request = json_pack("{s:s, s:s, s:s, s:b}", "command", "list import", "name", name,
                                "file", slash ? slash + 1 : words->plain[0], "force", words->force);
    if (words->second_approval || words->no_second_approval)
        json_object_set_new(request, "second_approval", json_boolean(words->second_approval));
    const struct {
        const char *member, *value;
    } given[] = {{"format", words->format},          {"severity", words->severity},
                 {"routing", words->routing},        {"legal_basis", words->basis},
                 {"agency", words->agency},          {"site", words->site},
                 {"valid_until", words->valid_until}};
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++)
        if (given[i].value)
            json_object_set_new(request, given[i].member, json_string(given[i].value));
    return request;
}

static void say_imported(const char *name, const char *answer)
{
    json_t *members = json_loads(answer, 0, NULL);
    long long version = json_integer_value(json_object_get(members, "version"));
    if (json_is_true(json_object_get(members, "restored")))
        printf("The list %s is in force again; its content is that of version %lld.\n", name,
               version);
    else if (json_is_true(json_object_get(members, "unchanged")))
        printf("The list %s is unchanged: this is version %lld, which is in force.\n", name,
               version);
    else
        printf("The list %s is in force as version %lld: %lld entries, %lld names, %lld documents, "
               "%lld contacts "
               "(%lld added, %lld changed, %lld removed; %lld entries are no persons).\n",
               name, version, (long long)json_integer_value(json_object_get(members, "entries")),
               (long long)json_integer_value(json_object_get(members, "names")),
               (long long)json_integer_value(json_object_get(members, "documents")),
               (long long)json_integer_value(json_object_get(members, "contacts")),
               (long long)json_integer_value(json_object_get(members, "added")),
               (long long)json_integer_value(json_object_get(members, "changed")),
               (long long)json_integer_value(json_object_get(members, "removed")),
               (long long)json_integer_value(json_object_get(members, "skipped")));
    long long ended = json_integer_value(json_object_get(members, "ended"));
    if (ended)
        printf("  %lld entries have come to their end and count no longer.\n", ended);
    size_t i;
    json_t *passed;
    json_array_foreach(json_object_get(members, "passed_over"), i, passed)
        printf("  passed over: line %lld, %s: %s\n",
               (long long)json_integer_value(json_object_get(passed, "line")),
               json_string_value(json_object_get(passed, "entry")),
               json_string_value(json_object_get(passed, "reason")));
    json_decref(members);
}

int command_list_import(const struct words *words)
{
    if (words->preview)
        return command_list_preview(words);
    if (words->days)
        return command_usage("--days goes with --preview.");
    if (words->second_approval && words->no_second_approval)
        return command_usage("--second-approval and --no-second-approval contradict each other.");
    struct system system;
    struct buffer request = {0}, answer = {0};
    char *name = list_name(words);
    json_t *members = list_request(words, name);
    char *head = json_dumps(members, JSON_COMPACT);
    buffer_format(&request, "%s\n", head);
    free(head);
    json_decref(members);
    enum status status = file_read(words->plain[0], LIST_FILE_MOST, &request);
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

static struct span given(const char *word, const char *otherwise)
{
    return span_of(word ? word : otherwise);
}

struct desk_tenancy list_tenancy(const struct words *words, const struct config *config)
{
    return (struct desk_tenancy){.agency =
                                     given(words->agency, config_text(config, SETTING_AGENCY)),
                                 .site = given(words->site, config_text(config, SETTING_SITE)),
                                 .legal_basis = given(words->basis, ""),
                                 .handling = {"", 0}};
}
