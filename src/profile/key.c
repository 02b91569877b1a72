/* Titles and words as they are compared. */
#include "names/names.h"
#include "profile/profile.h"

enum { KEY_MOST = 200 };

struct span profile_key(struct span text, struct arena *arena)
{
    struct arena scratch = {0}; /* folding takes a hundred times what is left of it */
    struct buffer key = {0};
    struct names folded;
    text = span_trim(span_part(span_trim(text), 0, KEY_MOST));
    names_tokens(text, &scratch, &folded);
    for (size_t i = 0; i < folded.count; i++)
        buffer_append(&key, folded.tokens[i].text.at, folded.tokens[i].text.size);
    /* of marks alone ("***", "№") nothing is left */
    struct span kept = arena_copy(arena, folded.count ? buffer_span(&key) : text);
    buffer_free(&key);
    arena_free(&scratch);
    return kept;
}

struct meant {
    const char *word, *meaning;
};

static struct span meaning_of(struct span text, const struct meant *words, size_t count,
                              struct arena *scratch)
{
    struct span key = profile_key(text, scratch);
    for (size_t i = 0; i < count; i++)
        if (span_is(key, words[i].word))
            return span_of(words[i].meaning);
    return (struct span){NULL, 0};
}

struct span profile_sex(struct span text, struct arena *scratch)
{
    static const struct meant sexes[] = {
#define SEX(word, sex) {word, sex},
#define PAPER(word, type)
#include "profile/words.def"
#undef SEX
#undef PAPER
    };
    if (text.size == 1 && memchr("MFXU", text.at[0], 4)) /* nearly always */
        return text;
    return meaning_of(text, sexes, sizeof sexes / sizeof *sexes, scratch);
}

struct span profile_paper(struct span text, struct arena *scratch)
{
    static const struct meant papers[] = {
#define SEX(word, sex)
#define PAPER(word, type) {word, type},
#include "profile/words.def"
#undef SEX
#undef PAPER
    };
    enum { CODE = 2 };
    struct span type = {NULL, 0};
    if (text.size > CODE || span_is(text, "ID"))
        type = meaning_of(text, papers, sizeof papers / sizeof *papers, scratch);
    return type.size ? type : text;
}
