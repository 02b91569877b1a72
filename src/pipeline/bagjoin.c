/* Whose bag it is: by the tag, the record locator, the name; one traveller, or none. */
#include "pipeline/bags.h"

#include <string.h>

#include "base/hash.h"
#include "model/plate.h"

/* ---- what is known of the bag ---- */

static void take_person(const struct image *image, uint32_t traveller, struct arena *scratch,
                        struct identity *out)
{
    struct identity said;
    identity_from_image(image, traveller, scratch, &said);
    if (said.name_count) {
        out->name_count = said.name_count;
        memcpy(out->names, said.names, sizeof out->names);
    }
    if (said.locator_count) {
        out->locator_count = said.locator_count;
        memcpy(out->locators, said.locators, sizeof out->locators);
    }
}

static void take_content(const struct image *image, struct arena *scratch, struct identity *out)
{
    uint32_t traveller = image_child(image, 0, NODE_TRAVELLER);
    struct span locator = image_text(image, 0, FIELD_BAG_LOCATOR);
    out->tags[0] =
        plate_key(image_text(image, 0, FIELD_BAG_TAG), image_text(image, 0, FIELD_BAG_AIRLINE), 0);
    out->tag_count = out->tags[0] != 0;
    if (traveller != IMAGE_NONE)
        take_person(image, traveller, scratch, out);
    if (locator.size) {
        out->locator_count = 1;
        out->locators[0] = hash_bytes(locator);
    }
}

/* The tag, the name and the locators that were said last. */
static void take_all(const struct store_bag_said *said, size_t count, struct arena *scratch,
                     struct identity *out)
{
    *out = (struct identity){0};
    for (size_t i = 0; i < count; i++) {
        struct image image;
        if (image_open(said[i].content, &image) == STATUS_OK)
            take_content(&image, scratch, out);
    }
}

/* ---- who fits ---- */

typedef bool predicate(const struct identity *bag, const struct identity *card);

static bool has_locator_alone(const struct identity *bag, const struct identity *card)
{
    return !bag->name_count && identity_same_locator(bag, card);
}

static bool is_named_in_booking(const struct identity *bag, const struct identity *card)
{
    return identity_same_locator(bag, card) && identity_names_equal(bag, card);
}

static bool may_be_named_in_booking(const struct identity *bag, const struct identity *card)
{
    return identity_same_locator(bag, card) && identity_names_agree(bag, card);
}

/* Strongest first. Names are cut on tags, to one letter of the given name at times: that they agree is
 * enough where nobody else's do. CARD_KEYS: every card is looked at. */
static const struct rule {
    enum card_key key;
    predicate *fits;
    enum bag_join how;
} rules[] = {
    {CARD_BY_TAG, identity_same_tag, JOIN_TAG},
    {CARD_BY_LOCATOR, is_named_in_booking, JOIN_LOCATOR},
    {CARD_BY_LOCATOR, may_be_named_in_booking, JOIN_LOCATOR},
    {CARD_BY_LOCATOR, has_locator_alone, JOIN_LOCATOR},
    {CARD_BY_NAME, identity_names_equal, JOIN_NAME},
    {CARD_KEYS, identity_names_agree, JOIN_NAME},
};

struct search {
    const struct open_flight *flight;
    const struct identity *bag;
    predicate *fits;
    predicate *among; /* of these alone; NULL: of all */
    uint32_t found;   /* a root; CARD_NONE */
    bool several;
};

static bool consider(void *context, uint32_t index)
{
    struct search *search = context;
    const struct card *card = &search->flight->cards[index];
    uint32_t root = cards_index(search->flight, card->root);
    if (root == search->found || !search->fits(search->bag, &card->identity) ||
        (search->among && !search->among(search->bag, &card->identity)))
        return true;
    search->several = search->found != CARD_NONE;
    search->found = root;
    return !search->several;
}

/* No aircraft has so many seats: a bound on the work that a hostile message can cause. */
enum { MOST_SCANNED = 4096 };

static void scan(struct search *search)
{
    if (search->flight->count > MOST_SCANNED)
        return;
    for (uint32_t i = 0; i < search->flight->count; i++)
        if (!consider(search, i))
            return;
}

static void seek(struct search *search, enum card_key key)
{
    uint64_t values[CARD_VALUES];
    search->found = CARD_NONE;
    search->several = false;
    if (key == CARD_KEYS) {
        scan(search);
        return;
    }
    size_t n = card_values(search->bag, key, values);
    for (size_t i = 0; i < n && !search->several; i++)
        cards_find(search->flight, key, values[i], consider, search);
}

/* Where the booking is on the flight, who has the name in another booking is somebody else. */
static bool is_of_other_booking(const struct open_flight *flight, const struct identity *bag)
{
    struct search search = {.flight = flight, .bag = bag, .fits = identity_same_locator};
    seek(&search, CARD_BY_LOCATOR);
    return search.found != CARD_NONE;
}

/* Of several that a rule finds a weaker one may tell which; it finds nobody else. */
static uint32_t find(const struct open_flight *flight, const struct identity *bag,
                     enum bag_join *how)
{
    struct search search = {.flight = flight, .bag = bag};
    *how = JOIN_WAITS;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (rules[i].how == JOIN_NAME && is_of_other_booking(flight, bag))
            break;
        search.fits = rules[i].fits;
        seek(&search, rules[i].key);
        if (search.several) {
            search.among = search.among ? search.among : search.fits;
            *how = JOIN_AMBIGUOUS;
        } else if (search.found != CARD_NONE) {
            *how = rules[i].how;
            return search.found;
        }
    }
    return CARD_NONE;
}

/* ---- joining ---- */

enum status bags_join(struct engine *engine, const struct store_bag *bag)
{
    struct store_bag now = *bag;
    struct store_bag_said *said;
    struct open_flight *open;
    struct identity identity;
    size_t count;
    enum status status = store_bag_saids(engine->store, bag->id, &engine->message, &said, &count);
    if (status == STATUS_OK)
        status = cards_open(engine->cards, bag->flight, &open);
    if (status != STATUS_OK)
        return status;
    take_all(said, count, &engine->scratch, &identity);
    arena_reset(&engine->scratch);
    uint32_t found = find(open, &identity, &now.how);
    now.traveller = found == CARD_NONE ? 0 : open->cards[found].id;
    bool same = now.traveller == bag->traveller && now.how == bag->how;
    return same ? STATUS_OK : store_bag_set(engine->store, &now);
}

struct bag_list {
    struct arena *arena;
    struct store_bag *bags;
    size_t count, room;
};

static bool add_bag(void *context, const struct store_bag *bag)
{
    struct bag_list *list = context;
    list->bags = arena_more(list->arena, list->bags, list->count, &list->room, sizeof *list->bags);
    list->bags[list->count++] = store_bag_copy(list->arena, bag);
    return true;
}

enum status bags_join_all(struct engine *engine, int64_t flight)
{
    struct bag_list list = {.arena = &engine->message};
    enum status status = store_bags(engine->store, flight, add_bag, &list);
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++)
        status = bags_join(engine, &list.bags[i]);
    return status;
}

enum status bags_settle(struct passage *passage, bool changed)
{
    struct engine *engine = passage->engine;
    struct bag_list list = {.arena = &engine->message};
    enum status status = store_bags_waiting(engine->store, passage->flight.id, add_bag, &list);
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++)
        status = bags_place(engine, &list.bags[i]);
    return status == STATUS_OK && changed ? bags_join_all(engine, passage->flight.id) : status;
}
