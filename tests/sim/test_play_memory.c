#include "fixture.h"
#include "sim/play_memory.h"

#define URL "http://127.0.0.1:8480/v1/messages"

static struct play_memory memory;

static enum status open_it(const char *world, const char *system, bool again)
{
    return play_memory_open(home, world, system, URL, again, &memory);
}

static void test_window(void **state)
{
    (void)state;
    ok(open_it("w", "", false));
    assert_false(memory.known);
    assert_true(play_memory_has_room(&memory, PLAY_WINDOW - 1));
    assert_false(play_memory_has_room(&memory, PLAY_WINDOW));
    for (uint64_t n = 2; n < PLAY_WINDOW; n++)
        play_memory_mark(&memory, n);
    assert_int_equal(memory.through, 0);
    assert_int_equal(play_memory_count(&memory), PLAY_WINDOW - 2);
    assert_false(play_memory_is_done(&memory, 1));
    assert_true(play_memory_is_done(&memory, 2));
    assert_false(play_memory_is_done(&memory, PLAY_WINDOW + 2)); /* the same place, later */
    play_memory_mark(&memory, 1);
    assert_int_equal(memory.through, PLAY_WINDOW - 1);
    assert_int_equal(play_memory_count(&memory), PLAY_WINDOW - 1);
    assert_true(play_memory_is_done(&memory, 1));
    assert_false(play_memory_is_done(&memory, PLAY_WINDOW));
    play_memory_close(&memory);
}

/* In whatever order they are done: what is read again is what was saved. */
static void test_any_order(void **state)
{
    (void)state;
    enum { COUNT = 3000, NEAR = 700 };
    static bool done[COUNT + 1];
    uint64_t chance = 7, marked = 0;
    memset(done, 0, sizeof done);
    ok(open_it("w", "", false));
    while (marked < COUNT) {
        chance = chance * UINT64_C(6364136223846793005) + 1;
        uint64_t number = memory.through + 1 + (chance >> 33) % NEAR;
        if (number > COUNT || done[number])
            continue;
        done[number] = true;
        marked++;
        play_memory_mark(&memory, number);
        if (marked % 500 == 250) {
            memory.done.messages = marked;
            ok(play_memory_save(&memory, 0));
            play_memory_close(&memory);
            ok(open_it("w", "", false));
            assert_int_equal(memory.done.messages, marked);
            for (uint64_t n = 1; n <= COUNT; n++)
                assert_int_equal(play_memory_is_done(&memory, n), done[n]);
        }
        assert_int_equal(play_memory_count(&memory), marked);
    }
    assert_int_equal(memory.through, COUNT);
    play_memory_close(&memory);
}

static void test_whose(void **state)
{
    (void)state;
    ok(open_it("w", "one", false));
    play_memory_mark(&memory, 1);
    memory.done = (struct play_done){1, 20, 3};
    ok(play_memory_save(&memory, 0));
    play_memory_close(&memory);
    ok(open_it("w", "one", false));
    assert_true(memory.known);
    assert_int_equal(memory.through, 1);
    assert_int_equal(memory.done.persons, 20);
    assert_int_equal(memory.done.refused, 3);
    play_memory_close(&memory);
    static const struct {
        const char *world, *system;
        bool again;
    } others[] = {{"v", "one", false}, {"w", "two", false}, {"w", "one", true}};
    for (size_t i = 0; i < 3; i++) {
        ok(open_it(others[i].world, others[i].system, others[i].again));
        assert_false(memory.known);
        assert_int_equal(memory.through, 0);
        play_memory_close(&memory);
    }
    assert_int_equal(access(in("played/127.0.0.1-8480.json"), F_OK), 0);
    put("played/127.0.0.1-8480.json", "{\"world\":");
    assert_int_equal(open_it("w", "one", false), STATUS_DAMAGED);
    ok(open_it("w", "one", true));
    play_memory_close(&memory);
}

static void test_lock(void **state)
{
    (void)state;
    struct play_memory other;
    ok(open_it("w", "", false));
    assert_int_equal(play_memory_open(home, "w", "", URL, true, &other), STATUS_LOCKED);
    ok(play_memory_open(home, "w", "", "https://[::1]/../x", false, &other));
    assert_non_null(strstr(other.path, "/played/___1_-443"));
    play_memory_close(&other);
    play_memory_close(&memory);
    ok(open_it("w", "", false));
    play_memory_close(&memory);
    assert_int_equal(play_memory_open(home, "w", "", "nothing:", false, &other), STATUS_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_window, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_any_order, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_whose, make_home, remove_home),
        cmocka_unit_test_setup_teardown(test_lock, make_home, remove_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
