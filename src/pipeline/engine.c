#include "pipeline/engine.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "pipeline/internal.h"

enum {
    DECODER_DEATHS = 2, /* a message that ends the decoder so often is set aside */
    SCREEN_DEATHS = 3,  /* the same for the process that works on it */
    /* A process that is killed from outside is no message's doing. But the kernel, too, kills from
     * outside when memory runs out: so often with one message, and it is set aside after all. */
    MOST_KILLS = 20
};

struct store *engine_store(struct engine *engine)
{
    return engine->store;
}

/* ---- opening ---- */

static int by_origin(const void *a, const void *b)
{
    const struct engine_origin *one = a, *other = b;
    if (one->seq != other->seq)
        return one->seq < other->seq ? -1 : 1;
    return one->begin < other->begin ? -1 : one->begin > other->begin;
}

static void keep_wanted(struct engine *engine)
{
    size_t count = engine->options.wanted_count;
    if (count == 0)
        return;
    engine->wanted = memory_alloc(count * sizeof *engine->wanted);
    memcpy(engine->wanted, engine->options.wanted, count * sizeof *engine->wanted);
    qsort(engine->wanted, count, sizeof *engine->wanted, by_origin);
    engine->wanted_count = count;
}

static bool is_single(const struct store_attempt *attempt)
{
    return attempt->first_seq == attempt->last_seq;
}

/* What the process before left: until where something died, and the one message under way. */
struct left_attempts {
    struct engine *engine;
    struct store_attempt under_way; /* none: first_seq is 0 */
};

static bool note_attempt(void *context, const struct store_attempt *attempt)
{
    struct left_attempts *left = context;
    if (attempt->last_seq > left->engine->singly_until)
        left->engine->singly_until = attempt->last_seq;
    if (is_single(attempt) && !left->under_way.first_seq)
        left->under_way = *attempt;
    return true;
}

/* Each attempt is noted beforehand as one that was killed: who is gone cannot say how it ended. Where
 * it is known that the process failed by itself the message is blamed. */
static enum status take_over(struct engine *engine)
{
    struct left_attempts left = {.engine = engine};
    enum status status = store_attempts(engine->store, note_attempt, &left);
    if (status != STATUS_OK || !engine->options.at_fault || left.under_way.kills == 0)
        return status;
    left.under_way.kills--;
    left.under_way.deaths++;
    return store_attempt_put(engine->store, &left.under_way);
}

static enum status open_all(struct engine *engine)
{
    const struct engine_options *options = &engine->options;
    enum status status =
        store_open(options->derived, STORE_WRITE, options->keyring, &engine->store);
    if (status == STATUS_OK)
        status = journal_reader_open(options->journal, options->keyring, &engine->journal);
    if (status == STATUS_OK)
        status = desk_open(options->authored, DESK_READ, options->keyring, &engine->desk);
    if (status == STATUS_OK)
        status = keyring_installation(options->keyring, KEY_DIGEST, &engine->digest_key);
    if (status == STATUS_OK)
        status = take_over(engine);
    return status;
}

enum status engine_open(const struct engine_options *options, struct engine **out)
{
    struct engine *engine = memory_alloc(sizeof *engine);
    engine->options = *options;
    engine->decoder = (struct decoder){
        .socket = -1,
        .fresh = options->fresh_decoder,
        .context = options->context,
        .config = options->config,
        .milliseconds = (int)config_count(options->config, SETTING_SCREEN_DECODE_SECONDS) * 1000};
    keep_wanted(engine);
    enum status status = open_all(engine);
    if (status != STATUS_OK) {
        engine_close(engine);
        return status;
    }
    size_t cache = (size_t)config_count(options->config, SETTING_SCREEN_FLIGHT_CACHE) << 20;
    engine->cards = cards_new(engine->store, cache);
    *out = engine;
    return STATUS_OK;
}

void engine_close(struct engine *engine)
{
    if (!engine)
        return;
    decoder_close(&engine->decoder);
    cards_free(engine->cards);
    watch_release(engine->watch);
    desk_close(engine->desk);
    journal_reader_close(engine->journal);
    store_close(engine->store);
    arena_free(&engine->batch);
    arena_free(&engine->message);
    arena_free(&engine->scratch);
    free(engine->wanted);
    free(engine);
}

