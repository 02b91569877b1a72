/* Lists that go, come back and end, and what an import would find (operations.md 24 and 25). */
#include "fixture.h"

#include "pipeline/preview.h"

#define HEAD "id,full_name,birth,valid_until\n"
#define BOTIR "2,OTHERNAME BOTIR,1980-01-05,\n"
#define FILLER "9,NOBODY HERE,,\n"
#define OK(call) assert_int_equal((call), STATUS_OK)

static int64_t last_message(const struct fixture *f)
{
    return (f->now - NOON) / MICROS_PER_SECOND;
}

static void import(struct fixture *f, const char *csv)
{
    fixture_import(f, csv, last_message(f));
}

static void turn(struct fixture *f, bool retire)
{
    int64_t list;
    uint32_t version;
    OK((retire ? desk_list_retire : desk_list_restore)(f->desk, SPAN("ours"), SPAN("test"), f->now,
                                                       &list, &version));
    OK(desk_list_number(f->desk, list, version, last_message(f)));
}

static int64_t next_end(struct fixture *f)
{
    int64_t heard, end;
    OK(desk_list_time(f->desk, &heard));
    OK(desk_list_next_end(f->desk, heard, &end));
    return end;
}

/* Time has come to what is next to end, if it has. */
static void tick(struct fixture *f)
{
    int64_t end = next_end(f);
    if (f->now < end)
        return;
    OK(desk_list_expire(f->desk, SPAN("validity"), f->now));
    OK(desk_list_number(f->desk, 0, 0, last_message(f)));
}

static int standing(struct fixture *f)
{
    fixture_work(f);
    return fixture_count(f, "\"what\":\"alert\"", "\"withdrawn\":false");
}

static int ever(struct fixture *f)
{
    return fixture_count(f, "\"what\":\"alert\"", NULL);
}

static void send_botir(struct fixture *f, const char *reference)
{
    char persons[200];
    snprintf(persons, sizeof persons, "NAD+FL+++OTHERNAME:BOTIR'DTM+329:800105'RFF+ABO:%s'",
             reference);
    fixture_send(f, paxlst(persons));
}

/* The same from the beginning, and after a restart. */
static void check_again(struct fixture *f)
{
    char *before = strdup(fixture_dump(f));
    engine_close(f->engine);
    fixture_open_engine(f);
    fixture_work(f);
    assert_string_equal(before, fixture_dump(f));
    engine_close(f->engine);
    nftw(f->derived, fixture_remove, 16, FTW_DEPTH | FTW_PHYS);
    fixture_open_engine(f);
    fixture_work(f);
    assert_string_equal(before, fixture_dump(f));
    free(before);
}

static void a_retired_list_withdraws_and_finds_nobody(void **state)
{
    struct fixture *f = *state;
    import(f, HEAD BOTIR FILLER);
    send_botir(f, "X1");
    assert_int_equal(standing(f), 1);
    turn(f, true);
    assert_int_equal(standing(f), 0);
    assert_int_equal(ever(f), 1);
    fixture_send(f, paxlst_at("261128", "1000", "745", "NAD+FL+++OTHERNAME:BOTIR'DTM+329:800105'"));
    assert_int_equal(standing(f), 0);
    assert_int_equal(ever(f), 1);
    turn(f, false);
    assert_int_equal(standing(f), 2);
    check_again(f);
}

static void another_list_is_not_concerned(void **state)
{
    struct fixture *f = *state;
    struct arena arena = {0};
    struct desk_list_outcome outcome;
    struct desk_list_order order = {.name = SPAN("theirs"),
                                    .file_name = SPAN("theirs.csv"),
                                    .bytes = SPAN(HEAD "7,OTHERNAME BOTIR,1980-01-05,\n"),
                                    .by = SPAN("test"),
                                    .now = f->now};
    import(f, HEAD BOTIR FILLER);
    OK(desk_list_import(f->desk, &order, &arena, &outcome));
    OK(desk_list_number(f->desk, outcome.list, outcome.version, 0));
    send_botir(f, "X1");
    turn(f, true);
    assert_int_equal(standing(f), 1); /* one reason less */
    assert_int_equal(fixture_count(f, "\"what\":\"hit\"", "\"withdrawn\":true"), 1);
    check_again(f);
    arena_free(&arena);
}

