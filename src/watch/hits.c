/* From names that fit to hits, whatever way they were found: which entries are judged, and in what order the hits
 * stand. */
#include <stdlib.h>

#include "watch/index.h"

void fitting_keep(struct fitting *fitting, const struct fit *fit)
{
    if (!fits(&fit->match))
        return;
    fitting->fits = arena_more(fitting->arena, fitting->fits, fitting->count, &fitting->room,
                               sizeof *fitting->fits);
    fitting->fits[fitting->count++] = *fit;
}

void entry_compare(const struct watch *watch, const struct subject *subject, uint32_t entry,
                   struct arena *scratch, void (*each)(void *context, const struct fit *fit),
                   void *context)
{
    const struct set_entry *it = &watch->entries[entry];
    const struct watch_list *list = &watch->lists[it->source];
    for (uint32_t n = 0; n < it->entry->names; n++) {
        const struct watch_entry_name *name = &list->names[it->entry->first_name + n];
        struct names folded;
        index_fold(watch_list_text(list, name->surname), watch_list_text(list, name->given),
                   scratch, &folded);
        for (size_t r = 0; r < subject->count; r++) {
            struct fit fit = {.entry = entry, .number = n, .reading = r};
            names_compare(&subject->readings[r].names, &folded, scratch, &fit.match);
            each(context, &fit);
        }
    }
}

static void keep(void *context, const struct fit *fit)
{
    fitting_keep(context, fit);
}

void fitting_compare(struct fitting *fitting, uint32_t entry, struct arena *scratch)
{
    entry_compare(fitting->watch, fitting->subject, entry, scratch, keep, fitting);
}

/* By entry, then by name, then by reading. */
static int by_entry(const void *a, const void *b)
{
    const struct fit *x = a, *y = b;
    if (x->entry != y->entry)
        return x->entry < y->entry ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->reading < y->reading ? -1 : x->reading > y->reading;
}

static int order(const void *a, const void *b)
{
    const struct watch_hit *x = a, *y = b;
    int by_list = strcmp(x->list_name, y->list_name);
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return by_list ? by_list : span_compare(x->entry, y->entry);
}

void hits_in_order(struct watch_hit *hits, size_t count)
{
    if (count)
        qsort(hits, count, sizeof *hits, order);
}

/* The next entry of both, which is gone past; UINT32_MAX: there is none. */
static uint32_t next_entry(const struct fitting *fitting, size_t *fit, const uint32_t *numbered,
                           size_t count, size_t *number)
{
    uint32_t by_name = *fit < fitting->count ? fitting->fits[*fit].entry : UINT32_MAX;
    uint32_t by_number = *number < count ? numbered[*number] : UINT32_MAX;
    uint32_t entry = by_name < by_number ? by_name : by_number;
    while (*fit < fitting->count && fitting->fits[*fit].entry == entry)
        ++*fit;
    *number += *number < count && by_number == entry;
    return entry;
}

size_t fitting_judge(struct fitting *fitting, const uint32_t *numbered, size_t count,
                     struct watch_hit **out)
{
    size_t hits = 0, room = 0, fit = 0, number = 0, first = 0;
    uint32_t entry;
    *out = NULL;
    if (fitting->count)
        qsort(fitting->fits, fitting->count, sizeof *fitting->fits, by_entry);
    while ((entry = next_entry(fitting, &fit, numbered, count, &number)) != UINT32_MAX) {
        struct judgement judgement;
        if (judge(fitting->watch, fitting->subject, entry,
                  fitting->fits ? &fitting->fits[first] : NULL, fit - first, &judgement)) {
            *out = arena_more(fitting->arena, *out, hits, &room, sizeof **out);
            explain(fitting->watch, fitting->subject, entry, &judgement, fitting->arena,
                    &(*out)[hits++]);
        }
        first = fit;
    }
    hits_in_order(*out, hits);
    return hits;
}
