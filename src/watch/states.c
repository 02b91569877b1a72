#include <stdlib.h>

#include "watch/internal.h"

struct state_row {
    char two[3], three[4];
    const char *words;
};
static const struct state_row states[] = {
#define STATE(two, three, words) {two, three, words},
#define STATE_ALSO(words, three) {"", three, words},
#include "watch/states.def"
#undef STATE
#undef STATE_ALSO
};

enum { STATE_ROWS = sizeof states / sizeof states[0], WORDS_MOST = 12, TEXT_MOST = 100 };

static int order(const void *a, const void *b)
{
    return span_compare(((const struct names_token *)a)->text,
                        ((const struct names_token *)b)->text);
}

static bool is_small_word(struct span word)
{
    return span_is(word, "OF") || span_is(word, "THE") || span_is(word, "AND");
}

/* The words of `text` as the table writes them; 0 when they do not fit. */
static size_t state_words(struct span text, struct arena *arena, char out[TEXT_MOST])
{
    struct names names;
    size_t size = 0;
    names_fold(text, arena, &names);
    if (names.count > WORDS_MOST)
        return 0;
    qsort(names.tokens, names.count, sizeof *names.tokens, order);
    for (size_t i = 0; i < names.count; i++) {
        struct span word = names.tokens[i].text;
        if (is_small_word(word))
            continue;
        if (size + word.size + 1 >= TEXT_MOST)
            return 0;
        if (size)
            out[size++] = ' ';
        memcpy(out + size, word.at, word.size);
        size += word.size;
    }
    return size;
}

static const struct state_row *find(struct span words)
{
    for (size_t i = 0; i < STATE_ROWS; i++)
        if (span_is(words, states[i].two) || span_is(words, states[i].three) ||
            span_is(words, states[i].words))
            return &states[i];
    return NULL;
}

bool watch_state_code(struct span text, char out[4])
{
    struct arena arena = {0};
    char words[TEXT_MOST];
    const struct state_row *row = NULL;
    text = span_trim(text);
    if (text.size > 0 && text.size <= 3)
        row = find(text);
    if (!row && text.size > 0 && text.size <= TEXT_MOST) {
        size_t size = state_words(text, &arena, words);
        row = size ? find((struct span){words, size}) : NULL;
        arena_free(&arena);
    }
    memset(out, 0, 4);
    if (row)
        memcpy(out, row->three, 3);
    return row;
}
