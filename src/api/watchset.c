/* The lists in force, compiled for who tries a name. `screen` has its own set, which no officer waits for. */
#include "api/internal.h"

#include "base/clock.h"
#include "base/memory.h"

#define REST_TIME (10 * 60 * MICROS_PER_SECOND) /* unasked so long it is let go of */

struct part {
    int64_t list;
    uint32_t version;
    enum watch_severity severity;
};
struct watchset {
    pthread_mutex_t lock;
    struct watch *watch; /* NULL: none */
    struct part *parts;  /* owned: of which it was made */
    size_t count;
    int64_t asked;
};

struct watchset *watchset_new(void)
{
    struct watchset *set = memory_alloc(sizeof *set);
    pthread_mutex_init(&set->lock, NULL);
    return set;
}

static void let_go(struct watchset *set)
{
    watch_release(set->watch);
    free(set->parts);
    set->watch = NULL;
    set->parts = NULL;
    set->count = 0;
}

void watchset_free(struct watchset *set)
{
    if (!set)
        return;
    let_go(set);
    pthread_mutex_destroy(&set->lock);
    free(set);
}

/* Whoever builds holds the lock: then it is not old. */
void watchset_sweep(struct watchset *set)
{
    if (pthread_mutex_trylock(&set->lock) != 0)
        return;
    if (set->watch && clock_monotonic() - set->asked > REST_TIME)
        let_go(set);
    pthread_mutex_unlock(&set->lock);
}

static bool is_of(const struct watchset *set, const struct desk_activation *lists, size_t count)
{
    bool same = set->watch && set->count == count;
    for (size_t i = 0; i < count && same; i++)
        same = set->parts[i].list == lists[i].list && set->parts[i].version == lists[i].version &&
               set->parts[i].severity == lists[i].severity;
    return same;
}

static enum status read_sources(struct desk *desk, const struct desk_activation *lists,
                                size_t count, struct arena *arena, struct watch_source *out)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct watch_list list;
        status = desk_list_read(desk, lists[i].list, lists[i].version, arena, &list);
        if (status == STATUS_OK)
            out[i] = (struct watch_source){.list = lists[i].list,
                                           .name = arena_copy(arena, lists[i].name).at,
                                           .version = lists[i].version,
                                           .severity = lists[i].severity,
                                           .bytes = list.bytes};
    }
    return status;
}

static enum status build(struct watchset *set, struct api_call *call, struct desk *desk,
                         const struct desk_activation *lists, size_t count)
{
    struct arena arena = {0}; /* the bytes of all lists: not until the answer is sent */
    struct watch_source *sources = arena_array(&arena, struct watch_source, count + 1);
    struct watch *built = NULL;
    enum status status = read_sources(desk, lists, count, &arena, sources);
    if (status == STATUS_OK)
        status = watch_build_upon(
            set->watch, sources, count,
            (int)config_count(call->api->options.config, SETTING_WATCH_NAME_THRESHOLD), &built);
    arena_free(&arena);
    if (status != STATUS_OK)
        return status;
    let_go(set);
    set->watch = built;
    set->count = count;
    set->parts = memory_alloc((count + 1) * sizeof *set->parts);
    for (size_t i = 0; i < count; i++)
        set->parts[i] = (struct part){lists[i].list, lists[i].version, lists[i].severity};
    return STATUS_OK;
}

/* Of the lists those that count now. */
static size_t in_force(struct desk_activation *lists, size_t count, int64_t now)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (desk_list_counts(&lists[i], now))
            lists[kept++] = lists[i];
    return kept;
}

enum status watchset_take(struct api_call *call, struct watch **out)
{
    struct watchset *set = call->api->watchset;
    struct desk *desk = NULL;
    struct desk_activation *lists = NULL;
    size_t count = 0;
    int64_t now = clock_now();
    enum status status = view_desk(call->worker->view, &desk);
    if (status == STATUS_OK && desk)
        status = desk_list_current(desk, call->arena, &lists, &count);
    count = in_force(lists, count, now);
    pthread_mutex_lock(&set->lock);
    if (status == STATUS_OK && !is_of(set, lists, count))
        status = build(set, call, desk, lists, count);
    if (status == STATUS_OK) {
        set->asked = clock_monotonic();
        *out = watch_narrow(set->watch, (int32_t)(now / MICROS_PER_DAY), NULL);
    }
    pthread_mutex_unlock(&set->lock);
    return status;
}
