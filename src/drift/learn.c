/* A stream learns: message by message, and block by block. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "drift/internal.h"

enum {
    ITEMS_MOST = 256, /* what a sender of nonsense adds beyond is not followed */
    VALUES_MOST = 16, /* of one CHOICE; others are "other" */
    FIRST_MESSAGES = 3
};

/* What happens with the message under way. */
struct lesson {
    struct drift_stream *stream;
    struct drift_moment now; /* when it was made */
    int64_t received;
    int raised;
};

static enum drift_how how_of(const struct drift_item *item)
{
    return drift_trait_info(item->trait)->how;
}

/* ---- items ---- */

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

static struct drift_item *find_or_insert(struct drift_stream *stream, const struct drift_fact *fact)
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

/* Values of a CHOICE or CLASS stand and fall together: their shares are one whole. */
static bool is_one(const struct drift_item *a, const struct drift_item *b)
{
    return a == b || (a->trait == b->trait && how_of(a) != DRIFT_SHARE && how_of(a) != DRIFT_FIRST);
}

/* The note that stands of it, be it at another value; NULL: none. */
static const struct drift_note *note_of(const struct drift_stream *stream,
                                        const struct drift_item *item)
{
    if (how_of(item) == DRIFT_SHARE || how_of(item) == DRIFT_FIRST)
        return item->note.state == DRIFT_STANDS ? &item->note : NULL;
    for (size_t i = 0; i < stream->count; i++)
        if (is_one(&stream->items[i], item) && stream->items[i].note.state == DRIFT_STANDS)
            return &stream->items[i].note;
    return NULL;
}

/* ---- notes ---- */

static void forget(struct drift_item *item)
{
    item->odd = item->turned = (struct drift_doubt){0};
    item->after = (struct drift_sums){0};
}

static void raise_note(struct lesson *lesson, struct drift_item *item,
                       const struct drift_doubt *doubt)
{
    struct drift_stream *stream = lesson->stream;
    item->note = (struct drift_note){.state = DRIFT_STANDS,
                                     .since = doubt->since,
                                     .noticed = {lesson->now.seq, lesson->received},
                                     .x = doubt->x,
                                     .n = doubt->n};
    lesson->raised++;
    for (size_t i = 0; i < stream->count; i++)
        if (is_one(&stream->items[i], item))
            forget(&stream->items[i]);
}

void drift_accept(struct drift_stream *stream, enum drift_trait trait, struct span value)
{
    struct drift_item *noted = drift_find(stream, trait, value);
    if (!noted || noted->note.state == DRIFT_QUIET)
        return;
    for (size_t i = 0; noted->note.state == DRIFT_STANDS && i < stream->count; i++) {
        struct drift_item *item = &stream->items[i];
        if (!is_one(item, noted))
            continue;
        item->reference = item->after;
        forget(item);
    }
    noted->note = (struct drift_note){0};
}

/* ---- message by message ---- */

/* What (nearly) every message has, or none, is missing, or there. */
static bool is_odd(const struct drift_item *item, int64_t n)
{
    bool has = 2 * item->now >= n && item->now > 0, lacks = 2 * item->now <= n;
    switch (how_of(item)) {
    case DRIFT_CHOICE: return has && sums_is_rare(&item->reference);
    case DRIFT_SHARE:
        return (has && sums_is_rare(&item->reference)) ||
               (lacks && sums_is_usual(&item->reference));
    case DRIFT_CLASS:
    case DRIFT_FIRST: break;
    }
    return false;
}

static void doubt(struct lesson *lesson, struct drift_item *item, int64_t n)
{
    struct drift_doubt *odd = &item->odd;
    if (is_odd(item, n)) {
        if (odd->level == 0)
            *odd = (struct drift_doubt){.since = lesson->now};
        odd->level += ODD;
    } else if (odd->level) {
        odd->level--;
    }
    if (odd->level == 0)
        return;
    odd->x += item->now;
    odd->n += n;
    if (odd->level >= ODD_MOST) {
        struct drift_doubt found = *odd;
        raise_note(lesson, item, &found);
    }
}

static void observe(struct lesson *lesson, struct drift_item *item, int64_t n)
{
    item->open += item->now;
    if (n == 0)
        return;
    if (item->note.state == DRIFT_STANDS) {
        item->note.x += item->now;
        item->note.n += n;
    } else if (!note_of(lesson->stream, item)) {
        doubt(lesson, item, n);
    }
}

/* What is the first of its kind in the source is told when it was no slip. */
static void tell_first(struct lesson *lesson, struct drift_item *item)
{
    struct drift_stream *stream = lesson->stream;
    if (how_of(item) != DRIFT_FIRST || stream->messages != FIRST_MESSAGES)
        return;
    struct drift_doubt doubt = {
        .since = stream->first, .x = stream->messages, .n = stream->messages};
    raise_note(lesson, item, &doubt);
}

