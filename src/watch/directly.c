/* Entries that are found without their names: by a document, one that is near, or by what reaches them. */
#include <stdlib.h>

#include "base/hash.h"
#include "watch/contact.h"
#include "watch/looking.h"

struct looking {
    const struct fitting *fitting;
    const struct segment *segment; /* that is looked up */
    struct watch_worker *worker;
    struct directly *found;
    size_t at;       /* of the person: the document or contact that is looked up */
    uint32_t looked; /* the entry that it was compared with last, or SEGMENT_NONE */
};

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void once_each(struct directly *found)
{
    size_t kept = 0;
    if (found->count)
        qsort(found->entries, found->count, sizeof *found->entries, ascending);
    for (size_t i = 0; i < found->count; i++)
        if (kept == 0 || found->entries[kept - 1] != found->entries[i])
            found->entries[kept++] = found->entries[i];
    found->count = kept;
}

static void find(const struct looking *looking, uint32_t entry)
{
    struct directly *found = looking->found;
    found->entries = arena_more(found->arena, found->entries, found->count, &found->room,
                                sizeof *found->entries);
    found->entries[found->count++] = entry;
}

/* As the set numbers entries; SEGMENT_NONE: it is none of them, or was looked at just now. An entry is found once for each
 * of its numbers that share what is looked up, one after the other, and each time all of them would be compared. */
static uint32_t number_of(struct looking *looking, uint32_t entry)
{
    uint32_t number = looking->segment->entries[entry];
    if (number == looking->looked)
        return SEGMENT_NONE;
    looking->looked = number;
    return number;
}

static void begin(struct looking *looking, size_t at)
{
    looking->at = at;
    looking->looked = SEGMENT_NONE;
}

/* Other numbers have the same hash, or the same characters left. */
static void find_by_number(void *context, uint32_t number)
{
    struct looking *looking = context;
    const struct subject *subject = looking->fitting->subject;
    uint32_t entry = number_of(looking, number);
    if (entry == SEGMENT_NONE)
        return;
    const struct set_entry *it = &looking->fitting->watch->entries[entry];
    const struct watch_list *list = &looking->fitting->watch->lists[it->source];
    for (uint32_t i = 0; i < it->entry->documents; i++)
        if (documents_agree(list, &list->documents[it->entry->first_document + i],
                            subject->numbers[looking->at],
                            subject->states[looking->at]) != AGREEMENT_NONE) {
            find(looking, entry);
            return;
        }
}

static void find_near(void *context, uint64_t hash)
{
    const struct looking *looking = context;
    index_each(&looking->segment->index->by_near_number, hash, find_by_number, context);
}

static void look_by_documents(struct looking *looking)
{
    const struct subject *subject = looking->fitting->subject;
    for (size_t i = 0; i < subject->person->document_count; i++) {
        begin(looking, i);
        index_each(&looking->segment->index->by_number, hash_bytes(subject->numbers[i]),
                   find_by_number, looking);
        index_near_numbers(subject->numbers[i], subject->states[i], find_near, looking);
    }
}

static void find_by_contact(void *context, uint32_t number)
{
    struct looking *looking = context;
    uint32_t entry = number_of(looking, number);
    if (entry == SEGMENT_NONE)
        return;
    const struct set_entry *it = &looking->fitting->watch->entries[entry];
    if (contact_meets(looking->fitting->subject, looking->at,
                      &looking->fitting->watch->lists[it->source], it->entry))
        find(looking, entry);
}

static void look_by_contacts(struct looking *looking)
{
    const struct subject *subject = looking->fitting->subject;
    for (size_t i = 0; i < subject->person->contact_count; i++)
        if (subject->contacts[i].size) {
            begin(looking, i);
            index_each(&looking->segment->index->by_contact,
                       contact_hash(subject->person->contacts[i].kind, subject->contacts[i]),
                       find_by_contact, looking);
        }
}

/* ---- their names ---- */

/* How many of the first may be compared by all of their names: each costs as much as if its names had found it. The
 * others are judged by what these found. */
static size_t count_compared(const struct looking *looking)
{
    const struct fitting *fitting = looking->fitting;
    const struct directly *found = looking->found;
    size_t i = 0;
    looking->worker->left = looking->worker->looks;
    while (
        i < found->count &&
        looking_may(looking->worker, (uint64_t)WATCH_COMPARING * fitting->subject->count *
                                         fitting->watch->entries[found->entries[i]].entry->names))
        i++;
    return i;
}

static bool is_among(const uint32_t *entries, size_t count, uint32_t entry)
{
    return count && bsearch(&entry, entries, count, sizeof *entries, ascending);
}

void directly_find(struct fitting *fitting, struct watch_worker *worker, struct directly *found)
{
    struct looking looking = {.fitting = fitting, .worker = worker, .found = found};
    size_t kept = 0;
    for (size_t i = 0; i < fitting->watch->segment_count; i++) {
        looking.segment = &fitting->watch->segments[i];
        look_by_documents(&looking);
        look_by_contacts(&looking);
    }
    once_each(found);
    size_t compared = count_compared(&looking);
    for (size_t i = 0; i < fitting->count; i++)
        if (!is_among(found->entries, compared, fitting->fits[i].entry))
            fitting->fits[kept++] = fitting->fits[i];
    fitting->count = kept;
    for (size_t i = 0; i < compared; i++)
        fitting_compare(fitting, found->entries[i], fitting->arena);
}
