/* What a PNRGOV means: the flight it is sent for, its bookings, whom they name. */
#include "check/internal.h"

enum stage { STAGE_HEAD, STAGE_BOOKING, STAGE_CHECKIN, STAGE_SERVICE, STAGE_HISTORY };

struct mention {
    const struct segment *segment;
    struct piece reference;
};

struct reading {
    struct check *check;
    struct message *message;
    enum stage stage;
    const struct segment *flight, *eqn; /* of level 0 */
    int32_t flight_day;
    uint32_t bookings, foreign;
    /* of the booking under way */
    const struct segment *src, *first_leg;
    bool ours, told; /* has a leg that is the flight; something was told of its legs */
    struct mention *travellers, *mentions;
    size_t traveller_count, traveller_room, mention_count, mention_room;
    struct mention *strangers; /* bookings without the flight */
    size_t stranger_room;
};

/* ---- flights ---- */

static struct hop hop_of(struct reading *reading, const struct segment *tvl)
{
    struct hop hop = {.segment = tvl,
                      .from = check_trimmed(check_get(tvl, 2, 0)),
                      .to = check_trimmed(check_get(tvl, 3, 0)),
                      .leaves = check_trimmed(check_get(tvl, 1, 0)),
                      .lands = check_trimmed(check_get(tvl, 1, 2)),
                      .departure = -1,
                      .arrival = -1};
    int32_t day, near = reading->message->sent_day;
    int minutes;
    if (check_read_day(hop.leaves.text, DAY_FIRST, near, &day) &&
        check_read_time(check_code(tvl, 1, 1), &minutes))
        hop.departure = (int64_t)day * 24 * 60 + minutes;
    if (check_read_day(hop.lands.text, DAY_FIRST, near, &day) &&
        check_read_time(check_code(tvl, 1, 3), &minutes))
        hop.arrival = (int64_t)day * 24 * 60 + minutes;
    return hop;
}

static void check_number(struct reading *reading, const struct segment *tvl)
{
    struct piece number = check_trimmed(check_get(tvl, 5, 0));
    if (number.text.size && !check_is_flight_number(number.text) && !span_is(number.text, "OPEN") &&
        !span_is(number.text, "ARNK") && !span_is(number.text, "ARNK0"))
        check_judge(reading->check, tvl, VALUE_NUMBER, number);
}

static void check_tvl(struct reading *reading, const struct segment *tvl, bool head)
{
    struct hop hop = hop_of(reading, tvl);
    bool known = hop.from.text.size == 0 || check_port(reading->check, tvl, hop.from);
    known &= hop.to.text.size == 0 || check_port(reading->check, tvl, hop.to);
    reading->told |= !known && !head;
    reading->flight = !known && head ? NULL : reading->flight;
    check_number(reading, tvl);
    if (known)
        check_hop(reading->check, &hop, head ? reading->message->sent_day : NO_DAY);
}

/* Level 0 names the flight wholly. */
static void read_flight(struct reading *reading, struct segment *tvl)
{
    static const struct {
        unsigned element, component;
        const char *what;
    } needed[] = {{1, 0, "the day of departure"},  {1, 1, "the time of departure"},
                  {2, 0, "the port of departure"}, {3, 0, "the port of arrival"},
                  {4, 0, "the carrier"},           {5, 0, "the flight number"}};
    reading->flight = reading->flight ? reading->flight : tvl;
    int32_t day;
    if (check_read_day(check_code(tvl, 1, 0), DAY_FIRST, reading->message->sent_day, &day))
        reading->flight_day = day;
    for (size_t i = 0; i < sizeof needed / sizeof *needed && !tvl->told; i++)
        if (check_code(tvl, needed[i].element, needed[i].component).size == 0) {
            check_tell_piece(reading->check, RULE_ELEMENT_MISSING, tvl,
                             check_get(tvl, needed[i].element, needed[i].component), "%s",
                             needed[i].what);
            tvl->told = true;
        }
    if (!tvl->told)
        check_tvl(reading, tvl, true);
}

