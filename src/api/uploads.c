#include "api/uploads.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/memory.h"
#include "decode/decode.h"

enum { TRIES_AT_ONCE = 30, TRY_SECONDS = 20, WRONG_AT_ONCE = 10, WRONG_SECONDS = 30 };
#define HELD_TIME (30 * 60 * MICROS_PER_SECOND)
#define MOST_HELD (UINT64_C(128) << 20)

enum status uploads_open(const char *authored, struct uploads **out)
{
    struct uploads *uploads = memory_alloc(sizeof *uploads);
    pthread_mutex_init(&uploads->lock, NULL);
    pthread_mutex_init(&uploads->sending, NULL);
    pthread_mutex_init(&uploads->reading, NULL);
    pace_start(&uploads->wrong, WRONG_AT_ONCE, WRONG_SECONDS * MICROS_PER_SECOND);
    pace_start(&uploads->tries, TRIES_AT_ONCE, TRY_SECONDS * MICROS_PER_SECOND);
    enum status status = desk_open(authored, DESK_READ, NULL, &uploads->desk);
    if (status == STATUS_OK)
        *out = uploads;
    else
        uploads_close(uploads);
    return status;
}

void upload_forget(struct held *held)
{
    if (held->bytes.at)
        seal_wipe(held->bytes.at, held->bytes.size);
    buffer_free(&held->bytes);
    buffer_free(&held->name);
    *held = (struct held){.id = ""};
}

void uploads_close(struct uploads *uploads)
{
    if (!uploads)
        return;
    for (size_t i = 0; i < UPLOAD_MOST_FILES; i++)
        upload_forget(&uploads->list[i]);
    desk_close(uploads->desk);
    pthread_mutex_destroy(&uploads->wrong.lock);
    pthread_mutex_destroy(&uploads->tries.lock);
    pthread_mutex_destroy(&uploads->lock);
    pthread_mutex_destroy(&uploads->sending);
    pthread_mutex_destroy(&uploads->reading);
    free(uploads);
}

void uploads_sweep(struct uploads *uploads)
{
    int64_t now = clock_monotonic();
    pthread_mutex_lock(&uploads->lock);
    for (size_t i = 0; i < UPLOAD_MOST_FILES; i++)
        if (uploads->list[i].id[0] && !uploads->list[i].in_use && now > uploads->list[i].until)
            upload_forget(&uploads->list[i]);
    pthread_mutex_unlock(&uploads->lock);
}

/* ---- the link ---- */

static enum status look_up(struct uploads *uploads, struct span secret, struct arena *arena,
                           struct desk_link *out)
{
    unsigned char hash[DESK_LINK_HASH];
    bool valid = desk_link_hash(secret, hash);
    pthread_mutex_lock(&uploads->reading);
    enum status status = desk_link_by_secret(uploads->desk, hash, arena, out);
    pthread_mutex_unlock(&uploads->reading);
    return status == STATUS_OK && !valid ? STATUS_MISSING : status;
}

bool uploads_admit(struct uploads *uploads, const struct http_request *request)
{
    struct arena arena = {0};
    struct desk_link link;
    struct span secret = http_header(request, "X-Portolan-Link");
    bool good = secret.size && look_up(uploads, secret, &arena, &link) == STATUS_OK &&
                desk_link_state(&link, clock_now()) == LINK_OPEN;
    arena_free(&arena);
    return good;
}

static void refuse_often(struct api_call *call, int64_t wait)
{
    api_problem(call, PROBLEM_RATE_LIMITED, NULL);
    api_retry_after(call, wait);
}

/* Secrets cannot be guessed; who tries waits all the same, and keeps nobody out who has a good one. */
static void refuse_unknown(struct api_call *call)
{
    char room[GUARD_NETWORK_TEXT];
    struct span network = guard_network(span_of(call->request->address), room);
    int64_t wait = pace_wait(&call->api->uploads->wrong, hash_bytes(network), clock_monotonic());
    if (wait)
        refuse_often(call, wait);
    else
        api_problem(call, PROBLEM_UPLOAD_UNKNOWN, NULL);
}

bool upload_find_link(struct api_call *call, struct desk_link *link)
{
    if (!api_allow(call, (struct guard_subject){.kind = SUBJECT_LINK}))
        return false;
    enum status status =
        look_up(call->api->uploads, api_text(call, "X-Portolan-Link"), call->arena, link);
    if (status == STATUS_MISSING)
        refuse_unknown(call);
    else if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_UPLOAD_UNKNOWN);
    if (status != STATUS_OK)
        return false;
    call->actor.name = span_of(arena_format(call->arena, "#%lld", (long long)link->id));
    call->actor.agency = link->tenancy.agency;
    call->actor.site = link->tenancy.site;
    return true;
}

