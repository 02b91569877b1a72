/* Commands about what people say of what is found; accounts. */
#include "base/clock.h"
#include "roles/authors.h"
#include "roles/users.h"

/* The reasons that stood when somebody decided; what was raised since is not decided. */
static void take_seen(struct request *request, struct desk_decision *decision)
{
    const json_t *seen = json_object_get(request->members, "seen"), *one;
    struct desk_seen *rows =
        arena_array(&request->arena, struct desk_seen, json_array_size(seen) + 1);
    size_t i;
    json_array_foreach(seen, i, one)
    {
        const json_t *entry = json_object_get(one, "entry");
        rows[i] = (struct desk_seen){.list = json_integer_value(json_object_get(one, "list")),
                                     .entry = {json_string_value(entry), json_string_length(entry)},
                                     .how = (int)json_integer_value(json_object_get(one, "how")),
                                     .raised_seq = json_integer_value(json_object_get(one, "seq")),
                                     .raised_at = json_integer_value(json_object_get(one, "at"))};
    }
    decision->says_seen = true;
    decision->seen = rows;
    decision->seen_count = json_array_size(seen);
}

enum status author_decide(struct request *request)
{
    struct desk_decision decision = {.at = clock_now(),
                                     .by = span_of(request->by),
                                     .traveller = author_number(request, "traveller"),
                                     .origin_seq = author_number(request, "origin_seq"),
                                     .origin_offset = author_number(request, "origin_offset"),
                                     .note = author_member(request, "note"),
                                     .tenancy = author_tenancy(request)};
    struct desk_memory *rows = NULL;
    size_t count = 0;
    int64_t id;
    struct span code = author_member(request, "code");
    if (!decision_parse(code, &decision.code))
        return status_fail(STATUS_USAGE, "%.*s is no code of a decision.", (int)code.size, code.at);
    take_seen(request, &decision);
    enum status status = author_remember(request, &decision, &rows, &count);
    if (status == STATUS_OK)
        status = desk_decide_remembering(request->authoring->desk, &decision, rows, count, &id);
    if (status == STATUS_OK)
        status = author_number_memory(request->authoring);
    if (status != STATUS_OK)
        return status;
    *request->lists = true; /* it may be that something is to be forgotten, too */
    json_object_set_new(request->answer, "decision", json_integer(id));
    if (decision.code == DECISION_CLEAR_NOT_SAME_PERSON)
        author_answer_remembered(request, rows, count);
    return STATUS_OK;
}

enum status author_decision_withdraw(struct request *request)
{
    enum status status =
        desk_decision_withdraw(request->authoring->desk, author_number(request, "decision"),
                               clock_now(), span_of(request->by));
    if (status == STATUS_OK)
        status = author_number_memory(request->authoring);
    *request->lists |= status == STATUS_OK;
    return status;
}

enum status author_sweep(struct request *request)
{
    struct desk_sweep mark = {.flight = author_member(request, "flight"),
                              .at = clock_now(),
                              .by = span_of(request->by),
                              .tenancy = author_tenancy(request)};
    int64_t id;
    enum status status = desk_sweep_add(request->authoring->desk, &mark, &id);
    if (status == STATUS_OK)
        json_object_set_new(request->answer, "sweep", json_integer(id));
    return status;
}

enum status author_unsweep(struct request *request)
{
    return desk_sweep_withdraw(request->authoring->desk, author_member(request, "flight"),
                               span_of(request->by), clock_now());
}

static struct desk_card card_of(const struct request *request, const char *name)
{
    const json_t *card = json_object_get(request->members, name);
    return (struct desk_card){json_integer_value(json_object_get(card, "traveller")),
                              json_integer_value(json_object_get(card, "seq")),
                              json_integer_value(json_object_get(card, "offset"))};
}

enum status author_pair(struct request *request)
{
    struct desk_pairing pairing = {.at = clock_now(),
                                   .by = span_of(request->by),
                                   .same = json_is_true(json_object_get(request->members, "same")),
                                   .cards = {card_of(request, "one"), card_of(request, "other")},
                                   .tenancy = author_tenancy(request)};
    int64_t id;
    enum status status = desk_pairing_add(request->authoring->desk, &pairing, &id);
    if (status == STATUS_OK)
        status = author_number_row(request->authoring, desk_pairing_number, id);
    if (status != STATUS_OK)
        return status;
    *request->lists = true;
    json_object_set_new(request->answer, "pairing", json_integer(id));
    return STATUS_OK;
}

/* The owner needs no account; what he does is in the audit. */
enum status author_user(struct request *request)
{
    struct guard *guard;
    enum status status = authoring_guard(request->authoring, &guard);
    struct user_command command = {.guard = guard,
                                   .config = request->authoring->system->config,
                                   .command = author_member(request, "command"),
                                   .members = request->members,
                                   .by = span_of(request->by),
                                   .answer = request->answer};
    return status ? status : users_carry_out(&command);
}

/* The record of what a command asks of the service outside; on no ground nothing is. */
enum status author_lookup(struct request *request)
{
    struct span purpose = author_member(request, "purpose");
    const struct config *config = request->authoring->system->config;
    struct guard *guard;
    struct desk_tenancy tenancy = author_tenancy(request);
    enum status status = authoring_guard(request->authoring, &guard);
    if (status != STATUS_OK)
        return status;
    if (!span_trim(purpose).size)
        return status_fail(STATUS_INPUT, "Nobody is asked without a purpose.");
    return guard_record_lookup(
        guard, &(struct guard_lookup){.service = span_of(config_text(config, SETTING_LOOKUP_NAME)),
                                      .agency = tenancy.agency,
                                      .site = tenancy.site,
                                      .result = author_member(request, "result"),
                                      .purpose = purpose,
                                      .user = span_of(request->by)});
}
