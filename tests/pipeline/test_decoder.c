/* Which failures are a message's and which are not: a message is set aside only when a decoder that
 * worked died of it, never because the environment gave no decoder. */
#include "fixture.h"

#include "sys/channel.h"

static int setup(void **state)
{
    *state = fixture_new();
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

static enum status no_parent(void *context, int *socket)
{
    (void)context, (void)socket;
    return status_fail(STATUS_CLOSED, "The parent has gone.");
}

static enum status no_process(void *context, int *socket)
{
    (void)context, (void)socket;
    return status_fail(STATUS_IO, "No process could be started.");
}

/* A process that takes frames until it has had `frames`, then ends; it is ready after the first. */
static enum status short_lived(struct fixture *fixture, int frames, int *socket)
{
    int pair[2];
    fixture_end_decoder(fixture);
    assert_int_equal(channel_pair(pair), STATUS_OK);
    fixture->decoder = fork();
    if (fixture->decoder == 0) {
        struct buffer frame = {0};
        close(pair[0]);
        for (int i = 0; i < frames; i++) {
            channel_receive(pair[1], &frame, 1 << 26, NULL, -1);
            if (i == 0 && frames > 1)
                channel_send(pair[1], SPAN("ready"), -1, 1000);
        }
        _exit(0);
    }
    close(pair[1]);
    *socket = pair[0];
    return STATUS_OK;
}

static enum status dies_at_start(void *context, int *socket)
{
    return short_lived(context, 1, socket);
}

static enum status dies_of_the_message(void *context, int *socket)
{
    return short_lived(context, 2, socket);
}

static enum status talks_nonsense(void *context, int *socket)
{
    struct fixture *fixture = context;
    int pair[2];
    fixture_end_decoder(fixture);
    assert_int_equal(channel_pair(pair), STATUS_OK);
    fixture->decoder = fork();
    if (fixture->decoder == 0) {
        struct buffer frame = {0};
        close(pair[0]);
        while (channel_receive(pair[1], &frame, 1 << 26, NULL, -1) == STATUS_OK)
            channel_send(pair[1], SPAN("no image at all"), -1, 1000);
        _exit(0);
    }
    close(pair[1]);
    *socket = pair[0];
    return STATUS_OK;
}

/* `times` steps fail with `status`; with a decoder that works everything is there afterwards. */
static void fails_and_goes_on(struct fixture *f, int times, enum status expected,
                              enum status (*fresh)(void *, int *))
{
    struct engine_step step;
    f->engine->decoder.fresh = fresh;
    fixture_receive(f, paxlst("NAD+FL+++KARIMOV:ANVAR'"));
    for (int i = 0; i < times; i++) {
        assert_int_equal(engine_step(f->engine, &step), expected);
        assert_int_equal(step.entries, 0);
    }
    f->engine->decoder.fresh = fixture_decoder;
    fixture_work(f);
    assert_int_equal(fixture_persons(f), 1);
}

static void a_parent_that_has_gone_sets_nothing_aside(void **state)
{
    fails_and_goes_on(*state, 1, STATUS_CLOSED, no_parent);
}

static void a_decoder_that_cannot_start_sets_nothing_aside(void **state)
{
    fails_and_goes_on(*state, 3, STATUS_IO, dies_at_start);
}

/* After a death messages go singly, and deaths are counted; what the environment refuses is none. */
static void what_is_refused_is_no_death(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(store_attempt_put(f->engine->store, &(struct store_attempt){1, 1, 0}),
                     STATUS_OK);
    engine_close(f->engine);
    fixture_open_engine(f);
    fails_and_goes_on(f, 10, STATUS_IO, no_process);
}

static void a_message_that_ends_the_decoder_twice_is_set_aside(void **state)
{
    struct fixture *f = *state;
    f->engine->decoder.fresh = dies_of_the_message;
    int64_t bad = fixture_send(f, paxlst("NAD+FL+++KARIMOV:ANVAR'"));
    f->engine->decoder.fresh = fixture_decoder;
    fixture_send(f, paxlst("NAD+FL+++KARIMOVA:DILNOZA'"));
    struct store_processed processed;
    assert_int_equal(store_processed(f->engine->store, bad, &processed), STATUS_OK);
    assert_int_equal(processed.outcome, OUTCOME_QUARANTINED);
    assert_int_equal(processed.reason, REASON_DECODER_DIED);
    assert_int_equal(fixture_persons(f), 1);
}

static void an_answer_that_is_no_image_is_a_lost_decoder(void **state)
{
    struct fixture *f = *state;
    f->engine->decoder.fresh = talks_nonsense;
    int64_t bad = fixture_send(f, paxlst("NAD+FL+++KARIMOV:ANVAR'"));
    struct store_processed processed;
    assert_int_equal(store_processed(f->engine->store, bad, &processed), STATUS_OK);
    assert_int_equal(processed.reason, REASON_DECODER_DIED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_parent_that_has_gone_sets_nothing_aside),
        TEST(a_decoder_that_cannot_start_sets_nothing_aside),
        TEST(what_is_refused_is_no_death),
        TEST(a_message_that_ends_the_decoder_twice_is_set_aside),
        TEST(an_answer_that_is_no_image_is_a_lost_decoder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
