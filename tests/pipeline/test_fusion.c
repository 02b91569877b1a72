/* operations.md 2, 8, 12 and design 4.4: who is one person, and what is one flight. */
#include "fixture.h"

#define ANVAR "NAD+FL+++KARIMOV:ANVAR'ATT+2++M'DTM+329:800105'NAT+2+UZB'"
#define ANVAR_PASSPORT "DOC+P+AA1234567'LOC+91+UZB'"

static void a_repeated_push_changes_nothing(void **state)
{
    struct fixture *f = *state;
    const char *push = paxlst(ANVAR ANVAR_PASSPORT "NAD+FL+++KARIMOVA:DILNOZA'DTM+329:830607'");
    fixture_send(f, push);
    char *before = strdup(fixture_dump(f));
    fixture_send(f, push);
    fixture_send(f, push);
    assert_string_equal(before, fixture_dump(f));
    assert_int_equal(fixture_persons(f), 2);
    free(before);
}

static void booking_and_passport_meet_by_document(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR MR:A:1'"
                                     "SSR+DOCS:HK:1:HY:::::/P/UZB/AA1234567/UZB/05JAN80/M/01JAN30/"
                                     "KARIMOV/ANVAR+::1'"));
    fixture_send(f, paxlst(ANVAR ANVAR_PASSPORT));
    assert_int_equal(fixture_persons(f), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"says\"", "\"source\":\"API\""), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"says\"", "\"source\":\"PNR\""), 1);
}

/* 8 is the check digit of AA1234567 in a machine-readable zone (docs/decisions/0007). */
static void a_number_with_its_check_digit_is_the_number(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR MR:A:1'"
                                     "SSR+DOCS:HK:1:HY:::::/P/UZB/AA1234567/UZB/05JAN80/M/01JAN30/"
                                     "KARIMOV/ANVAR+::1'"));
    fixture_send(f, paxlst("NAD+FL+++KARIMOFF:A'DOC+P+AA12345678'LOC+91+UZB'"));
    assert_int_equal(fixture_persons(f), 1);
}

static void booking_and_passport_meet_by_locator_and_glued_name(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVARMR:A:1'TIF+KARIMOV+BOBURMR:A:2'"));
    fixture_send(f, paxlst(ANVAR "RFF+AVF:ABC123'" ANVAR_PASSPORT));
    assert_int_equal(fixture_persons(f), 2);
}

#define DOCS(number, birth, given)                                                                 \
    "SSR+DOCS:HK:1:HY:::::/P/UZB/" number "/UZB/" birth "/M/01JAN30/KARIMOV/" given "+::1'"

static void in_one_booking_another_spelling_is_the_same_person(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = {"KARIMOW:ANVARR",  "CARIMOV:ANWAR", "ANVAR:KARIMOVMR",
                                        "KARI MOV:AN VAR", "YUSUPOV:ANVAR", "KHARIMOV:ANVARR"};
    char locator[8], person[256];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(locator, sizeof locator, "ABC12%zu", i);
        fixture_send(f, pnrgov(locator, "TIF+KARIMOV+ANVAR MR:A:1'TIF+KARIMOVA+DILNOZA MRS:A:2'"));
        snprintf(person, sizeof person, "NAD+FL+++%s'DTM+329:80010%zu'RFF+AVF:%s'", names[i], i + 1,
                 locator);
        fixture_send(f, paxlst(person));
        assert_int_equal(fixture_persons(f), 2 * (i + 1));
    }
}

static void in_one_booking_a_birth_date_outweighs_the_name(void **state)
{
    struct fixture *f = *state;
    fixture_send(
        f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR MR:A:1'" DOCS("AA1234567", "05JAN80", "ANVAR")));
    fixture_send(f, paxlst("NAD+FL+++STURM:OTTO'DTM+329:800105'RFF+AVF:ABC123'"));
    assert_int_equal(fixture_persons(f), 1);
    /* not another document, too; and not where only the booking is the same */
    fixture_send(
        f, pnrgov("DEF456", "TIF+KARIMOV+BOBUR MR:A:1'" DOCS("BB7654321", "06JAN81", "BOBUR")));
    fixture_send(f,
                 paxlst("NAD+FL+++VOGEL:EGON'DTM+329:810106'RFF+AVF:DEF456'DOC+P+CC2'LOC+91+UZB'"));
    assert_int_equal(fixture_persons(f), 3);
    fixture_send(f, paxlst("NAD+FL+++SOMMER:EVA'DTM+329:900101'RFF+AVF:DEF456'"));
    assert_int_equal(fixture_persons(f), 4);
}

/* One message for each: who comes second does not take the place of who came first. */
static void twins_in_two_messages_are_two(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst("NAD+FL+++ALIYEV:HASAN'DTM+329:100505'RFF+AVF:ABC123'"));
    fixture_send(f, paxlst("NAD+FL+++ALIYEV:HUSAN'DTM+329:100505'RFF+AVF:ABC123'"));
    fixture_send(f, paxlst("NAD+FL+++ALIYEVA:ZUHRA'DTM+329:100505'RFF+AVF:ABC123'"));
    assert_int_equal(fixture_persons(f), 3);
    assert_int_equal(fixture_count(f, "\"what\":\"says\"", "HASAN"), 1);
}

