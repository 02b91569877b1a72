/* What a service holds of travellers' documents, as a list of its name: so that hits, their evidence, what is
 * remembered of false alarms and a rebuild are those of any list. An entry is a record of the service about one
 * document that was asked about, and has no name. */
#include <jansson.h>
#include <stdio.h>

#include "base/clock.h"
#include "roles/asking_internal.h"
#include "watch/watch.h"

/* By which such a list is known to be ours: no file of anybody is called so. */
#define FILE_NAME "(answers of the service)"

/* All of it is read and written for each hit. */
enum { LIST_MOST = 100000 };

struct entry {
    struct span
        id; /* the service's reference, and what stands for the document: "S-1|0f3ac4d20b17" */
    struct span reference, note, number, state;
    enum watch_severity severity;
    bool gone; /* it is not said any more */
};
struct entries {
    struct arena arena;
    struct entry *items;
    size_t count, room;
    uint32_t version; /* that they are of; 0: there is none */
    int64_t changed;
};

/* ---- the version before ---- */

static struct entry *add_entry(struct entries *entries, struct span id)
{
    entries->items = arena_more(&entries->arena, entries->items, entries->count, &entries->room,
                                sizeof *entries->items);
    struct entry *entry = &entries->items[entries->count++];
    *entry = (struct entry){.id = id};
    return entry;
}

static void read_entry(struct entries *entries, const struct watch_list *list,
                       const struct watch_entry *from)
{
    struct entry *entry = add_entry(entries, watch_list_text(list, from->id));
    entry->reference = watch_list_text(list, from->reference);
    entry->note = watch_list_text(list, from->note);
    entry->severity = (enum watch_severity)from->severity;
    if (from->documents) {
        const struct watch_document *document = &list->documents[from->first_document];
        entry->number = watch_list_text(list, document->number);
        entry->state = span_of(document->state);
    }
}

/* STATUS_DENIED: the list is not ours, or not in force any more. */
static enum status check_ours(const struct asking *asking, const struct desk_activation *list)
{
    if (!span_is(list->file_name, FILE_NAME))
        return status_fail(STATUS_DENIED,
                           "There is a list named %s that was imported by %.*s: what the service "
                           "answers needs a name of its own (lookup.name).",
                           asking->settings.name, (int)list->by.size, list->by.at);
    if (list->what == DESK_LIST_RETIRED)
        return status_fail(STATUS_DENIED,
                           "The list %s was retired: restore it, or set lookup.url to off.",
                           asking->settings.name);
    return STATUS_OK;
}

/* Version 0: there is no such list. */
static enum status find_list(const struct asking *asking, struct desk *desk, struct arena *arena,
                             struct desk_activation *out)
{
    struct desk_activation *lists;
    size_t count = 0;
    enum status status = desk_list_current(desk, arena, &lists, &count);
    *out = (struct desk_activation){.version = 0};
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (span_is(lists[i].name, asking->settings.name)) {
            *out = lists[i];
            status = check_ours(asking, out);
        }
    return status;
}

static enum status read_version(struct asking *asking, struct desk *desk, struct entries *entries)
{
    struct desk_activation found;
    struct watch_list list;
    enum status status = find_list(asking, desk, &entries->arena, &found);
    if (status != STATUS_OK || !found.version)
        return status;
    status = desk_list_read(desk, found.list, found.version, &entries->arena, &list);
    entries->version = found.version;
    entries->changed = found.at;
    for (uint32_t e = 0; status == STATUS_OK && e < list.header->entries; e++)
        read_entry(entries, &list, &list.entries[e]);
    return status;
}

static enum status open_desk(const struct asking *asking, struct desk **out)
{
    return desk_open(asking->system->folder.authored, DESK_READ, asking->keyring, out);
}

static enum status read_before(struct asking *asking, struct entries *entries)
{
    struct desk *desk = NULL;
    enum status status = open_desk(asking, &desk);
    if (status == STATUS_OK)
        status = read_version(asking, desk, entries);
    desk_close(desk);
    return status;
}

enum status asking_check_list(const struct asking *asking)
{
    struct arena arena = {0};
    struct desk_activation found;
    struct desk *desk = NULL;
    enum status status = open_desk(asking, &desk);
    if (status == STATUS_OK)
        status = find_list(asking, desk, &arena, &found);
    if (status == STATUS_OK && found.entries >= LIST_MOST)
        status = status_fail(STATUS_DENIED,
                             "The list %s is full: it has %u entries. It goes on to alert; set "
                             "lookup.name to another, so that others are asked about.",
                             asking->settings.name, (unsigned)found.entries);
    desk_close(desk);
    arena_free(&arena);
    return status;
}

/* ---- what was answered ---- */

static struct span id_of(const struct asking *asking, const struct lookup_question *question,
                         const struct lookup_record *record, struct arena *arena)
{
    struct seal_digest key = lookup_question_key(&asking->key, question, arena);
    const unsigned char *k = key.bytes;
    return span_of(arena_format(arena, "%.*s|%02x%02x%02x%02x%02x%02x", (int)record->reference.size,
                                record->reference.at, k[0], k[1], k[2], k[3], k[4], k[5]));
}

