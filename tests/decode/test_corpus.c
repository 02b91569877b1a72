/* The shared corpus beside the checkout, where it is: totals and values that others assert.
 * Without it the tests are skipped. */
#include <dirent.h>
#include <strings.h>
#include <sys/stat.h>

#include "support.h"

#define CORPUS PORTOLAN_SOURCE "/../shared/corpus/messages"

static const struct decode_options options = {.home = {"US", 2}};

static void need_corpus(void)
{
    struct stat found;
    if (stat(CORPUS, &found) != 0) {
        print_message("no corpus beside the checkout\n");
        skip();
    }
}

static void decode_file(const char *name, struct buffer *body, struct decoded *out)
{
    char path[1024];
    snprintf(path, sizeof path, CORPUS "/%s", name);
    if (!read_file(path, body))
        fail_msg("%s cannot be read", path);
    decode_for_test(buffer_span(body), &options, out);
}

/* ---- every file ---- */

static void check_folder(const char *folder, bool full)
{
    char path[1024];
    snprintf(path, sizeof path, CORPUS "/%s", folder);
    DIR *listing = opendir(path);
    assert_non_null(listing);
    for (struct dirent *entry; (entry = readdir(listing));) {
        struct buffer body = {0};
        struct decoded decoded;
        if (entry->d_name[0] == '.' || strstr(entry->d_name, "EXPECTED"))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        decode_file(path, &body, &decoded);
        bool good = decoded.counts.status == OUTCOME_FULL ||
                    (!full && decoded.counts.status == OUTCOME_PARTIAL);
        if (!good)
            fail_msg("%s is %s", path, outcome_word(decoded.counts.status));
        forget(&decoded);
        buffer_free(&body);
    }
    closedir(listing);
}

static void test_all_files(void **state)
{
    (void)state;
    need_corpus();
    check_folder("gtas", false);
    check_folder("astra-iapi-cn", true);
    check_folder("wco-guide-v6", true);
    check_folder("pnrgov-guide", true);
    check_folder("pydifact-paxlst", true);
    check_folder("ediclean", false);
    check_folder("saberls-xml", true);
}

/* ---- totals ---- */

static const struct {
    const char *file;
    unsigned travellers, infants, bookings, legs, bags;
} totals[] = {
    {"gtas/job-scheduler-war-flight1.txt", 10, 0, 0, 1, 16},
    {"gtas/job-scheduler-war-flight2.txt", 10, 0, 0, 1, 14},
    {"gtas/loader-Test1.txt", 8, 0, 0, 1, 0},
    {"gtas/loader-airline2.edi", 10, 0, 0, 1, 0},
    {"gtas/loader-multiple_flight_leg_apis.txt", 2, 0, 0, 3, 0},
    {"gtas/loader-2_pnrs_basic.edi", 4, 0, 2, 4, 0},
    {"gtas/loader-adult_and_infant.edi", 2, 0, 1, 3, 0}, /* both TIF are persons */
    {"gtas/loader-codeshare.edi", 2, 0, 2, 2, 4},
    {"gtas/loader-multiple_flight_leg_pnr.txt", 2, 0, 1, 4, 4},
    {"gtas/loader-no_pnr_history.edi", 4, 0, 3, 4, 0},
    {"gtas/loader-pnr1.txt", 2, 0, 1, 2, 0},
    {"gtas/loader-pnr2.txt", 2, 0, 1, 2, 0},
    {"gtas/loader-pnr3.txt", 4, 0, 1, 3, 0},
    {"gtas/loader-pnr4.txt", 1, 0, 1, 2, 1},
    {"gtas/loader-pnrMessageExample.txt", 5, 0, 1, 3, 18},
    {"gtas/parsers-apisMessage.txt", 2, 0, 0, 2, 0},
    {"gtas/parsers-danglingMetaCharacter.txt", 1, 0, 1, 3, 3},
    {"gtas/parsers-modifyPnr77ForCodeShare.txt", 1, 0, 1, 6, 0},
    {"gtas/parsers-pnrBadFormat.txt", 2, 0, 1, 1, 0},
    {"gtas/parsers-pnrMessage.txt", 2, 0, 1, 2, 0},
    {"gtas/parsers-pnrMessagePg76.txt", 2, 0, 1, 1, 0},
    {"gtas/parsers-pnrMessagePg77.txt", 1, 0, 1, 2, 0},
    {"gtas/parsers-pnrSeatFormats.txt", 1, 0, 1, 1, 0},
    {"gtas/parsers-pnrWithBags.txt", 268, 0, 127, 381, 806},
    {"gtas/parsers-pnrWithDoco.txt", 1, 0, 1, 3, 0},
    {"gtas/parsers-pnrWithPrefixesAndBookingDetailBags.txt", 2, 0, 1, 4, 4},
    {"gtas/inline-PnrUtilsTest.testgetSinglePnr.1.edi", 0, 0, 3, 0, 0},
    {"gtas/loader-infant.edi", 2, 0, 1, 1, 3}, /* its UNA is broken */
    {"gtas/inline-PaxlstParserUSedifactTest.testProgressiveFlightDtm.2.edi", 1, 0, 0, 3, 0},
    {"gtas/inline-PaxlstParserUSedifactTest.testRandomApis.1.edi", 4, 0, 0, 1, 0},
    {"pnrgov-guide/guide14.1-ex1-SQ602.edi", 2, 0, 1, 1, 3},
    {"wco-guide-v6/ex5.1-single-sector-pax.edi", 1, 0, 0, 1, 3},
    {"saberls-xml/test_pnr.xml", 3, 0, 1, 1, 0},
    {"saberls-xml/test_pnr_3.xml", 2, 0, 2, 2, 0}, /* two fragments without PNR or root */
};

