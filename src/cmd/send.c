#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "sys/files.h"

enum { MOST_BYTES = 64 * 1024 * 1024 };

/* Where --to says, else where the running system listens. */
static enum status find_address(const struct words *words, struct buffer *url, bool *ours)
{
    struct folder folder = folder_open(words->data);
    enum status status = STATUS_OK;
    *ours = !words->to;
    if (*ours)
        status = command_intake(words, &folder, url);
    else
        buffer_format(url, "%s%s", words->to, strstr(words->to, "/v1/") ? "" : "/v1/messages");
    folder_free(&folder);
    return status;
}

/* The token itself, or @FILE. Into `out` as an Authorization header. */
static enum status read_credential(const struct words *words, struct buffer *out)
{
    const char *given = words->credential ? words->credential : getenv("PORTOLAN_CREDENTIAL");
    struct buffer token = {0};
    enum status status = STATUS_OK;
    if (!given)
        return status_fail(STATUS_USAGE, "A credential is needed: --credential TOKEN or @FILE, or "
                                         "$PORTOLAN_CREDENTIAL. `portolan source add NAME` makes "
                                         "one.");
    if (given[0] == '@')
        status = file_read(given + 1, 4096, &token);
    else
        buffer_text(&token, given);
    if (status == STATUS_OK) {
        struct span trimmed = span_trim(buffer_span(&token));
        buffer_format(out, "Authorization: Bearer %.*s", (int)trimmed.size, trimmed.at);
    }
    buffer_free(&token);
    return status;
}

static size_t keep_answer(char *bytes, size_t size, size_t count, void *context)
{
    buffer_append(context, bytes, size * count);
    return size * count;
}

static CURL *open_client(const char *url, const char *certificate, struct curl_slist *headers,
                         struct buffer *answer)
{
    CURL *client = curl_easy_init();
    curl_easy_setopt(client, CURLOPT_URL, url);
    curl_easy_setopt(client, CURLOPT_POST, 1L);
    curl_easy_setopt(client, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(client, CURLOPT_WRITEFUNCTION, keep_answer);
    curl_easy_setopt(client, CURLOPT_WRITEDATA, answer);
    curl_easy_setopt(client, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(client, CURLOPT_TIMEOUT, 120L);
    if (certificate)
        curl_easy_setopt(client, CURLOPT_CAINFO, certificate);
    return client;
}

static enum status send_file(CURL *client, const char *path, struct buffer *answer)
{
    struct buffer body = {0};
    long code = 0;
    answer->size = 0;
    enum status status = command_read(path, MOST_BYTES, &body);
    if (status == STATUS_OK) {
        curl_easy_setopt(client, CURLOPT_POSTFIELDS, body.size ? body.at : "");
        curl_easy_setopt(client, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.size);
        CURLcode result = curl_easy_perform(client);
        curl_easy_getinfo(client, CURLINFO_RESPONSE_CODE, &code);
        if (result != CURLE_OK)
            status =
                status_fail(STATUS_IO, "%s was not sent: %s.", path, curl_easy_strerror(result));
        else if (code != 201)
            status = status_fail(STATUS_INPUT, "%s was refused: %s", path, buffer_string(answer));
    }
    buffer_free(&body);
    return status;
}

static int send_all(const struct words *words, CURL *client, struct buffer *answer)
{
    int code = EXIT_DONE;
    for (int i = 0; i < words->count; i++) {
        enum status status = send_file(client, words->plain[i], answer);
        while (answer->size && answer->at[answer->size - 1] == '\n')
            answer->size--;
        if (status != STATUS_OK)
            code = command_fail(status);
        else if (words->json)
            printf("%s\n", buffer_string(answer));
        else
            printf("%s %s\n", words->plain[i], buffer_string(answer));
    }
    return code;
}

int command_send(const struct words *words)
{
    struct buffer url = {0}, header = {0}, answer = {0};
    struct folder folder = folder_open(words->data);
    bool ours;
    int code = EXIT_FAILED;
    enum status status = find_address(words, &url, &ours);
    if (status == STATUS_OK)
        status = read_credential(words, &header);
    if (status == STATUS_OK) {
        char certificate[4096];
        snprintf(certificate, sizeof certificate, "%s/tls.crt", folder.secrets);
        curl_global_init(CURL_GLOBAL_DEFAULT);
        struct curl_slist *headers = curl_slist_append(NULL, buffer_string(&header));
        headers = curl_slist_append(headers, "Content-Type: application/edifact");
        headers = curl_slist_append(headers, "Expect:");
        CURL *client =
            open_client(buffer_string(&url), ours ? certificate : NULL, headers, &answer);
        code = send_all(words, client, &answer);
        curl_easy_cleanup(client);
        curl_slist_free_all(headers);
        curl_global_cleanup();
    } else {
        code = command_fail(status);
    }
    buffer_free(&url);
    buffer_free(&header);
    buffer_free(&answer);
    folder_free(&folder);
    return code;
}