static struct span unpadded(struct span number)
{
    while (number.size > 1 && number.at[0] == '0')
        number = span_part(number, 1, number.size);
    return number;
}

/* The first value in which a leg differs from the flight of the message, in `where`; 0 or 1 differing
 * values make it a leg that was meant to be it. */
static unsigned differences(const struct segment *flight, const struct segment *leg,
                            struct piece *where)
{
    static const struct {
        unsigned element, component;
    } same[] = {{1, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 0}};
    unsigned count = 0;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct span ours = check_code(flight, same[i].element, same[i].component);
        struct piece theirs = check_trimmed(check_get(leg, same[i].element, same[i].component));
        bool day = same[i].element == 1;
        if (span_equal(unpadded(ours), unpadded(theirs.text)) ||
            (day &&
             !(check_value_fits(VALUE_DAY, ours) && check_value_fits(VALUE_DAY, theirs.text))))
            continue; /* a day that cannot be was told as such */
        if (count++ == 0)
            *where = theirs;
    }
    return count;
}

/* With a code-share the numbers differ by right. */
static bool is_shared(const struct segment *flight, const struct segment *leg)
{
    return check_code(leg, 4, 1).size > 0 || check_code(flight, 4, 1).size > 0 ||
           !span_equal(check_code(flight, 4, 0), check_code(leg, 4, 0));
}

/* One port without the other, or a carrier left out before more: a separator moved what follows. */
static bool tell_gap_in_leg(struct reading *reading, struct segment *tvl)
{
    bool from = check_code(tvl, 2, 0).size > 0, to = check_code(tvl, 3, 0).size > 0;
    bool carrier = check_code(tvl, 4, 0).size > 0, more = check_code(tvl, 6, 0).size > 0;
    unsigned empty = from != to ? (from ? 3 : 2) : !carrier && more ? 4 : 0;
    if (!empty)
        return false;
    check_tell_piece(reading->check, RULE_ELEMENT_MISSING, tvl, check_get(tvl, empty, 0), "%s",
                     empty == 4 ? "the carrier" : "the port");
    reading->told = tvl->told = true;
    return true;
}

static void read_leg(struct reading *reading, struct segment *tvl)
{
    struct piece where;
    bool named = check_code(tvl, 2, 0).size > 0 || check_code(tvl, 3, 0).size > 0;
    if (tvl->told)
        reading->told = true;
    if (tvl->told || !named)
        return;
    if (tell_gap_in_leg(reading, tvl))
        return;
    reading->first_leg = reading->first_leg ? reading->first_leg : tvl;
    check_tvl(reading, tvl, false);
    if (!reading->flight)
        return;
    unsigned count = differences(reading->flight, tvl, &where);
    reading->ours |= count == 0 || (count <= 2 && is_shared(reading->flight, tvl));
}

/* ---- a booking ---- */

static struct mention *add_mention(struct check *check, struct mention **list, size_t *count,
                                   size_t *room)
{
    *list = arena_more(check->arena, *list, *count, room, sizeof **list);
    return &(*list)[(*count)++];
}

enum { MOST_NAMED = 512 }; /* travellers of a booking that are compared with each other */

static bool is_named(const struct reading *reading, struct span reference)
{
    for (size_t i = 0; i < reading->traveller_count && i < MOST_NAMED; i++)
        if (span_equal(unpadded(reading->travellers[i].reference.text), unpadded(reference)))
            return true;
    return reading->traveller_count > MOST_NAMED;
}

