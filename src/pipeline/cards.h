/* A flight's travellers as fusion needs them: opened once, kept in memory, found by what
 * identifies a person. Opening a whole flight for every message would be quadratic.
 *
 * One card is one stored traveller row. Cards of one person (two bookings, a late proof) share a
 * root: the oldest of them, which carries the alert. */
#ifndef PIPELINE_CARDS_H
#define PIPELINE_CARDS_H

#include "pipeline/identity.h"
#include "store/travel.h"

#define CARD_NONE UINT32_MAX

struct card {
    int64_t id, root, booking;
    uint32_t next; /* index of the next card of the same person, from the root on; or CARD_NONE */
    int kind, flags;
    bool has[2]; /* by PART_API, PART_PNR */
    struct seal_digest digest[2];
    struct identity parts[2];
    struct identity identity;      /* of both parts together */
    uint64_t taken;                /* stamp of the message that last used it */
    enum board_word board, booked; /* what follows from what was said of it (model/board.h) */
    bool announced, spoken_of;     /* anything was said at all */
};

/* How a card may be found. */
enum card_key {
    CARD_BY_CONTENT, /* kind and digest of a part */
    CARD_BY_DOCUMENT,
    CARD_BY_REFERENCE,
    CARD_BY_LOCATOR,
    CARD_BY_NAME_BIRTH,
    CARD_BY_NAME,
    CARD_BY_TAG,
    CARD_KEYS,
    BOOKING_BY_LOCATOR = CARD_KEYS, /* the lists of bookings stand in the same table */
    BOOKING_BY_CONTENT
};

struct booking_card {
    int64_t id;
    uint64_t locator; /* hash */
    struct seal_digest digest;
};

struct open_flight {
    int64_t id;
    int32_t day;
    bool opened; /* contents are known: `parts`, `identity` of cards, `locator` of bookings */
    struct card *cards;
    uint32_t count, room;
    struct booking_card *bookings;
    uint32_t booking_count, booking_room;
    struct key_slot *slots; /* by key, open addressing: where its list begins and ends */
    uint32_t slot_count, slot_room;
    struct key_entry *entries; /* the lists */
    uint32_t entry_count, entry_room;
    struct store_apart *apart; /* cards that people parted */
    uint32_t apart_count, apart_room;
    struct board_said whole;           /* the latest close-out that was whole; word UNKNOWN: none */
    struct open_flight *newer, *older; /* by use */
};

struct cards;
/* Keeps flights opened within about `most_bytes`; borrows the store. Returns owned. */
struct cards *cards_new(struct store *store, size_t most_bytes);
void cards_free(struct cards *cards);
void cards_drop_all(struct cards *cards); /* after a rollback */

/* The flight, opened; valid until the next call of cards_open or cards_open_heads. */
enum status cards_open(struct cards *cards, int64_t flight, struct open_flight **out);
/* The same, but contents may not be opened yet: its persons and bookings are found by digest alone.
 * Most messages repeat what is known, and need no more. */
enum status cards_open_heads(struct cards *cards, int64_t flight, struct open_flight **out);

/* The one card whose part has this digest; CARD_NONE: none, or several. */
uint32_t cards_same(const struct open_flight *flight, enum store_part part,
                    const struct seal_digest *digest);
/* The booking of this digest; NULL. */
struct booking_card *cards_same_booking(const struct open_flight *flight,
                                        const struct seal_digest *digest);

/* Adds a card, or a booking, that was just stored; returns its index. */
uint32_t cards_add(struct open_flight *flight, const struct card *card);
void cards_add_booking(struct open_flight *flight, const struct booking_card *booking);
struct booking_card *cards_booking(struct open_flight *flight, uint64_t locator);
/* What the booking says is now this. */
void cards_change_booking(struct open_flight *flight, struct booking_card *booking,
                          const struct seal_digest *digest);

/* Under which key a booking is found: its locator or, without one, what it says. */
uint64_t booking_locator(struct span locator, const struct seal_digest *digest);

/* What was said of the card comes to this now. */
void cards_set_board(struct card *card, const struct board *board);

/* From now on the persons of two roots (indexes) are one: `younger` joins `older`. */
void cards_join(struct open_flight *flight, uint32_t older, uint32_t younger);

/* Whether people said that the persons of two roots (indexes) are not one. */
bool cards_apart(const struct open_flight *flight, uint32_t one, uint32_t other);
/* The same for one of the flight's `apart`. */
bool cards_parted_by(const struct open_flight *flight, const struct store_apart *apart,
                     uint32_t one, uint32_t other);

/* Forgets an opened flight, so that it is read anew. */
void cards_drop(struct cards *cards, struct open_flight *flight);

/* The index of a card by id; CARD_NONE: there is none. */
uint32_t cards_index(const struct open_flight *flight, int64_t id);

/* The part of the card is now this. What a former content said no longer counts, so that it makes
 * no difference whether the flight was kept or opened anew. */
void cards_set_part(struct open_flight *flight, uint32_t card, enum store_part part,
                    const struct identity *identity, const struct seal_digest *digest);

/* What the booking is known by is now this: it holds for all its cards, also for those that the
 * message did not name. `each` gets their ids. */
void cards_set_booking(struct open_flight *flight, int64_t booking,
                       const struct identity *of_booking,
                       void (*each)(void *context, int64_t traveller), void *context);

/* Calls `each` with every card that has, or once had, the key, until it returns false. */
void cards_find(const struct open_flight *flight, enum card_key key, uint64_t value,
                bool (*each)(void *context, uint32_t card), void *context);

/* The values under which `identity` is found by `key` (at most CARD_VALUES); returns how many. */
enum { CARD_VALUES = IDENTITY_TAGS };
_Static_assert(CARD_VALUES >= IDENTITY_NAMES * IDENTITY_BIRTHS, "room for each key");
size_t card_values(const struct identity *identity, enum card_key key,
                   uint64_t values[CARD_VALUES]);
uint64_t card_content_value(enum store_part part, const struct seal_digest *digest);

#endif
