#include "pipeline/preview.h"

#include "base/clock.h"
#include "pipeline/contents.h"
#include "store/travel.h"
#include "watch/watch.h"

struct run {
    const struct preview_order *order;
    struct preview *out;
    struct watch *watch;
    struct watch_worker *worker;
    struct preview_progress progress;
    struct arena flight; /* of one flight */
    struct arena person; /* of one person */
};

/* ---- what the version changes ---- */

struct examples {
    struct preview *out;
    uint32_t added, changed, removed;
};

static void note_example(const struct watch_list *list, const struct watch_entry *entry,
                         unsigned fields, uint32_t number, struct preview_example *out)
{
    if (number < PREVIEW_EXAMPLES)
        out[number] = (struct preview_example){watch_list_text(list, entry->id), fields};
}

static void note_change(void *context, const struct watch_change *change)
{
    struct examples *examples = context;
    struct preview *out = examples->out;
    if (!change->before)
        note_example(&out->list.now, change->now, 0, examples->added++, out->added);
    else if (!change->now)
        note_example(&out->list.before, change->before, 0, examples->removed++, out->removed);
    else
        note_example(&out->list.now, change->now, change->fields, examples->changed++,
                     out->changed);
}

static void find_examples(struct preview *out)
{
    struct examples examples = {.out = out};
    watch_list_differ(out->list.before.header ? &out->list.before : NULL, &out->list.now,
                      note_change, &examples);
}

/* ---- stored traffic ---- */

static enum status build(struct run *run)
{
    const struct preview_order *order = run->order;
    const struct desk_list_preview *list = &run->out->list;
    struct watch *whole;
    struct watch_source source = {.list = list->outcome.list,
                                  .name = "preview",
                                  .version = list->outcome.version,
                                  .severity = list->will.severity,
                                  .bytes = list->now.bytes};
    enum status status = watch_build(
        &source, 1, (int)config_count(order->config, SETTING_WATCH_NAME_THRESHOLD), &whole);
    if (status != STATUS_OK)
        return status;
    run->watch = watch_narrow(whole, (int32_t)(order->import.now / MICROS_PER_DAY), NULL);
    watch_release(whole);
    return STATUS_OK;
}

/* What stands of a person. */
struct standing {
    int64_t list;
    bool by_list, any;
};

static bool note_hit(void *context, const struct store_hit *hit)
{
    struct standing *standing = context;
    if (hit->withdrawn_seq)
        return true;
    standing->any = true;
    standing->by_list |= standing->list && hit->list == standing->list;
    return true;
}

static bool is_found(struct run *run, const struct content_list *contents)
{
    struct content_words words = {0};
    for (size_t i = 0; i < contents->count; i++) {
        struct watch_person person;
        struct watch_hit *hits;
        if (contents_person(contents, i, &words, &run->person, &person) &&
            watch_screen(run->watch, run->worker, &person, &run->person, &hits))
            return true;
    }
    return false;
}

static enum status look_at(struct run *run, const struct store_loaded *loaded, const uint32_t *next,
                           uint32_t root, struct preview_count *count)
{
    struct content_list contents = contents_for(run->watch, &run->person);
    struct standing standing = {.list = run->out->list.outcome.list};
    struct store *store = run->order->store;
    enum status status = contents_of(store, loaded, next, root, &contents);
    bool found = status == STATUS_OK && is_found(run, &contents);
    if (status == STATUS_OK)
        status = store_hit_heads(store, loaded->travellers[root].id, note_hit, &standing);
    arena_reset(&run->person);
    count->travellers++;
    count->found += found;
    count->added += found && !standing.by_list;
    count->alerts += found && !standing.any;
    count->gone += !found && standing.by_list;
    return status;
}

static enum status look_at_flight(struct run *run, int64_t flight, struct preview_count *count)
{
    struct store_loaded loaded = {0};
    enum status status = store_flight_load(run->order->store, flight, &run->flight, &loaded);
    const uint32_t *next = contents_join(&loaded, &run->flight);
    for (uint32_t i = 0; status == STATUS_OK && i < loaded.traveller_count; i++)
        if (!loaded.travellers[i].merged_into) {
            status = look_at(run, &loaded, next, i, count);
            run->progress.travellers++;
        }
    arena_reset(&run->flight);
    run->progress.flights_done++;
    const struct preview_order *order = run->order;
    if (status == STATUS_OK && order->progress && !order->progress(order->context, &run->progress))
        status = status_fail(STATUS_CLOSED, "The preview was stopped. Nothing was changed.");
    return status;
}

struct flights {
    struct arena *arena;
    struct flight_of {
        int64_t id;
        int32_t day;
    } * items;
    size_t count, room;
};

static bool add_flight(void *context, const struct store_flight *flight)
{
    struct flights *flights = context;
    flights->items = arena_more(flights->arena, flights->items, flights->count, &flights->room,
                                sizeof *flights->items);
    flights->items[flights->count++] = (struct flight_of){flight->id, flight->day};
    return true;
}

/* The row of a day; flights come by id, and so by day. */
static struct preview_count *count_of(struct preview *out, int32_t day)
{
    if (!out->day_count || out->by_day[out->day_count - 1].day != day)
        out->by_day[out->day_count++] = (struct preview_day){.day = day};
    return &out->by_day[out->day_count - 1].count;
}

static void add_up(struct preview *out)
{
    size_t kept = 0;
    for (size_t i = 0; i < out->day_count; i++) {
        const struct preview_count *count = &out->by_day[i].count;
        out->past.travellers += count->travellers;
        out->past.found += count->found;
        out->past.added += count->added;
        out->past.alerts += count->alerts;
        out->past.gone += count->gone;
        if (count->travellers)
            out->by_day[kept++] = out->by_day[i];
    }
    out->day_count = kept;
}

static enum status look_at_traffic(struct run *run, struct arena *arena)
{
    const struct preview_order *order = run->order;
    struct flights flights = {.arena = arena};
    int32_t today = (int32_t)(order->import.now / MICROS_PER_DAY);
    enum status status =
        store_flights(order->store, today - order->days + 1, ID_DAY_LAST, add_flight, &flights);
    run->out->by_day = arena_array(arena, struct preview_day, (size_t)order->days + 1);
    size_t most = order->flights_most;
    size_t every = most && flights.count > most ? (flights.count + most - 1) / most : 1;
    run->out->flights = (uint32_t)flights.count;
    run->out->flights_looked = run->progress.flights =
        (uint32_t)((flights.count + every - 1) / every);
    for (size_t i = 0; i < flights.count && status == STATUS_OK; i += every) {
        int32_t day = flights.items[i].day;
        status = look_at_flight(run, flights.items[i].id,
                                day > today ? &run->out->ahead : count_of(run->out, day));
    }
    add_up(run->out);
    return status;
}

enum status preview_run(const struct preview_order *order, struct arena *arena, struct preview *out)
{
    struct preview preview = {.name = order->import.name, .days = order->days};
    struct run run = {.order = order, .out = &preview, .worker = watch_worker_new()};
    enum status status = desk_list_preview(order->desk, &order->import, arena, &preview.list);
    if (status == STATUS_OK)
        find_examples(&preview);
    if (status == STATUS_OK)
        status = build(&run);
    if (status == STATUS_OK && order->store)
        status = look_at_traffic(&run, arena);
    watch_release(run.watch);
    watch_worker_free(run.worker);
    arena_free(&run.flight);
    arena_free(&run.person);
    if (status == STATUS_OK)
        *out = preview;
    return status;
}
