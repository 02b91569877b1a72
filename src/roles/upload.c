#include "roles/upload.h"

#include <curl/curl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intake/credential.h"
#include "journal/journal.h"
#include "roles/ready.h"
#include "sys/files.h"

enum { UPLOAD_SOURCE = 65 };

static enum status token_of(struct keyring *keyring, const char *source,
                            char token[CREDENTIAL_TEXT])
{
    const struct seal_key *root;
    struct seal_key bytes;
    enum status status = keyring_installation(keyring, KEY_DIGEST, &root);
    if (status != STATUS_OK)
        return status;
    seal_derive(&bytes, root, "upload__", seal_index(root, 0, span_of(source)));
    memcpy(token, "ptn_", 4);
    sodium_bin2base64(token + 4, CREDENTIAL_TEXT - 4, bytes.bytes, sizeof bytes.bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    seal_wipe(&bytes, sizeof bytes);
    return STATUS_OK;
}

static enum status name_of(const char *person, char source[UPLOAD_SOURCE])
{
    int size = snprintf(source, UPLOAD_SOURCE, "upload-%s", person);
    return size > 0 && size < UPLOAD_SOURCE - 4 && journal_source_valid(span_of(source))
               ? STATUS_OK
               : status_fail(STATUS_INPUT, "An account of this name cannot be a sender.");
}

enum status upload_request(struct keyring *keyring, const char *person, struct buffer *request)
{
    char source[UPLOAD_SOURCE], token[CREDENTIAL_TEXT], hash[2 * CREDENTIAL_HASH + 1];
    struct credential_hash bytes;
    enum status status = name_of(person, source);
    if (status == STATUS_OK)
        status = token_of(keyring, source, token);
    if (status != STATUS_OK)
        return status;
    credential_hash(span_of(token), &bytes);
    seal_wipe(token, sizeof token);
    sodium_bin2hex(hash, sizeof hash, bytes.bytes, sizeof bytes.bytes);
    json_t *members = json_pack("{s:s, s:s, s:s, s:s}", "command", "source add", "name", source,
                                "hash", hash, "handling", "upload");
    char *text = json_dumps(members, JSON_COMPACT);
    buffer_text(request, text);
    free(text);
    json_decref(members);
    return STATUS_OK;
}

/* ---- sending ---- */

/* Where the system takes messages, in clear on this machine before TLS. */
static enum status find_address(const struct folder *folder, struct buffer *url)
{
    struct buffer ready = {0};
    enum status status = file_read(folder->ready, 65536, &ready);
    struct span address = ready_intake(buffer_span(&ready));
    if (status != STATUS_OK || !address.size)
        status = status_fail(STATUS_CLOSED, "The intake takes nothing just now: no listener of it "
                                            "is open on this machine.");
    else
        buffer_format(url, "%.*s/v1/messages", (int)address.size, address.at);
    buffer_free(&ready);
    return status;
}

static size_t keep_answer(char *bytes, size_t size, size_t count, void *context)
{
    buffer_append(context, bytes, size * count);
    return size * count;
}

static enum status read_receipt(CURLcode result, long code, const struct buffer *answer,
                                int64_t *message)
{
    json_t *receipt = json_loadb(answer->at ? answer->at : "", answer->size, 0, NULL);
    const char *detail = json_string_value(json_object_get(receipt, "detail"));
    enum status status = STATUS_OK;
    if (result != CURLE_OK)
        status = status_fail(STATUS_CLOSED, "The intake did not answer: %s.",
                             curl_easy_strerror(result));
    else if (code != 201)
        status = status_fail(code >= 500 ? STATUS_CLOSED : STATUS_INPUT,
                             "The intake refused it: %s", detail ? detail : "it did not say why.");
    else
        *message = json_integer_value(json_object_get(receipt, "id"));
    json_decref(receipt);
    return status;
}

static enum status post(const char *url, const char *token, const char *certificate,
                        struct span body, int64_t *message)
{
    char header[CREDENTIAL_TEXT + 32];
    struct buffer answer = {0};
    long code = 0;
    CURL *client = curl_easy_init();
    if (!client)
        return status_fail(STATUS_MEMORY, "Nothing can be sent: there is no memory.");
    snprintf(header, sizeof header, "Authorization: Bearer %s", token);
    struct curl_slist *headers = curl_slist_append(NULL, header);
    headers = curl_slist_append(headers, "Expect:");
    curl_easy_setopt(client, CURLOPT_URL, url);
    curl_easy_setopt(client, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.size);
    curl_easy_setopt(client, CURLOPT_POSTFIELDS, body.at);
    curl_easy_setopt(client, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(client, CURLOPT_WRITEFUNCTION, keep_answer);
    curl_easy_setopt(client, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(client, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(client, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(client, CURLOPT_TIMEOUT, 30L);
    if (certificate) {
        struct curl_blob blob = {(void *)(uintptr_t)certificate, strlen(certificate),
                                 CURL_BLOB_COPY};
        curl_easy_setopt(client, CURLOPT_CAINFO_BLOB, &blob);
    }
    CURLcode result = curl_easy_perform(client);
    curl_easy_getinfo(client, CURLINFO_RESPONSE_CODE, &code);
    enum status status = read_receipt(result, code, &answer, message);
    seal_wipe(header, sizeof header);
    curl_slist_free_all(headers);
    curl_easy_cleanup(client);
    buffer_free(&answer);
    return status;
}

enum status upload_send(const struct folder *folder, struct keyring *keyring, const char *person,
                        const char *certificate, struct span body, int64_t *message)
{
    char source[UPLOAD_SOURCE], token[CREDENTIAL_TEXT];
    struct buffer url = {0};
    enum status status = name_of(person, source);
    if (status == STATUS_OK)
        status = token_of(keyring, source, token);
    if (status == STATUS_OK)
        status = find_address(folder, &url);
    if (status == STATUS_OK)
        status = post(buffer_string(&url), token, certificate, body, message);
    seal_wipe(token, sizeof token);
    buffer_free(&url);
    return status;
}
