/* Who is one person in a booking: by the seat, when something was put right, when a booking stands twice
 * (operations.md 8; decision 5). */
#include "fixture.h"

#define SEAT(seat, of) "SSR+SEAT:HK:1:HY:::TAS:IST+" seat "::" of "'"
#define LISTED(name, birth, locator, seat)                                                         \
    "NAD+FL+++" name "'DTM+329:" birth "'RFF+AVF:" locator "'RFF+SEA:" seat "'"
#define PASSPORT(number) "DOC+P+" number "'LOC+91+UZB'"
#define DOCS(number, birth)                                                                        \
    "SSR+DOCS:HK:1:HY:::::/P/UZB/" number "/UZB/" birth "/M/01JAN30/KARIMOV/ANVAR+::1'"

static void mother_and_daughter_of_one_name_have_two_seats(void **state)
{
    struct fixture *f = *state;
    fixture_send(f,
                 pnrgov("ABC123", "TIF+MIRZAYEVA+NIGORA MRS:A:1'" SEAT(
                                      "1F", "1") "TIF+MIRZAYEVA+NIGORA MISS:A:2'" SEAT("2B", "2")));
    fixture_send(f, paxlst(LISTED("MIRZAYEVA:NIGORA", "140410", "ABC123", "02B")
                               LISTED("MIRZAYEVA:NIGORA", "860317", "ABC123", "01F")));
    assert_int_equal(fixture_persons(f), 2);
    /* Whose birth date is whose. */
    fixture_send(f, pnrgov("ABC123",
                           "TIF+MIRZAYEVA+NIGORA MRS:A:1'" SEAT(
                               "1F", "1") "SSR+DOCS:HK:1:HY:::::/P/UZB/AA1/UZB/17MAR86/F/01JAN30/"
                                          "MIRZAYEVA/NIGORA+::1'"
                                          "TIF+MIRZAYEVA+NIGORA MISS:A:2'" SEAT("2B", "2")));
    assert_int_equal(fixture_persons(f), 2);
}

/* Who went to another booking, and kept the seat; not a namesake, who has another. */
static void who_keeps_the_seat_in_another_booking_is_one(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+MIKHAYLOVA+LYUDMILA MRS:A:1'" SEAT("4E", "1")));
    fixture_send(f, pnrgov("DEF456", "TIF+MIKHAYLOVA+LYUDMILA MRS:A:1'" SEAT("4E", "1")));
    assert_int_equal(fixture_persons(f), 1);
    fixture_send(f, pnrgov("GHI789", "TIF+MIKHAYLOVA+LYUDMILA MRS:A:1'" SEAT("5E", "1")));
    assert_int_equal(fixture_persons(f), 2);
}

/* In one booking the seat and a part of the name are enough where nothing speaks against it. */
static void the_seat_tells_whose_name_it_is(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+NURMATOV+SHAKHRUKH MR:A:1'" SEAT("23H", "1")));
    fixture_send(f, paxlst(LISTED("NURMATOV:SHOHRUH", "810217", "ABC123", "23H")));
    assert_int_equal(fixture_persons(f), 1);
    fixture_send(f, pnrgov("DEF456", "TIF+JAIN+AMR:A:1'" SEAT("30B", "1")));
    fixture_send(f, paxlst(LISTED("JAIN:ADITYAMR", "921028", "DEF456", "30B")));
    assert_int_equal(fixture_persons(f), 2);
    /* Another seat, and another name. */
    fixture_send(f, pnrgov("GHI789", "TIF+NURMATOV+SHAKHRUKH MR:A:1'" SEAT("7A", "1")));
    fixture_send(f, paxlst(LISTED("NURMATOV:SHERZOD", "900217", "GHI789", "7C")));
    fixture_send(f, paxlst(LISTED("SOMMER:EVA", "900101", "GHI789", "7A")));
    assert_int_equal(fixture_persons(f), 5);
}

static void relatives_who_change_seats_stay_who_they_are(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+SARDOR MR:A:1'" SEAT(
                                         "1A", "1") "TIF+KARIMOV+SARVAR MR:A:2'" SEAT("1B", "2")));
    fixture_send(f, paxlst(LISTED("KARIMOV:SARVAR", "800105", "ABC123", "1A")
                               LISTED("KARIMOV:SARDOR", "820105", "ABC123", "1B")));
    assert_int_equal(fixture_persons(f), 2);
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+SARDOR MR:A:1'" DOCS("AA1", "05JAN82")));
    assert_int_equal(fixture_persons(f), 2);
}

/* The check-in has another document and a slip in the birth date. */
static void name_and_seat_outweigh_a_document(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR MR:A:1'" DOCS("AA1234567", "05JAN80")
                                         SEAT("24A", "1")));
    fixture_send(f, paxlst(LISTED("KARIMOV:ANVAR", "800108", "ABC123", "24A") PASSPORT("BB7")));
    assert_int_equal(fixture_persons(f), 1);
    fixture_send(f, paxlst(LISTED("KARIMOV:ANVAR", "130108", "ABC123", "24A") PASSPORT("CC7")));
    assert_int_equal(fixture_persons(f), 2);
}

