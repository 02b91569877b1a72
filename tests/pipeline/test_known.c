/* What people remember of false alarms: quiet on the next push and the next trip, raised again by
 * whatever contradicts, and the same after a rebuild. */
#include "fixture.h"

#include "cleared/cleared.h"
#include "watch/list.h"

enum { KEEP = 180 };

static int64_t at_day(int day, int n)
{
    return (int64_t)date_to_day((struct date){2026, 11, day}) << 24 | n;
}

static int64_t card(int n)
{
    return at_day(25, n);
}

static bool latest_loud(void *context, const struct store_hit *hit)
{
    int64_t *raised = context;
    if (!hit->withdrawn_seq && !hit->quiet && hit->raised_at > *raised)
        *raised = hit->raised_at;
    return true;
}

/* When the latest of the hits that alert was raised: by this an officer's page tells what is open again. */
static int64_t raised(struct fixture *f, int64_t traveller)
{
    int64_t at = 0;
    assert_int_equal(store_hit_heads(engine_store(f->engine), traveller, latest_loud, &at),
                     STATUS_OK);
    return at;
}

static void expect_rebuilt(struct fixture *f)
{
    char *live = strdup(fixture_dump(f)), before[128];
    int64_t first = raised(f, card(1)), second = raised(f, card(2));
    engine_close(f->engine);
    snprintf(before, sizeof before, "%s.live", f->derived);
    assert_int_equal(rename(f->derived, before), 0);
    fixture_open_engine(f);
    fixture_work(f);
    assert_string_equal(live, fixture_dump(f));
    assert_int_equal(raised(f, card(1)), first);
    assert_int_equal(raised(f, card(2)), second);
    free(live);
    engine_close(f->engine);
    nftw(f->derived, fixture_remove, 16, FTW_DEPTH | FTW_PHYS);
    assert_int_equal(rename(before, f->derived), 0);
    fixture_open_engine(f);
}

/* ---- what people do ---- */

static void number(struct fixture *f)
{
    struct journal_reader *reader;
    int64_t last;
    assert_int_equal(journal_reader_open(f->journal_folder, f->keyring, &reader), STATUS_OK);
    assert_int_equal(journal_last(reader, &last), STATUS_OK);
    journal_reader_close(reader);
    assert_int_equal(desk_memory_number(f->desk, last), STATUS_OK);
}

struct hits {
    struct arena *arena;
    struct store_hit hit[8];
    size_t count;
};

static bool add_loud(void *context, const struct store_hit *hit)
{
    struct hits *hits = context;
    if (hit->withdrawn_seq || hit->quiet)
        return true;
    hits->hit[hits->count] = *hit;
    hits->hit[hits->count++].entry = arena_copy(hits->arena, hit->entry);
    return true;
}

static struct seal_digest entry_digest(struct fixture *f, const struct seal_key *index,
                                       const struct store_hit *hit, struct arena *arena)
{
    struct buffer bytes = {0};
    struct watch_list list;
    assert_int_equal(desk_list_bytes(f->desk, hit->list, (uint32_t)hit->list_version, &bytes),
                     STATUS_OK);
    assert_int_equal(watch_list_open(arena_copy(arena, buffer_span(&bytes)), &list), STATUS_OK);
    buffer_free(&bytes);
    const struct watch_entry *entry = watch_list_find(&list, hit->entry);
    assert_non_null(entry);
    return cleared_entry(index, &list, entry);
}

