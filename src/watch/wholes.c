/* A person's name in one word of a script that does not part words, beside the words of listed names. */
#include <pthread.h>

#include "base/memory.h"
#include "watch/looking.h"

enum { BITS = 64 * sizeof(((struct whole_words *)NULL)->bits) / sizeof(uint64_t) };

void whole_words_of(const struct names *names, struct whole_words *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < names->count; i++) {
        const struct names_token *token = &names->tokens[i];
        uint64_t codes[NAMES_COARSE];
        if (!names_unparted(token->script) || !names_has_sounds(token->script))
            continue;
        out->count++;
        for (size_t c = names_coarse(token, NAMES_LATIN, codes); c-- > 0;)
            out->bits[codes[c] % BITS / 64] |= UINT64_C(1) << codes[c] % 64;
    }
}

/* ---- names ---- */

struct codes {
    uint32_t *at;
    size_t count, room;
};

static void add_codes(struct codes *codes, struct span word)
{
    const struct names_token token = {.text = word, .script = NAMES_LATIN};
    uint64_t of_word[NAMES_COARSE];
    for (size_t c = names_coarse(&token, NAMES_HANGUL, of_word); c-- > 0;) {
        if (codes->count == codes->room) {
            codes->room = codes->room ? 2 * codes->room : 4096;
            codes->at = memory_resize(codes->at, codes->room * sizeof *codes->at);
        }
        codes->at[codes->count++] = (uint32_t)of_word[c];
    }
}

/* All words twice, one after the other: each turn is a part of that. */
static void add_name(struct codes *codes, const struct index *index, const struct index_name *it)
{
    char letters[2 * NAMES_WHOLE * UINT8_MAX];
    size_t begins[2 * NAMES_WHOLE + 1] = {0};
    if (it->count < 2 || it->count > NAMES_WHOLE)
        return;
    for (uint32_t i = 0; i < 2 * it->count; i++) {
        const struct index_token *token =
            &index->tokens[index->name_tokens[it->first_token + i % it->count]];
        memcpy(letters + begins[i], index->text + token->text, token->size);
        begins[i + 1] = begins[i] + token->size;
    }
    for (uint32_t first = 0; first < it->count; first++)
        add_codes(codes, (struct span){letters + begins[first], begins[it->count]});
}

struct whole_names {
    pthread_mutex_t lock; /* of all that follows, until it is made */
    bool made;
    uint32_t *codes;  /* some bits of each */
    uint32_t *firsts; /* by name, and one more */
};

struct whole_names *whole_names_new(void)
{
    struct whole_names *wholes = memory_alloc(sizeof *wholes);
    pthread_mutex_init(&wholes->lock, NULL);
    return wholes;
}

void whole_names_free(struct whole_names *wholes)
{
    if (!wholes)
        return;
    pthread_mutex_destroy(&wholes->lock);
    free(wholes->codes);
    free(wholes->firsts);
    free(wholes);
}

static void make(struct whole_names *wholes, const struct index *index)
{
    struct codes codes = {NULL, 0, 0};
    wholes->firsts = memory_raw((index->names_count + 1) * sizeof *wholes->firsts);
    for (uint32_t n = 0; n < index->names_count; n++) {
        wholes->firsts[n] = (uint32_t)codes.count;
        add_name(&codes, index, &index->names[n]);
    }
    wholes->firsts[index->names_count] = (uint32_t)codes.count;
    wholes->codes = codes.at;
    wholes->made = true;
}

const struct whole_names *whole_names_of(const struct index *index)
{
    pthread_mutex_lock(&index->wholes->lock);
    if (!index->wholes->made)
        make(index->wholes, index);
    pthread_mutex_unlock(&index->wholes->lock);
    return index->wholes;
}

bool whole_name_may_be(const struct whole_names *wholes, const struct whole_words *words,
                       uint32_t name)
{
    for (uint32_t i = wholes->firsts[name]; i < wholes->firsts[name + 1]; i++) {
        uint32_t code = wholes->codes[i] % BITS;
        if (words->bits[code / 64] >> code % 64 & 1)
            return true;
    }
    return false;
}
