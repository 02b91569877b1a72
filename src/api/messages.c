#include "api/internal.h"

static bool outcome_parse(struct span word, enum outcome *out)
{
    for (int i = 0; i < 3; i++)
        if (span_is(word, outcome_word((enum outcome)i))) {
            *out = (enum outcome)i;
            return true;
        }
    return false;
}

void api_listMessages(struct api_call *call)
{
    struct view_messages_query query = {.source = api_text(call, "source")};
    struct span word = api_text(call, "outcome");
    enum outcome outcome;
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_MESSAGE}) ||
        !api_page(call, 100, &query.page))
        return;
    query.waiting = span_is(word, "waiting");
    if (outcome_parse(word, &outcome))
        query.outcome = &outcome;
    api_answer(call, 200);
    enum status status = view_messages(call->worker->view, &query, &call->answer->body);
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_MESSAGE_MISSING);
}

void api_getMessage(struct api_call *call)
{
    enum { BYTES = 262144 };
    int64_t id = api_number(call, "message", 0);
    size_t begin = (size_t)api_number(call, "begin", 0);
    size_t size = (size_t)api_number(call, "size", BYTES);
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_MESSAGE, .id = id}))
        return;
    struct view_sight sight = api_sight(call);
    api_answer(call, 200);
    enum status status =
        view_message(call->worker->view, id, &sight, begin, size, &call->answer->body);
    if (status == STATUS_SECRET)
        api_problem(call, PROBLEM_MESSAGE_CLOSED, NULL);
    else if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_MESSAGE_MISSING);
}