/* The decision's id. All entries that alert of the traveller now are cleared; the engine has not heard. */
static int64_t say_cleared(struct fixture *f, int64_t traveller, bool second)
{
    struct store *store = engine_store(f->engine);
    struct arena arena = {0};
    struct buffer person = {0};
    struct hits hits = {.arena = &arena};
    struct desk_memory rows[8] = {{.id = 0}};
    const struct seal_key *index;
    struct store_traveller row;
    struct cleared_facts *facts = arena_new(&arena, struct cleared_facts);
    int64_t id;
    assert_int_equal(keyring_installation(f->keyring, KEY_INDEX, &index), STATUS_OK);
    assert_int_equal(cleared_of(store, index, traveller, &arena, facts), STATUS_OK);
    if (cleared_can(facts))
        cleared_remember(index, facts, 4711, &person);
    assert_int_equal(store_traveller(store, traveller, &arena, &row), STATUS_OK);
    assert_int_equal(store_hits(store, traveller, add_loud, &hits), STATUS_OK);
    assert_true(hits.count > 0);
    f->now += MICROS_PER_SECOND;
    for (size_t i = 0; i < hits.count; i++)
        rows[i] = (struct desk_memory){.list = hits.hit[i].list,
                                       .list_version = (uint32_t)hits.hit[i].list_version,
                                       .entry = hits.hit[i].entry,
                                       .digest = entry_digest(f, index, &hits.hit[i], &arena),
                                       .person = buffer_span(&person),
                                       .until = (int32_t)(f->now / MICROS_PER_DAY) + KEEP,
                                       .second = second};
    struct desk_decision decision = {.at = f->now,
                                     .by = SPAN("anna"),
                                     .traveller = traveller,
                                     .origin_seq = row.origin.seq,
                                     .origin_offset = row.origin.begin,
                                     .code = DECISION_CLEAR_NOT_SAME_PERSON,
                                     .tenancy = {.agency = SPAN("a"), .site = SPAN("s")}};
    assert_int_equal(desk_decide_remembering(f->desk, &decision, rows, hits.count, &id), STATUS_OK);
    number(f);
    buffer_free(&person);
    arena_free(&arena);
    return id;
}

static int64_t clear(struct fixture *f, int64_t traveller, bool second)
{
    int64_t id = say_cleared(f, traveller, second);
    fixture_work(f);
    return id;
}

static void step(struct fixture *f, int64_t memory, enum desk_memory_word word, const char *by)
{
    f->now += MICROS_PER_SECOND;
    assert_int_equal(desk_memory_step(f->desk, memory, word, f->now, span_of(by)), STATUS_OK);
    number(f);
    fixture_work(f);
}

/* ---- what follows ---- */

static struct store_alert alert_of(struct fixture *f, int64_t traveller)
{
    struct store_alert alert = {0};
    enum status status = store_alert(engine_store(f->engine), traveller, &alert);
    assert_true(status == STATUS_OK || status == STATUS_MISSING);
    return alert;
}

static void expect_loud(struct fixture *f, int64_t traveller)
{
    struct store_alert alert = alert_of(f, traveller);
    assert_int_equal(alert.traveller, traveller);
    assert_int_equal(alert.withdrawn_seq, 0);
    assert_true(alert.reasons > 0);
}

static void expect_quiet(struct fixture *f, int64_t traveller)
{
    struct store_alert alert = alert_of(f, traveller);
    assert_int_equal(alert.traveller, traveller);
    assert_true(alert.withdrawn_seq != 0);
    assert_int_equal(alert.reasons, 0);
    assert_true(alert.quiet > 0);
    assert_true(alert.severity > 0);
}

static int64_t told(struct fixture *f)
{
    int64_t last;
    assert_int_equal(store_feed_last(engine_store(f->engine), &last), STATUS_OK);
    return last;
}

/* ---- persons ---- */

#define LIST                                                                                       \
    "id,full_name,birth,document_number,document_state,note\n"                                     \
    "X-1,\"Karimov, Anvar\",1980-01-05,,,\n"                                                       \
    "X-2,\"Sodiqov, Botir\",1975-06-12,,,\n"
#define ANVAR "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'DOC+P+AA1111111'LOC+91+UZB'"
#define BOTIR "NAD+FL+++SODIQOV:BOTIR'DTM+329:750612'DOC+P+BB2222222'LOC+91+UZB'"

