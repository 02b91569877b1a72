/* How sources write: what is told, when, and what is not. Messages are made here, a day's worth an hour
 * apart, with chance of a fixed seed. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "drift/internal.h"

#define START INT64_C(1793491200000000) /* 2026-11-01T00:00:00Z */
#define HOUR (MICROS_PER_DAY / 24)

struct sender {
    struct arena arena;
    struct drift_stream stream;
    uint64_t seed;
    int64_t seq, hours; /* hours: between two messages, times a thousand */
    const char *release, *delimiters;
    int birth, document, seat; /* per cent of persons */
    int persons;
    int raised;
};

static void begin(struct sender *sender)
{
    *sender = (struct sender){.seed = 7,
                              .hours = 1000,
                              .release = "D.05B.UN.IATA",
                              .delimiters = ": + ? none '",
                              .birth = 98,
                              .document = 90,
                              .seat = 50,
                              .persons = 20};
    drift_stream_start(&sender->stream, SPAN("carrier"), SPAN("HYAIR"), SPAN("PAXLST manifest"),
                       &sender->arena);
}

static void end(struct sender *sender)
{
    arena_free(&sender->arena);
}

static int chance(struct sender *sender, int most)
{
    sender->seed = sender->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((sender->seed >> 33) % (uint64_t)most);
}

static void add_fact(struct drift_sample *sample, enum drift_trait trait, const char *value,
                     enum drift_per per, int64_t count)
{
    struct drift_fact *fact = &sample->facts[sample->count++];
    *fact = (struct drift_fact){.trait = trait, .per = per, .count = count};
    snprintf(fact->value, sizeof fact->value, "%s", value);
}

static int64_t some(struct sender *sender, int percent)
{
    int64_t count = 0;
    for (int i = 0; i < sender->persons; i++)
        count += chance(sender, 100) < percent;
    return count;
}

static int send(struct sender *sender)
{
    struct drift_fact facts[8];
    struct drift_sample sample = {.of = {1, sender->persons, 0}, .facts = facts};
    add_fact(&sample, DRIFT_RELEASE, sender->release, DRIFT_MESSAGE, 1);
    add_fact(&sample, DRIFT_DELIMITERS, sender->delimiters, DRIFT_MESSAGE, 1);
    add_fact(&sample, DRIFT_SEGMENT, "NAD", DRIFT_MESSAGE, 1);
    add_fact(&sample, DRIFT_FIELD, "traveller.birth", DRIFT_PERSON, some(sender, sender->birth));
    add_fact(&sample, DRIFT_FIELD, "document.number", DRIFT_PERSON, some(sender, sender->document));
    add_fact(&sample, DRIFT_FIELD, "seat.number", DRIFT_PERSON, some(sender, sender->seat));
    int64_t made = START + sender->seq++ * sender->hours * (HOUR / 1000);
    int raised = drift_learn(&sender->stream, &sample, sender->seq, made, made + HOUR / 60);
    sender->raised += raised;
    return raised;
}

static void send_many(struct sender *sender, int count)
{
    for (int i = 0; i < count; i++)
        (void)send(sender);
}

static const struct drift_item *item(const struct sender *sender, enum drift_trait trait,
                                     const char *value)
{
    const struct drift_item *found = drift_find(&sender->stream, trait, span_of(value));
    assert_non_null(found);
    return found;
}

static void expect_sentence(const struct sender *sender, enum drift_trait trait, const char *value,
                            const char *expected)
{
    struct buffer text = {0};
    drift_sentence(&sender->stream, item(sender, trait, value), &text);
    assert_string_equal(buffer_string(&text), expected);
    buffer_free(&text);
}

/* ---- the comparison ---- */

static struct drift_sums blocks(int count, int64_t x, int64_t spread)
{
    struct drift_sums sums = {0};
    for (int i = 0; i < count; i++)
        sums_add(&sums, x + (i % 2 ? spread : -spread), 100);
    return sums;
}

static void nothing_is_compared_before_it_is_learned(void **state)
{
    (void)state;
    struct drift_sums few = blocks(DRIFT_LEARN - 1, 98, 0), enough = blocks(DRIFT_LEARN, 98, 0);
    assert_int_equal(sums_compare(&few, 0, 100, 20, SUMS_OFF), 0);
    assert_int_equal(sums_compare(&enough, 0, 100, 20, SUMS_OFF), -1);
}

