/* The lists in force, and who must be screened again when they change. */
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "pipeline/known.h"

struct change {
    struct engine *engine;
    const struct desk_activation *activations; /* numbered ones, in order */
    int64_t state;                             /* how many hold now */
    int64_t seq, at;                           /* the message before it; when it was made */
    bool *pending;                             /* something that comes before has no number yet */
};

/* ---- the set ---- */

/* Of each list the last version among the first `state` activations. */
static enum status load_sources(struct change *change, struct arena *arena,
                                struct watch_source *sources, size_t *count)
{
    enum status status = STATUS_OK;
    *count = 0;
    for (int64_t i = 0; i < change->state && status == STATUS_OK; i++) {
        const struct desk_activation *activation = &change->activations[i];
        bool replaced = false;
        for (int64_t later = i + 1; later < change->state; later++)
            replaced |= change->activations[later].list == activation->list;
        if (replaced)
            continue;
        struct buffer bytes = {0};
        status =
            desk_list_bytes(change->engine->desk, activation->list, activation->version, &bytes);
        if (status == STATUS_OK)
            sources[(*count)++] = (struct watch_source){
                .list = activation->list,
                .name =
                    arena_format(arena, "%.*s", (int)activation->name.size, activation->name.at),
                .version = activation->version,
                .severity = activation->severity,
                .bytes = arena_copy(arena, buffer_span(&bytes))};
        else
            status =
                status_fail(status,
                            "The list %.*s, version %u, cannot be opened: its file in "
                            "authored/lists is damaged, missing or sealed with another key. "
                            "Restore it from a backup, or import the list again.",
                            (int)activation->name.size, activation->name.at, activation->version);
        if (bytes.at)
            seal_wipe(bytes.at, bytes.size);
        buffer_free(&bytes);
    }
    return status;
}

static enum status build(struct change *change)
{
    struct engine *engine = change->engine;
    struct arena arena = {0};
    struct watch_source *sources =
        arena_array(&arena, struct watch_source, (size_t)change->state + 1);
    size_t count;
    struct watch *built;
    enum status status = load_sources(change, &arena, sources, &count);
    if (status == STATUS_OK)
        status = watch_build(
            sources, count, (int)config_count(engine->options.config, SETTING_WATCH_NAME_THRESHOLD),
            &built);
    if (status == STATUS_OK) {
        watch_release(engine->watch);
        engine->watch = built;
        log_write(LOG_INFO, EVENT_LIST_ACTIVE, "lists=%zu entries=%u names=%u state=%lld", count,
                  watch_entries(built), watch_names(built), (long long)change->state);
    }
    arena_free(&arena);
    return status;
}

/* ---- screening again ---- */

struct day_list {
    struct arena *arena;
    int32_t *days;
    size_t count, room;
};

static bool add_day(void *context, const struct store_day *day)
{
    struct day_list *list = context;
    list->days = arena_more(list->arena, list->days, list->count, &list->room, sizeof *list->days);
    list->days[list->count++] = day->day;
    return true;
}

struct id_list {
    struct arena *arena;
    int64_t *ids;
    size_t count, room;
};

static void add_id(struct id_list *list, int64_t id)
{
    list->ids = arena_more(list->arena, list->ids, list->count, &list->room, sizeof *list->ids);
    list->ids[list->count++] = id;
}

static bool add_flight(void *context, const struct store_flight *flight)
{
    add_id(context, flight->id);
    return true;
}

static enum status screen_day(struct change *change, int32_t day, bool everyone)
{
    struct engine *engine = change->engine;
    struct arena arena = {0};
    struct id_list flights = {.arena = &arena};
    enum status status = store_flights(engine->store, day, day, add_flight, &flights);
    if (status == STATUS_OK)
        status = store_begin(engine->store, change->seq + 1);
    for (size_t i = 0; i < flights.count && status == STATUS_OK; i++)
        status = everyone ? rescreen_flight(engine, flights.ids[i], change->seq, change->at)
                          : rescreen_alerted(engine, flights.ids[i], change->seq, change->at);
    if (status == STATUS_OK)
        status = store_day_lists_set(engine->store, day, change->state);
    arena_free(&arena);
    return batch_end(engine, status, change->seq, change->at);
}

/* Whether the change concerns all persons of the day. */
static bool concerns_everyone(const struct change *change, int32_t day)
{
    int64_t reach = config_count(change->engine->options.config, SETTING_SCREEN_RESCREEN_DAYS);
    return change->state && day >= change->at / MICROS_PER_DAY - reach;
}

static enum status screen_days(struct change *change, const struct day_list *days)
{
    struct engine *engine = change->engine;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < days->count && status == STATUS_OK; i++) {
        int64_t since;
        status = store_day_lists(engine->store, days->days[i], &since);
        if (status == STATUS_OK && since < change->state)
            status = screen_day(change, days->days[i], concerns_everyone(change, days->days[i]));
    }
    return status;
}

/* After a start: the state that all days have met; a crash may have left some behind. */
static enum status find_state(struct engine *engine, const struct day_list *days, int64_t state,
                              int64_t *out)
{
    enum status status = STATUS_OK;
    *out = state;
    for (size_t i = 0; i < days->count && status == STATUS_OK; i++) {
        int64_t since = 0;
        status = store_day_lists(engine->store, days->days[i], &since);
        *out = since < *out ? since : *out;
    }
    return status;
}

/* Who was cleared before this version came was cleared by the one before. */
static enum status known_before(struct change *change)
{
    int64_t next;
    return known_follow(change->engine, change->seq, change->at, change->pending, &next);
}

/* Version by version, whenever they are met: what one raises and the next withdraws is seen in a
 * rebuild, too. */
static enum status advance(struct change *change, int64_t state)
{
    struct engine *engine = change->engine;
    struct arena arena = {0};
    struct day_list days = {.arena = &arena};
    enum status status = store_days(engine->store, ID_DAY_FIRST, ID_DAY_LAST, add_day, &days);
    if (status == STATUS_OK && !engine->watch)
        status = find_state(engine, &days, state, &engine->lists);
    change->state = engine->lists;
    if (status == STATUS_OK)
        status = known_lists(engine, change->activations, change->state);
    if (status == STATUS_OK && !engine->watch && engine->lists == state)
        status = build(change);
    while (status == STATUS_OK && engine->lists < state && !*change->pending) {
        change->at = change->activations[change->state].imported;
        status = known_before(change);
        if (status != STATUS_OK || *change->pending)
            break;
        change->state++;
        status = known_lists(engine, change->activations, change->state);
        if (status == STATUS_OK)
            status = build(change);
        if (status == STATUS_OK)
            status = screen_days(change, &days);
        if (status == STATUS_OK)
            engine->lists = change->state;
    }
    arena_free(&arena);
    return status;
}

enum status lists_follow(struct engine *engine, int64_t seq, bool *pending, int64_t *next)
{
    struct arena arena = {0};
    struct desk_activation *all;
    size_t count;
    int64_t state = 0;
    bool known_pending = false;
    enum status status = desk_list_activations(engine->desk, &arena, &all, &count);
    *pending = false;
    *next = INT64_MAX;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        if (all[i].after_seq == DESK_PENDING)
            *pending = true;
        else if (all[i].after_seq <= seq)
            state++;
        else if (all[i].after_seq < *next)
            *next = all[i].after_seq;
    }
    if (status == STATUS_OK && (state != engine->lists || !engine->watch)) {
        struct change change = {
            .engine = engine, .activations = all, .seq = seq, .pending = &known_pending};
        status = advance(&change, state);
        *pending |= known_pending;
    }
    arena_free(&arena);
    return status;
}
