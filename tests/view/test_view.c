/* A real data folder, filled through the pipeline, and what is shown of it. Every answer is held
 * against its schema. */
#include "shown.h"

/* ---- tests ---- */

static void an_empty_folder_shows_nothing(void **state)
{
    struct shown *s = *state;
    struct view_options options = {.derived = "/tmp/portolan-none/derived",
                                   .journal = "/tmp/portolan-none/journal",
                                   .authored = "/tmp/portolan-none/authored",
                                   .keyring = s->f->keyring};
    struct view_flights_query flights_query = {.page.limit = 10};
    struct view_alerts_query alerts_query = {.page.limit = 10, .when = VIEW_ALL};
    struct view_messages_query messages_query = {.page.limit = 10};
    struct view_manifest_query manifest_query = {.page.limit = 10};
    struct view_alert alert;
    char etag[VIEW_ETAG];
    struct view *view = view_open(&options);
    keep(s, "Flights", view_flights(view, &flights_query, &s->all, NOON, &s->text));
    assert_int_equal(number(s->json, "total"), 0);
    keep(s, "Alerts", view_alerts(view, &alerts_query, &s->all, NOON, &s->text));
    keep(s, "Messages", view_messages(view, &messages_query, &s->text));
    assert_int_equal(view_flight(view, 1, &s->all, NOON, &s->text), STATUS_MISSING);
    assert_int_equal(view_sweep(view, 1, etag, &s->text), STATUS_MISSING);
    assert_int_equal(view_manifest(view, 1, &manifest_query, &s->all, &s->text), STATUS_MISSING);
    assert_int_equal(view_traveller(view, 1, &s->all, 0, &alert, &s->text), STATUS_MISSING);
    assert_int_equal(view_message(view, 1, &s->all, 0, 10, &s->text), STATUS_MISSING);
    assert_int_equal(view_decided(view, 1, &s->all, &alert, &s->text), STATUS_MISSING);
    view_decision_codes(&s->text);
    keep(s, "DecisionCodes", STATUS_OK);
    view_close(view);
}

/* The clock stands at 2026-11-24T12:00Z. Inbound by landing, outbound by doors, whatever the zone. */
static void flights_in_the_order_of_what_comes_next(void **state)
{
    struct shown *s = *state;
    static const char *const expected[] = {"601", "270", "77", "272"};
    /* leaves Tashkent 20:00, which is 15:00Z: doors 14:45Z */
    fixture_send(s->f, flight("HY601", "TAS", "IST", "2611242000", "2611242330", ""));
    /* lands 21:00 in Tashkent, 16:00Z, though 19:00 in Istanbul is its departure */
    fixture_send(s->f, flight("TK270", "IST", "TAS", "2611241300", "2611242100", ""));
    /* lands 03:00 on the 25th in Tashkent, 22:00Z */
    fixture_send(s->f, flight("TK272", "IST", "TAS", "2611242000", "2611250300", ""));
    /* landed at 05:00Z: past */
    fixture_send(s->f, flight("TK999", "IST", "TAS", "2611240300", "2611241000", ""));
    /* a port that is in no table: the local time is the best there is */
    fixture_send(s->f, flight("QQ77", "TAS", "XQZ", "2611242100", "2611242130", ""));
    json_t *all = flights(s, (struct view_flights_query){0});
    assert_int_equal(number(all, "total"), 4);
    for (size_t i = 0; i < 4; i++) {
        char path[32];
        snprintf(path, sizeof path, "items.%zu.number", i);
        assert_string_equal(text(all, path), expected[i]);
    }
    assert_string_equal(text(all, "items.0.deadline.kind"), "doors");
    assert_string_equal(text(all, "items.0.deadline.at"), "2026-11-24T14:45:00.000000Z");
    assert_string_equal(text(all, "items.1.deadline.at"), "2026-11-24T16:00:00.000000Z");
    assert_string_equal(text(all, "items.1.arrival.zone"), "Asia/Tashkent");
    assert_string_equal(text(all, "items.1.board_name"), "Istanbul");
    assert_true(json_is_null(at(all, "items.2.arrival.utc")));
    json_t *past = flights(s, (struct view_flights_query){.when = VIEW_PAST});
    assert_string_equal(text(past, "items.0.number"), "999");
    assert_int_equal(number(past, "total"), 1);
}

static void flights_by_filter(void **state)
{
    struct shown *s = *state;
    static const struct {
        struct view_flights_query query;
        int count;
    } cases[] = {
        {{.direction = {"inbound", 7}}, 2},
        {{.direction = {"outbound", 8}}, 1},
        {{.direction = {"transit", 7}}, 0},
        {{.carrier = {"hy", 2}}, 1},
        {{.board = {"IST", 3}}, 2},
        {{.off = {"IST", 3}}, 1},
        {{.q = {"tk 27", 5}}, 2},
        {{.q = {"Istanb", 6}}, 3},
        {{.q = {"zzz", 3}}, 0},
        {{.swept = VIEW_YES}, 0},
        {{.swept = VIEW_NO}, 3},
        {{.alerts = VIEW_ALERTS_ANY}, 0},
        {{.missing = VIEW_YES}, 3},
        {{.from_day = 20782}, 1},
        {{.from_day = 20781, .to_day = 20781}, 2},
    };
    fixture_send(s->f, flight("HY601", "TAS", "IST", "2611242000", "2611242330", ""));
    fixture_send(s->f, flight("TK270", "IST", "TAS", "2611241300", "2611242100", ""));
    fixture_send(s->f, flight("TK272", "IST", "TAS", "2611252000", "2611260300", ""));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (number(flights(s, cases[i].query), "total") != cases[i].count)
            fail_msg("case %zu: %lld", i, number(s->json, "total"));
}

static void pages_hold_together_while_flights_come(void **state)
{
    struct shown *s = *state;
    char cursor[128] = "", number_text[8];
    int seen = 0;
    for (int i = 0; i < 9; i++) {
        char leaves[16];
        snprintf(number_text, sizeof number_text, "HY%d", 10 + i);
        snprintf(leaves, sizeof leaves, "26112%d1000", 5 + i / 3);
        fixture_send(s->f, flight(number_text, "TAS", "IST", leaves, leaves, ""));
    }
    for (int order = VIEW_BY_DEADLINE; order <= VIEW_BY_ALERTS; order++) {
        uint64_t numbers = 0;
        cursor[0] = '\0';
        do {
            struct view_flights_query query = {.order = (enum view_order)order,
                                               .page = {.cursor = span_of(cursor), .limit = 2}};
            json_t *page = flights(s, query);
            assert_true(json_array_size(at(page, "items")) <= 2);
            for (size_t i = 0; i < json_array_size(at(page, "items")); i++) {
                int n = atoi(text(json_array_get(at(page, "items"), i), "number"));
                assert_false(numbers >> n & 1); /* none twice */
                numbers |= UINT64_C(1) << n;
                seen++;
            }
            snprintf(cursor, sizeof cursor, "%s", text(page, "next"));
        } while (cursor[0]);
    }
    assert_int_equal(seen, 4 * 9);
    struct view_flights_query bad = {.page = {.cursor = SPAN("what; else"), .limit = 2}};
    assert_int_equal(view_flights(s->view, &bad, &s->all, NOON, &s->text), STATUS_INPUT);
    s->text.size = 0;
}