static void small_differences_and_few_messages_do_not_count(void **state)
{
    (void)state;
    struct drift_sums sums = blocks(20, 90, 0);
    assert_int_equal(sums_compare(&sums, 76, 100, 100, SUMS_OFF), 0); /* under 15 points */
    assert_int_equal(sums_compare(&sums, 74, 100, 100, SUMS_OFF), -1);
    assert_int_equal(sums_compare(&sums, 70, 100, 10, SUMS_OFF), 0); /* chance of ten messages */
    assert_int_equal(sums_compare(&sums, 45, 100, 100, SUMS_GROSS), 0);
    assert_int_equal(sums_compare(&sums, 35, 100, 100, SUMS_GROSS), -1);
    assert_int_equal(sums_compare(&sums, 0, 4, 100, SUMS_OFF), 0); /* four persons */
    struct drift_sums low = blocks(20, 10, 0);
    assert_int_equal(sums_compare(&low, 90, 100, 20, SUMS_OFF), 1);
}

static void what_always_varied_may_vary(void **state)
{
    (void)state;
    struct drift_sums steady = blocks(20, 50, 0), varied = blocks(20, 50, 15);
    assert_int_equal(sums_compare(&steady, 5, 100, 100, SUMS_OFF), -1);
    assert_int_equal(sums_compare(&varied, 6, 100, 100, SUMS_OFF), 0);
}

/* ---- a stream ---- */

static void steady_noise_is_never_told(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct sender sender;
        begin(&sender);
        sender.seed = seed;
        sender.birth = 90;
        for (int i = 0; i < 1500; i++) {
            sender.persons = 1 + chance(&sender, 30);
            sender.delimiters = chance(&sender, 100) == 0 ? "odd" : ": + ? none '";
            sender.seat = i % 24 < 8 ? 20 : 80; /* by night other routes than by day */
            (void)send(&sender);
        }
        assert_int_equal(sender.raised, 0);
        end(&sender);
    }
}

static void another_release_is_told_after_eight_messages(void **state)
{
    struct sender sender;
    (void)state;
    begin(&sender);
    send_many(&sender, 24 * 10);
    sender.release = "D.12B.UN.IATA";
    send_many(&sender, 7);
    assert_int_equal(sender.raised, 0);
    assert_int_equal(send(&sender), 1);
    expect_sentence(&sender, DRIFT_RELEASE, "D.12B.UN.IATA",
                    "Since 11 November 2026 PAXLST manifest messages of carrier (from HYAIR) have "
                    "the version and release \"D.12B.UN.IATA\": 100 % of messages instead of 0 %; "
                    "\"D.05B.UN.IATA\" was usual.");
    assert_int_equal(item(&sender, DRIFT_RELEASE, "D.12B.UN.IATA")->note.since.seq, 241);
    send_many(&sender, 24 * 30);
    assert_int_equal(sender.raised, 1); /* it is told once */
    end(&sender);
}

static void a_stray_message_is_not_told(void **state)
{
    struct sender sender;
    (void)state;
    begin(&sender);
    for (int i = 0; i < 24 * 20; i++) {
        sender.release = i > 240 && i % 20 < 3 ? "D.12B.UN.IATA" : "D.05B.UN.IATA";
        (void)send(&sender);
    }
    assert_int_equal(sender.raised, 0);
    end(&sender);
}

static void a_field_that_is_gone_is_told(void **state)
{
    struct sender sender;
    (void)state;
    begin(&sender);
    send_many(&sender, 24 * 10);
    sender.birth = 0;
    send_many(&sender, 30);
    assert_int_equal(sender.raised, 1);
    expect_sentence(&sender, DRIFT_FIELD, "traveller.birth",
                    "Since 11 November 2026 PAXLST manifest messages of carrier (from HYAIR) no "
                    "longer have the date of birth: 0 % of persons instead of 98 %.");
    end(&sender);
}