/* ---- one entry ---- */

/* For each node how many messages begin before it, or with it, less one. */
static const int *ordinals(struct engine *engine, const struct image *image)
{
    int *of = arena_array(&engine->message, int, image->header->nodes + 1);
    int ordinal = -1;
    for (uint32_t n = 0; n < image->header->nodes; n++)
        of[n] = ordinal += image->nodes[n].type == NODE_MESSAGE;
    return of;
}

static enum status add_issues(struct engine *engine, const struct image *image, int64_t seq)
{
    const int *of = ordinals(engine, image);
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < image->header->issues && status == STATUS_OK; i++) {
        const struct image_issue *issue = &image->issues[i];
        int ordinal = issue->node == IMAGE_NONE ? -1 : of[issue->node];
        status =
            store_issue_add(engine->store, &(struct store_issue){.seq = seq,
                                                                 .message = ordinal,
                                                                 .issue = (enum issue)issue->issue,
                                                                 .segment = span_of(issue->segment),
                                                                 .begin = issue->begin,
                                                                 .size = issue->size});
    }
    return status;
}

static bool is_test(const struct image *image, uint32_t message)
{
    uint32_t interchange = image->nodes[message].parent;
    return interchange != IMAGE_NONE && image->nodes[interchange].type == NODE_INTERCHANGE &&
           span_is(image_text(image, interchange, FIELD_INTERCHANGE_TEST), "1");
}

static bool has_persons_or_flight(const struct image *image, uint32_t message)
{
    return image_child(image, message, NODE_TRAVELLER) != IMAGE_NONE ||
           image_child(image, message, NODE_BOOKING) != IMAGE_NONE ||
           image_child(image, message, NODE_LEG) != IMAGE_NONE;
}

static void prepare_push(struct passage *passage)
{
    const struct journal_entry *entry = passage->entry;
    passage->push = (struct store_push){
        .seq = entry->sequence,
        .flight = passage->flight.id,
        .ordinal = passage->ordinal,
        .kind = passage->kind,
        .role = image_text(passage->image, passage->message, FIELD_MESSAGE_ROLE),
        .digest = entry->digest};
}

/* A crash came after the commit of the day: only progress has yet to hear of it. STATUS_MISSING: the
 * day has not got it. */
static enum status recall_message(struct passage *passage)
{
    struct store *store = passage->engine->store;
    enum status status = store_push_counts(store, &passage->push);
    return status == STATUS_OK
               ? store_issues_noted(store, passage->entry->sequence, passage->ordinal)
               : status;
}

static enum status fuse_and_note(struct passage *passage)
{
    struct engine *engine = passage->engine;
    int64_t lists;
    enum status status = store_day_lists(engine->store, passage->flight.day, &lists);
    if (status == STATUS_OK && lists == 0 && engine->lists)
        status = store_day_lists_set(engine->store, passage->flight.day, engine->lists);
    if (status == STATUS_OK)
        status = fuse_message(passage);
    return status == STATUS_OK ? store_push_add(engine->store, &passage->push) : status;
}

static enum status store_message(struct passage *passage, struct store_processed *sums)
{
    int64_t applied;
    enum status status = flight_resolve(passage);
    if (status == STATUS_OK)
        status = store_day_applied(passage->engine->store, passage->flight.day, &applied);
    if (status != STATUS_OK)
        return status;
    prepare_push(passage);
    status = applied >= passage->entry->sequence ? recall_message(passage) : STATUS_MISSING;
    if (status == STATUS_MISSING)
        status = fuse_and_note(passage);
    sums->added += passage->push.added;
    sums->changed += passage->push.changed;
    sums->same += passage->push.same;
    return status;
}

