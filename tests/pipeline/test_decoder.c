/* Which failures are a message's and which are not: a message is set aside only when a decoder that
 * worked died of it, never because the environment gave no decoder. */
#include "fixture.h"

#include "sys/channel.h"

static enum status no_parent(void *context, int *socket, bool *killed)
{
    (void)context, (void)socket, (void)killed;
    return status_fail(STATUS_CLOSED, "The parent has gone.");
}

static enum status no_process(void *context, int *socket, bool *killed)
{
    (void)context, (void)socket, (void)killed;
    return status_fail(STATUS_IO, "No process could be started.");
}

/* A process that takes frames until it has had `frames`, then ends; it is ready after the first. */
struct life {
    int frames;
    int signal; /* of its end; 0: it just ends */
    bool asker; /* the signal is for who asked for it, first */
};

static enum status short_lived(struct fixture *fixture, struct life life, int *socket, bool *killed)
{
    int pair[2];
    *killed = fixture_end_decoder(fixture);
    assert_int_equal(channel_pair(pair), STATUS_OK);
    fixture->decoder = fork();
    if (fixture->decoder == 0) {
        struct buffer frame = {0};
        close(pair[0]);
        for (int i = 0; i < life.frames; i++) {
            channel_receive(pair[1], &frame, 1 << 26, NULL, -1);
            if (i == 0 && life.frames > 1)
                channel_send(pair[1], SPAN("ready"), -1, 1000);
        }
        if (life.asker)
            kill(getppid(), life.signal);
        if (life.signal)
            raise(life.signal);
        _exit(0);
    }
    close(pair[1]);
    *socket = pair[0];
    return STATUS_OK;
}

static enum status dies_at_start(void *context, int *socket, bool *killed)
{
    return short_lived(context, (struct life){1, 0, false}, socket, killed);
}

static enum status dies_of_the_message(void *context, int *socket, bool *killed)
{
    return short_lived(context, (struct life){2, 0, false}, socket, killed);
}

static enum status fails_by_the_message(void *context, int *socket, bool *killed)
{
    return short_lived(context, (struct life){2, SIGABRT, false}, socket, killed);
}

static enum status is_always_killed(void *context, int *socket, bool *killed)
{
    return short_lived(context, (struct life){2, SIGKILL, false}, socket, killed);
}

static enum status ends_its_asker(void *context, int *socket, bool *killed)
{
    return short_lived(context, (struct life){2, SIGKILL, true}, socket, killed);
}

/* Five times; then it works. */
static enum status is_killed_for_a_while(void *context, int *socket, bool *killed)
{
    static int kills;
    return ++kills <= 5 ? is_always_killed(context, socket, killed)
                        : fixture_decoder(context, socket, killed);
}

static enum status talks_nonsense(void *context, int *socket, bool *killed)
{
    struct fixture *fixture = context;
    int pair[2];
    *killed = fixture_end_decoder(fixture);
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
                              enum status (*fresh)(void *, int *, bool *))
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
    assert_int_equal(store_attempt_put(f->engine->store, &(struct store_attempt){1, 1, 0, 0}),
                     STATUS_OK);
    engine_close(f->engine);
    fixture_open_engine(f);
    fails_and_goes_on(f, 10, STATUS_IO, no_process);
}

/* Why the message went no further with such decoders; the next one is read by one that works. */
static enum store_reason reason_with(struct fixture *f, enum status (*fresh)(void *, int *, bool *))
{
    f->engine->decoder.fresh = fresh;
    int64_t seq = fixture_send(f, paxlst("NAD+FL+++KARIMOV:ANVAR'"));
    f->engine->decoder.fresh = fixture_decoder;
    fixture_send(f, paxlst("NAD+FL+++KARIMOVA:DILNOZA'"));
    struct store_processed processed;
    assert_int_equal(store_processed(f->engine->store, seq, &processed), STATUS_OK);
    assert_int_equal(processed.outcome,
                     processed.reason == REASON_NONE ? OUTCOME_FULL : OUTCOME_QUARANTINED);
    assert_int_equal(fixture_persons(f), processed.reason == REASON_NONE ? 2 : 1);
    return processed.reason;
}

static void a_message_that_ends_the_decoder_twice_is_set_aside(void **state)
{
    assert_int_equal(reason_with(*state, dies_of_the_message), REASON_DECODER_DIED);
}

