/* What each dialect sends is understood by the decoder, who was not written for it: every person of every kind of
 * message, with name, birth, document, locator, seat and bags as they were told. */
#include "../decode/support.h"
#include "check/check.h"
#include "hand.h"
#include "profile/profile.h"

static const struct world_profile world = {.home = "UZ"};

struct sent {
    struct hand hand;
    struct sending_task task;
    struct sending_items items;
    struct arena arena;
    struct buffer body;
    uint8_t named[40];
    uint32_t persons;
    bool any;
};

static void compose_part(struct sent *sent, unsigned part)
{
    sent->task.part = part;
    sent->body.size = 0;
    sent->persons =
        sending_compose(&sent->task, &sent->items, &sent->arena, &sent->body, sent->named);
}

static void compose(struct sent *sent, enum world_dialect dialect, enum sending_kind kind)
{
    memset(sent, 0, sizeof *sent);
    hand_make(&sent->hand);
    sent->task = (struct sending_task){.profile = &world,
                                       .load = &sent->hand.load,
                                       .dialect = dialect,
                                       .kind = kind,
                                       .minute = hand_minute(sending_minutes_before(kind)),
                                       .before = INT32_MIN,
                                       .parts = 1};
    sent->any = sending_choose(&sent->task, &sent->arena, &sent->items);
    if (sent->any)
        compose_part(sent, 0);
}

static void release(struct sent *sent)
{
    arena_free(&sent->arena);
    buffer_free(&sent->body);
}

static struct profile *source_profile(enum world_dialect dialect, struct arena *arena)
{
    struct profile *out = NULL;
    struct span text = sending_source_profile(dialect);
    if (text.size && profile_parse(text, "sending", arena, &out) != STATUS_OK)
        fail_msg("%s", status_sentence());
    return out;
}

static void read_back(const struct sent *sent, struct decoded *out, struct arena *arena)
{
    struct decode_options options = {.home = SPAN("UZ"),
                                     .profile = source_profile(sent->task.dialect, arena)};
    decode_for_test(buffer_span(&sent->body), &options, out);
}

/* ---- findings ---- */

static bool keeps_to_guides(enum world_dialect dialect)
{
    return dialect == DIALECT_AMBER || dialect == DIALECT_BASALT || dialect == DIALECT_CEDAR;
}

static void assert_understood(const struct sent *sent, const struct image *image)
{
    enum severity most = keeps_to_guides(sent->task.dialect) ? SEVERITY_INFO : SEVERITY_WARNING;
    for (uint32_t i = 0; i < image->header->issues; i++) {
        const struct issue_info *info = issue_info((enum issue)image->issues[i].issue);
        struct span text = image_issue_text(image, &image->issues[i]);
        if (info->severity > most)
            fail_msg("dialect %d, %s: %s %s %.*s at %u\n%.*s", (int)sent->task.dialect,
                     sending_kind_word(sent->task.kind), info->code, image->issues[i].segment,
                     (int)text.size, text.at, (unsigned)image->issues[i].begin,
                     (int)sent->body.size, sent->body.at);
    }
    for (uint32_t n = 0; n < image->header->nodes; n++)
        if (image->nodes[n].type == NODE_MESSAGE)
            assert_int_equal(image->nodes[n].outcome, OUTCOME_FULL);
}

/* People with one name have no given name, and what tells of health is sent to be dropped. */
static bool is_meant(enum check_rule rule)
{
    return rule == RULE_GIVEN_MISSING || rule == RULE_SENSITIVE;
}

static void assert_conforms(const struct sent *sent)
{
    struct check_report report;
    struct arena arena = {0};
    check_body(buffer_span(&sent->body), &arena, &report);
    for (size_t i = 0; i < report.count; i++) {
        const struct check_finding *finding = &report.findings[i];
        if (finding->severity == CHECK_INFO || is_meant(finding->rule))
            continue;
        fail_msg("dialect %d, %s: %s %s \"%.*s\" at %u\n%.*s", (int)sent->task.dialect,
                 sending_kind_word(sent->task.kind), check_rule(finding->rule)->code, finding->tag,
                 (int)finding->found.size, finding->found.at, (unsigned)finding->offset,
                 (int)sent->body.size, sent->body.at);
    }
    arena_free(&arena);
}

