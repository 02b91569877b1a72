/* Which profile the tables of a source are read by: the one that was in force at that message, live as
 * in a rebuild. */
#include "pipeline/internal.h"

static void keep(struct engine *engine, const struct desk_profile *profile)
{
    engine->profiles = arena_more(&engine->kept, engine->profiles, engine->profile_count,
                                  &engine->profile_room, sizeof *engine->profiles);
    struct desk_profile *kept = &engine->profiles[engine->profile_count++];
    *kept = *profile;
    kept->source = arena_copy(&engine->kept, profile->source);
    kept->text = arena_copy(&engine->kept, profile->text);
}

enum status profiles_follow(struct engine *engine, bool *pending)
{
    struct arena arena = {0};
    struct desk_profile *added;
    size_t count = 0;
    int64_t last = engine->profile_count ? engine->profiles[engine->profile_count - 1].id : 0;
    enum status status = desk_profiles(engine->desk, last, &arena, &added, &count);
    *pending = false;
    for (size_t i = 0; status == STATUS_OK && i < count && !*pending; i++) {
        *pending = added[i].after_seq == DESK_PENDING;
        if (!*pending)
            keep(engine, &added[i]);
    }
    arena_free(&arena);
    return status;
}

struct span profiles_at(const struct engine *engine, struct span source, int64_t seq)
{
    for (size_t i = engine->profile_count; i-- > 0;) {
        const struct desk_profile *profile = &engine->profiles[i];
        if (profile->after_seq < seq && span_equal(profile->source, source))
            return profile->text;
    }
    return (struct span){NULL, 0};
}
