/* What is remembered of false alarms: with a decision; approved, forgotten. */
#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "cleared/cleared.h"
#include "roles/authors.h"

/* ---- with a decision ---- */

static struct span person_of(struct request *request)
{
    struct span hex = author_member(request, "person");
    bool wanted = config_count(request->authoring->system->config, SETTING_WATCH_MEMORY_DAYS) > 0;
    unsigned char *bytes = arena_raw(&request->arena, hex.size + 1);
    size_t size = 0;
    if (!wanted || sodium_hex2bin(bytes, hex.size + 1, hex.at, hex.size, NULL, &size, NULL) != 0)
        return (struct span){"", 0};
    return (struct span){(const char *)bytes, size};
}

/* The list version that was opened last: an alert's entries are mostly of one. */
struct opened {
    int64_t list;
    uint32_t version;
    struct watch_list content;
};

static enum status open_list(struct request *request, const struct desk_memory *row,
                             struct opened *opened)
{
    if (opened->list == row->list && opened->version == row->list_version)
        return STATUS_OK;
    *opened = (struct opened){.list = 0};
    enum status status = desk_list_read(request->authoring->desk, row->list, row->list_version,
                                        &request->arena, &opened->content);
    if (status == STATUS_OK) {
        opened->list = row->list;
        opened->version = row->list_version;
    }
    return status;
}

/* An entry of which the file cannot be read any more is not remembered; the decision stands. */
static enum status put_digest(struct request *request, struct desk_memory *row,
                              struct opened *opened)
{
    const struct seal_key *index;
    enum status status = open_list(request, row, opened);
    const struct watch_entry *entry =
        status == STATUS_OK ? watch_list_find(&opened->content, row->entry) : NULL;
    if (!entry) {
        row->person.size = 0;
        return status == STATUS_MISSING || status == STATUS_DAMAGED ? STATUS_OK : status;
    }
    status = keyring_installation(request->authoring->keyring, KEY_INDEX, &index);
    if (status == STATUS_OK)
        row->digest = cleared_entry(index, &opened->content, entry);
    return status;
}

static struct desk_memory row_of(const json_t *hit, struct span person, int32_t until)
{
    const json_t *entry = json_object_get(hit, "entry");
    return (struct desk_memory){.list = json_integer_value(json_object_get(hit, "list")),
                                .list_version =
                                    (uint32_t)json_integer_value(json_object_get(hit, "version")),
                                .entry = {json_string_value(entry), json_string_length(entry)},
                                .person = person,
                                .until = until};
}

/* What keeps the person quiet, whichever trip it was decided on. */
static void take_back(struct request *request, struct desk_memory **rows, size_t *count)
{
    const json_t *quiet = json_object_get(request->members, "quiet"), *id;
    size_t i;
    *rows = arena_array(&request->arena, struct desk_memory, json_array_size(quiet) + 1);
    json_array_foreach(quiet, i, id)(*rows)[(*count)++] =
        (struct desk_memory){.id = json_integer_value(id)};
}

enum status author_remember(struct request *request, const struct desk_decision *decision,
                            struct desk_memory **rows, size_t *count)
{
    const json_t *hits = json_object_get(request->members, "hits"), *hit;
    const struct config *config = request->authoring->system->config;
    int64_t days = config_count(config, SETTING_WATCH_MEMORY_DAYS);
    int32_t until = (int32_t)(decision->at / MICROS_PER_DAY + days);
    struct opened opened = {.list = 0};
    struct span person = person_of(request);
    enum status status = STATUS_OK;
    size_t i;
    *count = 0;
    if (decision->code != DECISION_CLEAR_NOT_SAME_PERSON) {
        take_back(request, rows, count);
        return STATUS_OK;
    }
    if (!json_is_array(hits))
        return STATUS_OK;
    *rows = arena_array(&request->arena, struct desk_memory, json_array_size(hits) + 1);
    json_array_foreach(hits, i, hit)
    {
        struct desk_memory *row = &(*rows)[*count];
        *row = row_of(hit, person, until);
        status = desk_list_second(request->authoring->desk, row->list, &row->second);
        if (status == STATUS_OK && person.size)
            status = put_digest(request, row, &opened);
        if (status != STATUS_OK)
            return status;
        *count += row->second || row->person.size;
    }
    return STATUS_OK;
}

void author_answer_remembered(struct request *request, const struct desk_memory *rows, size_t count)
{
    size_t known = 0, waiting = 0;
    char until[DATE_TEXT];
    for (size_t i = 0; i < count; i++) {
        known += rows[i].person.size != 0;
        waiting += rows[i].second;
    }
    json_object_set_new(request->answer, "remembered", json_integer((json_int_t)known));
    json_object_set_new(request->answer, "waiting", json_integer((json_int_t)waiting));
    if (known)
        json_object_set_new(request->answer, "until",
                            json_string(date_format(date_from_day(rows[0].until), until)));
}

/* ---- approved, forgotten ---- */

/* The owner needs no account; what he does is in the audit, as what officers do is. */
static enum status record_owner(struct request *request, bool approve, int64_t memory)
{
    struct guard *guard;
    if (!json_is_true(json_object_get(request->members, "owner")))
        return STATUS_OK;
    enum status status = authoring_guard(request->authoring, &guard);
    return status
               ? status
               : guard_record_owner(guard, span_of(request->by),
                                    approve ? PERMISSION_approveMemory : PERMISSION_forgetMemory,
                                    (struct guard_subject){.kind = SUBJECT_MEMORY, .id = memory});
}

enum status author_memory(struct request *request)
{
    int64_t memory = author_number(request, "memory");
    bool approve = span_is(author_member(request, "command"), "memory approve");
    enum status status = record_owner(request, approve, memory);
    if (status == STATUS_OK)
        status = desk_memory_step(request->authoring->desk, memory,
                                  approve ? MEMORY_APPROVED : MEMORY_FORGOTTEN, clock_now(),
                                  span_of(request->by));
    if (status == STATUS_OK)
        status = author_number_memory(request->authoring);
    *request->lists |= status == STATUS_OK;
    return status;
}
