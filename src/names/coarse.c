/* Words of two scripts are only compared letter by letter when they have a coarse code in common: it is what an
 * index can be asked for. A code is the consonants by kind (coarse.def), each run of one kind once; T before S,
 * K after N and M before P are left out or changed, as ts, ng and mb are one letter elsewhere. A word whose
 * letters may be read in several ways has several codes. */
#include <stdlib.h>

#include "base/hash.h"
#include "names/internal.h"

struct coarse {
    uint32_t letter;
    const char *choices;
};
static const struct coarse others[] = {
#define COARSE(letter, choices) {letter, choices},
#include "names/coarse.def"
#undef COARSE
};

/* Pieces of Latin words, the longest first; the second choices are what Korean and Japanese make of them. */
static const struct {
    const char *letters, *choices, *rough;
} latin[] = {
    {"TSCH", "S", "S"},     {"SCH", "S|SK", "S|SK"}, {"TCH", "S", "S"},         {"CZ", "S", "S"},
    {"SZ", "S", "S"},       {"CH", "S|K||T", "S|K|"},  {"SH", "S", "S"},          {"ZH", "S", "S"},
    {"KH", "K|", "K|"},     {"GH", "K||V", "K||P"},  {"PH", "V|B", "P"},        {"TH", "T|S", "T|S"},
    {"CK", "K|SK", "K|SK"}, {"RZ", "RS|S", "S"},       {"QU", "K|KV", "K"},     {"LL", "L|S|", "|S"},      {"B", "B", "P"},
    {"C", "K|S", "K|S"},    {"D", "T", "T"},         {"F", "V", "P|"},          {"G", "K|S|", "K|S|"},
    {"H", "|K", "|K"},      {"J", "S||K", "S||K"},   {"K", "K", "K"},           {"L", "L", ""},
    {"M", "M", "M"},        {"N", "N", "N"},         {"P", "B", "P"},           {"Q", "K", "K"},
    {"R", "R", ""},         {"S", "S", "S"},         {"T", "T", "T"},           {"V", "V", "P"},
    {"W", "|V", "|P"},      {"X", "KS|S|K", "KS|S|K"}, {"Z", "S", "S"},
};

enum { CODES = NAMES_COARSE, LONGEST = 24 };

struct codes {
    bool rough; /* of Korean, Japanese and Chinese, or to be compared with them */
    char text[CODES][LONGEST + 2];
    size_t size[CODES], count;
};

static int order(const void *key, const void *row)
{
    uint32_t letter = *(const uint32_t *)key, at = ((const struct coarse *)row)->letter;
    return letter < at ? -1 : letter > at;
}

static void append(char *text, size_t *size, const char *choice, size_t letters, bool rough)
{
    for (size_t i = 0; i < letters && *size < LONGEST; i++) {
        char c = choice[i], last = *size ? text[*size - 1] : 0;
        if (c == 'S' && last == 'T')
            last = --*size ? text[*size - 1] : 0;
        if (c == last || (c == 'K' && last == 'N'))
            continue;
        if ((c == 'P' || c == 'B') && last == 'M')
            text[*size - 1] = 'N';
        if (rough && c == 'M' && last == 'N')
            --*size;
        text[(*size)++] = c;
    }
}

/* All codes so far go on with each of the choices; what has no room is left out. */
static void add(struct codes *codes, const char *choices)
{
    size_t before = codes->count;
    struct codes from = *codes;
    codes->count = 0;
    for (const char *choice = choices;; choice++) {
        size_t letters = strcspn(choice, "|");
        for (size_t i = 0; i < before && codes->count < CODES; i++) {
            size_t at = codes->count++;
            memcpy(codes->text[at], from.text[i], from.size[i]);
            codes->size[at] = from.size[i];
            append(codes->text[at], &codes->size[at], choice, letters, codes->rough);
        }
        choice += letters;
        if (!*choice)
            return;
    }
}

/* Silent at the end in French, or an ending that others leave out (JUNIUS, TERENTJEVS). */
static const char *choices_at_end(char letter, bool rough)
{
    switch (letter) {
    case 'S':
    case 'Z': return "S|";
    case 'T':
    case 'D': return "T|";
    case 'X': return "KS|S|";
    case 'R': return rough ? NULL : "R|";
    default: return NULL;
    }
}

static void add_latin(struct codes *codes, struct span text)
{
    while (text.size) {
        size_t taken = 1;
        const char *end = text.size == 1 ? choices_at_end(text.at[0], codes->rough) : NULL;
        if (end) {
            add(codes, end);
            return;
        }
        for (size_t i = 0; i < sizeof latin / sizeof *latin; i++) {
            size_t letters = strlen(latin[i].letters);
            if (letters > text.size || memcmp(text.at, latin[i].letters, letters) != 0)
                continue;
            add(codes, codes->rough ? latin[i].rough : latin[i].choices);
            taken = letters;
            break;
        }
        text = span_part(text, taken, text.size);
    }
}

enum { ALEF = 0x0627, LAM = 0x0644 };

static void add_letters(struct codes *codes, struct span own)
{
    uint32_t letters[NAMES_ACROSS + 1];
    size_t count = names_letters(own, letters, NAMES_ACROSS);
    for (size_t i = 0; i < count && i < NAMES_ACROSS; i++) {
        if (i == 1 && letters[0] == ALEF && letters[1] == LAM) { /* the article, often left out */
            add(codes, "L|");
            continue;
        }
        const struct coarse *row =
            bsearch(&letters[i], others, sizeof others / sizeof *others, sizeof *others, order);
        if (row)
            add(codes, row->choices);
    }
}

/* Each once; returns how many. */
static size_t hash_codes(const struct codes *codes, uint64_t out[NAMES_COARSE])
{
    size_t count = 0;
    for (size_t i = 0; i < codes->count; i++) {
        uint64_t code = hash_mix(codes->rough ? UINT64_C(0x726F756768) : UINT64_C(0x636F61727365),
                                 hash_bytes((struct span){codes->text[i], codes->size[i]}));
        size_t k = 0;
        while (k < count && out[k] != code)
            k++;
        out[k] = code;
        count += k == count;
    }
    return count;
}

bool names_unparted(enum names_script script)
{
    return script == NAMES_HANGUL || script == NAMES_KANA || script == NAMES_HAN;
}

size_t names_coarse(const struct names_token *token, enum names_script other,
                    uint64_t out[NAMES_COARSE])
{
    struct codes codes = {.rough = names_unparted(token->script) || names_unparted(other), .count = 1};
    if (token->script == NAMES_LATIN || token->script == NAMES_CYRILLIC)
        add_latin(&codes, token->text);
    else
        add_letters(&codes, token->own);
    return hash_codes(&codes, out);
}

bool names_coarse_agree(const struct names_token *a, const struct names_token *b)
{
    uint64_t x[NAMES_COARSE], y[NAMES_COARSE];
    size_t of_x = names_coarse(a, b->script, x), of_y = names_coarse(b, a->script, y);
    for (size_t i = 0; i < of_x; i++)
        for (size_t j = 0; j < of_y; j++)
            if (x[i] == y[j])
                return true;
    return false;
}