static void an_entry_ends_with_its_last_day(void **state)
{
    struct fixture *f = *state;
    import(f, HEAD "2,OTHERNAME BOTIR,1980-01-05,2026-11-24\n" FILLER);
    send_botir(f, "X1");
    tick(f);
    assert_int_equal(standing(f), 1);
    struct watch *whole = f->engine->whole;
    f->now = NOON + 12 * 3600 * MICROS_PER_SECOND; /* midnight; no message came meanwhile */
    int64_t end = next_end(f);
    assert_int_equal(end, f->now);
    OK(desk_list_expire(f->desk, SPAN("validity"), f->now));
    OK(desk_list_number(f->desk, 0, 0, 1));
    assert_int_equal(standing(f), 0);
    assert_ptr_equal(whole, f->engine->whole); /* no index was built for it */
    check_again(f);
}

/* A start with a clock that is years ahead ends what has not ended; once it is right, that counts again. */
static void a_clock_that_was_ahead(void **state)
{
    struct fixture *f = *state;
    import(f, HEAD "2,OTHERNAME BOTIR,1980-01-05,2026-12-31\n" FILLER);
    send_botir(f, "X1");
    assert_int_equal(standing(f), 1);
    OK(desk_list_expire(f->desk, SPAN("validity"), NOON + 400 * MICROS_PER_DAY));
    OK(desk_list_number(f->desk, 0, 0, 1));
    assert_int_equal(standing(f), 0);
    fixture_send(f, paxlst_at("261126", "1000", "745", "NAD+FL+++OTHERNAME:BOTIR'DTM+329:800105'"));
    assert_int_equal(standing(f), 0);
    OK(desk_list_expire(f->desk, SPAN("validity"), f->now));
    OK(desk_list_number(f->desk, 0, 0, 2));
    assert_int_equal(standing(f), 2);
    assert_true(next_end(f) > f->now && next_end(f) < NOON + 400 * MICROS_PER_DAY);
    check_again(f);
}

/* The same when it is an import that sets the time right: of few new entries, but more come back. */
static void an_import_after_a_clock_that_was_ahead(void **state)
{
    struct fixture *f = *state;
    static const char rest[] = "3,A B,,\n4,C D,,\n5,E F,,\n6,G H,,\n7,I J,,\n" FILLER;
    char list[300];
    snprintf(list, sizeof list, HEAD "2,OTHERNAME BOTIR,1980-01-05,2026-12-31\n%s", rest);
    import(f, list);
    OK(desk_list_expire(f->desk, SPAN("validity"), NOON + 400 * MICROS_PER_DAY));
    OK(desk_list_number(f->desk, 0, 0, 0));
    send_botir(f, "X1");
    assert_int_equal(standing(f), 0);
    snprintf(list, sizeof list, HEAD "2,OTHERNAME BOTIR,1980-01-05,2026-12-31\n8,K L,,\n%s", rest);
    import(f, list);
    assert_int_equal(standing(f), 1);
    check_again(f);
}

/* A new version makes an entry that has ended heard as such without an end of its own being announced. */
static void an_import_hears_what_has_ended(void **state)
{
    struct fixture *f = *state;
    send_botir(f, "X1");
    import(f, HEAD "2,OTHERNAME BOTIR,1980-01-05,2026-11-23\n" FILLER);
    assert_int_equal(standing(f), 0);
    int64_t end = next_end(f);
    assert_int_equal(end, INT64_MAX);
    import(f, HEAD "2,OTHERNAME BOTIR,1980-01-05,2026-11-30\n" FILLER);
    assert_int_equal(standing(f), 1);
    check_again(f);
}

static void a_decision_outlives_its_reason(void **state)
{
    struct fixture *f = *state;
    struct arena arena = {0};
    struct desk_decision *rows, decision = {.traveller = 1, .code = DECISION_REFER, .at = NOON};
    size_t count;
    int64_t id;
    import(f, HEAD BOTIR FILLER);
    send_botir(f, "X1");
    OK(desk_decide(f->desk, &decision, &id));
    turn(f, true);
    assert_int_equal(standing(f), 0);
    OK(desk_decisions_of(f->desk, 1, &arena, &rows, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].withdrawn, 0);
    arena_free(&arena);
}