/* On the 25th, and on the 26th and 27th. */
static void fly(struct fixture *f, const char *persons)
{
    fixture_send(f, paxlst(persons));
}

static void fly_on(struct fixture *f, const char *day, const char *persons)
{
    fixture_send(f, paxlst_at(day, "1000", "745", persons));
}

static void begin(struct fixture *f)
{
    fixture_import(f, LIST, 0);
    fly(f, ANVAR BOTIR);
    expect_loud(f, card(1));
    expect_loud(f, card(2));
}

/* ---- quiet ---- */

/* Nobody is known again by a visa; but when it is the entry's, that is news. */
static void a_visa_that_is_the_entrys(void **state)
{
    struct fixture *f = *state;
    fixture_import(f,
                   "id,full_name,birth,document_number,document_state\n"
                   "X-1,\"Karimov, Anvar\",1980-01-05,V7654321,UZB\n",
                   0);
    fly(f, ANVAR);
    clear(f, card(1), false);
    expect_quiet(f, card(1));
    fly(f, ANVAR "DOC+V+V7654321'LOC+91+UZB'");
    expect_loud(f, card(1));
    expect_rebuilt(f);
}

static void quiet_on_the_next_push_and_trip(void **state)
{
    struct fixture *f = *state;
    begin(f);
    clear(f, card(1), false);
    expect_quiet(f, card(1));
    expect_loud(f, card(2)); /* another person, another entry */
    int64_t before = told(f);
    fly(f, ANVAR BOTIR);
    fly(f, "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'ATT+2++M'DOC+P+AA1111111'LOC+91+UZB'");
    fly_on(f, "261126", ANVAR);
    expect_quiet(f, card(1));
    expect_quiet(f, at_day(26, 1));
    assert_int_equal(told(f), before); /* nobody is called */
    expect_rebuilt(f);
}

/* Other spellings of a name, a booking, a birth date that only one of the two says. */
static void the_same_person_said_otherwise(void **state)
{
    struct fixture *f = *state;
    begin(f);
    clear(f, card(1), false);
    fly_on(f, "261126", "NAD+FL+++KARIMOV:ANVARMR'DTM+329:800105'DOC+P+AA 1111111'LOC+91+UZB'");
    expect_quiet(f, at_day(26, 1));
    fly_on(f, "261127", "NAD+FL+++KARIMOV:ANVAR BEKZOD'DTM+329:800105'DOC+P+AA1111111'LOC+91+UZ'");
    expect_quiet(f, at_day(27, 1));
    fly_on(f, "261128", ANVAR "DOC+V+V7654321'LOC+91+TUR'"); /* a visa is of one trip */
    expect_quiet(f, at_day(28, 1));
    expect_rebuilt(f);
}

static void a_flight_that_is_known_already_falls_quiet(void **state)
{
    struct fixture *f = *state;
    begin(f);
    fly_on(f, "261126", ANVAR);
    expect_loud(f, at_day(26, 1));
    clear(f, card(1), false);
    expect_quiet(f, at_day(26, 1));
    expect_rebuilt(f);
}

static bool count_one(void *context, int64_t traveller)
{
    (void)traveller;
    ++*(int *)context;
    return true;
}

/* Those are looked at whom a decision may concern: not who is quiet already, when another one is cleared, and nobody
 * else when one is taken back. */
static void who_is_looked_at(void **state)
{
    struct fixture *f = *state;
    struct store *store = engine_store(f->engine);
    int loud = 0, quiet = 0, other = 0;
    begin(f);
    fly_on(f, "261126", ANVAR);
    fly_on(f, "261127", "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'DOC+P+ZZ9999999'LOC+91+UZB'");
    clear(f, card(1), false);
    const int32_t from = ID_DAY_FIRST, to = ID_DAY_LAST;
    assert_int_equal(store_hits_of_entry(store, from, to, 1, SPAN("X-1"), count_one, &loud),
                     STATUS_OK);
    assert_int_equal(store_hits_quiet_by(store, from, to, 1, count_one, &quiet), STATUS_OK);
    assert_int_equal(store_hits_quiet_by(store, from, to, 2, count_one, &other), STATUS_OK);
    assert_int_equal(loud, 1);
    assert_int_equal(quiet, 2);
    assert_int_equal(other, 0);
    clear(f, at_day(27, 1), false);
    expect_quiet(f, at_day(27, 1));
    step(f, 2, MEMORY_FORGOTTEN, "boris");
    expect_loud(f, at_day(27, 1));
    expect_quiet(f, card(1));
    expect_rebuilt(f);
}

