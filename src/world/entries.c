/* The invented watchlist, and who only looks like somebody on it. */
#include "world/internal.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"

static const char *const severities[] = {"low", "medium", "medium", "high", "high", "critical"};

static uint32_t entry_count(const struct world *world)
{
    return (uint32_t)world->profile->rates[RATE_ENTRIES];
}

static struct chance entry_chance(const struct world *world, uint32_t index)
{
    return chance_of(world->options.seed, DRAW_ENTRY, index);
}

/* From where the routes' travellers come, and from home. */
static unsigned entry_country(const struct world *world, struct chance *chance)
{
    const struct world_profile *profile = world->profile;
    const struct world_route *route = &profile->routes[chance_below(chance, profile->route_count)];
    if (route->country_count == 0 || chance_in(chance, 300000))
        return (unsigned)world_country_find(span_of(profile->home));
    return route->countries[chance_weighted(chance, route->country_weights, route->country_count)];
}

world_person_id entry_person(const struct world *world, uint32_t index)
{
    struct chance chance = entry_chance(world, index);
    unsigned country = entry_country(world, &chance);
    return world_person_number(SEGMENT_LISTED, country, index, MEMBER_HEAD);
}

world_person_id entry_lookalike(const struct world *world, uint32_t index)
{
    return entry_person(world, index) + ((world_person_id)entry_count(world) << 4);
}

uint32_t world_entry_count(const struct world *world)
{
    return entry_count(world);
}

/* One other spelling, for some. */
static struct span make_alias(const struct world_entry *entry, struct chance *chance,
                              struct arena *arena)
{
    struct span surname, given;
    uint64_t seed = chance_next(chance);
    if (!chance_in(chance, 350000) ||
        !world_spell(&entry->person, SPELLING_ROMANISED, seed, arena, &surname, &given))
        return (struct span){"", 0};
    return span_of(arena_format(arena, "%.*s%s%.*s", (int)surname.size, surname.at,
                                given.size ? ", " : "", (int)given.size, given.at));
}

void world_entry(const struct world *world, uint32_t index, struct arena *arena,
                 struct world_entry *out)
{
    struct chance chance = entry_chance(world, index);
    unsigned country = entry_country(world, &chance);
    *out = (struct world_entry){0};
    world_person(&world->people, world_person_number(SEGMENT_LISTED, country, index, MEMBER_HEAD),
                 world->options.start, arena, &out->person);
    out->with_birth = chance_in(&chance, 850000);
    out->with_document = chance_in(&chance, 250000);
    out->severity = CHANCE_ONE_OF(&chance, severities);
    out->aliases = make_alias(out, &chance, arena);
}

/* ---- surnames ---- */

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

void entries_make(struct world *world)
{
    struct arena arena = {0};
    uint32_t count = entry_count(world);
    world->surnames = memory_alloc((count + 1) * sizeof *world->surnames);
    for (uint32_t i = 0; i < count; i++) {
        struct world_person person;
        arena_reset(&arena);
        world_person(&world->people, entry_person(world, i), world->options.start, &arena, &person);
        world->surnames[i] = hash_bytes(person.surname);
    }
    world->surname_count = count;
    qsort(world->surnames, count, sizeof *world->surnames, compare_numbers);
    arena_free(&arena);
}

bool entries_have_surname(const struct world *world, struct span surname)
{
    uint64_t hash = hash_bytes(surname);
    return bsearch(&hash, world->surnames, world->surname_count, sizeof hash, compare_numbers);
}
