/* A person's name in one word of a script that does not part words, beside the words of a listed name. */
#include "watch/looking.h"

const struct whole_codes *whole_codes_of(const struct names *names, struct arena *arena)
{
    struct whole_codes *out = arena_new(arena, struct whole_codes);
    size_t room = 0;
    for (size_t i = 0; i < names->count; i++) {
        const struct names_token *token = &names->tokens[i];
        uint64_t codes[NAMES_COARSE];
        if (!names_unparted(token->script) || !names_has_sounds(token->script))
            continue;
        for (size_t c = names_coarse(token, NAMES_LATIN, codes); c-- > 0;) {
            out->at = arena_more(arena, out->at, out->count, &room, sizeof *out->at);
            out->at[out->count++] = codes[c];
        }
    }
    return out;
}

static bool has_code(const struct whole_codes *codes, struct span word)
{
    const struct names_token token = {.text = word, .script = NAMES_LATIN};
    uint64_t of_word[NAMES_COARSE];
    for (size_t c = names_coarse(&token, NAMES_HANGUL, of_word); c-- > 0;)
        for (size_t i = 0; i < codes->count; i++)
            if (of_word[c] == codes->at[i])
                return true;
    return false;
}

/* All words twice, one after the other: each turn is a part of that. */
bool whole_codes_agree(const struct whole_codes *codes, const struct index *index, uint32_t name)
{
    const struct index_name *it = &index->names[name];
    char letters[2 * NAMES_WHOLE * UINT8_MAX];
    size_t begins[2 * NAMES_WHOLE + 1] = {0};
    if (it->count < 2 || it->count > NAMES_WHOLE)
        return false;
    for (uint32_t i = 0; i < 2 * it->count; i++) {
        const struct index_token *token =
            &index->tokens[index->name_tokens[it->first_token + i % it->count]];
        memcpy(letters + begins[i], index->text + token->text, token->size);
        begins[i + 1] = begins[i] + token->size;
    }
    for (uint32_t first = 0; first < it->count; first++)
        if (has_code(codes, (struct span){letters + begins[first], begins[it->count]}))
            return true;
    return false;
}
