/* How sources write, learned by the engine: once each message, whatever ends in between, and again the
 * same by a rebuild. */
#include "fixture.h"

#include "base/clock.h"

enum { LEARNED = 96 }; /* eight blocks */

/* A list every two and a half hours: ten make a block. */
static const char *list(int n, const char *sender, bool birth, bool test)
{
    static char body[1024];
    int64_t minutes = (int64_t)n * 150;
    struct date date = date_from_day((int32_t)(NOON / MICROS_PER_DAY - 30 + minutes / 1440));
    snprintf(body, sizeof body,
             "UNA:+.? 'UNB+UNOA:4+%s+UZBGOV+%02d%02d%02d:%02d%02d+%d++APIS%s'"
             "UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'TDT+20+HY%d'LOC+125+IST'LOC+87+TAS'"
             "DTM+189:2611221200:201'NAD+FL+++DOE:JANE%d'%sDOC+P+X%d'CNT+42:1'UNT+9+1'UNZ+1+%d'",
             sender, date.year % 100, date.month, date.day, (int)(minutes / 60 % 24),
             (int)(minutes % 60), n, test ? "++++1" : "", 100 + n % 7, n,
             birth ? "DTM+329:800105'" : "", n, n);
    return body;
}

static void send_lists(struct fixture *f, int from, int to, bool birth)
{
    for (int n = from; n < to; n++)
        fixture_receive(f, list(n, "HYAIR", birth, false));
    fixture_work(f);
}

static bool put_stream(void *context, const struct store_stream *stream)
{
    struct buffer *text = context;
    const struct span texts[] = {stream->source, stream->sender, stream->kind, stream->state};
    for (int i = 0; i < 4; i++) {
        buffer_append(text, texts[i].at, texts[i].size);
        buffer_char(text, '\n');
    }
    return true;
}

/* All that is stored of all streams. Owned. */
static char *learned(struct fixture *f)
{
    struct buffer text = {0};
    assert_int_equal(store_streams(engine_store(f->engine), put_stream, &text), STATUS_OK);
    char *copy = strdup(buffer_string(&text));
    buffer_free(&text);
    return copy;
}

static void expect_learned(struct fixture *f, const char *wanted)
{
    char *now = learned(f);
    assert_string_equal(now, wanted);
    free(now);
}

/* State of the note about birth dates; QUIET when there is none. */
static bool note_of(void *context, const struct store_stream *row)
{
    struct arena arena = {0};
    struct drift_stream stream;
    int64_t *state = context;
    drift_stream_start(&stream, row->source, row->sender, row->kind, &arena);
    assert_int_equal(drift_read(&stream, row->state), STATUS_OK);
    const struct drift_item *item = drift_find(&stream, DRIFT_FIELD, SPAN("traveller.birth"));
    *state = item && item->note.state ? item->note.state : *state;
    arena_free(&arena);
    return true;
}

static int64_t birth_note(struct fixture *f)
{
    int64_t state = DRIFT_QUIET;
    assert_int_equal(store_streams(engine_store(f->engine), note_of, &state), STATUS_OK);
    return state;
}

static void expect_rebuilt(struct fixture *f)
{
    char before[128], *live = learned(f);
    engine_close(f->engine);
    snprintf(before, sizeof before, "%s.live", f->derived);
    assert_int_equal(rename(f->derived, before), 0);
    fixture_open_engine(f);
    fixture_work(f);
    expect_learned(f, live);
    free(live);
}

static void a_change_is_noted_and_rebuilt(void **state)
{
    struct fixture *f = *state;
    send_lists(f, 0, LEARNED, true);
    assert_int_equal(birth_note(f), DRIFT_QUIET);
    send_lists(f, LEARNED, LEARNED + 7, false);
    assert_int_equal(birth_note(f), DRIFT_QUIET);
    send_lists(f, LEARNED + 7, LEARNED + 8, false);
    assert_int_equal(birth_note(f), DRIFT_STANDS);
    expect_rebuilt(f);
}

