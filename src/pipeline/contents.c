#include "pipeline/contents.h"

static uint32_t row_of(const struct store_loaded *loaded, int64_t id)
{
    return id_find(loaded->travellers, loaded->traveller_count, sizeof *loaded->travellers, id);
}

/* A card is merged into an older one, so its person is known before it. */
uint32_t *contents_join(const struct store_loaded *loaded, struct arena *arena)
{
    uint32_t count = loaded->traveller_count;
    uint32_t *next = arena_array(arena, uint32_t, count + 1);
    uint32_t *last = arena_array(arena, uint32_t, count + 1); /* by root */
    uint32_t *root = arena_array(arena, uint32_t, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t into = loaded->travellers[i].merged_into
                            ? row_of(loaded, loaded->travellers[i].merged_into)
                            : i;
        next[i] = IMAGE_NONE;
        root[i] = into < i ? root[into] : i;
        if (root[i] != i)
            next[last[root[i]]] = i;
        last[root[i]] = i;
    }
    return next;
}

static bool add_content(void *context, const struct store_content *content)
{
    struct content_list *list = context;
    struct said item = {.kind = list->kind, .seq = content->seq};
    if (content->version == 0 ||
        image_open(arena_copy(list->arena, content->bytes), &item.image) != STATUS_OK)
        return true;
    list->items =
        arena_more(list->arena, list->items, list->count, &list->room, sizeof *list->items);
    list->items[list->count++] = item;
    return true;
}

/* What all rows of the person say now, then what they said before: a reason stands while any
 * message gives it. */
enum status contents_of(struct store *store, const struct store_loaded *loaded,
                        const uint32_t *next, uint32_t root, struct content_list *list)
{
    enum status status = STATUS_OK;
    for (int former = 0; former < 2; former++)
        for (uint32_t i = root; i != IMAGE_NONE; i = next[i])
            for (enum store_part part = PART_API; part <= PART_PNR; part++) {
                const struct store_traveller *row = &loaded->travellers[i];
                list->kind = (enum kind)part;
                if (!former)
                    add_content(list, &row->content[part]);
                else if (status == STATUS_OK && row->content[part].version > 1)
                    status = store_versions(store, part, row->id, add_content, list);
            }
    return status;
}
