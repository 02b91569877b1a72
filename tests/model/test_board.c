/* What follows from what messages say of a person, in whatever order they are given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/board.h"

enum { MOST = 6 };

/* "ab!": a letter a word, `!` behind it: implied; one minute after the other. */
static size_t read_story(const char *story, struct board_said said[MOST])
{
    static const char letters[] = "?acbnxBDX"; /* in the order of board.def */
    size_t count = 0;
    for (; *story; story++) {
        if (*story == '!')
            said[count - 1].implied = true;
        else {
            said[count] =
                (struct board_said){.word = (enum board_word)(strchr(letters, *story) - letters),
                                    .at = (int64_t)count + 1,
                                    .seq = (int64_t)(100 - count)};
            count++;
        }
    }
    return count;
}

static const struct {
    const char *story, *state;
} stories[] = {
    {"", "unknown"},        {"a", "announced"},   {"ac", "checked-in"},   {"ca", "checked-in"},
    {"ab", "boarded"},      {"ba", "boarded"},    {"bn", "not-boarded"},  {"nb", "boarded"},
    {"ax", "cancelled"},    {"axa", "announced"}, {"axb", "boarded"},     {"bx", "cancelled"},
    {"an!", "not-boarded"}, {"bn!", "boarded"},   {"nb!", "not-boarded"}, {"ab!", "boarded"},
    {"xb!", "cancelled"},   {"n!b", "boarded"},   {"b!n", "not-boarded"}, {"n!a", "not-boarded"},
    {"bxa", "announced"},   {"aD!", "announced"},
};

/* Also in every other order of coming, as time alone decides. */
static void states(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) {
        struct board_said said[MOST] = {0}, turned[MOST];
        size_t count = read_story(stories[i].story, said);
        for (size_t shift = 0; shift < count + 1; shift++) {
            for (size_t k = 0; k < count; k++)
                turned[k] = said[(k + shift) % count];
            board_sort(turned, count);
            struct board board = board_of(turned, count);
            assert_string_equal(board_text(board.state), stories[i].state);
            assert_int_equal(board_is_trip(&board), board.state == BOARD_BOARDED);
            assert_true((board.by != NULL) == (board.state != BOARD_UNKNOWN));
        }
    }
}

static void bookings(void **state)
{
    struct board_said said[MOST];
    (void)state;
    size_t count = read_story("bD!", said);
    assert_int_equal(board_of(said, count).booking, BOARD_DROPPED_OUT);
    assert_int_equal(board_of(said, count).state, BOARD_BOARDED);
    count = read_story("D!BX", said);
    assert_int_equal(board_of(said, count).booking, BOARD_BOOKING_CANCELLED);
    assert_int_equal(board_of(said, 2).booking, BOARD_BOOKED);
    assert_ptr_equal(board_of(said, count).booking_by, &said[2]);
}

static void announced_at_any_time(void **state)
{
    struct board_said said[MOST];
    (void)state;
    assert_true(board_of(said, read_story("ba", said)).announced);
    assert_false(board_of(said, read_story("cb", said)).announced);
    assert_false(board_of(said, read_story("bn", said)).announced);
}

static void words(void **state)
{
    (void)state;
    for (int word = 0; word < BOARD_WORDS; word++)
        assert_int_equal(board_parse(span_of(board_text(word))), word);
    assert_int_equal(board_parse(SPAN("gone")), BOARD_WORDS);
    assert_string_equal(board_text(77), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states),
        cmocka_unit_test(bookings),
        cmocka_unit_test(announced_at_any_time),
        cmocka_unit_test(words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
