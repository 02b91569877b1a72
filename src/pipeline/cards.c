#include "pipeline/cards.h"

#include <string.h>

#include "base/hash.h"
#include "base/memory.h"

struct key_slot {
    uint64_t key;         /* 0: free */
    uint32_t first, last; /* entries */
};
struct key_entry {
    uint32_t index; /* of a card or booking */
    uint32_t next;  /* entry, or CARD_NONE */
};

struct cards {
    struct store *store;
    size_t most;
    struct open_flight *newest, *oldest;
    struct arena arena; /* for loading */
};

/* ---- keys ---- */

static uint64_t slot_key(int key, uint64_t value)
{
    return hash_mix((uint64_t)key + 1, value) | 1;
}

uint64_t card_content_value(enum store_part part, const struct seal_digest *digest)
{
    uint64_t value;
    memcpy(&value, digest->bytes, sizeof value);
    return hash_mix(value, (uint64_t)part);
}

static size_t name_birth_values(const struct identity *identity, uint64_t *values)
{
    size_t n = 0;
    for (uint8_t i = 0; i < identity->name_count; i++) {
        uint64_t name = identity_name_hash(&identity->names[i]);
        for (uint8_t b = 0; b < identity->birth_count && name; b++)
            values[n++] = hash_mix(name, (uint64_t)(uint32_t)identity->births[b]);
    }
    return n;
}

size_t card_values(const struct identity *identity, enum card_key key, uint64_t values[CARD_VALUES])
{
    size_t n = 0;
    switch (key) {
    case CARD_BY_DOCUMENT:
        memcpy(values, identity->documents, identity->document_count * sizeof *values);
        return identity->document_count;
    case CARD_BY_LOCATOR:
        memcpy(values, identity->locators, identity->locator_count * sizeof *values);
        return identity->locator_count;
    case CARD_BY_TAG:
        memcpy(values, identity->tags, identity->tag_count * sizeof *values);
        return identity->tag_count;
    case CARD_BY_REFERENCE: values[0] = identity->reference; return identity->reference != 0;
    case CARD_BY_NAME_BIRTH: return name_birth_values(identity, values);
    case CARD_BY_NAME:
        for (uint8_t i = 0; i < identity->name_count; i++)
            if ((values[n] = identity_name_hash(&identity->names[i])) != 0)
                n++;
        return n;
    case CARD_BY_CONTENT:
    case CARD_KEYS:
    case BOOKING_BY_CONTENT: break;
    }
    return 0;
}

static struct key_slot *slot_of(struct key_slot *slots, uint32_t room, uint64_t key)
{
    uint32_t at = (uint32_t)key & (room - 1);
    while (slots[at].key && slots[at].key != key)
        at = (at + 1) & (room - 1);
    return &slots[at];
}

static void grow_slots(struct open_flight *flight)
{
    uint32_t room = flight->slot_room ? flight->slot_room * 2 : 256;
    struct key_slot *slots = memory_alloc(room * sizeof *slots);
    for (uint32_t i = 0; i < flight->slot_room; i++)
        if (flight->slots[i].key)
            *slot_of(slots, room, flight->slots[i].key) = flight->slots[i];
    free(flight->slots);
    flight->slots = slots;
    flight->slot_room = room;
}

static bool is_listed(const struct open_flight *flight, const struct key_slot *slot, uint32_t index)
{
    return flight->entries[slot->last].index == index;
}

/* Lists keep the order in which cards came, which is that of their ids. */
static void add_key(struct open_flight *flight, int key, uint64_t value, uint32_t index)
{
    if (flight->slot_count * 2 >= flight->slot_room)
        grow_slots(flight);
    if (flight->entry_count == flight->entry_room) {
        flight->entry_room = flight->entry_room ? flight->entry_room * 2 : 128;
        flight->entries =
            memory_resize(flight->entries, flight->entry_room * sizeof *flight->entries);
    }
    struct key_slot *slot = slot_of(flight->slots, flight->slot_room, slot_key(key, value));
    uint32_t entry = flight->entry_count;
    if (slot->key && is_listed(flight, slot, index))
        return;
    flight->entries[flight->entry_count++] = (struct key_entry){index, CARD_NONE};
    if (slot->key) {
        flight->entries[slot->last].next = entry;
        slot->last = entry;
    } else {
        *slot = (struct key_slot){slot_key(key, value), entry, entry};
        flight->slot_count++;
    }
}

