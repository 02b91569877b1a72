/* What a person nearly is: entries that are no hit, with what stands against each. For people who try a name; no
 * alert is made of it. Unlike a screening it looks at entries that share one name only, and at those whose birth
 * date contradicts. */
#ifndef WATCH_NEAR_H
#define WATCH_NEAR_H

#include "watch/watch.h"

enum near_reason {
#define NEAR(name, word) NEAR_##name,
#include "watch/near.def"
#undef NEAR
    NEAR_REASONS
};
const char *near_reason_word(enum near_reason reason);

enum { NEAR_LEAST = 28 }; /* a lesser score is likeness to anybody */
struct watch_near {
    struct watch_hit
        hit;      /* `how` is 0; the explanation's score is what it adds up to all the same */
    unsigned why; /* 1 << enum near_reason, at least one */
};
struct watch_near_found {
    struct watch_near *near; /* by score (highest first), then list name, then entry */
    size_t count;
    size_t more; /* that are near and were left out beyond `most` */
    bool cut;    /* of names that very many have only the most alike were looked at */
};
/* `hits` are those of the same set and person, which are left out. Lives in `arena`, borrows the set. */
void watch_near(const struct watch *watch, struct watch_worker *worker,
                const struct watch_person *person, const struct watch_hit *hits, size_t hit_count,
                size_t most, struct arena *arena, struct watch_near_found *out);

/* What the list calls the one of a hit, "SURNAME, GIVEN"; in the arena. */
struct span watch_hit_name(const struct watch *watch, const struct watch_hit *hit,
                           struct arena *arena);

#endif
