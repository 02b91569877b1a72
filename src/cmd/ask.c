#include <jansson.h>
#include <stdlib.h>

#include "cmd/command.h"
#include "roles/authoring.h"
#include "seal/seal.h"

void command_put(json_t *request, const char *name, const char *value)
{
    if (value)
        json_object_set_new(request, name, json_string(value));
}

const char *command_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

enum status command_request(const struct system *system, json_t *request, struct buffer *answer)
{
    struct buffer text = {0};
    char *head = json_dumps(request, JSON_COMPACT);
    buffer_format(&text, "%s\n", head);
    free(head);
    enum status status = authoring_ask(system, buffer_span(&text), answer);
    buffer_free(&text);
    return status;
}

int command_ask(const struct words *words, json_t *request, json_t **members)
{
    struct system system;
    struct buffer answer = {0};
    enum status status = system_open(words, &system);
    if (status == STATUS_OK) {
        status = command_request(&system, request, &answer);
        system_close(&system);
    }
    json_decref(request);
    if (status == STATUS_OK && members)
        *members = json_loadb(answer.at, answer.size, 0, NULL);
    if (answer.at)
        seal_wipe(answer.at, answer.room); /* there may be a password in it */
    buffer_free(&answer);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