static uint32_t first_entry(const struct open_flight *flight, int key, uint64_t value)
{
    if (!flight->slot_room)
        return CARD_NONE;
    const struct key_slot *slot = slot_of(flight->slots, flight->slot_room, slot_key(key, value));
    return slot->key ? slot->first : CARD_NONE;
}

void cards_find(const struct open_flight *flight, enum card_key key, uint64_t value,
                bool (*each)(void *context, uint32_t card), void *context)
{
    for (uint32_t e = first_entry(flight, (int)key, value); e != CARD_NONE;
         e = flight->entries[e].next)
        if (!each(context, flight->entries[e].index))
            return;
}

static bool has_value(const struct identity *identity, enum card_key key, uint64_t value)
{
    uint64_t values[CARD_VALUES];
    size_t n = card_values(identity, key, values);
    for (size_t i = 0; i < n; i++)
        if (values[i] == value)
            return true;
    return false;
}

/* What the card was found by before stands in the lists already. */
static void add_keys(struct open_flight *flight, uint32_t index, const struct identity *identity)
{
    uint64_t values[CARD_VALUES];
    for (enum card_key key = CARD_BY_DOCUMENT; key < CARD_KEYS; key++) {
        size_t n = card_values(identity, key, values);
        for (size_t i = 0; i < n; i++)
            if (!has_value(&flight->cards[index].parts[PART_API], key, values[i]) &&
                !has_value(&flight->cards[index].parts[PART_PNR], key, values[i]))
                add_key(flight, (int)key, values[i], index);
    }
}

void cards_set_part(struct open_flight *flight, uint32_t index, enum store_part part,
                    const struct identity *identity, const struct seal_digest *digest)
{
    struct card *card = &flight->cards[index];
    add_keys(flight, index, identity);
    if (!card->has[part] || memcmp(&card->digest[part], digest, sizeof *digest) != 0)
        add_key(flight, CARD_BY_CONTENT, card_content_value(part, digest), index);
    card->has[part] = true;
    card->digest[part] = *digest;
    card->parts[part] = *identity;
    card->identity = card->parts[PART_API];
    identity_add(&card->identity, &card->parts[PART_PNR]);
}

struct relocation {
    struct open_flight *flight;
    int64_t booking;
    const struct identity *of_booking;
    void (*each)(void *context, int64_t traveller);
    void *context;
};

static bool relocate(void *context, uint32_t index)
{
    const struct relocation *change = context;
    struct card *card = &change->flight->cards[index];
    struct identity identity = card->parts[PART_PNR];
    struct seal_digest digest = card->digest[PART_PNR];
    if (card->booking != change->booking || !card->has[PART_PNR])
        return true;
    identity.locator_count = change->of_booking->locator_count;
    memcpy(identity.locators, change->of_booking->locators, sizeof identity.locators);
    cards_set_part(change->flight, index, PART_PNR, &identity, &digest);
    change->each(change->context, card->id);
    return true;
}

void cards_set_booking(struct open_flight *flight, int64_t booking,
                       const struct identity *of_booking,
                       void (*each)(void *context, int64_t traveller), void *context)
{
    struct relocation change = {flight, booking, of_booking, each, context};
    if (of_booking->locator_count)
        cards_find(flight, CARD_BY_LOCATOR, of_booking->locators[0], relocate, &change);
}

/* ---- cards and bookings of an opened flight ---- */

uint32_t cards_add(struct open_flight *flight, const struct card *card)
{
    if (flight->count == flight->room) {
        flight->room = flight->room ? flight->room * 2 : 32;
        flight->cards = memory_resize(flight->cards, flight->room * sizeof *flight->cards);
    }
    flight->cards[flight->count] = *card;
    return flight->count++;
}

void cards_add_booking(struct open_flight *flight, const struct booking_card *booking)
{
    if (flight->booking_count == flight->booking_room) {
        flight->booking_room = flight->booking_room ? flight->booking_room * 2 : 16;
        flight->bookings =
            memory_resize(flight->bookings, flight->booking_room * sizeof *flight->bookings);
    }
    if (flight->opened)
        add_key(flight, BOOKING_BY_LOCATOR, booking->locator, flight->booking_count);
    flight->bookings[flight->booking_count++] = *booking;
    cards_change_booking(flight, &flight->bookings[flight->booking_count - 1], &booking->digest);
}

