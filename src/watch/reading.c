/* A name ready to be compared: its tokens, which of them matter, and its runs. */
#include "watch/internal.h"

static uint64_t bit(size_t token)
{
    return UINT64_C(1) << token;
}

uint64_t run_bits(const struct reading *reading, size_t from, size_t size)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++)
        bits |= bit((from + i) % reading->names.count);
    return bits;
}

/* Appends the tokens of `more` that are no fillers; returns how many. */
static uint32_t append(struct names *names, const struct names *more)
{
    uint32_t count = 0;
    for (size_t i = 0; i < more->count && names->count < NAMES_TOKENS; i++)
        if (more->tokens[i].class != NAMES_FILLER) {
            names->tokens[names->count++] = more->tokens[i];
            count++;
        }
    names->cut = names->cut || more->cut;
    return count;
}

static uint64_t bits_of(const struct names *names, unsigned classes)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < names->count; i++)
        if (classes & (1u << names->tokens[i].class))
            bits |= bit(i);
    return bits;
}

/* What a name is made of, and what may be left out. Where that leaves less than two names, titles
 * and particles count as well: SHEIKH and BIN are also somebody's names. */
static void weigh(struct reading *reading)
{
    const unsigned ordinary = 1u << NAMES_ORDINARY, prefix = 1u << NAMES_PREFIX;
    const unsigned lesser = 1u << NAMES_TITLE | 1u << NAMES_PARTICLE;
    const struct names *names = &reading->names;
    reading->needed = bits_of(names, ordinary | prefix);
    if (!reading->needed)
        reading->needed = bits_of(names, ~0u);
    reading->counted = bits_of(names, ordinary);
    if (__builtin_popcountll(reading->counted) < 2)
        reading->counted |= bits_of(names, lesser);
    uint64_t surname = reading->surname ? run_bits(reading, 0, reading->surname) : 0;
    reading->parted = (reading->needed & surname) && (reading->needed & ~surname);
}

static void add_runs(struct reading *reading, bool around, struct arena *arena)
{
    size_t count = reading->names.count;
    reading->runs = arena_array(arena, struct run, count * (RUN_MOST - 1) + 1);
    for (size_t size = 2; size <= RUN_MOST && size <= count; size++)
        for (size_t from = 0; from < count; from++) {
            if (!around && from + size > count)
                break;
            struct span joined = names_joined(&reading->names, from, size, arena);
            reading->runs[reading->run_count++] =
                (struct run){(uint8_t)from, (uint8_t)size, names_skeleton(joined)};
        }
}

void reading_make(struct reading *reading, struct span surname, struct span given, bool around,
                  struct arena *arena)
{
    struct names first, second;
    names_fold(surname, arena, &first);
    names_fold(given, arena, &second);
    *reading = (struct reading){0};
    reading->names.tokens = arena_array(arena, struct names_token, first.count + second.count + 1);
    reading->surname = append(&reading->names, &first);
    append(&reading->names, &second);
    weigh(reading);
    add_runs(reading, around, arena);
}

static void each_of(const struct names_keys *keys, void (*each)(void *context, uint64_t key),
                    void *context)
{
    for (size_t i = 0; i < keys->count + keys->loose; i++)
        each(context, keys->at[i]);
}

void reading_keys(const struct reading *reading, void (*each)(void *context, uint64_t key),
                  void *context)
{
    for (size_t i = 0; i < reading->names.count; i++)
        if (reading->counted & bit(i))
            each_of(&reading->names.tokens[i].skeletons, each, context);
    for (size_t i = 0; i < reading->run_count; i++) {
        const struct run *run = &reading->runs[i];
        if (reading->counted & run_bits(reading, run->from, run->size))
            each_of(&run->keys, each, context);
    }
}