/* A crash between the withdrawal of the alerts that stood and the search for new ones. */
static void a_crash_within_a_change(void **state)
{
    for (enum commit_stage stage = STAGE_FLIGHTS; stage <= STAGE_PROGRESS; stage++) {
        struct fixture *f = fixture_new();
        (void)state;
        import(f, HEAD BOTIR FILLER);
        send_botir(f, "X1");
        fixture_send(f,
                     paxlst_at("261128", "1000", "745", "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'"));
        import(f, HEAD "3,KARIMOV ANVAR,1980-01-05,\n" FILLER);
        fixture_work_crashing(f, stage);
        assert_int_equal(standing(f), 1);
        assert_int_equal(ever(f), 2);
        fixture_free(f);
    }
}

/* ---- what is new alone ---- */

#define THREE                                                                                      \
    "NAD+FL+++OTHERNAME:BOTIR'DTM+329:800105'NAD+FL+++KARIMOV:ANVAR'DTM+329:810105'"               \
    "NAD+FL+++SODIQOV:JASUR'DTM+329:820105'"

#define FILLERS                                                                                    \
    "90,NOBODY ALPHA,,\n91,NOBODY BRAVO,,\n92,NOBODY CHARLIE,,\n93,NOBODY DELTA,,\n"               \
    "94,NOBODY ECHO,,\n95,NOBODY FOXTROT,,\n96,NOBODY GOLF,,\n97,NOBODY HOTEL,,\n"                 \
    "98,NOBODY INDIA,,\n99,NOBODY JULIETT,,\n9A,NOBODY KILO,,\n9B,NOBODY LIMA,,\n"

static const char *const versions[] = {
    HEAD BOTIR "3,KARIMOV ANVAR,1981-01-05,\n4,SODIQOV JASUR,,2026-11-24\n" FILLERS,
    /* another id, another birth date, an end */
    HEAD
    "5,OTHERNAME BOTIR,1980-01-05,\n3,KARIMOV ANVAR,1981-01-06,\n4,SODIQOV JASUR,,2026-11-01\n" FILLERS,
    HEAD
    "5,OTHERNAME BOTIR,1980-01-05,\n2,OTHERNAME BOTIR,1980-01-05,\n4,SODIQOV JASUR,,\n" FILLERS,
    HEAD BOTIR "7,KARIMOV ANVAR,1981-01-05,\n" FILLERS,
};

/* The versions one after the other; `whole`: after each the list goes out of force, so that the next one is
 * screened by all of its entries. */
static char *after_versions(struct fixture *f, bool whole, bool *ever_whole)
{
    fixture_send(f, paxlst_at("261125", "1000", "745", THREE));
    fixture_send(f, paxlst_at("261128", "1000", "745", THREE));
    fixture_send(f, pnrgov("ABC123", "TIF+SODIQOV+JASUR:A:1'TIF+OTHERNAME+BOTIR:A:2'"));
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        import(f, versions[i]);
        fixture_work(f);
        struct desk_activation *changes;
        struct listdelta delta;
        struct arena arena = {0};
        size_t count;
        OK(desk_list_activations(f->desk, &arena, &changes, &count));
        OK(listdelta_make(f->engine, changes, (int64_t)count, &arena, &delta));
        *ever_whole |= !delta.again && i;
        assert_false(delta.by_document);
        assert_true(!delta.again || watch_entries(delta.again) < 8);
        watch_release(delta.again);
        arena_free(&arena);
        if (whole && i + 1 < sizeof versions / sizeof *versions) {
            turn(f, true);
            fixture_work(f);
        }
    }
    return strdup(fixture_dump(f));
}

static void what_is_new_finds_what_all_entries_find(void **state)
{
    struct fixture *f = *state, *g = fixture_new();
    bool few_whole = false, all_whole = false;
    char *few = after_versions(f, false, &few_whole), *all = after_versions(g, true, &all_whole);
    assert_false(few_whole);
    assert_true(all_whole);
    assert_string_equal(few, all);
    check_again(f);
    free(few);
    free(all);
    fixture_free(g);
}

