#include "api/internal.h"

#include "base/clock.h"

/* What is remembered of false alarms: listed, approved by a second account, taken back. */

static bool put_one(void *context, struct span memory)
{
    struct json *json = context;
    if (json->comma)
        buffer_char(json->out, ',');
    buffer_append(json->out, memory.at, memory.size);
    json->comma = true;
    return true;
}

void api_listMemory(struct api_call *call)
{
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_MEMORY}))
        return;
    struct view_sight sight = api_sight(call);
    api_answer(call, 200);
    json_begin(&call->json);
    json_key(&call->json, "items");
    json_begin_array(&call->json);
    enum status status =
        view_memories(call->worker->view, clock_now(), span_is(api_text(call, "all"), "true"),
                      &sight, put_one, &call->json);
    json_end_array(&call->json);
    json_put_int(&call->json, "days",
                 config_count(call->api->options.config, SETTING_WATCH_MEMORY_DAYS));
    json_end(&call->json);
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_MEMORY_MISSING);
}

/* What was decided about somebody under 18 is to others as if it were not there; so is what cannot be told. */
static struct guard_subject subject_memory(struct api_call *call, int64_t id)
{
    struct guard_subject subject = {.kind = SUBJECT_MEMORY, .id = id};
    struct desk *desk = NULL;
    struct desk_memory memory;
    struct view_alert alert;
    enum status status = view_desk(call->worker->view, &desk);
    if (status == STATUS_OK && desk)
        status = desk_memory_get(desk, id, call->arena, &memory);
    if (status != STATUS_OK || !desk)
        return subject;
    status = view_alert(call->worker->view, memory.traveller, &alert);
    subject.protect = status != STATUS_OK || !alert.alert.traveller || alert.alert.protect;
    return subject;
}

static void refuse(struct api_call *call, enum status status)
{
    const char *sentence = arena_format(call->arena, "%s", status_sentence());
    if (status == STATUS_DENIED)
        api_problem(call, PROBLEM_MEMORY_OWN, sentence);
    else if (status == STATUS_EXISTS)
        api_problem(call, PROBLEM_MEMORY_DONE, sentence);
    else
        api_fail(call, status, PROBLEM_MEMORY_MISSING);
}

static void change(struct api_call *call, const char *command)
{
    int64_t id = api_number(call, "memory", 0);
    if (!api_allow(call, subject_memory(call, id)))
        return;
    struct view_sight sight = api_sight(call);
    enum status status =
        author_ask(call, json_pack("{s:s, s:I}", "command", command, "memory", (json_int_t)id),
                   SPAN(""), NULL);
    if (status != STATUS_OK) {
        refuse(call, status);
        return;
    }
    api_answer(call, 200);
    status = view_memory(call->worker->view, id, clock_now(), &sight, &call->json);
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_MEMORY_MISSING);
}

void api_approveMemory(struct api_call *call)
{
    change(call, "memory approve");
}

void api_forgetMemory(struct api_call *call)
{
    change(call, "memory forget");
}
