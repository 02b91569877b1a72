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

/* Pieces of Latin words, the longest first. */
static const struct {
    const char *letters, *choices;
} latin[] = {
    {"TSCH", "S"}, {"SCH", "S|SK"}, {"TCH", "S"}, {"CZ", "S"},    {"SZ", "S"},  {"CH", "S|K|"},
    {"SH", "S"},   {"ZH", "S"},     {"KH", "K|"}, {"GH", "K||P"}, {"PH", "P"},  {"TH", "T|S"},
    {"CK", "K"},   {"QU", "K"},     {"LL", "|S"}, {"B", "P"},     {"C", "K|S"}, {"D", "T"},
    {"F", "P|"},   {"G", "K|S|"},   {"H", "|K"},  {"J", "S||K"},  {"K", "K"},   {"M", "M"},
    {"N", "N"},    {"P", "P"},      {"Q", "K"},   {"S", "S"},     {"T", "T"},   {"V", "P"},
    {"W", "|P"},   {"X", "KS|S|K"}, {"Z", "S"},
};

enum { CODES = NAMES_COARSE, LONGEST = 24 };

struct codes {
    char text[CODES][LONGEST + 2];
    size_t size[CODES], count;
};

static int order(const void *key, const void *row)
{
    uint32_t letter = *(const uint32_t *)key, at = ((const struct coarse *)row)->letter;
    return letter < at ? -1 : letter > at;
}

static void append(char *text, size_t *size, const char *choice, size_t letters)
{
    for (size_t i = 0; i < letters && *size < LONGEST; i++) {
        char c = choice[i], last = *size ? text[*size - 1] : 0;
        if (c == last || (c == 'K' && last == 'N'))
            continue;
        if (c == 'S' && last == 'T')
            --*size;
        else if (c == 'P' && last == 'M')
            text[*size - 1] = 'N';
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
            append(codes->text[at], &codes->size[at], choice, letters);
        }
        choice += letters;
        if (!*choice)
            return;
    }
}

static void add_latin(struct codes *codes, struct span text)
{
    while (text.size) {
        size_t taken = 1;
        for (size_t i = 0; i < sizeof latin / sizeof *latin; i++) {
            size_t letters = strlen(latin[i].letters);
            if (letters > text.size || memcmp(text.at, latin[i].letters, letters) != 0)
                continue;
            add(codes, latin[i].choices);
            taken = letters;
            break;
        }
        text = span_part(text, taken, text.size);
    }
}

static void add_letters(struct codes *codes, struct span own)
{
    uint32_t letters[NAMES_ACROSS + 1];
    size_t count = names_letters(own, letters, NAMES_ACROSS);
    for (size_t i = 0; i < count && i < NAMES_ACROSS; i++) {
        const struct coarse *row =
            bsearch(&letters[i], others, sizeof others / sizeof *others, sizeof *others, order);
        if (row)
            add(codes, row->choices);
    }
}

size_t names_coarse(const struct names_token *token, uint64_t out[NAMES_COARSE])
{
    struct codes codes = {.count = 1};
    bool spelled = token->script == NAMES_LATIN || token->script == NAMES_CYRILLIC;
    size_t count = 0;
    if (spelled)
        add_latin(&codes, token->text);
    else
        add_letters(&codes, token->own);
    for (size_t i = 0; i < codes.count; i++) {
        uint64_t code =
            hash_mix(UINT64_C(0x636F61), hash_bytes((struct span){codes.text[i], codes.size[i]}));
        bool known = false;
        for (size_t k = 0; k < count; k++)
            known |= out[k] == code;
        if (!known)
            out[count++] = code;
    }
    return count;
}