/* ---- documents without a name ---- */

#define PAPERS "id,document_number,document_state\n"

/* The flights that the last change was found to concern; -1: it is not by documents alone. */
static int concerned(struct fixture *f)
{
    struct desk_activation *changes;
    struct listdelta delta;
    struct arena arena = {0};
    size_t count;
    OK(desk_list_activations(f->desk, &arena, &changes, &count));
    OK(listdelta_make(f->engine, changes, (int64_t)count, &arena, &delta));
    int flights = delta.by_document ? (int)delta.flight_count : -1;
    watch_release(delta.again);
    arena_free(&arena);
    return flights;
}

static int standing_hits(struct fixture *f)
{
    fixture_work(f);
    return fixture_count(f, "\"what\":\"hit\"", "\"withdrawn\":false");
}

static void documents_concern_whom_the_index_finds(void **state)
{
    struct fixture *f = *state;
    send_botir(f, "X1");
    fixture_send(f, paxlst_at("261126", "1000", "745",
                              "NAD+FL+++KARIMOV:ANVAR'DTM+329:810105'DOC+P+AA1234567'LOC+91+UZB'"));
    fixture_send(f, paxlst_at("261128", "1000", "745",
                              "NAD+FL+++KARIMOV:ANVAR'DTM+329:810105'DOC+P+AA1234567'LOC+91+UZB'"));
    fixture_send(f, paxlst_at("261129", "1000", "745",
                              "NAD+FL+++SODIQOV:JASUR'DTM+329:820105'DOC+P+BB7654321'LOC+91+UZB'"));
    fixture_work(f);
    import(f, PAPERS "S-1,AA1234567,UZB\n");
    assert_int_equal(standing_hits(f), 2);
    assert_int_equal(concerned(f), 2);
    import(f, PAPERS "S-1,AA1234567,UZB\nS-2,BB7654321,UZB\n");
    assert_int_equal(standing_hits(f), 3);
    assert_int_equal(concerned(f), 1);
    fixture_send(f, paxlst_at("261130", "1000", "745",
                              "NAD+FL+++SODIQOV:JASUR'DTM+329:820105'DOC+P+BB7654321'LOC+91+UZB'"));
    assert_int_equal(standing_hits(f), 4);
    import(f, PAPERS "S-2,BB7654321,UZB\n"); /* nobody new */
    assert_int_equal(standing_hits(f), 2);
    assert_int_equal(concerned(f), 0);
    import(f, PAPERS "S-2,BB7654321,KAZ\n"); /* of another state */
    assert_int_equal(standing_hits(f), 0);
    import(f, PAPERS);
    assert_int_equal(standing_hits(f), 0);
    check_again(f);
}

static void a_crash_while_documents_are_looked_for(void **state)
{
    for (enum commit_stage stage = STAGE_FLIGHTS; stage <= STAGE_PROGRESS; stage++) {
        struct fixture *f = fixture_new();
        (void)state;
        fixture_send(
            f, paxlst_at("261126", "1000", "745",
                         "NAD+FL+++KARIMOV:ANVAR'DTM+329:810105'DOC+P+AA1234567'LOC+91+UZB'"));
        fixture_send(
            f, paxlst_at("261129", "1000", "745",
                         "NAD+FL+++SODIQOV:JASUR'DTM+329:820105'DOC+P+BB7654321'LOC+91+UZB'"));
        fixture_work(f);
        import(f, PAPERS "S-1,AA1234567,UZB\n");
        assert_int_equal(standing_hits(f), 1);
        import(f, PAPERS "S-2,BB7654321,UZB\n");
        fixture_work_crashing(f, stage);
        assert_int_equal(standing_hits(f), 1);
        assert_int_equal(ever(f), 2);
        check_again(f);
        fixture_free(f);
    }
}

/* ---- previews ---- */

static bool stop_at_once(void *context, const struct preview_progress *progress)
{
    *(struct preview_progress *)context = *progress;
    return false;
}