bool upload_record(struct api_call *call, const struct desk_link *link, bool allowed)
{
    enum status status = guard_record_link(call->api->options.guard, link->id, link->tenancy.agency,
                                           link->tenancy.site, call->route->permission, allowed);
    if (status != STATUS_OK)
        api_fail(call, status, PROBLEM_UPLOAD_UNKNOWN);
    return status == STATUS_OK;
}

/* Whether the source may still send, and how its tables are read. */
static enum status read_source(struct uploads *uploads, struct span name, struct arena *arena,
                               bool *may_send, struct span *profile)
{
    struct desk_source source;
    pthread_mutex_lock(&uploads->reading);
    enum status status = desk_source_find(uploads->desk, name, arena, &source);
    if (status == STATUS_OK)
        status = desk_profile_at(uploads->desk, name, INT64_MAX, arena, profile);
    pthread_mutex_unlock(&uploads->reading);
    *may_send = status == STATUS_OK && !source.disabled;
    return status;
}

/* A link that is good, and its source's profile. False: the answer is there. */
static bool open_link(struct api_call *call, const struct desk_link *link, struct span *profile)
{
    static const enum problem problems[] = {[LINK_OPEN] = PROBLEM_UPLOAD_CLOSED,
                                            [LINK_USED] = PROBLEM_UPLOAD_USED,
                                            [LINK_REVOKED] = PROBLEM_UPLOAD_REVOKED,
                                            [LINK_EXPIRED] = PROBLEM_UPLOAD_EXPIRED};
    bool may_send = false;
    enum desk_link_state state = desk_link_state(link, clock_now());
    enum status status =
        read_source(call->api->uploads, link->source, call->arena, &may_send, profile);
    if (status != STATUS_OK) {
        api_fail(call, status, PROBLEM_UPLOAD_CLOSED);
        return false;
    }
    if (state == LINK_OPEN && may_send)
        return true;
    api_problem(call, problems[state], NULL);
    return false;
}

bool upload_enter(struct api_call *call, const struct desk_link *link, struct span *profile)
{
    struct span unused;
    int64_t wait = pace_wait(&call->api->uploads->tries, (uint64_t)link->id, clock_monotonic());
    if (wait) {
        refuse_often(call, wait);
        return false;
    }
    if (open_link(call, link, profile ? profile : &unused))
        return true;
    upload_record(call, link, false);
    return false;
}

/* ---- what is held; with the lock ---- */

struct held *upload_held(struct uploads *uploads, int64_t link, struct span id)
{
    for (size_t i = 0; i < UPLOAD_MOST_FILES; i++) {
        struct held *held = &uploads->list[i];
        if (held->id[0] && !held->in_use && held->link == link && span_is(id, held->id))
            return held;
    }
    return NULL;
}

/* A free place; of a link that has its number the oldest; NULL when all is held. */
static struct held *make_place(struct uploads *uploads, int64_t link, size_t size)
{
    struct held *free_one = NULL, *oldest = NULL;
    uint64_t total = size;
    size_t own = 0;
    for (size_t i = 0; i < UPLOAD_MOST_FILES; i++) {
        struct held *held = &uploads->list[i];
        total += held->bytes.size;
        if (!held->id[0])
            free_one = held;
        else if (held->link == link && ++own && !held->in_use &&
                 (!oldest || held->until < oldest->until))
            oldest = held;
    }
    if (own >= UPLOAD_MOST_OF_LINK && oldest) {
        total -= oldest->bytes.size;
        upload_forget(oldest);
        free_one = oldest;
    }
    return total <= MOST_HELD ? free_one : NULL;
}

static struct held *hold(struct api_call *call, int64_t link, const char *id, enum scope scope)
{
    struct uploads *uploads = call->api->uploads;
    struct span body = call->request->body, name = api_text(call, "name");
    pthread_mutex_lock(&uploads->lock);
    struct held *held = make_place(uploads, link, body.size);
    if (held) {
        *held = (struct held){.link = link, .until = clock_monotonic() + HELD_TIME, .scope = scope};
        memcpy(held->id, id, HELD_ID);
        buffer_append(&held->bytes, body.at, body.size);
        buffer_append(&held->name, name.at, name.size);
    }
    pthread_mutex_unlock(&uploads->lock);
    return held;
}

/* ---- getUpload ---- */

