/* The tables of letters, marks and words, and how they are looked up. */
#include <stdlib.h>

#include "names/internal.h"

struct fold_row {
    uint32_t first;
    char letters[16][5];
};
static const struct fold_row latin[] = {
#define FOLD(first, ...) {first, {__VA_ARGS__}},
#include "names/latin.def"
};
static const struct fold_row scripts[] = {
#include "names/script.def"
#undef FOLD
};

struct mark {
    uint32_t first, last;
    enum fold action;
};
static const struct mark marks[] = {
#define MARK(first, last, action) {first, last, FOLD_##action},
#include "names/marks.def"
#undef MARK
};

struct same {
    uint32_t from, to;
};
static const struct same arabic[] = {
#define SAME(from, to) {from, to},
#include "names/arabic.def"
#undef SAME
};

struct word {
    struct span text;
    enum names_class class;
};
static const struct word words[] = {
#define WORD(text, class) {{text, sizeof(text) - 1}, NAMES_##class},
#include "names/words.def"
#undef WORD
};

enum { LONGEST_WORD = 16 };

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static int order_row(const void *key, const void *row)
{
    uint32_t code = *(const uint32_t *)key & ~15u, first = ((const struct fold_row *)row)->first;
    return code < first ? -1 : code > first;
}

/* The letters of `code` in a table; NULL when it has no such row. */
static const char *find_letters(const struct fold_row *table, size_t count, uint32_t code)
{
    const struct fold_row *row = bsearch(&code, table, count, sizeof *table, order_row);
    return row ? row->letters[code & 15] : NULL;
}

static int order_mark(const void *key, const void *row)
{
    uint32_t code = *(const uint32_t *)key;
    const struct mark *mark = row;
    return code < mark->first ? -1 : code > mark->last;
}

static int order_same(const void *key, const void *row)
{
    uint32_t code = *(const uint32_t *)key, from = ((const struct same *)row)->from;
    return code < from ? -1 : code > from;
}

uint32_t fold_same(uint32_t code)
{
    const struct same *same = bsearch(&code, arabic, COUNT(arabic), sizeof *arabic, order_same);
    return same ? same->to : code;
}

bool fold_is_mark(uint32_t code)
{
    return bsearch(&code, marks, COUNT(marks), sizeof *marks, order_mark) != NULL;
}

static void encode(uint32_t code, char *out)
{
    size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    out[size] = 0;
    for (size_t i = size; --i > 0; code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(lead[size] | code);
}

static enum fold fold_other(uint32_t code, char *out)
{
    const struct mark *mark = bsearch(&code, marks, COUNT(marks), sizeof *marks, order_mark);
    if (mark)
        return mark->action;
    encode(fold_same(code), out);
    return FOLD_LETTERS;
}

enum fold fold_code(uint32_t code, char *out)
{
    const char *letters = find_letters(latin, COUNT(latin), code);
    if (!letters || !*letters)
        letters = find_letters(scripts, COUNT(scripts), code);
    if (!letters || !*letters)
        return fold_other(code, out);
    if (*letters == '\1')
        return FOLD_DROP;
    memcpy(out, letters, strlen(letters) + 1);
    return FOLD_LETTERS;
}

static int order_word(const void *key, const void *row)
{
    return span_compare(*(const struct span *)key, ((const struct word *)row)->text);
}

enum names_class names_class_of(struct span folded)
{
    const struct word *word = folded.size > LONGEST_WORD ? NULL
                                                         : bsearch(&folded, words, COUNT(words),
                                                                   sizeof *words, order_word);
    return word ? word->class : folded.size == 1 ? NAMES_INITIAL : NAMES_ORDINARY;
}

const char *names_class_word(enum names_class class)
{
    static const char *const names[] = {"ordinary", "particle", "title",
                                        "prefix",   "initial",  "filler"};
    return names[class];
}