static void test_totals(void **state)
{
    (void)state;
    need_corpus();
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
        struct buffer body = {0};
        struct decoded decoded;
        decode_file(totals[i].file, &body, &decoded);
        const struct decode_counts *counts = &decoded.counts;
        print_message("%s\n", totals[i].file);
        assert_int_equal(counts->messages, 1);
        assert_int_equal(counts->travellers, totals[i].travellers);
        assert_int_equal(counts->infants, totals[i].infants);
        assert_int_equal(counts->bookings, totals[i].bookings);
        assert_int_equal(counts->legs, totals[i].legs);
        assert_int_equal(counts->bags, totals[i].bags);
        forget(&decoded);
        buffer_free(&body);
    }
}

/* ---- asserted values ---- */

static const struct {
    const char *file;
    enum field field;
    unsigned place; /* of the value among those of its field, in the order of reading */
    const char *want;
} values[] = {
    /* the first leg of the itinerary, behind the flight announced */
    {"gtas/parsers-pnrMessageExample.txt", FIELD_LEG_BOARD, 1, "WDH"},
    {"gtas/parsers-pnrMessageExample.txt", FIELD_SEAT_CABIN, 1, "Y"},
    {"gtas/parsers-pnrMessagePg77.txt", FIELD_BOOKING_CREATED, 0, "2013-05-23T18:13:48"},
    {"gtas/parsers-pnrMessagePg77.txt", FIELD_BOOKING_LOCATOR, 0, "W9TEND"},
    {"gtas/parsers-pnrMessagePg77.txt", FIELD_TRAVELLER_UNIQUE, 0, "43576"},
    {"gtas/parsers-modifyPnr77ForCodeShare.txt", FIELD_LEG_OPERATING_NUMBER, 0, "1524"},
    {"gtas/parsers-modifyPnr77ForCodeShare.txt", FIELD_LEG_NUMBER, 1, "5678"},
    {"gtas/parsers-modifyPnr77ForCodeShare.txt", FIELD_LEG_CARRIER, 1, "SQ"},
    /* 0972 there: numbers are without padding here (operations.md rule 2) */
    {"gtas/parsers-modifyPnr77ForCodeShare.txt", FIELD_LEG_OPERATING_NUMBER, 1, "972"},
    {"gtas/parsers-modifyPnr77ForCodeShare.txt", FIELD_LEG_NUMBER, 2, "8976"},
    {"gtas/parsers-modifyPnr77ForCodeShare.txt", FIELD_LEG_CARRIER, 2, "DL"},
    {"gtas/parsers-pnrMessagePg76.txt", FIELD_BOOKING_CREATED, 0, "2013-02-15T01:49"},
    {"gtas/parsers-pnrEdge.txt", FIELD_CONTACT_EMAIL, 0, " MOLLY_LOUUNT+50BB@GMAIL.COM"},
    {"gtas/parsers-pnrPhoneCTC_M.txt", FIELD_CONTACT_PHONE, 1, "123456789"},
    {"gtas/parsers-pnrPhoneCTCM.txt", FIELD_CONTACT_PHONE, 1, "123456789"},
    {"gtas/parsers-pnrAddressPhoneCTCM.txt", FIELD_CONTACT_PHONE, 1, "5432109876"},
    {"gtas/parsers-pnrSeatFormats.txt", FIELD_SEAT_NUMBER, 1, "74E"},
    {"gtas/parsers-pnrSeatFormats.txt", FIELD_SEAT_BOARD, 1, "SFO"},
    {"gtas/parsers-pnrSeatFormats.txt", FIELD_SEAT_OFF, 1, "IAD"},
    {"gtas/parsers-pnrWithDoco.txt", FIELD_DOCUMENT_TYPE, 1, "V"},
    {"gtas/parsers-pnrWithDoco.txt", FIELD_DOCUMENT_NUMBER, 1, "8675309"},
    {"gtas/parsers-pnrWithDoco.txt", FIELD_DOCUMENT_PLACE, 0, "OTHER PLACE"},
    {"gtas/parsers-pnrWithDoco.txt", FIELD_DOCUMENT_ISSUED, 0, "2006-12-22"},
    {"gtas/parsers-pnrWithDoco.txt", FIELD_DOCUMENT_EXPIRY, 1, ""},
    {"gtas/parsers-pnrWithPrefixesAndBookingDetailBags.txt", FIELD_BAG_AIRLINE, 0, "UA"},
    {"gtas/parsers-pnrWithPrefixesAndBookingDetailBags.txt", FIELD_BAG_DESTINATION, 0, "KWI"},
    {"gtas/inline-PaxlstParserUNedifactTest.testSingleTdtWithOneLeg.1.edi", FIELD_LEG_NUMBER, 0,
     "123"},
    {"gtas/inline-PaxlstParserUNedifactTest.testMultipleTdtWithOneLegEach.2.edi", FIELD_LEG_BOARD,
     1, "JFK"},
    {"gtas/inline-PaxlstParserUNedifactTest.testMultipleTdtWithOneLegEach.2.edi", FIELD_LEG_OFF, 1,
     "ATL"},
    {"gtas/inline-PaxlstParserUNedifactTest.testAPISParsingWithBagWeightAndCountInMEASegment.5.edi",
     FIELD_TRAVELLER_BAG_WEIGHT, 0, "80"},
    {"gtas/inline-PaxlstParserUNedifactTest.testAPISParsingWithBagWeightAndCountInMEASegment.5.edi",
     FIELD_TRAVELLER_BAG_COUNT, 0, "4"},
    {"gtas/inline-PaxlstParserUNedifactTest.testAPISParsingWithOnlyBagWeightInMEASegment.6.edi",
     FIELD_TRAVELLER_BAG_COUNT, 0, ""},
    {"gtas/inline-PaxlstParserUNedifactTest.testAPISParsingWithOnlyBagCountInMEASegment.7.edi",
     FIELD_TRAVELLER_BAG_WEIGHT, 0, ""},
    {"gtas/inline-PaxlstParserUNedifactTest."
     "testAPISParsingWithNoMEASegmentAndTwoBagCountOnFTXSegment.9.edi",
     FIELD_BAG_COUNT, 0, "2"},
    {"gtas/inline-PaxlstParserUSedifactTest.testRandomApis.1.edi", FIELD_TRAVELLER_SURNAME, 3,
     "O'LEARY"},
    {"gtas/inline-PaxlstParserUSedifactTest.testRandomApis.1.edi", FIELD_DOCUMENT_NUMBER, 2,
     "C76543D"},
    {"gtas/inline-PaxlstParserUSedifactTest.testProgressiveFlightDtm.2.edi", FIELD_LEG_OFF, 0,
     "HNL"},
    {"astra-iapi-cn/017-CUSRES-132.edi", FIELD_ANSWER_CODE, 0, "1Z"},
    {"astra-iapi-cn/017-CUSRES-132.edi", FIELD_MESSAGE_TRANSACTION, 0, "1909240821556284716"},
    {"astra-iapi-cn/002-CUSRES-962.edi", FIELD_ANSWER_REFERENCE, 1, "100235"},
    {"pnrgov-guide/guide14.1-ex1-SQ602.edi", FIELD_HISTORY_ACTION, 0, "added"},
    {"saberls-xml/test_pnr.xml", FIELD_TRAVELLER_BIRTH, 1, "2022-12-30"},
    {"saberls-xml/test_pnr.xml", FIELD_DOCUMENT_NUMBER, 2, "AB1324659"},
    {"pnrgov-guide/guide14.1-ex1-SQ602.edi", FIELD_TRAVELLER_BIRTH, 0, "1978-07-01"},
    {"pnrgov-guide/guide14.1-ex1-SQ602.edi", FIELD_TRAVELLER_BIRTH, 1, "2012-09-20"},
};

