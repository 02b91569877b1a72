#include "api/internal.h"

/* A key's `due` is when everything it did would be forgiven: each time adds one interval, and it may run
 * ahead of the clock by `burst` of them. A key that is not remembered has done nothing. */

void pace_start(struct pace *pace, int64_t burst, int64_t interval)
{
    *pace = (struct pace){.burst = burst, .interval = interval};
    pthread_mutex_init(&pace->lock, NULL);
}

/* The key's place, or that of the one which is forgiven first. */
static struct pace_key *place_of(struct pace *pace, uint64_t key)
{
    struct pace_key *place = &pace->keys[0];
    for (size_t i = 0; i < PACE_KEYS; i++) {
        if (pace->keys[i].key == key && pace->keys[i].due)
            return &pace->keys[i];
        if (pace->keys[i].due < place->due)
            place = &pace->keys[i];
    }
    return place;
}

int64_t pace_wait(struct pace *pace, uint64_t key, int64_t now)
{
    pthread_mutex_lock(&pace->lock);
    struct pace_key *place = place_of(pace, key);
    int64_t due = place->key == key && place->due > now ? place->due : now;
    int64_t over = due + pace->interval - (now + pace->burst * pace->interval);
    if (over <= 0)
        *place = (struct pace_key){key, due + pace->interval};
    pthread_mutex_unlock(&pace->lock);
    return over <= 0 ? 0 : (over + MICROS_PER_SECOND - 1) / MICROS_PER_SECOND;
}