static void send_family(struct shown *s)
{
    fixture_import(s->f, HEAD "7,QODIROV BOTIR,1980-01-05,,\n", 0);
    fixture_send(
        s->f, pnrgov("AAA111",
                     "TIF+QODIROV+BOTIRMR:A:1'"
                     "SSR+SEAT:HK:1:HY:::TAS:IST+12A::1'" DOCS(
                         "AA1234567", "QODIROV/BOTIR") "SSR+WCHR:HK:1:HY:::TAS:IST+::1'"
                                                       "SSR+CTCM:HK:1:HY:::::998901234567+::1'"
                                                       "IFT+4:28+PAID VISA 4111111111111111 THANKS'"
                                                       "TKT+2351234567890:T:1'MON+T:500.00:USD'"
                                                       "FOP+CC:3:500.00:VI:4111111111111111:1230'"
                                                       "TIF+KARIMOVA+NODIRAMRS:A:2'"));
    fixture_send(s->f,
                 paxlst("NAD+FL+++KADYROV:BOTIR'ATT+2++M'DTM+329:800105'LOC+174+UZB'NAT+2+UZB'"
                        "RFF+AVF:AAA111'" PASSPORT));
    fixture_send(s->f, paxlst_at("261125", "1000", "250",
                                 "NAD+FM+++PILOT:PETER'DTM+329:700101'DOC+P+CC7654321'"));
}

static void counts_come_from_both_sources(void **state)
{
    struct shown *s = *state;
    send_family(s);
    json_t *list = flights(s, (struct view_flights_query){0});
    json_t *first = at(list, "items.0");
    assert_int_equal(number(first, "counts.passengers"), 2);
    assert_int_equal(number(first, "counts.crew"), 1);
    assert_int_equal(number(first, "counts.both"), 1);
    assert_int_equal(number(first, "counts.pnr_only"), 1);
    assert_int_equal(number(first, "counts.api_only"), 1);
    assert_int_equal(number(first, "pushes.api"), 2);
    assert_int_equal(number(first, "pushes.pnr"), 1);
    assert_int_equal(number(first, "alerts.open"), 1);
    assert_string_equal(text(first, "pushes.last_at"), "2026-11-24T12:00:03.000000Z");
    assert_int_equal(json_array_size(at(first, "missing")), 0);
    char id[ID_TEXT];
    snprintf(id, sizeof id, "%s", text(first, "id"));
    json_t *detail =
        keep(s, "FlightDetail", view_flight(s->view, id_of(id), &s->all, NOON, &s->text));
    assert_int_equal(json_array_size(at(detail, "pushes")), 3);
    assert_string_equal(text(detail, "pushes.0.source"), "test");
    /* 10:00 in Tashkent on the 25th is 05:00Z, 17 hours after noon */
    assert_int_equal(number(detail, "pushes.0.before_departure_minutes"), 17 * 60 - 1);
    /* a later message is counted, although the counts were kept */
    fixture_send(s->f, paxlst("NAD+FL+++NEWCOMER:NORA'DTM+329:900105'"));
    list = flights(s, (struct view_flights_query){0});
    assert_int_equal(number(list, "items.0.counts.passengers"), 3);
    /* after departure: what did not come is missing */
    struct view_flights_query query = {.when = VIEW_ALL, .page.limit = 10};
    list =
        keep(s, "Flights", view_flights(s->view, &query, &s->all, NOON + MICROS_PER_DAY, &s->text));
    assert_int_equal(json_array_size(at(list, "items.0.missing")), 1);
    assert_string_equal(text(list, "items.0.missing.0"), "close-out");
}

static void a_charter_lacks_no_bookings(void **state)
{
    struct shown *s = *state;
    const char *scheduled = paxlst("NAD+FL+++NEWCOMER:NORA'DTM+329:900105'");
    char *charter = strdup(scheduled);
    fixture_send(s->f, scheduled);
    for (char *at = charter; (at = strstr(at, "HY602"));)
        memcpy(at, "HY901", 5);
    fixture_send(s->f, charter);
    free(charter);
    json_t *list = flights(s, (struct view_flights_query){.q = SPAN("HY602")});
    assert_string_equal(text(list, "items.0.missing.0"), "pnr");
    list = flights(s, (struct view_flights_query){.q = SPAN("HY901")});
    assert_int_equal(number(list, "total"), 1);
    assert_int_equal(json_array_size(at(list, "items.0.missing")), 0);
}

static void a_manifest_with_alerts_first(void **state)
{
    struct shown *s = *state;
    send_family(s);
    char flight_id[ID_TEXT];
    snprintf(flight_id, sizeof flight_id, "%s",
             text(flights(s, (struct view_flights_query){0}), "items.0.id"));
    json_t *rows = manifest(s, flight_id, (struct view_manifest_query){0}, &s->all);
    assert_int_equal(number(rows, "total"), 3);
    assert_string_equal(text(rows, "items.0.surname.text"), "KADYROV");
    assert_string_equal(text(rows, "items.0.alert.severity"), "high");
    assert_string_equal(text(rows, "items.0.document.text"), "AA1234567");
    assert_string_equal(text(rows, "items.0.locator.text"), "AAA111");
    assert_string_equal(text(rows, "items.0.seats.0.text"), "12A");
    assert_string_equal(text(rows, "items.0.sources.0"), "API");
    assert_string_equal(text(rows, "items.0.sources.1"), "PNR");
    assert_string_equal(text(rows, "items.1.surname.text"), "KARIMOVA");
    assert_string_equal(text(rows, "items.2.kind"), "crew");
    rows = manifest(s, flight_id, (struct view_manifest_query){.crew = VIEW_YES}, &s->all);
    assert_int_equal(number(rows, "total"), 1);
    rows = manifest(s, flight_id, (struct view_manifest_query){.q = SPAN("karimov")}, &s->all);
    assert_int_equal(number(rows, "total"), 1);
    rows = manifest(s, flight_id, (struct view_manifest_query){.q = SPAN("12a")}, &s->all);
    assert_int_equal(number(rows, "total"), 1);
    /* who sees no names finds nobody by them */
    rows = manifest(s, flight_id, (struct view_manifest_query){.q = SPAN("karimov")}, &s->none);
    assert_int_equal(number(rows, "total"), 0);
}

