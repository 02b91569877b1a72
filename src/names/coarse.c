/* Words of two scripts are only compared letter by letter when they have a coarse code in common: it is what an
 * index can be asked for. A code is the consonants by kind (coarse.def), each run of one kind once; T before S,
 * K after N and M before P are left out or changed, as ts, ng and mb are one letter elsewhere. A word whose
 * letters may be read in several ways has several codes. */
#include <pthread.h>
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

/* Pieces of Latin words, by their first letter, the longest first; the second choices are what Korean and
 * Japanese make of them. */
static const struct piece {
    const char *letters, *choices, *rough;
} latin[] = {
    {"B", "B", "P"},           {"CH", "S|K||T", "S|K|"}, {"CK", "K|SK", "K|SK"},
    {"CZ", "S", "S"},          {"C", "K|S", "K|S"},      {"D", "T", "T"},
    {"F", "V", "P|"},          {"GH", "K||V", "K||P"},   {"G", "K|S|", "K|S|"},
    {"H", "|K", "|K"},         {"J", "S||K", "S||K"},    {"KH", "K|", "K|"},
    {"K", "K", "K"},           {"LL", "L|S|", "|S"},     {"L", "L", ""},
    {"M", "M", "M"},           {"N", "N", "N"},          {"PH", "V|B", "P"},
    {"P", "B", "P"},           {"QU", "K|KV", "K"},      {"Q", "K", "K"},
    {"RZ", "RS|S", "S"},       {"R", "R", ""},           {"SCH", "S|SK", "S|SK"},
    {"SH", "S", "S"},          {"SZ", "S", "S"},         {"S", "S", "S"},
    {"TSCH", "S", "S"},        {"TCH", "S", "S"},        {"TH", "T|S", "T|S"},
    {"T", "T", "T"},           {"V", "V", "P"},          {"W", "|V", "|P"},
    {"X", "KS|S|K", "KS|S|K"}, {"ZH", "S", "S"},         {"Z", "S", "S"},
};

/* The consonants of a code, four bits each, the last one lowest; sixteen, and what comes after them counts not. */
enum consonant { NONE, B, V, T, S, K, M, N, L, R, P };

static enum consonant consonant_of(char c)
{
    static const char letters[] = "BVTSKMNLRP";
    return (enum consonant)(strchr(letters, c) - letters + 1);
}

struct codes {
    bool rough; /* of Korean, Japanese and Chinese, or to be compared with them */
    uint64_t at[NAMES_COARSE];
    size_t count;
};

static int order(const void *key, const void *row)
{
    uint32_t letter = *(const uint32_t *)key, at = ((const struct coarse *)row)->letter;
    return letter < at ? -1 : letter > at;
}

static uint64_t append(uint64_t code, enum consonant next, bool rough)
{
    if (next == S && (code & 15) == T)
        code >>= 4;
    uint64_t last = code & 15;
    if (code >> 60 || last == next || (next == K && last == N))
        return code;
    if ((next == P || next == B) && last == M)
        code = (code & ~UINT64_C(15)) | N;
    if (rough && next == M && last == N)
        code >>= 4;
    return code << 4 | next;
}

/* All codes so far go on with each of the choices; what has no room is left out. */
static void add(struct codes *codes, const char *choices)
{
    uint64_t before[NAMES_COARSE];
    size_t count = codes->count;
    memcpy(before, codes->at, count * sizeof *before);
    codes->count = 0;
    for (const char *choice = choices;; choice++) {
        size_t letters = 0;
        while (choice[letters] && choice[letters] != '|')
            letters++;
        for (size_t i = 0; i < count && codes->count < NAMES_COARSE; i++) {
            uint64_t code = before[i];
            for (size_t n = 0; n < letters; n++)
                code = append(code, consonant_of(choice[n]), codes->rough);
            codes->at[codes->count++] = code;
        }
        choice += letters;
        if (!*choice)
            return;
    }
}

/* ---- Latin words ---- */

static pthread_once_t made = PTHREAD_ONCE_INIT;
static uint8_t first_piece[27]; /* by letter; where it ends is where the next begins */

static void make(void)
{
    size_t piece = 0, pieces = sizeof latin / sizeof *latin;
    for (int letter = 0; letter < 26; letter++) {
        first_piece[letter] = (uint8_t)piece;
        while (piece < pieces && latin[piece].letters[0] == 'A' + letter)
            piece++;
    }
    first_piece[26] = (uint8_t)piece;
}

/* The piece that the text begins with; NULL: none. */
static const struct piece *piece_of(struct span text)
{
    if (text.at[0] < 'A' || text.at[0] > 'Z')
        return NULL;
    int letter = text.at[0] - 'A';
    for (size_t p = first_piece[letter]; p < first_piece[letter + 1]; p++) {
        const char *letters = latin[p].letters;
        size_t same = 1;
        while (letters[same] && same < text.size && letters[same] == text.at[same])
            same++;
        if (!letters[same])
            return &latin[p];
    }
    return NULL;
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
    pthread_once(&made, make);
    while (text.size) {
        const char *end = text.size == 1 ? choices_at_end(text.at[0], codes->rough) : NULL;
        const struct piece *piece = piece_of(text);
        if (end || piece)
            add(codes, end ? end : codes->rough ? piece->rough : piece->choices);
        text = span_part(text, piece ? strlen(piece->letters) : 1, text.size);
    }
}

/* ---- other words ---- */

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
        if (row && *row->choices)
            add(codes, row->choices);
    }
}

bool names_unparted(enum names_script script)
{
    return script == NAMES_HANGUL || script == NAMES_KANA || script == NAMES_HAN;
}

static void make_codes(const struct names_token *token, enum names_script other,
                       struct codes *codes)
{
    codes->rough = names_unparted(token->script) || names_unparted(other);
    codes->count = 1;
    codes->at[0] = 0;
    if (token->script == NAMES_LATIN || token->script == NAMES_CYRILLIC)
        add_latin(codes, token->text);
    else
        add_letters(codes, token->own);
}

/* Each once. */
size_t names_coarse(const struct names_token *token, enum names_script other,
                    uint64_t out[NAMES_COARSE])
{
    struct codes codes;
    size_t count = 0;
    make_codes(token, other, &codes);
    for (size_t i = 0; i < codes.count; i++) {
        uint64_t code = hash_mix(codes.rough, codes.at[i]);
        size_t k = 0;
        while (k < count && out[k] != code)
            k++;
        out[k] = code;
        count += k == count;
    }
    return count;
}

bool names_coarse_agree(const struct names_token *a, const struct names_token *b)
{
    struct codes x, y;
    make_codes(a, b->script, &x);
    make_codes(b, a->script, &y);
    for (size_t i = 0; i < x.count; i++)
        for (size_t j = 0; j < y.count; j++)
            if (x.at[i] == y.at[j])
                return true;
    return false;
}