static struct preview_order order_of(struct fixture *f, const char *csv)
{
    return (struct preview_order){
        .config = f->config,
        .desk = f->desk,
        .store = f->engine->store,
        .import = {.name = SPAN("ours"), .bytes = span_of(csv), .now = f->now, .force = true},
        .days = PREVIEW_DAYS};
}

static void counts_are(const struct preview_count *count, uint32_t travellers, uint32_t found,
                       uint32_t added, uint32_t alerts, uint32_t gone)
{
    assert_int_equal(count->travellers, travellers);
    assert_int_equal(count->found, found);
    assert_int_equal(count->added, added);
    assert_int_equal(count->alerts, alerts);
    assert_int_equal(count->gone, gone);
}

static void a_preview_counts_what_the_import_then_does(void **state)
{
    struct fixture *f = *state;
    struct arena arena = {0};
    struct preview preview;
    fixture_send(f, paxlst_at("261114", "1000", "745", THREE)); /* too long ago */
    fixture_send(f, paxlst_at("261119", "1000", "745", THREE));
    fixture_send(f, paxlst_at("261124", "1000", "745", THREE));
    fixture_send(f, paxlst_at("261128", "1000", "745", THREE));
    import(f, HEAD BOTIR FILLER);
    fixture_work(f);
    char *before = strdup(fixture_dump(f));
    struct preview_order order =
        order_of(f, HEAD "3,KARIMOV ANVAR,1981-01-05,\n4,SODIQOV JASUR,1982-01-05,2026-11-01\n");
    OK(preview_run(&order, &arena, &preview));
    assert_string_equal(before, fixture_dump(f));
    free(before);
    assert_int_equal(preview.day_count, 2);
    counts_are(&preview.past, 6, 2, 2, 2, 2);
    counts_are(&preview.by_day[1].count, 3, 1, 1, 1, 1);
    counts_are(&preview.ahead, 3, 1, 1, 1, 1);
    assert_int_equal(preview.list.outcome.ended, 1);
    assert_true(span_is(preview.added[0].entry, "3"));
    assert_true(span_is(preview.removed[0].entry, "2"));
    import(f, HEAD "3,KARIMOV ANVAR,1981-01-05,\n4,SODIQOV JASUR,1982-01-05,2026-11-01\n");
    assert_int_equal(standing(f), 4); /* those, and the one of ten days ago: screen.rescreen-days */
    order = order_of(f, HEAD BOTIR "3,KARIMOV ANVAR,1981-01-05,\n");
    order.days = 1;
    OK(preview_run(&order, &arena, &preview));
    counts_are(&preview.past, 3, 2, 1, 1, 0);
    arena_free(&arena);
}

static void a_preview_can_be_stopped(void **state)
{
    struct fixture *f = *state;
    struct arena arena = {0};
    struct preview preview;
    struct preview_progress told = {0};
    fixture_send(f, paxlst_at("261124", "1000", "745", THREE));
    fixture_send(f, paxlst_at("261120", "1000", "745", THREE));
    struct preview_order order = order_of(f, HEAD BOTIR);
    order.progress = stop_at_once;
    order.context = &told;
    assert_int_equal(preview_run(&order, &arena, &preview), STATUS_CLOSED);
    assert_int_equal(told.flights, 2);
    assert_int_equal(told.flights_done, 1);
    assert_int_equal(told.travellers, 3);
    order.store = NULL; /* nothing was derived yet */
    OK(preview_run(&order, &arena, &preview));
    assert_int_equal(preview.past.travellers, 0);
    arena_free(&arena);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_retired_list_withdraws_and_finds_nobody),
        TEST(another_list_is_not_concerned),
        TEST(an_entry_ends_with_its_last_day),
        TEST(an_import_hears_what_has_ended),
        TEST(a_clock_that_was_ahead),
        TEST(an_import_after_a_clock_that_was_ahead),
        TEST(a_decision_outlives_its_reason),
        cmocka_unit_test(a_crash_within_a_change),
        TEST(what_is_new_finds_what_all_entries_find),
        TEST(documents_concern_whom_the_index_finds),
        cmocka_unit_test(a_crash_while_documents_are_looked_for),
        TEST(a_preview_counts_what_the_import_then_does),
        TEST(a_preview_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