/* Where a block ends before eight messages have agreed, the message is known all the same. */
static void a_change_within_a_block_is_told_from_its_message_on(void **state)
{
    struct sender sender;
    (void)state;
    begin(&sender);
    sender.hours = 2000; /* a block of twelve messages */
    send_many(&sender, 8 * DRIFT_BLOCK - 7);
    sender.birth = 0;
    send_many(&sender, 7);
    const struct drift_item *birth = item(&sender, DRIFT_FIELD, "traveller.birth");
    assert_int_equal(birth->note.state, DRIFT_STANDS);
    assert_int_equal(birth->note.since.seq, 8 * DRIFT_BLOCK - 6);
    assert_int_equal(drift_share(birth, false), 0);
    end(&sender);
}

static void a_field_that_is_there_less_often_is_told_by_blocks(void **state)
{
    struct sender sender;
    (void)state;
    begin(&sender);
    send_many(&sender, 24 * 10);
    sender.document = 60;
    send_many(&sender, 24);
    assert_int_equal(sender.raised, 0); /* one day may be odd */
    send_many(&sender, 24 * 2);
    assert_int_equal(sender.raised, 1);
    assert_string_equal(drift_turn(item(&sender, DRIFT_FIELD, "document.number")), "less");
    end(&sender);
}

/* Of a small sender half of the persons have it, then nobody: that is still told. */
static void a_small_sender_is_not_overlooked(void **state)
{
    struct sender sender;
    (void)state;
    begin(&sender);
    sender.hours = 6000;
    sender.persons = 3;
    send_many(&sender, 7 * DRIFT_BLOCK);
    sender.seat = 0;
    send_many(&sender, 2 * DRIFT_BLOCK);
    assert_int_equal(sender.raised, 1);
    end(&sender);
}

static void a_note_ends_when_all_is_as_before(void **state)
{
    struct sender sender;
    (void)state;
    begin(&sender);
    send_many(&sender, 24 * 10);
    sender.birth = 0;
    send_many(&sender, 24 * 3);
    assert_int_equal(item(&sender, DRIFT_FIELD, "traveller.birth")->note.state, DRIFT_STANDS);
    sender.birth = 98;
    send_many(&sender, 24 * 3);
    assert_int_equal(item(&sender, DRIFT_FIELD, "traveller.birth")->note.state, DRIFT_OVER);
    send_many(&sender, 24 * 8);
    assert_int_equal(item(&sender, DRIFT_FIELD, "traveller.birth")->note.state, DRIFT_QUIET);
    sender.birth = 0;
    send_many(&sender, 24);
    assert_int_equal(sender.raised, 2); /* and may come again */
    end(&sender);
}

static void what_was_accepted_is_the_reference(void **state)
{
    struct sender sender;
    (void)state;
    begin(&sender);
    send_many(&sender, 24 * 10);
    sender.birth = 0;
    sender.release = "D.12B.UN.IATA";
    send_many(&sender, 24 * 10);
    assert_int_equal(sender.raised, 2);
    drift_accept(&sender.stream, DRIFT_FIELD, SPAN("traveller.birth"));
    drift_accept(&sender.stream, DRIFT_RELEASE, SPAN("D.12B.UN.IATA"));
    drift_accept(&sender.stream, DRIFT_RELEASE, SPAN("of which there is no note"));
    send_many(&sender, 24 * 10);
    assert_int_equal(sender.raised, 2);
    assert_int_equal(drift_share(item(&sender, DRIFT_FIELD, "traveller.birth"), true), 0);
    assert_true(span_is(drift_usual(&sender.stream, DRIFT_RELEASE), "D.12B.UN.IATA"));
    sender.birth = 98;
    sender.release = "D.05B.UN.IATA";
    send_many(&sender, 10);
    assert_int_equal(sender.raised, 4); /* now that is the change */
    end(&sender);
}

static void a_state_that_was_written_goes_on_alike(void **state)
{
    struct sender whole, parted;
    (void)state;
    begin(&whole);
    begin(&parted);
    for (int i = 0; i < 24 * 20; i++) {
        struct buffer one = {0}, other = {0};
        whole.birth = parted.birth = i > 300 ? 3 : 98;
        assert_int_equal(send(&whole), send(&parted));
        drift_write(&whole.stream, &one);
        if (i % 7 == 0) { /* stopped and started again */
            struct drift_stream again;
            drift_write(&parted.stream, &other);
            drift_stream_start(&again, SPAN("carrier"), SPAN("HYAIR"), SPAN("PAXLST manifest"),
                               &parted.arena);
            assert_int_equal(drift_read(&again, buffer_span(&other)), STATUS_OK);
            parted.stream = again;
            other.size = 0;
        }
        drift_write(&parted.stream, &other);
        assert_true(span_equal(buffer_span(&one), buffer_span(&other)));
        buffer_free(&one);
        buffer_free(&other);
    }
    assert_int_equal(whole.raised, 1);
    end(&whole);
    end(&parted);
}