/* A booking without a document alerts; the passport that is told for it makes the person known. */
static void a_booking_that_gets_its_passport(void **state)
{
    struct fixture *f = *state;
    fixture_import(f, LIST, 0);
    fly_on(f, "261126", ANVAR);
    clear(f, at_day(26, 1), false);
    fixture_send(f, pnrgov("ABC123", "TIF+KARIMOV+ANVAR:A:1'"
                                     "SSR+DOCS:HK:1:HY:::::////UZB/05JAN80/M//KARIMOV/ANVAR+::1'"));
    expect_loud(f, card(1));
    fly(f, "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'RFF+AVF:ABC123'DOC+P+AA1111111'LOC+91+UZB'");
    assert_int_equal(fixture_persons(f), 2);
    expect_quiet(f, card(1));
    expect_rebuilt(f);
}

/* ---- what contradicts ---- */

/* On a later trip, and in a later push about the same one. */
static void raised_by(struct fixture *f, const char *person)
{
    begin(f);
    clear(f, card(1), false);
    fly_on(f, "261126", person);
    expect_loud(f, at_day(26, 1));
    fly_on(f, "261127", ANVAR);
    expect_quiet(f, at_day(27, 1));
    expect_rebuilt(f);
}

static void another_document(void **state)
{
    raised_by(*state, "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'DOC+P+AA7777777'LOC+91+UZB'");
}

static void the_number_of_another_state(void **state)
{
    raised_by(*state, "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'DOC+P+AA1111111'LOC+91+KAZ'");
}

static void no_document_at_all(void **state)
{
    raised_by(*state, "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'");
}

static void one_document_more(void **state)
{
    raised_by(*state, "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'DOC+P+AA1111111'LOC+91+UZB'"
                      "DOC+I+ZZ9999999'LOC+91+UZB'");
}

static void no_birth_date_any_more(void **state)
{
    raised_by(*state, "NAD+FL+++KARIMOV:ANVAR'DOC+P+AA1111111'LOC+91+UZB'");
}

/* Who is another one, and is reached as the one of the entry is. */
static void the_phone_of_the_entry(void **state)
{
    struct fixture *f = *state;
    fixture_import(f,
                   "id,full_name,birth,document_number,document_state,phone\n"
                   "X-9,\"Toshev, Chori\",1982-03-03,AA1111111,UZB,+998 90 123 45 67\n",
                   0);
    fly(f, ANVAR);
    clear(f, card(1), false);
    expect_quiet(f, card(1));
    fly_on(f, "261126", ANVAR "COM+998901234567:TE'");
    expect_loud(f, at_day(26, 1));
    fly_on(f, "261127", ANVAR);
    expect_quiet(f, at_day(27, 1));
    expect_rebuilt(f);
}

/* The entry fits him by his document alone. */
static void clear_by_document(struct fixture *f)
{
    fixture_import(f,
                   "id,full_name,birth,document_number,document_state\n"
                   "X-9,\"Toshev, Chori\",1982-03-03,AA1111111,UZB\n",
                   0);
    fly(f, ANVAR);
    expect_loud(f, card(1));
    clear(f, card(1), false);
    expect_quiet(f, card(1));
}

