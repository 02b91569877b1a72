/* The schedule of a world made by hand, of which the functions of world/ stand here: times, faults, outage, who was
 * told, what is kept in memory. */
#include "../decode/support.h"
#include "base/hash.h"
#include "hand.h"
#include "profile/profile.h"

enum { DAYS = 6, FLIGHTS = 7, DIALECTS = WORLD_DIALECTS };

/* ---- the world ---- */

struct world {
    int32_t made, forgotten; /* days */
    struct world_flight flights[DAYS * FLIGHTS];
};

static const int32_t no_such_day = -1;

static void make_flight(uint32_t index, struct hand *hand)
{
    hand_make(hand);
    hand_shift(hand, (int32_t)(index / FLIGHTS));
    struct world_flight *flight = &hand->load.flight;
    flight->index = index;
    flight->provider = index % FLIGHTS % DIALECTS;
    flight->number[1] = (char)('0' + index % FLIGHTS);
    for (uint32_t i = 0; i < hand->load.booking_count; i++)
        for (unsigned k = 0; k < hand->bookings[i].leg_count; k++)
            if (hand->bookings[i].legs[k].here)
                hand->bookings[i].legs[k].number[1] = flight->number[1];
    if (index % 9 == 4) {
        flight->retimed_at = flight->departs - 100;
        flight->retimed_by = 200;
    }
    if (index % 11 == 7)
        flight->cancelled_at = flight->departs - 20 * 60;
    flight->charter = index % 13 == 5;
}

uint32_t world_make_day(struct world *world, int32_t offset, uint32_t *first)
{
    assert_int_equal(offset, world->made);
    world->made++;
    *first = (uint32_t)offset * FLIGHTS;
    for (uint32_t i = 0; i < FLIGHTS; i++) {
        struct hand hand;
        make_flight(*first + i, &hand);
        world->flights[*first + i] = hand.load.flight;
    }
    return FLIGHTS;
}

const struct world_flight *world_flight_at(const struct world *world, uint32_t index)
{
    assert_true((int32_t)(index / FLIGHTS) > world->forgotten);
    assert_true((int32_t)(index / FLIGHTS) < world->made);
    return &world->flights[index];
}

void world_load(const struct world *world, uint32_t index, struct arena *arena,
                struct world_load *out)
{
    struct hand *hand = arena_new(arena, struct hand);
    assert_true((int32_t)(index / FLIGHTS) > world->forgotten);
    make_flight(index, hand);
    *out = hand->load;
}

void world_forget_day(struct world *world, int32_t offset)
{
    assert_int_equal(offset, world->forgotten + 1);
    world->forgotten = offset;
}

/* ---- running it ---- */

struct run {
    struct world world;
    struct world_profile profile;
    struct world_provider providers[DIALECTS];
    struct world_carrier carrier;
    struct world_options options;
    struct sending *sending;
};

static void start(struct run *run, int64_t faults)
{
    static const char *const names[] = {"amber", "basalt", "cedar", "local", "rural", "table"};
    static const enum world_rate rates[] = {RATE_LATE, RATE_MISSING, RATE_DOUBLED, RATE_CORRUPTED,
                                            RATE_OUTAGE_LOST};
    memset(run, 0, sizeof *run);
    run->world.forgotten = no_such_day;
    run->carrier.provider = DIALECT_BASALT;
    run->profile = (struct world_profile){.home = "UZ",
                                          .providers = run->providers,
                                          .provider_count = DIALECTS,
                                          .carriers = &run->carrier,
                                          .carrier_count = 1};
    for (unsigned i = 0; i < DIALECTS; i++) {
        HAND_COPY(run->providers[i].name, names[i]);
        run->providers[i].dialect = (enum world_dialect)i;
    }
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        run->profile.rates[rates[i]] = faults;
    run->options = (struct world_options){.seed = 42, .start = HAND_DAY, .days = DAYS};
    run->sending = sending_open(&run->world, &run->profile, &run->options);
}

static void end(struct run *run)
{
    sending_close(run->sending);
}

/* ---- order, closing, memory ---- */

static void everything_comes_in_order_and_once(void **state)
{
    struct run run;
    struct sending_message message;
    struct sending_closed closed;
    enum sending_event event;
    int64_t last = 0;
    uint64_t number = 0, seen[DAYS * FLIGHTS] = {0};
    bool is_closed[DAYS * FLIGHTS] = {0};
    uint32_t count = 0;
    (void)state;
    start(&run, 60000);
    run.profile.rates[RATE_MULTI_PART] = 1000000;
    while ((event = sending_next(run.sending, &message, &closed)) != SENDING_END) {
        if (event == SENDING_CLOSED) {
            uint32_t index = closed.load->flight.index;
            assert_false(is_closed[index]);
            is_closed[index] = true;
            count++;
            continue;
        }
        assert_true(message.when >= last);
        assert_true(message.when >= message.due);
        assert_int_equal(message.number, ++number);
        assert_false(is_closed[message.flight]);
        assert_true(message.part >= 1 && message.part <= message.parts);
        seen[message.flight] |= UINT64_C(1) << message.kind;
        last = message.when;
    }
    assert_int_equal(count, DAYS * FLIGHTS);
    assert_int_equal(run.world.made, DAYS);
    for (uint32_t i = 0; i < DAYS * FLIGHTS; i++) {
        bool charter = i % 13 == 5, table = i % FLIGHTS % DIALECTS == DIALECT_TABLE;
        assert_int_equal(seen[i] >> SENDING_PNR_72 & 1, !charter && !table);
    }
    end(&run);
}

