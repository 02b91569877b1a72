/* The one process that talks to the outside: takes a question from `serve`, asks the service, gives back how that
 * ended. It holds the certificate for the service and no key to anything that is stored. */
#include <curl/curl.h>
#include <signal.h>

#include "base/log.h"
#include "lookup/lookup.h"
#include "roles/roles.h"
#include "sys/channel.h"
#include "sys/files.h"
#include "sys/sandbox.h"

enum { MOST_PEM = 1024 * 1024, SEND_MILLISECONDS = 5000, MEBIBYTES = 1024 };

struct pems {
    struct buffer certificate, key, authorities;
};

/* Relative to the data folder; none where nothing is set. An empty file is none: without authorities the machine's own
 * would vouch for the service. */
static enum status read_pem(const struct folder *folder, const char *path, struct buffer *out)
{
    struct arena arena = {0};
    const char *whole = path[0] == '/' ? path : arena_format(&arena, "%s/%s", folder->data, path);
    enum status status = path[0] ? file_read(whole, MOST_PEM, out) : STATUS_OK;
    if (status == STATUS_OK && path[0] && !span_trim(buffer_span(out)).size)
        status = status_fail(STATUS_INPUT, "%s is empty: nobody is asked.", whole);
    arena_free(&arena);
    return status;
}

static enum status read_pems(const struct folder *folder, const struct lookup_settings *settings,
                             struct pems *out)
{
    enum status status = read_pem(folder, settings->certificate, &out->certificate);
    if (status == STATUS_OK)
        status = read_pem(folder, settings->key, &out->key);
    return status == STATUS_OK ? read_pem(folder, settings->authorities, &out->authorities)
                               : status;
}

static void free_pems(struct pems *pems)
{
    if (pems->key.at)
        seal_wipe(pems->key.at, pems->key.size);
    buffer_free(&pems->certificate);
    buffer_free(&pems->key);
    buffer_free(&pems->authorities);
}

/* Without a client every question is answered with what is wrong. */
static void answer(struct lookup_client *client, struct span fault, struct span frame,
                   struct buffer *out)
{
    struct arena arena = {0};
    struct lookup_question question;
    struct lookup_answer reply = {.result = LOOKUP_SETTINGS, .text = fault};
    if (client && lookup_question_unpack(frame, &arena, &question) == STATUS_OK)
        lookup_client_ask(client, &question, &arena, &reply);
    lookup_answer_pack(&reply, out);
    arena_free(&arena);
}

static void wipe(struct buffer *buffer)
{
    if (buffer->at)
        seal_wipe(buffer->at, buffer->size);
    buffer_free(buffer);
}

/* Until `serve` closes its end. */
static enum status follow(struct lookup_client *client, struct span fault)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        struct buffer frame = {0}, reply = {0};
        status = channel_receive(CONTROL_DESCRIPTOR, &frame, LOOKUP_MOST_FRAME, NULL, -1);
        if (status == STATUS_OK) {
            answer(client, fault, buffer_span(&frame), &reply);
            status = channel_send(CONTROL_DESCRIPTOR, buffer_span(&reply), -1, SEND_MILLISECONDS);
        }
        wipe(&frame);
        wipe(&reply);
    }
    return status;
}

/* What names of hosts are found by, and authorities where none are set. Nothing of the data folder, and no socket in
 * it: whoever connects to that of authors is one. */
static enum status shut_in(void)
{
    static const char *const readable[] = {
        "/etc", "/usr", "/lib", "/lib64", "/run/systemd", "/run/NetworkManager", "/run/resolvconf"};
    bool enforced;
    enum status status = sandbox_files(readable, sizeof readable / sizeof readable[0], &enforced);
    if (status == STATUS_OK && !enforced)
        log_write(
            LOG_WARN, EVENT_ENVIRONMENT,
            "text=\"This kernel has no Landlock: the process that asks outside could open files.\"");
    return status == STATUS_OK ? sandbox_enter(SANDBOX_OUTSIDE, MEBIBYTES) : status;
}

/* Settings and certificates; then nothing more of this machine is read. */
static enum status prepare(const struct system *system, struct pems *pems,
                           struct lookup_server *out)
{
    struct lookup_settings settings;
    enum status status = lookup_settings_read(system->config, &settings);
    if (status == STATUS_OK)
        status = read_pems(&system->folder, &settings, pems);
    if (status == STATUS_OK)
        status = shut_in();
    if (status == STATUS_OK)
        *out = (struct lookup_server){.url = settings.url,
                                      .adapter = settings.adapter,
                                      .certificate = buffer_span(&pems->certificate),
                                      .key = buffer_span(&pems->key),
                                      .authorities = buffer_span(&pems->authorities),
                                      .timeout = settings.timeout};
    return status;
}

enum status lookup_run(struct system *system)
{
    struct pems pems = {0};
    struct lookup_server server;
    struct arena arena = {0};
    /* As for the decoder: it ends with whom it helps. */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    enum status status = prepare(system, &pems, &server);
    struct lookup_client *client = status == STATUS_OK ? lookup_client_new(&server) : NULL;
    struct span fault = arena_copy(&arena, span_of(client ? "" : status_sentence()));
    status = follow(client, fault);
    lookup_client_free(client);
    free_pems(&pems);
    curl_global_cleanup();
    arena_free(&arena);
    return status == STATUS_CLOSED ? STATUS_OK : status;
}
