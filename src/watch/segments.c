/* A set is compiled in segments, so that a new version of a list, or one more list, costs what is new in it. Entries
 * that did not change stay where they are compiled already, and only their numbers are looked up anew. What is found is
 * the same however the entries are spread, so nothing else depends on it. */
#include <stdlib.h>

#include "base/memory.h"
#include "watch/index.h"

/* A segment is compiled anew with the others when it is not this many times as large as they are, and when fewer of
 * its entries are left than one in so many: so there are few, and most of what is looked up counts. */
enum { LARGER = 16, LEFT = 2 };

/* ---- the entries of the set before ---- */

struct renumbering {
    const struct watch_list *before, *now;
    bool *differs; /* by entry of `before` */
    bool *is_new;  /* by entry of `now` */
};

static void note_change(void *context, const struct watch_change *change)
{
    struct renumbering *renumbering = context;
    if (change->before)
        renumbering->differs[change->before - renumbering->before->entries] = true;
    if (change->now)
        renumbering->is_new[change->now - renumbering->now->entries] = true;
}

/* Those that do not differ stand in the same order in both. */
static void renumber_version(const struct watch_list *before, const struct watch_list *now,
                             uint32_t first, uint32_t *out)
{
    struct renumbering renumbering = {before, now, memory_alloc(before->header->entries + 1),
                                      memory_alloc(now->header->entries + 1)};
    uint32_t next = 0;
    watch_list_differ(before, now, note_change, &renumbering);
    for (uint32_t i = 0; i < before->header->entries; i++) {
        if (renumbering.differs[i])
            continue;
        while (renumbering.is_new[next])
            next++;
        out[i] = first + next++;
    }
    free(renumbering.differs);
    free(renumbering.is_new);
}

static void renumber_list(const struct watch *watch, const struct watch *before, size_t source,
                          uint32_t *out)
{
    const struct watch_source *old = &before->sources[source];
    uint32_t first = 0;
    for (size_t i = 0; i < watch->source_count; i++) {
        const struct watch_list *list = &watch->lists[i];
        bool same = watch->sources[i].list == old->list &&
                    span_equal(list->bytes, before->lists[source].bytes);
        if (same)
            for (uint32_t e = 0; e < list->header->entries; e++)
                out[e] = first + e;
        else if (watch->sources[i].list == old->list)
            renumber_version(&before->lists[source], list, first, out);
        first += list->header->entries;
    }
}

/* By entry of the set before: its number in this one, or SEGMENT_NONE. Owned. */
static uint32_t *renumber(const struct watch *watch, const struct watch *before)
{
    uint32_t *out = memory_raw((before->entry_count + 1) * sizeof *out), *next = out;
    for (uint32_t e = 0; e < before->entry_count; e++)
        out[e] = SEGMENT_NONE;
    for (size_t i = 0; i < before->source_count; i++) {
        renumber_list(watch, before, i, next);
        next += before->lists[i].header->entries;
    }
    return out;
}

/* ---- which segments stay ---- */

static uint32_t count_live(const struct segment *segment, const uint32_t *numbers)
{
    uint32_t live = 0;
    for (uint32_t i = 0; i < segment->count; i++)
        live += segment->entries[i] != SEGMENT_NONE && numbers[segment->entries[i]] != SEGMENT_NONE;
    return live;
}

static int larger_first(const void *a, const void *b)
{
    const struct segment *x = a, *y = b;
    return x->live > y->live ? -1 : x->live < y->live;
}

/* How many of them, the largest first, stay: the others are compiled with the `rest` that is in none. */
static size_t choose(const struct segment *segments, size_t count, uint32_t rest)
{
    size_t stay = 0;
    while (stay < count && segments[stay].live * LEFT >= segments[stay].count)
        stay++;
    for (size_t i = stay; i < count; i++)
        rest += segments[i].live;
    while (stay && segments[stay - 1].live / LARGER < rest)
        rest += segments[--stay].live;
    return stay;
}

static void take_over(struct watch *watch, const struct segment *from, const uint32_t *numbers)
{
    uint32_t *entries = arena_array(&watch->arena, uint32_t, from->count + 1);
    for (uint32_t i = 0; i < from->count; i++)
        entries[i] = from->entries[i] == SEGMENT_NONE ? SEGMENT_NONE : numbers[from->entries[i]];
    watch->segments[watch->segment_count++] =
        (struct segment){index_hold(from->index), entries, from->count, from->live};
}

static void keep_segments(struct watch *watch, const struct watch *before)
{
    uint32_t *numbers = renumber(watch, before), rest = watch->entry_count;
    size_t count = before->segment_count;
    struct segment *segments = memory_raw((count + 1) * sizeof *segments);
    for (size_t i = 0; i < count; i++) {
        segments[i] = before->segments[i];
        segments[i].live = count_live(&segments[i], numbers);
        rest -= segments[i].live;
    }
    if (count)
        qsort(segments, count, sizeof *segments, larger_first);
    count = choose(segments, count, rest);
    for (size_t i = 0; i < count; i++)
        take_over(watch, &segments[i], numbers);
    free(segments);
    free(numbers);
}

/* ---- the rest ---- */

static const uint32_t *entries_in_none(struct watch *watch, uint32_t *count)
{
    uint32_t *all = memory_raw((watch->entry_count + 1) * sizeof *all);
    bool *known = memory_alloc(watch->entry_count + 1);
    for (size_t s = 0; s < watch->segment_count; s++)
        for (uint32_t i = 0; i < watch->segments[s].count; i++)
            if (watch->segments[s].entries[i] != SEGMENT_NONE)
                known[watch->segments[s].entries[i]] = true;
    *count = 0;
    for (uint32_t e = 0; e < watch->entry_count; e++)
        if (!known[e])
            all[(*count)++] = e;
    struct span out = arena_copy(&watch->arena, (struct span){(char *)all, *count * sizeof *all});
    free(known);
    free(all);
    return (const uint32_t *)(const void *)out.at;
}

enum status segments_make(struct watch *watch, const struct watch *before)
{
    struct segment rest;
    watch->segments =
        arena_array(&watch->arena, struct segment, (before ? before->segment_count : 0) + 1);
    if (before)
        keep_segments(watch, before);
    rest.entries = entries_in_none(watch, &rest.count);
    rest.live = rest.count;
    if (!rest.count)
        return STATUS_OK;
    if (rest.count >> INDEX_VALUE)
        return status_fail(STATUS_INPUT, "The lists together have more entries than can be "
                                         "compiled, which is 67 million.");
    enum status status = index_open(index_build(watch, rest.entries, rest.count), &rest.index);
    if (status == STATUS_OK)
        watch->segments[watch->segment_count++] = rest;
    return status;
}

void segments_free(struct watch *watch)
{
    for (size_t i = 0; i < watch->segment_count; i++)
        index_release(watch->segments[i].index);
}