/* The first push of the first day comes three days before it. */
static void pushes_come_when_they_are_due(void **state)
{
    struct run run;
    struct sending_message message;
    struct sending_closed closed;
    enum sending_event event;
    (void)state;
    start(&run, 0);
    while ((event = sending_next(run.sending, &message, &closed)) != SENDING_END) {
        if (event == SENDING_CLOSED)
            continue;
        struct hand hand;
        make_flight(message.flight, &hand);
        int32_t minute = hand.load.flight.departs - sending_minutes_before(message.kind);
        bool moved = hand.load.flight.retimed_by && sending_minutes_before(message.kind) < 100;
        if (hand.load.flight.cancelled_at && message.kind == SENDING_API_CLOSEOUT)
            minute = hand.load.flight.cancelled_at + 1;
        else if (moved)
            minute += hand.load.flight.retimed_by;
        assert_true(message.when >= (int64_t)minute * 60);
        assert_true(message.when < (int64_t)minute * 60 + 180);
        assert_int_equal(message.fault, SENDING_SOUND);
    }
    end(&run);
}

/* ---- faults ---- */

static uint64_t key_of(const struct sending_message *message)
{
    return ((uint64_t)message->flight * SENDING_KINDS + message->kind) * 32 + message->part;
}

enum { KEYS = DAYS * FLIGHTS * SENDING_KINDS * 32 };

static void doubled_messages_are_the_same_bytes(void **state)
{
    struct run run;
    struct sending_message message;
    struct sending_closed closed;
    enum sending_event event;
    uint64_t *hashes = calloc(KEYS, sizeof *hashes);
    int64_t *times = calloc(KEYS, sizeof *times);
    unsigned faults[SENDING_HELD + 1] = {0};
    (void)state;
    start(&run, 120000);
    while ((event = sending_next(run.sending, &message, &closed)) != SENDING_END) {
        if (event == SENDING_CLOSED)
            continue;
        uint64_t key = key_of(&message), hash = hash_bytes(message.body);
        faults[message.fault]++;
        assert_int_equal(message.body.size == 0, message.fault == SENDING_MISSING);
        if (message.fault == SENDING_DOUBLED) {
            assert_true(hashes[key] == hash);
            assert_true(message.when >= times[key] + 60 && message.when <= times[key] + 3600);
        } else {
            assert_int_equal(hashes[key], 0);
        }
        if (message.fault == SENDING_LATE)
            assert_true(message.when - message.due >= 600 &&
                        message.when - message.due <= 30 * 3600);
        hashes[key] = hash;
        times[key] = message.when;
    }
    for (int fault = SENDING_LATE; fault < SENDING_HELD; fault++)
        assert_true(faults[fault] >= 5);
    assert_int_equal(faults[SENDING_HELD], 0);
    free(hashes);
    free(times);
    end(&run);
}

static void outages_hold_what_is_due(void **state)
{
    struct run run;
    struct sending_message message;
    struct sending_closed closed;
    enum sending_event event;
    unsigned held = 0, lost = 0;
    (void)state;
    start(&run, 0);
    sending_close(run.sending);
    run.profile.rates[RATE_OUTAGE_DAY] = 2;
    run.profile.rates[RATE_OUTAGE_HOURS] = 24;
    run.profile.rates[RATE_OUTAGE_LOST] = 300000;
    run.sending = sending_open(&run.world, &run.profile, &run.options);
    struct sending_outage outage = sending_outage(&run.profile, &run.options);
    assert_true(outage.any);
    assert_int_equal(outage.to - outage.from, 24 * 3600);
    while ((event = sending_next(run.sending, &message, &closed)) != SENDING_END) {
        if (event == SENDING_CLOSED)
            continue;
        bool within = message.due >= outage.from && message.due < outage.to;
        bool silent = strcmp(message.source, run.providers[outage.provider].name) == 0 && within;
        held += message.fault == SENDING_HELD;
        lost += message.fault == SENDING_MISSING;
        assert_int_equal(silent, message.fault != SENDING_SOUND);
        if (message.fault == SENDING_HELD)
            assert_true(message.when > outage.to && message.when <= outage.to + 1800);
    }
    assert_true(held >= 3);
    assert_true(lost >= 1);
    end(&run);
}

