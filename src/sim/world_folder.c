#include "sim/world_folder.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "sim/lines.h"
#include "sys/files.h"

enum { MOST_LINE = 4096, MOST_BODY = 64 * 1024 * 1024 };

struct sim_folder {
    char *path;
    struct sim_manifest manifest;
    struct sim_source *sources;
    unsigned source_count;
    int64_t last; /* when the last message is sent */
    struct lines messages;
};

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

/* ---- sources ---- */

static enum status add_source(struct sim_folder *folder, const struct lines *lines)
{
    struct sim_source source = {0};
    char file[SIM_PATH];
    struct value profile = sim_value(lines->line, "profile");
    if (!sim_value_copy(sim_value(lines->line, "name"), source.name, sizeof source.name))
        return sim_lines_damaged(lines);
    if (!sim_value_is_null(profile)) {
        struct buffer path = {0};
        if (!sim_value_copy(profile, file, sizeof file) || !stays_inside(file))
            return sim_lines_damaged(lines);
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
    struct lines lines;
    enum status status = sim_lines_open(folder->path, "sources.jsonl", &lines);
    while (status == STATUS_OK && lines.line.items) {
        status = add_source(folder, &lines);
        if (status == STATUS_OK)
            status = sim_lines_next(&lines);
    }
    sim_lines_close(&lines);
    return status;
}

static bool find_source(const struct sim_folder *folder, struct value name, unsigned *out)
{
    for (*out = 0; *out < folder->source_count; ++*out)
        if (sim_value_is(name, folder->sources[*out].name))
            return true;
    return false;
}

/* ---- messages ---- */

static bool read_hash(struct value text, unsigned char out[SIM_HASH])
{
    size_t size;
    struct span hex = sim_value_text(text);
    return sodium_hex2bin(out, SIM_HASH, hex.at, hex.size, NULL, &size, NULL) == 0 &&
           size == SIM_HASH;
}

static bool read_body(struct value line, struct sim_message *out)
{
    struct value file = sim_value(line, "file");
    return sim_value_is_null(file) ||
           (sim_value_copy(file, out->file, sizeof out->file) && stays_inside(out->file) &&
            read_hash(sim_value(line, "hash"), out->hash));
}

/* The line that was read, which has to have this number. */
static bool read_message(const struct sim_folder *folder, uint64_t number, struct sim_message *out)
{
    int64_t when;
    struct value line = folder->messages.line;
    *out = (struct sim_message){.number = (uint64_t)sim_value_int(sim_value(line, "n")),
                                .flight = sim_value_int(sim_value(line, "flight")),
                                .bytes = sim_value_int(sim_value(line, "bytes")),
                                .persons = sim_value_int(sim_value(line, "persons"))};
    if (!time_parse(sim_value_text(sim_value(line, "when")), &when) || out->number != number)
        return false;
    out->when = when / MICROS_PER_SECOND;
    return find_source(folder, sim_value(line, "source"), &out->source) &&
           sim_value_copy(sim_value(line, "kind"), out->kind, sizeof out->kind) &&
           read_body(line, out);
}

enum status sim_folder_next(struct sim_folder *folder, struct sim_message *out)
{
    struct sim_message message = {0};
    enum status status = sim_lines_next(&folder->messages);
    if (status == STATUS_OK && folder->messages.line.items &&
        !read_message(folder, folder->messages.number, &message))
        status = sim_lines_damaged(&folder->messages);
    if (status == STATUS_OK)
        *out = message;
    return status;
}

enum status sim_folder_skip(struct sim_folder *folder, uint64_t through)
{
    while (folder->messages.number < through && sim_lines_skip(&folder->messages))
        ;
    return ferror(folder->messages.file) ? status_errno("read", folder->messages.path) : STATUS_OK;
}

/* ---- opening ---- */

/* The time of the last message, by which the end of a play is told. */
static enum status read_last(struct sim_folder *folder)
{
    struct sim_message last = {0};
    uint64_t messages = folder->manifest.counts.messages;
    if (messages == 0)
        return STATUS_OK;
    enum status status = sim_lines_last(&folder->messages, MOST_LINE);
    if (status == STATUS_OK && !read_message(folder, messages, &last))
        status = sim_lines_damaged(&folder->messages);
    folder->last = last.when;
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
        status = sim_lines_start(path, "messages.jsonl", &folder->messages);
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
    sim_lines_close(&folder->messages);
    free(folder->sources);
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
