/* Hits, alerts and their withdrawal over merges, versions and changes of lists (operations.md 8, 12,
 * 24; docs/decisions/0003). */
#include "fixture.h"

#include "store/internal.h"

#define DOCS(number, name)                                                                         \
    "SSR+DOCS:HK:1:HY:::::/P/UZB/" number "/UZB/05JAN80/M/01JAN30/" name "+::1'"
#define HEAD "id,full_name,birth,document_number,document_state\n"
#define PASSPORT "DOC+P+AA1234567'LOC+91+UZB'"

/* Imports a version that holds after everything received so far; nothing is worked on yet. */
static void import(struct fixture *fixture, const char *csv)
{
    fixture_import(fixture, csv, (fixture->now - NOON) / MICROS_PER_SECOND);
}

static int standing(struct fixture *fixture, const char *what)
{
    char mark[32];
    snprintf(mark, sizeof mark, "\"what\":\"%s\"", what);
    return fixture_count(fixture, mark, "\"withdrawn\":false");
}

static void a_hit_of_a_card_merged_twice_survives_a_new_version(void **state)
{
    struct fixture *f = *state;
    import(f, HEAD "1,Somebody Else,1970-01-01,,\n2,OTHERNAME BOTIR,1980-01-05,,\n");
    /* three cards, joined youngest first; the youngest alone says the listed name */
    fixture_send(f, pnrgov("AAA111", "TIF+KARIMOV+A:A:1'"));
    fixture_send(f, pnrgov("BBB222", "TIF+SODIQOV+B:A:1'"));
    fixture_send(f, paxlst("NAD+FL+++OTHERNAME:BOTIR'DTM+329:800105'" PASSPORT));
    assert_int_equal(fixture_persons(f), 3);
    assert_int_equal(standing(f, "hit"), 1);
    fixture_send(f, pnrgov("BBB222", "TIF+SODIQOV+B:A:1'" DOCS("AA1234567", "OTHERNAME/BOTIR")));
    assert_int_equal(fixture_persons(f), 2);
    fixture_send(f, pnrgov("AAA111", "TIF+KARIMOV+A:A:1'" DOCS("AA1234567", "OTHERNAME/BOTIR")));
    assert_int_equal(fixture_persons(f), 1);
    /* the bookings say something else again: only the API card gives the name */
    fixture_send(f, pnrgov("BBB222", "TIF+SODIQOV+B:A:1'"));
    fixture_send(f, pnrgov("AAA111", "TIF+KARIMOV+A:A:1'"));
    assert_int_equal(standing(f, "alert"), 1);
    import(f, HEAD "1,Somebody Else,1970-01-02,,\n2,OTHERNAME BOTIR,1980-01-05,,\n");
    fixture_work(f);
    assert_int_equal(standing(f, "alert"), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"hit\"", "\"withdrawn\":false,\"evidence\":{"), 0);
    assert_int_equal(fixture_count(f, "\"source\":\"API\"", "\"withdrawn\":false"), 1);
}

static void a_corrected_name_is_found_by_a_later_list_too(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst("NAD+FL+++OTHERNAME:BOTIR'DTM+329:800105'RFF+ABO:X1'" PASSPORT));
    fixture_send(f, paxlst("NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'RFF+ABO:X1'" PASSPORT));
    assert_int_equal(fixture_persons(f), 1);
    import(f, HEAD "2,OTHERNAME BOTIR,1980-01-05,,\n");
    fixture_work(f);
    assert_int_equal(standing(f, "alert"), 1);
}

static bool note_news(void *context, const struct store_feed *news)
{
    static const char *const words[] = {"raised ", "changed ", "withdrawn "};
    buffer_text(context, words[news->news]);
    return true;
}

static void feed_is(struct fixture *f, const char *wanted)
{
    struct buffer said = {0};
    assert_int_equal(store_feed(f->engine->store, 0, note_news, &said), STATUS_OK);
    assert_string_equal(buffer_string(&said), wanted);
    buffer_free(&said);
}

