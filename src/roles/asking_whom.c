/* Whom to ask about: documents of travellers whose flights are open. */
#include "base/clock.h"
#include "roles/asking_internal.h"
#include "watch/watch.h"

#define SCAN_EVERY (15 * 60 * MICROS_PER_SECOND)
enum {
    LOOKED_MOST = 512, /* messages a look: who waits is asked about in between */
    NUMBER_LEAST = 5   /* of a document without a state, as for lists */
};

/* ---- documents of a content ---- */

/* What is asked about a reading of its number. False: there is none, or it is too short to say anything without a
 * state. */
static bool read_document(const struct image *content, uint32_t node, enum field field,
                          struct arena *arena, struct lookup_question *out)
{
    char state[4];
    watch_state_code(image_text(content, node, FIELD_DOCUMENT_STATE), state);
    struct span kept = arena_copy(arena, span_of(state));
    struct span document = lookup_document(image_text(content, node, field), kept, arena);
    *out = (struct lookup_question){
        .number = span_part(document, kept.size + 1, document.size),
        .state = kept,
        .type = arena_copy(arena, image_text(content, node, FIELD_DOCUMENT_TYPE))};
    return document.size > 0 && (kept.size > 0 || out->number.size >= NUMBER_LEAST);
}

static struct seal_digest key_of(const struct asking *asking,
                                 const struct lookup_question *question, struct arena *arena)
{
    return seal_digest(&asking->key, lookup_document(question->number, question->state, arena));
}

typedef bool each_question(void *context, const struct lookup_question *question);

/* Of a number that was copied out of a zone with its check digit there are two readings (decision 7). */
static bool each_of_content(const struct image *content, struct arena *arena, each_question *each,
                            void *context)
{
    static const enum field readings[] = {FIELD_DOCUMENT_NUMBER, FIELD_DOCUMENT_NUMBER_OTHER};
    struct lookup_question question;
    for (uint32_t d = image_child(content, 0, NODE_DOCUMENT); d != IMAGE_NONE;
         d = image_sibling(content, d, NODE_DOCUMENT))
        for (size_t i = 0; i < sizeof readings / sizeof readings[0]; i++)
            if (read_document(content, d, readings[i], arena, &question) &&
                !each(context, &question))
                return false;
    return true;
}

/* Each document of a card by both sources; false when `each` said no. */
static bool each_document(const struct store_traveller *traveller, struct arena *arena,
                          each_question *each, void *context)
{
    for (int part = PART_API; part <= PART_PNR; part++) {
        struct image content;
        struct span bytes = traveller->content[part].bytes;
        if (bytes.size && image_open(bytes, &content) == STATUS_OK &&
            !each_of_content(&content, arena, each, context))
            return false;
    }
    return true;
}

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
    look->waiting.key = key_of(look->asking, question, &look->arena);
    look->status =
        lookup_book_find(look->asking->book, &look->waiting.key, look->waiting.since, &known);
    if (look->status == STATUS_MISSING) {
        lookup_queue_add(look->asking->queue, &look->waiting);
        look->status = STATUS_OK;
    }
    return look->status == STATUS_OK;
}

static enum status add_flight(struct look *look, struct store *store, int64_t flight)
{
    struct store_loaded loaded = {0};
    bool open = false;
    arena_reset(&look->arena);
    enum status status =
        view_flight_due(look->asking->view, flight, look->waiting.since, &open, &look->waiting.due);
    if (status != STATUS_OK || !open)
        return status;
    status = store_flight_load(store, flight, &look->arena, &loaded);
    look->waiting.flight = flight;
    for (uint32_t i = 0; i < loaded.traveller_count && status == STATUS_OK; i++) {
        look->waiting.traveller = loaded.travellers[i].id;
        each_document(&loaded.travellers[i], &look->arena, add_document, look);
        status = look->status;
    }
    return status;
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

/* A day that cannot be opened hides no other; whoever shows it says so. */
static enum status pass_over(enum status status)
{
    return status == STATUS_DAMAGED || status == STATUS_SECRET || status == STATUS_MISSING
               ? STATUS_OK
               : status;
}

static enum status look_at(struct asking *asking, struct store *store,
                           const struct flights *flights)
{
    struct look look = {.asking = asking, .waiting.since = clock_now()};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < flights->count && status == STATUS_OK && !asking_is_ending(asking, 0);
         i++)
        status = pass_over(add_flight(&look, store, flights->ids[i]));
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
        asking->scan_at = all ? now + SCAN_EVERY : asking->scan_at;
    }
    arena_free(&flights.arena);
    return status;
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
    struct seal_digest key = key_of(choice->asking, question, choice->arena);
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
    if (status == STATUS_OK && each_document(&card, arena, is_another, &choice))
        status = STATUS_MISSING;
    if (status == STATUS_OK)
        status = store_root(store, waiting->traveller, &root);
    if (status == STATUS_OK)
        *traveller = root.id;
    return status;
}
