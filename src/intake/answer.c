#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "intake/internal.h"

enum { LOGGED_A_SECOND = 20 };

const struct problem_info *problem_info(enum problem problem)
{
    static const struct problem_info table[PROBLEMS] = {
#define PROBLEM(name, status, code, retry, title, detail) {status, code, retry, title, detail},
#include "intake/problems.def"
#undef PROBLEM
    };
    return &table[problem];
}

void answer_problem_text(struct buffer *out, enum problem problem)
{
    const struct problem_info *info = problem_info(problem);
    struct json json = {.out = out};
    json_begin(&json);
    json_key(&json, "type");
    struct buffer type = {0};
    buffer_format(&type, "/problems/%s", info->code);
    json_span(&json, buffer_span(&type));
    buffer_free(&type);
    json_put_text(&json, "title", info->title);
    json_put_int(&json, "status", info->status);
    json_put_text(&json, "code", info->code);
    json_put_text(&json, "detail", info->detail);
    json_end(&json);
    buffer_char(out, '\n');
}

/* A flood of refusals is the sender's doing and must not fill the disk with lines. */
static bool may_log(struct intake *intake)
{
    int64_t second = clock_monotonic() / MICROS_PER_SECOND;
    if (atomic_exchange(&intake->log_second, second) != second)
        atomic_store(&intake->logged, 0);
    return atomic_fetch_add(&intake->logged, 1) < LOGGED_A_SECOND;
}

/* Takes the text. */
static struct MHD_Response *response_of(struct buffer *text, const char *type)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(text->size, text->at, MHD_RESPMEM_MUST_COPY);
    buffer_free(text);
    if (response)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    return response;
}

/* Takes the response. */
static enum MHD_Result send_it(struct request *request, unsigned status,
                               struct MHD_Response *response)
{
    if (!response || !peers_move(&request->intake->peers, request->peer, PHASE_ANSWERING))
        status = 0;
    enum MHD_Result result =
        status ? MHD_queue_response(request->connection, status, response) : MHD_NO;
    if (response)
        MHD_destroy_response(response);
    return result;
}

static void add_headers(struct MHD_Response *response, const struct request *request,
                        const struct problem_info *info)
{
    char seconds[16];
    if (info->status == MHD_HTTP_UNAUTHORIZED) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE,
                                "Bearer realm=\"portolan\"");
        MHD_add_response_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE,
                                "Basic realm=\"portolan\", charset=\"UTF-8\"");
    }
    if (info->status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, request->allow);
    if (info->retry) {
        snprintf(seconds, sizeof seconds, "%u", info->retry);
        MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
    }
}

enum MHD_Result answer_problem(struct request *request)
{
    const struct problem_info *info = problem_info(request->problem);
    struct buffer text = {0};
    answer_problem_text(&text, request->problem);
    struct MHD_Response *response = response_of(&text, "application/problem+json");
    if (response)
        add_headers(response, request, info);
    if (may_log(request->intake))
        log_write(LOG_INFO, EVENT_MESSAGE_REFUSED, "code=%s status=%u source=%s", info->code,
                  info->status, request->source[0] ? request->source : "-");
    return send_it(request, info->status, response);
}

enum MHD_Result answer_receipt(struct request *request)
{
    const struct journal_item *item = &request->submission.item;
    char time[TIME_TEXT], sha[JOURNAL_SHA256 * 2 + 1];
    struct buffer text = {0};
    struct json json = {.out = &text};
    json_begin(&json);
    json_put_int(&json, "id", item->sequence);
    json_put_text(&json, "received_at", time_format(item->received, time));
    json_put_text(&json, "sha256",
                  sodium_bin2hex(sha, sizeof sha, item->sha256, sizeof item->sha256));
    json_put_int(&json, "size", (int64_t)item->body.size);
    if (item->duplicate_of)
        json_put_int(&json, "duplicate_of", item->duplicate_of);
    json_end(&json);
    buffer_char(&text, '\n');
    return send_it(request, MHD_HTTP_CREATED, response_of(&text, "application/json"));
}

enum MHD_Result answer_health(struct request *request)
{
    struct buffer text = {0};
    buffer_text(&text, "{\"status\":\"ok\"}\n");
    return send_it(request, MHD_HTTP_OK, response_of(&text, "application/json"));
}
