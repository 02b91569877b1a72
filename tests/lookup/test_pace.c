/* When it is tried again, by a clock that stands still; and who comes first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lookup/lookup.h"

#define SECOND MICROS_PER_SECOND

static struct lookup_pace pace_new(void)
{
    return lookup_pace_of(&(struct lookup_settings){.retry = 5, .rest = 60, .per_second = 10});
}

static void test_so_many_a_second(void **state)
{
    struct lookup_pace pace = pace_new();
    int64_t now = 1000 * SECOND;
    (void)state;
    assert_int_equal(lookup_pace_wait(&pace, now), 0);
    lookup_pace_asked(&pace, now);
    assert_int_equal(lookup_pace_ended(&pace, LOOKUP_NOTHING, now), 0);
    assert_int_equal(lookup_pace_wait(&pace, now), SECOND / 10);
    assert_int_equal(lookup_pace_wait(&pace, now + SECOND / 10), 0);
}

static void test_waits_double(void **state)
{
    static const int64_t waits[] = {5, 10, 20, 40, 60, 60, 60};
    struct lookup_pace pace = pace_new();
    int64_t now = 1000 * SECOND;
    (void)state;
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        assert_int_equal(lookup_pace_ended(&pace, i % 2 ? LOOKUP_TIMEOUT : LOOKUP_BROKEN, now),
                         now + waits[i] * SECOND);
        assert_int_equal(lookup_pace_wait(&pace, now), waits[i] * SECOND);
        now += waits[i] * SECOND;
    }
    assert_int_equal(lookup_pace_ended(&pace, LOOKUP_FOUND, now), 0);
    assert_int_equal(lookup_pace_ended(&pace, LOOKUP_UNREACHABLE, now), now + 5 * SECOND);
}

/* Nobody knocks at a door that is closed. */
static void test_a_refusal_rests(void **state)
{
    static const enum lookup_result lasting[] = {LOOKUP_REFUSED, LOOKUP_CERTIFICATE,
                                                 LOOKUP_SETTINGS};
    int64_t now = 1000 * SECOND;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct lookup_pace pace = pace_new();
        assert_int_equal(lookup_pace_ended(&pace, lasting[i], now), now + 60 * SECOND);
        assert_int_equal(lookup_pace_wait(&pace, now), 60 * SECOND);
    }
}

/* What is wrong with one question holds up none of the others. */
static void test_a_bad_question_waits_alone(void **state)
{
    struct lookup_pace pace = pace_new();
    (void)state;
    assert_int_equal(lookup_pace_ended(&pace, LOOKUP_QUESTION, SECOND), 61 * SECOND);
    assert_int_equal(lookup_pace_wait(&pace, SECOND), 0);
}

/* ---- the queue ---- */

static struct lookup_waiting waiting(unsigned number, int64_t due)
{
    struct lookup_waiting one = {.traveller = number, .due = due, .since = 100 + number};
    memcpy(one.key.bytes, &number, sizeof number);
    return one;
}

static void test_due_first(void **state)
{
    static const int64_t due[] = {50, 10, 30, 20, 40};
    struct lookup_queue *queue = lookup_queue_new();
    (void)state;
    assert_null(lookup_queue_next(queue, 0));
    assert_int_equal(lookup_queue_oldest(queue), 0);
    for (unsigned i = 0; i < 5; i++)
        assert_true(lookup_queue_add(queue, &(struct lookup_waiting[]){waiting(i, due[i])}[0]));
    assert_int_equal(lookup_queue_oldest(queue), 100);
    for (int64_t expected = 10; expected <= 50; expected += 10) {
        struct lookup_waiting next = *lookup_queue_next(queue, 0);
        assert_int_equal(next.due, expected);
        lookup_queue_remove(queue, &next.key);
    }
    assert_int_equal(lookup_queue_count(queue), 0);
    lookup_queue_free(queue);
}

/* Of two flights with one document the one that is due first. */
static void test_a_document_waits_once(void **state)
{
    struct lookup_queue *queue = lookup_queue_new();
    struct lookup_waiting late = waiting(1, 90), soon = waiting(1, 20);
    (void)state;
    soon.traveller = 7;
    lookup_queue_add(queue, &late);
    lookup_queue_add(queue, &soon);
    lookup_queue_add(queue, &late);
    assert_int_equal(lookup_queue_count(queue), 1);
    assert_int_equal(lookup_queue_next(queue, 0)->traveller, 7);
    lookup_queue_free(queue);
}

static void test_who_is_held_lets_others_pass(void **state)
{
    struct lookup_queue *queue = lookup_queue_new();
    (void)state;
    for (unsigned i = 0; i < 2; i++)
        lookup_queue_add(queue, &(struct lookup_waiting[]){waiting(i, i)}[0]);
    lookup_queue_next(queue, 0)->held = 50;
    assert_int_equal(lookup_queue_next(queue, 49)->traveller, 1);
    assert_int_equal(lookup_queue_next(queue, 50)->traveller, 0);
    lookup_queue_free(queue);
}

/* One that fails each time is held until the pace opens, and then it is another's turn. */
static void test_who_failed_lets_others_pass(void **state)
{
    struct lookup_queue *queue = lookup_queue_new();
    struct lookup_pace pace = pace_new();
    int64_t now = 1000 * SECOND;
    (void)state;
    for (unsigned i = 0; i < 2; i++)
        lookup_queue_add(queue, &(struct lookup_waiting[]){waiting(i, i)}[0]);
    for (unsigned round = 0; round < 6; round++) {
        struct lookup_waiting *one = lookup_queue_next(queue, now);
        assert_int_equal(one->traveller, round % 2);
        lookup_pace_asked(&pace, now);
        one->held = lookup_pace_ended(&pace, LOOKUP_TIMEOUT, now);
        one->tries++;
        now += lookup_pace_wait(&pace, now);
    }
    lookup_queue_free(queue);
}

/* Many in one bucket, taken out in another order than put in. */
static void test_many(void **state)
{
    enum { MANY = 50000 };
    struct lookup_queue *queue = lookup_queue_new();
    (void)state;
    for (unsigned i = 0; i < MANY; i++)
        lookup_queue_add(queue, &(struct lookup_waiting[]){waiting(i, i)}[0]);
    for (unsigned i = 0; i < MANY; i++) {
        struct lookup_waiting one = waiting((i * 7919U) % MANY, 0);
        lookup_queue_remove(queue, &one.key);
        lookup_queue_remove(queue, &one.key);
        assert_int_equal(lookup_queue_count(queue), MANY - 1 - i);
    }
    for (unsigned i = 0; i <= LOOKUP_MOST_WAITING; i++)
        assert_int_equal(lookup_queue_add(queue, &(struct lookup_waiting[]){waiting(i, i)}[0]),
                         i < LOOKUP_MOST_WAITING);
    lookup_queue_free(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_so_many_a_second),
        cmocka_unit_test(test_waits_double),
        cmocka_unit_test(test_a_refusal_rests),
        cmocka_unit_test(test_a_bad_question_waits_alone),
        cmocka_unit_test(test_due_first),
        cmocka_unit_test(test_a_document_waits_once),
        cmocka_unit_test(test_who_is_held_lets_others_pass),
        cmocka_unit_test(test_who_failed_lets_others_pass),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