/* Two who are both like the one of the booking: nobody takes it, in whatever order they stand. */
static void of_two_who_are_alike_none_is_taken(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+AZIZ MR:A:1'"));
    fixture_send(f, paxlst("NAD+FL+++KARIMOVA:AZIZA'DTM+329:830101'RFF+AVF:ABC123'"
                           "NAD+FL+++KARIMOF:AZIZZ'DTM+329:800101'RFF+AVF:ABC123'"));
    assert_int_equal(fixture_persons(f), 3);
}

/* Who is named exactly is found first, so that a sister does not take her brother's card. */
static void relatives_of_one_booking_stay_apart(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+SARDOR MSTR:C:1'"));
    fixture_send(f, paxlst("NAD+FL+++KARIMOV:SARVAR'RFF+AVF:ABC123'"
                           "NAD+FL+++KARIMOV:SARDOR'RFF+AVF:ABC123'"));
    assert_int_equal(fixture_persons(f), 2);
    assert_int_equal(fixture_count(f, "\"what\":\"says\"", "SARVAR"), 1);
}

static void a_child_under_the_parents_document_stays_a_person(void **state)
{
    struct fixture *f = *state;
    fixture_send(
        f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR MR:A:1'" DOCS("AA1234567", "05JAN80", "ANVAR")));
    fixture_send(f, paxlst("NAD+FL+++KARIMOVA:LOLA'DTM+329:150301'RFF+AVF:ABC123'" ANVAR_PASSPORT));
    assert_int_equal(fixture_persons(f), 2);
}

static void a_name_alone_is_enough_only_when_nothing_speaks_against(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR:A:1'"));
    fixture_send(f, paxlst(ANVAR));
    assert_int_equal(fixture_persons(f), 1);
    /* a namesake of another age */
    fixture_send(f, paxlst("NAD+FL+++KARIMOV:ANVAR'DTM+329:551231'DOC+P+ZZ9999999'LOC+91+UZB'"));
    assert_int_equal(fixture_persons(f), 2);
}

static void crew_and_a_passenger_of_one_name_stay_two(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR:A:1'"));
    fixture_send(f, paxlst("NAD+FM+++KARIMOV:ANVAR'DTM+329:800105'" ANVAR_PASSPORT));
    assert_int_equal(fixture_persons(f), 2);
}

static void two_of_one_name_without_more_stay_two(void **state)
{
    struct fixture *f = *state;
    const char *push = pnrgov("ABC123", "TIF+KARIMOV+ANVAR:A:1'TIF+KARIMOV+ANVAR:A:2'");
    fixture_send(f, push);
    assert_int_equal(fixture_persons(f), 2);
    fixture_send(f, push);
    assert_int_equal(fixture_persons(f), 2);
    fixture_send(f, paxlst(ANVAR "RFF+AVF:ABC123'")); /* which of them? */
    assert_int_equal(fixture_persons(f), 3);
}

static void a_late_document_merges_to_the_older(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+A:A:1'TIF+KARIMOV+B:A:2'"));
    fixture_send(f, paxlst("NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'" ANVAR_PASSPORT));
    assert_int_equal(fixture_persons(f), 3);
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+A:A:1'"
                                     "SSR+DOCS:HK:1:HY:::::/P/UZB/AA1234567/UZB/05JAN80/M/01JAN30/"
                                     "KARIMOV/ANVAR+::1'TIF+KARIMOV+B:A:2'"));
    assert_int_equal(fixture_persons(f), 2);
    assert_int_equal(fixture_count(f, "merged_into", NULL), 1);
}

static void two_bookings_of_one_person_are_one_traveller(void **state)
{
    struct fixture *f = *state;
    const char *docs = "SSR+DOCS:HK:1:HY:::::/P/UZB/AA1234567/UZB/05JAN80/M/01JAN30/KARIMOV/ANVAR"
                       "+::1'";
    char one[512];
    snprintf(one, sizeof one, "TIF+KARIMOV+ANVAR:A:1'%s", docs);
    const char *first = pnrgov("ABC123", one), *second = pnrgov("XYZ789", one);
    fixture_send(f, first);
    fixture_send(f, second);
    assert_int_equal(fixture_persons(f), 1);
    char *before = strdup(fixture_dump(f));
    fixture_send(f, first);
    fixture_send(f, second);
    assert_string_equal(before, fixture_dump(f));
    free(before);
}

