#include "pipeline/findings.h"

#include "pipeline/beside.h"

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

/* How one content is looked at: by the index, or where there is no worker by comparing all names. */
struct looking {
    const struct watch *watch;
    struct watch_worker *worker;
    struct beside *beside;
};

static size_t look(const struct looking *looking, const struct watch_person *person,
                   struct arena *arena, struct watch_hit **hits)
{
    return looking->worker ? watch_screen(looking->watch, looking->worker, person, arena, hits)
                           : watch_screen_slowly(looking->watch, person, beside_go_on,
                                                 looking->beside, arena, hits);
}

static void find_all(const struct looking *looking, const struct content_list *contents,
                     struct arena *arena, struct finding_list *out)
{
    struct content_words words = {0};
    *out = (struct finding_list){.arena = arena};
    for (size_t i = 0; i < contents->count; i++) {
        struct watch_person person;
        struct watch_hit *hits;
        if (!contents_person(contents, i, &words, arena, &person))
            continue;
        size_t count = look(looking, &person, arena, &hits);
        if (looking->worker && watch_was_cut(looking->worker))
            out->cut = &contents->items[i];
        for (size_t h = 0; h < count; h++)
            add_finding(out, &hits[h], &contents->items[i]);
    }
}

void findings_of(const struct watch *watch, struct watch_worker *worker,
                 const struct content_list *contents, struct arena *arena, struct finding_list *out)
{
    find_all(&(struct looking){.watch = watch, .worker = worker}, contents, arena, out);
}

void findings_slowly(const struct watch *watch, const struct content_list *contents,
                     struct beside *beside, struct arena *arena, struct finding_list *out)
{
    find_all(&(struct looking){.watch = watch, .beside = beside}, contents, arena, out);
}