static void better_reasons_are_news_and_a_version_alone_is_none(void **state)
{
    struct fixture *f = *state;
    import(f, HEAD "2,OTHERNAME BOTIR,1980-01-05,,\n");
    fixture_send(f, pnrgov("ABC123", "TIF+OTHERNAME+BOTIR:A:1'"));
    feed_is(f, "raised ");
    fixture_send(f, paxlst("NAD+FL+++OTHERNAME:BOTIR'DTM+329:800105'RFF+AVF:ABC123'"));
    assert_int_equal(fixture_persons(f), 1);
    feed_is(f, "raised changed ");
    fixture_send(f, paxlst("NAD+FL+++OTHERNAME:BOTIR'DTM+329:800105'RFF+AVF:ABC123'"));
    import(f, HEAD "2,OTHERNAME BOTIR,1980-01-05,,\n9,NOBODY HERE,,,\n");
    fixture_work(f);
    feed_is(f, "raised changed ");
    import(f, HEAD "5,OTHERNAME BOTIR,1980-01-05,,\n9,NOBODY HERE,,,\n"); /* as many reasons */
    fixture_work(f);
    assert_int_equal(standing(f, "hit"), 1);
    feed_is(f, "raised changed changed ");
}

/* What was said before a loss of power and is not on the disk is said again. */
static void news_of_a_day_that_is_ahead_are_told(void **state)
{
    struct fixture *f = *state;
    import(f, HEAD "2,OTHERNAME BOTIR,1980-01-05,,\n");
    fixture_send(f, paxlst("NAD+FL+++OTHERNAME:BOTIR'DTM+329:800105'"));
    fixture_send(f, paxlst_at("261201", "1000", "745", "NAD+FL+++KARIMOV:ANVAR'"));
    feed_is(f, "raised ");
    f->engine->store->mode = STORE_READ; /* ends without bringing anything to the disk */
    assert_int_equal(database_run(f->engine->store->progress,
                                  "UPDATE state SET durable_seq = 0, boot = 'another'"),
                     STATUS_OK);
    engine_close(f->engine);
    fixture_open_engine(f);
    fixture_work(f);
    feed_is(f, "raised ");
}

static void an_import_keeps_the_best_evidence(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, paxlst("NAD+FL+++OTHERNAME:BOTIR'DTM+329:800105'RFF+AVF:ABC123'"));
    fixture_send(f, pnrgov("ABC123", "TIF+OTHERNAME+BOTIR:A:1'"));
    assert_int_equal(fixture_persons(f), 1);
    import(f, HEAD "2,OTHERNAME BOTIR,1980-01-05,,\n");
    fixture_work(f);
    assert_int_equal(standing(f, "hit"), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"hit\"", "\"source\":\"API\""), 1);
}

static void a_merge_keeps_the_better_hit(void **state)
{
    struct fixture *f = *state;
    import(f, HEAD "2,OTHERNAME BOTIR,1980-01-05,,\n");
    /* a good hit on the older card, a weaker one of the same entry on the younger */
    fixture_send(f, paxlst("NAD+FL+++OTHERNAME:BOTIR'DTM+329:800105'" PASSPORT));
    fixture_send(f, pnrgov("ABC123", "TIF+OTHERNAME+BOTIR:A:1'TIF+OTHERNAME+BOTIR:A:2'"));
    assert_int_equal(fixture_persons(f), 3);
    fixture_send(f,
                 pnrgov("ABC123", "TIF+OTHERNAME+BOTIR:A:1'" DOCS(
                                      "AA1234567", "OTHERNAME/BOTIR") "TIF+OTHERNAME+BOTIR:A:2'"));
    assert_int_equal(fixture_persons(f), 2);
    assert_int_equal(fixture_count(f, "\"what\":\"hit\"", "\"source\":\"API\",\"message\""), 1);
    assert_int_equal(fixture_count(f, "\"source\":\"API\"", "\"withdrawn\":false"), 1);
}

static void an_alert_opens_as_protect_once_the_age_is_known(void **state)
{
    struct fixture *f = *state;
    import(f, HEAD "2,OTHERNAME BOTIR,,,\n3,KARIMOV ANVAR,,AA1234567,UZB\n");
    fixture_send(f, pnrgov("ABC123", "TIF+OTHERNAME+BOTIR:A:1'"
                                     "SSR+DOCS:HK:1:HY:::::/P/UZB/AA1234567////M//"
                                     "OTHERNAME/BOTIR+::1'"));
    assert_int_equal(standing(f, "alert"), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"alert\"", "\"protect\":true"), 0);
    fixture_send(f, paxlst("NAD+FL+++OTHERNAME:BOTIR'DTM+329:120105'RFF+AVF:ABC123'"));
    assert_int_equal(fixture_persons(f), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"alert\"", "\"protect\":true"), 1);
}

