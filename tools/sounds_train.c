/* Learns how the letters of a script are written in Latin, from names in both: which pieces correspond, and how
 * much each correspondence speaks for one name against two by chance. Prints the table that src/names/
 * compiles: one file for each script.
 *
 *   sounds_train SCRIPT PAIRS      a line of PAIRS: Latin, tab, the other script (blanks between letters are dropped)
 *
 * A pair of names is cut into pieces of none to two letters of the script and none to three Latin ones.
 * Expectation maximisation gives each pair of pieces its probability: all ways to cut count, by how likely
 * they are. What a table has is the logarithm of that probability over those of the two pieces by
 * themselves, in sixteenths. Lines that are two names (lists have them) are left out after a first round:
 * the worst in twenty. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names/names.h"

enum {
    LONGEST = 24,
    LATIN_PIECE = 3,
    SCRIPT_PIECE = 2,
    SYMBOLS = 256,
    ROUNDS = 12,
    LEAST_SEEN = 12, /* a rarer letter is left out with its names */
    SLOTS = 1 << 21,
    WORST_OF = 20,
    SCALE = 16
};

struct pair {
    uint8_t script[LONGEST], latin[LONGEST];
    uint8_t script_size, latin_size;
    double fit; /* logarithm of its probability a letter */
};
static struct pair *pairs;
static size_t pair_count, pair_room;

static uint32_t symbols[SYMBOLS];
static size_t symbol_seen[SYMBOLS], symbol_count;

/* Pieces: a script piece of 0..2 symbols and a Latin one of 0..3 letters in one number. */
struct slot {
    uint64_t key; /* + 1; 0: free */
    double probability, expected;
};
static struct slot *slots;

static struct slot *slot_of(uint64_t key)
{
    size_t at = (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 43) & (SLOTS - 1);
    while (slots[at].key && slots[at].key != key + 1)
        at = (at + 1) & (SLOTS - 1);
    slots[at].key = key + 1;
    return &slots[at];
}

static uint64_t key_of(const uint8_t *script, int s, const uint8_t *latin, int l)
{
    uint64_t key = (uint64_t)s << 4 | (uint64_t)l;
    for (int i = 0; i < s; i++)
        key = key << 8 | script[i];
    for (int i = 0; i < l; i++)
        key = key << 5 | latin[i];
    return key << 8 | (uint64_t)(s * 4 + l);
}

/* A piece on one side may be empty, on both not; two letters of the script for two or more Latin ones are better
 * cut in two. */
static int allowed(int s, int l)
{
    return s + l > 0 && !(s == 0 && l > 1) && !(s == 2 && l != 1 && l != 0) && !(s == 2 && l == 0);
}

/* ---- reading ---- */

static int symbol_of(uint32_t code)
{
    for (size_t i = 0; i < symbol_count; i++)
        if (symbols[i] == code)
            return (int)i;
    if (symbol_count == SYMBOLS)
        return -1;
    symbols[symbol_count] = code;
    return (int)symbol_count++;
}

static int read_script(struct span text, struct pair *out)
{
    uint32_t codes[LONGEST];
    size_t count = names_letters(text, codes, LONGEST);
    if (count == 0 || count > LONGEST)
        return 0;
    for (size_t i = 0; i < count; i++) {
        int symbol = symbol_of(codes[i]);
        if (symbol < 0)
            return 0;
        out->script[i] = (uint8_t)symbol;
    }
    out->script_size = (uint8_t)count;
    return 1;
}

static int read_latin(struct span text, struct arena *arena, struct pair *out)
{
    struct names names;
    names_tokens(text, arena, &names);
    if (names.count != 1 || names.tokens[0].text.size > LONGEST)
        return 0;
    struct span word = names.tokens[0].text;
    for (size_t i = 0; i < word.size; i++) {
        if (word.at[i] < 'A' || word.at[i] > 'Z')
            return 0;
        out->latin[i] = (uint8_t)(word.at[i] - 'A');
    }
    out->latin_size = (uint8_t)word.size;
    return word.size > 0;
}