/* ---- persons ---- */

static bool is_given(struct span got, struct span given, const char *title, bool glued)
{
    if (!glued || got.size <= given.size)
        return span_equal(got, given);
    return span_equal(span_part(got, 0, given.size), given) &&
           span_is(span_part(got, given.size, got.size), title);
}

static uint32_t find_person(const struct sent *sent, const struct image *image, uint32_t index)
{
    const struct world_passenger *who = &sent->hand.passengers[index];
    bool pnr = sending_is_pnr(sent->task.kind), glued = sent->task.dialect == DIALECT_LOCAL;
    struct span surname = pnr ? who->pnr_surname : who->api_surname;
    struct span given = pnr ? who->pnr_given : who->api_given;
    uint32_t found = IMAGE_NONE;
    for (uint32_t n = 0; n < image->header->nodes; n++) {
        if (image->nodes[n].type != NODE_TRAVELLER ||
            !span_equal(image_text(image, n, FIELD_TRAVELLER_SURNAME), surname) ||
            !is_given(image_text(image, n, FIELD_TRAVELLER_GIVEN), given, who->title, glued))
            continue;
        assert_int_equal(found, IMAGE_NONE); /* once */
        found = n;
    }
    if (found == IMAGE_NONE)
        fail_msg("dialect %d, %s: %.*s/%.*s was not found in\n%.*s", (int)sent->task.dialect,
                 sending_kind_word(sent->task.kind), (int)surname.size, surname.at, (int)given.size,
                 given.at, (int)sent->body.size, sent->body.at);
    return found;
}

static struct span child_text(const struct image *image, uint32_t node, enum node_type type,
                              enum field field)
{
    uint32_t child = image_child(image, node, type);
    return child == IMAGE_NONE ? (struct span){NULL, 0} : image_text(image, child, field);
}

static void assert_day(struct span got, int32_t day)
{
    char text[DATE_TEXT];
    assert_span(got, date_format(date_from_day(day), text));
}

static void assert_document(const struct sent *sent, const struct image *image, uint32_t node,
                            const struct world_passenger *who)
{
    bool pnr = sending_is_pnr(sent->task.kind);
    const struct world_document *document = pnr ? &who->pnr_document : &who->api_document;
    bool told = !pnr || sending_known(who->docs_added, sent->task.minute);
    struct span number = child_text(image, node, NODE_DOCUMENT, FIELD_DOCUMENT_NUMBER);
    assert_span(number, told ? document->number : "");
    if (!told)
        return;
    assert_span(child_text(image, node, NODE_DOCUMENT, FIELD_DOCUMENT_STATE),
                strcmp(document->state, "D") == 0 ? "DEU" : document->state);
    assert_day(child_text(image, node, NODE_DOCUMENT, FIELD_DOCUMENT_EXPIRY), document->expires);
    assert_day(image_text(image, node, FIELD_TRAVELLER_BIRTH), who->person.birth);
    char sex[2] = {who->person.sex, '\0'};
    assert_span(image_text(image, node, FIELD_TRAVELLER_SEX), sex);
}

static unsigned count_children(const struct image *image, uint32_t node, enum node_type type)
{
    unsigned count = 0;
    for (uint32_t n = image_child(image, node, type); n != IMAGE_NONE;
         n = image_sibling(image, n, type))
        count++;
    return count;
}

