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

enum { MOST_SOURCE = 60 };
_Static_assert((int)CREDENTIAL_HASH == (int)DESK_CREDENTIAL_SIZE, "one kind of hash");

static enum status token_of(struct keyring *keyring, const char *door, char token[CREDENTIAL_TEXT])
{
    const struct seal_key *root;
    struct seal_key bytes;
    enum status status = keyring_installation(keyring, KEY_DIGEST, &root);
    if (status != STATUS_OK)
        return status;
    seal_derive(&bytes, root, "upload__", seal_index(root, 0, span_of(door)));
    memcpy(token, "ptn_", 4);
    sodium_bin2base64(token + 4, CREDENTIAL_TEXT - 4, bytes.bytes, sizeof bytes.bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    seal_wipe(&bytes, sizeof bytes);
    return STATUS_OK;
}

enum status upload_person(const char *person, char door[UPLOAD_DOOR])
{
    int size = snprintf(door, UPLOAD_DOOR, "upload-%s", person);
    return size > 0 && size <= MOST_SOURCE && journal_source_valid(span_of(door))
               ? STATUS_OK
               : status_fail(STATUS_INPUT, "An account of this name cannot be a sender.");
}

void upload_link(const unsigned char secret[DESK_LINK_HASH], char door[UPLOAD_DOOR])
{
    char hex[2 * DESK_LINK_HASH + 1];
    sodium_bin2hex(hex, sizeof hex, secret, DESK_LINK_HASH);
    snprintf(door, UPLOAD_DOOR, "link-%s", hex);
}

enum status upload_credential(struct keyring *keyring, const char *door,
                              unsigned char hash[DESK_CREDENTIAL_SIZE])
{
    char token[CREDENTIAL_TEXT];
    struct credential_hash bytes;
    enum status status = token_of(keyring, door, token);
    if (status != STATUS_OK)
        return status;
    credential_hash(span_of(token), &bytes);
    seal_wipe(token, sizeof token);
    memcpy(hash, bytes.bytes, DESK_CREDENTIAL_SIZE);
    return STATUS_OK;
}

enum status upload_request(struct keyring *keyring, const char *door, struct buffer *request)
{
    unsigned char hash[DESK_CREDENTIAL_SIZE];
    char hex[2 * DESK_CREDENTIAL_SIZE + 1];
    enum status status = upload_credential(keyring, door, hash);
    if (status != STATUS_OK)
        return status;
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    json_t *members = json_pack("{s:s, s:s, s:s, s:s}", "command", "source add", "name", door,
                                "hash", hex, "handling", "upload");
    char *text = json_dumps(members, JSON_COMPACT);
    buffer_text(request, text);
    free(text);
    json_decref(members);
    return STATUS_OK;
}

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

static void copy_member(char *out, size_t room, const json_t *receipt, const char *name)
{
    const char *text = json_string_value(json_object_get(receipt, name));
    snprintf(out, room, "%s", text ? text : "");
}

static enum status read_receipt(CURLcode result, long code, const struct buffer *answer,
                                struct api_receipt *out)
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
        out->message = json_integer_value(json_object_get(receipt, "id"));
    copy_member(out->received_at, sizeof out->received_at, receipt, "received_at");
    copy_member(out->sha256, sizeof out->sha256, receipt, "sha256");
    json_decref(receipt);
    return status;
}

static enum status post(const char *url, const char *token, const char *certificate,
                        struct span body, struct api_receipt *receipt)
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
    enum status status = read_receipt(result, code, &answer, receipt);
    seal_wipe(header, sizeof header);
    curl_slist_free_all(headers);
    curl_easy_cleanup(client);
    buffer_free(&answer);
    return status;
}

enum status upload_send(const struct folder *folder, struct keyring *keyring, const char *door,
                        const char *certificate, struct span body, struct api_receipt *receipt)
{
    char token[CREDENTIAL_TEXT];
    struct buffer url = {0};
    enum status status = token_of(keyring, door, token);
    if (status == STATUS_OK)
        status = find_address(folder, &url);
    if (status == STATUS_OK)
        status = post(buffer_string(&url), token, certificate, body, receipt);
    seal_wipe(token, sizeof token);
    buffer_free(&url);
    return status;
}
