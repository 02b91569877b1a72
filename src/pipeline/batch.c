#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "pipeline/internal.h"

enum {
    DECODER_DEATHS = 2, /* a message that ends the decoder so often is set aside */
    SCREEN_DEATHS = 3,  /* the same for the process that works on it */
    /* A process that is killed from outside is no message's doing. But the kernel, too, kills from
     * outside when memory runs out: so often with one message, and it is set aside after all. */
    MOST_KILLS = 20,
    BEHIND_MOST = 3
};

/* ---- attempts ---- */

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
enum status batch_take_over(struct engine *engine)
{
    struct left_attempts left = {.engine = engine};
    enum status status = store_attempts(engine->store, note_attempt, &left);
    if (status != STATUS_OK || !engine->options.at_fault || left.under_way.kills == 0)
        return status;
    left.under_way.kills--;
    left.under_way.deaths++;
    return store_attempt_put(engine->store, &left.under_way);
}

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

/* ---- the decoder ---- */

static bool is_loss(enum status status)
{
    return status == STATUS_CLOSED || status == STATUS_TIMEOUT || status == STATUS_INPUT;
}

/* So many bytes of bodies may be on their way: what is beyond would not fit into the socket, and who sends it
 * would wait until the decoder takes it. One always may. */
enum { AHEAD_BYTES = 96 * 1024 };

static void drop_first(struct engine *engine)
{
    engine->ahead_count--;
    memmove(engine->ahead, engine->ahead + 1, engine->ahead_count * sizeof *engine->ahead);
}

/* What the decoder was given before and nobody asked for (a batch that was cut) is taken and dropped. */
static void drop_others(struct engine *engine, const struct journal_entry *entry,
                        struct buffer *image)
{
    while (engine->ahead_count && engine->ahead[0].seq != entry->sequence) {
        drop_first(engine);
        if (decoder_answer(&engine->decoder, image, NULL) != STATUS_OK)
            engine->ahead_count = 0;
    }
}

static size_t bytes_ahead(const struct engine *engine)
{
    size_t sum = 0;
    for (size_t i = 0; i < engine->ahead_count; i++)
        sum += engine->ahead[i].size;
    return sum;
}

static bool is_given(const struct engine *engine, const struct journal_entry *entry)
{
    for (size_t i = 0; i < engine->ahead_count; i++)
        if (engine->ahead[i].seq == entry->sequence)
            return true;
    return false;
}

/* Gives the entry to the decoder, behind those that it has. */
static enum status give(struct engine *engine, const struct journal_entry *entry)
{
    struct decoder_source source = {.profile = profiles_at(engine, entry->source, entry->sequence)};
    enum status status = decoder_send(&engine->decoder, entry->received, entry->body, source);
    if (status == STATUS_OK)
        engine->ahead[engine->ahead_count++] =
            (struct engine_ahead){entry->sequence, entry->body.size};
    else
        engine->ahead_count = 0;
    return status;
}

/* Gives what comes next, as long as there is room. Whether that can be is told in its own turn. */
static void give_ahead(struct engine *engine, const struct journal_entry *entries, size_t count)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && engine->ahead_count < ANSWERS_MOST && status == STATUS_OK;
         i++) {
        if (is_given(engine, &entries[i]))
            continue;
        bool room =
            engine->ahead_count == 0 || bytes_ahead(engine) + entries[i].body.size <= AHEAD_BYTES;
        if (entries[i].status != STATUS_OK || !room)
            return;
        status = give(engine, &entries[i]);
    }
}

static enum status try_decoder(struct engine *engine, const struct journal_entry *entry,
                               struct buffer *image)
{
    enum status status = engine->ahead_count ? STATUS_OK : give(engine, entry);
    if (status == STATUS_OK)
        status = decoder_answer(&engine->decoder, image, &engine->dialect);
    if (status == STATUS_OK)
        drop_first(engine);
    else
        engine->ahead_count = 0;
    return status;
}

/* The image of one entry; a decoder that dies of it gets it once more. STATUS_INPUT: it died twice,
 * or was killed again and again. That no decoder could be had is not the entry's doing, and ends
 * the batch. Only the start of the next decoder tells how the lost one ended. */
static enum status decode_entry(struct engine *engine, const struct journal_entry *entry,
                                struct buffer *image)
{
    drop_others(engine, entry, image);
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

/* ---- working through ---- */

/* The first of the entries; the decoder works on the next ones while this one is stored. */
static enum status work_on(struct engine *engine, const struct journal_entry *entry, size_t count,
                           struct buffer *image)
{
    if (entry->status == STATUS_DAMAGED)
        return entry_quarantine(engine, entry, REASON_DAMAGED);
    if (entry->status != STATUS_OK)
        return status_fail(entry->status,
                           "Message %lld cannot be opened: the secret of its month "
                           "is missing or is another. Restore the secrets folder.",
                           (long long)entry->sequence);
    enum status status = decode_entry(engine, entry, image);
    if (status == STATUS_INPUT)
        return entry_quarantine(engine, entry, REASON_DECODER_DIED);
    if (status == STATUS_OK)
        give_ahead(engine, entry + 1, count - 1);
    return status == STATUS_OK ? entry_store(engine, entry, buffer_span(image)) : status;
}

enum status batch_end(struct engine *engine, enum status status, int64_t seq, int64_t at)
{
    if (status == STATUS_OK)
        status = streams_save(engine);
    if (status == STATUS_OK)
        status = store_commit(engine->store, seq, at);
    if (status == STATUS_OK) {
        engine->commits++;
    } else {
        store_rollback(engine->store);
        cards_drop_all(engine->cards);
        streams_drop(engine);
    }
    return status;
}

/* Each commit waits for the disk. Who is behind does more between two: nobody sees a message late by
 * that who would not wait longer for those before it. */
static void note_behind(struct engine *engine, const struct batch *batch)
{
    if (batch->done < batch->count && engine->behind < BEHIND_MOST)
        engine->behind++;
    else if (batch->done == batch->count && engine->read_all)
        engine->behind = 0;
}

static enum status work_through(struct engine *engine, struct batch *batch)
{
    enum status status = store_begin(engine->store, batch->entries[0].sequence);
    for (batch->done = 0; batch->done < batch->count && status == STATUS_OK;) {
        status = work_on(engine, &batch->entries[batch->done], batch->count - batch->done,
                         &batch->image);
        if (status == STATUS_OK)
            batch->done++;
        if (clock_monotonic() > batch->deadline)
            break;
    }
    note_behind(engine, batch);
    const struct journal_entry *last = &batch->entries[batch->done ? batch->done - 1 : 0];
    status = batch_end(engine, status, last->sequence, last->received);
    if (status != STATUS_OK)
        batch->done = 0;
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
    now.kills++;                                          /* see batch_take_over */
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
        status = entry_quarantine(engine, entry, REASON_GAVE_UP);
    status = batch_end(engine, status, entry->sequence, entry->received);
    batch->done = status == STATUS_OK;
    return status;
}

enum status batch_run(struct engine *engine, struct batch *batch)
{
    const struct journal_entry *first = &batch->entries[0];
    int64_t milliseconds = config_count(engine->options.config, SETTING_SCREEN_BATCH_MILLISECONDS);
    batch->deadline = clock_monotonic() + (milliseconds * 1000 << engine->behind);
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
