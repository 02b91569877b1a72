/* Each item is worked on once, by a worker of a known number, and all is done when the call returns. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <cmocka.h>

#include "sys/crew.h"

enum { ITEMS = 1000, WORKERS = 4, ROUNDS = 300 };

struct tally {
    atomic_int times[ITEMS];
    atomic_int by[WORKERS];
};

static void count(void *context, unsigned worker, size_t item)
{
    struct tally *tally = context;
    atomic_fetch_add(&tally->times[item], 1);
    atomic_fetch_add(&tally->by[worker], 1);
}

static void test_each_once(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 7, ITEMS};
    struct crew *crew = crew_start(WORKERS);
    assert_in_range(crew_size(crew), 1, WORKERS);
    for (int round = 0; round < ROUNDS; round++) {
        static struct tally tally;
        size_t items = counts[round % 5];
        int all = 0;
        tally = (struct tally){0};
        crew_work(crew, items, count, &tally);
        for (size_t i = 0; i < ITEMS; i++)
            assert_int_equal(atomic_load(&tally.times[i]), i < items);
        for (unsigned i = 0; i < WORKERS; i++) {
            all += atomic_load(&tally.by[i]);
            if (i >= crew_size(crew))
                assert_int_equal(atomic_load(&tally.by[i]), 0);
        }
        assert_int_equal(all, items);
    }
    crew_end(crew);
}

static void test_alone(void **state)
{
    (void)state;
    static struct tally tally;
    struct crew *crew = crew_start(1);
    assert_int_equal(crew_size(crew), 1);
    crew_work(crew, ITEMS, count, &tally);
    assert_int_equal(atomic_load(&tally.by[0]), ITEMS);
    crew_end(crew);
    crew_end(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_once),
                                       cmocka_unit_test(test_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