static void a_merged_minor_is_protected(void **state)
{
    struct fixture *f = *state;
    import(f, HEAD "3,ANY BODY,,AA1234567,UZB\n");
    fixture_send(f, pnrgov("ABC123", "TIF+OTHERNAME+BOTIR:A:1'TIF+OTHERNAME+BOTIR:A:2'"));
    fixture_send(f, paxlst("NAD+FL+++OTHERNAME:BOTIR'DTM+329:120105'" PASSPORT));
    assert_int_equal(fixture_count(f, "\"what\":\"alert\"", "\"protect\":true"), 1);
    fixture_send(f, pnrgov("ABC123", "TIF+OTHERNAME+BOTIR:A:1'"
                                     "SSR+DOCS:HK:1:HY:::::/P/UZB/AA1234567/UZB//M//"
                                     "OTHERNAME/BOTIR+::1'TIF+OTHERNAME+BOTIR:A:2'"));
    assert_int_equal(fixture_persons(f), 2);
    assert_int_equal(standing(f, "alert"), 1);
    assert_int_equal(fixture_count(f, "\"protect\":true", "\"withdrawn\":false"), 1);
}

static void an_unaccompanied_minor_without_a_birth_date_is_protected(void **state)
{
    struct fixture *f = *state;
    import(f, HEAD "3,ANY BODY,,AA1234567,UZB\n");
    fixture_send(f, pnrgov("ABC123", "TIF+OTHERNAME+BOTIR::1'SSR+UMNR:HK:1:HY+::1'"
                                     "SSR+DOCS:HK:1:HY:::::/P/UZB/AA1234567/UZB//M//"
                                     "OTHERNAME/BOTIR+::1'"));
    assert_int_equal(fixture_count(f, "\"kind\":7", NULL), 1);
    assert_int_equal(fixture_count(f, "\"what\":\"alert\"", "\"protect\":true"), 1);
}

/* Two versions that came while no message did: whether they are met one by one or, in a rebuild,
 * at once makes no difference. */
static void versions_at_one_place_are_met_in_turn(void **state)
{
    struct fixture *f = *state, *g = fixture_new();
    const char *with = HEAD "2,OTHERNAME BOTIR,1980-01-05,,\n9,NOBODY HERE,,,\n";
    const char *without = HEAD "9,NOBODY HERE,,,\n";
    const char *message = paxlst("NAD+FL+++OTHERNAME:BOTIR'DTM+329:800105'" PASSPORT);
    fixture_send(f, message);
    import(f, with);
    fixture_work(f);
    import(f, without);
    fixture_work(f);
    fixture_send(g, message);
    import(g, with);
    import(g, without);
    fixture_work(g);
    char *live = strdup(fixture_dump(f));
    assert_string_equal(live, fixture_dump(g));
    free(live);
    fixture_free(g);
}

static void a_retracted_entry_withdraws_and_a_restart_changes_nothing(void **state)
{
    struct fixture *f = *state;
    import(f, HEAD "2,OTHERNAME BOTIR,1980-01-05,,\n9,NOBODY HERE,,,\n");
    fixture_send(f, paxlst("NAD+FL+++OTHERNAME:BOTIR'DTM+329:800105'" PASSPORT));
    assert_int_equal(standing(f, "alert"), 1);
    import(f, HEAD "9,NOBODY HERE,,,\n");
    fixture_work(f);
    assert_int_equal(standing(f, "alert"), 0);
    char *before = strdup(fixture_dump(f));
    engine_close(f->engine);
    fixture_open_engine(f);
    fixture_work(f);
    assert_string_equal(before, fixture_dump(f));
    free(before);
    import(f, HEAD "2,OTHERNAME BOTIR,1980-01-05,,\n9,NOBODY HERE,,,\n");
    fixture_work(f);
    assert_int_equal(standing(f, "alert"), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_hit_of_a_card_merged_twice_survives_a_new_version),
        TEST(a_corrected_name_is_found_by_a_later_list_too),
        TEST(better_reasons_are_news_and_a_version_alone_is_none),
        TEST(news_of_a_day_that_is_ahead_are_told),
        TEST(an_import_keeps_the_best_evidence),
        TEST(a_merge_keeps_the_better_hit),
        TEST(an_alert_opens_as_protect_once_the_age_is_known),
        TEST(a_merged_minor_is_protected),
        TEST(an_unaccompanied_minor_without_a_birth_date_is_protected),
        TEST(versions_at_one_place_are_met_in_turn),
        TEST(a_retracted_entry_withdraws_and_a_restart_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