static uint64_t digest_value(const struct seal_digest *digest)
{
    uint64_t value;
    memcpy(&value, digest->bytes, sizeof value);
    return value;
}

void cards_change_booking(struct open_flight *flight, struct booking_card *booking,
                          const struct seal_digest *digest)
{
    booking->digest = *digest;
    add_key(flight, BOOKING_BY_CONTENT, digest_value(digest),
            (uint32_t)(booking - flight->bookings));
}

struct booking_card *cards_same_booking(const struct open_flight *flight,
                                        const struct seal_digest *digest)
{
    for (uint32_t e = first_entry(flight, BOOKING_BY_CONTENT, digest_value(digest)); e != CARD_NONE;
         e = flight->entries[e].next) {
        struct booking_card *booking = &flight->bookings[flight->entries[e].index];
        if (memcmp(&booking->digest, digest, sizeof *digest) == 0)
            return booking;
    }
    return NULL;
}

uint32_t cards_same(const struct open_flight *flight, enum store_part part,
                    const struct seal_digest *digest)
{
    uint32_t found = CARD_NONE;
    for (uint32_t e = first_entry(flight, CARD_BY_CONTENT, card_content_value(part, digest));
         e != CARD_NONE; e = flight->entries[e].next) {
        uint32_t index = flight->entries[e].index;
        const struct card *card = &flight->cards[index];
        if (!card->has[part] || memcmp(&card->digest[part], digest, sizeof *digest) != 0)
            continue;
        if (found != CARD_NONE && found != index)
            return CARD_NONE;
        found = index;
    }
    return found;
}

struct booking_card *cards_booking(struct open_flight *flight, uint64_t locator)
{
    uint32_t entry = first_entry(flight, BOOKING_BY_LOCATOR, locator);
    return entry == CARD_NONE ? NULL : &flight->bookings[flight->entries[entry].index];
}

uint32_t cards_index(const struct open_flight *flight, int64_t id)
{
    /* Cards stand in order of id, as they are given. */
    return id_find(flight->cards, flight->count, sizeof *flight->cards, id);
}

void cards_join(struct open_flight *flight, uint32_t older, uint32_t younger)
{
    uint32_t last = older;
    while (flight->cards[last].next != CARD_NONE)
        last = flight->cards[last].next;
    flight->cards[last].next = younger;
    for (uint32_t c = younger; c != CARD_NONE; c = flight->cards[c].next)
        flight->cards[c].root = flight->cards[older].id;
}

/* ---- loading and the least recently used ---- */

uint64_t booking_locator(struct span locator, const struct seal_digest *digest)
{
    return locator.size ? hash_bytes(locator)
                        : hash_bytes((struct span){(const char *)digest->bytes, SEAL_DIGEST_SIZE});
}

/* A stored PNR part has no booking above it: its locators are those of the booking's row. */
static void booking_identity(const struct store_loaded *loaded, const struct image *part,
                             int64_t booking, struct identity *identity)
{
    uint32_t at =
        id_find(loaded->bookings, loaded->booking_count, sizeof *loaded->bookings, booking);
    struct image image;
    if (at != UINT32_MAX && image_open(loaded->bookings[at].content.bytes, &image) == STATUS_OK)
        identity_add_booking(identity, &image, 0, image_text(part, 0, FIELD_TRAVELLER_REFERENCE));
}

static enum status load_part(struct cards *cards, const struct store_loaded *loaded,
                             struct open_flight *flight, uint32_t index,
                             const struct store_content *content, enum store_part part)
{
    struct image image;
    struct identity identity;
    if (content->version == 0)
        return STATUS_OK;
    if (image_open(content->bytes, &image) != STATUS_OK)
        return status_fail(STATUS_DAMAGED, "A traveller's row is not in its form; stop the "
                                           "system and run `portolan rebuild`.");
    identity_from_image(&image, 0, &cards->arena, &identity);
    if (part == PART_PNR)
        booking_identity(loaded, &image, flight->cards[index].booking, &identity);
    cards_set_part(flight, index, part, &identity, &content->digest);
    return STATUS_OK;
}

static bool add_apart(void *context, const struct store_apart *apart)
{
    struct open_flight *flight = context;
    if (flight->apart_count == flight->apart_room) {
        flight->apart_room = flight->apart_room ? flight->apart_room * 2 : 4;
        flight->apart = memory_resize(flight->apart, flight->apart_room * sizeof *flight->apart);
    }
    flight->apart[flight->apart_count++] = *apart;
    return true;
}

