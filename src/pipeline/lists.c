/* Who must be screened again when the lists change. */
#include "base/clock.h"
#include "pipeline/known.h"

struct change {
    struct engine *engine;
    const struct desk_activation *activations; /* numbered ones, in order */
    int64_t state;                             /* how many hold now */
    bool raises;                               /* the last of them may find somebody new */
    int64_t seq, at;                           /* the message before it; when it was made */
    bool *pending;                             /* something that comes before has no number yet */
    struct listdelta delta;                    /* what it can make a difference with */
};

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

/* Flights with an alert that stands. */
static bool add_alerted(void *context, const struct store_alert *alert)
{
    struct id_list *list = context;
    for (size_t i = 0; i < list->count; i++)
        if (list->ids[i] == alert->flight)
            return true;
    if (!alert->withdrawn_seq || alert->quiet)
        add_id(list, alert->flight);
    return true;
}

static bool add_flight(void *context, const struct store_flight *flight)
{
    add_id(context, flight->id);
    return true;
}

/* Those whose alert stands, of all days, before everybody else: what is withdrawn must be so within seconds, and
 * to look at everybody may take longer. The days themselves have not met the change by that. */
static enum status screen_alerted(struct change *change, int32_t day)
{
    struct engine *engine = change->engine;
    struct arena arena = {0};
    struct id_list flights = {.arena = &arena};
    enum status status = store_alerts(engine->store, day, day, add_alerted, &flights);
    if (status == STATUS_OK && flights.count) {
        status = store_begin(engine->store, change->seq + 1);
        for (size_t i = 0; i < flights.count && status == STATUS_OK; i++)
            status = rescreen_alerted(engine, flights.ids[i], change->seq, change->at);
        status = batch_end(engine, status, change->seq, change->at);
    }
    arena_free(&arena);
    return status;
}

/* Whether it concerns a flight's persons who do not alert. */
static bool concerns(const struct change *change, int64_t flight)
{
    const struct listdelta *delta = &change->delta;
    return !delta->by_document || id_find(delta->flights, (uint32_t)delta->flight_count,
                                          sizeof *delta->flights, flight) != UINT32_MAX;
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
        status = everyone && concerns(change, flights.ids[i])
                     ? rescreen_flight(engine, flights.ids[i], change->seq, change->at)
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
    return change->raises && day >= change->at / MICROS_PER_DAY - reach;
}

/* Each day that has not met the change; first in `alerted` alone, when others are to follow. */
static enum status screen_days(struct change *change, const struct day_list *days, bool alerted)
{
    struct engine *engine = change->engine;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < days->count && status == STATUS_OK; i++) {
        int32_t day = days->days[i];
        int64_t since;
        status = store_day_lists(engine->store, day, &since);
        if (status != STATUS_OK || since >= change->state)
            continue;
        status = alerted ? screen_alerted(change, day)
                         : screen_day(change, day, concerns_everyone(change, day));
    }
    return status;
}

/* Who is still on the way comes first: flights of the day and later ones, the nearest before the others; then
 * those of days before, the last one first. */
static struct day_list nearest_first(const struct day_list *days, int32_t today)
{
    struct day_list near = {.arena = days->arena};
    near.days = arena_array(days->arena, int32_t, days->count + 1);
    for (size_t i = 0; i < days->count; i++)
        if (days->days[i] >= today)
            near.days[near.count++] = days->days[i];
    for (size_t i = days->count; i-- > 0;)
        if (days->days[i] < today)
            near.days[near.count++] = days->days[i];
    return near;
}

static enum status screen_all(struct change *change, const struct day_list *all)
{
    struct day_list near = nearest_first(all, (int32_t)(change->at / MICROS_PER_DAY));
    const struct day_list *days = &near;
    enum status status = change->raises ? screen_days(change, days, true) : STATUS_OK;
    return status == STATUS_OK ? screen_days(change, days, false) : status;
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

/* Who was cleared before this change came was cleared by the lists before it. */
static enum status known_before(struct change *change)
{
    int64_t next;
    return known_follow(change->engine, change->seq, change->at, change->pending, &next);
}

/* One change: who is concerned is screened again. What is new in a version is found without an index of all
 * lists, so that nobody waits for that to be built. */
static enum status take_change(struct change *change, const struct day_list *days)
{
    struct engine *engine = change->engine;
    const struct desk_activation *next = &change->activations[change->state];
    bool back =
        change->state > 0 && next->at < next[-1].at; /* a clock was ahead and is set right */
    change->at = next->at;
    change->raises = back || next->what == DESK_LIST_IMPORTED || next->what == DESK_LIST_RESTORED;
    enum status status = known_before(change);
    if (status != STATUS_OK || *change->pending)
        return status;
    change->state++;
    status = known_lists(engine, change->activations, change->state);
    struct arena arena = {0};
    if (status == STATUS_OK)
        status = listdelta_make(engine, change->activations, change->state, &arena, &change->delta);
    engine->again = change->delta.again;
    if (status == STATUS_OK && !engine->again)
        status = listset_apply(engine, change->activations, change->state);
    if (status == STATUS_OK)
        status = screen_all(change, days);
    watch_release(engine->again);
    engine->again = NULL;
    arena_free(&arena);
    if (status == STATUS_OK)
        engine->lists = change->state;
    return status;
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
    while (status == STATUS_OK && engine->lists < state && !*change->pending)
        status = take_change(change, &days);
    if (status == STATUS_OK && (!engine->watch || engine->watched != change->state))
        status = listset_apply(engine, change->activations, change->state);
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
    if (status == STATUS_OK &&
        (state != engine->lists || !engine->watch || engine->watched != state)) {
        struct change change = {
            .engine = engine, .activations = all, .seq = seq, .pending = &known_pending};
        status = advance(&change, state);
        *pending |= known_pending;
    }
    arena_free(&arena);
    return status;
}
