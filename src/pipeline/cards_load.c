/* A flight's cards from what is stored: first what is in clear, then the contents. */
#include "base/memory.h"
#include "pipeline/cards_open.h"
#include "store/id.h"

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

static enum status load_part(struct arena *arena, const struct store_loaded *loaded,
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
    identity_from_image(&image, 0, arena, &identity);
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

static enum status fill_boards(struct store *store, struct arena *arena, struct open_flight *flight)
{
    struct store_standing *standings;
    size_t count = 0;
    enum status status = store_standings(store, flight->id, NULL, NULL, arena, &standings, &count);
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
        if (head->has[part])
            cards_set_digest(flight, index, part, &head->digest[part]);
    return true;
}

static bool add_booking_head(void *context, const struct store_booking_head *head)
{
    cards_add_booking(context, &(struct booking_card){.id = head->id, .digest = head->digest});
    return true;
}

/* What is in clear. Nothing of it depends on contents. */
enum status cards_load_heads(struct store *store, struct arena *arena, struct open_flight *flight)
{
    struct heads heads = {.flight = flight, .arena = arena};
    enum status status = store_heads(store, flight->id, add_head, &heads);
    if (status == STATUS_OK)
        status = store_booking_heads(store, flight->id, add_booking_head, flight);
    /* Merges point to older cards: joining from the youngest on keeps chains whole. */
    for (uint32_t i = flight->count; status == STATUS_OK && i-- > 0;)
        if (heads.merged[i]) {
            uint32_t older = cards_index(flight, heads.merged[i]);
            if (older != CARD_NONE && older < i)
                cards_join(flight, older, i);
        }
    if (status == STATUS_OK)
        status = fill_boards(store, arena, flight);
    return status == STATUS_OK ? store_apart(store, flight->id, add_apart, flight) : status;
}

static enum status open_booking(struct open_flight *flight, uint32_t index,
                                const struct store_booking *row)
{
    struct image image;
    enum status status = image_open(row->content.bytes, &image);
    if (status == STATUS_OK)
        cards_set_locator(flight, index,
                          booking_locator(image_text(&image, 0, FIELD_BOOKING_LOCATOR),
                                          &flight->bookings[index].digest));
    return status;
}

static enum status changed_under_us(void)
{
    return status_fail(STATUS_DAMAGED, "A flight's rows are not those that were read before; stop "
                                       "the system and run `portolan rebuild`.");
}

/* Both are by id. */
enum status cards_load_contents(struct store *store, struct arena *arena,
                                struct open_flight *flight)
{
    struct store_loaded loaded;
    enum status status = store_flight_load(store, flight->id, arena, &loaded);
    if (status == STATUS_OK &&
        (loaded.traveller_count != flight->count || loaded.booking_count != flight->booking_count))
        status = changed_under_us();
    for (uint32_t i = 0; status == STATUS_OK && i < loaded.booking_count; i++)
        status = open_booking(flight, i, &loaded.bookings[i]);
    for (uint32_t i = 0; status == STATUS_OK && i < loaded.traveller_count; i++)
        for (enum store_part part = PART_API; part <= PART_PNR && status == STATUS_OK; part++)
            status =
                load_part(arena, &loaded, flight, i, &loaded.travellers[i].content[part], part);
    flight->opened = status == STATUS_OK;
    return status;
}
