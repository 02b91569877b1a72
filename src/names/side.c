#include "names/score.h"

static unsigned by_length(size_t letters)
{
    return letters <= 1 ? 300 : letters == 2 ? 700 : letters == 3 ? 850 : 1000;
}

unsigned names_weight(const struct names_token *token)
{
    switch (token->class) {
    case NAMES_ORDINARY: return by_length(token->text.size) * names_rarity(token->text) / 1000;
    case NAMES_PREFIX: return 400;
    case NAMES_INITIAL: return 300;
    case NAMES_PARTICLE: return 120;
    case NAMES_TITLE: return 80;
    case NAMES_FILLER: return 0;
    }
    return 0;
}

uint64_t names_run_bits(const struct names_side *side, size_t from, size_t size)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++)
        bits |= UINT64_C(1) << (from + i) % side->count;
    return bits;
}

static struct names_run run_of(const struct names *names, size_t from, size_t size,
                               struct arena *arena)
{
    struct names_keys keys = size == 1
                                 ? names->tokens[from].skeletons
                                 : names_strict_skeleton(names_joined(names, from, size, arena));
    struct names_run run = {.from = (uint8_t)from, .size = (uint8_t)size};
    for (; run.keys < keys.count && run.keys < NAMES_RUN_KEYS; run.keys++)
        run.at[run.keys] = keys.at[run.keys];
    return run;
}

void names_runs(const struct names *names, struct arena *arena, struct names_side *out)
{
    size_t most = names->count > NAMES_MANY ? NAMES_RUN_OF_MANY : NAMES_RUN;
    struct names_run *runs = arena_raw(arena, (names->count * most + 1) * sizeof *runs);
    out->run_count = 0;
    for (size_t size = 1; size <= most && size <= names->count; size++)
        for (size_t from = 0; from < names->count; from++)
            if (size < names->count ||
                from == 0) /* all of them: in the order in which they stand */
                runs[out->run_count++] = run_of(names, from, size, arena);
    out->runs = runs;
}

/* Where a name has no other, SHEIKH and BIN are somebody's names. */
static uint64_t counted(const struct names *names)
{
    uint64_t ordinary = 0, any = 0;
    for (size_t i = 0; i < names->count; i++) {
        ordinary |= (uint64_t)(names->tokens[i].class == NAMES_ORDINARY) << i;
        any |= (uint64_t)(names->tokens[i].class != NAMES_FILLER) << i;
    }
    return ordinary ? ordinary : any;
}

void names_side(const struct names *names, struct arena *arena, struct names_side *out)
{
    *out = (struct names_side){.count = names->count, .counted = counted(names)};
    for (size_t i = 0; i < names->count; i++) {
        enum names_script script = names->tokens[i].script;
        out->class[i] = (uint8_t)names->tokens[i].class;
        out->weight[i] = (uint16_t)names_weight(&names->tokens[i]);
        out->whole |= names_unparted(script);
    }
    if (arena)
        names_runs(names, arena, out);
}
