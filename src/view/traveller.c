/* A traveller: why first, then all that was said, each value with its bytes. */
#include "view/traveller.h"

#include "model/person.h"
#include "view/baggage.h"
#include "view/decided.h"
#include "view/internal.h"
#include "view/outside.h"

/* ---- loading ---- */

static void add_said(struct portrait *portrait, const struct store_content *content,
                     enum store_part part, int64_t traveller, int64_t booking)
{
    struct said *said = &portrait->said[portrait->count];
    if (content->version == 0 || image_open(content->bytes, &said->image) != STATUS_OK)
        return;
    said->traveller = traveller;
    said->booking = booking;
    said->part = part;
    said->content = content;
    portrait->count++;
}

static bool has_booking(const struct portrait *portrait, int64_t booking)
{
    for (size_t i = 0; i < portrait->booking_count; i++)
        if (portrait->bookings[i].id == booking)
            return true;
    return booking == 0;
}

static enum status load_bookings(struct portrait *portrait)
{
    const struct person_view *person = &portrait->person;
    enum status status = STATUS_OK;
    portrait->bookings = arena_array(portrait->arena, struct store_booking, person->row_count + 1);
    for (size_t i = 0; i < person->row_count && status == STATUS_OK; i++) {
        int64_t booking = person->rows[i].booking;
        if (has_booking(portrait, booking))
            continue;
        status = store_booking(portrait->view->store, booking, portrait->arena,
                               &portrait->bookings[portrait->booking_count]);
        portrait->booking_count += status == STATUS_OK;
    }
    return status;
}

static enum status load(struct portrait *portrait, int64_t id)
{
    struct person_view *person = &portrait->person;
    enum status status = person_load(portrait->view, id, false, portrait->arena, person);
    if (status == STATUS_OK)
        status = load_bookings(portrait);
    if (status != STATUS_OK)
        return status;
    portrait->said = arena_array(portrait->arena, struct said,
                                 2 * person->row_count + portrait->booking_count + 1);
    for (enum store_part part = PART_API; part <= PART_PNR; part++)
        for (size_t i = 0; i < person->row_count; i++)
            add_said(portrait, &person->rows[i].content[part], part, person->rows[i].id,
                     person->rows[i].booking);
    for (size_t i = 0; i < portrait->booking_count; i++)
        add_said(portrait, &portrait->bookings[i].content, PART_BOOKING, 0,
                 portrait->bookings[i].id);
    portrait->differ_count = disagreements_of(portrait, portrait->differs);
    return STATUS_OK;
}

/* ---- values ---- */

struct origin origin_of(const struct said *said)
{
    return (struct origin){said->content->seq, part_word(said->part)};
}

void write_said(struct json *json, const char *key, const struct portrait *portrait,
                const struct said *said, const struct image_value *value)
{
    write_value(json, key, portrait->sight, &said->image, value, origin_of(said));
}

/* For each field what API says, else PNR. */
static void write_identity(struct json *json, const struct portrait *portrait)
{
    json_key(json, "identity");
    json_begin(json);
    for (int field = 0; field < FIELDS; field++) {
        const struct image_value *value = NULL;
        if (field_info((enum field)field)->node != NODE_TRAVELLER)
            continue;
        for (size_t i = 0; i < portrait->count && !value; i++) {
            const struct said *said = &portrait->said[i];
            value =
                said->part == PART_BOOKING ? NULL : image_find(&said->image, 0, (enum field)field);
            if (value)
                write_said(json, field_info((enum field)field)->key, portrait, said, value);
        }
    }
    json_end(json);
}

void put_nodes(struct json *json, const struct portrait *portrait, const struct said *said,
               enum node_type type)
{
    for (uint32_t n = 0; n < said->image.header->nodes; n++)
        if (said->image.nodes[n].type == type) {
            json_begin(json);
            write_fields(json, portrait->sight, &said->image, n, origin_of(said));
            json_end(json);
        }
}

/* Every node of a type, API first. */
static void write_nodes(struct json *json, const char *key, const struct portrait *portrait,
                        enum node_type type)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < portrait->count; i++)
        put_nodes(json, portrait, &portrait->said[i], type);
    json_end_array(json);
}

static void write_all_said(struct json *json, const struct portrait *portrait)
{
    json_key(json, "said");
    json_begin_array(json);
    for (size_t i = 0; i < portrait->count; i++) {
        const struct said *said = &portrait->said[i];
        struct journal_entry entry;
        bool known = message_about(portrait->view, said->content->seq, &entry);
        json_begin(json);
        write_id(json, "traveller", ID_TRAVELLER,
                 said->traveller ? said->traveller : portrait->person.rows[0].id);
        json_put_text(json, "source", part_word(said->part));
        json_put_int(json, "message", said->content->seq);
        json_put_int(json, "version", said->content->version);
        write_instant(json, "received_at", known ? entry.received : 0);
        write_text_or_null(json, "sender", known ? entry.source : (struct span){NULL, 0});
        json_end(json);
    }
    json_end_array(json);
}

