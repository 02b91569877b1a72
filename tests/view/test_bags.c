/* What is shown of bags that baggage messages tell of: with their traveller, and on the flight. */
#include "shown.h"

#define ANVAR "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'RFF+ABO:A1'" PASSPORT

static const char *const said[] = {
    "QU TASKKHY\r\n.TASXSHY 241000\r\nBSM\r\n.V/1LTAS\r\n.F/HY602/25NOV/IST/Y\r\n.N/0250771041001\r\n"
    ".S/Y/14C/C/045\r\n.W/K/1/23\r\n.P/1KARIMOV/ANVAR\r\n.L/AAA111\r\nENDBSM\r\n",
    "QU TASKKHY\r\n.TASXSHY 241100\r\nBPM\r\n.V/1LTAS\r\n.J/R///24NOV/110000L/TAST2\r\n"
    ".F/HY602/25NOV/IST/Y\r\n.U/AKE12345HY\r\n.N/0250771041001\r\n.S/Y//S\r\n.X/CLR\r\nENDBPM\r\n",
    "QU TASKKHY\r\n.TASXSHY 241200\r\nBSM\r\n.V/1LTAS\r\n.F/HY602/25NOV/IST/Y\r\n.N/0250771050001\r\n"
    ".P/1NOBODY/NEMO\r\nENDBSM\r\n"};

static void send_all(struct shown *s)
{
    fixture_send(s->f, paxlst(ANVAR));
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        fixture_send(s->f, said[i]);
}

/* What the bytes of a place say. */
static void check_place(struct shown *s, json_t *value, const char *bytes)
{
    int64_t seq = number(value, "message");
    long long begin = number(value, "begin"), size = number(value, "size");
    assert_int_equal(size, strlen(bytes));
    assert_int_equal(strncmp(said[seq - 2] + begin, bytes, strlen(bytes)), 0);
    (void)s;
}

static json_t *bags(struct shown *s, const struct view_sight *sight)
{
    return keep(s, "Bags", view_bags(s->view, id_of("F261125-1"), sight, &s->text));
}

static void with_the_traveller(void **state)
{
    struct shown *s = *state;
    send_all(s);
    json_t *one = traveller(s, "T261125-1", &s->all);
    assert_int_equal(json_array_size(at(one, "baggage")), 1);
    assert_string_equal(text(one, "baggage.0.state"), "loaded");
    assert_string_equal(text(one, "baggage.0.joined_by"), "name");
    assert_string_equal(text(one, "baggage.0.leg"), "HY602/2026-11-25");
    assert_string_equal(text(one, "baggage.0.values.tag.text"), "0250771041");
    assert_string_equal(text(one, "baggage.0.values.screening.text"), "CLR");
    assert_string_equal(text(one, "baggage.0.values.stowed.text"), "AKE12345HY");
    assert_string_equal(text(one, "baggage.0.values.load.text"), "Y");
    assert_string_equal(text(one, "baggage.0.passenger.bag_weight.text"), "23");
    assert_string_equal(text(one, "baggage.0.passenger.bag_weight.source"), "baggage");
    assert_int_equal(json_array_size(at(one, "baggage.0.said")), 2);
    assert_string_equal(text(one, "baggage.0.said.0.word"), "announced");
    check_place(s, at(one, "baggage.0.said.1"), "0250771041001");
    check_place(s, at(one, "baggage.0.values.stowed"), "AKE12345HY");
    check_place(s, at(one, "baggage.0.passenger.bag_weight"), "23");
}

static void without_one_on_the_flight(void **state)
{
    struct shown *s = *state;
    send_all(s);
    json_t *flight =
        keep(s, "FlightDetail", view_flight(s->view, id_of("F261125-1"), &s->all, NOON, &s->text));
    assert_int_equal(number(flight, "bags.joined"), 1);
    assert_int_equal(number(flight, "bags.alone"), 1);
    json_t *list = bags(s, &s->all);
    assert_int_equal(number(list, "total"), 1);
    assert_string_equal(text(list, "items.0.joined_by"), "waits");
    assert_string_equal(text(list, "items.0.passenger.surname.text"), "NOBODY");
    fixture_send(s->f, paxlst(ANVAR "NAD+FL+++NOBODY:NEMO'"));
    flight =
        keep(s, "FlightDetail", view_flight(s->view, id_of("F261125-1"), &s->all, NOON, &s->text));
    assert_int_equal(number(flight, "bags.joined"), 2);
    assert_int_equal(number(bags(s, &s->all), "total"), 0);
}

static void nothing_that_is_masked(void **state)
{
    struct shown *s = *state;
    static const char *const hidden[] = {"771041", "771050", "KARIMOV", "NOBODY", "AAA111"};
    send_all(s);
    json_t *shown[3];
    shown[0] = json_deep_copy(traveller(s, "T261125-1", &s->none));
    shown[1] = json_deep_copy(bags(s, &s->none));
    shown[2] = json_deep_copy(message(s, 2, &s->none));
    assert_true(json_is_true(at(shown[0], "baggage.0.values.tag.masked")));
    assert_true(json_is_true(at(shown[1], "items.0.passenger.surname.masked")));
    assert_string_equal(text(shown[0], "baggage.0.state"), "loaded");
    for (int i = 0; i < 3; i++) {
        char *all = json_dumps(shown[i], 0);
        for (size_t k = 0; k < sizeof hidden / sizeof *hidden; k++)
            if (strstr(all, hidden[k]))
                fail_msg("%s is shown: %s", hidden[k], all);
        free(all);
        json_decref(shown[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(with_the_traveller, setup, teardown),
        cmocka_unit_test_setup_teardown(without_one_on_the_flight, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_that_is_masked, setup, teardown)};
    return cmocka_run_group_tests(tests, contract_open, contract_close);
}
