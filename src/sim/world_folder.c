#include "sim/world_folder.h"

#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "sys/files.h"

enum { MOST_SOURCES = 16 * 1024 * 1024, MOST_BODY = 64 * 1024 * 1024 };

struct sim_folder {
    char *path;
    struct sim_manifest manifest;
    struct sim_source *sources;
    unsigned source_count;
    int64_t last; /* when the last message is sent */
    FILE *messages;
    char *line; /* getline's */
    size_t room;
    uint64_t number; /* of the line read last */
};

static enum status damaged(const struct sim_folder *folder, const char *file, uint64_t line)
{
    return status_fail(STATUS_DAMAGED,
                       "Line %llu of %s/%s is not as `portolan simulate` writes it. Make the world "
                       "anew: the same seed gives the same bytes.",
                       (unsigned long long)line, folder->path, file);
}

static void path_of(const struct sim_folder *folder, const char *file, struct buffer *out)
{
    out->size = 0;
    buffer_format(out, "%s/%s", folder->path, file);
}

/* A name that leads nowhere but into the folder. */
static bool stays_inside(const char *file)
{
    return file[0] && file[0] != '/' && !strstr(file, "..");
}

static bool copy_text(char *out, size_t room, const json_t *text)
{
    const char *value = json_string_value(text);
    if (!value || strlen(value) >= room)
        return false;
    memcpy(out, value, strlen(value) + 1);
    return true;
}

/* ---- sources ---- */

static enum status add_source(struct sim_folder *folder, const json_t *line, uint64_t number)
{
    struct sim_source source = {0};
    const json_t *profile = json_object_get(line, "profile");
    const char *file = json_string_value(profile);
    if (!copy_text(source.name, sizeof source.name, json_object_get(line, "name")) ||
        (profile && !json_is_null(profile) && (!file || !stays_inside(file))))
        return damaged(folder, "sources.jsonl", number);
    if (file) {
        struct buffer path = {0};
        path_of(folder, file, &path);
        source.profile = memory_text(buffer_string(&path));
        buffer_free(&path);
    }
    folder->sources =
        memory_resize(folder->sources, (folder->source_count + 1) * sizeof *folder->sources);
    folder->sources[folder->source_count++] = source;
    return STATUS_OK;
}

static enum status read_sources(struct sim_folder *folder)
{
    struct buffer path = {0}, text = {0};
    path_of(folder, "sources.jsonl", &path);
    enum status status = file_read(buffer_string(&path), MOST_SOURCES, &text);
    struct span rest = buffer_span(&text);
    for (uint64_t number = 1; status == STATUS_OK && rest.size; number++) {
        struct span line = span_cut(rest, '\n', &rest);
        json_t *source = json_loadb(line.at, line.size, 0, NULL);
        status = add_source(folder, source, number);
        json_decref(source);
    }
    buffer_free(&path);
    buffer_free(&text);
    return status;
}

static bool find_source(const struct sim_folder *folder, const char *name, unsigned *out)
{
    for (*out = 0; name && *out < folder->source_count; ++*out)
        if (strcmp(folder->sources[*out].name, name) == 0)
            return true;
    return false;
}

/* ---- messages ---- */

/* The line without its end; at NULL when there is none. */
static struct span read_line(struct sim_folder *folder)
{
    ssize_t size = getline(&folder->line, &folder->room, folder->messages);
    if (size > 0 && folder->line[size - 1] == '\n')
        size--;
    return size > 0 ? (struct span){folder->line, (size_t)size} : (struct span){NULL, 0};
}

static enum status line_end(const struct sim_folder *folder)
{
    if (ferror(folder->messages))
        return status_errno("read", "messages.jsonl");
    return feof(folder->messages) ? STATUS_OK
                                  : damaged(folder, "messages.jsonl", folder->number + 1);
}

static bool read_hash(const json_t *text, unsigned char out[SIM_HASH])
{
    size_t size;
    const char *hex = json_string_value(text);
    return hex && sodium_hex2bin(out, SIM_HASH, hex, strlen(hex), NULL, &size, NULL) == 0 &&
           size == SIM_HASH;
}

static bool read_body(const json_t *line, struct sim_message *out)
{
    const json_t *file = json_object_get(line, "file");
    if (json_is_null(file) || !file)
        return true;
    return copy_text(out->file, sizeof out->file, file) && stays_inside(out->file) &&
           read_hash(json_object_get(line, "hash"), out->hash);
}

static bool read_message(const struct sim_folder *folder, const json_t *line,
                         struct sim_message *out)
{
    int64_t when;
    *out = (struct sim_message){.number = (uint64_t)json_integer_value(json_object_get(line, "n")),
                                .flight = json_integer_value(json_object_get(line, "flight")),
                                .bytes = json_integer_value(json_object_get(line, "bytes")),
                                .persons = json_integer_value(json_object_get(line, "persons"))};
    const char *time = json_string_value(json_object_get(line, "when"));
    const char *source = json_string_value(json_object_get(line, "source"));
    if (!time || !time_parse(span_of(time), &when) || out->number != folder->number + 1)
        return false;
    out->when = when / MICROS_PER_SECOND;
    return find_source(folder, source, &out->source) &&
           copy_text(out->kind, sizeof out->kind, json_object_get(line, "kind")) &&
           read_body(line, out);
}

