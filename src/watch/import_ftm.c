/* FollowTheMoney entities as OpenSanctions publishes them, one in a line of JSON, and deltas of them
 * ({"op":"ADD|MOD|DEL","entity":{..}}), which change the version before (docs/lists.md). */
#include <jansson.h>

#include "base/clock.h"
#include "watch/internal.h"

/* ---- an entity ---- */

static struct span text_of(const json_t *value)
{
    return json_is_string(value)
               ? (struct span){json_string_value(value), json_string_length(value)}
               : (struct span){"", 0};
}

typedef void add_function(struct draft *draft, struct draft_entry *entry, struct span text);

static void add_name(struct draft *draft, struct draft_entry *entry, struct span text)
{
    draft_add_alias(draft, entry, text);
}

static void add_weak(struct draft *draft, struct draft_entry *entry, struct span text)
{
    draft_add_name(draft, entry, (struct span){"", 0}, text, WATCH_QUALITY_LOW);
}

static void add_number(struct draft *draft, struct draft_entry *entry, struct span text)
{
    draft_add_document(draft, entry, text, (struct span){"", 0});
}

static void add_sex(struct draft *draft, struct draft_entry *entry, struct span text)
{
    (void)draft;
    entry->sex = span_is(text, "male") ? 'M' : span_is(text, "female") ? 'F' : entry->sex;
}

static void add_phone(struct draft *draft, struct draft_entry *entry, struct span text)
{
    draft_add_contacts(draft, entry, WATCH_CONTACT_PHONE, text);
}

static void add_email(struct draft *draft, struct draft_entry *entry, struct span text)
{
    draft_add_contacts(draft, entry, WATCH_CONTACT_EMAIL, text);
}

static void add_address(struct draft *draft, struct draft_entry *entry, struct span text)
{
    draft_add_contact(draft, entry, WATCH_CONTACT_ADDRESS, text);
}

static const struct {
    const char *key;
    add_function *add;
} properties[] = {
    {"name", add_name},
    {"alias", add_name},
    {"previousName", add_name},
    {"weakAlias", add_weak},
    {"birthDate", draft_add_birth_text},
    {"nationality", draft_add_state},
    {"citizenship", draft_add_state},
    {"passportNumber", add_number},
    {"idNumber", add_number},
    {"gender", add_sex},
    {"phone", add_phone},
    {"email", add_email},
    {"address", add_address},
};

static void add_properties(struct draft *draft, struct draft_entry *entry, const json_t *all)
{
    for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++) {
        const json_t *values = json_object_get(all, properties[i].key);
        for (size_t n = 0; n < json_array_size(values); n++)
            properties[i].add(draft, entry, text_of(json_array_get(values, n)));
    }
}

/* What stands first among an entity's notes. */
static struct span first_of(const json_t *all, const char *key)
{
    return text_of(json_array_get(json_object_get(all, key), 0));
}

static void read_entity(struct draft *draft, uint32_t line, const json_t *entity)
{
    const json_t *all = json_object_get(entity, "properties");
    struct date listed;
    if (!span_is(text_of(json_object_get(entity, "schema")), "Person")) {
        draft->report->skipped++;
        return;
    }
    struct draft_entry *entry = draft_entry(draft, line);
    entry->id = arena_copy(draft->arena, text_of(json_object_get(entity, "id")));
    entry->note = arena_copy(draft->arena, first_of(all, "notes"));
    if (date_parse(span_part(first_of(all, "createdAt"), 0, 10), &listed))
        entry->listed = date_to_day(listed);
    draft_add_name(draft, entry, (struct span){"", 0}, text_of(json_object_get(entity, "caption")),
                   WATCH_QUALITY_PRIMARY);
    add_properties(draft, entry, all);
    draft_keep(draft, entry);
}

/* ---- lines ---- */

static void read_change(struct draft *draft, uint32_t line, const json_t *change)
{
    struct span op = text_of(json_object_get(change, "op"));
    const json_t *entity = json_object_get(change, "entity");
    if (span_is(op, "DEL"))
        draft_drop(draft, line, text_of(json_object_get(entity, "id")));
    else if (span_is(op, "ADD") || span_is(op, "MOD"))
        read_entity(draft, line, entity);
    else
        draft_pass(draft, line, text_of(json_object_get(entity, "id")),
                   "The change is none of ADD, MOD, DEL; left out.");
}

typedef void read_function(struct draft *draft, uint32_t line, const json_t *value);

static enum status read_lines(struct span bytes, struct draft *draft, read_function *read)
{
    uint32_t line = 0;
    bool ends = bytes.size && bytes.at[bytes.size - 1] == '\n';
    while (bytes.size) {
        struct span rest, text = span_trim(span_cut(bytes, '\n', &rest));
        bool last = rest.size == 0;
        bytes = rest;
        line++;
        if (!text.size)
            continue;
        json_t *value = json_loadb(text.at, text.size, 0, NULL);
        if (!value && last && !ends)
            return status_fail(STATUS_INPUT, "The list breaks off in line %u.", line);
        if (value)
            read(draft, line, value);
        else
            draft_pass(draft, line, (struct span){"", 0}, "The line is no JSON; left out.");
        json_decref(value);
    }
    return STATUS_OK;
}

enum status import_ftm(struct span bytes, struct draft *draft)
{
    return read_lines(bytes, draft, read_entity);
}

enum status import_delta(struct span bytes, struct draft *draft)
{
    if (!draft->before)
        return status_fail(STATUS_INPUT,
                           "The file only tells what changes in a list, and there is no "
                           "list of this name yet: import the whole list first.");
    draft->delta = true;
    return read_lines(bytes, draft, read_change);
}

/* ---- which it is ---- */

static bool first_line_has(struct span bytes, const char *key)
{
    struct span rest, line = span_trim(span_cut(bytes, '\n', &rest));
    json_t *value = json_loadb(line.at, line.size, 0, NULL);
    bool has = json_object_get(value, key) != NULL;
    json_decref(value);
    return has;
}

bool import_is_ftm(struct span bytes)
{
    return first_line_has(bytes, "schema");
}

bool import_is_delta(struct span bytes)
{
    return first_line_has(bytes, "op");
}
