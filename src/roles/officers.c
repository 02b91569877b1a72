#include "roles/officers.h"

#include <curl/curl.h>
#include <jansson.h>
#include <string.h>

#include "api/api.h"
#include "base/clock.h"
#include "base/memory.h"
#include "roles/control.h"
#include "roles/ready.h"
#include "roles/spawn.h"
#include "roles/upload.h"
#include "seal/folder.h"

enum { WORKERS = 6, OUTSIDE_WORKERS = 2, OUTSIDE_CONNECTIONS = 256 };
#define OUTSIDE_MEMORY (UINT64_C(96) << 20)

/* A sandbox, and who has it just now. */
struct reading {
    struct officers *officers;
    pthread_mutex_t lock;
    struct own_decoder decoder;
};

struct officers {
    struct system *system;
    struct turns *turns;
    struct keyring *keyring; /* of uploads, under `sending` */
    struct guard *guard;     /* authoring's */
    struct api *api;
    struct http *http, *outside;
    struct buffer certificate; /* PEM, NUL, PEM of the key, NUL */
    pthread_mutex_t sending;
    struct reading own, strangers; /* so that what comes by links holds up no officer */
};

/* ---- seams ---- */

void turns_answer(struct turns *turns, struct span request, const char *by, struct buffer *answer)
{
    bool lists = false, beside = authoring_beside(request);
    if (!beside)
        pthread_mutex_lock(&turns->lock);
    authoring_answer(turns->authoring, request, by, answer, &lists);
    if (!beside)
        pthread_mutex_unlock(&turns->lock);
    if (lists)
        turns->ring();
}

enum status turns_tick(struct turns *turns)
{
    bool lists = false;
    pthread_mutex_lock(&turns->lock);
    enum status status = authoring_tick(turns->authoring, clock_now(), &lists);
    pthread_mutex_unlock(&turns->lock);
    if (lists)
        turns->ring();
    return status;
}

static void author(void *context, struct span request, const char *by, struct buffer *answer)
{
    struct officers *officers = context;
    turns_answer(officers->turns, request, by, answer);
}

static enum status look(void *context, int64_t received, struct span body, struct span profile,
                        struct buffer *image, struct buffer *survey)
{
    struct reading *reading = context;
    pthread_mutex_lock(&reading->lock);
    enum status status =
        own_decoder_look(&reading->decoder, reading->officers->system->config, received, body,
                         (struct decoder_source){.profile = profile}, image, survey);
    pthread_mutex_unlock(&reading->lock);
    return status;
}

static enum status propose(void *context, struct span body, struct buffer *proposal)
{
    struct officers *officers = context;
    pthread_mutex_lock(&officers->own.lock);
    enum status status =
        own_decoder_columns(&officers->own.decoder, officers->system->config, body, proposal);
    pthread_mutex_unlock(&officers->own.lock);
    return status;
}

/* Has the one writer carry it out; STATUS_EXISTS is as good as done. */
static enum status author_now(struct officers *officers, struct span request, const char *person)
{
    struct buffer answer = {0};
    enum status status = STATUS_OK;
    turns_answer(officers->turns, request, person, &answer);
    json_t *members = json_loadb(answer.at, answer.size, 0, NULL);
    const char *word = json_string_value(json_object_get(members, "status"));
    if (!word || (strcmp(word, "ok") != 0 && strcmp(word, "exists") != 0))
        status = status_fail(STATUS_IO, "The account cannot be made a sender: %s",
                             json_string_value(json_object_get(members, "text")));
    json_decref(members);
    buffer_free(&answer);
    return status;
}

/* Once for each person; a source that is there stays as it is. */
static enum status make_source(struct officers *officers, const char *person, const char *door)
{
    struct buffer request = {0};
    enum status status = upload_request(officers->keyring, door, &request);
    if (status == STATUS_OK)
        status = author_now(officers, buffer_span(&request), person);
    buffer_free(&request);
    return status;
}

/* From the next message on. */
static enum status set_profile(struct officers *officers, const char *person, const char *door,
                               struct span profile)
{
    json_t *members = json_pack("{s:s, s:s, s:s%}", "command", "source set", "name", door,
                                "profile", profile.size ? profile.at : "", profile.size);
    char *text = json_dumps(members, JSON_COMPACT);
    enum status status = text ? author_now(officers, span_of(text), person)
                              : status_fail(STATUS_INPUT, "The profile is no text.");
    free(text);
    json_decref(members);
    return status;
}

/* One after the other: the profile that is set, or taken away, is that of the body which comes next. */
static enum status keep(void *context, const char *account, struct span body, struct span profile,
                        int64_t *message)
{
    struct officers *officers = context;
    struct api_receipt receipt;
    char door[UPLOAD_DOOR];
    pthread_mutex_lock(&officers->sending);
    enum status status = upload_person(account, door);
    if (status == STATUS_OK)
        status = make_source(officers, account, door);
    if (status == STATUS_OK)
        status = set_profile(officers, account, door, profile);
    if (status == STATUS_OK)
        status = upload_send(&officers->system->folder, officers->keyring, door,
                             officers->certificate.at, body, &receipt);
    pthread_mutex_unlock(&officers->sending);
    if (status == STATUS_OK)
        *message = receipt.message;
    return status;
}

static enum status hand_in(void *context, const struct desk_link *link, struct span body,
                           struct api_receipt *receipt)
{
    struct officers *officers = context;
    char door[UPLOAD_DOOR];
    upload_link(link->secret, door);
    pthread_mutex_lock(&officers->sending);
    enum status status = upload_send(&officers->system->folder, officers->keyring, door,
                                     officers->certificate.at, body, receipt);
    pthread_mutex_unlock(&officers->sending);
    return status;
}

