#include "api/internal.h"

#include "base/memory.h"

/* The word of a status, as an answer of authoring has it, back as a status. */
static enum status status_of(const char *word)
{
    static const char *const words[] = {
#define STATUS(name, word) [STATUS_##name] = word,
#include "base/status.def"
#undef STATUS
    };
    for (size_t i = 0; word && i < sizeof words / sizeof words[0]; i++)
        if (strcmp(word, words[i]) == 0)
            return (enum status)i;
    return STATUS_IO;
}

enum status author_ask(struct api_call *call, json_t *request, struct span bytes, json_t **answer)
{
    const struct api_options *options = &call->api->options;
    struct buffer out = {0}, whole = {0};
    /* Of a list it may be another's. */
    if (!json_object_get(request, "agency"))
        json_object_set_new(request, "agency",
                            json_stringn(call->actor.agency.at, call->actor.agency.size));
    json_object_set_new(request, "site", json_stringn(call->actor.site.at, call->actor.site.size));
    char *text = json_dumps(request, JSON_COMPACT);
    json_decref(request);
    if (!text)
        return status_fail(STATUS_INPUT, "The request holds what is no text.");
    buffer_format(&whole, "%s\n", text);
    buffer_append(&whole, bytes.at, bytes.size);
    options->author(options->context, buffer_span(&whole),
                    arena_copy(call->arena, call->actor.name).at, &out);
    seal_wipe(text, strlen(text));
    seal_wipe(whole.at, whole.size);
    buffer_free(&whole);
    free(text);
    json_t *members = json_loadb(out.at, out.size, 0, NULL);
    enum status status = status_of(json_string_value(json_object_get(members, "status")));
    const char *sentence = json_string_value(json_object_get(members, "text"));
    if (status != STATUS_OK)
        status = status_fail(status, "%s", sentence ? sentence : "It could not be carried out.");
    if (status == STATUS_OK && answer)
        *answer = json_incref(members);
    json_decref(members);
    buffer_free(&out);
    return status;
}
