/* Documents beside documents: the very same, the number alone, or one character apart (docs/lists.md). */
#include "watch/internal.h"

enum {
    ALONE_LEAST = 5, /* characters; shorter numbers without a state agree by chance */
    NEAR_LEAST = 6,  /* of shorter ones too many are one character apart */
    NEAR_MOST = 32   /* no state issues longer ones, and what is left out of each is looked up */
};

static const struct agreement_info agreements[AGREEMENTS] = {
#define AGREEMENT(name, relation, how, weight) [AGREEMENT_##name] = {relation, how, weight},
#include "watch/agreements.def"
#undef AGREEMENT
};

const struct agreement_info *agreement_info(enum agreement agreement)
{
    return &agreements[agreement];
}

bool document_has_near(struct span number, const char *state)
{
    return *state && number.size >= NEAR_LEAST && number.size <= NEAR_MOST;
}

static bool same_from(struct span a, size_t from_a, struct span b, size_t from_b)
{
    return span_equal(span_part(a, from_a, a.size), span_part(b, from_b, b.size));
}

/* One character is another, is missing or too many, or two neighbours are exchanged. */
static bool is_one_apart(struct span shorter, struct span longer)
{
    size_t at = 0;
    if (shorter.size > longer.size)
        return is_one_apart(longer, shorter);
    while (at < shorter.size && shorter.at[at] == longer.at[at])
        at++;
    if (at == longer.size)
        return false; /* the same */
    if (shorter.size < longer.size)
        return same_from(shorter, at, longer, at + 1);
    return same_from(shorter, at + 1, longer, at + 1) ||
           (at + 1 < shorter.size && shorter.at[at] == longer.at[at + 1] &&
            shorter.at[at + 1] == longer.at[at] && same_from(shorter, at + 2, longer, at + 2));
}

enum agreement documents_agree(const struct watch_list *list, const struct watch_document *entry,
                               struct span number, const char *state)
{
    struct span listed = watch_list_text(list, entry->number);
    bool states = *state && *entry->state;
    if (!number.size || (states && strcmp(state, entry->state) != 0))
        return AGREEMENT_NONE;
    if (!span_equal(listed, number))
        return document_has_near(number, state) && document_has_near(listed, entry->state) &&
                       is_one_apart(listed, number)
                   ? AGREEMENT_NEAR
                   : AGREEMENT_NONE;
    if (states)
        return AGREEMENT_DOCUMENT;
    return number.size >= ALONE_LEAST ? AGREEMENT_NUMBER : AGREEMENT_NONE;
}

void choose_document(const struct subject *subject, const struct watch_list *list,
                     const struct watch_entry *entry, struct judgement *out)
{
    for (size_t i = 0; i < subject->person->document_count; i++)
        for (uint32_t j = 0; j < entry->documents; j++) {
            const struct watch_document *document = &list->documents[entry->first_document + j];
            enum agreement agreement =
                documents_agree(list, document, subject->numbers[i], subject->states[i]);
            if (agreement <= out->agreement)
                continue;
            out->agreement = agreement;
            out->document = document;
            out->person_document = i;
        }
}
