/* clang-format off: cmocka needs these four before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* clang-format on */
#include <cmocka.h>

#include <math.h>

#include "model/ports.h"

/* Compares the three codes of the port that `code` finds; NULL expects none. */
static void expect_port(const char *code, const char *iata, const char *icao, const char *country)
{
    const struct port *port = port_find(span_of(code));

    if (!iata) {
        if (port)
            fail_msg("%s found %s", code, port->iata);
        return;
    }
    if (!port)
        fail_msg("%s found nothing", code);
    assert_string_equal(port->iata, iata);
    assert_string_equal(port->icao, icao);
    assert_string_equal(port->country, country);
}

static void test_airports_by_either_code(void **state)
{
    (void)state;
    expect_port("TAS", "TAS", "UTTT", "UZ");
    expect_port("UTTT", "TAS", "UTTT", "UZ");
    expect_port("LHR", "LHR", "EGLL", "GB");
    expect_port("IST", "IST", "LTFM", "TR");
    expect_port("JFK", "JFK", "KJFK", "US");
    expect_port("tas", "TAS", "UTTT", "UZ");
    expect_port("PRN", "PRN", "BKPR", "XK");
}

static void test_the_whole_row(void **state)
{
    (void)state;
    const struct port *port = port_find(SPAN("TAS"));
    assert_non_null(port);
    assert_string_equal(port->zone, "Asia/Tashkent");
    assert_true(fabs(port->latitude - 41.26) < 0.05 && fabs(port->longitude - 69.27) < 0.05);
    port = port_find(SPAN("GRU"));
    assert_non_null(port);
    assert_true(port->latitude < 0 && port->longitude < 0);
    /* A correction of ours, where the package is two hours off. */
    port = port_find(SPAN("MLG"));
    assert_non_null(port);
    assert_string_equal(port->zone, "Asia/Jakarta");
}

static void test_locodes(void **state)
{
    (void)state;
    expect_port("UZTAS", "TAS", "UTTT", "UZ");
    expect_port("gblhr", "LHR", "EGLL", "GB");
    expect_port("KZTAS", NULL, NULL, NULL); /* TAS is not in Kazakhstan */
    expect_port("NLRTM", "RTM", "EHRD", "NL");
    expect_port("BEANR", "ANR", "EBAW", "BE");
    expect_port("UZQQ1", NULL, NULL, NULL);
}

static void test_areas_and_retired_codes(void **state)
{
    (void)state;
    expect_port("LON", "LON", "", "GB");
    expect_port("GBLON", "LON", "", "GB");
    expect_port("MOW", "MOW", "", "RU");
    expect_port("KIV", "RMO", "LUKK", "MD");
    expect_port("FRU", "BSZ", "UCFM", "KG");
    expect_port("UAFM", "BSZ", "UCFM", "KG");
    expect_port("TSE", "NQZ", "UACC", "KZ");
}

static void test_no_port(void **state)
{
    (void)state;
    expect_port("", NULL, NULL, NULL);
    expect_port("T", NULL, NULL, NULL);
    expect_port("TA", NULL, NULL, NULL);
    expect_port("TAS ", NULL, NULL, NULL);
    expect_port("\xff\xff\xff", NULL, NULL, NULL);
    expect_port("UZTASX", NULL, NULL, NULL);
    assert_null(port_find((struct span){NULL, 0}));
    assert_null(port_find((struct span){"TAS\0", 4}));
    assert_null(port_find((struct span){"\0\0\0", 3}));
    assert_null(port_find((struct span){"\0\0TAS", 5}));
}

/* Spans need no NUL behind them: the sanitizers watch the byte after. */
static void test_reads_no_further_than_the_span(void **state)
{
    (void)state;
    char bytes[3] = {'T', 'A', 'S'};
    const struct port *port = port_find((struct span){bytes, sizeof bytes});
    assert_non_null(port);
    assert_string_equal(port->icao, "UTTT");
}

static void expect_carrier(const char *code, const char *iata, const char *icao)
{
    const struct carrier *carrier = carrier_find(span_of(code));

    if (!carrier)
        fail_msg("%s found nothing", code);
    assert_string_equal(carrier->iata, iata);
    assert_string_equal(carrier->icao, icao);
    assert_true(carrier->name[0]);
    assert_string_equal(port_find(SPAN("TAS"))->name, "Tashkent");
    assert_string_equal(port_find(SPAN("LON"))->name, "London");
}

