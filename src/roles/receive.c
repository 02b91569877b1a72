#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "decode/decode.h"
#include "desk/desk.h"
#include "intake/credential.h"
#include "intake/intake.h"
#include "roles/control.h"
#include "roles/ready.h"

/* The table of sources is asked from many threads; a look is a few microseconds. */
struct sources {
    pthread_mutex_t turn;
    struct desk *desk;
    bool failing; /* logged when it begins */
};

struct ready {
    const struct config *config;
};

static bool may_send(const struct desk_source *source, struct span name)
{
    return !source->disabled && source->name.size <= JOURNAL_MOST_SOURCE &&
           (name.size == 0 || span_equal(name, source->name));
}

/* Within the turn: `status` of a look at the table. */
static void note_look(struct sources *sources, enum status status)
{
    bool failed = status != STATUS_OK && status != STATUS_MISSING;
    if (failed && !sources->failing)
        log_write(LOG_ERROR, EVENT_ENVIRONMENT, "status=%s text=\"%s\"", status_word(status),
                  status_sentence());
    sources->failing = failed;
}

static enum status check_source(void *context, struct span name, struct span token,
                                char out[JOURNAL_MOST_SOURCE + 1])
{
    struct sources *sources = context;
    struct credential_hash hash;
    struct desk_source source;
    struct arena arena = {0};
    bool printed = credential_hash(token, &hash);
    pthread_mutex_lock(&sources->turn);
    enum status status = desk_source_by_credential(sources->desk, hash.bytes, &arena, &source);
    note_look(sources, status);
    pthread_mutex_unlock(&sources->turn);
    if (status == STATUS_OK && !(printed && may_send(&source, name)))
        status = STATUS_MISSING;
    if (status == STATUS_OK) {
        memcpy(out, source.name.at, source.name.size);
        out[source.name.size] = '\0';
    }
    arena_free(&arena);
    return status;
}

static bool known_source(void *context, struct span name)
{
    struct sources *sources = context;
    struct desk_source source;
    struct arena arena = {0};
    pthread_mutex_lock(&sources->turn);
    enum status status = desk_source_find(sources->desk, name, &arena, &source);
    pthread_mutex_unlock(&sources->turn);
    bool known = status == STATUS_OK && may_send(&source, name);
    arena_free(&arena);
    return known;
}

static void say_ready(void *context, uint16_t https_port, uint16_t http_port)
{
    struct ready *ready = context;
    struct buffer text = {0};
    ready_say(&text, "", true, ready->config, SETTING_INTAKE_HTTPS, https_port);
    ready_say(&text, "", false, ready->config, SETTING_INTAKE_HTTP, http_port);
    buffer_text(&text, "receive\n");
    control_ask((struct control_head){.request = CONTROL_READY}, buffer_span(&text), NULL, NULL);
    buffer_free(&text);
}

static char *drop_folder(const struct system *system, struct arena *arena)
{
    const char *drop = config_text(system->config, SETTING_INTAKE_DROP);
    if (strcmp(drop, "off") == 0)
        return NULL;
    return drop[0] == '/' ? arena_format(arena, "%s", drop)
                          : arena_format(arena, "%s/%s", system->folder.data, drop);
}

static enum status run_intake(struct system *system, struct journal *journal,
                              struct sources *sources, struct span certificate, int stop)
{
    const struct config *config = system->config;
    struct arena arena = {0};
    struct ready ready = {config};
    struct intake_options options = {
        .https = ready_address(config, SETTING_INTAKE_HTTPS),
        .http = ready_address(config, SETTING_INTAKE_HTTP),
        .certificate = certificate.at,
        .key = certificate.at + strlen(certificate.at) + 1,
        .drop = drop_folder(system, &arena),
        .folder = system->folder.journal,
        .journal = journal,
        .sources = {sources, check_source, known_source},
        .sniff = decode_sniff,
        .now = clock_now,
        .doorbell = WORK_BELL,
        .stop = stop,
        .most_body = (uint64_t)config_count(config, SETTING_INTAKE_BODY_LIMIT) << 20,
        .most_in_memory = (uint64_t)config_count(config, SETTING_INTAKE_INFLIGHT_LIMIT) << 20,
        .reserve = (uint64_t)config_count(config, SETTING_INTAKE_DISK_RESERVE) << 20,
        .request_time = config_count(config, SETTING_INTAKE_REQUEST_SECONDS) * MICROS_PER_SECOND,
        .ready = say_ready,
        .ready_context = &ready,
    };
    enum status status = intake_run(&options);
    arena_free(&arena);
    return status;
}

enum status receive_run(struct system *system)
{
    int stop = role_stop_signals(); /* before there are threads, which inherit it */
    struct sources sources = {.turn = PTHREAD_MUTEX_INITIALIZER};
    struct keyring *keyring = keyring_new(control_keys());
    struct journal *journal = NULL;
    struct buffer certificate = {0};
    enum status status = control_ask((struct control_head){.request = CONTROL_CERTIFICATE},
                                     (struct span){NULL, 0}, &certificate, NULL);
    if (status == STATUS_OK)
        status = desk_open(system->folder.authored, DESK_READ, NULL, &sources.desk);
    if (status == STATUS_OK)
        status = journal_open(system->folder.journal, keyring, &journal);
    if (status == STATUS_OK)
        status = run_intake(system, journal, &sources, buffer_span(&certificate), stop);
    journal_close(journal);
    desk_close(sources.desk);
    keyring_free(keyring);
    if (certificate.at)
        seal_wipe(certificate.at, certificate.size);
    buffer_free(&certificate);
    return status;
}
