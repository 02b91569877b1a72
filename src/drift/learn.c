/* A stream learns, message by message. */
#include "base/clock.h"
#include "drift/internal.h"

enum { FIRST_MESSAGES = 3 };

/* ---- notes ---- */

void lesson_note(struct lesson *lesson, struct drift_item *item, const struct drift_doubt *doubt)
{
    struct drift_stream *stream = lesson->stream;
    item->note = (struct drift_note){.state = DRIFT_STANDS,
                                     .since = doubt->since,
                                     .noticed = {lesson->now.seq, lesson->received},
                                     .x = doubt->x,
                                     .n = doubt->n};
    lesson->raised++;
    for (size_t i = 0; i < stream->count; i++)
        if (item_is_one(&stream->items[i], item))
            item_forget(&stream->items[i]);
}

/* ---- message by message ---- */

/* What (nearly) every message has, or none, is missing, or there. */
static bool is_odd(const struct drift_item *item, int64_t n)
{
    bool has = 2 * item->now >= n && item->now > 0, lacks = 2 * item->now <= n;
    switch (item_how(item)) {
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
        lesson_note(lesson, item, &found);
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
    } else if (!item_note(lesson->stream, item)) {
        doubt(lesson, item, n);
    }
}

/* What is the first of its kind in the source is told when it was no slip. */
static void tell_first(struct lesson *lesson, struct drift_item *item)
{
    struct drift_stream *stream = lesson->stream;
    if (item_how(item) != DRIFT_FIRST || stream->messages != FIRST_MESSAGES)
        return;
    struct drift_doubt doubt = {
        .since = stream->first, .x = stream->messages, .n = stream->messages};
    lesson_note(lesson, item, &doubt);
}

static void observe_all(struct lesson *lesson, const struct drift_sample *sample)
{
    struct drift_stream *stream = lesson->stream;
    for (size_t i = 0; i < sample->count; i++) {
        struct drift_item *item = item_of_fact(stream, &sample->facts[i]);
        if (item && item->now < sample->of[item->per])
            item->now += sample->facts[i].count;
    }
    for (size_t i = 0; i < stream->count; i++) {
        struct drift_item *item = &stream->items[i];
        tell_first(lesson, item);
        if (item_how(item) != DRIFT_FIRST)
            observe(lesson, item, sample->of[item->per]);
        item->now = 0;
    }
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
        block_begin(stream);
    else if (is_full(&stream->block))
        lesson_close_block(&lesson);
    return lesson.raised;
}
