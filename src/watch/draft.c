/* A list while it is read: entries grow in the arena, then are sorted and written flat. */
#include <stdlib.h>

#include "base/clock.h"
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
    entry->contacts_end = &entry->contacts;
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

static void put_in(struct draft *draft, struct draft_entry *entry)
{
    if (draft->count == draft->room)
        grow(draft);
    draft->entries[draft->count++] = entry;
}

/* The entry's own names before all others, whenever they were read. */
static void primary_first(struct draft_entry *entry)
{
    struct draft_name *others = NULL, **end = &others, **at = &entry->names;
    while (*at) {
        struct draft_name *name = *at;
        if (name->quality == WATCH_QUALITY_PRIMARY) {
            at = &name->next;
            continue;
        }
        *at = name->next;
        *end = name;
        end = &name->next;
    }
    *end = NULL;
    *at = others;
    entry->names_end = others ? end : at;
}

void draft_keep(struct draft *draft, struct draft_entry *entry)
{
    primary_first(entry);
    if (!entry->id.size) {
        draft_pass(draft, entry->line, entry->id, "The entry has no id.");
    } else if (!entry->names && !entry->documents) {
        draft_pass(draft, entry->line, entry->id, "The entry has no name and no document.");
    } else {
        put_in(draft, entry);
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

void draft_add_name_text(struct draft *draft, struct draft_entry *entry, struct span text,
                         enum watch_quality quality)
{
    struct span given, surname = span_cut(text, ',', &given);
    if (span_trim(given).size)
        draft_add_name(draft, entry, surname, given, quality);
    else
        draft_add_name(draft, entry, (struct span){"", 0}, surname, quality);
}

bool draft_is_other_script(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] >= 0xCE && (unsigned char)text.at[i] != 0xE2)
            return true;
    return false;
}

void draft_add_alias(struct draft *draft, struct draft_entry *entry, struct span text)
{
    draft_add_name_text(draft, entry, text,
                        draft_is_other_script(text) ? WATCH_QUALITY_ORIGINAL : WATCH_QUALITY_GOOD);
}