static void an_infant_under_the_parents_passport_stays_a_person(void **state)
{
    struct fixture *f = *state;
    fixture_send(
        f, paxlst(ANVAR ANVAR_PASSPORT "NAD+FL+++KARIMOVA:LOLA'DTM+329:260301'" ANVAR_PASSPORT));
    assert_int_equal(fixture_persons(f), 2);
}

static void a_changed_document_is_a_version(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst(ANVAR "RFF+ABO:X1'" ANVAR_PASSPORT));
    fixture_send(f, paxlst(ANVAR "RFF+ABO:X1'DOC+P+BB7654321'LOC+91+UZB'"));
    assert_int_equal(fixture_persons(f), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"formerly\"", "AA1234567"), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"says\"", "BB7654321"), 1);
}

static void a_close_out_takes_nothing_away(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst(ANVAR "RFF+ABO:X1'" ANVAR_PASSPORT));
    fixture_send(f, paxlst_at("261125", "1000", "266+CLOB", "NAD+ZZZ+++ZZZ'RFF+ABO:X1'"));
    assert_int_equal(fixture_persons(f), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"says\"", "AA1234567"), 1);
}

#define THREE                                                                                      \
    ANVAR ANVAR_PASSPORT "NAD+FL+++KARIMOVA:DILNOZA'DTM+329:830607'DOC+P+AA7654321'LOC+91+UZB'"    \
                         "NAD+FL+++SODIQOV:JASUR'DTM+329:900909'DOC+P+AA0000007'LOC+91+UZB'"

static void retimed_past_midnight_is_the_same_flight(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst_at("261125", "2350", "745", THREE));
    char *later = strdup(paxlst_at("261126", "0040", "745", THREE));
    /* without the common reference, by the persons */
    char *reference = strstr(later, "+HY602/261126'");
    memcpy(reference, "+XXXXXXXXXXXX'", 14);
    fixture_send(f, later);
    assert_int_equal(fixture_count(f, "\"what\":\"flight\",", NULL), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"alias\"", "HY602/2026-11-26/TAS"), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"flight-formerly\"", "2026-11-25T23:50"), 1);
    assert_int_equal(fixture_persons(f), 3);
    free(later);
}

static void the_next_days_flight_is_another(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst_at("261125", "1000", "745", THREE));
    fixture_send(f, paxlst_at("261126", "1000", "745", ANVAR ANVAR_PASSPORT));
    assert_int_equal(fixture_count(f, "\"what\":\"flight\",", NULL), 2);
}

static void what_is_kept_open_and_what_is_opened_anew_agree(void **state)
{
    struct fixture *f = *state;
    const char *messages[] = {
        pnrgov("ABC123", "TIF+KARIMOV+A:A:1'TIF+KARIMOV+B:A:2'"),
        paxlst(ANVAR "RFF+ABO:X1'" ANVAR_PASSPORT),
        pnrgov("ABC123", "TIF+KARIMOV+A:A:1'SSR+DOCS:HK:1:HY:::::/P/UZB/AA1234567/UZB/05JAN80/M/"
                         "01JAN30/KARIMOV/ANVAR+::1'TIF+KARIMOV+B:A:2'"),
        paxlst(ANVAR "RFF+ABO:X1'DOC+P+BB7654321'LOC+91+UZB'"),
        pnrgov("XYZ789", "TIF+KARIMOV+ANVAR:A:1'SSR+DOCS:HK:1:HY:::::/P/UZB/BB7654321/UZB/05JAN80/"
                         "M/01JAN30/KARIMOV/ANVAR+::1'"),
        paxlst("NAD+FL+++KARIMOV:ANVAR'" ANVAR_PASSPORT)};
    for (int i = 0; i < 6; i++)
        fixture_send(f, messages[i]);
    char *kept = strdup(fixture_dump(f));
    struct fixture *g = fixture_new();
    for (int i = 0; i < 6; i++) {
        fixture_send(g, messages[i]);
        engine_close(g->engine);
        fixture_open_engine(g);
    }
    assert_string_equal(kept, fixture_dump(g));
    fixture_free(g);
    free(kept);
}

/* Sends it to a flight that is kept nowhere; whether its contents were opened then. */
static bool opens(struct fixture *f, const char *message)
{
    struct open_flight *open;
    engine_close(f->engine);
    fixture_open_engine(f);
    fixture_send(f, message);
    assert_int_equal(
        cards_open_heads(f->engine->cards, id_make((int32_t)(NOON / MICROS_PER_DAY) + 1, 1), &open),
        STATUS_OK);
    return open->opened;
}

/* Whoever repeats what is known needs nothing opened; whoever changes one word does, and finds all as if it
 * had been. */
