/* Entries that are found without their names: by a document, one that is near, or by what reaches them. */
#include <stdlib.h>

#include "base/hash.h"
#include "watch/contact.h"
#include "watch/looking.h"

struct looking {
    const struct fitting *fitting;
    struct watch_worker *worker;
    struct directly *found;
    size_t document; /* of the person */
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

static bool is_among(const struct directly *found, uint32_t entry)
{
    return found->count &&
           bsearch(&entry, found->entries, found->count, sizeof *found->entries, ascending);
}

/* It is compared by all of its names, which costs as much as if these had found it. */
static void find(const struct looking *looking, uint32_t entry)
{
    struct directly *found = looking->found;
    const struct set_entry *it = &looking->fitting->watch->entries[entry];
    uint64_t comparing = (uint64_t)WATCH_COMPARING * it->entry->names;
    if (!looking_may(looking->worker, comparing * (looking->fitting->subject->count + 1)))
        return;
    found->entries = arena_more(found->arena, found->entries, found->count, &found->room,
                                sizeof *found->entries);
    found->entries[found->count++] = entry;
}

/* Other numbers have the same hash, or the same characters left. */
static void find_by_number(void *context, uint32_t entry)
{
    const struct looking *looking = context;
    const struct subject *subject = looking->fitting->subject;
    const struct set_entry *it = &looking->fitting->watch->entries[entry];
    const struct watch_list *list = &looking->fitting->watch->lists[it->source];
    for (uint32_t i = 0; i < it->entry->documents; i++)
        if (documents_agree(list, &list->documents[it->entry->first_document + i],
                            subject->numbers[looking->document],
                            subject->states[looking->document]) != AGREEMENT_NONE) {
            find(looking, entry);
            return;
        }
}

static void find_near(void *context, uint64_t hash)
{
    const struct looking *looking = context;
    index_each(&looking->fitting->watch->index->by_near_number, hash, find_by_number, context);
}

static void look_by_documents(struct looking *looking)
{
    const struct subject *subject = looking->fitting->subject;
    for (size_t i = 0; i < subject->person->document_count; i++) {
        looking->document = i;
        index_each(&looking->fitting->watch->index->by_number, hash_bytes(subject->numbers[i]),
                   find_by_number, looking);
        index_near_numbers(subject->numbers[i], subject->states[i], find_near, looking);
    }
}

static void find_by_contact(void *context, uint32_t entry)
{
    const struct looking *looking = context;
    const struct set_entry *it = &looking->fitting->watch->entries[entry];
    if (contacts_meet(looking->fitting->subject, &looking->fitting->watch->lists[it->source],
                      it->entry))
        find(looking, entry);
}

static void look_by_contacts(struct looking *looking)
{
    const struct subject *subject = looking->fitting->subject;
    for (size_t i = 0; i < subject->person->contact_count; i++)
        if (subject->contacts[i].size)
            index_each(&looking->fitting->watch->index->by_contact,
                       contact_hash(subject->person->contacts[i].kind, subject->contacts[i]),
                       find_by_contact, looking);
}

void directly_find(struct fitting *fitting, struct watch_worker *worker, struct directly *found)
{
    struct looking looking = {.fitting = fitting, .worker = worker, .found = found};
    size_t kept = 0;
    worker->left = WATCH_LOOKS / (fitting->subject->count + 1);
    look_by_documents(&looking);
    look_by_contacts(&looking);
    once_each(found);
    for (size_t i = 0; i < fitting->count; i++)
        if (!is_among(found, fitting->fits[i].entry))
            fitting->fits[kept++] = fitting->fits[i];
    fitting->count = kept;
    for (size_t i = 0; i < found->count; i++)
        fitting_compare(fitting, found->entries[i], fitting->arena);
}