static void why_comes_first_and_leads_to_bytes(void **state)
{
    struct shown *s = *state;
    send_family(s);
    json_t *queue = alerts(s, (struct view_alerts_query){.when = VIEW_ALL}, &s->all);
    assert_int_equal(number(queue, "total"), 1);
    assert_string_equal(text(queue, "items.0.state"), "open");
    assert_string_equal(text(queue, "items.0.surname.text"), "KADYROV");
    assert_string_equal(text(queue, "items.0.reasons.0.list"), "ours");
    char id[ID_TEXT];
    snprintf(id, sizeof id, "%s", text(queue, "items.0.traveller"));
    json_t *t = traveller(s, id, &s->all);
    assert_string_equal(text(t, "why.0.kind"), "list");
    assert_string_equal(text(t, "why.0.entry"), "7");
    assert_true(json_array_size(at(t, "why")) <= 7);
    assert_string_equal(text(t, "identity.surname.text"), "KADYROV");
    assert_int_equal(number(t, "identity.surname.message"), 2);
    assert_string_equal(text(t, "identity.surname.source"), "API");
    assert_string_equal(text(t, "disagreements.0.field"), "traveller.surname");
    assert_string_equal(text(t, "disagreements.0.kind"), "spelling");
    assert_string_equal(text(t, "disagreements.0.pnr.text"), "QODIROV");
    assert_string_equal(text(t, "documents.0.number.text"), "AA1234567");
    assert_string_equal(text(t, "payments.0.account.text"), "**** 1111");
    assert_string_equal(text(t, "bookings.0.values.locator.text"), "AAA111");
    assert_string_equal(text(t, "bookings.0.companions.0.surname.text"), "KARIMOVA");
    assert_string_equal(text(t, "journey.0.from.name"), "Tashkent");
    assert_true(json_is_true(at(t, "journey.0.this_flight")));
    assert_string_equal(text(t, "journey.0.departs.utc"), "2026-11-25T05:00:00.000000Z");
    assert_true(json_real_value(at(t, "journey.0.from.latitude")) > 41);
    /* each value's bytes are what it says */
    size_t begin = (size_t)number(t, "why.0.evidence.0.begin");
    size_t size = (size_t)number(t, "why.0.evidence.0.size");
    long long seq = number(t, "why.0.evidence.0.message");
    char said[64];
    snprintf(said, sizeof said, "%s", text(t, "why.0.evidence.0.text"));
    json_t *m = message(s, seq, &s->all);
    struct span raw = span_of(text(m, "raw"));
    assert_int_equal(span_part(raw, begin, size).size, size);
    assert_non_null(memmem(raw.at + begin, size, said, strlen(said)));
}

/* ---- masks ---- */

static const char *const secrets[] = {"KADYROV",    "QODIROV",      "BOTIR",
                                      "KARIMOV",    "NODIRA",       "AA1234567",
                                      "AAA111",     "998901234567", "4111111111111111",
                                      "1980-01-05", "800105",       "2351234567890",
                                      "500.00",     "PILOT",        "CC7654321",
                                      "THANKS",     "WCHR",         "UZB"};

/* Every text of the answer, keys included. */
static void assert_clean(const json_t *value, const char *where, const char *const *words,
                         size_t count)
{
    const char *key;
    json_t *member;
    for (size_t i = 0; json_is_string(value) && i < count; i++)
        if (strstr(json_string_value(value), words[i]))
            fail_msg("%s shows %s", where, words[i]);
    json_object_foreach((json_t *)value, key, member)
    {
        char path[512];
        snprintf(path, sizeof path, "%s.%s", where, key);
        assert_clean(member, path, words, count);
    }
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++)
        assert_clean(json_array_get(value, i), where, words, count);
}

enum { SECRETS = sizeof secrets / sizeof *secrets };

static void nothing_that_is_masked_is_anywhere(void **state)
{
    struct shown *s = *state;
    send_family(s);
    json_t *queue = alerts(s, (struct view_alerts_query){.when = VIEW_ALL}, &s->none);
    assert_clean(queue, "alerts", secrets, SECRETS);
    assert_true(json_is_true(at(queue, "items.0.surname.masked")));
    char id[ID_TEXT], flight_id[ID_TEXT];
    snprintf(id, sizeof id, "%s", text(queue, "items.0.traveller"));
    snprintf(flight_id, sizeof flight_id, "%s", text(queue, "items.0.flight.id"));
    json_t *t = traveller(s, id, &s->none);
    assert_clean(t, "traveller", secrets, SECRETS);
    assert_true(json_is_true(at(t, "identity.surname.masked")));
    assert_true(json_is_null(at(t, "why.0.entry")));
    assert_clean(manifest(s, flight_id, (struct view_manifest_query){0}, &s->none), "manifest",
                 secrets, SECRETS);
    for (int64_t seq = 1; seq <= 3; seq++)
        assert_clean(message(s, seq, &s->none), "message", secrets, SECRETS);
}

/* One class after the other: what the others say stays. */
static void a_mask_by_class_hides_that_class_alone(void **state)
{
    struct shown *s = *state;
    static const struct {
        enum field_class class;
        const char *hidden[3], *shown;
    } cases[] = {{CLASS_IDENTITY, {"QODIROV", "AA1234567", "AAA111"}, "998901234567"},
                 {CLASS_CONTACT, {"998901234567", "998901234567", "998901234567"}, "BOTIR"},
                 {CLASS_MONEY, {"500.00", "411111", "1230"}, "BOTIR"},
                 {CLASS_FREE, {"THANKS", "PAID", "PAID"}, "BOTIR"}};
    send_family(s);
    char id[ID_TEXT];
    snprintf(id, sizeof id, "%s",
             text(alerts(s, (struct view_alerts_query){.when = VIEW_ALL}, &s->all),
                  "items.0.traveller"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct view_sight sight = {.protect = true};
        for (enum field_class class = CLASS_OPEN; class <= CLASS_FREE; class ++)
            if (class != cases[i].class)
                field_mask_show_class(&sight.mask, class);
        assert_clean(traveller(s, id, &sight), "traveller", cases[i].hidden, 3);
        char *dump = json_dumps(s->json, 0);
        if (!strstr(dump, cases[i].shown))
            fail_msg("case %zu hides %s", i, cases[i].shown);
        free(dump);
        assert_clean(message(s, 1, &sight), "message", cases[i].hidden, 3);
    }
}

/* ---- raw text ---- */

static size_t line_length(json_t *m)
{
    return strlen(text(m, "raw"));
}

static void redaction_keeps_every_offset(void **state)
{
    struct shown *s = *state;
    send_family(s);
    json_t *m = message(s, 1, &s->all);
    size_t size = (size_t)number(m, "size");
    assert_int_equal(line_length(m), size);
    assert_null(strstr(text(m, "raw"), "WCHR"));
    assert_null(strstr(text(m, "raw"), "4111111111111111"));
    assert_non_null(strstr(text(m, "raw"), "SSR......"));
    assert_non_null(strstr(text(m, "raw"), "PAID VISA ................ THANKS"));
    assert_non_null(strstr(text(m, "raw"), "QODIROV"));
    assert_string_equal(text(m, "encoding"), "utf-8");
    /* the segments cover the text without a gap, and each text is its bytes */
    long long end = 0;
    for (size_t i = 0; i < json_array_size(at(m, "segments")); i++) {
        json_t *segment = json_array_get(at(m, "segments"), i);
        long long begin = number(segment, "begin");
        assert_int_equal(begin, end);
        end = number(segment, "end");
        assert_int_equal(strlen(text(segment, "text")), end - begin);
        assert_memory_equal(text(segment, "text"), text(m, "raw") + begin, (size_t)(end - begin));
    }
    assert_int_equal(end, size);
    m = message(s, 1, &s->none);
    assert_int_equal(line_length(m), size);
    assert_non_null(strstr(text(m, "raw"), "UNH+1+PNRGOV:11:1:IA+HY602/251126'MSG+:22'"));
    assert_non_null(strstr(text(m, "raw"), "TIF+.......+.......:A:1'"));
}

static void segments_make_a_tree(void **state)
{
    struct shown *s = *state;
    static const struct {
        const char *tag;
        int depth;
    } expected[] = {{"UNA", 0}, {"UNB", 0}, {"UNH", 1}, {"BGM", 2}, {"TDT", 2}, {"LOC", 3},
                    {"DTM", 3}, {"LOC", 3}, {"DTM", 3}, {"NAD", 2}, {"ATT", 3}, {"DTM", 3},
                    {"LOC", 3}, {"NAT", 3}, {"RFF", 3}, {"DOC", 3}, {"DTM", 4}, {"LOC", 4},
                    {"CNT", 2}, {"UNT", 1}, {"UNZ", 0}};
    send_family(s);
    json_t *m = message(s, 2, &s->all);
    assert_int_equal(json_array_size(at(m, "segments")), sizeof expected / sizeof *expected);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        json_t *segment = json_array_get(at(m, "segments"), i);
        assert_string_equal(text(segment, "tag"), expected[i].tag);
        assert_int_equal(number(segment, "depth"), expected[i].depth);
    }
}

