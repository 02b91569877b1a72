#include "pipeline/findings.h"

static struct finding *find_finding(const struct finding_list *list, const struct watch_hit *hit)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].hit.list == hit->list && list->items[i].hit.how == hit->how &&
            span_equal(list->items[i].hit.entry, hit->entry))
            return &list->items[i];
    return NULL;
}

static void add_finding(struct finding_list *list, const struct watch_hit *hit,
                        const struct said *content)
{
    struct finding *known = find_finding(list, hit);
    if (known && known->hit.score >= hit->score)
        return;
    if (!known)
        list->items =
            arena_more(list->arena, list->items, list->count, &list->room, sizeof *list->items);
    *(known ? known : &list->items[list->count++]) = (struct finding){*hit, content};
}

void findings_of(const struct watch *watch, struct watch_worker *worker,
                 const struct content_list *contents, struct arena *arena, struct finding_list *out)
{
    struct content_words words = {0};
    *out = (struct finding_list){.arena = arena};
    for (size_t i = 0; i < contents->count; i++) {
        struct watch_person person;
        struct watch_hit *hits;
        if (!contents_person(contents, i, &words, arena, &person))
            continue;
        size_t count = watch_screen(watch, worker, &person, arena, &hits);
        if (watch_was_cut(worker))
            out->cut = &contents->items[i];
        for (size_t h = 0; h < count; h++)
            add_finding(out, &hits[h], &contents->items[i]);
    }
}