static void restarts_make_no_difference(void **state)
{
    struct fixture *f = *state;
    for (int n = 0; n < LEARNED; n++) {
        fixture_send(f, list(n, "HYAIR", n < 70, false));
        if (n % 9)
            continue;
        engine_close(f->engine);
        fixture_open_engine(f);
    }
    expect_rebuilt(f);
}

static void crashes_make_no_difference(void **state)
{
    static const enum commit_stage stages[] = {STAGE_FLIGHTS, STAGE_DAY, STAGE_PROGRESS};
    struct fixture *f = *state;
    int crashes = 0;
    for (int i = 0; i < 3; i++) {
        for (int n = 0; n < 10; n++)
            fixture_receive(f, list(10 * i + n, "HYAIR", true, false));
        crashes += fixture_work_crashing(f, stages[i]);
    }
    assert_int_equal(crashes, 3);
    expect_rebuilt(f);
}

/* Progress falls back to what was certainly on the disk; what was learned since is not learned again. */
static void a_loss_of_power_makes_no_difference(void **state)
{
    struct fixture *f = *state;
    char command[400];
    send_lists(f, 0, 40, true);
    char *before = learned(f);
    engine_close(f->engine);
    snprintf(command, sizeof command,
             "python3 -c \"import sqlite3; d = sqlite3.connect('%s/progress.db');"
             " d.execute('UPDATE state SET durable_seq = 25, boot = 0'); d.commit()\"",
             f->derived);
    assert_int_equal(system(command), 0);
    fixture_open_engine(f);
    assert_int_equal(store_progress(engine_store(f->engine)), 25);
    fixture_work(f);
    expect_learned(f, before);
    free(before);
}

static void accept_birth(struct fixture *f, int64_t after)
{
    int64_t id;
    struct desk_normal normal = {.at = f->now,
                                 .source = SPAN("test"),
                                 .sender = SPAN("HYAIR"),
                                 .kind = SPAN("PAXLST manifest"),
                                 .trait = SPAN("field"),
                                 .value = SPAN("traveller.birth"),
                                 .by = SPAN("vera")};
    assert_int_equal(desk_normal_add(f->desk, &normal, &id), STATUS_OK);
    assert_int_equal(desk_normal_number(f->desk, id, after), STATUS_OK);
}

static void the_word_of_a_person_is_heard_at_its_place(void **state)
{
    struct fixture *f = *state;
    send_lists(f, 0, LEARNED, true);
    send_lists(f, LEARNED, LEARNED + 20, false);
    assert_int_equal(birth_note(f), DRIFT_STANDS);
    accept_birth(f, LEARNED + 20);
    send_lists(f, LEARNED + 20, LEARNED + 21, false);
    assert_int_equal(birth_note(f), DRIFT_QUIET);
    send_lists(f, LEARNED + 21, LEARNED + 60, false);
    assert_int_equal(birth_note(f), DRIFT_QUIET);
    expect_rebuilt(f);
}

static void test_traffic_is_not_learned_from(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, list(1, "HYAIR", true, true));
    expect_learned(f, "");
    fixture_send(f, "this is no message");
    expect_learned(f, "");
}

/* The address of a provider that comes in place of another is told, and what it leaves out, too. */
static void another_sender_is_held_against_the_one_before(void **state)
{
    struct fixture *f = *state;
    send_lists(f, 0, LEARNED, true);
    for (int n = LEARNED; n < LEARNED + 10; n++)
        fixture_send(f, list(n, "OTHER", false, false));
    assert_int_equal(birth_note(f), DRIFT_STANDS);
    char *text = learned(f);
    assert_non_null(strstr(text, "\nitem sender 0 "));
    free(text);
    expect_rebuilt(f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_change_is_noted_and_rebuilt),
        TEST(restarts_make_no_difference),
        TEST(crashes_make_no_difference),
        TEST(a_loss_of_power_makes_no_difference),
        TEST(the_word_of_a_person_is_heard_at_its_place),
        TEST(test_traffic_is_not_learned_from),
        TEST(another_sender_is_held_against_the_one_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