/* Of XML the names are known to be harmless, and what stands in no field is not. */
static void xml_is_redacted_like_any(void **state)
{
    struct shown *s = *state;
    fixture_send(
        s->f, "<PNRs><FlightLeg CarrierCode=\"HY\" FlightNumber=\"602\" "
              "DepartureDateTime=\"2026-11-25T10:00:00\"><DepartureAirport LocationCode=\"IST\"/>"
              "<ArrivalAirport LocationCode=\"TAS\"/></FlightLeg><PNR><BookingRefID ID=\"ABC123\"/>"
              "<Passenger RPH=\"1\"><Surname>KARIMOV</Surname><Nickname>TOLYA</Nickname>"
              "<SSR SSRCode=\"WCHR\"><Text>LEFT LEG</Text></SSR><TicketDocument><PaymentInfo "
              "PaymentType=\"CC\" AccountNbr=\"4111111111111111\"/></TicketDocument></Passenger>"
              "</PNR></PNRs>");
    json_t *m = message(s, 1, &s->all);
    assert_int_equal(line_length(m), number(m, "size"));
    assert_non_null(strstr(text(m, "raw"), "<Surname>KARIMOV</Surname><Nickname>TOLYA<"));
    assert_null(strstr(text(m, "raw"), "WCHR"));
    assert_null(strstr(text(m, "raw"), "LEFT LEG"));
    assert_null(strstr(text(m, "raw"), "4111111111111111"));
    assert_string_equal(text(json_array_get(at(m, "segments"), 1), "tag"), "FlightLeg");
    assert_int_equal(number(json_array_get(at(m, "segments"), 1), "depth"), 1);
    m = message(s, 1, &s->none);
    assert_int_equal(line_length(m), number(m, "size"));
    assert_non_null(strstr(text(m, "raw"), "<Surname>.......</Surname><........>.....</........>"));
    assert_non_null(strstr(text(m, "raw"), "<FlightLeg CarrierCode=\"HY\" FlightNumber=\"602\""));
}

static void a_part_of_a_message_is_a_part(void **state)
{
    struct shown *s = *state;
    send_family(s);
    char whole[8192];
    snprintf(whole, sizeof whole, "%s", text(message(s, 1, &s->none), "raw"));
    size_t size = strlen(whole);
    for (size_t begin = 0; begin < size + 20; begin += 37) {
        json_t *m = keep(s, "Message", view_message(s->view, 1, &s->none, begin, 50, &s->text));
        size_t from = begin < size ? begin : size;
        assert_int_equal(number(m, "begin"), from);
        assert_int_equal(strlen(text(m, "raw")), size - from < 50 ? size - from : 50);
        assert_memory_equal(text(m, "raw"), whole + from, strlen(text(m, "raw")));
    }
}

/* Bytes that are no UTF-8: one character a byte. Control characters and HTML are JSON like any. */
static void whatever_stands_in_a_message_is_json(void **state)
{
    struct shown *s = *state;
    fixture_send(s->f, paxlst("NAD+FL+++<SCRIPT>\"\\&:=1+\xE9\xFF'DTM+329:800105'\r\n"));
    fixture_send(s->f, paxlst("NAD+FL+++O\xC3\x96ZT\xC3\x9CRK:\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD'\x01"
                              "\x7F\xC2\x85'"));
    fixture_send(s->f, "no interchange at all, but DOE/JOHN 4111 1111 1111 1111");
    json_t *m = message(s, 1, &s->all);
    assert_string_equal(text(m, "encoding"), "latin-1");
    size_t characters = 0;
    for (const char *c = text(m, "raw"); *c; c++)
        characters += ((unsigned char)*c & 0xC0) != 0x80;
    assert_int_equal(characters, number(m, "size"));
    m = message(s, 2, &s->all);
    assert_string_equal(text(m, "encoding"), "utf-8");
    assert_int_equal(line_length(m), number(m, "size"));
    m = message(s, 2, &s->none);
    assert_int_equal(line_length(m), number(m, "size"));
    m = message(s, 3, &s->all);
    assert_string_equal(text(m, "outcome"), "quarantined");
    assert_null(strstr(text(m, "raw"), "4111"));
    static const char *const words[] = {"DOE", "JOHN", "interchange"};
    assert_clean(at(message(s, 3, &s->none), "raw"), "raw", words, 3);
    char flight_id[ID_TEXT];
    snprintf(flight_id, sizeof flight_id, "%s",
             text(flights(s, (struct view_flights_query){0}), "items.0.id"));
    json_t *rows = manifest(s, flight_id, (struct view_manifest_query){0}, &s->all);
    assert_int_equal(number(rows, "total"), 2);
    for (int i = 0; i < 2; i++)
        traveller(s, i ? "T261125-2" : "T261125-1", &s->all);
}

static enum status too_much(void *context, int64_t received, struct span body, struct span profile,
                            struct buffer *image, struct buffer *survey)
{
    (void)context, (void)received, (void)body, (void)profile, (void)image, (void)survey;
    return status_fail(STATUS_INPUT, "It was too much.");
}

