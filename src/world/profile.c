/* What a profile holds, and where it comes from. */
#include "world/profile.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "sys/files.h"
#include "world/reading.h"

#include "worlds.inc" /* made by CMakeLists.txt: WORLDS(PROFILE) and an array of bytes for each */

enum { MOST_BYTES = 1024 * 1024 };

static const struct world_rate_info rates[] = {
#define RATE(name, key, unit, least, most, fallback, words) {key, least, most, fallback, words},
#include "world/rates.def"
#undef RATE
};

const struct world_rate_info *world_rate_info(enum world_rate rate)
{
    return &rates[rate];
}

static const struct world_bound_info bounds[] = {
#define BOUND(name, key, least, most, words) {key, least, most, words},
#include "world/bounds.def"
#undef BOUND
};

const struct world_bound_info *world_bound_info(enum world_bound bound)
{
    return &bounds[bound];
}

static const struct {
    const char *name;
    struct span text;
} shipped[] = {
#define PROFILE(word, bytes) {word, {(const char *)(bytes), sizeof(bytes)}},
    WORLDS(PROFILE)
#undef PROFILE
};

struct span world_profile_shipped(const char *name)
{
    for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++)
        if (strcmp(shipped[i].name, name) == 0)
            return shipped[i].text;
    return (struct span){"", 0};
}

static enum status read_text(const char *name, struct buffer *out)
{
    struct span text = world_profile_shipped(name);
    if (text.size) {
        buffer_append(out, text.at, text.size);
        return STATUS_OK;
    }
    enum status status = file_read(name, MOST_BYTES, out);
    if (status == STATUS_MISSING && !strchr(name, '/') && !strchr(name, '.'))
        status = status_fail(STATUS_MISSING,
                             "There is no profile \"%s\". Shipped are uz, id and az; else name a "
                             "file.",
                             name);
    return status;
}

enum status world_profile_read(const char *name, const char *params, struct world_profile **out)
{
    struct buffer text = {0}, more = {0};
    struct world_profile *profile = memory_alloc(sizeof *profile);
    for (size_t i = 0; i < WORLD_RATES; i++)
        profile->rates[i] = rates[i].fallback;
    for (size_t i = 0; i < WORLD_BOUNDS; i++) {
        profile->bounds[i].least = bounds[i].least;
        profile->bounds[i].most = bounds[i].most;
    }
    enum status status = read_text(name, &text);
    if (status == STATUS_OK)
        status = world_reading_profile(buffer_span(&text), name, profile);
    if (status == STATUS_OK && params)
        status = file_read(params, MOST_BYTES, &more);
    if (status == STATUS_OK && params)
        status = world_reading_rates(buffer_span(&more), params, profile);
    if (status == STATUS_OK) {
        if (params)
            buffer_format(&text, "\n# What --params changed:\n%.*s", (int)more.size, more.at);
        profile->text = memory_text(buffer_string(&text));
        *out = profile;
    } else {
        world_profile_free(profile);
    }
    buffer_free(&text);
    buffer_free(&more);
    return status;
}

void world_profile_free(struct world_profile *profile)
{
    if (!profile)
        return;
    arena_free(&profile->arena);
    free(profile->text);
    free(profile);
}

const struct world_port *world_port_find(const struct world_profile *profile, const char *code)
{
    for (unsigned i = 0; i < profile->port_count; i++)
        if (strcmp(profile->ports[i].code, code) == 0)
            return &profile->ports[i];
    return NULL;
}

/* ---- clocks ---- */

/* The day of the `n`-th Sunday of a month, counted from its end when `n` is 0. */
static int32_t sunday(int year, int month, int n)
{
    int32_t first = date_to_day((struct date){year, month, 1});
    int32_t next = date_to_day((struct date){year + month / 12, month % 12 + 1, 1});
    int32_t one = first + (7 - (first + 4) % 7) % 7; /* 1970-01-01 was a Thursday */
    if (n > 0)
        return one + 7 * (n - 1);
    return one + 7 * ((next - 1 - one) / 7);
}

static bool is_summer(const struct world_port *port, int32_t minute)
{
    struct date date = date_from_day(minute / 1440);
    int32_t winter = (int32_t)port->offset, from, to;
    if (port->summer == 'e') { /* 01:00 UTC, directive 2000/84/EC */
        from = sunday(date.year, 3, 0) * 1440 + 60;
        to = sunday(date.year, 10, 0) * 1440 + 60;
    } else { /* 02:00 by the clock that is to be changed, 15 U.S.C. 260a */
        from = sunday(date.year, 3, 2) * 1440 + 120 - winter;
        to = sunday(date.year, 11, 1) * 1440 + 60 - winter;
    }
    return minute >= from && minute < to;
}

int32_t world_port_offset(const struct world_port *port, int32_t minute)
{
    return (int32_t)port->offset + (port->summer && is_summer(port, minute) ? 60 : 0);
}
