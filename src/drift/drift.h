/* Provider drift: how a source writes, learned from its messages, and the notice when it changes.
 *
 * A stream is what one sender address of one source sends as one kind of message (docs/decisions/0009).
 * Its fingerprint is counts alone: of messages, persons and bookings that have a trait (traits.def), in
 * blocks of at least DRIFT_BLOCK messages over at least DRIFT_HOURS of the times at which they were made.
 * No value of a person is in it.
 *
 * Two tests (learn.c, judge.c). A trait that nearly every message has, or hardly any, is told as soon as
 * the messages that say otherwise are eight more than a quarter of those that do not. All others are compared block by block: a block is off when its share
 * lies three standard deviations of the reference's blocks, and 15 points, from their mean; it is told
 * when it is off by four and 50 points, or when the next one is off in the same direction. The reference
 * is learned from the first 7 blocks, goes on learning up to 28, and stands still while a note stands. A
 * note ends when the trait is as before again, or when a person says that it is the new normal: what
 * came since then is the reference.
 *
 * The same messages in the same order give the same state; no clock is read. A stream lives in the arena
 * it was made in. One thread a stream. Nothing fails but reading a state text. */
#ifndef DRIFT_DRIFT_H
#define DRIFT_DRIFT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "model/image.h"

enum {
    DRIFT_BLOCK = 12,         /* messages of a block, at least */
    DRIFT_HOURS = 20,         /* that it reaches over, at least: day and night differ .. */
    DRIFT_BLOCK_MOST = 1000,  /* .. but a sender whose times stand still is not waited for */
    DRIFT_LEARN = 7,          /* blocks before anything is compared */
    DRIFT_REFERENCE_MOST = 28 /* blocks that a reference is learned from */
};

enum drift_trait {
#define TRAIT(name, word, how, per, words) DRIFT_##name,
#include "drift/traits.def"
#undef TRAIT
    DRIFT_TRAITS
};
enum drift_how { DRIFT_CHOICE, DRIFT_CLASS, DRIFT_SHARE, DRIFT_FIRST };
enum drift_per { DRIFT_MESSAGE, DRIFT_PERSON, DRIFT_BOOKING, DRIFT_PERS };
struct drift_trait_info {
    const char *word;
    enum drift_how how;
    enum drift_per per;
    const char *words;
};
const struct drift_trait_info *drift_trait_info(enum drift_trait trait);
bool drift_trait_parse(struct span word, enum drift_trait *out);

enum { DRIFT_VALUE = 40 };

/* ---- a sample: what one message says of how its sender writes (sample.c) ---- */

struct drift_fact {
    enum drift_trait trait;
    char value[DRIFT_VALUE + 1];
    enum drift_per per;
    int64_t count; /* how many have it */
};
struct drift_sample {
    char sender[DRIFT_VALUE + 1], kind[2 * DRIFT_VALUE + 8], type[DRIFT_VALUE + 1];
    int64_t of[DRIFT_PERS]; /* messages (1), persons, bookings */
    struct drift_fact *facts;
    size_t count, room;
};
/* `dialect`: the lines of this message that decode_dialect wrote, believed no more than their form;
 * `message` its MESSAGE node. False: it is of no kind that is known, or has no dialect. Lives in the
 * arena. */
bool drift_sample(const struct image *image, uint32_t message, struct span dialect,
                  struct arena *arena, struct drift_sample *out);

/* ---- a stream ---- */

/* When something was: a message's number and the time at which it was made. */
struct drift_moment {
    int64_t seq, at;
};
/* Blocks as sums; shares of blocks in thousandths. */
struct drift_sums {
    int64_t blocks, x, n, shares, squares;
};
/* What may become a note: how much more said otherwise than did not; or, of the block before, that it
 * was off (DRIFT_LESS, DRIFT_MORE). `level` 0: nothing is suspected. */
struct drift_doubt {
    int64_t level;
    struct drift_moment since;
    int64_t x, n; /* from then on */
};
enum { DRIFT_LESS = 1, DRIFT_MORE = 2 };
enum { DRIFT_QUIET, DRIFT_STANDS, DRIFT_OVER };
struct drift_note {
    int64_t state;
    struct drift_moment since, noticed, over;
    int64_t x, n; /* from `since` on, while it stands */
};
struct drift_item {
    enum drift_trait trait;
    enum drift_per per;
    char value[DRIFT_VALUE + 1];
    struct drift_sums reference, after; /* after: since the note */
    int64_t open;                       /* of the block under way */
    int64_t now;                        /* of the message under way */
    struct drift_doubt odd, turned;
    struct drift_note note;
};
struct drift_block {
    int64_t of[DRIFT_PERS];
    struct drift_moment first;
    int64_t earliest, latest;
};
struct drift_stream {
    struct span source, sender, kind;
    int64_t messages;
    struct drift_moment first, last;     /* at: of `last` when it was received */
    int64_t accepted;                    /* the last word of a person that was heard */
    struct drift_sums never[DRIFT_PERS]; /* the reference of what was never seen */
    struct drift_block block;
    struct drift_item *items; /* in order of trait and value */
    size_t count, room;
    struct arena *arena;
};

/* Texts are copied. */
void drift_stream_start(struct drift_stream *stream, struct span source, struct span sender,
                        struct span kind, struct arena *arena);
/* Takes over how another stream writes: this one comes in its place. */
void drift_stream_follow(struct drift_stream *stream, const struct drift_stream *before);
/* Says that a trait of the FIRST kind came up with this stream; it is told with its third message. */
void drift_stream_first(struct drift_stream *stream, enum drift_trait trait, struct span value);

/* The next message: `made` its time, `received` that of its reception. Returns how many notes it
 * raised. */
int drift_learn(struct drift_stream *stream, const struct drift_sample *sample, int64_t seq,
                int64_t made, int64_t received);

/* A person said that a trait is the new normal; nothing when there is no note of it. */
void drift_accept(struct drift_stream *stream, enum drift_trait trait, struct span value);

struct drift_item *drift_find(const struct drift_stream *stream, enum drift_trait trait,
                              struct span value);
bool drift_is_learning(const struct drift_stream *stream);

/* ---- the state as text, for the store ---- */
void drift_write(const struct drift_stream *stream, struct buffer *out);
/* Into a stream that was started. STATUS_DAMAGED with a sentence. */
enum status drift_read(struct drift_stream *stream, struct span text);

/* ---- for people (tell.c) ---- */

/* A share in thousandths; `before`: of the reference, else since the note. */
int64_t drift_share(const struct drift_item *item, bool before);
/* The value of a CHOICE or CLASS that most messages of the reference have; empty when there is none. */
struct span drift_usual(const struct drift_stream *stream, enum drift_trait trait);
/* gone, less, more, new; of a CHOICE or CLASS always `value`, of a FIRST `first`. */
const char *drift_turn(const struct drift_item *item);
const char *drift_per_word(enum drift_per per);
/* "Since 3 November 2026, .." in English, with `who` for the source. */
void drift_sentence(const struct drift_stream *stream, const struct drift_item *item,
                    struct buffer *out);

#endif
