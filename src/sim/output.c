#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "sim/internal.h"
#include "sys/files.h"

enum { TURN = 1 << 20, FLAGS = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC };

void sim_hash_text(const unsigned char hash[SIM_HASH], char out[SIM_HASH_TEXT])
{
    sodium_bin2hex(out, SIM_HASH_TEXT, hash, SIM_HASH);
}

static enum status write_all(int descriptor, const char *shown, struct span bytes)
{
    while (bytes.size) {
        ssize_t size = write(descriptor, bytes.at, bytes.size);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return status_errno("write", shown);
        bytes = span_part(bytes, (size_t)size, bytes.size);
    }
    return STATUS_OK;
}

/* The name in sentences. */
static const char *shown_name(struct run *run, const char *name)
{
    return arena_format(&run->arena, "%s/%s", run->place.path, name);
}

enum status output_open(struct run *run, const char *name, struct output *out)
{
    *out = (struct output){.descriptor = -1};
    snprintf(out->name, sizeof out->name, "%s", name);
    crypto_generichash_init(&out->hash, NULL, 0, SIM_HASH);
    if (!run->place.path)
        return STATUS_OK;
    out->descriptor = openat(run->place.descriptor, name, FLAGS, 0600);
    return out->descriptor < 0 ? status_errno("write", shown_name(run, name)) : STATUS_OK;
}

static enum status flush(struct run *run, struct output *output)
{
    struct span bytes = buffer_span(&output->buffer);
    if (bytes.size)
        crypto_generichash_update(&output->hash, (const unsigned char *)bytes.at, bytes.size);
    output->bytes += bytes.size;
    output->buffer.size = 0;
    if (output->descriptor < 0)
        return STATUS_OK;
    return write_all(output->descriptor, shown_name(run, output->name), bytes);
}

enum status output_turn(struct run *run, struct output *output)
{
    return output->buffer.size < TURN ? STATUS_OK : flush(run, output);
}

enum status output_finish(struct run *run, struct output *output)
{
    enum status status = flush(run, output);
    struct sim_manifest *manifest = run->manifest;
    unsigned char hash[SIM_HASH];
    if (status == STATUS_OK && output->descriptor >= 0 && close(output->descriptor) != 0)
        status = status_errno("write", shown_name(run, output->name));
    if (status == STATUS_OK)
        output->descriptor = -1;
    if (status == STATUS_OK && manifest->file_count == SIM_FILES)
        status = status_fail(STATUS_INPUT, "The profile has more than %d sources with tables.",
                             SIM_FILES - 8);
    if (status == STATUS_OK) {
        struct sim_file *file = &manifest->files[manifest->file_count++];
        snprintf(file->name, sizeof file->name, "%s", output->name);
        file->bytes = output->bytes;
        crypto_generichash_final(&output->hash, hash, sizeof hash);
        sim_hash_text(hash, file->hash);
    }
    output_drop(output);
    return status;
}

void output_drop(struct output *output)
{
    if (output->name[0] && output->descriptor >= 0)
        close(output->descriptor);
    buffer_free(&output->buffer);
    *output = (struct output){0};
}

enum status output_whole(struct run *run, const char *name, struct span bytes)
{
    struct output output;
    enum status status = output_open(run, name, &output);
    if (status == STATUS_OK) {
        buffer_append(&output.buffer, bytes.at, bytes.size);
        status = output_finish(run, &output);
    }
    output_drop(&output);
    return status;
}

enum status output_body(int folder, const char *shown, const char *name, struct span bytes)
{
    int descriptor = openat(folder, name, FLAGS, 0600);
    if (descriptor < 0)
        return status_errno("write", shown);
    enum status status = write_all(descriptor, shown, bytes);
    if (close(descriptor) != 0 && status == STATUS_OK)
        status = status_errno("write", shown);
    return status;
}
