#include "api/uploads.h"

#include "base/clock.h"

/* A submission: files that somebody with an upload link has looked at, handed in as messages of the link's
 * source. */

/* The files of a submission, in use. */
struct submission {
    struct held *files[UPLOAD_MOST_OF_LINK];
    size_t count;
    struct buffer messages;
};

static enum problem gather(struct api_call *call, const struct desk_link *link,
                           struct submission *out)
{
    struct uploads *uploads = call->api->uploads;
    const json_t *ids = json_object_get(call->body, "files");
    enum problem problem = PROBLEMS;
    pthread_mutex_lock(&uploads->lock);
    for (size_t i = 0; i < json_array_size(ids) && i < UPLOAD_MOST_OF_LINK && problem == PROBLEMS;
         i++) {
        const char *id = json_string_value(json_array_get(ids, i));
        struct held *held = upload_held(uploads, link->id, span_of(id));
        if (!held) {
            problem = PROBLEM_UPLOAD_FILE_MISSING;
        } else {
            held->in_use = true;
            out->files[out->count++] = held;
            if (held->scope == SCOPE_OTHER)
                problem = PROBLEM_UPLOAD_OTHER_FLIGHT;
        }
    }
    pthread_mutex_unlock(&uploads->lock);
    return problem;
}

/* `all`: the link is used, and nothing of it is needed any more. */
static void let_go(struct uploads *uploads, struct submission *submission, int64_t link, bool all)
{
    pthread_mutex_lock(&uploads->lock);
    for (size_t i = 0; i < submission->count; i++)
        submission->files[i]->in_use = false;
    for (size_t i = 0; i < UPLOAD_MOST_FILES && all; i++)
        if (uploads->list[i].id[0] && uploads->list[i].link == link && !uploads->list[i].in_use)
            upload_forget(&uploads->list[i]);
    pthread_mutex_unlock(&uploads->lock);
    buffer_free(&submission->messages);
}

/* Bytes first: a link is used when all of it is durable. What was taken before something failed is not
 * given again. */
static enum status hand_in(struct api_call *call, const struct desk_link *link,
                           struct submission *submission)
{
    const struct api_options *options = &call->api->options;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < submission->count && status == STATUS_OK; i++) {
        struct held *held = submission->files[i];
        if (!held->receipt.message)
            status =
                options->hand_in(options->context, link, buffer_span(&held->bytes), &held->receipt);
        buffer_format(&submission->messages, "%s%lld", i ? " " : "",
                      (long long)held->receipt.message);
    }
    return status;
}

static enum status use_link(struct api_call *call, const struct desk_link *link, struct span key,
                            struct span messages)
{
    json_t *request =
        json_pack("{s:s, s:I, s:s%, s:s%}", "command", "link use", "link", (json_int_t)link->id,
                  "key", key.at, key.size, "messages", messages.at, messages.size);
    return author_ask(call, request, (struct span){NULL, 0}, NULL);
}

static void answer_sent(struct api_call *call, const struct desk_link *link,
                        const struct submission *submission)
{
    struct json *json = &call->json;
    api_answer(call, 201);
    json_begin(json);
    upload_put_receipt(json, link, clock_now(), buffer_span(&submission->messages));
    json_key(json, "files");
    json_begin_array(json);
    for (size_t i = 0; i < submission->count; i++) {
        const struct held *held = submission->files[i];
        json_begin(json);
        json_put_span(json, "name", buffer_span(&held->name));
        json_put_int(json, "size", (int64_t)held->bytes.size);
        json_put_int(json, "message", held->receipt.message);
        json_put_text(json, "sha256", held->receipt.sha256);
        json_end(json);
    }
    json_end_array(json);
    json_end(json);
}

static void send_files(struct api_call *call, const struct desk_link *link, struct span key)
{
    struct submission submission = {.count = 0};
    bool used = false;
    enum problem problem = gather(call, link, &submission);
    if (problem != PROBLEMS) {
        api_problem(call, problem, NULL);
    } else if (upload_record(call, link, true)) {
        enum status status = hand_in(call, link, &submission);
        if (status == STATUS_OK)
            status = use_link(call, link, key, buffer_span(&submission.messages));
        used = status == STATUS_OK;
        if (used)
            answer_sent(call, link, &submission);
        else
            api_problem(call, PROBLEM_UPLOAD_NOT_KEPT, NULL);
    }
    let_go(call->api->uploads, &submission, link->id, used);
}

/* The same request again, whose answer was lost. */
static void answer_again(struct api_call *call, const struct desk_link *link)
{
    api_answer(call, 201);
    upload_put_old_receipt(&call->json, link);
}

static void send_or_refuse(struct api_call *call, const struct desk_link *link)
{
    struct span key = api_text(call, "Idempotency-Key");
    if (link->used && span_equal(link->used_key, key))
        answer_again(call, link);
    else if (upload_enter(call, link, NULL))
        send_files(call, link, key);
}

void api_sendUpload(struct api_call *call)
{
    struct desk_link link = {0};
    pthread_mutex_lock(&call->api->uploads->sending);
    if (upload_find_link(call, &link))
        send_or_refuse(call, &link);
    pthread_mutex_unlock(&call->api->uploads->sending);
}
