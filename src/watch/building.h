/* What is shared while entries are compiled (index_build.c, index_names.c, index_maps.c). */
#ifndef WATCH_BUILDING_H
#define WATCH_BUILDING_H

#include "base/memory.h"
#include "watch/index.h"

/* A section while it grows. */
struct growing {
    char *bytes;
    size_t count, room, size; /* size of an item */
};

static inline void *part_add(struct growing *part, size_t count)
{
    if (!part->bytes || part->count + count > part->room) {
        part->room = 2 * part->room + count + 1024;
        part->bytes = memory_resize(part->bytes, part->room * part->size);
    }
    part->count += count;
    return part->bytes + (part->count - count) * part->size;
}

struct crew;
struct build {
    const struct watch *watch;
    const uint32_t *entries; /* of the set, in the order in which the index numbers them */
    uint32_t entry_count;
    struct crew *crew;
    struct growing parts[PARTS_COUNT];
    struct growing places; /* by name as they come: its block and day, as build_place */
    uint32_t *slots;       /* tokens by their text and own letters */
    uint32_t slot_count;
};

static inline const struct set_entry *build_entry(const struct build *build, uint32_t entry)
{
    return &build->watch->entries[build->entries[entry]];
}

static inline uint32_t build_place(enum index_block block, uint32_t day)
{
    return (uint32_t)block * INDEX_DAY_END + day;
}

#define ITEMS(build, name, type) ((type *)(build)->parts[PART_##name].bytes)
#define COUNT(build, name) ((uint32_t)(build)->parts[PART_##name].count)

static inline struct span build_text(const struct build *build, uint32_t at, size_t size)
{
    return (struct span){build->parts[PART_text].bytes + at, size};
}

/* Names as they come, tokens and their skeletons. (index_names.c) */
void build_names(struct build *build);
/* Which of the name's tokens count: as names_side has it. */
uint64_t build_counted(const struct build *build, const struct index_name *name);

/* What finds tokens, names and entries, when these stand in order. (index_maps.c) */
void build_maps(struct build *build);

#endif
