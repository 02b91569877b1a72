/* Our own protocol: a question and an answer of JSON (docs/lookup.md). A gateway of a national bureau is to
 * speak it, or gets an adapter. */
#include "base/json.h"
#include "lookup/internal.h"

static void write(const struct lookup_question *question, struct buffer *body)
{
    struct json json = {.out = body};
    json_begin(&json);
    json_put_span(&json, "id", question->id);
    json_put_span(&json, "purpose", question->purpose);
    json_key(&json, "document");
    json_begin(&json);
    json_put_span(&json, "number", question->number);
    if (question->state.size)
        json_put_span(&json, "state", question->state);
    if (question->type.size)
        json_put_span(&json, "type", question->type);
    json_end(&json);
    json_end(&json);
}

/* ---- reading ---- */

/* A yes stays a yes, however much is said with it: what is too long is cut. `more`: what the note is to say of records
 * that are left out. */
static bool read_record(const json_t *from, const char *more, struct arena *arena,
                        struct lookup_record *out)
{
    char *dumped = json_dumps(from, JSON_COMPACT | JSON_SORT_KEYS);
    struct span record = lookup_harmless(span_of(dumped ? dumped : ""), arena);
    struct span kind = span_trim(lookup_harmless(lookup_member(from, "kind", arena), arena));
    free(dumped);
    record = lookup_shorten(record, LOOKUP_MOST_RECORD - strlen(more), " (cut)", arena);
    *out = (struct lookup_record){
        .reference = span_trim(lookup_member(from, "reference", arena)),
        .kind = lookup_shorten(kind, LOOKUP_MOST_KIND, "..", arena),
        .severity = lookup_member(from, "severity", arena),
        .record = span_of(arena_format(arena, "%.*s%s", (int)record.size, record.at, more))};
    if (!lookup_is_line(out->severity, LOOKUP_MOST_KIND))
        out->severity = (struct span){"", 0};
    /* It becomes the id of an entry. */
    return out->reference.size && lookup_is_line(out->reference, LOOKUP_MOST_REFERENCE);
}

static const char *read_found(const json_t *list, struct arena *arena, struct lookup_answer *out)
{
    size_t given = json_array_size(list);
    size_t count = given < LOOKUP_MOST_FOUND ? given : LOOKUP_MOST_FOUND;
    const char *more =
        given > count ? arena_format(arena, " (cut: %zu of %zu records)", count, given) : "";
    if (!json_is_array(list))
        return "does not say what was found";
    out->found = arena_array(arena, struct lookup_record, count + 1);
    for (; out->count < count; out->count++)
        if (!read_record(json_array_get(list, out->count), more, arena, &out->found[out->count]))
            return "has a record without a reference of one line";
    return NULL;
}

static enum status read(const struct lookup_question *question, struct span body,
                        struct arena *arena, struct lookup_answer *out)
{
    struct lookup_answer answer = {.text = {"", 0}};
    json_t *root = json_loadb(body.at ? body.at : "", body.size, JSON_REJECT_DUPLICATES, NULL);
    const char *fault = NULL;
    if (!json_is_object(root))
        fault = "is no JSON object";
    else if (!span_equal(lookup_member(root, "id", arena), question->id))
        fault = "is to another question";
    else
        fault = read_found(json_object_get(root, "found"), arena, &answer);
    json_decref(root);
    if (fault)
        return status_fail(STATUS_INPUT, "The answer of the service %s.", fault);
    answer.result = answer.count ? LOOKUP_FOUND : LOOKUP_NOTHING;
    *out = answer;
    return STATUS_OK;
}

const struct lookup_adapter lookup_adapter_portolan = {"portolan", "application/json", write, read};
