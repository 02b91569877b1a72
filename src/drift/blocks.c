/* Block by block: shares against those of the reference. */
#include "drift/internal.h"

static bool is_counted(const struct drift_block *block, const struct drift_item *item)
{
    return block->of[item->per] >= UNITS_LEAST && block->of[DRIFT_MESSAGE] >= UNITS_LEAST;
}

static int compare(const struct drift_block *block, const struct drift_item *item,
                   enum sums_off how)
{
    if (item_how(item) == DRIFT_FIRST || !is_counted(block, item))
        return 0;
    return sums_compare(&item->reference, item->open, block->of[item->per],
                        block->of[DRIFT_MESSAGE], how);
}

/* A note ends when a block is as the reference has it. */
static void end_note(struct lesson *lesson, struct drift_item *item)
{
    struct drift_stream *stream = lesson->stream;
    if (item->note.state != DRIFT_STANDS || item_how(item) == DRIFT_FIRST ||
        !item->reference.blocks || !is_counted(&stream->block, item) ||
        compare(&stream->block, item, SUMS_OFF) != 0)
        return;
    item->note.state = DRIFT_OVER;
    item->note.over = stream->block.first;
    for (size_t i = 0; i < stream->count; i++)
        if (item_is_one(&stream->items[i], item))
            item_forget(&stream->items[i]);
}

/* Off by much, or as the block before. Of the values of a CHOICE the one that came is told, not the one
 * that went. */
static void judge(struct lesson *lesson, struct drift_item *item)
{
    const struct drift_block *block = &lesson->stream->block;
    int way = compare(block, item, SUMS_OFF);
    int64_t level = way < 0 ? DRIFT_LESS : DRIFT_MORE;
    struct drift_doubt before = item->turned;
    item->turned = (struct drift_doubt){0};
    if (way == 0 || (way < 0 && item_how(item) != DRIFT_SHARE))
        return;
    bool again = before.level == level;
    struct drift_doubt found = {.level = level,
                                .since = again ? before.since : block->first,
                                .x = item->open + (again ? before.x : 0),
                                .n = block->of[item->per] + (again ? before.n : 0)};
    if (!again && !compare(block, item, SUMS_GROSS)) {
        item->turned = found;
        return;
    }
    if (item->odd.level >= ODD_MOST / 2) /* which knows the message, not the block alone */
        found = item->odd;
    lesson_note(lesson, item, &found);
}

static bool is_off(const struct drift_stream *stream, const struct drift_item *item)
{
    if (item_how(item) == DRIFT_SHARE)
        return compare(&stream->block, item, SUMS_OFF) != 0;
    for (size_t i = 0; i < stream->count; i++)
        if (item_is_one(&stream->items[i], item) &&
            compare(&stream->block, &stream->items[i], SUMS_OFF) != 0)
            return true;
    return false;
}

/* What is over is told for a while. */
static void fade(struct drift_stream *stream, struct drift_item *item)
{
    if (item->note.state != DRIFT_OVER)
        return;
    sums_add(&item->after, item->open, stream->block.of[item->per]);
    if (item->after.blocks < DRIFT_LEARN)
        return;
    item->after = (struct drift_sums){0};
    item->note = (struct drift_note){0};
}

static void add_block(struct drift_stream *stream)
{
    const struct drift_block *block = &stream->block;
    for (size_t i = 0; i < stream->count; i++) {
        struct drift_item *item = &stream->items[i];
        const struct drift_note *note = item_note(stream, item);
        fade(stream, item);
        if (note && note->noticed.seq != stream->last.seq) /* its own block may hold both */
            sums_add(&item->after, item->open, block->of[item->per]);
        else if (!note && item_how(item) != DRIFT_FIRST &&
                 item->reference.blocks < DRIFT_REFERENCE_MOST && !is_off(stream, item))
            item->now = 1; /* learned below: others are still compared with what it was */
    }
    for (size_t i = 0; i < stream->count; i++) {
        struct drift_item *item = &stream->items[i];
        if (item->now)
            sums_add(&item->reference, item->open, block->of[item->per]);
        item->now = 0;
    }
    for (enum drift_per per = DRIFT_MESSAGE; per < DRIFT_PERS; per++)
        if (stream->never[per].blocks < DRIFT_REFERENCE_MOST)
            sums_add(&stream->never[per], 0, block->of[per]);
}

void block_begin(struct drift_stream *stream)
{
    stream->block = (struct drift_block){0};
    for (size_t i = 0; i < stream->count; i++)
        stream->items[i].open = 0;
}

void lesson_close_block(struct lesson *lesson)
{
    struct drift_stream *stream = lesson->stream;
    for (size_t i = 0; i < stream->count; i++)
        end_note(lesson, &stream->items[i]);
    for (size_t i = 0; i < stream->count; i++)
        if (!item_note(stream, &stream->items[i]))
            judge(lesson, &stream->items[i]);
    add_block(stream);
    block_begin(stream);
}
