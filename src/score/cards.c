/* The cards of a flight: those that stand, each with what was merged into it. */
#include "model/ports.h"
#include "score/internal.h"
#include "store/id.h"

/* ---- the flight ---- */

/* Codes as they are today: an airport may have had another when timetables were made. */
static struct span port_of(struct span code)
{
    const struct port *port = port_find(code);
    return port && port->iata[0] ? span_of(port->iata) : code;
}

/* As pipeline/flight.c names it. */
static enum status find_key(struct passage *passage, struct value flight, struct span day,
                            struct span board)
{
    struct store_flight found;
    struct span carrier = sim_value_text(sim_value(flight, "carrier"));
    struct span number = sim_value_text(sim_value(flight, "number"));
    const char *key =
        arena_format(passage->arena, "%.*s%.*s/%.*s/%.*s/own", (int)carrier.size, carrier.at,
                     (int)number.size, number.at, (int)day.size, day.at, (int)board.size, board.at);
    enum status status =
        store_flight_find(passage->options->store, span_of(key), passage->arena, &found);
    if (status == STATUS_MISSING) /* the key of the day is no other flight's */
        status = store_flight_find(passage->options->store,
                                   span_part(span_of(key), 0, strlen(key) - strlen("/own")),
                                   passage->arena, &found);
    if (status != STATUS_OK)
        return status == STATUS_MISSING ? STATUS_OK : status;
    for (unsigned i = 0; i < passage->flight_count; i++)
        if (passage->flights[i] == found.id)
            return STATUS_OK;
    if (passage->flight_count < sizeof passage->flights / sizeof *passage->flights)
        passage->flights[passage->flight_count++] = found.id;
    return STATUS_OK;
}

static enum status find_on(struct passage *passage, struct value flight, struct span day)
{
    struct span board = port_of(sim_value_text(sim_value(flight, "board")));
    struct value shares = sim_value(flight, "shares"), share = {0};
    enum status status = find_key(passage, flight, day, board);
    while (status == STATUS_OK && sim_value_next(shares, &share))
        status = find_key(passage, share, day, board);
    return status;
}

/* Something was told of it before it was known that it leaves later. */
static bool is_told_early(const struct passage *passage, struct value flight)
{
    char moved[SENT_TIME];
    sim_value_copy(sim_value(flight, "retimed_at"), moved, sizeof moved);
    return !*moved || (*passage->sent.first && strcmp(passage->sent.first, moved) < 0);
}

/* Of which nothing was told before it was moved past midnight is known by that day alone; its own day may be that of
 * another, of which nothing was told before either. */
enum status score_cards_find(struct passage *passage, struct value flight)
{
    enum { DAY = 10 };
    struct span day = sim_value_text(sim_value(flight, "day"));
    struct span left = span_part(sim_value_text(sim_value(flight, "left_local")), 0, DAY);
    bool moved = left.size == DAY && !span_equal(left, day),
         late = moved && !is_told_early(passage, flight);
    passage->flight_count = 0;
    if (!passage->options->store)
        return STATUS_OK;
    enum status status = find_on(passage, flight, late ? left : day);
    if (status == STATUS_OK && passage->flight_count == 0 && moved)
        status = find_on(passage, flight, late ? day : left);
    return status;
}

/* ---- what a card says ---- */

static void read_person(struct traits *traits, struct arena *arena, const struct image *image,
                        uint32_t node)
{
    score_traits_add_name(traits, arena, image_text(image, node, FIELD_TRAVELLER_SURNAME),
                          image_text(image, node, FIELD_TRAVELLER_GIVEN));
    score_traits_add_birth(traits, image_text(image, node, FIELD_TRAVELLER_BIRTH));
    score_traits_add_birth(traits, image_text(image, node, FIELD_TRAVELLER_BIRTH_OTHER));
    score_traits_add_locator(traits, image_text(image, node, FIELD_TRAVELLER_LOCATOR));
}

