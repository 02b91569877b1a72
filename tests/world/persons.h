/* Persons for the tests: some of each segment, country and place in a household. */
#ifndef TESTS_WORLD_PERSONS_H
#define TESTS_WORLD_PERSONS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "mrz/mrz.h"
#include "world/people.h"

enum { EPOCH = 20500, DAY = EPOCH + 10, HOUSEHOLDS = 40 };

static const struct world_people people = {20260201, EPOCH};

/* Calls `check` for each member of some households of each segment and country. */
static inline void each(void check(const struct world_person *person, struct arena *arena))
{
    struct arena arena = {0};
    for (size_t country = 0; country < world_country_count(); country++)
        for (uint32_t household = 0; household < HOUSEHOLDS; household++)
            for (unsigned member = 0; member < MEMBERS; member++) {
                enum world_segment segment = (enum world_segment)(household % WORLD_SEGMENTS);
                world_person_id id = world_person_number(segment, country, household, member);
                struct world_person person;
                if (!world_person_exists(&people, id))
                    continue;
                world_person(&people, id, DAY, &arena, &person);
                check(&person, &arena);
                arena_reset(&arena);
            }
    arena_free(&arena);
}

static inline void make(world_person_id id, int32_t day, struct arena *arena,
                        struct world_person *out)
{
    world_person(&people, id, day, arena, out);
}

static inline bool starts(struct span text, struct span with)
{
    return with.size == 0 || (text.size >= with.size && memcmp(text.at, with.at, with.size) == 0);
}

static inline bool is_latin(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!(text.at[i] >= 'A' && text.at[i] <= 'Z') && !strchr(" -'", text.at[i]))
            return false;
    return text.size == 0 || (text.at[0] != ' ' && text.at[text.size - 1] != ' ');
}

#endif
