/* What goes between the process that asks and the one that talks to the outside. */
#include "base/json.h"
#include "lookup/internal.h"

void lookup_question_pack(const struct lookup_question *question, struct buffer *out)
{
    struct json json = {.out = out};
    json_begin(&json);
    json_put_span(&json, "id", question->id);
    json_put_span(&json, "purpose", question->purpose);
    json_put_span(&json, "number", question->number);
    json_put_span(&json, "state", question->state);
    json_put_span(&json, "type", question->type);
    json_end(&json);
}

static enum status load(struct span frame, json_t **out)
{
    *out = json_loadb(frame.at ? frame.at : "", frame.size, 0, NULL);
    if (json_is_object(*out))
        return STATUS_OK;
    json_decref(*out);
    return status_fail(STATUS_INPUT, "The process for lookups sent what is no frame.");
}

enum status lookup_question_unpack(struct span frame, struct arena *arena,
                                   struct lookup_question *out)
{
    json_t *root;
    enum status status = load(frame, &root);
    if (status != STATUS_OK)
        return status;
    *out = (struct lookup_question){.id = lookup_member(root, "id", arena),
                                    .purpose = lookup_member(root, "purpose", arena),
                                    .number = lookup_member(root, "number", arena),
                                    .state = lookup_member(root, "state", arena),
                                    .type = lookup_member(root, "type", arena)};
    json_decref(root);
    return STATUS_OK;
}

void lookup_answer_pack(const struct lookup_answer *answer, struct buffer *out)
{
    struct json json = {.out = out};
    json_begin(&json);
    json_put_text(&json, "result", lookup_result_word(answer->result));
    json_put_span(&json, "text", answer->text);
    json_key(&json, "found");
    json_begin_array(&json);
    for (size_t i = 0; i < answer->count; i++) {
        json_begin(&json);
        json_put_span(&json, "reference", answer->found[i].reference);
        json_put_span(&json, "kind", answer->found[i].kind);
        json_put_span(&json, "severity", answer->found[i].severity);
        json_put_span(&json, "record", answer->found[i].record);
        json_end(&json);
    }
    json_end_array(&json);
    json_end(&json);
}

/* What the adapter keeps to; whoever took over that process does not. */
static bool is_record(const struct lookup_record *record)
{
    return record->reference.size && lookup_is_line(record->reference, LOOKUP_MOST_REFERENCE) &&
           lookup_is_line(record->kind, LOOKUP_MOST_KIND) &&
           lookup_is_line(record->severity, LOOKUP_MOST_KIND) &&
           lookup_is_line(record->record, LOOKUP_MOST_RECORD);
}

static bool unpack_found(const json_t *list, struct arena *arena, struct lookup_answer *out)
{
    size_t i;
    const json_t *record;
    if (json_array_size(list) > LOOKUP_MOST_FOUND)
        return false;
    out->found = arena_array(arena, struct lookup_record, json_array_size(list) + 1);
    json_array_foreach(list, i, record)
    {
        struct lookup_record *one = &out->found[out->count++];
        *one = (struct lookup_record){.reference = lookup_member(record, "reference", arena),
                                      .kind = lookup_member(record, "kind", arena),
                                      .severity = lookup_member(record, "severity", arena),
                                      .record = lookup_member(record, "record", arena)};
        if (!is_record(one))
            return false;
    }
    return true;
}

/* It stands between quotes in the log. */
static struct span unpack_text(const json_t *root, struct arena *arena)
{
    struct span text = lookup_harmless(lookup_member(root, "text", arena), arena);
    text = arena_copy(arena, lookup_shorten(text, LOOKUP_MOST_TEXT, "..", arena));
    for (char *at = (char *)(uintptr_t)text.at; at < text.at + text.size; at++)
        if (*at == '"' || *at == '\\')
            *at = '\'';
    return text;
}

static enum status unpack(const json_t *root, struct arena *arena, struct lookup_answer *out)
{
    if (!lookup_result_parse(lookup_member(root, "result", arena), &out->result))
        return status_fail(STATUS_INPUT, "The process for lookups gave a result that is none.");
    if (!unpack_found(json_object_get(root, "found"), arena, out))
        return status_fail(STATUS_INPUT, "The process for lookups gave what is no record.");
    if ((out->result == LOOKUP_FOUND) != (out->count > 0))
        return status_fail(STATUS_INPUT, "The process for lookups contradicts itself.");
    out->text = unpack_text(root, arena);
    return STATUS_OK;
}

enum status lookup_answer_unpack(struct span frame, struct arena *arena, struct lookup_answer *out)
{
    json_t *root;
    struct lookup_answer answer = {.count = 0};
    enum status status = load(frame, &root);
    if (status != STATUS_OK)
        return status;
    status = unpack(root, arena, &answer);
    json_decref(root);
    if (status == STATUS_OK)
        *out = answer;
    return status;
}
