#include <sodium.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "sim/play_internal.h"

enum { MOST_ANSWER = 65536 };

static size_t keep_answer(char *bytes, size_t size, size_t count, void *context)
{
    struct buffer *answer = context;
    if (answer->size < MOST_ANSWER) /* what is longer is no answer of ours; its code says enough */
        buffer_append(answer, bytes, size * count);
    return size * count;
}

static CURL *open_client(const struct sim_play_options *options, struct play_lane *lane)
{
    CURL *client = curl_easy_init();
    if (!client)
        memory_gone();
    curl_easy_setopt(client, CURLOPT_URL, options->url);
    curl_easy_setopt(client, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(client, CURLOPT_POST, 1L);
    curl_easy_setopt(client, CURLOPT_WRITEFUNCTION, keep_answer);
    curl_easy_setopt(client, CURLOPT_WRITEDATA, &lane->answer);
    curl_easy_setopt(client, CURLOPT_PRIVATE, lane);
    curl_easy_setopt(client, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(client, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(client, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(client, CURLOPT_TIMEOUT, 120L);
    if (options->certificate)
        curl_easy_setopt(client, CURLOPT_CAINFO, options->certificate);
    return client;
}

static struct curl_slist *make_headers(const char *token)
{
    struct buffer line = {0};
    buffer_reserve(&line,
                   64 + (token ? strlen(token) : 0)); /* it does not move, and leaves no copy */
    buffer_format(&line, "Authorization: Bearer %s", token);
    struct curl_slist *headers = curl_slist_append(NULL, buffer_string(&line));
    headers = curl_slist_append(headers, "Content-Type: application/octet-stream");
    headers = curl_slist_append(headers, "Expect:");
    sodium_memzero(line.at, line.room);
    buffer_free(&line);
    return headers;
}

static void free_headers(struct curl_slist *headers)
{
    for (struct curl_slist *each = headers; each; each = each->next)
        sodium_memzero(each->data, strlen(each->data));
    curl_slist_free_all(headers);
}

void play_lanes_open(struct play_lanes *lanes, const struct sim_play_options *options,
                     const struct sim_source *sources, unsigned source_count)
{
    unsigned wanted = options->connections;
    *lanes = (struct play_lanes){.multi = curl_multi_init(),
                                 .count = wanted && wanted < PLAY_LANES ? wanted : PLAY_LANES,
                                 .source_count = source_count};
    if (!lanes->multi)
        memory_gone();
    curl_multi_setopt(lanes->multi, CURLMOPT_MAXCONNECTS, (long)lanes->count);
    lanes->headers = memory_alloc((source_count + 1) * sizeof *lanes->headers);
    for (unsigned i = 0; i < source_count; i++)
        lanes->headers[i] =
            make_headers(play_credentials_find(options->credentials, sources[i].name));
    for (unsigned i = 0; i < lanes->count; i++)
        lanes->lanes[i].client = open_client(options, &lanes->lanes[i]);
}

void play_lanes_close(struct play_lanes *lanes)
{
    for (unsigned i = 0; i < lanes->count; i++) {
        struct play_lane *lane = &lanes->lanes[i];
        if (lane->busy)
            curl_multi_remove_handle(lanes->multi, lane->client);
        curl_easy_cleanup(lane->client);
        buffer_free(&lane->body);
        buffer_free(&lane->answer);
    }
    for (unsigned i = 0; i < lanes->source_count; i++)
        free_headers(lanes->headers[i]);
    free(lanes->headers);
    curl_multi_cleanup(lanes->multi);
}

void play_lanes_queue(struct play_lanes *lanes, struct play_slot *slot)
{
    struct play_lane *lane = &lanes->lanes[(uint64_t)slot->message.flight % lanes->count];
    slot->next = NULL;
    if (lane->first)
        lane->last->next = slot;
    else
        lane->first = slot;
    lane->last = slot;
}

void play_lane_next(struct play_lane *lane)
{
    lane->first = lane->first->next;
}

void play_lane_send(struct play_lanes *lanes, struct play_lane *lane)
{
    CURL *client = lane->client;
    lane->answer.size = 0;
    curl_easy_setopt(client, CURLOPT_HTTPHEADER, lanes->headers[lane->first->message.source]);
    curl_easy_setopt(client, CURLOPT_POSTFIELDS, buffer_string(&lane->body));
    curl_easy_setopt(client, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)lane->body.size);
    if (curl_multi_add_handle(lanes->multi, client) != CURLM_OK)
        memory_gone();
    lane->busy = true;
    lanes->busy++;
}

struct play_lane *play_lanes_answered(struct play_lanes *lanes, struct play_answer *answer)
{
    int left;
    CURLMsg *message = curl_multi_info_read(lanes->multi, &left);
    struct play_lane *lane;
    curl_off_t after = 0;
    if (!message)
        return NULL;
    CURL *client = message->easy_handle;
    *answer = (struct play_answer){.failure = (int)message->data.result};
    curl_easy_getinfo(client, CURLINFO_PRIVATE, (char **)&lane);
    curl_easy_getinfo(client, CURLINFO_RESPONSE_CODE, &answer->code);
    curl_easy_getinfo(client, CURLINFO_RETRY_AFTER, &after);
    answer->retry_after = (int64_t)after;
    answer->body = buffer_span(&lane->answer);
    curl_multi_remove_handle(lanes->multi, client);
    lane->busy = false;
    lanes->busy--;
    return lane;
}

bool play_lanes_wait(struct play_lanes *lanes, int stop, int64_t micros)
{
    int running;
    struct curl_waitfd extra = {.fd = stop, .events = CURL_WAIT_POLLIN};
    int64_t milliseconds = micros <= 0 ? 0 : micros / 1000 + 1;
    curl_multi_perform(lanes->multi, &running);
    /* What was answered at once, on connections that are open, is not waited for. */
    if ((unsigned)running < lanes->busy)
        milliseconds = 0;
    curl_multi_poll(lanes->multi, &extra, stop >= 0 ? 1 : 0, (int)milliseconds, NULL);
    curl_multi_perform(lanes->multi, &running);
    return extra.revents != 0;
}
