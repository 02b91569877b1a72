#include "pipeline/cards_open.h"

#include <string.h>

#include "base/hash.h"
#include "base/memory.h"

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

void cards_set_digest(struct open_flight *flight, uint32_t index, enum store_part part,
                      const struct seal_digest *digest)
{
    flight->cards[index].has[part] = true;
    flight->cards[index].digest[part] = *digest;
    add_key(flight, CARD_BY_CONTENT, card_content_value(part, digest), index);
}

void cards_set_locator(struct open_flight *flight, uint32_t index, uint64_t locator)
{
    flight->bookings[index].locator = locator;
    add_key(flight, BOOKING_BY_LOCATOR, locator, index);
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

uint64_t booking_locator(struct span locator, const struct seal_digest *digest)
{
    return locator.size ? hash_bytes(locator)
                        : hash_bytes((struct span){(const char *)digest->bytes, SEAL_DIGEST_SIZE});
}

void cards_set_board(struct card *card, const struct board *board)
{
    card->board = board->state;
    card->booked = board->booking;
    card->announced = board->announced;
    card->spoken_of = true;
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
