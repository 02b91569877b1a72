/* module: lookup */
/* Any bytes as the answer of a service, and as what the process that reads it gives back. */
#include <stdint.h>
#include <stdlib.h>

#include "lookup/lookup.h"

static void check(const struct lookup_answer *answer)
{
    struct arena arena = {0};
    struct buffer frame = {0};
    struct lookup_answer again;
    if (answer->count > LOOKUP_MOST_FOUND ||
        (answer->result == LOOKUP_FOUND) != (answer->count > 0))
        abort();
    for (size_t i = 0; i < answer->count; i++)
        if (!answer->found[i].reference.size ||
            answer->found[i].reference.size > LOOKUP_MOST_REFERENCE ||
            answer->found[i].record.size > LOOKUP_MOST_RECORD)
            abort();
    lookup_answer_pack(answer, &frame);
    if (lookup_answer_unpack(buffer_span(&frame), &arena, &again) != STATUS_OK ||
        again.count != answer->count)
        abort();
    buffer_free(&frame);
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct lookup_question question = {.id = {"1", 1}};
    struct span bytes = {(const char *)data, size};
    struct arena arena = {0};
    struct lookup_answer answer;
    const struct lookup_adapter *adapter = lookup_adapter_find(SPAN("portolan"));
    if (adapter->read(&question, bytes, &arena, &answer) == STATUS_OK)
        check(&answer);
    lookup_answer_unpack(bytes, &arena, &answer);
    arena_free(&arena);
    return 0;
}
