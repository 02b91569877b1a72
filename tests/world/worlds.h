/* Worlds for the tests: opened, walked through flight by flight. */
#ifndef TESTS_WORLD_WORLDS_H
#define TESTS_WORLD_WORLDS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/memory.h"
#include "world/figures.h"

/* 2026-12-01, a Tuesday. */
enum { FIRST_DAY = 20788 };

struct walk {
    struct world_profile *profile;
    struct world *world;
    struct world_options options;
};

static inline void walk_open(struct walk *walk, const char *profile, int32_t days, uint64_t persons,
                             uint64_t seed)
{
    walk->options =
        (struct world_options){.seed = seed, .start = FIRST_DAY, .days = days, .persons = persons};
    assert_int_equal(world_profile_read(profile, NULL, &walk->profile), STATUS_OK);
    assert_int_equal(world_open(walk->profile, &walk->options, &walk->world), STATUS_OK);
}

static inline void walk_close(struct walk *walk)
{
    world_close(walk->world);
    world_profile_free(walk->profile);
}

/* Calls `each` for every flight, whole. */
static inline void walk_through(struct walk *walk, void (*each)(const struct world_load *, void *),
                                void *context)
{
    struct arena arena = {0};
    for (int32_t day = 0; day < walk->options.days; day++) {
        uint32_t first, count = world_make_day(walk->world, day, &first);
        for (uint32_t i = first; i < first + count; i++) {
            struct world_load load;
            arena_reset(&arena);
            world_load(walk->world, i, &arena, &load);
            each(&load, context);
        }
        world_forget_day(walk->world, day);
    }
    arena_free(&arena);
}

#endif