static void what_is_repeated_opens_nothing(void **state)
{
    struct fixture *f = *state;
    char *booked = strdup(pnrgov("ABC123", "TIF+KARIMOV+A:A:1'TIF+SODIQOV+B:A:2'"));
    char *announced = strdup(paxlst(ANVAR "RFF+ABO:X1'" ANVAR_PASSPORT));
    char *other = strdup(pnrgov("ABC123", "TIF+KARIMOV+A:A:1'TIF+SODIQOV+B:A:2'FTI+HY:123456789'"));
    char *moved = strdup(pnrgov("XYZ789", "TIF+KARIMOV+A:A:1'TIF+SODIQOV+B:A:2'FTI+HY:123456789'"));
    assert_true(opens(f, booked));
    assert_true(opens(f, announced));
    assert_int_equal(fixture_persons(f), 3);
    assert_false(opens(f, booked));
    assert_false(opens(f, announced));
    assert_true(opens(f, other));
    assert_false(opens(f, other));
    assert_int_equal(fixture_persons(f), 3);
    assert_true(opens(f, moved)); /* the same persons of another booking are other persons */
    assert_int_equal(fixture_persons(f), 5);
    free(booked);
    free(announced);
    free(other);
    free(moved);
}

/* ---- a crash between the commits of the day and of progress ---- */

static bool note_fused(void *context, const struct store_issue *issue)
{
    if (issue->issue == ISSUE_PERSON_AMBIGUOUS || issue->issue == ISSUE_SCREEN_CUT)
        buffer_format(context, "%s %d %d+%d; ", issue_info(issue->issue)->code, issue->message,
                      (int)issue->begin, (int)issue->size);
    return true;
}

/* What progress says of the message. */
static void describe(struct fixture *f, int64_t seq, struct buffer *out)
{
    struct store_processed processed;
    assert_int_equal(store_issues(f->engine->store, seq, note_fused, out), STATUS_OK);
    assert_int_equal(store_processed(f->engine->store, seq, &processed), STATUS_OK);
    buffer_format(out, "%d added, %d same", (int)processed.added, (int)processed.same);
}

static char *say_ambiguous_and_cut(struct fixture *f, bool crash)
{
    struct buffer body = {0};
    fixture_send(f, pnrgov("AAA111", "TIF+KARIMOV+ANVAR:A:1'"));
    fixture_send(f, pnrgov("BBB222", "TIF+KARIMOV+ANVAR:A:1'"));
    buffer_text(&body, "NAD+FL+++KARIMOV:ANVAR'NAD+FL+++SODIQOV:B'");
    for (int i = 0; i < 70; i++)
        buffer_format(&body, "DOC+P+AA%07d'", i);
    int64_t seq = fixture_receive(f, paxlst(buffer_string(&body)));
    if (crash)
        assert_true(fixture_work_crashing(f, STAGE_DAY));
    fixture_work(f);
    body.size = 0;
    describe(f, seq, &body);
    char *text = strdup(buffer_string(&body));
    buffer_free(&body);
    return text;
}

static void what_fusion_found_survives_a_crash(void **state)
{
    struct fixture *other = fixture_new();
    char *wanted = say_ambiguous_and_cut(other, false);
    char *found = say_ambiguous_and_cut(*state, true);
    fixture_free(other);
    assert_non_null(strstr(wanted, "person.ambiguous 0 "));
    assert_non_null(strstr(wanted, "screen.cut 0 "));
    assert_non_null(strstr(wanted, "2 added"));
    assert_string_equal(found, wanted);
    free(wanted);
    free(found);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_repeated_push_changes_nothing),
        TEST(booking_and_passport_meet_by_document),
        TEST(a_number_with_its_check_digit_is_the_number),
        TEST(booking_and_passport_meet_by_locator_and_glued_name),
        TEST(in_one_booking_another_spelling_is_the_same_person),
        TEST(in_one_booking_a_birth_date_outweighs_the_name),
        TEST(twins_in_two_messages_are_two),
        TEST(of_two_who_are_alike_none_is_taken),
        TEST(relatives_of_one_booking_stay_apart),
        TEST(a_child_under_the_parents_document_stays_a_person),
        TEST(a_name_alone_is_enough_only_when_nothing_speaks_against),
        TEST(crew_and_a_passenger_of_one_name_stay_two),
        TEST(two_of_one_name_without_more_stay_two),
        TEST(a_late_document_merges_to_the_older),
        TEST(two_bookings_of_one_person_are_one_traveller),
        TEST(an_infant_under_the_parents_passport_stays_a_person),
        TEST(a_changed_document_is_a_version),
        TEST(a_close_out_takes_nothing_away),
        TEST(retimed_past_midnight_is_the_same_flight),
        TEST(the_next_days_flight_is_another),
        TEST(what_is_kept_open_and_what_is_opened_anew_agree),
        TEST(what_is_repeated_opens_nothing),
        TEST(what_fusion_found_survives_a_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