static void test_values(void **state)
{
    (void)state;
    need_corpus();
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct buffer body = {0};
        struct decoded decoded;
        decode_file(values[i].file, &body, &decoded);
        struct span got = nth_value(&decoded.image, values[i].field, values[i].place);
        if (!span_is(got, values[i].want))
            fail_msg("%s %s[%u] is \"%.*s\", not \"%s\"", values[i].file,
                     field_info(values[i].field)->key, values[i].place, (int)got.size, got.at,
                     values[i].want);
        forget(&decoded);
        buffer_free(&body);
    }
}

/* ---- wrapped and clean forms ---- */

static void persons_of(const char *file, struct buffer *out)
{
    struct buffer body = {0};
    struct decoded decoded;
    decode_file(file, &body, &decoded);
    for (uint32_t i = 0; i < decoded.image.header->nodes; i++)
        if (decoded.image.nodes[i].type == NODE_TRAVELLER)
            dump_tree(&decoded.image, i, out);
    forget(&decoded);
    buffer_free(&body);
}

static void test_wrapped_equal_clean(void **state)
{
    (void)state;
    need_corpus();
    for (const char *letter = "ABC"; *letter; letter++) {
        char original[64], reference[64];
        struct buffer got = {0}, want = {0};
        snprintf(original, sizeof original, "ediclean/original-%c.txt", *letter);
        snprintf(reference, sizeof reference, "ediclean/reference-%c.txt", *letter);
        persons_of(original, &got);
        persons_of(reference, &want);
        assert_true(want.size > 0);
        assert_string_equal(buffer_string(&got), buffer_string(&want));
        buffer_free(&got);
        buffer_free(&want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_files),
                                       cmocka_unit_test(test_totals), cmocka_unit_test(test_values),
                                       cmocka_unit_test(test_wrapped_equal_clean)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