static void write_board_said(struct json *json, const struct board_said *said)
{
    json_begin(json);
    json_put_text(json, "word", board_text(said->word));
    json_put_bool(json, "implied", said->implied);
    write_instant(json, "at", said->at);
    json_put_int(json, "message", said->seq);
    json_put_int(json, "begin", said->begin);
    json_put_int(json, "size", said->size);
    json_end(json);
}

/* From booking to cabin: what holds, and everything that was said of it. */
static void write_board(struct json *json, const struct portrait *portrait)
{
    const struct person_view *person = &portrait->person;
    json_key(json, "boarding");
    json_begin(json);
    standing_write(json, &person->standing);
    json_put_bool(json, "announced", person->board.announced);
    json_put_bool(json, "trip", board_is_trip(&person->board));
    json_key(json, "said");
    json_begin_array(json);
    for (size_t i = 0; i < person->said_count; i++)
        write_board_said(json, &person->said[i]);
    json_end_array(json);
    json_end(json);
}

/* What baggage messages say, beside what the booking says of bags. */
static enum status write_baggage(struct json *json, const struct portrait *portrait)
{
    struct baggage_bag *bags;
    size_t count;
    enum status status =
        baggage_of(portrait->view, &portrait->person, portrait->arena, &bags, &count);
    json_key(json, "baggage");
    json_begin_array(json);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        baggage_write(json, &bags[i], portrait->sight);
    json_end_array(json);
    return status;
}

static void write_decisions(struct json *json, const struct portrait *portrait)
{
    const struct person_view *person = &portrait->person;
    bool shown = !person->alert.traveller || alert_shows(&person->alert, portrait->sight);
    json_key(json, "decisions");
    json_begin_array(json);
    for (size_t i = 0; i < person->decision_count && shown; i++)
        write_decision(json, &person->decisions[i], portrait->sight);
    json_end_array(json);
}

static void write_head(struct json *json, const struct portrait *portrait)
{
    const struct person_view *person = &portrait->person;
    const struct store_traveller *root = &person->rows[0];
    struct schedule schedule = schedule_of(portrait->view, &person->flight);
    write_id(json, "id", ID_TRAVELLER, root->id);
    write_id(json, "asked", ID_TRAVELLER, portrait->asked);
    json_put_text(json, "kind", person_kind_word(root->kind));
    json_put_bool(json, "infant", root->flags & PERSON_IS_INFANT);
    json_put_bool(json, "minor", root->flags & PERSON_IS_MINOR);
    json_put_bool(json, "checked_in", root->flags & PERSON_IS_CHECKED_IN);
    write_flight_summary(json, "flight", &person->flight, &schedule);
    json_key(json, "alert");
    write_alert_summary(portrait->view, json, person, portrait->sight);
}

static enum status write_all(struct json *json, const struct portrait *portrait)
{
    static const struct {
        const char *key;
        enum node_type type;
    } lists[] = {
        {"contacts", NODE_CONTACT},  {"addresses", NODE_ADDRESS}, {"payments", NODE_PAYMENT},
        {"tickets", NODE_TICKET},    {"bags", NODE_BAG},          {"seats", NODE_SEAT},
        {"loyalties", NODE_LOYALTY}, {"services", NODE_SERVICE},  {"remarks", NODE_REMARK}};
    json_begin(json);
    write_head(json, portrait);
    write_why(json, portrait);
    write_identity(json, portrait);
    write_disagreements(json, portrait);
    write_all_said(json, portrait);
    write_board(json, portrait);
    write_nodes(json, "documents", portrait, NODE_DOCUMENT);
    json_put_text(json, "unchecked", portrait->unchecked);
    write_journey(json, portrait);
    enum status status = write_bookings(json, portrait);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        write_nodes(json, lists[i].key, portrait, lists[i].type);
    if (status == STATUS_OK)
        status = write_baggage(json, portrait);
    if (status == STATUS_OK)
        status = write_versions(json, portrait);
    write_decisions(json, portrait);
    write_merges(json, portrait);
    json_end(json);
    return status;
}

enum status view_traveller(struct view *view, int64_t traveller, const struct view_sight *sight,
                           int64_t now, struct view_alert *alert, struct buffer *out)
{
    struct json json = {out, false};
    arena_reset(&view->arena);
    struct portrait portrait = {
        .view = view, .sight = sight, .arena = &view->arena, .asked = traveller};
    enum status status = load(&portrait, traveller);
    if (status != STATUS_OK)
        return status;
    portrait.unchecked = outside_unchecked(view, &portrait.person, now);
    status = write_all(&json, &portrait);
    if (status == STATUS_OK)
        *alert = alert_of(view, &portrait.person);
    return status;
}
