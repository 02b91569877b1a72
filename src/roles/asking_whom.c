/* Whom to ask about: documents of travellers whose flights are open. */
#include "base/clock.h"
#include "roles/asking_internal.h"
#include "view/outside.h"

enum {
    LOOKED_MOST = 512, /* messages a look: who waits is asked about in between */
    SCANS = 24 /* all flights are looked at so many times while an answer counts, but not .. */
};
#define SCAN_LEAST (15 * 60 * MICROS_PER_SECOND) /* .. more often than this, .. */
#define SCAN_MOST (60 * 60 * MICROS_PER_SECOND)  /* .. nor more seldom */

/* ---- who waits ---- */

struct look {
    struct asking *asking;
    struct arena arena;
    struct lookup_waiting waiting;
    enum status status;
};

static bool add_document(void *context, const struct lookup_question *question)
{
    struct look *look = context;
    struct lookup_known known;
    look->waiting.key = lookup_question_key(&look->asking->key, question, &look->arena);
    look->status =
        lookup_book_find(look->asking->book, &look->waiting.key, look->waiting.since, &known);
    if (look->status == STATUS_MISSING) {
        lookup_queue_add(look->asking->queue, &look->waiting);
        look->status = STATUS_OK;
    }
    return look->status == STATUS_OK;
}

/* A day that cannot be opened hides no other; whoever shows it says so. */
static enum status pass_over(enum status status)
{
    return status == STATUS_DAMAGED || status == STATUS_SECRET || status == STATUS_MISSING
               ? STATUS_OK
               : status;
}

static enum status add_flight(struct look *look, struct store *store, int64_t flight)
{
    struct store_loaded loaded = {0};
    bool open = false;
    arena_reset(&look->arena);
    enum status status =
        view_flight_due(look->asking->view, flight, look->waiting.since, &open, &look->waiting.due);
    if (status == STATUS_OK && open)
        status = store_flight_load(store, flight, &look->arena, &loaded);
    if (status != STATUS_OK)
        return pass_over(status);
    look->waiting.flight = flight;
    look->status = STATUS_OK;
    for (uint32_t i = 0; i < loaded.traveller_count && look->status == STATUS_OK; i++) {
        look->waiting.traveller = loaded.travellers[i].id;
        outside_documents(&loaded.travellers[i], &look->arena, add_document, look);
    }
    return look->status;
}

/* ---- flights ---- */

struct flights {
    struct arena arena;
    int64_t *ids;
    size_t count, room;
};

static bool add_id(struct flights *flights, int64_t id)
{
    for (size_t i = flights->count; i-- > 0;)
        if (flights->ids[i] == id)
            return true;
    flights->ids =
        arena_more(&flights->arena, flights->ids, flights->count, &flights->room, sizeof id);
    flights->ids[flights->count++] = id;
    return true;
}

static bool note_landing(void *context, int ordinal, int64_t flight)
{
    (void)ordinal;
    return add_id(context, flight);
}

static bool note_flight(void *context, const struct store_flight *flight)
{
    struct flights *flights = context; /* each comes once */
    flights->ids = arena_more(&flights->arena, flights->ids, flights->count, &flights->room,
                              sizeof flight->id);
    flights->ids[flights->count++] = flight->id;
    return true;
}

static enum status look_at(struct asking *asking, struct store *store,
                           const struct flights *flights)
{
    struct look look = {.asking = asking, .waiting.since = clock_now()};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < flights->count && status == STATUS_OK && !asking_is_ending(asking, 0);
         i++)
        status = add_flight(&look, store, flights->ids[i]);
    arena_free(&look.arena);
    return status;
}

/* Two days back: a long flight, and any zone. */
static enum status find_all(struct asking *asking, struct store *store, struct flights *flights)
{
    int32_t today = (int32_t)(clock_now() / MICROS_PER_DAY);
    enum status status = lookup_book_sweep(asking->book, clock_now(), LOOKUP_MOST_KNOWN);
    return status == STATUS_OK ? store_flights(store, today - 2, ID_DAY_LAST, note_flight, flights)
                               : status;
}

static enum status find_new(struct store *store, int64_t from, int64_t to, struct flights *flights)
{
    enum status status = STATUS_OK;
    for (int64_t seq = from; seq <= to && status == STATUS_OK; seq++)
        status = store_landings(store, seq, note_landing, flights);
    return status;
}

static int64_t next_scan(const struct asking *asking, int64_t now)
{
    int64_t wait = asking->settings.remember * MICROS_PER_SECOND / SCANS;
    if (wait > SCAN_MOST)
        wait = SCAN_MOST;
    return now + (wait > SCAN_LEAST ? wait : SCAN_LEAST);
}

enum status asking_follow(struct asking *asking)
{
    struct flights flights = {.count = 0};
    struct store *store = NULL;
    int64_t now = clock_monotonic();
    enum status status = view_store(asking->view, &store);
    if (status != STATUS_OK || !store)
        return status;
    int64_t progress = store_progress(store), to = asking->seen + LOOKED_MOST;
    bool all = now >= asking->scan_at;
    to = all || to > progress ? progress : to;
    status =
        all ? find_all(asking, store, &flights) : find_new(store, asking->seen + 1, to, &flights);
    if (status == STATUS_OK)
        status = look_at(asking, store, &flights);
    if (status == STATUS_OK) {
        asking->seen = to;
        asking->scan_at = all ? next_scan(asking, now) : asking->scan_at;
    }
    arena_free(&flights.arena);
    return status;
}

void asking_look_again(struct asking *asking)
{
    int64_t soon = clock_monotonic() + asking->settings.rest * MICROS_PER_SECOND;
    if (asking->scan_at > soon)
        asking->scan_at = soon;
}

/* ---- the question ---- */

struct choice {
    const struct asking *asking;
    const struct seal_digest *key;
    struct arena *arena;
    struct lookup_question *out;
};

static bool is_another(void *context, const struct lookup_question *question)
{
    struct choice *choice = context;
    struct seal_digest key = lookup_question_key(&choice->asking->key, question, choice->arena);
    if (memcmp(&key, choice->key, sizeof key) != 0)
        return true;
    *choice->out = *question;
    return false;
}

enum status asking_question(struct asking *asking, const struct lookup_waiting *waiting,
                            struct arena *arena, struct lookup_question *out, int64_t *traveller)
{
    struct choice choice = {asking, &waiting->key, arena, out};
    struct store_traveller card;
    struct store_head root;
    struct store *store = NULL;
    bool open = false;
    int64_t due;
    enum status status = view_flight_due(asking->view, waiting->flight, clock_now(), &open, &due);
    if (status == STATUS_OK)
        status = view_store(asking->view, &store);
    if (status == STATUS_OK && !(open && store))
        status = STATUS_MISSING;
    if (status == STATUS_OK)
        status = store_traveller_as_is(store, waiting->traveller, arena, &card);
    if (status == STATUS_OK && outside_documents(&card, arena, is_another, &choice))
        status = STATUS_MISSING;
    if (status == STATUS_OK)
        status = store_root(store, waiting->traveller, &root);
    if (status == STATUS_OK)
        *traveller = root.id;
    return status;
}
