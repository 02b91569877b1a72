/* The compiled set: its lists, and the indexes over all of them. */
#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"
#include "watch/index.h"

static void add_entry(struct watch *watch, uint32_t source, uint32_t number)
{
    const struct watch_list *list = &watch->lists[source];
    watch->entries[watch->entry_count++] = (struct set_entry){source, &list->entries[number]};
    watch->name_count += list->entries[number].names;
}

/* Takes over the sources: their bytes are copied and opened. */
static enum status open_lists(struct watch *watch, const struct watch_source *sources,
                              size_t *entries)
{
    for (size_t i = 0; i < watch->source_count; i++) {
        struct watch_source *copy = &watch->sources[i];
        *copy = sources[i];
        copy->name = arena_copy(&watch->arena, span_of(sources[i].name)).at;
        copy->bytes = arena_copy(&watch->arena, sources[i].bytes);
        enum status status = watch_list_open(copy->bytes, &watch->lists[i]);
        if (status != STATUS_OK)
            return status;
        *entries += watch->lists[i].header->entries;
    }
    return STATUS_OK;
}

enum status watch_build(const struct watch_source *sources, size_t count, int threshold,
                        struct watch **out)
{
    return watch_build_upon(NULL, sources, count, threshold, out);
}

enum status watch_build_upon(const struct watch *before, const struct watch_source *sources,
                             size_t count, int threshold, struct watch **out)
{
    struct watch *watch = memory_alloc(sizeof *watch);
    size_t entries = 0;
    atomic_init(&watch->references, 1);
    watch->threshold = threshold;
    watch->day = INT32_MIN;
    watch->source_count = count;
    watch->sources = arena_array(&watch->arena, struct watch_source, count + 1);
    watch->lists = arena_array(&watch->arena, struct watch_list, count + 1);
    enum status status = open_lists(watch, sources, &entries);
    if (status != STATUS_OK) {
        watch_release(watch);
        return status;
    }
    watch->entries = arena_array(&watch->arena, struct set_entry, entries + 1);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < watch->lists[i].header->entries; j++)
            add_entry(watch, i, j);
    status = segments_make(watch, before);
    if (status == STATUS_OK)
        *out = watch;
    else
        watch_release(watch);
    return status;
}

struct watch *watch_narrow(struct watch *watch, int32_t day, const bool *out)
{
    struct watch *whole = watch->whole ? watch->whole : watch;
    struct watch *narrow = memory_alloc(sizeof *narrow);
    *narrow = (struct watch){.threshold = whole->threshold,
                             .source_count = whole->source_count,
                             .sources = whole->sources,
                             .lists = whole->lists,
                             .entries = whole->entries,
                             .entry_count = whole->entry_count,
                             .name_count = whole->name_count,
                             .segments = whole->segments,
                             .segment_count = whole->segment_count};
    atomic_init(&narrow->references, 1);
    narrow->whole = watch_hold(whole);
    narrow->day = day;
    if (out) {
        bool *copy = arena_array(&narrow->arena, bool, whole->source_count + 1);
        memcpy(copy, out, whole->source_count * sizeof *copy);
        narrow->out = copy;
    }
    return narrow;
}

struct watch *watch_hold(struct watch *watch)
{
    atomic_fetch_add(&watch->references, 1);
    return watch;
}

void watch_release(struct watch *watch)
{
    if (!watch || atomic_fetch_sub(&watch->references, 1) != 1)
        return;
    if (!watch->whole)
        segments_free(watch);
    watch_release(watch->whole);
    arena_free(&watch->arena);
    free(watch);
}

const struct watch_list *watch_list_in(const struct watch *watch, int64_t list, uint32_t version)
{
    for (size_t i = 0; i < watch->source_count; i++)
        if (watch->sources[i].list == list && watch->sources[i].version == version)
            return &watch->lists[i];
    return NULL;
}

uint32_t watch_entries(const struct watch *watch)
{
    return watch->entry_count;
}

uint32_t watch_names(const struct watch *watch)
{
    return watch->name_count;
}
