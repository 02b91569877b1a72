/* What holds strangers within bounds: how often, and for which flight. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "api/internal.h"

/* ---- how often ---- */

#define SECOND MICROS_PER_SECOND

static void as_many_at_once_then_one_by_one(void **state)
{
    (void)state;
    struct pace pace;
    pace_start(&pace, 3, 20 * SECOND);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pace_wait(&pace, 7, SECOND), 0);
    assert_int_equal(pace_wait(&pace, 7, SECOND), 20);
    assert_int_equal(pace_wait(&pace, 7, SECOND), 20); /* who is refused waits no longer for it */
    assert_int_equal(pace_wait(&pace, 8, SECOND), 0);
    assert_int_equal(pace_wait(&pace, 7, 11 * SECOND), 10);
    assert_int_equal(pace_wait(&pace, 7, 21 * SECOND), 0);
    assert_int_equal(pace_wait(&pace, 7, 21 * SECOND), 20);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pace_wait(&pace, 7, 1000 * SECOND), 0);
    pthread_mutex_destroy(&pace.lock);
}

/* Many others push out who is forgiven first, never who waits longest. */
static void keys_that_wait_are_remembered(void **state)
{
    (void)state;
    struct pace pace;
    pace_start(&pace, 10, 100 * SECOND);
    for (int i = 0; i < 10; i++)
        assert_int_equal(pace_wait(&pace, 1, SECOND), 0);
    for (uint64_t key = 2; key < 2 + 3 * (uint64_t)PACE_KEYS; key++)
        assert_int_equal(pace_wait(&pace, key, SECOND), 0);
    assert_int_not_equal(pace_wait(&pace, 1, SECOND), 0);
    pthread_mutex_destroy(&pace.lock);
}

/* ---- which flight ---- */

static enum scope scope_told(const char *flight, const char *carrier, const char *number,
                             const char *departure)
{
    struct arena arena = {0};
    struct image image;
    struct image_builder *builder = image_builder_new(&arena, 0);
    uint32_t message = image_add_node(builder, NODE_MESSAGE, KIND_API, IMAGE_NONE, 0);
    uint32_t leg = image_add_node(builder, NODE_LEG, KIND_API, message, 0);
    image_add_value(builder, leg, FIELD_LEG_CARRIER, span_of(carrier), 0, 0);
    image_add_value(builder, leg, FIELD_LEG_NUMBER, span_of(number), 0, 0);
    image_add_value(builder, leg, FIELD_LEG_DEPARTURE, span_of(departure), 0, 0);
    assert_int_equal(image_open(image_finish(builder), &image), STATUS_OK);
    enum scope scope = scope_of(span_of(flight), &image);
    arena_free(&arena);
    return scope;
}

static void one_flight_however_it_is_written(void **state)
{
    (void)state;
    static const struct {
        const char *flight, *carrier, *number, *departure;
        enum scope scope;
    } rows[] = {
        {"", "HY", "271", "2026-11-22", SCOPE_FITS},
        {"HY271 2026-11-22", "HY", "271", "2026-11-22", SCOPE_FITS},
        {"HY271 2026-11-22", "HY", "0271", "2026-11-22T10:05", SCOPE_FITS},
        {"HY0271 2026-11-22", "HY", "271", "2026-11-22", SCOPE_FITS},
        {"HY271A 2026-11-22", "HY", "0271A", "2026-11-22", SCOPE_FITS},
        {"U2271 2026-11-22", "U2", "0271", "2026-11-22", SCOPE_FITS},
        {"4K-AZ900 2026-11-22", "", "4K-AZ900", "2026-11-22", SCOPE_FITS},
        {"4K-AZ900 2026-11-22", "", "4KAZ901", "2026-11-22", SCOPE_OTHER},
        {"HY271 2026-11-22", "HY", "272", "2026-11-22", SCOPE_OTHER},
        {"HY271 2026-11-22", "HY", "2710", "2026-11-22", SCOPE_OTHER},
        {"HY271 2026-11-22", "HY", "271A", "2026-11-22", SCOPE_OTHER},
        {"HY271 2026-11-22", "HY", "271", "2026-11-23", SCOPE_OTHER},
        {"HY271 2026-11-22", "HY", "", "2026-11-22", SCOPE_UNTOLD},
        {"HY271 2026-11-22", "HY", "271", "", SCOPE_UNTOLD},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (scope_told(rows[i].flight, rows[i].carrier, rows[i].number, rows[i].departure) !=
            rows[i].scope)
            fail_msg("%s and %s%s %s", rows[i].flight, rows[i].carrier, rows[i].number,
                     rows[i].departure);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_at_once_then_one_by_one),
        cmocka_unit_test(keys_that_wait_are_remembered),
        cmocka_unit_test(one_flight_however_it_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
