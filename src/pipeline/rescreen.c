/* Persons of a flight screened again: after the lists changed, or after people said who is who. */
#include "pipeline/contents.h"
#include "pipeline/internal.h"

struct roots {
    struct arena *arena;
    int64_t *ids;
    size_t count, room;
};

static bool add_alerted(void *context, const struct store_alert *alert)
{
    struct roots *roots = context;
    if (alert->withdrawn_seq)
        return true;
    roots->ids =
        arena_more(roots->arena, roots->ids, roots->count, &roots->room, sizeof *roots->ids);
    roots->ids[roots->count++] = alert->traveller;
    return true;
}

/* Those with an alert come by traveller, and of two the older is named first. */
static bool is_among(const struct roots *roots, int64_t id)
{
    return id_find(roots->ids, (uint32_t)roots->count, sizeof *roots->ids, id) != UINT32_MAX;
}

/* `roots` NULL: everyone. */
static enum status screen(struct engine *engine, int64_t flight, const struct roots *roots,
                          int64_t seq, int64_t at)
{
    struct arena arena = {0};
    struct store_loaded loaded = {0};
    enum status status = store_flight_load(engine->store, flight, &arena, &loaded);
    const uint32_t *next = contents_join(&loaded, &arena);
    uint32_t *rows = arena_array(&arena, uint32_t, loaded.traveller_count + 1);
    size_t count = 0;
    for (uint32_t i = 0; i < loaded.traveller_count; i++) {
        const struct store_traveller *row = &loaded.travellers[i];
        if (!row->merged_into && (!roots || is_among(roots, row->id)))
            rows[count++] = i;
    }
    if (status == STATUS_OK)
        status = screening_again(engine, &loaded, next, rows, count, seq, at);
    arena_free(&arena);
    return status;
}

enum status rescreen_flight(struct engine *engine, int64_t flight, int64_t seq, int64_t at)
{
    return screen(engine, flight, NULL, seq, at);
}

enum status rescreen_alerted(struct engine *engine, int64_t flight, int64_t seq, int64_t at)
{
    struct arena arena = {0};
    struct roots roots = {.arena = &arena};
    enum status status = store_alerts_of_flight(engine->store, flight, add_alerted, &roots);
    if (status == STATUS_OK && roots.count)
        status = screen(engine, flight, &roots, seq, at);
    arena_free(&arena);
    return status;
}

enum status rescreen_two(struct engine *engine, int64_t flight, int64_t one, int64_t other,
                         int64_t seq, int64_t at)
{
    int64_t ids[] = {one < other ? one : other, one < other ? other : one};
    return screen(engine, flight, &(struct roots){.ids = ids, .count = 2}, seq, at);
}
