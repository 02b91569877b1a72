/* What was answered counts for its time, over a restart, and is bounded. */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../room.h"
#include "lookup/lookup.h"

#define OK(call) assert_int_equal((call), STATUS_OK)

struct place {
    char folder[64];
    struct lookup_book *book;
};

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    (void)stat, (void)type, (void)walk;
    return remove(path);
}

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    room_name(place->folder, sizeof place->folder, "lookup");
    assert_non_null(mkdtemp(place->folder));
    assert_int_equal(lookup_book_open(place->folder, LOOKUP_READ, &place->book), STATUS_MISSING);
    OK(lookup_book_open(place->folder, LOOKUP_WRITE, &place->book));
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    lookup_book_close(place->book);
    nftw(place->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(place);
    return 0;
}

static struct seal_digest key(int number)
{
    struct seal_digest digest = {{0}};
    memcpy(digest.bytes, &number, sizeof number);
    return digest;
}

static enum status find(struct place *place, int number, int64_t now)
{
    struct seal_digest one = key(number);
    struct lookup_known known;
    return lookup_book_find(place->book, &one, now, &known);
}

static void put(struct place *place, int number, int64_t until)
{
    struct seal_digest one = key(number);
    OK(lookup_book_put(place->book, &one, &(struct lookup_known){until - 100, until, number % 2}));
}

static void test_until_its_time(void **state)
{
    struct place *place = *state;
    struct seal_digest one = key(1);
    struct lookup_known known;
    assert_int_equal(find(place, 1, 0), STATUS_MISSING);
    put(place, 1, 500);
    OK(lookup_book_find(place->book, &one, 499, &known));
    assert_true(known.found);
    assert_int_equal(known.asked, 400);
    assert_int_equal(find(place, 1, 500), STATUS_MISSING);
    assert_int_equal(find(place, 2, 0), STATUS_MISSING);
    put(place, 1, 900);
    OK(find(place, 1, 899));
}

static void test_over_a_restart(void **state)
{
    struct place *place = *state;
    put(place, 1, 500);
    lookup_book_close(place->book);
    OK(lookup_book_open(place->folder, LOOKUP_WRITE, &place->book));
    OK(find(place, 1, 400));
}

static void test_bounded(void **state)
{
    struct place *place = *state;
    for (int i = 0; i < 10; i++)
        put(place, i, 100 + i);
    OK(lookup_book_sweep(place->book, 102, 4));
    for (int i = 0; i < 10; i++)
        assert_int_equal(find(place, i, 0), i < 6 ? STATUS_MISSING : STATUS_OK);
}

static void test_how_it_stands(void **state)
{
    struct place *place = *state;
    struct arena arena = {0};
    struct lookup_state
        said = {SPAN("sltd"), SPAN("timeout"), SPAN("Too \"slow\"."), 1, 2, 3, 4, 5, 6},
        read;
    assert_int_equal(lookup_book_state(place->book, &arena, &read), STATUS_MISSING);
    OK(lookup_book_say(place->book, &said));
    said.waiting = 7;
    OK(lookup_book_say(place->book, &said));
    OK(lookup_book_state(place->book, &arena, &read));
    assert_true(span_equal(read.name, said.name) && span_equal(read.state, said.state) &&
                span_equal(read.text, said.text));
    assert_int_equal(read.waiting, 7);
    assert_int_equal(read.failed, 6);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_until_its_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_over_a_restart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_how_it_stands, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
