/* Bags of a day's flights, as baggage messages tell of them. A bag stands in the file of the day of its
 * leg, and waits there for its flight and its traveller. See store.h for batches, callbacks, errors. */
#ifndef STORE_BAGS_H
#define STORE_BAGS_H

#include "base/arena.h"
#include "model/bag.h"
#include "seal/seal.h"
#include "store/store.h"

struct store_bag {
    int64_t id;             /* day << 24 | n */
    struct span leg;        /* flight and day: "HY271/2026-11-27" */
    struct span board, off; /* ports of the leg; may be empty */
    int64_t tag;            /* a keyed hash of it */
    int64_t flight;         /* F..; 0: it waits for one */
    int64_t traveller;      /* T.., the card that it was joined to, merged or not; 0: none */
    enum bag_join how;
};

/* With its texts in the arena: those that callbacks get are valid as long as the callback. */
struct store_bag store_bag_copy(struct arena *arena, const struct store_bag *bag);

/* The bag of `tag` (normalised by the caller) on leg `out->leg`, made where it is new; ports that were
 * not known become those of `out`. Fills the rest of `out`; texts live in the arena. */
enum status store_bag_put(struct store *store, int32_t day, struct span tag, struct arena *arena,
                          struct store_bag *out);
/* Sets flight, traveller and how. */
enum status store_bag_set(struct store *store, const struct store_bag *bag);

/* Bags of a flight, by id; or those that wait for a flight on a leg of one of its keys. */
enum status store_bags(struct store *store, int64_t flight,
                       bool (*each)(void *context, const struct store_bag *bag), void *context);
enum status store_bags_waiting(struct store *store, int64_t flight,
                               bool (*each)(void *context, const struct store_bag *bag),
                               void *context);

/* Legs of the tag, on days from..to. */
enum status store_bags_of_tag(struct store *store, int64_t tag, int32_t from_day, int32_t to_day,
                              bool (*each)(void *context, const struct store_bag *bag),
                              void *context);

struct store_bag_said {
    struct bag_said said;
    struct seal_digest
        digest;          /* of the message's body: the very same bytes say nothing once more */
    struct span content; /* clear, an image (16-byte aligned): a BAG with what belongs to it */
};
enum status store_bag_say(struct store *store, int64_t bag, const struct store_bag_said *said);
/* All that was said of a bag, opened, by message time. In the arena. */
enum status store_bag_saids(struct store *store, int64_t bag, struct arena *arena,
                            struct store_bag_said **out, size_t *count);

#endif
