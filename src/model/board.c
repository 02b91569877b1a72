#include "model/board.h"

#include <stdlib.h>

#define IN(name) (1u << BOARD_##name)
static const struct {
    const char *text;
    unsigned replaces, implied;
} words[BOARD_WORDS] = {
#define BOARD(name, text, replaces, implied) [BOARD_##name] = {text, replaces, implied},
#include "model/board.def"
#undef BOARD
};

const char *board_text(int word)
{
    return words[word > 0 && word < BOARD_WORDS ? word : BOARD_UNKNOWN].text;
}

enum board_word board_parse(struct span text)
{
    int word = 0;
    while (word < BOARD_WORDS && !span_is(text, words[word].text))
        word++;
    return (enum board_word)word;
}

bool board_is_of_booking(enum board_word word)
{
    return word >= BOARD_BOOKED;
}

static int by_time(const void *a, const void *b)
{
    const struct board_said *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->seq != y->seq)
        return x->seq < y->seq ? -1 : 1;
    if (x->ordinal != y->ordinal)
        return x->ordinal < y->ordinal ? -1 : 1;
    return x->begin < y->begin ? -1 : x->begin > y->begin;
}

void board_sort(struct board_said *said, size_t count)
{
    if (count > 1)
        qsort(said, count, sizeof *said, by_time);
}

struct board board_of(const struct board_said *said, size_t count)
{
    struct board board = {.booking = BOARD_BOOKED};
    for (size_t i = 0; i < count; i++) {
        bool booking = board_is_of_booking(said[i].word);
        enum board_word *state = booking ? &board.booking : &board.state;
        unsigned ends =
            said[i].implied ? words[said[i].word].implied : words[said[i].word].replaces;
        board.announced |= said[i].word == BOARD_ANNOUNCED;
        if (!(ends & 1u << *state))
            continue;
        if (*state != said[i].word)
            *(booking ? &board.booking_by : &board.by) = &said[i];
        *state = said[i].word;
    }
    return board;
}

bool board_is_trip(const struct board *board)
{
    return board->state == BOARD_BOARDED;
}
