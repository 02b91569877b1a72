/* Bags as baggage messages tell of them: with their traveller, or without one on their flight. */
#ifndef VIEW_BAGGAGE_H
#define VIEW_BAGGAGE_H

#include "base/json.h"
#include "store/bags.h"
#include "view/person.h"

struct baggage_bag {
    struct store_bag bag;
    struct store_bag_said *said; /* by message time */
    size_t count;
    enum bag_word state;
};

/* The bags of a flight that `wanted` takes (NULL: all), opened, in the arena; by id. */
enum status baggage_load(struct view *view, int64_t flight, struct arena *arena,
                         bool (*wanted)(void *context, const struct store_bag *bag), void *context,
                         struct baggage_bag **out, size_t *count);
/* Those of a person. */
enum status baggage_of(struct view *view, const struct person_view *person, struct arena *arena,
                       struct baggage_bag **out, size_t *count);
/* The latest tag that was said; empty when it may not be seen, or is not there. */
struct span baggage_tag(const struct baggage_bag *bag, const struct view_sight *sight);

/* Schema Baggage. */
void baggage_write(struct json *json, const struct baggage_bag *bag,
                   const struct view_sight *sight);
/* The member `bags` of a flight: schema FlightBags. */
enum status baggage_write_counts(struct view *view, int64_t flight, struct json *json);

#endif