struct span draft_part(struct span *rest)
{
    size_t size = 0;
    while (size < rest->size && rest->at[size] != ';' && rest->at[size] != '|')
        size++;
    struct span part = span_part(*rest, 0, size);
    *rest = span_part(*rest, size + 1, rest->size);
    return span_trim(part);
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

void draft_add_birth_text(struct draft *draft, struct draft_entry *entry, struct span text)
{
    struct watch_birth birth;
    text = span_trim(text);
    if (watch_birth_parse(text, &birth))
        draft_add_birth(draft, entry, birth);
    else if (text.size)
        draft_pass(draft, entry->line, entry->id, "A birth date cannot be read; left out.");
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

void draft_set_until(struct draft *draft, struct draft_entry *entry, struct span day)
{
    struct date date;
    day = span_trim(day);
    if (!day.size)
        return;
    if (!date_parse(day, &date)) {
        draft_pass(draft, entry->line, entry->id,
                   "The day until which it is valid is no YYYY-MM-DD; the entry has no end.");
        return;
    }
    int32_t until = date_to_day(date) - WATCH_UNTIL_BASE;
    entry->until = (uint16_t)(until < 1 ? 1 : until > WATCH_UNTIL_LAST ? 0 : until);
}

/* ---- writing ---- */
struct parts {
    struct buffer entries, names, births, documents, states, contacts, heap;
    struct buffer said; /* struct draft_said of one entry */
    struct watch_list_header header;
    struct watch_list_more more;
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

static void say(struct parts *parts, uint64_t kind, struct span text)
{
    struct draft_said said = {.kind = kind, .text = text};
    buffer_append(&parts->said, &said, sizeof said);
}

/* Of what was said since, in order. */
static const struct draft_said *find_repeats(struct parts *parts)
{
    struct draft_said *said = (void *)parts->said.at;
    draft_find_repeats(said, parts->said.size / sizeof *said);
    parts->said.size = 0;
    return said;
}

static void put_documents(struct parts *parts, const struct draft_entry *entry,
                          struct watch_entry *out)
{
    out->first_document = parts->header.documents;
    for (const struct draft_document *d = entry->documents; d; d = d->next) {
        uint32_t state;
        memcpy(&state, d->state, sizeof state);
        say(parts, state, d->number);
    }
    const struct draft_said *said = find_repeats(parts);
    for (const struct draft_document *d = entry->documents; d; d = d->next, said++) {
        if (said->again)
            continue;
        struct watch_document document = {.number = put_text(parts, d->number)};
        memcpy(document.state, d->state, 4);
        buffer_append(&parts->documents, &document, sizeof document);
        out->documents++;
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

/* Of the entry that comes next. */
static void put_contact(struct parts *parts, uint32_t kind, struct span text)
{
    struct watch_contact contact = {parts->header.entries, kind, put_text(parts, text)};
    buffer_append(&parts->contacts, &contact, sizeof contact);
    parts->more.contacts++;
}

static void put_contacts(struct parts *parts, const struct draft_entry *entry)
{
    for (const struct draft_contact *c = entry->contacts; c; c = c->next)
        say(parts, c->kind, c->text);
    const struct draft_said *said = find_repeats(parts);
    for (const struct draft_contact *c = entry->contacts; c; c = c->next, said++)
        if (!said->again)
            put_contact(parts, c->kind, c->text);
}

static void put_entry(struct parts *parts, const struct draft_entry *entry)
{
    struct watch_entry out = {.id = put_text(parts, entry->id),
                              .reference = put_text(parts, entry->reference),
                              .note = put_text(parts, entry->note),
                              .listed = entry->listed,
                              .until = entry->until,
                              .sex = (uint8_t)entry->sex,
                              .severity = (uint8_t)entry->severity};
    put_names(parts, entry, &out);
    put_births(parts, entry, &out);
    put_documents(parts, entry, &out);
    put_states(parts, entry, &out);
    put_contacts(parts, entry);
    buffer_append(&parts->entries, &out, sizeof out);
    parts->header.entries++;
}

/* ---- what stays as it is ---- */

static void keep_names(struct parts *parts, const struct watch_list *list,
                       const struct watch_entry *from, struct watch_entry *out)
{
    out->first_name = parts->header.names;
    for (uint32_t i = 0; i < from->names; i++) {
        struct watch_entry_name name = list->names[from->first_name + i];
        name.surname = put_text(parts, watch_list_text(list, name.surname));
        name.given = put_text(parts, watch_list_text(list, name.given));
        buffer_append(&parts->names, &name, sizeof name);
    }
    parts->header.names += from->names;
}

static void keep_documents(struct parts *parts, const struct watch_list *list,
                           const struct watch_entry *from, struct watch_entry *out)
{
    out->first_document = parts->header.documents;
    for (uint32_t i = 0; i < from->documents; i++) {
        struct watch_document document = list->documents[from->first_document + i];
        document.number = put_text(parts, watch_list_text(list, document.number));
        buffer_append(&parts->documents, &document, sizeof document);
    }
    parts->header.documents += from->documents;
}

/* The same bytes as put_entry would write: the list was written by it. */
static void keep_entry(struct parts *parts, const struct watch_list *list,
                       const struct watch_entry *from)
{
    struct watch_entry out = *from;
    out.id = put_text(parts, watch_list_text(list, from->id));
    out.reference = put_text(parts, watch_list_text(list, from->reference));
    out.note = put_text(parts, watch_list_text(list, from->note));
    keep_names(parts, list, from, &out);
    out.first_birth = parts->header.births;
    buffer_append(&parts->births, &list->births[from->first_birth],
                  from->births * sizeof *list->births);
    parts->header.births += from->births;
    keep_documents(parts, list, from, &out);
    out.first_state = parts->header.states;
    buffer_append(&parts->states, &list->states[from->first_state],
                  from->states * sizeof *list->states);
    parts->header.states += from->states;
    struct watch_contacts contacts = watch_list_contacts(list, from);
    for (uint32_t i = 0; i < contacts.count; i++)
        put_contact(parts, contacts.at[i].kind, watch_list_text(list, contacts.at[i].text));
    buffer_append(&parts->entries, &out, sizeof out);
    parts->header.entries++;
}

/* Of the version before, up to the id: what comes before it stays, and of itself nothing. */
static void keep_up_to(struct parts *parts, const struct draft *draft, const struct span *id,
                       uint32_t *next)
{
    const struct watch_list *list = draft->before;
    for (; *next < list->header->entries; ++*next) {
        const struct watch_entry *from = &list->entries[*next];
        int order = id ? span_compare(watch_list_text(list, from->id), *id) : -1;
        if (order > 0)
            return;
        if (order < 0 && (!draft->keep || draft->keep[*next]))
            keep_entry(parts, list, from);
    }
}

void draft_drop(struct draft *draft, uint32_t line, struct span id)
{
    struct draft_entry *entry = draft_entry(draft, line);
    entry->id = arena_copy(draft->arena, id);
    entry->gone = true;
    put_in(draft, entry);
}

/* ---- the end ---- */

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
                                  &parts->documents, &parts->states, &parts->contacts,
                                  &parts->heap};
    size_t more = parts->more.contacts ? sizeof parts->more : 0;
    size_t size = sizeof parts->header + more;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        size += all[i]->size;
    parts->header.magic = more ? WATCH_LIST_CONTACTS : WATCH_LIST_PLAIN;
    parts->header.size = (uint32_t)size;
    parts->header.heap = (uint32_t)parts->heap.size;
    char *bytes = arena_raw(arena, size), *end = bytes + sizeof parts->header + more;
    memcpy(bytes, &parts->header, sizeof parts->header);
    memcpy(bytes + sizeof parts->header, &parts->more, more);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i]->size)
            memcpy(end, all[i]->at, all[i]->size);
        end += all[i]->size;
        buffer_free(all[i]);
    }
    return (struct span){bytes, size};
}

