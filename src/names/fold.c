#include "names/internal.h"

static bool is_after(struct span word, const char *letters)
{
    return word.size && strchr(letters, word.at[word.size - 1]);
}

/* What a letter folds to by what stands before it in the word; NULL: as the table says.
 * U+0401 is E after a consonant and YO elsewhere, as people write it; Greek OY is OU. */
static const char *in_context(uint32_t code, struct span word)
{
    bool is_yo = code == 0x401 || code == 0x451;
    bool is_upsilon = code == 0x3A5 || code == 0x3C5 || code == 0x38E || code == 0x3CD;
    if (is_yo && (word.size == 0 || is_after(word, "AEIOUY")))
        return "YO";
    return is_upsilon && is_after(word, "O") ? "U" : NULL;
}

struct folding {
    struct arena *arena;
    struct names *out;
    char *word; /* room for what is left of the text */
    size_t size;
    uint32_t begin, end; /* of the word in the input */
    struct span text;
    enum names_script script; /* of the word */
    bool skeletons;
};

static void end_word(struct folding *folding)
{
    struct names *out = folding->out;
    if (folding->size == 0)
        return;
    struct span text = {folding->word, folding->size};
    folding->word[folding->size] = '\0';
    folding->word += folding->size + 1;
    folding->size = 0;
    if (out->count == NAMES_TOKENS) {
        out->cut = true;
        return;
    }
    out->tokens[out->count++] = (struct names_token){
        .text = text,
        .skeletons = folding->skeletons ? names_skeleton(text) : (struct names_keys){.count = 0},
        .class = names_class_of(text),
        .script = folding->script,
        .own = folding->script == NAMES_LATIN
                   ? (struct span){NULL, 0}
                   : arena_copy(folding->arena, span_part(folding->text, folding->begin,
                                                          folding->end - folding->begin)),
        .begin = folding->begin,
        .size = folding->end - folding->begin,
    };
}

static void add_letter(struct folding *folding, char letter, uint32_t at)
{
    if (folding->size == 0) {
        folding->begin = at;
        folding->script = NAMES_LATIN;
    }
    folding->end = at + 1;
    folding->word[folding->size++] = letter;
}

/* The same as add_code for what nearly all names are written in. */
static void add_ascii(struct folding *folding, char c, uint32_t at)
{
    bool lower = c >= 'a' && c <= 'z';
    if (lower || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
        add_letter(folding, lower ? (char)(c - ('a' - 'A')) : c, at);
    else if (c != '\'' && c != '`')
        end_word(folding);
}

static void add_code(struct folding *folding, uint32_t code, uint32_t at, size_t size)
{
    char letters[8];
    enum fold fold = fold_code(code, letters);
    if (fold == FOLD_SPLIT)
        end_word(folding);
    if (fold != FOLD_LETTERS)
        return;
    const char *other = in_context(code, (struct span){folding->word, folding->size});
    if (other)
        memcpy(letters, other, strlen(other) + 1);
    if (folding->size == 0) {
        folding->begin = at;
        folding->script = names_script_of(code);
    }
    folding->end = at + (uint32_t)size;
    size_t n = strlen(letters);
    memcpy(folding->word + folding->size, letters, n);
    folding->size += n;
}

static void fold(struct span text, bool skeletons, struct arena *arena, struct names *out)
{
    /* A byte folds to at most four letters, and a word needs a byte more. Between two tokens stands
     * a byte at least. */
    size_t most = text.size / 2 + 1 < NAMES_TOKENS ? text.size / 2 + 1 : NAMES_TOKENS;
    struct folding folding = {.arena = arena,
                              .out = out,
                              .text = text,
                              .word = arena_raw(arena, text.size * 4 + 2),
                              .skeletons = skeletons};
    *out = (struct names){.tokens = arena_raw(arena, most * sizeof *out->tokens)};
    for (size_t at = 0, size; at < text.size; at += size) {
        size = 1;
        if ((unsigned char)text.at[at] < 0x80) {
            add_ascii(&folding, text.at[at], (uint32_t)at);
            continue;
        }
        uint32_t code = span_code_point(span_part(text, at, text.size), &size);
        add_code(&folding, code, (uint32_t)at, size);
    }
    end_word(&folding);
}

void names_fold(struct span text, struct arena *arena, struct names *out)
{
    fold(text, true, arena, out);
}

void names_tokens(struct span text, struct arena *arena, struct names *out)
{
    fold(text, false, arena, out);
}

struct span names_joined(const struct names *names, size_t from, size_t size, struct arena *arena)
{
    size_t total = 0;
    for (size_t i = 0; i < size; i++)
        total += names->tokens[(from + i) % names->count].text.size;
    char *text = arena_alloc(arena, total + 1);
    char *end = text;
    for (size_t i = 0; i < size; i++) {
        struct span part = names->tokens[(from + i) % names->count].text;
        memcpy(end, part.at, part.size);
        end += part.size;
    }
    return (struct span){text, total};
}

bool names_may_be_cut(struct names *names, size_t printed)
{
    if (printed < NAMES_FIELD || names->count < 2)
        return false;
    struct names_token *last = &names->tokens[names->count - 1];
    if (last->class == NAMES_TITLE)
        return false;
    last->cut = last->script == NAMES_LATIN && last->text.size >= NAMES_CUT_LEAST;
    return last->text.size < NAMES_CUT_LEAST;
}

bool names_begins(struct span one, struct span other)
{
    return one.size < other.size && memcmp(one.at, other.at, one.size) == 0;
}

enum { LEAST_BEFORE_TITLE = 2 };

struct span names_without_title(struct span folded)
{
    static const char *const titles[] = {
#define GLUED(text) text,
#include "names/titles.def"
#undef GLUED
    };
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        size_t size = strlen(titles[i]);
        if (folded.size >= size + LEAST_BEFORE_TITLE &&
            memcmp(folded.at + folded.size - size, titles[i], size) == 0)
            return span_part(folded, 0, folded.size - size);
    }
    return (struct span){NULL, 0};
}
