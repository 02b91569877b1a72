/* The items of a stream, and how one begins. */
#include <string.h>

#include "drift/internal.h"

enum {
    ITEMS_MOST = 256, /* what a sender of nonsense adds beyond is not followed */
    VALUES_MOST = 16  /* of one CHOICE; others are "other" */
};

enum drift_how item_how(const struct drift_item *item)
{
    return drift_trait_info(item->trait)->how;
}

static int order(const struct drift_item *item, enum drift_trait trait, struct span value)
{
    if (item->trait != trait)
        return item->trait < trait ? -1 : 1;
    return span_compare(span_of(item->value), value);
}

static size_t place_of(const struct drift_stream *stream, enum drift_trait trait, struct span value)
{
    size_t low = 0, high = stream->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (order(&stream->items[middle], trait, value) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct drift_item *drift_find(const struct drift_stream *stream, enum drift_trait trait,
                              struct span value)
{
    size_t at = place_of(stream, trait, value);
    return at < stream->count && order(&stream->items[at], trait, value) == 0 ? &stream->items[at]
                                                                              : NULL;
}

/* A new one was in no message before. */
static struct drift_item *insert(struct drift_stream *stream, enum drift_trait trait,
                                 enum drift_per per, struct span value)
{
    size_t at = place_of(stream, trait, value);
    stream->items = arena_more(stream->arena, stream->items, stream->count, &stream->room,
                               sizeof *stream->items);
    memmove(&stream->items[at + 1], &stream->items[at],
            (stream->count - at) * sizeof *stream->items);
    stream->count++;
    struct drift_item *item = &stream->items[at];
    *item = (struct drift_item){.trait = trait, .per = per, .reference = stream->never[per]};
    value = span_part(value, 0, DRIFT_VALUE);
    memcpy(item->value, value.at, value.size);
    return item;
}

static int values_of(const struct drift_stream *stream, enum drift_trait trait)
{
    int count = 0;
    for (size_t i = 0; i < stream->count; i++)
        count += stream->items[i].trait == trait;
    return count;
}

struct drift_item *item_of_fact(struct drift_stream *stream, const struct drift_fact *fact)
{
    struct span value = span_of(fact->value);
    struct drift_item *item = drift_find(stream, fact->trait, value);
    if (!item && drift_trait_info(fact->trait)->how != DRIFT_SHARE &&
        values_of(stream, fact->trait) >= VALUES_MOST) {
        value = SPAN("other");
        item = drift_find(stream, fact->trait, value);
    }
    if (!item && stream->count < ITEMS_MOST)
        item = insert(stream, fact->trait, fact->per, value);
    return item;
}

bool item_is_one(const struct drift_item *a, const struct drift_item *b)
{
    return a == b ||
           (a->trait == b->trait && item_how(a) != DRIFT_SHARE && item_how(a) != DRIFT_FIRST);
}

const struct drift_note *item_note(const struct drift_stream *stream, const struct drift_item *item)
{
    if (item_how(item) == DRIFT_SHARE || item_how(item) == DRIFT_FIRST)
        return item->note.state == DRIFT_STANDS ? &item->note : NULL;
    for (size_t i = 0; i < stream->count; i++)
        if (item_is_one(&stream->items[i], item) && stream->items[i].note.state == DRIFT_STANDS)
            return &stream->items[i].note;
    return NULL;
}

void item_forget(struct drift_item *item)
{
    item->odd = item->turned = (struct drift_doubt){0};
    item->after = (struct drift_sums){0};
}

void drift_accept(struct drift_stream *stream, enum drift_trait trait, struct span value)
{
    struct drift_item *noted = drift_find(stream, trait, value);
    if (!noted || noted->note.state == DRIFT_QUIET)
        return;
    for (size_t i = 0; noted->note.state == DRIFT_STANDS && i < stream->count; i++) {
        struct drift_item *item = &stream->items[i];
        if (!item_is_one(item, noted))
            continue;
        item->reference = item->after;
        item_forget(item);
    }
    noted->note = (struct drift_note){0};
}

/* ---- beginnings ---- */

void drift_stream_start(struct drift_stream *stream, struct span source, struct span sender,
                        struct span kind, struct arena *arena)
{
    *stream = (struct drift_stream){.source = arena_copy(arena, source),
                                    .sender = arena_copy(arena, sender),
                                    .kind = arena_copy(arena, kind),
                                    .arena = arena};
}

void drift_stream_follow(struct drift_stream *stream, const struct drift_stream *before)
{
    memcpy(stream->never, before->never, sizeof stream->never);
    for (size_t i = 0; i < before->count; i++) {
        const struct drift_item *from = &before->items[i];
        if (item_how(from) == DRIFT_FIRST)
            continue;
        insert(stream, from->trait, from->per, span_of(from->value))->reference = from->reference;
    }
}

void drift_stream_first(struct drift_stream *stream, enum drift_trait trait, struct span value)
{
    insert(stream, trait, DRIFT_MESSAGE, value);
}

bool drift_is_learning(const struct drift_stream *stream)
{
    return stream->never[DRIFT_MESSAGE].blocks < DRIFT_LEARN;
}