static void damaged_states_are_told(void **state)
{
    struct sender sender;
    struct buffer text = {0};
    (void)state;
    begin(&sender);
    send_many(&sender, 20);
    drift_write(&sender.stream, &text);
    for (size_t size = 0; size + 1 < text.size; size += 3) {
        struct drift_stream stream;
        drift_stream_start(&stream, SPAN("c"), SPAN(""), SPAN("k"), &sender.arena);
        (void)drift_read(&stream, span_part(buffer_span(&text), 0, size));
        text.at[size] ^= 0x15;
        (void)drift_read(&stream, buffer_span(&text));
        text.at[size] ^= 0x15;
    }
    struct drift_stream stream;
    drift_stream_start(&stream, SPAN("c"), SPAN(""), SPAN("k"), &sender.arena);
    assert_int_equal(drift_read(&stream, SPAN("drift 2\n")), STATUS_DAMAGED);
    buffer_free(&text);
    end(&sender);
}

static void a_sender_that_comes_anew_is_told_with_its_third_message(void **state)
{
    struct sender old, new;
    (void)state;
    begin(&old);
    send_many(&old, 24 * 10);
    begin(&new);
    new.seq = 24 * 10;
    drift_stream_follow(&new.stream, &old.stream);
    drift_stream_first(&new.stream, DRIFT_SENDER, SPAN("OTHER"));
    new.birth = 0;
    send_many(&new, 2);
    assert_int_equal(new.raised, 0);
    send_many(&new, 6);
    assert_int_equal(new.raised, 2); /* the sender; and it is held against the one before */
    assert_int_equal(item(&new, DRIFT_FIELD, "traveller.birth")->note.state, DRIFT_STANDS);
    expect_sentence(&new, DRIFT_SENDER, "OTHER",
                    "Since 11 November 2026 carrier has another sender address: \"OTHER\".");
    end(&old);
    end(&new);
}

static void nonsense_stays_small(void **state)
{
    struct sender sender;
    (void)state;
    begin(&sender);
    for (int i = 0; i < 3000; i++) {
        char tag[8], release[16];
        struct drift_fact facts[2];
        struct drift_sample sample = {.of = {1, 0, 0}, .facts = facts};
        snprintf(tag, sizeof tag, "%03X", i);
        snprintf(release, sizeof release, "D.%d", i);
        add_fact(&sample, DRIFT_SEGMENT, tag, DRIFT_MESSAGE, 1);
        add_fact(&sample, DRIFT_RELEASE, release, DRIFT_MESSAGE, 1);
        (void)drift_learn(&sender.stream, &sample, i + 1, START, START);
    }
    assert_true(sender.stream.count <= 256);
    end(&sender);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_compared_before_it_is_learned),
        cmocka_unit_test(small_differences_and_few_messages_do_not_count),
        cmocka_unit_test(what_always_varied_may_vary),
        cmocka_unit_test(steady_noise_is_never_told),
        cmocka_unit_test(another_release_is_told_after_eight_messages),
        cmocka_unit_test(a_stray_message_is_not_told),
        cmocka_unit_test(a_field_that_is_gone_is_told),
        cmocka_unit_test(a_change_within_a_block_is_told_from_its_message_on),
        cmocka_unit_test(a_field_that_is_there_less_often_is_told_by_blocks),
        cmocka_unit_test(a_small_sender_is_not_overlooked),
        cmocka_unit_test(a_note_ends_when_all_is_as_before),
        cmocka_unit_test(what_was_accepted_is_the_reference),
        cmocka_unit_test(a_state_that_was_written_goes_on_alike),
        cmocka_unit_test(damaged_states_are_told),
        cmocka_unit_test(a_sender_that_comes_anew_is_told_with_its_third_message),
        cmocka_unit_test(nonsense_stays_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