static enum status store_image(struct engine *engine, const struct journal_entry *entry,
                               const struct image *image, struct store_processed *sums)
{
    enum status status = add_issues(engine, image, entry->sequence);
    int ordinal = -1;
    for (uint32_t n = 0; n < image->header->nodes && status == STATUS_OK; n++) {
        sums->travellers += image->nodes[n].type == NODE_TRAVELLER;
        if (image->nodes[n].type != NODE_MESSAGE)
            continue;
        struct passage passage = {.engine = engine,
                                  .entry = entry,
                                  .image = image,
                                  .message = n,
                                  .ordinal = ++ordinal,
                                  .kind = (enum kind)image->nodes[n].kind};
        sums->messages++;
        if (is_test(image, n))
            sums->reason = REASON_TEST;
        else if (passage.kind != KIND_OTHER && has_persons_or_flight(image, n))
            status = store_message(&passage, sums);
        arena_reset(&engine->message);
    }
    return status;
}

/* Status of the whole body: as for `decode --summary`. */
static enum outcome outcome_of(const struct image *image)
{
    enum outcome outcome = OUTCOME_QUARANTINED;
    bool first = true;
    for (uint32_t n = 0; n < image->header->nodes; n++) {
        if (image->nodes[n].type != NODE_MESSAGE)
            continue;
        if (!first && outcome != (enum outcome)image->nodes[n].outcome)
            return OUTCOME_PARTIAL;
        outcome = (enum outcome)image->nodes[n].outcome;
        first = false;
    }
    return outcome;
}

static enum status store_entry(struct engine *engine, const struct journal_entry *entry,
                               struct span bytes)
{
    struct image image;
    struct store_processed sums = {.seq = entry->sequence, .at = entry->received};
    enum status status = image_open(bytes, &image);
    if (status != STATUS_OK)
        return status;
    sums.outcome = outcome_of(&image);
    sums.issues = image.header->issues;
    status = store_image(engine, entry, &image, &sums);
    return status == STATUS_OK ? store_processed_add(engine->store, &sums) : status;
}

/* Set aside whole: its bytes stay in the journal. */
static enum status quarantine(struct engine *engine, const struct journal_entry *entry,
                              enum store_reason reason)
{
    struct store_processed sums = {.seq = entry->sequence,
                                   .at = entry->received,
                                   .outcome = OUTCOME_QUARANTINED,
                                   .reason = reason,
                                   .issues = 1};
    struct store_issue issue = {.seq = entry->sequence, .message = -1, .issue = ISSUE_DECODER_DIED};
    log_write(LOG_WARN, EVENT_MESSAGE_QUARANTINED, "sequence=%lld reason=%s",
              (long long)entry->sequence, store_reason_word(reason));
    enum status status = store_issue_add(engine->store, &issue);
    return status == STATUS_OK ? store_processed_add(engine->store, &sums) : status;
}

/* ---- a batch ---- */

struct batch {
    struct journal_entry *entries;
    size_t count, done;
    int64_t deadline; /* clock_monotonic */
    struct buffer image;
};

static bool find_attempt(void *context, const struct store_attempt *attempt)
{
    struct store_attempt *wanted = context;
    if (is_single(attempt) && attempt->first_seq == wanted->first_seq)
        *wanted = *attempt;
    return true;
}

/* The attempts on one entry alone; without deaths when there were none. */
static enum status attempt_of(struct engine *engine, int64_t seq, struct store_attempt *out)
{
    *out = (struct store_attempt){.first_seq = seq, .last_seq = seq};
    return store_attempts(engine->store, find_attempt, out);
}

static bool is_loss(enum status status)
{
    return status == STATUS_CLOSED || status == STATUS_TIMEOUT || status == STATUS_INPUT;
}

/* What the decoder was given before and nobody asked for (a batch that ended early) is taken and
 * dropped. */
static void drop_ahead(struct engine *engine, const struct journal_entry *entry,
                       struct buffer *image)
{
    if (engine->ahead == entry->sequence)
        return;
    if (engine->ahead && decoder_answer(&engine->decoder, image) != STATUS_OK)
        decoder_close(&engine->decoder);
    engine->ahead = 0;
}

