/* GR5 to GR8: legs, and below them who was checked in, with seats and bags. */
#include "encode/internal.h"

enum { MOST_ELEMENTS = 104 }; /* of a TBD: 99 tags */

/* ---- TVL ---- */

/* Date and time of one half; a day that two digits would not name gets four. */
static void put_half(struct encoder *encoder, unsigned component, struct span text)
{
    struct moment moment = encode_moment(text);
    if (moment.date.year == 0)
        return;
    struct date_text date =
        encode_date(moment.date, DATE_DMY, encode_is_near_day(encoder, moment.date));
    edifact_put(&encoder->writer, 1, component, encode_date_span(&date));
    edifact_put(&encoder->writer, 1, component + 1, (struct span){moment.clock, moment.clock_size});
}

/* The operating carrier of a leg with a second number is told by TRA alone: beside a second number
 * the reader would have to choose which of the two is the operating one. */
static void write_tvl(struct encoder *encoder, uint32_t leg, bool second)
{
    static const struct slot places[] = {{2, 0, FIELD_LEG_BOARD},
                                         {3, 0, FIELD_LEG_OFF},
                                         {4, 0, FIELD_LEG_CARRIER}},
                             operating[] = {{4, 1, FIELD_LEG_OPERATING_CARRIER}},
                             flight[] = {{5, 0, FIELD_LEG_NUMBER}, {5, 1, FIELD_LEG_CABIN}},
                             other[] = {{4, 0, FIELD_LEG_OTHER_CARRIER},
                                        {5, 0, FIELD_LEG_OTHER_NUMBER}};
    edifact_open(&encoder->writer, "TVL");
    put_half(encoder, 0, encode_text(encoder, leg, FIELD_LEG_DEPARTURE));
    put_half(encoder, 2, encode_text(encoder, leg, FIELD_LEG_ARRIVAL));
    ENCODE_SLOTS(encoder, leg, places);
    if (!second)
        ENCODE_SLOTS(encoder, leg, operating);
    ENCODE_SLOTS(encoder, leg, flight);
    edifact_close(&encoder->writer);
    if (!second)
        return;
    ENCODE_SEGMENT(encoder, "TVL", leg, other);
}

static void write_tra(struct encoder *encoder, uint32_t leg, bool second)
{
    static const struct slot operating[] = {{1, 0, FIELD_LEG_OPERATING_CARRIER},
                                            {2, 0, FIELD_LEG_OPERATING_NUMBER}};
    if (!encode_has(encoder, leg, FIELD_LEG_OPERATING_NUMBER) &&
        !(second && encode_has(encoder, leg, FIELD_LEG_OPERATING_CARRIER)))
        return;
    ENCODE_SEGMENT(encoder, "TRA", leg, operating);
}

void encode_leg(struct encoder *encoder, uint32_t leg)
{
    static const struct slot status[] = {{1, 0, FIELD_LEG_PARTY}, {2, 0, FIELD_LEG_STATUS}},
                             equipment[] = {{1, 0, FIELD_LEG_EQUIPMENT}};
    bool second = encode_has(encoder, leg, FIELD_LEG_OTHER_NUMBER);
    write_tvl(encoder, leg, second);
    write_tra(encoder, leg, second);
    if (encode_has(encoder, leg, FIELD_LEG_STATUS) || encode_has(encoder, leg, FIELD_LEG_PARTY))
        ENCODE_SEGMENT(encoder, "RPI", leg, status);
    if (encode_has(encoder, leg, FIELD_LEG_EQUIPMENT))
        ENCODE_SEGMENT(encoder, "APD", leg, equipment);
}

/* ---- check-in ---- */

static bool is_checkin_seat(const struct encoder *encoder, uint32_t seat)
{
    return span_is(encode_text(encoder, seat, FIELD_SEAT_SOURCE), "checked-in");
}

static bool is_between(const struct encoder *encoder, uint32_t seat, uint32_t leg)
{
    return span_equal(encode_text(encoder, seat, FIELD_SEAT_BOARD),
                      encode_text(encoder, leg, FIELD_LEG_BOARD)) &&
           span_equal(encode_text(encoder, seat, FIELD_SEAT_OFF),
                      encode_text(encoder, leg, FIELD_LEG_OFF));
}

/* The first leg with the ports of the seat; the booking's first leg when none has them. */
static uint32_t leg_of_seat(const struct encoder *encoder, uint32_t booking, uint32_t seat)
{
    ENCODE_EACH_CHILD(encoder, leg, booking, NODE_LEG)
    if (is_between(encoder, seat, leg))
        return leg;
    return image_child(encoder->image, booking, NODE_LEG);
}

/* The leg at which the owner is checked in first: bags stand there. */
static uint32_t first_leg(const struct encoder *encoder, uint32_t booking, uint32_t owner)
{
    ENCODE_EACH_CHILD(encoder, seat, owner, NODE_SEAT)
    if (is_checkin_seat(encoder, seat))
        return leg_of_seat(encoder, booking, seat);
    return image_child(encoder->image, booking, NODE_LEG);
}