void cards_set_board(struct card *card, const struct board *board)
{
    card->board = board->state;
    card->booked = board->booking;
    card->announced = board->announced;
    card->spoken_of = true;
}

static enum status fill_boards(struct cards *cards, struct open_flight *flight)
{
    struct store_standing *standings;
    size_t count = 0;
    enum status status =
        store_standings(cards->store, flight->id, NULL, NULL, &cards->arena, &standings, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        uint32_t index = cards_index(flight, standings[i].traveller);
        if (index != CARD_NONE)
            cards_set_board(&flight->cards[index], &standings[i].board);
        else if (!standings[i].traveller) /* of nobody in particular: a whole close-out */
            flight->whole = *standings[i].latest;
    }
    return status;
}

struct heads {
    struct open_flight *flight;
    int64_t *merged; /* by index of the card, in the arena */
    size_t room;
    struct arena *arena;
};

static bool add_head(void *context, const struct store_head *head)
{
    struct heads *heads = context;
    struct open_flight *flight = heads->flight;
    struct card card = {.id = head->id,
                        .root = head->id,
                        .next = CARD_NONE,
                        .booking = head->booking,
                        .kind = head->kind,
                        .flags = head->flags,
                        .booked = BOARD_BOOKED};
    uint32_t index = cards_add(flight, &card);
    heads->merged =
        arena_more(heads->arena, heads->merged, index, &heads->room, sizeof *heads->merged);
    heads->merged[index] = head->merged_into;
    for (enum store_part part = PART_API; part <= PART_PNR; part++)
        if (head->has[part]) {
            flight->cards[index].has[part] = true;
            flight->cards[index].digest[part] = head->digest[part];
            add_key(flight, CARD_BY_CONTENT, card_content_value(part, &head->digest[part]), index);
        }
    return true;
}

static bool add_booking_head(void *context, const struct store_booking_head *head)
{
    cards_add_booking(context, &(struct booking_card){.id = head->id, .digest = head->digest});
    return true;
}

/* What is in clear. Nothing of it depends on contents. */
static enum status fill_heads(struct cards *cards, struct open_flight *flight)
{
    struct heads heads = {.flight = flight, .arena = &cards->arena};
    enum status status = store_heads(cards->store, flight->id, add_head, &heads);
    if (status == STATUS_OK)
        status = store_booking_heads(cards->store, flight->id, add_booking_head, flight);
    /* Merges point to older cards: joining from the youngest on keeps chains whole. */
    for (uint32_t i = flight->count; status == STATUS_OK && i-- > 0;)
        if (heads.merged[i]) {
            uint32_t older = cards_index(flight, heads.merged[i]);
            if (older != CARD_NONE && older < i)
                cards_join(flight, older, i);
        }
    if (status == STATUS_OK)
        status = fill_boards(cards, flight);
    return status == STATUS_OK ? store_apart(cards->store, flight->id, add_apart, flight) : status;
}

static enum status open_booking(struct open_flight *flight, uint32_t index,
                                const struct store_booking *row)
{
    struct image image;
    struct booking_card *booking = &flight->bookings[index];
    enum status status = image_open(row->content.bytes, &image);
    if (status != STATUS_OK)
        return status;
    booking->locator =
        booking_locator(image_text(&image, 0, FIELD_BOOKING_LOCATOR), &booking->digest);
    add_key(flight, BOOKING_BY_LOCATOR, booking->locator, index);
    return STATUS_OK;
}

static enum status changed_under_us(void)
{
    return status_fail(STATUS_DAMAGED, "A flight's rows are not those that were read before; stop "
                                       "the system and run `portolan rebuild`.");
}

/* Both are by id. */
static enum status open_contents(struct cards *cards, struct open_flight *flight)
{
    struct store_loaded loaded;
    enum status status = store_flight_load(cards->store, flight->id, &cards->arena, &loaded);
    if (status == STATUS_OK &&
        (loaded.traveller_count != flight->count || loaded.booking_count != flight->booking_count))
        status = changed_under_us();
    for (uint32_t i = 0; status == STATUS_OK && i < loaded.booking_count; i++)
        status = open_booking(flight, i, &loaded.bookings[i]);
    for (uint32_t i = 0; status == STATUS_OK && i < loaded.traveller_count; i++)
        for (enum store_part part = PART_API; part <= PART_PNR && status == STATUS_OK; part++)
            status =
                load_part(cards, &loaded, flight, i, &loaded.travellers[i].content[part], part);
    flight->opened = status == STATUS_OK;
    return status;
}

