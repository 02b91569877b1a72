#include "lookup/lookup.h"

static const struct {
    const char *word;
    enum lookup_fault fault;
} results[LOOKUP_RESULTS] = {
#define RESULT(name, word, fault) [LOOKUP_##name] = {word, FAULT_##fault},
#include "lookup/results.def"
#undef RESULT
};

const char *lookup_result_word(enum lookup_result result)
{
    return results[result].word;
}

enum lookup_fault lookup_result_fault(enum lookup_result result)
{
    return results[result].fault;
}

bool lookup_result_parse(struct span word, enum lookup_result *out)
{
    for (unsigned i = 0; i < LOOKUP_RESULTS; i++)
        if (span_is(word, results[i].word)) {
            *out = (enum lookup_result)i;
            return true;
        }
    return false;
}

struct span lookup_document(struct span number, struct span state, struct arena *arena)
{
    char *out = arena_alloc(arena, state.size + 1 + number.size + 1), *at = out + state.size;
    if (state.size)
        memcpy(out, state.at, state.size);
    *at++ = '|';
    for (size_t i = 0; i < number.size; i++) {
        char c = number.at[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            *at++ = c;
    }
    size_t size = (size_t)(at - out);
    return size > state.size + 1 ? (struct span){out, size} : (struct span){"", 0};
}

enum status lookup_key(struct keyring *keyring, struct seal_key *out)
{
    const struct seal_key *index;
    enum status status = keyring_installation(keyring, KEY_INDEX, &index);
    if (status == STATUS_OK)
        seal_derive(out, index, "lookup__", 0);
    return status;
}

struct seal_digest lookup_question_key(const struct seal_key *key,
                                       const struct lookup_question *question, struct arena *arena)
{
    return seal_digest(key, lookup_document(question->number, question->state, arena));
}
