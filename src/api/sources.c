/* Who sends, how they write, and the word of a person that a change is the new normal. */
#include "api/internal.h"

bool source_is_offered(const struct desk_source *source)
{
    return !source->disabled && !span_is(source->tenancy.handling, "upload");
}

static void answer_sources(struct api_call *call, struct span name)
{
    api_answer(call, 200);
    enum status status = view_sources(call->worker->view, name, &call->answer->body);
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_SOURCE_MISSING);
}

void api_listSources(struct api_call *call)
{
    if (api_allow(call, (struct guard_subject){.kind = SUBJECT_SOURCE}))
        answer_sources(call, api_text(call, "source"));
}

/* In the audit a source stands by its number; what officers load has none. */
static struct guard_subject subject_of(struct api_call *call, struct span name)
{
    struct desk *desk;
    struct desk_source source = {0};
    if (view_desk(call->worker->view, &desk) == STATUS_OK && desk)
        (void)desk_source_find(desk, name, call->arena, &source);
    return (struct guard_subject){.kind = SUBJECT_SOURCE, .id = source.id};
}

static enum status accept(struct api_call *call, const struct view_note *note)
{
    json_t *request =
        json_pack("{s:s, s:s%, s:s%, s:s%, s:s%, s:s%}", "command", "source normal", "name",
                  note->source.at, note->source.size, "sender", note->sender.at, note->sender.size,
                  "kind", note->kind.at, note->kind.size, "trait", note->trait.at, note->trait.size,
                  "value", note->value.at, note->value.size);
    return author_ask(call, request, SPAN(""), NULL);
}

void api_acceptDrift(struct api_call *call)
{
    struct view_note note = {.source = api_text(call, "source"),
                             .sender = api_member(call, "sender"),
                             .kind = api_member(call, "kind"),
                             .trait = api_member(call, "trait"),
                             .value = api_member(call, "value")};
    if (!api_allow(call, subject_of(call, note.source)))
        return;
    pthread_mutex_lock(&call->api->changing);
    enum status status = view_note_stands(call->worker->view, &note);
    if (status == STATUS_OK)
        status = accept(call, &note);
    pthread_mutex_unlock(&call->api->changing);
    if (status == STATUS_OK)
        answer_sources(call, note.source);
    else
        api_fail(call, status, PROBLEM_SOURCE_NOTE_MISSING);
}