static void test_carriers(void **state)
{
    (void)state;
    expect_carrier("HY", "HY", "UZB");
    expect_carrier("UZB", "HY", "UZB");
    expect_carrier("TK", "TK", "THY");
    expect_carrier("U6", "U6", "SVR");
    expect_carrier("6e", "6E", "IGO");
    expect_carrier("igo", "6E", "IGO");
    assert_string_equal(carrier_find(SPAN("LH"))->name, "Lufthansa");
    /* The cargo sister has its own ICAO designator but flies as LH. */
    expect_carrier("LH", "LH", "DLH");
    expect_carrier("GEC", "LH", "GEC");
    assert_null(carrier_find(SPAN("")));
    assert_null(carrier_find(SPAN("H")));
    assert_null(carrier_find(SPAN("00")));
    assert_null(carrier_find(SPAN("QQQ")));
    assert_null(carrier_find(SPAN("UZBX")));
    assert_null(carrier_find((struct span){"HY\0", 3}));
}

static void expect_country(const char *code, const char *alpha2, const char *alpha3)
{
    const struct country *country = country_find(span_of(code));

    if (!country)
        fail_msg("%s found nothing", code);
    assert_string_equal(country->alpha2, alpha2);
    assert_string_equal(country->alpha3, alpha3);
    assert_true(country->name[0]);
}

static void test_countries(void **state)
{
    (void)state;
    expect_country("UZ", "UZ", "UZB");
    expect_country("UZB", "UZ", "UZB");
    expect_country("uz", "UZ", "UZB");
    expect_country("GB", "GB", "GBR");
    expect_country("DEU", "DE", "DEU");
    expect_country("D", "DE", "DEU");
    assert_null(country_find(SPAN("")));
    assert_null(country_find(SPAN("ZZ")));
    assert_null(country_find(SPAN("UZBE")));
    assert_null(country_find(SPAN("D<<")));
}

/* ICAO Doc 9303-3, section 5: none may be missing, and none may lead to another's row. */
static void test_specials(void **state)
{
    static const char codes[][4] = {"GBD", "GBN", "GBO", "GBP", "GBS", "RKS", "UNO", "UNA",
                                    "UNK", "XOM", "XXA", "XXB", "XXC", "XXX", "EUE", "UTO"};

    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        const struct country *country = country_find(span_of(codes[i]));
        if (!country)
            fail_msg("%s found nothing", codes[i]);
        assert_string_equal(country->alpha3, codes[i]);
    }
    expect_country("GBO", "GB", "GBO");
    expect_country("XXA", "", "XXA");
    expect_country("XK", "XK", "RKS");
    expect_country("XKX", "XK", "RKS");
    expect_country("EU", "EU", "EUE");
    expect_country("UN", "UN", "UNO");
    expect_country("SUN", "SU", "SUN");
    expect_country("ROM", "RO", "ROU");
}

/* Every port lies in a country that can be looked up: direction depends on it. */
static void test_every_code_of_letters_is_consistent(void **state)
{
    size_t found = 0;

    (void)state;
    for (char a = 'A'; a <= 'Z'; a++) {
        for (char b = 'A'; b <= 'Z'; b++) {
            for (char c = 'A'; c <= 'Z'; c++) {
                char code[5] = {a, b, c};
                const struct port *port = port_find((struct span){code, 3});
                if (!port)
                    continue;
                found++;
                assert_non_null(country_find(span_of(port->country)));
                assert_ptr_equal(port_find(span_of(port->iata)), port);
                if (port->icao[0])
                    assert_ptr_equal(port_find(span_of(port->icao)), port);
            }
        }
    }
    assert_true(found > 9000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_airports_by_either_code),
        cmocka_unit_test(test_the_whole_row),
        cmocka_unit_test(test_locodes),
        cmocka_unit_test(test_areas_and_retired_codes),
        cmocka_unit_test(test_no_port),
        cmocka_unit_test(test_reads_no_further_than_the_span),
        cmocka_unit_test(test_carriers),
        cmocka_unit_test(test_countries),
        cmocka_unit_test(test_specials),
        cmocka_unit_test(test_every_code_of_letters_is_consistent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
