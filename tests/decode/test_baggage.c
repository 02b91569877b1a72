/* Baggage messages beside the vectors: days against the day of receipt, and the samples of the shared
 * corpus, where it is. */
#include "base/clock.h"
#include "support.h"

#define CORPUS PORTOLAN_SOURCE "/../shared/corpus/messages/baggage/bsm-samples.txt"

static int32_t day_of(const char *text)
{
    struct date date;
    assert_true(date_parse(span_of(text), &date));
    return date_to_day(date);
}

static void check_departure(const char *day, const char *received, const char *want)
{
    struct buffer body = {0};
    struct decoded decoded;
    struct decode_options options = {.received_day = day_of(received)};
    buffer_format(&body, "BSM\n.V/1LTAS\n.F/HY271/%s/IST/Y\n.N/0250771042001\nENDBSM\n", day);
    decode_for_test(buffer_span(&body), &options, &decoded);
    assert_span(nth_value(&decoded.image, FIELD_LEG_DEPARTURE, 0), want);
    forget(&decoded);
    buffer_free(&body);
}

static void days(void **state)
{
    (void)state;
    check_departure("27NOV", "2026-11-27", "2026-11-27");
    check_departure("01JAN", "2026-12-31", "2027-01-01");
    check_departure("31DEC", "2027-01-01", "2026-12-31");
    check_departure("5JAN", "2026-12-31", "2027-01-05");
    check_departure("29FEB", "2028-03-01", "2028-02-29");
    check_departure("29FEB", "2026-03-01", ""); /* none within a year */
    check_departure("27NOX", "2026-11-27", "");
}

static void check_sent(const char *origin, const char *received, const char *want)
{
    struct buffer body = {0};
    struct decoded decoded;
    struct decode_options options = {.received_day = day_of(received)};
    buffer_format(&body, "QU TASKKHY\r\n%s\r\nBSM\r\n.V/1LTAS\r\n.N/0250771042001\r\nENDBSM\r\n",
                  origin);
    decode_for_test(buffer_span(&body), &options, &decoded);
    assert_span(nth_value(&decoded.image, FIELD_MESSAGE_SENT, 0), want);
    forget(&decoded);
    buffer_free(&body);
}

/* The origin line has the day of the month alone. */
static void times_of_telegrams(void **state)
{
    (void)state;
    check_sent(".TASXSHY 271105", "2026-11-27", "2026-11-27T11:05");
    check_sent(".TASXSHY 302359", "2026-12-01", "2026-11-30T23:59");
    check_sent(".TASXSHY 010001 PDM", "2026-12-31", "2027-01-01T00:01");
    check_sent(".TASXSHY 272505", "2026-11-27", "");
    check_sent(".TASXSHY 321105", "2026-11-27", "");
    check_sent(".TASXSHY", "2026-11-27", "");
}

static void samples(void **state)
{
    (void)state;
    struct buffer body = {0};
    struct decoded decoded;
    if (!read_file(CORPUS, &body)) {
        print_message("no corpus beside the checkout\n");
        skip();
    }
    decode_for_test(buffer_span(&body), NULL, &decoded);
    assert_int_equal(decoded.counts.messages, 10);
    assert_int_equal(decoded.counts.status, OUTCOME_FULL);
    assert_int_equal(decoded.counts.travellers, 9);
    assert_int_equal(decoded.counts.bags, 57);
    for (uint32_t i = 0; i < decoded.image.header->issues; i++)
        assert_int_equal(decoded.image.issues[i].issue, ISSUE_BAGGAGE_ALONE);
    forget(&decoded);
    buffer_free(&body);
}

/* What only looks like one is not one. */
static void no_baggage(void **state)
{
    (void)state;
    static const char *const bodies[] = {"BSM\nBSM\n", "BSM", "A BSM\n.V/1LTAS\n", ".V/1LTAS\n",
                                         "BSM\nCHG\nADD\n.V/1LTAS\n"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct decoded decoded;
        decode_for_test(span_of(bodies[i]), NULL, &decoded);
        assert_int_equal(decoded.counts.messages, 0);
        forget(&decoded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(days), cmocka_unit_test(times_of_telegrams),
                                       cmocka_unit_test(samples), cmocka_unit_test(no_baggage)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