/* Bags are told by those who tell tags, in bookings after check-in. */
static void assert_place(const struct sent *sent, const struct image *image, uint32_t node,
                         const struct world_passenger *who)
{
    bool pnr = sending_is_pnr(sent->task.kind), crew = who->booking == UINT32_MAX;
    bool here = sending_known(who->checked_in, sent->task.minute);
    char bags[12];
    snprintf(bags, sizeof bags, "%u", who->bags);
    if (crew)
        return;
    bool seated = !pnr || sending_known(who->seated, sent->task.minute);
    assert_span(child_text(image, node, NODE_SEAT, FIELD_SEAT_NUMBER), seated ? who->seat : "");
    if (!pnr || (here && who->bags))
        assert_span(image_text(image, node, FIELD_TRAVELLER_BAG_COUNT), bags);
    if (pnr)
        assert_int_equal(count_children(image, node, NODE_BAG), here ? who->bags : 0);
    if (pnr)
        assert_int_equal((image->nodes[node].flags & NODE_CHECKED_IN) != 0, here);
}

static void assert_locator(const struct sent *sent, const struct image *image, uint32_t node,
                           uint32_t index)
{
    const struct world_passenger *who = &sent->hand.passengers[index];
    const char *locator = sending_locator(&sent->task, who, index);
    if (who->booking == UINT32_MAX)
        return;
    if (sending_is_pnr(sent->task.kind))
        assert_span(image_text(image, image->nodes[node].parent, FIELD_BOOKING_LOCATOR), locator);
    else
        assert_span(image_text(image, node, FIELD_TRAVELLER_LOCATOR), locator);
}

static void assert_persons(const struct sent *sent, const struct image *image)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < sent->hand.load.passenger_count + sent->hand.load.crew_count; i++) {
        const struct world_passenger *who = &sent->hand.passengers[i];
        if (!sent->named[i])
            continue;
        uint32_t node = find_person(sent, image, i);
        assert_document(sent, image, node, who);
        assert_place(sent, image, node, who);
        assert_locator(sent, image, node, i);
        count++;
    }
    assert_int_equal(count, sent->persons);
    assert_int_equal(image_count(image, NODE_TRAVELLER), count);
}

static void assert_flight(const struct image *image)
{
    uint32_t leg = IMAGE_NONE;
    for (uint32_t n = 0; n < image->header->nodes && leg == IMAGE_NONE; n++)
        if (image->nodes[n].type == NODE_LEG)
            leg = n;
    assert_int_not_equal(leg, IMAGE_NONE);
    assert_span(image_text(image, leg, FIELD_LEG_CARRIER), "HY");
    assert_span(image_text(image, leg, FIELD_LEG_NUMBER), "271");
    assert_span(image_text(image, leg, FIELD_LEG_BOARD), "TAS");
    assert_span(image_text(image, leg, FIELD_LEG_OFF), "IST");
    assert_span(image_text(image, leg, FIELD_LEG_DEPARTURE), "2026-11-21T10:40");
    assert_span(image_text(image, leg, FIELD_LEG_ARRIVAL), "2026-11-21T13:40");
}

static void try_one(enum world_dialect dialect, enum sending_kind kind)
{
    struct sent sent;
    struct decoded decoded;
    struct arena arena = {0};
    compose(&sent, dialect, kind);
    if (sent.any) {
        read_back(&sent, &decoded, &arena);
        assert_understood(&sent, &decoded.image);
        assert_flight(&decoded.image);
        assert_persons(&sent, &decoded.image);
        if (keeps_to_guides(dialect))
            assert_conforms(&sent);
        forget(&decoded);
    }
    arena_free(&arena);
    release(&sent);
}

static void every_message_is_understood(void **state)
{
    (void)state;
    for (int dialect = 0; dialect < WORLD_DIALECTS; dialect++)
        for (int kind = 0; kind < SENDING_KINDS; kind++)
            try_one((enum world_dialect)dialect, (enum sending_kind)kind);
}

/* ---- who is told when ---- */