/* Gives the entry to the decoder, unless it has it already. */
static enum status give(struct engine *engine, const struct journal_entry *entry)
{
    if (engine->ahead == entry->sequence)
        return STATUS_OK;
    enum status status = decoder_send(&engine->decoder, entry->received, entry->body);
    if (status == STATUS_OK)
        engine->ahead = entry->sequence;
    return status;
}

static enum status try_decoder(struct engine *engine, const struct journal_entry *entry,
                               struct buffer *image)
{
    enum status status = give(engine, entry);
    if (status == STATUS_OK)
        status = decoder_answer(&engine->decoder, image);
    engine->ahead = 0;
    return status;
}

/* The image of one entry; a decoder that dies of it gets it once more. STATUS_INPUT: it died twice,
 * or was killed again and again. That no decoder could be had is not the entry's doing, and ends
 * the batch. Only the start of the next decoder tells how the lost one ended. */
static enum status decode_entry(struct engine *engine, const struct journal_entry *entry,
                                struct buffer *image)
{
    drop_ahead(engine, entry, image);
    enum status ready = decoder_ready(&engine->decoder);
    for (int deaths = 0, kills = 0; ready == STATUS_OK;) {
        enum status status = try_decoder(engine, entry, image);
        if (status == STATUS_OK || !is_loss(status))
            return status;
        ready = decoder_ready(&engine->decoder);
        bool killed = ready == STATUS_OK && status == STATUS_CLOSED && engine->decoder.killed;
        ++*(killed ? &kills : &deaths);
        log_write(LOG_WARN, EVENT_DECODER_LOST, "sequence=%lld status=%s killed=%d",
                  (long long)entry->sequence, status_word(status), killed);
        if (ready == STATUS_OK && (deaths == DECODER_DEATHS || kills == MOST_KILLS))
            return STATUS_INPUT;
    }
    return ready;
}

/* One entry; the decoder works on `next` (may be NULL) while this one is stored. */
static enum status work_on(struct engine *engine, const struct journal_entry *entry,
                           const struct journal_entry *next, struct buffer *image)
{
    if (entry->status == STATUS_DAMAGED)
        return quarantine(engine, entry, REASON_DAMAGED);
    if (entry->status != STATUS_OK)
        return status_fail(entry->status,
                           "Message %lld cannot be opened: the secret of its month "
                           "is missing or is another. Restore the secrets folder.",
                           (long long)entry->sequence);
    enum status status = decode_entry(engine, entry, image);
    if (status == STATUS_INPUT)
        return quarantine(engine, entry, REASON_DECODER_DIED);
    if (status == STATUS_OK && next && next->status == STATUS_OK)
        (void)give(engine, next); /* its own turn will tell */
    return status == STATUS_OK ? store_entry(engine, entry, buffer_span(image)) : status;
}

static enum status work_through(struct engine *engine, struct batch *batch)
{
    enum status status = store_begin(engine->store, batch->entries[0].sequence);
    for (batch->done = 0; batch->done < batch->count && status == STATUS_OK;) {
        size_t next = batch->done + 1;
        status = work_on(engine, &batch->entries[batch->done],
                         next < batch->count ? &batch->entries[next] : NULL, &batch->image);
        if (status == STATUS_OK)
            batch->done++;
        if (clock_monotonic() > batch->deadline)
            break;
    }
    const struct journal_entry *last = &batch->entries[batch->done ? batch->done - 1 : 0];
    if (status == STATUS_OK)
        status = store_commit(engine->store, last->sequence, last->received);
    if (status != STATUS_OK) {
        store_rollback(engine->store);
        cards_drop_all(engine->cards);
        batch->done = 0;
    }
    return status;
}

/* An attempt that the environment refused (a full disk, a secret that is not there) was no death.
 * What is damaged ends the process and is not tried for ever; nor is what the store cannot take
 * (more persons than a day has numbers for), which counts as a death. */