static void another_birth_date(void **state)
{
    struct fixture *f = *state;
    clear_by_document(f);
    fly_on(f, "261126", "NAD+FL+++KARIMOV:ANVAR'DTM+329:800106'DOC+P+AA1111111'LOC+91+UZB'");
    expect_loud(f, at_day(26, 1));
    fly_on(f, "261127", ANVAR);
    expect_quiet(f, at_day(27, 1));
    expect_rebuilt(f);
}

static void another_name(void **state)
{
    struct fixture *f = *state;
    clear_by_document(f);
    fly_on(f, "261126", "NAD+FL+++TOSHEV:ANVAR'DTM+329:800105'DOC+P+AA1111111'LOC+91+UZB'");
    expect_loud(f, at_day(26, 1));
    expect_rebuilt(f);
}

static void a_later_push_about_the_same_trip(void **state)
{
    struct fixture *f = *state;
    begin(f);
    clear(f, card(1), false);
    int64_t before = told(f);
    fly(f, "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'DOC+P+AA1111111'LOC+91+UZB'"
           "DOC+P+AA7777777'LOC+91+UZB'" BOTIR);
    expect_loud(f, card(1));
    assert_int_equal(told(f), before + 1);
    assert_true(alert_of(f, card(1)).raised_at > NOON);
    fly(f, ANVAR BOTIR); /* what was said once stays said */
    expect_loud(f, card(1));
    expect_rebuilt(f);
}

static void a_card_that_turns_out_to_be_the_person(void **state)
{
    struct fixture *f = *state;
    begin(f);
    clear(f, card(1), false);
    fixture_pair(f, card(1), card(2), true);
    assert_int_equal(alert_of(f, card(1)).reasons, 2);
    assert_int_equal(raised(f, card(1)), f->now);
    expect_rebuilt(f);
}

static void an_entry_that_means_somebody_else_now(void **state)
{
    struct fixture *f = *state;
    begin(f);
    clear(f, card(1), false);
    f->now += MICROS_PER_SECOND;
    fixture_import(f,
                   "id,full_name,birth,document_number,document_state,note\n"
                   "X-1,\"Karimov, Anvar\",1980-01-05,,,a new note\n"
                   "X-2,\"Sodiqov, Botir\",1975-06-12,,,\n",
                   1);
    fixture_work(f);
    expect_quiet(f, card(1));
    expect_rebuilt(f);
    f->now += MICROS_PER_SECOND;
    fixture_import(f,
                   "id,full_name,birth,document_number,document_state,note\n"
                   "X-1,\"Karimov, Anvar\",1980-01-05,QQ5555555,UZB,a new note\n"
                   "X-2,\"Sodiqov, Botir\",1975-06-12,,,\n",
                   1);
    fixture_work(f);
    expect_loud(f, card(1));
    assert_int_equal(raised(f, card(1)), f->now);
    expect_rebuilt(f);
    clear(f, card(1), false); /* and once more, of what it is now */
    expect_quiet(f, card(1));
    expect_rebuilt(f);
}

#define MANY                                                                                       \
    LIST "X-10,Aaa Bbb,1961-01-01,,,\nX-11,Ccc Ddd,1961-01-01,,,\nX-12,Eee Fff,1961-01-01,,,\n"    \
         "X-13,Ggg Hhh,1961-01-01,,,\nX-14,Iii Jjj,1961-01-01,,,\nX-15,Kkk Lll,1961-01-01,,,\n"    \
         "X-16,Mmm Nnn,1961-01-01,,,\nX-17,Ooo Ppp,1961-01-01,,,\nX-18,Qqq Rrr,1961-01-01,,,\n"