static void observe_all(struct lesson *lesson, const struct drift_sample *sample)
{
    struct drift_stream *stream = lesson->stream;
    for (size_t i = 0; i < sample->count; i++) {
        struct drift_item *item = find_or_insert(stream, &sample->facts[i]);
        if (item)
            item->now += sample->facts[i].count;
    }
    for (size_t i = 0; i < stream->count; i++) {
        struct drift_item *item = &stream->items[i];
        tell_first(lesson, item);
        if (how_of(item) != DRIFT_FIRST)
            observe(lesson, item, sample->of[item->per]);
        item->now = 0;
    }
}

/* ---- block by block ---- */

static bool is_counted(const struct drift_block *block, const struct drift_item *item)
{
    return block->of[item->per] >= UNITS_LEAST && block->of[DRIFT_MESSAGE] >= UNITS_LEAST;
}

static int compare(const struct drift_block *block, const struct drift_item *item,
                   enum sums_off how)
{
    if (how_of(item) == DRIFT_FIRST || !is_counted(block, item))
        return 0;
    return sums_compare(&item->reference, item->open, block->of[item->per],
                        block->of[DRIFT_MESSAGE], how);
}

/* A note ends when a block is as the reference has it. */
static void end_note(struct lesson *lesson, struct drift_item *item)
{
    struct drift_stream *stream = lesson->stream;
    if (item->note.state != DRIFT_STANDS || how_of(item) == DRIFT_FIRST ||
        !item->reference.blocks || !is_counted(&stream->block, item) ||
        compare(&stream->block, item, SUMS_OFF) != 0)
        return;
    item->note.state = DRIFT_OVER;
    item->note.over = stream->block.first;
    for (size_t i = 0; i < stream->count; i++)
        if (is_one(&stream->items[i], item))
            forget(&stream->items[i]);
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
    if (way == 0 || (way < 0 && how_of(item) != DRIFT_SHARE))
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
    raise_note(lesson, item, &found);
}

static bool is_off(const struct drift_stream *stream, const struct drift_item *item)
{
    if (how_of(item) == DRIFT_SHARE)
        return compare(&stream->block, item, SUMS_OFF) != 0;
    for (size_t i = 0; i < stream->count; i++)
        if (is_one(&stream->items[i], item) &&
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
        const struct drift_note *note = note_of(stream, item);
        fade(stream, item);
        if (note && note->noticed.seq != stream->last.seq) /* its own block may hold both */
            sums_add(&item->after, item->open, block->of[item->per]);
        else if (!note && how_of(item) != DRIFT_FIRST &&
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

static void begin_block(struct drift_stream *stream)
{
    stream->block = (struct drift_block){0};
    for (size_t i = 0; i < stream->count; i++)
        stream->items[i].open = 0;
}

static void close_block(struct lesson *lesson)
{
    struct drift_stream *stream = lesson->stream;
    for (size_t i = 0; i < stream->count; i++)
        end_note(lesson, &stream->items[i]);
    for (size_t i = 0; i < stream->count; i++)
        if (!note_of(stream, &stream->items[i]))
            judge(lesson, &stream->items[i]);
    add_block(stream);
    begin_block(stream);
}

static void grow_block(struct lesson *lesson, const struct drift_sample *sample)
{
    struct drift_block *block = &lesson->stream->block;
    int64_t made = lesson->now.at;
    if (block->of[DRIFT_MESSAGE] == 0)
        *block = (struct drift_block){.first = lesson->now, .earliest = made, .latest = made};
    for (enum drift_per per = DRIFT_MESSAGE; per < DRIFT_PERS; per++)
        block->of[per] += sample->of[per];
    block->earliest = made < block->earliest ? made : block->earliest;
    block->latest = made > block->latest ? made : block->latest;
}

static bool is_full(const struct drift_block *block)
{
    int64_t messages = block->of[DRIFT_MESSAGE];
    return messages >= DRIFT_BLOCK_MOST ||
           (messages >= DRIFT_BLOCK &&
            block->latest - block->earliest >= DRIFT_HOURS * (MICROS_PER_DAY / 24));
}

/* What was told at once cuts the block: behind it all is new. */
int drift_learn(struct drift_stream *stream, const struct drift_sample *sample, int64_t seq,
                int64_t made, int64_t received)
{
    struct lesson lesson = {.stream = stream, .now = {seq, made}, .received = received};
    if (stream->messages++ == 0)
        stream->first = lesson.now;
    stream->last = (struct drift_moment){seq, received};
    observe_all(&lesson, sample);
    grow_block(&lesson, sample);
    if (lesson.raised)
        begin_block(stream);
    else if (is_full(&stream->block))
        close_block(&lesson);
    return lesson.raised;
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
        if (how_of(from) == DRIFT_FIRST)
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