static struct entry *find_entry(struct entries *entries, struct span id)
{
    for (size_t i = 0; i < entries->count; i++)
        if (span_equal(entries->items[i].id, id))
            return &entries->items[i];
    return NULL;
}

/* What officers read, "stolen passport SLTD-1, asked 2026-11-29 15:30 UTC"; and the record as it came. One that says
 * the same as before stays as it was, so that nothing changes; of two of one reference the first counts. */
static void put_record(struct asking *asking, struct entries *entries,
                       const struct lookup_question *question, const struct lookup_record *record,
                       int64_t now)
{
    char at[TIME_TEXT];
    struct span id = id_of(asking, question, record, &entries->arena);
    struct entry *entry = find_entry(entries, id);
    bool first = !entry || entry->gone;
    if (!entry)
        entry = add_entry(entries, id);
    entry->gone = false;
    if (!first || (entry->reference.size && span_equal(entry->note, record->record)))
        return;
    time_format(now, at);
    entry->number = question->number;
    entry->state = question->state;
    entry->reference =
        span_of(arena_format(&entries->arena, "%.*s%s%.*s, asked %.10s %.5s UTC",
                             (int)record->kind.size, record->kind.at, record->kind.size ? " " : "",
                             (int)record->reference.size, record->reference.at, at, at + 11));
    entry->note = record->record;
    if (!record->severity.size || !watch_severity_parse(record->severity, &entry->severity))
        watch_severity_parse(span_of(asking->settings.severity), &entry->severity);
}

/* Whether anything is said of the document, now or before. */
static bool apply(struct asking *asking, struct entries *entries,
                  const struct lookup_question *question, const struct lookup_answer *answer,
                  int64_t now)
{
    bool any = answer->count > 0;
    for (size_t i = 0; i < entries->count; i++) {
        struct entry *entry = &entries->items[i];
        entry->gone = span_equal(entry->number, question->number) &&
                      span_equal(entry->state, question->state);
        any |= entry->gone;
    }
    for (size_t i = 0; i < answer->count; i++)
        put_record(asking, entries, question, &answer->found[i], now);
    return any;
}

/* ---- the next version ---- */

static void write_field(struct buffer *out, struct span text)
{
    buffer_char(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '"')
            buffer_char(out, '"');
        buffer_char(out, text.at[i]);
    }
    buffer_text(out, "\",");
}

static void write_list(const struct entries *entries, struct buffer *out)
{
    buffer_text(out, "id,reference,document_number,document_state,severity,note\n");
    for (size_t i = 0; i < entries->count; i++) {
        const struct entry *entry = &entries->items[i];
        if (entry->gone)
            continue;
        write_field(out, entry->id);
        write_field(out, entry->reference);
        write_field(out, entry->number);
        write_field(out, entry->state);
        buffer_format(out, "%s,", watch_severity_word(entry->severity));
        write_field(out, entry->note);
        out->at[out->size - 1] = '\n';
    }
}

static enum status status_of(const struct buffer *answer)
{
    json_t *members = json_loadb(answer->at, answer->size, 0, NULL);
    const char *word = json_string_value(json_object_get(members, "status"));
    const char *text = json_string_value(json_object_get(members, "text"));
    enum status status = STATUS_OK;
    if (!word || strcmp(word, "ok") != 0)
        status = status_fail(STATUS_IO, "What was found cannot be kept: %s", text ? text : "");
    json_decref(members);
    return status;
}

static enum status import(struct asking *asking, const struct entries *entries)
{
    struct buffer request = {0}, answer = {0};
    json_t *members = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:{s:I, s:I}}", "command", "list import", "name",
        asking->settings.name, "file", FILE_NAME, "format", "csv", "severity",
        asking->settings.severity, "legal_basis", asking->settings.purpose, "force", 1, "seen",
        "version", (json_int_t)entries->version, "changed", (json_int_t)entries->changed);
    char *text = json_dumps(members, JSON_COMPACT);
    buffer_text(&request, text ? text : "");
    buffer_char(&request, '\n');
    write_list(entries, &request);
    turns_answer(asking->turns, buffer_span(&request), "lookup", &answer);
    enum status status = status_of(&answer);
    seal_wipe(request.at, request.size);
    buffer_free(&request);
    buffer_free(&answer);
    free(text);
    json_decref(members);
    return status;
}

enum status asking_publish(struct asking *asking, const struct lookup_question *question,
                           const struct lookup_answer *answer, int64_t now)
{
    struct entries entries = {.count = 0};
    enum status status = read_before(asking, &entries);
    if (status == STATUS_OK && apply(asking, &entries, question, answer, now))
        status = import(asking, &entries);
    arena_free(&entries.arena);
    return status;
}