/* Whatever of an entry is compared with a person may mean somebody else when it is another. */
static void an_entry_of_another_state_or_sex(void **state)
{
    struct fixture *f = *state;
    static const char *const versions[] = {"M,UZB", "M,TJK", "F,TJK", "F,TJK;UZB"};
    char list[200];
    begin(f);
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        f->now += MICROS_PER_SECOND;
        snprintf(list, sizeof list,
                 "id,full_name,birth,sex,nationality\nX-1,\"Karimov, Anvar\",1980-01-05,%s\n"
                 "X-2,\"Sodiqov, Botir\",1975-06-12,,\n",
                 versions[i]);
        fixture_import(f, list, 1);
        fixture_work(f);
        expect_loud(f, card(1));
        clear(f, card(1), false);
        expect_quiet(f, card(1));
    }
    expect_rebuilt(f);
}

/* However few of the entries are looked at again. */
static void a_version_in_which_little_is_new(void **state)
{
    struct fixture *f = *state;
    fixture_import(f, MANY, 0);
    fly(f, ANVAR BOTIR);
    clear(f, card(1), false);
    f->now += MICROS_PER_SECOND;
    fixture_import(f, MANY "X-19,Sss Ttt,1961-01-01,,,\n", 1);
    fixture_work(f);
    expect_quiet(f, card(1));
    expect_loud(f, card(2));
    expect_rebuilt(f);
    f->now += MICROS_PER_SECOND;
    fixture_import(f, MANY "X-3,\"Karimov, Anvar\",1980-01-05,,,\n", 1);
    fixture_work(f);
    struct store_alert alert = alert_of(f, card(1));
    assert_true(alert.reasons == 1 && alert.quiet == 1);
    step(f, 1, MEMORY_FORGOTTEN, "boris");
    assert_int_equal(alert_of(f, card(1)).reasons, 2);
    expect_rebuilt(f);
}

/* Of flights that are long over, too. */
static void an_entry_that_goes(void **state)
{
    struct fixture *f = *state;
    begin(f);
    clear(f, card(1), false);
    f->now += 60 * MICROS_PER_DAY;
    fixture_import(f,
                   "id,full_name,birth,document_number,document_state,note\n"
                   "X-2,\"Sodiqov, Botir\",1975-06-12,,,\n",
                   1);
    fixture_work(f);
    struct store_alert alert = alert_of(f, card(1));
    assert_true(alert.withdrawn_seq != 0 && alert.quiet == 0);
    expect_rebuilt(f);
}

static void another_entry(void **state)
{
    struct fixture *f = *state;
    begin(f);
    clear(f, card(1), false);
    f->now += MICROS_PER_SECOND;
    fixture_import(f, LIST "X-3,\"Karimov, Anvar\",1980-01-05,,,\n", 1);
    fixture_work(f);
    expect_loud(f, card(1));
    struct store_alert alert = alert_of(f, card(1));
    assert_int_equal(alert.reasons, 1);
    assert_int_equal(alert.quiet, 1);
    expect_rebuilt(f);
}

/* ---- how long, and by whom ---- */

static void it_runs_out(void **state)
{
    struct fixture *f = *state;
    begin(f);
    clear(f, card(1), false);
    f->now += 178 * MICROS_PER_DAY;
    fly_on(f, "270523", ANVAR); /* 180 days after the 24th of November */
    fly_on(f, "270524", ANVAR);
    expect_quiet(f, (int64_t)date_to_day((struct date){2027, 5, 23}) << 24 | 1);
    expect_loud(f, (int64_t)date_to_day((struct date){2027, 5, 24}) << 24 | 1);
    expect_rebuilt(f);
}

static void two_have_to_agree(void **state)
{
    struct fixture *f = *state;
    begin(f);
    clear(f, card(1), true);
    expect_loud(f, card(1));
    fly_on(f, "261126", ANVAR);
    expect_loud(f, at_day(26, 1));
    assert_int_equal(desk_memory_step(f->desk, 1, MEMORY_APPROVED, f->now, SPAN("anna")),
                     STATUS_DENIED);
    step(f, 1, MEMORY_APPROVED, "boris");
    expect_quiet(f, card(1));
    expect_quiet(f, at_day(26, 1));
    assert_int_equal(desk_memory_step(f->desk, 1, MEMORY_APPROVED, f->now, SPAN("boris")),
                     STATUS_EXISTS);
    expect_rebuilt(f);
}

