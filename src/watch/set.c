/* The compiled set: entries with their names made ready, and two hash tables that find them. */
#include <stdatomic.h>

#include "base/hash.h"
#include "base/memory.h"
#include "watch/internal.h"

uint64_t key_hash(struct span key)
{
    return hash_bytes(key);
}

static void table_make(struct table *table, size_t expected)
{
    uint32_t heads = 64;
    while (heads < expected && heads < (UINT32_C(1) << 30))
        heads *= 2;
    table->mask = heads - 1;
    table->heads = memory_alloc(heads * sizeof *table->heads);
}

static void table_add(struct table *table, uint64_t hash, uint32_t entry)
{
    uint32_t *head = &table->heads[hash & table->mask];
    for (uint32_t i = *head; i; i = table->buckets[i - 1].next) /* entries come in order: */
        if (table->buckets[i - 1].entry != entry)
            break; /* this one's are the newest, at the front */
        else if (table->buckets[i - 1].hash == hash)
            return;
    if (table->count == table->room) {
        table->room = table->room ? table->room * 2 : 1024;
        table->buckets = memory_resize(table->buckets, table->room * sizeof *table->buckets);
    }
    table->buckets[table->count] = (struct bucket){hash, entry, *head};
    *head = ++table->count;
}

static void table_free(struct table *table)
{
    free(table->heads);
    free(table->buckets);
}

struct posting {
    struct watch *watch;
    uint32_t entry;
};

static void post(void *context, uint64_t key)
{
    struct posting *posting = context;
    table_add(&posting->watch->names, key, posting->entry);
}

static void compile_names(struct watch *watch, struct set_entry *out, const struct watch_list *list,
                          uint32_t index)
{
    struct posting posting = {watch, index};
    out->names = arena_array(&watch->arena, struct set_name, out->entry->names + 1);
    for (uint32_t i = 0; i < out->entry->names; i++) {
        const struct watch_entry_name *name = &list->names[out->entry->first_name + i];
        out->names[i].name = name;
        reading_make(&out->names[i].reading, watch_list_text(list, name->surname),
                     watch_list_text(list, name->given), false, &watch->arena);
        reading_keys(&out->names[i].reading, post, &posting);
        watch->name_count++;
    }
}

static void compile_entry(struct watch *watch, uint32_t source, uint32_t number)
{
    const struct watch_list *list = &watch->lists[source];
    uint32_t index = watch->entry_count++;
    struct set_entry *out = &watch->entries[index];
    *out = (struct set_entry){.source = source, .entry = &list->entries[number]};
    compile_names(watch, out, list, index);
    for (uint32_t i = 0; i < out->entry->documents; i++) {
        const struct watch_document *document = &list->documents[out->entry->first_document + i];
        table_add(&watch->numbers, key_hash(watch_list_text(list, document->number)), index);
    }
}

/* Takes over the sources: their bytes are copied and opened. */
static enum status open_lists(struct watch *watch, const struct watch_source *sources,
                              size_t *entries, size_t *names)
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
        *names += watch->lists[i].header->names;
    }
    return STATUS_OK;
}

enum status watch_build(const struct watch_source *sources, size_t count, int threshold,
                        struct watch **out)
{
    struct watch *watch = memory_alloc(sizeof *watch);
    size_t entries = 0, names = 0;
    atomic_init(&watch->references, 1);
    watch->threshold = threshold;
    watch->source_count = count;
    watch->sources = arena_array(&watch->arena, struct watch_source, count + 1);
    watch->lists = arena_array(&watch->arena, struct watch_list, count + 1);
    enum status status = open_lists(watch, sources, &entries, &names);
    if (status != STATUS_OK) {
        watch_release(watch);
        return status;
    }
    watch->entries = arena_array(&watch->arena, struct set_entry, entries + 1);
    table_make(&watch->names, names * 4);
    table_make(&watch->numbers, entries);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < watch->lists[i].header->entries; j++)
            compile_entry(watch, i, j);
    *out = watch;
    return STATUS_OK;
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
    table_free(&watch->names);
    table_free(&watch->numbers);
    arena_free(&watch->arena);
    free(watch);
}

uint32_t watch_entries(const struct watch *watch)
{
    return watch->entry_count;
}

uint32_t watch_names(const struct watch *watch)
{
    return watch->name_count;
}
