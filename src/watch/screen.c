/* From a person to the hits: which entries to judge, and in what order the hits stand. */
#include <stdlib.h>

#include "watch/internal.h"

struct candidates {
    const struct watch *watch;
    uint64_t *seen; /* a bit an entry */
    uint32_t *entries;
    size_t count, room;
    struct arena *arena;
};

static void add(struct candidates *found, uint32_t entry)
{
    uint64_t bit = UINT64_C(1) << (entry & 63);
    if (found->seen[entry >> 6] & bit)
        return;
    found->seen[entry >> 6] |= bit;
    if (found->count == found->room) {
        found->room = found->room ? found->room * 2 : 64;
        uint32_t *more = arena_array(found->arena, uint32_t, found->room);
        if (found->count)
            memcpy(more, found->entries, found->count * sizeof *more);
        found->entries = more;
    }
    found->entries[found->count++] = entry;
}

static void look_up(struct candidates *found, const struct table *table, uint64_t hash)
{
    for (uint32_t i = table->heads[hash & table->mask]; i; i = table->buckets[i - 1].next)
        if (table->buckets[i - 1].hash == hash)
            add(found, table->buckets[i - 1].entry);
}

static void look_up_name(void *context, uint64_t key)
{
    struct candidates *found = context;
    look_up(found, &found->watch->names, key);
}

/* A name hit has at least one pair of tokens or runs that count, agree and are not misspelt: they
 * share a skeleton, and both sides are found under it. So nothing is lost. */
static void find(struct candidates *found, const struct subject *subject)
{
    size_t words = found->watch->entry_count / 64 + 1;
    found->seen = arena_array(found->arena, uint64_t, words);
    for (size_t i = 0; i < subject->count; i++)
        reading_keys(&subject->readings[i], look_up_name, found);
    for (size_t i = 0; i < subject->person->document_count; i++)
        look_up(found, &found->watch->numbers, key_hash(subject->numbers[i]));
}

static void find_all(struct candidates *found)
{
    found->entries = arena_array(found->arena, uint32_t, found->watch->entry_count + 1);
    for (uint32_t i = 0; i < found->watch->entry_count; i++)
        found->entries[found->count++] = i;
}

static int order(const void *a, const void *b)
{
    const struct watch_hit *x = a, *y = b;
    int by_list = strcmp(x->list_name, y->list_name);
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return by_list ? by_list : span_compare(x->entry, y->entry);
}

static size_t screen(const struct watch *watch, const struct watch_person *person, bool exhaustive,
                     struct arena *arena, struct watch_hit **out)
{
    struct subject subject;
    struct candidates found = {.watch = watch, .arena = arena};
    struct judgement judgement;
    subject_make(&subject, person, arena);
    if (exhaustive)
        find_all(&found);
    else
        find(&found, &subject);
    size_t count = 0, kept = 0;
    uint32_t *hits = arena_array(arena, uint32_t, found.count + 1);
    for (size_t i = 0; i < found.count; i++)
        if (judge(watch, &subject, found.entries[i], &judgement))
            hits[count++] = found.entries[i];
    *out = arena_array(arena, struct watch_hit, count + 1);
    for (; kept < count; kept++) {
        judge(watch, &subject, hits[kept], &judgement);
        explain(watch, &subject, hits[kept], &judgement, arena, &(*out)[kept]);
    }
    if (count)
        qsort(*out, count, sizeof **out, order);
    return count;
}

size_t watch_screen(const struct watch *watch, const struct watch_person *person,
                    struct arena *arena, struct watch_hit **out)
{
    return screen(watch, person, false, arena, out);
}

size_t watch_screen_exhaustive(const struct watch *watch, const struct watch_person *person,
                               struct arena *arena, struct watch_hit **out)
{
    return screen(watch, person, true, arena, out);
}
