/* The lists in force, as one set to screen against. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "pipeline/internal.h"

static bool was_seen(const int64_t *lists, size_t count, int64_t list)
{
    for (size_t i = 0; i < count; i++)
        if (lists[i] == list)
            return true;
    return false;
}

/* Of each list the last of the changes decides; there are many changes and few lists. */
void listset_force(struct force *force, const struct desk_activation *changes, int64_t state)
{
    int64_t *seen = arena_array(force->arena, int64_t, (size_t)state + 1);
    size_t lists = 0;
    /* From its end, so that they stand in the order of the changes. */
    force->versions =
        arena_array(force->arena, const struct desk_activation *, (size_t)state + 1) + state;
    force->at = state ? changes[state - 1].at : 0;
    for (int64_t i = state; i-- > 0;) {
        if (was_seen(seen, lists, changes[i].list))
            continue;
        seen[lists++] = changes[i].list;
        if (changes[i].list && desk_list_counts(&changes[i], force->at)) {
            *--force->versions = &changes[i];
            force->count++;
        }
    }
}

/* ---- building ---- */

enum status listset_source(struct engine *engine, const struct desk_activation *version,
                           struct arena *arena, struct watch_source *out)
{
    struct watch_list list;
    enum status status =
        desk_list_read(engine->desk, version->list, version->version, arena, &list);
    if (status == STATUS_OK)
        *out = (struct watch_source){
            .list = version->list,
            .name = arena_format(arena, "%.*s", (int)version->name.size, version->name.at),
            .version = version->version,
            .severity = version->severity,
            .bytes = list.bytes};
    else
        status = status_fail(status,
                             "The list %.*s, version %u, cannot be opened: its file in "
                             "authored/lists is damaged, missing or sealed with another key. "
                             "Restore it from a backup, or import the list again.",
                             (int)version->name.size, version->name.at, version->version);
    return status;
}

static void note_listed(struct engine *engine, const struct force *force)
{
    engine->listed = memory_alloc((force->count + 1) * sizeof *engine->listed);
    engine->listed_count = force->count;
    for (size_t i = 0; i < force->count; i++)
        engine->listed[i] = (struct listed){force->versions[i]->list, force->versions[i]->version};
}

static enum status build(struct engine *engine, const struct force *force)
{
    struct arena arena = {0};
    struct watch_source *sources = arena_array(&arena, struct watch_source, force->count + 1);
    struct watch *built = NULL;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < force->count && status == STATUS_OK; i++)
        status = listset_source(engine, force->versions[i], &arena, &sources[i]);
    if (status == STATUS_OK)
        status = watch_build_upon(
            engine->whole, sources, force->count,
            (int)config_count(engine->options.config, SETTING_WATCH_NAME_THRESHOLD), &built);
    if (status == STATUS_OK) {
        listset_drop(engine);
        engine->whole = built;
        note_listed(engine, force);
    }
    arena_free(&arena);
    return status;
}

void listset_drop(struct engine *engine)
{
    watch_release(engine->watch);
    watch_release(engine->whole);
    free(engine->listed);
    engine->watch = engine->whole = NULL;
    engine->listed = NULL;
    engine->listed_count = 0;
}

/* ---- narrowing ---- */

static size_t place_of(const struct engine *engine, const struct desk_activation *version)
{
    size_t i = 0;
    while (i < engine->listed_count && (engine->listed[i].list != version->list ||
                                        engine->listed[i].version != version->version))
        i++;
    return i;
}

static bool is_built(const struct engine *engine, const struct force *force)
{
    bool all = engine->whole != NULL;
    for (size_t i = 0; i < force->count; i++)
        all &= place_of(engine, force->versions[i]) < engine->listed_count;
    return all;
}

static void narrow(struct engine *engine, const struct force *force)
{
    bool *out = arena_array(force->arena, bool, engine->listed_count + 1);
    for (size_t i = 0; i < engine->listed_count; i++)
        out[i] = true;
    for (size_t i = 0; i < force->count; i++)
        out[place_of(engine, force->versions[i])] = false;
    watch_release(engine->watch);
    engine->watch = watch_narrow(engine->whole, (int32_t)(force->at / MICROS_PER_DAY), out);
}

enum status listset_apply(struct engine *engine, const struct desk_activation *changes,
                          int64_t state)
{
    struct arena arena = {0};
    struct force force = {.arena = &arena};
    listset_force(&force, changes, state);
    enum status status = is_built(engine, &force) ? STATUS_OK : build(engine, &force);
    if (status == STATUS_OK) {
        narrow(engine, &force);
        engine->watched = state;
        log_write(LOG_INFO, EVENT_LIST_ACTIVE, "lists=%zu entries=%u names=%u state=%lld",
                  force.count, watch_entries(engine->watch), watch_names(engine->watch),
                  (long long)state);
    }
    arena_free(&arena);
    return status;
}
