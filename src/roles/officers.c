#include "roles/officers.h"

#include <curl/curl.h>
#include <jansson.h>
#include <string.h>

#include "api/api.h"
#include "base/memory.h"
#include "roles/control.h"
#include "roles/ready.h"
#include "roles/spawn.h"
#include "roles/upload.h"
#include "seal/folder.h"

enum { WORKERS = 6 };

struct officers {
    struct system *system;
    struct turns *turns;
    struct keyring *keyring; /* of uploads, under `sending` */
    struct guard *guard;     /* authoring's */
    struct api *api;
    struct http *http;
    struct buffer certificate;        /* PEM, NUL, PEM of the key, NUL */
    pthread_mutex_t sending, reading; /* reading: of the decoder */
    struct own_decoder decoder;
};

/* ---- seams ---- */

void turns_answer(struct turns *turns, struct span request, const char *by, struct buffer *answer)
{
    bool lists = false;
    pthread_mutex_lock(&turns->lock);
    authoring_answer(turns->authoring, request, by, answer, &lists);
    pthread_mutex_unlock(&turns->lock);
    if (lists)
        turns->ring();
}

static void author(void *context, struct span request, const char *by, struct buffer *answer)
{
    struct officers *officers = context;
    turns_answer(officers->turns, request, by, answer);
}

static enum status look(void *context, int64_t received, struct span body, struct span profile,
                        struct buffer *image, struct buffer *survey)
{
    struct officers *officers = context;
    pthread_mutex_lock(&officers->reading);
    enum status status =
        own_decoder_look(&officers->decoder, officers->system->config, received, body,
                         (struct decoder_source){.profile = profile}, image, survey);
    pthread_mutex_unlock(&officers->reading);
    return status;
}

/* Once for each person; a source that is there stays as it is. */
static enum status make_source(struct officers *officers, const char *person)
{
    struct buffer request = {0}, answer = {0};
    enum status status = upload_request(officers->keyring, person, &request);
    if (status != STATUS_OK)
        return status;
    turns_answer(officers->turns, buffer_span(&request), person, &answer);
    json_t *members = json_loadb(answer.at, answer.size, 0, NULL);
    const char *word = json_string_value(json_object_get(members, "status"));
    if (!word || (strcmp(word, "ok") != 0 && strcmp(word, "exists") != 0))
        status = status_fail(STATUS_IO, "The account cannot be made a sender: %s",
                             json_string_value(json_object_get(members, "text")));
    json_decref(members);
    buffer_free(&request);
    buffer_free(&answer);
    return status;
}

static enum status keep(void *context, const char *account, struct span body, int64_t *message)
{
    struct officers *officers = context;
    pthread_mutex_lock(&officers->sending);
    enum status status = make_source(officers, account);
    if (status == STATUS_OK)
        status = upload_send(&officers->system->folder, officers->keyring, account,
                             officers->certificate.at, body, message);
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
                                  .news = NEWS_BELL,
                                  .author = author,
                                  .keep = keep,
                                  .context = officers,
                                  .decoder = {look, officers},
                                  .own_certificate = certificate_is_own(officers->certificate.at)};
    return api_open(&options, &officers->api);
}

static enum status listen_for(struct officers *officers)
{
    const struct config *config = officers->system->config;
    struct http_options options = {.https = ready_address(config, SETTING_OFFICERS_HTTPS),
                                   .http = ready_address(config, SETTING_OFFICERS_HTTP),
                                   .certificate = officers->certificate.at,
                                   .key = officers->certificate.at +
                                          strlen(officers->certificate.at) + 1,
                                   .settings = "officers.https and officers.http",
                                   .clear = "What officers see",
                                   .context = officers->api,
                                   .most_body = api_most_body,
                                   .lane = api_lane,
                                   .handle = api_handle,
                                   .refuse = api_refuse,
                                   .slow_text = api_slow,
                                   .feed = api_feed(officers->api),
                                   .workers = WORKERS};
    return http_start(&options, &officers->http);
}

enum status officers_start(struct system *system, struct turns *turns, struct officers **out,
                           struct buffer *ready)
{
    *out = NULL;
    if (!ready_address(system->config, SETTING_OFFICERS_HTTPS) &&
        !ready_address(system->config, SETTING_OFFICERS_HTTP))
        return STATUS_OK;
    struct officers *officers = memory_alloc(sizeof *officers);
    officers->system = system;
    officers->turns = turns;
    officers->keyring = keyring_new(control_keys());
    pthread_mutex_init(&officers->sending, NULL);
    pthread_mutex_init(&officers->reading, NULL);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    enum status status = control_ask((struct control_head){.request = CONTROL_CERTIFICATE},
                                     (struct span){NULL, 0}, &officers->certificate, NULL);
    if (status == STATUS_OK)
        status = authoring_guard(turns->authoring, &officers->guard);
    if (status == STATUS_OK)
        status = open_api(officers);
    if (status == STATUS_OK)
        status = listen_for(officers);
    if (status != STATUS_OK) {
        officers_stop(officers);
        return status;
    }
    ready_say(ready, "officers ", true, system->config, SETTING_OFFICERS_HTTPS,
              http_port(officers->http, true));
    ready_say(ready, "officers ", false, system->config, SETTING_OFFICERS_HTTP,
              http_port(officers->http, false));
    *out = officers;
    return STATUS_OK;
}

void officers_stop(struct officers *officers)
{
    if (!officers)
        return;
    http_stop(officers->http);
    api_close(officers->api);
    own_decoder_end(&officers->decoder);
    keyring_free(officers->keyring);
    if (officers->certificate.at)
        seal_wipe(officers->certificate.at, officers->certificate.size);
    buffer_free(&officers->certificate);
    pthread_mutex_destroy(&officers->sending);
    pthread_mutex_destroy(&officers->reading);
    free(officers);
}
