/* A list while it is read: entries grow in the arena, then are sorted and written flat. */
#include <stdlib.h>

#include "watch/internal.h"

enum { PASSED_SHOWN = 200 };

struct draft_entry *draft_entry(struct draft *draft, uint32_t line)
{
    struct draft_entry *entry = arena_new(draft->arena, struct draft_entry);
    *entry = (struct draft_entry){.line = line, .listed = INT32_MIN};
    entry->names_end = &entry->names;
    entry->births_end = &entry->births;
    entry->documents_end = &entry->documents;
    entry->states_end = &entry->states;
    return entry;
}

void draft_pass(struct draft *draft, uint32_t line, struct span entry, const char *reason)
{
    struct watch_import *report = draft->report;
    if (!report->passed)
        report->passed = arena_array(draft->arena, struct watch_passed, PASSED_SHOWN);
    report->passed_count++;
    if (report->passed_shown < PASSED_SHOWN)
        report->passed[report->passed_shown++] =
            (struct watch_passed){line, arena_copy(draft->arena, entry), reason};
}

static void grow(struct draft *draft)
{
    size_t room = draft->room ? draft->room * 2 : 256;
    struct draft_entry **entries = arena_array(draft->arena, struct draft_entry *, room);
    if (draft->count)
        memcpy(entries, draft->entries, draft->count * sizeof *entries);
    draft->entries = entries;
    draft->room = room;
}

void draft_keep(struct draft *draft, struct draft_entry *entry)
{
    if (!entry->id.size) {
        draft_pass(draft, entry->line, entry->id, "The entry has no id.");
    } else if (!entry->names) {
        draft_pass(draft, entry->line, entry->id, "The entry has no name.");
    } else {
        if (draft->count == draft->room)
            grow(draft);
        draft->entries[draft->count++] = entry;
    }
}

void draft_add_name(struct draft *draft, struct draft_entry *entry, struct span surname,
                    struct span given, enum watch_quality quality)
{
    surname = span_trim(surname);
    given = span_trim(given);
    if (!surname.size && !given.size)
        return;
    for (struct draft_name *n = entry->names; n; n = n->next)
        if (span_equal(n->surname, surname) && span_equal(n->given, given))
            return;
    struct draft_name *name = arena_new(draft->arena, struct draft_name);
    *name = (struct draft_name){.surname = arena_copy(draft->arena, surname),
                                .given = arena_copy(draft->arena, given),
                                .quality = quality};
    *entry->names_end = name;
    entry->names_end = &name->next;
}

void draft_add_birth(struct draft *draft, struct draft_entry *entry, struct watch_birth birth)
{
    for (struct draft_birth *b = entry->births; b; b = b->next)
        if (b->birth.from == birth.from && b->birth.to == birth.to)
            return;
    struct draft_birth *next = arena_new(draft->arena, struct draft_birth);
    next->birth = birth;
    *entry->births_end = next;
    entry->births_end = &next->next;
}

void draft_add_document(struct draft *draft, struct draft_entry *entry, struct span number,
                        struct span state)
{
    char code[4];
    struct span plain = watch_number(number, draft->arena);
    if (state.size && !watch_state_code(state, code))
        draft_pass(draft, entry->line, entry->id, "An issuing state is not known; left out.");
    else if (!state.size)
        memset(code, 0, sizeof code);
    if (!plain.size)
        return;
    for (struct draft_document *d = entry->documents; d; d = d->next)
        if (span_equal(d->number, plain) && memcmp(d->state, code, 4) == 0)
            return;
    struct draft_document *document = arena_new(draft->arena, struct draft_document);
    document->number = plain;
    memcpy(document->state, code, 4);
    *entry->documents_end = document;
    entry->documents_end = &document->next;
}

void draft_add_state(struct draft *draft, struct draft_entry *entry, struct span state)
{
    char code[4];
    state = span_trim(state);
    if (!state.size)
        return;
    if (!watch_state_code(state, code)) {
        draft_pass(draft, entry->line, entry->id, "A nationality is not known; left out.");
        return;
    }
    for (struct draft_state *s = entry->states; s; s = s->next)
        if (memcmp(s->code, code, 4) == 0)
            return;
    struct draft_state *next = arena_new(draft->arena, struct draft_state);
    memcpy(next->code, code, 4);
    *entry->states_end = next;
    entry->states_end = &next->next;
}

/* ---- writing ---- */
struct parts {
    struct buffer entries, names, births, documents, states, heap;
    struct watch_list_header header;
};