static void end_booking(struct reading *reading)
{
    for (size_t i = 0; i < reading->mention_count; i++) {
        const struct mention *mention = &reading->mentions[i];
        if (reading->traveller_count && !reading->told &&
            !is_named(reading, mention->reference.text))
            check_tell_piece(reading->check, RULE_REFERENCE_DANGLES, mention->segment,
                             mention->reference, "the reference of a TIF of this booking");
    }
    if (reading->src && reading->first_leg && reading->flight && !reading->flight->told &&
        !reading->ours && !reading->told) {
        size_t at = reading->foreign;
        *add_mention(reading->check, &reading->strangers, &at, &reading->stranger_room) =
            (struct mention){.segment = reading->first_leg};
        reading->foreign++;
    }
    reading->mention_count = reading->traveller_count = 0;
    reading->src = reading->first_leg = NULL;
    reading->ours = reading->told = false;
}

static void begin_booking(struct reading *reading, const struct segment *first)
{
    end_booking(reading);
    reading->bookings++;
    reading->src = first;
    reading->stage = STAGE_BOOKING;
}

static void read_traveller(struct reading *reading, const struct segment *tif)
{
    struct piece reference = check_trimmed(check_get(tif, 2, 2));
    if (tif->told)
        reading->told = true;
    if (tif->told || reading->stage != STAGE_BOOKING || reference.text.size == 0)
        return;
    if (is_named(reading, reference.text) && reading->traveller_count <= MOST_NAMED)
        check_tell_piece(reading->check, RULE_TRAVELLER_REFERENCE, tif, reference,
                         "a reference that no other TIF of the booking has");
    *add_mention(reading->check, &reading->travellers, &reading->traveller_count,
                 &reading->traveller_room) = (struct mention){tif, reference};
}

static void read_service(struct reading *reading, struct segment *ssr)
{
    if (reading->stage == STAGE_HISTORY)
        return;
    check_service(reading->check, ssr, reading->flight_day);
    if (ssr->told || reading->stage == STAGE_SERVICE)
        return;
    for (uint32_t item = 2; item < ssr->count; item++) {
        struct piece reference = check_trimmed(check_item(ssr, item, 2));
        if (reference.text.size)
            *add_mention(reading->check, &reading->mentions, &reading->mention_count,
                         &reading->mention_room) = (struct mention){ssr, reference};
    }
}

static void read_bags(struct reading *reading, const struct segment *tbd)
{
    for (uint32_t item = 5; item < tbd->count && !tbd->told; item++) {
        struct piece tag = check_trimmed(check_item(tbd, item, 1));
        if (tag.text.size && !check_all_digits(tag.text)) {
            check_judge(reading->check, tbd, VALUE_BAG_TAG, tag);
            return;
        }
    }
}

/* ---- the message ---- */

static void read_msg(struct reading *reading, struct segment *msg)
{
    if (reading->stage != STAGE_HEAD) {
        reading->stage = STAGE_SERVICE;
        return;
    }
    struct piece function = check_get(msg, 1, 1);
    struct piece first = check_trimmed(check_get(msg, 1, 0));
    if (msg->told || check_code(msg, 1, 1).size)
        return;
    if (check_code_known(VALUE_FUNCTION, first.text))
        check_mend(reading->check,
                   check_tell(reading->check, RULE_SEPARATOR_LOST, msg, first.begin, 0, "\":\""),
                   first.begin, 0, (char[]){reading->check->marks.component, '\0'});
    else
        check_tell_piece(reading->check, RULE_ELEMENT_MISSING, msg, function,
                         "the function (1225)");
}

