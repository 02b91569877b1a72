/* One exchange over HTTPS: both sides show a certificate, nothing is followed elsewhere, and no more is read than an
 * answer can have. */
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "lookup/internal.h"

struct lookup_client {
    const struct lookup_server *server;
    CURL *curl;
    struct curl_slist *headers;
    struct buffer answer;
    bool too_large;
    char fault[CURL_ERROR_SIZE];
};

static size_t keep_answer(char *bytes, size_t size, size_t count, void *context)
{
    struct lookup_client *client = context;
    client->too_large |= client->answer.size + size * count > LOOKUP_MOST_ANSWER;
    if (client->too_large)
        return 0;
    buffer_append(&client->answer, bytes, size * count);
    return size * count;
}

static CURLcode set_blob(CURL *curl, CURLoption option, struct span bytes)
{
    struct curl_blob blob = {(void *)(uintptr_t)bytes.at, bytes.size, CURL_BLOB_COPY};
    return bytes.size ? curl_easy_setopt(curl, option, &blob) : CURLE_OK;
}

/* All or nothing: what is not taken here would leave the machine's own trust in force. */
static bool set_trust(struct lookup_client *client)
{
    const struct lookup_server *server = client->server;
    CURL *curl = client->curl;
    const CURLcode codes[] = {
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https"),
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L),
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L),
        curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2),
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L),
        set_blob(curl, CURLOPT_SSLCERT_BLOB, server->certificate),
        set_blob(curl, CURLOPT_SSLKEY_BLOB, server->key),
        set_blob(curl, CURLOPT_CAINFO_BLOB, server->authorities),
        server->authorities.size ? curl_easy_setopt(curl, CURLOPT_CAPATH, NULL) : CURLE_OK,
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i] != CURLE_OK)
            return false;
    return true;
}

static void set_bounds(struct lookup_client *client)
{
    CURL *curl = client->curl;
    curl_easy_setopt(curl, CURLOPT_URL, client->server->url);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* nor that of the environment */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)client->server->timeout);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)client->server->timeout);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, client->headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, client);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, client->fault);
}

struct lookup_client *lookup_client_new(const struct lookup_server *server)
{
    struct lookup_client *client = memory_alloc(sizeof *client);
    char type[128];
    snprintf(type, sizeof type, "Content-Type: %s", server->adapter->type);
    client->server = server;
    client->curl = curl_easy_init();
    client->headers = curl_slist_append(curl_slist_append(NULL, type), "Expect:");
    if (client->curl && client->headers && set_trust(client)) {
        set_bounds(client);
        return client;
    }
    status_fail(STATUS_IO, "The library for HTTPS does not take what is set of certificates.");
    lookup_client_free(client);
    return NULL;
}

void lookup_client_free(struct lookup_client *client)
{
    if (!client)
        return;
    curl_easy_cleanup(client->curl);
    curl_slist_free_all(client->headers);
    if (client->answer.at)
        seal_wipe(client->answer.at, client->answer.size);
    buffer_free(&client->answer);
    free(client);
}

/* ---- how it ended ---- */

/* What is not here is UNREACHABLE. */
static const struct {
    CURLcode code;
    enum lookup_result result;
} failures[] = {
    {CURLE_OPERATION_TIMEDOUT, LOOKUP_TIMEOUT},
    {CURLE_PEER_FAILED_VERIFICATION, LOOKUP_CERTIFICATE},
    {CURLE_SSL_CERTPROBLEM, LOOKUP_CERTIFICATE},
    {CURLE_SSL_CACERT_BADFILE, LOOKUP_CERTIFICATE},
    {CURLE_SSL_ISSUER_ERROR, LOOKUP_CERTIFICATE},
    {CURLE_URL_MALFORMAT, LOOKUP_SETTINGS},
    {CURLE_UNSUPPORTED_PROTOCOL, LOOKUP_SETTINGS},
};

/* What TLS says of a certificate of ours that the service does not take. */
static const char *const refusals[] = {"certificate", "unknown ca", "handshake failure",
                                       "access denied"};

static bool is_refusal(CURLcode code, const char *words)
{
    /* With TLS 1.3 it is told when the answer is read. All three codes are those of a connection that broke, too. */
    if (code != CURLE_SSL_CONNECT_ERROR && code != CURLE_RECV_ERROR && code != CURLE_SEND_ERROR)
        return false;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        if (strstr(words, refusals[i]))
            return true;
    return false;
}

enum lookup_result lookup_result_of_failure(int code, const char *words)
{
    if (is_refusal((CURLcode)code, words))
        return LOOKUP_CERTIFICATE;
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++)
        if (failures[i].code == (CURLcode)code)
            return failures[i].result;
    return LOOKUP_UNREACHABLE;
}

/* 400 is no word about the question alone: it is what servers say to who shows no certificate, or one that is over. */
enum lookup_result lookup_result_of_status(long code)
{
    if (code == 422)
        return LOOKUP_QUESTION;
    return code >= 500 || code == 429 || code == 408 ? LOOKUP_BROKEN : LOOKUP_REFUSED;
}

static void fail(struct arena *arena, enum lookup_result result, const char *text,
                 struct lookup_answer *out)
{
    *out = (struct lookup_answer){.result = result, .text = arena_copy(arena, span_of(text))};
}

static void read_answer(struct lookup_client *client, const struct lookup_question *question,
                        long code, struct arena *arena, struct lookup_answer *out)
{
    if (code != 200)
        fail(arena, lookup_result_of_status(code),
             arena_format(arena, "The service answered with the HTTP status %ld.", code), out);
    else if (client->server->adapter->read(question, buffer_span(&client->answer), arena, out) !=
             STATUS_OK)
        fail(arena, LOOKUP_UNREADABLE, status_sentence(), out);
}

/* libcurl's words name hosts and certificates, some as the other side wrote them; nothing that was asked is in them. */
static const char *harmless(struct arena *arena, const char *words)
{
    char *out = arena_format(arena, "%s", words);
    for (char *at = out; *at; at++)
        if (*at < ' ' || *at > '~' || *at == '"')
            *at = '?';
    return out;
}

static void read_failure(const struct lookup_client *client, CURLcode code, struct arena *arena,
                         struct lookup_answer *out)
{
    const char *words = client->fault[0] ? client->fault : curl_easy_strerror(code);
    enum lookup_result result = lookup_result_of_failure((int)code, words);
    if (client->too_large) {
        words = "the answer is larger than one can be";
        result = LOOKUP_UNREADABLE;
    }
    fail(arena, result,
         arena_format(arena, "The service could not be asked: %s.", harmless(arena, words)), out);
}

void lookup_client_ask(struct lookup_client *client, const struct lookup_question *question,
                       struct arena *arena, struct lookup_answer *out)
{
    struct buffer body = {0};
    long code = 0;
    client->server->adapter->write(question, &body);
    client->answer.size = 0;
    client->too_large = false;
    client->fault[0] = '\0';
    curl_easy_setopt(client->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.size);
    curl_easy_setopt(client->curl, CURLOPT_POSTFIELDS, body.at);
    CURLcode result = curl_easy_perform(client->curl);
    curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &code);
    if (result == CURLE_OK)
        read_answer(client, question, code, arena, out);
    else
        read_failure(client, result, arena, out);
    seal_wipe(body.at, body.size);
    buffer_free(&body);
}