static bool names(enum world_dialect dialect, enum sending_kind kind, const char *surname)
{
    struct sent sent;
    bool found = false;
    compose(&sent, dialect, kind);
    for (uint32_t i = 0; i < sent.hand.load.passenger_count + sent.hand.load.crew_count; i++)
        found |= sent.named[i] && span_is(sent.hand.passengers[i].api_surname, surname);
    release(&sent);
    return found;
}

static void persons_are_told_when_it_is_known(void **state)
{
    (void)state;
    assert_true(names(DIALECT_AMBER, SENDING_PNR_72, "PETROV")); /* cancelled 60 h before */
    assert_false(names(DIALECT_AMBER, SENDING_PNR_48, "PETROV"));
    assert_false(names(DIALECT_AMBER, SENDING_PNR_72, "MUELLER")); /* booked 48 h before */
    assert_true(names(DIALECT_AMBER, SENDING_PNR_48, "MUELLER"));
    assert_true(names(DIALECT_AMBER, SENDING_PNR_DEPARTURE, "VAN DER BERG")); /* never came */
    assert_false(names(DIALECT_AMBER, SENDING_API_CHECKIN, "VAN DER BERG"));
    assert_true(names(DIALECT_AMBER, SENDING_API_CHECKIN, "GARCIA-LORCA MUNOZ")); /* offloaded */
    assert_false(names(DIALECT_AMBER, SENDING_API_CLOSEOUT, "GARCIA-LORCA MUNOZ"));
    assert_true(names(DIALECT_BASALT, SENDING_API_CLOSEOUT, "GARCIA-LORCA MUNOZ"));
    assert_false(names(DIALECT_BASALT, SENDING_API_CLOSEOUT, "O'RINOV"));
    assert_true(names(DIALECT_AMBER, SENDING_CREW, "RAHIMOV"));
    assert_false(names(DIALECT_RURAL, SENDING_CREW, "RAHIMOV"));
    assert_true(names(DIALECT_RURAL, SENDING_API_CHECKIN, "RAHIMOV"));
    assert_false(names(DIALECT_TABLE, SENDING_PNR_24, "YUSUPOV"));
    assert_true(names(DIALECT_TABLE, SENDING_API_CLOSEOUT, "YUSUPOV"));
}

static void decode_task(struct sent *sent, struct decoded *out)
{
    sent->body.size = 0;
    memset(sent->named, 0, sizeof sent->named);
    sent->any = sending_choose(&sent->task, &sent->arena, &sent->items);
    if (sent->any)
        compose_part(sent, 0);
    read_back(sent, out, &sent->arena);
}

/* Between -72 and -48 h Petrov cancelled, Mueller booked, the Yusupovs gave their phone, Suhartini her
 * document. */
static void changes_tell_what_is_new(void **state)
{
    struct sent sent;
    struct decoded decoded;
    (void)state;
    compose(&sent, DIALECT_BASALT, SENDING_PNR_48);
    sent.task.before = hand_minute(72 * 60);
    decode_task(&sent, &decoded);
    assert_span(nth_value(&decoded.image, FIELD_MESSAGE_ROLE, 0), "update");
    assert_int_equal(image_count(&decoded.image, NODE_BOOKING), 4);
    uint32_t petrov = find_person(&sent, &decoded.image, 7);
    uint32_t booking = decoded.image.nodes[petrov].parent;
    assert_span(child_text(&decoded.image, booking, NODE_LEG, FIELD_LEG_STATUS), "HX");
    uint32_t yusupova = find_person(&sent, &decoded.image, 0);
    assert_span(child_text(&decoded.image, decoded.image.nodes[yusupova].parent, NODE_LEG,
                           FIELD_LEG_STATUS),
                "HK");
    assert_conforms(&sent);
    forget(&decoded);
    release(&sent);
}