/* The locator that the passport names is that of another booking: one name is not enough. */
static void a_name_alone_is_not_that_of_another_booking(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+SARDOR MR:A:1'"));
    fixture_send(f, pnrgov("DEF456", "TIF+KARIMOW+SARDOR MR:A:1'"));
    fixture_send(f, paxlst("NAD+FL+++KARIMOV:SARDOR'DTM+329:851026'RFF+AVF:DEF456'"));
    assert_int_equal(fixture_persons(f), 2);
    fixture_send(f, paxlst("NAD+FL+++KARIMOV:SARDOR'DTM+329:940128'RFF+AVF:ABC123'"));
    assert_int_equal(fixture_persons(f), 2);
    /* A locator that no booking has says nothing. */
    fixture_send(f, pnrgov("GHI789", "TIF+RAHIMOV+OLIM MR:A:1'"));
    fixture_send(f, paxlst("NAD+FL+++RAHIMOV:OLIM'DTM+329:851026'RFF+AVF:ZZZZZZ'"));
    assert_int_equal(fixture_persons(f), 3);
}

/* The next push has another number and another birth date; not another generation. */
static void what_is_put_right_is_of_the_same_person(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR MR:A:1'" DOCS("AA1234567", "05JAN80")));
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR MR:A:1'" DOCS("AA1234576", "06JAN80")));
    assert_int_equal(fixture_persons(f), 1);
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR MR:A:1'" DOCS("AA1234576", "06JAN30")));
    assert_int_equal(fixture_persons(f), 1); /* a digit of the year: the document tells */
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR MR:A:1'" DOCS("CC1", "06JAN10")));
    assert_int_equal(fixture_persons(f), 2);
}

/* The number of a traveller in a booking may be another's when one was taken out of it. */
static void what_is_another_in_all_was_not_put_right(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR MR:A:1'" DOCS("AA1", "05JAN80")));
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR MR:A:1'" DOCS("BB2", "05JAN88")));
    assert_int_equal(fixture_persons(f), 2);
}

/* What another source knows of the person counts, too. */
static void a_son_does_not_take_the_number_of_the_father(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR MR:A:1'"));
    fixture_send(f,
                 paxlst("NAD+FL+++KARIMOV:ANVAR'DTM+329:600105'RFF+AVF:ABC123'" PASSPORT("AA1")));
    assert_int_equal(fixture_persons(f), 1);
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR MR:A:1'" DOCS("BB2", "05JAN05")));
    assert_int_equal(fixture_persons(f), 2);
}

/* A part of the message was lost between them. */
static void the_document_of_another_joins_nobody(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, pnrgov("ABC123", "TIF+KASYMOVA+ARUZHAN MS:A:1'"
                                     "SSR+DOCS:HK:1:HY:::::/P/KAZ/N69490016/KAZ/12SEP00/F/04OCT29/"
                                     "KASYMOVA/ARUZHAN+::1'"));
    fixture_send(f, pnrgov("DEF456", "TIF+PETROVA+NADEZHDA MRS:A:1'"
                                     "SSR+DOCS:HK:1:HY:::::/P/KAZ/N84466998/KAZ/02MAY99/F/09JUN29/"
                                     "PETROVA/NADEZHDA+::1'"
                                     "SSR+DOCS:HK:1:HY:::::/P/KAZ/N69490016/KAZ/12SEP00/F/04OCT29/"
                                     "KASYMOVA/ARUZHAN+::1'"));
    assert_int_equal(fixture_persons(f), 2);
}

#define BOOKING(locator, person)                                                                   \
    "SRC'RCI+HY:" locator "::201126:1000'" person                                                  \
    "TVL+251126:1000:251126:2300+TAS+IST+HY+602:Y'RPI+1+HK'"

/* A block of the message was repeated on the way: nobody is there twice, and those of one name in one booking
 * are. */
static void a_booking_that_stands_twice_is_one(void **state)
{
    struct fixture *f = *state;
    char text[4096];
    const char *both = BOOKING("ABC123", "TIF+KARIMOV+ANVAR:A:1'TIF+KARIMOV+ANVAR:A:2'")
        BOOKING("DEF456", "TIF+KARIMOV+ANVAR:A:1'");
    snprintf(text, sizeof text,
             "UNA:+.?*'UNB+IATA:1+HY+UZGOV+261124:0900+2'UNH+1+PNRGOV:11:1:IA+HY602/251126'MSG+:22'"
             "ORG+HY:TAS'TVL+251126:1000:251126:2300+TAS+IST+HY+602'EQN+3'%s%sUNT+1+1'UNZ+1+2'",
             both, both);
    fixture_send(f, text);
    assert_int_equal(fixture_persons(f), 3);
    fixture_send(f, text);
    fixture_send(f, pnrgov("DEF456", "TIF+KARIMOV+ANVAR:A:1'"));
    assert_int_equal(fixture_persons(f), 3);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(mother_and_daughter_of_one_name_have_two_seats),
        TEST(who_keeps_the_seat_in_another_booking_is_one),
        TEST(the_seat_tells_whose_name_it_is),
        TEST(relatives_who_change_seats_stay_who_they_are),
        TEST(name_and_seat_outweigh_a_document),
        TEST(a_name_alone_is_not_that_of_another_booking),
        TEST(what_is_put_right_is_of_the_same_person),
        TEST(what_is_another_in_all_was_not_put_right),
        TEST(a_son_does_not_take_the_number_of_the_father),
        TEST(the_document_of_another_joins_nobody),
        TEST(a_booking_that_stands_twice_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