bool cards_parted_by(const struct open_flight *flight, const struct store_apart *apart,
                     uint32_t one, uint32_t other)
{
    uint32_t younger = cards_index(flight, apart->younger);
    uint32_t older = cards_index(flight, apart->older);
    if (younger == CARD_NONE || older == CARD_NONE)
        return false;
    int64_t a = flight->cards[younger].root, b = flight->cards[older].root;
    int64_t first = flight->cards[one].root, second = flight->cards[other].root;
    return (a == first && b == second) || (a == second && b == first);
}

bool cards_apart(const struct open_flight *flight, uint32_t one, uint32_t other)
{
    for (uint32_t i = 0; i < flight->apart_count; i++)
        if (cards_parted_by(flight, &flight->apart[i], one, other))
            return true;
    return false;
}

static void unlink_flight(struct cards *cards, struct open_flight *flight)
{
    *(flight->newer ? &flight->newer->older : &cards->newest) = flight->older;
    *(flight->older ? &flight->older->newer : &cards->oldest) = flight->newer;
    flight->newer = flight->older = NULL;
}

static void put_newest(struct cards *cards, struct open_flight *flight)
{
    flight->older = cards->newest;
    *(cards->newest ? &cards->newest->newer : &cards->oldest) = flight;
    cards->newest = flight;
}

static void free_flight(struct open_flight *flight)
{
    free(flight->cards);
    free(flight->bookings);
    free(flight->slots);
    free(flight->entries);
    free(flight->apart);
    free(flight);
}

static size_t flight_bytes(const struct open_flight *flight)
{
    return sizeof *flight + flight->room * sizeof *flight->cards +
           flight->booking_room * sizeof *flight->bookings +
           flight->slot_room * sizeof *flight->slots + flight->entry_room * sizeof *flight->entries;
}

/* Sizes change while flights are open, so they are summed anew; there are a few hundred. */
static void trim(struct cards *cards)
{
    size_t used = 0;
    struct open_flight *flight = cards->newest, *older;
    for (; flight && (used += flight_bytes(flight)) <= cards->most; flight = flight->older)
        ;
    for (; flight && flight != cards->newest; flight = older) {
        older = flight->older;
        unlink_flight(cards, flight);
        free_flight(flight);
    }
}

struct cards *cards_new(struct store *store, size_t most_bytes)
{
    struct cards *cards = memory_alloc(sizeof *cards);
    cards->store = store;
    cards->most = most_bytes;
    return cards;
}

void cards_drop(struct cards *cards, struct open_flight *flight)
{
    unlink_flight(cards, flight);
    free_flight(flight);
}

void cards_drop_all(struct cards *cards)
{
    while (cards->newest)
        cards_drop(cards, cards->newest);
}

void cards_free(struct cards *cards)
{
    if (!cards)
        return;
    cards_drop_all(cards);
    arena_free(&cards->arena);
    free(cards);
}

static struct open_flight *find_flight(struct cards *cards, int64_t id)
{
    struct open_flight *flight = cards->newest;
    while (flight && flight->id != id)
        flight = flight->older;
    return flight;
}

enum status cards_open_heads(struct cards *cards, int64_t id, struct open_flight **out)
{
    struct open_flight *flight = find_flight(cards, id);
    if (flight) {
        unlink_flight(cards, flight);
        put_newest(cards, flight);
        *out = flight;
        return STATUS_OK;
    }
    flight = memory_alloc(sizeof *flight);
    flight->id = id;
    flight->day = id_day(id);
    enum status status = fill_heads(cards, flight);
    arena_reset(&cards->arena);
    if (status != STATUS_OK) {
        free_flight(flight);
        return status;
    }
    put_newest(cards, flight);
    trim(cards);
    *out = flight;
    return STATUS_OK;
}

enum status cards_open(struct cards *cards, int64_t id, struct open_flight **out)
{
    enum status status = cards_open_heads(cards, id, out);
    if (status != STATUS_OK || (*out)->opened)
        return status;
    status = open_contents(cards, *out);
    arena_reset(&cards->arena);
    if (status != STATUS_OK)
        cards_drop(cards, *out);
    return status;
}