static struct watch_text put_text(struct parts *parts, struct span text)
{
    struct watch_text place = {(uint32_t)parts->heap.size, (uint32_t)text.size};
    buffer_append(&parts->heap, text.at, text.size);
    return place;
}

static void put_names(struct parts *parts, const struct draft_entry *entry, struct watch_entry *out)
{
    out->first_name = parts->header.names;
    for (const struct draft_name *n = entry->names; n; n = n->next, out->names++) {
        struct watch_entry_name name = {.surname = put_text(parts, n->surname),
                                        .given = put_text(parts, n->given),
                                        .quality = (uint8_t)n->quality};
        buffer_append(&parts->names, &name, sizeof name);
    }
    parts->header.names += out->names;
}

static void put_births(struct parts *parts, const struct draft_entry *entry,
                       struct watch_entry *out)
{
    out->first_birth = parts->header.births;
    for (const struct draft_birth *b = entry->births; b; b = b->next, out->births++)
        buffer_append(&parts->births, &b->birth, sizeof b->birth);
    parts->header.births += out->births;
}

static void put_documents(struct parts *parts, const struct draft_entry *entry,
                          struct watch_entry *out)
{
    out->first_document = parts->header.documents;
    for (const struct draft_document *d = entry->documents; d; d = d->next, out->documents++) {
        struct watch_document document = {.number = put_text(parts, d->number)};
        memcpy(document.state, d->state, 4);
        buffer_append(&parts->documents, &document, sizeof document);
    }
    parts->header.documents += out->documents;
}

static void put_states(struct parts *parts, const struct draft_entry *entry,
                       struct watch_entry *out)
{
    out->first_state = parts->header.states;
    for (const struct draft_state *s = entry->states; s; s = s->next, out->states++)
        buffer_append(&parts->states, s->code, sizeof s->code);
    parts->header.states += out->states;
}

static void put_entry(struct parts *parts, const struct draft_entry *entry)
{
    struct watch_entry out = {.id = put_text(parts, entry->id),
                              .reference = put_text(parts, entry->reference),
                              .note = put_text(parts, entry->note),
                              .listed = entry->listed,
                              .sex = (uint8_t)entry->sex,
                              .severity = (uint8_t)entry->severity};
    put_names(parts, entry, &out);
    put_births(parts, entry, &out);
    put_documents(parts, entry, &out);
    put_states(parts, entry, &out);
    buffer_append(&parts->entries, &out, sizeof out);
    parts->header.entries++;
}

static int order(const void *a, const void *b)
{
    const struct draft_entry *x = *(struct draft_entry *const *)a;
    const struct draft_entry *y = *(struct draft_entry *const *)b;
    int by_id = span_compare(x->id, y->id);
    return by_id ? by_id : x->line < y->line ? -1 : x->line > y->line;
}

static struct span join(struct arena *arena, struct parts *parts)
{
    struct buffer *const all[] = {&parts->entries,   &parts->names,  &parts->births,
                                  &parts->documents, &parts->states, &parts->heap};
    size_t size = sizeof parts->header;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        size += all[i]->size;
    parts->header.magic = WATCH_LIST_MAGIC;
    parts->header.size = (uint32_t)size;
    parts->header.heap = (uint32_t)parts->heap.size;
    char *bytes = arena_alloc(arena, size), *end = bytes + sizeof parts->header;
    memcpy(bytes, &parts->header, sizeof parts->header);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i]->size)
            memcpy(end, all[i]->at, all[i]->size);
        end += all[i]->size;
        buffer_free(all[i]);
    }
    return (struct span){bytes, size};
}

void draft_finish(struct draft *draft, struct watch_list *out)
{
    struct parts parts = {0};
    if (draft->count)
        qsort(draft->entries, draft->count, sizeof *draft->entries, order);
    for (size_t i = 0; i < draft->count; i++) {
        if (i && span_equal(draft->entries[i - 1]->id, draft->entries[i]->id)) {
            draft_pass(draft, draft->entries[i]->line, draft->entries[i]->id,
                       "The id stands twice; the first entry was taken.");
            draft->entries[i] = draft->entries[i - 1];
        } else {
            put_entry(&parts, draft->entries[i]);
        }
    }
    struct span bytes = join(draft->arena, &parts);
    draft->report->entries = parts.header.entries;
    draft->report->names = parts.header.names;
    draft->report->births = parts.header.births;
    draft->report->documents = parts.header.documents;
    enum status status = watch_list_open(bytes, out);
    (void)status; /* what was just written is in order */
}
