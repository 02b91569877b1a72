/* What is shown of persons between booking and cabin, of flights as a whole, of messages in parts. */
#include "shown.h"

#define ANVAR "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'RFF+ABO:A1'" PASSPORT
#define BOTIR "NAD+FL+++SODIQOV:BOTIR'DTM+329:900909'RFF+ABO:B2'DOC+P+AA0000007'LOC+91+UZB'"
#define DAVRON "NAD+FL+++ALIEV:DAVRON'DTM+329:700101'RFF+ABO:D3'DOC+P+AA0000009'LOC+91+UZB'"
#define FLIGHT "F261125-1"

static json_t *detail(struct shown *s, int64_t now)
{
    return keep(s, "FlightDetail", view_flight(s->view, id_of(FLIGHT), &s->all, now, &s->text));
}

static int count_with(struct shown *s, const char *word)
{
    struct view_manifest_query query = {.board = span_of(word)};
    return (int)number(manifest(s, FLIGHT, query, &s->all), "total");
}

static const char *word_of(struct shown *s, const char *surname, const char *key)
{
    json_t *rows =
        manifest(s, FLIGHT, (struct view_manifest_query){.q = span_of(surname)}, &s->all);
    char path[64];
    snprintf(path, sizeof path, "items.0.%s", key);
    assert_int_equal(number(rows, "total"), 1);
    return text(rows, path);
}

/* A booking of two, one of whom is announced, and a close-out that names him and a stranger. */
static void close_out(struct shown *s)
{
    fixture_send(s->f, pnrgov("AAA111", "TIF+KARIMOV+ANVAR:A:1'TIF+SODIQOV+BOTIR:A:2'"));
    fixture_send(s->f, paxlst(ANVAR));
    fixture_send(s->f, paxlst_at("261125", "1000", "266+CLOB", ANVAR DAVRON));
}

static void a_manifest_says_who_is_on_board(void **state)
{
    struct shown *s = *state;
    close_out(s);
    assert_string_equal(word_of(s, "KARIMOV", "board"), "boarded");
    assert_string_equal(word_of(s, "KARIMOV", "booking"), "booked");
    assert_true(json_is_null(at(s->json, "items.0.mark")));
    assert_string_equal(word_of(s, "SODIQOV", "board"), "not-boarded");
    assert_string_equal(word_of(s, "SODIQOV", "mark"), "booked-not-on-board");
    assert_string_equal(word_of(s, "ALIEV", "mark"), "never-announced");
    assert_true(json_is_null(at(s->json, "items.0.booking")));
    assert_int_equal(count_with(s, "boarded"), 2);
    assert_int_equal(count_with(s, "not-boarded"), 1);
    assert_int_equal(count_with(s, "booked"), 2);
    assert_int_equal(count_with(s, "booked-not-on-board"), 1);
    assert_int_equal(count_with(s, "never-announced"), 1);
    assert_int_equal(count_with(s, "cancelled"), 0);
    json_t *flight = detail(s, NOON);
    assert_string_equal(text(flight, "flight.state"), "closed");
    assert_string_equal(text(flight, "events.0.what"), "closed");
    assert_int_equal(number(flight, "events.0.message"), 3);
    assert_int_equal(number(flight, "flight.board_counts.boarded"), 2);
    assert_int_equal(number(flight, "flight.board_counts.booked_not_on_board"), 1);
    assert_int_equal(number(flight, "flight.board_counts.never_announced"), 1);
}

/* What is merged is one person: the state comes from all of its cards. */
static void a_merged_person_has_one_state(void **state)
{
    struct shown *s = *state;
    fixture_send(s->f, pnrgov("AAA111", "TIF+KARIMOV+A:A:1'" DOCS("AA1234567", "KARIMOV/ANVAR")));
    fixture_send(s->f, pnrgov("BBB222", "TIF+KARIMOV+A:A:1'" DOCS("AA1234567", "KARIMOV/ANVAR")));
    fixture_send(s->f, paxlst_at("261125", "1000", "266+CLOB", ANVAR));
    assert_int_equal(count_with(s, "boarded"), 1);
    struct view_manifest_query query = {.merged = true, .board = SPAN("boarded")};
    assert_int_equal(number(manifest(s, FLIGHT, query, &s->all), "total"), 2);
    assert_int_equal(number(detail(s, NOON), "flight.board_counts.boarded"), 1);
}

static void a_traveller_shows_the_bytes(void **state)
{
    struct shown *s = *state;
    close_out(s);
    json_t *one = traveller(s, "T261125-1", &s->none);
    assert_string_equal(text(one, "boarding.board"), "boarded");
    assert_true(json_is_true(at(one, "boarding.announced")));
    assert_true(json_is_true(at(one, "boarding.trip")));
    assert_string_equal(text(one, "boarding.said.0.word"), "announced");
    assert_string_equal(text(one, "boarding.said.1.word"), "boarded");
    assert_int_equal(number(one, "boarding.said.1.message"), 3);
    long long begin = number(one, "boarding.said.1.begin");
    json_t *raw = message(s, 3, &s->all);
    assert_int_equal(strncmp(text(raw, "raw") + begin, "NAD+FL+++KARIMOV", 16), 0);
    one = traveller(s, "T261125-2", &s->all);
    assert_string_equal(text(one, "boarding.said.0.word"), "not-boarded");
    assert_true(json_is_true(at(one, "boarding.said.0.implied")));
    assert_true(json_is_false(at(one, "boarding.trip")));
    begin = number(one, "boarding.said.0.begin");
    raw = message(s, 3, &s->all);
    assert_int_equal(strncmp(text(raw, "raw") + begin, "266+CLOB", 8), 0);
}