static void it_is_taken_back(void **state)
{
    struct fixture *f = *state;
    begin(f);
    clear(f, card(1), false);
    fly_on(f, "261126", ANVAR);
    int64_t before = told(f);
    step(f, 1, MEMORY_FORGOTTEN, "boris");
    expect_loud(f, card(1));
    expect_loud(f, at_day(26, 1));
    assert_int_equal(told(f), before + 2);
    assert_int_equal(alert_of(f, card(1)).raised_at, f->now);
    assert_int_equal(raised(f, card(1)), f->now);
    assert_int_equal(desk_memory_step(f->desk, 1, MEMORY_FORGOTTEN, f->now, SPAN("boris")),
                     STATUS_EXISTS);
    fly_on(f, "261127", ANVAR);
    expect_loud(f, at_day(27, 1));
    expect_rebuilt(f);
}

static void a_withdrawn_decision_remembers_nothing(void **state)
{
    struct fixture *f = *state;
    begin(f);
    int64_t decision = clear(f, card(1), false);
    f->now += MICROS_PER_SECOND;
    assert_int_equal(desk_decision_withdraw(f->desk, decision, f->now, SPAN("anna")), STATUS_OK);
    number(f);
    fixture_work(f);
    expect_loud(f, card(1));
    expect_rebuilt(f);
}

static void who_is_to_be_examined_is_not_cleared_any_more(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    begin(f);
    clear(f, card(1), false);
    f->now += MICROS_PER_SECOND;
    struct desk_decision decision = {.at = f->now,
                                     .by = SPAN("boris"),
                                     .traveller = card(1),
                                     .origin_seq = 1,
                                     .code = DECISION_NOTE,
                                     .tenancy = {.agency = SPAN("a"), .site = SPAN("s")}};
    assert_int_equal(desk_decide(f->desk, &decision, &id), STATUS_OK);
    number(f);
    fixture_work(f);
    expect_quiet(f, card(1));
    decision.code = DECISION_REFER;
    assert_int_equal(desk_decide(f->desk, &decision, &id), STATUS_OK);
    number(f);
    fixture_work(f);
    expect_loud(f, card(1));
    expect_rebuilt(f);
}

static void who_has_no_document_is_not_remembered(void **state)
{
    struct fixture *f = *state;
    fixture_import(f, LIST, 0);
    fly(f, "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'");
    clear(f, card(1), false);
    expect_loud(f, card(1)); /* the decision closes it; a name and a birth date silence nobody */
    fly_on(f, "261126", "NAD+FL+++KARIMOV:ANVAR'DTM+329:800105'");
    expect_loud(f, at_day(26, 1));
    expect_rebuilt(f);
}

/* ---- ends of processes ---- */

static void a_restart_changes_nothing(void **state)
{
    struct fixture *f = *state;
    begin(f);
    clear(f, card(1), false);
    int64_t before = told(f);
    for (int i = 0; i < 2; i++) {
        engine_close(f->engine);
        fixture_open_engine(f);
        fixture_work(f);
    }
    assert_int_equal(told(f), before);
    fly_on(f, "261126", ANVAR);
    expect_quiet(f, at_day(26, 1));
    step(f, 1, MEMORY_FORGOTTEN, "boris");
    engine_close(f->engine);
    fixture_open_engine(f);
    fly_on(f, "261127", ANVAR);
    expect_loud(f, at_day(27, 1));
    expect_rebuilt(f);
}

