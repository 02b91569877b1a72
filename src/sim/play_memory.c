#include "sim/play_memory.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/memory.h"
#include "sys/files.h"

enum { MOST_BYTES = 1024 * 1024 };

/* ---- the file's name ---- */

/* Host and port as a file's name: what could lead elsewhere becomes `_`. */
static void append_harmless(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        bool plain = (*text >= 'a' && *text <= 'z') || (*text >= '0' && *text <= '9') ||
                     (*text >= 'A' && *text <= 'Z') || *text == '.' || *text == '-';
        buffer_char(out, plain ? *text : '_');
    }
}

static enum status append_target(struct buffer *out, const char *url)
{
    char *host = NULL, *port = NULL;
    CURLU *parts = curl_url();
    bool good = curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
                curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                curl_url_get(parts, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK;
    if (good) {
        append_harmless(out, host);
        buffer_char(out, '-');
        append_harmless(out, port);
    }
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(parts);
    return good ? STATUS_OK
                : status_fail(STATUS_INPUT, "\"%s\" is no URL: https://HOST:PORT is one.", url);
}

static enum status open_file(struct play_memory *memory, const char *folder)
{
    struct buffer path = {0};
    buffer_format(&path, "%s/played", folder);
    enum status status = file_make_folder(buffer_string(&path));
    buffer_char(&path, '/');
    if (status == STATUS_OK)
        status = append_target(&path, memory->url);
    memory->path = memory_text(buffer_string(&path));
    buffer_free(&path);
    return status;
}

static enum status lock_file(struct play_memory *memory)
{
    struct buffer path = {0};
    buffer_format(&path, "%s.lock", memory->path);
    enum status status = file_lock(buffer_string(&path), &memory->lock);
    if (status == STATUS_LOCKED)
        status = status_fail(STATUS_LOCKED,
                             "This world is being played to this system already, by another "
                             "`portolan play` (%s).",
                             buffer_string(&path));
    buffer_free(&path);
    return status;
}

/* ---- reading ---- */

static bool is_of(const json_t *members, const char *name, const char *wanted)
{
    const char *text = json_string_value(json_object_get(members, name));
    return text && strcmp(text, wanted) == 0;
}

static uint64_t number_of(const json_t *members, const char *name)
{
    json_int_t value = json_integer_value(json_object_get(members, name));
    return value > 0 ? (uint64_t)value : 0;
}

static void take(struct play_memory *memory, const json_t *members)
{
    size_t i;
    json_t *item;
    memory->through = number_of(members, "through");
    memory->done = (struct play_done){number_of(members, "messages"), number_of(members, "persons"),
                                      number_of(members, "refused")};
    json_array_foreach(json_object_get(members, "beyond"), i, item)
    {
        uint64_t number = (uint64_t)json_integer_value(item);
        if (number > memory->through && play_memory_has_room(memory, number))
            memory->beyond[number % PLAY_WINDOW] = true;
    }
    memory->known = memory->through > 0 || memory->done.messages > 0;
}

static enum status read_file(struct play_memory *memory)
{
    struct buffer path = {0}, text = {0};
    buffer_format(&path, "%s.json", memory->path);
    enum status status = file_read(buffer_string(&path), MOST_BYTES, &text);
    json_t *members = status == STATUS_OK ? json_loadb(text.at, text.size, 0, NULL) : NULL;
    if (status == STATUS_MISSING)
        status = STATUS_OK;
    else if (status == STATUS_OK && !json_is_object(members))
        status =
            status_fail(STATUS_DAMAGED,
                        "%s, which tells what was sent already, cannot be read. --again begins "
                        "with the first message.",
                        buffer_string(&path));
    else if (is_of(members, "world", memory->world) && is_of(members, "system", memory->system))
        take(memory, members);
    json_decref(members);
    buffer_free(&path);
    buffer_free(&text);
    return status;
}

enum status play_memory_open(const char *folder, const char *world, const char *system,
                             const char *url, bool again, struct play_memory *out)
{
    *out = (struct play_memory){.world = world, .system = system, .url = url, .lock = -1};
    enum status status = open_file(out, folder);
    if (status == STATUS_OK)
        status = lock_file(out);
    if (status == STATUS_OK && !again)
        status = read_file(out);
    if (status != STATUS_OK)
        play_memory_close(out);
    return status;
}

void play_memory_close(struct play_memory *memory)
{
    if (memory->lock >= 0)
        file_unlock(memory->lock);
    free(memory->path);
    *memory = (struct play_memory){.lock = -1};
}

/* ---- what is done ---- */

bool play_memory_is_done(const struct play_memory *memory, uint64_t number)
{
    return number <= memory->through ||
           (play_memory_has_room(memory, number) && memory->beyond[number % PLAY_WINDOW]);
}

bool play_memory_has_room(const struct play_memory *memory, uint64_t number)
{
    return number - memory->through < PLAY_WINDOW;
}

uint64_t play_memory_count(const struct play_memory *memory)
{
    uint64_t count = memory->through;
    for (unsigned i = 0; i < PLAY_WINDOW; i++)
        count += memory->beyond[i];
    return count;
}

void play_memory_mark(struct play_memory *memory, uint64_t number)
{
    memory->beyond[number % PLAY_WINDOW] = true;
    for (uint64_t next; memory->beyond[next = (memory->through + 1) % PLAY_WINDOW];
         memory->through++)
        memory->beyond[next] = false;
    memory->changed = true;
}

/* ---- writing ---- */

static void print(const struct play_memory *memory, int64_t now, struct buffer *out)
{
    char time[TIME_TEXT];
    struct json json = {.out = out};
    json_begin(&json);
    json_put_text(&json, "world", memory->world);
    json_put_text(&json, "system", memory->system);
    json_put_text(&json, "to", memory->url);
    json_put_int(&json, "through", (int64_t)memory->through);
    json_key(&json, "beyond");
    json_begin_array(&json);
    for (uint64_t n = memory->through + 1; n < memory->through + PLAY_WINDOW; n++)
        if (memory->beyond[n % PLAY_WINDOW])
            json_int(&json, (int64_t)n);
    json_end_array(&json);
    json_put_int(&json, "messages", (int64_t)memory->done.messages);
    json_put_int(&json, "persons", (int64_t)memory->done.persons);
    json_put_int(&json, "refused", (int64_t)memory->done.refused);
    json_put_text(&json, "saved", time_format(now, time));
    json_end(&json);
    buffer_char(out, '\n');
}

enum status play_memory_save(struct play_memory *memory, int64_t now)
{
    struct buffer path = {0}, text = {0};
    if (!memory->changed)
        return STATUS_OK;
    buffer_format(&path, "%s.json", memory->path);
    print(memory, now, &text);
    enum status status = file_write(buffer_string(&path), buffer_span(&text), 0600);
    if (status == STATUS_OK)
        memory->changed = false;
    buffer_free(&path);
    buffer_free(&text);
    return status;
}