enum status sim_folder_next(struct sim_folder *folder, struct sim_message *out)
{
    struct sim_message message = {0};
    struct span text = read_line(folder);
    if (!text.at) {
        enum status status = line_end(folder);
        if (status == STATUS_OK)
            *out = message;
        return status;
    }
    json_t *line = json_loadb(text.at, text.size, 0, NULL);
    bool good = read_message(folder, line, &message);
    json_decref(line);
    if (!good)
        return damaged(folder, "messages.jsonl", folder->number + 1);
    folder->number = message.number;
    *out = message;
    return STATUS_OK;
}

enum status sim_folder_skip(struct sim_folder *folder, uint64_t through)
{
    while (folder->number < through) {
        if (!read_line(folder).at)
            return line_end(folder);
        folder->number++;
    }
    return STATUS_OK;
}

/* ---- the last line ---- */

enum { MOST_LINE = 4096 };

/* The time of the last message, by which the end of a play is told. */
static enum status read_last(struct sim_folder *folder)
{
    char text[MOST_LINE];
    struct sim_message last = {0};
    uint64_t messages = folder->manifest.counts.messages;
    if (messages == 0)
        return STATUS_OK;
    if (fseek(folder->messages, -MOST_LINE, SEEK_END) != 0)
        rewind(folder->messages);
    size_t size = fread(text, 1, sizeof text, folder->messages);
    size_t begin = size ? size - 1 : 0; /* before the line's end */
    while (begin > 0 && text[begin - 1] != '\n')
        begin--;
    json_t *line = json_loadb(text + begin, size - begin, 0, NULL);
    folder->number = messages - 1;
    bool good = read_message(folder, line, &last);
    json_decref(line);
    folder->number = 0;
    folder->last = last.when;
    rewind(folder->messages);
    return good ? STATUS_OK : damaged(folder, "messages.jsonl", messages);
}

/* ---- opening ---- */

static enum status open_messages(struct sim_folder *folder)
{
    struct buffer path = {0};
    path_of(folder, "messages.jsonl", &path);
    folder->messages = fopen(buffer_string(&path), "rbe");
    enum status status = folder->messages ? STATUS_OK : status_errno("open", buffer_string(&path));
    buffer_free(&path);
    return status;
}

enum status sim_folder_open(const char *path, struct sim_folder **out)
{
    struct sim_folder *folder = memory_alloc(sizeof *folder);
    folder->path = memory_text(path);
    enum status status = sim_manifest_read(path, &folder->manifest);
    if (status == STATUS_OK)
        status = read_sources(folder);
    if (status == STATUS_OK)
        status = open_messages(folder);
    if (status == STATUS_OK)
        status = read_last(folder);
    if (status == STATUS_OK)
        *out = folder;
    else
        sim_folder_close(folder);
    return status;
}

void sim_folder_close(struct sim_folder *folder)
{
    if (!folder)
        return;
    for (unsigned i = 0; i < folder->source_count; i++)
        free(folder->sources[i].profile);
    if (folder->messages)
        fclose(folder->messages);
    free(folder->sources);
    free(folder->line);
    free(folder->path);
    free(folder);
}

const char *sim_folder_path(const struct sim_folder *folder)
{
    return folder->path;
}

const char *sim_folder_identity(const struct sim_folder *folder)
{
    return folder->manifest.hash;
}

const struct sim_source *sim_folder_sources(const struct sim_folder *folder, unsigned *count)
{
    *count = folder->source_count;
    return folder->sources;
}

struct sim_count sim_folder_count(const struct sim_folder *folder)
{
    const struct sim_counts *counts = &folder->manifest.counts;
    return (struct sim_count){counts->messages, counts->records};
}

int64_t sim_folder_last(const struct sim_folder *folder)
{
    return folder->last;
}

/* ---- bodies ---- */

enum status sim_folder_body(const struct sim_folder *folder, const struct sim_message *message,
                            struct buffer *out)
{
    struct buffer path = {0};
    unsigned char hash[SIM_HASH] = {0};
    path_of(folder, message->file, &path);
    out->size = 0;
    enum status status = file_read(buffer_string(&path), MOST_BODY, out);
    if (status == STATUS_MISSING)
        status = status_fail(STATUS_DAMAGED,
                             "%s is missing. Make the world anew (the same seed gives the same "
                             "bytes), then go on with the same command.",
                             buffer_string(&path));
    if (status == STATUS_OK)
        crypto_generichash(hash, sizeof hash, (const unsigned char *)out->at, out->size, NULL, 0);
    if (status == STATUS_OK && memcmp(hash, message->hash, sizeof hash) != 0)
        status =
            status_fail(STATUS_DAMAGED,
                        "%s was changed since the world was made: its hash is another. Make the "
                        "world anew (the same seed gives the same bytes), then go on with the "
                        "same command.",
                        buffer_string(&path));
    buffer_free(&path);
    return status;
}
