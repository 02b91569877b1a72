/* Everything that was ever said of a person: what the rows of its cards hold now, and what they held. */
#ifndef PIPELINE_CONTENTS_H
#define PIPELINE_CONTENTS_H

#include "model/image.h"
#include "store/travel.h"
#include "watch/watch.h"

struct said {
    struct image image;
    enum kind kind;
    int64_t seq; /* the message that brought it */
};
struct content_list {
    struct arena *arena;
    struct said *items;
    size_t count, room;
    enum kind kind; /* of those that are added */
    bool bookings;  /* the set that they are held against has contacts: what bookings say, too */
};

/* By row of the flight the next one of the same person (IMAGE_NONE: none); from the root on, which is the
 * row of the card that stands. */
uint32_t *contents_join(const struct store_loaded *loaded, struct arena *arena);

/* Empty, to be held against the set. */
static inline struct content_list contents_for(const struct watch *watch, struct arena *arena)
{
    return (struct content_list){.arena = arena, .bookings = watch_has_contacts(watch)};
}

/* Of the person whose card is the row `root`; what it says now comes first. In `list->arena`. */
enum status contents_of(struct store *store, const struct store_loaded *loaded,
                        const uint32_t *next, uint32_t root, struct content_list *list);

/* What is to be screened of one of them. False: an earlier one says the same of the person, so that it finds
 * the same. Items are asked for in their order; `arena` lives as long as they. */
struct content_words {
    struct span *said; /* of each item before */
    size_t count;
};
bool contents_person(const struct content_list *list, size_t item, struct content_words *words,
                     struct arena *arena, struct watch_person *out);

#endif
