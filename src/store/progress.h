/* How far the journal was worked through, and how each entry ended. See store.h for batches. */
#ifndef STORE_PROGRESS_H
#define STORE_PROGRESS_H

#include "model/image.h"
#include "store/store.h"

/* Why an entry went no further than the journal; the numbers are stored. */
enum store_reason {
    REASON_NONE,         /* it went all the way */
    REASON_TEST,         /* test traffic */
    REASON_SEALED_MONTH, /* it concerns a month that is sealed */
    REASON_DECODER_DIED, /* reading it ended the decoder twice, or that was killed time after time */
    REASON_GAVE_UP,      /* the same for the process that screens */
    REASON_DAMAGED,      /* its bytes in the journal are not what was written */
    STORE_REASONS
};
const char *store_reason_word(enum store_reason reason);

struct store_processed {
    int64_t seq;
    int64_t at; /* when it was worked through */
    enum outcome outcome;
    enum store_reason reason;
    int64_t messages, travellers; /* in the body */
    int64_t added, changed, same; /* travellers, as stored */
    int64_t issues;
};

/* Once for each entry of the batch. */
enum status store_processed_add(struct store *store, const struct store_processed *processed);
/* STATUS_MISSING when the entry is not worked through. */
enum status store_processed(struct store *store, int64_t seq, struct store_processed *out);

/* Entries before `before` (0: all), the newest first: of one outcome, or of all. */
enum status store_newest(struct store *store, int64_t before, const enum outcome *outcome,
                         bool (*each)(void *context, const struct store_processed *processed),
                         void *context);

/* What was not understood; without its detail, which may hold identity. */
struct store_issue {
    int64_t seq;
    int message;         /* ordinal in the body; -1: the body */
    enum issue issue;    /* its severity is the catalogue's */
    struct span segment; /* the tag; what is not three of A-Z and 0-9 is not kept */
    int64_t begin, size; /* bytes of the body */
};
enum status store_issue_add(struct store *store, const struct store_issue *issue);
/* For an issue of a message that landed, found by comparing it with what its day has: once the day
 * is committed nobody could find it again, so it is kept with the flights until progress has it.
 * The segment is not kept. */
enum status store_issue_note(struct store *store, const struct store_issue *issue);
/* Adds what was noted of the message, when its day has it already. */
enum status store_issues_noted(struct store *store, int64_t seq, int message);
enum status store_issues(struct store *store, int64_t seq,
                         bool (*each)(void *context, const struct store_issue *issue),
                         void *context);

/* Sums over all that is committed. */
struct store_totals {
    int64_t entries, messages, travellers, added, changed, same, issues;
    int64_t outcomes[3]; /* by enum outcome, of entries without reason */
    int64_t reasons[STORE_REASONS];
};
enum status store_totals(struct store *store, struct store_totals *out);

/* ---- the feed of alerts, in the order in which they were committed ---- */

/* QUIETED: nothing is left of the alert but hits of entries that the person is known not to be. */
enum store_news { NEWS_RAISED, NEWS_CHANGED, NEWS_WITHDRAWN, NEWS_QUIETED };
struct store_feed {
    int64_t n; /* from 1, without gaps */
    int64_t traveller, seq, at;
    enum store_news news;
};
/* Those after `n`. */
enum status store_feed(struct store *store, int64_t n,
                       bool (*each)(void *context, const struct store_feed *news), void *context);
/* The last n; 0 when there is none. */
enum status store_feed_last(struct store *store, int64_t *n);

/* ---- attempts: which entries were with the decoder when something died ---- */

struct store_attempt {
    int64_t first_seq, last_seq;
    int deaths, kills; /* as the caller counts */
};
/* Outside of a batch, committed at once. store_commit removes those up to its last_seq. */
enum status store_attempt_put(struct store *store, const struct store_attempt *attempt);
enum status store_attempts(struct store *store,
                           bool (*each)(void *context, const struct store_attempt *attempt),
                           void *context);

/* ---- rebuild: where the persons of decisions were found again ---- */

enum status store_decided_put(struct store *store, int64_t seq, int64_t begin, int64_t traveller);
/* STATUS_MISSING when that origin made no traveller. */
enum status store_decided(struct store *store, int64_t seq, int64_t begin, int64_t *traveller);

/* ---- streams: how sources write, as drift/drift.h keeps it ---- */

struct store_stream {
    struct span source, sender, kind; /* who sends what */
    struct span state;
};
/* Makes it or takes the place of what was there; in a batch. After a loss of power a state may be ahead
 * of store_progress: who gives it messages again passes over those that it has. */
enum status store_stream_put(struct store *store, const struct store_stream *stream);
/* In the order of source, sender and kind; texts are valid during the call. */
enum status store_streams(struct store *store,
                          bool (*each)(void *context, const struct store_stream *stream),
                          void *context);

/* ---- pairings: what people said of two cards ---- */

/* The desk's id of the last one that holds here; 0: none. After a loss of power it is not known: some
 * whose number is the last sequence may not hold. */
enum { STORE_PAIRINGS_UNKNOWN = -1 };
enum status store_pairings(struct store *store, int64_t *id);
enum status store_pairings_set(struct store *store, int64_t id); /* in a batch */

/* ---- memory: of persons known not to be those of entries ---- */

/* The desk's id of the last step that holds here, as of pairings; or STORE_PAIRINGS_UNKNOWN. */
enum status store_memory(struct store *store, int64_t *id);
enum status store_memory_set(struct store *store, int64_t id); /* in a batch */

#endif
