#include "model/bag.h"

#define IN(name) (1u << BAG_##name)
static const struct {
    const char *text;
    enum bag_word state;
    unsigned replaces;
} words[BAG_WORDS] = {
#define BAG(name, text, state, replaces) [BAG_##name] = {text, BAG_##state, replaces},
#include "model/bag.def"
#undef BAG
};

static const char *const joins[BAG_JOINS] = {
#define JOIN(name, text) [JOIN_##name] = text,
#include "model/joins.def"
#undef JOIN
};

const char *bag_text(int word)
{
    return words[word > 0 && word < BAG_WORDS ? word : BAG_UNKNOWN].text;
}

const char *bag_join_text(int join)
{
    return joins[join > 0 && join < BAG_JOINS ? join : JOIN_WAITS];
}

void bag_state_next(struct bag_state *state, enum bag_word word)
{
    if (word == BAG_UNLOAD_ENDED && state->word == BAG_UNLOAD)
        state->word = state->before;
    else if (words[word].replaces & 1u << state->word) {
        if (word == BAG_UNLOAD && state->word != BAG_UNLOAD)
            state->before = state->word;
        state->word = words[word].state;
    }
}