void upload_put_receipt(struct json *json, const struct desk_link *link, int64_t at,
                        struct span messages)
{
    char time[TIME_TEXT], number[64];
    struct span rest;
    struct span first = span_cut(messages, ' ', &rest);
    snprintf(number, sizeof number, "U%lld-%.*s", (long long)link->id, (int)first.size, first.at);
    json_put_text(json, "number", number);
    json_put_text(json, "at", time_format(at, time));
    link_put_messages(json, "messages", messages);
}

/* Of a link that was used: the files' names were not kept. */
void upload_put_old_receipt(struct json *json, const struct desk_link *link)
{
    json_begin(json);
    upload_put_receipt(json, link, link->used, link->messages);
    json_key(json, "files");
    json_begin_array(json);
    json_end_array(json);
    json_end(json);
}

void api_getUpload(struct api_call *call)
{
    struct desk_link link = {0};
    struct span profile;
    char expires[TIME_TEXT];
    if (!upload_find_link(call, &link) || (!link.used && !open_link(call, &link, &profile)))
        return;
    api_answer(call, 200);
    json_begin(&call->json);
    json_put_text(&call->json, "state", desk_link_word(desk_link_state(&link, clock_now())));
    json_put_span(&call->json, "source", link.source);
    json_put_span(&call->json, "agency", link.tenancy.agency);
    json_put_span(&call->json, "flight", link.flight);
    json_put_text(&call->json, "expires_at", time_format(link.expires, expires));
    json_put_int(&call->json, "most_bytes",
                 config_count(call->api->options.config, SETTING_UPLOAD_BODY_LIMIT) << 20);
    json_put_int(&call->json, "most_files", UPLOAD_MOST_OF_LINK);
    if (link.used) {
        json_key(&call->json, "receipt");
        upload_put_old_receipt(&call->json, &link);
    }
    json_end(&call->json);
}

/* ---- addUploadFile ---- */

/* What the reader said, to who sent it: nothing of it is masked. */
static void put_file(struct api_call *call, const char *id, const struct image *image,
                     enum scope scope)
{
    struct view_sight sight = view_sight_of_all();
    struct decode_counts counts;
    struct json *json = &call->json;
    decode_summary(image, &counts);
    api_answer(call, 201);
    json_begin(json);
    json_put_text(json, "id", id);
    json_put_span(json, "name", api_text(call, "name"));
    json_put_int(json, "size", (int64_t)call->request->body.size);
    json_put_text(json, "outcome", outcome_word(counts.status));
    json_put_bool(json, "other_flight", scope == SCOPE_OTHER);
    json_key(json, "messages");
    view_trial_messages(image, json->out);
    json->comma = true;
    view_trial_understood(image, call->request->body, &sight, json);
    json_end(json);
}

static void look_and_hold(struct api_call *call, const struct desk_link *link, struct span profile)
{
    const struct view_decoder *decoder = &call->api->options.outside_decoder;
    struct buffer bytes = {0};
    struct image image;
    char id[HELD_ID];
    held_id(id);
    enum status status =
        decoder->look(decoder->context, clock_now(), call->request->body, profile, &bytes, NULL);
    if (status == STATUS_OK)
        status = image_open(buffer_span(&bytes), &image);
    if (status == STATUS_INPUT) {
        api_problem(call, PROBLEM_UPLOAD_UNREADABLE, NULL);
    } else if (status != STATUS_OK) {
        api_fail(call, status, PROBLEM_UPLOAD_UNKNOWN);
    } else {
        enum scope scope = scope_of(link->flight, &image);
        if (hold(call, link->id, id, scope))
            put_file(call, id, &image, scope);
        else
            api_problem(call, PROBLEM_SERVER_BUSY, NULL);
    }
    buffer_free(&bytes);
}

void api_addUploadFile(struct api_call *call)
{
    struct desk_link link = {0};
    struct span profile = {NULL, 0};
    if (!upload_find_link(call, &link) || !upload_enter(call, &link, &profile))
        return;
    if (call->request->body.size == 0)
        api_problem(call, PROBLEM_UPLOAD_EMPTY, NULL);
    else if (upload_record(call, &link, true))
        look_and_hold(call, &link, profile);
}

void api_dropUploadFile(struct api_call *call)
{
    struct uploads *uploads = call->api->uploads;
    struct desk_link link = {0};
    if (!upload_find_link(call, &link))
        return;
    pthread_mutex_lock(&uploads->lock);
    struct held *held = upload_held(uploads, link.id, api_text(call, "file"));
    if (held)
        upload_forget(held);
    pthread_mutex_unlock(&uploads->lock);
    if (held)
        api_answer_empty(call, 204);
    else
        api_problem(call, PROBLEM_UPLOAD_FILE_MISSING, NULL);
}
