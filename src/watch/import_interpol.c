/* INTERPOL's public notices, JSON as the web service of its site gives them: an object with its notices, or
 * these one in a line. They are a small extract of what INTERPOL circulates (docs/lists.md). */
#include <jansson.h>

#include "watch/internal.h"

static struct span text_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_string(value)
               ? (struct span){json_string_value(value), json_string_length(value)}
               : (struct span){"", 0};
}

static void read_notice(struct draft *draft, uint32_t line, const json_t *notice)
{
    struct draft_entry *entry = draft_entry(draft, line);
    struct span sex = text_of(notice, "sex_id"), surname = text_of(notice, "name");
    struct span given = text_of(notice, "forename");
    const json_t *states = json_object_get(notice, "nationalities");
    entry->id = arena_copy(draft->arena, text_of(notice, "entity_id"));
    entry->reference = entry->id;
    entry->note = arena_copy(draft->arena, text_of(notice, "charge"));
    if (given.size)
        draft_add_name(draft, entry, surname, given, WATCH_QUALITY_PRIMARY);
    else
        draft_add_name(draft, entry, given, surname, WATCH_QUALITY_PRIMARY);
    draft_add_birth_text(draft, entry, text_of(notice, "date_of_birth"));
    for (size_t i = 0; i < json_array_size(states); i++)
        if (json_is_string(json_array_get(states, i)))
            draft_add_state(draft, entry, span_of(json_string_value(json_array_get(states, i))));
    if (span_is(sex, "M") || span_is(sex, "F"))
        entry->sex = *sex.at;
    draft_keep(draft, entry);
}

static const json_t *notices_of(const json_t *page)
{
    const json_t *embedded = json_object_get(page, "_embedded");
    return embedded ? json_object_get(embedded, "notices") : json_object_get(page, "notices");
}

static void read_page(struct draft *draft, const json_t *page)
{
    const json_t *notices = json_is_array(page) ? page : notices_of(page);
    if (!notices)
        read_notice(draft, 1, page);
    for (size_t i = 0; i < json_array_size(notices); i++)
        read_notice(draft, (uint32_t)i + 1, json_array_get(notices, i));
}

/* Several pages, or notices, may follow each other. */
enum status import_interpol(struct span bytes, struct draft *draft)
{
    while ((bytes = span_trim(bytes)).size) {
        json_error_t error;
        json_t *page = json_loadb(bytes.at, bytes.size, JSON_DISABLE_EOF_CHECK, &error);
        if (!page)
            return status_fail(STATUS_INPUT, "The list cannot be read from its %d. line on: %s.",
                               error.line, error.text);
        read_page(draft, page);
        json_decref(page);
        bytes = span_part(bytes, (size_t)error.position, bytes.size);
    }
    return STATUS_OK;
}

bool import_is_interpol(struct span bytes)
{
    struct span head = span_part(span_trim(bytes), 0, 4096);
    bool json = head.size && (*head.at == '{' || *head.at == '[');
    return json && (memmem(head.at, head.size, "\"notices\"", 9) ||
                    memmem(head.at, head.size, "\"forename\"", 10) ||
                    memmem(head.at, head.size, "\"entity_id\"", 11));
}