/* What ended the sandbox is shown as far as nobody has to read it: delimiters, no letter. */
static void a_message_that_cannot_be_read_shows_no_letter(void **state)
{
    struct shown *s = *state;
    struct view_options options = {.derived = s->f->derived,
                                   .journal = s->f->journal_folder,
                                   .authored = s->f->authored,
                                   .keyring = s->f->keyring,
                                   .decoder = {too_much, NULL}};
    fixture_send(s->f, paxlst("NAD+FL+++KARIMOV:ANVAR'"));
    struct view *view = view_open(&options);
    json_t *m = keep(s, "Message", view_message(view, 1, &s->all, 0, 1 << 20, &s->text));
    assert_int_equal(line_length(m), number(m, "size"));
    for (const char *c = text(m, "raw"); *c; c++)
        if ((*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9'))
            fail_msg("%s", text(m, "raw"));
    assert_int_equal(json_array_size(at(m, "segments")), 0);
    view_close(view);
}

static void issues_stand_at_their_segments(void **state)
{
    struct shown *s = *state;
    fixture_send(s->f, paxlst("NAD+FL+++KARIMOV:ANVAR'DTM+329:991399'DTM+329:19800230'"));
    json_t *m = message(s, 1, &s->all);
    size_t tied = 0;
    assert_true(json_array_size(at(m, "issues")) >= 2);
    for (size_t i = 0; i < json_array_size(at(m, "segments")); i++) {
        json_t *segment = json_array_get(at(m, "segments"), i);
        for (size_t k = 0; k < json_array_size(at(segment, "issues")); k++, tied++) {
            size_t n = (size_t)json_integer_value(json_array_get(at(segment, "issues"), k));
            json_t *issue = json_array_get(at(m, "issues"), n);
            assert_true(number(issue, "begin") >= number(segment, "begin") &&
                        number(issue, "begin") < number(segment, "end"));
        }
    }
    assert_int_equal(tied, json_array_size(at(m, "issues")));
}

static void pages_of_a_manifest_and_of_alerts(void **state)
{
    struct shown *s = *state;
    char persons[4096] = "", csv[4096] = HEAD, cursor[128];
    for (int i = 0; i < 7; i++) {
        snprintf(persons + strlen(persons), sizeof persons - strlen(persons),
                 "NAD+FL+++LISTED%c:PERSON'DTM+329:80010%d'DOC+P+AA000000%d'LOC+91+UZB'", 'A' + i,
                 1 + i, i);
        snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "%d,Nobody Such,,AA000000%d,UZB\n", i,
                 i);
    }
    fixture_import(s->f, csv, 0);
    fixture_send(s->f, paxlst(persons));
    for (int list = 0; list < 2; list++) {
        unsigned seen = 0;
        cursor[0] = '\0';
        do {
            struct view_page page = {.cursor = span_of(cursor), .limit = 3};
            json_t *all =
                list
                    ? alerts(s, (struct view_alerts_query){.when = VIEW_ALL, .page = page}, &s->all)
                    : manifest(s, "F261125-1", (struct view_manifest_query){.page = page}, &s->all);
            assert_int_equal(number(all, "total"), 7);
            for (size_t i = 0; i < json_array_size(at(all, "items")); i++) {
                const char *name = text(json_array_get(at(all, "items"), i), "surname.text");
                unsigned bit = 1u << (name[6] - 'A');
                assert_false(seen & bit);
                seen |= bit;
            }
            snprintf(cursor, sizeof cursor, "%s", text(all, "next"));
        } while (cursor[0]);
        assert_int_equal(seen, 127);
    }
}

static void messages_newest_first(void **state)
{
    struct shown *s = *state;
    static const enum outcome quarantined = OUTCOME_QUARANTINED, full = OUTCOME_FULL;
    for (int i = 0; i < 5; i++) {
        fixture_send(s->f, flight("HY601", "TAS", "IST", "2611242000", "2611242330", ""));
        fixture_send(s->f, i % 2 ? "what is this" : "and this");
    }
    int64_t waiting = fixture_receive(s->f, "not worked through");
    struct view_messages_query query = {.page.limit = 4};
    json_t *list = keep(s, "Messages", view_messages(s->view, &query, &s->text));
    assert_int_equal(number(list, "items.0.id"), waiting);
    assert_string_equal(text(list, "items.0.outcome"), "waiting");
    assert_string_equal(text(list, "items.1.outcome"), "quarantined");
    assert_string_equal(text(list, "items.2.flights.0"), "F261124-1");
    long long seen = 4, last = number(list, "items.3.id");
    while (text(list, "next")[0]) {
        char cursor[32];
        snprintf(cursor, sizeof cursor, "%s", text(list, "next"));
        query.page.cursor = span_of(cursor);
        list = keep(s, "Messages", view_messages(s->view, &query, &s->text));
        for (size_t i = 0; i < json_array_size(at(list, "items")); i++, seen++) {
            long long id = number(json_array_get(at(list, "items"), i), "id");
            assert_int_equal(id, last - 1);
            last = id;
        }
    }
    assert_int_equal(seen, 11);
    query = (struct view_messages_query){.outcome = &quarantined, .page.limit = 10};
    list = keep(s, "Messages", view_messages(s->view, &query, &s->text));
    assert_int_equal(json_array_size(at(list, "items")), 5);
    query.outcome = &full;
    list = keep(s, "Messages", view_messages(s->view, &query, &s->text));
    assert_int_equal(json_array_size(at(list, "items")), 5);
    query = (struct view_messages_query){.source = SPAN("another"), .page.limit = 10};
    list = keep(s, "Messages", view_messages(s->view, &query, &s->text));
    assert_int_equal(json_array_size(at(list, "items")), 0);
    query = (struct view_messages_query){.waiting = true, .page.limit = 10};
    list = keep(s, "Messages", view_messages(s->view, &query, &s->text));
    assert_int_equal(json_array_size(at(list, "items")), 1);
}

/* ---- one person ---- */

static void what_changed_from_message_to_message(void **state)
{
    struct shown *s = *state;
    fixture_send(s->f,
                 pnrgov("AAA111", "TIF+KARIMOV+ANVAR:A:1'SSR+SEAT:HK:1:HY:::TAS:IST+12A::1'"));
    fixture_send(s->f, pnrgov("AAA111", "TIF+KARIMOV+ANVAR:A:1'SSR+SEAT:HK:1:HY:::TAS:IST+14C::1'"
                                        "SSR+CTCM:HK:1:HY:::::998901234567+::1'"));
    json_t *t = traveller(s, "T261125-1", &s->all);
    json_t *newest = at(t, "versions.0");
    assert_string_equal(text(newest, "part"), "PNR");
    assert_int_equal(number(newest, "version"), 2);
    assert_int_equal(number(newest, "message"), 2);
    assert_string_equal(text(newest, "changes.0.field"), "seat.number");
    assert_string_equal(text(newest, "changes.0.before.text"), "12A");
    assert_int_equal(number(newest, "changes.0.before.message"), 1);
    assert_string_equal(text(newest, "changes.0.after.text"), "14C");
    bool phone = false;
    for (size_t i = 0; i < json_array_size(at(newest, "changes")); i++) {
        json_t *change = json_array_get(at(newest, "changes"), i);
        if (strcmp(text(change, "field"), "contact.phone") == 0) {
            phone = true;
            assert_null(at(change, "before"));
        }
    }
    assert_true(phone);
    /* the first version of all has nothing before it */
    size_t count = json_array_size(at(t, "versions"));
    assert_int_equal(json_array_size(at(json_array_get(at(t, "versions"), count - 1), "changes")),
                     0);
}

static void a_merged_id_shows_the_elder(void **state)
{
    struct shown *s = *state;
    fixture_send(s->f, pnrgov("AAA111", "TIF+KARIMOV+A:A:1'"));
    fixture_send(s->f, pnrgov("BBB222", "TIF+SODIQOV+B:A:1'"));
    fixture_send(s->f, pnrgov("AAA111", "TIF+KARIMOV+A:A:1'" DOCS("AA1234567", "OTHERNAME/BOTIR")));
    fixture_send(s->f, pnrgov("BBB222", "TIF+SODIQOV+B:A:1'" DOCS("AA1234567", "OTHERNAME/BOTIR")));
    assert_int_equal(fixture_persons(s->f), 1);
    json_t *t = traveller(s, "T261125-2", &s->all);
    assert_string_equal(text(t, "id"), "T261125-1");
    assert_string_equal(text(t, "asked"), "T261125-2");
    assert_string_equal(text(t, "merges.0.younger"), "T261125-2");
    assert_string_equal(text(t, "merges.0.reason"), "proved");
    assert_int_equal(json_array_size(at(t, "bookings")), 2);
    json_t *rows = manifest(s, "F261125-1", (struct view_manifest_query){0}, &s->all);
    assert_int_equal(number(rows, "total"), 1);
    rows = manifest(s, "F261125-1", (struct view_manifest_query){.merged = true}, &s->all);
    assert_int_equal(number(rows, "total"), 2);
    json_t *list = flights(s, (struct view_flights_query){0});
    assert_int_equal(number(list, "items.0.counts.passengers"), 1);
    assert_int_equal(number(list, "items.0.counts.pnr_only"), 1);
}

static void a_row_has_what_all_its_cards_say(void **state)
{
    struct shown *s = *state;
    static const char *const names[] = {"KARIMOV", "SODIQOV", "RASULOV",
                                        "TOSHEV",  "YUSUPOV", "OLIMOV"};
    static const struct {
        const char *surname, *locator, *merged_into, *seats[3];
    } expected[] = {{"KARIMOV", "LOC001", "", {"11A", "12A", "13A"}},
                    {"OLIMOV", "LOC006", "T261125-4", {"16A"}},
                    {"RASULOV", "LOC003", "T261125-2", {"13A"}},
                    {"SODIQOV", "LOC002", "T261125-1", {"12A"}},
                    {"TOSHEV", "LOC004", "", {"14A", "16A"}},
                    {"YUSUPOV", "LOC005", "", {"15A"}}};
    for (int i = 0; i < 6; i++) {
        char locator[16], persons[128];
        snprintf(locator, sizeof locator, "LOC%03d", i + 1);
        snprintf(persons, sizeof persons, "TIF+%s+%c:A:1'SSR+SEAT:HK:1:HY:::TAS:IST+%dA::1'",
                 names[i], 'A' + i, 11 + i);
        fixture_send(s->f, pnrgov(locator, persons));
    }
    fixture_pair(s->f, id_of("T261125-3"), id_of("T261125-2"), true);
    fixture_pair(s->f, id_of("T261125-2"), id_of("T261125-1"), true);
    fixture_pair(s->f, id_of("T261125-6"), id_of("T261125-4"), true);
    for (int merged = 0; merged < 2; merged++) {
        struct view_manifest_query query = {.merged = merged};
        json_t *items = at(manifest(s, "F261125-1", query, &s->all), "items");
        size_t n = 0;
        for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
            if (!merged && expected[i].merged_into[0])
                continue;
            json_t *row = json_array_get(items, n++);
            assert_string_equal(text(row, "surname.text"), expected[i].surname);
            assert_string_equal(text(row, "locator.text"), expected[i].locator);
            assert_string_equal(text(row, "merged_into"), expected[i].merged_into);
            for (size_t k = 0; k < 3; k++)
                assert_string_equal(text(json_array_get(at(row, "seats"), k), "text"),
                                    expected[i].seats[k] ? expected[i].seats[k] : "");
        }
        assert_int_equal(json_array_size(items), n);
    }
}