/* The process ends after any of the commits of a step; the next one comes to the same, told once. */
static void an_end_at_any_commit_changes_nothing(void **state)
{
    struct fixture *f = *state;
    static const enum commit_stage stages[] = {STAGE_FLIGHTS, STAGE_DAY, STAGE_PROGRESS};
    int crashes = 0;
    begin(f);
    fly_on(f, "261126", ANVAR);
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        int64_t before = told(f);
        say_cleared(f, card(1), false);
        crashes += fixture_work_crashing(f, stages[i]);
        expect_quiet(f, card(1));
        expect_quiet(f, at_day(26, 1));
        assert_int_equal(told(f), before + 2);
        assert_int_equal(desk_memory_step(f->desk, (int64_t)i + 1, MEMORY_FORGOTTEN,
                                          f->now += MICROS_PER_SECOND, SPAN("boris")),
                         STATUS_OK);
        number(f);
        crashes += fixture_work_crashing(f, stages[i]);
        expect_loud(f, card(1));
        expect_loud(f, at_day(26, 1));
        assert_int_equal(told(f), before + 4);
    }
    assert_true(crashes >= 4);
    expect_rebuilt(f);
}

static void one_without_a_number_is_waited_for(void **state)
{
    struct fixture *f = *state;
    struct engine_step step;
    begin(f);
    clear(f, card(1), false);
    assert_int_equal(desk_memory_step(f->desk, 1, MEMORY_FORGOTTEN, f->now, SPAN("boris")),
                     STATUS_OK);
    int64_t seq = fixture_receive(f, paxlst(ANVAR));
    assert_int_equal(engine_step(f->engine, &step), STATUS_OK);
    assert_true(step.waiting);
    assert_int_equal(step.entries, 0);
    number(f);
    fixture_work(f);
    assert_int_equal(store_progress(engine_store(f->engine)), seq);
}

/* Neither the names nor the numbers of whom was cleared stand in what people author. */
static void nothing_is_in_clear(void **state)
{
    struct fixture *f = *state;
    char path[160];
    struct buffer bytes = {0};
    begin(f);
    clear(f, card(1), false);
    snprintf(path, sizeof path, "%s/desk.db-wal", f->authored);
    if (file_read(path, 1 << 26, &bytes) != STATUS_OK)
        buffer_text(&bytes, "");
    snprintf(path, sizeof path, "%s/desk.db", f->authored);
    assert_int_equal(file_read(path, 1 << 26, &bytes), STATUS_OK);
    assert_non_null(memmem(bytes.at, bytes.size, "remembered", 10));
    static const char *const secrets[] = {"KARIMOV",   "Karimov", "ANVAR",
                                          "AA1111111", "800105",  "1980-01-05"};
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        assert_null(memmem(bytes.at, bytes.size, secrets[i], strlen(secrets[i])));
    buffer_free(&bytes);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(quiet_on_the_next_push_and_trip),
        TEST(a_visa_that_is_the_entrys),
        TEST(the_same_person_said_otherwise),
        TEST(a_flight_that_is_known_already_falls_quiet),
        TEST(who_is_looked_at),
        TEST(a_booking_that_gets_its_passport),
        TEST(another_document),
        TEST(the_number_of_another_state),
        TEST(no_document_at_all),
        TEST(one_document_more),
        TEST(no_birth_date_any_more),
        TEST(another_birth_date),
        TEST(the_phone_of_the_entry),
        TEST(another_name),
        TEST(a_later_push_about_the_same_trip),
        TEST(a_card_that_turns_out_to_be_the_person),
        TEST(an_entry_that_means_somebody_else_now),
        TEST(an_entry_of_another_state_or_sex),
        TEST(a_version_in_which_little_is_new),
        TEST(an_entry_that_goes),
        TEST(another_entry),
        TEST(it_runs_out),
        TEST(two_have_to_agree),
        TEST(it_is_taken_back),
        TEST(a_withdrawn_decision_remembers_nothing),
        TEST(who_is_to_be_examined_is_not_cleared_any_more),
        TEST(who_has_no_document_is_not_remembered),
        TEST(a_restart_changes_nothing),
        TEST(an_end_at_any_commit_changes_nothing),
        TEST(one_without_a_number_is_waited_for),
        TEST(nothing_is_in_clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