/* An alert stays, says so, and whoever was about to decide is told. */
static void an_alert_stays_and_says_so(void **state)
{
    struct shown *s = *state;
    struct view_alerts_query query = {.when = VIEW_ALL};
    char etag[VIEW_ETAG];
    fixture_import(s->f, HEAD "7,KARIMOV ANVAR,1980-01-05,,\n", 0);
    fixture_send(s->f, paxlst(ANVAR BOTIR));
    json_t *list = alerts(s, query, &s->all);
    assert_string_equal(text(list, "items.0.board"), "announced");
    snprintf(etag, sizeof etag, "%s", text(list, "items.0.etag"));
    fixture_send(s->f, paxlst_at("261125", "1000", "266+CLNB", ANVAR));
    list = alerts(s, query, &s->all);
    assert_int_equal(number(list, "total"), 1);
    assert_string_equal(text(list, "items.0.state"), "open");
    assert_string_equal(text(list, "items.0.board"), "not-boarded");
    assert_string_not_equal(text(list, "items.0.etag"), etag);
    fixture_send(s->f, paxlst_at("261125", "1000", "745+XR", ANVAR));
    list = alerts(s, query, &s->all);
    assert_string_equal(text(list, "items.0.board"), "cancelled");
    assert_int_equal(number(detail(s, NOON), "flight.alerts.open"), 1);
}

static void what_comes_after_landing_is_to_be_located(void **state)
{
    struct shown *s = *state;
    struct view_alerts_query query = {.when = VIEW_ALL, .state = VIEW_LANDED};
    fixture_import(s->f, HEAD "7,KARIMOV ANVAR,1980-01-05,,\n8,SODIQOV BOTIR,1990-09-09,,\n", 0);
    fixture_send(s->f, paxlst(ANVAR));
    s->f->now += 2 * MICROS_PER_DAY;
    fixture_send(s->f, paxlst(ANVAR BOTIR));
    json_t *list = alerts(s, query, &s->all);
    assert_int_equal(number(list, "total"), 1);
    assert_string_equal(text(list, "items.0.surname.text"), "SODIQOV");
    assert_true(json_is_true(at(list, "items.0.landed")));
    assert_true(json_is_true(at(traveller(s, "T261125-2", &s->all), "alert.landed")));
    assert_true(json_is_false(at(traveller(s, "T261125-1", &s->all), "alert.landed")));
    query.state = VIEW_WAITING;
    list = alerts(s, query, &s->all);
    assert_int_equal(number(list, "total"), 1);
    assert_string_equal(text(list, "items.0.surname.text"), "KARIMOV");
    query.state = VIEW_EVERY;
    assert_int_equal(number(alerts(s, query, &s->all), "total"), 2);
}

static void a_cancelled_flight(void **state)
{
    struct shown *s = *state;
    fixture_send(s->f, paxlst(ANVAR));
    assert_string_equal(text(detail(s, NOON), "flight.state"), "scheduled");
    fixture_send(s->f, paxlst_at("261125", "1000", "266+XF", ""));
    assert_string_equal(text(detail(s, NOON), "flight.state"), "cancelled");
    fixture_send(s->f, paxlst_at("261125", "1200", "266+CF", ""));
    assert_string_equal(text(detail(s, NOON), "flight.state"), "scheduled");
    assert_int_equal(json_array_size(at(s->json, "events")), 2);
}

/* paxlst_at as part `part` ("01:C"). */
static const char *in_parts(const char *part, const char *persons)
{
    const char *whole = paxlst_at("261125", "1000", "745", persons);
    const char *end = strstr(whole, "'BGM");
    char *out = fixture_room();
    snprintf(out, 8192, "%.*s+%s%s", (int)(end - whole), whole, part, end);
    return out;
}

static bool lacks(json_t *flight, const char *word)
{
    json_t *missing = at(flight, "flight.missing");
    for (size_t i = 0; i < json_array_size(missing); i++)
        if (strcmp(json_string_value(json_array_get(missing, i)), word) == 0)
            return true;
    return false;
}

static void parts_that_are_missing(void **state)
{
    struct shown *s = *state;
    fixture_send(s->f, in_parts("01:C", ANVAR));
    json_t *flight = detail(s, s->f->now);
    assert_string_equal(text(flight, "sets.0.state"), "open");
    assert_true(json_is_null(at(flight, "sets.0.of")));
    assert_false(lacks(flight, "parts"));
    fixture_send(s->f, in_parts("03:F", BOTIR));
    flight = detail(s, s->f->now + 301 * MICROS_PER_SECOND);
    assert_string_equal(text(flight, "sets.0.state"), "incomplete");
    assert_int_equal(number(flight, "sets.0.of"), 3);
    assert_int_equal(json_array_size(at(flight, "sets.0.parts")), 2);
    assert_true(lacks(flight, "parts"));
    fixture_send(s->f, in_parts("02", DAVRON));
    flight = detail(s, s->f->now + 301 * MICROS_PER_SECOND);
    assert_string_equal(text(flight, "sets.0.state"), "complete");
    assert_false(lacks(flight, "parts"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_manifest_says_who_is_on_board),
        TEST(a_merged_person_has_one_state),
        TEST(a_traveller_shows_the_bytes),
        TEST(an_alert_stays_and_says_so),
        TEST(what_comes_after_landing_is_to_be_located),
        TEST(a_cancelled_flight),
        TEST(parts_that_are_missing),
    };
    return cmocka_run_group_tests(tests, contract_open, contract_close);
}