static void read_document(struct traits *traits, struct arena *arena, const struct image *image,
                          uint32_t node)
{
    score_traits_add_document(traits, image_text(image, node, FIELD_DOCUMENT_NUMBER));
    score_traits_add_document(traits, image_text(image, node, FIELD_DOCUMENT_NUMBER_OTHER));
    score_traits_add_birth(traits, image_text(image, node, FIELD_DOCUMENT_BIRTH));
    score_traits_add_name(traits, arena, image_text(image, node, FIELD_DOCUMENT_SURNAME),
                          image_text(image, node, FIELD_DOCUMENT_GIVEN));
}

static void read_content(struct traits *traits, struct arena *arena,
                         const struct store_content *content)
{
    struct image image;
    if (content->version == 0 || image_open(content->bytes, &image) != STATUS_OK)
        return;
    for (uint32_t n = 0; n < image.header->nodes; n++) {
        enum node_type type = (enum node_type)image.nodes[n].type;
        if (type == NODE_TRAVELLER)
            read_person(traits, arena, &image, n);
        else if (type == NODE_DOCUMENT)
            read_document(traits, arena, &image, n);
        else if (type == NODE_BOOKING)
            score_traits_add_locator(traits, image_text(&image, n, FIELD_BOOKING_LOCATOR));
        else if (type == NODE_LOCATOR)
            score_traits_add_locator(traits, image_text(&image, n, FIELD_LOCATOR_LOCATOR));
    }
}

static void read_row(struct traits *traits, struct arena *arena, const struct store_loaded *loaded,
                     const struct store_traveller *row)
{
    read_content(traits, arena, &row->content[PART_API]);
    read_content(traits, arena, &row->content[PART_PNR]);
    uint32_t booking = row->booking ? id_find(loaded->bookings, loaded->booking_count,
                                              sizeof *loaded->bookings, row->booking)
                                    : UINT32_MAX;
    if (booking != UINT32_MAX)
        read_content(traits, arena, &loaded->bookings[booking].content);
}

/* The index of the row that stands for a row. */
static uint32_t root_of(const struct store_loaded *loaded, uint32_t row)
{
    for (uint32_t hops = 0; loaded->travellers[row].merged_into && hops < 64; hops++) {
        uint32_t into = id_find(loaded->travellers, loaded->traveller_count,
                                sizeof *loaded->travellers, loaded->travellers[row].merged_into);
        if (into == UINT32_MAX)
            break;
        row = into;
    }
    return row;
}

static enum status read_flight(struct passage *passage, int64_t flight, size_t *room)
{
    struct store_loaded loaded;
    enum status status =
        store_flight_load(passage->options->store, flight, passage->arena, &loaded);
    if (status != STATUS_OK)
        return status;
    size_t *at = arena_array(passage->arena, size_t, loaded.traveller_count + 1);
    for (uint32_t i = 0; i < loaded.traveller_count; i++) {
        if (loaded.travellers[i].merged_into)
            continue;
        passage->cards = arena_more(passage->arena, passage->cards, passage->card_count, room,
                                    sizeof *passage->cards);
        at[i] = passage->card_count++;
        passage->cards[at[i]] = (struct card){.id = loaded.travellers[i].id, .owner = NOBODY};
    }
    for (uint32_t i = 0; i < loaded.traveller_count; i++) {
        uint32_t root = root_of(&loaded, i);
        if (!loaded.travellers[root].merged_into)
            read_row(&passage->cards[at[root]].traits, passage->arena, &loaded,
                     &loaded.travellers[i]);
    }
    return STATUS_OK;
}

enum status score_cards_read(struct passage *passage)
{
    enum status status = STATUS_OK;
    size_t room = 0;
    passage->cards = NULL;
    passage->card_count = 0;
    for (unsigned i = 0; i < passage->flight_count && status == STATUS_OK; i++)
        status = read_flight(passage, passage->flights[i], &room);
    return status;
}