static void split_bookings_name_each_other(void **state)
{
    static const enum world_dialect dialects[] = {DIALECT_AMBER, DIALECT_BASALT, DIALECT_CEDAR,
                                                  DIALECT_LOCAL, DIALECT_RURAL};
    (void)state;
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
        struct sent sent;
        struct decoded decoded;
        compose(&sent, dialects[i], SENDING_PNR_24);
        decode_task(&sent, &decoded);
        for (uint32_t who = 5; who <= 6; who++) {
            uint32_t booking = decoded.image.nodes[find_person(&sent, &decoded.image, who)].parent;
            assert_span(image_text(&decoded.image, booking, FIELD_BOOKING_LOCATOR),
                        who == 5 ? "PA1RED" : "PARTED");
            assert_span(child_text(&decoded.image, booking, NODE_LOCATOR, FIELD_LOCATOR_LOCATOR),
                        who == 5 ? "PARTED" : "PA1RED");
        }
        forget(&decoded);
        release(&sent);
    }
}

/* ---- contacts, payments, kinds ---- */

static bool has_value(const struct image *image, enum field field, const char *text)
{
    for (unsigned n = 0; nth_value(image, field, n).size; n++) {
        struct span value = span_trim(nth_value(image, field, n));
        if (value.size == strlen(text) && strncasecmp(value.at, text, value.size) == 0)
            return true;
    }
    return false;
}

static void bookings_tell_how_they_are_reached_and_paid(void **state)
{
    (void)state;
    for (int dialect = 0; dialect < WORLD_DIALECTS; dialect++) {
        struct sent sent;
        struct decoded decoded;
        compose(&sent, (enum world_dialect)dialect, SENDING_PNR_24);
        if (!sent.any)
            continue;
        decode_task(&sent, &decoded);
        const struct image *image = &decoded.image;
        assert_true(has_value(image, FIELD_CONTACT_PHONE, "998901230001") ||
                    has_value(image, FIELD_CONTACT_PHONE, "+998901230001"));
        if (!has_value(image, FIELD_CONTACT_EMAIL, "d.yusupova_7@mail-box.example"))
            fail_msg("%.*s", (int)sent.body.size, sent.body.at);
        assert_true(has_value(image, FIELD_AGENCY_NUMBER, "91000123"));
        assert_true(has_value(image, FIELD_PAYMENT_FORM, "CA"));
        assert_true(has_value(image, FIELD_PAYMENT_TEXT, "SOMEBODY/ELSE"));
        assert_true(has_value(image, FIELD_TICKET_NUMBER, "2504567890100"));
        assert_true(has_value(image, FIELD_BOOKING_GROUP_SIZE, "1"));
        assert_span(image_text(image, find_person(&sent, image, 3), FIELD_TRAVELLER_KIND),
                    "infant");
        assert_int_equal(image->nodes[find_person(&sent, image, 3)].link,
                         find_person(&sent, image, 0));
        assert_span(image_text(image, find_person(&sent, image, 10), FIELD_TRAVELLER_KIND),
                    "staff");
        assert_span(image_text(image, find_person(&sent, image, 11), FIELD_TRAVELLER_KIND),
                    "unaccompanied-minor");
        forget(&decoded);
        release(&sent);
    }
}

static void lists_tell_kinds_and_journeys(void **state)
{
    (void)state;
    for (int dialect = 0; dialect < WORLD_DIALECTS; dialect++) {
        struct sent sent;
        struct decoded decoded;
        compose(&sent, (enum world_dialect)dialect, SENDING_API_CHECKIN);
        decode_task(&sent, &decoded);
        uint32_t nguyen = find_person(&sent, &decoded.image, 9);
        assert_span(image_text(&decoded.image, nguyen, FIELD_TRAVELLER_KIND), "transit");
        if (dialect != DIALECT_TABLE)
            assert_span(image_text(&decoded.image, nguyen, FIELD_TRAVELLER_END), "LHR");
        assert_span(
            image_text(&decoded.image, find_person(&sent, &decoded.image, 3), FIELD_TRAVELLER_KIND),
            "infant");
        forget(&decoded);
        release(&sent);
    }
}