static void read_line(char *line, struct arena *arena)
{
    struct pair pair = {0};
    char *script = strchr(line, '\t');
    if (!script)
        return;
    *script++ = '\0';
    script[strcspn(script, "\t\n")] = '\0';
    char *to = script;
    for (char *from = script; *from; from++)
        if (*from != ' ')
            *to++ = *from;
    *to = '\0';
    if (!read_latin(span_of(line), arena, &pair) || !read_script(span_of(script), &pair))
        return;
    if (pair_count == pair_room) {
        pair_room = pair_room ? 2 * pair_room : 1 << 16;
        pairs = realloc(pairs, pair_room * sizeof *pairs);
        assert(pairs);
    }
    pairs[pair_count++] = pair;
}

static void drop_rare(void)
{
    size_t kept = 0;
    for (size_t i = 0; i < pair_count; i++)
        for (int k = 0; k < pairs[i].script_size; k++)
            symbol_seen[pairs[i].script[k]]++;
    for (size_t i = 0; i < pair_count; i++) {
        int rare = 0;
        for (int k = 0; k < pairs[i].script_size; k++)
            rare |= symbol_seen[pairs[i].script[k]] < LEAST_SEEN;
        if (!rare)
            pairs[kept++] = pairs[i];
    }
    pair_count = kept;
}

/* ---- learning ---- */

static double forward[LONGEST + 1][LONGEST + 1], backward[LONGEST + 1][LONGEST + 1];

static double probability_of(const struct pair *pair, int i, int s, int j, int l)
{
    return slot_of(key_of(pair->script + i, s, pair->latin + j, l))->probability;
}

static void go_forward(const struct pair *pair)
{
    for (int i = 0; i <= pair->script_size; i++)
        for (int j = 0; j <= pair->latin_size; j++) {
            forward[i][j] = i + j == 0;
            for (int s = 0; s <= SCRIPT_PIECE && s <= i; s++)
                for (int l = 0; l <= LATIN_PIECE && l <= j; l++)
                    if (allowed(s, l))
                        forward[i][j] +=
                            forward[i - s][j - l] * probability_of(pair, i - s, s, j - l, l);
        }
}

static void go_backward(const struct pair *pair)
{
    int n = pair->script_size, m = pair->latin_size;
    for (int i = n; i >= 0; i--)
        for (int j = m; j >= 0; j--) {
            backward[i][j] = i == n && j == m;
            for (int s = 0; s <= SCRIPT_PIECE && i + s <= n; s++)
                for (int l = 0; l <= LATIN_PIECE && j + l <= m; l++)
                    if (allowed(s, l))
                        backward[i][j] += backward[i + s][j + l] * probability_of(pair, i, s, j, l);
        }
}

static void expect(struct pair *pair)
{
    go_forward(pair);
    go_backward(pair);
    double whole = forward[pair->script_size][pair->latin_size];
    pair->fit = whole > 0 ? log(whole) / (pair->script_size + pair->latin_size) : -1e9;
    if (!(whole > 0))
        return;
    for (int i = 0; i <= pair->script_size; i++)
        for (int j = 0; j <= pair->latin_size; j++)
            for (int s = 0; s <= SCRIPT_PIECE && i + s <= pair->script_size; s++)
                for (int l = 0; l <= LATIN_PIECE && j + l <= pair->latin_size; l++) {
                    if (!allowed(s, l))
                        continue;
                    struct slot *slot = slot_of(key_of(pair->script + i, s, pair->latin + j, l));
                    slot->expected +=
                        forward[i][j] * slot->probability * backward[i + s][j + l] / whole;
                }
}

static void maximise(void)
{
    double sum = 0;
    for (size_t i = 0; i < SLOTS; i++)
        sum += slots[i].expected;
    for (size_t i = 0; i < SLOTS; i++) {
        slots[i].probability = slots[i].expected / sum;
        slots[i].expected = 0;
    }
}

static void begin(void)
{
    for (size_t p = 0; p < pair_count; p++) {
        const struct pair *pair = &pairs[p];
        for (int i = 0; i <= pair->script_size; i++)
            for (int j = 0; j <= pair->latin_size; j++)
                for (int s = 0; s <= SCRIPT_PIECE && i + s <= pair->script_size; s++)
                    for (int l = 0; l <= LATIN_PIECE && j + l <= pair->latin_size; l++)
                        if (allowed(s, l))
                            /* one to one first; the rest has to prove itself */
                            slot_of(key_of(pair->script + i, s, pair->latin + j, l))->expected +=
                                s == 1 && l == 1   ? 1
                                : s == 1 && l == 2 ? 0.2
                                                   : 0.05;
    }
    maximise();
}