/* Which of the entries with one id counts: of a delta the last, else the first, and the others are reported. */
static const struct draft_entry *one_of(struct draft *draft, size_t first, size_t end)
{
    if (draft->delta)
        return draft->entries[end - 1];
    for (size_t i = first + 1; i < end; i++)
        draft_pass(draft, draft->entries[i]->line, draft->entries[i]->id,
                   "The id stands twice; the first entry was taken.");
    return draft->entries[first];
}

/* So that a big list is not moved again and again while it grows. */
static void reserve(struct parts *parts, const struct draft *draft)
{
    const struct watch_list_header *before = draft->before->header;
    buffer_reserve(&parts->entries, before->entries * sizeof(struct watch_entry));
    buffer_reserve(&parts->names, before->names * sizeof(struct watch_entry_name));
    buffer_reserve(&parts->births, before->births * sizeof(struct watch_birth));
    buffer_reserve(&parts->states, before->states * sizeof(struct watch_state));
    buffer_reserve(&parts->heap, before->heap);
}

void draft_finish(struct draft *draft, struct watch_list *out)
{
    struct parts parts = {0};
    if (draft->delta && !draft->keep)
        reserve(&parts, draft);
    uint32_t next = 0; /* of the version before */
    if (draft->count)
        qsort(draft->entries, draft->count, sizeof *draft->entries, order);
    for (size_t first = 0, end; first < draft->count; first = end) {
        for (end = first + 1; end < draft->count; end++)
            if (!span_equal(draft->entries[first]->id, draft->entries[end]->id))
                break;
        const struct draft_entry *entry = one_of(draft, first, end);
        if (draft->delta)
            keep_up_to(&parts, draft, &entry->id, &next);
        if (!entry->gone)
            put_entry(&parts, entry);
    }
    if (draft->delta)
        keep_up_to(&parts, draft, NULL, &next);
    buffer_free(&parts.said);
    struct span bytes = join(draft->arena, &parts);
    draft->report->entries = parts.header.entries;
    draft->report->names = parts.header.names;
    draft->report->births = parts.header.births;
    draft->report->documents = parts.header.documents;
    draft->report->contacts = parts.more.contacts;
    enum status status = watch_list_open(bytes, out);
    (void)status; /* what was just written is in order */
}
