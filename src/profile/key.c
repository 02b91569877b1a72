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
    names_fold(text, &scratch, &folded);
    for (size_t i = 0; i < folded.count; i++)
        buffer_append(&key, folded.tokens[i].text.at, folded.tokens[i].text.size);
    /* of marks alone ("***", "№") nothing is left */
    struct span kept = arena_copy(arena, folded.count ? buffer_span(&key) : text);
    buffer_free(&key);
    arena_free(&scratch);
    return kept;
}

struct span profile_sex(struct span text, struct arena *scratch)
{
    static const struct {
        const char *word, *sex;
    } words[] = {{"M", "M"},        {"MALE", "M"},      {"MAN", "M"},      {"MUZH", "M"},
                 {"MUZHSKOI", "M"}, {"ERKAK", "M"},     {"ERKEK", "M"},    {"LAKILAKI", "M"},
                 {"KISI", "M"},     {"F", "F"},         {"FEMALE", "F"},   {"WOMAN", "F"},
                 {"ZH", "F"},       {"ZHEN", "F"},      {"ZHENSKII", "F"}, {"AYOL", "F"},
                 {"KADIN", "F"},    {"PEREMPUAN", "F"}, {"QADIN", "F"},    {"X", "X"},
                 {"U", "U"},        {"UNKNOWN", "U"}};
    if (text.size == 1 && memchr("MFXU", text.at[0], 4)) /* nearly always */
        return text;
    struct span key = profile_key(text, scratch);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (span_is(key, words[i].word))
            return span_of(words[i].sex);
    return (struct span){NULL, 0};
}