static void a_message_that_fails_the_decoder_twice_is_set_aside(void **state)
{
    assert_int_equal(reason_with(*state, fails_by_the_message), REASON_DECODER_DIED);
}

static void an_answer_that_is_no_image_is_a_lost_decoder(void **state)
{
    assert_int_equal(reason_with(*state, talks_nonsense), REASON_DECODER_DIED);
}

/* An operator, or a test that kills at random. */
static void a_decoder_that_is_killed_sets_nothing_aside(void **state)
{
    assert_int_equal(reason_with(*state, is_killed_for_a_while), REASON_NONE);
}

/* The kernel kills, too, when memory runs out: not for ever. */
static void kills_without_end_are_given_up(void **state)
{
    assert_int_equal(reason_with(*state, is_always_killed), REASON_DECODER_DIED);
}

/* What would open a file: another encoding, an entity, a document type. None ends the decoder. */
static void xml_is_read_in_the_sandbox(void **state)
{
    struct fixture *f = *state;
    struct store_processed processed;
    int64_t seq = fixture_send(
        f, "<?xml version=\"1.0\" encoding=\"windows-1251\"?>"
           "<!DOCTYPE a SYSTEM \"http://example.org/a.dtd\" [<!ENTITY b SYSTEM \"/etc/passwd\">]>"
           "<IATA_PNRGOV_NotifRQ><FlightLeg CarrierCode=\"HY\" FlightNumber=\"602\" "
           "DepartureDateTime=\"2026-11-25T10:00:00\"><DepartureAirport LocationCode=\"IST\"/>"
           "<ArrivalAirport LocationCode=\"TAS\"/></FlightLeg><PNRs><PNR>"
           "<BookingRefID ID=\"ABC123\"/><Passenger><Surname>KARIMOV&b;</Surname>"
           "<GivenName>ANVAR\xC0</GivenName></Passenger><Passenger><Surname>KARIMOVA</Surname>"
           "<GivenName>DILNOZA</GivenName></Passenger></PNR></PNRs></IATA_PNRGOV_NotifRQ>");
    assert_int_equal(store_processed(f->engine->store, seq, &processed), STATUS_OK);
    assert_int_equal(processed.outcome, OUTCOME_PARTIAL);
    assert_int_equal(processed.reason, REASON_NONE);
    assert_int_equal(fixture_persons(f), 2);
}

/* The screening process ends `times` times while it works on the message alone. */
static enum store_reason reason_after(struct fixture *f, int times, bool at_fault)
{
    struct store_processed processed;
    int64_t seq = fixture_receive(f, paxlst("NAD+FL+++KARIMOV:ANVAR'"));
    engine_close(f->engine);
    for (int i = 0; i < times; i++) {
        pid_t child = fork();
        if (child == 0) {
            struct engine_step step;
            fixture_open_after(f, at_fault);
            f->engine->decoder.fresh = ends_its_asker;
            _exit((int)engine_step(f->engine, &step));
        }
        waitpid(child, NULL, 0);
    }
    fixture_open_after(f, at_fault);
    fixture_work(f);
    assert_int_equal(store_processed(f->engine->store, seq, &processed), STATUS_OK);
    return processed.reason;
}

static void a_message_with_which_screening_fails_again_and_again_is_set_aside(void **state)
{
    assert_int_equal(reason_after(*state, 5, true), REASON_GAVE_UP);
}

static void screening_that_is_killed_sets_nothing_aside(void **state)
{
    assert_int_equal(reason_after(*state, 10, false), REASON_NONE);
}

static void screening_that_is_killed_without_end_is_given_up(void **state)
{
    assert_int_equal(reason_after(*state, 25, false), REASON_GAVE_UP);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_parent_that_has_gone_sets_nothing_aside),
        TEST(a_decoder_that_cannot_start_sets_nothing_aside),
        TEST(what_is_refused_is_no_death),
        TEST(a_message_that_ends_the_decoder_twice_is_set_aside),
        TEST(a_message_that_fails_the_decoder_twice_is_set_aside),
        TEST(an_answer_that_is_no_image_is_a_lost_decoder),
        TEST(a_decoder_that_is_killed_sets_nothing_aside),
        TEST(kills_without_end_are_given_up),
        TEST(xml_is_read_in_the_sandbox),
        TEST(a_message_with_which_screening_fails_again_and_again_is_set_aside),
        TEST(screening_that_is_killed_sets_nothing_aside),
        TEST(screening_that_is_killed_without_end_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
