#include "pipeline/later.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "pipeline/findings.h"
#include "store/id.h"
#include "store/progress.h"
#include "sys/thread.h"

/* The one in hand: the thread has it while it is `busy`. */
struct looked_at {
    int64_t root;
    struct watch *watch; /* held */
    struct arena arena;
    struct store_traveller row;
    struct content_list contents;
    struct finding_list findings;
    bool stale; /* it was put again meanwhile */
};

struct later {
    bool read; /* those of the store were */
    int64_t *roots;
    size_t count, room;
    struct looked_at hand;
    bool started;
    pthread_t thread;
    struct beside *beside;
    atomic_bool done;
};

struct later *later_start(struct beside *beside)
{
    struct later *later = memory_alloc(sizeof *later);
    later->beside = beside;
    return later;
}

bool later_is_idle(const struct later *later)
{
    return later->read && later->count == 0;
}

/* ---- who waits ---- */

bool later_waits(const struct later *later, int64_t root)
{
    for (size_t i = 0; i < later->count; i++)
        if (later->roots[i] == root)
            return true;
    return false;
}

static bool add_root(void *context, int64_t root)
{
    struct later *later = context;
    if (later_waits(later, root))
        return true;
    if (later->count == later->room) {
        later->room = later->room ? 2 * later->room : 64;
        later->roots = memory_resize(later->roots, later->room * sizeof *later->roots);
    }
    later->roots[later->count++] = root;
    return true;
}

static void drop_root(struct later *later, int64_t root)
{
    size_t kept = 0;
    for (size_t i = 0; i < later->count; i++)
        if (later->roots[i] != root)
            later->roots[kept++] = later->roots[i];
    later->count = kept;
}

struct reading_days {
    struct engine *engine;
    enum status status;
};

static bool read_day(void *context, const struct store_day *day)
{
    struct reading_days *reading = context;
    reading->status =
        store_unscreened(reading->engine->store, day->day, add_root, reading->engine->later);
    return reading->status == STATUS_OK;
}

/* When the message came; 0 where there was none. */
static enum status time_of(struct engine *engine, int64_t seq, int64_t *at)
{
    struct store_processed last = {.at = 0};
    enum status status = store_processed(engine->store, seq, &last);
    *at = last.at;
    return status == STATUS_MISSING ? STATUS_OK : status;
}

static enum status read_store(struct engine *engine)
{
    struct reading_days reading = {.engine = engine, .status = STATUS_OK};
    enum status status = store_days(engine->store, ID_DAY_FIRST, ID_DAY_LAST, read_day, &reading);
    if (status == STATUS_OK)
        status = reading.status;
    engine->later->read = status == STATUS_OK;
    return status;
}

void later_touch(struct later *later, int64_t root)
{
    later->hand.stale |= later->hand.root == root;
}

enum status later_put(struct engine *engine, int64_t root)
{
    struct later *later = engine->later;
    add_root(later, root);
    later_touch(later, root);
    return store_unscreened_put(engine->store, root);
}

enum status later_move(struct engine *engine, int64_t younger, int64_t older)
{
    enum status status = store_unscreened_drop(engine->store, younger);
    return status == STATUS_OK ? later_put(engine, older) : status;
}

/* ---- looking ---- */

static void *look(void *context)
{
    struct later *later = context;
    struct looked_at *hand = &later->hand;
    thread_go_last();
    findings_slowly(hand->watch, &hand->contents, later->beside, &hand->arena, &hand->findings);
    later->done = true;
    return NULL;
}

static void let_go(struct later *later)
{
    if (later->started)
        pthread_join(later->thread, NULL);
    watch_release(later->hand.watch);
    arena_free(&later->hand.arena);
    later->hand = (struct looked_at){0};
    later->started = false;
    later->done = false;
}

void later_end(struct later *later)
{
    if (!later)
        return;
    later->beside->ending = true;
    let_go(later);
    free(later->roots);
    free(later);
}

/* Everything that was said of the person; false when the card stands for nobody any more. */
static enum status load(struct engine *engine, struct looked_at *hand, bool *stands)
{
    struct store_head head;
    struct store_loaded loaded = {0};
    struct store_traveller card;
    *stands = false;
    enum status status = store_root(engine->store, hand->root, &head);
    if (status != STATUS_OK || head.id != hand->root)
        return status == STATUS_MISSING ? STATUS_OK : status;
    status = store_traveller(engine->store, hand->root, &hand->arena, &card);
    if (status == STATUS_OK)
        status = store_flight_load(engine->store, card.flight, &hand->arena, &loaded);
    const uint32_t *next = contents_join(&loaded, &hand->arena);
    uint32_t row =
        id_find(loaded.travellers, loaded.traveller_count, sizeof *loaded.travellers, hand->root);
    if (status != STATUS_OK || row == UINT32_MAX)
        return status;
    hand->row = loaded.travellers[row];
    hand->contents = contents_for(engine->watch, &hand->arena);
    *stands = true;
    return contents_of(engine->store, &loaded, next, row, &hand->contents);
}

/* Who cannot be looked at is left until the next start, and holds up nobody. */
static void leave(struct later *later, const char *sentence)
{
    log_write(LOG_ERROR, EVENT_ENVIRONMENT,
              "text=\"Somebody waits to be compared with all names "
              "of the lists, and cannot be: %s\"",
              sentence);
    drop_root(later, later->hand.root);
}

static enum status take_next(struct engine *engine)
{
    struct later *later = engine->later;
    struct looked_at *hand = &later->hand;
    bool stands;
    hand->root = later->roots[0];
    enum status status = load(engine, hand, &stands);
    if (status == STATUS_OK && stands) {
        hand->watch = watch_hold(engine->watch);
        later->started = thread_start(&later->thread, look, later);
        if (!later->started)
            leave(later, "no thread can be had.");
    }
    if (status == STATUS_OK && !stands) /* merged into another, which waits in its place */
        drop_root(later, hand->root);
    if (status == STATUS_DAMAGED) {
        leave(later, status_sentence());
        status = STATUS_OK;
    }
    if (!later->started)
        let_go(later);
    return status;
}

/* ---- what was found ---- */

static enum status put(struct engine *engine, int64_t seq)
{
    struct looked_at *hand = &engine->later->hand;
    int64_t at;
    enum status status = time_of(engine, seq, &at);
    if (status == STATUS_OK)
        status = store_begin(engine->store, seq + 1);
    if (status == STATUS_OK)
        status = screening_settle(engine, &hand->row, &hand->findings, seq, at);
    if (status == STATUS_OK)
        status = store_unscreened_drop(engine->store, hand->root);
    arena_reset(&engine->scratch);
    return batch_end(engine, status, seq, at);
}

enum status later_follow(struct engine *engine, int64_t seq)
{
    struct later *later = engine->later;
    enum status status = later->read ? STATUS_OK : read_store(engine);
    if (status == STATUS_OK && later->started && later->done) {
        bool holds = !later->hand.stale && later->hand.watch == engine->watch;
        if (holds)
            status = put(engine, seq);
        int64_t root = later->hand.root;
        if (status == STATUS_OK)
            drop_root(later, root);
        if (!holds) /* others first: one that changes all the time is in nobody's way */
            add_root(later, root);
        let_go(later);
    }
    if (status == STATUS_OK && !later->started && later->count && engine->watch)
        status = take_next(engine);
    return status;
}
