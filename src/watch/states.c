#include <pthread.h>
#include <stdlib.h>

#include "model/ports.h"
#include "watch/internal.h"

struct state_row {
    const char *words;
    char three[4];
};
static const struct state_row others[] = {
#define STATE_ALSO(words, three) {words, three},
#include "watch/states.def"
#undef STATE_ALSO
};

enum {
    OTHERS = sizeof others / sizeof others[0],
    WORDS_MOST = 12,
    TEXT_MOST = 100,
    STATES_MOST = 512
};

/* The names of reference/, folded once. */
static pthread_once_t folded = PTHREAD_ONCE_INIT;
static struct {
    struct arena arena;
    struct span words[STATES_MOST];
} names_of;

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
    names_tokens(text, arena, &names);
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

static void fold_states(void)
{
    struct arena arena = {0};
    char words[TEXT_MOST];
    for (size_t i = 0; i < country_count() && i < STATES_MOST; i++) {
        size_t size = state_words(span_of(country_at(i)->name), &arena, words);
        names_of.words[i] = arena_copy(&names_of.arena, (struct span){words, size});
    }
    arena_free(&arena);
}

static const char *by_words(struct span words)
{
    for (size_t i = 0; i < OTHERS; i++)
        if (span_is(words, others[i].words))
            return others[i].three;
    pthread_once(&folded, fold_states);
    for (size_t i = 0; i < country_count() && i < STATES_MOST; i++)
        if (words.size && span_equal(words, names_of.words[i]))
            return country_at(i)->alpha3;
    return NULL;
}

/* Kosovo travels under XKX and RKS, citizens of one state under several codes (GBD ..): one each. */
static const char *one_code(const struct country *country)
{
    const struct country *state =
        country->alpha2[0] ? country_find(span_of(country->alpha2)) : NULL;
    return state ? state->alpha3 : country->alpha3;
}

bool watch_state_code(struct span text, char out[4])
{
    struct arena arena = {0};
    char words[TEXT_MOST];
    const char *code = NULL;
    text = span_trim(text);
    if (text.size > 0 && text.size <= 3) {
        const struct country *country = country_find(text);
        /* "Unspecified" is no state that two could share. */
        code = country && !span_is(text, "XXX") ? one_code(country) : NULL;
    }
    if (!code && text.size > 0 && text.size <= TEXT_MOST) {
        size_t size = state_words(text, &arena, words);
        code = by_words((struct span){words, size});
        arena_free(&arena);
    }
    memset(out, 0, 4);
    if (code)
        memcpy(out, code, 3);
    return code;
}
