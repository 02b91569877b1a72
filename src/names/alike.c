/* Two tokens: by the first of several rules that holds, or the best where they grade. */
#include "names/score.h"

#include <limits.h>

const char *names_rule_word(enum names_rule rule)
{
    static const char *const words[] = {
#define RULE(name, word) word,
#include "names/rules.def"
#undef RULE
    };
    return words[rule];
}

enum { ALIKE_SKELETON = 960, ALIKE_LOOSE = 880, ALIKE_NICKNAME = 860, ALIKE_INITIAL = 650 };

/* ---- misspelt ---- */

static bool is_vowel(char c)
{
    return memchr("AEIOUY", c, 6) != NULL;
}

size_t names_errors(size_t letters)
{
    return letters <= 3 ? 0 : letters <= 7 ? 1 : 2;
}

/* What an error costs, in tenths of a letter: a vowel for a vowel is heard less than another consonant, and
 * the first letter is seldom wrong. */
static unsigned cost_of_change(char a, char b, bool first)
{
    unsigned cost = is_vowel(a) && is_vowel(b) ? 6 : 10;
    return first ? cost + 3 : cost;
}

enum { LONGEST = 64 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* The cost of the cheapest way from `a` to `b`, letters put in, left out, changed, two exchanged. */
static unsigned edit_cost(struct span a, struct span b)
{
    unsigned rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b.size; j++)
        rows[0][j] = (unsigned)j * 10;
    for (size_t i = 1; i <= a.size; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = (unsigned)i * 10;
        for (size_t j = 1; j <= b.size; j++) {
            char x = a.at[i - 1], y = b.at[j - 1];
            bool first = i == 1 && j == 1;
            /* a letter twice for once */
            unsigned out = i > 1 && a.at[i - 2] == x ? 4 : is_vowel(x) ? 8 : 10;
            unsigned in = j > 1 && b.at[j - 2] == y ? 4 : is_vowel(y) ? 8 : 10;
            row[j] = above[j - 1] + (x == y ? 0 : cost_of_change(x, y, first));
            row[j] = least(row[j], least(above[j] + out, row[j - 1] + in));
            if (i > 1 && j > 1 && x == b.at[j - 2] && a.at[i - 2] == y)
                row[j] = least(row[j], before[j - 2] + 8);
        }
    }
    return rows[a.size % 3][b.size];
}

bool names_near(struct span a, struct span b)
{
    size_t shorter = a.size < b.size ? a.size : b.size, longer = a.size < b.size ? b.size : a.size;
    size_t most = names_errors(shorter);
    return most > 0 && longer <= LONGEST && names_distance(a, b, most) <= most;
}

/* Each letter as one byte, `known` those that have one: of other scripts, so that letters are counted, not bytes. */
struct numbering {
    uint32_t known[2 * LONGEST];
    size_t count;
};

static struct span number_letters(struct span text, struct numbering *numbering, char *out)
{
    size_t size = 0;
    for (size_t at = 0, bytes; at < text.size; at += bytes) {
        uint32_t code = span_code_point(span_part(text, at, text.size), &bytes);
        size_t number = 0;
        while (number < numbering->count && numbering->known[number] != code)
            number++;
        if (number == numbering->count)
            numbering->known[numbering->count++] = code;
        out[size++] = (char)(number | 0x80); /* no Latin letter */
    }
    return (struct span){out, size};
}

/* By bytes, too: an index knows no others. */
static struct names_alike misspelt(struct span a, struct span b)
{
    char x[LONGEST], y[LONGEST];
    if (!names_near(a, b))
        return (struct names_alike){0, NAMES_MISSPELT};
    if ((a.at[0] | b.at[0]) & 0x80) {
        struct numbering numbering = {.count = 0};
        a = number_letters(a, &numbering, x);
        b = number_letters(b, &numbering, y);
        if (!names_near(a, b))
            return (struct names_alike){0, NAMES_MISSPELT};
    }
    size_t longer = a.size < b.size ? b.size : a.size;
    unsigned cost = edit_cost(a, b) * 100 / (unsigned)longer;
    return (struct names_alike){(uint16_t)(cost < 1000 ? 1000 - cost : 0), NAMES_MISSPELT};
}