/* ---- the flight as it changes ---- */

static void retimed_flights_keep_their_reference(void **state)
{
    (void)state;
    for (int dialect = 0; dialect < DIALECT_TABLE; dialect++) {
        struct sent sent;
        struct decoded before, after;
        compose(&sent, (enum world_dialect)dialect, SENDING_PNR_24);
        sent.hand.load.flight.retimed_at = hand_minute(90);
        sent.hand.load.flight.retimed_by = 15 * 60;
        decode_task(&sent, &before);
        sent.task.kind = SENDING_API_CHECKIN;
        sent.task.minute = hand_minute(-14 * 60);
        decode_task(&sent, &after);
        assert_span(nth_value(&before.image, FIELD_LEG_DEPARTURE, 0), "2026-11-21T10:40");
        assert_span(nth_value(&after.image, FIELD_LEG_DEPARTURE, 0), "2026-11-22T01:40");
        assert_true(span_equal(nth_value(&before.image, FIELD_MESSAGE_ACCESS, 0),
                               nth_value(&after.image, FIELD_MESSAGE_ACCESS, 0)));
        forget(&before);
        forget(&after);
        release(&sent);
    }
}

static void cancelled_flights_are_told(void **state)
{
    struct sent sent;
    struct decoded decoded;
    (void)state;
    compose(&sent, DIALECT_CEDAR, SENDING_API_CLOSEOUT);
    sent.task.cancelled = true;
    decode_task(&sent, &decoded);
    assert_span(nth_value(&decoded.image, FIELD_MESSAGE_ROLE, 0), "cancel-flight");
    assert_int_equal(image_count(&decoded.image, NODE_TRAVELLER), 0);
    assert_conforms(&sent);
    forget(&decoded);
    release(&sent);
}

static void other_sellers_make_no_second_flight(void **state)
{
    struct sent sent;
    struct decoded decoded;
    (void)state;
    compose(&sent, DIALECT_AMBER, SENDING_PNR_24);
    HAND_COPY(sent.hand.bookings[1].legs[0].carrier, "TK");
    HAND_COPY(sent.hand.bookings[1].legs[0].number, "8271");
    decode_task(&sent, &decoded);
    uint32_t leg =
        image_child(&decoded.image,
                    decoded.image.nodes[find_person(&sent, &decoded.image, 4)].parent, NODE_LEG);
    assert_span(image_text(&decoded.image, leg, FIELD_LEG_CARRIER), "TK");
    assert_span(image_text(&decoded.image, leg, FIELD_LEG_NUMBER), "8271");
    assert_span(image_text(&decoded.image, leg, FIELD_LEG_OPERATING_CARRIER), "HY");
    assert_span(image_text(&decoded.image, leg, FIELD_LEG_OPERATING_NUMBER), "271");
    assert_conforms(&sent);
    forget(&decoded);
    release(&sent);
}

/* ---- parts ---- */

static void parts_are_numbered_and_whole(void **state)
{
    static const struct {
        enum world_dialect dialect;
        enum sending_kind kind;
    } cases[] = {{DIALECT_CEDAR, SENDING_PNR_24},
                 {DIALECT_CEDAR, SENDING_API_CHECKIN},
                 {DIALECT_AMBER, SENDING_API_CLOSEOUT},
                 {DIALECT_BASALT, SENDING_API_CHECKIN}};
    static const char *const marks[] = {"C", "", "F"};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sent sent;
        uint32_t persons = 0;
        compose(&sent, cases[i].dialect, cases[i].kind);
        uint32_t all = sent.persons;
        memset(sent.named, 0, sizeof sent.named);
        sent.task.parts = 3;
        for (unsigned part = 0; part < 3; part++) {
            struct decoded decoded;
            char number[2] = {(char)('1' + part), '\0'};
            compose_part(&sent, part);
            read_back(&sent, &decoded, &sent.arena);
            assert_span(nth_value(&decoded.image, FIELD_MESSAGE_PART, 0), number);
            assert_span(nth_value(&decoded.image, FIELD_MESSAGE_PART_MARK, 0), marks[part]);
            assert_int_equal(image_count(&decoded.image, NODE_TRAVELLER), sent.persons);
            assert_conforms(&sent);
            persons += sent.persons;
            forget(&decoded);
        }
        assert_int_equal(persons, all);
        release(&sent);
    }
}

