/* A small world as it is shipped, sent whole: each message that was not damaged is understood and holds as many persons
 * as it says. */
#include "../decode/support.h"
#include "check/check.h"
#include "profile/profile.h"
#include "sending/sending.h"

struct tally {
    uint64_t messages, persons, told, flown, passengers, bytes;
};

struct run {
    struct world_profile *profile;
    struct world *world;
    struct sending *sending;
    struct arena arena;
    struct profile *table;
};

static void open_run(struct run *run, const char *name)
{
    struct world_options options = {.seed = 11, .start = 20778, .days = 4, .persons = 2000};
    *run = (struct run){0};
    assert_int_equal(world_profile_read(name, NULL, &run->profile), STATUS_OK);
    if (world_open(run->profile, &options, &run->world) != STATUS_OK)
        fail_msg("%s", status_sentence());
    run->sending = sending_open(run->world, run->profile, &options);
    struct span yaml = sending_source_profile(DIALECT_TABLE);
    assert_int_equal(profile_parse(yaml, "table", &run->arena, &run->table), STATUS_OK);
}

static void close_run(struct run *run)
{
    sending_close(run->sending);
    world_close(run->world);
    world_profile_free(run->profile);
    arena_free(&run->arena);
}

/* Names, documents, births and carriers are the world's, not the writer's. */
static bool is_of_persons(enum check_rule rule)
{
    return rule == RULE_GIVEN_MISSING || rule == RULE_SENSITIVE || rule == RULE_NAME_ODD ||
           rule == RULE_NATIONALITY_MISSING || rule == RULE_DOC_EXPIRED ||
           rule == RULE_CARRIER_UNKNOWN || rule == RULE_BIRTH_MISSING;
}

static void check_message(const struct sending_message *message)
{
    struct arena arena = {0};
    struct check_report report;
    check_body(message->body, &arena, &report);
    for (size_t i = 0; i < report.count; i++) {
        const struct check_finding *finding = &report.findings[i];
        if (finding->severity != CHECK_INFO && !is_of_persons(finding->rule))
            fail_msg("%s %s: %s %s \"%.*s\" at %u\n%.*s", message->source,
                     sending_kind_word(message->kind), check_rule(finding->rule)->code,
                     finding->tag, (int)finding->found.size, finding->found.at,
                     (unsigned)finding->offset, (int)message->body.size, message->body.at);
    }
    arena_free(&arena);
}

static void read_message(const struct run *run, const struct sending_message *message,
                         enum world_dialect dialect)
{
    struct decoded decoded;
    struct decode_options options = {.home = span_of(run->profile->home),
                                     .profile = dialect == DIALECT_TABLE ? run->table : NULL};
    decode_for_test(message->body, &options, &decoded);
    uint32_t count = image_count(&decoded.image, NODE_TRAVELLER);
    if (decoded.counts.status != OUTCOME_FULL || count != message->persons)
        fail_msg("%s %s: %s, %u of %u persons\n%.*s", message->source,
                 sending_kind_word(message->kind), outcome_word(decoded.counts.status),
                 (unsigned)count, (unsigned)message->persons, (int)message->body.size,
                 message->body.at);
    forget(&decoded);
}

static bool keeps_to_guides(enum world_dialect dialect)
{
    return dialect == DIALECT_AMBER || dialect == DIALECT_BASALT || dialect == DIALECT_CEDAR;
}

enum { EACH = 8 };

static void take_message(const struct run *run, const struct sending_message *message,
                         struct tally *tally)
{
    const struct world_flight *flight = world_flight_at(run->world, message->flight);
    enum world_dialect dialect = run->profile->providers[flight->provider].dialect;
    if (message->fault == SENDING_MISSING || message->fault == SENDING_CORRUPTED)
        return;
    read_message(run, message, dialect);
    if (keeps_to_guides(dialect) && message->number % EACH == 0) /* it takes its time */
        check_message(message);
    tally->messages++;
    tally->persons += message->persons;
    tally->bytes += message->body.size;
}

static void take_closed(const struct sending_closed *closed, struct tally *tally)
{
    tally->passengers += closed->load->passenger_count;
    for (uint32_t i = 0; i < closed->load->passenger_count; i++) {
        bool flown = closed->load->passengers[i].fate == FATE_FLOWN;
        tally->flown += flown;
        tally->told += flown && closed->told[i] != 0;
    }
}

static void send_all(const char *name)
{
    struct run run;
    struct tally tally = {0};
    struct sending_message message;
    struct sending_closed closed;
    enum sending_event event;
    open_run(&run, name);
    while ((event = sending_next(run.sending, &message, &closed)) != SENDING_END)
        if (event == SENDING_MESSAGE)
            take_message(&run, &message, &tally);
        else
            take_closed(&closed, &tally);
    print_message("%s: %llu messages, %llu bytes, %llu records, %llu of %llu who flew were told\n",
                  name, (unsigned long long)tally.messages, (unsigned long long)tally.bytes,
                  (unsigned long long)tally.persons, (unsigned long long)tally.told,
                  (unsigned long long)tally.flown);
    assert_true(tally.passengers >= 100);
    assert_true(tally.told * 100 >= tally.flown * 95);
    assert_true(tally.persons >= 2 * tally.passengers);
    close_run(&run);
}

static void a_world_of_uzbekistan(void **state)
{
    (void)state;
    send_all("uz");
}

static void a_world_of_indonesia(void **state)
{
    (void)state;
    send_all("id");
}

static void a_world_of_azerbaijan(void **state)
{
    (void)state;
    send_all("az");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_world_of_uzbekistan),
                                       cmocka_unit_test(a_world_of_indonesia),
                                       cmocka_unit_test(a_world_of_azerbaijan)};
    decode_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