/* ---- across scripts ---- */

/* Points from which a pair by chance is rarer than one name, and where there is no doubt: a short word cannot have
 * many, but a syllable of Korean or Japanese is like many by chance. See docs/decisions/0015. */
enum { ACROSS_FROM = 90, ACROSS_SURE = 230, ACROSS_LEAST = 600, ACROSS_MOST = 980 };
enum { ACROSS_FROM_ANY = 20, ACROSS_FROM_LETTER = 10, ACROSS_SURE_LETTER = 38 };

static int points_for(enum names_script script, size_t letters, int any, int letter, int most)
{
    int points = any + (int)letters * letter;
    return names_unparted(script) || points > most ? most : points;
}

struct names_alike names_alike_across(const struct names_token *other, struct span latin)
{
    const struct names_token word = {.text = latin, .script = NAMES_LATIN};
    uint32_t letters[NAMES_ACROSS + 1];
    size_t count = names_letters(other->own, letters, NAMES_ACROSS);
    int from =
        points_for(other->script, latin.size, ACROSS_FROM_ANY, ACROSS_FROM_LETTER, ACROSS_FROM);
    int points =
        count <= NAMES_ACROSS ? names_across(other->script, letters, count, latin, from) : INT_MIN;
    int sure = points_for(other->script, latin.size, 0, ACROSS_SURE_LETTER, ACROSS_SURE);
    if (points < from || !names_coarse_agree(&word, other))
        return (struct names_alike){0, NAMES_ACROSS_RULE};
    if (points > sure)
        points = sure;
    int alike = ACROSS_LEAST + (points - from) * (ACROSS_MOST - ACROSS_LEAST) / (sure - from);
    return (struct names_alike){(uint16_t)alike, NAMES_ACROSS_RULE};
}

/* ---- cut off ---- */

/* The more of it is there, the surer. */
enum { CUT_FROM = 650, CUT_MORE = 300 };

static struct names_alike cut_off(const struct names_token *one, const struct names_token *other)
{
    if (!one->cut || !names_begins(one->text, other->text))
        return (struct names_alike){0, NAMES_CUT};
    size_t more = CUT_MORE * one->text.size / other->text.size;
    return (struct names_alike){(uint16_t)(CUT_FROM + more), NAMES_CUT};
}

/* ---- all rules ---- */

static bool same_initial(const struct names_token *a, const struct names_token *b)
{
    bool one = (a->class == NAMES_INITIAL) != (b->class == NAMES_INITIAL);
    return one && a->text.at[0] == b->text.at[0];
}

static struct names_alike better(struct names_alike a, struct names_alike b)
{
    return b.alike > a.alike ? b : a;
}

static struct names_alike judge(const struct names_token *a, const struct names_token *b)
{
    struct names_alike best = {0, NAMES_SAME};
    if (span_equal(a->text, b->text))
        return (struct names_alike){1000, NAMES_SAME};
    if (a->class == NAMES_INITIAL || b->class == NAMES_INITIAL)
        return (struct names_alike){same_initial(a, b) ? ALIKE_INITIAL : 0, NAMES_INITIAL_RULE};
    if (names_keys_agree(&a->skeletons, &b->skeletons))
        return (struct names_alike){ALIKE_SKELETON, NAMES_SKELETON};
    if (names_keys_agree_loosely(&a->skeletons, &b->skeletons))
        best = (struct names_alike){ALIKE_LOOSE, NAMES_LOOSE};
    if (names_nicknames(a->text, b->text))
        best = better(best, (struct names_alike){ALIKE_NICKNAME, NAMES_NICKNAME});
    best = better(best, misspelt(a->text, b->text));
    best = better(best, better(cut_off(a, b), cut_off(b, a)));
    if (a->script != NAMES_LATIN && b->script == NAMES_LATIN)
        return better(best, names_alike_across(a, b->text));
    if (b->script != NAMES_LATIN && a->script == NAMES_LATIN)
        return better(best, names_alike_across(b, a->text));
    return best;
}

struct names_alike names_alike(const struct names_token *a, const struct names_token *b)
{
    struct names_alike alike = judge(a, b);
    return alike.alike >= NAMES_LEAST_ALIKE ? alike : (struct names_alike){0, alike.rule};
}
