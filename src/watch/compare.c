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

static bool same_contacts(struct side a, struct side b)
{
    struct watch_contacts x = watch_list_contacts(a.list, a.entry);
    struct watch_contacts y = watch_list_contacts(b.list, b.entry);
    if (x.count != y.count)
        return false;
    for (uint32_t i = 0; i < x.count; i++)
        if (x.at[i].kind != y.at[i].kind || !same_text(a, x.at[i].text, b, y.at[i].text))
            return false;
    return true;
}

static bool same_sex(struct side a, struct side b)
{
    return a.entry->sex == b.entry->sex;
}

static bool same_severity(struct side a, struct side b)
{
    return a.entry->severity == b.entry->severity;
}

static bool same_until(struct side a, struct side b)
{
    return a.entry->until == b.entry->until;
}

static bool same_reference(struct side a, struct side b)
{
    return same_text(a, a.entry->reference, b, b.entry->reference);
}

static bool same_listed(struct side a, struct side b)
{
    return a.entry->listed == b.entry->listed;
}

static bool same_note(struct side a, struct side b)
{
    return same_text(a, a.entry->note, b, b.entry->note);
}

static const struct {
    const char *word;
    bool (*same)(struct side a, struct side b);
} differences[WATCH_DIFFERENCES] = {
#define DIFFERENCE(name, word, same) [WATCH_DIFFERS_##name] = {word, same},
#include "watch/differences.def"
#undef DIFFERENCE
};

const char *watch_difference_word(enum watch_difference difference)
{
    return differences[difference].word;
}

static unsigned fields_of(struct side a, struct side b)
{
    unsigned fields = 0;
    for (unsigned i = 0; i < WATCH_DIFFERENCES; i++)
        if (!differences[i].same(a, b))
            fields |= 1U << i;
    return fields;
}

/* Below 0: the next entry is one of `before` alone; above: of `now` alone. */
static int next_of(struct side a, struct side b)
{
    if (!a.entry || !b.entry)
        return a.entry ? -1 : 1;
    return span_compare(watch_list_text(a.list, a.entry->id), watch_list_text(b.list, b.entry->id));
}

static const struct watch_entry *entry_at(const struct watch_list *list, uint32_t i)
{
    return list && i < list->header->entries ? &list->entries[i] : NULL;
}

void watch_list_differ(const struct watch_list *before, const struct watch_list *now,
                       void (*each)(void *context, const struct watch_change *change),
                       void *context)
{
    for (uint32_t i = 0, j = 0;;) {
        struct side a = {before, entry_at(before, i)}, b = {now, entry_at(now, j)};
        if (!a.entry && !b.entry)
            return;
        int next = next_of(a, b);
        i += next <= 0;
        j += next >= 0;
        struct watch_change change = {next <= 0 ? a.entry : NULL, next >= 0 ? b.entry : NULL,
                                      next == 0 ? fields_of(a, b) : 0};
        if (next != 0 || change.fields)
            each(context, &change);
    }
}

static void count_change(void *context, const struct watch_change *change)
{
    struct watch_changes *changes = context;
    changes->added += !change->before;
    changes->removed += !change->now;
    changes->changed += change->before && change->now;
}

struct watch_changes watch_list_compare(const struct watch_list *before,
                                        const struct watch_list *now)
{
    struct watch_changes changes = {0};
    watch_list_differ(before, now, count_change, &changes);
    return changes;
}
