#include "watch/list.h"

static const char *const severities[] = {
#define SEVERITY(name, word) word,
#include "watch/severities.def"
#undef SEVERITY
};

const char *watch_severity_word(enum watch_severity severity)
{
    return severities[severity];
}

bool watch_severity_parse(struct span word, enum watch_severity *out)
{
    for (unsigned i = 0; i < WATCH_SEVERITIES; i++)
        if (span_is(word, severities[i])) {
            *out = (enum watch_severity)i;
            return true;
        }
    return false;
}

/* Takes `count` things of `size` bytes from the front of `rest`; false when they are not there. */
static bool take(struct span *rest, uint32_t count, size_t size, const void **out)
{
    uint64_t bytes = (uint64_t)count * size;
    if (bytes > rest->size)
        return false;
    *out = rest->at;
    *rest = span_part(*rest, (size_t)bytes, rest->size);
    return true;
}

static bool lay_out(struct span bytes, struct watch_list *list)
{
    struct span rest = bytes;
    const void *header, *more = NULL, *at[7];
    if (((uintptr_t)bytes.at & 7) || !take(&rest, 1, sizeof *list->header, &header))
        return false;
    list->bytes = bytes;
    list->header = header;
    const struct watch_list_header *h = list->header;
    if ((h->magic != WATCH_LIST_PLAIN && h->magic != WATCH_LIST_CONTACTS) ||
        h->size != bytes.size ||
        (h->magic == WATCH_LIST_CONTACTS && !take(&rest, 1, sizeof(struct watch_list_more), &more)))
        return false;
    list->contact_count = more ? ((const struct watch_list_more *)more)->contacts : 0;
    if (!take(&rest, h->entries, sizeof *list->entries, &at[0]) ||
        !take(&rest, h->names, sizeof *list->names, &at[1]) ||
        !take(&rest, h->births, sizeof *list->births, &at[2]) ||
        !take(&rest, h->documents, sizeof *list->documents, &at[3]) ||
        !take(&rest, h->states, sizeof *list->states, &at[4]) ||
        !take(&rest, list->contact_count, sizeof *list->contacts, &at[5]) ||
        !take(&rest, h->heap, 1, &at[6]) || rest.size)
        return false;
    list->entries = at[0];
    list->names = at[1];
    list->births = at[2];
    list->documents = at[3];
    list->states = at[4];
    list->contacts = at[5];
    list->heap = at[6];
    return true;
}

static bool text_fits(const struct watch_list *list, struct watch_text text)
{
    return text.at <= list->header->heap && text.size <= list->header->heap - text.at;
}

/* Runs lie one after the other without gaps, so each thing belongs to exactly one entry. */
static bool follows(uint32_t first, uint32_t count, uint32_t *end, uint32_t all)
{
    if (first != *end || count > all - first)
        return false;
    *end = first + count;
    return true;
}

struct ends {
    uint32_t names, births, documents, states;
};

static bool entry_fits(const struct watch_list *list, uint32_t i, struct ends *ends)
{
    const struct watch_list_header *h = list->header;
    const struct watch_entry *e = &list->entries[i];
    bool ascending =
        i == 0 || (text_fits(list, e->id) &&
                   span_compare(watch_list_text(list, e[-1].id), watch_list_text(list, e->id)) < 0);
    return text_fits(list, e->id) && text_fits(list, e->reference) && text_fits(list, e->note) &&
           ascending && e->id.size && (e->names || e->documents) &&
           follows(e->first_name, e->names, &ends->names, h->names) &&
           follows(e->first_birth, e->births, &ends->births, h->births) &&
           follows(e->first_document, e->documents, &ends->documents, h->documents) &&
           follows(e->first_state, e->states, &ends->states, h->states) &&
           e->severity < WATCH_SEVERITIES && (e->sex == 0 || e->sex == 'M' || e->sex == 'F');
}

static bool entries_fit(const struct watch_list *list)
{
    struct ends ends = {0};
    for (uint32_t i = 0; i < list->header->entries; i++)
        if (!entry_fits(list, i, &ends))
            return false;
    const struct watch_list_header *h = list->header;
    return ends.names == h->names && ends.births == h->births && ends.documents == h->documents &&
           ends.states == h->states;
}

static bool parts_fit(const struct watch_list *list)
{
    const struct watch_list_header *h = list->header;
    for (uint32_t i = 0; i < h->names; i++)
        if (!text_fits(list, list->names[i].surname) || !text_fits(list, list->names[i].given) ||
            list->names[i].quality > WATCH_QUALITY_ORIGINAL)
            return false;
    for (uint32_t i = 0; i < h->births; i++)
        if (list->births[i].from > list->births[i].to ||
            list->births[i].precision > WATCH_PRECISION_ABOUT)
            return false;
    for (uint32_t i = 0; i < h->documents; i++)
        if (!text_fits(list, list->documents[i].number) || list->documents[i].state[3])
            return false;
    for (uint32_t i = 0; i < h->states; i++)
        if (list->states[i].code[3])
            return false;
    return true;
}

static bool contacts_fit(const struct watch_list *list)
{
    for (uint32_t i = 0; i < list->contact_count; i++) {
        const struct watch_contact *contact = &list->contacts[i];
        if (contact->entry >= list->header->entries || contact->kind >= WATCH_CONTACT_KINDS ||
            !text_fits(list, contact->text) || !contact->text.size ||
            (i && contact[-1].entry > contact->entry))
            return false;
    }
    return true;
}

enum status watch_list_open(struct span bytes, struct watch_list *out)
{
    struct watch_list list = {0};
    if (!lay_out(bytes, &list) || !entries_fit(&list) || !parts_fit(&list) || !contacts_fit(&list))
        return status_fail(STATUS_DAMAGED, "The stored list is damaged; import it again.");
    *out = list;
    return STATUS_OK;
}

const struct watch_entry *watch_list_find(const struct watch_list *list, struct span id)
{
    uint32_t low = 0, high = list->header->entries;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = span_compare(watch_list_text(list, list->entries[middle].id), id);
        if (order == 0)
            return &list->entries[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct watch_contacts watch_list_contacts(const struct watch_list *list,
                                          const struct watch_entry *entry)
{
    uint32_t number = (uint32_t)(entry - list->entries), low = 0, high = list->contact_count, end;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list->contacts[middle].entry < number)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < list->contact_count && list->contacts[end].entry == number;)
        end++;
    return (struct watch_contacts){list->contacts + low, end - low};
}

struct span watch_list_name(const struct watch_list *list, const struct watch_entry *entry,
                            struct arena *arena)
{
    const struct watch_entry_name *names = list->names + entry->first_name;
    uint32_t best = 0;
    for (uint32_t i = 1; i < entry->names; i++)
        if (names[i].quality < names[best].quality)
            best = i;
    if (entry->names == 0)
        return (struct span){"", 0};
    struct span surname = watch_list_text(list, names[best].surname);
    struct span given = watch_list_text(list, names[best].given);
    const char *between = surname.size && given.size ? ", " : "";
    return span_of(arena_format(arena, "%.*s%s%.*s", (int)surname.size, surname.at, between,
                                (int)given.size, given.at));
}
