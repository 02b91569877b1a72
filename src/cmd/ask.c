#include <jansson.h>
#include <stdlib.h>

#include "cmd/command.h"
#include "roles/authoring.h"
#include "seal/seal.h"

int command_ask(const struct words *words, json_t *request, json_t **members)
{
    struct system system;
    struct buffer answer = {0};
    char *head = json_dumps(request, JSON_COMPACT);
    json_decref(request);
    struct buffer text = {0};
    buffer_format(&text, "%s\n", head);
    free(head);
    enum status status = system_open(words, &system);
    if (status == STATUS_OK) {
        status = authoring_ask(&system, buffer_span(&text), &answer);
        system_close(&system);
    }
    if (status == STATUS_OK && members)
        *members = json_loadb(answer.at, answer.size, 0, NULL);
    buffer_free(&text);
    if (answer.at)
        seal_wipe(answer.at, answer.room); /* there may be a password in it */
    buffer_free(&answer);
    return status == STATUS_OK ? EXIT_DONE : command_fail(status);
}
