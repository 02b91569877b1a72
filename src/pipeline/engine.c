#include "pipeline/engine.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "pipeline/known.h"
#include "pipeline/later.h"
#include "pipeline/second.h"

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
        status = keyring_installation(options->keyring, KEY_INDEX, &engine->index_key);
    if (status == STATUS_OK)
        status = batch_take_over(engine);
    if (status == STATUS_OK)
        status = store_pairings(engine->store, &engine->pairings);
    return status == STATUS_OK ? known_open(engine) : status;
}

enum status engine_open(const struct engine_options *options, struct engine **out)
{
    struct engine *engine = memory_alloc(sizeof *engine);
    engine->options = *options;
    engine->decoder = (struct decoder){.socket = -1,
                                       .ahead = true,
                                       .fresh = options->fresh_decoder,
                                       .context = options->context,
                                       .config = options->config};
    keep_wanted(engine);
    enum status status = open_all(engine);
    if (status != STATUS_OK) {
        engine_close(engine);
        return status;
    }
    size_t cache = (size_t)config_count(options->config, SETTING_SCREEN_FLIGHT_CACHE) << 20;
    engine->cards = cards_new(engine->store, cache);
    engine->crew = crew_start(ENGINE_CREW);
    for (int i = 0; i < ENGINE_CREW; i++)
        engine->workers[i] = watch_worker_new();
    engine->later = later_start(&engine->beside);
    engine->second = second_start(
        (uint32_t)config_count(options->config, SETTING_SCREEN_SECOND_LOOK), &engine->beside);
    *out = engine;
    return STATUS_OK;
}

void engine_close(struct engine *engine)
{
    if (!engine)
        return;
    decoder_close(&engine->decoder);
    second_end(engine->second);
    later_end(engine->later);
    cards_free(engine->cards);
    listset_drop(engine);
    crew_end(engine->crew);
    for (int i = 0; i < ENGINE_CREW; i++)
        arena_free(&engine->looks[i]), watch_worker_free(engine->workers[i]);
    streams_drop(engine);
    buffer_free(&engine->dialect);
    desk_close(engine->desk);
    journal_reader_close(engine->journal);
    store_close(engine->store);
    arena_free(&engine->kept);
    arena_free(&engine->batch);
    arena_free(&engine->message);
    arena_free(&engine->scratch);
    free(engine->wanted);
    free(engine);
}

/* ---- stepping ---- */

/* What was read before the desk was looked at cannot lie after a list or a pairing that is announced
 * later: the desk numbers them after announcing them (desk/desk.h). So: read, then look. */
static enum status cut_at_desk(struct engine *engine, int64_t progress, struct batch *batch,
                               bool *waiting)
{
    int64_t next, next_pair, next_known;
    enum status status = profiles_follow(engine, waiting);
    if (status != STATUS_OK || *waiting)
        return status;
    status = normals_follow(engine, waiting);
    if (status != STATUS_OK || *waiting)
        return status;
    status = lists_follow(engine, progress, waiting, &next);
    if (status == STATUS_OK && !*waiting) {
        status = pairs_follow(engine, progress, waiting, &next_pair);
        next = next_pair < next ? next_pair : next;
    }
    if (status == STATUS_OK && !*waiting) {
        status = known_follow(engine, progress, INT64_MAX, waiting, &next_known);
        next = next_known < next ? next_known : next;
    }
    while (batch->count && batch->entries[batch->count - 1].sequence > next)
        batch->count--;
    return status;
}

/* Reads on when all that was read is worked through. */
static enum status read_journal(struct engine *engine, int64_t progress)
{
    size_t most = (size_t)config_count(engine->options.config, SETTING_SCREEN_BATCH_MESSAGES);
    while (engine->read_count && engine->read[0].sequence <= progress) {
        engine->read++;
        engine->read_count--;
    }
    if (engine->read_count)
        return STATUS_OK;
    arena_reset(&engine->batch);
    engine->read = arena_array(&engine->batch, struct journal_entry, most);
    enum status status = journal_reader_next(engine->journal, progress, most, &engine->batch,
                                             engine->read, &engine->read_count);
    engine->read_all = engine->read_count < most;
    return status;
}

enum status engine_step(struct engine *engine, struct engine_step *step)
{
    struct batch batch = {0};
    int64_t progress = store_progress(engine->store);
    uint64_t commits = engine->commits;
    *step = (struct engine_step){.last = progress};
    enum status status = store_sync(engine->store); /* of the step before: its news has been told */
    if (status == STATUS_OK)
        status = read_journal(engine, progress);
    batch.entries = engine->read;
    batch.count = engine->read_count;
    if (status == STATUS_OK)
        status = cut_at_desk(engine, progress, &batch, &step->waiting);
    engine->beside.waiting = batch.count > 0;
    if (status == STATUS_OK && batch.count && !step->waiting)
        status = batch_run(engine, &batch);
    if (status == STATUS_OK && batch.done) {
        step->entries = batch.done;
        step->last = batch.entries[batch.done - 1].sequence;
    }
    if (status == STATUS_OK && !step->waiting)
        status = later_follow(engine, step->last);
    step->looking = !later_is_idle(engine->later);
    engine->beside.waiting = batch.done < batch.count || (batch.count && !engine->read_all);
    if (status != STATUS_OK)
        engine->read_count = 0; /* what could not be opened may be another time */
    step->news = engine->commits != commits;
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