/* What a person says of two cards changes the counts, although no message came. */
static void counts_follow_what_people_say(void **state)
{
    struct shown *s = *state;
    fixture_send(s->f, pnrgov("AAA111", "TIF+KARIMOV+A:A:1'"));
    fixture_send(s->f, pnrgov("BBB222", "TIF+SODIQOV+B:A:1'"));
    const int64_t one = id_of("T261125-1"), other = id_of("T261125-2");
    for (int same = 1; same >= 0; same--) {
        json_t *list = flights(s, (struct view_flights_query){0});
        assert_int_equal(number(list, "items.0.counts.passengers"), same ? 2 : 1);
        fixture_pair(s->f, one, other, same);
        list = flights(s, (struct view_flights_query){0});
        assert_int_equal(number(list, "items.0.counts.passengers"), same ? 1 : 2);
    }
}

static const char *kind_of(json_t *t, const char *field)
{
    json_t *all = at(t, "disagreements");
    for (size_t i = 0; i < json_array_size(all); i++)
        if (strcmp(text(json_array_get(all, i), "field"), field) == 0)
            return text(json_array_get(all, i), "kind");
    return "none";
}

static void disagreements_by_kind(void **state)
{
    struct shown *s = *state;
    static const struct {
        const char *pnr, *api, *surname, *birth, *number, *nationality;
    } cases[] = {
        /* the same */
        {"TIF+KARIMOV+ANVAR:A:1'" DOCS("AA1234567", "KARIMOV/ANVAR"),
         "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'NAT+2+UZB'" PASSPORT, "none", "none", "none",
         "none"},
        /* another spelling */
        {"TIF+QODIROV+ANVAR:A:1'" DOCS("AA1234567", "QODIROV/ANVAR"),
         "NAD+FL+++KADYROV:ANVAR'DTM+329:800105'NAT+2+UZB'" PASSPORT, "spelling", "none", "none",
         "none"},
        /* day and month exchanged */
        {"TIF+KARIMOV+ANVAR:A:1'" DOCS("AA1234567", "KARIMOV/ANVAR"),
         "NAD+FL+++KARIMOV:ANVAR'DTM+329:800501'NAT+2+UZB'" PASSPORT, "none", "spelling", "none",
         "none"},
        /* another birth, another nationality */
        {"TIF+KARIMOV+ANVAR:A:1'" DOCS("AA1234567", "KARIMOV/ANVAR"),
         "NAD+FL+++KARIMOV:ANVAR'DTM+329:800107'NAT+2+KAZ'" PASSPORT, "none", "contradicts", "none",
         "contradicts"},
        /* the booking has no document */
        {"TIF+KARIMOV+ANVAR:A:1'", "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'NAT+2+UZB'" PASSPORT,
         "none", "missing", "missing", "missing"},
        /* a document of another number */
        {"TIF+KARIMOV+ANVAR:A:1'" DOCS("BB7654321", "KARIMOV/ANVAR"),
         "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'NAT+2+UZB'" PASSPORT, "none", "none", "contradicts",
         "none"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char day[8], push[8192], list[8192];
        snprintf(day, sizeof day, "2611%02zu", 10 + i);
        snprintf(push, sizeof push,
                 "UNA:+.?*'UNB+IATA:1+HY+UZGOV+261109:0900+2'UNH+1+PNRGOV:11:1:IA+HY602/%s'MSG+:22'"
                 "ORG+HY:TAS'TVL+%02zu1126:1000:%02zu1126:2300+TAS+IST+HY+602'EQN+1'SRC'"
                 "RCI+HY:LOC%03zu::101126:1000'%sUNT+1+1'UNZ+1+2'",
                 day, 10 + i, 10 + i, i, cases[i].pnr);
        snprintf(list, sizeof list, "%s", paxlst_at(day, "1000", "745", cases[i].api));
        fixture_send(s->f, push);
        fixture_send(s->f, list);
        char id[ID_TEXT];
        snprintf(id, sizeof id, "T%s-1", day);
        json_t *t = traveller(s, id, &s->all);
        if (json_array_size(at(t, "said")) < 2)
            fail_msg("case %zu: not one person", i);
        const char *const expected[] = {cases[i].surname, cases[i].birth, cases[i].number,
                                        cases[i].nationality};
        static const char *const fields[] = {"traveller.surname", "traveller.birth",
                                             "document.number", "traveller.nationality"};
        for (int k = 0; k < 4; k++)
            if (strcmp(kind_of(t, fields[k]), expected[k]) != 0)
                fail_msg("case %zu: %s is %s, not %s", i, fields[k], kind_of(t, fields[k]),
                         expected[k]);
    }
}

/* ---- decisions, sweeps, protection ---- */

static int64_t decide(struct shown *s, const char *traveller_id, enum decision code,
                      const char *note)
{
    int64_t id = 0;
    struct desk_decision decision = {.at = s->f->now += MICROS_PER_SECOND,
                                     .by = SPAN("vera"),
                                     .traveller = id_of(traveller_id),
                                     .origin_seq = 1,
                                     .code = code,
                                     .note = span_of(note),
                                     .tenancy = {.agency = SPAN("customs"), .site = SPAN("main")}};
    assert_int_equal(desk_decide(s->f->desk, &decision, &id), STATUS_OK);
    return id;
}

static void decisions_join_what_stands(void **state)
{
    struct shown *s = *state;
    struct view_alert before, after, again;
    send_family(s);
    char id[ID_TEXT];
    snprintf(id, sizeof id, "%s",
             text(alerts(s, (struct view_alerts_query){.when = VIEW_ALL}, &s->all),
                  "items.0.traveller"));
    assert_int_equal(view_alert(s->view, id_of(id), &before), STATUS_OK);
    assert_string_equal(before.state, "open");
    int64_t decision = decide(s, id, DECISION_CLEAR_EXPLAINED, "QODIROV is known to us");
    assert_int_equal(view_alert(s->view, id_of(id), &after), STATUS_OK);
    assert_string_equal(after.state, "clear-explained");
    assert_true(after.closed);
    assert_string_not_equal(before.etag, after.etag);
    struct view_alerts_query waiting = {.when = VIEW_ALL};
    struct view_alerts_query closed = {.when = VIEW_ALL, .state = VIEW_CLOSED};
    assert_int_equal(number(alerts(s, waiting, &s->all), "total"), 0);
    json_t *list = alerts(s, closed, &s->all);
    assert_string_equal(text(list, "items.0.decided_by"), "vera");
    json_t *one = keep(s, "Decided", view_decided(s->view, decision, &s->all, &after, &s->text));
    assert_string_equal(text(one, "decision.note.text"), "QODIROV is known to us");
    assert_string_equal(text(one, "alert.state"), "clear-explained");
    assert_string_equal(text(one, "alert.etag"), after.etag);
    one = keep(s, "Decided", view_decided(s->view, decision, &s->none, &after, &s->text));
    assert_clean(one, "decided", secrets, SECRETS);
    list = flights(s, (struct view_flights_query){0});
    assert_int_equal(number(list, "items.0.alerts.open"), 0);
    assert_int_equal(number(list, "items.0.alerts.closed"), 1);
    assert_int_equal(desk_decision_withdraw(s->f->desk, decision, s->f->now, SPAN("b")), STATUS_OK);
    assert_int_equal(view_alert(s->view, id_of(id), &again), STATUS_OK);
    assert_string_equal(again.state, "open");
    assert_string_not_equal(again.etag, after.etag);
    assert_string_not_equal(again.etag, before.etag);
    decide(s, id, DECISION_NOTE, "only a note");
    assert_int_equal(number(alerts(s, waiting, &s->all), "total"), 1);
}

/* As the pages do: about the reasons that stand at that moment. */
static void decide_upon_what_stands(struct shown *s, const char *traveller_id)
{
    struct desk_seen seen[4];
    json_t *request = json_object(), *one;
    size_t i;
    int64_t id;
    assert_int_equal(view_remember(s->view, id_of(traveller_id), DECISION_CLEAR_EXPLAINED, request),
                     STATUS_OK);
    json_array_foreach(json_object_get(request, "seen"), i, one) seen[i] =
        (struct desk_seen){.list = number(one, "list"),
                           .entry = span_of(text(one, "entry")),
                           .how = (int)number(one, "how"),
                           .raised_seq = number(one, "seq"),
                           .raised_at = number(one, "at")};
    struct desk_decision decision = {.at = s->f->now += MICROS_PER_SECOND,
                                     .by = SPAN("vera"),
                                     .traveller = id_of(traveller_id),
                                     .origin_seq = 1,
                                     .code = DECISION_CLEAR_EXPLAINED,
                                     .says_seen = true,
                                     .seen = seen,
                                     .seen_count =
                                         json_array_size(json_object_get(request, "seen")),
                                     .tenancy = {.agency = SPAN("customs"), .site = SPAN("main")}};
    assert_int_equal(desk_decide(s->f->desk, &decision, &id), STATUS_OK);
    json_decref(request);
}

/* An import takes its time: somebody may decide while it runs. Whom it finds then nobody has seen. */
static void a_reason_that_was_not_seen_is_not_decided(void **state)
{
    struct shown *s = *state;
    struct view_alert before, decided, after;
    send_family(s);
    char id[ID_TEXT];
    snprintf(id, sizeof id, "%s",
             text(alerts(s, (struct view_alerts_query){.when = VIEW_ALL}, &s->all),
                  "items.0.traveller"));
    assert_int_equal(view_alert(s->view, id_of(id), &before), STATUS_OK);
    fixture_import(s->f, HEAD "7,QODIROV BOTIR,1980-01-05,,\n8,KADYROV BOTIR,1980-01-05,,\n", 3);
    decide_upon_what_stands(s, id);
    assert_int_equal(view_alert(s->view, id_of(id), &decided), STATUS_OK);
    assert_string_equal(decided.state, "clear-explained");
    fixture_work(s->f);
    assert_int_equal(view_alert(s->view, id_of(id), &after), STATUS_OK);
    assert_string_equal(after.state, "open-again");
    assert_false(after.closed);
    decide_upon_what_stands(s, id);
    assert_int_equal(view_alert(s->view, id_of(id), &after), STATUS_OK);
    assert_string_equal(after.state, "clear-explained");
}

/* Lists may change between two messages: what is looked at is then another alert. */
static void a_list_that_changes_between_messages_changes_the_etag(void **state)
{
    struct shown *s = *state;
    struct view_alert before, after;
    send_family(s);
    char id[ID_TEXT];
    fixture_import(s->f, HEAD "7,QODIROV BOTIR,1980-01-05,,\n8,KADYROV BOTIR,1980-01-05,,\n", 3);
    fixture_work(s->f);
    snprintf(id, sizeof id, "%s",
             text(alerts(s, (struct view_alerts_query){.when = VIEW_ALL}, &s->all),
                  "items.0.traveller"));
    assert_int_equal(view_alert(s->view, id_of(id), &before), STATUS_OK);
    s->f->now += MICROS_PER_SECOND;
    fixture_import(s->f, HEAD "7,QODIROV BOTIR,1980-01-05,,\n9,KADYROV BOTIR,1980-01-05,,\n", 3);
    fixture_work(s->f);
    assert_int_equal(view_alert(s->view, id_of(id), &after), STATUS_OK);
    assert_int_equal(before.alert.changed_seq, after.alert.changed_seq);
    assert_string_not_equal(before.etag, after.etag);
    json_t *list = alerts(s, (struct view_alerts_query){.when = VIEW_ALL}, &s->all);
    assert_string_equal(text(list, "items.0.etag"), after.etag);
}

static void who_is_under_18_is_for_some_alone(void **state)
{
    struct shown *s = *state;
    struct view_sight sight = s->all;
    sight.protect = false;
    fixture_import(s->f, HEAD "9,CHILDNAME YOUNG,2015-01-05,,\n", 0);
    fixture_send(s->f, paxlst("NAD+FL+++CHILDNAME:YOUNG'DTM+329:150105'" PASSPORT));
    struct view_alerts_query query = {.when = VIEW_ALL};
    assert_int_equal(number(alerts(s, query, &s->all), "total"), 1);
    assert_true(json_is_true(at(s->json, "items.0.protect")));
    assert_int_equal(number(alerts(s, query, &sight), "total"), 0);
    json_t *t = traveller(s, "T261125-1", &sight);
    assert_true(json_is_null(at(t, "alert")));
    for (size_t i = 0; i < json_array_size(at(t, "why")); i++)
        assert_string_not_equal(text(json_array_get(at(t, "why"), i), "kind"), "list");
    json_t *rows = manifest(s, "F261125-1", (struct view_manifest_query){0}, &sight);
    assert_true(json_is_null(at(rows, "items.0.alert")));
    rows = manifest(s, "F261125-1", (struct view_manifest_query){0}, &s->all);
    assert_true(json_is_true(at(rows, "items.0.alert.protect")));
    struct view_flights_query list = {.page.limit = 10};
    keep(s, "Flights", view_flights(s->view, &list, &sight, s->f->now, &s->text));
    assert_int_equal(number(s->json, "items.0.alerts.open"), 0);
    assert_int_equal(number(s->json, "items.0.alerts.protect"), 0);
    t = traveller(s, "T261125-1", &s->all);
    assert_string_equal(text(t, "why.0.kind"), "list");
    assert_string_equal(text(t, "why.1.code"), "person.minor");
}

static void swept_and_not_swept(void **state)
{
    struct shown *s = *state;
    int64_t id = 0, again = 0;
    fixture_send(s->f, flight("HY601", "TAS", "IST", "2611242000", "2611242330", ""));
    struct desk_sweep mark = {.flight = SPAN("HY601/2026-11-24/TAS"),
                              .at = s->f->now,
                              .by = SPAN("vera"),
                              .tenancy = {.agency = SPAN("customs"), .site = SPAN("main")}};
    char before[VIEW_ETAG], after[VIEW_ETAG];
    json_t *one = keep(s, "SweepState", view_sweep(s->view, id_of("F261124-1"), before, &s->text));
    assert_string_equal(text(one, "etag"), before);
    assert_int_equal(desk_sweep_add(s->f->desk, &mark, &id), STATUS_OK);
    assert_int_equal(desk_sweep_add(s->f->desk, &mark, &again), STATUS_OK);
    assert_int_equal(id, again);
    one = keep(s, "SweepState", view_sweep(s->view, id_of("F261124-1"), after, &s->text));
    assert_string_equal(text(one, "swept.by"), "vera");
    assert_string_equal(text(one, "etag"), after);
    assert_string_not_equal(before, after);
    json_t *list = flights(s, (struct view_flights_query){.swept = VIEW_YES});
    assert_int_equal(number(list, "total"), 1);
    assert_string_equal(text(list, "items.0.swept.by"), "vera");
    assert_string_equal(text(list, "items.0.etag"), after);
    assert_int_equal(desk_sweep_withdraw(s->f->desk, mark.flight, SPAN("ali"), s->f->now),
                     STATUS_OK);
    assert_int_equal(desk_sweep_withdraw(s->f->desk, mark.flight, SPAN("ali"), s->f->now),
                     STATUS_MISSING);
    list = flights(s, (struct view_flights_query){.swept = VIEW_YES});
    assert_int_equal(number(list, "total"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_folder_shows_nothing),
        TEST(flights_in_the_order_of_what_comes_next),
        TEST(flights_by_filter),
        TEST(pages_hold_together_while_flights_come),
        TEST(counts_come_from_both_sources),
        TEST(a_charter_lacks_no_bookings),
        TEST(a_manifest_with_alerts_first),
        TEST(why_comes_first_and_leads_to_bytes),
        TEST(nothing_that_is_masked_is_anywhere),
        TEST(a_mask_by_class_hides_that_class_alone),
        TEST(redaction_keeps_every_offset),
        TEST(xml_is_redacted_like_any),
        TEST(segments_make_a_tree),
        TEST(a_part_of_a_message_is_a_part),
        TEST(whatever_stands_in_a_message_is_json),
        TEST(a_message_that_cannot_be_read_shows_no_letter),
        TEST(issues_stand_at_their_segments),
        TEST(pages_of_a_manifest_and_of_alerts),
        TEST(messages_newest_first),
        TEST(what_changed_from_message_to_message),
        TEST(a_merged_id_shows_the_elder),
        TEST(a_row_has_what_all_its_cards_say),
        TEST(counts_follow_what_people_say),
        TEST(disagreements_by_kind),
        TEST(decisions_join_what_stands),
        TEST(a_reason_that_was_not_seen_is_not_decided),
        TEST(a_list_that_changes_between_messages_changes_the_etag),
        TEST(who_is_under_18_is_for_some_alone),
        TEST(swept_and_not_swept),
    };
    return cmocka_run_group_tests(tests, contract_open, contract_close);
}