static int by_fit(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    return x->fit < y->fit ? 1 : x->fit > y->fit ? -1 : 0;
}

static void learn(void)
{
    begin();
    for (int round = 0; round < ROUNDS; round++) {
        double fit = 0;
        for (size_t i = 0; i < pair_count; i++) {
            expect(&pairs[i]);
            fit += pairs[i].fit;
        }
        fprintf(stderr, "round %d: %zu pairs, fit %.4f\n", round + 1, pair_count,
                fit / (double)pair_count);
        maximise();
        if (round == 3) {
            qsort(pairs, pair_count, sizeof *pairs, by_fit);
            pair_count -= pair_count / WORST_OF;
        }
    }
}

/* ---- telling ---- */

static double script_alone[SYMBOLS], latin_alone[26];

static void count_alone(void)
{
    double scripts = 0, latins = 0;
    for (size_t i = 0; i < pair_count; i++) {
        for (int k = 0; k < pairs[i].script_size; k++, scripts++)
            script_alone[pairs[i].script[k]]++;
        for (int k = 0; k < pairs[i].latin_size; k++, latins++)
            latin_alone[pairs[i].latin[k]]++;
    }
    for (size_t i = 0; i < symbol_count; i++)
        script_alone[i] /= scripts;
    for (int i = 0; i < 26; i++)
        latin_alone[i] = (latin_alone[i] + .5) / latins;
}

/* Letters that are left out by both sides cost what a piece costs by itself. */
static int points(const struct slot *slot, const uint8_t *script, int s, const uint8_t *latin,
                  int l)
{
    double value = log(slot->probability);
    for (int i = 0; i < s; i++)
        value -= log(script_alone[script[i]]);
    for (int i = 0; i < l; i++)
        value -= log(latin_alone[latin[i]]);
    return (int)lround(value * SCALE);
}

static void print_script(const uint8_t *script, int s)
{
    char text[5];
    for (int i = 0; i < s; i++)
        printf("%.*s", (int)span_write_utf8(symbols[script[i]], text), text);
}

static void print_table(const char *name)
{
    printf(
        "/* SOUNDS(%s letters, Latin letters, points). Written by tools/sounds_train from names in both scripts:\n"
        " * NETransliteration, which was taken from Wikidata (both CC0). */\n",
        name);
    for (size_t at = 0; at < SLOTS; at++) {
        const struct slot *slot = &slots[at];
        if (!slot->key || slot->probability < 2e-6)
            continue;
        uint64_t key = slot->key - 1;
        int shape = (int)(key & 0xFF), s = shape / 4, l = shape % 4;
        uint8_t script[SCRIPT_PIECE], latin[LATIN_PIECE];
        key >>= 8;
        for (int i = l; i-- > 0; key >>= 5)
            latin[i] = (uint8_t)(key & 31);
        for (int i = s; i-- > 0; key >>= 8)
            script[i] = (uint8_t)(key & 0xFF);
        printf("SOUNDS(\"");
        print_script(script, s);
        printf("\", \"");
        for (int i = 0; i < l; i++)
            putchar('A' + latin[i]);
        printf("\", %d)\n", points(slot, script, s, latin, l));
    }
}

int main(int count, char **words)
{
    static char line[4096];
    struct arena arena = {0};
    FILE *file = count == 3 ? fopen(words[2], "r") : NULL;
    if (!file) {
        fprintf(stderr, "usage: sounds_train SCRIPT PAIRS\n");
        return 2;
    }
    slots = calloc(SLOTS, sizeof *slots);
    assert(slots);
    while (fgets(line, sizeof line, file)) {
        read_line(line, &arena);
        arena_reset(&arena);
    }
    fclose(file);
    drop_rare();
    learn();
    count_alone();
    print_table(words[1]);
    arena_free(&arena);
    return 0;
}