static enum status try_alone(struct engine *engine, struct batch *batch,
                             const struct store_attempt *before)
{
    struct store_attempt now = *before;
    enum status status = decoder_ready(&engine->decoder); /* takes long beside the work itself */
    now.kills++;                                          /* see take_over */
    if (status == STATUS_OK)
        status = store_attempt_put(engine->store, &now);
    if (status == STATUS_OK)
        status = work_through(engine, batch);
    if (status != STATUS_OK && status != STATUS_DAMAGED) {
        char sentence[512];
        snprintf(sentence, sizeof sentence, "%s", status_sentence());
        now = *before;
        now.deaths += status == STATUS_INPUT;
        /* Where even this fails the attempt counts as a kill: the lesser evil. */
        (void)store_attempt_put(engine->store, &now);
        return status_fail(status, "%s", sentence);
    }
    return status;
}

/* An entry with which the process died already goes alone, and after some deaths is set aside. */
static enum status work_alone(struct engine *engine, struct batch *batch)
{
    const struct journal_entry *entry = &batch->entries[0];
    struct store_attempt before;
    batch->count = 1;
    enum status status = attempt_of(engine, entry->sequence, &before);
    if (status != STATUS_OK)
        return status;
    if (before.deaths < SCREEN_DEATHS && before.kills < MOST_KILLS)
        return try_alone(engine, batch, &before);
    status = store_begin(engine->store, entry->sequence);
    if (status == STATUS_OK)
        status = quarantine(engine, entry, REASON_GAVE_UP);
    if (status == STATUS_OK)
        status = store_commit(engine->store, entry->sequence, entry->received);
    if (status != STATUS_OK) {
        store_rollback(engine->store);
        cards_drop_all(engine->cards);
    }
    batch->done = status == STATUS_OK;
    return status;
}

static enum status run_batch(struct engine *engine, struct batch *batch)
{
    const struct journal_entry *first = &batch->entries[0];
    int64_t milliseconds = config_count(engine->options.config, SETTING_SCREEN_BATCH_MILLISECONDS);
    batch->deadline = clock_monotonic() + milliseconds * 1000;
    if (first->sequence <= engine->singly_until)
        return work_alone(engine, batch);
    int64_t last = batch->entries[batch->count - 1].sequence;
    enum status status = store_attempt_put(
        engine->store, &(struct store_attempt){.first_seq = first->sequence, .last_seq = last});
    if (status == STATUS_OK)
        status = work_through(engine, batch);
    if (status == STATUS_INPUT) /* one of them cannot be stored: which one? */
        engine->singly_until = last;
    return status;
}

/* What was read before the lists were looked at cannot lie after a version that is announced
 * later: the desk numbers a version after announcing it (desk/desk.h). So: read, then look. */
static enum status cut_at_lists(struct engine *engine, int64_t progress, struct batch *batch,
                                bool *waiting)
{
    int64_t next;
    enum status status = lists_follow(engine, progress, waiting, &next);
    while (batch->count && batch->entries[batch->count - 1].sequence > next)
        batch->count--;
    return status;
}

enum status engine_step(struct engine *engine, struct engine_step *step)
{
    struct batch batch = {0};
    int64_t progress = store_progress(engine->store);
    size_t most = (size_t)config_count(engine->options.config, SETTING_SCREEN_BATCH_MESSAGES);
    arena_reset(&engine->batch);
    batch.entries = arena_array(&engine->batch, struct journal_entry, most);
    *step = (struct engine_step){.last = progress};
    enum status status = journal_reader_next(engine->journal, progress, most, &engine->batch,
                                             batch.entries, &batch.count);
    if (status == STATUS_OK)
        status = cut_at_lists(engine, progress, &batch, &step->waiting);
    if (status == STATUS_OK && batch.count && !step->waiting)
        status = run_batch(engine, &batch);
    if (status == STATUS_OK && batch.done) {
        step->entries = batch.done;
        step->last = batch.entries[batch.done - 1].sequence;
    }
    arena_reset(&engine->message);
    buffer_free(&batch.image);
    return status;
}

enum status engine_close_days(struct engine *engine, int64_t now)
{
    int closed = 0;
    enum status status = store_close_days(engine->store, (int32_t)(now / MICROS_PER_DAY), &closed);
    if (status == STATUS_OK && closed)
        log_write(LOG_INFO, EVENT_DAY_CLOSED, "days=%d", closed);
    return status;
}
