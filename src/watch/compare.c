/* What a new version of a list changes. */
#include "watch/list.h"

struct side {
    const struct watch_list *list;
    const struct watch_entry *entry;
};

static bool same_text(struct side a, struct watch_text x, struct side b, struct watch_text y)
{
    return span_equal(watch_list_text(a.list, x), watch_list_text(b.list, y));
}

static bool same_names(struct side a, struct side b)
{
    const struct watch_entry_name *x = a.list->names + a.entry->first_name;
    const struct watch_entry_name *y = b.list->names + b.entry->first_name;
    if (a.entry->names != b.entry->names)
        return false;
    for (uint32_t i = 0; i < a.entry->names; i++)
        if (x[i].quality != y[i].quality || !same_text(a, x[i].surname, b, y[i].surname) ||
            !same_text(a, x[i].given, b, y[i].given))
            return false;
    return true;
}

static bool same_documents(struct side a, struct side b)
{
    const struct watch_document *x = a.list->documents + a.entry->first_document;
    const struct watch_document *y = b.list->documents + b.entry->first_document;
    if (a.entry->documents != b.entry->documents)
        return false;
    for (uint32_t i = 0; i < a.entry->documents; i++)
        if (memcmp(x[i].state, y[i].state, sizeof x[i].state) != 0 ||
            !same_text(a, x[i].number, b, y[i].number))
            return false;
    return true;
}

static bool same_births(struct side a, struct side b)
{
    const struct watch_birth *x = a.list->births + a.entry->first_birth;
    const struct watch_birth *y = b.list->births + b.entry->first_birth;
    if (a.entry->births != b.entry->births)
        return false;
    for (uint32_t i = 0; i < a.entry->births; i++)
        if (x[i].from != y[i].from || x[i].to != y[i].to || x[i].precision != y[i].precision)
            return false;
    return true;
}

static bool same_states(struct side a, struct side b)
{
    const struct watch_state *x = a.list->states + a.entry->first_state;
    const struct watch_state *y = b.list->states + b.entry->first_state;
    if (a.entry->states != b.entry->states)
        return false;
    for (uint32_t i = 0; i < a.entry->states; i++)
        if (memcmp(x[i].code, y[i].code, sizeof x[i].code) != 0)
            return false;
    return true;
}

static bool same_entry(struct side a, struct side b)
{
    return a.entry->listed == b.entry->listed && a.entry->sex == b.entry->sex &&
           a.entry->severity == b.entry->severity &&
           same_text(a, a.entry->reference, b, b.entry->reference) &&
           same_text(a, a.entry->note, b, b.entry->note) && same_names(a, b) && same_births(a, b) &&
           same_documents(a, b) && same_states(a, b);
}

struct watch_changes watch_list_compare(const struct watch_list *before,
                                        const struct watch_list *now)
{
    struct watch_changes changes = {0};
    uint32_t kept = 0;
    for (uint32_t i = 0; i < now->header->entries; i++) {
        struct side b = {now, &now->entries[i]};
        struct side a = {before, before ? watch_list_find(before, watch_list_text(now, b.entry->id))
                                        : NULL};
        changes.added += !a.entry;
        changes.changed += a.entry && !same_entry(a, b);
        kept += a.entry != NULL;
    }
    changes.removed = before ? before->header->entries - kept : 0;
    return changes;
}