static void read_segment(struct reading *reading, struct segment *segment)
{
    switch (segment->tag) {
    case TAG_MSG: read_msg(reading, segment); break;
    case TAG_EQN:
        if (reading->stage == STAGE_HEAD)
            reading->eqn = segment;
        break;
    case TAG_SRC: begin_booking(reading, segment); break;
    case TAG_RCI:
        if (segment->astray) /* its SRC is missing, which was told */
            begin_booking(reading, segment);
        break;
    case TAG_TVL:
        if (reading->stage == STAGE_HEAD)
            read_flight(reading, segment);
        else if (reading->stage != STAGE_SERVICE && reading->stage != STAGE_HISTORY)
            read_leg(reading, segment);
        reading->stage = reading->stage == STAGE_SERVICE ? STAGE_BOOKING : reading->stage;
        break;
    case TAG_TRI: reading->stage = STAGE_CHECKIN; break;
    case TAG_TIF: read_traveller(reading, segment); break;
    case TAG_SSR: read_service(reading, segment); break;
    case TAG_TBD: read_bags(reading, segment); break;
    case TAG_ABI:
    case TAG_SAC:
    case TAG_LTS: reading->stage = STAGE_HISTORY; break;
    case TAG_NONE: reading->told = true; break;
    default: break;
    }
}

static void check_bookings(struct reading *reading)
{
    int64_t count;
    const struct segment *eqn = reading->eqn;
    if (!eqn || eqn->told || reading->message->cut || !span_number(check_code(eqn, 1, 0), &count))
        return;
    bool part_of_more = reading->message->several_parts && count > reading->bookings;
    if (count == reading->bookings || part_of_more || reading->message->missing)
        return;
    struct piece piece = check_trimmed(check_get(eqn, 1, 0));
    struct check_finding *finding = check_tell_piece(reading->check, RULE_EQN_COUNT, eqn, piece,
                                                     "%u", (unsigned)reading->bookings);
    char *text = arena_format(reading->check->arena, "%u", (unsigned)reading->bookings);
    check_mend(reading->check, finding, piece.begin, piece.size, text);
}

/* Whether UNH's common reference holds a value of the flight: then the flight is not what is wrong. */
static bool confirmed(const struct reading *reading, const struct segment *leg)
{
    struct span reference = check_code(&reading->message->segments[0], 3, 0);
    struct piece where = {{NULL, 0}, 0, 0};
    differences(reading->flight, leg, &where);
    for (unsigned element = 1; element <= 5; element++) {
        struct span theirs = check_code(leg, element, 0),
                    ours = check_code(reading->flight, element, 0);
        if (theirs.size == 0 || span_equal(ours, theirs) || ours.size == 0)
            continue;
        return reference.size > ours.size &&
               memmem(reference.at, reference.size, ours.at, ours.size) != NULL;
    }
    return false;
}

/* One booking without the flight is at fault itself; when all are, the flight of the message is. */
static void check_strangers(struct reading *reading)
{
    if (reading->foreign == 0)
        return;
    const struct segment *leg = reading->strangers[0].segment;
    struct piece where = {{NULL, 0}, 0, 0};
    if (reading->foreign == reading->bookings && !confirmed(reading, leg)) {
        unsigned count = differences(leg, reading->flight, &where);
        if (count == 1)
            check_tell_piece(reading->check, RULE_FLIGHT_ELSEWHERE, reading->flight, where,
                             "the flight of the bookings");
        else
            check_tell(reading->check, RULE_FLIGHT_ELSEWHERE, reading->flight,
                       reading->flight->begin, 3, "the flight of the bookings");
        return;
    }
    for (uint32_t i = 0; i < reading->foreign; i++) {
        leg = reading->strangers[i].segment;
        unsigned count = differences(reading->flight, leg, &where);
        if (count == 1)
            check_tell_piece(reading->check, RULE_FLIGHT_ELSEWHERE, leg, where,
                             "the flight of the message");
        else
            check_tell(reading->check, RULE_FLIGHT_ELSEWHERE, leg, leg->begin, 3,
                       "the flight of the message");
    }
}

void check_pnrgov(struct check *check, struct message *message)
{
    struct reading *reading = arena_new(check->arena, struct reading);
    *reading = (struct reading){.check = check, .message = message, .flight_day = NO_DAY};
    for (size_t i = 0; i < message->count; i++)
        read_segment(reading, &message->segments[i]);
    end_booking(reading);
    check_bookings(reading);
    check_strangers(reading);
}
