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

/* It becomes the id of an entry and stands on screens. */
static bool is_line(struct span text, size_t most)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7F)
            return false;
    return text.size <= most;
}

static const char *read_record(const json_t *from, struct arena *arena, struct lookup_record *out)
{
    char *dumped = json_dumps(from, JSON_COMPACT | JSON_SORT_KEYS);
    *out = (struct lookup_record){.reference = span_trim(lookup_member(from, "reference", arena)),
                                  .kind = span_trim(lookup_member(from, "kind", arena)),
                                  .severity = lookup_member(from, "severity", arena),
                                  .record = arena_copy(arena, span_of(dumped ? dumped : ""))};
    free(dumped);
    if (!out->reference.size || !is_line(out->reference, LOOKUP_MOST_REFERENCE))
        return "has a record without a reference of one line";
    if (!is_line(out->kind, LOOKUP_MOST_KIND))
        return "has a record with a kind that is too long";
    return out->record.size > LOOKUP_MOST_RECORD ? "has a record that is too long" : NULL;
}

static const char *read_found(const json_t *list, struct arena *arena, struct lookup_answer *out)
{
    size_t i, count = json_array_size(list);
    const json_t *record;
    const char *fault = NULL;
    if (!json_is_array(list))
        return "does not say what was found";
    if (count > LOOKUP_MOST_FOUND)
        return "has more records than one document can have";
    out->found = arena_array(arena, struct lookup_record, count + 1);
    out->count = count;
    json_array_foreach(list, i, record) if (!fault) fault =
        read_record(record, arena, &out->found[i]);
    return fault;
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
