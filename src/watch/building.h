/* What is shared while a set is compiled (index_build.c, index_maps.c). */
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

struct build {
    const struct watch *watch;
    struct arena arena; /* of one name */
    struct growing parts[PARTS_COUNT];
    uint32_t *slots; /* tokens by their text and own letters */
    uint32_t slot_count;
};

#define ITEMS(build, name, type) ((type *)(build)->parts[PART_##name].bytes)
#define COUNT(build, name) ((uint32_t)(build)->parts[PART_##name].count)

static inline struct span build_text(const struct build *build, uint32_t at, size_t size)
{
    return (struct span){build->parts[PART_text].bytes + at, size};
}

/* Each token that counts in a name, once a name; names ascending. */
void build_each_posting(struct build *build,
                        void (*each)(struct build *build, uint32_t token, uint32_t name));
/* What finds tokens, names and entries, when these stand in order. (index_maps.c) */
void build_maps(struct build *build);

#endif
