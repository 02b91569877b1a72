/* The few entries that a new version can make a difference with.
 *
 * What the hits of a person are follows from what was said of the person and from each entry by itself. So after a
 * new version a person is found by an entry that is new or another, or is found as before: then the entry has given
 * a reason that stands. No other entry needs to be looked at, and an index of these is made at once. */
#include <stdlib.h>

#include "base/clock.h"
#include "pipeline/internal.h"

/* Above this part of its entries a version is not screened by what is new in it. */
enum { PART_MOST = 4 };

struct reason {
    int64_t list;
    struct span entry;
};
struct reasons {
    struct engine *engine;
    struct arena *arena;
    struct reason *items;
    size_t count, room;
    int64_t *days, *roots;
    size_t day_count, day_room, root_count, root_room;
    enum status status;
};

/* ---- reasons that stand ---- */

static bool add_day(void *context, const struct store_day *day)
{
    struct reasons *reasons = context;
    reasons->days = arena_more(reasons->arena, reasons->days, reasons->day_count,
                               &reasons->day_room, sizeof *reasons->days);
    reasons->days[reasons->day_count++] = day->day;
    return true;
}

static bool add_root(void *context, const struct store_alert *alert)
{
    struct reasons *reasons = context;
    if (alert->withdrawn_seq && !alert->quiet)
        return true;
    reasons->roots = arena_more(reasons->arena, reasons->roots, reasons->root_count,
                                &reasons->root_room, sizeof *reasons->roots);
    reasons->roots[reasons->root_count++] = alert->traveller;
    return true;
}

static bool add_reason(void *context, const struct store_hit *hit)
{
    struct reasons *reasons = context;
    if (hit->withdrawn_seq)
        return true;
    reasons->items = arena_more(reasons->arena, reasons->items, reasons->count, &reasons->room,
                                sizeof *reasons->items);
    reasons->items[reasons->count++] =
        (struct reason){hit->list, arena_copy(reasons->arena, hit->entry)};
    return true;
}

static enum status find_reasons(struct reasons *reasons)
{
    struct store *store = reasons->engine->store;
    enum status status = store_days(store, ID_DAY_FIRST, ID_DAY_LAST, add_day, reasons);
    for (size_t i = 0; i < reasons->day_count && status == STATUS_OK; i++) {
        int32_t day = (int32_t)reasons->days[i];
        status = store_alerts(store, day, day, add_root, reasons);
    }
    for (size_t i = 0; i < reasons->root_count && status == STATUS_OK; i++)
        status = store_hit_heads(store, reasons->roots[i], add_reason, reasons);
    return status;
}

/* ---- the set ---- */

static void keep_reasons(const struct reasons *reasons, int64_t of, const struct watch_list *list,
                         bool *keep, size_t *kept)
{
    for (size_t i = 0; i < reasons->count; i++) {
        const struct watch_entry *entry =
            reasons->items[i].list == of ? watch_list_find(list, reasons->items[i].entry) : NULL;
        if (!entry || keep[entry - list->entries])
            continue;
        keep[entry - list->entries] = true;
        ++*kept;
    }
}

struct news {
    const struct watch_list *now;
    bool *keep;
    size_t count;
};

static void keep_change(void *context, const struct watch_change *change)
{
    struct news *news = context;
    if (!change->now)
        return;
    news->keep[change->now - news->now->entries] = true;
    news->count++;
}

static bool is_among(const struct reasons *reasons, int64_t list)
{
    for (size_t i = 0; i < reasons->count; i++)
        if (reasons->items[i].list == list)
            return true;
    return false;
}

/* A version as a list: that of the set in force where it has it, for to open a big one takes its time. */
static enum status open_version(struct engine *engine, const struct desk_activation *version,
                                struct arena *arena, struct watch_source *source,
                                struct watch_list *out)
{
    const struct watch_list *held =
        engine->whole ? watch_list_in(engine->whole, version->list, version->version) : NULL;
    if (held) {
        *out = *held;
        *source = (struct watch_source){
            .list = version->list,
            .name = arena_format(arena, "%.*s", (int)version->name.size, version->name.at),
            .version = version->version,
            .severity = version->severity,
            .bytes = held->bytes};
        return STATUS_OK;
    }
    enum status status = listset_source(engine, version, arena, source);
    return status == STATUS_OK ? watch_list_open(source->bytes, out) : status;
}

/* What is kept of one list; `before` is the version before, of that which changed. `*few` is set to false when
 * that is too much. */
static enum status make_source(struct engine *engine, const struct reasons *reasons,
                               const struct desk_activation *version,
                               const struct desk_activation *before, struct watch_source *out,
                               bool *few)
{
    struct watch_source old;
    struct watch_list was, now, part;
    enum status status = open_version(engine, version, reasons->arena, out, &now);
    if (status == STATUS_OK && before)
        status = open_version(engine, before, reasons->arena, &old, &was);
    if (status != STATUS_OK)
        return status;
    struct news news = {&now, arena_array(reasons->arena, bool, now.header->entries + 1), 0};
    if (before)
        watch_list_differ(&was, &now, keep_change, &news);
    *few &= news.count <= now.header->entries / PART_MOST;
    if (!*few)
        return STATUS_OK;
    keep_reasons(reasons, version->list, &now, news.keep, &news.count);
    watch_list_part(&now, news.keep, reasons->arena, &part);
    out->bytes = part.bytes;
    return STATUS_OK;
}

static const struct desk_activation *version_of(const struct force *force, int64_t list)
{
    for (size_t i = 0; i < force->count; i++)
        if (force->versions[i]->list == list)
            return force->versions[i];
    return NULL;
}

static enum status build(struct engine *engine, const struct force *now,
                         const struct desk_activation *before, const struct reasons *reasons,
                         struct watch **out)
{
    struct watch_source *sources = arena_array(reasons->arena, struct watch_source, now->count + 1);
    size_t count = 0;
    bool few = true;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < now->count && status == STATUS_OK; i++) {
        const struct desk_activation *version = now->versions[i];
        bool changed = version->list == before->list;
        if (changed || is_among(reasons, version->list))
            status = make_source(engine, reasons, version, changed ? before : NULL,
                                 &sources[count++], &few);
    }
    struct watch *whole = NULL;
    if (status == STATUS_OK && few)
        status = watch_build(
            sources, count, (int)config_count(engine->options.config, SETTING_WATCH_NAME_THRESHOLD),
            &whole);
    if (status == STATUS_OK && few)
        *out = watch_narrow(whole, (int32_t)(now->at / MICROS_PER_DAY), NULL);
    watch_release(whole);
    return status;
}

/* The version before counts only if it was in force until now: else nobody was screened against it. Nor is this the
 * way when a clock that was ahead has been set right: what seemed to have ended comes back. */
enum status listdelta_make(struct engine *engine, const struct desk_activation *changes,
                           int64_t state, struct watch **out)
{
    struct arena arena = {0};
    struct force before = {.arena = &arena}, now = {.arena = &arena};
    struct reasons reasons = {.engine = engine, .arena = &arena};
    const struct desk_activation *change = &changes[state - 1], *old;
    enum status status = STATUS_OK;
    *out = NULL;
    listset_force(&before, changes, state - 1);
    listset_force(&now, changes, state);
    old = version_of(&before, change->list);
    if (change->what == DESK_LIST_IMPORTED && old && version_of(&now, change->list) &&
        now.at >= before.at) {
        status = find_reasons(&reasons);
        if (status == STATUS_OK)
            status = build(engine, &now, old, &reasons, out);
    }
    arena_free(&arena);
    return status;
}
