/* Journey, bookings, and who else is in them. */
#include "model/person.h"
#include "view/internal.h"
#include "view/traveller.h"

/* ---- journey ---- */

static bool same_day(struct span a, struct span b)
{
    return a.size >= 10 && b.size >= 10 && memcmp(a.at, b.at, 10) == 0;
}

static bool is_this_flight(const struct store_flight *flight, const struct image *image,
                           uint32_t leg)
{
    const struct port *board = port_find(image_text(image, leg, FIELD_LEG_BOARD));
    struct span departure = image_text(image, leg, FIELD_LEG_DEPARTURE);
    struct span number = image_text(image, leg, FIELD_LEG_NUMBER);
    struct span flown = image_text(image, leg, FIELD_LEG_OPERATING_NUMBER);
    bool port = board && span_is(flight->board, board->iata);
    return (port || span_equal(flight->board, image_text(image, leg, FIELD_LEG_BOARD))) &&
           (span_equal(flight->number, number) || span_equal(flight->number, flown)) &&
           same_day(departure, flight->departure);
}

static void write_leg(struct json *json, const struct portrait *portrait, const struct said *said,
                      uint32_t leg)
{
    const struct image *image = &said->image;
    struct span board = image_text(image, leg, FIELD_LEG_BOARD);
    struct span off = image_text(image, leg, FIELD_LEG_OFF);
    struct moment departs =
        moment_at(portrait->view, image_text(image, leg, FIELD_LEG_DEPARTURE), board);
    struct moment arrives =
        moment_at(portrait->view, image_text(image, leg, FIELD_LEG_ARRIVAL), off);
    json_begin(json);
    json_put_bool(json, "this_flight", is_this_flight(&portrait->person.flight, image, leg));
    write_port(json, "from", board);
    write_port(json, "to", off);
    write_local_time(json, "departs", &departs);
    write_local_time(json, "arrives", &arrives);
    json_key(json, "said");
    json_begin(json);
    write_fields(json, portrait->sight, image, leg, origin_of(said));
    json_end(json);
    json_end(json);
}

static void write_flight_leg(struct json *json, const struct portrait *portrait)
{
    const struct store_flight *flight = &portrait->person.flight;
    struct schedule schedule = schedule_of(portrait->view, flight);
    json_begin(json);
    json_put_bool(json, "this_flight", true);
    write_port(json, "from", flight->board);
    write_port(json, "to", flight->off);
    write_local_time(json, "departs", &schedule.departure);
    write_local_time(json, "arrives", &schedule.arrival);
    json_key(json, "said");
    json_begin(json);
    json_end(json);
    json_end(json);
}

/* Without a booking the flight itself is all that is known of the journey. */
void write_journey(struct json *json, const struct portrait *portrait)
{
    size_t legs = 0;
    json_key(json, "journey");
    json_begin_array(json);
    for (size_t i = 0; i < portrait->count; i++) {
        const struct said *said = &portrait->said[i];
        for (uint32_t n = 0; said->part == PART_BOOKING && n < said->image.header->nodes; n++)
            if (said->image.nodes[n].type == NODE_LEG) {
                write_leg(json, portrait, said, n);
                legs++;
            }
    }
    if (legs == 0)
        write_flight_leg(json, portrait);
    json_end_array(json);
}

/* ---- bookings ---- */

static void write_under(struct json *json, const char *key, const struct portrait *portrait,
                        const struct said *said, enum node_type type)
{
    json_key(json, key);
    json_begin_array(json);
    put_nodes(json, portrait, said, type);
    json_end_array(json);
}

struct companions {
    const struct portrait *portrait;
    int64_t booking;
    struct store_head *heads;
    size_t count, room;
};

static bool is_self(const struct portrait *portrait, int64_t id)
{
    for (size_t i = 0; i < portrait->person.row_count; i++)
        if (portrait->person.rows[i].id == id)
            return true;
    return false;
}

enum { COMPANIONS_MOST = 30 };

static bool add_companion(void *context, const struct store_head *head)
{
    struct companions *companions = context;
    if (head->booking != companions->booking || head->merged_into ||
        is_self(companions->portrait, head->id))
        return true;
    companions->heads = arena_more(companions->portrait->arena, companions->heads,
                                   companions->count, &companions->room, sizeof *companions->heads);
    companions->heads[companions->count++] = *head;
    return companions->count < COMPANIONS_MOST;
}

static enum status write_companion(struct json *json, const struct portrait *portrait,
                                   const struct store_head *head)
{
    struct store_traveller traveller;
    enum status status =
        store_traveller_as_is(portrait->view->store, head->id, portrait->arena, &traveller);
    if (status != STATUS_OK)
        return status;
    const struct person_view alone = {.rows = &traveller, .row_count = 1};
    json_begin(json);
    write_id(json, "id", ID_TRAVELLER, head->id);
    json_put_text(json, "kind", person_kind_word(head->kind));
    write_text(json, "surname", portrait->sight, FIELD_TRAVELLER_SURNAME,
               person_text(&alone, FIELD_TRAVELLER_SURNAME));
    write_text(json, "given", portrait->sight, FIELD_TRAVELLER_GIVEN,
               person_text(&alone, FIELD_TRAVELLER_GIVEN));
    json_end(json);
    return STATUS_OK;
}

static enum status write_companions(struct json *json, const struct portrait *portrait,
                                    int64_t booking)
{
    struct companions companions = {.portrait = portrait, .booking = booking};
    enum status status =
        store_heads(portrait->view->store, portrait->person.flight.id, add_companion, &companions);
    json_key(json, "companions");
    json_begin_array(json);
    for (size_t i = 0; i < companions.count && status == STATUS_OK; i++)
        status = write_companion(json, portrait, &companions.heads[i]);
    json_end_array(json);
    return status;
}

static enum status write_booking(struct json *json, const struct portrait *portrait,
                                 const struct said *said)
{
    json_begin(json);
    write_id(json, "id", ID_BOOKING, said->booking);
    json_put_int(json, "version", said->content->version);
    json_key(json, "values");
    json_begin(json);
    if (said->image.header->nodes)
        write_fields(json, portrait->sight, &said->image, 0, origin_of(said));
    json_end(json);
    write_under(json, "agencies", portrait, said, NODE_AGENCY);
    write_under(json, "locators", portrait, said, NODE_LOCATOR);
    write_under(json, "history", portrait, said, NODE_HISTORY);
    enum status status = write_companions(json, portrait, said->booking);
    json_end(json);
    return status;
}

enum status write_bookings(struct json *json, const struct portrait *portrait)
{
    enum status status = STATUS_OK;
    json_key(json, "bookings");
    json_begin_array(json);
    for (size_t i = 0; i < portrait->count && status == STATUS_OK; i++)
        if (portrait->said[i].part == PART_BOOKING)
            status = write_booking(json, portrait, &portrait->said[i]);
    json_end_array(json);
    return status;
}