/* ---- starting ---- */

static enum status open_api(struct officers *officers)
{
    const struct folder *folder = &officers->system->folder;
    struct api_options options = {.config = officers->system->config,
                                  .journal = folder->journal,
                                  .derived = folder->derived,
                                  .authored = folder->authored,
                                  .guard = officers->guard,
                                  .keys = control_keys(),
                                  .workers = WORKERS,
                                  .outside_workers = OUTSIDE_WORKERS,
                                  .news = NEWS_BELL,
                                  .author = author,
                                  .keep = keep,
                                  .hand_in = hand_in,
                                  .propose = propose,
                                  .context = officers,
                                  .decoder = {look, &officers->own},
                                  .outside_decoder = {look, &officers->strangers},
                                  .own_certificate = certificate_is_own(officers->certificate.at)};
    return api_open(&options, &officers->api);
}

/* Of each listener: its address over HTTPS, and in clear. */
static const enum setting inside[] = {SETTING_OFFICERS_HTTPS, SETTING_OFFICERS_HTTP},
                          outside[] = {SETTING_UPLOAD_HTTPS, SETTING_UPLOAD_HTTP};

static bool is_wanted(const struct config *config, const enum setting addresses[2])
{
    return ready_address(config, addresses[0]) || ready_address(config, addresses[1]);
}

/* Starts a listener with what both have in common, if it has an address. */
static enum status listen_at(const struct officers *officers, const enum setting addresses[2],
                             struct http_options options, struct http **out)
{
    const struct config *config = officers->system->config;
    const char *certificate = officers->certificate.at;
    options.https = ready_address(config, addresses[0]);
    options.http = ready_address(config, addresses[1]);
    options.certificate = certificate;
    options.key = certificate + strlen(certificate) + 1;
    options.context = officers->api;
    options.refuse = api_refuse;
    options.slow_text = api_slow;
    return is_wanted(config, addresses) ? http_start(&options, out) : STATUS_OK;
}

static enum status listen_inside(struct officers *officers)
{
    return listen_at(officers, inside,
                     (struct http_options){.settings = "officers.https and officers.http",
                                           .clear = "What officers see",
                                           .most_body = api_most_body,
                                           .lane = api_lane,
                                           .handle = api_handle,
                                           .feed = api_feed(officers->api),
                                           .workers = WORKERS},
                     &officers->http);
}

static enum status listen_outside(struct officers *officers)
{
    return listen_at(officers, outside,
                     (struct http_options){.settings = "upload.https and upload.http",
                                           .clear = "What is handed in",
                                           .most_body = api_outside_body,
                                           .handle = api_outside_handle,
                                           .workers = OUTSIDE_WORKERS,
                                           .connections = OUTSIDE_CONNECTIONS,
                                           .most_in_memory = OUTSIDE_MEMORY},
                     &officers->outside);
}

static void say_where(const struct officers *officers, const char *prefix, const struct http *http,
                      const enum setting settings[2], struct buffer *ready)
{
    for (int i = 0; http && i < 2; i++)
        ready_say(ready, prefix, i == 0, officers->system->config, settings[i],
                  http_port(http, i == 0));
}

/* Officers are let in last: what links begin with is known by then. */
static enum status listen_all(struct officers *officers, struct buffer *ready)
{
    struct buffer url = {0};
    enum status status = listen_outside(officers);
    if (status != STATUS_OK)
        return status;
    say_where(officers, "upload ", officers->outside, outside, ready);
    ready_upload(officers->system->config, buffer_span(ready), &url);
    api_set_upload_url(officers->api, buffer_string(&url));
    buffer_free(&url);
    status = listen_inside(officers);
    if (status == STATUS_OK)
        say_where(officers, "officers ", officers->http, inside, ready);
    return status;
}

enum status officers_start(struct system *system, struct turns *turns, struct officers **out,
                           struct buffer *ready)
{
    *out = NULL;
    if (!is_wanted(system->config, inside) && !is_wanted(system->config, outside))
        return STATUS_OK;
    struct officers *officers = memory_alloc(sizeof *officers);
    officers->system = system;
    officers->turns = turns;
    officers->keyring = keyring_new(control_keys());
    officers->own.officers = officers->strangers.officers = officers;
    pthread_mutex_init(&officers->sending, NULL);
    pthread_mutex_init(&officers->own.lock, NULL);
    pthread_mutex_init(&officers->strangers.lock, NULL);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    enum status status = control_ask((struct control_head){.request = CONTROL_CERTIFICATE},
                                     (struct span){NULL, 0}, &officers->certificate, NULL);
    if (status == STATUS_OK)
        status = authoring_guard(turns->authoring, &officers->guard);
    if (status == STATUS_OK)
        status = open_api(officers);
    if (status == STATUS_OK)
        status = listen_all(officers, ready);
    if (status != STATUS_OK) {
        officers_stop(officers);
        return status;
    }
    *out = officers;
    return STATUS_OK;
}

void officers_stop(struct officers *officers)
{
    if (!officers)
        return;
    http_stop(officers->outside);
    http_stop(officers->http);
    api_close(officers->api);
    own_decoder_end(&officers->own.decoder);
    own_decoder_end(&officers->strangers.decoder);
    keyring_free(officers->keyring);
    if (officers->certificate.at)
        seal_wipe(officers->certificate.at, officers->certificate.size);
    buffer_free(&officers->certificate);
    pthread_mutex_destroy(&officers->sending);
    pthread_mutex_destroy(&officers->own.lock);
    pthread_mutex_destroy(&officers->strangers.lock);
    free(officers);
}
