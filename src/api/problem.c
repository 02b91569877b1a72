#include "api/internal.h"

#include <stdio.h>

#include "base/log.h"

static const struct {
    unsigned status;
    const char *code, *title, *detail, *remedy;
} problems[PROBLEMS] = {
#define PROBLEM(name, status, code, title, detail, remedy) {status, code, title, detail, remedy},
#include "api/problems.def"
#undef PROBLEM
};

const char *problem_code(enum problem problem)
{
    return problems[problem].code;
}

enum problem problem_missing(enum guard_subject_kind kind)
{
    return kind == SUBJECT_DECISION ? PROBLEM_DECISION_MISSING : PROBLEM_ALERT_MISSING;
}

static void put_places(struct json *json, const struct check_faults *faults)
{
    json_key(json, "errors");
    json_begin_array(json);
    for (size_t i = 0; faults && i < faults->count; i++) {
        json_begin(json);
        json_put_text(json, "pointer", faults->list[i].pointer);
        json_put_text(json, "code", faults->list[i].code);
        json_put_text(json, "detail", faults->list[i].detail);
        json_end(json);
    }
    json_end_array(json);
}

static void problem_text(struct buffer *out, enum problem problem, const char *detail,
                         const struct check_faults *faults)
{
    struct json json = {.out = out};
    json_begin(&json);
    json_put_text(&json, "type", "about:blank");
    json_put_text(&json, "title", problems[problem].title);
    json_put_int(&json, "status", problems[problem].status);
    json_put_text(&json, "code", problems[problem].code);
    json_put_text(&json, "detail", detail && detail[0] ? detail : problems[problem].detail);
    json_put_text(&json, "remedy", problems[problem].remedy);
    put_places(&json, faults);
    json_end(&json);
    buffer_char(out, '\n');
}

static void answer_with(struct api_call *call, enum problem problem, const char *detail,
                        const struct check_faults *faults)
{
    struct http_answer *answer = call->answer;
    buffer_free(&answer->body);
    answer->header_count = 0;
    answer->file = NULL;
    answer->feed = NULL;
    answer->status = problems[problem].status;
    answer->type = "application/problem+json";
    problem_text(&answer->body, problem, detail, faults);
    if (problem == PROBLEM_REQUEST_METHOD)
        http_answer_header(answer, "Allow", arena_copy(call->arena, span_of(call->match.allow)));
}

void api_problem(struct api_call *call, enum problem problem, const char *detail)
{
    answer_with(call, problem, detail, NULL);
}

void api_faults(struct api_call *call, enum problem problem, const struct check_faults *faults)
{
    answer_with(call, problem, NULL, faults);
}

void api_retry_after(struct api_call *call, int64_t seconds)
{
    http_answer_header(call->answer, "Retry-After",
                       span_of(arena_format(call->arena, "%lld", (long long)seconds)));
}

void api_fail(struct api_call *call, enum status status, enum problem missing)
{
    enum problem problem = status == STATUS_MISSING   ? missing
                           : status == STATUS_DENIED  ? PROBLEM_PERMISSION_DENIED
                           : status == STATUS_LATER   ? PROBLEM_RATE_LIMITED
                           : status == STATUS_LOCKED  ? PROBLEM_DATA_BUSY
                           : status == STATUS_TIMEOUT ? PROBLEM_DATA_BUSY
                           : status == STATUS_DAMAGED ? PROBLEM_DATA_DAMAGED
                           : status == STATUS_SECRET  ? PROBLEM_DATA_SECRET
                                                      : PROBLEM_SERVER_FAILED;
    /* Of these a sentence may tell of files, which is for the log. */
    bool ours = problem == PROBLEM_SERVER_FAILED || problem == PROBLEM_DATA_DAMAGED ||
                problem == PROBLEM_DATA_SECRET;
    if (ours)
        log_write(LOG_ERROR, EVENT_ENVIRONMENT, "status=%s text=\"%s\"", status_word(status),
                  status_sentence());
    answer_with(call, problem, ours || status == STATUS_MISSING ? NULL : status_sentence(), NULL);
}

/* ---- what http/ refuses by itself ---- */

void api_refuse(enum http_refusal refusal, struct buffer *out)
{
    static const enum problem table[HTTP_REFUSALS] = {
        [HTTP_BAD_TARGET] = PROBLEM_REQUEST_MALFORMED,
        [HTTP_BODY_LARGE] = PROBLEM_REQUEST_TOO_LARGE,
        [HTTP_BODY_ENCODED] = PROBLEM_REQUEST_MEDIA_TYPE,
        [HTTP_SLOW] = PROBLEM_REQUEST_SLOW,
        [HTTP_BUSY] = PROBLEM_SERVER_BUSY,
        [HTTP_STOPPING] = PROBLEM_SERVER_STOPPING,
        [HTTP_BROKEN] = PROBLEM_SERVER_BROKEN,
    };
    problem_text(out, table[refusal], NULL, NULL);
}

void api_slow(struct buffer *out)
{
    api_refuse(HTTP_SLOW, out);
}