static void write_seats(struct encoder *encoder, uint32_t booking, uint32_t owner, uint32_t leg)
{
    static const struct slot place[] = {{1, 0, FIELD_SEAT_NUMBER}, {5, 0, FIELD_SEAT_CABIN}};
    ENCODE_EACH_CHILD(encoder, seat, owner, NODE_SEAT)
    {
        if (!is_checkin_seat(encoder, seat) || leg_of_seat(encoder, booking, seat) != leg)
            continue;
        ENCODE_SEGMENT(encoder, "SSD", seat, place);
    }
}

static void put_pieces(struct encoder *encoder, uint32_t traveller)
{
    static const struct slot pieces[] = {{2, 0, FIELD_TRAVELLER_BAG_COUNT},
                                         {2, 1, FIELD_TRAVELLER_BAG_WEIGHT}};
    struct span unit = encode_text(encoder, traveller, FIELD_TRAVELLER_BAG_UNIT);
    ENCODE_SLOTS(encoder, traveller, pieces);
    if (unit.size)
        edifact_put_word(&encoder->writer, 2, 2, span_is(unit, "kg") ? "700" : "701");
}

/* The bags of one pool from `bag` on in one TBD; returns the first of the next. */
static uint32_t put_pool(struct encoder *encoder, uint32_t bag)
{
    struct span pool = encode_text(encoder, bag, FIELD_BAG_POOL);
    edifact_put(&encoder->writer, 4, 0, pool);
    for (unsigned position = 5; bag != IMAGE_NONE && position < MOST_ELEMENTS; position++) {
        const struct slot tag[] = {{position, 0, FIELD_BAG_AIRLINE},
                                   {position, 1, FIELD_BAG_TAG},
                                   {position, 3, FIELD_BAG_DESTINATION}};
        if (!span_equal(pool, encode_text(encoder, bag, FIELD_BAG_POOL)))
            break;
        ENCODE_SLOTS(encoder, bag, tag);
        bag = image_sibling(encoder->image, bag, NODE_BAG);
    }
    return bag;
}

static void write_bags(struct encoder *encoder, uint32_t owner)
{
    uint32_t bag = image_child(encoder->image, owner, NODE_BAG);
    bool counted = encode_has(encoder, owner, FIELD_TRAVELLER_BAG_COUNT);
    while (bag != IMAGE_NONE || counted) {
        edifact_open(&encoder->writer, "TBD");
        if (counted)
            put_pieces(encoder, owner);
        if (bag != IMAGE_NONE)
            bag = put_pool(encoder, bag);
        counted = false;
        edifact_close(&encoder->writer);
    }
}

static bool has_seat_there(const struct encoder *encoder, uint32_t booking, uint32_t owner,
                           uint32_t leg)
{
    ENCODE_EACH_CHILD(encoder, seat, owner, NODE_SEAT)
    if (is_checkin_seat(encoder, seat) && leg_of_seat(encoder, booking, seat) == leg)
        return true;
    return false;
}

static bool has_bags(const struct encoder *encoder, uint32_t traveller)
{
    return encode_has(encoder, traveller, FIELD_TRAVELLER_BAG_COUNT) ||
           image_child(encoder->image, traveller, NODE_BAG) != IMAGE_NONE;
}

/* TRI, the TIF that says who, seats and bags (operations.md rule 16). Without the flag the name did
 * not stand there: the reference alone told. */
static void write_checkin(struct encoder *encoder, uint32_t booking, uint32_t traveller,
                          uint32_t leg)
{
    static const struct slot reference[] = {{2, 3, FIELD_TRAVELLER_REFERENCE}};
    bool named = encoder->image->nodes[traveller].flags & NODE_CHECKED_IN;
    bool first =
        first_leg(encoder, booking, traveller) == leg && (named || has_bags(encoder, traveller));
    if (!first && !has_seat_there(encoder, booking, traveller, leg))
        return;
    ENCODE_SEGMENT(encoder, "TRI", traveller, reference);
    if (named)
        encode_tif(encoder, booking, traveller);
    write_seats(encoder, booking, traveller, leg);
    if (first)
        write_bags(encoder, traveller);
}

/* What could not be tied to anybody stands before the first TRI. */
static void write_unbound(struct encoder *encoder, uint32_t booking, uint32_t leg)
{
    write_seats(encoder, booking, booking, leg);
    if (first_leg(encoder, booking, booking) == leg)
        write_bags(encoder, booking);
}

void encode_itinerary(struct encoder *encoder, uint32_t booking)
{
    ENCODE_EACH_CHILD(encoder, leg, booking, NODE_LEG)
    {
        encode_leg(encoder, leg);
        if (encode_has(encoder, leg, FIELD_LEG_CHECKIN)) {
            edifact_open(&encoder->writer, "DAT");
            edifact_put_word(&encoder->writer, 1, 0, "2");
            encode_put_moment(encoder, 1, 1, encode_text(encoder, leg, FIELD_LEG_CHECKIN));
            edifact_close(&encoder->writer);
        }
        write_unbound(encoder, booking, leg);
        ENCODE_EACH_CHILD(encoder, traveller, booking, NODE_TRAVELLER)
        write_checkin(encoder, booking, traveller, leg);
    }
}