/* What was damaged is not what was composed, and reading it harms nobody. */
static void damage_changes_bytes(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 400; seed++) {
        struct buffer body = {0};
        struct decoded decoded;
        for (unsigned i = 0; i < 400; i++)
            buffer_format(&body, "NAD+FL+++NAME%u:GIVEN'ATT+2++M'", i);
        uint64_t before = hash_bytes(buffer_span(&body));
        sending_damage(chance_of(7, 7, seed), &body);
        assert_true(body.size > 0);
        assert_true(hash_bytes(buffer_span(&body)) != before);
        decode_for_test(buffer_span(&body), NULL, &decoded);
        forget(&decoded);
        buffer_free(&body);
    }
}

/* ---- who was told ---- */

static bool is_named(const struct image *image, struct span surname, struct span given,
                     const char *title)
{
    for (uint32_t n = 0; n < image->header->nodes; n++) {
        struct span got = image_text(image, n, FIELD_TRAVELLER_GIVEN);
        if (image->nodes[n].type != NODE_TRAVELLER ||
            !span_equal(image_text(image, n, FIELD_TRAVELLER_SURNAME), surname))
            continue;
        bool glued = got.size > given.size && span_is(span_part(got, given.size, got.size), title);
        if (span_equal(got, given) || (glued && span_equal(span_part(got, 0, given.size), given)))
            return true;
    }
    return false;
}

static void add_told(const struct run *run, const struct sending_message *message,
                     uint16_t told[40])
{
    struct arena arena = {0};
    struct decoded decoded;
    struct hand hand;
    struct profile *profile = NULL;
    struct span yaml = sending_source_profile(
        run->providers[run->world.flights[message->flight].provider].dialect);
    if (yaml.size)
        assert_int_equal(profile_parse(yaml, "table", &arena, &profile), STATUS_OK);
    struct decode_options options = {.home = SPAN("UZ"), .profile = profile};
    make_flight(message->flight, &hand);
    decode_for_test(message->body, &options, &decoded);
    for (uint32_t i = 0; i < hand.load.passenger_count + hand.load.crew_count; i++) {
        const struct world_passenger *who = &hand.passengers[i];
        if (is_named(&decoded.image, who->api_surname, who->api_given, who->title))
            told[i] |= (uint16_t)(1u << message->kind);
    }
    forget(&decoded);
    arena_free(&arena);
}

static void told_is_who_was_named(void **state)
{
    static uint16_t told[DAYS * FLIGHTS][40];
    struct run run;
    struct sending_message message;
    struct sending_closed closed;
    enum sending_event event;
    (void)state;
    memset(told, 0, sizeof told);
    start(&run, 80000);
    while ((event = sending_next(run.sending, &message, &closed)) != SENDING_END) {
        if (event == SENDING_CLOSED) {
            uint32_t count = closed.load->passenger_count + closed.load->crew_count;
            for (uint32_t i = 0; i < count; i++)
                assert_int_equal(closed.told[i], told[closed.load->flight.index][i]);
        } else if (message.fault != SENDING_MISSING && message.fault != SENDING_CORRUPTED) {
            add_told(&run, &message, told[message.flight]);
        }
    }
    end(&run);
}

/* ---- the same again ---- */

static uint64_t digest(uint64_t seed)
{
    struct run run;
    struct sending_message message;
    struct sending_closed closed;
    enum sending_event event;
    uint64_t sum = 0;
    start(&run, 50000);
    sending_close(run.sending);
    run.options.seed = seed;
    run.sending = sending_open(&run.world, &run.profile, &run.options);
    while ((event = sending_next(run.sending, &message, &closed)) != SENDING_END)
        if (event == SENDING_MESSAGE)
            sum = chance_mix(sum ^ hash_bytes(message.body)) + (uint64_t)message.when;
    end(&run);
    return sum;
}

static void the_same_seed_sends_the_same(void **state)
{
    (void)state;
    assert_true(digest(1) == digest(1));
    assert_true(digest(1) != digest(2));
}

static void half_a_run_leaks_nothing(void **state)
{
    struct run run;
    struct sending_message message;
    struct sending_closed closed;
    (void)state;
    start(&run, 50000);
    for (int i = 0; i < 100; i++)
        assert_int_not_equal(sending_next(run.sending, &message, &closed), SENDING_END);
    end(&run);
    sending_close(NULL);
}

static void words_are_told(void **state)
{
    (void)state;
    assert_string_equal(sending_kind_word(SENDING_API_CLOSEOUT), "api-closeout");
    assert_string_equal(sending_fault_word(SENDING_HELD), "held");
    assert_string_equal(sending_kind_word(SENDING_KINDS), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(everything_comes_in_order_and_once),
                                       cmocka_unit_test(pushes_come_when_they_are_due),
                                       cmocka_unit_test(doubled_messages_are_the_same_bytes),
                                       cmocka_unit_test(outages_hold_what_is_due),
                                       cmocka_unit_test(damage_changes_bytes),
                                       cmocka_unit_test(told_is_who_was_named),
                                       cmocka_unit_test(the_same_seed_sends_the_same),
                                       cmocka_unit_test(half_a_run_leaks_nothing),
                                       cmocka_unit_test(words_are_told)};
    decode_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