/* ---- habits ---- */

static bool contains(const struct sent *sent, const char *text)
{
    return memmem(sent->body.at, sent->body.size, text, strlen(text)) != NULL;
}

static void local_providers_break_the_guides(void **state)
{
    static const struct {
        enum world_dialect dialect;
        enum sending_kind kind;
        const char *text;
    } cases[] = {{DIALECT_LOCAL, SENDING_PNR_24, "BOBURMR"},
                 {DIALECT_LOCAL, SENDING_PNR_24, "d.yusupova_7@mail-box.example"},
                 {DIALECT_LOCAL, SENDING_PNR_24, "VI:9999123412341238"},
                 {DIALECT_LOCAL, SENDING_API_CHECKIN, "DTM+329:050388:2"},
                 {DIALECT_RURAL, SENDING_PNR_24, "TIF+O'RINOV/JASUR MR"},
                 {DIALECT_RURAL, SENDING_PNR_24, "TVL+211126:1040:1340+"},
                 {DIALECT_RURAL, SENDING_API_CHECKIN, "NAD+FM+++RAHIMOV/ANVAR"},
                 {DIALECT_RURAL, SENDING_API_CHECKIN, "UNA:+.?'\r\nUNB"},
                 {DIALECT_CEDAR, SENDING_API_CHECKIN, "\r\n.HELHQ7C 2105"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sent sent;
        compose(&sent, cases[i].dialect, cases[i].kind);
        if (!contains(&sent, cases[i].text))
            fail_msg("%s is not in\n%.*s", cases[i].text, (int)sent.body.size, sent.body.at);
        release(&sent);
    }
}

static void telegrams_have_69_columns(void **state)
{
    struct sent sent;
    (void)state;
    compose(&sent, DIALECT_CEDAR, SENDING_PNR_24);
    struct span rest = buffer_span(&sent.body), line;
    while (rest.size) {
        line = span_cut(rest, '\n', &rest);
        assert_true(line.size <= 70); /* with the carriage return */
        assert_int_equal(line.at[line.size - 1], '\r');
    }
    release(&sent);
}

static void the_same_is_composed_twice(void **state)
{
    (void)state;
    for (int dialect = 0; dialect < WORLD_DIALECTS; dialect++) {
        struct sent one, other;
        compose(&one, (enum world_dialect)dialect, SENDING_API_CHECKIN);
        compose(&other, (enum world_dialect)dialect, SENDING_API_CHECKIN);
        assert_true(span_equal(buffer_span(&one.body), buffer_span(&other.body)));
        release(&one);
        release(&other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_is_understood),
        cmocka_unit_test(persons_are_told_when_it_is_known),
        cmocka_unit_test(changes_tell_what_is_new),
        cmocka_unit_test(split_bookings_name_each_other),
        cmocka_unit_test(bookings_tell_how_they_are_reached_and_paid),
        cmocka_unit_test(lists_tell_kinds_and_journeys),
        cmocka_unit_test(retimed_flights_keep_their_reference),
        cmocka_unit_test(cancelled_flights_are_told),
        cmocka_unit_test(other_sellers_make_no_second_flight),
        cmocka_unit_test(parts_are_numbered_and_whole),
        cmocka_unit_test(local_providers_break_the_guides),
        cmocka_unit_test(telegrams_have_69_columns),
        cmocka_unit_test(the_same_is_composed_twice)};
    decode_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
